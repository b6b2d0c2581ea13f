"""Cash of the next thirteen weeks: receipts from the ledger, payments by hand, scenarios, shock."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.cash_forecast import (
    overview,
    plan,
    receipts,
    scenarios,
    weeks,
)
from ledgerguard.workbooks.templates.cash_forecast.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out: first all sheets in their order, then what stands on them."""
    pages = [one.page(draft) for one in (overview, plan, scenarios, receipts, ledger_page, weeks)]
    first, planned, compared, expected, ledger, behind = pages
    plan.add(draft, data, planned)
    scenarios.add(draft, data, compared)
    receipts.add(draft, expected)
    ledger_page.add(draft, data, ledger)
    weeks.add(draft, behind)
    overview.add(draft, data, first, behind)


TEMPLATE: Final = Template(
    name="cash-forecast",
    title=mark("13-week cash forecast"),
    purpose=(
        mark("It forecasts cash week by week: receipts from the ledger, other lines by hand."),
        mark("It sets scenarios side by side and lets a customer, or a part of all, stop paying."),
        mark("It says in which week the balance falls below your floor and how much is missing."),
    ),
    steps=(
        mark("Enter opening balance, least balance and the lines to be paid on the sheet Plan."),
        mark("Put your invoices on the sheet Invoices, or fill the workbook from a ledger."),
        mark("Set delay, loss and failure of each scenario on the sheet Scenarios."),
        mark("Choose scenario and shock on the sheet Cash and read when cash runs short."),
        mark("See on the sheet Checks that the receipts tie out to the ledger."),
    ),
    needs=mark("A ledger with paid and open invoices, and what you know of payments to come."),
    lay_out=lay_out,
    sample=sample,
    takes_ledger=True,
)
