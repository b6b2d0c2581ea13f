"""The escalation stage of open items and of customers: ``standing()`` for a whole ledger at once.

Each fired or coming level becomes one integer, ``day * LEVELS + row of the ladder``, so that the
latest or earliest level and its day are one maximum or minimum, with ties settled, on any engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.errors import PolicyError
from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.portfolio import ACCOUNT, Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import EPOCH

LEVELS: Final = 64
"""A ladder is shorter than this."""

_NEVER: Final = 10_000_000 * LEVELS  # beyond 31 December 9999: no further level is known

_ERA: Final = 146_097  # days of 400 years
_SINCE_MARCH: Final = EPOCH.toordinal() + 305  # from 1 March of the year 0 to serial 0
_FEBRUARY: Final = 11


@dataclass(frozen=True, slots=True)
class AccountStage:
    """Where one customer stands in one currency: the highest stage of its undisputed items."""

    customer_id: str
    currency: str
    stage: int
    level: Level | None  # the level reached last; None at stage 0
    since: int  # the day on which the customer reached it, or NO_DAY
    next_level: Level | None
    next_on: int  # the first day on which an item of this stage goes further, or NO_DAY
    chased: int  # open amount of the items at stage 1 or higher, minor units
    chased_items: int
    oldest: int  # days past due of the oldest of those items; 0 when none is overdue

    @property
    def account(self) -> tuple[str, str]:
        """The key of the stage."""
        return self.customer_id, self.currency


def item_stages(opened: Frame, as_of: int, levels: Sequence[Level], grace_days: int = 0) -> Frame:
    """Those of the open items that a ladder applies to, with their stage, last and next level.

    Credits, disputed items (frozen) and items without a due date are left out. Adds ``stage``,
    ``reached`` and ``coming``: a level's day * LEVELS + its row, counted from 1; ``reached`` is 0
    at stage 0. Where ``standing()`` cannot tell for want of a delivery date, the stage is 0 and
    the coming level unknown.
    """
    if len(levels) >= LEVELS:
        raise PolicyError(
            f"a ladder must have fewer than {LEVELS} levels, got {len(levels)}",
            hint="merge levels that are less than a day's work apart",
        )
    chaseable = opened.filter(
        (nw.col("owed") > 0) & (nw.col("disputed") == 0) & (nw.col("due") != NO_DAY)
    )
    days = _days(levels, grace_days)
    by_date = _by_date(days, as_of)
    by_delivery = _by_delivery(levels)
    if not any(by_delivery):
        return chaseable.with_columns(**by_date)
    by_row = _by_row(days, by_delivery, as_of)
    told = nw.col("delivered") != NO_DAY
    return chaseable.with_columns(
        **{name: nw.when(told).then(by_date[name]).otherwise(by_row[name]) for name in by_date}
    )


def account_stages(
    opened: Frame, as_of: int, levels: Sequence[Level], grace_days: int = 0
) -> dict[tuple[str, str], AccountStage]:
    """The stage of every customer and currency with an open item that the ladder applies to."""
    staged = item_stages(opened, as_of, levels, grace_days).with_columns(
        since=nw.col("reached") // LEVELS, row=nw.col("reached") % LEVELS
    )
    grouped = staged.group_by(*ACCOUNT, "stage", "row").agg(
        nw.col("since").min(),
        nw.col("coming").min(),
        nw.col("owed").sum(),
        nw.len().alias("items"),
        nw.col("days_past_due").max(),
    )
    names = (*ACCOUNT, "stage", "row", "since", "coming", "owed", "items", "days_past_due")
    groups: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for row in grouped.select(*names).iter_rows():
        groups.setdefault((row[0], row[1]), []).append(tuple(map(int, row[2:])))
    return {account: _account(account, found, levels) for account, found in groups.items()}


def _account(
    account: tuple[str, str], groups: Sequence[tuple[int, ...]], levels: Sequence[Level]
) -> AccountStage:
    stage, row, since, coming, *_ = max(groups)
    chased = [group for group in groups if group[0] > 0]
    next_row = coming % LEVELS
    return AccountStage(
        *account,
        stage=stage,
        level=levels[row - 1] if row else None,
        since=since if row else NO_DAY,
        next_level=levels[next_row - 1] if next_row else None,
        next_on=coming // LEVELS if next_row else NO_DAY,
        chased=sum(group[4] for group in chased),
        chased_items=sum(group[5] for group in chased),
        oldest=max([0, *(group[6] for group in chased)]),
    )


def _by_date(days: Sequence[nw.Expr], as_of: int) -> dict[str, nw.Expr]:
    """Stage, last and next level when every level's day is known: they fire in date order."""
    zero, one, never = (nw.lit(number, nw.Int64) for number in (0, 1, _NEVER))
    ladder = [(day <= as_of, _code(days, row)) for row, day in enumerate(days, 1)]
    return {
        "stage": nw.sum_horizontal(*(nw.when(f).then(one).otherwise(zero) for f, _ in ladder)),
        "reached": nw.max_horizontal(*(nw.when(f).then(c).otherwise(zero) for f, c in ladder)),
        "coming": nw.min_horizontal(*(nw.when(f).then(never).otherwise(c) for f, c in ladder)),
    }


