"""Provisions: the loss allowance of a ledger by IFRS 9 and CECL, its journal entry and notes."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.provisions import (
    agings,
    allowance,
    assumptions,
    cecl,
    disclosure,
    flow_rates,
    journal,
    named,
    scenarios,
)
from ledgerguard.workbooks.templates.provisions.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out: first all sheets in their order, then what stands on them."""
    in_order = (
        allowance, assumptions, agings, flow_rates, scenarios, named, cecl, journal, disclosure,
        ledger_page,
    )  # fmt: skip
    pages = [one.page(draft) for one in in_order]
    first, inputs, aged, rates, weighted, customers, american, entry, notes, ledger = pages
    assumptions.add(draft, data, inputs)
    ledger_page.add(draft, data, ledger)
    agings.add(draft, data, aged)
    flow_rates.add(draft, data, rates)
    scenarios.add(draft, data, weighted)
    named.add(draft, data, customers)
    allowance.add(draft, first)
    journal.add(draft, entry)
    cecl.add(draft, american)
    disclosure.add(draft, notes)
    allowance.tiles(draft, first)


TEMPLATE: Final = Template(
    name="provisions",
    title=mark("Provisions for receivables"),
    purpose=(
        mark("It turns the aging of your ledger into a loss allowance by IFRS 9 and by CECL."),
        mark("Loss rates come from twelve months of flow rates, adjusted for what is expected."),
        mark("It writes journal entry and tables of the notes, and ties both to the ledger."),
    ),
    steps=(
        mark("Choose the currency and enter the opening allowance on the sheet Assumptions."),
        mark("Put invoices on the sheet Invoices, or type month-end agings on the sheet Agings."),
        mark("Review flow rates and scenarios; type a loss rate where you know better."),
        mark("Name customers with a specific provision: they leave the matrix."),
        mark("Read the sheet Allowance, post the Journal, copy the Disclosure; see Checks first."),
    ),
    needs=mark("A ledger with two years of invoices, paid ones too; or thirteen month-end agings."),
    lay_out=lay_out,
    sample=sample,
    takes_ledger=True,
)  # fmt: skip
