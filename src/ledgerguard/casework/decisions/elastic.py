"""The elastic limit: a temporary uplift for good payers, inside its corridor and until a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ledgerguard.casework.decisions.records import Ceiling, Elastic
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.checks import at_most
from ledgerguard.formulas.exposure_control import elastic_limit
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.credit_file import CreditPolicy

HARD: Final = frozenset({"insurer", "country", "largest", "group", "post"})
"""Ceilings that no uplift passes: it stretches what the customer can bear, and nothing else."""


def elastic_of(
    limit: int,
    ceilings: Sequence[Ceiling],
    credit: CreditPolicy,
    uplift_rate: float,
    grade: int,
    days_beyond_terms: float | None,
    days_past_due: int,
    currency: str,
    as_of: int,
) -> Elastic | None:
    """The limit with its uplift and last day, or what stands against it; None: nobody asks.

    Args:
        limit: The recommended limit, minor units.
        ceilings: What the limit was held against.
        credit: The credit policy: the corridor and its conditions.
        uplift_rate: Uplift that is asked for; 0: that of the policy.
        grade: The grade.
        days_beyond_terms: Average lateness; None: no payment is known yet.
        days_past_due: Of the oldest open item.
        currency: The currency.
        as_of: Serial number of the day.
    """
    limits = credit.limits
    asked = uplift_rate or limits.elastic_uplift_rate
    if not asked or not limit:
        return None
    against = tuple(_against(credit, grade, days_beyond_terms, days_past_due))
    if against or days_beyond_terms is None:
        return Elastic(limit, as_of, against)
    major = elastic_limit(
        to_major(limit, currency),
        asked,
        grade,
        days_beyond_terms,
        days_past_due,
        limits.elastic_cap_rate,
        worst_grade=limits.elastic_worst_grade,
        longest_days_beyond_terms=limits.elastic_most_days_beyond_terms,
    )
    hard = [c.counted for c in ceilings if c.code in HARD and c.counted is not None]
    uplifted = min([Amount.of(major, currency).minor, *hard])
    return Elastic(max(limit, uplifted), as_of + int(limits.elastic_days), ())


def _against(
    credit: CreditPolicy, grade: int, late: float | None, past_due: int
) -> Iterator[Reason]:
    limits = credit.limits
    if grade > limits.elastic_worst_grade:
        yield Reason("elastic-grade", (grade, limits.elastic_worst_grade))
    if late is None:
        yield Reason("elastic-unknown", ())
    elif not at_most(late, limits.elastic_most_days_beyond_terms):
        yield Reason("elastic-late", (late, limits.elastic_most_days_beyond_terms))
    if past_due > 0:
        yield Reason("elastic-overdue", (past_due,))
