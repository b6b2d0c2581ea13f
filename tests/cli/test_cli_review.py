"""``ledgerguard review`` and ``reviews``; the numbers are derived in ``credit_sheet``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from credit_sheet import BEISPIEL, DAY, EVERYBODY, facts_file, firm_file, ledger_file
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()

PD = 1 / (1 + 20 * 2**1.975)
"""Odds of 20 at 50 points double every 10: 19.75 points more are 20 * 2 ** 1.975 to 1."""


@pytest.fixture(autouse=True)
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(firm_file(tmp_path)))


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return facts_file(tmp_path)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return ledger_file(tmp_path)


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def review(facts: Path, *arguments: str | Path, whom: str = "1001", ok: bool = True) -> Result:
    return run("review", whom, "--file", facts, "--as-of", DAY, *arguments, ok=ok)


def plain(facts: Path, *arguments: str | Path, whom: str = "1001") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(review(facts, *arguments, "--json", whom=whom).stdout)
    return found


def said(result: Result) -> str:
    """What was printed, however it is spaced."""
    return " ".join(result.output.split())


def test_whether_to_sell_on_which_terms_and_up_to_what(facts: Path) -> None:
    text = said(review(facts, "--order", "12000"))
    assert "Beispiel GmbH (1001), EUR, 2026-06-30" in text
    assert "Decision sell on credit within the limit" in text
    assert "Up to EUR 25,000.00, bound by: Insurer's limit" in text
    assert "45 days; security: none; insurance: required; dunning: standard" in text
    assert "This order EUR 12,000.00: EUR 0.00 ahead, EUR 12,000.00 on credit" in text
    assert "grade 5 (average), PD 1.26%; score 69.75; 100% of the weight is known" in text
    assert "Next review 2026-09-30, end of the quarter" in text
    assert "May decide Credit analyst" in text  # up to EUR 25,000 for grades up to 5
    assert "no ledger: nothing is taken as open" in text
    assert "nothing was recorded" in text


def test_what_a_default_would_cost(facts: Path) -> None:
    """An order of 12,000 on credit: 60 % of it is lost, the insurer bears 90 % of 7,200."""
    found = plain(facts, "--order", "12,000.00")
    assert found["default"] == {
        "exposure": 12_000.0, "loss": 7_200.0, "indemnity": 6_480.0, "net": 720.0,
        "expected": pytest.approx(7_200 * PD, abs=0.005),
        "expected_net": pytest.approx(720 * PD, abs=0.005),
        "estimated": True,
    }  # fmt: skip
    assert found["pd"] == pytest.approx(PD)
    assert found["payment"] == {}


def test_limits_stand_apart_each_with_its_own_use(facts: Path, ledger: Path) -> None:
    found = plain(facts, "--ledger", ledger)
    limits = {
        each["kind"]: (each["amount"], each["used"], each["over"]) for each in found["limits"]
    }
    assert limits == {"own": (30_000, 35_000, 5_000), "insured": (25_000, 35_000, 10_000)}
    text = said(review(facts, "--ledger", ledger))
    assert "Limits by kind, each used by itself, EUR" in text
    assert "Own limit 30,000.00 35,000.00 0.00 5,000.00 2026-01-01 2026-12-31 Ann in force" in text
    assert "55,000" not in text  # the sum of the two limits is nowhere


def test_the_ledger_changes_the_binding_constraint(facts: Path, ledger: Path) -> None:
    """Highest balance paid in time: 10,000 * 0.8; 35,000 open are 27,000 over it."""
    found = plain(facts, "--ledger", ledger)
    assert (found["limit"], found["binding"]) == (8_000, "pay_behaviour")
    assert [each["words"] for each in found["stops"]] == ["over the limit by EUR 27,000.00"]
    assert found["payment"]["EUR"]["overdue"] == 20_000
    assert found["payment"]["EUR"]["oldest_days"] == 30
    assert found["exposure"]["total"] == 35_000
    bounds = {each["code"]: each["counted"] for each in found["bounds"]}
    assert bounds["net_worth"] == 56_000
    assert bounds["working_capital"] == 33_600
    assert bounds["turnover"] == 160_000
    assert bounds["references"] == 40_000
    text = said(review(facts, "--ledger", ledger))
    assert "Highest balance paid in time 10,000.00 8,000.00 binding; times 0.8" in text
    assert "Stop supply over the limit by EUR 27,000.00" in text


def test_what_is_insured_of_what_is_open(facts: Path, ledger: Path) -> None:
    """35,000 less 10,000 over the limit are insured, 90 % of 25,000 are paid, 12,500 remain."""
    text = said(review(facts, "--ledger", ledger))
    assert "cover in force: EUR 25,000.00; 90% of a loss; from 2026-01-01; Insurer" in text
    assert "Open 35,000.00 100.0%" in text
    assert "Over the limit -10,000.00 -28.6%" in text
    assert "Insured loss 25,000.00 71.4%" in text
    assert "Co-insurance -2,500.00 -7.1%" in text
    assert "Indemnity 22,500.00 64.3%" in text
    assert "Remains with the firm 12,500.00 35.7%" in text
    found = plain(facts, "--ledger", ledger)
    assert found["insured"]["indemnity"] == 22_500
    assert found["cover"]["limit"] == 25_000


def test_without_an_insurance_named_the_indemnity_is_called_presumed(
    facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDGERGUARD_POLICY")
    text = said(review(facts, "--order", "12000"))
    assert "cover: none; not insured" in text
    assert "the indemnity presumes the insurer's limit in the file" in text


def test_the_group_counts_its_members_each_by_itself(facts: Path, ledger: Path) -> None:
    found = plain(facts, "--ledger", ledger)
    assert found["group"]["members"] == {"1001": 35_000, "1002": 5_000}
    assert found["group"]["exposure"] == 40_000
    text = said(review(facts, "--ledger", ledger))
    assert "Exposure of the group Beispiel, EUR" in text
    assert "1001 35,000.00 87.5%" in text


def test_alerts_and_nodes_of_this_customer_only(facts: Path, ledger: Path) -> None:
    found = plain(facts, "--ledger", ledger)
    assert {each["customer_id"] for each in found["alerts"]} == {"1001"}
    used = [each for each in found["alerts"] if each["indicator"] == "utilisation"]
    assert sorted(each["value"] for each in used) == [
        pytest.approx(35 / 30),
        pytest.approx(35 / 25),
    ]
    nodes = {each["node"]: each["state"] for each in found["nodes"]}
    assert len(nodes) == 16
    assert nodes["order_release"] == "failed"
    assert nodes["registry"] == "passed"
    text = review(facts, "--ledger", ledger).stdout
    failed = text.index("Order release")
    assert failed < text.index("passed: 1 Identity, 2 Registry")
    assert "over the limit EUR 30,000.00 by EUR 5,000.00 ->" in said(
        review(facts, "--ledger", ledger)
    )


def test_the_path_to_the_next_grade(facts: Path) -> None:
    """Days beyond terms from 8 to 5 earn 0.75 of 14 in place of 0.5: 3.5 points, 73.25."""
    text = said(review(facts))
    assert "Path to the next grade" in text
    assert "Days beyond terms 8 to <= 5 73.25 4" in text
    assert "PAY pays later than agreed: 8, costs 7.0 points" in text


def test_a_withheld_decision_says_what_is_missing_and_is_no_error(
    facts: Path, ledger: Path
) -> None:
    result = review(facts, "--ledger", ledger, whom="3001")
    text = said(result)
    assert result.exit_code == 0
    assert "Neu SA (3001), EUR" in text  # the name is the ledger's
    assert "Decision withheld: data is missing or too old" in text
    assert "Missing Identity: nothing is known; no decision until it is brought up to date" in text
    assert "Up to" not in text
    assert text.count("no decision until") == 1
    found = plain(facts, "--ledger", ledger, whom="3001")
    assert (found["outcome"], found["limit"], found["grade"]) == ("withheld", None, None)


def test_a_knock_out_decides_and_unread_rows_are_told(facts: Path, ledger: Path) -> None:
    text = said(review(facts, "--ledger", ledger, whom="2001"))
    assert "no open credit: prepayment or a letter of credit" in text
    assert "Dissolved, or licence revoked" in text
    assert "grade 10 (failed), PD 100.00%" in text
    assert "Rows not read row 35 (foo): there is no such item" in text


def test_rows_that_name_nobody_are_told_with_everybody(tmp_path: Path, ledger: Path) -> None:
    """Four rows: three are shown, the fourth counted; other commands count them on stderr."""
    nobody = [("", "name", f"Who {n}") for n in range(4)]
    facts = facts_file(tmp_path, (*BEISPIEL, *nobody))
    result = review(facts)
    assert result.stdout.count("(name): ") == 3
    assert "and 1 more: `ledgerguard credit-file check` has all" in said(result)
    assert len(plain(facts)["problems"]) == 4
    for command in (("reviews", ledger), ("alerts", ledger), ("nodes", ledger),
                    ("cash", ledger)):  # fmt: skip
        told = run(*command, "--file", facts, "--as-of", DAY)
        assert "facts.csv: rows that could not be read: 4" in told.stderr


def test_what_is_asked_for(facts: Path) -> None:
    """60,000 for grade 5 is beyond the analyst's 25,000, within the manager's 125,000."""
    text = said(review(facts, "--limit", "60000", "--terms", "60"))
    assert "EUR 60,000.00 asked for: Credit manager may" in text
    assert "Up to EUR 25,000.00" in text
    found = plain(facts, "--terms", "30")
    assert found["terms"]["days"] == 30
    refused = review(facts, "--post", "janitor", ok=False)
    assert refused.exit_code == 2
    assert "post must be one of credit-analyst" in said(refused)


def test_an_amount_that_is_none_is_refused(facts: Path) -> None:
    for amount in ("12k", "-5", "nan"):
        result = review(facts, "--order", amount, ok=False)
        assert result.exit_code == 2
        assert "amount" in said(result)


@pytest.mark.parametrize("whom", ["101", "beispiel gmb"])
def test_an_unknown_customer_names_the_nearest(facts: Path, ledger: Path, whom: str) -> None:
    result = review(facts, "--ledger", ledger, whom=whom, ok=False)
    assert result.exit_code == 2
    assert "nearest: 1001 (Beispiel GmbH)" in said(result)
    far = review(facts, "--ledger", ledger, whom="zzzzzz", ok=False)
    assert "it knows: 1001 (Beispiel GmbH)" in said(far)


def test_a_customer_by_name_and_the_firm_itself_is_none(facts: Path, ledger: Path) -> None:
    assert plain(facts, whom="beispiel gmbh")["customer_id"] == "1001"
    assert plain(facts, "--ledger", ledger, whom="Neu SA")["customer_id"] == "3001"
    assert review(facts, whom="own", ok=False).exit_code == 2


def test_a_file_about_one_customer_needs_no_id(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("item,value,date\nregistry_status,dissolved,2026-05-15\n", encoding="utf-8")
    found = plain(path, whom="9")
    assert (found["customer_id"], found["grade"]) == ("9", 10)


def test_several_currencies_need_one_to_be_named(tmp_path: Path) -> None:
    rows = (*BEISPIEL, ("1001", "own_limit", "70000", "2026-01-01", "", "CNY"))
    facts = facts_file(tmp_path, rows)
    refused = review(facts, ok=False)
    assert "currency must be one of CNY, EUR, got none" in said(refused)
    found = plain(facts, "--currency", "CNY")
    assert [each["amount"] for each in found["limits"]] == [70_000]


def test_ids_of_one_customer_are_made_one_by_rule_and_shown(tmp_path: Path) -> None:
    """A7 has the legal id of 1001: what it owes counts, 35,000 + 1,000."""
    rows = (*EVERYBODY, ("A7", "legal_id", "HRB77", "2026-05-15"))
    facts = facts_file(tmp_path, rows)
    line = "I-7,A7,Beispiel,EUR,2026-06-01,2026-07-01,1000,,\n"
    ledger = ledger_file(tmp_path)
    with ledger.open("a", encoding="utf-8") as file:
        file.write(line)
    for whom in ("1001", "A7"):
        found = plain(facts, "--ledger", ledger, whom=whom)
        assert found["customer_id"] == "1001"
        assert found["merged"] == {"A7": "legal-id"}
        assert found["exposure"]["total"] == 36_000
    text = said(review(facts, "--ledger", ledger))
    assert "One customer with A7: the same number in the register" in text


def test_a_namesake_is_shown_and_not_merged(tmp_path: Path) -> None:
    rows = (*BEISPIEL, ("77", "name", "Beispiel GmbH"), ("77", "legal_id", "HRB 5", "2026-05-15"))
    text = said(review(facts_file(tmp_path, rows)))
    assert "Not merged with 77: different numbers in the register" in text


def test_with_a_log_the_decision_is_recorded(facts: Path, ledger: Path, tmp_path: Path) -> None:
    log = tmp_path / "firm.log"
    text = said(review(facts, "--ledger", ledger, "--log", log, "--by", "Ann"))
    assert re.search(r"recorded as 1001-EUR-\d+-1 in \S+firm.log; head [0-9a-f]{64}", text)
    assert "the log holds no run of the worklist" in text
    found = plain(facts, "--ledger", ledger, "--log", log)
    assert found["recorded"].endswith("-2")
    nodes = {each["node"]: each["state"] for each in found["nodes"]}
    assert nodes["scoring"] == "passed"  # a grade has been decided
    assert nodes["pre_due_reminder"] == "passed"  # presumed, since nobody runs the worklist
    verified = run("log", "verify", "--log", log)
    assert "no fault" in verified.stdout


def test_a_log_with_a_run_knows_what_was_not_done(
    facts: Path, ledger: Path, tmp_path: Path
) -> None:
    log = tmp_path / "firm.log"
    run("worklist", ledger, "--as-of", DAY, "--log", log)
    found = plain(facts, "--ledger", ledger, "--log", log)
    nodes = {each["node"]: each["state"] for each in found["nodes"]}
    assert nodes["pre_due_reminder"] == "failed"  # I-2 is late and nobody reminded
    text = said(review(facts, "--ledger", ledger, "--log", log))
    assert "presumed done" not in text
    more = facts_file(tmp_path, (*EVERYBODY, ("A7", "legal_id", "HRB77", DAY)), "more.csv")
    assert "the customer has several ids" in said(review(more, "--ledger", ledger, "--log", log))


def test_an_override_in_force_is_shown(facts: Path, tmp_path: Path) -> None:
    log = tmp_path / "firm.log"
    review(facts, "--log", log)
    run("decisions", "override", "1001", "--limit", "40000", "--reason", "fair", "--post",
        "credit-manager", "--on", DAY, "--until", "2026-07-15", "--log", log)  # fmt: skip
    text = said(review(facts, "--log", log))
    assert "Override in force limit EUR 40,000.00, terms as decided, until 2026-07-15 by" in text
    assert plain(facts, "--log", log)["override"]["limit"] == 40_000


def changed(*more: tuple[str, ...], without: str = "") -> tuple[tuple[str, ...], ...]:
    """Beispiel GmbH with more facts, and without an item."""
    return (*(row for row in BEISPIEL if row[1] != without), *more)


def test_the_elastic_limit_and_what_stands_against_it(tmp_path: Path) -> None:
    """Five days late: 73.25 points, grade 4, times 1: working capital binds with 42,000.

    A tenth more is 46,200, for 90 days. Eight days late: grade 5, and later than five days.
    """
    firm = firm_file(tmp_path, "[credit.limits]\nelastic_uplift_rate = 0.1\n")
    rows = [row for row in BEISPIEL if row[1] not in ("insured_limit", "days_beyond_terms")]
    late = ("1001", "days_beyond_terms", "5", "2026-05-15")
    text = said(review(facts_file(tmp_path, (*rows, late)), "--policy", firm))
    assert "Up to EUR 42,000.00, bound by: Working capital" in text
    assert "Elastic limit EUR 46,200.00; until 2026-09-28" in text
    text = said(review(facts_file(tmp_path), "--policy", firm))
    assert "Elastic limit EUR 25,000.00; grade 5, at worst 4; pays 8.0 days late, at most 5" in text


def test_an_agencys_rating_and_orders_that_moved(tmp_path: Path) -> None:
    """Orders of 200 after four quarters of 100: twice the mean, 100 % more than the 30 allowed."""
    ends = ("2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30")
    orders = (
        ("1001", "quarter_orders", "200" if end == ends[-1] else "100", end, "", "EUR")
        for end in ends
    )
    rating = ("1001", "rating", "CCC", "2026-03-01", "", "", "S&P")
    text = said(review(facts_file(tmp_path, changed(*orders, rating))))
    assert "Rating rated CCC by S&P: grade" in text
    assert "Review at once orders moved by +100.0%, more than 30%" in text
    assert "Holds the grade rated CCC by S&P" in text


def test_cover_that_runs_off(tmp_path: Path, ledger: Path) -> None:
    """Cancelled on 20 June: deliveries of the 30 days until 20 July keep the limit of before."""
    rows = changed(("1001", "insurer_decision", "cancelled", "2026-06-20"))
    text = said(review(facts_file(tmp_path, rows), "--ledger", ledger))
    assert "cover run-off: EUR 25,000.00; 90% of a loss" in text
    assert "run-off until 2026-07-20" in text
    assert "the insurer's cover is cancelled" in text


def test_terms_that_name_no_insured_share_are_told(
    tmp_path: Path, facts: Path, ledger: Path
) -> None:
    terms = (
        '[company]\ninsurance = "ours"\n[insurances.ours]\ndated = 2026-01-01\nsource = "P 1"\n'
        'title = { en = "Ours", zh = "本企业" }\nreport_period = 30\nwaiting_period = "6 months"\n'
    )
    firm = firm_file(tmp_path, terms)
    text = said(review(facts, "--ledger", ledger, "--policy", firm))
    assert "cover in force: EUR 25,000.00; no stated share" in text
    assert "not computed: insured_rate must be stated in the terms ours" in text
    assert plain(facts, "--ledger", ledger, "--policy", firm)["insured"] is None


def test_no_limit_on_file_and_the_largest_of_the_policy(tmp_path: Path, ledger: Path) -> None:
    """A policy that lets one customer have 30,000: the group's 40,000 are 10,000 over it."""
    firm = firm_file(tmp_path, "[credit.limits]\nlargest = { EUR = 30000 }\n")
    rows = tuple(row for row in EVERYBODY if row[1] not in ("own_limit", "insured_limit"))
    facts = facts_file(tmp_path, rows)
    text = said(review(facts, "--ledger", ledger, "--policy", firm))
    assert "No limit is on file in EUR" in text
    assert "total 40,000.00 30,000.00 10,000.00" in text


