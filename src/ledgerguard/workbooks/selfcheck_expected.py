"""What an example must answer, read from the words of its docstring as a true value of a cell."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.units import Cell, serial

Kind = Literal["number", "date", "text", "flag", "error"]

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected cell: its kind, its value, and how far a number may be off."""

    kind: Kind
    value: Cell  # a date is its serial number
    within: float = 0.0

    @classmethod
    def of(cls, words: str) -> Expected:
        """Read one cell as a docstring prints it.

        A number agrees within half a unit of its last printed digit, everything else exactly.
        """
        words = words.strip()
        if words in EXCEL_ERRORS:
            return cls("error", ErrorValue(words))
        if words in ("TRUE", "FALSE"):
            return cls("flag", words == "TRUE")
        if _DAY.fullmatch(words):
            return cls("date", serial(dt.date.fromisoformat(words)))
        printed = _number(words)
        if printed is None:
            return cls("text", words.removeprefix('"').removesuffix('"'))
        half = 0.5 * 10.0 ** int(printed.as_tuple().exponent)
        return cls("number", float(printed), float(f"{half:.12g}"))

    @property
    def style(self) -> str:
        """The number format that shows it."""
        return "date" if self.kind == "date" else "general"


def expected_rows(words: str) -> list[list[Expected]] | None:
    """The cells of an expected array such as ``{1,"a";2,#N/A}``; None where it is one cell."""
    words = words.strip()
    if not words.startswith("{"):
        return None
    return [[Expected.of(word) for word in row.split(",")] for row in words.strip("{}").split(";")]


def exactly(value: Cell) -> Expected:
    """A value that must come back as it is; a number within a billionth of itself."""
    if isinstance(value, ErrorValue):
        return Expected("error", value)
    if isinstance(value, bool):
        return Expected("flag", value)
    if isinstance(value, dt.date):
        return Expected("date", serial(value))
    if isinstance(value, (int, float)):
        return Expected("number", float(value), max(abs(value), 1.0) * 1e-9)
    return Expected("text", "" if value is None else value)


def _number(words: str) -> Decimal | None:
    """A printed number; a word such as Infinity is none."""
    try:
        found = Decimal(words.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
