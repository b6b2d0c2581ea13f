"""Methods of a credit limit: the definitions' examples, their errors and laws."""

from __future__ import annotations

import datetime as dt
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, LedgerguardError, NotAvailable, OutOfDomain
from ledgerguard.formulas.limits import (
    limit_financial,
    limit_need,
    limit_net_worth,
    limit_pay_behaviour,
    limit_references,
    limit_working_capital,
    tangible_net_worth,
)

amounts = st.floats(0, 1e9)
rates = st.floats(0, 1)


def test_tangible_net_worth_of_my_dso_manager() -> None:
    # "Equity minus intangible assets"; the 80,000 of its example out of round parts.
    assert tangible_net_worth(100_000, 20_000) == 80_000
    assert tangible_net_worth(-5_000, 20_000) == -25_000
    with pytest.raises(OutOfDomain, match="intangible_assets"):
        tangible_net_worth(1, -1)


def test_net_worth_definitions_c_one() -> None:
    assert limit_net_worth(500_000) == 50_000
    assert limit_net_worth(0) == limit_net_worth(-1) == 0


def test_working_capital_definitions_c_two() -> None:
    assert limit_working_capital(200_000, 0.15) == 30_000
    assert limit_working_capital(200_000) == 30_000
    assert limit_working_capital(-200_000) == 0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param((480_000, 30, 15, 8), 69_698.63, id="definitions-C3"),
        pytest.param((480_000, 53), 69_698.63, id="definitions-C3-days-together"),
        pytest.param((480_000, 30, 15, 8, 0.13), 78_759.45, id="definitions-C3-VAT-13"),
        pytest.param((1_200_000, 45), 147_945.21, id="definitions-C3-45-days"),
    ],
)
def test_need(arguments: tuple[float, ...], expected: float) -> None:
    assert limit_need(*arguments) == pytest.approx(expected, abs=0.005)


def test_need_of_a_season_and_of_a_year_of_the_bank() -> None:
    assert limit_need(365_000, 10, peak_factor=2.5) == pytest.approx(25_000)
    assert limit_need(360_000, 10, year_days=360) == pytest.approx(10_000)
    assert limit_need(0, 30) == 0


def test_financial_published_by_my_dso_manager() -> None:
    # Rating B: 35 % of 80,000 and 5 % of 700,000 = 35,000; the more restrictive one applies.
    assert limit_financial(80_000, 700_000, 0.35, 0.05) == pytest.approx(28_000, abs=0.5)
    need = 50_000
    assert need - limit_financial(80_000, 700_000, 0.35, 0.05) == pytest.approx(22_000)
    assert limit_financial(80_000, 100_000, 0.35, 0.05) == pytest.approx(5_000)
    assert limit_financial(-80_000, 700_000, 0.35, 0.05) == 0


def test_references_take_the_median() -> None:
    assert limit_references([20_000, 50_000, None, 30_000]) == 30_000
    assert limit_references([20_000, 50_000]) == 35_000
    assert limit_references([0]) == 0
    with pytest.raises(NotAvailable):
        limit_references([None])
    with pytest.raises(OutOfDomain, match="row 2"):
        limit_references([1, -1])


@given(st.lists(amounts, min_size=1, max_size=9))
def test_references_as_the_standard_library_has_them(limits: list[float]) -> None:
    assert limit_references(limits) == statistics.median(limits)
    assert min(limits) <= limit_references(limits) <= max(limits)


def test_pay_behaviour() -> None:
    balances = [20_000, None, 35_000, 50_000]
    days_late = [-3, 90, 5, 6]
    assert limit_pay_behaviour(balances, days_late) == 20_000
    assert limit_pay_behaviour(balances, days_late, 5) == 35_000
    assert limit_pay_behaviour(balances, days_late, 5, 1.2) == pytest.approx(42_000)
    assert limit_pay_behaviour([50_000], [6]) == 0, "nothing paid in time proves nothing"


def test_pay_behaviour_of_the_last_year() -> None:
    as_of = dt.date(2024, 12, 31)
    paid = [as_of, dt.date(2024, 1, 2), dt.date(2024, 1, 1), dt.date(2025, 1, 1), None]
    balances = [1.0, 2.0, 3.0, 4.0, None]
    assert limit_pay_behaviour(balances[:1], [0], 0, 1, paid[:1], as_of) == 1
    # 2024 has 366 days: the 365 up to its last begin on 2 January; a payment to come is none.
    assert limit_pay_behaviour(balances, [0] * 5, 0, 1, paid, as_of) == 2
    assert limit_pay_behaviour(balances, [0] * 5) == 4
    with pytest.raises(NotAvailable, match="as_of must be given"):
        limit_pay_behaviour([1], [0], 0, 1, [as_of])
    with pytest.raises(InvalidValue, match="payment_dates must be filled"):
        limit_pay_behaviour([1], [0], 0, 1, [None], as_of)
    with pytest.raises(InvalidValue, match="same length"):
        limit_pay_behaviour([1], [0], 0, 1, [as_of, as_of], as_of)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: limit_net_worth(1, 1.1), OutOfDomain),
        (lambda: limit_working_capital(1, -0.1), OutOfDomain),
        (lambda: limit_need(-1, 30), OutOfDomain),
        (lambda: limit_need(1, -30), OutOfDomain),
        (lambda: limit_need(1, 30, -1), OutOfDomain),
        (lambda: limit_need(1, 30, 0, -1), OutOfDomain),
        (lambda: limit_need(1, 30, vat_rate=13), OutOfDomain),
        (lambda: limit_need(1, 30, peak_factor=0), OutOfDomain),
        (lambda: limit_need(1, 30, year_days=0), OutOfDomain),
        (lambda: limit_financial(1, -1, 0.1, 0.1), OutOfDomain),
        (lambda: limit_financial(1, 1, 1.1, 0.1), OutOfDomain),
        (lambda: limit_financial(1, 1, 0.1, 5), OutOfDomain),
        (lambda: limit_pay_behaviour([1], [0], -1), OutOfDomain),
        (lambda: limit_pay_behaviour([1], [0], 0, 0), OutOfDomain),
        (lambda: limit_pay_behaviour([-1], [0]), OutOfDomain),
        (lambda: limit_pay_behaviour([None], [None]), NotAvailable),
        (lambda: limit_pay_behaviour([1], [None]), InvalidValue),
        (lambda: limit_pay_behaviour([1, 2], [1]), InvalidValue),
    ],
)
def test_errors(call: object, error: type[LedgerguardError]) -> None:
    assert callable(call)
    with pytest.raises(error) as caught:
        call()
    assert caught.value.hint


@given(st.floats(-1e9, 1e9), amounts, rates, rates)
def test_the_financial_limit_is_the_lower_of_its_shares(
    net_worth: float, turnover: float, net_worth_rate: float, turnover_rate: float
) -> None:
    limit = limit_financial(net_worth, turnover, net_worth_rate, turnover_rate)
    assert 0 <= limit <= turnover * turnover_rate
    assert limit <= limit_net_worth(net_worth, net_worth_rate)


@given(amounts, st.floats(0, 365), st.floats(0, 100), rates)
def test_the_need_rises_with_the_days(
    purchases: float, terms: float, delay: float, vat: float
) -> None:
    assert limit_need(purchases, terms, delay, 0, vat) >= limit_need(purchases, terms, 0, 0, vat)
