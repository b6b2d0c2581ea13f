"""Builds the LibreOffice extension: the fixed files of ``addin/calc`` and this machine's Python."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import ledgerguard
from ledgerguard.cells.functions import functions
from ledgerguard.formula import Formula
from ledgerguard.hosts import archives
from ledgerguard.hosts.calc_worker import described
from ledgerguard.hosts.fixed_files import fixed_files, import_path

SUFFIXES = (".py", ".xml", ".components")


def build_oxt(path: Path, *, python: str = sys.executable) -> Path:
    """Write the extension that computes with ``python``, where ledgerguard is installed."""
    return archives.write(path, files(worker_command(python), functions()))


def worker_command(python: str = sys.executable) -> list[str]:
    """How the add-in starts the worker."""
    return [python, "-m", "ledgerguard.hosts.calc_worker"]


def files(command: Sequence[str], formulas: Mapping[str, Formula]) -> Iterator[tuple[str, bytes]]:
    """The files of the extension by name, in a fixed order."""
    folder = fixed_files("calc")
    for file in sorted(folder.rglob("*")):
        if file.suffix in SUFFIXES:
            content = file.read_bytes().replace(b"@VERSION@", ledgerguard.__version__.encode())
            yield file.relative_to(folder).as_posix(), content
    worker = {"command": list(command), "path": import_path()}
    yield "worker.json", json.dumps(worker, indent=1).encode()
    # for a sheet that is opened when that Python is gone: its cells then show an error each
    yield "catalogue.json", json.dumps(described(formulas), ensure_ascii=False).encode()
