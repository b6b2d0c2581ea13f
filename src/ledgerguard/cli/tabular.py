"""The cells of a small csv or xlsx file that a person has written."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from pathlib import Path

from ledgerguard.cells.coercion import Fault, number
from ledgerguard.errors import LedgerError
from ledgerguard.units import Cell


def sheets(path: Path) -> dict[str, list[list[Cell]]]:
    """The rows of every sheet; a csv file is one sheet with the name of the file.

    Dates of a workbook come as serial numbers.

    Raises:
        LedgerError: when the file cannot be read.
    """
    return _workbook(path) if zipfile.is_zipfile(path) else {path.stem: _csv(path)}


def _workbook(path: Path) -> dict[str, list[list[Cell]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        found = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except CalamineError as fault:
        raise LedgerError(f"{path.name} cannot be read: {fault}") from None
    return {name: [[_cell(cell) for cell in row] for row in rows] for name, rows in found.items()}


def _cell(cell: object) -> Cell:
    # A time of day is no cell of ours: it becomes text, and is refused by name where it is read.
    if isinstance(cell, dt.date):
        return cell.strftime("%Y-%m-%d")
    return cell if isinstance(cell, Cell) else str(cell)


def _csv(path: Path) -> list[list[Cell]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(text.splitlines(), delimiter=delimiter)
    # The first column holds names or ids, which are text: 0042 is not 42.
    return [[*row[:1], *(_typed(word.strip()) for word in row[1:])] for row in rows]


def _typed(word: str) -> Cell:
    try:
        return number(word)
    except Fault:
        return word or None
