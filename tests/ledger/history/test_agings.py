"""Many agings in one pass are the agings of each day, and the moves between them tie out."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import engine_law, engine_ledgers, equal_on_all
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.aging import Basis
from ledgerguard.formulas.migration import roll_rate
from ledgerguard.ledger.aging import aging_table
from ledgerguard.ledger.history.agings import aging_history
from ledgerguard.ledger.history.places import UNDATED
from ledgerguard.ledger.history.rolls import NEW, PAID, bucket_moves, roll_rates
from ledgerguard.ledger.schema import NO_DAY

DAYS = st.lists(st.integers(DAY - 520, DAY + 220), min_size=1, max_size=6, unique=True).map(sorted)


@pytest.mark.parametrize("by", ["currency", "customer"])
@pytest.mark.parametrize("basis", ["due", "invoice"])
@law
@given(rows=ledgers, days=DAYS, edges=st.sampled_from([(0, 30, 60, 90), (0, 7), (0,)]))
def test_a_history_is_the_aging_of_each_day(
    by: Any, basis: Basis, rows: list[Row], days: list[int], edges: tuple[int, ...]
) -> None:
    frame = frame_of(rows)
    each = sorted(
        (day, *row)
        for day in days
        for row in aging_table(frame, day, by=by, edges=edges, basis=basis).rows()
    )
    found = aging_history(frame, days, by=by, edges=edges, basis=basis)
    assert sorted(found.rows()) == each


@engine_law
@given(engine_ledgers, DAYS)
def test_every_engine_answers_alike(ledger: nw.DataFrame[Any], days: list[int]) -> None:
    """As test_tables_everywhere.py asks of days of one distance, here of days of any."""
    equal_on_all(lambda frame: aging_history(frame, days, by="customer"), ledger)
    equal_on_all(lambda frame: bucket_moves(frame, days), ledger)
    equal_on_all(lambda frame: roll_rates(bucket_moves(frame, days)), ledger)


@law
@given(rows=ledgers, days=DAYS)
def test_moves_tie_out_to_the_agings(rows: list[Row], days: list[int]) -> None:
    frame = frame_of(rows)
    balances: dict[tuple[int, str, int], int] = defaultdict(int)
    for row in aging_history(frame, days).rows(named=True):
        numbers = [int(name[7:]) for name in row if name.startswith("bucket_")]
        for number in numbers:
            balances[row["day"], row["currency"], number] = row[f"bucket_{number}"]
        balances[row["day"], row["currency"], UNDATED] = row["undated"]
    left: dict[tuple[int, str, int], int] = defaultdict(int)
    arrived: dict[tuple[int, str, int], int] = defaultdict(int)
    earlier = dict(zip(days[1:], days, strict=False))
    for row in bucket_moves(frame, days).rows(named=True):
        assert row["amount"] > 0
        if row["from_bucket"] != NEW:
            left[earlier[row["day"]], row["currency"], row["from_bucket"]] += row["amount"]
        if row["to_bucket"] != PAID:
            arrived[row["day"], row["currency"], row["to_bucket"]] += row["amount"]

    def filled(table: dict[Any, int], of: list[int]) -> dict[Any, int]:
        return {key: amount for key, amount in table.items() if amount and key[0] in of}

    assert filled(left, days[:-1]) == filled(balances, days[:-1])
    assert filled(arrived, days[1:]) == filled(balances, days[1:])


def test_one_invoice_from_bucket_to_bucket() -> None:
    """100.00 due on DAY, 40.00 paid after 35 days; the rest is open to the end."""
    paid = Row(issued=DAY - 30, due=DAY, amount=10_000, paid=4_000, paid_on=DAY + 35)
    days = [DAY - 31, DAY, DAY + 30, DAY + 60, DAY + 91]
    found = aging_history(frame_of([paid]), days).sort("day")
    names = ("day", "bucket_0", "bucket_1", "bucket_2", "bucket_3", "bucket_4")
    assert found.select(*names).rows() == [
        (DAY, 10_000, 0, 0, 0, 0),
        (DAY + 30, 0, 10_000, 0, 0, 0),
        (DAY + 60, 0, 0, 6_000, 0, 0),
        (DAY + 91, 0, 0, 0, 0, 6_000),
    ]
    moves = bucket_moves(frame_of([paid]), days)
    assert sorted(moves.select("day", "from_bucket", "to_bucket", "amount").rows()) == [
        (DAY, NEW, 0, 10_000),
        (DAY + 30, 0, 1, 10_000),
        (DAY + 60, 1, PAID, 4_000),
        (DAY + 60, 1, 2, 6_000),
        (DAY + 91, 2, 4, 6_000),
    ]
    (at_60,) = (r for r in roll_rates(moves).rows(named=True) if r["day"] == DAY + 60)
    assert (at_60["balance"], at_60["rolled"], at_60["paid"]) == (10_000, 6_000, 4_000)
    # nothing new came into the older bucket: the share is what ROLL_RATE says of the balances
    assert at_60["rolled_share"] == roll_rate(100.0, 60.0) == 0.6


def test_what_has_no_dates_is_there_on_every_day() -> None:
    rows = [
        Row(issued=NO_DAY, due=NO_DAY, amount=500),
        Row(issued=NO_DAY, due=DAY, amount=900, paid=200, paid_on=NO_DAY),
        Row(issued=NO_DAY, due=DAY, amount=-300),
    ]
    found = aging_history(frame_of(rows), [DAY - 9_000, DAY + 9_000]).sort("day")
    names = ("items", "bucket_0", "bucket_4", "undated", "unapplied", "total")
    assert found.select(*names).rows() == [
        (3, 700, 0, 500, -300, 900),
        (3, 0, 700, 500, -300, 900),
    ]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ([], "1 to 500 days, got 0"),
        (list(range(501)), "got 501"),
        ([DAY, DAY], "must rise"),
    ],
)
def test_days_that_make_no_history(days: list[int], message: str) -> None:
    with pytest.raises(OutOfDomain, match=message):
        aging_history(frame_of([Row()]), days)
