"""``ledgerguard decisions``: list, show, replay and override; numbers as in ``credit_sheet``."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from credit_sheet import BEISPIEL, DAY, EVERYBODY, facts_file, firm_file, ledger_file
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()
ID = "1001-EUR-20260630-1"
"""30 June 2026 is day 46,203."""


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def said(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what three decisions went by, and their log; tests work on copies."""
    folder = tmp_path_factory.mktemp("decided")
    facts, ledger = facts_file(folder), ledger_file(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGERGUARD_POLICY", str(firm_file(folder)))
        for customer in ("2001", "1001", "3001"):
            run("review", customer, "--file", facts, "--ledger", ledger, "--as-of", DAY,
                "--log", folder / "firm.log", "--by", "Ann")  # fmt: skip
    return folder


@pytest.fixture
def log(decided: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log with three decisions: on credit, by a knock-out, and withheld."""
    shutil.copytree(decided, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(tmp_path / "firm.toml"))
    return tmp_path / "firm.log"


def override(log: Path, *arguments: str, ok: bool = True, whom: str = "1001") -> Result:
    given = ("--reason", "fair", "--post", "credit-manager", "--on", DAY, "--by", "Bob",
             "--log", str(log))  # fmt: skip
    return run("decisions", "override", whom, *given, *arguments, ok=ok)


def test_the_list_by_customer(log: Path) -> None:
    found = json.loads(run("decisions", "list", "--log", log, "--json").stdout)
    shown = [(each["customer_id"], each["outcome"], each["grade"], each["limit"], each["by"])
             for each in found["decisions"]]  # fmt: skip
    assert shown == [
        ("1001", "credit", 5, 8_000.0, "Ann"),
        ("2001", "cash", 10, 0.0, "Ann"),
        ("3001", "withheld", None, None, "Ann"),
    ]
    text = said(run("decisions", "list", "--log", log))
    assert f"1001 {ID} 2026-06-30 sell on credit within the limit 5 EUR 8,000.00 Ann" in text
    only = said(run("decisions", "list", "--log", log, "--customer", "2001"))
    assert "2001-EUR" in only
    assert ID not in only
    none = said(run("decisions", "list", "--log", log, "--customer", "9", "--lang", "zh"))
    assert none == "日志中无此类决定"


def test_show_is_the_decision_as_it_was_made(log: Path) -> None:
    text = said(run("decisions", "show", ID, "--log", log))
    assert f"{ID}, 2026-06-30, Ann" in text
    assert "Up to EUR 8,000.00, bound by: Highest balance paid in time" in text
    assert "Own limit 30,000.00 35,000.00 0.00 5,000.00" in text
    assert said(run("decisions", "show", "1001", "--log", log)) == text  # its newest
    held = json.loads(run("decisions", "show", ID, "--log", log, "--json").stdout)
    assert held["decision"]["limit"] == 800_000  # minor units, as the log holds it
    assert held["hash"] != ""


def test_an_unknown_decision_names_those_that_there_are(log: Path) -> None:
    result = run("decisions", "show", "1001-EUR-1-1", "--log", log, ok=False)
    assert result.exit_code == 2
    assert ID in said(result)


def test_replay_is_equal_bit_for_bit(log: Path) -> None:
    text = said(run("decisions", "replay", ID, "--log", log))
    assert text.startswith(f"{ID}: the same, bit for bit: sell on credit within the limit")
    assert "Grade 5; EUR 8,000.00" in text
    found = json.loads(run("decisions", "replay", "2001", "--log", log, "--json").stdout)
    assert found["equal"] is True
    assert found["recorded_by"] == found["version"]


def test_a_decision_that_does_not_come_out_again_is_told(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version that decides otherwise: exit code 1, and what was recorded is named."""
    from ledgerguard.casework.decisions import recording

    right = recording.replay_decision

    def differs(book: Any, identity: str) -> Any:
        from dataclasses import replace

        return replace(right(book, identity), equal=False, recorded_by="0.0.1")

    monkeypatch.setattr(recording, "replay_decision", differs)
    result = run("decisions", "replay", ID, "--log", log, ok=False)
    assert result.exit_code == 1
    assert "does not come out as it was recorded" in said(result)
    assert "recorded by ledgerguard 0.0.1, made again by" in said(result)
    shown = run("decisions", "show", ID, "--log", log)
    assert "this version decides otherwise" in shown.stderr
    assert "EUR 8,000.00" in shown.stderr
    as_json = run("decisions", "replay", ID, "--log", log, "--json", ok=False)
    assert as_json.exit_code == 1


def test_an_override_is_recorded_with_reason_post_and_end(log: Path) -> None:
    text = said(override(log, "--limit", "40,000", "--terms", "60", "--until", "2026-07-30"))
    assert "limit EUR 40,000.00, terms 60 days, until 2026-07-30 by Credit manager: fair" in text
    assert f"it overrides {ID}; head " in text
    found = json.loads(run("decisions", "list", "--log", log, "--json").stdout)["overrides"]
    assert found == [
        {
            "customer_id": "1001", "currency": "EUR", "decision": ID, "post": "credit-manager",
            "reason": "fair", "on": "2026-06-30", "until": "2026-07-30", "limit": 40_000.0,
            "terms_days": 60, "by": "Bob",
        }
    ]  # fmt: skip
    listed = said(run("decisions", "list", "--log", log))
    assert "Overrides" in listed
    assert "2026-07-30 EUR 40,000.00 60 Credit manager fair Bob" in listed
    override(log, "--terms", "20", "--until", "2026-07-01")
    assert "as decided" in said(override(log, "--terms", "20", "--until", "2026-07-01"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        # A manager overrides for 30 days at most: until 30 July.
        (("--limit", "40000", "--until", "2026-07-31"), "until must be from 2026-06-30 to"),
        (("--limit", "40000", "--until", "2026-06-29"), "until must be from 2026-06-30 to"),
        (("--until", "2026-07-15"), "an override must set a limit or terms, got neither"),
        (("--limit", "125001", "--until", "2026-07-15"), "post must be one that may grant"),
        (
            ("--limit", "20000", "--until", "2026-07-15", "--post", "credit-analyst"),
            "post must be one that may override, got credit-analyst",
        ),
        (
            ("--limit", "20000", "--until", "2026-07-15", "--post", "porter"),
            "post must be one of credit-analyst, credit-manager",
        ),
        (("--limit", "20000", "--until", "2026-07-15", "--reason", " "), "reason must be given"),
        (
            ("--limit", "20000", "--until", "2026-07-15", "--currency", "USD"),
            "currency must be one of EUR, got USD",
        ),
    ],
)
def test_what_the_policy_refuses_is_a_clear_message(
    log: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = override(log, *arguments, ok=False)
    assert result.exit_code == 2
    assert message in said(result)
    assert json.loads(run("decisions", "list", "--log", log, "--json").stdout)["overrides"] == []


def test_there_must_be_a_decision_to_override(log: Path, tmp_path: Path) -> None:
    result = override(log, "--limit", "1", "--until", "2026-07-15", whom="3001", ok=False)
    assert result.exit_code == 2  # it was withheld
    assert "it has decisions on 1001, 2001" in said(result)
    empty = tmp_path / "empty.log"
    facts = facts_file(tmp_path, (("9", "name", "Neun"),), "nine.csv")
    run("review", "9", "--file", facts, "--as-of", DAY, "--log", empty)
    none = override(empty, "--limit", "1", "--until", "2026-07-15", ok=False)
    assert "`ledgerguard review CUSTOMER --log FILE` records one" in said(none)


def test_a_log_must_be_there(tmp_path: Path) -> None:
    assert run("decisions", "list", "--log", tmp_path / "none.log", ok=False).exit_code == 2


def test_two_currencies_have_two_decisions(tmp_path: Path) -> None:
    """In CNY: 90,000 * 0.8 by references; the need of 365,000 a year over 45 + 8 days is lower."""
    more = (("reference_limit", "90000"), ("annual_purchases", "365000"))
    rows = (*BEISPIEL, *(("1001", item, amount, "2026-05-15", "", "CNY") for item, amount in more))
    facts, log = facts_file(tmp_path, rows), tmp_path / "firm.log"
    for currency in ("EUR", "CNY"):
        run("review", "1001", "--file", facts, "--as-of", DAY, "--log", log,
            "--currency", currency)  # fmt: skip
    kept = json.loads(run("decisions", "list", "--log", log, "--json").stdout)["decisions"]
    assert {each["currency"]: each["limit"] for each in kept} == {"EUR": 25_000, "CNY": 53_000}
    refused = override(log, "--limit", "9000", "--until", "2026-07-15", ok=False)
    assert "currency must be one of CNY, EUR, got none" in said(refused)
    named = override(log, "--limit", "9000", "--until", "2026-07-15", "--currency", "cny")
    assert "CNY 9,000.00" in said(named)


def test_in_chinese(log: Path) -> None:
    override(log, "--limit", "40000", "--until", "2026-07-15")
    kept = {"EUR", "Ann", "Bob", "fair", "Insurer", "DBT", "Altman"}
    kept |= {"PAY", "LEV", "CFL", "ALZ", "LIQ", "PRO", "BNK", "FUL", "OWN"}
    for arguments in (("list",), ("show", ID), ("replay", ID)):
        text = run("decisions", *arguments, "--log", log, "--lang", "zh").stdout
        assert set(re.findall(r"[A-Za-z_]{3,}", text)) <= kept
    assert "信用经理" in run("decisions", "list", "--log", log, "--lang", "zh").stdout


def test_everybody_of_the_sheet_can_be_reviewed(log: Path, tmp_path: Path) -> None:
    """Each customer of the file has a decision, if only a withheld one."""
    facts = facts_file(tmp_path, EVERYBODY, "again.csv")
    run("review", "1002", "--file", facts, "--as-of", DAY, "--log", log)
    kept = json.loads(run("decisions", "list", "--log", log, "--json").stdout)["decisions"]
    assert {each["customer_id"] for each in kept} == {"1001", "1002", "2001", "3001"}
