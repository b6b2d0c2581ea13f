"""The checklist of a claim in a cell, with what a sheet sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from claim_desk import AS_OF, FIRM, ROWS
from ledger_rows import cells_of, plain

from ledgerguard.casework.claim_table import HEADERS, claim_checklist
from ledgerguard.errors import InvalidValue
from ledgerguard.units import Table, from_serial

DAY = from_serial(AS_OF)
FACTS: Table = [
    ["Item", "Value", "Date", "Currency", "Source"],
    ["insured_limit", 120_000, 44_927, "EUR", "Insurer"],
    ["delivery_proof", "CMR 17", 45_233, None, "I3"],
]


def ledger() -> Table:
    """The rows of claim_desk, numbered I2 and so on: I3 is A-1 there, I4 is A-2."""
    return cells_of([one for _, one in ROWS])


def states(table: Table, paper: str) -> dict[str, str]:
    return {row[1]: row[2] for row in plain(table)[1:] if row[0] == paper}


def test_facts_of_the_range_count() -> None:
    table = claim_checklist(ledger(), "I3;I4", DAY, "extension-sixty", FACTS)
    assert plain(table)[0] == list(HEADERS["en"])
    assert states(table, "Proof of delivery") == {"I3": "there", "I4": "missing"}
    assert states(table, "Limit in force at the delivery") == {"I3": "there", "I4": "there"}
    bare = claim_checklist(ledger(), "I3", DAY, "extension-sixty")
    assert states(bare, "Limit in force at the delivery") == {"I3": "missing"}


def test_a_range_of_numbers_names_invoices_too() -> None:
    table = claim_checklist(ledger(), [["I3"], [None], ["I4"]], DAY, "extension-sixty")
    assert {row[1] for row in plain(table)[1:]} == {"", "I3", "I4"}
    numbered: Table = [
        ["Customer", "Invoice", "Invoice date", "Due date", "Amount"],
        ["A", 1001, 45_292, 45_322, 100],
    ]
    found = claim_checklist(numbered, [[1001.0]], DAY, "exim-like")
    assert {row[1] for row in plain(found)[1:]} == {"", "1001"}


def test_in_chinese_and_in_a_fixed_space() -> None:
    table = plain(claim_checklist(ledger(), "I3；I4", DAY, "exim-like", FACTS, "", 40, "zh"))
    assert len(table) == 41
    assert table[0] == list(HEADERS["zh"])
    assert table[1][:3] == ["保单号", "", "缺失"]
    assert table[40] == [""] * 6


def test_a_cause_changes_what_is_asked_for() -> None:
    table = claim_checklist(ledger(), "I3", DAY, "exim-like", None, "insolvency")
    assert states(table, "Debt filed in the proceedings") == {"": "missing"}


def test_the_firms_policy_names_the_insurance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "firm.toml"
    path.write_text(FIRM, encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(path))
    table = plain(claim_checklist(ledger(), "I3", DAY))
    assert table[1] == ["Number of the policy", "", "there", "P-4711", *table[1][4:]]


def test_without_an_insurance_there_is_nothing_to_claim() -> None:
    with pytest.raises(InvalidValue, match="must be insured"):
        claim_checklist(ledger(), "I3", DAY, "none")
