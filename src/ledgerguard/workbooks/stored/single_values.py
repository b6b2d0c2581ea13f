"""Whether a formula answers one value, whichever way Excel reckons it.

A plain cell and a dynamic one reckon ranges differently: in a plain one ``A1:A9*2`` is the value of
its own row. Only where no range is reckoned with may a cell change its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledgerguard.cells.grammar import Binary, Call, Constant, Node, Reference, Unary, parse
from ledgerguard.cells.spelling import calls
from ledgerguard.errors import LedgerguardError
from ledgerguard.formula import Formula

_CELL: Final = re.compile(r"(?:(?:'(?:[^']|'')+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?[0-9]{1,7}", re.I)
# What makes one value of whole ranges.
_OF_RANGES: Final = frozenset(
    {"AND", "AVERAGE", "COLUMNS", "COUNT", "COUNTA", "MAX", "MEDIAN", "MIN", "OR", "PRODUCT"}
    | {"ROWS", "SUM", "SUMPRODUCT"}
)
# What makes one value of single values.
_OF_VALUES: Final = frozenset(
    {"ABS", "CONCATENATE", "DATE", "DAY", "EDATE", "EOMONTH", "EXACT", "FIXED", "IF", "IFERROR"}
    | {"IFNA", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LOWER", "MID"}
    | {"MOD", "MONTH", "NOT", "PROPER", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "SIGN", "SQRT"}
    | {"SUBSTITUTE", "TEXT", "TRIM", "UPPER", "VALUE", "YEAR"}
)


def is_single(text: str, formulas: Mapping[str, Formula], names: Mapping[str, str]) -> bool:
    """Whether a formula text surely answers one value.

    Args:
        text: The formula.
        formulas: Ours, by name.
        names: What each defined name stands for, by the name in capitals.
    """
    try:
        return _Judge(formulas, names).single(parse(text))
    except LedgerguardError:
        return False  # what we cannot read we do not touch


class _Judge:
    def __init__(self, formulas: Mapping[str, Formula], names: Mapping[str, str]) -> None:
        self._formulas = formulas
        self._names = names

    def single(self, node: Node) -> bool:
        match node:
            case Constant():
                return not isinstance(node.value, (list, tuple))
            case Reference():
                return _is_cell(self._names.get(node.text.upper(), node.text))
            case Unary():
                return self.single(node.operand)
            case Binary():
                return self.single(node.left) and self.single(node.right)
            case Call():
                return self._call(node)

    def _call(self, node: Call) -> bool:
        ours = next(calls(node.name + "("), None)
        if ours is not None:
            formula = self._formulas.get(ours.name)
            return formula is not None and not formula.is_table and self._fits(node, formula)
        if node.name in _OF_RANGES:
            return all(map(self._range_or_single, node.arguments))
        if node.name == "INDEX":
            first, *rest = node.arguments or (Constant(None),)
            return len(rest) == 2 and self._range_or_single(first) and all(map(self.single, rest))
        return node.name in _OF_VALUES and all(map(self.single, node.arguments))

    def _fits(self, node: Call, formula: Formula) -> bool:
        """Whether no argument that should be one cell is a range: that would be lifted."""
        for place, argument in enumerate(node.arguments):
            if not formula.parameters:
                return False
            parameter = formula.parameters[min(place, len(formula.parameters) - 1)]
            takes_range = all(unit.shape != "cell" for unit in parameter.units)
            if not (self._range_or_single(argument) if takes_range else self.single(argument)):
                return False
        return True

    def _range_or_single(self, node: Node) -> bool:
        """Whether an argument is passed on as it is, and not reckoned with on the way."""
        if isinstance(node, (Constant, Reference)):
            return True
        if isinstance(node, Call) and (ours := next(calls(node.name + "("), None)):
            formula = self._formulas.get(ours.name)
            return formula is not None and self._fits(node, formula)
        return self.single(node)


def _is_cell(text: str) -> bool:
    return _CELL.fullmatch(text.removeprefix("=")) is not None
