"""Concentration and limit use against the formulas over the same balances, on every engine."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import engine_law, engine_ledgers, equal_on_all, ibm_ledger, sample_ledger
from hypothesis import example, given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.concentration import (
    concentration_hhi,
    effective_customers,
    topn_share,
)
from ledgerguard.formulas.exposure_control import overlimit, utilisation
from ledgerguard.ledger.behaviour.concentration import concentration
from ledgerguard.ledger.behaviour.limit_use import limit_use
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.portfolio import balances

pytestmark = pytest.mark.spark
HALF = 4 * 10**18


def compared(ledger: nw.DataFrame[Any], as_of: int) -> list[dict[str, Any]]:
    table = equal_on_all(lambda frame: concentration(frame, as_of), ledger, keys=["currency"])
    owing: dict[str, list[int]] = defaultdict(list)
    for balance in balances(ledger, as_of):
        if balance.open > 0:
            owing[balance.currency].append(balance.open)
    assert [row["currency"] for row in table] == sorted(owing)
    for row in table:
        owed = owing[row["currency"]]
        floats = [float(one) for one in owed]
        assert (row["customers"], row["owed"]) == (len(owed), sum(owed))
        for count, name in ((1, "largest_share"), *((n, f"top_{n}_share") for n in (5, 10, 20))):
            assert row[name] == pytest.approx(topn_share(floats, count), rel=1e-12)
        exact = sum(Fraction(one) ** 2 for one in owed) / Fraction(sum(owed)) ** 2
        assert row["hhi"] == pytest.approx(float(exact * 10_000), rel=1e-15)
        assert row["hhi"] == pytest.approx(concentration_hhi(floats), rel=1e-12)
        assert row["effective_customers"] == pytest.approx(effective_customers(floats), rel=1e-12)
        if len(owed) == 1:
            assert row["hhi_normalised"] is None
        else:
            spread = concentration_hhi(floats, as_fraction=True, normalised=True)
            assert row["hhi_normalised"] == pytest.approx(spread, rel=1e-12, abs=1e-14)
    return table


@engine_law
@example(frame_of([]), DAY)
@example(frame_of([Row(amount=HALF), Row("B", amount=HALF - 1), Row("C", amount=3)]), DAY)
@given(engine_ledgers, st.integers(DAY - 400, DAY + 100))
def test_concentration_is_that_of_the_formulas(ledger: nw.DataFrame[Any], as_of: int) -> None:
    compared(ledger, as_of)


def test_ledgers_that_are_kept() -> None:
    assert len(compared(sample_ledger(), 46_326)) > 1
    assert compared(ibm_ledger(), 41_455)


def test_four_customers_of_the_published_example() -> None:
    rows = [Row(name, amount=amount) for name, amount in zip("ABCD", (40, 30, 15, 15), strict=True)]
    (row,) = compared(frame_of(rows), DAY)
    assert (row["hhi"], row["largest_share"]) == (pytest.approx(2950), 0.4)


_limits = st.dictionaries(
    st.tuples(st.sampled_from("ABCZ"), st.sampled_from(["EUR", "JPY"])),
    st.one_of(st.integers(0, 300_000), st.sampled_from([0, 10**12])),
)


def used(ledger: nw.DataFrame[Any], limits: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    columns: dict[str, list[Any]] = {
        "customer_id": [one[0] for one in limits],
        "currency": [one[1] for one in limits],
        "limit": [one[2] for one in limits],
    }
    schema = {"customer_id": nw.String, "currency": nw.String, "limit": nw.Int64}
    return equal_on_all(
        lambda frame: limit_use(frame, DAY, beside(frame, columns, schema)),
        ledger,
        keys=["customer_id", "currency"],
    )


@engine_law
@example(
    frame_of([Row(amount=10**10 + 9), Row("B", amount=10**10 + 11)]),
    {("A", "EUR"): 10**10, ("B", "EUR"): 10**10},
)
@given(engine_ledgers, _limits)
def test_limit_use_is_that_of_the_formulas(
    ledger: nw.DataFrame[Any], limits: dict[tuple[str, str], int]
) -> None:
    table = used(ledger, [(*account, limit) for account, limit in limits.items()])
    open_ = {one.account: one.open for one in balances(ledger, DAY) if one.open}
    assert {(row["customer_id"], row["currency"]) for row in table} == open_.keys() | limits.keys()
    for row in table:
        account = row["customer_id"], row["currency"]
        owed, limit = open_.get(account, 0), limits.get(account)
        assert (row["open"], row["has_limit"], row["limit"]) == (
            owed,
            int(limit is not None),
            limit or 0,
        )
        if limit:
            assert row["utilisation"] == utilisation(float(owed), float(limit))
        else:
            assert row["utilisation"] is None
        expected = 0.0 if limit is None else overlimit(float(owed), float(limit))
        assert row["excess"] == expected


def test_of_two_limits_the_lower_one_counts_and_negative_ones_are_refused() -> None:
    ledger = frame_of([Row(amount=700)])
    (row,) = used(ledger, [("A", "EUR", 900), ("A", "EUR", 500)])
    assert (row["limit"], row["excess"], row["utilisation"]) == (500, 200, 1.4)
    with pytest.raises(OutOfDomain, match="limit must be at least 0, got -1"):
        used(ledger, [("A", "EUR", -1)])
