"""Parts of an expression computed once more, to show their values: only what has no effect."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final

UNKNOWN: Final = object()
"""Stands where a value cannot be known."""

SAME_DAY: Final = frozenset({"serial", "from_serial", "timedelta", "fromordinal"})
"""Functions that turn a day into another kind of the same day."""

SAME_VALUE: Final = frozenset({"days", "toordinal", "strip", "casefold", "items", "values", "copy"})
"""Methods that turn a value into another kind of the same value."""

_SAFE: Final = frozenset(
    {"sum", "min", "max", "abs", "len", "sorted", "zip", "enumerate", "range", "reversed", "round"}
    | {"float", "int", "list", "tuple", "any", "all", "isinstance", "bool", "pairwise"}
)
_GROUND_FLOOR: Final = "ledgerguard.formulas."


def evaluated(node: ast.expr, known: Mapping[str, Any], scope: Mapping[str, Any]) -> Any:
    """The value of an expression of a formula's own source, UNKNOWN where it cannot be had.

    An iterator is left alone, because asking it would use it up.
    """
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(scope.get(part.id), Iterator):
            return UNKNOWN
        if isinstance(part, ast.Call) and not _is_pure(part, known, scope):
            return UNKNOWN
    try:
        code = compile(ast.Expression(node), "<explained>", "eval")
        return eval(code, {**known, **scope})  # noqa: S307 - the formula's own source
    except Exception:  # whatever it is, the words without the value will do
        return UNKNOWN


def _is_pure(node: ast.Call, known: Mapping[str, Any], scope: Mapping[str, Any]) -> bool:
    """Whether a function has no effect: those of the ground floor are pure, by law."""
    name = ast.unparse(node.func).rpartition(".")[2]
    if name in _SAFE or name in SAME_DAY or name in SAME_VALUE:
        return True
    module = getattr(evaluated(node.func, known, scope), "__module__", None) or ""
    return module == "math" or module.startswith(_GROUND_FLOOR)
