"""The workbook of a back-test: what stands where, in both languages, and its two charts."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from ledger_rows import DAY, Row, frame_of
from openpyxl.worksheet.worksheet import Worksheet

from ledgerguard.casework.backtest import backtest
from ledgerguard.casework.backtest_records import Backtest
from ledgerguard.policy.firm import load_policy, policy_from_texts
from ledgerguard.units import Language
from ledgerguard.workbooks.backtest import build

LAST = DAY + 100
ROWS = [
    Row("B", issued=DAY - 5, due=DAY + 10, customer='=HYPERLINK("x")'),
    Row("J", "JPY", issued=DAY - 5, due=DAY + 10, amount=70_000, customer="光华"),
]


def found(insurance: str = "report-fifteen") -> Backtest:
    policies = {
        name: load_policy(name).restated({"insurance": insurance}) for name in ("five-stage", "sme")
    }
    return backtest(frame_of(ROWS), policies, DAY, LAST)


def book_of(
    tmp_path: Path, made: Backtest, language: Language = "en"
) -> tuple[Path, openpyxl.Workbook]:
    path = tmp_path / f"backtest-{language}.xlsx"
    build(made, path, source="C:\\private\\ledger.csv", language=language)
    return path, openpyxl.load_workbook(path)


def labelled(sheet: Worksheet) -> dict[str, tuple[object, ...]]:
    return {str(row[0]): row[1:3] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]}


def test_policies_stand_side_by_side(tmp_path: Path) -> None:
    _, book = book_of(tmp_path, found())
    sheet = book["Comparison"]
    assert sheet["A1"].value == "Back-test of escalation policies"
    assert sheet["A2"].value == ("2024-02-28 – 2024-06-07, a run a day, 2 invoices · ledger.csv")
    assert [cell.value for cell in sheet[4][1:3]] == ["five-stage", "sme"]
    rows = labelled(sheet)
    # Two customers: -7, 3, 15, 90 and -3, 7, 15, 30; both are told of the end of supply as well.
    assert rows["Contacts with customers"] == (10, 10)
    assert rows["Reports and claims to the insurer"] == (2, 2)
    assert rows["Cover kept EUR"] == (90, 90)
    assert rows["Cover lost by the ladder alone EUR"] == (90, 90)
    assert rows["Cover kept JPY"] == (63_000, 63_000)
    assert "What a back-test cannot know" in rows
    assert any(label.startswith("How customers would have reacted") for label in rows)


def test_the_name_of_a_customer_is_text(tmp_path: Path) -> None:
    _, book = book_of(tmp_path, found())
    cells = [cell for row in book["Comparison"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)} == {"s"}


def test_levels_cover_and_months_have_their_sheets(tmp_path: Path) -> None:
    _, book = book_of(tmp_path, found())
    assert book.sheetnames == ["Comparison", "Levels", "Cover", "Contacts by month"]
    levels = [list(row) for row in book["Levels"].iter_rows(min_row=5, values_only=True)]
    assert levels[0] == ["five-stage", "five-stage", 1, "Friendly reminder", 2, 2, -7, -7, 0]
    assert levels[3][6] == 13  # the insurer, brought forward from day 30
    cover = [list(row) for row in book["Cover"].iter_rows(min_row=5, values_only=True)]
    assert cover[1] == ["five-stage", "JPY", 1, 1, 0, 0, 63_000, 0, 0, 0, 63_000]
    assert book["Cover"]["G5"].number_format.startswith("#,##0.00")
    assert book["Cover"]["G6"].number_format == "#,##0;-#,##0;0"
    months = [list(row[:3]) for row in book["Contacts by month"].iter_rows(
        min_row=5, max_row=9, values_only=True)]  # fmt: skip
    assert [row[0] for row in months] == ["2024-02", "2024-03", "2024-04", "2024-05", "2024-06"]
    assert sum(row[1] for row in months) == 10  # type: ignore[misc]


def test_two_charts_read_the_cells_of_the_months_and_levels(tmp_path: Path) -> None:
    path, _ = book_of(tmp_path, found())
    with zipfile.ZipFile(path) as file:
        charts = [file.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2)]
    assert "'Contacts by month'!$B$5:$B$9" in charts[0]
    # Nine levels of two ladders: the report is a level of the first ladder alone.
    assert "'Contacts by month'!$E$5:$E$13" in charts[1]


def test_without_insurance_there_is_no_sheet_of_cover(tmp_path: Path) -> None:
    _, book = book_of(tmp_path, found(insurance=""))
    assert "Cover" not in book.sheetnames
    assert not any(label.startswith("Cover") for label in labelled(book["Comparison"]))


def test_in_chinese(tmp_path: Path) -> None:
    _, book = book_of(tmp_path, found(), "zh")
    assert book.sheetnames == ["对比", "级别", "信用保险", "各月联系次数"]
    rows = labelled(book["对比"])
    assert rows["联系客户次数"] == (10, 10)
    assert rows["保住的保障 EUR"] == (90, 90)
    assert book["级别"]["D5"].value == "发送温馨提醒"


def test_a_currency_that_only_one_policy_insures(tmp_path: Path) -> None:
    text = '[company]\nladder = "five-stage"\n[customers.J]\ninsurance = "report-fifteen"\n'
    policies = {"plain": load_policy("sme"), "firm": policy_from_texts({"firm.toml": text})}
    made = backtest(frame_of(ROWS), policies, DAY, LAST)
    _, book = book_of(tmp_path, made)
    assert labelled(book["Comparison"])["Cover kept JPY"] == (None, 63_000)


def test_several_ladders_of_one_policy_are_told_apart_in_the_chart(tmp_path: Path) -> None:
    text = '[company]\nladder = "five-stage"\n[customers.J]\nladder = "sme"\n'
    made = backtest(frame_of(ROWS), {"firm": policy_from_texts({"firm.toml": text})}, DAY, LAST)
    _, book = book_of(tmp_path, made)
    labels = [row[0] for row in book["Contacts by month"].iter_rows(
        min_row=5, min_col=4, max_col=4, values_only=True)]  # fmt: skip
    assert "five-stage 1 Friendly reminder" in labels
    assert "sme 4 Hand over to a collection agency" in labels


def test_nothing_happened_and_yet_there_is_a_workbook(tmp_path: Path) -> None:
    rows = [Row("B", issued=DAY, due=DAY + 400)]
    made = backtest(frame_of(rows), {"sme": load_policy("sme")}, DAY, DAY + 5)
    path, book = book_of(tmp_path, made)
    assert labelled(book["Comparison"])["Contacts with customers"][0] == 0
    with zipfile.ZipFile(path) as file:
        assert "xl/charts/chart2.xml" not in file.namelist()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_builds_are_equal_to_the_byte(tmp_path: Path, language: Language) -> None:
    made = found()
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    build(made, first, language=language)
    build(made, second, language=language)
    assert first.read_bytes() == second.read_bytes()
