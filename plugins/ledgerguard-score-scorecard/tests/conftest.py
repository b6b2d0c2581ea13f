"""How many cases a property test generates: LEDGERGUARD_EXAMPLES, few by default."""

from __future__ import annotations

import os
from pathlib import Path

import cards
import pytest
from hypothesis import HealthCheck, settings

from ledgerguard_score_scorecard.model import Scorecard
from ledgerguard_score_scorecard.model_file import write_model
from ledgerguard_score_scorecard.table import Table
from ledgerguard_score_scorecard.training.fitting import Fitted, card_of, fit
from ledgerguard_score_scorecard.training.folds import Validation, validated

settings.register_profile(
    "scorecard",
    deadline=None,  # a busy machine is no failure
    max_examples=int(os.environ.get("LEDGERGUARD_EXAMPLES", "30")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("scorecard")


@pytest.fixture(scope="session")
def table() -> Table:
    return cards.table()


@pytest.fixture(scope="session")
def fitted(table: Table) -> Fitted:
    return fit(table, cards.SETTINGS)


@pytest.fixture(scope="session")
def card(table: Table, fitted: Fitted) -> Scorecard:
    return card_of(fitted, table, cards.SETTINGS, cards.IDENTITY)


@pytest.fixture(scope="session")
def validation(table: Table) -> Validation:
    return validated(table, cards.SETTINGS)


@pytest.fixture
def model_path(card: Scorecard, tmp_path: Path) -> Path:
    path = tmp_path / "acme-risk.json"
    write_model(card, path)
    return path
