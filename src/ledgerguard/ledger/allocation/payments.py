"""The table of payments, and what it and the invoices bring to an allocation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import narwhals as nw

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.portfolio import ACCOUNT, refuse_overflow
from ledgerguard.ledger.schema import FRAME, NO_DAY

PAYMENTS: Final[Mapping[str, Any]] = {
    "row": nw.Int64,  # row number in its source; no two payments have the same
    "payment": nw.String,  # its number at the bank or in the books; need not be unique
    "customer_id": nw.String,
    "currency": nw.String,
    "paid_on": nw.Int64,  # serial day number; NO_DAY: paid at every as-of date
    "paid": nw.Int64,  # minor units; a negative one is a payment that was taken back
    "reference": nw.String,  # number of the invoice that it names; "" where it names none
}
"""The canonical table of payments; no nulls."""

RECEIPT_ORDER: Final = ("paid_on", "payment", "payment_row")
"""Payments are taken by day; ties by number, then by row."""

ITEM_ORDER: Final = ("place", "issued", "invoice", "row")
"""Invoices are taken by due day, undated ones last; ties by invoice date, number, then row."""

_UNDATED: Final = 10**9


def checked(invoices: LazyFrame, payments: LazyFrame) -> None:
    """Refuse tables that cannot be allocated.

    Raises:
        InvalidValue: when a column is missing, or two rows have the same row number.
        OutOfDomain: when the amounts of a table do not add up within 64 bits.
    """
    for what, frame, schema in (("invoices", invoices, FRAME), ("payments", payments, PAYMENTS)):
        missing = [name for name in schema if name not in frame.collect_schema().names()]
        if missing:
            raise InvalidValue(
                f"the table of {what} must have the columns {', '.join(schema)}, "
                f"got none named {', '.join(missing)}"
            )
        repeated = frame.group_by("row").agg(nw.len().alias("times")).filter(nw.col("times") > 1)
        found = rows_of(repeated.select(nw.col("row").min(), nw.len().alias("times")))
        if found and found[0][1]:
            raise InvalidValue(
                f"each row of the table of {what} must have a row number of its own, "
                f"got {int(found[0][1])} numbers several times, such as {int(found[0][0])}",
                hint="tables of several files are numbered through before they are allocated",
            )
    refuse_overflow(invoices)
    refuse_overflow(payments, ("paid",))


def items_of(invoices: LazyFrame) -> LazyFrame:
    """The invoices that payments can go to, with what their own columns leave unpaid.

    Credit notes, and invoices that are paid already, on whatever day, take nothing.

    Returns:
        ``row``, account, ``invoice``, ``issued``, ``place`` (the due day, undated last) and
        ``left`` (above 0).
    """
    due = nw.col("due")
    return (
        invoices.filter(nw.col("amount") > 0)
        .with_columns(
            left=nw.col("amount") - nw.col("paid"),
            place=nw.when(due == NO_DAY).then(nw.lit(_UNDATED, nw.Int64)).otherwise(due),
        )
        .filter(nw.col("left") > 0)
        .select("row", *ACCOUNT, "invoice", "issued", "place", "left")
    )


def receipts_of(payments: LazyFrame) -> LazyFrame:
    """The payments that can go to invoices: what was taken back is none.

    Returns:
        ``payment_row``, account, ``payment``, ``paid_on``, ``reference`` and ``left`` (above 0).
    """
    return payments.filter(nw.col("paid") > 0).select(
        *ACCOUNT, "payment", "paid_on", "reference", payment_row="row", left="paid"
    )
