"""Working capital: what operations tie up, for how long, and what a day more or less would do."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.working_capital import (
    cycle,
    figures,
    normative,
    what_if,
)
from ledgerguard.workbooks.templates.working_capital.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out."""
    overview = cycle.page(draft)
    figures.add(draft, data)
    what_if.add(draft, data)
    normative.add(draft, data)
    cycle.add(draft, overview)


TEMPLATE: Final = Template(
    name="working-capital",
    title=mark("Working capital"),
    purpose=(
        mark("It shows what operations tie up in money and in days, component by component."),
        mark("It says what a few days more or less of customers, stock and suppliers would free."),
        mark("It sets what the terms of the business call for beside what is really tied up."),
    ),
    steps=(
        mark("Enter the balance sheet, the year and your targets on the sheet Figures."),
        mark("Read requirement and cycle on the sheet Cycle; it prints on one page."),
        mark("Change days and sales on the sheet What-if and see the cash that it frees."),
        mark("Enter the terms of the business on the sheet Normative and compare."),
        mark("See on the sheet Checks that everything ties out before you show it."),
    ),
    needs=mark("Balance sheet and profit and loss lines of one year; no ledger."),
    lay_out=lay_out,
    sample=sample,
)
