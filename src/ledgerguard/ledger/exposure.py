"""Who owes the most, and how much of the whole the largest customers make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import narwhals as nw

from ledgerguard.ledger.engines.small import AnyFrame
from ledgerguard.ledger.measures import share_of
from ledgerguard.ledger.portfolio import Balance


@dataclass(frozen=True, slots=True)
class Exposure:
    """One of the largest balances and its part of the whole."""

    rank: int
    balance: Balance
    share: float
    cumulative_share: float


def exposure_table(accounts: AnyFrame, count: int) -> AnyFrame:
    """The ``count`` largest customers of each currency, for a ledger of any size and engine.

    Args:
        accounts: :func:`customers.portfolio_table`, or any frame with its first columns.
        count: How many of each currency.

    Returns:
        Columns rank (1 is the largest), customer_id, customer, currency, open, overdue (minor
        units), share and cumulative_share of all positive balances of the currency; in no order.
    """
    is_open, one = nw.col("open"), nw.lit(1, nw.Int64)
    order = ["smaller", "customer_id"]
    positive = (
        accounts.filter(is_open > 0)
        .select("customer_id", "customer", "currency", "open", "overdue")
        .with_columns(smaller=nw.lit(0, nw.Int64) - is_open, one=one)
    )
    ranked = positive.with_columns(
        rank=nw.col("one").cum_sum().over("currency", order_by=order).cast(nw.Int64),
        upto=is_open.cum_sum().over("currency", order_by=order).cast(nw.Int64),
        base=is_open.sum().over("currency").cast(nw.Int64),
    )
    return ranked.filter(nw.col("rank") <= count).select(
        *("rank", "customer_id", "customer", "currency", "open", "overdue"),
        share=share_of(is_open, nw.col("base")),
        cumulative_share=share_of(nw.col("upto"), nw.col("base")),
    )


def largest(balances: Sequence[Balance], count: int) -> list[Exposure]:
    """The ``count`` largest customers of one currency, the largest first.

    The shares are parts of the sum of all positive balances: a customer in credit would lower
    the base and let the others' shares add up to more than 1.
    """
    positive = sorted(
        (balance for balance in balances if balance.open > 0),
        key=lambda balance: (-balance.open, balance.customer_id),
    )
    base = sum(balance.open for balance in positive)
    largest_first = positive[:count]
    running = accumulate(balance.open for balance in largest_first)
    return [
        Exposure(rank, balance, balance.open / base, upto / base)
        for rank, (balance, upto) in enumerate(zip(largest_first, running, strict=True), 1)
    ]
