import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook

from ledgerguard.errors import ErrorValue, LedgerError
from ledgerguard.ledger.read import read

EPOCH = dt.date(1899, 12, 30)
HEADER = ["Customer", "Invoice date", "Due date", "Amount", "Paid on"]
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 1, 31)


def write(path: Path, sheets: dict[str, list[list[Any]]], **options: Any) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, ErrorValue):
                        sheet.write_formula(index, place, "=1/0", None, cell.code)
                    elif cell is not None:
                        sheet.write(index, place, cell)
    return path


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_dates_numbers_and_text_side_by_side(tmp_path: Path, options: dict[str, Any]) -> None:
    rows: list[list[Any]] = [
        HEADER,
        ["A", FIRST, LAST, 12.5, 0],
        ["A", "2024-01-01", "31/01/2024", "1,000.00", dt.datetime(2024, 1, 31, 13, 30)],
    ]
    frame = read(write(tmp_path / "a.xlsx", {"Items": rows}, **options)).frame
    assert frame.get_column("issued").to_list() == [(FIRST - EPOCH).days] * 2
    assert frame.get_column("due").to_list() == [(LAST - EPOCH).days] * 2
    assert frame.get_column("amount").to_list() == [1250, 100_000]
    assert frame.get_column("paid_on").to_list() == [-1, (LAST - EPOCH).days]


def test_plain_numbers_as_dates_in_a_1904_workbook(tmp_path: Path) -> None:
    # ECMA-376: day 0 of the 1904 system is serial 1,462 of the 1900 system.
    rows: list[list[Any]] = [HEADER, ["A", (FIRST - EPOCH).days - 1462, None, 5]]
    frame = read(write(tmp_path / "a.xlsx", {"Items": rows}, date_1904=True)).frame
    assert frame.get_column("issued").to_list() == [(FIRST - EPOCH).days]


def test_error_cells_are_reported_with_their_value(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        HEADER,
        ["A", FIRST, ErrorValue("#REF!"), 5],
        ["A", FIRST, LAST, ErrorValue("#DIV/0!")],
        [ErrorValue("#N/A"), FIRST, LAST, 7],
    ]
    ledger = read(write(tmp_path / "a.xlsx", {"Notes & more": [["nothing"]], "A & B": rows}))
    found = {(p.row, p.column, p.value, p.code) for p in ledger.problems}
    assert found == {
        (2, "Due date", "#REF!", "error_cell"),
        (3, "Amount", "#DIV/0!", "unreadable_amount"),
        (4, "Customer", "#N/A", "error_cell"),
        (4, "Customer", "#N/A", "missing_customer"),
    }
    assert ledger.frame.get_column("amount").to_list() == [500, 700]


def test_the_first_visible_sheet_that_holds_a_ledger(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for sheet, amount in ((hidden, 1), (book.create_sheet("New"), 2)):
        sheet.append(["Title"])
        sheet.append([])
        sheet.append(HEADER)
        sheet.append(["A", FIRST, LAST, amount])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert read(path).frame.get_column("amount").to_list() == [200]
    assert read(path).frame.get_column("row").to_list() == [4]
    assert read(path, sheet="Old").frame.get_column("amount").to_list() == [100]


def test_no_sheet_is_a_ledger(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"One": [["x"]], "Two": [["y"]]})
    with pytest.raises(LedgerError, match=r"no sheet holds a ledger: One: .*; Two: "):
        read(path)
    with pytest.raises(LedgerError, match=r"there is no sheet 'Three'\. Hint: sheets are One, Two"):
        read(path, sheet="Three")
    with pytest.raises(LedgerError, match="must have a column for"):
        read(path, sheet="One")


def test_a_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(LedgerError, match=r"a\.xlsx cannot be opened as a workbook"):
        read(path)


def test_an_open_document_sheet(tmp_path: Path) -> None:
    """No error cells are looked for in other formats: calamine leaves them blank."""
    names = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    spaces = " ".join(names.format(name) for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [["Customer", "Due date", "Amount"], ["A", "2024-01-31", "5.00"]]
    table = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table "
        f'table:name="A">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:x"></manifest:manifest>'
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    assert read(path).frame.get_column("amount").to_list() == [500]
