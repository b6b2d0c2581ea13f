"""What every row of a ledger changes, and in which month: one pass for all points of a history.

A balance is a step function of time. A row changes it when it is issued, when it is paid and when
it falls overdue, so the balance of every month end is a running total of changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.behaviour.months import month_number, month_of
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.measures import only
from ledgerguard.ledger.portfolio import known
from ledgerguard.ledger.schema import NO_DAY

CHANGES: Final = ("open", "owed", "overdue", "sales", "sold")
"""Net receivables, positive items, overdue ones, sales of the window, sales of the month."""

_NEVER: Final = 1 << 20
_ALWAYS: Final = -1


def changes(frame: LazyFrame, keys: Sequence[str], days: Sequence[int], period: int) -> LazyFrame:
    """The changes of each key and month, added up: keys, ``month`` and :data:`CHANGES`.

    What was paid before the first of the days is taken as never having been open; a row without
    invoice date stands in a month before all others and is no sale.

    Args:
        frame: The canonical frame.
        keys: ``("currency",)`` or ACCOUNT.
        days: Rising month ends, the last one any day.
        period: Days of the sales window.
    """
    rows = _placed(known(frame, days[-1]), keys, days, period)
    zero = nw.lit(0, nw.Int64)
    first = max(month_number(days[0]), 0)
    start = only(nw.col("enters") > first, nw.col("enters"), first)
    rows = rows.with_columns(
        start=start,
        entered_rest=nw.col("pays") <= start,
        fell=nw.col("late") <= start,
    )
    at_first = nw.col("entered_rest")
    positive = only(at_first, nw.col("rest_owed")) + only(~at_first, nw.col("owed_whole"))
    lost = nw.col("rest_owed") - nw.col("owed_whole")
    in_window = nw.col("leaves") > first
    dated = nw.col("enters") != _ALWAYS
    issued = rows.select(
        *keys,
        month=nw.col("enters"),
        open=only(at_first, nw.col("rest")) + only(~at_first, nw.col("amount")),
        owed=positive,
        overdue=only(nw.col("fell"), positive),
        sales=only(in_window & dated, nw.col("amount")),
        sold=only(dated, nw.col("amount")),
    )
    pays = rows.filter(~at_first & (nw.col("pays") < _NEVER) & (nw.col("paid") != 0)).select(
        *keys,
        month=nw.col("pays"),
        open=zero - nw.col("paid"),
        owed=lost,
        overdue=only(nw.col("fell") | (nw.col("late") < nw.col("pays")), lost),
        sales=zero,
        sold=zero,
    )
    when_late = only(nw.col("pays") <= nw.col("late"), nw.col("rest_owed")) + only(
        nw.col("pays") > nw.col("late"), nw.col("owed_whole")
    )
    late = (
        rows.filter(~nw.col("fell") & (nw.col("late") < _NEVER))
        .select(
            *keys,
            month=nw.col("late"),
            open=zero,
            owed=zero,
            overdue=when_late,
            sales=zero,
            sold=zero,
        )
        .filter(nw.col("overdue") != 0)
    )
    leaves = rows.filter(dated & in_window & (nw.col("leaves") < _NEVER)).select(
        *keys,
        month=nw.col("leaves"),
        open=zero,
        owed=zero,
        overdue=zero,
        sales=zero - nw.col("amount"),
        sold=zero,
    )
    every: LazyFrame = nw.concat([issued, pays, late, leaves])
    totals = every.group_by(*keys, "month").agg(*(nw.col(name).sum() for name in CHANGES))
    return totals.select(*keys, "month", *(nw.col(name).cast(nw.Int64) for name in CHANGES))


def _placed(rows: LazyFrame, keys: Sequence[str], days: Sequence[int], period: int) -> LazyFrame:
    """Each row with the months in which it enters, is paid, falls overdue, leaves the window."""
    amount, paid, issued = nw.col("amount"), nw.col("paid"), nw.col("issued")
    paid_on, due = nw.col("paid_on"), nw.col("due")

    def month(day: nw.Expr) -> nw.Expr:
        return nw.when(day <= days[-1]).then(month_of(day)).otherwise(nw.lit(_NEVER, nw.Int64))

    return rows.select(
        *keys,
        "amount",
        "paid",
        rest=amount - paid,
        enters=nw.when(issued == NO_DAY).then(nw.lit(_ALWAYS, nw.Int64)).otherwise(month(issued)),
        pays=nw.when(paid_on == NO_DAY).then(nw.lit(_ALWAYS, nw.Int64)).otherwise(month(paid_on)),
        late=nw.when(due == NO_DAY).then(nw.lit(_NEVER, nw.Int64)).otherwise(month(due + 1)),
        leaves=month(issued + period),
    ).with_columns(
        owed_whole=only(amount > 0, amount),
        rest_owed=only(nw.col("rest") > 0, nw.col("rest")),
    )
