"""The way in: a table of payments is allocated to the invoices of a ledger."""

from __future__ import annotations

from typing import Final, Literal, get_args

import narwhals as nw

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.allocation.allocation import Allocation
from ledgerguard.ledger.allocation.payments import (
    ITEM_ORDER,
    PAYMENTS,
    RECEIPT_ORDER,
    checked,
    items_of,
    receipts_of,
)
from ledgerguard.ledger.allocation.pro_rata import spread
from ledgerguard.ledger.allocation.queues import NOBODY, in_turn
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.portfolio import ACCOUNT
from ledgerguard.ledger.schema import FRAME, NO_DAY

Method = Literal["oldest", "reference", "reference-then-oldest", "pro-rata"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)


def allocate(
    invoices: LazyFrame, payments: LazyFrame, method: Method = "oldest", *, engine: Engine
) -> Allocation:
    """Allocate payments to invoices of the same customer and currency.

    - "oldest": the first payments pay the first invoices. Invoices stand in the order of their due
      day (undated ones last), then invoice date, number and row; payments in that of their day,
      then number and row. A payment may pay an invoice that is issued later.
    - "reference": a payment pays the invoice whose number it names, also a later one; several
      invoices of one number, and several payments of one reference, stand in the order above. What
      exceeds them, or names nothing, stays unapplied.
    - "reference-then-oldest": first all payments by reference; then what is left of them, and
      those that name nothing, pays what is left, the oldest first.
    - "pro-rata": a payment pays the same share of each invoice that is issued and open on its day,
      as ALLOCATE_RECEIPT does, to the minor unit by largest remainders (ties to the oldest).
      Payments of one account and day are one receipt. What exceeds the open invoices stays
      unapplied, also when invoices follow.

    Only what the invoices' own columns leave unpaid is allocated. Credit notes neither take money
    nor pay: they stay as they are, as in ALLOCATE_RECEIPT.

    Args:
        invoices: The canonical frame.
        payments: The columns of :data:`PAYMENTS`, on the same engine.
        method: One of :data:`METHODS`.
        engine: The engine of both; it holds the pieces, which are computed here, once.

    Raises:
        InvalidValue: when there is no such method, a table lacks a column, or rows share a number.
        OutOfDomain: when amounts do not add up within 64 bits; with "pro-rata" when the invoices of
            one account exceed 2^53 minor units.
    """
    if method not in METHODS:
        raise InvalidValue(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    checked(invoices, payments)
    invoices, payments = invoices.select(*FRAME), payments.select(*PAYMENTS)
    items, receipts = items_of(invoices), receipts_of(payments)
    if method == "oldest":
        segments = _oldest(items, receipts)
    elif method == "reference":
        segments = _by_reference(items, receipts)
    elif method == "reference-then-oldest":
        segments = _by_reference_then_oldest(items, receipts, engine)
    else:
        segments = spread(items, receipts, engine)
    return Allocation(invoices, payments, engine.held(_dated(segments, invoices, payments)), method)


def _dated(segments: LazyFrame, invoices: LazyFrame, payments: LazyFrame) -> LazyFrame:
    """The pieces with both days, ``paid_on`` and ``issued``, which every as-of figure asks for."""
    return (
        segments.join(payments.select("paid_on", payment_row="row"), on="payment_row", how="inner")
        .join(invoices.select("row", "issued"), on="row", how="left")
        .with_columns(nw.col("issued").fill_null(NO_DAY).cast(nw.Int64))
        .select("row", "payment_row", "piece", "paid_on", "issued")
    )


def _oldest(items: LazyFrame, receipts: LazyFrame) -> LazyFrame:
    return in_turn(items, receipts, ACCOUNT, item_order=ITEM_ORDER, receipt_order=RECEIPT_ORDER)


def _by_reference(items: LazyFrame, receipts: LazyFrame) -> LazyFrame:
    """Payments that name nothing must not meet invoices without a number: those do not queue."""
    return in_turn(
        items.filter(nw.col("invoice") != ""),
        receipts.with_columns(invoice="reference"),
        (*ACCOUNT, "invoice"),
        item_order=("place", "issued", "row"),
        receipt_order=RECEIPT_ORDER,
    )


def _by_reference_then_oldest(items: LazyFrame, receipts: LazyFrame, engine: Engine) -> LazyFrame:
    first = engine.held(_by_reference(items, receipts))
    pieces = first.filter(nw.col("row") != NOBODY)
    rests = first.filter(nw.col("row") == NOBODY).select("payment_row", left="piece")
    second = _oldest(
        _still_left(items, pieces),
        receipts.drop("left").join(rests, on="payment_row", how="inner"),
    )
    return nw.concat([pieces, second])


def _still_left(items: LazyFrame, pieces: LazyFrame) -> LazyFrame:
    """The invoices that pieces leave something of."""
    paid = pieces.group_by("row").agg(nw.col("piece").sum())
    left = nw.col("left") - nw.col("piece").fill_null(0).cast(nw.Int64)
    return (
        items.join(paid.with_columns(nw.col("piece").cast(nw.Int64)), on="row", how="left")
        .with_columns(left=left)
        .filter(nw.col("left") > 0)
        .drop("piece")
    )
