"""Plugins made in memory: modules whose hooks answer what a test wants."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from ledgerguard.formula import formula
from ledgerguard.plugin.hookspecs import API, hookimpl
from ledgerguard.units import Money


class Point:
    """An entry point that answers what it is given, or runs it."""

    def __init__(self, package: str, content: Any) -> None:
        self.name = package
        self.value = f"{package.replace('-', '_')}:plugin"
        self.dist: Any = types.SimpleNamespace(name=package, version="1.2")
        self._content = content

    def load(self) -> Any:
        return self._content() if callable(self._content) else self._content


def formula_named(name: str) -> Callable[..., Any]:
    @formula(name)
    def doubled(amount: Money) -> Money:
        """Twice an amount.

        Args:
            amount: The amount.

        Errors: #VALUE! when amount is no number.
        Example: =ACME_DOUBLE(2) -> 4
        Source: Acme.
        """
        return amount * 2

    return doubled


def plugin_with(*names: str, api: Any = API) -> Any:
    """A plugin with formulas of these names."""
    module: Any = types.ModuleType("acme_risk")
    if api is not None:
        module.LEDGERGUARD_API = api

    @hookimpl
    def ledgerguard_register_formulas() -> list[Callable[..., Any]]:
        return [formula_named(name) for name in names]

    module.ledgerguard_register_formulas = ledgerguard_register_formulas
    return module
