"""Concentration of the receivables on few customers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, filled, pairs
from ledgerguard.units import Column, Count, Flag, Money, Number, Rate, Text

POINTS: Final = 10_000
"""The index of a single customer, as competition authorities print it."""


@formula("CONCENTRATION_HHI")
def concentration_hhi(
    balances: Column[Money],
    as_fraction: Flag = False,
    customers: Column[Text] | None = None,
    normalised: Flag = False,
) -> Number:
    """Herfindahl-Hirschman index of the balances: 10,000 points when one customer owes everything.

    index = sum of the squared shares. Customers with a negative balance (net credits) are left
    out, and the shares are those of the positive balances. Normalised it is
    (index - 1/n) / (1 - 1/n) with n customers that owe: 0 when they owe the same.

    Args:
        balances: One balance per customer; or one amount per invoice where customers are given.
        as_fraction: TRUE answers a fraction from 0 to 1 instead of points from 0 to 10,000.
        customers: The customer of each row; the amounts of one customer are added up first.
            Capitals and surrounding spaces do not matter.
        normalised: TRUE takes out what the mere number of customers contributes.

    Errors: #DIV/0! when no balance is above 0, or normalised for a single customer; #VALUE! when
        the ranges differ in length or an amount has no customer; #N/A when the range is empty.
    Example: =CONCENTRATION_HHI({40;30;15;15}) -> 2950
    Example: =CONCENTRATION_HHI({40;30;15;15}, TRUE, , TRUE) -> 0.06
    Example: =CONCENTRATION_HHI({25;15;30;15;15}, TRUE, {"A";"A";"B";"C";"D"}) -> 0.295
    Source: Investopedia, Herfindahl-Hirschman index.
    """
    owed = _owed(balances, customers)
    index = _index(owed)
    if normalised:
        even_index = 1 / len(owed)
        if even_index == 1:
            raise ZeroDenominator(
                "balances must be above 0 for at least 2 customers when normalised, got 1",
                hint="a single customer leaves nothing to compare; set normalised to FALSE",
            )
        index = (index - even_index) / (1 - even_index)
    return index if as_fraction else index * POINTS


@formula("EFFECTIVE_CUSTOMERS")
def effective_customers(balances: Column[Money], customers: Column[Text] | None = None) -> Number:
    """Effective number of customers: as many equal ones would be concentrated just as much.

    1 / CONCENTRATION_HHI as a fraction.

    Args:
        balances: One balance per customer; or one amount per invoice where customers are given.
        customers: The customer of each row; the amounts of one customer are added up first.

    Errors: #DIV/0! when no balance is above 0; #VALUE! when the ranges differ in length or an
        amount has no customer; #N/A when the range is empty.
    Example: =EFFECTIVE_CUSTOMERS({40;30;15;15}) -> 3.39
    Source: Investopedia, Herfindahl-Hirschman index (shares); its reciprocal is the numbers
        equivalent of M. A. Adelman (1969).
    """
    index = _index(_owed(balances, customers))
    return 1 / index


@formula("TOPN_SHARE")
def topn_share(
    balances: Column[Money], count: Count, customers: Column[Text] | None = None
) -> Rate:
    """Share of the receivables that the largest customers owe.

    Sum of the largest balances / sum of all; customers with a negative balance (net credits) are
    left out of both.

    Args:
        balances: One balance per customer; or one amount per invoice where customers are given.
        count: How many of the largest customers to add up, at least 1; may exceed the customers.
        customers: The customer of each row; the amounts of one customer are added up first.

    Errors: #DIV/0! when no balance is above 0; #NUM! when count is below 1; #VALUE! when the
        ranges differ in length or an amount has no customer; #N/A when the range is empty.
    Example: =TOPN_SHARE({40;30;15;15}, 2) -> 0.7
    Example: =TOPN_SHARE({25;15;30;15;15}, 1, {"A";"A";"B";"C";"D"}) -> 0.4
    Source: Investopedia, Herfindahl-Hirschman index (amounts).
    """
    above_zero(count=count)
    owed = sorted(_owed(balances, customers), reverse=True)
    largest = sum(owed[:count])
    return largest / sum(owed)


def _owed(balances: Sequence[float | None], customers: Sequence[str | None] | None) -> list[float]:
    """What each customer who owes anything owes, as a part of the largest balance.

    So scaled, sums and squares cannot overflow; shares stay what they are.
    """
    rows = filled("balances", balances)
    if customers is not None:
        sums: dict[str, float] = {}
        for amount, customer in pairs("balances", balances, "customers", customers):
            key = customer.strip().casefold()
            sums[key] = sums.get(key, 0.0) + amount
        rows = list(sums.values())
    largest = max(rows)
    if largest <= 0:
        raise ZeroDenominator(
            f"balances must hold one above 0, got {largest:g} as the largest",
            hint="does the range point at the open amounts, and is their sign right?",
        )
    if math.isinf(largest):
        raise OutOfDomain(
            "balances of one customer must add up to a finite number, got one beyond 1.8e308",
            hint="are the amounts in the unit that was meant?",
        )
    return [balance / largest for balance in rows if balance > 0]


def _index(owed: Sequence[float]) -> float:
    """The sum of the squared shares."""
    total = sum(owed)
    return sum((balance / total) ** 2 for balance in owed)
