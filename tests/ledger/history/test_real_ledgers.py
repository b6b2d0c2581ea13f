"""Histories of real ledgers: the aging of each day, and ROLL_RATES of what the moves tell."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import SAMPLE, ibm_ledger

from ledgerguard.formulas.migration import roll_rates
from ledgerguard.ledger.aging import bucketed
from ledgerguard.ledger.history.agings import aging_history
from ledgerguard.ledger.history.rolls import NEW, PAID, bucket_moves
from ledgerguard.ledger.read import read
from ledgerguard.ledger.schema import NO_DAY

BUCKETS = 5


def ledger(name: str) -> nw.DataFrame[Any]:
    return read(SAMPLE).frame if name == "sample" else ibm_ledger(name)


@pytest.mark.parametrize("name", ["sample", "ibm_ar_us_mdy.csv"])
def test_months_of_a_real_ledger(name: str) -> None:
    frame = ledger(name)
    issued = [day for day in frame.get_column("issued").to_list() if day != NO_DAY]
    days = list(range(min(issued) + 30, max(issued) + 120, 30))
    agings: dict[tuple[int, str], list[int]] = {}
    for row in aging_history(frame, days).rows(named=True):
        buckets = [row[f"bucket_{number}"] for number in range(BUCKETS)]
        agings[row["day"], row["currency"]] = [*buckets, row["undated"], row["unapplied"]]
    plain = {
        (day, row.currency): [*row.buckets, row.undated, row.unapplied]
        for day in days
        for row in bucketed(frame, day)
    }
    nothing = [0] * (BUCKETS + 2)
    assert {key: agings.get(key, nothing) for key in plain} == plain
    assert any(any(amounts) for amounts in plain.values())

    left: dict[tuple[str, int], int] = {}
    arrived: dict[tuple[str, int], int] = {}
    for move in bucket_moves(frame, days).rows(named=True):
        source, target = (
            (move["currency"], move["from_bucket"]),
            (
                move["currency"],
                move["to_bucket"],
            ),
        )
        if source[1] != NEW:
            left[source] = left.get(source, 0) + move["amount"]
        if target[1] != PAID:
            arrived[target] = arrived.get(target, 0) + move["amount"]
    for currency in {key[1] for key in plain}:
        # The cell formula over the plain agings: later balances over earlier ones, by sums.
        table = [plain[day, currency][:BUCKETS] for day in days]
        for bucket, rate in enumerate(roll_rates(table)):
            held = left.get((currency, bucket), 0)
            if held:
                assert rate == pytest.approx(arrived.get((currency, bucket + 1), 0) / held)
