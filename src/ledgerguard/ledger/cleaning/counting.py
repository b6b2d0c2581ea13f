"""How many rows of a large ledger something concerns, and how much money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.cleaning.tally import Money
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.measures import Measure, added_up, only

_MILLION: Final = 1_000_000


def rows_of(engine: Engine, frame: LazyFrame) -> int:
    """How many rows a frame has."""
    return int(engine.rows(frame.select(nw.len()))[0][0])


def money_of(engine: Engine, frame: LazyFrame) -> Money:
    """Minor units of some rows by currency; credit notes add up as well."""
    parts = _split(frame).select("currency", "high", "low")
    found = parts.group_by("currency").agg(nw.col("high").sum(), nw.col("low").sum())
    return {currency: _whole(high, low) for currency, high, low in sorted(engine.rows(found))}


def affected(
    engine: Engine, frame: LazyFrame, picked: Sequence[nw.Expr]
) -> Sequence[tuple[int, Money]]:
    """How many rows each of some conditions picks, and their :func:`money_of`, all in one look."""
    figures = {"rows": nw.lit(1, nw.Int64), "high": nw.col("high"), "low": nw.col("low")}
    measures = [
        Measure(f"{name}_{number}", only(where, figure))
        for number, where in enumerate(picked)
        for name, figure in figures.items()
    ]
    counts, money = [0] * len(picked), [dict[str, int]() for _ in picked]
    for currency, *sums in sorted(engine.rows(added_up(_split(frame), ["currency"], measures))):
        for number in range(len(picked)):
            rows, high, low = sums[3 * number : 3 * number + 3]
            if rows:
                counts[number] += int(rows)
                money[number][currency] = _whole(high, low)
    return list(zip(counts, money, strict=True))


def _split(frame: LazyFrame) -> LazyFrame:
    """With the two parts of each amount, since not every engine says when a sum is too large."""
    parts = frame.with_columns(size=nw.col("amount").abs())
    parts = parts.with_columns(high=nw.col("size") // _MILLION)
    return parts.with_columns(low=nw.col("size") - nw.col("high") * _MILLION)


def _whole(high: int, low: int) -> int:
    return int(high) * _MILLION + int(low)
