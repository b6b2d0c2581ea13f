"""An amount knows its currency, and adds to nothing else."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.amount import Amount

MINOR = st.integers(-(10**15), 10**15)
OPERATIONS = (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge)


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [
        (123.45, "EUR", 12345),
        (1.005, "EUR", 101),  # as people wrote it, though the nearest float lies below
        (-1.005, "EUR", -101),
        (2.5, "JPY", 3),  # away from zero, not to the even number
        (-2.5, "JPY", -3),
        (1.2345, "KWD", 1235),
        (0, "CNY", 0),
    ],
)
def test_what_people_write_becomes_minor_units(major: float, currency: str, minor: int) -> None:
    assert Amount.of(major, currency) == Amount(minor, currency)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_two_currencies_are_never_added_nor_compared(
    operation: Callable[[Any, Any], Any],
) -> None:
    with pytest.raises(InvalidValue, match=r"one currency, got (EUR and USD|USD and EUR)"):
        operation(Amount(100, "EUR"), Amount(100, "USD"))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("other", [1, 1.0, "EUR 1", None])
def test_a_bare_number_is_no_amount(operation: Callable[[Any, Any], Any], other: object) -> None:
    with pytest.raises(TypeError):
        operation(Amount(100, "EUR"), other)
    with pytest.raises(TypeError):
        operation(other, Amount(100, "EUR"))


@given(MINOR, MINOR)
def test_adding_and_subtracting_undo_each_other(first: int, second: int) -> None:
    one, other = Amount(first, "EUR"), Amount(second, "EUR")
    assert one + other == Amount(first + second, "EUR")
    assert one + other - other == one
    assert (one < other) == (first < second)
    assert (one <= other) == (first <= second)


def test_it_reads_as_people_write_it() -> None:
    assert str(Amount(123456789, "EUR")) == "EUR 1,234,567.89"
    assert str(Amount(-1500, "JPY")) == "JPY -1,500"
    assert str(Amount(12345, "")) == "123.45"
    assert Amount(12345, "EUR").major == 123.45
