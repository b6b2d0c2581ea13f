"""The log as a workbook: what happened in words, and its rows as they are.

The second sheet has one line a row, every key of a body in a column of its own. Nothing here is a
formula; what a spreadsheet would run as one is text (see ``store.export``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.policy.schema import Wording
from ledgerguard.store.entries import Row
from ledgerguard.store.export import Cell, table
from ledgerguard.units import Language
from ledgerguard.workbooks import log_lines
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import Book

SHEET: Final = Wording("Log", "日志")
TITLE: Final = Wording("Log of ledgerguard", "ledgerguard 日志")
MOST_ROWS: Final = 1_048_575
"""Lines that a sheet holds below its header."""

LONGEST: Final = 32_767
"""Characters that a cell holds."""

CUT: Final = " … (cut: too long for a cell, whole in the csv export)"
EMPTY_DAY: Final = dt.date(2000, 1, 1)
"""The day that the file of an empty log is dated."""

DAYS: Final = frozenset(
    f"body.{key}" for key in ("as_of", "on", "by", "until", "due", "old", "new", "pay_by")
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


def build(rows: Sequence[Row], out: Path, *, language: Language = "en") -> None:
    """Write rows of the log into a workbook. Two builds of the same rows are equal to the byte.

    Args:
        rows: The rows, in the order of the log.
        out: The .xlsx file to write.
        language: Of what is told in words; the keys of a body are those of the csv export.

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
    book = Book({})
    log_lines.add(book, rows, language)
    add(book, header, lines, language)
    save(book, out, language=language, title=TITLE.in_language(language), created=created)


def add(
    book: Book, header: Sequence[str], lines: Sequence[Sequence[Cell]], language: Language
) -> None:
    """Add the sheet of the rows.

    Args:
        book: The workbook.
        header: The names of the columns.
        lines: The lines below.
        language: Of the sheet's name.
    """
    sheet = book.sheet(SHEET.in_language(language))
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
