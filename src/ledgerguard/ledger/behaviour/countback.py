"""Count-back DSO of very many balances at once, without laying each against its months in turn.

Receivables R at a point are used up by the latest sales. With S the running total of sales, the
month that uses them up is the one in which S passes the level T = S at the point - R: a look-up
of T among the levels of the months. Months and points are put in one order of their levels, and
the largest month up to each point is its answer. That takes S to rise: a month of net credit
starts a new stretch, and no count goes back beyond it (DSO_COUNTBACK answers #NUM! there).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.formulas.checks import TOLERANCE
from ledgerguard.ledger.behaviour.months import FIRST_DAY
from ledgerguard.ledger.engines.engine import LazyFrame

_SLACK: Final = round(1 / TOLERANCE)
_NOTHING: Final = -(1 << 63) + 1
_FAR: Final = (1 << 63) - 1


def counted_back(rows: LazyFrame, keys: Sequence[str]) -> LazyFrame:
    """The rows with ``countback_dso``, null where DSO_COUNTBACK by calendar months has an error.

    Args:
        rows: Months that sold something (``kind`` 0) and points that ask (``kind`` 1), with
            ``month``, ``day``, ``sold`` (net sales of the month), ``upto`` (their running total),
            ``open`` and ``credit`` (the last month of net credit, or -1).
        keys: What the running totals go by.
    """
    is_month = nw.col("kind") == 0
    far, nothing = nw.lit(_FAR, nw.Int64), nw.lit(_NOTHING, nw.Int64)
    owes = nw.col("open")
    # Parts of ten digits would not survive a division of floats, which is how Spark divides.
    slack = nw.when(owes > 0).then(owes - owes % _SLACK).otherwise(nw.lit(0, nw.Int64)) // _SLACK
    rows = rows.with_columns(slack=slack)
    before = nw.col("upto") - nw.col("sold")
    level = nw.when(is_month).then(before).otherwise(nw.col("upto") - owes + nw.col("slack"))
    found = rows.with_columns(
        level=level,
        at_month=nw.when(is_month).then(nw.col("month")).otherwise(nothing),
        at_low=nw.when(is_month).then(before).otherwise(nothing),
        at_high=nw.when(is_month).then(nw.col("upto")).otherwise(nothing),
        at_base=nw.when(is_month).then(before).otherwise(far),
    )
    by, order = [*keys, "credit"], ["level", "kind", "month"]
    latest = {
        name: nw.col(name).cum_max().over(*by, order_by=order).cast(nw.Int64)
        for name in ("at_month", "at_low", "at_high")
    }
    base = nw.col("at_base").cum_min().over(*by, order_by=order).cast(nw.Int64)
    found = found.with_columns(**latest, at_base=base)
    return _days(found).drop("slack", "level", "at_month", "at_low", "at_high", "at_base")


def _days(found: LazyFrame) -> LazyFrame:
    owes, upto, month = nw.col("open"), nw.col("upto"), nw.col("at_month")
    credit = nw.col("credit")
    is_found = month >= 0
    # Beyond a month of net credit the tolerance does not help: the formula reads on to it.
    covered = is_found & ((credit < 0) | (upto - owes >= nw.col("at_base")))
    start = nw.when(is_found).then(month).otherwise(nw.lit(0, nw.Int64))
    found = found.with_columns(
        first=month_start(start), after=month_start(start + 1), covered=covered
    )
    # The month of the point itself ends on its day.
    last = nw.when(nw.col("after") - 1 < nw.col("day")).then(nw.col("after") - 1)
    found = found.with_columns(last=last.otherwise(nw.col("day")))
    gone = (nw.col("day") - nw.col("last")).cast(nw.Float64)
    length = (nw.col("last") - nw.col("first") + 1).cast(nw.Float64)
    # What is left of the receivables when that month is reached.
    left = (owes - (upto - nw.col("at_high"))).cast(nw.Float64)
    sold = (nw.col("at_high") - nw.col("at_low")).cast(nw.Float64)
    part = nw.when(left < sold).then(left / sold).otherwise(nw.lit(1.0))
    nothing = nw.when((owes == 0) & (credit != nw.col("month"))).then(nw.lit(0.0))
    days = nothing.otherwise(
        nw.when((owes > 0) & (credit != nw.col("month")) & nw.col("covered")).then(
            gone + part * length
        )
    )
    return found.with_columns(countback_dso=days).drop("first", "after", "last", "covered")


def month_start(month: nw.Expr) -> nw.Expr:
    """The first day of a month number, in years that begin in March."""
    year, in_year = month // 12, month % 12
    return year * 365 + year // 4 + (in_year * 153 + 2) // 5 + FIRST_DAY
