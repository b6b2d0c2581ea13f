"""Two figures of the limits that a firm may set: how late is in time, and what a default loses."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerguard.casework.alerts import portfolio_mix
from ledgerguard.casework.decisions.sheet import TOLERANCE_DAYS, desk_of
from ledgerguard.errors import PolicyError
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.firm import policy_from_texts
from ledgerguard.units import Cell, Language

DAY = 46_203  # 30 June 2026
LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice date", "Due date", "Amount", "Currency", "Paid", "Paid on"],
    ["A", DAY - 90, DAY - 60, 100, "EUR", 100, DAY - 54],  # six days late
    ["A", DAY - 90, DAY - 60, 30, "EUR", 30, DAY - 55],  # five
]
FACTS: list[list[Cell]] = [["customer_id", "item", "value"], ["A", "country", "DE"]]


def test_the_packaged_figures() -> None:
    limits = packaged_credit().limits
    assert limits.paid_late_tolerance_days == TOLERANCE_DAYS == 5
    assert limits.loss_given_default == 0.6


def test_what_is_late_within_the_tolerance_was_paid_in_time() -> None:
    language: Language = "en"
    for days, highest in ((4, 0), (5, 3_000), (6, 13_000)):
        text = f"[credit.limits]\npaid_late_tolerance_days = {days}\n"
        policy = policy_from_texts({"firm.toml": text})
        desk = desk_of(FACTS, LEDGER, DAY, "", language, policy)
        assert desk.books["A"]["EUR"].highest_paid == highest
    assert desk_of(FACTS, LEDGER, DAY, "", language).books["A"]["EUR"].highest_paid == 3_000


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("loss_given_default = 1.01", "from 0 to 1"),
        ("loss_given_default = -0.1", "from 0 to 1"),
        ("loss_given_default = 60", "from 0 to 1"),
        ("paid_late_tolerance_days = -1", "must not be negative"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(line: str, wrong: str) -> None:
    with pytest.raises(PolicyError, match=wrong):
        policy_from_texts({"firm.toml": f"[credit.limits]\n{line}\n"})


def test_the_mix_takes_the_firms_loss_where_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Grade 10 has failed: of 400 there are 45 % lost, 180."""
    from pathlib import Path

    firm = Path(str(tmp_path)) / "firm.toml"
    firm.write_text("[credit.limits]\nloss_given_default = 0.45\n", encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(firm))
    ledger: list[list[Cell]] = [
        ["Customer", "Invoice date", "Due date", "Amount"],
        ["B", 45_292, 45_322, 400],
    ]
    grades: list[list[Cell]] = [["customer_id", "grade"], ["B", 10]]
    found = portfolio_mix(ledger, dt.date(2024, 1, 19), grades)
    assert found[10][7] == pytest.approx(180)
    assert portfolio_mix(ledger, dt.date(2024, 1, 19), grades, lgd=1)[10][7] == pytest.approx(400)
