"""The function calls in a formula text, each with its arguments as words.

It nests by brackets alone, so that it reads what our own grammar does not: unions, intersections,
LAMBDA, spilled ranges.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from ledgerguard.cells.spelling import Spelled, calls
from ledgerguard.cells.tokens import Token, tokens
from ledgerguard.errors import InvalidValue

VOLATILE: Final = frozenset(
    {"CELL", "INDIRECT", "INFO", "NOW", "OFFSET", "RAND", "RANDARRAY", "RANDBETWEEN", "TODAY"}
)
"""Functions whose answer changes without any cell being changed."""

_WHOLE: Final = re.compile(
    r"(?:.*!)?\$?(?:(?P<column>[A-Z]{1,3}):\$?[A-Z]{1,3}|[0-9]{1,7}:\$?[0-9]{1,7}"
    r"|[A-Z]{1,3}\$?1:\$?[A-Z]{1,3}\$?1048576)",
    re.IGNORECASE,
)

# The columns of a table; in them ' makes the next character a plain one.
_COLUMN: Final = re.compile(r"\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]", re.DOTALL)
_PRIVATE: Final = 0xE000  # where no character of a workbook stands


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its words, with the place of each in the formula."""

    words: tuple[tuple[int, Token], ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return not self.words

    @property
    def reference(self) -> str | None:
        """The reference that is the whole argument."""
        return self._only("reference")

    @property
    def number(self) -> float | None:
        """The number that is the whole argument."""
        text = self._only("number")
        return None if text is None else float(text)

    def _only(self, kind: str) -> str | None:
        if len(self.words) == 1 and self.words[0][1].kind == kind:
            return self.words[0][1].text
        return None


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call of any function."""

    name: str  # in capitals, without the prefix of newer functions
    ours: Spelled | None
    arguments: tuple[Argument, ...]


@dataclass(slots=True)
class _Frame:
    opener: Token
    arguments: list[list[tuple[int, Token]]] = field(default_factory=lambda: [[]])


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Token, ...] | None:
    """The words of a formula text; None when it cannot be cut into words."""
    with suppress(InvalidValue):
        return tuple(tokens(text)[:-1])
    with suppress(InvalidValue):
        hidden = tokens(_COLUMN.sub(_hidden, text))[:-1]
        return tuple(Token(word.kind, _shown(word.text)) for word in hidden)
    return None


def _hidden(column: re.Match[str]) -> str:
    """A table's column with its escaped characters out of openpyxl's sight: it stumbles there."""
    return re.sub(r"'([\[\]#'@])", lambda found: chr(_PRIVATE + ord(found[1])), column[0])


def _shown(text: str) -> str:
    return re.sub(
        f"[{chr(_PRIVATE)}-{chr(_PRIVATE + 127)}]", lambda c: "'" + chr(ord(c[0]) - _PRIVATE), text
    )


def calls_of(words: tuple[Token, ...]) -> list[FoundCall]:
    """All calls of a formula, inner ones before those that hold them."""
    found: list[FoundCall] = []
    frames: list[_Frame] = []
    for place, word in enumerate(words):
        if word.kind == "close" and frames:
            frame = frames.pop()
            if frame.opener.kind == "function":
                found.append(_call(frame))
        if word.kind == "argument" and frames and frames[-1].opener.kind == "function":
            frames[-1].arguments.append([])
            outer = frames[:-1]
        else:
            outer = frames
        for frame in outer:
            frame.arguments[-1].append((place, word))
        if word.kind in ("function", "bracket", "array"):
            frames.append(_Frame(word))
    return found


def is_volatile(call: FoundCall) -> bool:
    """Whether a function is recalculated without any reason in the workbook."""
    return call.name in VOLATILE


def is_whole(reference: str) -> bool:
    """Whether a reference takes whole columns or rows."""
    return _WHOLE.fullmatch(reference) is not None


def references(words: tuple[Token, ...]) -> list[str]:
    """Every reference and name in a formula."""
    return [word.text for word in words if word.kind == "reference"]


def _call(frame: _Frame) -> FoundCall:
    arguments = tuple(Argument(tuple(words)) for words in frame.arguments)
    if len(arguments) == 1 and arguments[0].is_blank:
        arguments = ()
    name = frame.opener.text[:-1].strip().upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
    return FoundCall(name, next(calls(frame.opener.text), None), arguments)
