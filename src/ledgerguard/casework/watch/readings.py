"""A measured indicator and what is made of it: which level it has reached, and where it leads."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Literal

from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.indicators import LEVELS, Level
from ledgerguard.casework.watch.series import PERIOD_DAYS
from ledgerguard.formulas.checks import at_least, at_most
from ledgerguard.formulas.trend_ahead import Line, line_through
from ledgerguard.policy.credit_file import WarningEntry

Measure = Literal["level", "slope", "count"]
"""A figure of today with a history; the slope of a history; a number of events."""

LEAST_POINTS: Final = 4
"""A line through fewer months has a band too wide to say anything."""

Series = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where the trend leads: the value so many days on, and the band in which it will lie."""

    days: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """The worst threshold that the trend reaches within the look-ahead, and on which day."""

    level: Level
    threshold: float
    on: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator of one customer, of the portfolio of a currency, or of the firm itself.

    Attributes:
        indicator: Its key.
        measure: What the value is.
        value: Today's figure; of a slope it is found from the series.
        series: The figure at the months up to the day, oldest first; the trend runs through it.
        facts: What the value is made of, for the reason.
        fixed: A level that a fact calls for by itself, whatever the value.
        bounds: The least and the largest that the figure can be.
        matters_above: A slope that does not lead above this within the look-ahead is none: who
            still pays before the due date may do so a little later.
    """

    indicator: str
    measure: Measure
    value: float | None = None
    series: Series = ()
    facts: tuple[Reason, ...] = ()
    fixed: Level | None = None
    bounds: tuple[float, float] = (-math.inf, math.inf)
    matters_above: float = -math.inf


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reading amounts to."""

    level: Level
    value: float | None  # None, as the threshold: a fact by itself
    threshold: float | None
    coming: bool  # the threshold is not reached yet
    ahead: tuple[Ahead, ...] = ()
    crossing: Crossing | None = None
    reasons: tuple[Reason, ...] = field(default=())


def judged(
    reading: Reading, entry: WarningEntry, as_of: int, lookahead: tuple[int, ...]
) -> Judgement | None:
    """Hold a reading against its thresholds, today and as far ahead as one looks.

    A trend that chance explains (the 80 % interval of its slope holds 0) is none: it warns of
    nothing, neither today nor to come.
    """
    line = _line(reading)
    horizon = max(lookahead, default=0)
    steady = line is not None and _is_steady(line, entry.below)
    value = reading.value
    if reading.measure == "slope":
        value = _slope(line, reading, horizon) if steady else None
    if value is None:
        if reading.fixed is None:
            return None
        return Judgement(reading.fixed, None, None, False, reasons=reading.facts)
    reached = _reached(value, entry)
    reasons = [Reason("value", (reading.indicator, value)), *reading.facts]
    crossing = None
    if reading.measure == "level" and line and steady:
        crossing = _crossing(line, value, entry, as_of, horizon)
    if crossing is not None:
        reasons.append(Reason("crosses", (crossing.level, crossing.threshold, crossing.on)))
    ahead = _aheads(line, reading, lookahead) if line else ()
    level = _worse(reached, reading.fixed)
    if level is None and crossing is None:
        return None
    threshold = _threshold(entry, reached) if reached else None
    if level is None and crossing is not None:
        threshold = crossing.threshold
    coming = level is None
    return Judgement(level or "watch", value, threshold, coming, ahead, crossing, tuple(reasons))


def _line(reading: Reading) -> Line | None:
    filled = [value for value in reading.series if value is not None]
    if reading.measure == "count" or len(filled) < LEAST_POINTS:
        return None
    return line_through(reading.indicator, reading.series)


def _slope(line: Line | None, reading: Reading, horizon: int) -> float | None:
    """The slope of a line that leads to what matters."""
    if line is None or line.ahead(horizon / PERIOD_DAYS) <= reading.matters_above:
        return None
    return line.slope


def _reached(value: float, entry: WarningEntry) -> Level | None:
    """The worst level whose threshold is reached; 0 events or no share at all never is one."""
    reaches = at_most if entry.below else at_least
    met = [level for level in LEVELS if reaches(value, _threshold(entry, level))]
    return met[-1] if met and (value != 0 or entry.below) else None


def _is_steady(line: Line, below: bool) -> bool:
    """Whether the line goes the bad way by more than chance explains."""
    bad = -line.slope if below else line.slope
    return bad > 0 and bad - line.slope_half_width() > 0


def _aheads(line: Line, reading: Reading, lookahead: tuple[int, ...]) -> tuple[Ahead, ...]:
    least, most = reading.bounds
    found = []
    for days in lookahead:
        periods = days / PERIOD_DAYS
        value, half = line.ahead(periods), line.half_width(periods)
        bounded = [min(max(v, least), most) for v in (value, value - half, value + half)]
        found.append(Ahead(days, bounded[0], bounded[1], bounded[2]))
    return tuple(found)


def _crossing(
    line: Line, value: float, entry: WarningEntry, as_of: int, horizon: int
) -> Crossing | None:
    """The worst threshold that the line reaches within the horizon and today's value has not."""
    reaches = at_most if entry.below else at_least
    found = None
    for level in LEVELS:
        threshold = _threshold(entry, level)
        if reaches(value, threshold):
            continue
        periods = (threshold - line.intercept) / line.slope - line.periods
        days = max(1, math.ceil(periods * PERIOD_DAYS - 1e-9))
        if days <= horizon:
            found = Crossing(level, threshold, as_of + days)
    return found


def _threshold(entry: WarningEntry, level: Level) -> float:
    return {"watch": entry.watch, "warn": entry.warn, "act": entry.act}[level]


def _worse(one: Level | None, other: Level | None) -> Level | None:
    known = [level for level in (one, other) if level is not None]
    return max(known, key=LEVELS.index) if known else None
