"""A customer's behaviour by the ledger: counted by hand on a few invoices, and by law on many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.casework.customer_file.behaviour import (
    MOST_QUARTERS,
    Behaviour,
    behaviour_of,
    behaviours,
    highest_balance,
    quarter_ends,
)
from ledgerguard.ledger.schema import NO_DAY

# DAY is 28 February 2024. 31 December 2023 is 45291, 30 September 45199, 30 June 45107.
PAID = [
    Row(issued=45_200, due=45_230, amount=100_000, paid=100_000, paid_on=45_225),  # 5 days early
    Row(issued=45_210, due=45_240, amount=50_000, paid=50_000, paid_on=45_240),  # on the day
    Row(issued=45_220, due=45_250, amount=900_000, paid=900_000, paid_on=45_260),  # 10 days late
]


def test_lateness_and_sales_of_the_year() -> None:
    found = behaviour_of(frame_of(PAID), "A", DAY)["EUR"]
    # (-5 x 1,000 + 0 x 500 + 10 x 9,000) / 10,500
    assert found.days_beyond_terms == pytest.approx(85_000 / 10_500)
    assert found.sales_12m == 1_050_000
    assert found.first_issued == 45_200
    assert (found.open, found.overdue, found.oldest_days) == (0, 0, 0)


def test_the_highest_balance_counts_only_what_was_paid_in_time() -> None:
    frame = frame_of(PAID)
    # 1,000 from 45200 to 45224, 500 from 45210 to 45239: together 1,500.
    assert behaviour_of(frame, "A", DAY)["EUR"].highest_paid == 150_000
    assert behaviour_of(frame, "A", DAY, tolerance_days=9)["EUR"].highest_paid == 150_000
    # With ten days of tolerance the third stands beside both from 45220 to 45224.
    assert behaviour_of(frame, "A", DAY, tolerance_days=10)["EUR"].highest_paid == 1_050_000


def test_what_is_older_than_a_year_or_not_yet_paid_is_no_proof() -> None:
    frame = frame_of(PAID)
    assert behaviour_of(frame, "A", 45_239)["EUR"].highest_paid == 100_000  # 500 paid a day later
    # A year after the last payment in time nothing is left to show.
    assert behaviour_of(frame, "A", 45_240 + 364)["EUR"].highest_paid == 50_000
    assert behaviour_of(frame, "A", 45_240 + 365)["EUR"].highest_paid == 0


def test_open_and_overdue_on_the_day() -> None:
    rows = [
        Row(issued=DAY - 60, due=DAY - 30, amount=10_000),
        Row(issued=DAY - 10, due=DAY + 20, amount=5_000),
        Row(issued=DAY - 10, due=NO_DAY, amount=-2_000),
        Row(issued=DAY + 1, due=DAY + 31, amount=77_000),  # not known yet
    ]
    found = behaviour_of(frame_of(rows), "A", DAY)["EUR"]
    assert (found.open, found.overdue, found.oldest_days) == (13_000, 10_000, 30)
    assert found.days_beyond_terms is None
    assert found.pay_index is None
    assert found.sales_12m == 13_000


def test_quarters_are_complete_and_oldest_first() -> None:
    rows = [
        Row(issued=45_107, amount=1_000),  # the last day of June 2023
        Row(issued=45_108, amount=2_000),  # the first of July
        Row(issued=45_291, amount=4_000),  # the last of the year
        Row(issued=45_292, amount=8_000),  # a quarter that has not ended
    ]
    assert behaviour_of(frame_of(rows), "A", DAY)["EUR"].quarters == (1_000, 2_000, 4_000)
    # On the last day of March the quarter is complete.
    assert behaviour_of(frame_of(rows), "A", 45_382)["EUR"].quarters[-1] == 8_000


def test_the_ends_of_quarters() -> None:
    assert quarter_ends(45_108, 45_291) == [45_199, 45_291]
    assert quarter_ends(45_108, 45_290) == [45_199]
    assert quarter_ends(45_300, 45_290) == []
    assert len(quarter_ends(30_000, 45_290)) == MOST_QUARTERS


def test_currencies_are_kept_apart_and_customers_too() -> None:
    rows = [Row(amount=1_000), Row(currency="USD", amount=2_000), Row("B", amount=4_000)]
    found = behaviours(frame_of(rows), DAY)
    assert {key: {c: b.open for c, b in one.items()} for key, one in found.items()} == {
        "A": {"EUR": 1_000, "USD": 2_000},
        "B": {"EUR": 4_000},
    }
    assert behaviour_of(frame_of(rows), "C", DAY) == {}
    assert behaviour_of(frame_of(rows), "A", 45_000) == {}  # before the first invoice


def test_a_row_without_any_date_is_behaviour_all_the_same() -> None:
    found = behaviour_of(frame_of([Row(issued=NO_DAY, due=NO_DAY, amount=5)]), "A", DAY)["EUR"]
    assert found == Behaviour("EUR", open=5)


@law
@given(ledgers, st.integers(DAY - 300, DAY + 50))
def test_one_customer_is_seen_alike_alone_and_among_all(rows: list[Row], day: int) -> None:
    together = behaviours(frame_of(rows), day)
    for customer in "ABC":
        assert behaviour_of(frame_of(rows), customer, day) == together.get(customer, {})


@law
@given(ledgers, st.integers(DAY - 300, DAY + 50))
def test_what_comes_later_changes_nothing(rows: list[Row], day: int) -> None:
    known = [row for row in rows if row.issued <= day]
    seen = [row._replace(paid=0, paid_on=NO_DAY) if row.paid_on > day else row for row in known]
    assert behaviours(frame_of(rows), day) == behaviours(frame_of(seen), day)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 100)), max_size=12)
)
def test_the_highest_balance_is_that_of_the_highest_day(loans: list[tuple[int, int, int]]) -> None:
    by_day = [sum(a for issued, paid, a in loans if issued <= day < paid) for day in range(31)]
    assert highest_balance(loans) == max(by_day)
