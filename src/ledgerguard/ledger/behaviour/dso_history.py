"""DSO and its relatives at every month end, for every customer of a ledger of any size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.aging import By
from ledgerguard.ledger.behaviour.countback import counted_back
from ledgerguard.ledger.behaviour.events import changes
from ledgerguard.ledger.behaviour.months import refuse_other_days
from ledgerguard.ledger.customers import sales_outstanding
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.portfolio import ACCOUNT, refuse_overflow

_MONTH, _POINT = 0, 1
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
    months = _running(changes(frame, keys, days, period_days), keys)
    told = counted_back(_as_months_and_points(months, by), keys).filter(nw.col("kind") == _POINT)
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


def _running(months: LazyFrame, keys: Sequence[str]) -> LazyFrame:
    """Months with the running totals up to the end of each, and the last month of net credit."""
    none = nw.lit(-1, nw.Int64)
    credit = nw.when(nw.col("sold") < 0).then(nw.col("month")).otherwise(none)
    months = months.with_columns(upto=nw.col("sold"), credit=credit)
    totals = [
        nw.col(name).cum_sum().over(*keys, order_by="month").cast(nw.Int64).alias(name)
        for name in _RUNNING
    ]
    last_credit = nw.col("credit").cum_max().over(*keys, order_by="month").cast(nw.Int64)
    return months.with_columns(*totals, last_credit.alias("credit"))


def _as_months_and_points(months: LazyFrame, by: By) -> LazyFrame:
    """Each month twice: as one whose sales may be counted back to, and as a point that asks.

    Only where it is one of them: where it sold something, and where a day lies in it.
    """
    kinds = beside(months, {"kind": [_MONTH, _POINT]}, {"kind": nw.Int64})
    told = nw.col("day") > 0
    if by == "customer":
        told &= (nw.col("open") != 0) | (nw.col("owed") != 0) | (nw.col("sales") != 0)
    is_month, is_point = nw.col("kind") == _MONTH, nw.col("kind") == _POINT
    return months.join(kinds, how="cross").filter(
        (is_month & (nw.col("sold") > 0)) | (is_point & told)
    )
