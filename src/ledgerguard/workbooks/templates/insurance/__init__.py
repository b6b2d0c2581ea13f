"""Insurance and claims: cover by buyer, what a loss would cost, and when cover would be lost."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.insurance import claim, cover, deadlines, items, loss, terms
from ledgerguard.workbooks.templates.insurance.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out: first all sheets in their order, then what stands on them."""
    lost, covered, calendar, papers = (one.page(draft) for one in (loss, cover, deadlines, claim))
    policy, ledger = terms.page(draft, data), items.page(draft)
    terms.add(draft, data, policy)
    items.add(draft, data, ledger)
    cover.add(draft, data, covered)
    loss.add(draft, data, lost)
    deadlines.add(draft, data, calendar)
    claim.add(draft, data, papers)


TEMPLATE: Final = Template(
    name="insurance-and-claims",
    title=mark("Insurance and claims"),
    purpose=(
        mark("It shows what your credit insurance covers of each buyer's debt, and what not."),
        mark(
            "It follows a loss from the open amount to the indemnity, and sets the premium "
            "beside the loss to be expected."
        ),
        mark("It lists the next deadline of each buyer and what a claim still lacks."),
    ),
    steps=(
        mark("Choose a pattern of terms on the sheet Policy and enter what yours says."),
        mark("Put your open items on the sheet Items, or fill the workbook from a ledger."),
        mark("Enter the insurer's limit and the grade of each buyer on the sheet Cover."),
        mark("Read the deadlines; enter the days on which you reported and claimed on Items."),
        mark("Choose a buyer on the sheet Loss, and keep the papers of a claim on Claim file."),
    ),
    needs=mark("A ledger with due dates, the insurer's limits and the wording of the policy."),
    lay_out=lay_out,
    sample=sample,
    takes_ledger=True,
    picture=2,
)
