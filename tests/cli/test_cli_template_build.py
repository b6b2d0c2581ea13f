"""The command template, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from ledgerguard.cli import app

RUNNER = CliRunner()


def run(*arguments: str | Path, code: int = 0) -> str:
    result = RUNNER.invoke(app, ["template", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_list_names_what_each_needs() -> None:
    assert "working-capital" in run("list")
    rows = json.loads(run("list", "--lang", "zh", "--json"))
    assert {"name": "working-capital", "title": "营运资金"}.items() <= next(
        row for row in rows if row["name"] == "working-capital"
    ).items()


def test_build_says_what_ties_out(tmp_path: Path) -> None:
    said = run("build", "working-capital", "--out", tmp_path / "built.xlsx")
    assert "1,540,000.00" in said
    assert "DIFFERS" not in said
    assert openpyxl.load_workbook(tmp_path / "built.xlsx").sheetnames[0] == "Start"


def test_clear_leaves_the_inputs_blank(tmp_path: Path) -> None:
    said = run("clear", "working-capital", "--lang", "zh", "--out", tmp_path / "blank.xlsx")
    assert "input cells filled, of 29 inputs" in said
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    name = book.defined_names["inventory"].attr_text
    sheet, cell = name.replace("$", "").replace("'", "").split("!")
    assert book[sheet][cell].value is None


def test_fill_lists_what_it_could_not_take(tmp_path: Path) -> None:
    data = tmp_path / "figures.csv"
    data.write_text("item,value\ninventory,300000\nreceivables,450000\npayables,280000\nmood,3\n")
    said = run("fill", "working-capital", "--as-of", "2026-01-31", "--data", data,
               "--out", tmp_path / "mine.xlsx")  # fmt: skip
    assert "mood" in said
    assert "470,000.00" in said  # the published example of WCR
    start = openpyxl.load_workbook(tmp_path / "mine.xlsx").worksheets[0]
    words = [str(cell.value) for row in start.iter_rows() for cell in row]
    assert any("figures.csv" in word for word in words)


def test_a_log_that_is_not_there_yet_says_how_one_begins(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "Invoice,Customer,Invoice date,Due date,Amount\n1,A,2026-01-02,2026-02-01,5\n"
    )
    said = run("fill", "collections-worklist", "--as-of", "2026-01-31", "--ledger", ledger,
               "--log", tmp_path / "firm.log", "--out", tmp_path / "mine.xlsx", code=2)  # fmt: skip
    assert "got no such file" in said
    assert "ledgerguard worklist LEDGER --log FILE" in said.replace("\n", " ")


def test_fill_takes_the_tables_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["sales", 365_000])  # type: ignore[union-attr]
    table = book.create_sheet("components")
    table.append(["kind", "name", "days", "base"])
    table.append(["asset", "customers", 60, 438_000])
    table.append(["liability", "suppliers", 40, 219_000])
    book.save(tmp_path / "terms.xlsx")
    said = run("fill", "working-capital", "--as-of", "2026-01-31", "--data",
               tmp_path / "terms.xlsx", "--out", tmp_path / "mine.xlsx")  # fmt: skip
    assert "48,000.00" in said  # 72,000 - 24,000, as WCR_NORMATIVE's own example has them


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["fill", "working-capital", "--as-of", "2026-01-31"], "--data FILE"),
        (["build", "nothing"], "working-capital"),
    ],
)
def test_what_is_missing_is_said(arguments: list[str], hint: str, tmp_path: Path) -> None:
    assert hint in run(*arguments, "--out", tmp_path / "x.xlsx", code=2)
