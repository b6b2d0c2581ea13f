"""Whether a customer or its market is new to the firm: stricter terms hold until it is known."""

from __future__ import annotations

import datetime as dt

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.figures import is_number, word_of
from ledgerguard.casework.records import Reason
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy, NewMarketEntry
from ledgerguard.units import from_serial, serial

CUSTOMER_SINCE = "customer_since"
TRACES = ("own_limit", "quarter_orders")


def first_sale(file: CustomerFile, behaviours: tuple[Behaviour, ...], as_of: int) -> int:
    """The day of the first sale, as the file says or the ledger shows; NO_DAY: none is known.

    Where neither does, a limit that we granted and orders of a past quarter tell of sales too.
    """
    stated = file.latest(CUSTOMER_SINCE, as_of)
    if stated is not None and is_number(stated):
        return int(float(stated.value))
    days = [b.first_issued for b in behaviours if b.first_issued != NO_DAY]
    days += [
        fact.day
        for fact in file.facts
        if fact.item in TRACES and NO_DAY < fact.day <= as_of and fact.value
    ]
    return min(days, default=NO_DAY)


def newness(
    file: CustomerFile, behaviours: tuple[Behaviour, ...], credit: CreditPolicy, as_of: int
) -> Reason | None:
    """Why stricter terms hold: no sale yet, the first one lately, or a new country."""
    rules = credit.new_markets
    country = word_of(file, "country", as_of).upper()
    if country and _is_new_country(rules, country):
        return Reason("new-country", (country,))
    first = first_sale(file, behaviours, as_of)
    if first == NO_DAY:
        return Reason("new-customer", (NO_DAY, rules.months)) if rules.months else None
    if as_of < known_from(first, rules.months):
        return Reason("new-customer", (first, rules.months))
    return None


def known_from(first: int, months: int) -> int:
    """The day from which a customer is no longer new: so many months after the first sale."""
    day = from_serial(first)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):  # 31 January and a month is the last day of February
        try:
            return serial(dt.date(year, month + 1, last))
        except ValueError:
            continue
    raise AssertionError


def _is_new_country(rules: NewMarketEntry, country: str) -> bool:
    known = {code.upper() for code in (*rules.home_countries, *rules.known_countries)}
    return bool(rules.home_countries) and country not in known
