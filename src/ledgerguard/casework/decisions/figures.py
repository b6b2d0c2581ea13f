"""Facts of a customer's file as numbers and amounts, and the currencies that they are in."""

from __future__ import annotations

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.ledger.amount import Amount


def amount_of(file: CustomerFile, item: str, currency: str, as_of: int) -> Amount | None:
    """The newest amount of an item in one currency; None where the file states none in it."""
    for fact in file.in_currency(item, currency, as_of):
        if is_number(fact):
            return Amount.of(float(fact.value), currency)
    return None


def number_of(file: CustomerFile, item: str, as_of: int) -> float | None:
    """The newest number of an item that is no amount."""
    fact = file.latest(item, as_of)
    return float(fact.value) if fact is not None and is_number(fact) else None


def word_of(file: CustomerFile, item: str, as_of: int) -> str:
    """The newest word of an item; blank where there is none."""
    fact = file.latest(item, as_of)
    return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""


def others(file: CustomerFile, item: str, currency: str, as_of: int) -> tuple[str, ...]:
    """The other currencies in which the file states an item: they are no answer to this one."""
    found = {fact.currency for fact in file.known(item, as_of)}
    return tuple(sorted(found - {currency}))


def is_number(fact: Fact) -> bool:
    """Whether a fact holds a number; TRUE and FALSE are none."""
    return isinstance(fact.value, int | float) and not isinstance(fact.value, bool)
