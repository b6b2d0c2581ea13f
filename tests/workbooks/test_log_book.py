"""The log as a workbook: the lines of the table, dates as dates, nothing runs, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ledgerguard.errors import OutOfDomain
from ledgerguard.store.entries import COLUMNS, Entry, Row
from ledgerguard.store.export import table
from ledgerguard.store.log import Log
from ledgerguard.workbooks import log_book

MOMENT = "2026-01-31T08:15:00.000001+00:00"


def rows_of(*entries: Entry) -> list[Row]:
    with Log.memory() as log:
        log.append(entries, recorded_at=MOMENT)
        return list(log.rows())


ROWS = rows_of(
    Entry("run", {"as_of": 46_053, "tasks": 2, "head": "0"}, run="R1", actor="an"),
    Entry("promise", {"by": 46_060, "on": 46_053, "amount": 12_050, "note": "=1+1"}, actor="@bo"),
    Entry("dispute", {"on": 46_054, "until": -1, "reason": "质量"}, actor="bo"),
)


def sheet_of(rows: list[Row], path: Path) -> Worksheet:
    log_book.build(rows, path)
    return openpyxl.load_workbook(path)["Log"]


def test_the_lines_are_those_of_the_table(tmp_path: Path) -> None:
    sheet = sheet_of(ROWS, tmp_path / "log.xlsx")
    header, _ = table(ROWS)
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == list(header)
    assert len(found) == 4
    first = dict(zip(header, found[1], strict=True))
    assert (first["number"], first["recorded_at"], first["kind"]) == (1, MOMENT, "run")
    assert first["body.tasks"] == 2
    assert first["hash"] == ROWS[0].hash
    assert dict(zip(header, found[3], strict=True))["body.reason"] == "质量"
    assert first["body.by"] is None


def test_days_are_shown_as_dates_and_no_day_as_nothing(tmp_path: Path) -> None:
    sheet = sheet_of(ROWS, tmp_path / "log.xlsx")
    places = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    by = sheet.cell(3, places["body.by"])
    assert by.value == 46_060
    assert by.number_format == '[<0]"";yyyy-mm-dd'
    assert sheet.cell(3, places["body.amount"]).number_format == "General"


def test_nothing_runs_as_a_formula(tmp_path: Path) -> None:
    sheet = sheet_of(ROWS, tmp_path / "log.xlsx")
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {cell.value for cell in cells} >= {"'=1+1", "'@bo"}


def test_header_stays_and_filters(tmp_path: Path) -> None:
    sheet = sheet_of(ROWS, tmp_path / "log.xlsx")
    assert sheet.freeze_panes == "D2"
    last = get_column_letter(sheet.max_column)
    assert sheet.auto_filter.ref == f"A1:{last}4"
    assert sheet.column_dimensions["B"].width > 18


def test_an_empty_log_is_a_header(tmp_path: Path) -> None:
    sheet = sheet_of([], tmp_path / "log.xlsx")
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.max_row == 1


def test_two_builds_are_equal_to_the_byte(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    log_book.build(ROWS, one)
    log_book.build(ROWS, two)
    assert one.read_bytes() == two.read_bytes()


def test_a_text_too_long_for_a_cell_says_that_it_was_cut(tmp_path: Path) -> None:
    rows = rows_of(Entry("reply", {"words": "x" * 40_000}), Entry("reply", {"words": "y" * 32_767}))
    sheet = sheet_of(rows, tmp_path / "log.xlsx")
    places = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    cut = str(sheet.cell(2, places["body.words"]).value)
    assert len(cut) == 32_767
    assert cut.endswith("x … (cut: too long for a cell, whole in the csv export)")
    assert sheet.cell(3, places["body.words"]).value == "y" * 32_767


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_book, "MOST_ROWS", 2)
    with pytest.raises(OutOfDomain, match="at most 2 rows, got 3"):
        log_book.build(ROWS, tmp_path / "log.xlsx")
    assert not (tmp_path / "log.xlsx").exists()
