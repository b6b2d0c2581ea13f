"""Plugins made in memory: modules whose hooks answer what a test wants."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ledgerguard.formula import formula
from ledgerguard.plugin.hookspecs import API, hookimpl
from ledgerguard.plugin.insurer import (
    BuyerMatch,
    BuyerQuery,
    Capability,
    ClaimFiling,
    ClaimState,
    Cover,
    EventPage,
    Grade,
    LimitRequest,
    NotOffered,
    OverdueDeclaration,
    Progress,
    Ticket,
)
from ledgerguard.plugin.scoring import InputValue, Score, ScorerInput
from ledgerguard.units import Cell, Money


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


def plugin_with(*names: str, api: Any = API, **hooks: Any) -> Any:
    """A plugin with formulas of these names; ``hooks``: what other hooks answer, or functions."""
    module: Any = types.ModuleType("acme_risk")
    if api is not None:
        module.LEDGERGUARD_API = api
    if names:
        hooks["register_formulas"] = [formula_named(name) for name in names]
    for hook, answer in hooks.items():
        function = answer if isinstance(answer, types.FunctionType) else _answering(answer)
        setattr(module, f"ledgerguard_{hook}", hookimpl(function))
    return module


def _answering(answer: Any) -> Callable[[], Any]:
    def function() -> Any:
        return answer

    return function


class Half:
    """The smallest scorer."""

    name = "half"
    title = "Half of everything"
    version = "1"
    inputs = (ScorerInput("years", "years of business"),)

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        return Score(float(inputs["years"] or 0) / 2, as_of, "half 1", grade="B")


class Quiet:
    """The smallest connector: it knows one cover."""

    name = "quiet"
    title = "Quiet Mutual"
    capabilities: frozenset[Capability] = frozenset({"covers"})

    def find_buyer(self, query: BuyerQuery) -> Sequence[BuyerMatch]:
        raise NotOffered("find_buyer is not offered")

    def grade(self, reference: str) -> Grade | None:
        raise NotOffered("grade is not offered")

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        return [Cover("B1", "P1", "permanent", "approved", Decimal(100), "EUR")]

    def request_limit(self, request: LimitRequest) -> Ticket:
        raise NotOffered("request_limit is not offered")

    def declare_overdue(self, declaration: OverdueDeclaration) -> Ticket:
        raise NotOffered("declare_overdue is not offered")

    def file_claim(self, claim: ClaimFiling) -> Ticket:
        raise NotOffered("file_claim is not offered")

    def find(self, key: str) -> Ticket | None:
        return None

    def poll(self, ticket: Ticket) -> Progress:
        raise NotOffered("poll is not offered")

    def claim_status(self, reference: str) -> ClaimState:
        raise NotOffered("claim_status is not offered")

    def events(self, cursor: str = "") -> EventPage:
        return EventPage((), cursor)


class Lines:
    """A reader of addresses that begin with lines:."""

    name = "lines"

    def accepts(self, source: str) -> bool:
        return source.startswith("lines:")

    def read(self, source: str) -> Sequence[Sequence[Cell]]:
        return [["invoice"], *([line] for line in source.removeprefix("lines:").split(","))]
