"""Concentration: the published index, and its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.concentration import (
    concentration_hhi,
    effective_customers,
    topn_share,
)


def test_published_by_investopedia() -> None:
    shares = [40.0, 30.0, 15.0, 15.0]
    assert concentration_hhi(shares) == pytest.approx(2_950, abs=0.5)
    assert concentration_hhi(shares, as_fraction=True) == pytest.approx(0.295, abs=0.0005)
    assert topn_share(shares, 2) == pytest.approx(0.70, abs=0.005)
    assert effective_customers(shares) == pytest.approx(3.39, abs=0.005)
    assert concentration_hhi(shares, True, None, True) == pytest.approx(0.06, abs=0.005)
    assert concentration_hhi(shares, normalised=True) == pytest.approx(600)


def test_invoices_of_one_customer_are_added_up_first() -> None:
    # the shares of Investopedia, A in two invoices and a credit note, C net in credit
    amounts = [30.0, 15.0, None, 30.0, 15.0, -5.0, 15.0, -20.0, 10.0]
    customers = ["A", " a", None, "B", "D", "A ", "E", "C", "c"]
    assert concentration_hhi(amounts, customers=customers) == pytest.approx(2_950)
    assert effective_customers(amounts, customers) == pytest.approx(1 / 0.295)
    assert topn_share(amounts, 1, customers) == pytest.approx(0.4)
    assert topn_share(amounts, 2, customers) == pytest.approx(0.7)


def test_amounts_beyond_any_sum_still_have_shares() -> None:
    assert concentration_hhi([1e308, 1e308]) == pytest.approx(5_000)
    assert topn_share([1.5e308, 1.5e308], 1) == pytest.approx(0.5)
    with pytest.raises(OutOfDomain):
        concentration_hhi([1e308, 1e308], customers=["A", "A"])


def test_errors_of_the_customers_column() -> None:
    with pytest.raises(InvalidValue):
        concentration_hhi([1.0, 2.0], customers=["A"])
    with pytest.raises(InvalidValue):
        topn_share([1.0, 2.0], 1, ["A", None])
    with pytest.raises(ZeroDenominator):
        effective_customers([1.0, -1.0], ["A", "A"])


def test_a_single_customer_has_no_normalised_index() -> None:
    with pytest.raises(ZeroDenominator):
        concentration_hhi([5.0, 5.0], customers=["A", "A"], normalised=True)


def test_net_credits_and_blanks_are_left_out_and_a_large_count_takes_all() -> None:
    balances = [40.0, None, 30.0, -500.0, 15.0, 15.0]
    assert concentration_hhi(balances) == pytest.approx(2_950)
    assert topn_share(balances, 2) == pytest.approx(0.7)
    assert topn_share(balances, 99) == pytest.approx(1)


@pytest.mark.parametrize("balances", [[0.0, 0.0], [-5.0]])
def test_nobody_owes_anything(balances: list[float]) -> None:
    with pytest.raises(ZeroDenominator):
        concentration_hhi(balances)
    with pytest.raises(ZeroDenominator):
        topn_share(balances, 1)


def test_empty_and_count_below_one() -> None:
    with pytest.raises(NotAvailable):
        concentration_hhi([])
    with pytest.raises(NotAvailable):
        topn_share([None], 1)
    with pytest.raises(OutOfDomain):
        topn_share([1.0], 0)


@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=30))
def test_bounds(balances: list[float]) -> None:
    index = concentration_hhi(balances, as_fraction=True)
    assert 1 / len(balances) - 1e-12 <= index <= 1 + 1e-12
    assert 1 - 1e-9 <= effective_customers(balances) <= len(balances) + 1e-9
    if len(balances) > 1:
        normalised = concentration_hhi(balances, as_fraction=True, normalised=True)
        assert -1e-9 <= normalised <= index + 1e-9
    shares = [topn_share(balances, count) for count in range(1, len(balances) + 1)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert index <= shares[0] + 1e-12  # the mean share cannot exceed the largest one


@given(st.integers(1, 50), st.floats(0.01, 1e6))
def test_equal_customers(count: int, balance: float) -> None:
    assert concentration_hhi([balance] * count) == pytest.approx(10_000 / count)
