"""Days as the words say; due days by the calendar."""

import datetime as dt

import pytest

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.reading.terms import Terms, terms
from ledgerguard.units import Cell

EPOCH = dt.date(1899, 12, 30)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        (30, 30), (30.0, 30), ("30", 30), ("30.0", 30), (0, 0), ("0", 0), ("Net 30", 30),
        ("NET30", 30), ("net 60 days", 60), ("30 days", 30), ("30 days net", 30), ("30d", 30),
        ("2/10 net 30", 30), ("2/10, n/30", 30), ("2% 10, net 30", 30),
        ("10 days 2 %, 30 days", 30), ("14 Tage netto", 14), ("60 jours", 60), ("30天", 30),
        ("账期60天", 60), ("NT30", 30), ("N60", 60), ("0030", 30), ("Z045", 45),
        ("Due on receipt", 0), ("COD", 0), ("immediately", 0), ("现结", 0), ("货到付款", 0),
    ],
)  # fmt: skip
def test_days(cell: Cell, days: int) -> None:
    assert terms(cell) == Terms(days)


@pytest.mark.parametrize(
    ("cell", "days"),
    [("EOM", 0), ("Net 30 EOM", 30), ("30 days end of month", 30), ("月结30天", 30), ("月结", 0),
     ("30 EOM", 30)],
)  # fmt: skip
def test_from_the_end_of_the_month(cell: Cell, days: int) -> None:
    assert terms(cell) == Terms(days, from_month_end=True)


@pytest.mark.parametrize(
    "cell",
    [None, "", True, ErrorValue("#N/A"), "NAH4", "0001", "by agreement", -5, 12.5, 400, "999 days"],
)  # fmt: skip
def test_no_days(cell: Cell) -> None:
    assert terms(cell) is None


def test_due_days() -> None:
    issued = (dt.date(2024, 1, 10) - EPOCH).days
    assert Terms(30).due(issued) == (dt.date(2024, 2, 9) - EPOCH).days
    assert Terms(30, True).due(issued) == (dt.date(2024, 3, 1) - EPOCH).days
    assert Terms(30).issued(Terms(30).due(issued)) == issued
    assert Terms(30, True).issued(issued) is None
