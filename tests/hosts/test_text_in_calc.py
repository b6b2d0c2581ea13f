"""Texts, numbers and blanks of a scalar formula as the other functions of Calc see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledgerguard.cells.spelling import spell
from ledgerguard.cells.whole_columns import in_use
from ledgerguard.hosts.calc import Book, Calc
from ledgerguard.hosts.fixed_files import fixed_files

SHEET = "Sheet1"
DSO = spell("DSO", "calc") + "(1200000,10000000,365)"  # CRISKCO: 43.8 days


@pytest.fixture
def book(calc: Calc) -> Iterator[Book]:
    book = calc.open()
    yield book
    book.close()


def test_the_text_of_a_formula_is_found_by_functions_that_compare(book: Book) -> None:
    # LibreOffice 7.4 to 26.8: a text within rows that an add-in answers is equal to no other.
    book.paste(
        SHEET,
        "A1",
        [
            ["=LG.AGE_BUCKET(45000,45040)", 7],
            ["=LG.AGE_BUCKET(45000,45001)", 8],
        ],
    )
    label = book.get(SHEET, "A1")
    assert label == "31–60"
    book.paste(
        SHEET,
        "D1",
        [[f'=A1="{label}"', f'=COUNTIF(A1:A2,"{label}")', f'=SUMIFS(B1:B2,A1:A2,"{label}")']],
    )
    assert book.get(SHEET, "D1:F1") == [[1.0, 1.0, 7.0]]


def test_a_column_of_texts_is_an_error_in_calc(book: Book) -> None:
    book.paste(SHEET, "A1", [[45_000], [45_001]])
    book.array_formula(SHEET, "C1:C2", "=LG.AGE_BUCKET(A1:A2,45040)")
    assert book.get(SHEET, "C1:C2") == [["#VALUE!"], ["#VALUE!"]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f'=IF({DSO}>40,"slow","well")', "slow"),
        (f'=CHOOSE(ROUND({DSO}/40,0),"one","two")', "one"),
        (f"=VLOOKUP(ROUND({DSO},0),X1:Y2,2,0)", "b"),
        (f'={DSO}&" days"', "43.8 days"),
        (f"=SUM({DSO},{DSO})", 87.6),
        (f"=SUMPRODUCT({DSO}*X1:X2)", 43.8 * 45),
        ('=IFERROR(LG.DSO(1,0),"caught")', "caught"),
        ('=IF(LG.DSO(1,0)>4,"x","y")', "#DIV/0!"),
        (f"=LG.DSO({DSO},{DSO},30)", 30.0),
    ],
)
def test_a_number_within_other_functions(book: Book, text: str, value: Any) -> None:
    book.paste(SHEET, "X1", [[1, "a"], [44, "b"]])
    book.set(SHEET, "A1", text)
    found = book.get(SHEET, "A1")
    assert found == (pytest.approx(value) if isinstance(value, float) else value)
    if isinstance(value, str) and not value.startswith("#"):
        book.set(SHEET, "A2", f'=A1="{value}"')
        assert book.get(SHEET, "A2") == 1


def test_a_row_without_data_is_equal_to_nothing_and_counts_nothing(book: Book) -> None:
    book.paste(SHEET, "A1", [[100, 1000], ["", ""], [300, 1000]])
    book.array_formula(SHEET, "C1:C3", "=LG.DSO(A1:A3,B1:B3,30)")
    book.paste(SHEET, "E1", [['=C2=""', "=SUM(C1:C3)", "=COUNT(C1:C3)"]])
    assert book.get(SHEET, "C1:C3") == [[3.0], [""], [9.0]]
    assert book.get(SHEET, "E1:G1") == [[1.0, 12.0, 2.0]]


def test_the_add_in_cuts_whole_columns_as_every_host_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(fixed_files("calc") / "pythonpath"))
    from ledgerguard_calc import cells  # type: ignore[import-not-found]

    blank = (None,)
    calls: tuple[list[Any], ...] = (
        [((1.0,), *(blank,) * 65_535), ((1.0,), ("x",), *(("",),) * 65_534), 30.0],
        [(blank,) * 65_536],
        [(*(blank,) * 9_000, (2.0,), *(blank,) * (1_048_576 - 9_001)), ((1.0,), (2.0,))],
        [((1.0, None, 3.0, *[None] * 16_381),), ((1.0, *[None] * 16_383),), "x"],
        [((1.0, 2.0), (None, None)), 5.0],
    )
    for given in calls:
        mine = [list(map(list, v)) if isinstance(v, tuple) else v for v in cells.in_use(given)]
        theirs = [list(map(list, v)) if isinstance(v, tuple | list) else v for v in in_use(given)]
        assert mine == theirs
        assert cells.arguments((*given, None), [False] * (len(given) + 1)) == cells.in_use(given)
