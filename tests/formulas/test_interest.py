"""Interest for paying late: the published examples, the days that count, and the laws."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formulas.interest import (
    DatedRate,
    RatePeriod,
    accrue,
    late_interest,
    simple_interest,
)
from ledgerguard.units import Cell, serial

DUE = dt.date(2023, 5, 31)
PAID = dt.date(2023, 9, 30)
HALF_YEARS: list[list[Cell]] = [[dt.date(2023, 1, 1), 0.105], [dt.date(2023, 7, 1), 0.12]]

amounts = st.floats(0, 1e9)
rates = st.floats(0, 1)
days = st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("amount", "rate", "number", "basis", "period", "published"),
    [
        pytest.param(1_000, 0.105, 30, 365, "year", 8.63, id="payrequest"),
        pytest.param(1_000, 0.085, 50, 365, "year", 11.64, id="gov.uk-unrounded"),
        pytest.param(1_000, 0.085, 365, 365, "year", 85.00, id="gov.uk-a-year"),
        pytest.param(1_000, 0.085, 1, 365, "year", 0.23, id="gov.uk-a-day"),
        pytest.param(1_000, 0.05, 60, 365, "month", 98.63, id="mycustomsoftware-5-percent"),
        pytest.param(100, 0.02, 30, 365, "month", 1.97, id="mycustomsoftware-2-percent"),
        pytest.param(1_000, 0.015, 45, 360, "month", 22.50, id="own-month-by-30"),
        pytest.param(1_000, 0.015, 45, 365, "month", 22.19, id="own-month-by-12-365"),
        pytest.param(100_000, 0.0005, 45, 365, "day", 2_250, id="own-china-daily"),
        pytest.param(100_000, 0.0005, 45, 360, "day", 2_250, id="own-china-daily-360"),
        pytest.param(100_000, 0.031 * 1.5, 90, 365, "year", 1_146.58, id="own-china-lpr"),
        pytest.param(10_000, 0.1275, 92, 365, "year", 321.37, id="own-uk"),
    ],
)
def test_simple_interest_published(
    amount: float, rate: float, number: float, basis: int, period: RatePeriod, published: float
) -> None:
    answer = simple_interest(amount, rate, number, basis, period)
    assert answer == pytest.approx(published, abs=0.005)


def test_the_daily_rate_of_the_irish_department_is_half_a_unit_of_its_last_digit() -> None:
    # gov.ie: 8 % a year is 0.022 % a day
    assert simple_interest(1, 0.08, 1) == pytest.approx(0.00022, abs=0.000005)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((-1, 0.08, 30), "amount must not be negative"),
        ((100, 0.08, -1), "days must not be negative"),
        ((100, 8, 30), "rate must be from 0 to 1, got 8"),
        ((100, 0.08, 30, 366), "basis must be 365 or 360, got 366"),
    ],
)
def test_simple_interest_refuses(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(OutOfDomain, match=said) as caught:
        simple_interest(*arguments)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("annual_rate", "own"),
    [
        pytest.param(HALF_YEARS, 388.77, id="two-half-years"),
        pytest.param(0.105, 350.96, id="frozen"),
        pytest.param(
            [["from", "rate"], [None, ""], *HALF_YEARS], 388.77, id="header-and-blank-row"
        ),
        pytest.param(
            [[float(serial(dt.date(2020, 1, 1))), 0.5], *HALF_YEARS], 388.77, id="an-older-rate-too"
        ),
    ],
)
def test_the_own_example_of_the_half_years(annual_rate: Any, own: float) -> None:
    # 10,000, 30 days of June at 10.5 % and 92 days until 30 September at 12 %
    assert late_interest(10_000, DUE, PAID, annual_rate) == pytest.approx(own, abs=0.005)


def test_the_due_date_is_not_late_and_the_payment_day_is() -> None:
    assert late_interest(36_500, DUE, DUE, 0.1) == 0
    assert late_interest(36_500, DUE, DUE - dt.timedelta(days=9), 0.1) == 0
    assert late_interest(36_500, DUE, DUE + dt.timedelta(days=1), 0.1) == pytest.approx(10)


def test_a_part_payment_reduces_the_base_from_the_next_day() -> None:
    periods = accrue(
        1_000, DUE, dt.date(2023, 6, 30), [DatedRate(DUE, 0.365)], [(dt.date(2023, 6, 10), 400)]
    )
    assert [(p.first_day, p.last_day, p.days, p.base) for p in periods] == [
        (dt.date(2023, 6, 1), dt.date(2023, 6, 10), 10, 1_000),
        (dt.date(2023, 6, 11), dt.date(2023, 6, 30), 20, 600),
    ]
    # a thousandth a day: 10 days of 1,000 and 20 days of 600
    assert sum(p.interest for p in periods) == pytest.approx(10 + 12)
    columns = ([dt.date(2023, 6, 10), None], [400, None])
    assert late_interest(1_000, DUE, dt.date(2023, 6, 30), 0.365, *columns) == pytest.approx(22)


@pytest.mark.parametrize("day", [dt.date(2023, 1, 1), DUE])
def test_what_is_paid_in_time_bears_no_interest(day: dt.date) -> None:
    answer = late_interest(1_000, DUE, dt.date(2023, 6, 30), 0.365, [day], [400])
    assert answer == pytest.approx(18)


def test_a_payment_after_the_day_that_one_looks_at_changes_nothing() -> None:
    answer = late_interest(1_000, DUE, dt.date(2023, 6, 30), 0.365, [dt.date(2023, 6, 30)], [400])
    assert answer == pytest.approx(30)


def test_two_payments_of_one_day_add_up() -> None:
    day = dt.date(2023, 6, 10)
    together = late_interest(1_000, DUE, PAID, 0.1, [day], [700])
    assert late_interest(1_000, DUE, PAID, 0.1, [day, day], [300, 400]) == pytest.approx(together)


@pytest.mark.parametrize(
    ("keywords", "error", "said"),
    [
        ({"outstanding": -1}, OutOfDomain, "outstanding must not be negative"),
        ({"annual_rate": 8}, OutOfDomain, "annual_rate must be from 0 to 1"),
        ({"basis": 366}, OutOfDomain, "basis must be 365 or 360"),
        ({"annual_rate": []}, NotAvailable, "at least one row"),
        ({"annual_rate": [["from", "rate"]]}, NotAvailable, "at least one row"),
        ({"annual_rate": [["2023-01-01", 0.1]]}, InvalidValue, "begin with a date in row 1"),
        ({"annual_rate": [[True, 0.1]]}, InvalidValue, "begin with a date"),
        ({"annual_rate": [[dt.date(2023, 1, 1), "8 %"]]}, InvalidValue, "row 1 must be a number"),
        ({"annual_rate": [[dt.date(2023, 1, 1), True]]}, InvalidValue, "row 1 must be a number"),
        ({"annual_rate": [[dt.date(2023, 1, 1)]]}, InvalidValue, "row 1 must be a number"),
        ({"annual_rate": [[dt.date(2023, 1, 1), 8.0]]}, OutOfDomain, "row 1 must be from 0 to 1"),
        ({"annual_rate": [[12.0, 0.1]]}, OutOfDomain, "must be a date from 1 March 1900"),
        ({"annual_rate": HALF_YEARS[::-1]}, OutOfDomain, "must rise, got 2023-01-01 in row 2"),
        ({"annual_rate": HALF_YEARS[1:]}, NotAvailable, "known from 2023-06-01"),
        ({"payments": [1]}, InvalidValue, "payment_dates must be given where payments is"),
        ({"payment_dates": [DUE]}, InvalidValue, "payments must be given where payment_dates is"),
        ({"payments": [1], "payment_dates": [None]}, InvalidValue, "blank in row 1"),
        ({"payments": [1], "payment_dates": [DUE, DUE]}, InvalidValue, "the same length"),
        ({"payments": [-1], "payment_dates": [DUE]}, OutOfDomain, "must not be negative"),
        ({"payments": [10_001], "payment_dates": [DUE]}, OutOfDomain, "above the amount owed"),
    ],
)
def test_late_interest_refuses(
    keywords: dict[str, Any], error: type[LedgerguardError], said: str
) -> None:
    usual: dict[str, Any] = {
        "outstanding": 10_000,
        "due_date": DUE,
        "paid_date": PAID,
        "annual_rate": 0.1,
    }
    with pytest.raises(error, match=said) as caught:
        late_interest(**{**usual, **keywords})
    assert caught.value.hint


@pytest.mark.parametrize("row", [[ErrorValue("#REF!"), 0.1], [DUE, ErrorValue("#REF!")]])
def test_an_error_among_the_rates_is_passed_on(row: list[Cell]) -> None:
    with pytest.raises(PropagatedError) as caught:
        late_interest(100, DUE, PAID, [row])
    assert caught.value.code == "#REF!"


def test_the_ends_of_the_calendar() -> None:
    last = dt.date.max
    assert late_interest(100, last, last, 0.1) == 0
    assert late_interest(365, dt.date(1900, 3, 1), last, 1, [last], [365]) == pytest.approx(
        (last - dt.date(1900, 3, 1)).days
    )


@st.composite
def part_payments(draw: st.DrawFn) -> list[tuple[dt.date, float]]:
    shares = draw(st.lists(st.tuples(days, st.floats(0, 0.24)), max_size=4))
    return list(shares)


@given(amounts, days, days, days, rates, rates, days, part_payments())
def test_interest_is_additive_over_adjoining_periods(
    amount: float,
    first: dt.date,
    second: dt.date,
    third: dt.date,
    rate: float,
    later_rate: float,
    change: dt.date,
    shares: list[tuple[dt.date, float]],
) -> None:
    due, middle, paid = sorted((first, second, third))
    dated = [DatedRate(dt.date(1999, 1, 1), rate), DatedRate(change, later_rate)]
    payments = [(day, share * amount) for day, share in shares]

    def interest(start: dt.date, end: dt.date) -> float:
        return sum(p.interest for p in accrue(amount, start, end, dated, payments))

    whole = interest(due, paid)
    assert interest(due, middle) + interest(middle, paid) == pytest.approx(
        whole, rel=1e-9, abs=1e-6
    )


@given(amounts, days, days, rates, part_payments())
def test_interest_is_never_negative_and_a_part_payment_never_raises_it(
    amount: float, due: dt.date, paid: dt.date, rate: float, shares: list[tuple[dt.date, float]]
) -> None:
    dated = [DatedRate(dt.date(1999, 1, 1), rate)]
    payments = [(day, share * amount) for day, share in shares]
    before = sum(p.interest for p in accrue(amount, due, paid, dated, payments[1:]))
    after = sum(p.interest for p in accrue(amount, due, paid, dated, payments))
    assert 0 <= after <= before * (1 + 1e-9)


@given(amounts, days, days, rates)
def test_the_periods_cover_each_late_day_once(
    amount: float, due: dt.date, paid: dt.date, rate: float
) -> None:
    dated = [DatedRate(dt.date(1999, 1, 1), rate), DatedRate(dt.date(2023, 1, 1), rate / 2)]
    periods = accrue(amount, due, paid, dated, [(dt.date(2023, 3, 3), amount / 2)])
    assert sum(p.days for p in periods) == max(0, (paid - due).days)
    for earlier, later in pairwise(periods):
        assert later.first_day - earlier.last_day == dt.timedelta(days=1)
