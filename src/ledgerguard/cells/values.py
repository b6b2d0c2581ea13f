"""One call from a cell: raw values become typed arguments, the answer or a fault becomes cells."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any, Final

from ledgerguard.cells.arguments import Argument as Argument
from ledgerguard.cells.arguments import Range as Range
from ledgerguard.cells.arguments import coerce as coerce
from ledgerguard.cells.plans import plan_of
from ledgerguard.errors import (
    NA,
    NUM,
    VALUE,
    ErrorValue,
    LedgerguardError,
    excel_code,
)
from ledgerguard.formula import OWNER, Formula
from ledgerguard.units import Cell
from ledgerguard.units import from_serial as from_serial
from ledgerguard.units import serial as serial

Answer = Cell | list[list[Cell]]

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet: no answer can be longer."""

_NOT_FINITE: Final = (
    "the result must be a number that a cell can hold, got {}. "
    "Hint: are the amounts or rates far too large or too small?"
)


def call(formula: Formula, arguments: Sequence[Argument]) -> Answer:
    """Call a formula with what a spreadsheet sends; a fault becomes an error cell.

    Hosts call :func:`ledgerguard.cells.lift.call`, which takes columns too.
    """
    try:
        answer = formula.function(*bind(formula, arguments))
        if type(answer) is float and answer - answer == 0:  # finite, as most answers are
            return answer
        return to_cells(answer)
    except (Exception, SystemExit) as error:
        return fault_of(formula, error)


def fault_of(formula: Formula, error: BaseException) -> ErrorValue:
    """The error cell for whatever a call raised: the sheet gets that and not a crash."""
    if isinstance(error, MemoryError):
        raise error  # no fault of this cell: hidden here it would come back at the next one
    if isinstance(error, LedgerguardError):
        return ErrorValue(excel_code(error), str(error))
    if isinstance(error, ArithmeticError):
        return ErrorValue(excel_code(error), _NOT_FINITE.format(error))
    # a plugin that breaks has no answer; of ours it would be a value that nobody thought of
    return ErrorValue(
        excel_code(error) if formula.owner == OWNER else NA,
        f"{formula.name} must answer or say why not, got {type(error).__name__}: {error}. "
        f"Hint: this is a fault of {formula.owner}, please report it.",
    )


def bind(formula: Formula, arguments: Sequence[Argument]) -> list[Any]:
    """The typed arguments of a call.

    Raises:
        LedgerguardError: naming the argument, what it got and what is allowed.
    """
    plan = plan_of(formula)
    given = len(arguments)
    if not plan.required <= given <= len(plan.readers):
        padded, readers = plan.fitted(arguments)
        return [read(raw) for read, raw in zip(readers, padded, strict=True)]
    bound = [read(raw) for read, raw in zip(plan.readers, arguments, strict=False)]
    bound += plan.defaults[given:]
    return bound


def to_cells(answer: Any) -> Answer:
    """What a formula answers, as cells: rectangular, no NaN, dates as serial numbers."""
    if isinstance(answer, (list, tuple)):
        if len(answer) > MOST_ROWS:
            return ErrorValue(
                NUM,
                f"the answer must fit into the {MOST_ROWS:,} rows of a sheet, "
                f"got {len(answer):,}. Hint: ask for fewer rows, or write it to a file.",
            )
        rows = [list(r) if isinstance(r, (list, tuple)) else [r] for r in answer]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ErrorValue(
                NA,
                "the answer must hold a row, got none. Hint: is there anything to answer with?",
            )
        return [[to_cell(v) for v in row] + [""] * (width - len(row)) for row in rows]
    return to_cell(answer)


def one_cell(formula: Formula, answer: Any) -> Cell:
    """The answer of a formula for one element; what cannot stand in a cell is a fault of it."""
    try:
        return to_cell(answer)
    except Exception as error:
        return fault_of(formula, error)


def to_cell(value: Any) -> Cell:
    """One value as a cell holds it."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else ErrorValue(NUM, _NOT_FINITE.format(value))
    if value is None:
        return ""
    if isinstance(value, (bool, str, int, ErrorValue)):
        return value
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return serial(value)
    if hasattr(value, "item"):  # a numpy scalar
        return to_cell(value.item())
    if hasattr(value, "__float__"):
        return to_cell(float(value))
    return ErrorValue(
        VALUE,
        f"the answer must be a number, text, date, TRUE or FALSE, got {type(value).__name__}. "
        "Hint: this is a fault of the formula, please report it.",
    )
