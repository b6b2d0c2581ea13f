"""SCORECARD_INPUTS: the same features as in training, for one customer, in cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledgerguard.cells.values import call
from ledgerguard.errors import NotAvailable
from ledgerguard.formula import describe
from ledgerguard.ledger.read import from_cells
from ledgerguard.units import serial

from ledgerguard_score_scorecard.cell_inputs import scorecard_inputs
from ledgerguard_score_scorecard.folder import VARIABLE
from ledgerguard_score_scorecard.ledger_features import features
from ledgerguard_score_scorecard.model import Scorecard
from ledgerguard_score_scorecard.model_file import write_model

DAY = dt.date(2024, 3, 1)
CELLS: list[list[Any]] = [
    ["Customer", "Currency", "Invoice date", "Due date", "Amount", "Paid", "Payment date"],
    ["A", "EUR", 45292, 45322, 100, 100, 45330],
    ["A", "EUR", 45300, 45330, 50, "", ""],
    ["B", "EUR", 45292, 45322, 100, "", ""],
    ["B", "USD", 45292, 45322, 100, "", ""],
]


@pytest.fixture
def ledger_card(card: Scorecard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scorecard:
    """A scorecard whose inputs a ledger has, but one."""
    names = ("late_share", "region", "oldest_days_overdue")
    variables = tuple(
        replace(one, name=name)
        for one, name in zip(
            (card.variables[0], card.variables[2], card.variables[1]), names, strict=True
        )
    )
    made = replace(card, name="own-ledger", variables=variables)
    write_model(made, tmp_path / "own.json")
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return made


def test_it_answers_the_features_of_training(ledger_card: Scorecard) -> None:
    told = features(from_cells(CELLS).frame, serial(DAY))["A", "EUR"]
    expected = [[name, told[name]] for name in ("late_share", "oldest_days_overdue")]
    assert expected == [["late_share", 1.0], ["oldest_days_overdue", float(serial(DAY) - 45330)]]
    assert scorecard_inputs(CELLS, "A", DAY) == expected
    assert scorecard_inputs(CELLS, " A", DAY, "Own-Ledger ", "eur") == expected
    before = scorecard_inputs(CELLS, "A", dt.date(2024, 1, 15))
    assert before == [["late_share", ""], ["oldest_days_overdue", 0.0]]


def test_who_cannot_be_told_apart_is_refused(ledger_card: Scorecard) -> None:
    with pytest.raises(NotAvailable, match=r"got B with 2 \(EUR, USD\)"):
        scorecard_inputs(CELLS, "B", DAY)
    assert scorecard_inputs(CELLS, "B", DAY, currency="USD")
    with pytest.raises(NotAvailable, match="got Z with 0"):
        scorecard_inputs(CELLS, "Z", DAY)
    with pytest.raises(NotAvailable, match=r"name of a scorecard \(own-ledger\), got other"):
        scorecard_inputs(CELLS, "A", DAY, "other")


def test_a_scorecard_of_a_table_takes_nothing_from_a_ledger(
    card: Scorecard, ledger_card: Scorecard, tmp_path: Path
) -> None:
    write_model(card, tmp_path / "table.json")
    with pytest.raises(NotAvailable, match="got acme-risk, which takes none"):
        scorecard_inputs(CELLS, "A", DAY, "acme-risk")
    with pytest.raises(NotAvailable, match="got no name"):
        scorecard_inputs(CELLS, "A", DAY)


def test_it_is_a_formula_of_ledgerguard(
    ledger_card: Scorecard, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = describe(scorecard_inputs, "ledgerguard-score-scorecard")
    assert described.name == "SCORECARD_INPUTS"
    answer = call(described, [CELLS, "A", serial(DAY)])
    assert isinstance(answer, list)
    assert answer[0][0] == "late_share"
    monkeypatch.setenv(VARIABLE, "nowhere")
    assert str(call(described, [CELLS, "A", serial(DAY)])) == "#N/A"
