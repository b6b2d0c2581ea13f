"""Each packaged template built twice over: among others in one process, and by a command alone.

``python -m benchmarks.template_builds``; processor seconds, the least of three in one process, and
size of the file. ``make workbooks`` builds all in one process, which loads formulas, pandas and the
sample ledger once; a command loads them for its one workbook. Its modules are compiled first, as
those of an installed package are: compiling them anew in each process, as PYTHONDONTWRITEBYTECODE
makes Python do, takes as long as a template.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ledgerguard.translation import LANGUAGES
from ledgerguard.units import Language
from ledgerguard.workbooks import write
from ledgerguard.workbooks.template import Template
from ledgerguard.workbooks.templates import templates

MOST_KB, MOST_SECONDS, RUNS = 300, 3.0, 3


def main() -> None:
    """Print a line for each template and language."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        known = templates()
        out = Path(folder) / "first.xlsx"
        write(next(iter(known.values())), out)  # it loads what all need
        command_seconds("template", "build", next(iter(known)), "--out", str(out))
        print(f"starting the command: {command_seconds('template', 'list'):.2f} s")
        for name, template in known.items():
            for language in LANGUAGES:
                out = Path(folder) / f"{name}-{language}.xlsx"
                took = min(build_seconds(template, language, out) for _ in range(RUNS))
                alone = command_seconds(
                    "template", "build", name, "--lang", language, "--out", str(out)
                )
                size = out.stat().st_size / 1000
                within = size < MOST_KB and took < MOST_SECONDS
                verdict = "" if within else f"  beyond {MOST_KB} kB or {MOST_SECONDS:.0f} s"
                seconds = f"{took:.2f} s, {alone:.2f} s by itself"
                print(f"{name} {language}: {seconds}, {size:.0f} kB{verdict}")


def build_seconds(template: Template, language: Language, out: Path) -> float:
    """What building takes in this process."""
    start = time.process_time()
    write(template, out, language=language)
    return time.process_time() - start


def command_seconds(*arguments: str) -> float:
    """What a command of ours takes, all threads together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "ledgerguard", *arguments], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
