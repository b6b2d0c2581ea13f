"""What the sheets of the claim file share: texts, money, tables of rows, printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.cells.functions import functions
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language, from_serial
from ledgerguard.workbooks.claim_sheets.labels import TEXTS
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.style import lines
from ledgerguard.workbooks.writer import Book, Sheet, address, area, call

HEADER: Final = 3
"""Row of the header of every list; its rows stand below."""

FIRST: Final = HEADER + 1
LINE: Final = {"en": 16, "zh": 18}
"""Pixels of a line of text."""


@dataclass(frozen=True)
class Plan:
    """One workbook while it is being laid out.

    ``cells`` holds the addresses that sheets refer to: terms of the policy, the day, ranges.
    """

    book: Book
    claim: ClaimFile
    language: Language
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> dt.date:
        """The day of the file."""
        return from_serial(self.claim.as_of)

    @property
    def money(self) -> str:
        """The number format of an amount in the currency of the claim."""
        places = exponent(self.claim.currency)
        whole = "#,##0" if not places else f"#,##0.{'0' * places}"
        whole += "_ "  # so wide a gap before the rule of the table
        return f"{whole};-{whole};{whole}"

    @property
    def places(self) -> int:
        """Decimals of the currency."""
        return exponent(self.claim.currency)

    def say(self, wording: Wording) -> str:
        """A wording in the language of the workbook."""
        return wording.in_language(self.language)

    def text(self, key: str) -> str:
        """The text of a key."""
        return self.say(TEXTS[key])

    def call(self, name: str, **arguments: str | None) -> str:
        """A call of ours in the language of the workbook."""
        formula = functions()[name]
        if self.language != "en" and any(p.name == "language" for p in formula.parameters):
            arguments.setdefault("language", f'"{self.language}"')
        return call(formula, **arguments)

    def sheet(self, key: str) -> Sheet:
        """Add a sheet with its title and note in the first two rows."""
        sheet = self.book.sheet(self.text(key))
        title = f"{self.text(key)} · {self.claim.reference} · {self.claim.customer}"
        sheet.put(0, 0, title, "title")
        sheet.put(1, 0, self.text(f"{key}.note"), "subtitle")
        return sheet


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its header, its width in characters and its style."""

    key: str
    size: float
    style: str = "cell.boxed.left/text"


Rows = Sequence[Sequence[Cell]]


def lay_list(plan: Plan, sheet: Sheet, columns: Sequence[Column], rows: Rows, kept: int = 1) -> int:
    """Put header and rows; answers the last row.

    Args:
        plan: The workbook.
        sheet: The sheet.
        columns: The columns.
        rows: One sequence of cells a row, in their order; a formula is a :class:`Live` text.
        kept: Columns that stay when one scrolls.
    """
    for place, column in enumerate(columns):
        sheet.put(HEADER, place, plan.text(f"col.{column.key}"), "header")
    for number, cells in enumerate(rows, FIRST):
        for place, (column, value) in enumerate(zip(columns, cells, strict=True)):
            put(sheet, number, place, value, column.style)
    if not rows:
        sheet.put(FIRST, 0, plan.text("none"), "subtitle")
    last = FIRST + max(len(rows), 1) - 1

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        for place, column in enumerate(columns):
            worksheet.set_column(place, place, column.size)
        worksheet.set_row_pixels(0, 34)
        worksheet.set_row_pixels(HEADER, 48)
        for number, cells in enumerate(rows, FIRST):
            worksheet.set_row_pixels(number, _height(plan.language, columns, cells))
        worksheet.freeze_panes(FIRST, kept)
        worksheet.hide_gridlines(2)
        if rows:
            worksheet.autofilter(HEADER, 0, last, len(columns) - 1)
        printing(plan, worksheet, repeat=(HEADER, HEADER))

    sheet.dress(dress)
    return last


class Live(str):
    """The text of a formula."""

    __slots__ = ()


def put(sheet: Sheet, row: int, column: int, value: Cell, style: str) -> None:
    """Put a value, or a formula where it is one; an empty text is a blank cell."""
    if isinstance(value, Live):
        sheet.formula(row, column, str(value), style)
    else:
        sheet.put(row, column, None if value == "" else value, style)


def day(number: int) -> Cell:
    """A day as a cell; nothing where there is none."""
    return None if number == NO_DAY else number


def cell(row: int, column: int) -> str:
    """A cell of the same sheet, as a formula in its row refers to it."""
    return address(row, column, absolute=False)


def span(plan: Plan, key: str, column: int, last: int) -> str:
    """The cells of a column of a list, as another sheet refers to them."""
    return area(FIRST, column, last, column, plan.text(key))


def printing(plan: Plan, worksheet: Any, *, repeat: tuple[int, int] | None = None) -> None:
    """A4 landscape, one page across; the reference and the head of the log on every page."""
    log = f" · {plan.claim.head}" if plan.claim.head else ""
    middle = f"{plan.as_of.isoformat()}{log}"
    a4(worksheet, plan.text("page"), name=plan.claim.reference, middle=middle, repeat=repeat)


def _height(language: Language, columns: Sequence[Column], cells: Sequence[Cell]) -> int:
    """Pixels of a row: as many lines as its longest text takes."""
    texts = [
        lines(value, column.size - 1)
        for column, value in zip(columns, cells, strict=True)
        if isinstance(value, str) and not isinstance(value, Live) and value
    ]
    return 8 + LINE[language] * max(texts, default=1)
