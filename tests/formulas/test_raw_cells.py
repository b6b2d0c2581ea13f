"""Raw cells: what is blank, a word, a number; errors come back as they are."""

from __future__ import annotations

import math

import pytest

from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain, PropagatedError
from ledgerguard.formulas.raw_cells import (
    is_blank,
    is_caption,
    is_number,
    number_of,
    rows_below_header,
    sound,
)
from ledgerguard.units import Cell


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_nothing_to_see_is_blank(cell: Cell) -> None:
    assert is_blank(cell)
    assert not is_caption(cell)


def test_a_number_typed_as_text_is_no_caption() -> None:
    assert is_caption("Days late")
    assert not is_caption("7 days")
    assert not is_caption(7)


def test_true_is_no_number() -> None:
    assert is_number(0)
    assert not is_number(True)
    assert number_of("the rate", 0.5, "a hint") == 0.5


@pytest.mark.parametrize(
    ("cell", "error", "words"),
    [
        ("x", InvalidValue, r"the rate must be a number, got 'x'\. Hint: a hint"),
        (None, InvalidValue, "got a blank"),
        (True, InvalidValue, "got True"),
        (math.inf, OutOfDomain, "the rate must be a finite number, got inf"),
        (ErrorValue("#REF!"), PropagatedError, "#REF!"),
    ],
)
def test_what_is_no_number_is_told(cell: Cell, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        number_of("the rate", cell, "a hint")


def test_a_row_with_an_error_is_refused() -> None:
    assert sound([1, "a"]) == [1, "a"]
    with pytest.raises(PropagatedError, match="#N/A"):
        sound([1, ErrorValue("#N/A")])


def test_rows_keep_their_numbers_without_blank_ones_and_a_header() -> None:
    rows: list[list[Cell]] = [[None, ""], [], ["Days", None], [7, "call"], [None], ["soon"]]
    assert rows_below_header(rows) == [(4, [7, "call"]), (6, ["soon"])]
    assert rows_below_header([[7], ["7 days"]]) == [(1, [7]), (2, ["7 days"])]
    assert rows_below_header([["7 days"]]) == [(1, ["7 days"])]
    assert rows_below_header([[None]]) == []
