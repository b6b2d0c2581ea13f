"""Largest remainders against exact fractions, also where a product has more than 64 bits."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from allocation_rows import ENGINES, LOCAL_ENGINES, engine_of
from hypothesis import example, given
from hypothesis import strategies as st
from ledger_rows import law

from ledgerguard.ledger.allocation.shares import LARGEST_SHARED, largest_remainders

amounts = st.one_of(st.integers(1, 50), st.integers(1, 10**6), st.integers(1, 2**49))


def shared(name: str, opened: list[int], pool: int) -> list[int]:
    total = sum(opened)
    frame = pd.DataFrame(
        {
            "key": [1] * len(opened),
            "turn": list(range(len(opened))),
            "open": opened,
            "total": total,
            "pool": pool,
        }
    )
    found = engine_of(name)
    answer = largest_remainders(found.own(frame), "key", "turn", total)
    return [int(row[1]) for row in sorted(found.rows(answer.select("turn", "share")))]


def by_fractions(opened: list[int], pool: int) -> list[int]:
    exact = [Fraction(each * pool, sum(opened)) for each in opened]
    shares = [int(each) for each in exact]
    places = sorted(range(len(opened)), key=lambda place: (shares[place] - exact[place], place))
    for place in places[: pool - sum(shares)]:
        shares[place] += 1
    return shares


@pytest.mark.parametrize("name", LOCAL_ENGINES)
@law
@given(st.lists(amounts, min_size=1, max_size=10), st.floats(0, 1))
@example([LARGEST_SHARED - 3, 1, 1], 0.3)
@example([1, 1, 1], 0.5)
def test_shares_equal_fractions(name: str, opened: list[int], part: float) -> None:
    pool = min(sum(opened), int(sum(opened) * part))
    found = shared(name, opened, pool)
    assert found == by_fractions(opened, pool)
    assert sum(found) == pool
    assert all(0 <= share <= each for share, each in zip(found, opened, strict=True))


@pytest.mark.parametrize("name", ENGINES)
def test_wide_products_on_every_engine(name: str) -> None:
    """Spark divides in floating point: numbers at which that would show."""
    for bits in (5, 31, 40, 47, 53):
        top = 2**bits - 1
        opened = [top // 3, top // 7, top // 5 + 1, 1]
        for pool in (sum(opened) - 1, sum(opened) // 2, top // 11):
            assert shared(name, opened, pool) == by_fractions(opened, pool)
