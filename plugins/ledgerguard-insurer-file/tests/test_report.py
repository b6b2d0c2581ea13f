"""What a credit controller sees: the fate of each row, at the prompt and in two csv files."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from file_samples import (
    CLAIM_KEY,
    KEY,
    OVERDUE_KEY,
    answer,
    claim,
    claim_row,
    decision,
    insurer,
    lay,
    limit,
    overdue,
    receipt,
)

from ledgerguard_insurer_file import __main__ as command
from ledgerguard_insurer_file.report import FATES, PROBLEMS
from ledgerguard_insurer_file.settings import FILE_VARIABLE


def table(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "insurer-file.toml"
    path.write_text('[mutual]\nlayout = "typical-csv"\nfolder = "."\nsettle_seconds = 0.0\n')
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


def test_the_fate_of_each_row(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    ours.request_limit(limit("limit-2", reference="DE1"))
    ours.declare_overdue(overdue())
    ours.file_claim(claim())
    waiting = table(tmp_path / "records" / "fates.csv")
    assert tuple(waiting[0]) == FATES
    assert {row["fate"] for row in waiting} == {"waiting"}
    assert {row["where it is"] for row in waiting} == {"in outgoing"}
    for path in (tmp_path / "outgoing").iterdir():
        path.unlink()
    bad = receipt(OVERDUE_KEY, "rejected", invoice="A-2", reason='=cmd|"/c calc"!A1')
    answer(
        tmp_path, "ACK_1.csv", "receipts", [receipt("limit-2"), receipt(OVERDUE_KEY, line=1), bad]
    )
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(decided="partly")])
    paid = claim_row(CLAIM_KEY, "paid", paid=Decimal(900), currency="EUR")
    answer(tmp_path, "CLAIMS_1.csv", "claims", [paid])
    ours.events()
    found = {(row["key"], row["row"]): row for row in table(tmp_path / "records" / "fates.csv")}
    fates = {at: row["fate"] for at, row in found.items()}
    assert fates == {
        (KEY, "1"): "partly",
        ("limit-2", "1"): "taken",
        (OVERDUE_KEY, "1"): "taken",
        (OVERDUE_KEY, "2"): "rejected",
        (CLAIM_KEY, "1"): "paid",
        (CLAIM_KEY, "2"): "paid",
    }
    row = found[KEY, "1"]
    assert row["granted or paid"] == "200000.00 EUR"
    assert (row["answered on"], row["insurer's number"]) == ("2026-07-02", "L-88")
    assert (row["what"], row["where it is"]) == ("limit request", "carried")
    bad_row = found[OVERDUE_KEY, "2"]
    assert (bad_row["invoice"], bad_row["amount"]) == ("A-2", "99.00")
    assert bad_row["note"].startswith("'=cmd"), "a sheet must not run it"


def test_problems_are_in_a_file_of_their_own(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    lay(tmp_path, "ACK_1.csv", b"Rec;Your ref\r\n")
    ours.events()
    (problem,) = table(tmp_path / "records" / "problems.csv")
    assert tuple(problem) == PROBLEMS
    assert problem["file"] == "000001_ACK_1.csv"
    assert problem["problem"].startswith("the columns must include Line, Invoice")
    assert problem["what was done"] == "kept; no row of it was used"


def test_a_report_that_is_open_in_a_sheet_costs_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()])

    def refuse(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file", "fates.csv")

    monkeypatch.setattr("ledgerguard_insurer_file.connector.write_reports", refuse)
    assert ours.covers()[0].amount == 200000


def test_the_command_shows_both(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    ours.request_limit(limit("limit-2", reference="DE1"))
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()])
    assert command.main(["report"]) == 0
    said = capsys.readouterr().out
    assert "approved" in said
    assert "200000.00 EUR" in said
    assert "waiting" in said
    lay(tmp_path, "ACK_1.csv", b"nonsense")
    assert command.main(["report", "--insurer", "mutual", "--open"]) == 2
    said = capsys.readouterr().out
    assert "DE1" in said
    assert "approved" not in said
    assert "000001_DECISION" not in said
    assert "000002_ACK_1.csv" in said


def test_the_command_answers_while_a_sheet_has_the_report_open(
    tmp_path: Path,
    settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    insurer(tmp_path).request_limit(limit())

    def refuse(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file", "fates.csv")

    monkeypatch.setattr("ledgerguard_insurer_file.report.put", refuse)
    assert command.main(["report"]) == 0
    said = capsys.readouterr().out
    assert "waiting" in said
    assert "not written anew: fates.csv: The process cannot access the file" in said


def test_the_command_says_what_is_missing(
    tmp_path: Path,
    settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["report", "--insurer", "nobody"]) == 1
    assert "insurer must be one of mutual, got 'nobody'" in capsys.readouterr().err
    settings.write_text("")
    assert command.main(["report"]) == 1
    assert "a connection must stand in insurer-file.toml" in capsys.readouterr().err
    (tmp_path / "x").write_text("")
    assert command.main(["init", str(tmp_path / "x")]) == 1
    assert "x: " in capsys.readouterr().err


def test_the_command_checks_layouts(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", "typical-fixed"]) == 0
    assert "no fault. It describes limit, overdue, claim" in capsys.readouterr().out
    assert command.main(["check"]) == 0
    assert "mutual: no fault. It offers claim_status, covers" in capsys.readouterr().out
    bad = settings.with_name("bad.toml")
    bad.write_text('title = "x"\n[form]\nformat = "doc"\n')
    assert command.main(["check", str(bad)]) == 1
    assert "bad.toml, line 3, form.format" in capsys.readouterr().err


def test_a_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "insurers"
    assert command.main(["init", str(folder), "--layout", "typical-fixed"]) == 0
    monkeypatch.setenv(FILE_VARIABLE, str(folder / "insurer-file.toml"))
    assert command.main(["check"]) == 0
    assert command.main(["init", str(folder), "--layout", "typical-fixed"]) == 1
    assert "must be missing, got one" in capsys.readouterr().err


def test_the_three_steps_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for line in ("init insurers --layout typical-csv", "check"):
        assert f"$ python -m ledgerguard_insurer_file {line}\n" in readme
        assert command.main(line.split()) == 0
        monkeypatch.setenv(FILE_VARIABLE, "insurers/insurer-file.toml")
    assert capsys.readouterr().out.splitlines()[-1] + "\n" in readme


def test_the_report_in_the_readme(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    settings.write_text(
        '[mutual]\ntitle = "Example Mutual"\nlayout = "typical-csv"\nfolder = "."\n'
    )
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    ours.declare_overdue(overdue())
    bad = receipt(OVERDUE_KEY, "rejected", line=2, reason="reported before")
    rows = [receipt(OVERDUE_KEY, line=1), bad]
    answer(tmp_path, "ACK_0701.csv", "receipts", rows)
    row = decision(decided="partly", condition="second half after the accounts")
    answer(tmp_path, "DECISION_0702.csv", "decisions", [row])
    ours.events()
    for path in (tmp_path / "outgoing").iterdir():
        path.unlink()
    assert command.main(["report"]) == 0
    said = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    shown = "\n".join(line for line in said[:-1] if line)
    assert f"```text\n{shown}\n```" in readme, shown


def test_it_runs_as_a_module(settings: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ledgerguard_insurer_file", "check"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("mutual: no fault.")


def test_a_decision_of_today_is_reported_with_its_day(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    answer(tmp_path, "ACK_1.csv", "receipts", [receipt(on=None)])
    (row,) = ours.fates()[KEY]
    assert row.on is not None
    assert abs(row.on - dt.datetime.now(dt.UTC).date()) <= dt.timedelta(days=1)
