"""``ledgerguard claim``, ``claim-status`` and ``claim-recovery`` from the report to the recovery.

The case is that of claim_desk: 162,800.00 claimed, 120,000.00 insured, 103,500.00 expected.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from claim_desk import FIRM
from typer.testing import CliRunner, Result

from ledgerguard.casework.insured.words import REASONS
from ledgerguard.cli import Commands, claim, claim_status, log, worklist

RUNNER = CliRunner()
app = typer.Typer(cls=Commands)
app.command("claim")(claim.claim)
app.command("claim-status")(claim_status.claim_status)
app.command("claim-recovery")(claim_status.claim_recovery)
app.command("worklist")(worklist.worklist)
app.add_typer(log.app, name="log")

LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Paid,Paid on,Delivered
A-0,A,Nordwerk GmbH,EUR,2023-06-01,2023-07-01,1000.00,1000.00,2023-07-11,
A-1,A,Nordwerk GmbH,EUR,2023-11-01,2023-12-01,113000.00,,,2023-11-03
A-2,A,Nordwerk GmbH,EUR,2023-12-20,2024-01-19,50000.00,,,
CN,A,Nordwerk GmbH,EUR,2024-01-05,2024-01-05,-200.00,,,
A-3,A,Nordwerk GmbH,EUR,2024-02-10,2024-03-11,9000.00,,,
"""
FACTS = """\
customer_id,item,value,date,currency,source
A,insured_limit,120000,2023-01-01,EUR,Insurer
A,delivery_proof,CMR 17,2023-11-03,,A-1
A,vat_rate,13%,2023-01-01,,
A,invoice_copy,scan 5,2023-11-01,,A-1
A,no such item,1,2023-11-03,,
"""
DAY = "2024-07-20"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEDGERGUARD_LOG", raising=False)
    for name, text in (("ledger.csv", LEDGER), ("facts.csv", FACTS), ("firm.toml", FIRM)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(tmp_path / "firm.toml"))
    return tmp_path


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def claimed(*arguments: str | Path, ok: bool = True, day: str = DAY) -> Result:
    return run("claim", "ledger.csv", *arguments, "--as-of", day, "--facts", "facts.csv", ok=ok)


@pytest.mark.usefixtures("desk")
def test_a_folder_in_one_command() -> None:
    result = claimed("A-1", "A-2", "A-3", "--out", "out")
    text = result.stdout
    assert "claimed EUR 162,800.00, insured loss EUR 120,000.00" in text
    assert "expected indemnity EUR 103,500.00" in text
    assert "missing: Proof of delivery A-2 (logistics): Without delivery" in text
    assert "EUR 20,176.99" in text  # of A-2, within the limit
    assert "missing: Copy of the invoice A-2" in text
    assert "missing: Copy of the invoice A-1" not in text
    assert REASONS["after-stop"].en in text
    assert "9 files in out" in text
    assert "nothing was sent or recorded" in text
    assert "facts.csv, row 6: no such item" in result.stderr
    workbook = openpyxl.load_workbook("out/claim.xlsx")
    assert workbook.sheetnames[0] == "Summary"
    workbook.close()
    again = claimed("A-1", "A-2", "--out", "out", ok=False)
    assert again.exit_code == 2
    assert "must not hold anything else" in again.stderr
    claimed("A-1", "A-2", "--out", "out", "--replace")


@pytest.mark.usefixtures("desk")
def test_json_and_chinese() -> None:
    text = claimed("A-1", "--lang", "zh", "--json", "--cause", "insolvency").stdout
    found: dict[str, Any] = json.loads(text)
    assert (found["claimed"], found["currency"], found["cause"]) == (112_800, "EUR", "insolvency")
    assert found["invoices"][0]["report"] == "missed"
    assert {"paper": "filing", "invoice": "", "owner": "法务"} in found["missing"]
    assert "索赔案卷" in Path("claim/index.txt").read_text(encoding="utf-8-sig")
    said = claimed("A-1", "--lang", "zh", "--cause", "insolvency").stdout
    assert "缺少：收货凭证 A-1" not in said
    assert "缺少：客户订单 A-1（销售）" in said


