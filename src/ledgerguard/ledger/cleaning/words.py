"""Columns of few words on an engine: each different word is read once, then looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.currency import CODES, exponent
from ledgerguard.ledger.reading.checks import is_credit
from ledgerguard.ledger.reading.disputes import is_disputed
from ledgerguard.ledger.reading.row_currency import codes_of
from ledgerguard.ledger.reading.settlement import states

ODD: Final = -9
"""A word that must be read as a cell, because it is reported."""

NOTHING: Final = -(2**53)
"""The key of a null among numbers."""

PAID, OPEN = 1, 2


def key(column: nw.Expr, kind: Any) -> nw.Expr:
    """The key of a column's cells: text, or a number where the column is not of text."""
    if kind == nw.String:
        return column.fill_null("")
    number = nw.Int64 if kind == nw.Boolean or kind.is_integer() else nw.Float64
    return column.cast(number).fill_null(NOTHING)


def can_be_key(kind: Any) -> bool:
    """Whether a column of this type may hold words."""
    return bool(kind == nw.String or kind == nw.Boolean or kind.is_integer() or kind.is_float())


def currency_words(values: Iterable[Any], default: str, *, has_column: bool) -> dict[Any, Any]:
    """Code and decimals (as a power of ten) of currency cells; 0 where they are reported."""
    # Those of the ledger first: an engine that compares one after the other finds them soon.
    cells = [*dict.fromkeys(("", *values, *sorted(CODES)))]
    found = {}
    for cell, read in zip(cells, codes_of(cells), strict=True):
        code = read or default
        fine = code in CODES or (not code and not has_column)
        found[cell] = {"currency": code, "scale": 10.0 ** exponent(code) if fine else 0.0}
    return found


def words(field: Field, header: str, values: Iterable[Any]) -> dict[Any, Any]:
    """What the cells of a column of status, kind or dispute say."""
    cells = [*dict.fromkeys((None, "", *values))]
    if field == "status":
        paid, opened, unknown = states(cells, header)
        said = [
            ODD if u else PAID if p else OPEN if o else 0
            for p, o, u in zip(paid, opened, unknown, strict=True)
        ]
    elif field == "kind":
        said = [int(is_credit(cell)) for cell in cells]
    else:
        disputed = [is_disputed(cell) for cell in cells]
        said = [ODD if answer is None else int(answer) for answer in disputed]
    return {cell: {field: word} for cell, word in zip(cells, said, strict=True)}


def keyed(found: Mapping[Any, Any], kind: Any) -> dict[Any, Any]:
    """The same by the keys of a column of some type."""
    if kind == nw.String:
        return {cell: said for cell, said in found.items() if isinstance(cell, str)}
    number = int if kind == nw.Boolean or kind.is_integer() else float
    keys = {number(c): said for c, said in found.items() if isinstance(c, bool | int | float)}
    return {**keys, number(NOTHING): found[None] if None in found else found[""]}
