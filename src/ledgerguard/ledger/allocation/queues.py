"""Payments in a queue meet invoices in a queue: who paid what, without comparing each with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.measures import only

NOBODY: Final = -1
"""The ``row`` of what is left of a payment: no invoice takes it."""


def in_turn(
    items: LazyFrame,
    receipts: LazyFrame,
    keys: Sequence[str],
    *,
    item_order: Sequence[str],
    receipt_order: Sequence[str],
) -> LazyFrame:
    """The first payments pay the first invoices of the same keys, to the last minor unit.

    Laid end to end, invoices and payments cut the same line of money: what lies between two
    neighbouring cuts is paid by one payment and owed on one invoice.

    Args:
        items: Keys, order, ``row`` and ``left`` (above 0).
        receipts: Keys, order, ``payment_row`` and ``left`` (above 0).
        keys: What a payment and an invoice must share.
        item_order: Order of invoices with the same keys; no ties.
        receipt_order: Order of payments with the same keys; no ties.

    Returns:
        ``row``, ``payment_row`` and ``piece`` (above 0). What is left of a payment is a piece with
        the row :data:`NOBODY`.
    """
    at, kind, of = nw.col("at"), nw.col("kind"), nw.col("of")
    cuts = nw.concat(
        [
            _laid(items, keys, item_order, "row", 0),
            _laid(receipts, keys, receipt_order, "payment_row", 1),
        ]
    )
    # Two cuts of one kind never meet, so that place and kind leave no tie.
    order = ["at", "kind"]
    cuts = cuts.with_columns(
        row=nw.when(kind == 0).then(of),
        payment_row=nw.when(kind == 1).then(of),
        # The cut before is that of the own kind, which is known, or the last one of the other.
        item_end=only(kind == 0, at),
        receipt_end=only(kind == 1, at),
    ).with_columns(
        row=nw.col("row").fill_null(strategy="backward").over(*keys, order_by=order),
        payment_row=nw.col("payment_row")
        .fill_null(strategy="backward")
        .over(*keys, order_by=order),
        item_end=nw.col("item_end").cum_max().over(*keys, order_by=order),
        receipt_end=nw.col("receipt_end").cum_max().over(*keys, order_by=order),
    )
    return (
        cuts.filter(~nw.col("payment_row").is_null())
        .with_columns(
            row=nw.col("row").fill_null(NOBODY).cast(nw.Int64),
            payment_row=nw.col("payment_row").cast(nw.Int64),
            other=nw.when(kind == 0).then(nw.col("receipt_end")).otherwise(nw.col("item_end")),
            own=at - nw.col("left"),
        )
        .with_columns(
            piece=at
            - nw.when(nw.col("own") > nw.col("other"))
            .then(nw.col("own"))
            .otherwise(nw.col("other"))
        )
        .filter(nw.col("piece") > 0)
        .select("row", "payment_row", "piece")
    )


def _laid(
    frame: LazyFrame, keys: Sequence[str], order: Sequence[str], name: str, kind: int
) -> LazyFrame:
    """Where each one ends when all are laid end to end."""
    ends = nw.col("left").cum_sum().over(*keys, order_by=list(order))
    return (
        frame.with_columns(at=ends)
        .with_columns(nw.col("at").cast(nw.Int64))
        .select(*keys, "at", "left", of=nw.col(name), kind=nw.lit(kind, nw.Int64))
    )
