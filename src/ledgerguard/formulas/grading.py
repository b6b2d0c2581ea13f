"""The master scale: from a score to a probability of default, and from there to a grade."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import TOLERANCE, above_zero, filled
from ledgerguard.units import Column, Count, Days, Flag, Language, Number, Rate, Score, Text

UPPER_BOUNDS: Final = (0.002, 0.0035, 0.006, 0.01, 0.0175, 0.03, 0.06, 0.12)
"""Upper probabilities of default of grades 1 to 8; grade 9 ends below 1, grade 10 has failed."""

LONG_OVERDUE_DAYS: Final = 90

LABELS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "exceptional",
        "very good",
        "good",
        "above average",
        "average",
        "below average",
        "weak",
        "very weak",
        "at risk of failure",
        "failed",
    ),
    "zh": (
        "卓越",
        "优秀",
        "良好",
        "中等偏上",
        "中等",
        "中等偏下",
        "较弱",
        "很弱",
        "濒临违约",
        "已违约或破产",
    ),
}
"""The words of grades 1 to 10; published are those of 1, 5, 7 and 9, the others stand between."""

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
    odds = anchor_odds * 2**doublings
    return 1 / (1 + odds)


@formula("PD_TO_SCORE")
def pd_to_score(
    pd: Rate,
    anchor_score: Score = 50,
    anchor_odds: Number = 20,
    points_to_double: Number = 10,
) -> Score:
    """Credit score that stands for a probability of default: the inverse of SCORE_TO_PD.

    anchor_score + points_to_double * log2((1 - pd) / pd / anchor_odds). On the default scale a pd
    above 61.5 % gives a score below 0, and one below 0.156 % a score above 100.

    Args:
        pd: Probability of default within a year, above 0 and below 1.
        anchor_score: The score at which the odds are anchor_odds.
        anchor_odds: Good customers for each one that defaults, at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.

    Errors: #NUM! when pd is not between 0 and 1, or anchor_odds or points_to_double are not
        above 0; #N/A when pd is blank.
    Example: =PD_TO_SCORE(1/21) -> 50
    Example: =PD_TO_SCORE(SCORE_TO_PD(67.75)) -> 67.75
    Source: ledgerguard design; points-to-double-the-odds scaling as in Siddiqi, odds good to bad.
    """
    probability(pd)
    above_zero(anchor_odds=anchor_odds, points_to_double=points_to_double)
    doublings = math.log2(1 - pd) - math.log2(pd) - math.log2(anchor_odds)
    return anchor_score + points_to_double * doublings


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
    probability(pd)
    bounds = grade_bounds(upper_bounds)
    reached = bisect_left([bound * (1 + TOLERANCE) for bound in bounds], pd) + 1
    floors = grade_floors(
        len(bounds) + 1,
        insolvent=insolvent,
        dishonest_debtor=dishonest_debtor,
        days_past_due=days_past_due,
        negative_equity=negative_equity,
        statements_missing=statements_missing,
    )
    return max(reached, *floors.values(), 1)


@formula("GRADE_LABEL")
def grade_label(grade: Count, language: Language = "en") -> Text:
    """Word for a credit grade from 1 (exceptional) to 10 (failed).

    1 exceptional, 2 very good, 3 good, 4 above average, 5 average, 6 below average, 7 weak,
    8 very weak, 9 at risk of failure, 10 failed.

    Args:
        grade: Credit grade from 1 to 10, as CREDIT_GRADE answers on its own scale.
        language: "en" or "zh".

    Errors: #NUM! when grade is not from 1 to 10; #N/A when it is blank; #VALUE! when the language
        is unknown.
    Example: =GRADE_LABEL(5) -> "average"
    Example: =GRADE_LABEL(10, "zh") -> "已违约或破产"
    Source: Allianz Trade, Making the grade (2023), for grades 1, 5, 7, 9 and 10; ledgerguard design
        for those between.
    """
    labels = LABELS[language]
    if not 1 <= grade <= len(labels):
        raise OutOfDomain(
            f"grade must be from 1 to {len(labels)}, got {grade}",
            hint="CREDIT_GRADE answers the grade of a probability of default",
        )
    return labels[grade - 1]


def probability(pd: float) -> None:
    """Refuse a probability of default that is certain one way or the other, or none at all.

    Raises:
        OutOfDomain: naming pd.
    """
    if not 0 < pd < 1:
        raise OutOfDomain(
            f"pd must be above 0 and below 1, got {pd:g}",
            hint="8 % is the number 0.08; a customer in default has insolvent TRUE",
        )


def grade_floors(
    failed: int,
    *,
    insolvent: bool,
    dishonest_debtor: bool,
    days_past_due: float,
    negative_equity: bool,
    statements_missing: bool,
) -> dict[str, int]:
    """The best grade that each known fact still allows, counted from the grade that has failed."""
    floors = {
        "insolvent": (insolvent, failed),
        "dishonest_debtor": (dishonest_debtor, failed - 1),
        "days_past_due": (days_past_due > LONG_OVERDUE_DAYS, failed - 2),
        "negative_equity": (negative_equity, failed - 3),
        "statements_missing": (statements_missing, failed - 4),
    }
    return {fact: floor for fact, (holds, floor) in floors.items() if holds}


def grade_bounds(given: Sequence[float | None] | None = None) -> list[float]:
    """The upper bounds of all grades but the last, the final 1 included.

    Raises:
        NotAvailable: when the column is blank.
        OutOfDomain: when the bounds do not rise, or leave 0 to 1.
    """
    bounds = filled("upper_bounds", UPPER_BOUNDS if given is None else given)
    if not all(low < high for low, high in pairwise([0.0, *bounds])) or bounds[-1] > 1:
        raise OutOfDomain(
            "upper_bounds must rise from above 0 to at most 1, got "
            + ", ".join(f"{bound:g}" for bound in bounds),
            hint="list the best grade first; 8 % is the number 0.08",
        )
    return bounds if bounds[-1] == 1 else [*bounds, 1.0]
