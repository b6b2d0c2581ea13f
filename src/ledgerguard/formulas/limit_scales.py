"""Credit limits by a scale: a table of ranges, and the multipliers of the grades."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    at_least,
    filled,
    none_negative,
    not_negative,
    pairs,
)
from ledgerguard.units import Column, Count, Money, Number, Ratio

MULTIPLIERS: Final = (1.5, 1.25, 1.1, 1.0, 0.8, 0.6, 0.3, 0.0, 0.0, 0.0)
"""What a base limit is multiplied by, for grades 1 (best) to 10 (failed)."""


@formula("LIMIT_BY_YEARS")
def limit_by_years(years: Number, from_years: Column[Number], limits: Column[Money]) -> Money:
    """Automatic credit limit by a table of ranges, such as years in business.

    The limit of the last row whose lower bound is reached; 0 below the first row, which grants
    nothing.

    Args:
        years: Years in business, or whatever else the table is about.
        from_years: Lower bounds of the rows, rising; a bound that is reached counts.
        limits: Credit limit of each row.

    Errors: #NUM! when the bounds do not rise or a limit is negative; #VALUE! when the ranges
        differ in length or a bound stands beside a blank; #N/A when an argument is blank.
    Example: =LIMIT_BY_YEARS(7, {5;10}, {100000;200000}) -> 100000
    Example: =LIMIT_BY_YEARS(10, {5;10}, {100000;200000}) -> 200000
    Source: Microsoft Dynamics 365, Credit management setup (automatic credit limits).
    """
    none_negative("limits", limits)
    filled("from_years", from_years)
    bounds = [bound for _, bound in pairs("limits", limits, "from_years", from_years)]
    table = list(pairs("from_years", from_years, "limits", limits))
    for lower, upper in pairwise(bounds):
        if not lower < upper:
            raise OutOfDomain(
                f"from_years must rise, got {upper:g} after {lower:g}",
                hint="sort the rows by their lower bound",
            )
    reached = [limit for lower, limit in table if at_least(years, lower)]
    return reached[-1] if reached else 0.0


@formula("LIMIT_MULTIPLIER")
def limit_multiplier(grade: Count, multipliers: Column[Ratio] | None = None) -> Ratio:
    """What a base limit is multiplied by for a credit grade.

    Grades 1 to 10: 1.50, 1.25, 1.10, 1.00, 0.80, 0.60, 0.30, 0, 0, 0. They are a ledgerguard
    design; a firm gives its own as a range.

    Args:
        grade: Credit grade, 1 is best.
        multipliers: Multipliers of grade 1, 2 and so on; none above the one before it.

    Errors: #NUM! when the scale has no such grade, or a multiplier is negative or above the one
        before it; #VALUE! when a multiplier is blank; #N/A when grade is blank.
    Example: =LIMIT_MULTIPLIER(5) -> 0.8
    Example: =LIMIT_MULTIPLIER(2, {1;0.5;0}) -> 0.5
    Source: ledgerguard design.
    """
    scale = _scale(MULTIPLIERS if multipliers is None else multipliers)
    if not 1 <= grade <= len(scale):
        raise OutOfDomain(
            f"grade must be from 1 to {len(scale)}, got {grade}",
            hint="is it a score? CREDIT_GRADE makes a grade of a probability of default",
        )
    return scale[grade - 1]


@formula("LIMIT_SCORED")
def limit_scored(
    base_limit: Money, grade: Count, multipliers: Column[Ratio] | None = None
) -> Money:
    """Base limit multiplied by what the customer's credit grade deserves.

    base_limit * LIMIT_MULTIPLIER(grade, multipliers)

    Args:
        base_limit: Limit of an average customer of this size, such as one by net worth.
        grade: Credit grade, 1 is best.
        multipliers: Multipliers of grade 1, 2 and so on; none above the one before it. Left out:
            1.50, 1.25, 1.10, 1.00, 0.80, 0.60, 0.30, 0, 0, 0.

    Errors: #NUM! when base_limit is negative, the scale has no such grade, or a multiplier is
        negative or above the one before it; #VALUE! when a multiplier is blank; #N/A when
        base_limit or grade is blank.
    Example: =LIMIT_SCORED(100000, 2) -> 125000
    Source: ledgerguard design.
    """
    not_negative(base_limit=base_limit)
    multiplier = limit_multiplier(grade, multipliers)
    return base_limit * multiplier


def _scale(multipliers: Sequence[float | None]) -> list[float]:
    none_negative("multipliers", multipliers)
    scale = [multiplier for multiplier in multipliers if multiplier is not None]
    if len(scale) < len(multipliers):
        raise InvalidValue(
            f"multipliers must be filled for every grade, got {len(scale)} in "
            f"{len(multipliers)} cells",
            hint="a blank would move the grades below it",
        )
    for better, worse in pairwise(scale):
        if worse > better:
            raise OutOfDomain(
                f"multipliers must not rise from grade to grade, got {worse:g} after {better:g}",
                hint="grade 1 is the best and comes first",
            )
    return scale
