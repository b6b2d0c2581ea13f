"""Reading the raw cells of a range that a formula takes as a table; holds no formula itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeGuard

from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain, PropagatedError
from ledgerguard.units import Cell


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that a reader would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_caption(cell: Cell) -> bool:
    """Whether a cell is a word; a number typed as text ("1,000", "7 days") is a mistake instead."""
    return isinstance(cell, str) and bool(cell.strip()) and not any(map(str.isdigit, cell))


def is_number(cell: Cell) -> TypeGuard[int | float]:
    """Whether a cell holds a number; TRUE and FALSE are none."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def rows_below_header(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, Sequence[Cell]]]:
    """The rows that hold anything, with their numbers from 1; a header before them is left out."""
    held = [(n, row) for n, row in enumerate(rows, start=1) if not all(map(is_blank, row))]
    return held[1:] if held and is_caption(held[0][1][0]) else held


def sound(row: Sequence[Cell]) -> Sequence[Cell]:
    """A row without an error cell.

    Raises:
        PropagatedError: with the first error in the row.
    """
    for cell in row:
        if isinstance(cell, ErrorValue):
            raise PropagatedError(cell.code)
    return row


def number_of(what: str, cell: Cell, hint: str) -> float:
    """The number in a cell, where ``what`` names the thing and its place.

    Raises:
        PropagatedError: when the cell is an error.
        InvalidValue: when it holds no number.
        OutOfDomain: when the number is not finite.
    """
    sound([cell])
    if not is_number(cell):
        got = "a blank" if is_blank(cell) else repr(cell)
        raise InvalidValue(f"{what} must be a number, got {got}", hint=hint)
    if not math.isfinite(cell):
        raise OutOfDomain(
            f"{what} must be a finite number, got {cell}", hint="what computes this cell?"
        )
    return float(cell)
