"""Fixed fees with their boundaries, and the longest terms of payment."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.policy.late_payment import Debtor, fixed_fee, payment_term_limit

REGIMES = ["EU", "DE", "FR", "IE", "UK", "CN-SME", "CN", "US"]
D = dt.date

amounts = st.floats(0, 1e9)


@pytest.mark.parametrize(
    ("name", "amount", "published"),
    [
        pytest.param("EU", 1, 40, id="directive-art-6"),
        pytest.param("EU", 1e9, 40, id="directive-art-6-large"),
        pytest.param("DE", 1_000, 40, id="bgb-288-5"),
        pytest.param("FR", 1_000, 40, id="d441-5"),
        pytest.param("UK", 999.99, 40, id="si-2002-1674-999.99"),
        pytest.param("UK", 1_000, 70, id="si-2002-1674-1000"),
        pytest.param("UK", 9_999.99, 70, id="si-2002-1674-9999.99"),
        pytest.param("UK", 10_000, 100, id="si-2002-1674-10000"),
        pytest.param("IE", 1_000, 40, id="si-580-2012-1000"),
        pytest.param("IE", 1_000.01, 70, id="si-580-2012-1000.01"),
        pytest.param("IE", 10_000, 70, id="si-580-2012-10000"),
        pytest.param("IE", 10_000.01, 100, id="si-580-2012-10000.01"),
        pytest.param("CN-SME", 1_000, 0, id="no-fee"),
        pytest.param("CN", 1_000, 0, id="no-fee-2"),
        pytest.param("US", 1_000, 0, id="no-fee-3"),
        pytest.param("UK", 0, 0, id="nothing-owed"),
    ],
)
def test_fixed_fees_and_their_boundaries(name: str, amount: float, published: float) -> None:
    assert fixed_fee(amount, name) == published


def test_the_noise_of_a_sum_does_not_move_a_boundary() -> None:
    # amounts added up in binary can miss 1,000 by so much
    above, below = 1_000 * (1 + 1e-15), 1_000 * (1 - 1e-15)
    assert below < 1_000 < above
    assert fixed_fee(above, "IE") == 40
    assert fixed_fee(below, "UK") == 70


def test_fixed_fee_refuses() -> None:
    with pytest.raises(OutOfDomain, match="amount must not be negative"):
        fixed_fee(-1, "EU")
    with pytest.raises(NotAvailable, match="contract_date must not be before 2013-03-16"):
        fixed_fee(1, "EU", D(2013, 3, 15))


def test_the_german_fee_belongs_to_contracts_after_28_july_2014() -> None:
    assert fixed_fee(100, "DE", D(2014, 7, 28)) == 0
    assert fixed_fee(100, "DE", D(2014, 7, 29)) == 40


@pytest.mark.parametrize(
    ("name", "debtor", "agreed", "contract_date", "published"),
    [
        pytest.param("EU", "business", True, None, 60, id="directive-art-3-5"),
        pytest.param("EU", "business", False, None, 30, id="directive-art-3-3"),
        pytest.param("EU", "authority", True, None, 60, id="directive-art-4-6"),
        pytest.param("UK", "authority", True, None, 30, id="si-2013-395-authority"),
        pytest.param("UK", "business", True, None, 60, id="si-2013-395-business"),
        pytest.param("CN-SME", "authority", False, None, 30, id="decree-802-art-9"),
        pytest.param("CN-SME", "authority", True, None, 60, id="decree-802-art-9-agreed"),
        pytest.param("CN-SME", "business", False, None, 60, id="decree-802-art-9-large"),
        pytest.param("CN-SME", "business", True, None, None, id="decree-802-another-term"),
        pytest.param("CN-SME", "business", False, D(2025, 5, 31), None, id="decree-728-art-8"),
        pytest.param("UK", "business", True, D(2012, 1, 1), None, id="before-si-2013-395"),
        pytest.param("CN", "business", True, None, None, id="no-term-in-the-law"),
        pytest.param("US", "business", False, None, None, id="no-term-in-the-us"),
    ],
)
def test_terms_of_payment(
    name: str,
    debtor: Debtor,
    agreed: bool,
    contract_date: dt.date | None,
    published: float | None,
) -> None:
    if published is not None:
        assert payment_term_limit(name, debtor, agreed, contract_date) == published
        return
    with pytest.raises(NotAvailable, match=f"got none in {name}") as caught:
        payment_term_limit(name, debtor, agreed, contract_date)
    assert caught.value.hint


@given(st.sampled_from(REGIMES), amounts, amounts)
def test_a_larger_debt_never_has_a_smaller_fee(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert fixed_fee(low, name) <= fixed_fee(high, name)
