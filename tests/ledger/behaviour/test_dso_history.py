"""The history against the trend of the cells, point by point, on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import engine_law, engine_ledgers, equal_on_all, ibm_ledger, sample_ledger
from hypothesis import example, given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of

from ledgerguard.errors import ErrorValue, InvalidValue, LedgerguardError, OutOfDomain
from ledgerguard.formulas.countback import dso_countback
from ledgerguard.ledger.behaviour.countback import month_start
from ledgerguard.ledger.behaviour.dso_history import dso_history
from ledgerguard.ledger.behaviour.months import last_days, month_number
from ledgerguard.ledger.calendar import month_points
from ledgerguard.ledger.trend import TrendPoint, trend
from ledgerguard.ledger.trend_table import _trend_cells
from ledgerguard.units import from_serial

pytestmark = pytest.mark.spark

FIGURES = {"dso": 4, "best_dso": 5, "add": 7, "current_share": 8}


def countback(point: TrendPoint) -> float | None:
    """The formula on minor units, which it subtracts without a rounding."""
    try:
        return dso_countback(
            float(point.receivables), [float(one) for one in point.month_sales], point.month_days
        )
    except LedgerguardError:
        return None


def agrees(row: dict[str, Any], point: TrendPoint, currency: str, period: int) -> None:
    assert (row["receivables"], row["owed"], row["overdue"], row["sales"]) == (
        point.receivables,
        point.owed,
        point.overdue,
        point.sales,
    )
    cells = _trend_cells(point, currency, period)
    for name, place in FIGURES.items():
        cell = cells[place]
        if isinstance(cell, ErrorValue):
            assert row[name] is None, (name, cell)
        else:
            # The difference of two nearly equal figures keeps their rounding, not its own.
            scale = abs(row["dso"] or 0.0) if name == "add" else 0.0
            assert row[name] == pytest.approx(cell, rel=1e-12, abs=1e-12 * scale), name
    expected = countback(point)
    assert row["countback_dso"] == (
        None if expected is None else pytest.approx(expected, rel=1e-12)
    )
    assert (row["countback_dso"] is None) == isinstance(cells[6], ErrorValue)


def compared(
    ledger: nw.DataFrame[Any], days: Sequence[int], by: Any, period: int
) -> list[dict[str, Any]]:
    keys = ("currency",) if by == "currency" else ("customer_id", "currency")
    table = equal_on_all(
        lambda frame: dso_history(frame, days, by=by, period_days=period),
        ledger,
        keys=[*keys, "day"],
    )
    found = {tuple(row[name] for name in (*keys, "day")): row for row in table}
    for group in set(ledger.select(*keys).iter_rows()):
        own = ledger
        for name, value in zip(keys, group, strict=True):
            own = own.filter(nw.col(name) == value)
        for point in trend(own, days[-1], len(days), period):
            row = found.pop((*group, point.day), None)
            if row is None:
                assert (point.receivables, point.owed, point.sales) == (0, 0, 0)
            else:
                agrees(row, point, group[-1], period)
    left_over = [row for row in found.values() if row["owed"] or row["receivables"] or row["sales"]]
    assert not left_over
    return table


NETTED = frame_of([Row(amount=10_000), Row(amount=-9_000, issued=DAY - 20)])


@pytest.mark.parametrize("by", ["currency", "customer"])
@engine_law
@example(frame_of([]), DAY, 3, 90)
@example(NETTED, DAY, 4, 30)
@given(engine_ledgers, st.integers(DAY - 300, DAY + 40), st.integers(1, 14), st.integers(1, 400))
def test_every_point_is_that_of_the_trend(
    by: str, ledger: nw.DataFrame[Any], as_of: int, months: int, period: int
) -> None:
    compared(ledger, month_points(as_of, months), by, period)


@pytest.mark.parametrize("by", ["currency", "customer"])
def test_the_sample_ledger(by: str) -> None:
    assert compared(sample_ledger(), month_points(46_326, 13), by, 90)


@pytest.mark.parametrize("by", ["currency", "customer"])
def test_a_real_ledger(by: str) -> None:
    assert compared(ibm_ledger(), month_points(41_639, 22), by, 90)


_sales = st.lists(st.sampled_from([0, 1, 5, 700, 10**10, 3 * 10**11, -4]), min_size=1, max_size=8)


_edges = st.lists(st.tuples(_sales, st.integers(0, 4 * 10**11)), min_size=8, max_size=16)


@engine_law
@example(
    [([0, 10**10], 10**10 + 9), ([-4, 10**10], 10**10 + 9), ([5, 0], 0), ([-4], 0)],
)
@given(_edges)
def test_countback_is_that_of_the_formula_at_its_edges(edges: list[tuple[list[int], int]]) -> None:
    """Sales of each month, newest first, and a balance of which a part is old and undated.

    Each is a customer of its own, since many take an engine no longer than one.
    """
    last = month_number(DAY)
    rows = []
    for number, (sales, owed) in enumerate(edges):
        one = Row(f"C{number}")
        ends = last_days(last - len(sales), last)[::-1]
        rows += [
            one._replace(issued=day, amount=sold) for day, sold in zip(ends, sales, strict=False)
        ]
        rows.append(one._replace(issued=-1, due=-1, amount=owed - sum(sales)))
    compared(frame_of(rows), month_points(DAY + 1, 2), "customer", 90)


def test_months_are_those_of_the_calendar() -> None:
    days = [*range(61, 40_000, 13), *range(43_000, 47_500), 73_050]
    expected = [(d.year - 1900) * 12 + d.month - 3 for d in map(from_serial, days)]
    assert expected == [month_number(day) for day in days]
    frame = nw.from_dict({"month": expected}, backend="pandas")
    starts = frame.select(month_start(nw.col("month")))["month"].to_list()
    assert starts == [day - from_serial(day).day + 1 for day in days]


@pytest.mark.parametrize("days", [[], [DAY, DAY + 40], [DAY + 1, DAY + 1], [DAY + 1, DAY]])
def test_days_that_are_no_month_ends_are_refused(days: list[int]) -> None:
    with pytest.raises(InvalidValue, match="days must"):
        dso_history(frame_of([Row()]).lazy(), days)


def test_amounts_beyond_64_bits_are_refused() -> None:
    frame = frame_of([Row(amount=2**62), Row(amount=2**62)]).lazy()
    with pytest.raises(OutOfDomain, match="add up to at most"):
        dso_history(frame, [DAY])


def test_a_month_that_is_used_up_in_part_counts_in_proportion() -> None:
    rows = [Row(issued=DAY - 1, amount=1_200), Row(issued=DAY - 40, amount=800)]
    table = compared(frame_of(rows), [DAY], "currency", 90)
    # By hand: DAY is 28 February 2024; both months in full.
    assert table[0]["countback_dso"] == 28 + 31
    paid = [rows[0], rows[1]._replace(paid=500, paid_on=DAY - 2)]
    table = compared(frame_of(paid), [DAY], "currency", 90)
    assert table[0]["countback_dso"] == pytest.approx(float(28 + Fraction(300, 800) * 31))
