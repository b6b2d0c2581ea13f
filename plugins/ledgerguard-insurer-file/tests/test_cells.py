"""What insurers write into cells: grouped amounts, numbers in workbooks, zeros for no day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard_insurer_file import days
from ledgerguard_insurer_file.cells import Unfit, cell_of, shown, value_of
from ledgerguard_insurer_file.fields import Field, FieldKind
from ledgerguard_insurer_file.layout import Column, Form, load

LAYOUT = load("typical-csv")
CSV = Form("csv", decimal=",", thousands=".", date="dd.mm.yyyy")
BOOK = Form("xlsx")


def read(kind: FieldKind, cell: Any, form: Form = CSV, currency: str = "EUR", **column: Any) -> Any:
    return value_of(Column("C", "f", **column), Field(kind), cell, currency, LAYOUT, form)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.250.000,50", "1250000.50"), ("1250000,5", "1250000.50"), ("0", "0.00"),
        ("1\u00a0250", None), ("1.25.000", None), ("1.250.00", None), (",5", None), ("1e5", None),
        ("\u0661\u0662", None), ("9" * 19, None),
    ],
)  # fmt: skip
def test_amounts_with_thousands(text: str, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(Unfit, match="must be"):
            read("amount", text)
    else:
        assert read("amount", text) == Decimal(amount)


def test_blanks_between_thousands() -> None:
    spaced = attrs.evolve(CSV, thousands=" ")
    assert read("amount", "1\u202f250\u00a0000,00", spaced) == 1250000


@given(st.integers(0, 10**14), st.sampled_from(["EUR", "JPY", "KWD"]), st.booleans())
def test_every_amount_is_read_as_it_was_written(minor: int, currency: str, implied: bool) -> None:
    from ledgerguard.ledger.currency import exponent

    amount = Decimal(minor).scaleb(-exponent(currency))
    column = Column("C", "f", implied=implied)
    cell = cell_of(column, Field("amount"), amount, currency, LAYOUT, CSV)
    assert value_of(column, Field("amount"), cell, currency, LAYOUT, CSV) == amount


@pytest.mark.parametrize(
    ("cell", "amount"),
    [(250000, "250000"), (1234.5, "1234.5"), (0.1 + 0.2, "0.3"), (Decimal("7.25"), "7.25")],
)
def test_numbers_of_a_workbook(cell: object, amount: str) -> None:
    assert read("amount", cell, BOOK) == Decimal(amount)


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 1e300, -1, True, dt.date(2026, 1, 1)])
def test_what_is_no_amount_in_a_workbook(cell: object) -> None:
    with pytest.raises(Unfit, match="must be"):
        read("amount", cell, BOOK)


def test_an_implied_amount_has_no_mark() -> None:
    with pytest.raises(Unfit, match="without a decimal mark"):
        read("amount", "12,50", implied=True)
    assert read("amount", "1250", implied=True) == Decimal("12.50")


def test_texts_of_a_workbook() -> None:
    assert read("text", 4711, BOOK) == "4711"
    assert read("text", 4711.0, BOOK) == "4711"
    assert read("text", dt.date(2026, 1, 31), BOOK) == "2026-01-31"
    assert read("text", "two\r\nlines", BOOK) == "two lines"
    assert read("number", 3.0, BOOK) == 3


def test_days() -> None:
    assert read("date", dt.datetime(2026, 1, 31, 8, 30), BOOK) == dt.date(2026, 1, 31)
    assert read("date", dt.date(2026, 1, 31), BOOK) == dt.date(2026, 1, 31)
    assert read("date", "2026-01-31", BOOK) == dt.date(2026, 1, 31)
    assert read("date", "00000000") is None
    with pytest.raises(Unfit, match="must be a day written yyyy-mm-dd, got 46000"):
        read("date", 46000, BOOK)


@given(st.dates(dt.date(1900, 1, 1)), st.sampled_from(["dd.mm.yyyy", "yyyymmdd", "mm/dd/yyyy"]))
def test_every_day_is_read_as_it_was_written(day: dt.date, form: str) -> None:
    assert days.is_form(form)
    assert days.read(days.written(day, form), form) == day


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "9" * 30, "\u0663"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Unfit, match="must be a whole number"):
        read("number", text)


def test_rules_hold_for_what_comes_too() -> None:
    with pytest.raises(Unfit, match="must look like"):
        read("text", "abc", pattern="[0-9]+")
    with pytest.raises(Unfit, match="must be stated"):
        read("text", " ", required=True)


def test_a_negative_or_endless_amount_is_not_written() -> None:
    for amount in ("-1", "NaN", "1e20"):
        with pytest.raises(Unfit, match="must be 0 or more"):
            cell_of(Column("C", "f"), Field("amount"), Decimal(amount), "EUR", LAYOUT, CSV)


def test_long_values_are_cut_in_messages() -> None:
    assert shown("x" * 5000).endswith("... (5002 characters)")
    assert len(shown("x" * 5000)) < 100
