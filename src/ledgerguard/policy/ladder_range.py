"""A ladder that stands in a range of cells: days, counted from, action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.errors import (
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formulas.checks import LONGEST_PERIOD
from ledgerguard.formulas.escalation import CountedFrom, Level
from ledgerguard.formulas.raw_cells import is_number, rows_below_header, sound
from ledgerguard.policy.ladder_file import falling_level
from ledgerguard.units import Cell

COUNTED_FROM: Final[dict[str, CountedFrom]] = {
    "": "due",
    "due": "due",
    "due date": "due",
    "到期": "due",
    "delivery": "delivery",
    "delivery date": "delivery",
    "交货": "delivery",
}


def levels_of_range(rows: Sequence[Sequence[Cell]]) -> tuple[Level, ...]:
    """The levels of a range with one row per level; blank rows and a header row are skipped.

    Raises:
        InvalidValue: naming the row, for a cell of the wrong kind.
        OutOfDomain: naming the row, when the days are not whole or do not rise.
        NotAvailable: when no row holds a level.
        PropagatedError: when a cell is an error.
    """
    filled = rows_below_header(rows)
    levels = [_level(number, [*row, None, None, None]) for number, row in filled]
    if not levels:
        raise NotAvailable(
            "the ladder's range must hold a row per level, got no level",
            hint="a row begins with the days, as in 30, due, call",
        )
    fault = falling_level(levels)
    if fault is not None:
        raise OutOfDomain(
            f"the days of a ladder must rise, got {levels[fault].days} in row {filled[fault][0]}",
            hint="sort the rows by their days, and let no two levels share a day",
        )
    return tuple(levels)


def _level(number: int, row: Sequence[Cell]) -> Level:
    days, counted_from, action = sound(row[:3])
    if not is_number(days):
        raise InvalidValue(
            f"the ladder's row {number} must begin with a number of days, got {days!r}",
            hint="-7 is a week before the due date",
        )
    if not abs(days) <= LONGEST_PERIOD or days != int(days):  # infinity and NaN, too, are no days
        raise OutOfDomain(
            f"the ladder's row {number} must hold whole days up to {LONGEST_PERIOD}, got {days:g}",
            hint="is it a date, or a number of weeks?",
        )
    word = str(counted_from or "").strip().casefold()
    if word not in COUNTED_FROM:
        raise InvalidValue(
            f"the ladder's row {number} must be counted from due or delivery (到期, 交货), "
            f"got {counted_from!r}",
            hint="leave the cell blank for the due date; the action stands in the third column",
        )
    return Level(int(days), COUNTED_FROM[word], str(action or ""))
