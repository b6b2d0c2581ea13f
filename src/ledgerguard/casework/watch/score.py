"""The warning score: how late an account is to be expected to pay, in days.

What was paid within a year speaks with less weight the longer ago it is, undisputed items that are
overdue speak with the days so far, and a trend may be carried on. How much each of these counts was
chosen on the older half of a public ledger and tried on the newer half: see
``benchmarks/warning_walk.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.casework.watch.series import PERIOD_DAYS, Account
from ledgerguard.formulas.trend_ahead import line_through
from ledgerguard.formulas.trends import LEAST_PERIODS
from ledgerguard.ledger.lateness import HISTORY_DAYS, settled_in_full
from ledgerguard.ledger.portfolio import ACCOUNT, Frame, items, known

AHEAD_PERIODS: Final = 3  # 90 days
TREND_PERIODS: Final = 6


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much.

    Attributes:
        half_life_days: After so many days a payment counts half as much.
        by_amount: Whether a large invoice counts more than a small one.
        overdue: Whether overdue items count with their days so far.
        trend: Part of the trend of six months that is carried on for 90 days; 0: none of it.
        shrink: As many payments with the mean delay of the currency are added to each account:
            one payment alone says little.
    """

    half_life_days: float
    by_amount: bool
    overdue: bool
    trend: float
    shrink: float


CHOSEN: Final = Weights(100_000.0, by_amount=False, overdue=True, trend=0.0, shrink=3.0)


@dataclass(frozen=True, slots=True)
class Experience:
    """Payments of an account that were equally late on the same day, or overdue items alike."""

    late: int
    age: int  # days since; 0 for what is still open
    count: int
    amount: int
    paid: bool


def experiences(frame: Frame, as_of: int) -> dict[Account, list[Experience]]:
    """What each account's payments within a year, and its overdue items, tell on a day."""
    found: dict[Account, list[Experience]] = defaultdict(list)
    for account, one in (*_paid(frame, as_of), *_overdue(frame, as_of)):
        found[account].append(one)
    return {account: sorted(found[account], key=_order) for account in sorted(found)}


def warning_scores(frame: Frame, as_of: int, weights: Weights = CHOSEN) -> dict[Account, float]:
    """Days late to be expected of every account that has paid or owes overdue within a year."""
    return scored(experiences(frame, as_of), weights)


def scored(told: dict[Account, list[Experience]], weights: Weights) -> dict[Account, float]:
    """The same, from experiences that are at hand."""
    sums = {account: _sums(told[account], weights) for account in told}
    totals: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for (_, currency), (weight, late) in sums.items():
        totals[currency] = (totals[currency][0] + weight, totals[currency][1] + late)
    found = {}
    for account, (weight, late) in sums.items():
        if weight <= 0:
            continue
        all_weight, all_late = totals[account[1]]
        count = sum(one.count for one in told[account] if weights.overdue or one.paid)
        added = weight / count * weights.shrink
        level = (late + added * all_late / all_weight) / (weight + added)
        carried = weights.trend * _slope(told[account]) * AHEAD_PERIODS if weights.trend else 0.0
        found[account] = level + carried
    return found


def _sums(told: list[Experience], weights: Weights) -> tuple[float, float]:
    """Sum of the weights, and of weight times days late."""
    whole = late = 0.0
    for one in told:
        if one.paid or weights.overdue:
            size = float(one.amount if weights.by_amount else one.count)
            weight = size * 0.5 ** (one.age / weights.half_life_days)
            whole += weight
            late += weight * one.late
    return whole, late


def _slope(told: list[Experience]) -> float:
    """Days a month by which payments got later over half a year; 0 where too few months tell."""
    months: list[list[tuple[int, int]]] = [[] for _ in range(TREND_PERIODS)]
    for one in told:
        place = one.age // PERIOD_DAYS
        if place < TREND_PERIODS:
            months[-1 - place].append((one.late, one.count))
    means = [
        sum(late * count for late, count in m) / sum(count for _, count in m) if m else None
        for m in months
    ]
    filled = sum(mean is not None for mean in means)
    return line_through("delays", means).slope if filled > LEAST_PERIODS else 0.0


def _paid(frame: Frame, as_of: int) -> Iterator[tuple[Account, Experience]]:
    within = (nw.col("paid_on") > as_of - HISTORY_DAYS) & (nw.col("paid_on") <= as_of)
    settled = settled_in_full(known(frame, as_of).filter(within))
    for row in _grouped(settled, "delay", "paid_on", "amount"):
        yield (row[0], row[1]), Experience(row[2], as_of - row[3], row[4], row[5], paid=True)


def _overdue(frame: Frame, as_of: int) -> Iterator[tuple[Account, Experience]]:
    waiting = items(frame, as_of).filter((nw.col("overdue") > 0) & (nw.col("disputed") == 0))
    for row in _grouped(waiting, "days_past_due", "due", "overdue"):
        yield (row[0], row[1]), Experience(row[2], 0, row[4], row[5], paid=False)


def _grouped(frame: Frame, late: str, day: str, amount: str) -> Iterator[tuple]:  # type: ignore[type-arg]
    keys = (*ACCOUNT, late, day)
    grouped = frame.group_by(*keys).agg(nw.len().alias("n"), nw.col(amount).sum())
    for row in grouped.select(*keys, "n", amount).iter_rows():
        yield row[0], row[1], *map(int, row[2:])


def _order(one: Experience) -> tuple[int, int, bool]:
    """The order of rows must not decide about the last digit of a sum."""
    return one.age, one.late, one.paid
