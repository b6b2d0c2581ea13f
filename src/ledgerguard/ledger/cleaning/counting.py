"""How many rows of a large ledger something concerns, and how much money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.cleaning.tally import Money
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.engines.habits import adds_in_128_bits
from ledgerguard.ledger.measures import Measure, added_up, only

_MILLION: Final = 1_000_000


def rows_of(engine: Engine, frame: LazyFrame) -> int:
    """How many rows a frame has."""
    return int(engine.rows(frame.select(nw.len()))[0][0])


def money_of(engine: Engine, frame: LazyFrame) -> Money:
    """Minor units of some rows by currency; credit notes add up as well."""
    parts = in_parts(frame, nw.col("amount").abs()).select("currency", "high", "low")
    found = parts.group_by("currency").agg(nw.col("high").sum(), nw.col("low").sum())
    return {currency: whole(high, low) for currency, high, low in sorted(engine.rows(found))}


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
    parts = in_parts(frame, nw.col("amount").abs(), in_64_bits=True)
    for currency, *sums in sorted(engine.rows(added_up(parts, ["currency"], measures))):
        for number in range(len(picked)):
            rows, high, low = sums[3 * number : 3 * number + 3]
            if rows:
                counts[number] += int(rows)
                money[number][currency] = whole(high, low)
    return list(zip(counts, money, strict=True))


def in_parts(frame: LazyFrame, amount: nw.Expr, *, in_64_bits: bool = False) -> LazyFrame:
    """With two parts of an amount, ``high`` and ``low``, whose sums are no larger than they may be.

    Not every engine says when a sum is too large; one that adds in 128 bits needs no parts.

    Args:
        frame: The rows.
        amount: Whole numbers.
        in_64_bits: Whether the sums must fit into 64 bits on every engine.
    """
    if adds_in_128_bits(frame) and not in_64_bits:
        return frame.with_columns(high=nw.lit(0, nw.Int64), low=amount)
    parts = frame.with_columns(low=amount).with_columns(high=nw.col("low") // _MILLION)
    return parts.with_columns(low=nw.col("low") - nw.col("high") * _MILLION)


def whole(high: int, low: int) -> int:
    """The amount, or the sum of amounts, of two parts."""
    return int(high) * _MILLION + int(low)
