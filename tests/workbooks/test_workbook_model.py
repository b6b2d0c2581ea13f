"""The model of a workbook: formula texts are the only source of what formula cells show."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from ledgerguard.catalogue import Catalogue, packaged
from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import HOSTS, Host
from ledgerguard.errors import DefinitionError, ErrorValue
from ledgerguard.formula import describe, formula
from ledgerguard.hosts.calc_package import formula_cells
from ledgerguard.units import Cell, Count, Table
from ledgerguard.workbooks.save import CellSheet, save
from ledgerguard.workbooks.writer import (
    Book,
    address,
    area,
    call,
    column_letters,
    column_number,
    quoted,
)


@formula("LADDER_OF")
def ladder_of(rows: Count, language: Count = 1) -> Table:
    """Rows of a header and numbers.

    Args:
        rows: How many.
        language: Unused.

    Errors: none.
    Example: =LADDER_OF(1) -> 1
    Source: this test.
    """
    body: list[list[Cell]] = [[n, True, ErrorValue("#N/A")] for n in range(rows)]
    return [["number", "ok", "error"], *body]


FORMULAS = Catalogue([*packaged().values(), describe(ladder_of, "test")])


def stored(book: Book, tmp_path: Path, name: str = "book.xlsx") -> Path:
    path = tmp_path / name
    save(book, path, language="en", title="test", created=dt.date(2024, 1, 31))
    return path


def sheet_xml(path: Path, number: int = 1) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_a_formula_reads_cells_ranges_names_blocks_and_other_sheets() -> None:
    book = Book(FORMULAS)
    data, front = book.sheet("The data"), book.sheet("Front")
    data.block(0, 0, [["a", "b"], [1, 10], [2, 20]], (None, None))
    book.define("amounts", area(1, 1, 90, 1, "The data"))
    front.put(0, 0, 5)
    front.formula(1, 0, "=SUM(amounts)+A1+'The data'!A3")
    front.formula(2, 0, "SUM(A1:A2)")
    front.formula(3, 0, "COUNTA('The data'!$A$1:$B$9)")
    assert book.value(front, 1, 0) == 37
    assert book.value(front, 2, 0) == 42
    assert book.value(front, 3, 0) == 6
    assert book.value(front, 9, 9) is None
    assert book.value(data, 7, 0) is None
    assert data.last_row == 2


def test_a_range_below_a_block_is_blank() -> None:
    book = Book(FORMULAS)
    sheet = book.sheet("Data")
    sheet.block(0, 0, [["a"], [1]], (None,))
    other = book.sheet("Front")
    other.formula(0, 0, "COUNTA(Data!$A$500:$A$1048576)")
    assert book.value(other, 0, 0) == 0


def test_each_formula_is_evaluated_once() -> None:
    calls = []

    @formula("COUNTED")
    def counted(rows: Count) -> Count:
        """Counts.

        Args:
            rows: A number.

        Errors: none.
        Example: =COUNTED(1) -> 1
        Source: this test.
        """
        calls.append(rows)
        return rows

    book = Book(Catalogue([describe(counted, "test")]))
    sheet = book.sheet("A")
    sheet.formula(0, 0, "LG_COUNTED(3)")
    sheet.formula(1, 0, "A1+A1")
    assert book.value(sheet, 1, 0) == 6
    assert book.value(sheet, 0, 0) == 3
    assert calls == [3]


def test_unknown_names_and_sheets_are_errors_as_in_a_cell() -> None:
    book = Book(FORMULAS)
    sheet = book.sheet("A")
    sheet.formula(0, 0, "nobody+1")
    sheet.formula(1, 0, "Nowhere!A1")
    assert str(book.value(sheet, 0, 0)) == "#NAME?"
    assert str(book.value(sheet, 1, 0)) == "#REF!"


def test_faults_of_a_template_are_found_before_anything_is_stored() -> None:
    book = Book(FORMULAS)
    sheet = book.sheet("A")
    with pytest.raises(DefinitionError, match="twice"):
        book.sheet("A")
    book.define("here", "A!$A$1")
    with pytest.raises(DefinitionError, match="twice"):
        book.define("here", "A!$A$2")
    sheet.formula(0, 0, "A2")
    sheet.formula(1, 0, "A1")
    with pytest.raises(DefinitionError, match="refers to itself"):
        book.value(sheet, 0, 0)
    narrow = sheet.spill(5, 0, "LG_LADDER_OF(2)", ["cell"])
    with pytest.raises(DefinitionError, match="answers 3 columns, the sheet expects 1"):
        book.grid(sheet, narrow)
    single = sheet.spill(20, 0, "1+1", ["cell"])
    with pytest.raises(DefinitionError, match="answers no table"):
        book.grid(sheet, single)
    broken = sheet.spill(30, 0, "LG_AGING(5,45000)", ["cell"])
    with pytest.raises(DefinitionError, match="answers no table but #VALUE!"):
        book.grid(sheet, broken)


def test_a_call_is_written_with_arguments_by_name() -> None:
    assert call(FORMULAS["DSO"], receivables="A1", period_days="90") == "LG_DSO(A1,,90)"
    assert call(FORMULAS["DSO"], receivables="A1", credit_sales=None) == "LG_DSO(A1)"
    with pytest.raises(DefinitionError, match="has no argument months"):
        call(FORMULAS["DSO"], months="1")


def test_addresses() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [column_number(text) for text in ("A", "Z", "AA", "ZZ", "AAA")] == [0, 25, 26, 701, 702]
    assert address(0, 2, absolute=False) == "C1"
    assert area(0, 0, 9, 2, "It's") == "'It''s'!$A$1:$C$10"
    assert (quoted("Data"), quoted("台账"), quoted("2024")) == ("Data", "'台账'", "'2024'")


@pytest.mark.parametrize(
    ("host", "spelling"),
    [("desktop", "LG_DSO("), ("calc", "LG.DSO("), ("lite", "_xldudf_LG_DSO(")],
)
def test_each_host_finds_its_own_spelling(host: Host, spelling: str, tmp_path: Path) -> None:
    book = Book(FORMULAS, host)
    sheet = book.sheet("A")
    sheet.formula(0, 0, "LG_DSO(120,100,365)")
    sheet.formula(1, 0, "LG_DSO(120,0,365)")
    sheet.formula(2, 0, "A1>3")
    sheet.formula(3, 0, '"LG_DSO("')
    xml = sheet_xml(stored(book, tmp_path))
    assert len(re.findall(rf">{re.escape(spelling)}1", xml)) == 2
    assert xml.count('cm="1"') == (2 if host == "lite" else 0)
    values = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)["A"]
    assert [values.cell(row, 1).value for row in (1, 2, 3, 4)] == [438, "#DIV/0!", True, "LG_DSO("]
    assert values["A2"].data_type == "e"
    assert values["A3"].data_type == "b"


@pytest.mark.parametrize("host", HOSTS)
def test_a_table_is_one_formula_over_its_whole_range(host: Host, tmp_path: Path) -> None:
    book = Book(FORMULAS, host)
    sheet = book.sheet("A")
    sheet.spill(0, 0, "LG_LADDER_OF(2)", ["cell/whole", "cell", "cell"])
    xml = sheet_xml(stored(book, tmp_path))
    assert re.search(r'<f t="array" ref="A1:C3">', xml)
    assert xml.count("<f ") == 1
    assert ('cm="1"' in xml) == (host != "calc")
    assert xml.count('t="e" vm="0"><v>#N/A</v>') == 2
    assert xml.count('t="b"><v>1</v>') == 2


def test_cached_errors_and_booleans_of_dynamic_formulas_are_stored_as_such(tmp_path: Path) -> None:
    book = Book(FORMULAS, "lite")
    sheet = book.sheet("A")
    sheet.formula(0, 0, "LG_DSO(1,0,1)>3")
    sheet.formula(1, 0, "ISERROR(LG_DSO(1,0,1))")
    xml = sheet_xml(stored(book, tmp_path))
    assert re.search(r'<c r="A1"[^>]*cm="1" t="e"><f [^>]*>[^<]*</f><v>#DIV/0!</v>', xml)
    assert re.search(r'<c r="A2"[^>]*cm="1" t="b"><f [^>]*>[^<]*</f><v>1</v>', xml)


def test_values_of_every_kind_are_stored(tmp_path: Path) -> None:
    book = Book(FORMULAS)
    sheet = book.sheet("A")
    for column, value in enumerate(
        ("007", 1.5, True, None, ErrorValue("#N/A"), dt.date(2024, 1, 31))
    ):
        sheet.put(0, column, value, "cell/date" if column == 5 else "cell")
    sheet.put(1, 0, "wide", across=3)
    block = book.sheet("B")
    block.block(0, 0, [["h", "i"], ["0012", True], [None, 3]], ("cell/text", None))
    path = stored(book, tmp_path)
    read = openpyxl.load_workbook(path)
    assert [cell.value for cell in read["A"][1]] == [
        "007",
        1.5,
        True,
        None,
        "#N/A",
        dt.datetime(2024, 1, 31),
    ]
    assert [str(cells) for cells in read["A"].merged_cells.ranges] == ["A2:C2"]
    assert list(read["B"].values) == [("h", "i"), ("0012", True), (None, 3)]


def test_two_builds_are_equal_to_the_byte(tmp_path: Path) -> None:
    def built(name: str) -> bytes:
        book = Book(FORMULAS)
        sheet = book.sheet("A")
        sheet.put(0, 0, "x")
        sheet.formula(1, 0, "1+1")
        return stored(book, tmp_path, name).read_bytes()

    assert built("one.xlsx") == built("two.xlsx")


def test_whole_columns_go_to_the_last_row_in_use() -> None:
    book = Book({})
    sheet = book.sheet("My data")
    for row, value in enumerate((3, "x", 1, None, 2)):
        sheet.put(row, 1, value)
    sheet.block(8, 1, [[10.0], [20.0]], [""])
    other = book.sheet("Other")
    for place, text in enumerate(("SUM('My data'!$B:$B)", "COUNT('My data'!B:C)", "SUM(No!B:B)")):
        other.formula(place, 0, text)
    sheet.formula(20, 0, "COUNT(B:B)")
    assert [book.value(other, place, 0) for place in (0, 1)] == [36, 5]
    assert str(book.value(other, 2, 0)) == "#REF!"
    assert book.value(sheet, 20, 0) == 5


def test_a_dynamic_answer_that_reads_as_a_number_is_stored_as_text(tmp_path: Path) -> None:
    book = Book(functions(), "lite")
    sheet = book.sheet("S")
    sheet.formula(0, 0, 'IF(LG_DSO(1,1)>0,"1001","")')
    sheet.formula(1, 0, 'IF(LG_DSO(1,1)>0,"a & b","")')
    path = tmp_path / "x.xlsx"
    save(book, path, language="en", title="x", created=dt.date(2000, 1, 1))
    (stored,) = formula_cells(path)
    assert [stored.cells[row, 1].cached for row in (1, 2)] == ["1001", "a & b"]


@pytest.mark.parametrize(
    ("text", "prefixed"),
    [
        ("=SUM(A1)", False),
        ("{=SUM(A1*B1)}", False),
        ("=LG_SORT(A1)+SORTED(A1)", False),
        ("=_xlfn.SORTBY(A1,B1)", False),
        ("=SORT(FILTER(A1:A9,B1:B9))", True),
        ("=IF(XLOOKUP(A1,B:B,C:C)=1,-SINGLE(A1),0)", True),
        ("=IF(A1,LAMBDA(x,x)(2),0)", True),
    ],
)
def test_new_functions_get_their_prefix(text: str, prefixed: bool) -> None:
    stored = CellSheet()._prepare_formula(text)
    assert stored == Worksheet()._prepare_formula(text)
    assert ("_xlfn." in stored.replace("_xlfn.SORTBY", "")) is prefixed
