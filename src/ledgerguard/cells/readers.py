"""Reads arguments as :func:`~ledgerguard.cells.arguments.coerce` does, faster where they are clean.

Which parameter takes what is settled once, when its reader is made, and not at each of a hundred
thousand cells. A reader looks only for the values that need no more than a glance, a finite float
where a number belongs; all others go to ``coerce``, so that there is one set of rules and messages.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final, TypeGuard

from ledgerguard.cells.arguments import Argument, coerce
from ledgerguard.formula import Parameter
from ledgerguard.units import EPOCH, FIRST_SERIAL, LAST_SERIAL, Cell, Unit

Reader = Callable[[Argument], Any]
"""A raw argument in, the typed one out; raises as ``coerce`` does."""

_EPOCH: Final = EPOCH.toordinal()
_END: Final = LAST_SERIAL + 1
_EXACT: Final = 2**53  # every whole number up to here is a float
_NONE: Final = type(None)
_ROWS: Final[frozenset[type]] = frozenset({list, tuple})


def reader(parameter: Parameter) -> Reader:
    """The reader of one parameter."""
    read = _reader(parameter)
    if parameter.required:
        return read
    default = parameter.default
    return lambda raw: default if raw is None else read(raw)


def clean_column(unit: Unit, cells: list[Cell]) -> list[Any] | None:
    """A whole column at once: typed values, a blank as None.

    Answers None when a cell needs a closer look, or when nothing but blanks is there.
    """
    if unit.choices or unit.kind not in _COLUMNS:
        return None
    kinds = set(map(type, cells))
    if str in kinds and unit.kind != "text":
        cells = [None if cell == "" else cell for cell in cells]
        kinds = set(map(type, cells))
    return None if kinds == {_NONE} else _COLUMNS[unit.kind](cells, kinds)


def flat(rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """The cells of a range, row by row."""
    return list(chain.from_iterable(rows))


def _reader(parameter: Parameter) -> Reader:
    def slow(raw: Argument) -> Any:
        return coerce(parameter, raw)

    if len(parameter.units) > 1:
        return slow
    (unit,) = parameter.units
    if unit.shape == "cell":
        if unit.choices:
            return _choice_reader(unit, slow)
        made = _CELLS.get(unit.kind)
        return _unwrapped(made(slow)) if made else slow
    if unit.shape == "column":
        return _column_reader(unit, slow)
    return _table_reader(slow) if unit.shape == "table" else slow


def _unwrapped(read: Reader) -> Reader:
    """A range of one cell is read as the cell in it: xlwings hands over every cell so."""

    def unwrap(raw: Argument) -> Any:
        if isinstance(raw, (list, tuple)) and len(raw) == 1:
            row = raw[0]
            if isinstance(row, (list, tuple)) and len(row) == 1:
                return read(row[0])
        return read(raw)

    return unwrap


def _choice_reader(unit: Unit, slow: Reader) -> Reader:
    exact = {choice: choice for choice in unit.choices}

    def read(raw: Argument) -> Any:
        return exact[raw] if type(raw) is str and raw in exact else slow(raw)

    return read


def _number_reader(slow: Reader) -> Reader:
    def read(raw: Argument) -> Any:
        kind = type(raw)
        if kind is float and raw - raw == 0:  # type: ignore[operator]  # neither infinite nor NaN
            return raw
        if kind is int and -_EXACT <= raw <= _EXACT:  # type: ignore[operator]  # by its kind
            return float(raw)  # type: ignore[arg-type]  # by its kind
        return slow(raw)

    return read


def _integer_reader(slow: Reader) -> Reader:
    def read(raw: Argument) -> Any:
        kind = type(raw)
        if kind is int and -_EXACT <= raw <= _EXACT:  # type: ignore[operator]  # by its kind
            return raw
        if kind is float and raw.is_integer():  # type: ignore[union-attr]  # by its kind
            return int(raw)  # type: ignore[arg-type]  # by its kind
        return slow(raw)

    return read


def _text_reader(slow: Reader) -> Reader:
    def read(raw: Argument) -> Any:
        return raw if type(raw) is str and raw else slow(raw)

    return read


def _date_reader(slow: Reader) -> Reader:
    day = dt.date.fromordinal

    def read(raw: Argument) -> Any:
        if type(raw) is float and FIRST_SERIAL <= raw < _END:
            return day(_EPOCH + int(raw))
        return slow(raw)

    return read


def _column_reader(unit: Unit, slow: Reader) -> Reader:
    def read(raw: Argument) -> Any:
        if _is_rows(raw):
            values = clean_column(unit, flat(raw))
            if values is not None:
                return values
        return slow(raw)

    return read


def _table_reader(slow: Reader) -> Reader:
    def read(raw: Argument) -> Any:
        if _is_rows(raw):
            first = raw[0][0] if raw[0] else None
            if first is not None and first != "":
                return raw  # the same object, by which a ledger is found again
        return slow(raw)

    return read


def _is_rows(raw: Argument) -> TypeGuard[Sequence[Sequence[Cell]]]:
    return isinstance(raw, (list, tuple)) and bool(raw) and set(map(type, raw)) <= _ROWS


def _numbers(cells: list[Cell], kinds: set[type]) -> list[Any] | None:
    if not kinds <= {float, int, _NONE}:
        return None
    known: Any = cells if _NONE not in kinds else [cell for cell in cells if cell is not None]
    try:
        if not all(map(math.isfinite, known)):
            return None
    except OverflowError:  # an int that no float can hold
        return None
    if kinds == {float}:
        return cells
    numbers: Any = cells  # their kinds have been seen
    return [None if cell is None else float(cell) for cell in numbers]


def _whole_numbers(cells: list[Cell], kinds: set[type]) -> list[Any] | None:
    numbers = _numbers(cells, kinds)
    if numbers is None or any(n is not None and n != int(n) for n in numbers):
        return None
    return [None if number is None else int(number) for number in numbers]


def _texts(cells: list[Cell], kinds: set[type]) -> list[Any] | None:
    return [cell or None for cell in cells] if kinds <= {str, _NONE} else None


def _dates(cells: list[Cell], kinds: set[type]) -> list[Any] | None:
    numbers = _numbers(cells, kinds)
    if numbers is None:
        return None
    days: dict[float | None, dt.date | None] = {None: None}  # a column has few different days
    for number in set(numbers) - {None}:
        if not FIRST_SERIAL <= number < _END:
            return None
        days[number] = dt.date.fromordinal(_EPOCH + int(number))
    return [days[number] for number in numbers]


def _flags(cells: list[Cell], kinds: set[type]) -> list[Any] | None:
    return cells if kinds <= {bool, _NONE} else None


_CELLS: Final[dict[str, Callable[[Reader], Reader]]] = {
    "number": _number_reader,
    "integer": _integer_reader,
    "text": _text_reader,
    "date": _date_reader,
}
_COLUMNS: Final[dict[str, Callable[[list[Cell], set[type]], list[Any] | None]]] = {
    "number": _numbers,
    "integer": _whole_numbers,
    "text": _texts,
    "date": _dates,
    "flag": _flags,
}
