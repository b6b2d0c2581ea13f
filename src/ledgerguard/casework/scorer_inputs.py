"""What a scorer is told: the rows of a range, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.credit_factors import BY_KEY
from ledgerguard.formulas.raw_cells import is_blank, number_of, sound
from ledgerguard.formulas.scoring import HEADERS as FACTOR_HEADERS
from ledgerguard.plugin.scoring import InputValue
from ledgerguard.units import Cell, serial

HEADERS: Final = FACTOR_HEADERS | {"name", "input", "item", "名称", "项目"}
"""What the first cell of a header row says."""

VALUES: Final = frozenset({"value", "值", "数值"})
"""What the second one says; a customer's name is an input as well."""


def inputs_of_range(
    rows: Sequence[Sequence[Cell]], known: Collection[str]
) -> dict[str, InputValue]:
    """The inputs in a range of two columns, name and value; blank rows and a header are skipped.

    A blank value is not known. A date is its serial number, any other number a float.

    Args:
        rows: The range.
        known: The names that may stand in it, beside the factors of CREDIT_SCORE.

    Raises:
        InvalidValue: naming the row, for a shape or a name that cannot be used.
        OutOfDomain: when a number is not finite.
        PropagatedError: when a cell is an error.
    """
    found: dict[str, InputValue] = {}
    for number, row in enumerate(rows, start=1):
        if len(row) != 2:
            raise InvalidValue(
                f"the range of inputs must have two columns, name and value, got {len(row)}",
                hint="FILE_FACTORS makes such a range of a customer's file",
            )
        name, cell = sound(row)
        if is_blank(name) and is_blank(cell):
            continue
        key = name.strip().casefold() if isinstance(name, str) else ""
        if not found and key in HEADERS and (key not in known or _is_header(cell)):
            continue
        if key not in BY_KEY and key not in known:
            raise InvalidValue(
                f"an input must be one that the scorer, the score or the customer's file knows, "
                f"got {name!r} (row {number} of the range)",
                hint="is it spelled as in the description of the scorer?",
            )
        if key in found:
            raise InvalidValue(
                f"an input must stand once in the range, got {key} twice, again in row {number}",
                hint="keep the row that counts and clear the other",
            )
        found[key] = _value(key, cell)
    return found


def _is_header(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in VALUES


def _value(key: str, cell: Cell) -> InputValue:
    if is_blank(cell):
        return None
    if isinstance(cell, (str, bool)):
        return cell
    if isinstance(cell, dt.date):
        return float(serial(cell))
    return number_of(key, cell, "what computes this cell?")
