"""Dates of an engine's column as day numbers: text by a dictionary, real dates by arithmetic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.reading import dates
from ledgerguard.ledger.schema import NO_DAY, DateOrder

ODD: Final = -9
"""A cell that must be read as a cell."""

_YEARS_BEFORE, _YEARS_AFTER = 10, 15
_DAYS_OF_YEAR: Final = 365


def dictionary(values: Iterable[Any], order: DateOrder | None) -> dict[str, int]:
    """Day numbers of texts, and of every ISO date of the years about them.

    A text that is no date, or none of a plausible day, is left out.
    """
    known: dict[str, int] = {"": NO_DAY}
    texts = [value for value in dict.fromkeys(values) if isinstance(value, str)]
    read = zip(texts, dates.days(texts, order).tolist(), strict=True)
    known |= {text: day for text, day in read if day >= NO_DAY}
    found = [day for day in known.values() if day >= 0] or [dates.FIRST_DAY, dates.LAST_DAY]
    start = max(min(found) - _YEARS_BEFORE * _DAYS_OF_YEAR, dates.FIRST_DAY)
    end = min(max(found) + _YEARS_AFTER * _DAYS_OF_YEAR, dates.LAST_DAY)
    for day in range(start, end + 1):
        known.setdefault(dt.date.fromordinal(day + dates.EPOCH).isoformat(), day)
    return known


def are_iso(values: Iterable[Any]) -> bool:
    """Whether the texts of a column are ISO dates or blank, but for a few."""
    texts = [value for value in values if isinstance(value, str)]
    other = sum(not _is_iso(text) for text in texts)
    return other * 100 <= len(texts)


def _is_iso(text: str) -> bool:
    return not text or (len(text) == len("2024-01-31") and text[4] == text[7] == "-")


def of_dates(column: nw.Expr) -> nw.Expr:
    """Day numbers of a column of dates or moments; ODD where implausible."""
    before = column.dt.year().cast(nw.Int64) - 1
    leap = before // 4 - before // 100 + before // 400
    ordinal = before * _DAYS_OF_YEAR + leap + column.dt.ordinal_day().cast(nw.Int64)
    return _plausible((ordinal - dates.EPOCH).fill_null(NO_DAY))


def of_numbers(column: nw.Expr, *, is_1904: bool) -> nw.Expr:
    """Day numbers of a column of serials; ODD where they are none of ours."""
    shift = dates.DAYS_BETWEEN_SYSTEMS if is_1904 else 0
    serial = column.cast(nw.Float64).fill_null(0.0)
    usual = (serial >= 1) & (serial + shift >= dates.FIRST_DAY) & (serial < dates.LAST_DAY + 1)
    day = nw.when(usual).then(serial).otherwise(0.0).floor().cast(nw.Int64) + shift
    found = nw.when(usual).then(day).otherwise(nw.lit(ODD))
    return _plausible(nw.when(serial == 0).then(nw.lit(NO_DAY)).otherwise(found).cast(nw.Int64))


def is_ours(day: nw.Expr) -> nw.Expr:
    """Whether a day number is a plausible day."""
    return (day >= dates.FIRST_DAY) & (day <= dates.LAST_DAY)


def _plausible(day: nw.Expr) -> nw.Expr:
    fits = is_ours(day) | (day == NO_DAY)
    return nw.when(fits).then(day).otherwise(nw.lit(ODD)).cast(nw.Int64)
