"""What an example must answer, as a true value of a cell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import ErrorValue
from ledgerguard.units import Cell
from ledgerguard.workbooks.selfcheck_expected import Expected, exactly, expected_rows


@pytest.mark.parametrize(
    ("words", "kind", "value", "within"),
    [
        ("43.8", "number", 43.8, 0.05),
        ("-0.80", "number", -0.8, 0.005),
        ("1,800,000", "number", 1_800_000.0, 0.5),
        ("5E-05", "number", 0.00005, 0.000005),
        ("2024-03-04", "date", 45355, 0.0),
        ("TRUE", "flag", True, 0.0),
        ("FALSE", "flag", False, 0.0),
        ('"Baa2"', "text", "Baa2", 0.0),
        ("too strict", "text", "too strict", 0.0),
        ('"1–30"', "text", "1–30", 0.0),
        ("Infinity", "text", "Infinity", 0.0),
        ('""', "text", "", 0.0),
        ("#N/A", "error", ErrorValue("#N/A"), 0.0),
    ],
)
def test_the_words_of_a_docstring_become_a_value(
    words: str, kind: str, value: Cell, within: float
) -> None:
    found = Expected.of(f" {words} ")
    assert (found.kind, found.value) == (kind, value)
    assert found.within == pytest.approx(within, rel=1e-9)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_whatever_rounds_to_the_printed_number_agrees(exact: Decimal, places: int) -> None:
    found = Expected.of(f"{exact:.{places}f}")
    assert isinstance(found.value, float)
    assert abs(float(exact) - found.value) <= found.within * 1.000001


def test_an_array_is_read_row_by_row() -> None:
    rows = expected_rows('{"Days late","Share"; 7,0.5;Never,#N/A}')
    assert rows is not None
    assert [[cell.value for cell in row] for row in rows] == [
        ["Days late", "Share"],
        [7.0, 0.5],
        ["Never", ErrorValue("#N/A")],
    ]
    assert expected_rows("43.8") is None


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (ErrorValue("#NUM!"), "error", "general"),
        (True, "flag", "general"),
        (dt.date(2024, 3, 4), "date", "date"),
        (1001, "number", "general"),
        ("1001", "text", "general"),
        (None, "text", "general"),
    ],
)
def test_a_value_that_must_come_back_exactly(value: Cell, kind: str, shown: str) -> None:
    found = exactly(value)
    assert (found.kind, found.style) == (kind, shown)
    assert found.within <= 1e-9 * 1001
