"""What the ledger showed at each point: by hand, and against a plain count of the same rows."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.casework.watch.default_rates import yearly_default_rates
from ledgerguard.casework.watch.score import Weights, warning_scores
from ledgerguard.casework.watch.series import AccountPoint, picture, portfolio_of
from ledgerguard.ledger.portfolio import in_currency
from ledgerguard.ledger.schema import NO_DAY

PLAIN = Weights(1e9, by_amount=False, overdue=True, trend=0.0, shrink=0.0)


def test_points_are_thirty_days_apart_and_end_with_the_day() -> None:
    assert picture(frame_of([Row()]), DAY, 3).days == (DAY - 60, DAY - 30, DAY)


def test_delay_of_a_month_by_hand() -> None:
    rows = [
        # Settled within the month: 100 two days early, 300 ten days late.
        Row(due=DAY - 10, amount=100, paid=100, paid_on=DAY - 12),
        Row(due=DAY - 30, amount=300, paid=300, paid_on=DAY - 20),
        # Overdue for five days: 200. In dispute, not due, and settled before the month: nothing.
        Row(due=DAY - 5, amount=200),
        Row(due=DAY - 99, amount=900, disputed=1),
        Row(due=DAY + 5, amount=900),
        Row(issued=DAY - 90, due=DAY - 60, amount=900, paid=900, paid_on=DAY - 30),
    ]
    point = picture(frame_of(rows), DAY).accounts["A", "EUR"][-1]
    # (-2 * 100 + 10 * 300 + 5 * 200) / 600 = 3800 / 600.
    assert point.delay == pytest.approx(3800 / 600)
    assert (point.oldest, point.owed, point.overdue) == (5, 2000, 1100)


def test_dso_overdue_share_and_default_of_a_point() -> None:
    point = AccountPoint(open=300, owed=400, overdue=100, oldest=91, sales=900)
    assert point.dso == pytest.approx(30)  # 300 / 900 * 90
    assert point.overdue_share == pytest.approx(0.25)
    assert point.defaulted
    assert not AccountPoint(oldest=90).defaulted
    nothing = AccountPoint(open=-5, sales=900)
    assert (nothing.dso, nothing.overdue_share, nothing.delay) == (None, None, None)


def test_two_currencies_are_two_accounts() -> None:
    seen = picture(frame_of([Row(amount=100), Row(currency="USD", amount=7)]), DAY)
    assert seen.owed == {"EUR": 100, "USD": 7}
    assert seen.currencies == ["EUR", "USD"]
    assert set(seen.of_customer("A")) == {"EUR", "USD"}
    assert portfolio_of(seen.of_currency("USD"), -1).owed == 7


@law
@given(ledgers)
def test_points_add_up_to_a_plain_count(rows: list[Row]) -> None:
    seen = picture(frame_of(rows), DAY, 2)
    for place, day in enumerate(seen.days):
        for (customer, currency), points in seen.accounts.items():
            mine = [r for r in rows if (r.customer_id, r.currency) == (customer, currency)]
            assert points[place].open == sum(r.open(day) for r in mine)
            assert points[place].owed == sum(max(0, r.open(day)) for r in mine)


@law
@given(ledgers, ledgers)
def test_what_comes_later_changes_nothing(rows: list[Row], later: list[Row]) -> None:
    def hidden(row: Row) -> Row:
        return row._replace(paid=0, paid_on=NO_DAY) if row.paid_on > DAY else row

    # A dispute has no day, so that it stays; all else that is dated later must not be seen.
    coming = [row._replace(issued=DAY + 1 + n) for n, row in enumerate(later)]
    before, after = frame_of([hidden(row) for row in rows]), frame_of([*rows, *coming])
    assert picture(before, DAY, 2).accounts == picture(after, DAY, 2).accounts
    assert warning_scores(before, DAY) == warning_scores(after, DAY)


@law
@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[Row], chance: Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert picture(frame_of(rows), DAY, 2) == picture(frame_of(mixed), DAY, 2)
    assert warning_scores(frame_of(rows), DAY) == warning_scores(frame_of(mixed), DAY)


def test_the_score_by_hand() -> None:
    rows = [
        Row(due=DAY - 100, amount=100, paid=100, paid_on=DAY - 100),  # prompt
        Row(due=DAY - 70, amount=300, paid=300, paid_on=DAY - 50),  # 20 late, 50 days ago
        Row(due=DAY - 40, amount=500),  # 40 so far
        Row("B", due=DAY - 40, amount=100, paid=100, paid_on=DAY - 44),  # 4 early
        Row("C", due=DAY - 500, amount=100, paid=100, paid_on=DAY - 400),  # more than a year ago
    ]
    frame = frame_of(rows)

    def score(customer: str = "A", **changed: float) -> float:
        weights = {name: getattr(PLAIN, name) for name in Weights.__slots__} | changed
        return warning_scores(frame, DAY, Weights(**weights))[customer, "EUR"]

    assert set(warning_scores(frame, DAY)) == {("A", "EUR"), ("B", "EUR")}
    assert score() == pytest.approx((0 + 20 + 40) / 3, abs=1e-6)
    assert score(by_amount=True) == pytest.approx((300 * 20 + 500 * 40) / 900, abs=1e-4)
    assert score(overdue=False) == pytest.approx(10, abs=1e-6)
    waits = frame_of([Row("W", due=DAY - 9, amount=5)])
    assert warning_scores(waits, DAY) == {("W", "EUR"): 9}
    assert warning_scores(waits, DAY, Weights(50, False, False, 0, 0)) == {}
    # Half-life 50 days: weights 1/4, 1/2 and 1.
    assert score(half_life_days=50) == pytest.approx((20 / 2 + 40) / 1.75)
    # Mean of all four: (0 + 20 + 40 - 4) / 4 = 14; two such payments are added to B's one.
    assert score("B", shrink=2) == pytest.approx((-4 + 2 * 14) / 3, abs=1e-5)


def test_a_trend_may_be_carried_on() -> None:
    # One payment a month, 2 days later each time: delays 0, 2, 4, 6, mean 3; 3 months on: + 6.
    rows = [
        Row(due=DAY - 30 * back - 2 * (3 - back), amount=9, paid=9, paid_on=DAY - 30 * back)
        for back in range(4)
    ]
    carried = Weights(1e9, by_amount=False, overdue=True, trend=1.0, shrink=0.0)
    assert warning_scores(frame_of(rows), DAY, carried)["A", "EUR"] == pytest.approx(9, abs=1e-5)
    assert warning_scores(frame_of(rows), DAY, PLAIN)["A", "EUR"] == pytest.approx(3, abs=1e-5)
    # Three months are too few for a trend.
    assert warning_scores(frame_of(rows[:3]), DAY, carried)["A", "EUR"] == pytest.approx(
        4, abs=1e-5
    )


def test_yearly_default_rate_by_hand() -> None:
    start = DAY - 365
    old = Row("Z", issued=start - 200, due=start - 170, amount=5, paid=5, paid_on=start - 100)
    rows = [
        old,
        # Four owe something a year before; D is in default already and is no part of the cohort.
        Row("A", issued=start - 10, due=start + 20, amount=5),  # never pays: default
        Row("B", issued=start - 10, due=start + 20, amount=5, paid=5, paid_on=start + 111),
        Row("C", issued=start - 10, due=start + 20, amount=5, paid=5, paid_on=start + 110),
        Row("D", issued=start - 200, due=start - 100, amount=5),
        # Won meanwhile: belongs to the next cohort.
        Row("E", issued=start + 10, due=start + 20, amount=5),
        Row("F", issued=start - 10, due=start + 20, amount=5, disputed=1),
    ]
    frame = in_currency(frame_of(rows), "EUR")
    rates = yearly_default_rates(frame, picture(frame, DAY))
    # Day 91 past due is start + 111: B pays on that very day, in time, and C before; so A alone of
    # A, B, C and F.
    assert rates[-1] == pytest.approx(1 / 4)
    # Five months earlier the cohort is Z and D, and D goes into default within that year.
    assert rates[0] == pytest.approx(1 / 2)
    young = frame_of(rows[1:4])
    assert yearly_default_rates(young, picture(young, DAY))[:-1] == (None,) * 5


def test_nobody_owed_anything_a_year_ago() -> None:
    rows = [Row(issued=DAY - 700, due=DAY - 690, amount=5, paid=5, paid_on=DAY - 650)]
    frame = frame_of(rows)
    assert yearly_default_rates(frame, picture(frame, DAY)) == (None,) * 6


def test_a_ledger_without_a_row() -> None:
    seen = picture(frame_of([]), DAY)
    assert seen.accounts == {}
    assert seen.began == NO_DAY
    assert not seen.covers(-1)
