"""Stale input refuses, through CREDIT_DECISION: each rule, and each group that withholds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from decision_cases import FACTS, LOOKED, TODAY

from ledgerguard.casework.credit_decision import credit_decision
from ledgerguard.casework.customer_file.items import GROUPS, ITEMS
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.units import Cell, Table

AS_OF = dt.date(2026, 6, 30)
HEADER: list[Cell] = ["item", "value", "date", "currency", "source"]
FRESHNESS = packaged_credit().freshness

# A fact of each group that Beispiel GmbH has none of, or whose own facts would not do.
MORE: dict[str, tuple[str, Cell, str]] = {
    "penalties": ("dishonest_debtor", False, ""),
    "report": ("report_score", 50, ""),
    "trade": ("years_trading", 11, ""),
    "insurer": ("insurer_decision", "approved", ""),
    "signals": ("sector_default_rate", 0.01, ""),
}
DECIDING = ("Grade", "Limit", "Terms", "Approval", "Review", "If it defaults")
LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice date", "Due date", "Amount", "Currency", "Paid", "Paid on"],
    ["1001", TODAY - 90, TODAY - 60, 40_000, "EUR", 40_000, TODAY - 60],
]


def decision(group: str = "", age: int | None = 0, *, ledger: bool = False) -> Table:
    """A decision of 30 June 2026 with the facts of one group that old; None: without a date."""
    day = None if age is None else TODAY - age
    rows: list[list[Cell]] = [HEADER]
    for fact in FACTS:
        mine = ITEMS[fact.item].group == group and ITEMS[fact.item].ages
        dated: Cell = None if fact.day == NO_DAY else fact.day
        rows.append([fact.item, fact.value, day if mine else dated, fact.currency, fact.source])
    if group in MORE:
        item, value, currency = MORE[group]
        rows.append([item, value, day, currency, ""])
    return credit_decision(rows, AS_OF, LEDGER if ledger else None)


def value(found: Table, section: str, line: str) -> Any:
    return next((row[2] for row in found if row[:2] == [section, line]), None)


def told(found: Table, line: str) -> list[str]:
    return [str(row[3]) for row in found if row[1] == line]


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """Let the firm's policy do something else about a group."""

    def state(group: str, rule: str, notches: int = 0) -> None:
        firm = tmp_path / "firm.toml"
        lines = f'[credit.freshness.{group}]\nrule = "{rule}"\nnotches = {notches}\n'
        firm.write_text(lines, encoding="utf-8")
        monkeypatch.setenv("LEDGERGUARD_POLICY", str(firm))

    return state


def test_fresh_data_decides() -> None:
    found = decision()
    assert value(found, "Decision", "Outcome") == "credit"
    assert value(found, "Grade", "Grade") == 5
    assert told(found, "Missing") == []


WITHHOLDING = [group for group, entry in FRESHNESS.items() if entry.rule == "withhold"]
DOWNGRADING = [group for group, entry in FRESHNESS.items() if entry.rule == "downgrade"]
NOTING = [group for group, entry in FRESHNESS.items() if entry.rule == "note"]


def test_every_rule_has_a_group_in_the_packaged_policy() -> None:
    assert WITHHOLDING == ["identity"]
    assert DOWNGRADING == ["statements", "bank", "litigation", "behaviour"]
    assert set(WITHHOLDING + DOWNGRADING + NOTING) == set(FRESHNESS)


@pytest.mark.parametrize("group", sorted(FRESHNESS))
@pytest.mark.parametrize("age", ["stale", "undated"])
def test_a_group_that_withholds_leaves_no_decision(rules: Any, group: str, age: str) -> None:
    """Whichever group the firm lets withhold: one day too old, or without a date, and the table
    holds no grade, no limit and no terms, only what is missing.
    """
    rules(group, "withhold")
    most = FRESHNESS[group].max_days
    found = decision(group, most + 1 if age == "stale" else None)
    assert value(found, "Decision", "Outcome") == "withheld"
    assert not {row[0] for row in found} & set(DECIDING)
    reason = (
        f"{most + 1} days old, at most {most}" if age == "stale" else "nobody says of which day"
    )
    title = GROUPS[group].en
    assert told(found, "Missing") == [
        f"{title}: {reason}; no decision until it is brought up to date"
    ]