def _by_row(days: Sequence[nw.Expr], by_delivery: Sequence[bool], as_of: int) -> dict[str, nw.Expr]:
    """The same without a delivery date: in the order of the ladder, told by its other levels."""
    never = nw.lit(_NEVER, nw.Int64)

    def after(row: int) -> nw.Expr:
        return _code(days, row + 1) if row < len(days) and not by_delivery[row] else never

    stage, reached, coming = nw.lit(0, nw.Int64), nw.lit(0, nw.Int64), after(0)
    for row, day in enumerate(days, 1):
        if not by_delivery[row - 1]:
            fired = day <= as_of
            stage = nw.when(fired).then(nw.lit(row, nw.Int64)).otherwise(stage)
            reached = nw.when(fired).then(_code(days, row)).otherwise(reached)
            coming = nw.when(fired).then(after(row)).otherwise(coming)
    return {"stage": stage, "reached": reached, "coming": coming}


def _by_delivery(levels: Sequence[Level]) -> list[bool]:
    """Which levels count from the delivery, themselves or by the level before them."""
    found: list[bool] = []
    for level in levels:
        follows = level.counted_from == "previous" and found[-1]
        found.append(level.counted_from == "delivery" or follows)
    return found


def _days(levels: Sequence[Level], grace_days: int) -> list[nw.Expr]:
    """The day of every level, as ``level_days()`` has it; nonsense where there is no delivery."""
    days: list[nw.Expr] = []
    for level in levels:
        if level.counted_from == "delivery":
            days.append(nw.col("delivered") + level.days)
        elif level.counted_from == "previous":
            days.append(days[-1] + level.days)
        else:
            day = nw.col("due") + (grace_days + level.days)
            days.append(month_end(day) if level.counted_from == "month-end" else day)
    return days


def month_end(day: nw.Expr) -> nw.Expr:
    """The last day of the month of a serial day number, in whole numbers as every engine has them.

    After H. Hinnant, days_from_civil: years begin in March, so that the leap day is their last.
    """
    since = day + _SINCE_MARCH
    era_day = since % _ERA
    year = (era_day - era_day // 1_460 + era_day // 36_524 - era_day // 146_096) // 365
    year_day = era_day - (365 * year + year // 4 - year // 100)
    month = (5 * year_day + 2) // 153  # 0 is March
    following = year + 1  # the calendar year of the February that ends this one
    leap = (following % 4 == 0) & ((following % 100 != 0) | (following % 400 == 0))
    last_of_february = nw.when(leap).then(nw.lit(365, nw.Int64)).otherwise(nw.lit(364, nw.Int64))
    last_of_month = (153 * (month + 1) + 2) // 5 - 1
    last = nw.when(month == _FEBRUARY).then(last_of_february).otherwise(last_of_month)
    return day - year_day + last


def _code(days: Sequence[nw.Expr], row: int) -> nw.Expr:
    return days[row - 1] * LEVELS + row
