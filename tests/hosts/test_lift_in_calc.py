"""Columns through scalar formulas, and whole columns, in a real Calc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledgerguard.hosts.calc import Book, Calc

SHEET = "Sheet1"
ROWS: list[list[Any]] = [[100.0, 1000.0], [200.0, 0.0], [300.0, 1000.0], ["x", 1000.0]]


@pytest.fixture
def book(calc: Calc) -> Iterator[Book]:
    book = calc.open()
    book.paste(SHEET, "B2", ROWS)
    yield book
    book.close()


def test_a_column_answers_a_column_and_an_error_stays_in_its_cell(book: Book) -> None:
    book.array_formula(SHEET, "E2:E5", "=LG.DSO(B2:B5,C2:C5,90)")
    book.array_formula(SHEET, "F2:F5", "=IFERROR(E2:E5,-1)")
    book.recalculate()
    assert book.get_rows(SHEET, "E2:E5") == [[9.0], ["#DIV/0!"], [27.0], ["#VALUE!"]]
    assert book.get_rows(SHEET, "F2:F5") == [[9.0], [-1.0], [27.0], [-1.0]]


def test_a_column_against_a_row_is_a_grid(book: Book) -> None:
    book.paste(SHEET, "H1", [[30.0, 60.0]])
    book.array_formula(SHEET, "E2:F3", "=LG.DSO(B2:B3,1000,H1:I1)")
    book.recalculate()
    assert book.get_rows(SHEET, "E2:F3") == [[3.0, 6.0], [6.0, 12.0]]


def test_an_ordinary_formula_shows_the_first(book: Book) -> None:
    book.set(SHEET, "E2", "=LG.DSO(B2:B5,C2:C5,90)")
    book.set(SHEET, "E3", "=SUM(LG.DSO(B2,C2,90))+1")
    book.set(SHEET, "E4", '=IF(LG.DSO(B2,C2,90)>8,"late","well")')
    book.recalculate()
    assert [row[0] for row in book.get_rows(SHEET, "E2:E4")] == [9.0, 10.0, "late"]


def test_whole_columns_are_cut_to_what_is_in_use(book: Book) -> None:
    book.set(SHEET, "E2", "=LG.CONCENTRATION_HHI(C:C)")
    book.array_formula(SHEET, "G1:G5", "=LG.DSO(B:B,C:C,90)")
    book.recalculate()
    assert book.get(SHEET, "E2") == pytest.approx(10000 / 3)
    assert book.get_rows(SHEET, "G1:G5")[1:] == [[9.0], ["#DIV/0!"], [27.0], ["#VALUE!"]]
    book.set(SHEET, "B3", 400.0)
    book.set(SHEET, "C3", 1000.0)
    book.recalculate()
    assert book.get_rows(SHEET, "G3:G3") == [[36.0]]
