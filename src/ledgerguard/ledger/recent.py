"""What was derived from a ledger at a day, kept for the next cell that asks for the same.

A workbook asks one ledger at one day from many cells: aging, customers, worklist, cash. Each needs
the open items of that day, and one call of a table formula needs them several times.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import narwhals as nw

Frame = nw.DataFrame[Any]
Derived = TypeVar("Derived")

MOST_DAYS: Final = 8
MOST_ROWS: Final = 500_000
"""Rows of all ledgers that are kept; open items take some 200 bytes a row."""


def kept_for_the_day(derive: Callable[[Frame, int], Derived]) -> Callable[[Frame, int], Derived]:
    """Keep what a function of a ledger and a day answered last, for the very same frame.

    Frames are never changed in place, so one and the same object has one and the same answer. A
    ledger of more rows than may be kept is derived anew each time.
    """
    recent: OrderedDict[tuple[int, int], tuple[Frame, Derived]] = OrderedDict()

    @functools.wraps(derive)
    def kept(frame: Frame, as_of: int) -> Derived:
        key = id(frame), as_of
        found = recent.get(key)
        if found is not None:  # the frame is held here, so that no other can have its id
            recent.move_to_end(key)
            return found[1]
        derived = derive(frame, as_of)
        if len(frame) <= MOST_ROWS:
            recent[key] = frame, derived
            while (
                len(recent) > MOST_DAYS or sum(len(one) for one, _ in recent.values()) > MOST_ROWS
            ):
                recent.popitem(last=False)
        return derived

    return kept


def _rows(kept: Iterable[tuple[Frame, Any]]) -> int:
    return sum(len(frame) for frame, _ in kept)
