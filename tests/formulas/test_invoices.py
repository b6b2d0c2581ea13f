"""Days measured invoice by invoice: examples, errors and the laws that join them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.invoices import (
    dso_weighted,
    pay_delay_avg,
    true_dso,
    weighted_age,
    weighted_terms,
)
from ledgerguard.formulas.payment import dbt, wadtp
from ledgerguard.formulas.receivables import dso_rolling
from ledgerguard.units import serial

START = dt.date(2024, 1, 31)
AS_OF = dt.date(2024, 3, 31)
OPEN = [4_000.0, 3_000.0, 9_000.0]
ISSUED = [dt.date(2024, 1, 15), dt.date(2024, 2, 10), dt.date(2024, 3, 5)]
MONTH_SALES = [10_000.0, 12_000.0, 15_000.0]

CREDITGURU = ([3_590.0, 1_800.0, 900.0], [3_890.0, 3_610.0, 3_390.0])


def after(*days: float) -> list[dt.date]:
    return [START + dt.timedelta(number) for number in days]


def test_true_dso_on_our_own_example() -> None:
    # 76 x 0.4 + 50 x 0.25 + 26 x 0.6 = 30.4 + 12.5 + 15.6
    assert true_dso(OPEN, ISSUED, MONTH_SALES, AS_OF) == pytest.approx(58.5)


def test_true_dso_leaves_out_what_is_settled_and_nets_credit_notes() -> None:
    amounts = [*OPEN, 0.0, None, -1_500.0]
    dates = [*ISSUED, None, None, dt.date(2024, 3, 21)]
    sales = [*MONTH_SALES, 0.0, None, 15_000.0]
    assert true_dso(amounts, dates, sales, AS_OF) == pytest.approx(58.5 - 1.0)
    assert true_dso([0.0], [AS_OF], [0.0], AS_OF) == 0


def test_weighted_age_is_kept_apart_from_true_dso() -> None:
    # (4,000 x 76 + 3,000 x 50 + 9,000 x 26) / 16,000
    assert weighted_age(OPEN, ISSUED, AS_OF) == pytest.approx(43)
    assert weighted_age([*OPEN, None], [*ISSUED, None], AS_OF) == pytest.approx(43)


def test_sales_weighted_dso_on_the_aging_of_creditguru() -> None:
    # 30 x (0.92288 + 0.49861 + 0.26549)
    assert dso_weighted(*CREDITGURU) == pytest.approx(50.61, abs=0.005)
    balances, sales = [*CREDITGURU[0], 50.0], CREDITGURU[1]
    assert dso_weighted(balances, sales, [30], "drop") == pytest.approx(50.61, abs=0.005)
    assert dso_weighted(balances, [*sales, None], [30], "drop") == pytest.approx(50.61, abs=0.005)
    assert dso_weighted(balances, [*sales, None], [30.0] * 3, "drop") == pytest.approx(
        50.61, abs=0.005
    )
    with_residual = dso_weighted(balances, [*sales, 3_000.0])
    assert with_residual == pytest.approx(dso_weighted(*CREDITGURU) + 30 * 50 / 3_000)


def test_sales_weighted_dso_takes_the_days_of_each_month_and_skips_empty_buckets() -> None:
    assert dso_weighted([50, 0, 20], [100, 0, 40], [31, 28, 31]) == pytest.approx(31)
    assert dso_weighted([50, None, 20], [100, None, 40], [31, None, 31]) == pytest.approx(31)


@pytest.mark.parametrize(
    ("amounts", "terms", "published"),
    [
        pytest.param([40, 60], [30, 60], 48, id="axio-solution-customers"),
        pytest.param([30, 70], [60, 30], 39, id="axio-solution-suppliers"),
    ],
)
def test_weighted_terms_published(
    amounts: list[float], terms: list[float], published: float
) -> None:
    assert weighted_terms(amounts, terms) == pytest.approx(published)
    due = after(*terms)
    assert weighted_terms(amounts, due, [START] * 2) == pytest.approx(published)
    serials = [serial(day) + 0.5 for day in due]
    assert weighted_terms(amounts, serials, [START] * 2) == pytest.approx(published)


def test_delays_of_fitsmallbusiness_from_dates() -> None:
    amounts = [100.0, 200.0, 300.0, 400.0, 500.0]
    paid = after(-10, -5, 0, 5, 10)
    assert pay_delay_avg(amounts, [START] * 5, paid) == pytest.approx(3.33, abs=0.005)
    # own arithmetic on the same data, early payments at 0: (400 x 5 + 500 x 10) / 1,500
    assert pay_delay_avg(amounts, [START] * 5, paid, floor=True) == pytest.approx(4.67, abs=0.005)


def test_open_items_count_with_their_delay_so_far_once_a_day_is_given() -> None:
    amounts, due = [100.0, 300.0, 50.0, None], [*after(0, 10, 200), START]
    paid = [*after(10), None, None, None]
    assert pay_delay_avg(amounts, due, paid) == 10
    # own arithmetic: (100 x 10 + 300 x 30) / 400; the third is not due yet
    assert pay_delay_avg(amounts, due, paid, after(40)[0]) == pytest.approx(25)
    # on the fifth day the payment of the tenth has not happened, and only the first is overdue
    assert pay_delay_avg(amounts, due, paid, after(5)[0]) == 5
    assert pay_delay_avg([100.0], [START], None, after(7)[0]) == 7


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(
            lambda: true_dso(OPEN, ISSUED, [1.0], AS_OF), InvalidValue, id="true-uneven-sales"
        ),
        pytest.param(
            lambda: true_dso(OPEN, [AS_OF], MONTH_SALES, AS_OF),
            InvalidValue,
            id="true-uneven-dates",
        ),
        pytest.param(
            lambda: true_dso([5.0], [None], [1.0], AS_OF), InvalidValue, id="true-no-date"
        ),
        pytest.param(
            lambda: true_dso([5.0], [START], [None], AS_OF), InvalidValue, id="true-no-sales"
        ),
        pytest.param(
            lambda: true_dso([5.0], [START], [0.0], AS_OF), ZeroDenominator, id="true-sales-0"
        ),
        pytest.param(
            lambda: true_dso([5.0], [START], [-1.0], AS_OF), OutOfDomain, id="true-sales-negative"
        ),
        pytest.param(lambda: true_dso([5.0], [AS_OF], [1.0], START), OutOfDomain, id="true-future"),
        pytest.param(
            lambda: true_dso([-5.0], [START], [1.0], AS_OF), OutOfDomain, id="true-credit-only"
        ),
        pytest.param(lambda: true_dso([], [], [], AS_OF), NotAvailable, id="true-empty"),
        pytest.param(lambda: weighted_age([0.0], [START], AS_OF), ZeroDenominator, id="age-sum-0"),
        pytest.param(lambda: weighted_age([-1.0], [START], AS_OF), OutOfDomain, id="age-negative"),
        pytest.param(lambda: weighted_age([1.0], [AS_OF], START), OutOfDomain, id="age-future"),
        pytest.param(lambda: weighted_age([1.0], [None], AS_OF), InvalidValue, id="age-no-date"),
        pytest.param(lambda: weighted_age([None], [START], AS_OF), NotAvailable, id="age-empty"),
        pytest.param(lambda: dso_weighted([5], [0]), ZeroDenominator, id="weighted-sales-0"),
        pytest.param(lambda: dso_weighted([5], [-1]), OutOfDomain, id="weighted-sales-negative"),
        pytest.param(lambda: dso_weighted([-5], [1]), OutOfDomain, id="weighted-credit-only"),
        pytest.param(lambda: dso_weighted([5], [1], [0]), OutOfDomain, id="weighted-no-days"),
        pytest.param(lambda: dso_weighted([5], [None]), InvalidValue, id="weighted-blank-sales"),
        pytest.param(lambda: dso_weighted([5, 5], [1]), InvalidValue, id="weighted-uneven"),
        pytest.param(
            lambda: dso_weighted([5, 5, 5], [1, 1, 1], [30, 31]), InvalidValue, id="weighted-days"
        ),
        pytest.param(
            lambda: dso_weighted([5, 5], [1, 1], [30, None]), InvalidValue, id="weighted-blank-days"
        ),
        pytest.param(lambda: dso_weighted([], []), NotAvailable, id="weighted-empty"),
        pytest.param(
            lambda: dso_weighted([5], [1], [30], "drop"), NotAvailable, id="weighted-all-dropped"
        ),
        pytest.param(lambda: weighted_terms([], []), NotAvailable, id="terms-empty"),
        pytest.param(lambda: weighted_terms([1.0], [None]), InvalidValue, id="terms-blank"),
        pytest.param(
            lambda: weighted_terms([1.0], [START], [None]), InvalidValue, id="terms-no-invoice"
        ),
        pytest.param(
            lambda: weighted_terms([1.0], [START], []), InvalidValue, id="terms-uneven-invoices"
        ),
        pytest.param(lambda: weighted_terms([1.0], [-1.0]), OutOfDomain, id="terms-negative"),
        pytest.param(
            lambda: weighted_terms([1.0], [START], [AS_OF]), OutOfDomain, id="terms-due-before"
        ),
        pytest.param(
            lambda: weighted_terms([1.0], [START]), OutOfDomain, id="terms-dates-without-invoices"
        ),
        pytest.param(
            lambda: weighted_terms([1.0], [30.0], [START]), OutOfDomain, id="terms-days-as-dates"
        ),
        pytest.param(lambda: weighted_terms([0.0], [30.0]), ZeroDenominator, id="terms-sum-0"),
        pytest.param(
            lambda: weighted_terms([1e308, 1e308], [30.0, 30.0]), OutOfDomain, id="terms-infinite"
        ),
        pytest.param(lambda: pay_delay_avg([1.0], [START]), NotAvailable, id="delay-unpaid"),
        pytest.param(
            lambda: pay_delay_avg([1.0], [AS_OF], [None], START), NotAvailable, id="delay-not-due"
        ),
        pytest.param(
            lambda: pay_delay_avg([1.0], [None], [START]), InvalidValue, id="delay-no-due-date"
        ),
        pytest.param(
            lambda: pay_delay_avg([1.0], [START], []), InvalidValue, id="delay-uneven-payments"
        ),
        pytest.param(
            lambda: pay_delay_avg([1.0, -1.0], [START] * 2, [START] * 2),
            ZeroDenominator,
            id="delay-sum-0",
        ),
        pytest.param(lambda: pay_delay_avg([], [], []), NotAvailable, id="delay-empty"),
    ],
)
def test_errors(call: Callable[[], float], error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: true_dso([5.0], [AS_OF], [1.0], START),
            "invoice_dates must not lie after as_of (2024-01-31), got 2024-03-31 in row 1. Hint: "
            "an invoice has no age before it is issued; is as_of the day of the report?",
            id="future",
        ),
        pytest.param(
            lambda: weighted_terms([1.0], [-1.0]),
            "terms must be from 0 to 3660 days, got -1 in row 1. Hint: due dates need the invoice "
            "dates beside them, and do not lie before them",
            id="terms",
        ),
    ],
)
def test_messages_say_what_allowed_got_and_hint(call: Callable[[], float], message: str) -> None:
    with pytest.raises(OutOfDomain) as caught:
        call()
    assert str(caught.value) == message


rows = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 120), st.integers(-60, 300)),
    min_size=1,
    max_size=20,
)


@given(rows)
def test_days_to_pay_are_terms_plus_delay(sample: Sequence[tuple[int, int, int]]) -> None:
    amounts = [float(amount) for amount, _, _ in sample]
    issued = [START] * len(sample)
    due = after(*(terms for _, terms, _ in sample))
    paid = after(*(terms + delay for _, terms, delay in sample))
    delay = pay_delay_avg(amounts, due, paid)
    assert delay == pytest.approx(dbt(amounts, [late for _, _, late in sample]))
    terms = weighted_terms(amounts, due, issued)
    assert wadtp(amounts, paid, issued) == pytest.approx(terms + delay, abs=1e-9)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12), st.floats(1, 1e6))
def test_level_sales_give_the_rolling_dso(balances: Sequence[float], sold: float) -> None:
    months = len(balances)
    weighted = dso_weighted(balances, [sold] * months)
    assert weighted == pytest.approx(
        dso_rolling(sum(balances), [sold] * months, [30.0 * months]), abs=1e-6
    )


@given(st.lists(st.tuples(st.floats(0.01, 1e6), st.integers(0, 400)), min_size=1, max_size=12))
def test_true_dso_of_a_single_month_is_the_weighted_age(
    invoices: Sequence[tuple[float, int]],
) -> None:
    # where every invoice is open, the sales of the month are what is open
    amounts = [amount for amount, _ in invoices]
    issued = [AS_OF - dt.timedelta(age) for _, age in invoices]
    true_days = true_dso(amounts, issued, [sum(amounts)] * len(amounts), AS_OF)
    assert true_days == pytest.approx(weighted_age(amounts, issued, AS_OF), abs=1e-6)
