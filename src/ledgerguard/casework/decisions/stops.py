"""Why deliveries to a customer are to stop, and the cap on the firm's credit sales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.figures import number_of, word_of
from ledgerguard.casework.decisions.limits import Standing
from ledgerguard.casework.decisions.records import Exposure, Hold, Request
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.checks import at_most
from ledgerguard.formulas.exposure_control import overlimit
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.credit_file import CreditPolicy

STOPPING: Final = frozenset({"refused", "cancelled"})
"""Decisions of an insurer after which new deliveries have no cover."""


def stops(
    file: CustomerFile,
    behaviours: Iterable[Behaviour],
    standing: Standing,
    exposure: Exposure,
    holds: Iterable[Hold],
    credit: CreditPolicy,
    currency: str,
    as_of: int,
    usable: int | None,
) -> Iterator[Reason]:
    """The reasons to stop supply: over the limit, knocked out, long overdue, cover withdrawn.

    Args:
        file: The customer's file.
        behaviours: What the ledger says, in every currency: days are the same in all of them.
        standing: The limits in force.
        exposure: What is owed without a new order.
        holds: What bounds the grade.
        credit: The credit policy.
        currency: The currency of the limits and the exposure.
        as_of: Serial number of the day.
        usable: The limit that the exposure is held against; None: there is none.
    """
    if usable is not None:
        excess = overlimit(to_major(exposure.total, currency), to_major(usable, currency))
        if excess > 0:
            yield Reason("stop-over-limit", (Amount.of(excess, currency).minor, currency))
    for hold in holds:
        if hold.bars_credit:
            yield Reason("stop-knock-out", hold.reason.values)
    oldest = oldest_overdue(file, behaviours, as_of)
    most = int(credit.limits.stop_overdue_days)
    if oldest > most:
        yield Reason("stop-overdue", (oldest, most))
    decision = word_of(file, "insurer_decision", as_of)
    named = standing.insured
    if decision in STOPPING or (named is not None and not named.amount.minor):
        yield Reason("stop-insurer", (decision or "refused",))


def oldest_overdue(file: CustomerFile, behaviours: Iterable[Behaviour], as_of: int) -> int:
    """Days past due of the oldest open item, as the file says or else the ledger shows."""
    stated = number_of(file, "oldest_overdue_days", as_of)
    if stated is not None:
        return int(stated)
    return max((behaviour.oldest_days for behaviour in behaviours), default=0)


def credit_sales_cap(
    credit: CreditPolicy, request: Request, on_credit: int, currency: str
) -> Reason | None:
    """A note where the order would take credit sales beyond their share of all sales.

    Only where the request says how much the firm has sold: in the same currency, as all of it.
    """
    if request.credit_sales is None or request.all_sales is None:
        return None
    cap = credit.targets.credit_sales_cap
    all_sales = request.all_sales + request.order
    share = (request.credit_sales + on_credit) / all_sales if all_sales else 0.0
    if at_most(share, cap):
        return None
    return Reason("credit-sales-cap", (share, cap, currency))
