"""How customers pay: the lateness of items settled in full during the year up to a day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import narwhals as nw

from ledgerguard.formulas.payment import ANCHORS
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import (
    LARGEST_TOTAL,
    Measure,
    added_up,
    one_if,
    only,
    weighted,
    weighted_sum,
)
from ledgerguard.ledger.portfolio import ACCOUNT, Frame, known, refuse_overflow
from ledgerguard.ledger.schema import NO_DAY

HISTORY_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Lateness:
    """Payment behaviour of one customer in one currency, weighted by amount."""

    days_beyond_terms: float  # signed: an early payment counts below 0
    pay_index: float


SETTLED: Final = (
    (nw.col("amount") > 0)
    & (nw.col("paid") >= nw.col("amount"))
    & (nw.col("paid_on") != NO_DAY)
    & (nw.col("due") != NO_DAY)
)
"""Invoices that were settled in full on a known day.

Credit notes, part payments, and rows without due date or payment day tell no lateness.
"""

DELAY: Final = nw.col("paid_on") - nw.col("due")
"""Days late of a settled invoice, signed: an early payment counts below 0."""


def settled_in_full(frame: AnyFrame) -> AnyFrame:
    """The rows of :data:`SETTLED`, with their signed ``delay``."""
    return frame.filter(SETTLED).with_columns(delay=DELAY)


def lateness_measures(as_of: int, total: float = LARGEST_TOTAL) -> list[Measure]:
    """How the invoices settled in the year up to a day were paid, over a ledger's own columns.

    ``settled`` counts them, ``late`` those paid after they were due, ``delay`` adds up the signed
    days; :func:`days_beyond_terms` and :func:`pay_index` read the weighted sums.
    """
    counts = _counts(as_of)
    weight = only(counts, nw.col("amount"))
    # A row that counts not has no weight, whatever its delay: pandas computes an expression anew
    # wherever it stands, and one that picked its rows eight times more took most of a small run.
    return [
        Measure("settled", one_if(counts)),
        Measure("late", one_if(counts & (DELAY > 0))),
        Measure("delay", only(counts, DELAY)),
        Measure("settled_amount", weight),
        *weighted("late_days", weight, DELAY, total),
        *weighted("points", weight, _points(DELAY), total),
    ]


def _counts(as_of: int) -> nw.Expr:
    """Whether an invoice was settled in the year up to a day."""
    paid_on = nw.col("paid_on")
    return SETTLED & (paid_on > as_of - HISTORY_DAYS) & (paid_on <= as_of)


def days_beyond_terms(measures: Sequence[Measure]) -> nw.Expr:
    """DBT over the columns of :func:`lateness_measures`; meaningless where nothing was settled."""
    return weighted_sum(measures, "late_days") / nw.col("settled_amount").cast(nw.Float64)


def pay_index(measures: Sequence[Measure]) -> nw.Expr:
    """The pay index, likewise."""
    # Polars turns a division by a constant into a product, with another last bit.
    parts = nw.col("settled_amount").cast(nw.Float64) * float(_PARTS)
    return weighted_sum(measures, "points") / parts


def lateness(frame: Frame, as_of: int) -> dict[tuple[str, str], Lateness]:
    """DBT and pay index of every customer and currency that settled anything in the year.

    Raises:
        OutOfDomain: if the amounts of the ledger do not fit into 64 bits.
    """
    settled = known(frame, as_of).filter(_counts(as_of))
    total = refuse_overflow(frame)
    if settled.is_empty():
        return {}
    measures = lateness_measures(as_of, total)
    grouped = added_up(settled, ACCOUNT, measures)
    told = grouped.with_columns(dbt=days_beyond_terms(measures), index=pay_index(measures))
    rows = rows_of(told, *ACCOUNT, "dbt", "index")
    return {(row[0], row[1]): Lateness(row[2], row[3]) for row in rows}


def _points(delay: nw.Expr) -> nw.Expr:
    """The pay index of a delay of whole days, in whole parts: PAY_INDEX is straight in between."""
    (_, best), *_, (last, worst) = ANCHORS
    found = nw.lit(round(best * _PARTS), nw.Int64)
    for (start, high), (end, low) in pairwise(ANCHORS):
        slope = round((low - high) / (end - start) * _PARTS)
        straight = (delay - int(start)) * slope + round(high * _PARTS)
        found = nw.when(delay > int(start)).then(straight).otherwise(found)
    return nw.when(delay > int(last)).then(nw.lit(round(worst * _PARTS), nw.Int64)).otherwise(found)


_PARTS: Final = math.lcm(
    *(
        Fraction(int(low - high), int(end - start)).denominator
        for (start, high), (end, low) in pairwise(ANCHORS)
    )
)
"""Parts of a point in which every step of the index from day to day is a whole number: 420."""
