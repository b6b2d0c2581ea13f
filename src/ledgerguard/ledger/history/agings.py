"""The aging at many days in one pass over a ledger of any size and engine."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from ledgerguard.formulas.aging import DEFAULT_EDGES, Basis
from ledgerguard.ledger.aging import By
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.history.places import (
    UNDATED,
    Places,
    bucket_of,
    grouped,
    spread,
)
from ledgerguard.ledger.measures import Measure, merged, only
from ledgerguard.ledger.portfolio import ACCOUNT


def aging_history(
    frame: AnyFrame,
    days: Sequence[int],
    *,
    by: By = "currency",
    edges: Sequence[float | None] = DEFAULT_EDGES,
    basis: Basis = "due",
) -> AnyFrame:
    """The aging at each of many days, as :func:`aging.aging_table` has it at one.

    Args:
        frame: The canonical frame; :func:`portfolio.refuse_overflow` has seen it.
        days: Serial numbers, rising; month ends, say.
        by: One row a day and currency, or a day, customer and currency.
        edges: Upper edges of the buckets.
        basis: Whether age counts from the due or the invoice date.

    Returns:
        Columns day, customer_id (by customer), currency, items, bucket_0 and on, undated,
        unapplied, total; amounts in minor units; in no order. What has nothing open at a day has
        no row of that day.

    Raises:
        OutOfDomain: when there are no days, more than 500, or they do not rise.
    """
    keys: Sequence[str] = ("currency",) if by == "currency" else ACCOUNT
    places: Places = Places.of(days, edges, basis)
    groups = grouped(frame, places, keys)
    is_after = nw.col("pays") <= nw.col("position")
    stated = (
        groups.join(_open_on(frame, places), on="span")
        .join(bucket_of(frame, places, "position", "bucket"), on=["band", "position"])
        .with_columns(
            **{
                name: nw.when(is_after)
                .then(nw.col(f"{name}_after"))
                .otherwise(nw.col(f"{name}_before"))
                for name in ("owed", "unapplied", "items")
            }
        )
    )
    measures = _measures(places)
    lead = ("day", *keys)
    rows = stated.select(*lead, *(one.of.alias(one.name) for one in measures))
    return merged(rows, lead, measures).filter(nw.col("items") > 0)


def _open_on(frame: AnyFrame, places: Places) -> AnyFrame:
    """On which days the items of each span are open: span, pays, position, day.

    The engine makes it of spans and days: it grows with the cube of the days.
    """
    spans = spread(frame, ("span", "enters", "pays", "stays"), places.spans())
    days = spread(frame, ("position", "day"), list(enumerate(places.days)))
    position = nw.col("position")
    is_open = (nw.col("stays") == 1) | (position < nw.col("pays"))
    return (
        spans.join(days, how="cross")
        .filter((position >= nw.col("enters")) & is_open)
        .select("span", "pays", "position", "day")
    )


def _measures(places: Places) -> list[Measure]:
    bucket, owed = nw.col("bucket"), nw.col("owed")
    numbers = range(places.buckets)
    return [
        Measure("items", nw.col("items")),
        *(Measure(f"bucket_{number}", only(bucket == number, owed)) for number in numbers),
        Measure("undated", only(bucket == UNDATED, owed)),
        Measure("unapplied", nw.col("unapplied")),
        Measure("total", owed + nw.col("unapplied")),
    ]
