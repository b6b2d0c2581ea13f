"""``ledgerguard aging`` and ``problems`` over a ledger small enough to add up by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import ledgerguard.ledger.portfolio
from ledgerguard.cli import app

RUNNER = CliRunner()

# At 31 March 2024: A-1 is due that day; A-2 is 31 days late with 1,000.00 paid in February and the
# rest in April; B-1 is 91 days late; B-2 is a credit note; C-1 is in yen, and is not yet due.
LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Paid,Paid on
A-1,0042,Alpha [red] GmbH,EUR,2024-03-01,2024-03-31,"1,234.50",,
A-2,0042,Alpha [red] GmbH,EUR,2024-01-30,2024-02-29,3000.00,1000.00,2024-02-15
B-1,7,Beta,EUR,2023-12-01,2023-12-31,500.25,,
B-2,7,Beta,EUR,2024-03-15,2024-03-15,-100.00,,
C-1,9,华光电子,JPY,2024-03-20,2024-05-20,70000,,
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return RUNNER.invoke(app, [str(argument) for argument in arguments])


def test_aging_by_currency(ledger: Path) -> None:
    result = run("aging", ledger, "--as-of", "2024-03-31")
    assert result.exit_code == 0, result.stderr
    lines = [line.strip() for line in result.stdout.splitlines()]
    (euro,) = (line for line in lines if line.startswith("EUR"))
    assert euro.split()[1:] == [
        *("1,234.50", "0.00", "2,000.00", "0.00", "500.25", "0.00", "-100.00", "3,634.75")
    ]
    (yen,) = (line for line in lines if line.startswith("JPY"))
    assert yen.split()[1:3] == ["70,000", "0"]
    assert lines[-1] == (
        "ties out to the ledger: 3,634.75 EUR, 70,000 JPY open on 5 items of 5 rows"
    )


def test_aging_by_customer_shows_ids_and_names_as_they_are(ledger: Path) -> None:
    result = run("aging", ledger, "--as-of", "2024-03-31", "--by", "customer")
    assert result.exit_code == 0, result.stderr
    assert "Alpha [red] GmbH" in result.stdout
    assert "0042" in result.stdout
    assert "华光电子" in result.stdout
    first = next(line for line in result.stdout.splitlines() if "Alpha" in line)
    assert first.split()[-1] == "3,234.50"


def test_aging_of_a_past_day_as_json(ledger: Path) -> None:
    """At 10 February nothing of March existed yet, and nothing of A-2 had been paid."""
    result = run("aging", ledger, "--as-of", "2024-02-10", "--by", "customer", "--json")
    answer = json.loads(result.stdout)
    assert answer["as_of"] == "2024-02-10"
    assert answer["totals"] == {"EUR": 3500.25}
    assert [(row["Customer ID"], row["Total"]) for row in answer["rows"]] == [
        ("0042", 3000.0),
        ("7", 500.25),
    ]
    assert answer["rows"][1]["31–60"] == 500.25


def test_aging_in_chinese(ledger: Path) -> None:
    result = run("aging", ledger, "--as-of", "2024-03-31", "--lang", "zh", "--json")
    (euro, _) = json.loads(result.stdout)["rows"]
    assert euro["31–60"] == 2000.0
    assert "Current" not in euro


def test_a_broken_tie_out_is_refused(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ledgerguard.ledger.portfolio.known
    monkeypatch.setattr("ledgerguard.cli.ledger.known", lambda frame, day: known(frame, day)[1:])
    result = run("aging", ledger, "--as-of", "2024-03-31")
    assert result.exit_code == 2
    assert "does not tie out in EUR" in result.stderr
    assert "3,634.75" in result.stderr


def test_problems_are_listed_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "Invoice,Customer,Currency,Invoice date,Due date,Amount\n"
        "1,A,EUR,2024-01-02,2024-02-02,100\n"
        "2,A,EUR,2024-01-03,2024-02-30,100\n"
        "3,A,EUR,2024-01-04,2024-02-04,about 50\n"
        "4,A,EUR,2024-01-05,2024-02-31,100\n",
        encoding="utf-8",
    )
    result = run("problems", path)
    assert result.exit_code == 0, result.stderr
    assert "2024-02-30" in result.stdout
    assert "about 50" in result.stdout
    assert "unreadable date" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("3 problems in 4 rows; 3 rows counted")
    answer = json.loads(run("problems", path, "--json").stdout)
    assert answer["counts"] == {"unreadable_date": 2, "unreadable_amount": 1}
    assert [problem["row"] for problem in answer["problems"]] == [3, 4, 5]
    assert answer["rows_read"] == 4
    assert answer["rows_counted"] == 3
    aging = run("aging", path, "--as-of", "2024-03-31").stdout.splitlines()[-1]
    assert "1 row could not be counted" in aging
    assert "3 problems" in aging


def test_a_clean_ledger_has_no_table_of_problems(ledger: Path) -> None:
    result = run("problems", ledger)
    assert result.stdout == "no problems in 5 rows; 5 rows counted\n"


def test_headers_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(
        "Invoice;Customer;Booked;Falls on;Sum total\n1;A;03/01/2024;04/01/2024;12,50\n",
        encoding="cp1252",
    )
    result = run(
        *("aging", path, "--as-of", "2024-12-31", "--json", "--currency", "USD"),
        *("--map", "issued=Booked", "--map", "due=Falls on", "--map", "amount=Sum total"),
        *("--date-order", "dmy", "--encoding", "cp1252"),
    )
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["totals"] == {"USD": 12.5}


@pytest.mark.parametrize("date", ["31.03.2024", "2024-02-30", "yesterday", ""])
def test_a_wrong_date_is_explained(ledger: Path, date: str) -> None:
    result = run("aging", ledger, "--as-of", date)
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("aging", "nowhere.csv", "--as-of", "2024-03-31"), "nowhere.csv"),
        (("problems", "nowhere.csv"), "nowhere.csv"),
        (("aging", "{ledger}"), "--as-of"),
        (("aging", "{ledger}", "--as-of", "2024-03-31", "--map", "due"), "field=header"),
        (("aging", "{ledger}", "--as-of", "2024-03-31", "--map", "due=Nix"), "Nix"),
        (("aging", "{ledger}", "--as-of", "2024-03-31", "--map", "foo=Paid"), "foo"),
        (("aging", "{ledger}", "--as-of", "2024-03-31", "--by", "planet"), "--by"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    ledger: Path, arguments: tuple[str, ...], named: str
) -> None:
    result = run(*(a.format(ledger=ledger) for a in arguments))
    assert result.exit_code == 2
    assert named in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "poem.csv"
    path.write_text("roses are red\nviolets are blue\n", encoding="utf-8")
    result = run("problems", path)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert result.stdout == ""
