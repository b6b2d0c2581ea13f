"""The firm's own model in a decision: its PD counts, its fault withholds, the log keeps it.

Grades by hand, from the upper bounds of the packaged master scale: a PD of 2.5 % is worse than the
1.2559 % of the packaged score (grade 5, up to 1.75 %).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import pytest
from decision_cases import SCORE, TODAY, codes, credit, customer, decided, money

from ledgerguard.casework.credit_decision import credit_decision
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.firm_model import NO_PD, with_firm_score
from ledgerguard.casework.decisions.recording import record_decision, replay_decision
from ledgerguard.casework.decisions.records import Decision, FirmScore, Request
from ledgerguard.casework.decisions.words import said
from ledgerguard.errors import PolicyError
from ledgerguard.plugin import manager
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.plugin.scoring import InputValue, OutsideTraining, Score, ScorerInput
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.firm import policy_from_texts
from ledgerguard.store.log import Log
from ledgerguard.units import from_serial

DAY = from_serial(TODAY)
NAMED = credit(scorer="acme")


class Model:
    """A scorer that answers one probability and keeps what it was told."""

    name = "acme"
    title = "Acme's own"
    inputs = (
        ScorerInput("current_ratio", "a factor"),
        ScorerInput("revenue", "an item of the file"),
        ScorerInput("rating", "an item that the file lacks", required=False),
    )

    def __init__(self, pd: float | None = 0.025, version: str = "3") -> None:
        self.pd = pd
        self.version = version
        self.told: list[Mapping[str, InputValue]] = []

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        self.told.append(inputs)
        if self.pd == 2:
            raise OutsideTraining("revenue must be below 100, got 4000000")
        return Score(412.0, as_of, "acme 3", self.pd, grade="C", reasons=("small", "young"))


Install = Callable[..., Model]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    def install(*models: Model) -> Model:
        plugin = Plugin("acme-risk", "1", "acme", "runs", brings=Brings(scorers=models))
        monkeypatch.setattr(manager, "installed", lambda: Plugins((plugin,)))
        return models[0] if models else Model()

    return install


def judged(**asked: Any) -> Decision:
    request = with_firm_score(customer(), {}, NAMED, TODAY, request=Request(**asked))
    return decided(policy=NAMED, firm=request.firm)


def test_its_probability_takes_the_place_of_the_score_s(install: Install) -> None:
    model = install(Model())
    found = judged()
    assert found.grading is not None
    assert found.grading.pd == 0.025
    bounds = packaged_credit().upper_bounds
    assert found.grading.own_grade == found.grading.grade == 1 + sum(b < 0.025 for b in bounds)
    assert found.grading.score == pytest.approx(SCORE)  # stands beside
    assert found.grading.path == ()
    assert model.told == [{"current_ratio": 1.35, "revenue": 4_000_000.0}]
    notes = [said(note, "en") for note in found.notes if note.code.startswith("firm-")]
    assert notes == [
        "judged by Acme's own 3 of acme-risk: score 412, probability of default 2.50%",
        "Acme's own: small",
        "Acme's own: young",
    ]


def test_a_better_model_gives_a_better_grade(install: Install) -> None:
    install(Model(0.001))
    better = judged().grading
    plain = decided().grading
    assert better is not None
    assert plain is not None
    assert better.grade < plain.grade == 5


@pytest.mark.parametrize(
    ("models", "why"),
    [
        ((), "scorer must be one that is installed (none), got acme"),
        ((Model(2),), "revenue must be below 100, got 4000000"),
        ((Model(None),), NO_PD),
    ],
)
def test_a_model_that_does_not_judge_withholds_the_decision(
    models: tuple[Model, ...], why: str, install: Install
) -> None:
    install(*models)
    found = judged()
    assert (found.outcome, found.grading, codes(found.missing)) == (
        *("withheld", None),
        ["no-firm-score"],
    )
    assert found.missing[0].values == ("acme", why)


def test_nobody_decides_without_asking_it() -> None:
    found = decided(policy=NAMED)
    assert found.outcome == "withheld"
    assert found.missing[0].values == ("acme", "nobody has asked it")


def test_a_knock_out_decides_whatever_the_model_says(install: Install) -> None:
    install()
    insolvent = customer(Fact("insolvency", True, TODAY))
    request = with_firm_score(insolvent, {}, NAMED, TODAY)
    assert decided(insolvent, policy=NAMED, firm=request.firm).outcome == "cash"


def test_where_the_policy_names_none_nobody_is_asked(install: Install) -> None:
    model = install(Model())
    request = Request(order=5)
    assert with_firm_score(customer(), {}, packaged_credit(), TODAY, request=request) is request
    first = with_firm_score(customer(), {}, NAMED, TODAY)
    assert with_firm_score(customer(), {}, NAMED, TODAY, request=first) is first
    assert len(model.told) == 1


@pytest.fixture
def log() -> Iterator[Log]:
    with Log.memory() as opened:
        yield opened


def test_what_was_used_is_recorded_and_replayed_without_it(log: Log, install: Install) -> None:
    install(Model())
    made = record_decision(log, customer(), {}, NAMED, TODAY)
    (row,) = log.rows(kind="credit-decision")
    assert row.body["scorer"] == ["acme", "3", "acme-risk"]
    for models in ((), (Model(0.4, version="4"),)):
        install(*models)
        again = replay_decision(log, made.id)
        assert again.equal
        assert again.decision == made.decision
    inputs = json.loads(log.content(str(row.body["inputs"])))
    assert FirmScore(**{**inputs["request"]["firm"], "reasons": ("small", "young")}) == FirmScore(
        "acme", "acme-risk", "Acme's own", "3", 412.0, 0.025, ("small", "young")
    )


def test_a_fault_is_recorded_and_replayed_too(log: Log, install: Install) -> None:
    install()
    made = record_decision(log, customer(money("own_limit", 5)), {}, NAMED, TODAY)
    (row,) = log.rows(kind="credit-decision")
    assert "scorer" not in row.body
    install(Model())
    assert replay_decision(log, made.id).equal


def test_the_firm_s_file_names_it(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[credit]\nscorer = "acme"\n'
    assert policy_from_texts({"firm.toml": text}).credit.scorer == "acme"
    with pytest.raises(PolicyError, match="scorer"):
        policy_from_texts({"firm.toml": "[credit]\nscorer = 5\n"})


def test_a_cell_decides_by_it(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, install: Install
) -> None:
    path = tmp_path / "firm.toml"
    path.write_text('[credit]\nscorer = "acme"\n', encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(path))
    install(Model())
    facts = [["item", "value", "date", "currency"]]
    facts += [
        [f.item, f.value, f.day or "", f.currency]  # type: ignore[list-item]  # cells of any kind
        for f in customer().facts
    ]
    table = credit_decision(facts, DAY)
    assert any("judged by Acme's own 3 of acme-risk" in str(cell) for row in table for cell in row)
    assert attrs.evolve(NAMED, scorer="") == packaged_credit()
