"""Terms on a buyer's loss to the minor unit; numbers of definitions.md, section E."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from insured_desk import policy_of

from ledgerguard.casework.insured.losses import TERMS, Settled, settle, shared, vat_in, year_of
from ledgerguard.formulas.insurance import indemnity
from ledgerguard.policy.insurance_file import InsuranceEntry


def terms_of(text: str = "", rate: float = 0.9) -> InsuranceEntry:
    return policy_of(text, rate=rate).insurances["ours"]


def settled(loss: int, text: str = "", rate: float = 0.9, currency: str = "EUR") -> Settled:
    terms = terms_of(text, rate)
    return settle(loss, terms, rate, currency, year_of(terms, currency))


def taken(found: Settled) -> dict[str, int]:
    return {term: amount for term, amount in zip(TERMS, found.taken, strict=True) if amount}


def test_the_deductible_before_the_share() -> None:
    # E2: (50,000 - 5,000) x 90 % = 40,500; the firm keeps 5,000 and 4,500
    found = settled(5_000_000, "deductible = { EUR = 5000 }")
    assert found.indemnity == 4_050_000
    assert taken(found) == {"deductible": 500_000, "coinsurance": 450_000}


def test_the_deductible_after_the_share() -> None:
    # E2: 50,000 x 90 % - 5,000 = 40,000
    text = 'deductible = { EUR = 5000 }\ndeductible_order = "after"'
    found = settled(5_000_000, text)
    assert found.indemnity == 4_000_000
    assert taken(found) == {"coinsurance": 500_000, "deductible": 500_000}


def test_the_minimum_retention() -> None:
    # E3: 5,000 at 85 %, at least 1,000 retained: 750 by the share and 250 more; 4,000 paid
    found = settled(500_000, "minimum_retention = { EUR = 1000 }", 0.85)
    assert found.indemnity == 400_000
    assert taken(found) == {"coinsurance": 75_000, "retention": 25_000}


def test_a_loss_up_to_the_threshold_is_not_paid() -> None:
    text = "threshold = { EUR = 1000 }"
    assert taken(settled(100_000, text)) == {"threshold": 100_000}
    assert settled(100_001, text, 1.0).indemnity == 100_001


@pytest.mark.parametrize(
    ("erosion", "paid", "more"),
    [
        # E4: 30k, 25k, 60k with 50k first loss and 90 %
        ("gross", [0, 450_000, 5_400_000], ""),
        ("net", [0, 0, 5_350_000], ""),
        ("gross", [0, 450_000, 3_550_000], "max_liability = { EUR = 40000 }"),
    ],
)
def test_the_first_loss_of_a_year(erosion: str, paid: list[int], more: str) -> None:
    text = f'first_loss = {{ EUR = 50000 }}\nfirst_loss_erosion = "{erosion}"\n{more}'
    terms = terms_of(text)
    year = year_of(terms, "EUR")
    found = []
    for loss in (3_000_000, 2_500_000, 6_000_000):
        one = settle(loss, terms, 0.9, "EUR", year)
        assert sum(one.taken) + one.indemnity == loss
        year.take(one)
        found.append(one.indemnity)
    assert found == paid
    assert year.first_loss == 0


def test_net_erosion_uses_up_the_insured_share() -> None:
    terms = terms_of('first_loss = { EUR = 50000 }\nfirst_loss_erosion = "net"')
    year = year_of(terms, "EUR")
    year.take(settle(3_000_000, terms, 0.9, "EUR", year))
    assert year.first_loss == 2_300_000  # 50,000 - 90 % of 30,000


def test_an_amount_of_another_currency_takes_nothing_away() -> None:
    found = settled(5_000_000, "deductible = { EUR = 5000 }", currency="USD")
    assert taken(found) == {"coinsurance": 500_000}


def test_the_maximum_as_a_multiple_of_the_premium() -> None:
    terms = terms_of("premium_rate = 0.0025\nliability_multiple = 30")
    assert year_of(terms, "EUR").liability is None  # no premium is known
    assert year_of(terms, "EUR", 30_000.0).liability == 90_000_000


@given(
    loss=st.integers(0, 10**12),
    rate=st.floats(0, 1),
    deductible=st.integers(0, 10**7),
    first_loss=st.integers(0, 10**7),
    most=st.integers(1, 10**7),
    order=st.sampled_from(["before", "after"]),
)
def test_lines_and_indemnity_add_up_and_are_those_of_the_formula(
    loss: int, rate: float, deductible: int, first_loss: int, most: int, order: Any
) -> None:
    text = (
        f'deductible = {{ EUR = {deductible} }}\ndeductible_order = "{order}"\n'
        f"first_loss = {{ EUR = {first_loss} }}\nmax_liability = {{ EUR = {most} }}"
    )
    found = settled(loss, text, rate)
    assert sum(found.taken) + found.indemnity == loss
    assert min(found.taken) >= 0 <= found.indemnity
    wanted = indemnity(
        loss,
        rate,
        deductible * 100,
        order,
        0,
        0,
        first_loss * 100,
        most * 100,
    )
    assert abs(found.indemnity - wanted) <= 0.5 + 1e-3


def test_a_total_is_shared_by_the_largest_remainders() -> None:
    # 100 by 1:1:1 is 33.33 each, the first gets the unit that is left
    assert shared(100, [1, 1, 1]) == [34, 33, 33]
    # 10 by 5:3:1 is 5.56, 3.33, 1.11
    assert shared(10, [5, 3, 1]) == [6, 3, 1]
    assert shared(0, []) == []
    assert shared(5, [0, 0]) == [0, 0]


@given(weights=st.lists(st.integers(0, 10**9), min_size=1), part=st.fractions(0, 1))
def test_shares_add_up_and_none_is_above_its_weight(weights: list[int], part: Fraction) -> None:
    total = int(sum(weights) * part)
    found = shared(total, weights)
    assert sum(found) == total
    assert all(0 <= one <= weight for one, weight in zip(found, weights, strict=True))


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [
        (11_300_000, 0.13, 1_300_000),
        (100, 0.2, 17),  # 16.67
        (3, 1.0, 2),  # 1.5: half away from zero
        (100, 0.0, 0),
    ],
)
def test_the_vat_in_a_gross_amount(gross: int, rate: float, vat: int) -> None:
    assert vat_in(gross, rate) == vat
