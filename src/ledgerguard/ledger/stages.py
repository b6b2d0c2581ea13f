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
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import Measure, added_up, in_32_bits, one_if, only
from ledgerguard.ledger.portfolio import ACCOUNT, Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import EPOCH

LEVELS: Final = 64
"""A ladder is shorter than this."""

NEVER: Final = 10_000_000 * LEVELS  # beyond 31 December 9999: no further level is known

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


def item_stages(
    opened: AnyFrame, as_of: int, levels: Sequence[Level], grace_days: int = 0
) -> AnyFrame:
    """Those of the open items that a ladder applies to, with their stage, last and next level.

    Credits, disputed items (frozen) and items without a due date are left out. Adds ``stage``,
    ``reached`` and ``coming``: a level's day * LEVELS + its row, counted from 1; ``reached`` is 0
    at stage 0. Where ``standing()`` cannot tell for want of a delivery date, the stage is 0 and
    the coming level unknown.
    """
    return staged(opened.filter(CHASEABLE), as_of, levels, grace_days)


CHASEABLE: Final = (nw.col("owed") > 0) & (nw.col("disputed") == 0) & (nw.col("due") != NO_DAY)
"""The rows of :func:`portfolio.opened` that a ladder applies to."""


def staged(frame: AnyFrame, as_of: int, levels: Sequence[Level], grace_days: int = 0) -> AnyFrame:
    """The columns of :func:`item_stages` for all rows; they mean something in the chaseable."""
    if len(levels) >= LEVELS:
        raise PolicyError(
            f"a ladder must have fewer than {LEVELS} levels, got {len(levels)}",
            hint="merge levels that are less than a day's work apart",
        )
    days = _days(levels, grace_days)
    by_date = _by_date(days, as_of)
    by_delivery = _by_delivery(levels)
    if not any(by_delivery):
        return frame.with_columns(**by_date)
    by_row = _by_row(days, by_delivery, as_of)
    told = nw.col("delivered") != NO_DAY
    return frame.with_columns(
        **{name: nw.when(told).then(by_date[name]).otherwise(by_row[name]) for name in by_date}
    )


def stage_measures() -> list[Measure]:
    """The stage of a group of items, over the columns of :func:`staged`.

    The stage that counts is the highest, with the ladder's row that was reached last; of several
    items there, the first to reach it and the first to go further. Packed into one number each,
    that is a maximum: a group needs no second pass.
    """
    reached, coming, stage = nw.col("reached"), nw.col("coming"), nw.col("stage")
    chased = CHASEABLE & (stage > 0)
    place = (stage * LEVELS + reached % LEVELS) * _CODES
    since = place + (_CODES - 1 - reached)
    following = place + (_CODES - 1 - coming)
    return [
        Measure("place_since", only(CHASEABLE, since, NO_DAY), "max"),
        Measure("place_coming", only(CHASEABLE, following, NO_DAY), "max"),
        Measure("chased", only(chased, nw.col("owed"))),
        Measure("chased_items", one_if(chased)),
        Measure("chased_oldest", in_32_bits(only(chased & _LATE, nw.col("days_past_due"))), "max"),
    ]


_LATE: Final = nw.col("days_past_due") > 0
_CODES: Final = 1 << 30  # more than NEVER


def stages_unpacked(grouped: AnyFrame) -> AnyFrame:
    """What :func:`stage_measures` packed, as columns.

    ``stage``, ``level`` (row of the ladder, from 1; 0 where none is reached), ``since`` and
    ``next_on`` (days, or NO_DAY) and ``next_level`` (0 where none is known) take the place of
    the packed ones. An account without an item that the ladder applies to has stage 0.
    """
    place, coming = nw.col("place"), nw.col("coming")
    told = nw.col("place_since") >= 0
    names = [n for n in grouped.collect_schema().names() if not n.startswith("place_")]
    return (
        grouped.with_columns(
            place=only(told, nw.col("place_since") // _CODES),
            reached=only(told, _CODES - 1 - nw.col("place_since") % _CODES),
            coming=only(told, _CODES - 1 - nw.col("place_coming") % _CODES, NEVER),
        )
        .with_columns(
            stage=place // LEVELS,
            level=place % LEVELS,
            next_level=coming % LEVELS,
        )
        .with_columns(
            since=only(nw.col("level") > 0, nw.col("reached") // LEVELS, NO_DAY),
            next_on=only(nw.col("next_level") > 0, coming // LEVELS, NO_DAY),
        )
        .select(*names, "stage", "level", "since", "next_level", "next_on")
    )


def account_stages(
    opened: Frame, as_of: int, levels: Sequence[Level], grace_days: int = 0
) -> dict[tuple[str, str], AccountStage]:
    """The stage of every customer and currency with an open item that the ladder applies to."""
    found = item_stages(opened, as_of, levels, grace_days)
    grouped = stages_unpacked(added_up(found, ACCOUNT, stage_measures()))
    rows = rows_of(grouped, *ACCOUNT, *STAGE_COLUMNS)
    return {(row[0], row[1]): account_stage(row[:2], row[2:], levels) for row in rows}


STAGE_COLUMNS: Final = (
    *("stage", "level", "since", "next_level", "next_on"),
    *("chased", "chased_items", "chased_oldest"),
)


def account_stage(
    account: tuple[str, str], columns: Sequence[int], levels: Sequence[Level]
) -> AccountStage:
    """A record of the columns of :data:`STAGE_COLUMNS`."""
    stage, level, since, next_level, next_on, *chased = map(int, columns)
    return AccountStage(
        *account,
        stage,
        levels[level - 1] if level else None,
        since,
        levels[next_level - 1] if next_level else None,
        next_on,
        *chased,
    )


def _by_date(days: Sequence[nw.Expr], as_of: int) -> dict[str, nw.Expr]:
    """Stage, last and next level when every level's day is known: they fire in date order."""
    zero, one, never = (nw.lit(number, nw.Int64) for number in (0, 1, NEVER))
    ladder = [(day <= as_of, _code(days, row)) for row, day in enumerate(days, 1)]
    return {
        "stage": nw.sum_horizontal(*(nw.when(f).then(one).otherwise(zero) for f, _ in ladder)),
        "reached": nw.max_horizontal(*(nw.when(f).then(c).otherwise(zero) for f, c in ladder)),
        "coming": nw.min_horizontal(*(nw.when(f).then(never).otherwise(c) for f, c in ladder)),
    }


def _by_row(days: Sequence[nw.Expr], by_delivery: Sequence[bool], as_of: int) -> dict[str, nw.Expr]:
    """The same without a delivery date: in the order of the ladder, told by its other levels."""
    never = nw.lit(NEVER, nw.Int64)

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
