"""The master scale: from a score to a probability of default, and from there to a grade."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import TOLERANCE, above_zero, filled
from ledgerguard.units import Column, Count, Days, Flag, Number, Rate, Score

UPPER_BOUNDS: Final = (0.002, 0.0035, 0.006, 0.01, 0.0175, 0.03, 0.06, 0.12)
"""Upper probabilities of default of grades 1 to 8; grade 9 ends below 1, grade 10 has failed."""

LONG_OVERDUE_DAYS: Final = 90

_MOST_DOUBLINGS: Final = 1000.0  # beyond, 2 to this power is no float any more


@formula("SCORE_TO_PD")
def score_to_pd(
    score: Score,
    anchor_score: Score = 50,
    anchor_odds: Number = 20,
    points_to_double: Number = 10,
) -> Rate:
    """Probability of default within a year that a credit score stands for.

    1 / (1 + anchor_odds * 2 ^ ((score - anchor_score) / points_to_double)). The anchors are a
    ledgerguard design and must be recalibrated on a firm's own defaults.

    Args:
        score: Credit score, higher is better.
        anchor_score: The score at which the odds are anchor_odds.
        anchor_odds: Good customers for each one that defaults, at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.

    Errors: #NUM! when anchor_odds or points_to_double are not above 0; #N/A when score is blank.
    Example: =SCORE_TO_PD(50) -> 0.0476
    Example: =SCORE_TO_PD(67.75) -> 0.0144
    Source: ledgerguard design; points-to-double-the-odds scaling as in Siddiqi, odds good to bad.
    """
    above_zero(anchor_odds=anchor_odds, points_to_double=points_to_double)
    doublings = min((score - anchor_score) / points_to_double, _MOST_DOUBLINGS)
    return 1 / (1 + anchor_odds * 2**doublings)


@formula("CREDIT_GRADE")
def credit_grade(
    pd: Rate,
    upper_bounds: Column[Rate] | None = None,
    insolvent: Flag = False,
    days_past_due: Days = 0,
    negative_equity: Flag = False,
    dishonest_debtor: Flag = False,
    statements_missing: Flag = False,
) -> Count:
    """Credit grade of a probability of default: 1 exceptional, 5 average, 7 weak, 10 failed.

    The first grade whose upper bound is not exceeded. What is known for certain then worsens it:
    more than 90 days past due in the own ledger to 8, negative equity to 7, the list of dishonest
    debtors to 9, missing statements to 6, insolvency to 10. On a scale of another length the
    same holds counted from its worst grade. The bounds are a ledgerguard design, not an insurer's.

    Args:
        pd: Probability of default within a year, above 0 and below 1.
        upper_bounds: Upper bounds of the grades, rising, above 0 and up to 1; the last grade but
            one reaches to 1 and the last means failed. Left out: 0.20 %, 0.35 %, 0.60 %, 1 %,
            1.75 %, 3 %, 6 %, 12 %.
        insolvent: TRUE when the customer is in default or insolvent.
        days_past_due: Days past due of the oldest open item in the own ledger.
        negative_equity: TRUE when liabilities exceed assets.
        dishonest_debtor: TRUE when the customer is on a list of dishonest debtors.
        statements_missing: TRUE when there are no financial statements.

    Errors: #NUM! when pd is not between 0 and 1 or the bounds do not rise; #N/A when pd is blank.
    Example: =CREDIT_GRADE(0.0144) -> 5
    Example: =CREDIT_GRADE(0.0144, , FALSE, 91) -> 8
    Example: =CREDIT_GRADE(SCORE_TO_PD(80)) -> 4
    Source: ledgerguard design; meaning of the grades as Allianz Trade publishes them.
    """
    if not 0 < pd < 1:
        raise OutOfDomain(
            f"pd must be above 0 and below 1, got {pd:g}",
            hint="8 % is the number 0.08; a customer in default has insolvent TRUE",
        )
    bounds = _bounds(UPPER_BOUNDS if upper_bounds is None else upper_bounds)
    failed = len(bounds) + 1
    reached = bisect_left([bound * (1 + TOLERANCE) for bound in bounds], pd) + 1
    floors = (
        (insolvent, failed),
        (dishonest_debtor, failed - 1),
        (days_past_due > LONG_OVERDUE_DAYS, failed - 2),
        (negative_equity, failed - 3),
        (statements_missing, failed - 4),
    )
    return max(reached, *(floor for holds, floor in floors if holds), 1)


def _bounds(given: Sequence[float | None]) -> list[float]:
    """The upper bounds of all grades but the last, the final 1 included."""
    bounds = filled("upper_bounds", given)
    if not all(low < high for low, high in pairwise([0.0, *bounds])) or bounds[-1] > 1:
        raise OutOfDomain(
            "upper_bounds must rise from above 0 to at most 1, got "
            + ", ".join(f"{bound:g}" for bound in bounds)
        )
    return bounds if bounds[-1] == 1 else [*bounds, 1.0]
