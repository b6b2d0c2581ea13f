"""How each host spells a formula in a stored workbook: LG_DSO, LG.DSO, _xldudf_LG_DSO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

Host = Literal["desktop", "calc", "lite"]
HOSTS: tuple[Host, ...] = get_args(Host)

PREFIX: dict[Host, str] = {"desktop": "LG_", "calc": "LG.", "lite": "_xldudf_LG_"}

# Which host wrote a call, by the small letters of what stands before the formula's own name.
_WRITERS: Final[dict[str, Host]] = {"lg_": "desktop", "lg.": "calc", "_xldudf_lg_": "lite"}

_WORD = r"(?<![\w.])(?P<link>\[\d+\]!)?(?P<prefix>_xldudf_LG_|LG[_.])(?P<name>{name})\("
_NAME = re.compile("[A-Z]+(?:_[A-Z]+)*")
_CALL = re.compile(_WORD.format(name=_NAME.pattern), re.IGNORECASE)
_PASSED = (
    r'"(?:[^"]|"")*"'  # a string
    r"|'(?:[^']|'')*'"  # a quoted sheet name
    # a table's columns, or the number of a book; in here ' makes the next character a plain one
    r"|\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]"
)
# The call stands first: the number of a book before it is no column of a table.
_SCAN = re.compile(f"{_WORD.format(name=r'[A-Z][A-Z0-9_.]*')}|{_PASSED}", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A call of ours as it stands in a formula text."""

    start: int
    end: int  # behind the opening bracket
    host: Host
    name: str  # in capitals; whether there is such a formula is another question
    linked: bool  # as Excel stores a call into an add-in's file: ``[1]!LG_DSO(``


def spell(name: str, host: Host) -> str:
    """The stored spelling of the formula ``name`` in a workbook for ``host``."""
    return PREFIX[host] + name


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """The formula's own name, whichever host's spelling it arrives in."""
    found = _CALL.fullmatch(name + "(")
    return (found["name"] if found else name).upper()


def calls(text: str) -> Iterator[Spelled]:
    """Our calls in a formula text; strings, sheet names and columns of tables are none."""
    if "lg" not in text.lower():
        return
    for found in _SCAN.finditer(text):
        if found["name"] is not None:
            yield Spelled(
                found.start(),
                found.end(),
                _WRITERS[found["prefix"].lower()],
                found["name"].upper(),
                found["link"] is not None,
            )


def is_ours(text: str) -> bool:
    """Whether a formula text calls one of our formulas."""
    return any(_is_formula_name(call.name) for call in calls(text))


def respelled(text: str, host: Host) -> Iterator[tuple[int, int, str]]:
    """What changes in a formula text for ``host``: start, end, and what stands there then.

    A link to an add-in's file is left out where another program reads the text: it has no such
    file.
    """
    for call in calls(text):
        if _is_formula_name(call.name) and not (call.linked and host == "desktop"):
            yield call.start, call.end, spell(call.name, host) + "("


def retarget(text: str, host: Host) -> str:
    """A formula text with our calls respelled for ``host``; strings and sheet names untouched."""
    parts: list[str] = []
    done = 0
    for start, end, word in respelled(text, host):
        parts += text[done:start], word
        done = end
    return "".join((*parts, text[done:]))


def _is_formula_name(name: str) -> bool:
    """Whether a formula can have that name: no other add-in's ``LG_A1.B`` is taken for ours."""
    return _NAME.fullmatch(name) is not None
