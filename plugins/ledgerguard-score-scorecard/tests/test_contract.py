"""The package, its scorer and its formula keep the contracts of ledgerguard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ledgerguard.plugin.scoring import InputValue
from ledgerguard.testing import FormulaContract, PluginContract, ScorerContract

from ledgerguard_score_scorecard.cell_inputs import scorecard_inputs
from ledgerguard_score_scorecard.folder import VARIABLE
from ledgerguard_score_scorecard.model_file import read_model
from ledgerguard_score_scorecard.scorer import ScorecardScorer


class TestPackage(PluginContract):
    package = "ledgerguard-score-scorecard"

    @pytest.fixture(autouse=True)
    def _model(self, model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, str(model_path))


class TestScorecard(ScorerContract):
    path: Path

    @pytest.fixture(autouse=True)
    def _model(self, model_path: Path) -> None:
        self.path = model_path

    def scorer(self) -> ScorecardScorer:
        return ScorecardScorer(read_model(self.path))

    def inputs(self) -> Mapping[str, InputValue]:
        return {"debt": 0.5, "margin": 0.1, "region": "north"}


class TestFormula(FormulaContract):
    @pytest.fixture(autouse=True)
    def _model(self, model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, str(model_path))

    def formulas(self) -> Iterable[Callable[..., Any]]:
        return [scorecard_inputs]