def test_what_must_be_settled_first_stands_on_the_path(tmp_path: Path) -> None:
    """A judgment that is enforced holds grade 8: settled, the score's own grade 5 is reached."""
    rows = changed(("1001", "enforcement", "TRUE", "2026-05-15"))
    text = said(review(facts_file(tmp_path, rows)))
    assert "grade 8 (very weak)" in text
    path = text[text.index("Path to the next grade") :]
    assert "Holds the grade Judgment being enforced" in path


def test_where_nothing_raises_the_grade(capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    from decision_cases import decided

    from ledgerguard.cli.decision_print import print_grading
    from ledgerguard.cli.decision_words import Teller
    from ledgerguard.policy.credit_policy import packaged_credit

    made = decided()
    assert made.grading is not None
    stuck = replace(made, grading=replace(made.grading, path=(), reasons=()))
    print_grading(Teller(stuck, packaged_credit(), "en"))
    assert "nothing to be settled or raised within reach" in capsys.readouterr().out
    best = replace(made, grading=replace(made.grading, grade=1, path=(), reasons=()))
    print_grading(Teller(best, packaged_credit(), "en"))
    assert capsys.readouterr().out == ""


def test_when_every_node_has_passed(capsys: pytest.CaptureFixture[str]) -> None:
    from ledgerguard.cli.review_print import print_nodes
    from ledgerguard.policy.credit_policy import packaged_credit

    print_nodes((), packaged_credit(), "en")
    assert capsys.readouterr().out == "no node is left to be passed\n\n"


WORDS_KEPT = {
    "EUR", "Beispiel", "GmbH", "Service", "Ann", "Insurer", "file", "ledger", "log", "FILE", "HRB",
    "PAY", "LEV", "CFL", "ALZ", "LIQ", "PRO", "BNK", "FUL", "OWN", "DBT", "Altman", "Neu", "foo",
    "Alte", "CUSTOMER_FILE",
}  # fmt: skip
"""What stays as it is in Chinese: names, options, codes of reasons."""


@pytest.mark.parametrize("whom", ["1001", "2001", "3001"])
def test_in_chinese_every_word_is_chinese(facts: Path, ledger: Path, whom: str) -> None:
    text = review(facts, "--ledger", ledger, "--order", "500", "--lang", "zh", whom=whom).stdout
    left = set(re.findall(r"[A-Za-z_]{3,}", text)) - WORDS_KEPT
    assert left == set()
    assert "结论" in text
    assert "未作记录：使用 --log FILE 记录决定" in text


def test_reviews_tell_who_is_due_when_and_why(facts: Path, ledger: Path, tmp_path: Path) -> None:
    """1001: its own limit is of 1 January, so that the quarter's end on 31 March has passed."""
    found = json.loads(run("reviews", ledger, "--file", facts, "--as-of", DAY, "--json").stdout)
    due = {each["customer_id"]: each for each in found}
    assert [*due] == ["1001", "1002", "2001", "3001"]  # and not the firm itself
    assert due["1001"]["due_on"] == "2026-03-31"
    assert due["1001"]["last_decided"] == "2026-01-01"
    assert due["3001"]["customer"] == "Neu SA"
    assert due["3001"]["why"].startswith("never decided")
    log = tmp_path / "firm.log"
    review(facts, "--ledger", ledger, "--log", log)
    text = said(run("reviews", ledger, "--file", facts, "--as-of", DAY, "--log", log))
    assert "2026-09-30 planned 1001 Beispiel GmbH 5 2026-06-30 183 end of the quarter" in text
    assert text.endswith("customers due: 3 of 4")


def test_reviews_without_a_ledger_in_chinese(facts: Path) -> None:
    text = said(run("reviews", "--file", facts, "--as-of", DAY, "--lang", "zh"))
    assert "2026-03-31 应复核 1001 Beispiel GmbH 5 2026-01-01 183 季末复核" in text
    assert text.endswith("应复核客户：3 / 3")
