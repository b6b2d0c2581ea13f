"""Formulas called with junk, one argument after the other and all at once.

The arguments that are not junk are those of the formula's own example, so that the junk meets the
code and not only the first check.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.grammar import Binary, Call, Constant, Node, Unary, parse
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import Formula

FOUR_PARTS: Final = re.compile(r".+ must .+, got .+\. Hint: .+", re.DOTALL)
"""What every error says: what, allowed, got, hint."""

OURS: Final = {"#DIV/0!", "#NUM!", "#VALUE!", "#N/A"}

CELLS: Final[tuple[Any, ...]] = (
    *(None, "", " ", "abc", "12", True, False, "TRUE"),
    *(ErrorValue("#REF!"), ErrorValue("#N/A"), math.inf, -math.inf, math.nan),
    *(1e308, -1e308, 1e-308, -1, 0, 0.5, 1.5, 1e9, 1e18),
    *(59, 60, 61, 2_958_465, 2_958_466),  # the ends of Excel's calendar
)

RANGES: Final[tuple[Any, ...]] = (
    [],
    [[]],
    [[None], [None]],
    [["abc"], [True]],
    [[ErrorValue("#DIV/0!")], [1]],
    [[math.inf], [math.nan]],
    [[1e308], [1e308]],
    [[-1], [0], [-1e308]],
    [[1], [1, 2], [1, 2, 3]],  # ragged: padded with blanks
    [[59, 60], [0, -1]],
    [["a", "b", "c"], [1, 2, 3], ["", None, "x"]],
    [[None] * 6] * 3,
)


@dataclass(frozen=True, slots=True)
class JunkCall:
    """One call; ``tainted`` where an argument is an error already, which comes back as it is."""

    name: str
    arguments: tuple[Any, ...]

    @property
    def tainted(self) -> set[str]:
        """The errors among the arguments."""
        return {
            cell.code
            for argument in self.arguments
            for row in (argument if isinstance(argument, (list, tuple)) else [[argument]])
            for cell in (row if isinstance(row, (list, tuple)) else [row])
            if isinstance(cell, ErrorValue)
        }


def calls(
    catalogue: Mapping[str, Formula], formulas: Iterable[Formula] | None = None
) -> Iterator[JunkCall]:
    """Every formula with every piece of junk at every place, and with the same junk everywhere.

    Args:
        catalogue: What the examples of the formulas may call.
        formulas: Those that are called with junk; all of the catalogue unless given.
    """
    for formula in catalogue.values() if formulas is None else formulas:
        usual = example_arguments(formula, catalogue)
        for junk in (*CELLS, *RANGES):
            for place in range(len(usual)):
                yield JunkCall(formula.name, (*usual[:place], junk, *usual[place + 1 :]))
            yield JunkCall(formula.name, (junk,) * len(usual))
        yield JunkCall(formula.name, ())
        yield JunkCall(formula.name, (1,) * (len(usual) + 30))


def example_arguments(formula: Formula, catalogue: Mapping[str, Formula]) -> list[Any]:
    """The arguments of a formula's longest example, computed, blanks where it leaves one out."""
    made = [call for text, _ in formula.examples for call in _calls_in(parse(text))]
    longest = max(
        (call for call in made if call.name == formula.name), key=lambda call: len(call.arguments)
    )
    given = [_value(node, catalogue) for node in longest.arguments]
    return given + [None] * (min(len(formula.parameters), 14) - len(given))


def _calls_in(node: Node) -> Iterator[Call]:
    if isinstance(node, Call):
        yield node
        for part in node.arguments:
            yield from _calls_in(part)
    elif isinstance(node, Unary):
        yield from _calls_in(node.operand)
    elif isinstance(node, Binary):
        yield from _calls_in(node.left)
        yield from _calls_in(node.right)


def _value(node: Node, catalogue: Mapping[str, Formula]) -> Any:
    if isinstance(node, Constant):
        return node.value
    return evaluate(text_of(node), catalogue)


def text_of(node: Node) -> str:
    """The text of a node that an example holds: calls of constants, and signs."""
    if isinstance(node, Call):
        return f"{node.name}({', '.join(text_of(part) for part in node.arguments)})"
    if isinstance(node, Constant):
        return literal(node.value)
    if isinstance(node, Unary):
        inner = text_of(node.operand)
        return f"{inner}%" if node.operator == "%" else f"{node.operator}{inner}"
    assert isinstance(node, Binary)  # noqa: S101 - an example holds no reference
    return f"({text_of(node.left)}{node.operator}{text_of(node.right)})"


def literal(value: Any) -> str:
    """A value as it is written in a formula."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "{" + ";".join(",".join(literal(cell) for cell in row) for row in value) + "}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return value.code if isinstance(value, ErrorValue) else f"{value:.17g}"
