"""Credit application and decision: three years of accounts in, a page to sign out."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.credit_application import (
    application,
    decision,
    file_page,
    grade,
    limit,
    policy_page,
    ratios,
    statements,
)
from ledgerguard.workbooks.templates.credit_application.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out: first all sheets in their order, then what stands on them."""
    in_order = (decision, application, statements, ratios, grade, limit, policy_page, file_page)
    pages = [one.page(draft) for one in in_order]
    first, applied, accounts, scores, graded, limited, policy, file = pages
    application.add(draft, data, applied)
    statements.add(draft, data, accounts)
    ratios.add(draft, data, scores)
    policy_page.add(draft, data, policy)
    grade.add(draft, data, graded)
    limit.add(draft, data, limited)
    file_page.add(draft, file, len(data.tables.get("references", ())))
    decision.add(draft, data, first)


TEMPLATE: Final = Template(
    name="credit-application",
    title=mark("Credit application and decision"),
    purpose=(
        mark("It turns an application and three years of accounts into a decision to sign."),
        mark("It shows score, grade and reasons, and sets every method for a limit side by side."),
        mark("Its rules are those of ledgerguard's credit policy, laid open in tables."),
    ),
    steps=(
        mark("Enter customer, wish and what you have found out on the sheet Application."),
        mark("Enter three years on the sheet Annual accounts; red last lines do not fit together."),
        mark("Read what the models say on Scores and what holds the grade on Grade."),
        mark("See the methods and terms on Limit and terms; change rules on Credit policy."),
        mark("Print the sheet Decision, decide and sign; see Checks first."),
    ),
    needs=mark("Balance sheet, profit and loss, cash flow of up to three years; no ledger."),
    lay_out=lay_out,
    sample=sample,
)
