"""An expression of Python in the notation of a spreadsheet: with its names, or with numbers.

``receivables / credit_sales * days`` becomes ``receivables / credit_sales × days``, and with
numbers ``1,200,000 / 10,000,000 × 365``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledgerguard.cells.explain_numbers import shown
from ledgerguard.cells.explain_values import SAME_DAY, SAME_VALUE, UNKNOWN, evaluated
from ledgerguard.formula import MARK
from ledgerguard.formulas import checks, raw_cells
from ledgerguard.translation import Say, mark

_ATOM, _POWER, _SIGN, _TIMES, _PLUS, _COMPARE = 9, 6, 5, 4, 3, 1
_OPERATORS: Final[Mapping[type[ast.operator], tuple[str, int]]] = {
    ast.Add: ("+", _PLUS),
    ast.Sub: ("-", _PLUS),
    ast.Mult: ("×", _TIMES),
    ast.Div: ("/", _TIMES),
    ast.Pow: ("^", _POWER),
}
_CALLED_OPERATORS: Final[Mapping[type[ast.operator], str]] = {
    ast.Mod: "MOD({}, {})",
    ast.FloorDiv: "INT({} / {})",
}
_COMPARISONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "=",
    ast.NotEq: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "=",
    ast.IsNot: "<>",
}
_FUNCTIONS: Final = {
    **{name: name.upper() for name in ("sum", "min", "max", "abs", "round", "exp", "sqrt")},
    "fsum": "SUM",
    "prod": "PRODUCT",
    "log": "LN",
    "int": "INT",
    "floor": "FLOOR",
    "ceil": "CEILING",
    "len": "COUNT",
    "sorted": "SORT",
    "date": "DATE",
    "bisect_left": "MATCH",
    "bisect_right": "MATCH",
}
_SAME: Final = frozenset(
    {"float", "list", "tuple", "iter", "str", "Decimal", "Fraction", "enumerate", "sound"}
)
"""What turns a value into another kind of the same value, which a cell does not know."""

_EXPANDED: Final = 4  # terms of a sum that are written out
_TESTED: Final = 500  # values of a column whose condition is told apart


class Words:
    """Writes expressions; with a scope every name is written as its value."""

    def __init__(
        self, say: Say, known: Mapping[str, Any], scope: Mapping[str, Any] | None = None
    ) -> None:
        self._say = say
        self._known = known
        self._scope = scope

    def write(self, node: ast.expr, strength: int = 0) -> str:
        """An expression; in brackets where what stands around it binds stronger."""
        for kind, writer in _WRITERS.items():
            if isinstance(node, kind):
                text, own = writer(self, node)
                return f"({text})" if own < strength else text
        return self._value_or(node, "…")

    def _name(self, node: ast.Name) -> tuple[str, int]:
        if self._scope is not None:
            value = self._scope.get(node.id, self._known.get(node.id, UNKNOWN))
            if value is UNKNOWN or callable(value):
                return node.id.strip("_"), _ATOM
            return self._value(value)
        value = self._known.get(node.id)
        is_number = isinstance(value, (int, float)) and node.id.isupper()
        return (shown(value, self._say) if is_number else node.id.strip("_")), _ATOM

    def _value(self, value: Any) -> tuple[str, int]:
        text = shown(value, self._say)
        return text, (_SIGN if text.startswith("-") else _ATOM)

    def _constant(self, node: ast.Constant) -> tuple[str, int]:
        return shown(node.value, self._say), _ATOM

    def _binary(self, node: ast.BinOp) -> tuple[str, int]:
        if type(node.op) in _CALLED_OPERATORS:
            form = _CALLED_OPERATORS[type(node.op)]
            return form.format(self.write(node.left, _TIMES), self.write(node.right, _TIMES)), _ATOM
        if type(node.op) not in _OPERATORS:
            return self._value_or(node, ast.unparse(node)), _ATOM
        sign, strength = _OPERATORS[type(node.op)]
        is_power = isinstance(node.op, ast.Pow)
        left = self.write(node.left, strength + is_power)
        right = self.write(node.right, strength + (is_power or sign in "-/"))
        if right.startswith("-"):
            right = f"({right})"
        return (f"{left}^{right}" if sign == "^" else f"{left} {sign} {right}"), strength

    def _unary(self, node: ast.UnaryOp) -> tuple[str, int]:
        if isinstance(node.op, ast.Not):
            return f"NOT({self.write(node.operand)})", _ATOM
        if isinstance(node.op, ast.UAdd):
            return self.write(node.operand), _SIGN
        return "-" + self.write(node.operand, _ATOM), _SIGN

    def _and_or(self, node: ast.BoolOp) -> tuple[str, int]:
        otherwise = node.values[-1]
        if isinstance(otherwise, ast.Constant) and not isinstance(otherwise.value, bool):
            return self.write(node.values[0]), _ATOM  # "amount or 0": a blank counts as 0
        name = "AND" if isinstance(node.op, ast.And) else "OR"
        return f"{name}({', '.join(map(self.write, node.values))})", _ATOM

    def _comparison(self, node: ast.Compare) -> tuple[str, int]:
        text = self.write(node.left, _PLUS)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                is_in = isinstance(operator, ast.In)
                form = mark("{} is one of {}") if is_in else mark("{} is none of {}")
                text = self._say(form).format(text, self.write(right))
            else:
                text += f" {_COMPARISONS[type(operator)]} {self.write(right, _PLUS)}"
        return text, _COMPARE

    def _if(self, node: ast.IfExp) -> tuple[str, int]:
        if self._scope is not None:
            test = self._evaluated(node.test)
            if test is not UNKNOWN:
                branch = node.body if test else node.orelse
                return self.write(branch), _strength(branch)
        if self.write(node.body) == self.write(node.orelse):
            return self.write(node.body), _strength(node.body)
        parts = (node.test, node.body, node.orelse)
        return f"IF({', '.join(map(self.write, parts))})", _ATOM

    def _call(self, node: ast.Call) -> tuple[str, int]:
        name = ast.unparse(node.func).rpartition(".")[2]
        if isinstance(node.func, ast.Attribute) and name in SAME_VALUE:
            return self.write(node.func.value), _strength(node.func.value)
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if (name in _SAME or name in SAME_DAY or self._hands_through(node)) and arguments:
            inner = arguments[1] if self._hands_through(node) else arguments[0]
            return self.write(inner), _strength(inner)
        if name in ("at_least", "at_most") and len(arguments) > 1:
            sign = ">=" if name == "at_least" else "<="
            pair = [self.write(part, _PLUS) for part in arguments[:2]]
            return f"{pair[0]} {sign} {pair[1]}", _COMPARE
        if name == "get" and isinstance(node.func, ast.Attribute):
            return f"{self._owner(node.func.value)}[{self.write(arguments[0])}]", _ATOM
        if name == "next" and len(arguments) > 1:
            return self._next(arguments[0], arguments[1])
        if name == "startswith" and isinstance(node.func, ast.Attribute):
            form = self._say("{text} begins with {start}")
            owner = self.write(node.func.value, _ATOM)
            return form.format(text=owner, start=self.write(arguments[0])), _COMPARE
        called = getattr(self._known.get(name), MARK, None) or _FUNCTIONS.get(name)
        written = [self.write(part) for part in arguments if not _is_option(name, part)]
        parts = [part for part in written if part not in ("", "{}")]
        if name == "date":  # a year has no thousands
            parts = [part.replace(",", "") if part[:1].isdigit() else part for part in parts]
        if name == "zip":
            return ", ".join(parts), _ATOM
        if name == "map" and len(parts) > 1:
            return f"{_FUNCTIONS.get(parts[0], parts[0])}({', '.join(parts[1:])})", _ATOM
        return f"{called or name.strip('_').replace('_', ' ')}({', '.join(parts)})", _ATOM

    def _next(self, values: ast.expr, otherwise: ast.expr) -> tuple[str, int]:
        """The first value that there is."""
        if self._scope is not None and isinstance(values, ast.GeneratorExp):
            terms = self._terms(values)
            if terms is not None:
                return (terms[0] if terms else self.write(otherwise)), _ATOM
        form = self._say("first {values}, otherwise {other}")
        return form.format(values=self.write(values), other=self.write(otherwise)), _ATOM

    def _owner(self, node: ast.expr) -> str:
        """What a value is taken from: by its name, it may be large."""
        return Words(self._say, self._known).write(node, _ATOM)

    def _hands_through(self, node: ast.Call) -> bool:
        """Whether a check answers the value that it was given: ``divisor("sales", sales)``."""
        function = self._known.get(node.func.id) if isinstance(node.func, ast.Name) else None
        return (
            getattr(function, "__module__", "") in (checks.__name__, raw_cells.__name__)
            and len(node.args) in (2, 3)
            and not isinstance(node.args[1], ast.Constant)
            and isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.Name)
            and getattr(function, "__name__", "") in ("divisor", "filled", "number_of")
        )

    def _attribute(self, node: ast.Attribute) -> tuple[str, int]:
        if node.attr == "days" and isinstance(node.value, ast.BinOp):  # between two dates
            return self.write(node.value), _strength(node.value)
        if self._scope is not None:
            value = self._evaluated(node)
            if value is not UNKNOWN:
                return self._value(value)
        owner = self.write(node.value, _ATOM)
        if owner == "self":
            return node.attr.strip("_"), _ATOM
        return self._say("{part} of {whole}").format(part=node.attr, whole=owner), _ATOM

    def _subscript(self, node: ast.Subscript) -> tuple[str, int]:
        if self._scope is not None:
            value = self._evaluated(node)
            if value is not UNKNOWN:
                return self._value(value)
        return f"{self.write(node.value, _ATOM)}[{self.write(node.slice)}]", _ATOM

    def _slice(self, node: ast.Slice) -> tuple[str, int]:
        first = self.write(node.lower) if node.lower else ""
        last = self.write(node.upper) if node.upper else ""
        return f"{first}…{last}", _ATOM

    def _several(self, node: ast.Tuple | ast.List | ast.Set) -> tuple[str, int]:
        return "{" + "; ".join(map(self.write, node.elts)) + "}", _ATOM

    def _mapping(self, node: ast.Dict) -> tuple[str, int]:
        return self._value_or(node, "{…}"), _ATOM

    def _starred(self, node: ast.Starred) -> tuple[str, int]:
        return self.write(node.value), _ATOM

    def _named(self, node: ast.NamedExpr) -> tuple[str, int]:
        return self.write(node.value), _strength(node.value)

    def _text(self, node: ast.JoinedStr) -> tuple[str, int]:
        return self._value_or(node, "…"), _ATOM

    def _each(self, node: ast.GeneratorExp | ast.ListComp) -> tuple[str, int]:
        """What is computed for each value of a column."""
        if self._scope is not None:
            terms = self._terms(node)
            if terms is not None:
                return self._listed(terms), _ATOM
        loop = node.generators[0]
        named = [part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)]
        which, span = ", ".join(n for n in named if n != "_"), self.write(loop.iter)
        what = self.write(node.elt)
        if len(node.generators) > 1:
            return what, _ATOM
        each = mark("{what} for each {which} of {span}") if which else mark("{what} for {span}")
        form = self._say(each)
        text = span if what == which else form.format(what=what, which=which, span=span)
        form = self._say("{what} where {condition}")
        for condition in loop.ifs:
            text = form.format(what=text, condition=self.write(condition))
        return text, _ATOM

    def _terms(self, node: ast.GeneratorExp | ast.ListComp) -> list[str] | None:
        """The terms, the first of them written out; None where they cannot be known."""
        if len(node.generators) > 1:
            return None
        loop = node.generators[0]
        column = self._evaluated(loop.iter)
        if column is UNKNOWN:
            return None
        terms: list[str] = []
        try:
            values = list(column)
            if loop.ifs and len(values) > _TESTED:
                return None
            for value in values:
                if len(terms) >= _EXPANDED and not loop.ifs:
                    terms += [""] * (len(values) - len(terms))
                    break
                scope = {**(self._scope or {}), **_bound(loop, value)}
                inner = Words(self._say, self._known, scope)
                met = [inner._evaluated(condition) for condition in loop.ifs]
                if UNKNOWN in met:
                    return None
                if all(met):
                    terms.append(inner.write(node.elt) if len(terms) < _EXPANDED else "")
        except (TypeError, ValueError):
            return None
        return terms

    def _listed(self, terms: list[str]) -> str:
        if len(terms) <= _EXPANDED:
            return "; ".join(terms)
        more = self._say("({count} values)").format(count=len(terms))
        return "; ".join(terms[:_EXPANDED]) + f"; … {more}"

    def _value_or(self, node: ast.expr, otherwise: str) -> str:
        if self._scope is None:
            return otherwise
        value = self._evaluated(node)
        return otherwise if value is UNKNOWN else shown(value, self._say)

    def _evaluated(self, node: ast.expr) -> Any:
        return evaluated(node, self._known, self._scope or {})


_WRITERS: Final[Mapping[Any, Callable[[Words, Any], tuple[str, int]]]] = {
    ast.Name: Words._name,
    ast.Constant: Words._constant,
    ast.BinOp: Words._binary,
    ast.UnaryOp: Words._unary,
    ast.BoolOp: Words._and_or,
    ast.Compare: Words._comparison,
    ast.IfExp: Words._if,
    ast.Call: Words._call,
    ast.Attribute: Words._attribute,
    ast.Subscript: Words._subscript,
    ast.Slice: Words._slice,
    ast.Tuple | ast.List | ast.Set: Words._several,
    ast.Dict: Words._mapping,
    ast.Starred: Words._starred,
    ast.NamedExpr: Words._named,
    ast.JoinedStr: Words._text,
    ast.GeneratorExp | ast.ListComp | ast.SetComp: Words._each,
}


def _strength(node: ast.expr) -> int:
    """How strongly an expression binds that is written in place of another."""
    if isinstance(node, ast.BinOp):
        return _OPERATORS.get(type(node.op), ("", _ATOM))[1]
    if isinstance(node, ast.UnaryOp):
        return _SIGN
    return _COMPARE if isinstance(node, ast.Compare) else _ATOM


def _is_option(name: str, node: ast.expr) -> bool:
    """Whether an argument only steers Python: ``reverse=True``, ``strict=True``, a key."""
    if isinstance(node, ast.Lambda):
        return True
    return name in ("sorted", "zip") and isinstance(node, ast.Constant)


def _bound(loop: ast.comprehension, value: Any) -> dict[str, Any]:
    """The names of a loop with the values of one turn."""
    if isinstance(loop.target, ast.Name):
        return {loop.target.id: value}
    if isinstance(loop.target, ast.Tuple):
        bound: dict[str, Any] = {}
        for target, part in zip(loop.target.elts, value, strict=True):
            bound |= _bound(ast.comprehension(target, loop.iter, [], 0), part)
        return bound
    raise TypeError
