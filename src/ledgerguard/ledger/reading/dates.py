"""Dates as ledgers write them, read into day numbers (Excel's 1900 serials)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.schema import NO_DAY, DateOrder
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

UNREADABLE, IMPLAUSIBLE, ERROR = -2, -3, -4
"""Stand beside :data:`NO_DAY` in a column of day numbers until they have been reported."""

EPOCH = dt.date(1899, 12, 30).toordinal()
FIRST_DAY = dt.date(1970, 1, 1).toordinal() - EPOCH
LAST_DAY = dt.date(2099, 12, 31).toordinal() - EPOCH
DAYS_BETWEEN_SYSTEMS = 1462  # a workbook of the 1904 system counts from 1 January 1904

# "No date" as programs write it: SAP's zeros, spreadsheets' day 0, the ends of calendars.
_NO_DATE_WORDS = """
- -- – — / . n/a na n.a. nan nat null none nil tbd tba open unpaid pending ? #n/a 0 0.0 00.00.0000
00/00/0000 00-00-0000 0000-00-00 00000000 无 空 未付 未付款 未结 待定 暂无 未收 未到账
"""
_BLANK_WORDS = frozenset(_NO_DATE_WORDS.split())
_NO_DATES = frozenset({(1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (1900, 1, 1), (9999, 12, 31)})

_MONTH_NAMES = """
jan janv ene january januar janvier enero
feb févr fevr february februar février febrero
mar mär mrz mars march märz marzo
apr avr abr april avril abril
may mai mayo
jun juin june juni junio
jul juil july juli juillet julio
aug août aout ago august agosto
sep sept september septembre septiembre
oct okt october oktober octobre octubre
nov november novembre noviembre
dec dez déc dic december dezember décembre diciembre
"""
_MONTHS = {
    name: month
    for month, names in enumerate(_MONTH_NAMES.strip().splitlines(), 1)
    for name in names.split()
}

_TIME = re.compile(r"(?<=[\d日])(?:T|\s+)\d{1,2}(?::\d{2}|时).*$")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SHORT = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_DAY_NAME_YEAR = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-/.]*([^\W\d_]+)\.?[\s\-/.,]*"
    r"(\d{4}|\d{2})"
)
_NAME_DAY_YEAR = re.compile(
    r"(?:[^\W\d_]+\.?,\s*)?([^\W\d_]+)\.?[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]+"
    r"(\d{4}|\d{2})"
)
_YEAR_NAME_DAY = re.compile(r"(\d{4})[\s\-/.]*([^\W\d_]+)\.?[\s\-/.]*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class ShortDate:
    """Three numbers whose order only the whole file can tell: 03/04/2012 or 12-01-03."""

    first: int
    second: int
    third: int
    separator: str
    has_century: bool

    def day(self, order: DateOrder) -> int | None:
        """The day number under an order; None where there is no such day."""
        if order == "dmy":
            year, month, day = self.third, self.second, self.first
        elif order == "mdy":
            year, month, day = self.third, self.first, self.second
        elif self.has_century:
            return None  # 03/04/2012 cannot begin with its year
        else:
            year, month, day = self.first, self.second, self.third
        return _day(year if self.has_century else _with_century(year), month, day)


def days(
    values: Sequence[Cell], order: DateOrder | None = None, *, is_1904: bool = False
) -> npt.NDArray[np.int64]:
    """A column of cells as day numbers, :data:`NO_DAY` where blank, else what is wrong with it."""
    import numpy as np

    if set(map(type, values)) <= {float, int, type(None)}:
        return _read_numbers(np.array([value or 0 for value in values], np.float64), is_1904)
    # Dates repeat: each distinct value is read once.
    known = {value: _read(value, order, is_1904) for value in dict.fromkeys(values)}
    return np.fromiter(map(known.__getitem__, values), np.int64, len(values))


def short_date(text: str) -> ShortDate | None:
    """The three numbers of a text date without a name of a month and without a leading year."""
    found = _SHORT.fullmatch(plain(text))
    if not found:
        return None
    first, separator, second, third = found.groups()
    return ShortDate(int(first), int(second), int(third), separator, len(third) == 4)


def plain(text: str) -> str:
    """Text without full-width forms, outer spaces and the time of day."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _TIME.sub("", text.strip())


