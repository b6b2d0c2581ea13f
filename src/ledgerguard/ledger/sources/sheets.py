"""A sheet of a workbook as a frame: it fits in memory by its nature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.workbook import workbook_rows
from ledgerguard.ledger.sources.names import distinct_names
from ledgerguard.units import Cell

Find = Callable[[Sequence[Sequence[Cell]]], int]
"""Finds the index of the header among the rows of a sheet, or raises."""


def sheet_frame(
    engine: Engine, path: Path, sheet: str | None, find: Find
) -> tuple[LazyFrame, bool, int]:
    """The sheet that holds a ledger, whether its days count from 1904, and rows above its header.

    A column is of numbers, of days, or of text; one that mixes them is of text, as a sheet shows
    its cells: whole numbers without decimals, days as 2024-01-31, errors by their codes.

    Raises:
        LedgerError: when the workbook cannot be opened, or no sheet is a ledger.
    """
    rows, is_1904 = workbook_rows(path, sheet, {}, find)
    at = find(rows)
    names = distinct_names([_shown(cell).strip() if cell else "" for cell in rows[at]])
    data = rows[at + 1 :]
    columns: Mapping[str, Sequence[Cell]] = {
        name: [row[place] if place < len(row) else None for row in data]
        for place, name in enumerate(names)
    }
    return engine.own(_frame(columns)), is_1904, at


def _frame(columns: Mapping[str, Sequence[Cell]]) -> Any:
    import pandas as pd

    return pd.DataFrame({name: _series(cells) for name, cells in columns.items()})


def _series(cells: Sequence[Cell]) -> Any:
    """Cells as a column of one type that every engine has."""
    import pandas as pd

    kinds = {type(cell) for cell in cells if not (cell is None or cell == "")}
    if kinds and kinds <= {int, float}:
        return pd.Series([None if c is None or c == "" else c for c in cells], dtype="float64")
    if kinds and kinds <= {dt.date, dt.datetime}:
        days = [None if not isinstance(c, dt.date) else c for c in cells]
        return pd.Series(pd.to_datetime(pd.Series(days, dtype=object)), dtype="datetime64[us]")
    return pd.Series(["" if c is None else _shown(c) for c in cells], dtype="str")


def _shown(cell: Any) -> str:
    if isinstance(cell, ErrorValue):
        return cell.code
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)
