"""``ledgerguard worklist``, ``letters`` and ``log`` from the first run to the audit."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from ledgerguard.casework.feedback_columns import ID
from ledgerguard.cli import app

RUNNER = CliRunner()

# Under five-stage, at 20 April 2024: A-1 is 20 days late (level 3 since 15), B-1 is 110 (level 5),
# B-2 falls due in 6 days (reminder), C-1 is disputed in the ledger, D-1 is not due for long.
LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Disputed
A-1,0042,Alpha GmbH,EUR,2024-03-01,2024-03-31,1000.00,
B-1,7,Beta,EUR,2023-12-01,2024-01-01,500.25,
B-2,7,Beta,EUR,2024-03-26,2024-04-26,80.00,
C-1,9,华光电子,CNY,2024-01-01,2024-02-01,70000,yes
D-1,12,Delta,USD,2024-04-01,2024-06-30,10.00,
"""
DAY = "2024-04-20"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def uninsured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "firm.toml"
    path.write_text('[company]\ninsurance = "none"\n', encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(path))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "firm.log"


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def tasks(*arguments: str | Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("worklist", *arguments, "--json").stdout)["tasks"]
    return found


def reached(found: list[dict[str, Any]]) -> dict[str, int]:
    return {task["customer_id"]: task["level"] for task in found}


def test_without_a_log_earlier_steps_are_presumed_done(ledger: Path) -> None:
    assert reached(tasks(ledger, "--as-of", DAY)) == {"7": 5, "0042": 3}
    text = run("worklist", ledger, "--as-of", DAY).stdout
    assert "Alpha GmbH" in text
    assert "EUR 1,000.00" in text
    assert "no log: earlier steps are presumed done" in text


def test_a_new_log_begins_at_the_first_step_unless_it_is_begun(ledger: Path, log: Path) -> None:
    text = run("worklist", ledger, "--as-of", DAY, "--log", log).stdout
    assert "the log is new, so every item begins at its first step" in text
    begun = log.with_name("begun.log")
    said = run("log", "begin", ledger, "--as-of", DAY, "--log", begun).stdout
    assert said.startswith("3 items have earlier steps presumed done; head ")  # A-1, B-1 and C-1
    found = run("worklist", ledger, "--as-of", DAY, "--log", begun)
    assert "the log is new" not in found.stdout
    again = run("log", "begin", ledger, "--as-of", DAY, "--log", begun, ok=False)
    assert again.exit_code == 2
    assert "the log must hold no run yet, got 20240420-1" in again.stderr
    # The same as without a log: the level that has come is the one to act upon.
    assert reached(tasks(ledger, "--as-of", "2024-04-20", "--log", begun)) == {"7": 5, "0042": 3}


def test_what_is_done_never_comes_again(ledger: Path, log: Path) -> None:
    first = tasks(ledger, "--as-of", DAY, "--log", log)
    assert reached(first) == {"7": 2, "0042": 2}
    assert [task["id"] for task in first] == ["20240420-1-0001", "20240420-1-0002"]
    assert reached(tasks(ledger, "--as-of", DAY, "--log", log)) == reached(first)  # nobody acted
    said = run("log", "done", "20240420-2", "--log", log).stdout
    assert said.startswith("2 tasks done; head ")
    for again in ("20240420-2", "20240420-1"):  # the first run of the day asked for the same steps
        assert run("log", "done", again, "--log", log).stdout.startswith("0 tasks done")
    assert tasks(ledger, "--as-of", DAY, "--log", log) == []
    # Catching up: a week after the formal notice the next level comes, and not the agency.
    assert reached(tasks(ledger, "--as-of", "2024-04-27", "--log", log)) == {"7": 3, "0042": 3}
    refused = run("worklist", ledger, "--as-of", DAY, "--log", log, ok=False)
    assert refused.exit_code == 2
    assert "as_of must not be before the last run (2024-04-27), got 2024-04-20" in refused.stderr


