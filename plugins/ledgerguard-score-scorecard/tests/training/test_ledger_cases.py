"""Cases from a ledger: the outcome by hand, and no word of the future in the features."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerguard.ledger.read import read
from ledgerguard.ledger.schema import FRAME, NO_DAY
from ledgerguard.units import serial
from shared_files import shared

from ledgerguard_score_scorecard.ledger_features import FEATURES, features, known_at
from ledgerguard_score_scorecard.table import TableError
from ledgerguard_score_scorecard.training.ledger_cases import (
    Outlook,
    cases,
    last_day,
    observation_days,
    outcomes,
)

DAY = serial(dt.date(2026, 6, 30))
OUTLOOK = Outlook(late_days=30, horizon_days=90, history_days=180)

Row = dict[str, Any]


def row(issued: int, due: int, paid_on: int | None, customer: str = "A", **other: Any) -> Row:
    """An invoice of 100; days count from the observation day."""
    return {
        "customer_id": customer,
        "issued": DAY + issued,
        "due": DAY + due,
        "paid_on": NO_DAY if paid_on is None else DAY + paid_on,
        "paid": 0 if paid_on is None else 10000,
        **other,
    }


def frame(*rows: Row) -> nw.DataFrame[Any]:
    usual: Row = {name: "" if kind is nw.String else 0 for name, kind in FRAME.items()}
    usual |= {"currency": "EUR", "amount": 10000, "delivered": NO_DAY}
    full = [
        {**usual, "row": n, "invoice": str(n), **one, "customer": one["customer_id"]}
        for n, one in enumerate(rows, start=2)
    ]
    return nw.from_native(pd.DataFrame(full, columns=[*FRAME]), eager_only=True)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (row(-20, 10, 40), False),  # exactly 30 days late
        (row(-20, 10, 41), True),  # 31
        (row(-20, 10, None), True),  # never paid
        (row(5, 35, None), True),  # issued after the day, and 31 days late on day 66
        (row(-20, 59, None), True),  # crosses on day 90, the last one
        (row(-20, 60, None), None),  # crosses on day 91: nothing to see within the horizon
        (row(-20, 60, 70), None),
        (row(-60, -29, 1), False),  # 29 days late on the day, paid on the next
        (row(-60, -29, 2), True),
        (row(-60, -30, 1), True),  # 30 days late on the day, 31 when it was paid
        (row(-60, -31, 5), None),  # too late already on the day: no case
        (row(-60, -31, None), None),
        (row(-90, -60, -1), None),  # settled before: tells nothing of the horizon
        (row(-20, 10, 12, paid=5000), True),  # half of it is still open
        (row(-20, 10, None, amount=-10000), None),  # a credit note
        (row(-20, 10, None) | {"due": NO_DAY}, None),
    ],
)
def test_the_outcome_by_hand(one: Row, expected: bool | None) -> None:
    assert outcomes(frame(one), OUTLOOK, DAY).get(("A", "EUR")) is expected


def test_one_bad_invoice_makes_the_account_bad_and_currencies_stand_apart() -> None:
    rows = [row(-20, 10, 10), row(-20, 11, None), row(-20, 10, 10, currency="USD")]
    found = outcomes(frame(*rows), OUTLOOK, DAY)
    assert found == {("A", "EUR"): True, ("A", "USD"): False}


def test_features_by_hand() -> None:
    told = features(
        frame(
            row(-100, -70, -60),  # 10 days late
            row(-80, -50, -50),  # in time
            row(-150, -120, -125, amount=20000, paid=20000),  # 5 early
            row(-40, -10, None),  # overdue
            row(-10, 20, 50),  # open on the day, whatever came after
        ),
        DAY,
    )["A", "EUR"]
    assert set(told) == set(FEATURES)
    assert told["invoices_paid"] == 3
    assert told["worst_days_late"] == 10
    assert told["late_share"] == pytest.approx(1 / 3)
    assert told["days_beyond_terms"] == pytest.approx((10 * 100 + 0 - 5 * 200) / 400)
    assert told["oldest_days_overdue"] == 10
    assert told["overdue_share"] == pytest.approx(0.5)
    assert told["open_days_of_sales"] == pytest.approx(200 / 300 * 90)
    assert told["sales_trend"] == pytest.approx(300 / 300)


def test_what_is_not_known_is_none() -> None:
    told = features(frame(row(-5, 25, None)), DAY)["A", "EUR"]
    unknown = {"days_beyond_terms", "pay_index", "worst_days_late", "late_share", "sales_trend"}
    assert {name for name, value in told.items() if value is None} == unknown | {
        "expected_days_late"
    }
    assert features(frame(row(5, 25, None)), DAY) == {}


DAYS = st.integers(-400, 120)
INVOICES = st.lists(
    st.tuples(st.sampled_from("AB"), DAYS, st.integers(0, 60), st.none() | st.integers(0, 200)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=int(os.environ.get("LEDGERGUARD_EXAMPLES", "15")))
@given(INVOICES, st.data())
def test_no_feature_knows_the_future(
    drawn: list[tuple[str, int, int, int | None]], data: st.DataObject
) -> None:
    """Whatever happens after the day, the features of the day stay what they were."""
    rows, other = [], []
    for customer, issued, terms, wait in drawn:
        paid_on = None if wait is None else issued + wait
        rows.append(row(issued, issued + terms, paid_on, customer))
        if issued > 0:  # not yet written: it may never be, or be another
            if data.draw(st.booleans()):
                other.append(row(issued + 7, issued + 9, None, customer, amount=77))
            continue
        if paid_on is None or paid_on > 0:  # still open: paid on another day, in part, or never
            later = data.draw(st.none() | st.integers(1, 300))
            paid = data.draw(st.sampled_from([1, 10000, 12000]))
            changed = row(issued, issued + terms, later, customer, disputed=1)
            other.append({**changed, "paid": 0 if later is None else paid})
        else:
            other.append({**rows[-1], "disputed": data.draw(st.integers(0, 1))})
    one = features(frame(*rows), DAY)
    assert features(frame(*other), DAY) == one if other else one == {}


def test_rows_whose_day_nobody_knows_are_left_out() -> None:
    undated = row(-50, -20, None, paid=10000)  # paid, who knows when
    unissued = row(0, -20, None) | {"issued": NO_DAY}
    kept = row(-20, 10, None)
    assert len(known_at(frame(undated, unissued, kept), DAY)) == 1


def test_observation_days_leave_room_before_and_after() -> None:
    first, last = serial(dt.date(2026, 1, 10)), serial(dt.date(2026, 12, 31))
    ledger = frame(row(first - DAY, first - DAY, last - DAY))
    days = observation_days(ledger, OUTLOOK, last_day(ledger))
    # From 180 days after 10 January (9 July) to 90 days before the end of December (2 October).
    assert days == [serial(dt.date(2026, month, day)) for month, day in ((7, 31), (8, 31), (9, 30))]


def test_a_ledger_that_is_too_short_says_so() -> None:
    with pytest.raises(TableError, match="must reach over 180 days and then 90 more"):
        cases(frame(row(-5, 25, None)), OUTLOOK)
    with pytest.raises(TableError, match="must reach over"):
        cases(frame(row(-5, 25, None) | {"issued": NO_DAY}), OUTLOOK)


def test_default_within_a_year_is_said_only_of_it() -> None:
    assert Outlook(90, 365).is_default
    assert not Outlook(30, 365).is_default
    assert not Outlook(90, 90).is_default
    assert Outlook(15, 60).words == "goes more than 15 days late within 60 days"


def test_cases_of_a_real_ledger_are_what_the_ledger_says() -> None:
    """Every label again, by another way: straight from the rows of the file."""
    whole = read(shared("ibm_ar_us_mdy.csv")).frame
    found = cases(whole, Outlook(15, 90, 180))
    table = nw.to_native(whole)
    assert len(found) > 1000
    assert 0.05 < sum(one["late"] == "1" for one in found) / len(found) < 0.4
    for one in found[::100]:
        day = serial(dt.date.fromisoformat(one["observed_on"]))
        mine = table[table["customer_id"] == one["customer_id"]]
        crosses = mine["due"] + 16
        inside = (crosses > day) & (crosses <= day + 90) & (mine["paid_on"] > day)
        late = inside & (mine["paid_on"] - mine["due"] > 15)
        assert inside.any()
        assert one["late"] == str(int(late.any()))
