"""Who owes the most, and how much of the whole the largest customers make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ledgerguard.ledger.portfolio import Balance


@dataclass(frozen=True, slots=True)
class Exposure:
    """One of the largest balances and its part of the whole."""

    rank: int
    balance: Balance
    share: float
    cumulative_share: float


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
