"""Dates that a spreadsheet has swapped: it opened 03/04/2024 as 4 March and left 13/04 as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledgerguard.ledger.reading.dates import EPOCH, short_date
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ENOUGH = 10
"""Distinct dates of each sort: that ten days fall within 1 to 12 by chance happens once in 13,000
times, and the text dates must all lie beyond besides."""


def swapped_back(
    values: Sequence[Cell], days: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], int]:
    """The days of a column as they were meant, and how many had to be swapped.

    A program that reads month first turns those day-first dates into real dates that it can, and
    leaves the others as text. Real dates all on days 1 to 12 beside texts all on later days are
    its trace.
    """
    import numpy as np

    if str not in (kinds := set(map(type, values))) or len(kinds - {type(None)}) == 1:
        return days, 0
    texts = {value for value in values if value.__class__ is str}
    written = [text for text in texts if short_date(str(text))]
    if len(written) < ENOUGH:
        return days, 0
    text = np.array([isinstance(value, str) for value in values], bool)
    real = np.unique(days[~text & (days >= 0)])
    later = np.unique(days[text & (days >= 0)])
    if len(real) < ENOUGH or len(later) < ENOUGH:
        return days, 0
    meant = {day: _swapped(day) for day in real.tolist()}
    if None in meant.values() or any(_swapped(day) is not None for day in later.tolist()):
        return days, 0
    mended = days.copy()
    for index in np.flatnonzero(~text & (days >= 0)).tolist():
        mended[index] = meant[int(days[index])] or NO_DAY
    return mended, int((~text & (days >= 0)).sum())


def _swapped(day: int) -> int | None:
    """The day with its day of the month and its month exchanged, where that exists."""
    date = dt.date.fromordinal(day + EPOCH)
    if date.day > 12:
        return None
    return date.replace(month=date.day, day=date.month).toordinal() - EPOCH
