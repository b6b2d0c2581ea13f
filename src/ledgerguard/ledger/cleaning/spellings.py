"""Patterns of cells that need no second look: the engine itself reads what they match.

They are written for the regular expressions that Python, RE2, Rust and Java have in common.
"""

from __future__ import annotations

from typing import Final

from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.reading.amounts import Mark

BETWEEN: Final = "\x1f"
"""Stands between and after the cells that are matched together; Python counts it as a space."""

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
    "invoice": ID,
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
    return rf"(?:-?[0-9]{{1,11}}{fraction}|-?[0-9]{{1,3}}(?:{group}[0-9]{{3}}){{1,2}}{fraction})"
