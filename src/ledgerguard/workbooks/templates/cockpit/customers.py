"""The sheet Customers: every customer of the currency, the largest open amount first."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.plan import stage_rules
from ledgerguard.workbooks.sheets.table_sheets import CUSTOMER_STYLES, OPEN, STAGE
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit.policy import LADDER
from ledgerguard.workbooks.templates.cockpit.words import (
    CURRENCY,
    DAY,
    ROWS_MATCH,
    customer_rows,
    labels,
    printed,
)
from ledgerguard.workbooks.writer import address, area

TOP: Final = 3
SCORE: Final = 16


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    made = draft.page(
        labels(draft)("sheet.customers"),
        widths=(16, 38, 10, 16, 16, 10, 11, 10, 10, 9, 9, 14, 14, 8, 34, 13),
        freeze=(TOP + 1, 2), repeat=(TOP, TOP),
        about=draft.say("Every customer in the currency of the cockpit, the largest first."),
    )  # fmt: skip
    made.widths += (9, 8)  # of the columns that are not shown: the band ends before them
    return made


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    rows = customer_rows(data)
    text = draft.call(
        "CUSTOMER_SUMMARY", ledger=ledger_page.ROWS, as_of=DAY, ladder=LADDER, currency=CURRENCY,
        grace_days="grace_days", period_days="period_days", rows=draft.padded(rows),
    )  # fmt: skip
    on.sheet.dress(lambda _book, sheet, formats: stage_rules(sheet, formats, TOP + 1, STAGE, rows))
    printed(on, on.spill(TOP, 0, text, CUSTOMER_STYLES, rows=rows))
    on.heights[TOP] = 52
    # A credit score needs more than a ledger: its columns stay empty, and are not shown.
    on.sheet.dress(
        lambda _book, sheet, _formats: sheet.set_column(
            SCORE, len(CUSTOMER_STYLES) - 1, None, None, {"hidden": True}
        )
    )
    balances = area(TOP + 1, OPEN, TOP + rows, OPEN, on.name)
    draft.define("balances", balances)
    draft.define("customer_overdue", area(TOP + 1, OPEN + 1, TOP + rows, OPEN + 1, on.name))
    draft.define("customer_stage", area(TOP + 1, STAGE, TOP + rows, STAGE, on.name))
    draft.check(
        draft.say("Balances of the customers against SUMIFS over the ledger"), "SUM(balances)",
        ledger_page.open_where(DAY, ROWS_MATCH), tolerance=0.01,
    )  # fmt: skip


def cell(draft: Draft, number: int, column: int) -> str:
    """A cell of the customer in a place counted from 0."""
    return address(TOP + 1 + number, column, sheet=labels(draft)("sheet.customers"))
