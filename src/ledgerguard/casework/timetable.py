"""When each level of a ladder falls due, for many items at once, and which one is next.

Days that hang on the due date alone are computed once for each distinct date, with the plain
functions of ``formulas`` and ``policy``: so business days, month ends and the periods of an
insurance policy are the very same here as in a cell, at any size of ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.business_days import LONGEST_CLOSURE
from ledgerguard.formulas.escalation import Roll
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.ladder_file import LadderEntry, LevelEntry
from ledgerguard.units import from_serial, serial

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]
    Bits = npt.NDArray[np.int64]

NEVER: Final = 10_000_000
"""Later than any day: a level that cannot be dated, or a deadline that there is none of."""

CLOCKED: Final = ("insurer", "stop-supply")
"""Kinds of levels that the insurer's clock may bring forward, out of the ladder's order."""


@dataclass(frozen=True)
class Timing:
    """What decides the days of a group of items: their ladder, grace, rolling and pauses."""

    ladder: LadderEntry
    grace_days: int
    roll: Roll | None
    catch_up_days: int


@dataclass(frozen=True)
class NextStep:
    """The next step of each item along its ladder; levels are rows of the ladder, from 1 on."""

    level: Days  # 0: no level is left
    planned: Days  # the day of the ladder
    fires: Days  # the same, or later where the pause after the step before is not over
    after: Days  # the level after that one; 0: none
    after_on: Days  # its day, if this one is done at as_of
    done: Days  # the highest level done; 0: none
    done_on: Days  # the ladder's day of the last level done, of those the customer hears of
    lapsed: dict[int, int]  # level -> items for which it came too late to make sense


def level_days(timing: Timing, due: Days, delivered: Days, as_of: int) -> Days:
    """The day of every level for every item: one row an item, one column a level.

    Args:
        timing: The ladder and what moves its days.
        due: Due days.
        delivered: Days of delivery, NO_DAY where unknown: such a level is never due.
        as_of: Day from which one looks; far days need no calendar.
    """
    return rolled_days(timing, calendar_days(timing, due, delivered), as_of)


def calendar_days(timing: Timing, due: Days, delivered: Days) -> Days:
    """The same days before they roll to business days: they tell the order of the levels."""
    import numpy as np

    levels = timing.ladder.levels
    # A level counts from the calendar day of the one before it, as in a cell.
    planned = np.full((len(due), len(levels)), NEVER, np.int64)
    for place, level in enumerate(levels):
        if level.counted_from == "previous":
            before = planned[:, place - 1]
            planned[:, place] = np.where(before < NEVER, before + level.days, NEVER)
        else:
            base = delivered if level.counted_from == "delivery" else due
            planned[:, place] = _each(base, _plan(level, timing))
    return planned


def counted_days(timing: Timing, days: Days, done: Bits, last: Days, as_of: int) -> Days:
    """The same days, but that of a level after the one before it counts from when that was done.

    They tell when a level falls due. The order of the levels is told by the days of the calendar:
    a step that was done late, or early, does not change it.

    Args:
        timing: The ladder and what moves its days.
        days: Of :func:`level_days`.
        done: Bits of the levels done, 1 << level.
        last: The day of the last step done, or NO_DAY.
        as_of: Day from which one looks.
    """
    import numpy as np

    counted = days
    for place, level in enumerate(timing.ladder.levels):
        if level.counted_from == "previous":
            known = (last != NO_DAY) & ((done >> place) & 1 == 1)
            since = rolled_days(timing, np.where(known, last + level.days, NEVER), as_of)
            counted = counted.copy() if counted is days else counted
            counted[:, place] = np.where(known, since, days[:, place])
    return counted


def rolled_days(timing: Timing, days: Days, as_of: int) -> Days:
    """Calendar days moved to business days; those far from the day of looking stay as they are."""
    if timing.roll is None:
        return days
    return _each(days, lambda day: _rolled(day, timing.roll, as_of), past=NEVER)


def _plan(level: LevelEntry, timing: Timing) -> Callable[[int], int]:
    """What gives the day of a level from the day it counts from."""
    shift = level.days + (0 if level.counted_from == "delivery" else timing.grace_days)

    def plan(base: int) -> int:
        day = base + shift
        if level.counted_from == "month-end":
            day = _month_end(day)
        return day

    return plan


def _month_end(day: int) -> int:
    date = from_serial(day)
    following = (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return serial(following) - 1


def _rolled(day: int, roll: Roll | None, as_of: int) -> int:
    # No day rolls further than the longest closure: what lies beyond needs no calendar.
    if roll is None or abs(day - as_of) > LONGEST_CLOSURE:
        return day
    try:
        return serial(roll(from_serial(day)))
    except NotAvailable:
        if day <= as_of:
            raise
        # The decree on the days off of a coming year is not out yet: days ahead are provisional.
        return day


def _each(base: Days, plan: Callable[[int], int], past: int = NEVER) -> Days:
    """A function of a day applied to days; computed once for each distinct one."""
    import numpy as np

    distinct, inverse = np.unique(base, return_inverse=True)
    planned = [NEVER if day == NO_DAY or day >= past else plan(day) for day in distinct.tolist()]
    found: Days = np.array(planned, np.int64)[inverse].reshape(base.shape)
    return found


def next_steps(
    timing: Timing, calendar: Days, days: Days, due: Days, done: Bits, last: Days, as_of: int
) -> NextStep:
    """The next step of every item: never one that is done, never two at once.

    Levels follow each other in the order of their calendar days: several may roll to one day, and
    which of them are near enough to roll changes from day to day. One is due on its day, and not
    before the pause after the step before is over: the distance that the two have on the ladder,
    at most ``catch_up_days``, unless the level names its own. So who missed a month catches up
    level by level, while a ladder that is climbed in time is never delayed. A reminder before the
    due date lapses with it.

    Args:
        timing: The ladder and its pauses.
        calendar: Of :func:`calendar_days`.
        days: Of :func:`level_days`.
        due: Due days.
        done: Bits of the levels done, 1 << level.
        last: The day of the last step done, or NO_DAY.
        as_of: Day from which one looks.
    """
    import numpy as np

    levels = timing.ladder.levels
    rows = np.arange(len(due))
    counted = counted_days(timing, days, done, last, as_of)
    days = np.where(days < NEVER, days, counted)
    order = np.argsort(np.where(calendar < NEVER, calendar, counted), axis=1, kind="stable")
    sorted_days = np.take_along_axis(days, order, axis=1)
    is_done = (done[:, None] >> (np.arange(len(levels)) + 1)) & 1 == 1
    kinds = np.array([level.kind in CLOCKED for level in levels])
    clocked = kinds[order]
    done_here = np.take_along_axis(is_done, order, axis=1)
    place = np.arange(len(levels))
    # A level done that has no day any more comes last in the order: it must not pass over the rest.
    climbed = done_here & ~clocked & (sorted_days < NEVER)
    passed = np.where(climbed, place, -1).max(axis=1, initial=-1)
    insurer = np.array([level.kind == "insurer" for level in levels])[order]
    left = ~done_here & ~insurer & (sorted_days < NEVER)
    left &= (place > passed[:, None]) | clocked
    late = _lapsed(levels, order, sorted_days, due, as_of) & left
    left &= ~late
    first = np.where(left.any(axis=1), left.argmax(axis=1), -1)
    level = np.where(first >= 0, order[rows, first] + 1, 0)
    on_ladder = np.where(first >= 0, sorted_days[rows, first], NEVER)
    planned = np.where(first >= 0, counted[rows, level - 1], NEVER)
    before = np.where(passed >= 0, sorted_days[rows, passed], NEVER)
    pause = _pauses(timing, level, on_ladder, before)
    fires = np.where((last != NO_DAY) & (level > 0), np.maximum(planned, last + pause), planned)
    left[rows, np.where(first >= 0, first, 0)] = False
    second = np.where(left.any(axis=1), left.argmax(axis=1), -1)
    after = np.where(second >= 0, order[rows, second] + 1, 0)
    pause = _pauses(
        timing, after, np.where(second >= 0, sorted_days[rows, second], NEVER), on_ladder
    )
    acted = np.where(fires <= as_of, np.int64(as_of), fires)
    then = counted_days(timing, days, done | (np.int64(1) << level), acted, as_of)
    after_on = np.where(after > 0, np.maximum(then[rows, after - 1], acted + pause), NO_DAY)
    highest = (is_done * (np.arange(len(levels)) + 1)).max(axis=1, initial=0)
    counts = {
        number: int((late & (order == number - 1)).sum()) for number in range(1, len(levels) + 1)
    }
    return NextStep(
        level.astype(np.int64),
        planned,
        fires,
        after.astype(np.int64),
        after_on,
        highest.astype(np.int64),
        before,
        {number: count for number, count in counts.items() if count},
    )


def _lapsed(
    levels: Sequence[LevelEntry], order: Days, sorted_days: Days, due: Days, as_of: int
) -> npt.NDArray[np.bool_]:
    """Levels whose time has passed: a reminder with the due date, any other when the next came."""
    import numpy as np

    lapsing = np.array([level.lapsing for level in levels])
    early = np.array([level.counted_from == "due" and level.days < 0 for level in levels])
    following = np.full_like(sorted_days, NEVER)
    following[:, :-1] = sorted_days[:, 1:]
    overtaken = np.where(early[order], as_of > due[:, None], following <= as_of)
    late: npt.NDArray[np.bool_] = lapsing[order] & overtaken
    return late


def _pauses(timing: Timing, level: Days, planned: Days, before: Days) -> Days:
    """The least days between a level and the step before it."""
    import numpy as np

    own = np.array([-1, *(_own_pause(level) for level in timing.ladder.levels)], np.int64)
    distance = np.clip(planned - before, 0, timing.catch_up_days)
    distance = np.where(before >= NEVER, timing.catch_up_days, distance)
    found: Days = np.where(own[level] >= 0, own[level], distance)
    return found


def _own_pause(level: LevelEntry) -> int:
    return -1 if level.wait_days is None else level.wait_days


def period_days(
    due: Days, issued: Days, day_of: Callable[[dt.date, dt.date | None], dt.date | None]
) -> Days:
    """A deadline of an insurance policy for many items; NEVER where the policy has none.

    A deadline that counts from an invoice date which nobody knows is NEVER as well: the item is
    then told without a clock rather than with a guessed one.
    """
    import numpy as np

    span = np.int64(4_000_000)
    distinct, inverse = np.unique(due * span + (issued + 1), return_inverse=True)
    days = []
    for code in distinct.tolist():
        due_day, issued_day = code // 4_000_000, code % 4_000_000 - 1
        try:
            day = day_of(
                from_serial(due_day), None if issued_day == NO_DAY else from_serial(issued_day)
            )
        except NotAvailable:
            day = None
        days.append(NEVER if day is None else serial(day))
    found: Days = np.array(days, np.int64)[inverse]
    return found
