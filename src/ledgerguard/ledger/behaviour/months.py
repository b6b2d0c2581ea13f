"""Calendar months as whole numbers, worked out of day numbers by arithmetic on any engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.errors import InvalidValue
from ledgerguard.units import from_serial

FIRST_DAY: Final = 61
"""1 March 1900: from here to 2100 every fourth year is a leap year."""

_FOUR_YEARS: Final = 1461


def month_of(day: nw.Expr) -> nw.Expr:
    """The months from March 1900 (0) to a day; an earlier day counts in the first one.

    Days count in years that begin in March, so that a leap day is the last one of its year.
    """
    since = nw.when(day > FIRST_DAY).then(day - FIRST_DAY).otherwise(nw.lit(0, nw.Int64))
    cycle, in_cycle = since // _FOUR_YEARS, since % _FOUR_YEARS
    last = nw.when(in_cycle == _FOUR_YEARS - 1).then(nw.lit(1, nw.Int64)).otherwise(0)
    year = (in_cycle - last) // 365
    in_year = in_cycle - year * 365
    month = (in_year * 5 + 2) // 153
    return (cycle * 4 + year) * 12 + month


def month_number(day: int) -> int:
    """The same of one day, a serial number of the years 1900 to 2099."""
    date = from_serial(day, "day")
    return (date.year - 1900) * 12 + date.month - 3


def last_days(first: int, last: int) -> list[int]:
    """The last day of each month from one month number to another."""
    found = []
    for month in range(first, last + 1):
        year, index = divmod(month + 3, 12)  # the month after, counted from January 1900
        found.append(_first_of(1900 + year, index + 1) - 1)
    return found


def _first_of(year: int, month: int) -> int:
    import datetime as dt

    from ledgerguard.units import serial

    return serial(dt.date(year, month, 1))


def refuse_other_days(days: Sequence[int]) -> None:
    """Refuse points that are no rising month ends; the last one may be any day.

    Raises:
        InvalidValue: naming the first such day.
    """
    if not days:
        raise InvalidValue("days must hold at least one day, got none")
    for before, day in zip(days, days[1:], strict=False):
        end = from_serial(before, "day")
        if before >= day or from_serial(before + 1, "day").month == end.month:
            raise InvalidValue(
                "days must be rising ends of months, of which only the last may be another day, "
                f"got {end} before {from_serial(day, 'day')}",
                hint="calendar.month_points makes them",
            )
