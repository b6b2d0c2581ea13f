"""Everything that ledgerguard expects of us, tested by ledgerguard's own suites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ledgerguard_starter.formulas import starter_late_share
from ledgerguard_starter.insurer import StarterInsurer
from ledgerguard_starter.scorer import StarterScorer

from ledgerguard.plugin.insurer import BuyerQuery, Insurer
from ledgerguard.plugin.scoring import InputValue, Scorer
from ledgerguard.testing import (
    FormulaContract,
    InsurerContract,
    PluginContract,
    ScorerContract,
)


class TestPackage(PluginContract):
    package = "ledgerguard-starter"


class TestFormulas(FormulaContract):
    def formulas(self) -> Iterable[Callable[..., Any]]:
        return [starter_late_share]


class TestScorer(ScorerContract):
    def scorer(self) -> Scorer:
        return StarterScorer()

    def inputs(self) -> Mapping[str, InputValue]:
        return {"years_trading": 7.0, "late_share": 0.1}


class TestInsurer(InsurerContract):
    def insurer(self) -> StarterInsurer:
        return StarterInsurer()

    def known_buyer(self) -> BuyerQuery:
        return BuyerQuery("2001", "Example Trading Ltd.", "GB")

    # What follows needs the other side: the in-memory office here, a sandbox in real life.

    def reopened(self, insurer: Insurer) -> Insurer:
        assert isinstance(insurer, StarterInsurer)
        return StarterInsurer(insurer.office)

    def settle(self, insurer: Insurer) -> bool:
        assert isinstance(insurer, StarterInsurer)
        insurer.office.decide()
        return True

    def counted(self, insurer: Insurer, key: str) -> int:
        assert isinstance(insurer, StarterInsurer)
        return insurer.office.counted[key]
