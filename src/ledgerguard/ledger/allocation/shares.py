"""A sum of money, shared in proportion to amounts: whole minor units that add up exactly."""

from __future__ import annotations

from typing import Final

import narwhals as nw

from ledgerguard.ledger.engines.engine import LazyFrame

LARGEST_SHARED: Final = 2**53
"""Amounts that a sum is shared in proportion to add up to less than this, by group."""

_BITS: Final = 62
"""A remainder of t bits, times 2^(62 - t), and as much again for the next digit: below 2^63."""


def largest_remainders(frame: LazyFrame, key: str, order: str, largest: int) -> LazyFrame:
    """Share a sum by the largest remainder method (Hamilton's).

    Each gets its exact share rounded down; the units that are left go one each to the largest
    remainders, ties to the first in order. So a share is above the amount never, and differs from
    the exact one by less than a unit.

    Args:
        frame: ``key``, ``order`` (whole numbers, no ties in a group), ``open`` (above 0), ``total``
            (the sum of ``open`` in the group) and ``pool`` (what is shared, 0 to ``total``, the
            same in all rows of the group).
        key: The column that tells the groups.
        order: The column that settles ties.
        largest: No ``total`` is above it; below :data:`LARGEST_SHARED`.

    Returns:
        The frame with ``share``.
    """
    names = frame.collect_schema().names()
    floors = _multiplied_and_divided(frame, max(1, largest.bit_length()))
    missing = nw.col("pool") - nw.col("whole").sum().over(key)
    return (
        floors.with_columns(missing=missing, smaller=-nw.col("remainder"), one=nw.lit(1, nw.Int64))
        .with_columns(
            place=nw.col("one").cum_sum().over(key, order_by=["smaller", order]),
            missing=nw.col("missing").cast(nw.Int64),
        )
        .with_columns(
            share=nw.col("whole")
            + nw.when(nw.col("place") <= nw.col("missing"))
            .then(nw.lit(1, nw.Int64))
            .otherwise(nw.lit(0, nw.Int64))
        )
        .select(*names, "share")
    )


def _multiplied_and_divided(frame: LazyFrame, bits: int) -> LazyFrame:
    """``open * pool`` divided by ``total``: ``whole`` and ``remainder``, exact.

    The product of two numbers of so many bits may have more than an engine's integers hold. Then
    ``open`` is taken a few bits at a time, as in long division by hand.
    """
    total, pool = nw.col("total"), nw.col("pool")
    zero = nw.lit(0, nw.Int64)
    step = min(bits, _BITS - bits)
    base = 1 << step
    found = frame.with_columns(whole=zero, remainder=zero)
    for digit in reversed(range(-(-bits // step))):
        found = (
            found.with_columns(digit=nw.col("open") // (1 << step * digit))
            .with_columns(digit=(nw.col("digit") % base).cast(nw.Int64))
            .with_columns(product=nw.col("remainder") * base + nw.col("digit") * pool)
            .with_columns(remainder=(nw.col("product") % total).cast(nw.Int64))
            # Spark divides in floating point: what is divided is a multiple of the total and half
            # of it more, so that rounding down meets the exact quotient.
            .with_columns(product=nw.col("product") - nw.col("remainder") + total // 2)
            .with_columns(quotient=(nw.col("product") // total).cast(nw.Int64))
            .with_columns(whole=nw.col("whole") * base + nw.col("quotient"))
        )
    return found
