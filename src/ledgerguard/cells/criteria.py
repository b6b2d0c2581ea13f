"""The criteria of COUNTIF, COUNTIFS and SUMIFS: which rows of a column a criterion selects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledgerguard.cells.coercion import COMPARISONS, NUMBERS, Fault, number
from ledgerguard.errors import ErrorValue
from ledgerguard.units import Cell

_CRITERION = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
_WILDCARD = re.compile(r"~[*?~]|[*?]")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A comparison with a value; ``explicit`` when the comparison was written out."""

    comparison: str
    value: Cell
    explicit: bool
    worded: bool = False  # it was written as text

    @classmethod
    def of(cls, raw: Cell) -> Criterion:
        """Read a criterion as it stands in a formula: ``5``, ``">=5"``, ``"<>paid"``, ``"A*"``."""
        if raw is None:
            return cls("=", 0, False)
        if not isinstance(raw, str):
            return cls("=", raw, False)
        found = _CRITERION.fullmatch(raw)
        comparison, word = (found[1], found[2]) if found else (None, raw)
        return cls(comparison or "=", _typed(word), comparison is not None, worded=True)

    def select(self, column: Sequence[Cell], rows: Iterable[int]) -> list[int]:
        """Those of ``rows`` whose cell in ``column`` meets the criterion."""
        # Hundreds of thousands of cells pass here: each kind of criterion has its own tight loop.
        if self.comparison == "<>":
            met = set(Criterion("=", self.value, True).select(column, range(len(column))))
            return [i for i in rows if i not in met]
        value = self.value
        if value.__class__ in NUMBERS:
            meets = COMPARISONS[self.comparison]
            # Excel and Calc find customer 0012159 by "0012159" also where it stands as text.
            alike = (
                {v for v in column if v.__class__ is str and _is_number(v, value)}
                if self.comparison == "=" and self.worded
                else frozenset()
            )
            return [
                i
                for i in rows
                if (column[i].__class__ in NUMBERS and meets(column[i], value))
                or (alike and column[i] in alike)
            ]
        if value == "":
            return self._blanks(column, rows)
        if isinstance(value, str):
            hits = self._texts({v for v in column if v.__class__ is str})
            return [i for i in rows if column[i] in hits]
        if self.comparison != "=":  # neither booleans nor errors have an order here
            return []
        return [i for i in rows if _same(column[i], value)]

    def _blanks(self, column: Sequence[Cell], rows: Iterable[int]) -> list[int]:
        if self.comparison != "=":
            return []
        if self.explicit:  # "=" alone means a cell that holds nothing at all
            return [i for i in rows if column[i] is None]
        return [i for i in rows if column[i] is None or column[i] == ""]

    def _texts(self, distinct: set[Any]) -> set[str]:
        word = str(self.value)
        if self.comparison != "=":
            meets, word = COMPARISONS[self.comparison], word.casefold()
            return {v for v in distinct if meets(v.casefold(), word)}
        pattern = re.compile(_pattern(word), re.IGNORECASE | re.DOTALL)
        if not _WILDCARD.search(word):  # then sign for sign, so that most need no look
            long = len(word)
            return {v for v in distinct if len(v) == long and pattern.fullmatch(v)}
        return {v for v in distinct if pattern.fullmatch(v)}


def _typed(word: str) -> Cell:
    try:
        return number(word)
    except Fault:
        pass
    if word.upper() in ("TRUE", "FALSE"):
        return word.upper() == "TRUE"
    return ErrorValue(word.upper()) if word.startswith("#") else word


def _same(cell: Cell, value: Cell) -> bool:
    if isinstance(value, ErrorValue):
        return isinstance(cell, ErrorValue) and cell.code == value.code
    return cell.__class__ is value.__class__ and cell == value


def _pattern(word: str) -> str:
    """Excel's wildcards as a regular expression; ``~`` takes the next one literally."""
    parts, last = [], 0
    for found in _WILDCARD.finditer(word):
        parts.append(re.escape(word[last : found.start()]))
        sign = found[0]
        parts.append(re.escape(sign[1]) if len(sign) == 2 else {"*": ".*", "?": "."}[sign])
        last = found.end()
    return "".join(parts) + re.escape(word[last:])


def _is_number(words: str, value: Cell) -> bool:
    typed = _typed(words)
    return typed.__class__ in NUMBERS and typed == value
