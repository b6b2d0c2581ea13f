"""The native functions that our workbooks use, computed as Excel computes them.

A formula text of a workbook is its single source: the cached value that a preview shows comes from
here, and Excel or Calc recalculates the same text with its own functions.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ledgerguard.cells.coercion import Fault, fault, logical, number, scalar, text, whole
from ledgerguard.cells.criteria import Criterion
from ledgerguard.cells.values import Argument, Range
from ledgerguard.errors import (
    DIV0,
    NA,
    NAME,
    NULL,
    NUM,
    REF,
    VALUE,
    ErrorValue,
    LedgerguardError,
)
from ledgerguard.units import Cell, from_serial, serial

_ERROR_TYPES: Final = (NULL, DIV0, VALUE, REF, NAME, NUM, NA)
"""In the order in which ERROR.TYPE counts them, from 1 on."""


@dataclass(frozen=True, slots=True)
class Native:
    """A native function and how many arguments it takes."""

    function: Callable[..., Argument]
    least: int
    most: int | None = None

    def __call__(self, arguments: Sequence[Argument]) -> Argument:
        """Call it; a wrong number of arguments is an error as any other."""
        count = len(arguments)
        if count < self.least or (self.most is not None and count > self.most):
            most = "or more" if self.most is None else f"to {self.most}"
            raise fault(VALUE, f"{self.least} {most} arguments belong here, got {count}")
        return self.function(*arguments)


def _rows(value: Argument) -> Range:
    if isinstance(value, (list, tuple)):
        return value
    return [[value]]  # type: ignore[list-item]  # a str is a Sequence for the type checker


def _cells(value: Argument) -> list[Cell]:
    rows = _rows(value)
    if rows and len(rows[0]) == 1:
        return [row[0] for row in rows]
    return [cell for row in rows for cell in row]


def _numbers(arguments: Iterable[Argument]) -> Iterator[float]:
    """The numbers of aggregates: text and booleans count only when written into the formula."""
    for argument in arguments:
        if isinstance(argument, (list, tuple)):
            yield from _numbers_of(_cells(argument))
        else:
            yield number(argument)


def _numbers_of(cells: Iterable[Cell]) -> Iterator[float]:
    for cell in cells:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            yield cell
        elif isinstance(cell, ErrorValue):
            raise Fault(cell)


def _sum(*arguments: Argument) -> float:
    return math.fsum(_numbers(arguments))


def _min(*arguments: Argument) -> float:
    return min(_numbers(arguments), default=0.0)


def _max(*arguments: Argument) -> float:
    return max(_numbers(arguments), default=0.0)


def _count(*arguments: Argument) -> int:
    return sum(_counts(a) for a in arguments)


def _counts(argument: Argument) -> int:
    if isinstance(argument, (list, tuple)):
        return sum(c.__class__ in (int, float) for c in _cells(argument))
    try:
        number(argument)
    except Fault:
        return 0
    return 1


def _counta(*arguments: Argument) -> int:
    return sum(
        sum(c is not None for c in _cells(a)) if isinstance(a, (list, tuple)) else 1
        for a in arguments
    )


def _logicals(arguments: tuple[Argument, ...]) -> list[bool]:
    found = []
    for argument in arguments:
        if isinstance(argument, (list, tuple)):
            for cell in _cells(argument):
                if isinstance(cell, ErrorValue):
                    raise Fault(cell)
                if isinstance(cell, (bool, int, float)):
                    found.append(bool(cell))
        else:
            found.append(logical(argument))
    if not found:
        raise fault(VALUE, "no TRUE or FALSE among the arguments")
    return found


def _and(*arguments: Argument) -> bool:
    return all(_logicals(arguments))


def _or(*arguments: Argument) -> bool:
    return any(_logicals(arguments))


def _not(value: Argument) -> bool:
    return not logical(value)


def _is_error(value: Argument) -> bool:
    try:
        scalar(value)
    except Fault:
        return True
    return False


def _is_number(value: Argument) -> bool:
    try:
        return scalar(value).__class__ in (int, float)
    except Fault:
        return False


def _error_type(value: Argument) -> int:
    try:
        scalar(value)
    except Fault as found:
        return 1 + _ERROR_TYPES.index(found.value.code)
    raise fault(NA, "the value is no error")


def _exact(first: Argument, second: Argument) -> bool:
    return text(first) == text(second)


def _small(values: Argument, place: Argument) -> float:
    found = sorted(_numbers([values]))
    wanted = whole(place)
    if not 1 <= wanted <= len(found):
        raise fault(NUM, f"the place must be from 1 to {len(found)}, got {wanted}")
    return found[wanted - 1]


def _select(pairs: tuple[Argument, ...], shape: tuple[int, int] | None = None) -> list[int]:
    """The positions that meet every (range, criterion) pair."""
    if len(pairs) % 2:
        raise fault(VALUE, "every criteria range needs its criterion")
    rows: Iterable[int] | None = None
    for raw, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        shape = shape or _shape(raw)
        if _shape(raw) != shape:
            raise fault(VALUE, f"ranges must be equally large, got {_shape(raw)} and {shape}")
        column = _cells(raw)
        rows = Criterion.of(_criterion(wanted)).select(
            column, range(len(column)) if rows is None else rows
        )
    return list(rows or ())


def _criterion(raw: Argument) -> Cell:
    try:
        return scalar(raw)
    except Fault as found:
        if isinstance(raw, (list, tuple)) and len(_cells(raw)) != 1:
            raise
        return found.value  # an error as a criterion looks for that error


def _shape(value: Argument) -> tuple[int, int]:
    rows = _rows(value)
    return len(rows), len(rows[0]) if rows else 0


def _sumifs(amounts: Argument, *pairs: Argument) -> float:
    cells = _cells(amounts)
    return math.fsum(_numbers_of([cells[i] for i in _select(pairs, _shape(amounts))]))


def _countifs(*pairs: Argument) -> int:
    return len(_select(pairs))


def _index(area: Argument, row: Argument, column: Argument = None) -> Argument:
    rows = _rows(area)
    height, width = _shape(area)
    down, right = whole(row), whole(column)
    if height == 1 and column is None:
        down, right = 1, down
    elif width == 1 and column is None:
        right = 1
    if not (0 <= down <= height and 0 <= right <= width):
        raise fault(REF, f"row {down}, column {right} is outside a range of {height} x {width}")
    picked = rows if down == 0 else rows[down - 1 : down]
    table = [list(r) if right == 0 else [r[right - 1]] for r in picked]
    return table[0][0] if len(table) == 1 and len(table[0]) == 1 else table


def _match(wanted: Argument, area: Argument, kind: Argument) -> int:
    """The place of a value among cells: the exact kind alone, which needs no order."""
    if whole(kind) != 0:
        raise fault(VALUE, f"only MATCH(..., 0) is known here, got {whole(kind)}")
    value, column = scalar(wanted), _cells(area)
    found: Sequence[int] = ()
    if isinstance(value, str):
        found = [
            i
            for i in Criterion("=", value, True).select(column, range(len(column)))
            if isinstance(column[i], str)
        ]
    elif value is not None:
        found = [i for i, cell in enumerate(column) if cell == value and _same_kind(cell, value)]
    if not found:
        raise fault(NA, f"{value!r} is not there")
    return found[0] + 1


def _same_kind(cell: Cell, value: Cell) -> bool:
    return isinstance(cell, bool) == isinstance(value, bool)


def _round(value: Argument, digits: Argument) -> float:
    places = whole(digits)
    if abs(places) > 300:
        raise fault(NUM, f"-300 to 300 digits can be rounded to, got {places}")
    # repr: 2.675 is meant, not the 2.67499999... that the binary number is; half away from zero.
    exact = Decimal(repr(number(value)))
    if places >= -int(exact.as_tuple().exponent):
        return float(exact)
    return float(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _mod(value: Argument, divisor: Argument) -> float:
    by = number(divisor)
    if by == 0:
        raise fault(DIV0, "a remainder needs a divisor other than 0")
    return number(value) % by  # of the sign of the divisor, as in Excel


def _date(year: Argument, month: Argument, day: Argument) -> int:
    years, months, days = whole(year), whole(month), whole(day)
    if 0 <= years < 1900:  # Excel reads 24 as 1924
        years += 1900
    return _serial(_month_start(years, months), days - 1)


def _edate(start: Argument, months: Argument) -> int:
    day = _day(start)
    first = _month_start(day.year, day.month + whole(months))
    length = calendar.monthrange(first.year, first.month)[1]
    return _serial(first, min(day.day, length) - 1)


def _eomonth(start: Argument, months: Argument) -> int:
    day = _day(start)
    first = _month_start(day.year, day.month + whole(months))
    return _serial(first, calendar.monthrange(first.year, first.month)[1] - 1)


def _day(value: Argument) -> dt.date:
    try:
        return from_serial(number(value))
    except LedgerguardError as error:
        raise fault(error.excel, str(error)) from None


def _month_start(year: int, month: int) -> dt.date:
    years, months = divmod(month - 1, 12)
    try:
        return dt.date(year + years, months + 1, 1)
    except (ValueError, OverflowError):
        raise fault(NUM, f"no such date: month {month} of {year}") from None


def _serial(first: dt.date, days: int) -> int:
    try:
        found = serial(first + dt.timedelta(days))
    except OverflowError:
        found = 0
    if found < 61:
        raise fault(NUM, "dates run from 1 March 1900 to 31 December 9999")
    return found


NATIVE: Final[Mapping[str, Native]] = {
    "ABS": Native(lambda value: abs(number(value)), 1, 1),
    "AND": Native(_and, 1),
    "COUNT": Native(_count, 1),
    "COUNTA": Native(_counta, 1),
    "COUNTIF": Native(_countifs, 2, 2),
    "COUNTIFS": Native(_countifs, 2),
    "DATE": Native(_date, 3, 3),
    "EDATE": Native(_edate, 2, 2),
    "EOMONTH": Native(_eomonth, 2, 2),
    "ERROR.TYPE": Native(_error_type, 1, 1),
    "EXACT": Native(_exact, 2, 2),
    "INDEX": Native(_index, 2, 3),
    "INFO": Native(lambda _kind: "", 1, 1),  # what a host says of itself; a model has none
    "INT": Native(lambda value: math.floor(number(value)), 1, 1),
    "ISERROR": Native(_is_error, 1, 1),
    "ISNUMBER": Native(_is_number, 1, 1),
    "LEN": Native(lambda value: len(text(value)), 1, 1),
    "MATCH": Native(_match, 3, 3),
    "MAX": Native(_max, 1),
    "MIN": Native(_min, 1),
    "MOD": Native(_mod, 2, 2),
    "MONTH": Native(lambda day: _day(day).month, 1, 1),
    "NOT": Native(_not, 1, 1),
    "OR": Native(_or, 1),
    "ROUND": Native(_round, 2, 2),
    "ROWS": Native(lambda area: _shape(area)[0], 1, 1),
    "SMALL": Native(_small, 2, 2),
    "SUM": Native(_sum, 1),
    "SUMIFS": Native(_sumifs, 3),
}
"""By name; IF and IFERROR are not here, because they do not look at all their arguments."""

DATED: Final = frozenset({"DATE", "EDATE", "EOMONTH"})
"""Native functions whose answer is a date."""
