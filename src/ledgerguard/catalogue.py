"""Gathers the formulas of the project, and those that plugins bring, into one Catalogue."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from ledgerguard.errors import DefinitionError
from ledgerguard.formula import MARK, Formula, describe
from ledgerguard.policy.files_by_name import names_come_from


def _policies() -> Mapping[str, Path]:
    from ledgerguard.plugin import manager

    return manager.installed().policies


names_come_from(_policies)

_MARKED = re.compile(r'^@formula\("([A-Z_]+)"\)', re.MULTILINE)
ROOMS = ("formulas", "policy", "ledger", "casework")
"""The four rooms in which ``@formula`` may stand."""


class Catalogue(Mapping[str, Formula]):
    """Formulas by name. Immutable; a name that two owners claim raises and names both."""

    def __init__(self, formulas: Iterable[Formula]) -> None:
        self._formulas: dict[str, Formula] = {}
        for formula in formulas:
            earlier = self._formulas.setdefault(formula.name, formula)
            if earlier is not formula:
                raise DefinitionError(
                    f"the formula {formula.name} is defined twice: by {_place(earlier)} "
                    f"and by {_place(formula)}",
                    hint="rename one of them; a plugin's formulas carry the firm's own prefix",
                )

    def __getitem__(self, name: str) -> Formula:
        return self._formulas[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._formulas)

    def __len__(self) -> int:
        return len(self._formulas)


@cache
def packaged() -> Catalogue:
    """The formulas that ledgerguard itself brings, in the order of rooms and modules."""
    return Catalogue(f for module in _modules() for f in _of_module(module).values())


def find(name: str) -> Formula | None:
    """One packaged formula, by reading its own module and not those of all the others.

    A spreadsheet that has just started waits for its first formula: all rooms together take most of
    a second to import, one module a few hundredths.
    """
    module = _homes().get(name)
    if module is None:
        return packaged().get(name) if not _homes() else None
    return _of_module(module).get(name)


@cache
def _of_module(module: str) -> Mapping[str, Formula]:
    return {formula.name: formula for formula in formulas_of(importlib.import_module(module))}


@cache
def _homes() -> Mapping[str, str]:
    """The module of every packaged formula, seen in the sources; empty where there are none."""
    homes: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((Path(__file__).parent / room).glob("*.py")):
            for name in _MARKED.findall(path.read_text(encoding="utf-8")):
                homes[name] = f"ledgerguard.{room}.{path.stem}"
    return homes


def formulas_of(module: ModuleType, owner: str = "ledgerguard") -> Iterator[Formula]:
    """The formulas that a module defines itself, in the order of its text."""
    for value in vars(module).values():
        if hasattr(value, MARK) and value.__module__ == module.__name__:
            yield describe(value, owner)


def with_functions(
    base: Catalogue, functions: Iterable[Callable[..., Any]], owner: str
) -> Catalogue:
    """A catalogue that adds what ``owner`` (a plugin) brings to another one."""
    return Catalogue([*base.values(), *(describe(function, owner) for function in functions)])


def _modules() -> Iterator[str]:
    for room in ROOMS:
        package = importlib.import_module(f"ledgerguard.{room}")
        for info in pkgutil.iter_modules(package.__path__):
            yield f"ledgerguard.{room}.{info.name}"


def _place(formula: Formula) -> str:
    function = formula.function
    return f"{formula.owner} ({function.__module__}.{function.__qualname__})"
