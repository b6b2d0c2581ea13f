"""The log as a flat table for people who read it in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from ledgerguard.errors import LogError
from ledgerguard.store.entries import COLUMNS, JSON, Row, canonical

Cell: TypeAlias = bool | int | float | str | None

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(rows: Iterable[Row]) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Rows as a header and lines of plain cells.

    First the columns of the row, with the body as its canonical text; then a column for every key
    that a body has at its top, named `body.KEY`, in the order in which the keys first come.
    Text that a spreadsheet would run as a formula has an apostrophe before it (CWE-1236).

    Returns:
        The header, and a tuple of the same length for each row.
    """
    held = list(rows)
    keys = list(dict.fromkeys(key for row in held for key in row.body))
    header = (*COLUMNS, *(f"body.{key}" for key in keys))
    return header, [
        tuple(harmless(cell) for cell in (*_columns(row), *(_cell(row.body.get(k)) for k in keys)))
        for row in held
    ]


def write_csv(rows: Iterable[Row], path: str | Path) -> None:
    """Writes the table as csv in UTF-8, with the mark by which Excel knows the encoding.

    Raises:
        LogError: when the file cannot be written.
    """
    header, lines = table(rows)
    try:
        with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(map(_spelled, line) for line in lines)
    except OSError as error:
        raise LogError(
            f"{path} must be a file that can be written, got: {error.strerror}",
            hint="is it open in a spreadsheet, and does the folder exist?",
        ) from error


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def _columns(row: Row) -> tuple[Cell, ...]:
    body = canonical(row.body).decode()
    return tuple(body if name == "body" else getattr(row, name) for name in COLUMNS)


def _cell(value: JSON) -> Cell:
    if isinstance(value, dict):
        return canonical(value).decode()
    if isinstance(value, list):
        return canonical({"": value}).decode()[len('{"":') : -1]
    return value


def _spelled(cell: Cell) -> Cell:
    return str(cell).upper() if isinstance(cell, bool) else cell
