"""Count-back DSO: published examples, short and broken histories, and its laws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    ZeroDenominator,
)
from ledgerguard.formulas.countback import dso_countback
from ledgerguard.formulas.receivables import dso
from ledgerguard.units import serial


def day(year: int, month: int, of_month: int) -> int:
    return serial(dt.date(year, month, of_month))


@pytest.mark.parametrize(
    ("balance", "sales", "lengths", "published", "tolerance"),
    [
        pytest.param(
            212_000, [100_000, 80_000, 70_000], [30, 30, 30], 73.71, 0.005, id="benji-pays"
        ),
        pytest.param(2_500, [1_200, 800, 700], [30, 31, 30], 82.4, 0.05, id="divalto-printed"),
        pytest.param(2_500, [1_200, 800, 700], [30, 31, 30], 82.43, 0.005, id="divalto-exact"),
        # Oracle HFM table 13-9 and Divalto's old text print other numbers, which do not follow
        # from their own methods; these two are the arithmetic of the definition on their data.
        pytest.param(
            12_000,
            [2_500, 1_750, 2_250, 2_500, 2_000, 2_250],
            [30, 31, 31, 30, 31, 30],
            153 + 1_000 / 2_250 * 30,
            1e-9,
            id="own-arithmetic-on-oracle-data",
        ),
        pytest.param(20_000, [12_500, 10_000], [30, 31], 53.25, 1e-9, id="own-on-divalto-data"),
    ],
)
def test_published(
    balance: float, sales: list[float], lengths: list[float], published: float, tolerance: float
) -> None:
    assert dso_countback(balance, sales, lengths) == pytest.approx(published, abs=tolerance)


def test_days_as_month_ends_as_one_number_and_as_a_running_month() -> None:
    sales = [1_200.0, 800.0, 700.0]
    ends = [day(2023, 11, 30), day(2023, 10, 31), day(2023, 9, 30)]
    assert dso_countback(2_500, sales, ends) == pytest.approx(61 + 500 / 700 * 30)
    assert dso_countback(2_500, sales, [30]) == pytest.approx(60 + 500 / 700 * 30)
    running = [day(2023, 11, 12), *ends[1:]]
    assert dso_countback(2_500, sales, running) == pytest.approx(43 + 500 / 700 * 30)


def test_zero_balance_is_zero_and_a_month_without_sales_adds_its_days() -> None:
    assert dso_countback(0, [5], [30]) == 0
    assert dso_countback(150, [100, 0, 100], [30, 31, 28]) == pytest.approx(61 + 14)


def test_a_balance_equal_to_the_sales_is_covered_in_spite_of_float_residue() -> None:
    months = [0.1] * 11
    assert dso_countback(sum(months), months, [30]) == pytest.approx(330)
    assert dso_countback(1.1, months, [30]) == pytest.approx(330)
    assert dso_countback(0.3, [0.1, 0.2, 0.0], [30, 31, 30]) == pytest.approx(61)
    # What is left after two months is rounding, so that the blank third one does not matter.
    assert dso_countback(1e9 + 1e-4, [1e9 - 1, 1 + 1e-5, None, 5], [30, 31, 30, 30]) < 62


@pytest.mark.parametrize(
    ("on_short", "expected"),
    [("partial", 60.0), ("extrapolate", 60 + 100 / (200 / 60))],
)
def test_short_history(on_short: Any, expected: float) -> None:
    # own arithmetic: 300 against 200 in 60 days; the other 100 at 200 / 60 a day
    assert dso_countback(300, [120, 80], [30, 30], on_short) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("balance", "sales", "lengths", "error"),
    [
        pytest.param(-1, [1], [30], OutOfDomain, id="negative-balance"),
        pytest.param(1, [5, -1], [30, 30], OutOfDomain, id="negative-sales"),
        pytest.param(300, [120, 80], [30, 30], NotAvailable, id="short"),
        pytest.param(300, [120, 80, None], [30, 30, 30], NotAvailable, id="short-trailing-blank"),
        pytest.param(300, [120, None, 500], [30, 30, 30], NotAvailable, id="month-missing"),
        pytest.param(1, [], [], NotAvailable, id="empty"),
        pytest.param(1, [1], [None], NotAvailable, id="no-days"),
        pytest.param(100, [70, 50], [30, None], InvalidValue, id="month-without-days"),
        pytest.param(100, [70, 50], [30, 30, 30], InvalidValue, id="uneven"),
        pytest.param(100, [70, 50, 5], [30, 30], InvalidValue, id="uneven-shorter"),
        pytest.param(100, [70, 50], [day(2024, 3, 31)], InvalidValue, id="one-date-two-months"),
        pytest.param(100, [70, 50], [30, 0], OutOfDomain, id="days-not-above-zero"),
        pytest.param(100, [70, 50], [30, day(2024, 3, 31)], OutOfDomain, id="days-and-dates"),
        pytest.param(
            100, [70, 50], [day(2024, 2, 29), day(2024, 3, 31)], OutOfDomain, id="oldest-first"
        ),
        pytest.param(
            100, [70, 50], [day(2024, 3, 1), day(2024, 2, 1)], OutOfDomain, id="month-begins"
        ),
        pytest.param(
            100, [70, 50], [day(2024, 3, 31), None], InvalidValue, id="month-without-date"
        ),
        pytest.param(
            100,
            [70, 50, 40],
            [None, day(2024, 2, 29), day(2024, 1, 31)],
            InvalidValue,
            id="newest-month-without-date",
        ),
    ],
)
def test_errors(
    balance: float,
    sales: list[float | None],
    lengths: list[float | None],
    error: type[LedgerguardError],
) -> None:
    with pytest.raises(error):
        dso_countback(balance, sales, lengths)


@pytest.mark.parametrize(
    ("sales", "lengths", "message"),
    [
        pytest.param(
            [120.0, 80.0],
            [30.0],
            "sales must cover the receivables of 300, got 2 months that leave 100. "
            'Hint: add older months, or set on_short to "partial" or "extrapolate"',
            id="short",
        ),
        pytest.param(
            [120.0, None, 500.0],
            [30.0],
            "sales must be filled up to the oldest month, got a blank for month 2. "
            "Hint: a month without any sales is 0",
            id="blank",
        ),
        pytest.param(
            [120.0, 80.0],
            [30.0, None],
            "period_days must be filled where sales is 80, got a blank for month 2. "
            "Hint: give the days of each month, or one number for all of them",
            id="no-days",
        ),
    ],
)
def test_messages_say_what_allowed_got_and_hint(
    sales: list[float | None], lengths: list[float | None], message: str
) -> None:
    with pytest.raises(LedgerguardError) as caught:
        dso_countback(300, sales, lengths)
    assert str(caught.value) == message


def test_nothing_to_extrapolate_from() -> None:
    with pytest.raises(ZeroDenominator):
        dso_countback(10, [0, 0], [30, 31], "extrapolate")


months = st.lists(
    st.tuples(st.integers(0, 1_000), st.integers(28, 31)), min_size=1, max_size=12
).filter(lambda rows: sum(sold for sold, _ in rows) > 0)


@given(months, st.data())
def test_never_falls_with_the_balance_and_stays_within_the_history(
    rows: Sequence[tuple[int, int]], data: st.DataObject
) -> None:
    sales, lengths = zip(*rows, strict=True)
    low, high = sorted(data.draw(st.tuples(*[st.integers(1, sum(sales))] * 2)))
    shorter, longer = (dso_countback(x, sales, lengths) for x in (low, high))
    assert 0 < shorter <= longer <= sum(lengths)


@given(st.integers(0, 12_000), st.integers(1, 1_000), st.integers(1, 60))
def test_level_sales_that_cover_the_balance_give_the_simple_dso(
    balance: int, sold: int, length: int
) -> None:
    months = balance // sold + 1
    answer = dso_countback(balance, [sold] * months, [length])
    assert answer == pytest.approx(dso(balance, sold * months, length * months))


@given(st.integers(1, 10**6), st.integers(1, 1_000), st.integers(1, 60))
def test_equal_months_give_the_simple_dso(balance: int, sold: int, length: int) -> None:
    count = balance // sold + 1
    answer = dso_countback(balance, [sold] * min(count, 400), [length], "extrapolate")
    assert answer == pytest.approx(balance / sold * length)
