"""``ledgerguard alerts`` and ``nodes``; the ledger is that of ``credit_sheet``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from credit_sheet import DAY, EVERYBODY, LEDGER, facts_file, firm_file, ledger_file
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()
CHINESE = LEDGER + "K-1,9,华光电子,CNY,2026-01-01,2026-02-01,70000,,\n"
"""The same with an invoice in another currency, 149 days past due."""


@pytest.fixture(autouse=True)
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(firm_file(tmp_path)))


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return facts_file(tmp_path)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return ledger_file(tmp_path, CHINESE)


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def said(result: Result) -> str:
    return " ".join(result.output.split())


def alerts(*arguments: str | Path) -> list[dict[str, Any]]:
    found: dict[str, Any] = json.loads(run("alerts", *arguments, "--as-of", DAY, "--json").stdout)
    assert found["as_of"] == DAY
    return list(found["alerts"])


def test_alerts_from_the_ledger_alone(ledger: Path) -> None:
    found = alerts(ledger)
    assert {each["currency"] for each in found} == {"EUR", "CNY"}
    (share,) = [
        each for each in found
        if each["indicator"] == "late_share" and each["currency"] == "EUR"
    ]  # fmt: skip
    # Overdue of 47,900: 20,000 and 7,000.
    assert share["value"] == pytest.approx(27_000 / 47_900)
    assert share["at_stake"] == 47_900
    assert not [each for each in found if each["indicator"] == "utilisation"]  # no file, no limit


def test_the_worst_level_stands_first_and_the_file_adds_to_it(facts: Path, ledger: Path) -> None:
    found = alerts(ledger, "--file", facts)
    levels = [each["level"] for each in found]
    assert levels == sorted(levels, key=["act", "warn", "watch"].index)
    by_indicator = {(each["customer_id"], each["indicator"]): each for each in found}
    assert by_indicator["2001", "extension_requests"]["value"] == 1
    assert by_indicator["2001", "unread_rows"]["value"] == 1
    bank = next(each for each in found if each["indicator"] == "bank_line_use")
    assert (bank["scope"], bank["value"]) == ("own", pytest.approx(0.96))  # 480 of 500 thousand


def test_alerts_of_one_currency_and_of_one_customer(facts: Path, ledger: Path) -> None:
    only = alerts(ledger, "--file", facts, "--currency", "cny")
    assert {each["currency"] for each in only if each["scope"] == "portfolio"} == {"CNY"}
    mine = alerts(ledger, "--file", facts, "--customer", "2001")
    assert {each["customer_id"] for each in mine} == {"2001"}
    refused = run("alerts", ledger, "--as-of", DAY, "--currency", "USD", ok=False)
    assert "currency must be one of CNY, EUR, got 'USD'" in said(refused)
    unknown = run("alerts", ledger, "--as-of", DAY, "--customer", "20011", ok=False)
    assert "nearest: 2001 (Alte AG)" in said(unknown)


def test_alerts_as_a_person_reads_them(facts: Path, ledger: Path) -> None:
    text = said(run("alerts", ledger, "--file", facts, "--as-of", DAY))
    assert "Beispiel GmbH (1001) Limit nearly used EUR 35,000.00 116.7%, threshold 100.0%" in text
    assert "own liquidity Own bank lines nearly used EUR 96.0%, threshold" in text
    assert re.search(r"\d+ to act upon, \d+ to warn of, \d+ to watch$", text)
    quiet = ledger.with_name("quiet.csv")
    quiet.write_text("\n".join(LEDGER.splitlines()[:2]) + "\n", encoding="utf-8")
    assert said(run("alerts", quiet, "--as-of", "2026-03-02", "--customer", "1001")) != ""


def nodes(*arguments: str | Path) -> Any:
    return json.loads(run("nodes", *arguments, "--as-of", DAY, "--json").stdout)


def test_the_nodes_counted_over_all_customers(facts: Path, ledger: Path) -> None:
    """Five customers: 1001, 1002, 2001 by file; 3001 and 9 by the ledger alone."""
    found = {each["node"]: each for each in nodes(ledger, "--file", facts)}
    assert [each["number"] for each in found.values()] == list(range(1, 17))
    assert all(sum(each["counts"].values()) == 5 for each in found.values())
    registry = found["registry"]
    assert registry["counts"]["passed"] == 1
    assert registry["failing"] != []
    assert "own" not in registry["failing"]
    # The failed ones of them: 5,000 + 7,000 + 900 EUR, and 70,000 CNY beside it.
    assert registry["at_stake"] == {"EUR": 12_900, "CNY": 70_000}
    text = run("nodes", ledger, "--file", facts, "--as-of", DAY).stdout
    assert "CNY 70,000.00" in text
    assert "EUR 12,900.00" in text
    assert "82,900" not in text
    assert "no log: steps of the ladder are presumed done" in text


def test_the_nodes_in_one_currency(facts: Path, ledger: Path) -> None:
    found = {each["node"]: each for each in nodes(ledger, "--file", facts, "--currency", "EUR")}
    assert found["registry"]["at_stake"] == {"EUR": 12_900}


def test_the_sixteen_of_one_customer(facts: Path, ledger: Path) -> None:
    found = nodes(ledger, "--file", facts, "--customer", "1001")
    assert len(found) == 16
    release = next(each for each in found if each["node"] == "order_release")
    assert release["state"] == "failed"
    assert release["at_stake"] == {"EUR": 35_000}
    assert release["owner"] == "Credit manager"
    text = said(run("nodes", ledger, "--file", facts, "--as-of", DAY, "--customer", "1001"))
    assert "Beispiel GmbH (1001), 2026-06-30" in text
    assert "passed: 1 Identity, 2 Registry" in text
    unknown = run("nodes", ledger, "--file", facts, "--as-of", DAY, "--customer", "5", ok=False)
    assert unknown.exit_code == 2


def test_a_holder_of_a_post_is_named(facts: Path, ledger: Path, tmp_path: Path) -> None:
    firm = tmp_path / "held.toml"
    firm.write_text('[credit.holders]\ncredit-manager = "Ms Li"\n', encoding="utf-8")
    text = run("nodes", ledger, "--file", facts, "--as-of", DAY, "--customer", "1001",
               "--policy", firm).stdout  # fmt: skip
    assert "Credit manager (Ms Li)" in text


def test_a_log_tells_what_was_done(facts: Path, ledger: Path, tmp_path: Path) -> None:
    log = tmp_path / "firm.log"
    run("worklist", ledger, "--as-of", DAY, "--log", log)
    given = (ledger, "--file", facts, "--customer", "1001")
    state = {each["node"]: each["state"] for each in nodes(*given, "--log", log)}
    assert state["pre_due_reminder"] == "failed"  # nobody has reminded of I-2
    presumed = {each["node"]: each["state"] for each in nodes(*given)}
    assert presumed["pre_due_reminder"] == "passed"
    text = run("nodes", ledger, "--file", facts, "--as-of", DAY, "--log", log).stdout
    assert "presumed" not in text
    merged = facts_file(tmp_path, (*EVERYBODY, ("A7", "legal_id", "HRB77", DAY)), "more.csv")
    again = nodes(ledger, "--file", merged, "--customer", "A7", "--log", log)
    assert {each["node"]: each["state"] for each in again}["pre_due_reminder"] == "passed"
    asked = ("nodes", ledger, "--file", merged, "--as-of", DAY, "--log", log)
    for whom in ((), ("--customer", "A7")):
        assert "merged of several ids: steps of the ladder are presumed" in said(run(*asked, *whom))


def test_a_log_without_a_run_of_the_worklist_presumes_too(
    facts: Path, ledger: Path, tmp_path: Path
) -> None:
    log = tmp_path / "decided.log"
    asked = ("--file", facts, "--as-of", DAY, "--log", log)
    run("review", "1001", "--ledger", ledger, *asked)
    text = said(run("nodes", ledger, *asked))
    assert "the log holds no run of the worklist: steps of the ladder are presumed done" in text


def test_many_failing_customers_are_cut_short(tmp_path: Path) -> None:
    head, *_ = LEDGER.splitlines()
    lines = [f"I-{n},C{n},Name {n},EUR,2026-06-01,2026-07-01,{n}00,," for n in range(1, 8)]
    ledger = ledger_file(tmp_path, "\n".join([head, *lines, ""]))
    facts = facts_file(tmp_path, (("C1", "name", "Name 1"),))
    text = said(run("nodes", ledger, "--file", facts, "--as-of", DAY))
    assert "C7, C6, C5, C4, C3 ..." in text


def test_in_chinese(facts: Path, ledger: Path) -> None:
    text = run("alerts", ledger, "--file", facts, "--as-of", DAY, "--lang", "zh").stdout
    text += run("nodes", ledger, "--file", facts, "--as-of", DAY, "--lang", "zh").stdout
    text += run("nodes", ledger, "--file", facts, "--as-of", DAY, "--lang", "zh", "--customer",
                "1001").stdout  # fmt: skip
    names = {"EUR", "CNY", "Beispiel", "GmbH", "Service", "Alte", "Neu", "foo", "HRB", "log",
             "CUSTOMER_FILE", "HHI"}  # fmt: skip
    assert set(re.findall(r"[A-Za-z_]{3,}", text)) <= names
    assert "控制节点" in text
