"""Concentration of the receivables on few customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.errors import ZeroDenominator
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, filled
from ledgerguard.units import Column, Count, Flag, Money, Number, Rate

POINTS: Final = 10_000
"""The index of a single customer, as competition authorities print it."""


@formula("CONCENTRATION_HHI")
def concentration_hhi(balances: Column[Money], as_fraction: Flag = False) -> Number:
    """Herfindahl-Hirschman index of the balances: 10,000 points when one customer owes everything.

    Sum of the squared shares. Customers with a negative balance (net credits) are left out, and
    the shares are those of the positive balances.

    Args:
        balances: One balance per customer.
        as_fraction: TRUE answers a fraction from 0 to 1 instead of points from 0 to 10,000.

    Errors: #DIV/0! when no balance is above 0; #N/A when the range is empty.
    Example: =CONCENTRATION_HHI({40;30;15;15}) -> 2950
    Example: =CONCENTRATION_HHI({40;30;15;15}, TRUE) -> 0.295
    Source: Investopedia, Herfindahl-Hirschman index.
    """
    owed = _owed(balances)
    total = sum(owed)
    index = sum((balance / total) ** 2 for balance in owed)
    return index if as_fraction else index * POINTS


@formula("TOPN_SHARE")
def topn_share(balances: Column[Money], count: Count) -> Rate:
    """Share of the receivables that the largest customers owe.

    Sum of the largest balances / sum of all; customers with a negative balance (net credits) are
    left out of both.

    Args:
        balances: One balance per customer.
        count: How many of the largest customers to add up, at least 1; may exceed the customers.

    Errors: #DIV/0! when no balance is above 0; #NUM! when count is below 1; #N/A when the range
        is empty.
    Example: =TOPN_SHARE({40;30;15;15}, 2) -> 0.7
    Source: Investopedia, Herfindahl-Hirschman index (amounts).
    """
    above_zero(count=count)
    owed = sorted(_owed(balances), reverse=True)
    return sum(owed[:count]) / sum(owed)


def _owed(balances: Sequence[float | None]) -> list[float]:
    """The balances above 0."""
    owed = [balance for balance in filled("balances", balances) if balance > 0]
    if not owed:
        raise ZeroDenominator("balances must hold one above 0, got none")
    return owed
