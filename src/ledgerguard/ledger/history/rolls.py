"""What moved between the buckets of an aging from one day to the next, and the roll rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.formulas.aging import DEFAULT_EDGES, Basis
from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.history.places import Places, bucket_of, grouped, spread
from ledgerguard.ledger.measures import Measure, merged, only

NEW: Final = -2
"""Where the amounts of new items come from, and what adds to an old one."""

PAID: Final = -3
"""Where paid amounts go."""

_KINDS: Final = 7
_KEPT, _PAID, _ADDED, _ENTERED_BEFORE, _ENTERED_AFTER, _STAYED_BEFORE, _STAYED_AFTER = range(_KINDS)


def bucket_moves(
    frame: AnyFrame,
    days: Sequence[int],
    *,
    edges: Sequence[float | None] = DEFAULT_EDGES,
    basis: Basis = "due",
) -> AnyFrame:
    """What was owed in each bucket at one day, and where it was at the next.

    All that leaves a bucket adds up to its balance at the day before, all that arrives to its
    balance at the day: the moves tie out to :func:`agings.aging_history`. Positive open items
    only; credits have no age.

    Args:
        frame: The canonical frame; :func:`portfolio.refuse_overflow` has seen it.
        days: Serial numbers, rising; month ends, say.
        edges: Upper edges of the buckets.
        basis: Whether age counts from the due or the invoice date.

    Returns:
        Columns day (the later one; the first of ``days`` has no row), currency, from_bucket and
        to_bucket (from 0; -1 undated, -2 new, -3 paid), amount in minor units, above 0; in no
        order.
    """
    places: Places = Places.of(days, edges, basis)
    keys: Sequence[str] = ("currency",)
    groups = grouped(frame, places, keys)
    kind = nw.col("kind")
    of_kind: dict[int, nw.Expr] = {
        _KEPT: nw.col("kept"),
        _PAID: nw.col("owed_before") - nw.col("kept"),
        _ADDED: nw.col("owed_after") - nw.col("kept"),
        _ENTERED_BEFORE: nw.col("owed_before"),
        _ENTERED_AFTER: nw.col("owed_after"),
        _STAYED_BEFORE: nw.col("owed_before"),
        _STAYED_AFTER: nw.col("owed_after"),
    }
    amount = nw.lit(0, nw.Int64)
    for number, expression in of_kind.items():
        amount = nw.when(kind == number).then(expression).otherwise(amount)
    is_new = kind.is_in([_ADDED, _ENTERED_BEFORE, _ENTERED_AFTER])
    moved = (
        groups.join(_moves(frame, places), on="span")
        .join(bucket_of(frame, places, "position", "to_bucket"), on=["band", "position"])
        .join(bucket_of(frame, places, "earlier", "from_bucket"), on=["band", "earlier"])
        .with_columns(
            amount=amount,
            from_bucket=only(~is_new, nw.col("from_bucket"), NEW),
            to_bucket=only(kind != _PAID, nw.col("to_bucket"), PAID),
        )
    )
    lead = ("day", *keys, "from_bucket", "to_bucket")
    rows = moved.select(*lead, "amount")
    return merged(rows, lead, [Measure("amount", nw.col("amount"))]).filter(nw.col("amount") > 0)


def roll_rates(moves: AnyFrame) -> AnyFrame:
    """How much of each bucket rolled on into an older one.

    Args:
        moves: :func:`bucket_moves`.

    Returns:
        Columns day, currency, bucket, balance (at the day before), rolled (into an older bucket),
        stayed, cured (into a younger one), paid, all in minor units, and
        rolled_share of the balance; in no order. ROLL_RATE divides whole balances of two days
        instead: it cannot tell what rolled from what a new item brought.
    """
    source, target = nw.col("from_bucket"), nw.col("to_bucket")
    amount = nw.col("amount")
    measures: list[Measure] = [
        Measure("balance", amount),
        Measure("rolled", only((source >= 0) & (target > source), amount)),
        Measure("stayed", only(target == source, amount)),
        Measure("cured", only((target >= 0) & (target < source), amount)),
        Measure("paid", only(target == PAID, amount)),
    ]
    lead = ("day", "currency", "bucket")
    rows = moves.filter(source != NEW).with_columns(bucket=source)
    added = merged(
        rows.select(*lead, *(one.of.alias(one.name) for one in measures)), lead, measures
    )
    share = nw.col("rolled").cast(nw.Float64) / nw.col("balance").cast(nw.Float64)
    return added.with_columns(rolled_share=share)


def _moves(frame: AnyFrame, places: Places) -> AnyFrame:
    """On which days the items of each span move, and how: span, position, earlier, day, kind.

    The engine makes it of spans, days and kinds: it grows with the cube of the days.
    """
    spans = spread(frame, ("span", "enters", "pays", "stays"), places.spans())
    days = [(position, position - 1, day) for position, day in enumerate(places.days) if position]
    every = spans.join(spread(frame, ("position", "earlier", "day"), days), how="cross").join(
        spread(frame, ("kind",), [(kind,) for kind in range(_KINDS)]), how="cross"
    )
    position, kind, pays = nw.col("position"), nw.col("kind"), nw.col("pays")
    enters = position == nw.col("enters")
    later = position > nw.col("enters")
    happens = (
        ((kind == _ENTERED_AFTER) & enters & (pays <= position))
        | ((kind == _ENTERED_BEFORE) & enters & (pays > position))
        | (kind.is_in([_KEPT, _PAID, _ADDED]) & later & (pays == position))
        | ((kind == _STAYED_AFTER) & later & (pays < position) & (nw.col("stays") == 1))
        | ((kind == _STAYED_BEFORE) & later & (pays > position))
    )
    return every.filter(happens).select("span", "position", "earlier", "day", "kind")
