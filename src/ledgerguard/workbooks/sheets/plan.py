"""What every sheet of a cockpit needs to know of the others: names, sizes, language, printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledgerguard.ledger.schema import Ledger
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.labels import Labels
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import Book, Grid, Sheet, Spill, call, column_letters

LEDGER, AS_OF, CURRENCY = "ledger_rows", "as_of", "currency"
LADDER, EDGES, GRACE, PERIOD, INSURANCE, FACTORS = (
    "ladder",
    "edges",
    "grace_days",
    "period_days",
    "insurance",
    "score_factors",
)
"""The defined names that formulas use; lower case, and none reads as a cell address."""

SPARE_ROWS, SPARE_CUSTOMERS, SPARE_LEVELS = 500, 50, 5
WIDEST = 46.0


@dataclass(frozen=True)
class Plan:
    """One cockpit while it is being laid out."""

    book: Book
    ledger: Ledger
    as_of: dt.date
    language: Language
    ledger_cells: Grid  # header and rows of the Ledger sheet
    customers: int  # pairs of customer and currency
    currencies: tuple[str, ...]
    currency: str  # the one shown first

    @property
    def text(self) -> Labels:
        """The labels in the language of the workbook."""
        return Labels(self.language)

    @property
    def capacity(self) -> int:
        """Rows that the ledger range spans, header included: rows pasted below are counted."""
        rows = len(self.ledger_cells) - 1
        return 1 + rows + max(SPARE_ROWS, rows // 4)

    @property
    def customer_rows(self) -> int:
        """Rows below the header of a table by customer, with room for new customers."""
        return self.customers + max(SPARE_CUSTOMERS, self.customers // 4)

    @property
    def source(self) -> str:
        """The name of the file the ledger came from; its folder is nobody else's business."""
        return self.ledger.source.replace("\\", "/").rsplit("/", 1)[-1]

    def name(self, key: str) -> str:
        """The name of a sheet."""
        return self.text(f"sheet.{key}")

    def sheet(self, key: str) -> Sheet:
        """A sheet that is there already."""
        return self.book.sheets[self.name(key)]

    def call(self, name: str, **arguments: str | None) -> str:
        """A call of ours in the language of the workbook."""
        formula = self.book.formulas[name]
        if self.language != "en" and any(p.name == "language" for p in formula.parameters):
            arguments.setdefault("language", f'"{self.language}"')
        return call(formula, **arguments)

    def rows(self, count: int) -> str | None:
        """The ``rows`` argument of a table of varying length.

        Excel spills as far as the table goes; Calc loads a fixed matrix, which is padded.
        """
        return str(count) if self.book.host == "calc" else None


def heading(plan: Plan, sheet: Sheet, title: str, note: str) -> None:
    """Title and note in the first two rows."""
    sheet.put(0, 0, plan.text(title), "title")
    sheet.put(1, 0, plan.text(note), "subtitle")
    sheet.dress(lambda _workbook, worksheet, _formats: worksheet.set_row_pixels(0, 34))


def printing(
    plan: Plan,
    worksheet: Any,
    *,
    repeat: tuple[int, int] | None = None,
    pages: tuple[int, int] | None = (1, 0),
) -> None:
    """Landscape A4, as wide as the page, header rows repeated, page numbers in the footer.

    ``pages`` is how many the sheet is fitted to, across and down; 0 is as many as it takes.
    """
    text = plan.text
    number = f"{text('page')} &P {text('page.of')} &N {text('page.end')}".rstrip()
    a4(worksheet, number, middle=plan.as_of.isoformat(), pages=pages, repeat=repeat)


def widths(
    grid: Grid,
    styles: Sequence[str | None],
    least: float = 8.0,
    *,
    wrap: bool = True,
    widest: float = WIDEST,
) -> list[float]:
    """The widths of columns from what they show; the header may break over lines."""
    found = []
    for offset, style in enumerate(styles):
        column = [row[offset] for row in grid if offset < len(row)] or [None]
        title = str(column[0] or "")
        header = max([width(word) for word in title.split()] + [min(width(title), 12.0)])
        header = header if wrap else width(title)
        body = max((shown(value, style or "") for value in column[1:]), default=0.0)
        found.append(min(max(header + 2.5, body + 2.5, least), widest))
    return found


def set_widths(
    worksheet: Any,
    sizes: Sequence[float],
    first: int = 0,
    formats: Any = None,
    styles: Sequence[str] = (),
) -> None:
    """Set the widths, and where styles are given the format that rows filled later show."""
    for offset, size in enumerate(sizes):
        column = first + offset
        worksheet.set_column(column, column, size, formats(styles[offset]) if styles else None)


def shown(value: Cell, style: str) -> float:
    """How wide a value shows in a style."""
    if value is None or value == "":
        return 0.0
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = style.partition("/")[2]
        digits = {"money": ",.2f", "whole": ",.0f", "days": ",.1f", "percent": ".1%"}
        return 10.0 if number == "date" else width(format(value, digits.get(number, "g")))
    return width(value)


def table_rules(worksheet: Any, formats: Any, spill: Spill, rows: int, key: int = 0) -> None:
    """A rule below every row of a spilled table that holds anything, however far it spills."""
    top, left = spill.row + 1, spill.column
    letter = column_letters(spill.column + key)
    worksheet.conditional_format(
        top,
        left,
        top + rows,
        left + spill.width - 1,
        # Text inside an add-in's array equals nothing in Calc; its length is right everywhere.
        {
            "type": "formula",
            "criteria": f"=LEN(${letter}{top + 1})>0",
            "format": formats.rule("row"),
        },
    )


def stage_rules(worksheet: Any, formats: Any, top: int, column: int, rows: int) -> None:
    """Status colours on a column of stages; padding is text, and text is above any number."""
    cell = f"${column_letters(column)}{top + 1}"
    for low, style in ((3, "act"), (2, "watch"), (1, "good")):
        worksheet.conditional_format(
            top,
            column,
            top + rows,
            column,
            {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({cell}),{cell}>={low})",
                "format": formats.rule(f"stage.{style}"),
                "stop_if_true": True,
            },
        )
