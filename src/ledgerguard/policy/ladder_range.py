"""A ladder that stands in a range of cells: days, counted from, action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledgerguard.errors import (
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formulas.checks import LONGEST_PERIOD
from ledgerguard.formulas.escalation import CountedFrom, Level
from ledgerguard.formulas.raw_cells import is_number, rows_below_header, sound
from ledgerguard.policy.ladder_file import BLOCKS, LevelEntry, falling_level
from ledgerguard.policy.ladder_words import CHANNELS, KINDS, LETTERS, key_of
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell

COUNTED_FROM: Final[dict[str, CountedFrom]] = {
    "": "due",
    "due": "due",
    "due date": "due",
    "到期": "due",
    "delivery": "delivery",
    "delivery date": "delivery",
    "交货": "delivery",
    "month-end": "month-end",
    "month end": "month-end",
    "月末": "month-end",
    "previous": "previous",
    "previous level": "previous",
    "上一级": "previous",
}

WIDTH: Final = 8
"""Columns that a row may have; see :func:`entries_of_range`."""


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


def entries_of_range(rows: Sequence[Sequence[Cell]]) -> tuple[LevelEntry, ...]:
    """The same levels as a file would state them.

    Behind days, counted from and action a row may name the kind of the level, its letter, its
    channels (separated by commas), its owner and who approves. The action is in one language.

    Raises:
        InvalidValue: as :func:`levels_of_range`, and for a kind or channel that there is not.
    """
    levels = levels_of_range(rows)
    return tuple(
        _entry(place, level, number, [*row, *[None] * WIDTH])
        for place, (level, (number, row)) in enumerate(
            zip(levels, rows_below_header(rows), strict=True), 1
        )
    )


def _entry(place: int, level: Level, number: int, row: Sequence[Cell]) -> LevelEntry:
    kind, letter, channels, owner, approval = (
        str(cell or "").strip() for cell in sound(row[3:WIDTH])
    )
    kind_key = _one_of(number, "kind", kind or "reminder", KINDS)
    insurer = kind_key == "insurer"
    return LevelEntry(
        days=level.days,
        counted_from=level.counted_from,
        action=Wording(level.action or f"level {place}", level.action or f"第 {place} 级"),
        kind=kind_key,
        letter=key_of(letter, LETTERS) or letter.casefold(),
        channels=tuple(
            _one_of(number, "channel", channel, CHANNELS)
            for channel in channels.replace("，", ",").replace("、", ",").split(",")
            if channel.strip()
        ),
        owner=owner,
        approval=approval,
        # The insurer is told whatever the customer says, as in the packaged ladders.
        blocked_by=() if insurer else BLOCKS,
        wait_days=0 if insurer else None,
    )


def _one_of(number: int, what: str, word: str, words: Mapping[str, Wording]) -> Any:
    key = key_of(word, words)
    if key is None:
        raise InvalidValue(
            f"the {what} in the ladder's row {number} must be one of {', '.join(words)}, "
            f"got {word!r}",
            hint="the order is days, counted from, action, kind, letter, channels, owner, approval",
        )
    return key


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
            f"the ladder's row {number} must be counted from due, delivery, month-end or previous "
            f"(到期, 交货, 月末, 上一级), got {counted_from!r}",
            hint="leave the cell blank for the due date; the action stands in the third column",
        )
    return Level(int(days), COUNTED_FROM[word], str(action or ""))
