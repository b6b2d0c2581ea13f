"""Every large table on every engine over the same ledgers: equal to the last minor unit."""

from __future__ import annotations

import functools
from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import (
    days,
    engine_law,
    engine_ledgers,
    equal_on_all,
    ibm_ledger,
    sample_ledger,
)
from hypothesis import example, given
from large_tables import TABLES
from ledger_rows import DAY, Row, frame_of

pytestmark = pytest.mark.spark

HALF = 4 * 10**18
EDGES = [
    Row(amount=HALF, due=DAY - 400, issued=DAY - 430, paid_on=DAY - 1, paid=HALF - 1),
    Row(amount=-7, customer_id="B", currency="JPY"),
    Row(amount=5, customer_id="B", currency="JPY", paid=12, paid_on=DAY),
]
"""Figures near the end of 64 bits, and a customer whose credits meet an overpayment."""

ODD = [Row(amount=2**53), Row(amount=1), Row(amount=2**53), Row(amount=-2)]
"""Sums that no float holds."""


@pytest.mark.parametrize("name", TABLES)
@engine_law
@example(frame_of([]), DAY)
@example(frame_of(EDGES), DAY)
@example(frame_of(ODD), DAY)
@example(frame_of(ODD[:2]), DAY)
@given(engine_ledgers, days)
def test_ledgers_that_are_made(name: str, ledger: nw.DataFrame[Any], as_of: int) -> None:
    table = TABLES[name]
    equal_on_all(lambda frame: table.of(frame, as_of), ledger, keys=table.keys)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("as_of", [46_326, 46_173])  # 31 October 2026 and 31 May
def test_the_sample_ledger(name: str, as_of: int) -> None:
    table = TABLES[name]
    assert equal_on_all(lambda frame: table.of(frame, as_of), _sample(), keys=table.keys)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("file", ["ibm_ar_us_mdy.csv", "ibm_ar_eu_dmy.csv"])
def test_a_real_ledger(name: str, file: str) -> None:
    table, as_of = TABLES[name], 41_455  # 30 June 2013
    assert equal_on_all(lambda frame: table.of(frame, as_of), _ibm(file), keys=table.keys)


_sample = functools.cache(sample_ledger)
_ibm = functools.cache(ibm_ledger)
