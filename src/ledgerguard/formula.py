"""What a formula is: a marked function whose types and docstring become one frozen record.

``@formula("DSO")`` only marks; nothing is registered anywhere. :func:`describe` reads the record,
and :mod:`ledgerguard.catalogue` collects them.
"""

from __future__ import annotations

import collections.abc
import inspect
import re
import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from ledgerguard.errors import DefinitionError
from ledgerguard.units import Unit

F = TypeVar("F", bound=Callable[..., Any])

MARK = "__ledgerguard_formula__"
NAME_PATTERN = re.compile(r"[A-Z]+(_[A-Z]+)*")
# XlsxWriter rewrites a dotted name that ends in one of these (reference: its future functions).
RESERVED_ENDINGS = frozenset(
    {"EXPAND", "SORT", "FILTER", "MAP", "TAKE", "DROP", "SWITCH", "UNIQUE"}
)
OWNER = "ledgerguard"  # of what is not a plugin's
SUMMARY_LIMIT = 255  # Excel shows no more of a function's description


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a formula."""

    name: str
    description: str
    units: tuple[Unit, ...]
    required: bool
    default: Any = None
    repeats: bool = False  # ``*arguments``: the last one, given as often as wanted


@dataclass(frozen=True)
class Formula:
    """Everything that a host, a help page or a test needs to know of one formula."""

    name: str
    function: Callable[..., Any]
    summary: str
    details: str
    parameters: tuple[Parameter, ...]
    returns: Unit
    errors: str
    examples: tuple[tuple[str, str], ...]
    source: str
    owner: str = OWNER

    @property
    def is_table(self) -> bool:
        """Whether the answer spills: a table, or a column of values."""
        return self.returns.shape != "cell"

    @cached_property
    def signature(self) -> str:
        """As a person reads it: ``DSO(receivables, credit_sales, [period_days])``."""
        names = (p.name + ", ..." * p.repeats for p in self.parameters)
        spelt = (n if p.required else f"[{n}]" for n, p in zip(names, self.parameters, strict=True))
        return f"{self.name}({', '.join(spelt)})"


def formula(name: str) -> Callable[[F], F]:
    """Mark a function as the formula ``name``."""
    if not NAME_PATTERN.fullmatch(name) or name.rsplit("_", 1)[-1] in RESERVED_ENDINGS:
        raise DefinitionError(
            f"a formula cannot be named {name!r}",
            hint="capital letters joined by _, no digits, and not one of "
            + ", ".join(sorted(RESERVED_ENDINGS)),
        )

    def mark(function: F) -> F:
        setattr(function, MARK, name)
        return function

    return mark


def describe(function: Callable[..., Any], owner: str = OWNER) -> Formula:
    """Read the record of a marked function from its types and its docstring.

    Raises:
        DefinitionError: when the docstring or an annotation breaks the convention.
    """
    name = getattr(function, MARK)
    doc = _Docstring(name, inspect.getdoc(function) or "")
    hints = get_type_hints(function, include_extras=True)
    parameters = []
    for parameter in inspect.signature(function).parameters.values():
        repeats = parameter.kind is inspect.Parameter.VAR_POSITIONAL
        if parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD and not repeats:
            raise DefinitionError(f"{name}: {parameter.name} must be an ordinary argument")
        if parameter.name not in doc.arguments:
            raise DefinitionError(f"{name}: Args: does not describe {parameter.name}")
        no_default = parameter.default is inspect.Parameter.empty
        parameters.append(
            Parameter(
                parameter.name,
                doc.arguments.pop(parameter.name),
                units_of(hints[parameter.name], f"{name}.{parameter.name}"),
                no_default and not repeats,
                None if no_default else parameter.default,
                repeats,
            )
        )
    if doc.arguments:
        raise DefinitionError(
            f"{name}: Args: describes {', '.join(doc.arguments)}, which is not there"
        )
    return Formula(
        name,
        function,
        doc.summary,
        doc.details,
        tuple(parameters),
        units_of(hints["return"], f"{name} -> ")[0],
        doc.section("Errors"),
        doc.examples,
        doc.section("Source"),
        owner,
    )


def units_of(annotation: Any, where: str) -> tuple[Unit, ...]:
    """The units that an annotation stands for; more than one for a union."""
    origin = get_origin(annotation)
    if origin is Annotated:
        found = [m for m in get_args(annotation)[1:] if isinstance(m, Unit)]
        if found:
            return (found[0],)
    elif origin in (Union, types.UnionType):
        return tuple(
            unit
            for part in get_args(annotation)
            if part is not type(None)
            for unit in units_of(part, where)
        )
    elif origin is Literal:
        return (Unit("choice", "text", "one of a list", choices=tuple(get_args(annotation))),)
    elif origin is collections.abc.Sequence:
        return tuple(replace(u, shape="column") for u in units_of(get_args(annotation)[0], where))
    raise DefinitionError(f"{where}: {annotation!r} carries no unit", hint="see ledgerguard.units")


class _Docstring:
    """Summary, details and the sections Args, Errors, Example and Source of one docstring."""

    _SECTION = re.compile(r"^(Args|Errors|Example|Source):[ \t]*(.*)$", re.MULTILINE)
    _ARGUMENT = re.compile(r"^    (\w+): (.*(?:\n {5,}\S.*)*)", re.MULTILINE)

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        head, *rest = self._SECTION.split(text)
        self._sections: dict[str, list[str]] = {}
        for key, first, more in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            self._sections.setdefault(key, []).append(first + more.rstrip())
        lines = head.split("\n", 1)
        self.summary: str = lines[0]
        self.details = lines[1].strip() if len(lines) > 1 else ""
        if not self.summary or len(self.summary) > SUMMARY_LIMIT:
            raise DefinitionError(
                f"{name}: the summary must have 1 to {SUMMARY_LIMIT} characters, "
                f"got {len(self.summary)}"
            )
        self.arguments = {
            key: " ".join(words.split())
            for key, words in self._ARGUMENT.findall("\n".join(self._sections.get("Args", [])))
        }
        self.examples = tuple(self._example(text) for text in self._sections.get("Example", []))
        if not self.examples:
            raise DefinitionError(f"{name}: Example: is missing")

    def section(self, key: str) -> str:
        """One section as a single line of prose."""
        words = " ".join(" ".join(self._sections.get(key, [])).split())
        if not words:
            raise DefinitionError(f"{self._name}: {key}: is missing")
        return words

    def _example(self, text: str) -> tuple[str, str]:
        call, arrow, expected = " ".join(text.split()).rpartition(" -> ")
        if not arrow or not call.startswith("="):
            raise DefinitionError(f"{self._name}: Example: must read '=CALL(...) -> value'")
        return call, expected
