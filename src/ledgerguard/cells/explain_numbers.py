"""Values as a reader wants to see them within a line of text."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

from ledgerguard.errors import ErrorValue
from ledgerguard.translation import Say

MOST_SHOWN: Final = 6  # values of a column
LONGEST: Final = 40  # characters of a text within a line
DECIMALS: Final = 4  # of a number above 1
DIGITS: Final = 6  # of a number below 1
PLAIN: Final = 1e15  # from here on a number is written with an exponent
SMALL: Final = 1e-6


def shown(value: Any, say: Say, depth: int = 0) -> str:
    """Any value that turns up in a calculation, in few words."""
    if value is None:
        return say("blank")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return figure(value)
    if isinstance(value, str):
        return f'"{cut(value, LONGEST)}"'
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, (dt.date, ErrorValue)):
        return value.isoformat() if isinstance(value, dt.date) else value.code
    if depth > 2:
        return "…"
    return _compound(value, say, depth)


def figure(number: float) -> str:
    """A number with separators and as many digits as a reader needs."""
    try:
        size = abs(float(number))
    except OverflowError:
        return "∞"
    if not math.isfinite(size):
        return "∞" if number > 0 else "-∞"
    if size >= PLAIN or 0 < size < SMALL:
        return f"{number:.{DIGITS}g}".upper()
    if number == int(number):
        return f"{int(number):,}"
    decimals = DECIMALS if size >= 1 else DIGITS - 1 - math.floor(math.log10(size))
    return f"{number:,.{decimals}f}".rstrip("0").rstrip(".")


def cut(text: str, most: int) -> str:
    """A text that is not longer than so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def size_of(rows: Sequence[Sequence[Any]], say: Say) -> str:
    """How large an answer is that spills."""
    return say("{rows} rows, {columns} columns").format(rows=len(rows), columns=len(rows[0]))


def _compound(value: Any, say: Say, depth: int) -> str:
    if isinstance(value, Mapping):
        pairs = [f"{shown(k, say, depth + 1)} {shown(v, say, depth + 1)}" for k, v in value.items()]
        return _array(pairs, "; ", say)
    if isinstance(value, (list, tuple)):
        rows = bool(value) and all(isinstance(row, (list, tuple)) for row in value)
        if depth and not rows:
            return ", ".join(shown(one, say, depth + 1) for one in value[:MOST_SHOWN])
        return _array([shown(one, say, depth + 1) for one in _first(value)], "; ", say, len(value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((f.name, getattr(value, f.name)) for f in fields(value))
        if depth:  # among others of its kind: its first field tells which
            return shown(next(parts)[1], say, depth + 1)
        filled = [f"{name} {shown(v, say, depth + 1)}" for name, v in parts if v not in (None, "")]
        return _array(filled, ", ", say)
    return getattr(value, "__name__", "…").strip("_<>")


def _first(values: Sequence[Any]) -> Sequence[Any]:
    return values[:MOST_SHOWN]


def _array(parts: Sequence[str], between: str, say: Say, count: int | None = None) -> str:
    count = len(parts) if count is None else count
    words = between.join(parts[:MOST_SHOWN])
    if count <= MOST_SHOWN:
        return "{" + words + "}"
    return "{" + words + between + "…} " + say("({count} values)").format(count=count)
