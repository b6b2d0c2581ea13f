"""Aging: the open items of a day in buckets, by currency or by customer and currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from ledgerguard.formulas.aging import DEFAULT_EDGES, Basis, whole_edges
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import Measure, added_up, only
from ledgerguard.ledger.portfolio import (
    ACCOUNT,
    Frame,
    currencies,
    customer_names,
    items,
    open_items,
)
from ledgerguard.ledger.schema import NO_DAY

By = Literal["currency", "customer"]


@dataclass(frozen=True, slots=True)
class AgingRow:
    """The open items of one currency, or of one customer in one currency, in minor units."""

    customer_id: str
    customer: str
    currency: str
    buckets: tuple[int, ...]
    undated: int  # positive open items without the date that the buckets count from
    unapplied: int  # 0 or negative: credit notes and overpayments, whatever their date

    @property
    def total(self) -> int:
        """Net open receivables: the sum of the row."""
        return sum(self.buckets) + self.undated + self.unapplied


def bucketed(
    frame: Frame,
    as_of: int,
    *,
    by: By = "currency",
    edges: Sequence[float | None] = DEFAULT_EDGES,
    basis: Basis = "due",
) -> list[AgingRow]:
    """The aging at ``as_of``: currencies in alphabetical order, or the largest customer first.

    Every currency of the ledger has a row, also when nothing is open in it; a customer has a row
    when any item is open.
    """
    keys = ("currency",) if by == "currency" else ACCOUNT
    measures = bucket_measures(as_of, edges=edges, basis=basis)
    rows_found = rows_of(added_up(items(frame, as_of), keys, measures))
    found = {row[: len(keys)]: row[len(keys) :] for row in rows_found}
    if by == "currency":
        nothing = (0,) * len(measures)
        return [_row("", "", name, found.get((name,), nothing)) for name in currencies(frame)]
    known_names = customer_names(frame, as_of)
    rows = [_row(key[0], known_names[key[0]], key[1], amounts) for key, amounts in found.items()]
    return sorted(rows, key=lambda row: (-row.total, row.customer_id, row.currency))


def aging_table(
    frame: AnyFrame,
    as_of: int,
    *,
    by: By = "currency",
    edges: Sequence[float | None] = DEFAULT_EDGES,
    basis: Basis = "due",
) -> AnyFrame:
    """The aging at a day of a ledger of any size and engine, in no order.

    Returns:
        Columns customer_id (by customer), currency, items, bucket_0 and on, undated, unapplied,
        total; amounts in minor units. Only what has an open item has a row.
    """
    keys = ("currency",) if by == "currency" else ACCOUNT
    measures: list[Measure] = [
        Measure("items", nw.lit(1, nw.Int64)),
        *bucket_measures(as_of, edges=edges, basis=basis),
        Measure("total", nw.col("open")),
    ]
    return added_up(open_items(frame, as_of), keys, measures)


def bucket_measures(
    as_of: int, *, edges: Sequence[float | None] = DEFAULT_EDGES, basis: Basis = "due"
) -> list[Measure]:
    """The buckets, and what belongs in none, over the columns of :func:`portfolio.opened`.

    Named ``bucket_0`` to the last one, ``undated`` and ``unapplied``.
    """
    # Counted from the invoice date nothing is "not yet due": the first bucket begins at age 0.
    uppers = whole_edges(edges)[basis == "invoice" :]
    day, owed, is_open = (
        nw.col("due" if basis == "due" else "issued"),
        nw.col("owed"),
        nw.col("open"),
    )
    # an engine that computes each expression by itself would subtract once for each bucket
    past_due = nw.col("days_past_due")
    age, dated = past_due if basis == "due" else nw.lit(as_of, nw.Int64) - day, day != NO_DAY
    lowers: list[int | None] = [None, *uppers]
    measures = []
    for number, (lower, upper) in enumerate(zip(lowers, [*uppers, None], strict=True)):
        belongs = dated
        belongs = belongs if lower is None else belongs & (age > lower)
        belongs = belongs if upper is None else belongs & (age <= upper)
        measures.append(Measure(f"bucket_{number}", only(belongs, owed)))
    return [
        *measures,
        Measure("undated", only(day == NO_DAY, owed)),
        Measure("unapplied", only(is_open < 0, is_open)),
    ]


def _row(customer_id: str, customer: str, currency: str, amounts: Sequence[int]) -> AgingRow:
    *buckets, undated, unapplied = map(int, amounts)
    return AgingRow(customer_id, customer, currency, tuple(buckets), undated, unapplied)
