"""A blank customer's file as a workbook with one sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.writer import Book

TITLE: Final = Wording("Customer file", "客户档案")
FIXED_DAY: Final = dt.date(2000, 1, 1)
"""The day that a blank workbook is dated: two of them are equal to the byte."""

_SIZES: Final = (14.0, 34.0, 16.0, 12.0, 12.0, 9.0, 20.0, 24.0, 60.0, 44.0)
"""Widths of the columns, the last ones first to be there: the customer's id may be left out."""

_SCROLLED: Final = 8
"""Columns behind the item: it stays where it is when one scrolls."""

_A4: Final = 9


def build(rows: Sequence[Sequence[Cell]], out: Path, *, language: Language = "en") -> None:
    """Write a blank customer's file into a workbook. Two builds are equal to the byte.

    Args:
        rows: Header and lines, as ``customer_file.template.template_rows`` makes them.
        out: The .xlsx file to write.
        language: Language of the sheet's name.

    Raises:
        HostError: when the file cannot be written.
    """
    title = TITLE.in_language(language)
    book = Book({})
    sheet = book.sheet(title)
    header, *body = rows
    for column, caption in enumerate(header):
        sheet.put(0, column, caption, "header")
    sheet.block(1, 0, body, ["cell.left/general"] * len(header))

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        for column, size in enumerate(_SIZES[-len(header) :]):
            worksheet.set_column(column, column, size)
        worksheet.freeze_panes(1, len(header) - _SCROLLED)
        worksheet.autofilter(0, 0, len(body), len(header) - 1)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(0)

    sheet.dress(dress)
    save(book, out, language=language, title=title, created=FIXED_DAY)
