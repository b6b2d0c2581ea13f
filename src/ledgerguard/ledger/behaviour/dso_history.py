"""DSO and its relatives at every month end, for every customer of a ledger of any size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.aging import By
from ledgerguard.ledger.behaviour.countback import counted_back
from ledgerguard.ledger.behaviour.events import CHANGES, changes
from ledgerguard.ledger.behaviour.months import month_number, refuse_other_days
from ledgerguard.ledger.customers import sales_outstanding
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.portfolio import ACCOUNT, refuse_overflow

_CHANGE, _POINT = 0, 1
_RUNNING: Final = ("open", "owed", "overdue", "sales", "upto")


def dso_history(
    frame: LazyFrame,
    days: Sequence[int],
    *,
    by: By = "currency",
    period_days: int = 90,
    total: float | None = None,
) -> LazyFrame:
    """The figures of DSO_TREND at month ends, by currency or by customer and currency.

    One row for every key and day; by customer only where anything was open or the net sales of
    the period were not 0. In no order.

    Args:
        frame: The canonical frame.
        days: Serial numbers of month ends, rising; the last one may be any day.
        by: What a row stands for.
        period_days: Length of the sales window.
        total: What :func:`portfolio.refuse_overflow` answered for the frame; left out, it is
            looked at here.

    Returns:
        A frame with the columns customer_id (by customer only), currency, day; receivables (net
        open), owed (positive items), overdue, sales (net, of the period), all in minor units; and
        as Float64 dso, best_dso, countback_dso (by calendar months), add (average days
        delinquent), current_share. These five are null, which pandas writes as NaN, where the
        cell of DSO_TREND shows an error.

    Raises:
        InvalidValue: when the days are no rising month ends.
        OutOfDomain: when the amounts do not fit into 64 bits.
    """
    refuse_other_days(days)
    if total is None:
        refuse_overflow(frame)
    keys = ("currency",) if by == "currency" else ACCOUNT
    moved = changes(frame, keys, days, period_days).with_columns(
        kind=nw.lit(_CHANGE, nw.Int64), day=nw.lit(0, nw.Int64)
    )
    points = _running(moved, keys, _points(moved, keys, days))
    told = counted_back(points, keys).filter(nw.col("kind") == _POINT)
    if by == "customer":
        told = told.filter((nw.col("open") != 0) | (nw.col("owed") != 0) | (nw.col("sales") != 0))
    told = told.with_columns(**sales_outstanding(period_days))
    owed = nw.col("owed")
    not_late = (owed - nw.col("overdue")).cast(nw.Float64) / owed.cast(nw.Float64)
    return told.select(
        *keys,
        "day",
        nw.col("open").alias("receivables"),
        *("owed", "overdue", "sales", "dso", "best_dso", "countback_dso"),
        add=nw.col("dso") - nw.col("best_dso"),
        current_share=nw.when(owed > 0).then(not_late),
    )


def _points(moved: LazyFrame, keys: Sequence[str], days: Sequence[int]) -> LazyFrame:
    """A row for every key and day, which changes nothing and asks for the running totals."""
    calendar = beside(
        moved,
        {
            "month": [month_number(day) for day in days],
            "kind": [_POINT] * len(days),
            "day": list(days),
            **{name: [0] * len(days) for name in CHANGES},
        },
        dict.fromkeys(("month", "kind", "day", *CHANGES), nw.Int64),
    )
    asked = moved.group_by(*keys).agg(nw.col("month").min().alias("since"))
    asked = asked.with_columns(since=nw.col("since").cast(nw.Int64))
    every = asked.join(calendar, how="cross")
    if len(keys) > 1:  # by customer, what was before its first row is left out anyway
        every = every.filter(nw.col("month") >= nw.col("since"))
    return every.select(*keys, "month", *CHANGES, "kind", "day")


def _running(moved: LazyFrame, keys: Sequence[str], points: LazyFrame) -> LazyFrame:
    """Changes and points with the running totals up to each, and the last month of net credit."""
    none = nw.lit(-1, nw.Int64)
    both: LazyFrame = nw.concat([moved.select(*points.collect_schema().names()), points])
    both = both.with_columns(
        upto=nw.col("sold"),
        credit=nw.when(nw.col("sold") < 0).then(nw.col("month")).otherwise(none),
    )
    order = ["month", "kind"]
    totals = {
        name: nw.col(name).cum_sum().over(*keys, order_by=order).cast(nw.Int64) for name in _RUNNING
    }
    credit = nw.col("credit").cum_max().over(*keys, order_by=order).cast(nw.Int64)
    return both.with_columns(**totals, credit=credit)
