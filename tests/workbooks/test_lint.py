"""What the checker finds in hand-made workbooks, and what it does not take for a fault."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from foreign_books import FOREIGN, parts, rewritten, with_ours
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import Catalogue, packaged, with_functions
from ledgerguard.cells.functions import functions
from ledgerguard.formula import formula
from ledgerguard.units import Money
from ledgerguard.workbooks.stored.lint import Finding, lint
from ledgerguard.workbooks.stored.lint_words import WORDS

Build = Callable[[Any, Any], None]
DAYS = "LG_DAYS_PAST_DUE(A1,$B$1)"


def found(tmp_path: Path, build: Build, **options: Any) -> tuple[Finding, ...]:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    build(book, sheet)
    book.close()
    before = path.read_bytes()
    findings = lint(path, **options)
    assert path.read_bytes() == before
    return findings


def formulas(tmp_path: Path, *texts: str, **options: Any) -> tuple[Finding, ...]:
    """The findings of a sheet with formulas in column D; A1 and B1 hold dates, B2:C9 numbers."""

    def build(_: Any, sheet: Any) -> None:
        dated(sheet)
        for row, text in enumerate(texts):
            sheet.write_formula(row, 3, "=" + text)

    return found(tmp_path, build, **options)


def dated(sheet: Any) -> None:
    sheet.write_row("A1", [45000, 45100])
    for row in range(1, 9):
        sheet.write_row(row, 1, [row * 100, 1000])


def short(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    return [(one.cell, one.code, one.level, one.got) for one in findings]


def test_a_sound_workbook_gives_nothing(tmp_path: Path) -> None:
    sound = (
        DAYS,
        "LG_DSO(B2,C2,365)",
        "LG_DSO(B2,C2)",
        "SUM(B:B)+TODAY()",  # its own affair: none of ours reads it
        "\"LG_NOBODY(1)\"&'LG_NOBODY('!A1",
        "XLG_NOBODY(1)+_xll.LG_NOBODY(1)+ACME.LG_NOBODY(1)",  # other add-ins
        "_xlfn.LET(_xlpm.x,LG_DSO(B2,C2),_xlpm.x)",
        "LG_CONCENTRATION_HHI((B2:B5,B7))",  # a union, which our own grammar does not read
        "LG_DSO(B2,C2,ANCHORARRAY(C3))",
    )
    assert formulas(tmp_path, *sound) == ()


def test_an_unknown_function_and_its_nearest_name(tmp_path: Path) -> None:
    first, second, third = formulas(tmp_path, "LG_DSOO(1)", "1+LG_XQZW(1)", "LG_DSO2(1)")
    assert short([first, second, third]) == [
        ("D1", "unknown", "error", "LG_DSOO"),
        ("D2", "unknown", "error", "LG_XQZW"),
        ("D3", "unknown", "error", "LG_DSO2"),
    ]
    assert "LG_DSO is the nearest name" in first.hint
    assert second.hint == "`ledgerguard formulas` lists the names"


def test_too_few_and_too_many_arguments(tmp_path: Path) -> None:
    findings = formulas(
        tmp_path,
        "LG_DSO(B2)",
        "LG_DSO(B2,C2,365,1)",
        "LG_DSO()",
        'LG_EXPLAIN("DSO",1,2,3,4,5,6)',
        "IF(TRUE,LG_DSO(LG_DSO(1),2,3),0)",
    )
    assert short(findings) == [
        ("D1", "arguments", "error", "1 given"),
        ("D2", "arguments", "error", "4 given"),
        ("D3", "arguments", "error", "0 given"),
        ("D5", "arguments", "error", "1 given"),
    ]
    assert findings[0].allowed == "LG_DSO(receivables, credit_sales, [period_days])"


def test_a_plugins_formulas_are_known(tmp_path: Path) -> None:
    @formula("ACME_SCORE")
    def acme_score(amount: Money) -> Money:
        """A score.

        Args:
            amount: An amount.

        Errors: none.
        Example: =ACME_SCORE(1) -> 1
        Source: here.
        """
        return amount

    text = "LG_ACME_SCORE(B2,B3)"
    assert short(formulas(tmp_path, text)) == [("D1", "unknown", "error", "LG_ACME_SCORE")]
    catalogue: Catalogue = with_functions(packaged(), [acme_score], "acme")
    (finding,) = formulas(tmp_path, text, catalogue=catalogue)
    assert (finding.code, finding.allowed) == ("arguments", "LG_ACME_SCORE(amount)")


def test_the_day_is_left_out_blank_or_in_an_empty_cell(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        dated(sheet)
        book.define_name("as_of", "=Data!$F$1")
        book.define_name("day", "=Data!$B$1")
        for row, text in enumerate(
            (
                "LG_DAYS_PAST_DUE(A1)",
                "LG_DAYS_PAST_DUE(A1,)",
                "LG_DAYS_PAST_DUE(A1,F1)",
                "LG_DAYS_PAST_DUE(A1,as_of)",
                "LG_DAYS_PAST_DUE(A1,day)",
                "LG_DAYS_PAST_DUE(A1,F1+1)",
                'LG_COUNTRY_CLASS("DE")',
            )
        ):
            sheet.write_formula(row, 3, "=" + text)

    findings = found(tmp_path, build)
    assert short(findings) == [
        ("D1:D2", "as-of", "error", "it is left out"),
        ("D3:D4", "as-of", "error", "Data!F1 is blank"),
        ("D7", "as-of", "warning", "it is left out"),  # it has a default, and the answer a day
    ]


def test_dates_that_are_written_into_a_call(tmp_path: Path) -> None:
    findings = formulas(
        tmp_path,
        "LG_DAYS_PAST_DUE(A1,DATE(2026,1,31))",
        'LG_DAYS_PAST_DUE("2026-01-01",B1)',
        'LG_DAYS_PAST_DUE(DATEVALUE("31.1.2026"),B1)',
        "LG_DAYS_PAST_DUE(A1,46053)",
        "LG_DSO(46053,46053)",  # amounts
        "LG_DAYS_PAST_DUE(A1,DATE(YEAR(B1),1,31))",
        "DATE(2026,1,31)-LG_DAYS_PAST_DUE(A1,B1)",  # not in the call
        "LG_DSO(LG_DAYS_PAST_DUE(A1,46053),1)",  # once, in the inner one
    )
    assert short(findings) == [
        ("D1", "date", "warning", "DATE(2026,1,31)"),
        ("D2", "date", "warning", '"2026-01-01"'),
        ("D3", "date", "warning", '"31.1.2026"'),
        ("D4", "date", "warning", "46053"),
        ("D8", "date", "warning", "46053"),
    ]


@pytest.mark.parametrize(
    "name", ["TODAY", "NOW", "RAND", "RANDBETWEEN", "OFFSET", "INDIRECT", "CELL", "INFO"]
)
def test_volatile_calls_in_ours(name: str, tmp_path: Path) -> None:
    (finding,) = formulas(tmp_path, f"LG_DSO({name}(B1,1),C2)")
    assert short([finding]) == [("D1", "volatile", "warning", f"{name}()")]


def test_volatile_cells_that_feed_ours(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        dated(sheet)
        other = book.add_worksheet("It's here")
        book.define_name("feed", "=OFFSET(Data!$B$2,0,0)")
        book.define_name("day", "='It''s here'!$A$1")
        sheet.write_formula("D1", "=LG_DAYS_PAST_DUE(A1,day)")
        other.write_formula("A1", "=A2+1")
        other.write_formula("A2", "=TODAY()")
        other.write_formula("A3", "=NOW()")  # which nobody reads
        sheet.write_formula("D2", "=LG_DSO(feed,C2)")
        sheet.write_formula("D3", "=LG_CONCENTRATION_HHI(B2:B9)")
        sheet.write_formula("B5", "=RAND()")
        sheet.write_formula("B6", "=B6+B5")  # a circle ends
        sheet.write_formula("D4", "=LG_DSO(D1,C2)")

    findings = found(tmp_path, build)
    assert [(one.sheet, *short([one])[0]) for one in findings] == [
        ("", "feed", "volatile", "warning", "OFFSET() feeds Data!D2"),
        ("Data", "B5", "volatile", "warning", "RAND() feeds Data!D3"),
        ("It's here", "A2", "volatile", "warning", "TODAY() feeds Data!D1"),
    ]


def test_whole_columns_and_rows(tmp_path: Path) -> None:
    findings = formulas(
        tmp_path,
        "LG_CONCENTRATION_HHI(F:F)",
        "LG_CONCENTRATION_HHI('Data'!$F:$G)",
        "LG_CONCENTRATION_HHI(20:20)",
        "LG_CONCENTRATION_HHI(F1:F1048576)",
        "LG_CONCENTRATION_HHI(F1:F104857)",
        "SUM(F:F)*LG_DSO(1,2)",
    )
    assert short(findings) == [
        ("D1", "whole-column", "warning", "F:F"),
        ("D2", "whole-column", "warning", "'Data'!$F:$G"),
        ("D3", "whole-column", "warning", "20:20"),
        ("D4", "whole-column", "warning", "F1:F1048576"),
    ]


def test_formulas_that_are_text(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        dated(sheet)
        as_text = book.add_format({"num_format": "@"})
        sheet.write_string("B3", "=LG_DSO(1,2)")  # a call reads it
        sheet.write_string("F1", "=LG_DSO(1,2)", as_text)  # typed into a cell made for text
        sheet.write_string("F2", "=LG_DSO(1,2)")  # a label that shows a formula
        sheet.write_string("F3", "LG_DSO(1,2) is 5", as_text)
        sheet.write_string("F4", "=SUM(1,2)", as_text)  # none of ours
        sheet.write_formula("D1", "=LG_CONCENTRATION_HHI(B2:B9)")

    assert short(found(tmp_path, build)) == [
        ("F1", "text-formula", "warning", "=LG_DSO(1,2)"),
        ("B3", "text-formula", "error", "=LG_DSO(1,2)"),
    ]


def test_numbers_that_are_text(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        dated(sheet)
        for row, text in enumerate(("1,234.50", "12 %", "open", "(1,000)", "")):
            sheet.write_string(row + 2, 1, text)
        sheet.write_string("A1", "31.12.2025")
        sheet.write_formula("D1", "=LG_CONCENTRATION_HHI(B2:B9)")
        sheet.write_formula("D2", "=" + DAYS)
        sheet.write_formula("D3", "=LG_DSO(B2,C2)")

    assert short(found(tmp_path, build)) == [
        ("A1", "text-number", "warning", '"31.12.2025"'),
        ("B3", "text-number", "warning", '"1,234.50"'),
        ("B4", "text-number", "warning", '"12 %"'),
        ("B6", "text-number", "warning", '"(1,000)"'),
    ]


def test_a_table_may_hold_ids_as_text_but_no_odd_amount(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["customer_id", "amount"])
        for row in range(1, 9):
            sheet.write_string(row, 0, f"00{row}")
            sheet.write_number(row, 1, row)
        sheet.write_string("B5", "4.00")
        sheet.add_table("A1:B9", {"name": "Ledger", "columns": [{"header": "customer_id"},
                                                               {"header": "amount"}]})  # fmt: skip
        sheet.write("F1", 45000)
        sheet.write_formula("D1", "=LG_WORKLIST(Ledger[[#All],[customer_id]:[amount]],F1)")
        sheet.write_formula("D2", "=LG_CONCENTRATION_HHI(Ledger[amount])")

    assert short(found(tmp_path, build)) == [("B5", "text-number", "warning", '"4.00"')]


@pytest.mark.parametrize(
    ("reference", "cells"),
    [
        ("T[b]", ["B2:B3"]),
        ("T[[#Data],[b]]", ["B2:B3"]),
        ("T[[#All],[a]:[b]]", ["A2", "B2:B4"]),
        ("T[[#Totals],[b]]", ["B4"]),
        ("T[[#This Row],[b]]", ["B3"]),
        ("T[@b]", ["B3"]),
        ("T[@[a]:[b]]", ["B3"]),
        ("T[]", ["A2", "B2:B3"]),
        ("T", ["A2", "B2:B3"]),
        ("T[[a'[b'#]]", []),  # no such column, but read
        ("T[nobody]", []),
        ("T[#Headers]", []),
        ("[1]Data!B2", []),
        ("Data!B2", ["B2"]),
    ],
)
def test_references_into_a_table(reference: str, cells: list[str], tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        sheet.add_table(
            "A1:B4", {"name": "T", "total_row": True, "columns": [{"header": "a"}, {"header": "b"}]}
        )
        for cell in ("A2", "B2", "B3", "B4"):
            sheet.write_string(cell, "12")
        sheet.write_formula("D3", f"=LG_CONCENTRATION_HHI({reference})")

    assert [one.cell for one in found(tmp_path, build)] == cells


def test_spellings_of_other_hosts(tmp_path: Path) -> None:
    texts = ("LG_DSO(1,2)", "LG_DSO(3,4)", "LG.DSO(1,2)", "SUM(_xldudf_LG_DSO(1,2))")
    findings = formulas(tmp_path, *texts)
    assert short(findings) == [
        ("D3", "spelling", "error", "LG.DSO"),
        ("D4", "spelling", "error", "_xldudf_LG_DSO"),
    ]
    assert findings[0].allowed == "LG_DSO"
    assert "--host desktop" in findings[0].hint
    assert [one.cell for one in formulas(tmp_path, *texts, host="calc")] == ["D1:D2", "D4"]
    assert formulas(tmp_path, "LG.DSO(1,2)") == ()


def test_a_link_to_the_file_of_an_add_in(tmp_path: Path) -> None:
    (finding,) = formulas(tmp_path, "[1]!LG_DSO(1,2)")
    assert short([finding]) == [("D1", "linked", "warning", "[1]!LG_DSO")]


def test_names_formats_validations_and_arrays(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        dated(sheet)
        book.define_name("limit", "=LG_NAME_LIMIT(1)")
        book.define_name("Data!own", "=LG_NAME_OWN(1)")
        sheet.conditional_format("A1:A9", {"type": "formula", "criteria": "=LG_DSO($A1,2)>45"})
        sheet.data_validation("B1", {"validate": "custom", "value": "=LG_DSO(B1,2)>45"})
        sheet.write_array_formula("F1:F3", "{=LG_ARRAY_ONE(1)}")
        sheet.write_dynamic_array_formula("G1:G3", "=LG_ARRAY_TWO(1)")
        columns = [{"header": "a"}, {"header": "b", "formula": "LG_IN_TABLE([@a])"}]
        sheet.add_table("J1:K3", {"name": "T", "columns": columns})

    findings = found(tmp_path, build)
    assert {(one.sheet, one.cell, one.code) for one in findings} == {
        ("", "limit", "unknown"),
        ("Data", "own", "unknown"),
        ("Data", "T[b]", "unknown"),
        ("Data", "A1:A9", "place"),
        ("Data", "B1", "place"),
        ("Data", "F1", "unknown"),
        ("Data", "G1", "unknown"),
        ("Data", "K2:K3", "unknown"),
    }


def test_shared_formulas_are_read_in_every_cell(tmp_path: Path) -> None:
    """Excel writes a formula that was filled down once; here it is read for each of its cells."""
    sheet = (
        '<row r="1"><c r="A1"><v>45000</v></c><c r="D1"><f t="shared" ref="D1:D3" si="0">'
        'LG_DAYS_PAST_DUE($A$1,E1)</f></c><c r="E1"><v>45100</v></c></row>'
        '<row r="2"><c r="D2"><f t="shared" si="0"/></c><c r="E2"><v>45100</v></c></row>'
        '<row r="3"><c r="D3"><f t="shared" si="0"/></c></row>'
        '<row r="4"><c r="D4"><f t="shared" si="7"/></c></row>'
    )
    source = next(path for path in FOREIGN if path.name.startswith("51850"))

    def change(name: str, xml: str) -> str:
        if "worksheets" not in name:
            return xml
        return re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{sheet}</sheetData>", xml)

    path = rewritten(source, tmp_path / "a.xlsx", change)
    assert {(one.cell, one.code) for one in lint(path)} == {("D3", "as-of")}


def test_a_formula_that_cannot_be_read(tmp_path: Path) -> None:
    (finding,) = formulas(tmp_path, 'LG_DSO(1,2)&"open')
    assert (finding.code, finding.level) == ("unreadable", "error")


def test_the_same_in_a_column_is_said_once(tmp_path: Path) -> None:
    findings = formulas(tmp_path, *["LG_DSO(1)"] * 5, "LG_DSO(1,2)", *["LG_DSO(1)"] * 2)
    assert [one.cell for one in findings] == ["D1:D5", "D7:D8"]


@pytest.mark.parametrize("file", FOREIGN, ids=lambda path: path.name)
def test_foreign_workbooks_are_read(file: Path, tmp_path: Path) -> None:
    assert lint(file) == ()
    path = with_ours(file, tmp_path / file.name, "LG_DSOO(1)")
    before = parts(path)
    findings = lint(path)
    assert {one.code for one in findings} == {"unknown"}
    assert all("nearest" in one.hint for one in findings)
    assert parts(path) == before


def test_every_finding_is_said_in_chinese(tmp_path: Path) -> None:
    (finding,) = formulas(tmp_path, "LG_DSO(1)", language="zh")
    assert "参数" in finding.what
    assert "DSO" in finding.what
    assert finding.allowed == "LG_DSO(receivables, credit_sales, [period_days])"
    assert set(WORDS) >= {"unknown", "arguments", "as-of", "date", "volatile"}


@given(st.text("LG_DSO.(\"'[]{}!:,#@$A1 +", max_size=30))
def test_no_text_breaks_the_reading_of_calls(text: str) -> None:
    from ledgerguard.workbooks.stored.calls import calls_of, words_of

    words = words_of("LG_DSO(1)+" + text)
    if words is not None:
        assert calls_of(words)[0].name == "LG_DSO"


def test_an_iso_date_in_a_cell_is_a_number(tmp_path: Path) -> None:
    def build(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", [45000, 45100])
        sheet.write_formula("D1", "=" + DAYS)

    found(tmp_path, build)
    path = rewritten(
        tmp_path / "book.xlsx",
        tmp_path / "iso.xlsx",
        lambda _, xml: xml.replace(
            '<c r="A1"><v>45000</v>', f'<c r="A1" t="d"><v>{dt.date(2026, 1, 1)}</v>'
        ),
    )
    assert lint(path) == ()
    assert functions()["DAYS_PAST_DUE"].parameters[1].name == "as_of"
