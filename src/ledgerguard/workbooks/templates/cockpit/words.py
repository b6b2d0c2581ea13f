"""Positions and names that several sheets of the cockpit share."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.labels import Labels
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.table_sheets import PRINTED_SPARE
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.writer import Spill

DAY, BEFORE, READY, MATCH = "day_used", "day_before", "ready", "match_currency"
"""Names of cells: the as-of date or a fixed day, the month end before it, a number where there are
a date and invoices, and the criterion by which SUMIFS finds the currency."""
ROWS_MATCH: Final = f"ledger_currency,{MATCH}"
CURRENCY: Final = "currency"
MOST: Final = 200
"""So many customers have a row of their own on the sheets Limits."""
SPARE: Final = 15


def labels(draft: Draft) -> Labels:
    """The words that this cockpit shares with the one of the command line."""
    return Labels(draft.language)


def customer_rows(data: Data) -> int:
    """Rows for the customers of a currency: those there are, and some for new ones."""
    if data.ledger is None:
        return 2 * SPARE
    pairs = data.ledger.frame.select("customer_id", "currency").unique()
    return max(Counter(pairs.get_column("currency").to_list()).values(), default=SPARE) + SPARE


def task_rows(data: Data) -> int:
    """Rows for what is to be done, in every currency: what an insurer is told is one of its own."""
    if data.ledger is None:
        return 4 * SPARE
    return 2 * len(data.ledger.frame.select("customer_id", "currency").unique())


def printed(on: Page, spill: Spill) -> None:
    """Leave the padding of a Calc matrix off the paper, but for a few rows to grow into."""
    if on.draft.host != "calc":
        return

    def area(_book: Any, worksheet: Any, _formats: Any) -> None:
        grid = on.draft.book.grid(on.sheet, spill)
        used = sum(any(cell != "" for cell in row) for row in grid)
        worksheet.print_area(0, 0, spill.row + used + PRINTED_SPARE, spill.width - 1)

    on.sheet.dress(area)
