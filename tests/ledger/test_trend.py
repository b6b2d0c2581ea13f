"""The trend against an independent oracle over real invoices, and against the single days."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from ledger_rows import DAY, Row, cells_of, frame_of, law, ledgers
from shared_files import shared

from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain
from ledgerguard.ledger.aging import bucketed
from ledgerguard.ledger.calendar import month_points, month_spans
from ledgerguard.ledger.lateness import settled_in_full
from ledgerguard.ledger.portfolio import balances, in_currency, known
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.ledger.trend import trend
from ledgerguard.ledger.trend_table import dso_trend
from ledgerguard.units import serial

TOLERANCE = 6e-5  # the oracle is printed with four decimals, shares and days with six

by_file = pytest.mark.parametrize("name", ["ibm_ar_us_mdy.csv", "ibm_ar_eu_dmy.csv"])


@cache
def oracle() -> list[dict[str, float]]:
    """22 month ends, computed in pandas independently of this project (shared/data/README.md)."""
    with shared("ibm_month_end.csv").open(encoding="utf-8") as file:
        return [
            {
                key: serial(dt.date.fromisoformat(value)) if key == "as_of" else float(value)
                for key, value in row.items()
            }
            for row in csv.DictReader(file)
        ]


@cache
def ibm_trend(name: str) -> Sequence[Sequence[Any]]:
    cells = sheet_rows(read(shared(name)))
    return dso_trend(cells, dt.date(2013, 12, 31), months=22)[1:]


@by_file
@pytest.mark.parametrize(
    ("column", "key"),
    [
        (0, "as_of"),
        (1, "open_ar"),
        (3, "sales_90d"),
        (4, "dso_90d"),
        (5, "bpdso_90d"),
        (6, "dso_countback_month"),
        (9, "n_open"),
        (10, "pct_late_12m"),
        (11, "mean_signed_days_late_12m"),
    ],
)
def test_dso_trend_of_the_ibm_ledger_agrees_with_the_oracle(
    name: str, column: int, key: str
) -> None:
    found = [row[column] for row in ibm_trend(name)]
    assert found == pytest.approx([row[key] for row in oracle()], abs=TOLERANCE, rel=0)


@by_file
def test_add_and_current_share_of_the_ibm_ledger(name: str) -> None:
    for row, expected in zip(ibm_trend(name), oracle(), strict=True):
        late = expected["open_ar"] - expected["current"]
        assert row[2] == pytest.approx(late)
        assert row[7] == pytest.approx(expected["dso_90d"] - expected["bpdso_90d"], abs=1e-4)
        assert row[8] == pytest.approx(expected["current"] / expected["open_ar"])


@by_file
def test_aging_of_the_ibm_ledger_agrees_with_the_oracle(name: str) -> None:
    frame = read(shared(name)).frame
    for expected in oracle():
        (found,) = bucketed(frame, int(expected["as_of"]))
        amounts = [expected[key] for key in ("current", "d1_30", "d31_60", "d61_90", "d90_plus")]
        assert found.buckets == tuple(round(100 * amount) for amount in amounts)
        assert found.total == round(100 * expected["open_ar"])


@by_file
def test_the_settled_invoices_of_the_ibm_ledger_are_those_of_the_oracle(name: str) -> None:
    frame = read(shared(name)).frame
    days = [int(expected["as_of"]) for expected in oracle()]
    points = trend(frame, days[-1], len(days), 90)
    assert [point.settled for point in points] == [row["n_paid_12m"] for row in oracle()]


@law
@given(ledgers)
def test_each_point_is_the_portfolio_of_its_day(rows: list[Row]) -> None:
    frame = frame_of(rows)
    for currency in {row.currency for row in rows}:
        one = in_currency(frame, currency)
        for point in trend(one, DAY, 4, 45):
            found = balances(one, point.day)
            own = [row for row in rows if row.currency == currency]
            paid = settled_in_full(known(one, point.day)).rows(named=True)
            year = [p["delay"] for p in paid if point.day - 365 < p["paid_on"] <= point.day]
            assert point.receivables == sum(b.open for b in found)
            assert point.owed == sum(b.owed for b in found)
            assert point.overdue == sum(b.overdue for b in found)
            assert point.open_items == sum(row.open(point.day) > 0 for row in own)
            assert point.sales == sum(
                row.amount for row in own if point.day - 45 < row.issued <= point.day
            )
            assert (point.settled, point.days_late) == (len(year), sum(year))
            assert point.settled_late == sum(delay > 0 for delay in year)


def test_points_are_month_ends_and_the_last_one_the_day_itself() -> None:
    days = month_points(serial(dt.date(2024, 3, 31)), 4)
    assert days == [
        serial(dt.date(*ymd))
        for ymd in ((2023, 12, 31), (2024, 1, 31), (2024, 2, 29), (2024, 3, 31))
    ]
    assert month_points(serial(dt.date(2024, 3, 1)), 2)[0] == serial(dt.date(2024, 2, 29))


def test_the_running_month_is_counted_to_the_day() -> None:
    spans = month_spans(serial(dt.date(2024, 3, 10)), serial(dt.date(2024, 1, 31)))
    assert [upto - after for after, upto in spans] == [10, 29, 31]


def test_countback_of_the_published_example() -> None:
    # Divalto: 2,500 on 30 November; sales 1,200, 800, 700 newest first: 30 + 31 + 500/700 * 30.
    amounts = (((2023, 11, 30), 1200), ((2023, 10, 15), 800), ((2023, 9, 1), 700))
    rows = [
        Row(issued=serial(dt.date(*day)), due=serial(dt.date(2023, 12, 31)), amount=amount * 100)
        for day, amount in amounts
    ]
    rows[2] = rows[2]._replace(paid=20_000, paid_on=serial(dt.date(2023, 11, 1)))
    ((*_,), row) = dso_trend(cells_of(rows), dt.date(2023, 11, 30), months=1)
    assert row[1] == 2500
    assert row[6] == pytest.approx(82.43, abs=0.005)


def test_what_cannot_be_computed_is_an_error_in_its_cell() -> None:
    rows = [Row(issued=DAY - 200, due=DAY + 9, amount=10_000)]
    _, row = dso_trend(cells_of(rows), dt.date(2024, 2, 28), months=1)
    codes = [cell.code if isinstance(cell, ErrorValue) else cell for cell in row]
    # No sales in 90 days; the count-back reaches the one invoice of 12 August over seven months.
    assert codes[3:6] == [0, "#DIV/0!", "#DIV/0!"]
    assert codes[6] == 28 + 31 + 31 + 30 + 31 + 30 + 31  # February back to August
    assert codes[7:] == ["#DIV/0!", 1.0, 1, "#DIV/0!", "#DIV/0!"]


def test_a_history_too_short_to_count_back_is_na() -> None:
    rows = [Row(amount=10_000), Row(issued=-1, due=-1, amount=5_000)]
    _, row = dso_trend(cells_of(rows), dt.date(2024, 2, 28), months=1)
    assert isinstance(row[6], ErrorValue)
    assert row[6].code == "#N/A"


def test_an_empty_ledger_has_a_trend_without_sales() -> None:
    (point,) = trend(frame_of([]), DAY, 1, 90)
    assert (point.receivables, point.sales, point.month_sales) == (0, 0, (0,))


def test_the_trend_of_several_currencies_asks_for_one() -> None:
    cells = cells_of([Row(currency="EUR"), Row(currency="USD", amount=700)])
    with pytest.raises(InvalidValue, match="currency must be one of EUR, USD, got none"):
        dso_trend(cells, dt.date(2024, 2, 28))
    assert dso_trend(cells, dt.date(2024, 2, 28), 1, "USD")[1][1] == 7.0


@pytest.mark.parametrize(("months", "period_days"), [(0, 90), (13, 0)])
def test_a_trend_needs_a_month_and_a_period(months: int, period_days: int) -> None:
    with pytest.raises(OutOfDomain, match=r"must be from 1 to .*, got 0"):
        dso_trend(cells_of([Row()]), dt.date(2024, 2, 28), months, None, period_days)
