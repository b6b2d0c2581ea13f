"""``ledgerguard portfolio`` as it is typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.ledger import sample
from ledgerguard.units import Language
from ledgerguard.workbooks import portfolio_book

SAMPLE = Path(sample.__file__).with_name("sample.csv")
RUNNER = CliRunner()


def run(*arguments: object) -> tuple[int, str]:
    found = RUNNER.invoke(app, ["portfolio", *map(str, arguments)])
    return found.exit_code, found.output


def test_the_sample_into_a_folder(tmp_path: Path) -> None:
    code, text = run(
        SAMPLE, "--as-of", "2026-10-31", "--out", tmp_path / "out", "--tables", "customers,aging"
    )
    assert code == 0, text
    assert "3,001 rows, 2,999 counted" in text
    assert "duplicate invoice" in text
    assert "9,652,194.96" in text  # what `ledgerguard aging` says of the same day
    assert (tmp_path / "out" / "customers.parquet").exists()


def test_the_same_as_json_and_again_with_a_state(tmp_path: Path) -> None:
    arguments = (
        *(SAMPLE, "--as-of", "2026-10-31", "--out", tmp_path / "out", "--tables", "aging"),
        *("--state", tmp_path / "state", "--json", "--memory", "500MB", "--threads", "1"),
    )
    code, text = run(*arguments)
    assert code == 0, text
    found = json.loads(text)
    assert found["totals"]["EUR"]["open"] == 2_272_380.36
    assert found["changes"]["new"] == 2_999
    assert json.loads(run(*arguments)[1])["tables"][0]["known"] is True
    assert "since the last run: 0 invoices new" in run(*(a for a in arguments if a != "--json"))[1]


def test_a_workbook_and_the_files_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[portfolio_book.Portfolio] = []
    original = portfolio_book.build

    def noted(found: portfolio_book.Portfolio, out: Path, *, language: Language = "en") -> None:
        built.append(found)
        original(found, out, language=language)

    monkeypatch.setattr(portfolio_book, "build", noted)
    code, text = run(
        SAMPLE,
        "--as-of",
        "2026-10-31",
        "--out",
        tmp_path / "book.xlsx",
        "--tables",
        "customers,aging,worklist",
        "--lang",
        "zh",
    )
    assert code == 0, text
    assert (tmp_path / "book.xlsx").stat().st_size > 10_000
    assert (tmp_path / "book" / "worklist.parquet").exists()
    assert len(built[0].tables["customers"]) == 63


def test_tables_can_be_listed(tmp_path: Path) -> None:
    code, text = run("x.csv", "--as-of", "2026-10-31", "--out", tmp_path, "--tables", "help")
    assert code == 0
    assert "roll-rates" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--memory", "much"), "--memory must be a size such as 500MB"),
        (("--tables", "customers,nonsense"), "a table must be one of"),
        (("--map", "due=Nowhere"), "Nowhere"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    code, text = run(SAMPLE, "--as-of", "2026-10-31", "--out", tmp_path / "out", *arguments)
    assert code == 2
    assert message in " ".join(text.split())


def test_no_such_file(tmp_path: Path) -> None:
    code, text = run(tmp_path / "none.csv", "--as-of", "2026-10-31", "--out", tmp_path / "out")
    assert code == 2
    assert "none.csv" in text


def test_after_ctrl_c_the_command_that_is_shown_goes_on(tmp_path: Path) -> None:
    state = tmp_path / "state of 'October'"
    tables = "customers,aging,dso-history,worklist"
    command = [
        *(sys.executable, "-m", "ledgerguard", "portfolio", str(SAMPLE), "--as-of", "2026-10-31"),
        *("--format", "csv", "--tables", tables, "--out", str(tmp_path / "out")),
        *("--state", str(state)),
    ]
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    limit = time.monotonic() + 60
    while not (state / "state.json").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "to go on from there" in errors
    assert not list(scratch.glob("ledgerguard*"))

    shown = errors.splitlines()[-1]
    again = subprocess.run(shown, shell=True, capture_output=True, text=True, timeout=120)  # noqa: S602  # as a user would
    assert again.returncode == 0, again.stderr
    assert "1 of 1 parts not read again" in again.stdout
    fresh = [*command[: command.index("--out")], "--out", str(tmp_path / "fresh")]
    code, text = run(*fresh[4:])
    assert code == 0, text
    files = sorted(file.name for file in (tmp_path / "fresh").glob("*.csv"))
    assert len(files) == len(tables.split(",")) + 2
    for file in files:
        assert _lines(tmp_path / "out" / file) == _lines(tmp_path / "fresh" / file), file


def _lines(file: Path) -> list[str]:
    """Sorted: rows that are equal in what a table is sorted by come in any order."""
    return sorted(file.read_text(encoding="utf-8").splitlines())


def test_without_a_state_ctrl_c_says_what_would_have_helped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ledgerguard.ledger.running.run.run", stopped)
    code, text = run(SAMPLE, "--as-of", "2026-10-31", "--out", tmp_path / "out")
    assert code == 130
    assert "with --state FOLDER a run can go on" in text
