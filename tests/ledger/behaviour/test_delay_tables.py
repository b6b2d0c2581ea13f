"""Distributions of delays against plain Python and the formula, on every engine."""

from __future__ import annotations

import statistics
from collections import defaultdict
from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import engine_law, engine_ledgers, equal_on_all, ibm_ledger, sample_ledger
from hypothesis import example, given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.invoices import pay_delay_avg
from ledgerguard.formulas.receipts import delay_distribution as of_cells
from ledgerguard.ledger.behaviour.delays import (
    QUANTILES,
    Of,
    delay_distribution,
    delay_histogram,
)
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import from_serial

pytestmark = pytest.mark.spark
OF = st.sampled_from(["late", "to_pay"])


def settled(
    ledger: nw.DataFrame[Any], as_of: int, window: int, of: Of, by: str
) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The definition in plain words."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in ledger.iter_rows(named=True):
        paid_on = row["paid_on"]
        if row["amount"] <= 0 or row["paid"] < row["amount"] or row["issued"] > as_of:
            continue
        if NO_DAY in (paid_on, row["due"]) or not as_of - window < paid_on <= as_of:
            continue
        if of == "to_pay" and row["issued"] == NO_DAY:
            continue
        since = row["due"] if of == "late" else row["issued"]
        key = (row["currency"],) if by == "currency" else (row["customer_id"], row["currency"])
        found[key].append({**row, "days": paid_on - since, "late": paid_on > row["due"]})
    return found


def quantile(values: list[int], percent: int) -> float:
    """PERCENTILE.INC."""
    place, rest = divmod((len(values) - 1) * percent, 100)
    ordered = [*sorted(values), 0]
    return (ordered[place] * (100 - rest) + ordered[place + 1] * rest) / 100


def compared(
    ledger: nw.DataFrame[Any], as_of: int, window: int, of: Of, by: Any
) -> list[dict[str, Any]]:
    keys = ("currency",) if by == "currency" else ("customer_id", "currency")
    table = equal_on_all(
        lambda frame: delay_distribution(frame, as_of, by=by, window_days=window, of=of),
        ledger,
        keys=keys,
    )
    expected = settled(ledger, as_of, window, of, by)
    assert {tuple(row[name] for name in keys) for row in table} == expected.keys()
    for row in table:
        items = expected[tuple(row[name] for name in keys)]
        days, amounts = [one["days"] for one in items], [one["amount"] for one in items]
        assert row["invoices"] == len(items)
        assert row["late"] == sum(one["late"] for one in items)
        assert row["late_share"] == row["late"] / len(items)
        assert row["amount"] == sum(amounts)
        assert row["mean_days"] == statistics.fmean(days)
        weighted = sum(a * d for a, d in zip(amounts, days, strict=True)) / sum(amounts)
        assert row["weighted_days"] == pytest.approx(weighted, rel=1e-12)
        assert (row["fewest_days"], row["most_days"]) == (min(days), max(days))
        assert row["median"] == statistics.median(days)
        for name, percent in QUANTILES.items():
            assert row[name] == quantile(days, percent)
    return table


@engine_law
@example(frame_of([]), DAY, 365, "late")
@given(engine_ledgers, st.integers(DAY - 300, DAY + 100), st.integers(1, 800), OF)
def test_distributions_equal_plain_python(
    ledger: nw.DataFrame[Any], as_of: int, window: int, of: Of
) -> None:
    compared(ledger, as_of, window, of, "currency")
    compared(ledger, as_of, window, of, "customer")


@pytest.mark.parametrize("by", ["currency", "customer"])
@pytest.mark.parametrize("of", ["late", "to_pay"])
def test_ledgers_that_are_kept(of: Of, by: str) -> None:
    assert compared(sample_ledger(), 46_326, 365, of, by)
    assert compared(ibm_ledger(), 41_455, 365, of, by)


def test_shares_and_mean_are_those_of_the_formulas() -> None:
    ledger, as_of = ibm_ledger(), 41_455
    items = settled(ledger, as_of, 365, "late", "currency")
    (((currency,), rows),) = items.items()
    cells = of_cells([one["amount"] / 100 for one in rows], [one["days"] for one in rows])
    table = equal_on_all(lambda frame: delay_histogram(frame, as_of), ledger, keys=["days"])
    total = sum(row["amount"] for row in table)
    assert {row["currency"] for row in table} == {currency}
    assert [row["days"] for row in table] == [row[0] for row in cells[1:-1]]
    assert [row["amount"] / total for row in table] == pytest.approx([r[1] for r in cells[1:-1]])
    (row,) = compared(ledger, as_of, 365, "late", "currency")
    average = pay_delay_avg(
        [one["amount"] / 100 for one in rows],
        [from_serial(one["due"]) for one in rows],
        [from_serial(one["paid_on"]) for one in rows],
    )
    assert row["weighted_days"] == pytest.approx(average, rel=1e-12)


def test_amounts_near_the_end_of_64_bits_are_weighted_exactly() -> None:
    large = 2 * 10**18
    rows = [
        Row(amount=large, paid=large, due=DAY - 400, paid_on=DAY - 10),
        Row(amount=large, paid=large, due=DAY - 15, paid_on=DAY - 10),
    ]
    (row,) = compared(frame_of(rows), DAY, 365, "late", "currency")
    assert row["weighted_days"] == 197.5
    with pytest.raises(OutOfDomain, match="add up to at most"):
        delay_histogram(frame_of([*rows, *rows]).lazy(), DAY)
