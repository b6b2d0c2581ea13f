"""Every verdict can fail, says when nobody knows the function, and counts on the first sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from ledgerguard.catalogue import Catalogue, packaged
from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import Host
from ledgerguard.errors import DefinitionError
from ledgerguard.units import Cell
from ledgerguard.workbooks import selfcheck, selfcheck_table
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.selfcheck_expected import Expected
from ledgerguard.workbooks.selfcheck_labels import TEXTS, Labels
from ledgerguard.workbooks.selfcheck_table import Check
from ledgerguard.workbooks.writer import Book

EN = Labels("en")


def judged(live: str, words: str, *, skipped: bool = False) -> Cell:
    """The verdict on one live formula."""
    book = Book(functions(), "desktop")
    sheet = book.sheet("S")
    check = Check("Subject", "NAME", live, Expected.of(words), skipped=skipped)
    placed = selfcheck_table.add(sheet, EN, [check], "cells", "check")
    return book.value(sheet, placed.first, selfcheck_table.VERDICT)


@pytest.mark.parametrize(
    ("live", "words", "verdict"),
    [
        ("LG_DSO(1200000,10000000)", "43.8", "OK"),
        ("LG_DSO(1200000,10000000)", "43.9", "differs"),
        ("0.125", "0.13", "OK"),  # exactly half a unit
        ("0.1249", "0.13", "differs"),
        ('"43.8"', "43.8", "differs"),  # text is no number
        ("LG_DSO(1,0)", "#DIV/0!", "OK"),
        ("LG_DSO(1,0)", "#N/A", "differs"),
        ("LG_DSO(1,0)", "43.8", "differs"),
        ("43.8", "#DIV/0!", "differs"),
        ("LG_MEP_END(DATE(2024,5,31),60)", "2024-07-30", "OK"),
        ("LG_MEP_END(DATE(2024,5,31),60)", "2024-07-31", "differs"),
        ("LG_BENEISH_FLAG(-1.6)", "TRUE", "OK"),
        ("LG_BENEISH_FLAG(-1.6)", "FALSE", "differs"),
        ("1", "TRUE", "differs"),
        ('LG_MAP_RATING("BBB","sp","moodys")', '"Baa2"', "OK"),
        ('LG_MAP_RATING("BBB","sp","moodys")', '"BAA2"', "differs"),
        ("LG_NO_SUCH(1)", "43.8", "no add-in"),
        ("LG_NO_SUCH(1)", "#DIV/0!", "no add-in"),
        ("LG_NO_SUCH(1)", "TRUE", "no add-in"),
        ("LG_NO_SUCH(1)", "text", "no add-in"),
    ],
)
def test_a_verdict(live: str, words: str, verdict: str) -> None:
    assert judged(live, words) == verdict


@pytest.mark.parametrize(("live", "verdict"), [('"1001"', "OK"), ("1001", "differs")])
def test_an_id_is_text(live: str, verdict: str) -> None:
    book = Book({}, "desktop")
    sheet = book.sheet("S")
    placed = selfcheck_table.add(
        sheet, EN, [Check("", "", live, Expected("text", "1001"))], "cells", "check"
    )
    assert book.value(sheet, placed.first, selfcheck_table.VERDICT) == verdict


def test_what_a_host_cannot_do_is_not_counted() -> None:
    assert judged("LG_NO_SUCH(1)", "1", skipped=True) == "not for this host"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the workbook know a handful of formulas, DSO and ROLL_RATES with other examples."""

    def patch(**examples: str) -> None:
        names = ("DSO", "ROLL_RATES", "AGE_BUCKET", "CONCENTRATION_HHI", "DAYS_PAST_DUE", "MEP_END",
                 "AGING", "LETTER_TEXT", "BENEISH_FLAG", "GRADE_LABEL")  # fmt: skip
        known = {name: packaged()[name] for name in names}
        for name, words in examples.items():
            call, _ = known[name].examples[0]
            known[name] = replace(known[name], examples=((call, words),))
        catalogue = Catalogue(known.values())
        monkeypatch.setattr(selfcheck, "functions", lambda: catalogue)

    return patch


def shown(book: Book, row: int, column: int) -> Cell:
    """A cell of the sheet Start."""
    return book.value(book.sheets["Start"], row, column)


def test_the_first_sheet_counts_and_names_what_differs(few: Callable[..., None]) -> None:
    few()
    book, tables = selfcheck.model()
    total = sum(placed.last - placed.first + 1 for placed in tables.values())
    assert shown(book, 5, 1) == f"{total} of {total} agree"
    assert shown(book, 23, 1) == "–"
    few(DSO="43.9")  # its one wrong example instead of all that it has
    book, _ = selfcheck.model()
    right = total - len(packaged()["DSO"].examples)
    assert shown(book, 5, 1) == f"{right} of {right + 1} agree"
    assert [shown(book, 23, 1), shown(book, 24, 1)] == ["DSO", "–"]


@pytest.mark.parametrize(
    "words", ["{0.15;0.6;0.75;0.76}", "{0.15;0.6;0.75}", "{0.15,0.6;0.75,0.75}"]
)
def test_a_table_that_differs_in_a_cell_or_in_shape(
    words: str, few: Callable[..., None], tmp_path: Path
) -> None:
    few(ROLL_RATES=words)
    book, tables = selfcheck.model()
    sheet, placed = book.sheets["Formulas"], tables["formulas"]
    verdicts = {
        book.value(sheet, row, selfcheck_table.NAME): book.value(
            sheet, row, selfcheck_table.VERDICT
        )
        for row in range(placed.first, placed.last + 1)
    }
    assert {name for name, verdict in verdicts.items() if verdict != "OK"} == {"ROLL_RATES"}
    summary = selfcheck.build(tmp_path / "check.xlsx")  # and it can be written all the same
    assert summary.path.exists()


@pytest.mark.parametrize(
    ("host", "who"), [("desktop", "not by Excel yet"), ("calc", "LibreOffice Calc, once")]
)
def test_nobody_is_told_that_excel_agrees_before_excel_has_computed(
    host: Host, who: str, few: Callable[..., None]
) -> None:
    few()
    book, _ = selfcheck.model(host=host)
    assert str(shown(book, 6, 2)).startswith(who)


def test_chinese_labels(few: Callable[..., None], tmp_path: Path) -> None:
    few()
    path = selfcheck.build(tmp_path / "check.xlsx", language="zh").path
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == ["开始", "公式", "单元格", "数组", "输入值"]
    assert book["公式"]["F5"].value == "一致"


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_stands_in_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]
    assert english
    assert chinese
    assert Labels("en")(key) == english
    assert Labels("zh")(key) == chinese


def test_an_unknown_text_is_a_fault_of_the_template() -> None:
    with pytest.raises(DefinitionError, match="no text is called"):
        Labels("zh")("nothing")


def test_it_is_saved_as_any_book(tmp_path: Path, few: Callable[..., None]) -> None:
    few()
    book, _ = selfcheck.model(host="lite")
    save(book, tmp_path / "x.xlsx", language="en", title="x", created=selfcheck.FIXED_DAY)
    stored = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert "_xldudf_LG_DSO(" in str(stored["Formulas"]["D5"].value.text)
    assert stored["Formulas"]["C5"].value.startswith("=LG_DSO(")  # what a person types
