"""``ledgerguard backtest`` over a ledger small enough to replay by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from typer.testing import CliRunner, Result

from ledgerguard.cli.backtest import backtest
from ledgerguard.errors import InvalidValue

RUNNER = CliRunner()

LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Paid,Paid on
A-1,7,Alpha [red] GmbH,EUR,2024-02-23,2024-03-10,"1,000.00",,
B-1,8,光华,JPY,2024-02-23,2024-03-30,70000,70000,2024-03-01
"""
PERIOD = ("--from", "2024-02-28", "--to", "2024-06-07")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(backtest)
    return RUNNER.invoke(app, [str(argument) for argument in arguments])


def both(ledger: Path, *more: str | Path) -> Result:
    return run(ledger, "--policy", "five-stage", "--policy", "sme", *PERIOD, *more)


def test_policies_side_by_side(ledger: Path) -> None:
    result = both(ledger)
    assert result.exit_code == 0, result.stderr
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert "2024-02-28 – 2024-06-07, a run a day, 2 invoices" in lines[0]
    # Alpha alone hears: five-stage on -7, 3 and 15, sme on -3, 7, 15 and 30.
    (contacts,) = (line for line in lines if line.startswith("Contacts with customers"))
    assert contacts.split()[-2:] == ["3", "4"]
    assert "Alpha [red] GmbH, 2024-03" in result.stdout
    (legal,) = (line for line in lines if "Escalate to legal" in line)
    assert legal.split()[-5:] == ["1", "1", "15.0", "15.0", "1"]
    (june,) = (line for line in lines if line.startswith("2024-06"))
    assert june.split() == ["2024-06", "0", "0"]  # the 90th day is 8 June
    assert "Cover" not in result.stdout
    assert "- How customers would have reacted" in result.stdout


def test_cover_of_an_insurance_named_on_the_command_line(ledger: Path) -> None:
    result = both(ledger, "--insurance", "Report-Fifteen")
    assert result.exit_code == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines()]
    (cover,) = (words for words in lines if words[:2] == ["five-stage", "EUR"])
    assert cover[2:] == ["1", "1", "0", "0", "900.00", "0.00", "0.00", "0", "900.00"]


def test_json(ledger: Path) -> None:
    result = both(ledger, "--insurance", "report-fifteen", "--every", "5", "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    assert (found["from"], found["to"], found["every"]) == ("2024-02-28", "2024-06-07", 5)
    assert found["invoices"] == 2
    five, small = found["policies"]
    assert (five["name"], small["name"]) == ("five-stage", "sme")
    assert five["settled_unheard"] == 1
    assert five["levels"][0]["action"] == "Friendly reminder"
    assert five["cover"][0]["kept"] == 900.0
    assert sum(five["months"].values()) == five["contacts"]
    assert any("reacted" in sentence for sentence in found["cannot_know"])


def test_a_workbook_in_chinese(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "backtest.xlsx"
    result = both(ledger, "--out", out, "--lang", "zh")
    assert result.exit_code == 0, result.stderr
    assert "联系客户次数" in result.stdout
    assert openpyxl.load_workbook(out).sheetnames[0] == "对比"
    quiet = both(ledger, "--out", out, "--json")
    assert json.loads(quiet.stdout)["invoices"] == 2
    assert str(out) in quiet.stderr.replace("\n", "")


def test_the_period_may_be_left_out(ledger: Path) -> None:
    result = run(ledger, "--policy", "sme", "--business-days", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["from"], found["to"]) == ("2024-02-23", "2024-03-01")
    assert found["policies"][0]["runs"] == 6  # Friday to Friday without the weekend


def test_a_firms_file_is_called_by_its_name(ledger: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[company]\nladder = "friendly"\n', encoding="utf-8")
    result = run(ledger, "--policy", own, *PERIOD, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["policies"][0]["name"] == "own"


def test_what_is_refused(ledger: Path, tmp_path: Path) -> None:
    assert run(ledger).exit_code == 2  # no policy at all
    wrong = both(ledger, "--out", tmp_path / "backtest.docx")
    assert wrong.exit_code == 2
    assert not (tmp_path / "backtest.docx").exists()
    twice = run(ledger, "--policy", "sme", "--policy", "SME", *PERIOD)
    assert isinstance(twice.exception, InvalidValue)
    unknown = both(ledger, "--insurance", "nobody")
    assert isinstance(unknown.exception, InvalidValue)
    assert "report-fifteen" in str(unknown.exception)
