// Runs in Node what xlwings Lite runs inside Excel: Pyodide, our wheel, xlwings' own call path.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [home, script] = process.argv.slice(2);
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const { loadPyodide } = await import(pathToFileURL(path.join(home, 'package/pyodide.mjs')));
const python = await loadPyodide({ indexURL: path.join(home, 'package') + '/' });
const unpack = (folder) => {
  const names = fs.readdirSync(path.join(home, folder)).filter((name) => name.endsWith('.whl'));
  for (const name of names) {
    python.unpackArchive(new Uint8Array(fs.readFileSync(path.join(home, folder, name))), 'wheel');
  }
  return names.length;
};
const heavy = unpack('heavy');
unpack('wheels');
unpack('own');
const booted = seconds();
python.globals.set('HEAVY', heavy);
let told;
try {
  told = await python.runPythonAsync(fs.readFileSync(script, 'utf-8'));
} catch (error) {
  console.error(String(error.message)); // Python's own words, without Pyodide's source
  process.exit(1);
}
const megabytes = Math.round(python._module.HEAP8.length / 2 ** 20);
console.log(JSON.stringify({ booted, total: seconds(), megabytes, ...JSON.parse(told) }));
