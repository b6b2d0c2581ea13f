"""How Excel turns one kind of cell into another, compares two, and writes a number as text."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from ledgerguard.cells.values import Argument
from ledgerguard.errors import VALUE, ErrorValue
from ledgerguard.units import Cell, serial

DIGITS = 15  # that Excel shows and compares
LONGEST = 20  # characters of a fraction before Excel turns to scientific notation

NUMBERS: Final = frozenset((int, float))  # bool is an int for Python and not for Excel
_APART: Final = 1e-13
"""Two numbers that differ by more than this share of them differ in their first 15 digits, too."""
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_PLAIN: Final = frozenset((float, int, str, bool, type(None)))


class Fault(Exception):
    """An error value on its way out of an expression."""

    def __init__(self, value: ErrorValue) -> None:
        super().__init__(value.code)
        self.value = value


def fault(code: str, message: str) -> Fault:
    """A fault of our own making."""
    return Fault(ErrorValue(code, message))


def scalar(value: Argument) -> Cell:
    """The one cell that a scalar argument means."""
    if value.__class__ in _PLAIN:  # as most are
        return value  # type: ignore[return-value]
    if isinstance(value, (list, tuple)):
        if len(value) != 1 or len(value[0]) != 1:
            columns = len(value[0]) if value else 0
            raise fault(VALUE, f"one cell belongs here, got a range of {len(value)} x {columns}")
        value = value[0][0]
    if isinstance(value, ErrorValue):
        raise Fault(value)
    return value  # type: ignore[return-value]  # a str is a Sequence for the type checker


def number(value: Argument) -> float:
    """A cell as a number: blank is 0, TRUE is 1, text only when it reads as a number."""
    cell = scalar(value)
    if cell is None:
        return 0.0
    if isinstance(cell, (int, float)):
        return float(cell)
    if isinstance(cell, dt.date):
        return float(serial(cell))
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        return float(cell)
    raise fault(VALUE, f"a number belongs here, got {cell!r}")


def whole(value: Argument) -> int:
    """A cell as a whole number, cut off toward zero as Excel does with an index or a year."""
    return int(number(value))


def logical(value: Argument) -> bool:
    """A cell as a condition: any number but 0 is TRUE, blank is FALSE."""
    cell = scalar(value)
    if isinstance(cell, str):
        if cell.upper() in ("TRUE", "FALSE"):
            return cell.upper() == "TRUE"
        raise fault(VALUE, f"TRUE or FALSE belongs here, got {cell!r}")
    return number(cell) != 0


def text(value: Argument) -> str:
    """A cell as text, as ``&`` sees it."""
    cell = scalar(value)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cell if isinstance(cell, str) else general(number(cell))


def general(value: float) -> str:
    """A number in the General format: 15 significant digits, no trailing zeros."""
    sign, digits, exponent = Decimal(f"{value:.{DIGITS - 1}e}").normalize().as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - neither infinite nor NaN
    magnitude = len(digits) + exponent - 1
    # Up to 1E+20 all digits are written, and a fraction as long as it fits into 20 characters.
    if magnitude > LONGEST or (magnitude < 0 and 1 - exponent + 1 > LONGEST):
        first, rest = digits[0], "".join(map(str, digits[1:]))
        point = "." if rest else ""
        return f"{'-' if sign else ''}{first}{point}{rest}E{magnitude:+03d}"
    plain = f"{Decimal((sign, digits, exponent)):f}"
    return "0" if plain == "-0" else plain


def compare(comparison: str, left: Argument, right: Argument) -> bool:
    """Excel's comparison: number before text before boolean, text in any case, 15 digits."""
    first, second = scalar(left), scalar(right)
    if first.__class__ in NUMBERS and second.__class__ in NUMBERS:
        apart = abs(first - second)  # type: ignore[operator]  # both are numbers
        if not apart or apart > _APART * (abs(first) + abs(second)):  # type: ignore[arg-type]
            return COMPARISONS[comparison](first, second)  # rounded they compare alike
    return COMPARISONS[comparison](_rank(first, second), _rank(second, first))


def _rank(value: Cell, other: Cell) -> tuple[int, object]:
    """A sort key; a blank takes the kind of what it is compared with."""
    if value is None:
        if isinstance(other, str):
            return 1, ""
        return (2, False) if isinstance(other, bool) else (0, 0.0)
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, float(f"{number(value):.{DIGITS}g}")
