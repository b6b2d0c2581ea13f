"""The thirteen-week forecast: nothing is dropped, and the closings are what went in and out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.cashflow import WEEKS, cash_shortage, cash_thirteen_weeks

START = dt.date(2024, 1, 1)


def on(*days: int) -> list[dt.date | None]:
    return [START + dt.timedelta(days=day) for day in days]


def test_the_own_example_closes_at_80_40_50() -> None:
    # Definitions G3.
    table = cash_thirteen_weeks(
        START, 100, on(0, 7, 14), [40, 10, 30], on(6, 13, 20), [60, 50, 20], 45
    )
    assert table[0] == ["Week", "From", "Receipts", "Payments", "Closing", "Note"]
    assert table[1] == [1, START, 40, 60, 80, ""]
    assert table[2] == [2, dt.date(2024, 1, 8), 10, 50, 40, "Below floor"]
    assert table[3] == [3, dt.date(2024, 1, 15), 30, 20, 50, ""]
    assert [row[4] for row in table[4:14]] == [50] * 10
    assert table[14] == ["Later", dt.date(2024, 4, 1), 0, 0, "", ""]
    assert len(table) == 1 + WEEKS + 1


def test_what_is_dated_before_the_start_counts_in_week_one_and_is_named() -> None:
    table = cash_thirteen_weeks(START, 0, on(-1, 3), [10, 5], on(1), [20], language="zh")
    assert table[1] == [1, START, 15, 20, -5, "含逾期款项；低于下限"]
    assert table[2][5] == "低于下限"
    overdue_payment = cash_thirteen_weeks(START, 100, on(0), [1], on(-400), [1])
    assert overdue_payment[1][5] == "Includes overdue items"


def test_a_blank_or_zero_row_before_the_start_is_no_overdue_item() -> None:
    assert cash_thirteen_weeks(START, 0, [*on(-1), None], [0, None])[1][5] == ""


def test_what_is_dated_after_week_thirteen_stands_in_the_last_row() -> None:
    table = cash_thirteen_weeks(START, 0, on(90, 91, 5_000), [1, 10, 100], on(91), [7])
    assert table[13][2:5] == [1, 0, 1]
    assert table[14] == ["Later", dt.date(2024, 4, 1), 110, 7, "", ""]


def test_the_noise_of_binary_fractions_is_no_shortage() -> None:
    table = cash_thirteen_weeks(START, 0.3, on(0), [0], on(0, 0), [0.1, 0.2])
    assert table[1][4] != 0  # 0.3 - (0.1 + 0.2)
    assert table[1][5] == ""
    assert cash_shortage([100, 0.3 - (0.1 + 0.2)])[1][0] == 0


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        pytest.param(0, [0, 40, 2, ""], id="none"),
        pytest.param(40, [0, 40, 2, ""], id="exactly-the-floor"),
        pytest.param(45, [5, 40, 2, 2], id="one-week"),
        pytest.param(90, [50, 40, 2, 1], id="from-the-first-week"),
    ],
)
def test_cash_shortage_of_the_own_example(floor: float, expected: list[Any]) -> None:
    header, answer = cash_shortage([80, 40, 50], floor)
    assert header == ["Shortage", "Lowest closing", "Lowest week", "First week below"]
    assert answer == expected


def test_cash_shortage_counts_blank_weeks_and_names_the_first_of_equals() -> None:
    assert cash_shortage([5, None, -3, -3], 0, "zh") == [
        ["资金缺口", "最低余额", "最低余额周次", "首个不足周次"],
        [3, -3, 3, 3],
    ]


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(
            lambda: cash_thirteen_weeks(START, 0, on(1), [1, 2]), InvalidValue, id="uneven"
        ),
        pytest.param(
            lambda: cash_thirteen_weeks(START, 0, [None], [1]), InvalidValue, id="amount-undated"
        ),
        pytest.param(
            lambda: cash_thirteen_weeks(START, 0, on(1), [1], None, [5]),
            InvalidValue,
            id="payments-undated",
        ),
        pytest.param(
            lambda: cash_thirteen_weeks(START, 0, on(1), [-1]), OutOfDomain, id="receipt-negative"
        ),
        pytest.param(
            lambda: cash_thirteen_weeks(START, 0, on(1), [1], on(1), [-1]),
            OutOfDomain,
            id="payment-negative",
        ),
        pytest.param(
            lambda: cash_thirteen_weeks(dt.date(9999, 12, 31), 0, on(1), [1]),
            OutOfDomain,
            id="after-the-last-day",
        ),
        pytest.param(lambda: cash_shortage([]), NotAvailable, id="shortage-empty"),
        pytest.param(lambda: cash_shortage([None]), NotAvailable, id="shortage-blank"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="Hint: "):
        call()


flows = st.lists(st.tuples(st.integers(-200, 300), st.integers(0, 10**9)), max_size=30)


@given(opening=st.integers(-(10**9), 10**9), coming=flows, going=flows)
def test_the_last_closing_is_the_opening_and_all_that_went_in_and_out(
    opening: int, coming: list[tuple[int, int]], going: list[tuple[int, int]]
) -> None:
    table = cash_thirteen_weeks(
        START,
        opening,
        on(*(day for day, _ in coming)),
        [amount for _, amount in coming],
        on(*(day for day, _ in going)),
        [amount for _, amount in going],
    )
    rows: list[Any] = list(table[1:])
    last_day = 7 * WEEKS
    received = sum(amount for day, amount in coming if day < last_day)
    paid = sum(amount for day, amount in going if day < last_day)
    assert rows[WEEKS - 1][4] == opening + received - paid
    # With the last row nothing at all is missing.
    assert sum(row[2] for row in rows) == sum(amount for _, amount in coming)
    assert sum(row[3] for row in rows) == sum(amount for _, amount in going)
    assert cash_shortage([row[4] for row in rows[:WEEKS]])[1][0] == max(
        0, -min(row[4] for row in rows[:WEEKS])
    )
