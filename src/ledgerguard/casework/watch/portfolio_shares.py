"""Warnings of shares that the policy bounds: of countries by class, and of sales on credit.

The value of such a reading is the part of its bound that is used, so that one row of thresholds
serves all classes: at 0.8 a class that may have a fifth of the portfolio has sixteen per cent.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.own_sales import sales_of, unpaired
from ledgerguard.casework.decisions.figures import word_of
from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.indicators import Level
from ledgerguard.casework.watch.known_then import FreshFacts
from ledgerguard.casework.watch.portfolio_signals import Accounts, owed_by
from ledgerguard.casework.watch.readings import Reading
from ledgerguard.casework.watch.series import Picture
from ledgerguard.errors import InvalidValue
from ledgerguard.policy.country_classes import UNKNOWN, country_class, country_code
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy
from ledgerguard.units import from_serial

USED: Final = (0.0, math.inf)
HOME: Final = "home"
"""In place of a class: who buys at home bears no risk of another country."""


def country_readings(
    accounts: Accounts,
    files: Mapping[str, CustomerFile],
    credit: CreditPolicy,
    seen: Picture,
    policy: Policy | None = None,
) -> Iterator[Reading]:
    """The part of each country class's share of the open balance that is used.

    Countries and their classes are those of today at all points; the firm's home countries are
    part of the balance and of no class. Customers of whom no country is
    known belong to no class: they are counted, and said, as soon as any country is known.

    Args:
        accounts: The accounts of one currency by customer.
        files: Files of customers by id.
        credit: The credit policy: the most of the portfolio by class.
        seen: The picture that the accounts belong to.
        policy: The firm's policy, for its own list of country classes; None: the packaged one.
    """
    classes = {
        customer: code
        for customer in accounts
        if (code := _class(files.get(customer), credit, seen.as_of, policy))
    }
    whole = owed_by(accounts, seen)
    if not classes or not whole[-1]:
        return
    members: dict[str, list[str]] = defaultdict(list)
    for customer, code in classes.items():
        members[code].append(customer)
    lost = _nowhere(accounts, classes, whole[-1])
    for code in sorted(members.keys() - {HOME}):
        owed = owed_by({one: accounts[one] for one in members[code]}, seen)
        yield from _of_class(code, owed, whole, credit, lost)
    if lost:
        yield Reading("country_share", "level", facts=tuple(lost), fixed="watch")


def sales_reading(
    file: CustomerFile, currency: str, seen: Picture, credit: CreditPolicy
) -> Reading | None:
    """The part of the cap on credit sales that the firm's own sales use; None: nothing is stated.

    Args:
        file: The firm's own file.
        currency: The currency of the sales.
        seen: The picture whose points are asked for.
        credit: The credit policy with the cap.
    """
    cap, fresh = credit.targets.credit_sales_cap, FreshFacts(file, credit)
    halves = unpaired(file, currency, seen.as_of)
    facts = [Reason("unpaired", (one.item, one.day)) for one in halves]
    if cap >= 1 or not (halves or sales_of(file, currency, seen.as_of)):
        return None
    shares = [_sold_on_credit(file, fresh, currency, day) for day in seen.days]
    now = shares[-1]
    if now is not None:
        facts.insert(0, Reason("credit-sales", (now, cap)))
    used = tuple(None if one is None or not cap else one / cap for one in shares)
    fixed: Level | None = "watch" if halves else None
    if not cap and now:  # nothing at all may be on credit
        fixed = "act"
    reading = Reading("credit_sales_share", "level", used[-1], used, tuple(facts), fixed, USED)
    return fresh.noted(reading)


def _of_class(
    code: str, owed: list[int], whole: list[int], credit: CreditPolicy, lost: list[Reason]
) -> Iterator[Reading]:
    entry = credit.countries.get(code) or credit.countries.get(UNKNOWN)
    if entry is None or entry.portfolio_share >= 1:
        return
    share, most = owed[-1] / whole[-1], entry.portfolio_share
    facts = (Reason("country", (code, share, most)), *lost)
    if not most:  # nothing at all is allowed
        if owed[-1]:
            yield Reading("country_share", "level", facts=facts, fixed="act")
        return
    used = tuple(
        part / total / most if total else None for part, total in zip(owed, whole, strict=True)
    )
    yield Reading("country_share", "level", used[-1], used, facts, bounds=USED)


def _nowhere(accounts: Accounts, classes: Mapping[str, str], whole: int) -> list[Reason]:
    """How many of whoever owes something have no country, and how much of the balance is theirs."""
    owing = [
        points[-1].open
        for customer, points in accounts.items()
        if customer not in classes and points[-1].open > 0
    ]
    return [Reason("no-country", (len(owing), sum(owing) / whole))] if owing else []


def _class(
    file: CustomerFile | None, credit: CreditPolicy, as_of: int, policy: Policy | None
) -> str:
    """The class of a customer's country; blank where no country is known."""
    country = "" if file is None else word_of(file, "country", as_of)
    try:
        if not country:
            return ""
        if country_code(country) in credit.new_markets.home_countries:
            return HOME
        return country_class(country, from_serial(as_of), policy).code
    except InvalidValue:  # no code of two letters: whoever wrote it may mean any country
        return ""


def _sold_on_credit(file: CustomerFile, fresh: FreshFacts, currency: str, day: int) -> float | None:
    sales = sales_of(file, currency, day)
    if sales is None or not fresh.is_fresh(sales.credit, day):
        return None
    return sales.share
