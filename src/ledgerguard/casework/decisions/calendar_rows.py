"""The review calendar: which customers are due, when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.account import accounts_of
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.firm_model import with_firm_score
from ledgerguard.casework.decisions.records import Decision, Request
from ledgerguard.casework.decisions.reviews import quarter_end
from ledgerguard.casework.records import Reason
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy


@dataclass(frozen=True, slots=True)
class DueReview:
    """One customer of the calendar.

    Attributes:
        customer_id: The customer.
        name: Its name.
        due_on: Day of its next review; the day one looks from where something opens one at once.
        last_decided: Day of the last decision; NO_DAY: there was none.
        grade: Its grade as of today; None where it cannot be graded.
        every_days: Interval of its grade; 0 where it has none.
        reasons: Why.
    """

    customer_id: str
    name: str
    due_on: int
    last_decided: int
    grade: int | None
    every_days: int
    reasons: tuple[Reason, ...]


def due_review(
    file: CustomerFile,
    behaviours: Mapping[str, Behaviour],
    credit: CreditPolicy,
    as_of: int,
    *,
    policy: Policy | None = None,
    last_decided: int = NO_DAY,
) -> DueReview:
    """When one customer is due: by quarter or tier after the last decision, or at once.

    At once: nothing was ever decided, data is too old for a decision, orders have left their
    corridor in any currency, or something has happened to the customer since.

    Args:
        file: The customer's file.
        behaviours: What the ledger says, by currency.
        credit: The credit policy.
        as_of: Serial number of the day.
        policy: The firm's whole policy.
        last_decided: Day of the last decision; NO_DAY: the newest own limit of the file tells.
    """
    last = last_decided if last_decided != NO_DAY else _newest_limit(file, as_of)
    decisions = [
        decide(
            file,
            behaviours,
            credit,
            as_of,
            policy=policy,
            request=with_firm_score(
                file,
                behaviours,
                credit,
                as_of,
                policy=policy,
                request=Request(currency=currency, last_decided=last),
            ),
        )
        for currency in accounts_of(file, behaviours, as_of)
    ]
    first = decisions[0]
    urgent = tuple(dict.fromkeys(reason for each in decisions for reason in _urgent(each, last)))
    grade = first.grading.grade if first.grading else None
    every = int(credit.strategy(grade).review_days) if grade else 0
    if urgent or last == NO_DAY:
        return DueReview(file.customer_id, first.name, as_of, last, grade, every, urgent)
    by_quarter = quarter_end(last, credit.reviews.months)
    due_on = min(last + every, by_quarter)
    by = "tier" if due_on < by_quarter else "quarter"
    why = (Reason(f"review-{by}", (every,)),)
    return DueReview(file.customer_id, first.name, due_on, last, grade, every, why)


def _urgent(decision: Decision, last: int) -> tuple[Reason, ...]:
    """What opens a review at once."""
    never = (Reason("never-decided"),) if last == NO_DAY else ()
    triggers = decision.review.triggers if decision.review else ()
    # Without a capacity in one currency there is no limit in it: nothing that a review would mend.
    missing = (reason for reason in decision.missing if reason.code != "no-limit")
    return (*never, *missing, *triggers)


def _newest_limit(file: CustomerFile, as_of: int) -> int:
    """The day of the newest own limit: somebody has decided then."""
    days = [fact.day for fact in file.facts if fact.item == "own_limit" and fact.day <= as_of]
    return max(days, default=NO_DAY)
