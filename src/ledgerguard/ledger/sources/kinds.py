"""What kind of source a path is, and the files that a folder or a pattern stands for."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.folders import parquet_files
from ledgerguard.ledger.sources.dialects import opened_bytes

Kind = Literal["csv", "parquet", "workbook", "json lines", "sqlite"]

_MAGIC: Final[dict[bytes, Kind]] = {
    b"PAR1": "parquet",
    b"SQLite format 3\x00": "sqlite",
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "workbook",
}
_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".json", ".jsonl", ".ndjson")
_ZIPPED: Final = ".gz"
_SEEN: Final = 4_096


def files_of(sources: Sequence[str | Path]) -> list[Path]:
    """The files and folders that are meant, in the order of their names.

    A folder of parquet stays a folder, since its name may be a column; one of text stands for the
    files in it and below.

    Raises:
        LedgerError: when nothing is there, or a folder holds parquet and text.
    """
    found: list[Path] = []
    for source in sources:
        path = Path(source)
        if path.exists():
            found += _of_folder(path) if path.is_dir() else [path]
        elif matched := sorted(glob.glob(str(source), recursive=True)):  # ** from any root
            found += [file for name in matched for file in files_of([name])]
        else:
            raise LedgerError(f"{source} cannot be read: there is no such file or folder")
    return list(dict.fromkeys(found))


def _of_folder(folder: Path) -> list[Path]:
    parquet = parquet_files([folder])
    texts = [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and file.with_suffix("" if file.suffix.lower() == _ZIPPED else file.suffix).suffix.lower()
        in _SUFFIXES
        and not any(part[0] in "._" for part in file.relative_to(folder).parts)
    ]
    if parquet and texts:
        raise LedgerError(
            f"a folder must hold files of one kind, got {Path(parquet[0]).name} and "
            f"{texts[0].name} in {folder}",
            hint=f"name the files, for instance {folder / '*.parquet'}",
        )
    if not parquet and not texts:
        raise LedgerError(
            f"{folder} holds no ledger: files of parquet, {', '.join(_SUFFIXES)} are looked for"
        )
    return [folder] if parquet else texts


def kind_of(path: Path) -> Kind:
    """The kind of a file, by its first bytes; a folder is one of parquet.

    Raises:
        LedgerError: when it is JSON, but not one object a line.
    """
    if path.is_dir():
        return "parquet"
    with opened_bytes(path) as file:
        data = file.read(_SEEN)
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return kind
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"[" and path.suffix.lower() == ".json":
        raise LedgerError(
            f"{path.name} is one list of JSON: objects must stand one a line",
            hint="jq -c '.[]' makes lines of it",
        )
    return "json lines" if text[:1] == b"{" else "csv"


def one_kind(paths: Sequence[Path]) -> Kind:
    """The kind of files that are read together.

    Raises:
        LedgerError: naming two files of different kinds.
    """
    kinds = {path: kind_of(path) for path in paths}
    first, *others = kinds
    for path in others:
        if kinds[path] != kinds[first]:
            raise LedgerError(
                f"files that are read together must be of one kind, got {first} ({kinds[first]}) "
                f"and {path} ({kinds[path]})"
            )
    return kinds[first]
