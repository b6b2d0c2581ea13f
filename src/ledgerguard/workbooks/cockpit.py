"""The cockpit: an invoice ledger becomes a live credit-control workbook.

Every figure is a formula over the Ledger sheet; what a cell shows until it is recalculated is
that same formula, evaluated in Python.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import Host
from ledgerguard.cells.values import serial
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.schema import Ledger
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell, Language, Table
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.sheets import (
    about,
    dashboard,
    data_sheet,
    factors_sheet,
    ledger_sheet,
    policy_sheet,
    table_sheets,
)
from ledgerguard.workbooks.sheets.plan import Plan
from ledgerguard.workbooks.writer import Book


@dataclass(frozen=True, slots=True)
class CockpitSummary:
    """What was built: the file, and the dashboard's figures as label, value and format."""

    path: Path
    currency: str  # of the amounts; "" where the ledger names none
    figures: tuple[tuple[str, Cell, str], ...]


def build(
    ledger: Ledger,
    as_of: dt.date,
    out: Path,
    *,
    host: Host = "desktop",
    language: Language = "en",
    factors: Table | None = None,
) -> CockpitSummary:
    """Build the cockpit workbook of a ledger.

    Args:
        ledger: A ledger that has been read.
        as_of: The day that the dashboard shows first; it can be changed in the workbook.
        out: The .xlsx file to write.
        host: The spreadsheet program that will open it: decides the stored spelling.
        language: Of labels, headers and actions.
        factors: Factors of the credit score by customer, as the Factors sheet shows them.

    Raises:
        InvalidValue: when the ledger holds no row that could be used.
    """
    with paused_collection():
        book, tiles = model(ledger, as_of, host=host, language=language, factors=factors)
        title = tiles.plan.text("title")
        save(book, out, language=language, title=title, created=as_of)
    return CockpitSummary(out, tiles.plan.currency, tiles.figures())


@dataclass(frozen=True)
class Tiles:
    """The dashboard's tiles and where they stand."""

    plan: Plan
    tiles: list[dashboard.Tile]

    def figures(self) -> tuple[tuple[str, Cell, str], ...]:
        """Label, value and number format of each tile."""
        sheet = self.plan.sheet("dashboard")
        found = []
        for number, tile in enumerate(self.tiles):
            row, column = dashboard.place(number)
            value = self.plan.book.value(sheet, row + 1, column)
            found.append((self.plan.text(f"tile.{tile.key}"), value, tile.form))
        return tuple(found)


def model(
    ledger: Ledger,
    as_of: dt.date,
    *,
    host: Host = "desktop",
    language: Language = "en",
    factors: Table | None = None,
) -> tuple[Book, Tiles]:
    """The same workbook as a model, before it is stored."""
    if not len(ledger.frame):
        raise InvalidValue(
            "the ledger holds no row that could be used",
            hint="see the problem report: ledgerguard problems LEDGER",
        )
    frame = ledger.frame
    pairs = frame.select("customer_id", "currency").unique()
    plan = Plan(
        Book(functions(), host),
        ledger,
        as_of,
        language,
        sheet_rows(ledger, language),
        len(pairs),
        ledger.currencies,
        busiest_currency(ledger, serial(as_of)),
    )
    dashboard.add(plan)
    table_sheets.add_worklist(plan)
    balances = table_sheets.add_customers(plan)
    ledger_sheet.add(plan)
    # The tabs come in the order a reader wants them; the policy is laid out before the tables
    # that refer to it, and formulas find both by name.
    plan.book.sheet(plan.name("data"))
    policy = policy_sheet.add(plan)
    data = data_sheet.add(plan, policy.stage_rows)
    factors_sheet.add(plan, factors)
    table_sheets.add_problems(plan)
    tiles = dashboard.fill(plan, data, policy, balances, f"SUM({about.DIFFERING})")
    about.add(plan)
    return plan.book, Tiles(plan, tiles)


def busiest_currency(ledger: Ledger, day: int) -> str:
    """The currency with most open invoices; the first in the alphabet of several."""
    frame = ledger.frame
    columns = (
        frame.get_column(name).to_list()
        for name in ("currency", "issued", "amount", "paid", "paid_on")
    )
    open_invoices: Counter[str] = Counter(dict.fromkeys(ledger.currencies, 0))
    for currency, issued, amount, paid, paid_on in zip(*columns, strict=True):
        if issued <= day and amount != (paid if paid_on <= day else 0):
            open_invoices[currency] += 1
    return max(open_invoices, key=lambda name: (open_invoices[name], [-ord(c) for c in name]))
