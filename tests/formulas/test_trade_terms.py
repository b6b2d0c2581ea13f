"""Discounts and factoring as yearly rates, against the published terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.trade_terms import (
    discount_breakeven,
    discount_cost,
    factoring_cost,
    factoring_reserve,
)


@pytest.mark.parametrize(
    ("arguments", "published", "tolerance"),
    [
        pytest.param((0.02, 10, 30, False, 360), 0.3673, 5e-5, id="qammunity"),
        pytest.param((0.02, 10, 30, False, 360), 0.367, 5e-4, id="creditfinanceplus-simple"),
        pytest.param((0.02, 10, 30, True, 360), 0.4386, 5e-5, id="creditfinanceplus-effective"),
        pytest.param((0.02, 10, 30, True, 360), 0.439, 5e-4, id="ng-smith-smith"),
        pytest.param((0.02, 20, 45, True), 0.343, 5e-4, id="analystforum"),
        pytest.param((0.02, 15, 40, False, 360), 0.294, 5e-4, id="mbaskool"),
        pytest.param((0.02, 10, 45), 0.2128, 5e-5, id="paid-on-day-45"),
        pytest.param((0.01, 10, 30), 0.18, 5e-3, id="accountingcoach"),
        pytest.param((0.02, 10, 30), 0.3724, 5e-5, id="own-365-simple"),
        pytest.param((0.02, 10, 30, True), 0.4459, 5e-5, id="own-365-effective"),
        pytest.param((0, 10, 30, True), 0, 0, id="no-discount"),
    ],
)
def test_discount_cost_published(
    arguments: tuple[Any, ...], published: float, tolerance: float
) -> None:
    assert discount_cost(*arguments) == pytest.approx(published, abs=tolerance)


def test_discount_breakeven_in_both_forms() -> None:
    # Own example of definitions G5.
    assert discount_breakeven(0.12, 10, 30) == pytest.approx(0.006511, abs=5e-7)
    assert discount_breakeven(0.12, 10, 30, "discount") == pytest.approx(0.006532, abs=5e-7)
    # Per 100 at 2 %: 98 / 1.003288 = 97.679 after 10 days, 100 / 1.009863 = 99.023 after 30.
    early, late = 1 + 0.12 * 10 / 365, 1 + 0.12 * 30 / 365
    assert 98 / early == pytest.approx(97.679, abs=5e-4)
    assert 100 / late == pytest.approx(99.023, abs=5e-4)
    assert discount_breakeven(0.12, 10, 30) == pytest.approx(1 - early / late)
    # 10 % of a 360-day year over 36 days is 1 %: 1 - 1 / 1.01
    assert discount_breakeven(0.1, 0, 36, basis=360) == pytest.approx(1 - 1 / 1.01)


def test_money_that_costs_nothing_is_worth_no_discount() -> None:
    assert discount_breakeven(0, 10, 30) == 0
    assert discount_breakeven(0, 10, 30, "discount") == 0


@pytest.mark.parametrize(
    ("arguments", "expected", "tolerance"),
    [
        pytest.param((0.8, 0.03, 45), 0.3042, 5e-5, id="zolvo-formula"),
        pytest.param((0.8, 0.03, 45, "face", "net"), 0.3160, 5e-5, id="own-net-funds"),
        # On the advance the fee is 2.4 % of face: 3 % of the money for 45 days.
        pytest.param((0.8, 0.03, 45, "advance"), 0.03 * 365 / 45, 1e-12, id="fee-on-advance"),
        # Interest of 6 % a year comes on top of 30.42 %.
        pytest.param((0.8, 0.03, 45, "face", "simple", 0.06), 0.3642, 5e-5, id="interest"),
        pytest.param(
            (0.8, 0.03, 45, "face", "net", 0.06, 360),
            (0.03 + 0.8 * 0.06 / 8) / 0.77 * 8,
            1e-12,
            id="interest-net-360",
        ),
    ],
)
def test_factoring_cost(arguments: tuple[Any, ...], expected: float, tolerance: float) -> None:
    assert factoring_cost(*arguments) == pytest.approx(expected, abs=tolerance)


def test_factoring_reserve() -> None:
    assert factoring_reserve(100_000, 0.8, 0.03) == pytest.approx(17_000)
    assert factoring_reserve(100_000, 0.8, 0.03, "advance") == pytest.approx(17_600)
    assert factoring_reserve(100_000, 0.98, 0.03) == pytest.approx(-1_000)


Call = Callable[[], float]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: discount_cost(0.02, 30, 30), OutOfDomain, id="no-days-gained"),
        pytest.param(lambda: discount_cost(0.02, 30, 10), OutOfDomain, id="days-swapped"),
        pytest.param(lambda: discount_cost(1, 10, 30), OutOfDomain, id="whole-discount"),
        pytest.param(lambda: discount_cost(2, 10, 30), OutOfDomain, id="discount-in-percent"),
        pytest.param(lambda: discount_cost(-0.02, 10, 30), OutOfDomain, id="negative-discount"),
        pytest.param(lambda: discount_cost(0.02, -1, 30), OutOfDomain, id="negative-days"),
        pytest.param(lambda: discount_cost(0.02, 10, 30, basis=0), OutOfDomain, id="no-year"),
        pytest.param(lambda: discount_cost(0.99, 1, 2, True), OutOfDomain, id="overflow"),
        pytest.param(lambda: discount_breakeven(-0.1, 10, 30), OutOfDomain, id="negative-rate"),
        pytest.param(lambda: discount_breakeven(0.1, 30, 30), OutOfDomain, id="even-no-days"),
        pytest.param(lambda: discount_breakeven(0.1, 1, 2, basis=0), OutOfDomain, id="basis"),
        pytest.param(lambda: factoring_cost(0, 0.03, 45), ZeroDenominator, id="no-advance"),
        pytest.param(lambda: factoring_cost(1.1, 0.03, 45), OutOfDomain, id="advance-above-1"),
        pytest.param(lambda: factoring_cost(0.8, 3, 45), OutOfDomain, id="fee-in-percent"),
        pytest.param(lambda: factoring_cost(0.8, 0.03, 0), ZeroDenominator, id="no-days"),
        pytest.param(lambda: factoring_cost(0.8, 0.03, -1), OutOfDomain, id="factoring-days"),
        pytest.param(
            lambda: factoring_cost(0.8, 0.03, 45, interest_rate=-1), OutOfDomain, id="interest"
        ),
        pytest.param(
            lambda: factoring_cost(0.8, 0.03, 45, basis=0), OutOfDomain, id="factoring-basis"
        ),
        pytest.param(
            lambda: factoring_cost(0.5, 0.5, 45, "face", "net"), ZeroDenominator, id="fee-eats-all"
        ),
        pytest.param(
            lambda: factoring_cost(0.5, 0.6, 45, "face", "net"), OutOfDomain, id="fee-above-advance"
        ),
        pytest.param(lambda: factoring_reserve(-1, 0.8, 0.03), OutOfDomain, id="face"),
        pytest.param(lambda: factoring_reserve(1, 8, 0.03), OutOfDomain, id="reserve-advance"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="Hint: "):
        call()


rates = st.floats(0, 2)
early_days = st.floats(0, 120)
gained_days = st.floats(1, 240)


@given(rate=rates, early=early_days, gained=gained_days)
def test_the_break_even_is_the_root_of_its_own_comparison(
    rate: float, early: float, gained: float
) -> None:
    late = early + gained
    discount = discount_breakeven(rate, early, late)
    value_early = (1 - discount) / (1 + rate * early / 365)
    value_late = 1 / (1 + rate * late / 365)
    assert value_early == pytest.approx(value_late, rel=1e-12)
    on_the_day = discount_breakeven(rate, early, late, "discount")
    assert (1 - on_the_day) * (1 + rate * gained / 365) == pytest.approx(1, rel=1e-12)
    assert discount <= on_the_day * (1 + 1e-9)


@given(rate=st.floats(0.001, 2), early=early_days, gained=gained_days)
def test_at_the_break_even_the_discount_costs_what_money_costs(
    rate: float, early: float, gained: float
) -> None:
    discount = discount_breakeven(rate, early, early + gained, "discount")
    assert discount_cost(discount, early, early + gained) == pytest.approx(rate, rel=1e-9)


@given(discount=st.floats(0, 0.2), early=early_days, gained=st.floats(5, 240), basis=st.just(365.0))
def test_compounding_costs_more_than_simple_interest_within_a_year(
    discount: float, early: float, gained: float, basis: float
) -> None:
    simple = discount_cost(discount, early, early + gained, False, basis)
    effective = discount_cost(discount, early, early + gained, True, basis)
    assert effective >= simple * (1 - 1e-9) - 1e-12
    periods = basis / gained
    assert (1 + effective) == pytest.approx((1 + simple / periods) ** periods, rel=1e-6)


@given(advance=st.floats(0.3, 1), fee=st.floats(0, 0.2), days=st.floats(1, 200))
def test_net_funds_never_cost_less_than_the_simple_form(
    advance: float, fee: float, days: float
) -> None:
    net = factoring_cost(advance, fee, days, "face", "net")
    assert net >= factoring_cost(advance, fee, days) * (1 - 1e-9)


@given(face=st.floats(0, 1e9), advance=st.floats(0, 1), fee=st.floats(0, 1))
def test_advance_reserve_and_fee_make_the_invoice(face: float, advance: float, fee: float) -> None:
    total = face * advance + factoring_reserve(face, advance, fee) + face * fee
    assert total == pytest.approx(face)
