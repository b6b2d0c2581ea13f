"""Receipts: from sales by a pattern, and from an invoice by the delays of the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
    ZeroDenominator,
)
from ledgerguard.formulas.receipts import (
    collection_schedule,
    delay_distribution,
    expected_receipts,
)

DUE = dt.date(2024, 3, 1)
# Own example of definitions G2: 5 % are never paid.
PAST_DELAYS: list[list[Any]] = [[0, 0.5], [7, 0.3], [30, 0.15]]


def days_after(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("sales", "pattern", "published"),
    [
        pytest.param(
            [100_000], [0, 0.4, 0.5, 0.1], [0, 40_000, 50_000, 10_000], id="accountingtools"
        ),
        # 10 % cash; of the credit sales of 225,000 90 % come a month later and 10 % after two.
        pytest.param([250_000], [0.1, 0.81, 0.09], [25_000, 202_500, 22_500], id="van-horne"),
    ],
)
def test_collection_schedule_published(
    sales: list[float], pattern: list[float], published: list[float]
) -> None:
    assert collection_schedule(sales, pattern) == pytest.approx(published, abs=0.5)


def test_collection_schedule_of_brainmass_with_cash_discount() -> None:
    # March: 450,000 * 50 % * 98 % = 220,500 (printed); February's 400,000 * (10 % * 99 % + 25 %)
    # and January's 360,000 * 12 % make it 403,300.
    pattern = [0.5 * 0.98, 0.1 * 0.99 + 0.25, 0.12]
    assert collection_schedule([450_000], pattern)[0] == pytest.approx(220_500, abs=0.5)
    march = collection_schedule([360_000, 400_000, 450_000], pattern)[2]
    assert march == pytest.approx(403_300, abs=0.5)


def test_collection_schedule_on_the_data_of_tutorsglobe() -> None:
    pattern = [0.7 * 0.98 + 0.1, 0.12 * 0.98 + 0.06]
    assert collection_schedule([800_000, 880_000], pattern)[1] == pytest.approx(833_760, abs=0.5)


def test_a_blank_month_has_no_sales_and_blanks_behind_the_last_are_cut() -> None:
    assert collection_schedule([100, None, 200, None], [0.5, None, 0.5, None]) == pytest.approx(
        [50, 0, 150, 0, 100]
    )


def test_delay_distribution_weighs_by_amount() -> None:
    table = delay_distribution([200, 300, 300, None, 150], [0, 0, 7, None, 30], written_off=50)
    assert table[0] == ["Days late", "Share"]
    assert table[1:] == [[0, 0.5], [7, 0.3], [30, 0.15], ["Never", 0.05]]


def test_delay_distribution_by_edges_moves_each_delay_to_the_next_edge() -> None:
    table = delay_distribution(
        [100, 100, 100, 100, 100], [-3, 0, 1, 30, 75], 0, [0, 15, 30], language="zh"
    )
    assert table == [
        ["逾期天数", "占比"],
        [0, 0.4],
        [15, 0.2],
        [30, 0.2],
        [75, 0.2],
        ["无法收回", 0],
    ]


def test_expected_receipts_of_an_invoice_that_is_not_due() -> None:
    table = expected_receipts(10_000, DUE, days_after(-1), PAST_DELAYS)
    assert table[0] == ["Expected on", "Amount", "Probability"]
    assert [row[0] for row in table[1:]] == [DUE, days_after(7), days_after(30), "Loss"]
    assert [row[1] for row in table[1:]] == pytest.approx([5_000, 3_000, 1_500, 500])
    assert [row[2] for row in table[1:]] == pytest.approx([0.5, 0.3, 0.15, 0.05])


def test_expected_receipts_ten_days_late() -> None:
    table = expected_receipts(10_000, DUE, days_after(10), PAST_DELAYS, "zh")
    assert table[0] == ["预计回款日", "预计回款额", "概率"]
    assert table[1][0] == days_after(30)
    assert table[2][0] == "损失"
    assert [row[1] for row in table[1:]] == pytest.approx([7_500, 2_500])


def test_on_the_day_itself_its_payments_are_known() -> None:
    table = expected_receipts(10_000, DUE, days_after(7), PAST_DELAYS)
    assert [row[0] for row in table[1:]] == [days_after(30), "Loss"]


def test_later_than_ever_everything_left_is_loss() -> None:
    assert expected_receipts(10_000, DUE, days_after(31), PAST_DELAYS)[1:] == [["Loss", 10_000, 1]]


def test_expected_receipts_take_what_delay_distribution_spills() -> None:
    table = delay_distribution([500, 300, 150], [0, 7, 30], 50)
    padded = [[*row, ""] for row in table] + [["", None, ""]]
    assert expected_receipts(10_000, DUE, DUE, padded) == expected_receipts(
        10_000, DUE, DUE, PAST_DELAYS
    )


def test_delays_that_stand_twice_are_added() -> None:
    twice = [[7, 0.25], [0, 0.5], [7, 0.25]]
    assert expected_receipts(100, DUE, DUE, twice)[1:] == [
        [days_after(7), 100, 1],
        ["Loss", 0, 0],
    ]


Call = Callable[[], object]


def receipts_by(rows: list[list[Any]]) -> object:
    return expected_receipts(100, DUE, DUE, rows)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: collection_schedule([], [1]), NotAvailable, id="sales-empty"),
        pytest.param(lambda: collection_schedule([1], [None]), NotAvailable, id="pattern-empty"),
        pytest.param(lambda: collection_schedule([-1], [1]), OutOfDomain, id="sales-negative"),
        pytest.param(lambda: collection_schedule([1], [0.6, 0.5]), OutOfDomain, id="above-1"),
        pytest.param(lambda: collection_schedule([1], [-0.5, 1]), OutOfDomain, id="share-negative"),
        pytest.param(lambda: collection_schedule([1] * 10_001, [1]), OutOfDomain, id="too-long"),
        pytest.param(lambda: collection_schedule([1], [0.0] * 401), OutOfDomain, id="long-pattern"),
        pytest.param(lambda: delay_distribution([], []), NotAvailable, id="delays-empty"),
        pytest.param(lambda: delay_distribution([1, 2], [1]), InvalidValue, id="delays-uneven"),
        pytest.param(lambda: delay_distribution([1, 2], [1, None]), InvalidValue, id="delays-gap"),
        pytest.param(lambda: delay_distribution([-1], [1]), OutOfDomain, id="amount-negative"),
        pytest.param(lambda: delay_distribution([1], [1], -1), OutOfDomain, id="negative-loss"),
        pytest.param(lambda: delay_distribution([1], [0.5]), OutOfDomain, id="half-a-day"),
        pytest.param(lambda: delay_distribution([1], [45_000]), OutOfDomain, id="a-date"),
        pytest.param(lambda: delay_distribution([1], [1e308]), OutOfDomain, id="huge"),
        pytest.param(lambda: delay_distribution([0], [1]), ZeroDenominator, id="nothing-paid"),
        pytest.param(lambda: delay_distribution([1], [1], 0, [5, 5]), OutOfDomain, id="edges-fall"),
        pytest.param(lambda: delay_distribution([1], [1], 0, []), NotAvailable, id="edges-empty"),
        pytest.param(
            lambda: expected_receipts(-1, DUE, DUE, PAST_DELAYS), OutOfDomain, id="open-negative"
        ),
        pytest.param(
            lambda: expected_receipts(1, DUE, days_after(5), [[0, 0.5], [5, 0.5]]),
            NotAvailable,
            id="no-mass-left",
        ),
        pytest.param(
            lambda: expected_receipts(1, dt.date(9999, 12, 31), DUE, [[1, 1]]),
            OutOfDomain,
            id="after-the-last-day",
        ),
        pytest.param(lambda: receipts_by([]), NotAvailable, id="distribution-empty"),
        pytest.param(lambda: receipts_by([["Days", "Share"]]), NotAvailable, id="only-a-header"),
        pytest.param(lambda: receipts_by([[0, 0.7], [1, 0.7]]), OutOfDomain, id="more-than-1"),
        pytest.param(lambda: receipts_by([[0, 0.7], ["Never", 0.7]]), OutOfDomain, id="loss-large"),
        pytest.param(lambda: receipts_by([[0, 0.7], ["Never", 0.1]]), OutOfDomain, id="loss-small"),
        pytest.param(lambda: receipts_by([[0, -0.7]]), OutOfDomain, id="share-below-0"),
        pytest.param(lambda: receipts_by([[0.5, 0.7]]), OutOfDomain, id="half-days"),
        pytest.param(lambda: receipts_by([[float("nan"), 0.7]]), OutOfDomain, id="nan"),
        pytest.param(lambda: receipts_by([["7 days", 0.7]]), InvalidValue, id="days-as-text"),
        pytest.param(lambda: receipts_by([[7, "0.7"]]), InvalidValue, id="share-as-text"),
        pytest.param(lambda: receipts_by([[7]]), InvalidValue, id="no-share"),
        pytest.param(lambda: receipts_by([[None, 0.7]]), InvalidValue, id="no-days"),
        pytest.param(lambda: receipts_by([[True, 0.7]]), InvalidValue, id="boolean"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="Hint: "):
        call()


def test_an_error_in_the_distribution_is_passed_on() -> None:
    with pytest.raises(PropagatedError):
        receipts_by([[0, 0.5], [7, ErrorValue("#N/A")]])


patterns = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(
    lambda parts: [part / max(1, sum(parts)) for part in parts]
)


@given(sales=st.lists(st.floats(0, 1e9), min_size=1, max_size=36), pattern=patterns)
def test_receipts_and_loss_make_the_sales(sales: list[float], pattern: list[float]) -> None:
    receipts = collection_schedule(sales, pattern)
    loss = sum(sales) * (1 - sum(pattern))
    received = sum(amount for amount in receipts if amount is not None)
    assert received + loss == pytest.approx(sum(sales), abs=1e-3)
    assert len(receipts) == len(sales) + len(pattern) - 1


payments = st.lists(st.tuples(st.floats(0.01, 1e6), st.integers(-60, 400)), min_size=1, max_size=20)


@given(
    paid=payments,
    written_off=st.floats(0.01, 1e6),
    open_amount=st.floats(0, 1e9),
    late=st.integers(-100, 500),
    edges=st.none() | st.just([0.0, 30.0, 60.0, 90.0]),
)
def test_conditional_receipts_and_loss_make_the_open_amount(
    paid: list[tuple[float, int]],
    written_off: float,
    open_amount: float,
    late: int,
    edges: list[float] | None,
) -> None:
    amounts, delays = zip(*paid, strict=True)
    distribution = delay_distribution(amounts, delays, written_off, edges)
    shares: list[Any] = [row[1] for row in distribution[1:]]
    assert sum(shares) == pytest.approx(1)
    table = expected_receipts(open_amount, DUE, days_after(late), distribution)
    expected: list[Any] = [row[1] for row in table[1:]]
    assert sum(expected) == pytest.approx(open_amount)
    days: list[Any] = [row[0] for row in table[1:-1]]
    assert all(day > days_after(late) for day in days)
