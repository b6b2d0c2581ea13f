"""Calendar months as whole numbers, worked out of day numbers by arithmetic on any engine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.units import from_serial

FIRST_DAY: Final = 61
"""1 March 1900: from here to 2100 every fourth year is a leap year."""


def month_number(day: int) -> int:
    """The months from March 1900 (0) to a day, a serial number of the years 1900 to 2099."""
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
    for before, day in pairwise(days):
        end = from_serial(before, "day")
        if before >= day or from_serial(before + 1, "day").month == end.month:
            raise InvalidValue(
                "days must be rising ends of months, of which only the last may be another day, "
                f"got {end} before {from_serial(day, 'day')}",
                hint="calendar.month_points makes them",
            )
