"""What a plugin's formula answers, let through only where a cell can hold it.

What does not fit is refused before it is copied, and counted as a fault of the formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from ledgerguard.cells import values
from ledgerguard.errors import EXCEL_ERRORS, NUM, VALUE, ErrorValue
from ledgerguard.formula import Formula
from ledgerguard.plugin.journal import Kind, remember, shortened
from ledgerguard.units import Cell

MOST_COLUMNS: Final = 16_384
"""Columns of a sheet."""

MOST_CELLS: Final = 4 * values.MOST_ROWS
"""Cells of one answer: four full columns."""

LONGEST_TEXT: Final = 32_767
"""Characters that a cell can hold."""

LARGEST: Final = 2**1023
"""A whole number beyond is no number of a sheet."""

_PLAIN: Final = frozenset({float, str, bool, int, type(None)})
_HELD: Final = "be a number, text, date, TRUE or FALSE"


class Faults:
    """Counts the faults of one call, and remembers them at its end."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._counts: Counter[Kind] = Counter()
        self._texts: dict[Kind, str] = {}

    def add(self, kind: Kind, text: str) -> None:
        """Count one more."""
        self._counts[kind] += 1
        self._texts[kind] = text

    def tell(self) -> None:
        """Remember them all."""
        for kind, number in self._counts.items():
            remember(self._formula.owner, self._formula.name, kind, self._texts[kind], number)


def table(answer: Sequence[Any], faults: Faults) -> Any:
    """A table as a sheet can take it; what is too large is refused before it is copied."""
    if len(answer) > values.MOST_ROWS:
        allowed = f"have at most {values.MOST_ROWS:,} rows"
        return refused(NUM, allowed, f"{len(answer):,}", faults)
    rows = [row if isinstance(row, (list, tuple)) else (row,) for row in answer]
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or width * len(rows) > MOST_CELLS:
        allowed = f"have at most {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells"
        return refused(NUM, allowed, f"{len(rows):,} x {width:,}", faults)
    if all(type(row) in (list, tuple) for row in rows) and _all_plain(rows):
        return rows
    return [[cell(value, faults) for value in row] for row in rows]


def _all_plain(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether each cell is what a sheet takes as it is; most tables are."""
    cells = list(chain.from_iterable(rows))
    kinds = set(map(type, cells))
    if not kinds <= _PLAIN:
        return False
    texts = [c for c in cells if type(c) is str]
    if max(map(len, texts), default=0) > LONGEST_TEXT or not _is_text("".join(texts)):
        return False
    numbers = [c for c in cells if type(c) is float or type(c) is int]
    return all(-LARGEST < number < LARGEST for number in numbers)


def cell(value: Any, faults: Faults) -> Cell:
    """One value as a cell holds it, of Python's own types; any other is a fault."""
    if isinstance(value, ErrorValue):
        if value.code in EXCEL_ERRORS:
            return value
        return refused(VALUE, "be one of Excel's errors", shortened(repr(value.code)), faults)
    try:
        found = values.to_cell(value)
    except Exception:  # an array of numbers, a day without a date, a conversion that fails
        found = ErrorValue(VALUE)
    if isinstance(found, ErrorValue):
        if found.code == NUM:
            return refused(NUM, "be a finite number", f"{float(value)}", faults)
        return refused(VALUE, _HELD, type(value).__name__, faults)
    if isinstance(found, str):
        return _text(found, faults)
    if isinstance(found, int) and not isinstance(found, bool):
        if not -LARGEST < found < LARGEST:
            return refused(NUM, "be a number that a cell can hold", "a larger one", faults)
        return int.__index__(found)  # a number of a class of its own does not travel
    return found


def refused(code: str, must: str, got: str, faults: Faults) -> ErrorValue:
    """The error cell for an answer that does not fit."""
    text = f"the answer must {must}, got {got}"
    faults.add("answered", text)
    return ErrorValue(code, f"{text}. Hint: this is a fault of the formula, please report it.")


def _text(text: str, faults: Faults) -> Cell:
    if len(text) > LONGEST_TEXT:
        allowed = f"be a text of at most {LONGEST_TEXT:,} characters"
        return refused(VALUE, allowed, f"{len(text):,}", faults)
    if not _is_text(text):
        return refused(VALUE, "be a text", "half of a character", faults)
    return str.__str__(text)  # one of a class of its own does not travel


def _is_text(text: str) -> bool:
    """Whether a text can be written anywhere: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
