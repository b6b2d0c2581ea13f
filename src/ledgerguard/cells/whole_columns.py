"""References to whole columns and rows (``B:B``, ``2:2``), cut to what is in use.

A program that does not cut them itself hands over a million rows. They are cut together: columns
that are equally long in the sheet stay so, up to the last row that any of them uses. The add-in for
Calc does the same before its pipe (``addin/calc/pythonpath/ledgerguard_calc/cells.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeGuard

from ledgerguard.cells.arguments import Argument, is_blank

SHEET_HEIGHTS: Final = frozenset({1_048_576, 65_536})
SHEET_WIDTHS: Final = frozenset({16_384, 1_024, 256})
"""How long a reference to whole columns or rows is: in today's files and in older ones."""

_BLOCK: Final = 4_096  # rows that are compared at a time


def is_range(argument: Argument) -> TypeGuard[Sequence[Any]]:
    """Whether an argument is more than one cell."""
    if type(argument) is not list and type(argument) is not tuple:
        return False
    if len(argument) != 1:
        return len(argument) > 1
    row = argument[0]
    return isinstance(row, (list, tuple)) and len(row) > 1


def in_use(arguments: Sequence[Argument]) -> Sequence[Argument]:
    """The arguments with whole columns cut to the last row that any of them uses; so with rows."""
    tall = [_is_tall(argument) for argument in arguments]
    if any(tall):
        arguments = _shortened(arguments, tall)
    wide = [_is_wide(argument) for argument in arguments]
    return _narrowed(arguments, wide) if any(wide) else arguments


def _is_tall(argument: Argument) -> bool:
    return isinstance(argument, (list, tuple)) and len(argument) in SHEET_HEIGHTS


def _is_wide(argument: Any) -> bool:
    if not isinstance(argument, (list, tuple)) or not argument:
        return False
    return isinstance(argument[0], (list, tuple)) and len(argument[0]) in SHEET_WIDTHS


def _shortened(arguments: Sequence[Any], tall: list[bool]) -> list[Any]:
    pairs = list(zip(arguments, tall, strict=True))
    last = max(_last_row(argument) for argument, is_tall in pairs if is_tall)
    return [argument[:last] if is_tall else argument for argument, is_tall in pairs]


def _narrowed(arguments: Sequence[Any], wide: list[bool]) -> list[Any]:
    pairs = list(zip(arguments, wide, strict=True))
    end = max(_last_column(argument) for argument, is_wide in pairs if is_wide)
    return [[r[:end] for r in argument] if is_wide else argument for argument, is_wide in pairs]


def _last_row(rows: Any) -> int:
    end = len(rows)
    if end and _is_blank_row(rows[-1]):
        empty = rows[-1:] * _BLOCK
        while end > _BLOCK and rows[end - _BLOCK : end] == empty:
            end -= _BLOCK  # a comparison in C: a million rows one by one would take a second
    while end > 1 and _is_blank_row(rows[end - 1]):
        end -= 1
    return end


def _last_column(rows: Any) -> int:
    end = max(map(len, rows))
    while end > 1 and all(is_blank(row[end - 1]) for row in rows if len(row) >= end):
        end -= 1
    return end


def _is_blank_row(row: Any) -> bool:
    return all(map(is_blank, row)) if isinstance(row, (list, tuple)) else is_blank(row)
