"""How customers pay: the lateness of items settled in full during the year up to a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import narwhals as nw

from ledgerguard.formulas.payment import pay_index_of
from ledgerguard.ledger.portfolio import ACCOUNT, Frame, known
from ledgerguard.ledger.schema import NO_DAY

HISTORY_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Lateness:
    """Payment behaviour of one customer in one currency, weighted by amount."""

    days_beyond_terms: float  # signed: an early payment counts below 0
    pay_index: float


def settled_in_full(frame: Frame) -> Frame:
    """Invoices that were settled in full on a known day, with their signed ``delay``.

    Credit notes, part payments, and rows without due date or payment day tell no lateness.
    """
    return frame.filter(
        (nw.col("amount") > 0)
        & (nw.col("paid") >= nw.col("amount"))
        & (nw.col("paid_on") != NO_DAY)
        & (nw.col("due") != NO_DAY)
    ).with_columns(delay=nw.col("paid_on") - nw.col("due"))


def lateness(frame: Frame, as_of: int) -> dict[tuple[str, str], Lateness]:
    """DBT and pay index of every customer and currency that settled anything in the year."""
    paid_on, delay, amount = nw.col("paid_on"), nw.col("delay"), nw.col("amount")
    within = (paid_on > as_of - HISTORY_DAYS) & (paid_on <= as_of)
    paid = settled_in_full(known(frame, as_of).filter(within))
    weighted = (
        paid.select(*ACCOUNT, "delay", "amount")
        .join(_pay_indices(paid), on="delay", how="inner")
        # Floating-point sums depend on the order of their terms: it must not be that of the rows.
        .sort("delay", "amount")
        .with_columns(amount.cast(nw.Float64))
        .with_columns(late=amount * delay, points=amount * nw.col("points"))
    )
    sums = ("amount", "late", "points")
    totals = weighted.group_by(*ACCOUNT).agg(*(nw.col(name).sum() for name in sums))
    return {
        (row[0], row[1]): Lateness(row[3] / row[2], row[4] / row[2])
        for row in totals.select(*ACCOUNT, *sums).iter_rows()
    }


def _pay_indices(paid: Frame) -> Frame:
    """The pay index of each delay that occurs: PAY_INDEX itself, asked once for every delay."""
    delays = sorted(paid.get_column("delay").unique().to_list())
    return nw.from_dict(
        {"delay": delays, "points": [pay_index_of(delay) for delay in delays]},
        schema={"delay": nw.Int64, "points": nw.Float64},
        backend=paid.implementation,
    )