@pytest.mark.usefixtures("desk")
def test_from_the_report_to_the_recovery() -> None:
    log_file = ("--log", "firm.log")
    run("worklist", "ledger.csv", "--as-of", "2024-02-20", *log_file)
    told = claimed("A-1", "A-2", "--notify", "--sent", "--out", "report", *log_file,
                   day="2024-02-20").stdout  # fmt: skip
    assert "overdue report C20240220-" in told
    assert "3 files in report" in told
    assert "recorded in firm.log; head " in told
    tasks = json.loads(
        run("worklist", "ledger.csv", "--as-of", "2024-02-20", "--json", *log_file).stdout
    )["tasks"]
    assert not [task for task in tasks if task["kind"] == "insurer"]
    claimed("A-1", "A-2", "--sent", "--out", "claim", *log_file)
    states = json.loads(run("claim-status", "--json", *log_file).stdout)
    name = states[0]["claim"]
    assert (states[0]["status"], states[0]["expected"]) == ("filed", 103_500)
    assert states[0]["indemnity_by"] == "2024-08-19"
    run("claim-status", name, "acknowledged", "--on", "2024-07-23", *log_file)
    paid = run(
        "claim-status", name, "paid", "--amount", "EUR 103,500.00", "--on", "2024-08-15", *log_file
    ).stdout
    assert "recorded; head " in paid
    # 10 % of the debt: 16,280 * 120,000 / 162,800 * 0.9 = 10,800.00.
    shared = run("claim-recovery", name, "16280", "--on", "2024-09-01", *log_file).stdout
    assert "of EUR 16,280.00: EUR 10,800.00 to the insurer, EUR 5,480.00 kept" in shared
    more = json.loads(
        run(
            "claim-recovery",
            name,
            "1000",
            "--costs",
            "100",
            "--on",
            "2024-09-02",
            "--json",
            *log_file,
        ).stdout
    )
    # 900 * 120,000 / 162,800 * 0.9 = 597.05.
    assert more["shared"] == {"to_insurer": 597.05, "kept": 302.95}
    assert more["debt"] == 145_520
    shown = run("claim-status", name, *log_file).stdout
    assert "EUR 17,280.00" in shown
    assert run("log", "verify", *log_file).exit_code == 0


@pytest.mark.usefixtures("desk")
def test_a_claim_that_goes_on_says_so() -> None:
    log_file = ("--log", "firm.log")
    run("worklist", "ledger.csv", "--as-of", "2024-02-20", *log_file)
    assert "no claim was filed yet" in run("claim-status", *log_file).stdout
    claimed("A-1", "--sent", *log_file)
    name = json.loads(run("claim-status", "--json", *log_file).stdout)[0]["claim"]
    run("claim-status", name, "refused", "--note", "no order", "--on", "2024-08-01", *log_file)
    text = run("claim-status", name, "acknowledged", "--on", "2024-08-09", *log_file).stdout
    assert "acknowledged (reopened)" in text


@pytest.mark.usefixtures("desk")
def test_several_claims_stand_in_a_table() -> None:
    log_file = ("--log", "firm.log")
    run("worklist", "ledger.csv", "--as-of", "2024-02-20", *log_file)
    claimed("A-1", "--sent", "--out", "one", *log_file)
    claimed("A-2", "--sent", "--out", "two", *log_file)
    header, _, first, second = (
        line.split() for line in run("claim-status", *log_file).stdout.splitlines() if line.strip()
    )
    assert header[:3] == ["claim", "customer", "status"]
    assert (first[2], second[2]) == ("filed", "filed")
    assert first[0] != second[0]
    assert "索赔编号" in run("claim-status", "--lang", "zh", *log_file).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("claim", "ledger.csv", "A-1", "--as-of", DAY, "--sent"), "--sent must come with a log"),
        (("claim", "ledger.csv", "A-9", "--as-of", DAY), "invoice must be open in the ledger"),
        (("claim-recovery", "C", "5", "--log", "firm.log"), "claim must be one that was filed"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], told: str) -> None:
    run("worklist", "ledger.csv", "--as-of", "2024-02-20", "--log", "firm.log")
    result = run(*arguments, ok=False)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("much", "an amount must be a number"),
        ("EUR", "an amount must be a number"),
        ("1 2", "an amount must be a number"),
        ("EUR USD 5", "an amount must be a number"),
        ("1e999", "an amount must be a number"),
        ("USD 5", "the amount must be in EUR"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_amounts_are_read_with_their_currency(amount: str, told: str) -> None:
    log_file = ("--log", "firm.log")
    run("worklist", "ledger.csv", "--as-of", "2024-02-20", *log_file)
    claimed("A-1", "--sent", *log_file)
    name = json.loads(run("claim-status", "--json", *log_file).stdout)[0]["claim"]
    result = run("claim-recovery", name, amount, *log_file, ok=False)
    assert result.exit_code == 2
    assert told in result.stderr
    blank = run("claim-recovery", name, " ", *log_file, ok=False)
    assert blank.exit_code == 2
    assert "an amount must be a number" in blank.stderr
