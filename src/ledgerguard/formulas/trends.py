"""Whether customers pay later and default more often than before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import divisor, filled, part_of, share
from ledgerguard.units import Column, Days, Number, Rate

LEAST_PERIODS: Final = 3


@formula("PAY_DELAY_TREND")
def pay_delay_trend(delays: Column[Days]) -> Days:
    """Trend of the payment delay in days per period; above 0 customers pay later and later.

    Slope of the straight line through the average delays of successive periods by least squares,
    as SLOPE answers it against 1, 2, 3 ... A blank period is left out and keeps its place.

    Args:
        delays: Average delay of each period, oldest first: DBT or PAY_DELAY_AVG of each month.

    Errors: #N/A when less than 3 periods are filled; #VALUE! when one is text.
    Example: =PAY_DELAY_TREND({5;7;6;9;11}) -> 1.4
    Source: ordinary least squares, as the SLOPE function of spreadsheets; ledgerguard design.
    """
    return _slope("delays", delays)


@formula("DEFAULT_RATE")
def default_rate(defaulted: Number, performing: Number) -> Rate:
    """Default rate of a cohort: who defaulted in the window, of those performing at its start.

    defaulted / performing, both as numbers of customers or both as amounts. The cohort is fixed
    at the start: customers won meanwhile belong to the next one. What a default is has to be
    stated beside the figure: usually 90 days past due, insolvency or write-off.

    Args:
        defaulted: Customers of the cohort that defaulted in the window; or their amounts.
        performing: Customers without a default at its start; or their amounts then; above 0.

    Errors: #DIV/0! when performing is 0; #NUM! when a number is negative or more defaulted than
        were performing; #N/A when one is blank.
    Example: =DEFAULT_RATE(16, 1000) -> 0.016
    Source: standard cohort default rate; ledgerguard design.
    """
    cohort = divisor("performing", performing)
    part_of("defaulted", defaulted, "performing", performing)
    return defaulted / cohort


@formula("DEFAULT_RATE_TREND")
def default_rate_trend(
    default_rates: Column[Rate], measure: Literal["slope", "ratio"] = "slope"
) -> Number:
    """Trend of the default rate: its slope per period, or the last rate as a multiple of the first.

    "slope" is that of the straight line by least squares, in rate per period: 0.0023 is 0.23
    percentage points. "ratio" is last / first. A blank period is left out and keeps its place.

    Args:
        default_rates: Default rate of each period, oldest first, as fractions from 0 to 1.
        measure: "slope" or "ratio".

    Errors: #N/A when less than 3 periods are filled; #NUM! when a rate is not from 0 to 1;
        #DIV/0! when the first rate is 0 and the ratio is asked for; #VALUE! when measure is
        unknown.
    Example: =DEFAULT_RATE_TREND({0.008;0.011;0.01;0.016}) -> 0.0023
    Example: =DEFAULT_RATE_TREND({0.008;0.011;0.01;0.016}, "ratio") -> 2
    Source: ordinary least squares, as the SLOPE function of spreadsheets; ledgerguard design.
    """
    known = filled("default_rates", default_rates)
    share(**{f"default_rates ({place})": rate for place, rate in enumerate(known, start=1)})
    slope = _slope("default_rates", default_rates)
    if measure == "slope":
        return slope
    first_rate, last_rate = known[0], known[-1]
    return last_rate / divisor("the first of default_rates", first_rate)


def _slope(name: str, values: Sequence[float | None]) -> float:
    """The slope of values against 1, 2, 3 ...; blanks are left out and keep their place.

    Raises:
        NotAvailable: when less than three are filled: any two points have a slope.
    """
    points = [(place, value) for place, value in enumerate(values, 1) if value is not None]
    if len(points) < LEAST_PERIODS:
        raise NotAvailable(
            f"{name} must hold at least {LEAST_PERIODS} periods, got {len(points)}",
            hint="a trend of fewer periods means nothing",
        )
    middle_place = sum(place for place, _ in points) / len(points)
    middle_value = sum(value for _, value in points) / len(points)
    spread = sum((place - middle_place) ** 2 for place, _ in points)
    joint = sum((place - middle_place) * (value - middle_value) for place, value in points)
    slope = joint / spread
    if not math.isfinite(slope):
        raise OutOfDomain(
            f"{name} must be numbers that can be added up, got a sum beyond 1.8e308",
            hint="are they days and fractions, and not amounts?",
        )
    return slope
