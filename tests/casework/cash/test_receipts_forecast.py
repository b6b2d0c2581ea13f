"""The receipts of thirteen weeks by hand, and what must hold for every ledger."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import narwhals as nw
import pytest
from case_ledgers import DUE, Invoice, ledger
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.cash.delays import Rules
from ledgerguard.casework.cash.forecast import Forecast, forecast, outlook
from ledgerguard.casework.receipts_forecast import receipts_forecast
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.cashflow import cash_thirteen_weeks
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, from_serial

PLAIN = Rules("count", 365, pseudo_items=0, customer_items=1e9)  # no shifts, no policy
LINES = {"later": 13, "loss": 14, "credits": 15, "undated": 16}


def paid(delay: int, number: int, **more: Any) -> Invoice:
    """Paid on DUE, so many days after its due date."""
    one = Invoice(f"H{number}", amount=100, paid=100, paid_on=DUE, due=DUE - delay)
    return one._replace(issued=DUE - delay - 30, **more)


def history(*several: int) -> list[Invoice]:
    return [paid(delay, number) for number, delay in enumerate(several)]


def lines(found: Forecast, part: str = "amount") -> dict[str, int]:
    """The lines that hold anything, by week or name."""
    named = {bucket.week or bucket.line: getattr(bucket, part) for bucket in found.buckets}
    return {str(name): amount for name, amount in named.items() if amount}


def test_two_items_by_hand() -> None:
    # Two were paid on time and two 10 days late. One item is 5 days overdue and still open: five
    # were at risk on day 0, two paid; on day 10 two late ones and the open one are, see below.
    # The item due in 3 days is paid by 2/5 on day 3 (week 1) and by 3/5 * 1 on day 13 (week 2):
    # on day 10 both items left at risk, those paid late, are paid. The overdue item is paid on
    # day 10, in 5 days (week 1).
    frame = ledger(
        *history(0, 0, 10, 10),
        Invoice("N", amount=1000, due=DUE + 3, issued=DUE - 27),
        Invoice("O", amount=500, due=DUE - 5, issued=DUE - 35),
    )
    found = forecast(frame, DUE, rules=PLAIN)
    assert lines(found) == {"1": 400 + 500, "2": 600}
    assert lines(found, "overdue") == {"1": 500}
    assert (found.owed, found.currency, found.buckets[0].first) == (1500, "EUR", DUE + 1)
    assert (found.buckets[12].last, found.buckets[13].first) == (DUE + 91, DUE + 92)


def test_week_one_ends_on_the_seventh_day() -> None:
    # Everybody pays on the due date.
    for ahead, week in ((1, "1"), (7, "1"), (8, "2"), (91, "13"), (92, "later")):
        frame = ledger(*history(0, 0), Invoice("N", amount=9, due=DUE + ahead, issued=DUE))
        assert lines(forecast(frame, DUE, rules=PLAIN)) == {week: 9}


def test_what_gets_beyond_ninety_days_loses_the_rate() -> None:
    # Two were paid on time, two 100 days late: the item due tomorrow is paid by a half on that day
    # and by a half in 101 days, of which 10.6 % is lost: 447 later, 53 lost.
    frame = ledger(*history(0, 0, 100, 100), Invoice("N", amount=1000, due=DUE + 1))
    assert lines(forecast(frame, DUE, rules=PLAIN)) == {"1": 500, "later": 447, "loss": 53}
    assert lines(forecast(frame, DUE, rules=PLAIN, loss_rate=0)) == {"1": 500, "later": 500}
    # 90 days are not more than 90.
    frame = ledger(*history(0, 0, 90, 90), Invoice("N", amount=1000, due=DUE + 1))
    assert lines(forecast(frame, DUE, rules=PLAIN)) == {"1": 500, "13": 500}
    # One that is 95 days overdue already loses the rate wholly.
    frame = ledger(*history(0, 100), Invoice("N", amount=1000, due=DUE - 95, issued=DUE - 99))
    assert lines(forecast(frame, DUE, rules=PLAIN)) == {"1": 894, "loss": 106}


def test_without_history_the_policy_stands() -> None:
    # 60 days after the due date, or after today: in 70 days (week 10), and in 60 (week 9).
    frame = ledger(Invoice("N", amount=1000, due=DUE + 10), Invoice("O", amount=500, due=DUE - 20))
    found = forecast(frame, DUE)
    assert lines(found) == lines(found, "by_policy") == {"10": 1000, "9": 500}
    # 40 days overdue it would be paid 100 days late: the loss rate counts.
    late = ledger(Invoice("O", amount=1000, due=DUE - 40, issued=DUE - 70))
    assert lines(forecast(late, DUE)) == {"9": 894, "loss": 106}
    assert lines(forecast(late, DUE, rules=Rules(stressed_delay_days=0)), "amount") == {"1": 1000}


def test_an_item_later_than_all_history_is_left_to_the_policy() -> None:
    frame = ledger(*history(0, 10), Invoice("O", amount=100, due=DUE - 11, issued=DUE - 41))
    found = forecast(frame, DUE, rules=PLAIN)
    assert lines(found) == lines(found, "by_policy") == {"9": 100}


def test_a_dispute_without_history_is_paid_later_and_one_with_by_its_own() -> None:
    item = Invoice("D", amount=1000, due=DUE + 1, disputed=1)
    few = Rules("count", 365, pseudo_items=1e-9, customer_items=1e9)
    found = forecast(ledger(*history(0, 0), item), DUE, rules=few)
    assert lines(found) == lines(found, "disputed") == {"9": 1000}  # in 1 + 60 days
    own = [paid(20, number, disputed=1) for number in (7, 8)]
    assert lines(forecast(ledger(*history(0, 0), *own, item), DUE, rules=few)) == {"3": 1000}


def test_a_slow_customer_is_expected_later() -> None:
    # A pays on time, S 14 days late, ten items each; with customer_items 0 each as it always does.
    rules = Rules("count", 365, pseudo_items=0, customer_items=0)
    past = [paid(14 * (n % 2), n, customer_id="AS"[n % 2]) for n in range(20)]
    for customer, week in (("A", "1"), ("S", "3")):
        item = Invoice("N", customer, amount=100, due=DUE + 2)
        assert lines(forecast(ledger(*past, item), DUE, rules=rules)) == {week: 100}


def test_credits_pay_the_oldest_items_of_their_account_only() -> None:
    frame = ledger(
        *history(0, 0),
        Invoice("1", amount=300, due=DUE + 1),
        Invoice("2", amount=300, due=DUE + 8),
        Invoice("U", amount=300, due=NO_DAY),
        Invoice("C", amount=-400),
        Invoice("E", amount=-50, entity="FR"),
        Invoice("B", "B", amount=70, due=DUE + 1),
    )
    found = forecast(frame, DUE, rules=PLAIN)
    assert lines(found) == {"1": 70, "2": 200, "credits": 400, "undated": 300}
    assert found.owed == 970
    more = ledger(Invoice("1", amount=300, due=DUE + 1), Invoice("C", amount=-400))
    assert lines(forecast(more, DUE)) == {"credits": 300}


def test_two_currencies_are_never_added() -> None:
    frame = ledger(Invoice("1", amount=300), Invoice("2", amount=300, currency="USD"))
    with pytest.raises(InvalidValue, match="currency must be one of EUR, USD, got none"):
        forecast(frame, DUE)
    assert forecast(frame, DUE, "EUR").owed == 300


def test_an_empty_ledger_has_nothing_to_receive() -> None:
    assert lines(forecast(ledger(Invoice(amount=5, paid=5)), DUE)) == {}


days = st.integers(-60, 60)
invoices = st.builds(
    lambda who, currency, amount, due, term, gone, late, disputed, undated: Invoice(
        "X",
        who,
        currency,
        amount=amount,
        due=NO_DAY if undated else DUE + due,
        issued=DUE + due - term,
        paid=amount if gone else 0,
        paid_on=DUE + due + late if gone else NO_DAY,
        disputed=disputed,
    ),
    st.sampled_from("ABC"),
    st.sampled_from(["EUR", "JPY"]),
    st.integers(-5_000, 1_000_000).filter(bool),
    days,
    st.integers(0, 40),
    st.booleans(),
    st.integers(-20, 130),
    st.integers(0, 1),
    st.integers(0, 9).map(lambda number: number == 0),
)
ledgers = st.lists(invoices, min_size=1, max_size=25).map(
    lambda rows: [row._replace(invoice=str(place)) for place, row in enumerate(rows)]
)


def in_euro(rows: list[Invoice], as_of: int) -> Forecast:
    return forecast(ledger(*rows, Invoice("0", amount=1)), as_of, "EUR")


@given(ledgers, days)
def test_the_lines_sum_to_what_is_owed_and_parts_to_no_more_than_their_line(
    rows: list[Invoice], later: int
) -> None:
    found = in_euro(rows, DUE + later)
    assert sum(bucket.amount for bucket in found.buckets) == found.owed
    for bucket in found.buckets:
        assert min(bucket.disputed, bucket.overdue, bucket.by_policy) >= 0
        assert max(bucket.disputed, bucket.overdue, bucket.by_policy) <= bucket.amount


@given(ledgers, days)
def test_every_item_is_received_or_lost(rows: list[Invoice], later: int) -> None:
    found = outlook(ledger(*rows, Invoice("0", amount=1)), DUE + later, "EUR")
    shares = found.by_history.sum(axis=1) + found.by_policy.sum(axis=1) + found.loss
    assert shares == pytest.approx(found.dated.astype(float))
    assert (found.loss <= 0.106 + 1e-9).all()
    net = (found.owed - found.credited) * found.dated
    assert found.expected.sum(axis=1) + net * found.loss == pytest.approx(net)


@given(ledgers, st.lists(st.tuples(st.integers(1, 300), st.integers(0, 9)), min_size=25))
def test_nothing_that_happens_later_is_known(
    rows: list[Invoice], drawn: list[tuple[int, int]]
) -> None:
    as_of = DUE + 5
    changed = []
    for row, (ahead, kind) in zip(rows, drawn, strict=False):
        if row.issued > as_of:
            changed.append(row._replace(amount=77, paid=0, disputed=1, issued=as_of + ahead))
        elif row.paid == 0 or row.paid_on > as_of:  # paid some day, in full or not, or never
            paid_then = (0, row.amount // 2, row.amount)[kind % 3]
            changed.append(row._replace(paid=paid_then, paid_on=as_of + ahead))
        else:
            changed.append(row)
    added = Invoice("later", amount=9_999, issued=as_of + 1)
    assert in_euro([*changed, added], as_of) == in_euro(rows, as_of)


@given(ledgers)
def test_another_currency_changes_nothing(rows: list[Invoice]) -> None:
    euros = [row for row in rows if row.currency == "EUR"]
    assert in_euro(rows, DUE) == in_euro(euros, DUE)


@given(ledgers, st.integers(0, 200), st.integers(0, 100))
def test_a_longer_stressed_delay_brings_nothing_sooner(
    rows: list[Invoice], delay: int, more: int
) -> None:
    def cumulative(stressed: int) -> list[int]:
        rules = Rules(stressed_delay_days=stressed)
        frame = ledger(*(row._replace(disputed=0) for row in rows), Invoice("0", amount=1))
        found, total = [], 0
        for bucket in forecast(frame, DUE, "EUR", rules).buckets[:14]:
            total += bucket.amount
            found.append(total)
        return found

    for sooner, later in zip(cumulative(delay), cumulative(delay + more), strict=True):
        assert later <= sooner + 4  # a unit of rounding in each of four groups


CELLS: list[list[Cell]] = [
    ["Customer", "Invoice date", "Due date", "Amount", "Paid on", "Disputed"],
    ["A", DUE - 30, DUE + 3, 120.25, None, None],
    ["A", DUE - 60, DUE - 30, 80, None, "yes"],
    ["A", DUE - 90, DUE - 60, 50, DUE - 60, None],
]


def test_the_table_is_of_one_height_and_sums_to_what_is_owed() -> None:
    table = receipts_forecast(CELLS, from_serial(DUE))
    assert [len(row) for row in table] == [8] * 19
    assert table[0][:4] == ["Week", "From", "To", "Expected receipts"]
    assert table[1][:3] == [1, from_serial(DUE + 1), from_serial(DUE + 7)]
    assert [row[0] for row in table[14:]] == [
        *("Later", "Expected loss", "Set off against credits", "No due date", "Total owed")
    ]
    # The mean amount is 250.25 / 3. On the due date one item of weight 50 / mean was paid, beside
    # one imagined item: 120.25 * 150 / (150 + 250.25) = 45.07, and the rest 60 days later.
    assert table[1][3] == 45.07
    assert table[9][3] >= 75.18  # type: ignore[operator]
    assert table[9][6] >= 75.18  # type: ignore[operator]
    assert table[18][3:7] == [200.25, 80, 80, table[18][6]]
    receipts = [float(row[3]) for row in table[1:15]]  # type: ignore[arg-type]
    assert table[14][7] == pytest.approx(sum(receipts))
    assert float(table[15][3]) + sum(receipts) == pytest.approx(200.25)  # type: ignore[arg-type]
    chinese = receipts_forecast(CELLS, from_serial(DUE), language="zh")
    assert chinese[0][3:5] == ["预计回款额", "其中争议金额"]
    assert [row[3:] for row in chinese[1:]] == [row[3:] for row in table[1:]]


def test_the_bare_columns_go_into_the_cash_forecast() -> None:
    as_of = from_serial(DUE)
    table = receipts_forecast(CELLS, as_of)
    dates = receipts_forecast(CELLS, as_of, form="dates")
    receipts = receipts_forecast(CELLS, as_of, form="receipts")
    cash = cash_thirteen_weeks(
        as_of + dt.timedelta(1),
        0,
        [row[0] for row in dates],  # type: ignore[misc]
        [row[0] for row in receipts],  # type: ignore[misc]
    )
    assert [row[2] for row in cash[1:]] == [row[3] for row in table[1:15]]
    assert [row[1] for row in cash[1:]] == [row[1] for row in table[1:15]]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"stressed_delay_days": -1}, "stressed_delay_days must be from 0 to 36,525, got -1"),
        ({"stressed_delay_days": 45_000}, "stressed_delay_days must be from 0 to 36,525"),
        ({"loss_rate": 1.5}, "loss_rate must be from 0 to 1, got 1.5"),
    ],
)
def test_what_is_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(OutOfDomain, match=message):
        receipts_forecast(CELLS, from_serial(DUE), **more)


def test_a_forecast_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OutOfDomain, match="a day of the forecast must be a date"):
        receipts_forecast(CELLS, dt.date(9999, 12, 1))


def test_a_hundred_thousand_open_items_take_seconds() -> None:
    size = 100_000
    columns = {
        "row": range(size), "invoice": map(str, range(size)),
        "customer_id": (f"C{n % 997}" for n in range(size)),
        "customer": (f"C{n % 997}" for n in range(size)), "currency": ["EUR"] * size,
        "issued": [DUE - 40] * size, "due": (DUE - n % 50 for n in range(size)),
        "delivered": [NO_DAY] * size, "amount": range(1, size + 1), "paid": [0] * size,
        "paid_on": [NO_DAY] * size, "disputed": (n % 9 == 0 for n in range(size)),
        "entity": [""] * size,
    }  # fmt: skip
    frame = nw.from_dict(
        {name: [int(v) if isinstance(v, bool) else v for v in column]
         for name, column in columns.items()},
        backend="pandas",
    )  # fmt: skip
    began = time.perf_counter()
    found = forecast(frame, DUE)
    assert time.perf_counter() - began < 20
    assert found.owed == sum(b.amount for b in found.buckets) == size * (size + 1) // 2
