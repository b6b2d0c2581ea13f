"""Figures that add up: what a row contributes, and how rows become one figure.

Every figure of a portfolio is a sum, a maximum or a minimum of whole numbers over rows. So the
order of the rows never matters, parts of a ledger can be taken together, and every engine answers
to the last unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import narwhals as nw

from ledgerguard.ledger.engines.habits import adds_floats_sooner
from ledgerguard.ledger.engines.small import AnyFrame

How = Literal["sum", "max", "min"]

LARGEST_TOTAL: Final = 9e18
"""Just below 2^63: Polars and pandas wrap silently beyond it, so totals are refused before."""

EXACT: Final = 2.0**52
"""Whole numbers that add up to no more, whatever their signs, add up exactly as floats, too.

Floats hold twice as much; the total was itself added up as floats, and may be a little off.
"""

LARGEST_FACTOR: Final = 60_000
"""More than the days from 1970 to 2099, which are the dates that a ledger may hold."""

_HALF: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: a whole number of each row, and how the rows of a group make one of them."""

    name: str
    of: nw.Expr
    how: How = "sum"
    factor: int = 1  # at most so many times the amounts of its row, either way


def added_up(
    frame: AnyFrame,
    keys: Sequence[str],
    measures: Sequence[Measure],
    total: float = LARGEST_TOTAL,
) -> AnyFrame:
    """The figures of each group: the keys, then one int64 column a measure.

    Args:
        frame: The rows.
        keys: What makes a group.
        measures: Its figures.
        total: What all amounts of the ledger add up to at most; a smaller one may be quicker.
    """
    of_rows = frame.select(*keys, *(one.of.alias(one.name) for one in measures))
    return merged(of_rows, keys, measures, total)


def merged(
    parts: AnyFrame,
    keys: Sequence[str],
    measures: Sequence[Measure],
    total: float = LARGEST_TOTAL,
) -> AnyFrame:
    """Figures of parts of the groups, or of single rows, made the figures of the whole groups."""
    floats = adds_floats_sooner(parts)
    taken = (_taken(one, floats and total * one.factor <= EXACT) for one in measures)
    grouped = parts.group_by(*keys).agg(*taken)
    # DuckDB answers a sum of integers as a decimal of 38 digits; the cast raises beyond 64 bits.
    return grouped.select(*keys, *(nw.col(one.name).cast(nw.Int64) for one in measures))


def _taken(one: Measure, in_floats: bool) -> nw.Expr:
    column = nw.col(one.name)
    if one.how == "sum":
        return (column.cast(nw.Float64) if in_floats else column).sum()
    return column.max() if one.how == "max" else column.min()


def in_32_bits(days: nw.Expr) -> nw.Expr:
    """Days whose maximum or minimum is wanted: an engine keeps half as much of each group."""
    return days.cast(nw.Int32)


def only(condition: nw.Expr, then: nw.Expr, otherwise: int = 0) -> nw.Expr:
    """The number of the rows that a condition picks; another one, mostly 0, in the other rows."""
    return nw.when(condition).then(then).otherwise(nw.lit(otherwise, nw.Int64))


def one_if(condition: nw.Expr) -> nw.Expr:
    """1 in the rows that a condition picks, so that their sum counts them."""
    return only(condition, nw.lit(1, nw.Int64))


def weighted(
    name: str, amount: nw.Expr, factor: nw.Expr, total: float = LARGEST_TOTAL
) -> list[Measure]:
    """The exact sum of amount * factor, none of whose parts leaves 64 bits.

    Args:
        name: Name of the sum; :func:`weighted_sum` reads it.
        amount: From 0 up, minor units.
        factor: A whole number up to 60,000 either way: days, or parts of a score.
        total: What all amounts of the ledger add up to at most.
    """
    if total * LARGEST_FACTOR <= LARGEST_TOTAL:
        return [Measure(name, amount * factor, factor=LARGEST_FACTOR)]
    low = amount % _HALF
    high = (amount - low) // _HALF  # Spark divides as floats, which hold a whole multiple exactly
    return [
        Measure(f"{name}_high", high * factor, factor=LARGEST_FACTOR),
        Measure(name, low * factor, factor=LARGEST_FACTOR),
    ]


def weighted_sum(measures: Sequence[Measure], name: str) -> nw.Expr:
    """The sum that :func:`weighted` made as a float: it is rounded once, at the very end."""
    whole = nw.col(name).cast(nw.Float64)
    high = f"{name}_high"
    if not any(measure.name == high for measure in measures):
        return whole
    return nw.col(high).cast(nw.Float64) * float(_HALF) + whole


def share_of(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """A part of a whole that is the same in many rows, as the total of a window is.

    Polars knows that such a column has one value, and multiplies by its inverse instead of
    dividing, which differs in the last bit: what is added here is 0 and makes it a common column.
    """
    number = part.cast(nw.Float64)
    return number / (whole.cast(nw.Float64) + number * 0.0)
