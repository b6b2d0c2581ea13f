"""Runs one of the commands; see the package."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from gallery import __doc__ as usage
from gallery.books import build, stale
from gallery.pictures import pages, pictures

FOLDER = Path("workbooks")


def main(command: str = "", *names: str) -> int:
    """Run a command in the root of the repository; answers the exit code."""
    if command == "build" and not names:
        for path in build(FOLDER):
            print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
        return 0
    if command == "check" and not names:
        with tempfile.TemporaryDirectory() as folder:
            found = stale(FOLDER, Path(folder))
        for text in found:
            print(text)
        print(f"{len(found)} stale: run make workbooks" if found else "workbooks/ is up to date")
        return int(bool(found))
    if command == "pictures" and not names:
        pictures(FOLDER)
        return 0
    if command == "pages" and len(names) == 1:
        for path in pages(names[0], Path("build/gallery")):
            print(path)
        return 0
    print(usage)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
