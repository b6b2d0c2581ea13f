"""The portfolio of one currency at the month ends before a day, and on that day."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import narwhals as nw

from ledgerguard.ledger.calendar import month_points, month_spans
from ledgerguard.ledger.lateness import HISTORY_DAYS, settled_in_full
from ledgerguard.ledger.portfolio import Frame, known
from ledgerguard.ledger.sales import SalesCurve, sales_curve
from ledgerguard.ledger.schema import NO_DAY


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What a DSO and its relatives are made of, on one day; amounts in minor units."""

    day: int
    receivables: int  # net open
    owed: int  # positive open items
    overdue: int
    open_items: int  # positive ones
    sales: int  # net, of the period up to the day
    month_sales: tuple[int, ...]  # net, newest first, until they make up the receivables
    month_days: tuple[int, ...]
    settled: int  # invoices settled in full during the year up to the day
    settled_late: int
    days_late: int  # signed sum over those invoices


def trend(frame: Frame, as_of: int, months: int, period_days: int) -> list[TrendPoint]:
    """``months`` points, oldest first: month ends, the last one ``as_of`` itself.

    The frame holds one currency.
    """
    days = month_points(as_of, months)
    curve, pieces, settled = sales_curve(frame), _pieces(frame, days), _settled(frame, days)
    return [
        _point(position, day, curve, period_days, pieces, settled)
        for position, day in enumerate(days)
    ]


class _Piece(NamedTuple):
    """Rows that enter, are paid and fall overdue at the same points of the trend, added up."""

    enters: int  # positions among the points, from 0
    paid: int
    overdue: int
    amount: int
    rest: int  # amount less what was paid
    owed: int  # positive amounts
    rest_owed: int
    items: int
    rest_items: int


class _Settled(NamedTuple):
    """Invoices settled in full on the same day, added up."""

    enters: int
    paid_on: int
    late: int
    delay: int
    one: int


def _pieces(frame: Frame, days: Sequence[int]) -> list[_Piece]:
    """The ledger as few pieces: one pass for all points, instead of an aging for each of them."""
    zero, never = nw.lit(0, nw.Int64), nw.lit(len(days), nw.Int64)
    amount, rest, due = nw.col("amount"), nw.col("rest"), nw.col("due")
    indexed = (
        known(frame, days[-1])
        .select("issued", "due", "amount", "paid", "paid_on")
        .with_columns(
            enters=_position(nw.col("issued"), days),
            overdue=nw.when(due == NO_DAY).then(never).otherwise(_position(due + 1, days)),
            rest=amount - nw.col("paid"),
        )
        .with_columns(
            paid=_position(nw.col("paid_on"), days),
            owed=nw.when(amount > 0).then(amount).otherwise(zero),
            rest_owed=nw.when(rest > 0).then(rest).otherwise(zero),
            items=(amount > 0).cast(nw.Int64),
            rest_items=(rest > 0).cast(nw.Int64),
        )
    )
    return [_Piece(*row) for row in _added_up(indexed, _Piece._fields, keys=3)]


def _settled(frame: Frame, days: Sequence[int]) -> list[_Settled]:
    indexed = settled_in_full(
        known(frame, days[-1]).select("issued", "due", "amount", "paid", "paid_on")
    ).with_columns(
        enters=_position(nw.col("issued"), days),
        late=(nw.col("delay") > 0).cast(nw.Int64),
        one=nw.lit(1, nw.Int64),
    )
    return [_Settled(*row) for row in _added_up(indexed, _Settled._fields, keys=2)]


def _position(day: nw.Expr, days: Sequence[int]) -> nw.Expr:
    """The position of the first point on or after a day; their number when there is none."""
    return functools.reduce(operator.add, ((day > point).cast(nw.Int64) for point in days))


def _added_up(frame: Frame, names: Sequence[str], keys: int) -> Iterator[tuple[int, ...]]:
    """The sums of a frame by the first ``keys`` of the named columns."""
    grouped = frame.group_by(*names[:keys]).agg(*(nw.col(name).sum() for name in names[keys:]))
    return (tuple(map(int, row)) for row in grouped.select(*names).iter_rows())


def _point(
    position: int,
    day: int,
    curve: SalesCurve,
    period_days: int,
    pieces: Sequence[_Piece],
    settled: Sequence[_Settled],
) -> TrendPoint:
    entered = [p for p in pieces if p.enters <= position]
    unpaid = [p for p in entered if position < p.paid]
    paid = [p for p in entered if p.paid <= position]
    receivables = sum(p.amount for p in unpaid) + sum(p.rest for p in paid)
    year = [p for p in settled if p.enters <= position and 0 <= day - p.paid_on < HISTORY_DAYS]
    month_sales, month_days = _months_behind(curve, day, receivables)
    return TrendPoint(
        day=day,
        receivables=receivables,
        owed=sum(p.owed for p in unpaid) + sum(p.rest_owed for p in paid),
        overdue=sum(p.owed for p in unpaid if p.overdue <= position)
        + sum(p.rest_owed for p in paid if p.overdue <= position),
        open_items=sum(p.items for p in unpaid) + sum(p.rest_items for p in paid),
        sales=curve.between(day - period_days, day),
        month_sales=month_sales,
        month_days=month_days,
        settled=sum(p.one for p in year),
        settled_late=sum(p.late for p in year),
        days_late=sum(p.delay for p in year),
    )


def _months_behind(
    curve: SalesCurve, day: int, receivables: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sales and days of the months that count-back needs; older ones must not disturb it."""
    sales, days, covered = [], [], 0
    for after, upto in month_spans(day, min(curve.days, default=day)):
        sales.append(curve.between(after, upto))
        days.append(upto - after)
        covered += sales[-1]
        if covered >= receivables:
            break
    return tuple(sales), tuple(days)
