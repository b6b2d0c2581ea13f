import datetime as dt
import gc
from pathlib import Path

import openpyxl
import pytest

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.columns import HEADERS, SHEET_FIELDS
from ledgerguard.ledger.read import from_cells, read
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell, Language

SOURCE = """Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Paid,Paid on,Disputed
1,007,Acme,EUR,2024-01-01,2024-01-31,10.50,10.50,2024-02-01,
2,007,Acme,JPY,2024-01-01,soon,1050,,,Yes
3,,,EUR,2024-01-01,2024-01-31,x,,,
4,008,Bolt,EUR,2024-01-01,2024-01-31,5,0,2024-02-01,
Total,,,,,,15.5,,,
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_the_sheet_shows_every_row_of_the_source(path: Path) -> None:
    assert sheet_rows(read(path)) == [
        list(HEADERS["en"].values()),
        ["1", "007", "Acme", "EUR", 45292, 45322, 10.5, 10.5, 45323, None, None, None],
        ["2", "007", "Acme", "JPY", 45292, "soon", 1050.0, None, None, True, None, None],
        ["3", None, None, "EUR", "2024-01-01", "2024-01-31", "x", None, None, None, None, None],
        ["4", "008", "Bolt", "EUR", 45292, 45322, 5.0, 0.0, 45323, None, None, None],
        ["Total", None, None, None, None, None, "15.5", None, None, None, None, None],
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheet_reads_back_as_the_same_frame(path: Path, language: Language) -> None:
    ledger = read(path)
    again = from_cells(sheet_rows(ledger, language))
    assert again.frame.rows() == ledger.frame.rows()
    assert again.rows_read == ledger.rows_read
    assert [(p.row, p.code) for p in again.problems] == [(p.row, p.code) for p in ledger.problems]


def test_dates_of_uncounted_rows_are_serials() -> None:
    rows: list[list[Cell]] = [["Due date", "Amount"], [dt.date(2024, 1, 31), "x"], [45322, 1]]
    assert sheet_rows(from_cells(rows))[1][SHEET_FIELDS.index("due")] == 45322


def test_the_collector_is_as_it_was() -> None:
    gc.disable()
    try:
        with paused_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
    with paused_collection():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_undated_invoice_of_a_customer_called_total_is_no_total_row() -> None:
    header = ["Invoice", "Customer ID", "Customer", "Invoice date", "Due date", "Amount"]
    ledger = from_cells(
        [
            header,
            ["1", "7", "Total", 45292, 45322, 10],
            ["2", "7", "Total", 45292, 45322, 20],
            ["3", "7", "Total Energies", None, None, 30],  # shown under the frequent spelling
        ]
    )
    assert ledger.frame.get_column("customer").to_list() == ["Total"] * 3
    again = from_cells(sheet_rows(ledger))
    assert again.frame.rows() == ledger.frame.rows()


def test_error_cells_become_text_that_no_formula_trips_over() -> None:
    header = ["Customer ID", "Invoice date", "Due date", "Amount"]
    ledger = from_cells(
        [
            header,
            ["7", 45292, ErrorValue("#N/A"), 10],
            ["7", 45292, 45322, ErrorValue("#DIV/0!")],
        ]
    )
    rows = sheet_rows(ledger)
    assert [row[SHEET_FIELDS.index("due")] for row in rows[1:]] == ["#N/A", 45322]
    assert [row[SHEET_FIELDS.index("amount")] for row in rows[1:]] == [10, "#DIV/0!"]
    assert from_cells(rows).frame.rows() == ledger.frame.rows()


def test_times_and_durations_become_text(tmp_path: Path) -> None:
    path = tmp_path / "times.xlsx"
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Ledger", 0)
    sheet.append(["Customer", "Invoice date", "Due date", "Amount"])
    sheet.append(["A", dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 31), dt.time(12, 30)])
    sheet.append(["A", dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 31), 5])
    book.save(path)
    ledger = read(path)
    assert len(ledger.frame) == 1
    amounts = [row[SHEET_FIELDS.index("amount")] for row in sheet_rows(ledger)[1:]]
    assert amounts == ["12:30:00", 5]
