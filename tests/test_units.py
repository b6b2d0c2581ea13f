"""Serial numbers of the 1900 system, and the units that annotations carry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    DefinitionError,
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
    ZeroDenominator,
    excel_code,
)
from ledgerguard.formula import units_of
from ledgerguard.units import Column, Date, Days, Money, Table, Text, from_serial, serial


@pytest.mark.parametrize(
    ("number", "day"),
    [
        pytest.param(61, dt.date(1900, 3, 1), id="ECMA-376-first"),
        pytest.param(44_197, dt.date(2021, 1, 1), id="xlwings-docs"),
        pytest.param(45_292, dt.date(2024, 1, 1), id="new-year-2024"),
        pytest.param(45_351, dt.date(2024, 2, 29), id="leap-day-2024"),
        pytest.param(2_958_465, dt.date(9999, 12, 31), id="ECMA-376-last"),
    ],
)
def test_serial_numbers(number: int, day: dt.date) -> None:
    assert serial(day) == number
    assert from_serial(number) == from_serial(number + 0.99) == day


@pytest.mark.parametrize("number", [-1, 0, 1, 60, 60.9, 2_958_466, float("nan")])
def test_numbers_that_are_no_date(number: float) -> None:
    with pytest.raises(OutOfDomain, match="paid_on must be a date"):
        from_serial(number, "paid_on")


@given(st.dates(dt.date(1900, 3, 1)))
def test_every_day_survives_the_round_trip(day: dt.date) -> None:
    assert from_serial(serial(day)) == day


def test_units_of_annotations() -> None:
    assert [u.name for u in units_of(Money, "x")] == ["money"]
    assert [(u.name, u.shape) for u in units_of(Column[Days], "x")] == [("days", "column")]
    assert [u.shape for u in units_of(Text | Table | None, "x")] == ["cell", "table"]
    assert units_of(Date, "x")[0].kind == "date"
    with pytest.raises(DefinitionError, match="carries no unit"):
        units_of(float, "x")
    with pytest.raises(DefinitionError, match="carries no unit"):
        units_of(Annotated[float, "days"], "x")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidValue("x"), "#VALUE!"),
        (OutOfDomain("x"), "#NUM!"),
        (ZeroDenominator("x"), "#DIV/0!"),
        (NotAvailable("x"), "#N/A"),
        (PropagatedError("#REF!"), "#REF!"),
        (LedgerguardError("x"), "#VALUE!"),
        (ZeroDivisionError(), "#DIV/0!"),
        (OverflowError(), "#NUM!"),
        (TypeError(), "#VALUE!"),
    ],
)
def test_every_exception_has_an_error_of_the_sheet(error: Exception, code: str) -> None:
    assert excel_code(error) == code


def test_messages_end_in_one_full_stop_and_show_the_hint() -> None:
    assert str(InvalidValue("it is wrong.")) == "it is wrong."
    assert str(InvalidValue("it is wrong", hint="mend it")) == "it is wrong. Hint: mend it"
    assert str(ErrorValue("#N/A", "why")) == "#N/A"
