"""Days to pay, days beyond terms and the pay index: published examples, errors and laws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.payment import ANCHORS, dbt, pay_index, pay_index_of, wadtp
from ledgerguard.units import serial

START = dt.date(2024, 1, 31)
FITSMALLBUSINESS = ([100.0, 200.0, 300.0, 400.0, 500.0], [-10.0, -5.0, 0.0, 5.0, 10.0])


@pytest.mark.parametrize(
    ("amounts", "days", "published", "tolerance"),
    [
        pytest.param([1_000, 3_000, 2_000], [15, 30, 45], 32.5, 0.05, id="snowday"),
        pytest.param([10, 100], [5, 10], 9.55, 0.005, id="dynamics-365-idea"),
        pytest.param([100, 1_000], [10, 20], 19.1, 0.05, id="softrak-printed"),
        pytest.param([1, 1, 1, 1, 1], [28, 22, 35, 15, 20], 24, 0.5, id="sage-50-unweighted"),
    ],
)
def test_wadtp_published(
    amounts: list[float], days: list[float], published: float, tolerance: float
) -> None:
    assert wadtp(amounts, days) == pytest.approx(published, abs=tolerance)
    # The same as dates, both as a Python caller and as a sheet sends them.
    paid = [START + dt.timedelta(d) for d in days]
    issued = [START] * len(days)
    assert wadtp(amounts, paid, issued) == pytest.approx(published, abs=tolerance)
    serials = [serial(d) + 0.75 for d in paid]  # the time of day is cut off
    assert wadtp(amounts, serials, issued) == pytest.approx(published, abs=tolerance)


def test_wadtp_leaves_out_what_is_unpaid_and_what_has_no_amount() -> None:
    paid = [START + dt.timedelta(10), None, START]
    assert wadtp([100.0, 900.0, None], paid, [START, START, None]) == 10


def test_wadtp_of_days_that_are_dates_without_invoice_dates_are_their_serials() -> None:
    assert wadtp([1.0], [START]) == serial(START)


@pytest.mark.parametrize(
    ("amounts", "days", "floor", "published"),
    [
        pytest.param(*FITSMALLBUSINESS, False, 3.33, id="fitsmallbusiness"),
        pytest.param(*FITSMALLBUSINESS, True, 4.67, id="own-floored-on-fitsmallbusiness-data"),
        pytest.param([4_000, 6_000, 2_000], [0, 6, 8], True, 4.33, id="snowday"),
        # Satago prints the sums: 41,000 over 10,300
        pytest.param([10_300], [41_000 / 10_300], False, 3.98, id="satago-sums"),
    ],
)
def test_dbt_published(
    amounts: list[float], days: list[float], floor: bool, published: float
) -> None:
    assert dbt(amounts, days, floor) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(
    ("days_late", "published"),
    [
        pytest.param(days, index, id=f"dnb-{days:g}")
        for days, index in [
            (-30, 100), (-20, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30),
            (120, 20),
        ]
    ],
)  # fmt: skip
def test_pay_index_anchors_published_by_dnb(days_late: float, published: float) -> None:
    assert pay_index([days_late]) == pytest.approx(published)


@pytest.mark.parametrize(
    ("days_late", "published"),
    [(-18, 89), (33, 49), (36, 48)],
    ids=["dandb-18-early", "dandb-33-late", "dandb-36-late"],
)
def test_pay_index_between_the_anchors_published_by_dandb(
    days_late: float, published: float
) -> None:
    assert pay_index([days_late]) == pytest.approx(published, abs=0.5)


def test_pay_index_beyond_the_anchors_and_weighted() -> None:
    assert pay_index([-90.0]) == 100
    assert pay_index([180.0]) == pay_index([5_000.0]) == 1
    assert pay_index([150.0]) == pytest.approx(10.5)  # halfway from 20 to 1
    # own arithmetic: 0.5 x 80 + 0.3 x 70 + 0.2 x 50
    assert pay_index([0, 15, 30], [50_000, 30_000, 20_000]) == pytest.approx(71)
    assert pay_index([0, 15, 99, None], [50, 50, None, None]) == pytest.approx(75)
    assert pay_index([0, None, 15]) == pytest.approx(75)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: wadtp([1.0], [None]), NotAvailable, id="wadtp-unpaid"),
        pytest.param(lambda: wadtp([], []), NotAvailable, id="wadtp-empty"),
        pytest.param(lambda: wadtp([1.0], [1.0, 2.0]), InvalidValue, id="wadtp-uneven"),
        pytest.param(lambda: wadtp([1.0], [START], []), InvalidValue, id="wadtp-uneven-issued"),
        pytest.param(lambda: wadtp([1.0], [START], [None]), InvalidValue, id="wadtp-not-issued"),
        pytest.param(lambda: wadtp([1.0], [15.0], [START]), OutOfDomain, id="wadtp-days-as-dates"),
        pytest.param(lambda: wadtp([1.0, -1.0], [5.0, 5.0]), ZeroDenominator, id="wadtp-sum-0"),
        pytest.param(lambda: dbt([1.0], [None]), InvalidValue, id="dbt-no-days"),
        pytest.param(lambda: dbt([1.0], []), InvalidValue, id="dbt-uneven"),
        pytest.param(lambda: dbt([], []), NotAvailable, id="dbt-empty"),
        pytest.param(lambda: dbt([0.0], [1.0]), ZeroDenominator, id="dbt-zero"),
        pytest.param(lambda: dbt([-1.0], [1.0]), OutOfDomain, id="dbt-negative"),
        pytest.param(lambda: dbt([1e308, 1e308], [5.0, 5.0]), OutOfDomain, id="dbt-beyond-floats"),
        pytest.param(lambda: pay_index([]), NotAvailable, id="index-empty"),
        pytest.param(lambda: pay_index([1.0], [None]), NotAvailable, id="index-no-amounts"),
        pytest.param(lambda: pay_index([None], [1.0]), InvalidValue, id="index-no-days"),
        pytest.param(lambda: pay_index([1.0], [1.0, 2.0]), InvalidValue, id="index-uneven"),
        pytest.param(lambda: pay_index([1.0], [0.0]), ZeroDenominator, id="index-zero"),
        pytest.param(lambda: pay_index([1.0, 2.0], [5.0, -1.0]), OutOfDomain, id="index-negative"),
    ],
)
def test_errors(call: Callable[[], float], error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


rows = st.lists(st.tuples(st.floats(0.01, 1e6), st.integers(-100, 400)), min_size=1, max_size=20)


@given(rows)
def test_averages_lie_between_the_extremes(sample: Sequence[tuple[float, int]]) -> None:
    amounts, days = zip(*sample, strict=True)
    assert min(days) - 1e-6 <= dbt(amounts, days) <= max(days) + 1e-6
    assert dbt(amounts, days) <= dbt(amounts, days, floor=True) + 1e-6
    assert wadtp(amounts, days) == pytest.approx(dbt(amounts, days))
    assert 1 - 1e-9 <= pay_index(days, amounts) <= 100 + 1e-9


@given(st.floats(-400, 400), st.floats(0, 400))
def test_the_index_never_rises_with_lateness(days_late: float, more: float) -> None:
    assert pay_index_of(days_late + more) <= pay_index_of(days_late) + 1e-9


def test_the_anchors_fall() -> None:
    assert list(ANCHORS) == sorted(ANCHORS, key=lambda anchor: -anchor[1])
