"""One argument as a formula's annotation promises it, from what a spreadsheet sends.

This is the whole of what is allowed. The shorter ways for clean values are in
:mod:`ledgerguard.cells.readers`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formula import Parameter
from ledgerguard.units import Cell, Unit, from_serial, serial

Range = Sequence[Sequence[Cell]]
Argument = Cell | Range


def coerce(parameter: Parameter, raw: Argument) -> Any:
    """One argument as its annotation promises it; blank becomes the default."""
    rows = rows_of(raw)
    single = len(rows) == 1 and len(rows[0]) == 1
    if all(is_blank(value) for row in rows for value in row):
        if parameter.required:
            raise NotAvailable(
                f"{parameter.name} must be given, got a blank", hint=parameter.description
            )
        return parameter.default
    if single and _is_blank_in_calc(parameter, rows[0][0]):
        return parameter.default
    unit = _choose(parameter, next(value for row in rows for value in row), single)
    if unit.shape == "any":
        return raw
    if unit.shape == "table":
        return rows  # as they came: a ledger of 100,000 rows is read by its own, faster means
    if unit.shape == "column":
        return [
            None if is_blank(v) else _cell(parameter.name, unit, v) for row in rows for v in row
        ]
    if not single:
        raise InvalidValue(
            f"{parameter.name} must be one cell, got a range of {len(rows)} x {len(rows[0])}",
            hint=parameter.description,
        )
    return _cell(parameter.name, unit, rows[0][0])


def is_blank(value: Cell) -> bool:
    """Whether a cell holds nothing; a 0 is something."""
    return value is None or value == ""


def rows_of(raw: Argument) -> Range:
    """Any argument as rows: a single cell and a flat list too."""
    if isinstance(raw, (list, tuple)):
        return [row if isinstance(row, (list, tuple)) else [row] for row in raw] or [[None]]
    return [[raw]]  # type: ignore[list-item]  # a str is a Sequence for the type checker


def _is_blank_in_calc(parameter: Parameter, value: Cell) -> bool:
    """Calc sends a blank cell as 0: where no number belongs and the argument may be left out."""
    numeric = any(
        unit.kind in ("number", "integer", "flag") or unit.shape == "any"
        for unit in parameter.units
    )
    return value == 0 and not isinstance(value, bool) and not parameter.required and not numeric


def _choose(parameter: Parameter, first: Cell, single: bool) -> Unit:
    """The member of a union that fits what was sent."""
    units = parameter.units
    if len(units) == 1:
        return units[0]
    if not single:
        return next((u for u in units if u.shape != "cell"), units[0])
    words = isinstance(first, str)
    cells = [u for u in units if u.shape != "table"]
    fitting = [u for u in cells if (u.kind == "text") is words]
    if not words and not fitting:  # a number where text or a table may stand: a range of one cell
        fitting = [u for u in units if u.shape == "table"]
    return (fitting or cells)[0]


def _cell(name: str, unit: Unit, value: Cell) -> Any:
    if isinstance(value, ErrorValue):
        raise PropagatedError(value.code)
    if unit.choices:
        return _choice(name, unit, value)
    if unit.kind == "text":
        return _text(value)
    if unit.kind == "flag":
        return _flag(name, value)
    if unit.kind == "date":
        return _date(name, value)
    return _number(name, unit, value)


def _number(name: str, unit: Unit, value: Cell) -> float:
    if unit.name == "days" and isinstance(value, dt.date):
        return float(serial(value))  # COM sends a date where Calc sends its serial number
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidValue(
            f"{name} must be a number ({unit.description}), got {value!r}",
            hint="is the cell formatted as text?",
        )
    if not math.isfinite(value):
        raise OutOfDomain(
            f"{name} must be a finite number, got {value}", hint="what computes this cell?"
        )
    if unit.kind == "integer":
        if value != int(value):
            raise OutOfDomain(
                f"{name} must be a whole number, got {value:g}", hint="round it first, with ROUND"
            )
        return int(value)
    return float(value)


def _text(value: Cell) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # an id such as 1001 arrives as 1001.0
    return str(value)


def _choice(name: str, unit: Unit, value: Cell) -> str:
    word = _text(value).strip().casefold()
    for choice in unit.choices:
        if word == choice.casefold():
            return choice
    raise InvalidValue(
        f"{name} must be one of {', '.join(unit.choices)}, got {value!r}",
        hint="capitals do not matter; or leave it out",
    )


def _flag(name: str, value: Cell) -> bool:
    if isinstance(value, (bool, int, float)):
        return bool(value)
    if isinstance(value, str) and value.strip().upper() in ("TRUE", "FALSE"):
        return value.strip().upper() == "TRUE"
    raise InvalidValue(
        f"{name} must be TRUE or FALSE, got {value!r}", hint="without quotation marks"
    )


def _date(name: str, value: Cell) -> dt.date:
    if isinstance(value, dt.date):
        return from_serial(serial(value), name)  # COM sends a 0 in a date cell as 30 December 1899
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        raise InvalidValue(
            f"{name} must be a date, got {value!r}",
            hint="text that looks like a date is not one: convert the column first",
        )
    return from_serial(value, name)
