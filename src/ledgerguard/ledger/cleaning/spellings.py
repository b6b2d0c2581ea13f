"""Patterns of cells that need no second look: the engine itself reads what they match.

They are written for the regular expressions that Python, RE2, Rust and Java have in common.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.cleaning import days
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, Field
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.reading.amounts import Mark

BETWEEN: Final = "\x1f"
"""Stands after a text that is matched to its end; Python counts it as a space."""

# What Python's str.split takes for space, so that a name with it is not tidy.
_SPACES: Final = "\x00-\x20\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WORD: Final = f"[^{_SPACES}]+"
_WORDS: Final = f"{_WORD}(?: {_WORD})*"

# An id may begin with a digit when it holds neither "." nor "+": 1930571429.0 and 1.93E+09 do.
_NAMED_ID: Final = "[!-/:-~][!-~]*(?: [!-~]+)*"
_DIGIT_ID: Final = r"[0-9][!-*,\-/-~]*(?: [!-*,\-/-~]+)*"
ID: Final = f"(?:{_NAMED_ID}|{_DIGIT_ID})"
NAME: Final = f"(?:{_WORDS})"
# A name in Chinese stays as it is written; one in ASCII is read like an id.
_WIDE: Final = f"[^{_SPACES}!-~][^{_SPACES}]*(?: {_WORD})*"
ENTITY: Final = f"(?:{_NAMED_ID}|{_DIGIT_ID}|{_WIDE})"

TEXTS: Final[dict[Field, str]] = {
    "invoice": f"{ID}?",
    "customer_id": f"{ID}?",
    "customer": f"{NAME}?",
    "entity": f"{ENTITY}?",
}


def amount(mark: Mark | None, *, three_decimals: bool) -> str:
    """Amounts of at most eleven digits: times any currency's decimals, floats hold them exactly."""
    used = mark or ("." if three_decimals else None)
    if used is None:
        return r"-?[0-9]{1,11}(?:\.[0-9]{1,2})?"
    point, group = (r"\.", ",") if used == "." else (",", r"\.")
    if mark is None:
        return rf"-?[0-9]{{1,11}}(?:{point}[0-9]{{1,6}})?"
    fraction = rf"(?:{point}[0-9]{{1,6}})?"
    # 0.005 is no five, whatever the mark of the ledger.
    grouped = rf"-?[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}}){{1,2}}{fraction}"
    return rf"(?:-?[0-9]{{1,11}}{fraction}|{grouped})"


def fits(frame: LazyFrame, column: str, pattern: str) -> nw.Expr:
    """Whether all of a text matches."""
    text = nw.col(column)
    # In Python and Java "$" also stands before a last line feed; in RE2 and Rust it does not.
    if frame.implementation.is_duckdb() or frame.implementation.is_polars():
        return text.str.contains(f"^(?:{pattern})$")
    return nw.concat_str(text, nw.lit(BETWEEN)).str.contains(f"^(?:{pattern}){BETWEEN}$")


@dataclass(frozen=True)
class Spelled:
    """What an engine can spare itself at the columns of text, as the cells that were seen show.

    A row that is spelled in another way after all is not plain: it is read as cells.
    """

    days: frozenset[Field] = frozenset()  # ISO dates: read without a lookup
    numbers: frozenset[Field] = frozenset()  # amounts without marks of thousands: without a pattern
    full: frozenset[Field] = frozenset()  # no cell is blank: what is, need not become ""


def spelled(
    texts: Mapping[Field, Collection[Any]],
    mark: Mark | None,
    *,
    three_decimals: bool,
    trust: bool,
) -> Spelled:
    """What the cells that were seen show, for an engine that tries to read texts.

    Args:
        texts: Cells of the columns of text, by field.
        mark: The decimal mark of the ledger.
        three_decimals: Whether all of its currencies have three.
        trust: Whether the cells are as many as to trust that blank ones have shown.
    """
    dates = (field for field in DATE_FIELDS if field in texts and days.are_iso(texts[field]))
    # Otherwise 1.234 may be a thousand: how many decimals stand there is looked at.
    points = mark == "." or (mark is None and three_decimals)
    numbers = (f for f in AMOUNT_FIELDS if f in texts and points and _are_bare(texts[f]))
    full = (field for field, cells in texts.items() if trust and not {None, ""} & set(cells))
    return Spelled(frozenset(dates), frozenset(numbers), frozenset(full))


def _are_bare(values: Iterable[Any]) -> bool:
    """Whether amounts have no marks of thousands, but for a few."""
    texts = [value for value in values if isinstance(value, str)]
    return sum("," in text for text in texts) * 100 <= len(texts)
