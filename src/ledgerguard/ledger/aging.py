"""Aging: the open items of a day in buckets, by currency or by customer and currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from ledgerguard.formulas.aging import DEFAULT_EDGES, Basis, whole_edges
from ledgerguard.ledger.portfolio import ACCOUNT, Frame, currencies, customer_names, items
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
    # Counted from the invoice date nothing is "not yet due": the first bucket begins at age 0.
    uppers = whole_edges(edges)[basis == "invoice" :]
    names = [f"bucket_{number}" for number in range(len(uppers) + 1)]
    opened = _with_buckets(items(frame, as_of), as_of, basis, uppers, names)
    sums = [*names, "undated", "unapplied"]
    grouped = opened.group_by(*keys).agg(*(nw.col(name).sum() for name in sums))
    found = {tuple(r[: len(keys)]): r[len(keys) :] for r in grouped.select(*keys, *sums).rows()}
    if by == "currency":
        nothing = (0,) * len(sums)
        return [_row("", "", name, found.get((name,), nothing)) for name in currencies(frame)]
    known_names = customer_names(frame, as_of)
    rows = [_row(key[0], known_names[key[0]], key[1], amounts) for key, amounts in found.items()]
    return sorted(rows, key=lambda row: (-row.total, row.customer_id, row.currency))


def _with_buckets(
    opened: Frame, as_of: int, basis: Basis, uppers: Sequence[int], names: Sequence[str]
) -> Frame:
    day, owed, zero = nw.col("due" if basis == "due" else "issued"), nw.col("owed"), nw.lit(0)
    age, dated = nw.lit(as_of, nw.Int64) - day, day != NO_DAY
    lowers: list[int | None] = [None, *uppers]
    inside = []
    for lower, upper in zip(lowers, [*uppers, None], strict=True):
        belongs = dated
        belongs = belongs if lower is None else belongs & (age > lower)
        inside.append(belongs if upper is None else belongs & (age <= upper))
    return opened.with_columns(
        *(
            nw.when(b).then(owed).otherwise(zero).alias(n)
            for b, n in zip(inside, names, strict=True)
        ),
        nw.when(dated).then(zero).otherwise(owed).alias("undated"),
    )


def _row(customer_id: str, customer: str, currency: str, amounts: Sequence[int]) -> AgingRow:
    *buckets, undated, unapplied = map(int, amounts)
    return AgingRow(customer_id, customer, currency, tuple(buckets), undated, unapplied)