def _read(value: Cell, order: DateOrder | None, is_1904: bool) -> int:
    if value is None or value == "":
        return NO_DAY
    if isinstance(value, str):
        return _read_text(value, order, is_1904)
    if isinstance(value, dt.datetime | dt.date):
        return _plausible((value.year, value.month, value.day))
    if isinstance(value, ErrorValue):
        return ERROR
    if isinstance(value, bool) or not isinstance(value, float | int):
        # Midnight of day 0 reaches us as a time: a cell that holds 0 and is formatted as a date.
        return NO_DAY if value == dt.time() else UNREADABLE
    return _read_number(value, is_1904)


def _read_numbers(values: npt.NDArray[np.float64], is_1904: bool) -> npt.NDArray[np.int64]:
    """A column of numbers: serials as a rule, which need no look at each value."""
    import numpy as np

    day = np.floor(values) + (DAYS_BETWEEN_SYSTEMS if is_1904 else 0)
    plain = (day >= FIRST_DAY) & (day <= LAST_DAY) & (values > 0)
    read = np.where(plain, day, NO_DAY).astype(np.int64)
    for index in np.flatnonzero(~plain & (values != 0)).tolist():
        read[index] = _read_number(float(values[index]), is_1904)
    return read


def _read_number(value: float, is_1904: bool) -> int:
    if value == 0:
        return NO_DAY
    if 19_000_101 <= value <= 99_991_231 and value == int(value):
        number = int(value)
        return _plausible((number // 10_000, number // 100 % 100, number % 100))
    if not 0 < value < 2_958_466:  # 31 December 9999
        return UNREADABLE
    day = int(value) + (DAYS_BETWEEN_SYSTEMS if is_1904 else 0)
    return _in_range(day)


def _read_text(text: str, order: DateOrder | None, is_1904: bool) -> int:
    text = plain(text)
    if not text or text.casefold() in _BLANK_WORDS:
        return NO_DAY
    found = _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text)
    if found:
        return _plausible((int(found[1]), int(found[2]), int(found[3])))
    short = short_date(text)
    if short:
        day = short.day(order) if order else None
        return UNREADABLE if day is None else _in_range(day)
    if _SERIAL.fullmatch(text):
        return _read_number(float(text), is_1904)
    named = _named(text)
    return _plausible(named) if named else UNREADABLE


def _named(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date that writes its month as a word."""
    for pattern, (year, month, day) in (
        (_DAY_NAME_YEAR, (3, 2, 1)),
        (_NAME_DAY_YEAR, (3, 1, 2)),
        (_YEAR_NAME_DAY, (1, 2, 3)),
    ):
        found = pattern.fullmatch(text)
        number = _MONTHS.get(found[month].casefold()) if found else None
        if found and number:
            digits = found[year]
            full = int(digits) if len(digits) == 4 else _with_century(int(digits))
            return full, number, int(found[day])
    return None


def _with_century(year: int) -> int:
    """Years 00 to 69 are 2000 to 2069: no ledger reaches further back or ahead."""
    return year + (2000 if year < 70 else 1900)


def _plausible(parts: tuple[int, int, int]) -> int:
    if parts in _NO_DATES:
        return NO_DAY
    day = _day(*parts)
    return UNREADABLE if day is None else _in_range(day)


def _in_range(day: int) -> int:
    return day if FIRST_DAY <= day <= LAST_DAY else IMPLAUSIBLE


def _day(year: int, month: int, day: int) -> int | None:
    try:
        return dt.date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None
