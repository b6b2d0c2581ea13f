"""The grammar of a formula: a precedence climb over the words that openpyxl has cut.

Excel's order, from tight to loose: unary minus, ``%``, ``^``, ``* /``, ``+ -``, ``&``, then
comparison. So ``-2^2`` is 4, and ``2^3^2`` is 64.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ledgerguard.cells.tokens import Token, refusal, tokens
from ledgerguard.cells.values import Argument
from ledgerguard.errors import ErrorValue, InvalidValue
from ledgerguard.units import Cell


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal, an array, or the blank that an empty argument stands for."""

    value: Argument


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, a range, a table reference or a defined name: whoever owns the sheet resolves it."""

    text: str


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x``, ``+x`` or ``x%``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what stands between them."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; the name in capitals, as it was spelled."""

    name: str
    arguments: tuple[Node, ...]


Node = Constant | Reference | Unary | Binary | Call

_STRENGTH: Final = {
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), 1),
    "&": 2,
    **dict.fromkeys("+-", 3),
    **dict.fromkeys("*/", 4),
    "^": 5,
}
_DEEPEST: Final = 64  # levels of nesting that Excel allows
_LITERALS: Final = frozenset({"number", "text", "logical", "error", "reference"})


@lru_cache(maxsize=8192)
def parse(text: str) -> Node:
    """The nested form of a formula text, with or without the leading ``=``.

    Raises:
        InvalidValue: when Excel would refuse the text.
    """
    return _Parser(text.strip().removeprefix("=")).whole()


def shaped(text: str) -> tuple[Node, tuple[str, ...]]:
    """The nested form of a formula text that differs from others only in its cells, and the cells.

    A column of a table repeats one formula with other cells in each row, and is read once: in the
    form stands :func:`placeholder` where the text has a cell or a range of the own sheet.

    Raises:
        InvalidValue: when Excel would refuse the text.
    """
    if _UNSHAPED.search(text):
        return parse(text), ()
    cells: list[str] = []

    def put(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        cells.append(found[1])
        return placeholder(len(cells) - 1)

    shape = _CELLS.sub(put, text)
    try:
        return parse(shape), tuple(cells)
    except InvalidValue:
        return parse(text), ()  # which says it in the words of the text


def placeholder(number: int) -> str:
    """What stands for a cell in a form: a character for private use."""
    return chr(_PRIVATE + number)


def cell_of(reference: str, cells: Sequence[str]) -> str:
    """The cell that a reference of a form stands for; any other reference as it is."""
    number = ord(reference[0]) - _PRIVATE
    return cells[number] if 0 <= number < len(cells) and len(reference) == 1 else reference


_PRIVATE: Final = 0xE000
_UNSHAPED: Final = re.compile(r"[\[\uE000-\uF8FF]")
"""A table reference may hold any sign; and what is private already cannot stand for a cell."""
_CELLS: Final = re.compile(
    r"""
    "(?:[^"]|"")*"          # a text
    | '(?:[^']|'')*'        # the name of a sheet in quotation marks
    | (?<![\w.!:$\#])(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w.(!:$\#])
    """,
    re.VERBOSE,
)
"""Cells of the own sheet; where a text or a name holds what reads as one, the whole is passed."""


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._position = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression(1)
        if self._token.kind != "end":
            raise self._unexpected()
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        token = self._token
        self._position += 1
        return token

    def _expression(self, least: int) -> Node:
        left = self._operand()
        while self._token.kind == "infix" and _STRENGTH.get(self._token.text, 0) >= least:
            operator = self._next().text
            left = Binary(operator, left, self._expression(_STRENGTH[operator] + 1))
        return left

    def _operand(self) -> Node:
        signs = []
        while self._token.kind == "prefix":
            signs.append(self._next().text)
        node = self._primary()
        for sign in reversed(signs):
            node = Unary(sign, node)
        while self._token.kind == "postfix":
            node = Unary(self._next().text, node)
        return node

    def _primary(self) -> Node:
        if self._token.kind in _LITERALS:
            return self._literal(self._next())
        if self._token.kind not in ("function", "bracket", "array"):
            raise self._unexpected()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise refusal(self._text, f"more than {_DEEPEST} levels of nesting")
        node = self._bracketed(self._next())
        self._depth -= 1
        return node

    def _bracketed(self, opener: Token) -> Node:
        if opener.kind == "function":
            name = opener.text[:-1].strip().upper().removeprefix("_XLFN.")
            return Call(name, tuple(self._arguments()))
        if opener.kind == "array":
            return self._array()
        node = self._expression(1)
        self._close()
        return node

    def _arguments(self) -> list[Node]:
        if self._token.kind == "close":
            self._close()
            return []
        found: list[Node] = []
        while True:
            empty = self._token.kind in ("argument", "close")
            found.append(Constant(None) if empty else self._expression(1))
            if self._token.kind != "argument":
                self._close()
                return found
            self._position += 1

    def _array(self) -> Constant:
        rows: list[list[Cell]] = [[self._element()]]
        while self._token.kind in ("argument", "row"):
            if self._next().kind == "row":
                rows.append([])
            rows[-1].append(self._element())
        self._close()
        if len({len(row) for row in rows}) != 1:
            raise refusal(self._text, "the rows of an array must be equally long")
        return Constant(tuple(tuple(row) for row in rows))

    def _element(self) -> Cell:
        signs = []
        while self._token.kind == "prefix":
            signs.append(self._next().text)
        token = self._next()
        if token.kind in _LITERALS and token.kind != "reference":
            value: Cell = self._literal(token).value  # type: ignore[union-attr, assignment]
            if not signs:
                return value
            if isinstance(value, float):
                return -value if signs.count("-") % 2 else value
        raise refusal(self._text, "an array holds constants only")

    def _literal(self, token: Token) -> Constant | Reference:
        if token.kind == "text":
            return Constant(token.text[1:-1].replace('""', '"'))
        if token.kind == "error":
            return Constant(ErrorValue(token.text, "written in the formula"))
        if token.kind == "logical":
            return Constant(token.text.upper() == "TRUE")
        if token.kind == "reference":
            return Reference(token.text)
        number = float(token.text)
        if math.isinf(number):
            raise refusal(self._text, f"the number {token.text} is too large")
        return Constant(number)

    def _close(self) -> None:
        if self._token.kind != "close":
            raise self._unexpected()
        self._position += 1

    def _unexpected(self) -> InvalidValue:
        if self._token.kind == "end":
            return refusal(self._text, "it ends too early")
        return refusal(self._text, f"{self._token.text!r} stands where it cannot")
