"""What a spreadsheet sends becomes clean typed arguments; what Python answers becomes cells."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any, Final

from ledgerguard.errors import (
    NUM,
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
    excel_code,
)
from ledgerguard.formula import Formula, Parameter
from ledgerguard.units import Cell, Unit
from ledgerguard.units import from_serial as from_serial
from ledgerguard.units import serial as serial

Range = Sequence[Sequence[Cell]]
Argument = Cell | Range
Answer = Cell | list[list[Cell]]

_NOT_FINITE: Final = (
    "the result must be a number that a cell can hold, got {}. "
    "Hint: are the amounts or rates far too large or too small?"
)


def call(formula: Formula, arguments: Sequence[Argument]) -> Answer:
    """Call a formula with what a spreadsheet sends; a fault becomes an error cell."""
    try:
        return to_cells(formula.function(*bind(formula, arguments)))
    except MemoryError:
        raise  # no fault of this cell: hidden here it would come back at the next one
    except LedgerguardError as error:
        return ErrorValue(excel_code(error), str(error))
    except ArithmeticError as error:
        return ErrorValue(excel_code(error), _NOT_FINITE.format(error))
    except Exception as error:  # whatever breaks, the sheet gets an error cell and not a crash
        return ErrorValue(
            excel_code(error),
            f"{formula.name} must answer or say why not, got {type(error).__name__}: {error}. "
            f"Hint: this is a fault of {formula.owner}, please report it.",
        )


def bind(formula: Formula, arguments: Sequence[Argument]) -> list[Any]:
    """The typed arguments of a call.

    Raises:
        LedgerguardError: naming the argument, what it got and what is allowed.
    """
    parameters = formula.parameters
    if parameters and parameters[-1].repeats:
        fixed = len(parameters) - 1
        parameters = parameters[:fixed] + parameters[fixed:] * max(0, len(arguments) - fixed)
    if len(arguments) > len(parameters):
        raise InvalidValue(
            f"{formula.name} must be given at most {len(parameters)} arguments, "
            f"got {len(arguments)}",
            hint=formula.signature,
        )
    padded = [*arguments, *[None] * (len(parameters) - len(arguments))]
    return [coerce(p, raw) for p, raw in zip(parameters, padded, strict=True)]


def coerce(parameter: Parameter, raw: Argument) -> Any:
    """One argument as its annotation promises it; blank becomes the default."""
    rows = _rows(raw)
    single = len(rows) == 1 and len(rows[0]) == 1
    if all(_is_blank(value) for row in rows for value in row):
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
            None if _is_blank(v) else _cell(parameter.name, unit, v) for row in rows for v in row
        ]
    if not single:
        raise InvalidValue(
            f"{parameter.name} must be one cell, got a range of {len(rows)} x {len(rows[0])}",
            hint=parameter.description,
        )
    return _cell(parameter.name, unit, rows[0][0])


def to_cells(answer: Any) -> Answer:
    """What a formula answers, as cells: rectangular, no NaN, dates as serial numbers."""
    if isinstance(answer, (list, tuple)):
        rows = [list(r) if isinstance(r, (list, tuple)) else [r] for r in answer]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ErrorValue(
                "#N/A",
                "the answer must hold a row, got none. Hint: is there anything to answer with?",
            )
        return [[_to_cell(v) for v in row] + [""] * (width - len(row)) for row in rows]
    return _to_cell(answer)


def _rows(raw: Argument) -> Range:
    if isinstance(raw, (list, tuple)):
        return [row if isinstance(row, (list, tuple)) else [row] for row in raw] or [[None]]
    return [[raw]]  # type: ignore[list-item]  # a str is a Sequence for the type checker


def _is_blank(value: Cell) -> bool:
    return value is None or value == ""


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


def _to_cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, (bool, str, int, ErrorValue)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else ErrorValue(NUM, _NOT_FINITE.format(value))
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return serial(value)
    if hasattr(value, "item"):  # a numpy scalar
        return _to_cell(value.item())
    return _to_cell(float(value)) if hasattr(value, "__float__") else str(value)