def test_promise_dispute_hold_and_override_from_the_prompt(ledger: Path, log: Path) -> None:
    said = ("--on", DAY, "--log", log)
    run("worklist", ledger, "--as-of", DAY, "--log", log)
    run("log", "promise", "--customer", "0042", "--invoice", "A-1", "--pay-by", "2024-04-25", *said)
    run("log", "hold", "--customer", "7", "--reason", "merger", "--until", "2024-04-22", *said)
    assert tasks(ledger, "--as-of", "2024-04-22", "--log", log) == []
    # The hold ends with 22 April, the promise three days after the 25th: both thaw by themselves.
    assert reached(tasks(ledger, "--as-of", "2024-04-23", "--log", log)) == {"7": 2}
    assert reached(tasks(ledger, "--as-of", "2024-04-28", "--log", log)) == {"7": 2}
    broken = tasks(ledger, "--as-of", "2024-04-29", "--log", log)
    assert reached(broken) == {"7": 2, "0042": 2}
    assert "2024-04-25" in next(t["why"] for t in broken if t["customer_id"] == "0042")
    run("log", "dispute", "--customer", "7", "--invoice", "B-1", "--reason", "quality", *said)
    left = tasks(ledger, "--as-of", "2024-04-29", "--log", log)
    assert {t["customer_id"]: [i["invoice"] for i in t["items"]] for t in left} == {
        "7": ["B-2"],
        "0042": ["A-1"],
    }
    run("log", "dispute", "--customer", "7", "--invoice", "B-1", "--reason", "settled", "--closed",
        *said)  # fmt: skip
    run("log", "override", "--customer", "7", "--level", "3", "--reason", "third time",
        "--until", "2024-05-31", *said)  # fmt: skip
    assert reached(tasks(ledger, "--as-of", "2024-04-29", "--log", log)) == {"7": 3, "0042": 2}
    run("log", "hold", "--customer", "0042", "--reason", "talks", "--until", "2024-12-31", *said)
    assert reached(tasks(ledger, "--as-of", "2024-04-30", "--log", log)) == {"7": 3}
    run("log", "hold", "--customer", "0042", "--reason", "failed", "--lifted", *said)
    assert reached(tasks(ledger, "--as-of", "2024-04-30", "--log", log)) == {"7": 3, "0042": 2}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("promise", "--customer", "43", "--pay-by", "2024-05-01"), "customer must be one of the"),
        (("promise", "--customer", "7", "--invoice", "A-1", "--pay-by", "2024-05-01"), "invoice"),
        (("promise", "--customer", "7", "--pay-by", "2024-04-01"), "--pay-by must not be before"),
        (("hold", "--customer", "7", "--reason", "x"), "a hold must end on a day"),
        (
            (
                "override",
                "--customer",
                "7",
                "--level",
                "6",
                "--reason",
                "x",
                "--until",
                "2024-05-01",
            ),
            "level must be from 1 to 5, the levels of the ladder five-stage, got 6",
        ),
        (("hold", "--customer", "7", "--reason", "x", "--until", "2024-04-01"), "--until must not"),
    ],
)
def test_what_people_mistype_is_refused(
    ledger: Path, log: Path, arguments: tuple[str, ...], message: str
) -> None:
    run("worklist", ledger, "--as-of", DAY, "--log", log)
    result = run("log", *arguments, "--on", DAY, "--log", log, ok=False)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_tasks_that_do_not_exist_or_are_too_early_are_refused(ledger: Path, log: Path) -> None:
    empty = run("log", "done", "20240420-1", "--log", log, ok=False)
    assert empty.exit_code == 2  # no such log
    run("worklist", ledger, "--as-of", DAY, "--log", log)
    assert "got '20240421-1'" in run("log", "done", "20240421-1", "--log", log, ok=False).stderr
    early = run("log", "done", "20240420-1", "--on", "2024-04-19", "--log", log, ok=False)
    assert "must not be before its run, got 2024-04-19" in early.stderr


def test_verify_runs_replay_and_export(ledger: Path, log: Path, tmp_path: Path) -> None:
    printed = run("worklist", ledger, "--as-of", DAY, "--log", log, "--by", "Ann").stdout
    (head,) = re.findall(r"head ([0-9a-f]{64})", printed)
    run("log", "done", "20240420-1-0001", "--log", log)
    assert "no fault" in run("log", "verify", "--log", log).stdout
    assert "no fault" in run("log", "verify", "--log", log, "--head", head).stdout
    listed = run("log", "runs", "--log", log).stdout
    assert "20240420-1" in listed
    assert "Ann" in listed
    assert json.loads(run("log", "runs", "--log", log, "--json").stdout)[0]["tasks"] == 2
    again = run("log", "replay", "20240420-1", "--log", log).stdout
    assert again.startswith("run 20240420-1: the same 2 tasks")
    table = tmp_path / "log.csv"
    run("log", "export", table, "--log", log)
    with table.open(encoding="utf-8-sig", newline="") as lines:
        kinds = [row["kind"] for row in csv.DictReader(lines)]
    assert kinds == ["run", "task", "task", "done"]
    run("log", "export", tmp_path / "log.xlsx", "--log", log)
    assert (tmp_path / "log.xlsx").stat().st_size > 0
    assert run("log", "export", tmp_path / "log.doc", "--log", log, ok=False).exit_code == 2


