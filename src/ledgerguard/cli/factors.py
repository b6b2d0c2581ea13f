"""The file of ``--factors``: what is known of customers beside their invoices."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

from ledgerguard.cells.coercion import Fault, number
from ledgerguard.errors import LedgerError
from ledgerguard.units import Cell


def read_factors(path: Path) -> list[list[Cell]]:
    """The cells of a csv or xlsx file, as the Factors sheet shows them.

    Raises:
        LedgerError: when the file cannot be read or holds no row below its header.
    """
    rows = _workbook(path) if zipfile.is_zipfile(path) else _csv(path)
    rows = [row for row in rows if any(cell not in (None, "") for cell in row)]
    if len(rows) < 2:
        raise LedgerError(
            f"{path.name} holds no factors",
            hint="a header row customer_id and one column for each factor, then one row a customer",
        )
    return rows


def _workbook(path: Path) -> list[list[Cell]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except CalamineError as fault:
        raise LedgerError(f"{path.name} cannot be read: {fault}") from None
    # No factor is a time of day, so what is no cell of ours becomes text and is refused by name.
    return [[cell if isinstance(cell, Cell) else str(cell) for cell in row] for row in rows]


def _csv(path: Path) -> list[list[Cell]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(text.splitlines(), delimiter=delimiter)
    # The first column holds ids, which are text: 0042 is not 42.
    return [[*row[:1], *(_typed(word.strip()) for word in row[1:])] for row in rows]


def _typed(word: str) -> Cell:
    try:
        return number(word)
    except Fault:
        return word or None
