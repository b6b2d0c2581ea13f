"""The sheet Problems: what is wrong in the ledger, and what was read of it."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.data_sheet import CHECK_STYLES, CHECKS, COUNTS
from ledgerguard.workbooks.sheets.table_sheets import PROBLEM_STYLES, SPARE_PROBLEMS
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit.words import CURRENCY, DAY, labels
from ledgerguard.workbooks.writer import address

TOP: Final = 4
RIGHT: Final = 7
ROWS_WITH_DATA, COUNTED, PROBLEMS, DISPUTED = 1, 2, 4, 14  # rows of LEDGER_CHECK


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        labels(draft)("sheet.problems"), widths=(2, 9, 16, 26, 46, 34, 3, 36, 18), pages=(1, 0),
        freeze=(TOP + 1, 0),
        about=draft.say("What is wrong in the ledger; repair it there and its line disappears."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(TOP - 1, 1, say("Found in the rows of the sheet Invoices; the header is row 1"))
    rows = (len(data.ledger.problems) if data.ledger else 0) + SPARE_PROBLEMS
    listed = draft.call("LEDGER_PROBLEMS", ledger=ledger_page.ROWS, rows=str(rows))
    on.spill(TOP, 1, listed, PROBLEM_STYLES, rows=rows)
    on.section(TOP - 1, RIGHT, say("What was read, and its totals"))
    text = draft.call("LEDGER_CHECK", ledger=ledger_page.ROWS, as_of=DAY, currency=CURRENCY)
    on.spill(TOP, RIGHT, text, CHECK_STYLES, rows=CHECKS, counts=COUNTS)
    on.heights[TOP] = 26


def read_of(draft: Draft, row: int) -> str:
    """A value of LEDGER_CHECK."""
    return address(TOP + row, RIGHT + 1, sheet=labels(draft)("sheet.problems"))
