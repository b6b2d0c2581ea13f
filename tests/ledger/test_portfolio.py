"""Balances, aging, stages and customers against plain Python over the same rows, and their laws."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

import narwhals as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, PolicyError
from ledgerguard.formulas.escalation import Level, standing
from ledgerguard.formulas.payment import dbt, pay_index
from ledgerguard.ledger.aging import bucketed
from ledgerguard.ledger.customers import summaries
from ledgerguard.ledger.engines.engine import engine
from ledgerguard.ledger.lateness import lateness
from ledgerguard.ledger.portfolio import (
    balances,
    customer_names,
    in_currency,
    in_one_currency,
    items,
    refuse_overflow,
)
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import LEVELS, account_stages, item_stages
from ledgerguard.units import from_serial

FIVE = (Level(-7), Level(3), Level(15), Level(30), Level(90))
MONITORING = (Level(7, "delivery"), Level(-15), Level(30))
MIXED = (Level(-5), Level(10, "delivery"), Level(20), Level(30, "delivery"))
LADDERS = st.sampled_from([FIVE, MONITORING, MIXED])


def day_of(number: int) -> dt.date | None:
    return None if number == NO_DAY else from_serial(number)


@law
@given(ledgers, st.integers(DAY - 400, DAY + 100))
def test_balances_equal_a_plain_sum(rows: list[Row], day: int) -> None:
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 7)
    for row in rows:
        open_ = row.open(day)
        if open_ == 0:
            continue
        late = day - row.due if row.due != NO_DAY and open_ > 0 and row.due < day else 0
        figures = expected[row.customer_id, row.currency]
        figures[0] += 1
        figures[1] += open_
        figures[2] += max(open_, 0)
        figures[3] += open_ if late else 0
        figures[4] += max(open_, 0) if row.disputed else 0
        figures[5] += min(open_, 0)
        figures[6] = max(figures[6], late)
    found = balances(frame_of(rows), day)
    assert {
        b.account: [b.items, b.open, b.owed, b.overdue, b.disputed, b.unapplied, b.oldest]
        for b in found
    } == expected
    assert [b.open for b in found] == sorted((b.open for b in found), reverse=True)


@law
@given(ledgers, st.sampled_from(["due", "invoice"]), st.integers(DAY - 400, DAY + 100))
def test_buckets_sum_to_the_open_total(rows: list[Row], basis: str, day: int) -> None:
    frame = frame_of(rows)
    totals: dict[str, int] = {row.currency: 0 for row in rows}
    for row in rows:
        totals[row.currency] += row.open(day)
    by_currency = bucketed(frame, day, basis=basis)  # type: ignore[arg-type]
    assert {row.currency: row.total for row in by_currency} == totals
    summed: dict[str, list[int]] = {row.currency: [0] * len(row.buckets) for row in by_currency}
    for row_ in bucketed(frame, day, by="customer", basis=basis):  # type: ignore[arg-type]
        for number, amount in enumerate(row_.buckets):
            summed[row_.currency][number] += amount
    assert {row.currency: list(row.buckets) for row in by_currency} == summed


@law
@given(ledgers, st.integers(DAY - 400, DAY + 100))
def test_every_item_stands_in_its_own_bucket(rows: list[Row], day: int) -> None:
    alone = [row._replace(customer_id=str(number)) for number, row in enumerate(rows)]
    expected = {}
    for row in alone:
        open_, late = row.open(day), day - row.due
        number = 0 if late <= 0 else 1 if late <= 10 else 2 if late <= 45 else 3
        place = 5 if open_ < 0 else 4 if row.due == NO_DAY else number
        if open_:
            expected[row.customer_id] = [open_ if place == here else 0 for here in range(6)]
    found = bucketed(frame_of(alone), day, by="customer", edges=(0, 10, 45))
    assert {r.customer_id: [*r.buckets, r.undated, r.unapplied] for r in found} == expected


def test_counted_from_the_invoice_an_age_of_0_is_in_the_first_bucket() -> None:
    rows = [Row(issued=DAY - age, amount=amount) for age, amount in ((0, 1), (30, 2), (31, 4))]
    (found,) = bucketed(frame_of(rows), DAY, basis="invoice")
    assert found.buckets == (3, 4, 0, 0)


@law
@given(ledgers, LADDERS, st.integers(0, 5))
def test_the_stage_of_an_item_is_that_of_standing(
    rows: list[Row], ladder: tuple[Level, ...], grace: int
) -> None:
    opened = items(frame_of(rows), DAY)
    for item in item_stages(opened, DAY, ladder, grace).rows(named=True):
        reached, coming = item["reached"] % LEVELS, item["coming"] % LEVELS
        try:
            expected = standing(
                ladder, from_serial(item["due"]), from_serial(DAY), day_of(item["delivered"]), grace
            )
        except NotAvailable:
            assert (item["stage"], reached, coming) == (0, 0, 0)
            continue
        assert item["stage"] == expected.stage
        assert (ladder[reached - 1] if reached else None) == expected.level
        assert (ladder[coming - 1] if coming else None) == expected.next_level
        if coming:
            assert from_serial(item["coming"] // LEVELS) == expected.next_date


@law
@given(ledgers, LADDERS)
def test_a_customer_stands_at_its_highest_undisputed_item(
    rows: list[Row], ladder: tuple[Level, ...]
) -> None:
    expected: dict[tuple[str, str], tuple[int, int, int]] = {}
    for row in rows:
        if row.open(DAY) <= 0 or row.disputed or row.due == NO_DAY:
            continue
        try:
            stage = standing(
                ladder, from_serial(row.due), from_serial(DAY), day_of(row.delivered)
            ).stage
        except NotAvailable:
            stage = 0
        key = (row.customer_id, row.currency)
        highest, amount, number = expected.get(key, (0, 0, 0))
        chased = row.open(DAY) if stage else 0
        expected[key] = (max(highest, stage), amount + chased, number + bool(stage))
    found = account_stages(items(frame_of(rows), DAY), DAY, ladder)
    assert {k: (s.stage, s.chased, s.chased_items) for k, s in found.items()} == expected


def test_since_and_next_of_a_customer_come_from_its_highest_items() -> None:
    rows = [Row(due=DAY - 20), Row(due=DAY - 17), Row(due=DAY - 4), Row(due=DAY - 80, disputed=1)]
    (found,) = account_stages(items(frame_of(rows), DAY), DAY, FIVE).values()
    # By hand: the first two are at stage 3 (15 days), since 5 and 2 days ago; stage 4 at 30 days.
    assert (found.stage, found.level, found.since) == (3, FIVE[2], DAY - 5)
    assert (found.next_level, found.next_on) == (FIVE[3], DAY + 10)
    assert (found.chased, found.chased_items, found.oldest) == (30_000, 3, 20)


def test_no_further_level_and_no_level_yet() -> None:
    (last,) = account_stages(items(frame_of([Row(due=DAY - 90)]), DAY), DAY, FIVE).values()
    assert (last.stage, last.next_level, last.next_on) == (5, None, NO_DAY)
    (first,) = account_stages(items(frame_of([Row(due=DAY + 8)]), DAY), DAY, FIVE).values()
    assert (first.stage, first.level, first.since, first.next_on) == (0, None, NO_DAY, DAY + 1)


def test_a_ladder_too_long_to_be_coded_is_refused() -> None:
    with pytest.raises(PolicyError, match="fewer than 64 levels, got 64"):
        item_stages(items(frame_of([Row()]), DAY), DAY, [Level(day) for day in range(64)])


@law
@given(ledgers)
def test_dbt_and_pay_index_are_those_of_the_formulas(rows: list[Row]) -> None:
    paid: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if (
            row.issued <= DAY and 0 < row.amount <= row.paid and row.due != NO_DAY
        ) and DAY - 365 < row.paid_on <= DAY:
            paid[row.customer_id, row.currency].append((row.amount, row.paid_on - row.due))
    found = lateness(frame_of(rows), DAY)
    assert found.keys() == paid.keys()
    for account, pairs in paid.items():
        amounts, delays = [a for a, _ in pairs], [d for _, d in pairs]
        assert found[account].days_beyond_terms == pytest.approx(dbt(amounts, delays))
        assert found[account].pay_index == pytest.approx(pay_index(delays, amounts))


@law
@given(ledgers, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_rows(rows: list[Row], chance: random.Random) -> None:
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    assert summaries(frame_of(rows), DAY, FIVE) == summaries(frame_of(shuffled), DAY, FIVE)
    assert bucketed(frame_of(rows), DAY, by="customer") == bucketed(
        frame_of(shuffled), DAY, by="customer"
    )


@law
@given(ledgers, st.integers(DAY - 400, DAY))
def test_the_past_is_the_ledger_cut_to_that_day(rows: list[Row], day: int) -> None:
    cut = [
        row._replace(paid=0, paid_on=NO_DAY) if row.paid_on > day else row
        for row in rows
        if row.issued <= day
    ]
    assert summaries(frame_of(rows), day, MIXED) == summaries(frame_of(cut), day, MIXED)


def test_who_has_neither_open_items_nor_dealt_within_the_year_is_left_out() -> None:
    long_ago = Row("old", issued=DAY - 800, due=DAY - 770, paid=10_000, paid_on=DAY - 365)
    payer = Row("payer", issued=DAY - 800, due=DAY - 770, paid=10_000, paid_on=DAY - 364)
    buyer = Row("buyer", issued=DAY - 364, due=DAY - 334, paid=10_000, paid_on=NO_DAY)
    frame = frame_of([long_ago, payer, buyer])
    assert [s.balance.customer_id for s in summaries(frame, DAY, FIVE)] == ["buyer", "payer"]
    # A sales window longer than the year adds sales, but no customers.
    longer = summaries(frame, DAY, FIVE, period_days=900)
    assert [s.balance.customer_id for s in longer] == ["buyer", "payer"]


def test_dso_of_a_customer_nets_credit_notes_and_is_none_without_sales() -> None:
    rows = [
        Row("A", issued=DAY - 10, due=DAY + 20, amount=50_000),
        Row("A", issued=DAY - 100, due=DAY - 70, amount=30_000),
        Row("A", issued=DAY - 5, due=DAY - 5, amount=-10_000),
        Row("B", issued=DAY - 100, due=DAY - 70, amount=1_000),
    ]
    first, second = summaries(frame_of(rows), DAY, FIVE)
    # By hand: open 700, sales of 90 days 500 - 100; not overdue 400.
    assert first.dso == pytest.approx(700 / 400 * 90)
    assert first.best_dso == pytest.approx(400 / 400 * 90)
    assert first.overdue_share == pytest.approx(300 / 800)
    assert (second.dso, second.best_dso) == (None, None)


def test_the_most_frequent_spelling_names_a_customer() -> None:
    rows = [Row(customer="B Ltd"), Row(customer="A Ltd."), Row(customer="B Ltd")]
    assert customer_names(frame_of(rows), DAY) == {"A": "B Ltd"}
    assert customer_names(frame_of(rows[:2]), DAY) == {"A": "A Ltd."}


def test_currencies_are_asked_for_and_never_added() -> None:
    frame = frame_of([Row(currency="EUR"), Row(currency="USD"), Row(currency="")])
    with pytest.raises(InvalidValue, match=r'currency must be one of "" .*EUR, USD, got none'):
        in_one_currency(frame, None)
    with pytest.raises(InvalidValue, match=r"one of .*EUR, USD, got 'GBP'"):
        in_currency(frame, "GBP")
    assert in_one_currency(frame, " usd ")[1] == "USD"
    assert len(in_currency(frame, "美元")) == 1
    assert in_one_currency(frame_of([]), "EUR")[1] == ""


def test_totals_that_no_int64_can_hold_are_refused() -> None:
    rows = [Row(amount=2**62), Row(amount=2**62)]
    with pytest.raises(OutOfDomain, match=r"add up to at most 9e\+18 minor units, got 9.223e\+18"):
        items(frame_of(rows), DAY)


def test_what_duckdb_says_of_a_table_bounds_its_total(tmp_path: Path) -> None:
    rows = [Row(amount=700, paid=100, paid_on=DAY), Row(amount=-900), Row(amount=5)]
    with engine("duckdb") as duck:
        duck.write_parquet(duck.own(frame_of(rows)), tmp_path / "ledger.parquet")
        for frame in (duck.own(frame_of(rows)), duck.parquet([tmp_path / "ledger.parquet"])):
            # Three rows as the largest of each column, where adding up says 1,705.
            assert refuse_overflow(frame) == 3 * 900 + 3 * 100
            assert refuse_overflow(frame.filter(nw.col("amount") > 700)) == 0
        # A bound that would make the program longer is not taken: the rows are added up.
        outlier = duck.own(frame_of([Row(amount=10**15), Row(amount=1)]))
        assert refuse_overflow(outlier) == 10**15 + 1
        with pytest.raises(OutOfDomain, match=r"got 9.223e\+18"):
            refuse_overflow(duck.own(frame_of([Row(amount=2**62), Row(amount=2**62)])))
