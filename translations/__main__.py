"""Runs one of the commands on the catalogue of every language."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from translations import __doc__ as usage
from translations.messages import TRANSLATED, as_mo, as_po, file_of, missing, read, updated


def main(command: str = "", *files: str) -> int:
    """Run a command; answers the exit code, 1 where a translation is missing."""
    if command not in ("update", "merge", "missing") or bool(files) is not (command == "merge"):
        print(usage)
        return 2
    lacking = 0
    for language in TRANSLATED:
        if command != "missing":
            write(language, files)
        found = missing(updated(language))
        lacking += len(found)
        for text in found:
            print(f"{language}: not translated: {text}")
    return int(lacking > 0)


def write(language: str, files: Iterable[str]) -> None:
    """Bring both files of a language up to date, with the translations of other .po files."""
    catalog = updated(language, [read(Path(file)) for file in files])
    source = file_of(language)
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(as_po(catalog))
    file_of(language, ".mo").write_bytes(as_mo(read(source)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
