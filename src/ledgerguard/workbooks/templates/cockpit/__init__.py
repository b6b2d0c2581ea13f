"""The credit control cockpit: what a credit controller looks at each morning, from the ledger."""

from __future__ import annotations

from typing import Final

from ledgerguard.translation import mark
from ledgerguard.workbooks import ledger_page
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Data, Template
from ledgerguard.workbooks.templates.cockpit import (
    ahead,
    behind,
    customers,
    first,
    limits,
    movement,
    policy,
    portfolio,
    problems,
    promises,
    today,
)
from ledgerguard.workbooks.templates.cockpit.sample import sample


def lay_out(draft: Draft, data: Data) -> None:
    """Lay the pages out: first all sheets in their order, then what stands on them."""
    order = (
        first, today, limits, promises, ahead, movement, portfolio, customers, policy, ledger_page,
        problems, behind,
    )  # fmt: skip
    on = {one: one.page(draft) for one in order}
    ledger_page.add(draft, data, on[ledger_page])
    policy.add(draft, data, on[policy])
    first.inputs(draft, data, on[first])
    behind.add(draft, on[behind])
    customers.add(draft, data, on[customers])
    problems.add(draft, data, on[problems])
    today.add(draft, data, on[today])
    limits.add(draft, data, on[limits])
    promises.add(draft, data, on[promises])
    ahead.add(draft, on[ahead])
    movement.add(draft, on[movement])
    portfolio.add(draft, on[portfolio])
    first.add(draft, on[first])


TEMPLATE: Final = Template(
    name="credit-control-cockpit",
    title=mark("Credit control cockpit"),
    purpose=(
        mark("It shows what is owed, what is late and what is risky today, on one screen."),
        mark(
            "It names whom to chase first, who is over the limit, which promises were broken "
            "and what cash to expect."
        ),
        mark("It follows the ledger live: another day, another currency, another policy."),
    ),
    steps=(
        mark("Put your invoices on the sheet Invoices, or fill the workbook from a ledger."),
        mark("Set day and currency on the sheet Cockpit: every other sheet follows."),
        mark("Enter your limits on the sheet Limits and what was promised on the sheet Promises."),
        mark("Agree on ladder, buckets and colours on the sheet Policy."),
        mark("Work through the sheet Today from the top, and look at Problems once a week."),
    ),
    needs=mark("A ledger with paid and open invoices; limits and promises where you keep them."),
    lay_out=lay_out,
    sample=sample,
    takes_ledger=True,
)
