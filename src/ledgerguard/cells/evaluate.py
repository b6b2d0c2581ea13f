"""Computes a formula text as a cell would: our formulas, Excel's operators, a few native functions.

The cached values of our workbooks, the examples in the docstrings and ``ledgerguard eval`` all come
from here.
"""

from __future__ import annotations

import difflib
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ledgerguard.cells import lift, values
from ledgerguard.cells.coercion import (
    COMPARISONS,
    Fault,
    compare,
    fault,
    logical,
    number,
    scalar,
    text,
)
from ledgerguard.cells.grammar import (
    Call,
    Constant,
    Node,
    Reference,
    Unary,
    cell_of,
    parse,
    shaped,
)
from ledgerguard.cells.native import DATED, NATIVE
from ledgerguard.cells.spelling import bare
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.errors import DIV0, NAME, NUM, REF, VALUE, ErrorValue, InvalidValue
from ledgerguard.formula import Formula
from ledgerguard.units import Cell

Lookup = Callable[[str], Argument]
"""Answers what a reference such as ``Ledger!$A$5:$L$900`` holds; a KeyError becomes #REF!."""

_TOO_LARGE: Final = "the number is too large"
_ADDRESS = re.compile(r"(.*!)?\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?", re.IGNORECASE)


def evaluate(formula: str, formulas: Mapping[str, Formula], lookup: Lookup | None = None) -> Answer:
    """The value of a formula text, with or without the leading ``=``.

    What goes wrong in the computation is an error value, as in a cell.

    Raises:
        InvalidValue: when the text is not a formula, so that Excel would refuse it.
    """
    try:
        form, cells = shaped(formula)
        answer = _Evaluation(formulas, lookup, cells).value(form)
    except RecursionError:
        raise InvalidValue(
            "the formula must be shorter or less deeply nested, got more than can be read",
            hint="compute parts of it in cells of their own",
        ) from None
    return _settle(answer)


def apply(name: str, arguments: Sequence[Argument], formulas: Mapping[str, Formula]) -> Answer:
    """The value of one call with values for arguments; the name in any host's spelling."""
    call = Call(name.upper(), tuple(Constant(argument) for argument in arguments))
    return _settle(_Evaluation(formulas, None).value(call))


def is_dated(formula: str, formulas: Mapping[str, Formula]) -> bool:
    """Whether the outermost function of a formula text answers with a date."""
    node = parse(formula)
    if not isinstance(node, Call):
        return False
    ours = formulas.get(bare(node.name))
    return ours.returns.kind == "date" if ours else node.name in DATED


class _Evaluation:
    """One walk through a parsed formula."""

    def __init__(
        self,
        formulas: Mapping[str, Formula],
        lookup: Lookup | None,
        cells: Sequence[str] = (),
    ) -> None:
        self._formulas = formulas
        self._lookup = lookup
        self._cells = cells  # what the placeholders of the form stand for

    def value(self, node: Node) -> Argument:
        try:
            return self._compute(node)
        except Fault as found:
            return found.value

    def _compute(self, node: Node) -> Argument:
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Reference):
            return self._reference(cell_of(node.text, self._cells) if self._cells else node.text)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Unary):
            return _UNARY[node.operator](self.value(node.operand))
        left, right = self.value(node.left), self.value(node.right)
        if node.operator == "&":
            return text(left) + text(right)
        if node.operator in COMPARISONS:
            return compare(node.operator, left, right)
        result = _ARITHMETIC[node.operator](number(left), number(right))
        if not math.isfinite(result):
            raise fault(NUM, _TOO_LARGE)
        return result

    def _reference(self, text: str) -> Argument:
        if text.endswith("#REF!"):
            raise fault(REF, f"{text} was deleted")
        try:
            if self._lookup is not None:
                return self._lookup(text)
        except KeyError:
            pass
        if _ADDRESS.fullmatch(text):
            raise fault(REF, f"there is no cell {text} here")
        raise fault(NAME, f"there is no name {text} here; text stands in quotation marks")

    def _call(self, node: Call) -> Argument:
        if node.name in _LAZY:
            return _LAZY[node.name](self, node.arguments)
        arguments = [self._argument(a) for a in node.arguments]
        ours = self._formulas.get(bare(node.name))
        if ours is not None:
            return lift.call(ours, arguments)
        native = NATIVE.get(node.name)
        if native is None:
            raise fault(NAME, self._unknown(bare(node.name)))
        try:
            return native(arguments)
        except OverflowError:
            raise fault(NUM, _TOO_LARGE) from None

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name, [*self._formulas, *NATIVE, *_LAZY], n=1)
        question = f", did you mean {near[0]}?" if near else ""
        return f"there is no formula {name}{question}"

    def _argument(self, node: Node) -> Argument:
        value = self.value(node)
        # SUM ignores the text in a cell and refuses the text in a formula, so a single cell that
        # was referred to stays a range.
        refers = isinstance(node, Reference) or (isinstance(node, Call) and node.name == "INDEX")
        if refers and not isinstance(value, (list, tuple)):
            return [[value]]  # type: ignore[list-item]  # a str is a Sequence for the type checker
        return value

    def _if(self, arguments: tuple[Node, ...]) -> Argument:
        _expect(arguments, 2, 3)
        if logical(self.value(arguments[0])):
            return self.value(arguments[1])
        return self.value(arguments[2]) if len(arguments) == 3 else False

    def _if_error(self, arguments: tuple[Node, ...]) -> Argument:
        _expect(arguments, 2, 2)
        value = self.value(arguments[0])
        if isinstance(value, ErrorValue):
            return self.value(arguments[1])
        if isinstance(value, (list, tuple)) and any(
            isinstance(cell, ErrorValue) for row in value for cell in row
        ):
            other = scalar(self.value(arguments[1]))
            return [[other if isinstance(c, ErrorValue) else c for c in row] for row in value]
        return value


def _expect(arguments: tuple[Node, ...], least: int, most: int) -> None:
    if not least <= len(arguments) <= most:
        raise fault(VALUE, f"{least} to {most} arguments belong here, got {len(arguments)}")


def _divide(dividend: float, divisor: float) -> float:
    if divisor == 0:
        raise fault(DIV0, "a division by 0")
    return dividend / divisor


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent <= 0:
        raise fault(NUM if exponent == 0 else DIV0, f"0 cannot be raised to {exponent:g}")
    if base < 0 and not exponent.is_integer():
        raise fault(NUM, f"{base:g} cannot be raised to the fraction {exponent:g}")
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


_UNARY: Final[Mapping[str, Callable[[Argument], Argument]]] = {
    "-": lambda value: -number(value),
    "+": lambda value: value,  # Excel's unary plus changes nothing, not even text
    "%": lambda value: number(value) / 100,
}
_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "^": _power,
}
_LAZY: Final[Mapping[str, Callable[[_Evaluation, tuple[Node, ...]], Argument]]] = {
    "IF": _Evaluation._if,
    "IFERROR": _Evaluation._if_error,
}


def _settle(answer: Argument) -> Answer:
    """What finally stands in the cells: a blank shows as 0, and nothing is infinite."""
    if isinstance(answer, (list, tuple)):
        return [[_settled(cell) for cell in row] for row in answer]
    return _settled(answer)  # type: ignore[arg-type]  # a str is a Sequence for the type checker


def _settled(cell: Cell) -> Cell:
    if cell is None:
        return 0
    if cell == 0 and isinstance(cell, float):
        return 0.0  # never minus zero
    return values.to_cells(cell)  # type: ignore[return-value]  # one cell in, one cell out
