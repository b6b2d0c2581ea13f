"""recalculate(): finds nothing in a right workbook and exactly the planted cell in a wrong one.

Expected values are computed by hand here: DSO = receivables / credit sales * days.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import probe_formulas
import pytest
import xlsxwriter

from ledgerguard.cells.spelling import HOSTS, Host, retarget
from ledgerguard.errors import HostError
from ledgerguard.hosts.calc import Book, Calc, Difference, recalculate

ERRORS = [["Name", "Value", "Flag"]] + [
    [code, code, ""] for code in ("#DIV/0!", "#NUM!", "#VALUE!", "#N/A")
]


def workbook(path: Path, host: Host, planted: dict[str, Any] | None = None) -> Path:
    """Formulas of every kind with right cached values, except for the planted ones."""
    cached: dict[str, Any] = {
        "C2": 36.5,
        "C3": "#DIV/0!",
        "C4": "caught",
        "C5": "LG_PROBE_RATIO(1) is text",
        "C6": True,
        "C7": 138.5,
        "C8": "",
        "C9": 36.5,
    } | (planted or {})
    formulas = {
        "C2": "=LG_PROBE_RATIO(A2,B2,365)",
        "C3": "=LG_PROBE_RATIO(A2,0)",
        "C4": '=IFERROR(LG_PROBE_RATIO(A2,0),"caught")',
        "C5": '="LG_PROBE_RATIO(1)"&" is text"',
        "C6": "=A2>1",
        "C7": "=SUM('LG_A (1)'!A1:A2,C2)",
        "C8": '=IF(A2>1,"","x")',
        "C9": "=ratio",
    }
    book = xlsxwriter.Workbook(path)
    sheet, other = book.add_worksheet("Figures"), book.add_worksheet("LG_A (1)")
    other.write_column("A1", [100, 2])
    sheet.write_row("A2", [5, 50])
    book.define_name("ratio", retarget("=LG_PROBE_RATIO(Figures!$A$2,Figures!$B$2,365)", host))
    for cell, text in formulas.items():
        respelled = retarget(text, host)
        if host == "lite" and "LG_PROBE" in text and not text.startswith('="'):
            sheet.write_dynamic_array_formula(f"{cell}:{cell}", respelled, None, cached[cell])
        else:
            sheet.write_formula(cell, respelled, None, cached[cell])
    table = retarget("=LG_PROBE_ERRORS(4)", host)
    write = sheet.write_array_formula if host == "calc" else sheet.write_dynamic_array_formula
    write("E2:G6", table, None, ERRORS[0][0])
    for row, values in enumerate(ERRORS, 1):
        for column, value in enumerate(values, 4):
            if (row, column) != (1, 4):
                sheet.write_string(row, column, cached.get(f"{'EFG'[column - 4]}{row + 1}", value))
    book.close()
    return path


@pytest.mark.parametrize("host", HOSTS)
def test_a_right_workbook_has_no_differences(probe_calc: Calc, tmp_path: Path, host: Host) -> None:
    found = recalculate(workbook(tmp_path / "right.xlsx", host), calc=probe_calc)
    assert found.differences == ()
    # C2 to C9; E2 with fourteen further cells of the table
    assert (found.ours, found.filled, found.native) == (4, 14, 5)
    assert found.compared == 23


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("cell", "formula", "wrong", "right"),
    [
        ("C2", "=LG_PROBE_RATIO(A2,B2,365)", 36.5001, 36.5),
        ("C4", '=IFERROR(LG_PROBE_RATIO(A2,0),"caught")', "missed", "caught"),
        ("C7", "=SUM('LG_A (1)'!A1:A2,C2)", 138.0, 138.5),
        ("F4", "=LG_PROBE_ERRORS(4)", "#N/A", "#NUM!"),
    ],
)
def test_a_planted_wrong_value_is_named(
    probe_calc: Calc,
    tmp_path: Path,
    host: Host,
    cell: str,
    formula: str,
    wrong: float | str,
    right: float | str,
) -> None:
    path = workbook(tmp_path / "wrong.xlsx", host, {cell: wrong})
    found = recalculate(path, calc=probe_calc)
    assert found.differences == (
        Difference("Figures", cell, retarget(formula, host), wrong, right),
    )


def test_the_workbook_itself_is_not_touched(probe_calc: Calc, tmp_path: Path) -> None:
    path = workbook(tmp_path / "right.xlsx", "desktop")
    before = path.read_bytes()
    recalculate(path, calc=probe_calc)
    assert path.read_bytes() == before


def test_the_packaged_formulas_recalculate_in_a_libreoffice_of_their_own(
    office: None, tmp_path: Path
) -> None:
    path = tmp_path / "dso.xlsx"
    book = xlsxwriter.Workbook(path)
    # CRISKCO, DSO and ADD collection tools: 43.8 days
    book.add_worksheet().write_formula("A1", "=LG_DSO(1200000,10000000,365)", None, 43.8)
    book.close()
    found = recalculate(path)
    assert (found.differences, found.compared, found.ours) == ((), 1, 1)


def test_an_add_in_without_its_python_is_no_difference(office: None, tmp_path: Path) -> None:
    path = workbook(tmp_path / "dso.xlsx", "desktop")
    missing = Calc(worker=["/no/such/python"], formulas=probe_formulas.CATALOGUE)
    with missing as calc, pytest.raises(HostError, match="/no/such/python"):
        recalculate(path, calc=calc)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_text("invoice,amount")
    with pytest.raises(HostError, match="cannot be respelled"):
        recalculate(path)
    with pytest.raises(HostError, match="cannot be read"):
        recalculate(tmp_path / "missing.xlsx")


def test_a_package_without_sheets_is_refused(probe_calc: Calc, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    with pytest.raises(HostError, match="no worksheet"):
        recalculate(path, calc=probe_calc)


def test_a_stored_copy_opens_again_with_the_same_values(
    probe_calc: Calc, probe_book: Book, tmp_path: Path
) -> None:
    probe_book.paste(
        "Sheet1", "A1", [[5, 50, "=LG_PROBE_RATIO(A1,B1,365)", "=LG_PROBE_RATIO(1,0)"]]
    )
    probe_book.array_formula("Sheet1", "A3:C7", "=LG_PROBE_ERRORS(4)")
    path = probe_book.store(tmp_path / "stored.xlsx")
    again = probe_calc.open(path)
    assert again.get("Sheet1", "C1:D1") == [[36.5, "#DIV/0!"]]
    assert again.get("Sheet1", "A3:C7") == ERRORS
    again.close()
    assert recalculate(path, calc=probe_calc).differences == ()


def test_a_workbook_prints_as_pdf(probe_calc: Calc, tmp_path: Path) -> None:
    book = probe_calc.open(workbook(tmp_path / "right.xlsx", "calc"))
    assert book.to_pdf(tmp_path / "right.pdf").read_bytes().startswith(b"%PDF-")
    book.close()


def test_editing_a_cell_recalculates_what_hangs_on_it(probe_calc: Calc, tmp_path: Path) -> None:
    book = probe_calc.open(workbook(tmp_path / "right.xlsx", "calc"))
    book.set("Figures", "A2", 10)
    assert book.get("Figures", "C2") == 73
    assert book.get("Figures", "C7") == 175
    assert book.get("Figures", "C9") == 73
    book.close()
