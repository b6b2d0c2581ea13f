"""The About sheet and the help of the Factors sheet: examples that check themselves, in Chinese."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.ledger.read import from_cells
from ledgerguard.translation import texts
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.cockpit import model
from ledgerguard.workbooks.labels import Labels
from ledgerguard.workbooks.sheets.about import Check, checks
from ledgerguard.workbooks.writer import Book

LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice date", "Due date", "Amount"],
    ["A", 45_292, 45_322, 100],
]


def book_in(language: Language) -> Book:
    book, _ = model(from_cells(LEDGER), dt.date(2024, 3, 1), language=language)
    return book


def words(book: Book, language: Language, key: str) -> list[str]:
    sheet = book.sheets[Labels(language)(f"sheet.{key}")]
    return [value for value, _ in sheet.values.values() if isinstance(value, str)]


def test_the_reference_is_in_the_language_of_the_workbook() -> None:
    book = book_in("zh")
    found = words(book, "zh", "about")
    called = book.called()
    assert {"AGING", "CUSTOMER_SUMMARY", "DSO_TREND", "WORKLIST"} <= {f.name for f in called}
    for formula in called:
        assert texts("zh")(formula.summary) in found
        assert formula.summary not in found


def test_the_reference_is_english_in_an_english_workbook() -> None:
    found = words(book_in("en"), "en", "about")
    assert functions()["WORKLIST"].summary in found
    assert functions()["HELP"].summary not in found  # the cockpit does not call it


def test_the_help_of_the_factors_is_chinese_and_speaks_of_one_cell() -> None:
    found = words(book_in("zh"), "zh", "factors")
    first = next(text for text in found if text.startswith("流动资产"))
    assert "区域" not in first
    assert "权重" in first
    english = words(book_in("en"), "en", "factors")
    assert not any("or a range" in text for text in english)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("43.8", 43.8),
        ("2024-03-04", 45_355.0),
        ("TRUE", True),
        ("FALSE", False),
        ("grey", "grey"),
        ('"grey"', "grey"),
        ("#N/A", "#N/A"),
    ],
)
def test_what_stands_under_expected(expected: str, value: object) -> None:
    found = Check("DSO", "LG_DSO(1,2)", expected).value
    assert found == value
    assert type(found) is type(value)


def test_every_example_that_fits_a_cell_checks_itself_and_agrees() -> None:
    book = book_in("en")
    found = checks(functions().values(), functions())
    examples = [value for f in functions().values() for _, value in f.examples]
    assert len(found) == len([value for value in examples if not value.startswith("{")])
    found = checks([f for f in book.called() if f.examples], functions())
    sheet = book.sheets["About"]
    verdicts = [
        book.value(sheet, row, column)
        for (row, column), (text, _) in sheet.formulas.items()
        if column == 4
    ]
    assert len(verdicts) == len(found)
    assert set(verdicts) == {0}