def test_a_changed_row_and_a_cut_off_end_are_found(ledger: Path, log: Path) -> None:
    run("worklist", ledger, "--as-of", DAY, "--log", log)
    said = run("log", "done", "20240420-1", "--log", log).stdout
    head = said.split()[-1]
    with sqlite3.connect(log) as book:
        for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            book.execute(f"DROP TRIGGER {name}")
        triggers_gone = run("log", "verify", "--log", log, ok=False)
    book.close()
    assert triggers_gone.exit_code in (1, 2)
    with sqlite3.connect(log) as book:
        book.execute("DELETE FROM entries WHERE kind = 'done'")
    book.close()
    found = run("log", "verify", "--log", log, "--head", head, ok=False)
    assert found.exit_code == 1
    assert "head" in found.stdout


def test_letters_of_a_run_are_drafts_in_a_folder(ledger: Path, log: Path, tmp_path: Path) -> None:
    printed = run("worklist", ledger, "--as-of", DAY, "--log", log, "--letters", tmp_path / "now")
    (head,) = set(re.findall(r"head ([0-9a-f]{64})", printed.stdout))
    run("letters", "20240420-1", "--log", log, "--out", tmp_path / "later")
    now, later = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("now", "later")
    )
    assert now == later
    assert {Path(name).suffix for name in now} == {".docx", ".html", ".eml"}
    pages = [text.decode() for name, text in now.items() if name.endswith(".html")]
    assert len(pages) == 2
    assert all(head in page for page in pages)
    assert any("A-1" in page and "1,000.00" in page for page in pages)


def test_scripts_and_hand_over_packs_lie_beside_the_letters(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "letters"
    made = run("worklist", ledger, "--as-of", DAY, "--letters", out, "--format", "eml")
    assert "hand-over packs: 1, each weighed against own collection" in made.stdout
    (pack,) = (out / "agency-hand-over").iterdir()
    assert {path.name for path in pack.iterdir()} >= {"items.csv", "agency-or-own.html"}
    monkeypatch.delenv("LEDGERGUARD_POLICY")
    out = tmp_path / "calls"
    calls = ("--policy", "three-stage", "--letters", out, "--format", "eml")
    made = run("worklist", ledger, "--as-of", "2024-04-28", *calls)
    assert "call scripts: 1 in " in made.stdout
    (script,) = (out / "calls").iterdir()
    assert script.suffix == ".html"
    assert "Alpha GmbH" in script.read_text(encoding="utf-8")  # 28 days late: to be called


def test_a_filled_worklist_is_read_back_and_a_second_time_changes_nothing(
    ledger: Path, log: Path, tmp_path: Path
) -> None:
    out = tmp_path / "worklist.xlsx"
    made = run("worklist", ledger, "--as-of", DAY, "--log", log, "--out", out)
    assert f"workbook: {out}" in made.stdout
    book = openpyxl.load_workbook(out)
    sheet = book["Today"]
    (head,) = (row for row in sheet.iter_rows() if ID.en in [cell.value for cell in row])
    done, promise = (
        next(cell for cell in head if cell.value == name)
        for name in ("Done on", "Promise to pay by")
    )
    done.offset(row=1).value = dt.date(2024, 4, 20)
    promise.offset(row=2).value = "next week"
    book.save(out)

    taken = run("log", "import", out, "--log", log, ok=False)
    assert taken.exit_code == 1
    assert "1 taken, 1 rejected; head " in taken.stdout
    assert "next week" in taken.stdout
    assert len(tasks(ledger, "--as-of", DAY, "--log", log)) == 1
    promise.offset(row=2).value = dt.date(2024, 4, 26)
    book.save(out)
    again = run("log", "import", out, "--log", log)
    assert "1 taken, 1 recorded before, 0 rejected; head " in again.stdout
    assert tasks(ledger, "--as-of", DAY, "--log", log) == []
