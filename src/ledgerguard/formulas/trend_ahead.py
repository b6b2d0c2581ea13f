"""Where a trend leads: the straight line drawn on, with the band in which the value will lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import filled
from ledgerguard.formulas.trends import LEAST_PERIODS
from ledgerguard.units import Column, Number, Rate, Table

LEVEL: Final = 0.8
"""Of ten values to come, eight lie within the band: an early warning cannot wait to be surer."""

HIGHEST_LEVEL: Final = 0.9999
_EXACT_FREEDOM: Final = 400  # beyond, the expansion below is right to ten digits
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A least-squares line through successive periods, numbered 1, 2, 3 ...

    Attributes:
        intercept: Its value at period 0.
        slope: Change per period.
        periods: Number of the last period, blank ones counted.
        points: How many periods were filled.
        middle: Mean number of the filled periods.
        spread: Sum of their squared distances from it.
        scatter: Standard deviation of the values about the line, on points - 2 degrees of freedom.
    """

    intercept: float
    slope: float
    periods: int
    points: int
    middle: float
    spread: float
    scatter: float

    def ahead(self, periods: float) -> float:
        """The value on the line so many periods after the last one."""
        return self.intercept + self.slope * (self.periods + periods)

    def half_width(self, periods: float, level: float = LEVEL) -> float:
        """Half the prediction interval for one value so many periods after the last one."""
        distance = self.periods + periods - self.middle
        inflated = 1 + 1 / self.points + distance**2 / self.spread
        return t_quantile(level, self.points - 2) * self.scatter * math.sqrt(inflated)

    def slope_half_width(self, level: float = LEVEL) -> float:
        """Half the confidence interval of the slope."""
        return t_quantile(level, self.points - 2) * self.scatter / math.sqrt(self.spread)


@formula("TREND_AHEAD")
def trend_ahead(
    values: Column[Number], periods_ahead: Column[Number], level: Rate = LEVEL
) -> Table:
    """Value that a straight trend will have some periods ahead, and the band in which it will lie.

    A row for each of periods_ahead: value, low, high. The value is that of FORECAST against 1, 2,
    3 ...; the band is the prediction interval t * s * SQRT(1 + 1/n + (x - mean)^2 / sum of squares)
    with n - 2 degrees of freedom. It widens the further one looks, and with few periods it is very
    wide. Values on a perfect line have no band. A blank period is left out and keeps its place.

    Args:
        values: Figure of each period, oldest first, such as the delay of each month.
        periods_ahead: How many periods after the last one; one number, or a range of several.
        level: Share of the coming values that the band is meant to hold, above 0, at most 0.9999.

    Errors: #N/A when less than 3 periods are filled; #NUM! when periods_ahead is negative or level
        outside its bounds; #VALUE! when one is text.
    Example: =TREND_AHEAD({5;7;6;9;11}, 3) -> {14.6,11.15,18.05}
    Example: =TREND_AHEAD({2;4;6}, {1;2}) -> {8,8,8;10,10,10}
    Source: ordinary least squares; prediction interval as in NIST/SEMATECH e-Handbook of
        Statistical Methods, 4.5.2; t as TINV of spreadsheets.
    """
    checked_level(level)
    line = line_through("values", values)
    answer = []
    for steps in filled("periods_ahead", periods_ahead):
        if steps < 0:
            raise OutOfDomain(
                f"periods_ahead must not be negative, got {steps:g}",
                hint="0 is the last period, 3 is three months on where a period is a month",
            )
        value, half = line.ahead(steps), line.half_width(steps, level)
        answer.append([value, value - half, value + half])
    return answer


def line_through(name: str, values: Sequence[float | None]) -> Line:
    """The least-squares line through values against 1, 2, 3 ...; blanks keep their place.

    Raises:
        NotAvailable: when less than three are filled.
        OutOfDomain: when the values are too large to be squared.
    """
    points = [(place, value) for place, value in enumerate(values, 1) if value is not None]
    if len(points) < LEAST_PERIODS:
        raise NotAvailable(
            f"{name} must hold at least {LEAST_PERIODS} periods, got {len(points)}",
            hint="a trend of fewer periods means nothing",
        )
    count = len(points)
    middle = sum(place for place, _ in points) / count
    mean = sum(value / count for _, value in points)
    spread = sum((place - middle) ** 2 for place, _ in points)
    slope = sum((place - middle) * (value - mean) for place, value in points) / spread
    squares = sum(
        (value - mean - slope * (place - middle)) * (value - mean - slope * (place - middle))
        for place, value in points
    )
    if not math.isfinite(squares):
        raise OutOfDomain(
            f"{name} must be numbers that can be squared, got a sum beyond 1.8e308",
            hint="are they days and fractions, and not amounts?",
        )
    scatter = math.sqrt(squares / (count - 2))
    return Line(mean - slope * middle, slope, len(values), count, middle, spread, scatter)


def checked_level(level: float) -> None:
    """Refuse a level that no band can have.

    Raises:
        OutOfDomain: naming level.
    """
    if not 0 < level <= HIGHEST_LEVEL:
        raise OutOfDomain(
            f"level must be above 0 and at most {HIGHEST_LEVEL}, got {level:g}",
            hint="80 % is the number 0.8",
        )


@lru_cache(maxsize=256)
def t_quantile(level: float, freedom: int) -> float:
    """Student's t that a share ``level`` of values stays within, on either side of 0.

    Args:
        level: From above 0 to HIGHEST_LEVEL: two-sided, 0.95 answers the 97.5 % point.
        freedom: Degrees of freedom, at least 1.

    Up to 400 degrees of freedom the finite series of Abramowitz and Stegun (26.7.3 and 26.7.4) is
    inverted by bisection; beyond, the expansion about the normal quantile (26.7.5).
    """
    if freedom > _EXACT_FREEDOM:
        return _expanded(NormalDist().inv_cdf((1 + level) / 2), freedom)
    low, high = 0.0, math.pi / 2
    for _ in range(_HALVINGS):
        angle = (low + high) / 2
        if _within(angle, freedom) < level:
            low = angle
        else:
            high = angle
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def _within(angle: float, freedom: int) -> float:
    """The share of values within t = sqrt(freedom) * tan(angle) of 0."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = total = 0.0
    if freedom > 1:
        term = total = cosine if odd else 1.0
    for power in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (power - 1) / power
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def _expanded(normal: float, freedom: int) -> float:
    """The quantile of t from that of the normal distribution."""
    first = (normal**3 + normal) / 4
    second = (5 * normal**5 + 16 * normal**3 + 3 * normal) / 96
    third = (3 * normal**7 + 19 * normal**5 + 17 * normal**3 - 15 * normal) / 384
    return normal + first / freedom + second / freedom**2 + third / freedom**3
