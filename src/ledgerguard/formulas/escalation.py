"""Escalation ladders: which levels have fired on a day, and which one comes next."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formulas.business_days import LONGEST_CLOSURE
from ledgerguard.formulas.checks import not_negative

CountedFrom = Literal["due", "delivery", "month-end", "previous"]
Roll = Callable[[dt.date], dt.date]
"""Moves a day to a business day; an earlier day never beyond where a later one moves."""


@dataclass(frozen=True, slots=True)
class Level:
    """One rung of a ladder: so many days after the day that it counts from.

    ``due``: the due date (before it: negative). ``month-end``: the last day of the month in which
    that day falls. ``delivery``: the day of delivery. ``previous``: the calendar day of the level
    before it in the ladder.
    """

    days: int
    counted_from: CountedFrom = "due"
    action: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands on a ladder.

    ``next_known`` is false where the next level counts from a delivery date that nobody knows;
    ``next_level`` and ``next_date`` are None then, as they are on the last level. ``next_date``
    is the calendar day: whoever rolls to business days rolls it as well.
    """

    stage: int
    level: Level | None  # the one reached last
    next_level: Level | None
    next_date: dt.date | None
    next_known: bool = True


def standing(
    levels: Sequence[Level],
    due_date: dt.date,
    as_of: dt.date,
    delivery_date: dt.date | None = None,
    grace_days: int = 0,
    roll: Roll | None = None,
) -> Standing:
    """Where an item stands on a ladder on a day.

    A level fires on its day (inclusive), or on the day that ``roll`` moves it to; grace shifts
    the levels that count from the due date or its month-end. Levels fire in the order of their
    days and the stage counts the fired ones, so that it never falls as time goes on.

    Raises:
        NotAvailable: when the stage cannot be told without the delivery date.
        OutOfDomain: when grace_days is negative, or a ladder begins with a level that counts from
            the previous one.
    """
    days = level_days(levels, due_date, delivery_date, grace_days)
    known = [day for day in days if day is not None]
    if len(known) < len(levels):
        return _by_known_levels(levels, days, as_of, roll)
    order = sorted(range(len(levels)), key=lambda row: (known[row], row))
    stage = sum(_has_fired(day, as_of, roll) for day in known)
    level = levels[order[stage - 1]] if stage else None
    if stage == len(levels):
        return Standing(stage, level, None, None)
    return Standing(stage, level, levels[order[stage]], _date(known[order[stage]]))


def level_days(
    levels: Sequence[Level],
    due_date: dt.date,
    delivery_date: dt.date | None = None,
    grace_days: int = 0,
) -> list[int | None]:
    """The calendar day of every level as an ordinal number; None where no delivery date tells it.

    Raises:
        OutOfDomain: when grace_days is negative, or the first level counts from the previous one.
    """
    not_negative(grace_days=grace_days)
    due = due_date.toordinal() + grace_days
    days: list[int | None] = []
    for level in levels:
        if level.counted_from == "due":
            days.append(due + level.days)
        elif level.counted_from == "month-end":
            days.append(_month_end(due + level.days))
        elif level.counted_from == "delivery":
            days.append(delivery_date.toordinal() + level.days if delivery_date else None)
        else:
            days.append(_after_previous(days, level.days))
    return days


def _month_end(ordinal: int) -> int:
    day = _date(ordinal)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]).toordinal()


def _after_previous(days: Sequence[int | None], wait: int) -> int | None:
    if not days:
        raise OutOfDomain(
            "the first level of a ladder must count from due, delivery or month-end, got previous",
            hint="a level counts from the previous one from the second level on",
        )
    return None if days[-1] is None else days[-1] + wait


def _by_known_levels(
    levels: Sequence[Level], days: Sequence[int | None], as_of: dt.date, roll: Roll | None
) -> Standing:
    """The standing where some levels cannot be dated: told in the order of the ladder."""
    fired = [
        row for row, day in enumerate(days) if day is not None and _has_fired(day, as_of, roll)
    ]
    if not fired and days[0] is None:
        raise NotAvailable(
            "delivery_date must be given where a ladder begins with a level that counts from it, "
            "got a blank",
            hint="give the delivery date, or use a ladder that counts from the due date only",
        )
    stage = fired[-1] + 1 if fired else 0
    level = levels[stage - 1] if stage else None
    if stage == len(levels):
        return Standing(stage, level, None, None)
    next_day = days[stage]
    if next_day is None:
        return Standing(stage, level, None, None, next_known=False)
    return Standing(stage, level, levels[stage], _date(next_day))


def _has_fired(day: int, as_of: dt.date, roll: Roll | None) -> bool:
    """Whether a level has fired whose calendar day, an ordinal number, is given."""
    today = as_of.toordinal()
    # No day rolls further than the longest closure: what lies beyond needs no calendar, which may
    # not know that year yet.
    if roll is None or abs(day - today) > LONGEST_CLOSURE:
        return day <= today
    return roll(_date(day)) <= as_of


def _date(ordinal: int) -> dt.date:
    if not 1 <= ordinal <= dt.date.max.toordinal():
        raise OutOfDomain(
            "the day of a level must lie in the years 1 to 9999, got one outside",
            hint="is due_date 31 December 9999, or grace_days a date?",
        )
    return dt.date.fromordinal(ordinal)
