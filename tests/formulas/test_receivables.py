"""DSO and its family: the published examples, the errors, and the laws that join them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.receivables import (
    add,
    ar_turnover,
    best_dso,
    cei,
    dso,
    dso_avg,
    dso_rolling,
    extended_dso,
    pct_current,
    pct_overdue,
)

amounts = st.floats(0, 1e9)
sales_amounts = st.floats(1, 1e9)
days = st.integers(1, 366)


@pytest.mark.parametrize(
    ("arguments", "published", "tolerance"),
    [
        pytest.param((1_200_000, 10_000_000, 365), 43.8, 0.05, id="criskco"),
        pytest.param((1_050_000, 1_500_000, 92), 64.4, 0.05, id="investopedia"),
        pytest.param((5_700, 7_600, 91), 68, 0.5, id="hobbiesvicente-printed"),
        pytest.param((5_700, 7_600, 91), 68.25, 1e-9, id="hobbiesvicente-exact"),
        pytest.param((20_000, 45_000, 90), 40, 0.5, id="financefactory"),
        pytest.param((472, 2_400 + 470.4, 365), 60, 0.5, id="finance-technique-with-vat"),
    ],
)
def test_dso_published(
    arguments: tuple[float, float, float], published: float, tolerance: float
) -> None:
    assert dso(*arguments) == pytest.approx(published, abs=tolerance)


def test_dso_without_receivables_is_zero_and_no_error() -> None:
    assert dso(0, 100) == 0


@pytest.mark.parametrize(
    ("period_days", "published"),
    [
        pytest.param(365, 316.3333, id="FinanceToolkit-365"),
        pytest.param(30, 26.0, id="FinanceToolkit-30"),
    ],
)
def test_dso_avg_published(period_days: float, published: float) -> None:
    # The captured test has average receivables of 130 on sales of 150.
    assert dso_avg(100, 160, 150, period_days) == pytest.approx(published, abs=5e-5)


def test_dso_avg_of_month_ends_is_the_mean_of_all_balances() -> None:
    # own arithmetic: (120 + 130 + 125 + 145) / 4 = 130, as in the captured test
    assert dso_avg(120, [130, None, 125, 145], 150, 30) == pytest.approx(26.0)
    assert dso_avg(120, [140], 150, 30) == dso_avg(120, 140, 150, 30)


def test_extended_dso_is_best_dso_less_terms_as_jd_edwards_defines_it() -> None:
    assert extended_dso(38, 30) == 8  # own arithmetic
    assert extended_dso(29.2, 30) == pytest.approx(-0.8)


@pytest.mark.parametrize("period_days", [[30, 30, 30], [90]], ids=["each-month", "together"])
def test_dso_rolling_published_by_jd_edwards(period_days: list[float]) -> None:
    answer = dso_rolling(10_869, [5_538, 4_566, 7_570], period_days)
    assert answer == pytest.approx(55.35, abs=0.005)


def test_dso_rolling_leaves_out_a_blank_month_with_its_days() -> None:
    assert dso_rolling(100, [50, None, 50], [31, 28, 31]) == pytest.approx(100 * 62 / 100)


def test_best_dso_and_add_published_by_criskco() -> None:
    best = best_dso(800_000, 10_000_000, 365)
    assert best == pytest.approx(29.2, abs=0.05)
    assert add(43.8, 29.2) == pytest.approx(14.6, abs=0.05)


@pytest.mark.parametrize(
    ("arguments", "published", "tolerance"),
    [
        pytest.param((100_000, 1_000_000, 120_000, 100_000), 0.98, 0.005, id="gaviti"),
        pytest.param((6_200, 3_630, 6_340, 3_590), 0.559, 0.0005, id="creditguru-average-month"),
        pytest.param((6_200, 10_890, 6_340, 3_590), 0.7963, 0.00005, id="creditguru-whole-period"),
    ],
)
def test_cei_published(
    arguments: tuple[float, float, float, float], published: float, tolerance: float
) -> None:
    assert cei(*arguments) == pytest.approx(published, abs=tolerance)


def test_ar_turnover_is_sales_over_receivables_and_not_the_inverse() -> None:
    assert ar_turnover(150, 130) == pytest.approx(1.1538, abs=5e-5)  # own arithmetic, 150 / 130


def test_pct_current_on_the_amounts_of_criskco() -> None:
    assert pct_current(800, 1_200) == pytest.approx(0.6667, abs=5e-5)  # own arithmetic, 2 / 3
    assert pct_overdue(400, 1_200) == pytest.approx(1 / 3)


Call = Callable[[], float]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: dso(1, 0), ZeroDenominator, id="dso-no-sales"),
        pytest.param(lambda: dso(1, -1), OutOfDomain, id="dso-negative-sales"),
        pytest.param(lambda: dso(-1, 1), OutOfDomain, id="dso-negative-balance"),
        pytest.param(lambda: dso(1, 1, 0), OutOfDomain, id="dso-no-days"),
        pytest.param(lambda: dso(1, 1, -30), OutOfDomain, id="dso-negative-days"),
        pytest.param(lambda: dso_avg(-1, 2, 1), OutOfDomain, id="avg-negative-opening"),
        pytest.param(lambda: dso_avg(1, 2, 0), ZeroDenominator, id="avg-no-sales"),
        pytest.param(lambda: best_dso(-1, 1), OutOfDomain, id="best-negative"),
        pytest.param(lambda: best_dso(1, 0), ZeroDenominator, id="best-no-sales"),
        pytest.param(lambda: add(-1, 0), OutOfDomain, id="add-negative"),
        pytest.param(lambda: cei(0, 100, 100, 100), ZeroDenominator, id="cei-nothing-to-collect"),
        pytest.param(lambda: cei(0, 50, 100, 100), OutOfDomain, id="cei-negative-denominator"),
        pytest.param(lambda: cei(100, 50, 60, 70), OutOfDomain, id="cei-current-above-total"),
        pytest.param(lambda: cei(-1, 50, 60, 10), OutOfDomain, id="cei-negative-opening"),
        pytest.param(lambda: ar_turnover(1, 0), ZeroDenominator, id="turnover-no-balance"),
        pytest.param(lambda: ar_turnover(-1, 1), OutOfDomain, id="turnover-negative"),
        pytest.param(lambda: pct_current(0, 0), ZeroDenominator, id="pct-no-balance"),
        pytest.param(lambda: pct_current(1, -5), OutOfDomain, id="pct-negative-balance"),
        pytest.param(lambda: pct_current(2, 1), OutOfDomain, id="pct-above-one"),
        pytest.param(lambda: pct_overdue(0, 0), ZeroDenominator, id="overdue-no-balance"),
        pytest.param(lambda: pct_overdue(-1, 5), OutOfDomain, id="overdue-negative"),
        pytest.param(lambda: pct_overdue(2, 1), OutOfDomain, id="overdue-above-one"),
        pytest.param(lambda: dso_avg(1, [2, -2], 1), OutOfDomain, id="avg-negative-month-end"),
        pytest.param(lambda: dso_avg(1, [None], 1), NotAvailable, id="avg-no-month-end"),
        pytest.param(lambda: extended_dso(-1, 30), OutOfDomain, id="extended-negative"),
        pytest.param(lambda: extended_dso(1, -30), OutOfDomain, id="extended-negative-terms"),
        pytest.param(lambda: dso_rolling(1, [], [30]), NotAvailable, id="rolling-empty"),
        pytest.param(lambda: dso_rolling(1, [None], [30]), NotAvailable, id="rolling-all-blank"),
        pytest.param(lambda: dso_rolling(1, [1, 1], [30] * 3), InvalidValue, id="rolling-uneven"),
        pytest.param(lambda: dso_rolling(1, [1, 1], [30, None]), InvalidValue, id="rolling-gap"),
        pytest.param(lambda: dso_rolling(1, [0, 0], [30, 30]), ZeroDenominator, id="rolling-zero"),
        pytest.param(lambda: dso_rolling(1, [5, -1], [30, 30]), OutOfDomain, id="rolling-negative"),
        pytest.param(lambda: dso_rolling(1, [5, 1], [30, 0]), OutOfDomain, id="rolling-days-zero"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


def test_a_message_says_what_got_allowed_and_hint() -> None:
    with pytest.raises(OutOfDomain) as caught:
        dso(1, -5)
    assert str(caught.value) == (
        "credit_sales must not be negative, got -5. Hint: is the sign of the column reversed?"
    )


@given(current=amounts, overdue=amounts, sales=sales_amounts, period=days)
def test_add_is_the_overdue_part_in_days_of_sales(
    current: float, overdue: float, sales: float, period: int
) -> None:
    total = current + overdue
    delinquent = add(dso(total, sales, period), best_dso(current, sales, period))
    assert delinquent == pytest.approx(overdue / sales * period, rel=1e-9, abs=1e-6 * (1 + total))


@given(current=amounts, overdue=sales_amounts)
def test_current_and_overdue_make_the_whole(current: float, overdue: float) -> None:
    whole = current + overdue
    assert pct_current(current, whole) + pct_overdue(overdue, whole) == pytest.approx(1)


@given(opening=amounts, closing=sales_amounts, sales=sales_amounts, period=days)
def test_days_over_turnover_is_the_average_dso(
    opening: float, closing: float, sales: float, period: int
) -> None:
    turnover = ar_turnover(sales, (opening + closing) / 2)
    assert period / turnover == pytest.approx(dso_avg(opening, closing, sales, period))


@given(balance=amounts, months=st.lists(st.tuples(sales_amounts, days), min_size=1, max_size=12))
def test_rolling_dso_is_the_simple_one_of_the_whole_window(
    balance: float, months: Sequence[tuple[float, int]]
) -> None:
    sales, lengths = zip(*months, strict=True)
    expected = balance * sum(lengths) / sum(sales)
    assert dso_rolling(balance, sales, [sum(lengths)]) == pytest.approx(expected)
    if len(months) > 1:
        assert dso_rolling(balance, sales, lengths) == pytest.approx(expected)


@given(opening=amounts, sales=sales_amounts, shares=st.tuples(st.floats(0, 1), st.floats(0, 0.99)))
def test_cei_is_one_when_everything_due_was_collected(
    opening: float, sales: float, shares: tuple[float, float]
) -> None:
    closing = (opening + sales) * shares[1]
    assert cei(opening, sales, closing, closing) == pytest.approx(1)
    assert 0 <= cei(opening, sales, closing, closing * shares[0]) <= 1 + 1e-9
