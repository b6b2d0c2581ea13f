"""``ledgerguard cockpit``, ``demo`` and ``recalc``; tests/hosts runs them in LibreOffice."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from ledgerguard.cli import app
from ledgerguard.cli.factors import read_factors
from ledgerguard.errors import HostError, LedgerError
from ledgerguard.hosts.calc import Difference, Recalculation

RUNNER = CliRunner()

LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount
A-1,1,Alpha,EUR,2024-03-01,2024-03-31,1234.50
A-2,1,Alpha,EUR,2024-01-30,2024-02-29,2000
"""
SAME = Recalculation((), 12, 3, 4, 5, "7.4")
WRONG = Recalculation(
    (Difference("Dashboard", "B3", "=LG_DSO(1,2)", 1.5, 182.5),), 12, 3, 4, 5, "7.4"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def small_sample(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packaged sample takes seconds; tests/hosts builds it."""
    monkeypatch.setattr("ledgerguard.ledger.sample.sample_path", lambda: ledger)


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_SOFFICE", "nowhere")
    monkeypatch.delenv("LEDGERGUARD_REQUIRE_HOSTS", raising=False)


def run(*arguments: str | Path) -> Result:
    return RUNNER.invoke(app, [str(argument) for argument in arguments])


def recalculated(monkeypatch: pytest.MonkeyPatch, found: Recalculation) -> None:
    monkeypatch.setattr("ledgerguard.hosts.calc.recalculate", lambda _: found)


@pytest.mark.parametrize(
    ("host", "spelling"), [("desktop", "LG_AGING"), ("calc", "LG.AGING"), ("lite", "_xldudf_LG_")]
)
def test_cockpit_writes_the_spelling_of_the_host(ledger: Path, host: str, spelling: str) -> None:
    out = ledger.parent / "new folder" / "cockpit.xlsx"
    result = run("cockpit", ledger, "--as-of", "2024-03-31", "--out", out, "--host", host)
    assert result.exit_code == 0, result.stderr
    assert f"workbook: {out}" in result.stdout
    # 2,000.00 is 31 days overdue at the end of March; the other invoice is due that day.
    figures = dict(line.strip().rsplit(maxsplit=1) for line in result.stdout.splitlines()[3:-2])
    assert figures["Overdue"] == "2,000"
    with zipfile.ZipFile(out) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
    assert any(spelling in sheet for sheet in sheets)


def test_cockpit_with_factors_in_chinese(ledger: Path) -> None:
    factors = ledger.parent / "factors.csv"
    factors.write_text("customer_id,current_ratio\n1,1.35\n", encoding="utf-8")
    out = ledger.parent / "cockpit.xlsx"
    result = run(
        *("cockpit", ledger, "--as-of", "2024-03-31", "--out", out, "--lang", "zh"),
        *("--factors", factors),
    )
    assert result.exit_code == 0, result.stderr
    rows = CalamineWorkbook.from_path(out).get_sheet_by_name("评分因素").to_python()
    assert any(1.35 in row for row in rows)


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("--out", "cockpit.pdf", ".xlsx"),
        ("--as-of", "31/03/2024", "YYYY-MM-DD"),
        ("--host", "excel", "desktop"),
        ("--factors", "nowhere.csv", "nowhere.csv"),
    ],
)
def test_wrong_options_are_explained(ledger: Path, option: str, value: str, named: str) -> None:
    options = {"--as-of": "2024-03-31", "--out": str(ledger.parent / "c.xlsx"), option: value}
    result = run("cockpit", ledger, *(word for pair in options.items() for word in pair))
    assert result.exit_code == 2
    assert named in result.stderr


def test_a_file_that_cannot_be_written(ledger: Path) -> None:
    out = ledger / "below a file" / "cockpit.xlsx"
    result = run("cockpit", ledger, "--as-of", "2024-03-31", "--out", out)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")


def test_a_file_that_another_program_has_open(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Path, *_: Any) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", locked)
    out = ledger.with_suffix(".xlsx")
    out.touch()
    result = run("cockpit", ledger, "--as-of", "2024-03-31", "--out", out)
    assert result.exit_code == 2
    assert result.stderr == f"error: {out}: Permission denied\n"


def test_demo_without_libreoffice_says_so(
    tmp_path: Path, small_sample: None, without_office: None
) -> None:
    out = tmp_path / "demo.xlsx"
    result = run("demo", "--out", out)
    assert result.exit_code == 0, result.stderr
    last = result.stdout.splitlines()[-1]
    assert last.startswith("nothing was recalculated: LibreOffice is not installed")
    assert out.exists()


def test_demo_fails_where_hosts_are_required(
    tmp_path: Path,
    small_sample: None,
    without_office: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEDGERGUARD_REQUIRE_HOSTS", "1")
    result = run("demo", "--out", tmp_path / "demo.xlsx")
    assert result.exit_code == 2
    assert "nothing was recalculated" in result.stderr


@pytest.mark.parametrize(("found", "code"), [(SAME, 0), (WRONG, 1)])
def test_demo_ends_with_the_two_lines(
    tmp_path: Path,
    small_sample: None,
    monkeypatch: pytest.MonkeyPatch,
    found: Recalculation,
    code: int,
) -> None:
    monkeypatch.setattr("ledgerguard.hosts.calc.reason_missing", lambda: None)
    recalculated(monkeypatch, found)
    result = run("demo", "--out", tmp_path / "demo.xlsx")
    assert result.exit_code == code
    differences = "0 differences" if code == 0 else "1 difference"
    assert result.stdout.splitlines()[-2:] == [
        f"recalculated 12 formula cells in LibreOffice: {differences}",
        "ours 3, filled by arrays 4, native 5",
    ]


def test_recalc_names_the_cell_that_differs(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recalculated(monkeypatch, WRONG)
    result = run("recalc", ledger)
    assert result.exit_code == 1
    row = next(line for line in result.stdout.splitlines() if "Dashboard" in line)
    assert row.split() == ["Dashboard!B3", "=LG_DSO(1,2)", "1.5", "182.5"]


@pytest.mark.parametrize(("found", "code"), [(SAME, 0), (WRONG, 1)])
def test_recalc_as_json(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, found: Recalculation, code: int
) -> None:
    recalculated(monkeypatch, found)
    result = run("recalc", ledger, "--json")
    assert result.exit_code == code
    answer = json.loads(result.stdout)
    counts = {key: answer[key] for key in ("compared", "ours", "filled", "native")}
    assert counts == {"compared": 12, "ours": 3, "filled": 4, "native": 5}
    assert [d["cell"] for d in answer["differences"]] == ["B3"] * code


def test_recalc_of_what_cannot_be_recalculated(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise HostError("LibreOffice did not start", hint="is it installed?")

    monkeypatch.setattr("ledgerguard.hosts.calc.recalculate", fail)
    result = run("recalc", ledger)
    assert result.exit_code == 2
    assert result.stderr == "error: LibreOffice did not start. Hint: is it installed?\n"
    assert run("recalc", ledger.parent / "nowhere.xlsx").exit_code == 2


def test_factors_keep_ids_and_read_numbers(tmp_path: Path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text(
        "\ufeffcustomer_id;current_ratio;statements\n0042;1.5;audited\n;;\n7;;nan\n",
        encoding="utf-8",
    )
    assert read_factors(path) == [
        ["customer_id", "current_ratio", "statements"],
        ["0042", 1.5, "audited"],
        ["7", None, "nan"],
    ]
    path.write_bytes("customer_id,factor,value\n甲,statements,audited\n".encode("gb18030"))
    assert read_factors(path)[1] == ["甲", "statements", "audited"]


def test_factors_from_a_workbook(tmp_path: Path) -> None:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["customer_id", "current_ratio", "since"])
    book.active.append([42, 1.5, dt.time(12, 30)])
    path = tmp_path / "factors.xlsx"
    book.save(path)
    assert read_factors(path)[1] == [42, 1.5, "12:30:00"]


def test_files_without_factors(tmp_path: Path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("customer_id,current_ratio\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="holds no factors"):
        read_factors(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("poem.txt", "roses are red")
    with pytest.raises(LedgerError, match="cannot be read"):
        read_factors(path)
