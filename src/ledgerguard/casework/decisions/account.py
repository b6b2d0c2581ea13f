"""Which currency a decision is about, and the file as it speaks of it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import code_of

_SOLD: Final = frozenset({"annual_purchases", "own_limit", "quarter_orders", "requested_limit"})
"""Amounts that are in a currency in which business is done, or wanted."""


def account_of(
    file: CustomerFile, behaviour: Mapping[str, Behaviour], asked: str, as_of: int
) -> str:
    """The currency of a decision: the one asked for, else the only one that is known.

    The ledger's currencies prevail over the file's: what is owed is the matter, and statements may
    well be in another one.

    Raises:
        InvalidValue: when there are several and none is asked for.
    """
    if asked:
        return code_of(asked) or asked.strip().upper()
    known = accounts_of(file, behaviour, as_of)
    if len(known) > 1:
        raise InvalidValue(
            f"currency must be one of {', '.join(known)}, got none",
            hint="a decision is about one currency: amounts of two are never added",
        )
    return known[0]


def accounts_of(
    file: CustomerFile, behaviour: Mapping[str, Behaviour], as_of: int
) -> tuple[str, ...]:
    """The currencies in which business is done; a blank one where nobody names any.

    Those of the ledger; else those of purchases, orders, own limits and the limit asked for; else
    any that the file names.
    """
    sold = _named(file, _SOLD, as_of)
    known = set(behaviour) or sold or _named(file, set(ITEMS), as_of)
    return tuple(sorted(known)) or ("",)


def spoken(file: CustomerFile, currency: str) -> CustomerFile:
    """The file with its amounts in the decision's currency, where it names no currency at all."""
    if not currency or any(fact.currency for fact in file.facts):
        return file
    facts = tuple(
        replace(fact, currency=currency) if _is_amount(fact) else fact for fact in file.facts
    )
    return replace(file, facts=facts)


def _is_amount(fact: Fact) -> bool:
    return fact.item in ITEMS and ITEMS[fact.item].money


def _named(file: CustomerFile, items: AbstractSet[str], as_of: int) -> set[str]:
    return {
        fact.currency
        for fact in file.facts
        if fact.item in items and fact.currency and fact.day <= as_of
    }