@pytest.mark.parametrize("group", sorted(FRESHNESS))
def test_on_its_last_day_it_still_decides(rules: Any, group: str) -> None:
    rules(group, "withhold")
    found = decision(group, FRESHNESS[group].max_days)
    assert value(found, "Decision", "Outcome") == "credit"
    assert value(found, "Grade", "Grade") == 5


@pytest.mark.parametrize("group", sorted(FRESHNESS))
@pytest.mark.parametrize("notches", [1, 2])
def test_a_group_that_downgrades_costs_its_notches_and_says_so(
    rules: Any, group: str, notches: int
) -> None:
    """The factors still count where a grade is lowered: 5 becomes 6 or 7."""
    rules(group, "downgrade", notches)
    found = decision(group, FRESHNESS[group].max_days + 1)
    assert value(found, "Grade", "Grade") == 5 + notches
    assert value(found, "Decision", "Outcome") == "credit"
    said = [note for note in told(found, "Old or missing") if note.startswith(GROUPS[group].en)]
    assert len(said) == 1
    assert said[0].endswith(f"; costs {notches} grade(s)")


@pytest.mark.parametrize("group", sorted(FRESHNESS))
def test_a_group_that_is_noted_changes_nothing_else(rules: Any, group: str) -> None:
    rules(group, "note")
    found = decision(group, FRESHNESS[group].max_days + 1)
    assert value(found, "Grade", "Grade") == 5
    assert value(found, "Limit", "Recommended limit") == 33_000
    said = [note for note in told(found, "Old or missing") if note.startswith(GROUPS[group].en)]
    assert [note.endswith("; noted only") for note in said] == [True]


def test_two_groups_cost_together() -> None:
    """Bank and litigation, one grade each by the packaged policy: 5 becomes 7."""
    rows = [
        [
            fact.item,
            fact.value,
            TODAY - 184
            if ITEMS[fact.item].group in ("bank", "litigation")
            else (None if fact.day == NO_DAY else fact.day),
            fact.currency,
            fact.source,
        ]
        for fact in FACTS
    ]
    found = credit_decision([HEADER, *rows], AS_OF)
    assert value(found, "Grade", "Grade") == 7


def test_the_ledger_keeps_the_behaviour_fresh(rules: Any) -> None:
    """An old row about payments withholds where nothing else tells; a ledger tells."""
    rules("behaviour", "withhold")
    most = FRESHNESS["behaviour"].max_days
    assert value(decision("behaviour", most + 1), "Decision", "Outcome") == "withheld"
    found = decision("behaviour", most + 1, ledger=True)
    assert value(found, "Decision", "Outcome") == "credit"


def test_what_is_required_and_missing_refuses_like_what_is_old() -> None:
    """The register is required by the packaged policy."""
    identity = ("registry_status",)
    rows = [
        [f.item, f.value, None if f.day == NO_DAY else f.day, f.currency, f.source]
        for f in FACTS
        if f.item not in identity
    ]
    found = credit_decision([HEADER, *rows], AS_OF)
    assert value(found, "Decision", "Outcome") == "withheld"
    assert told(found, "Missing") == [
        "Identity: nothing is known; no decision until it is brought up to date"
    ]


def test_a_knock_out_decides_although_data_is_old() -> None:
    """Nothing that could be brought up to date would lead to credit."""
    rows: list[list[Cell]] = [
        [f.item, f.value, TODAY - 900 if f.item == "registry_status" else
         None if f.day == NO_DAY else f.day, f.currency, f.source] for f in FACTS
    ]  # fmt: skip
    found = credit_decision([HEADER, *rows, ["insolvency", True, LOOKED, "", ""]], AS_OF)
    assert value(found, "Decision", "Outcome") == "cash"
    assert value(found, "Limit", "Recommended limit") == 0
