"""Business days: rolling a date to one, stepping and counting; which days are open is given."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Final, Literal

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.checks import LONGEST_PERIOD

Convention = Literal["none", "following", "modified-following", "preceding", "modified-preceding"]
IsOpen = Callable[[dt.date], bool]
"""Tells whether a day is a business day."""

SATURDAY_SUNDAY: Final = frozenset({5, 6})

LONGEST_CLOSURE: Final = 62
"""Days that one looks for a business day; more is no holiday but a wrong list of holidays."""

_ALL_WEEK: Final = 7
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS: Final = {
    **{name: day for day, name in enumerate(_NAMES)},
    **{name[:3]: day for day, name in enumerate(_NAMES)},
    **{
        prefix + sign: day for prefix in ("周", "星期") for day, sign in enumerate("一二三四五六日")
    },
    "星期天": 6,
}
# NETWORKDAYS.INTL: 1 is Saturday and Sunday, 2 Sunday and Monday ...; 11 is Sunday only ...
_PAIRS: Final = {str(code): {(code + 4) % 7, (code + 5) % 7} for code in range(1, 8)}
_SINGLES: Final = {str(code): {(code + 2) % 7} for code in range(11, 18)}
_SEPARATOR: Final = re.compile(r"[\s,;+/，、]+")
_DAY: Final = dt.timedelta(1)


def weekend_days(weekend: str) -> frozenset[int]:
    """The weekdays (Monday is 0) of a weekend: ``fri,sat``, ``none`` or Excel's codes and masks.

    Raises:
        InvalidValue: when the text means no weekend.
    """
    text = weekend.strip().casefold()
    if text in _PAIRS or text in _SINGLES:
        return frozenset(_PAIRS.get(text) or _SINGLES[text])
    if len(text) == _ALL_WEEK and set(text) <= {"0", "1"}:
        days = frozenset(day for day, mark in enumerate(text) if mark == "1")
    elif text == "none":
        return frozenset()
    else:
        days = _named_days(weekend)
    if len(days) == _ALL_WEEK:
        raise InvalidValue(
            f"weekend must leave a working day in the week, got {weekend!r}",
            hint="in a mask such as 0000011 a 1 is a day off, Monday first",
        )
    return days


def _named_days(weekend: str) -> frozenset[int]:
    words = [word for word in _SEPARATOR.split(weekend.casefold()) if word]
    if not words or not all(word in _WORDS for word in words):
        raise InvalidValue(
            f'weekend must name days such as "sat,sun", got {weekend!r}',
            hint="or give Excel's code (1 is sat,sun; 7 is fri,sat), a mask 0000011, or none",
        )
    return frozenset(_WORDS[word] for word in words)


def open_days(days_off: Collection[dt.date], weekend: Collection[int] = SATURDAY_SUNDAY) -> IsOpen:
    """The business days that are left by a weekend (Monday is 0) and a list of days off."""
    closed = frozenset(days_off)

    def is_open(day: dt.date) -> bool:
        return day.weekday() not in weekend and day not in closed

    return is_open


def adjust(day: dt.date, convention: Convention, is_open: IsOpen) -> dt.date:
    """The business day that a day rolls to; the same day when it is one.

    Modified following rolls back instead where following would leave the month, modified
    preceding the other way round. An earlier day never rolls to a later day than a later one.

    Raises:
        OutOfDomain: when there is no business day near, or none in the month.
    """
    if convention == "none" or is_open(day):
        return day
    forward = convention.endswith("following")
    rolled = _nearest(day, is_open, forward=forward)
    if convention.startswith("modified") and not _same_month(day, rolled):
        rolled = _nearest(day, is_open, forward=not forward)
        if not _same_month(day, rolled):
            raise OutOfDomain(
                f"the month must hold a business day for {convention}, got none in {day:%Y-%m}",
                hint="is every day of the month among the holidays? use following or preceding",
            )
    return rolled


def shift(day: dt.date, count: int, is_open: IsOpen) -> dt.date:
    """The day that lies so many business days after a day, or before it; 0 is the day itself.

    Raises:
        OutOfDomain: when the count is too large, or no business day is near.
    """
    if abs(count) > LONGEST_PERIOD:
        raise OutOfDomain(
            f"business_days must be from -{LONGEST_PERIOD} to {LONGEST_PERIOD}, got {count}",
            hint="is it a date that slipped into the argument?",
        )
    for _ in range(abs(count)):
        day = _nearest(day, is_open, forward=count > 0)
    return day


def count_between(start: dt.date, end: dt.date, is_open: IsOpen) -> int:
    """Business days from a day, which is not counted, to another, which is; back is negative.

    As ``end - start`` does, so that adjoining spans add up.

    Raises:
        OutOfDomain: when the days lie more than a hundred years apart.
    """
    if end < start:
        return -count_between(end, start, is_open)
    days = (end - start).days
    if days > LONGEST_PERIOD:
        raise OutOfDomain(
            f"start_date and end_date must lie at most {LONGEST_PERIOD} days apart, got {days}",
            hint="is one of them a date such as 31 December 9999 that stands for never?",
        )
    return sum(is_open(start + dt.timedelta(step)) for step in range(1, days + 1))


def _nearest(day: dt.date, is_open: IsOpen, *, forward: bool) -> dt.date:
    """The first business day after a day, or the last before it."""
    step, last = (_DAY, dt.date.max) if forward else (-_DAY, dt.date.min)
    found = day
    for _ in range(LONGEST_CLOSURE):
        if found == last:
            break
        found += step
        if is_open(found):
            return found
    raise OutOfDomain(
        f"a business day must lie within {LONGEST_CLOSURE} days of {day}, got none",
        hint="does the range of holidays hold every day, or is the date the end of the calendar?",
    )


def _same_month(one: dt.date, other: dt.date) -> bool:
    return (one.year, one.month) == (other.year, other.month)
