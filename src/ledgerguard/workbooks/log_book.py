"""The log as a workbook: one sheet, one line a row, every key of a body in a column of its own.

Nothing here is a formula; what a spreadsheet would run as one is text (see ``store.export``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.store.entries import Row
from ledgerguard.store.export import Cell, table
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import Book

SHEET: Final = "Log"
MOST_ROWS: Final = 1_048_575
"""Lines that a sheet holds below its header."""

LONGEST: Final = 32_767
"""Characters that a cell holds."""

CUT: Final = " … (cut: too long for a cell, whole in the csv export)"
EMPTY_DAY: Final = dt.date(2000, 1, 1)
"""The day that the file of an empty log is dated."""

DAYS: Final = frozenset(
    f"body.{key}" for key in ("as_of", "on", "by", "until", "due", "old", "new")
)
"""Columns of days: serial numbers that a spreadsheet shows as dates."""

_DAY_FORMAT: Final = '[<0]"";yyyy-mm-dd'  # -1 stands for no day
_SIZES: Final = {
    "number": 9.0, "recorded_at": 34.0, "kind": 14.0, "run": 13.0, "actor": 14.0,
    "policy_version": 18.0, "ledger_fingerprint": 20.0, "previous": 18.0, "hash": 18.0,
}  # fmt: skip
_WIDEST: Final = 40.0
_LOOKED_AT: Final = 200  # rows by which the width of a column is found
_KEPT: Final = 3  # columns that stay when one scrolls: number, moment, kind


def build(rows: Sequence[Row], out: Path) -> None:
    """Write rows of the log into a workbook. Two builds of the same rows are equal to the byte.

    Args:
        rows: The rows, in the order of the log.
        out: The .xlsx file to write.

    Raises:
        OutOfDomain: when there are more rows than a sheet holds.
        HostError: when the file cannot be written.
    """
    if len(rows) > MOST_ROWS:
        raise OutOfDomain(
            f"a sheet must hold at most {MOST_ROWS:,} rows, got {len(rows):,}",
            hint="export into a .csv file: it has no limit",
        )
    header, lines = table(rows)
    created = dt.date.fromisoformat(rows[-1].recorded_at[:10]) if rows else EMPTY_DAY
    save(model(header, lines), out, language="en", title="Log of ledgerguard", created=created)


def model(header: Sequence[str], lines: Sequence[Sequence[Cell]]) -> Book:
    """The same workbook as a model, before it is stored."""
    book = Book({})
    sheet = book.sheet(SHEET)
    for column, name in enumerate(header):
        sheet.put(0, column, name, "header")
    if lines:
        fitting = [[_fitting(cell) for cell in line] for line in lines]
        sheet.block(1, 0, fitting, [_style(name) for name in header])
    sizes = [_size(name, column, lines) for column, name in enumerate(header)]

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        for column, size in enumerate(sizes):
            worksheet.set_column(column, column, size)
        worksheet.freeze_panes(1, _KEPT)
        worksheet.autofilter(0, 0, len(lines), len(header) - 1)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.repeat_rows(0)
        worksheet.set_footer("&L&8 ledgerguard · &A&R&8 &P / &N")

    sheet.dress(dress)
    return book


def _fitting(cell: Cell) -> Cell:
    if isinstance(cell, str) and len(cell) > LONGEST:
        return cell[: LONGEST - len(CUT)] + CUT
    return cell


def _style(name: str) -> str:
    if name == "number" or name.startswith("body."):
        return f"cell/{_DAY_FORMAT if name in DAYS else 'general'}"
    return "cell.left/general"


def _size(name: str, column: int, lines: Sequence[Sequence[Cell]]) -> float:
    if name in _SIZES:
        return _SIZES[name]
    if name in DAYS:
        return max(12.0, width(name) + 4)
    shown = [line[column] for line in lines[:_LOOKED_AT]]
    longest = max((width(cell) for cell in shown if cell is not None), default=0.0)
    return min(max(width(name) + 4, longest + 2), _WIDEST)
