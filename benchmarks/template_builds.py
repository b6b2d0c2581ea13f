"""Each packaged template built in a process of its own: processor seconds and size of the file.

``python -m benchmarks.template_builds``; above them, what starting the command alone takes. The
modules are compiled first, as those of an installed package are: compiling them anew in each
process, as PYTHONDONTWRITEBYTECODE makes Python do, takes as long as a template.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from ledgerguard.translation import LANGUAGES
from ledgerguard.workbooks.templates import templates

MOST_KB, MOST_SECONDS = 300, 3.0


def main() -> None:
    """Print a line for each template and language."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        out = Path(folder) / "first.xlsx"
        processor_seconds("template", "build", next(iter(templates())), "--out", str(out))
        alone = processor_seconds("template", "list")
        print(f"starting the command: {alone:.2f} s of processor time")
        for name in templates():
            for language in LANGUAGES:
                out = Path(folder) / f"{name}-{language}.xlsx"
                took = processor_seconds(
                    "template", "build", name, "--lang", language, "--out", str(out)
                )
                size = out.stat().st_size / 1000
                within = size < MOST_KB and took < MOST_SECONDS
                verdict = "" if within else f"  beyond {MOST_KB} kB or {MOST_SECONDS:.0f} s"
                print(f"{name} {language}: {took:.2f} s, {size:.0f} kB{verdict}")


def processor_seconds(*arguments: str) -> float:
    """What a command of ours takes, all threads together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "ledgerguard", *arguments], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
