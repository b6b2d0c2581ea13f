"""What is new, changed or gone between two readings of a ledger, and whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.measures import Measure, merged, one_if
from ledgerguard.ledger.schema import FRAME

_CONTENT = tuple(name for name in FRAME if name != "row")
_INVOICE = ("entity", "customer_id", "currency", "invoice")


@dataclass(frozen=True)
class Changes:
    """Invoices that differ; one that was changed counts once."""

    new: int
    changed: int
    gone: int

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.new or self.changed or self.gone)


def differing(before: LazyFrame | None, after: LazyFrame | None) -> LazyFrame:
    """The rows that only one of two readings has, with their ``weight``: 1 after, -1 before.

    Rows are compared by all that they say but their number. One of the readings may be missing.
    """
    sides = [
        side.select(*_CONTENT).with_columns(weight=nw.lit(weight, nw.Int64))
        for side, weight in ((before, -1), (after, 1))
        if side is not None
    ]
    weighed = merged(
        nw.concat(sides, how="vertical"), _CONTENT, [Measure("weight", nw.col("weight"))]
    )
    return weighed.filter(nw.col("weight") != 0)


def counted(engine: Engine, rows: LazyFrame) -> Changes:
    """How many invoices :func:`differing` rows are."""
    weight = nw.col("weight")
    sides = [
        Measure("after", one_if(weight > 0), "max"),
        Measure("before", one_if(weight < 0), "max"),
    ]
    by_invoice = merged(
        rows.select(*_INVOICE, *(one.of.alias(one.name) for one in sides)), _INVOICE, sides
    )
    after, before = nw.col("after"), nw.col("before")
    found = by_invoice.select(
        new=one_if((after > 0) & (before == 0)),
        changed=one_if((after > 0) & (before > 0)),
        gone=one_if((after == 0) & (before > 0)),
    ).select(nw.col("new").sum(), nw.col("changed").sum(), nw.col("gone").sum())
    (counts,) = engine.rows(found)
    return Changes(*(int(count or 0) for count in counts))


def customers_of(rows: LazyFrame) -> LazyFrame:
    """The customers whom rows concern, each once: column ``customer_id``."""
    return rows.select("customer_id").unique()
