"""Money that no invoice has taken yet, as rows of the canonical frame."""

from __future__ import annotations

import narwhals as nw

from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.schema import FRAME, NO_DAY


def credit_rows(rows: LazyFrame, names: LazyFrame) -> LazyFrame:
    """Rows of the canonical frame that stand for money on account.

    Args:
        rows: ``payment``, ``payment_row``, ``customer_id``, ``currency``, ``entity``, ``issued``,
            ``amount``, ``paid`` and ``paid_on``.
        names: ``customer_id`` and ``customer``.

    Returns:
        The canonical columns: ``invoice`` is the payment's number, ``row`` its row, negative. They
        fall due on no day.
    """
    return (
        rows.join(names, on="customer_id", how="left")
        .with_columns(
            row=-nw.col("payment_row"),
            invoice="payment",
            # A customer who has paid and was never invoiced has only an id.
            customer=nw.when(nw.col("customer").is_null())
            .then(nw.col("customer_id"))
            .otherwise(nw.col("customer")),
            due=nw.lit(NO_DAY, nw.Int64),
            delivered=nw.lit(NO_DAY, nw.Int64),
            disputed=nw.lit(0, nw.Int64),
        )
        .select(*FRAME)
    )


def name_of_customers(invoices: LazyFrame) -> LazyFrame:
    """One name for each customer, as ``portfolio.customer_names`` has it of all rows.

    That is the most frequent spelling, the alphabetically first of equals.
    """
    spellings = invoices.group_by("customer_id", "customer").agg(nw.len().alias("times"))
    return (
        spellings.with_columns(fewer=-nw.col("times").cast(nw.Int64), one=nw.lit(1, nw.Int64))
        .with_columns(
            place=nw.col("one").cum_sum().over("customer_id", order_by=["fewer", "customer"])
        )
        .filter(nw.col("place") == 1)
        .select("customer_id", "customer")
    )
