"""How a node judges its evidence: is there any, is it fresh, and when does it run out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Final

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.limits import (
    Limit,
    LimitAmount,
    Standing,
    standing_of,
    stated_limits,
)
from ledgerguard.casework.nodes.records import (
    Check,
    Finding,
    NodeContext,
    OpenInvoice,
    State,
    Value,
)
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import FIRST_SERIAL, from_serial

LEAD_DAYS: Final = 30
"""So long before it runs out evidence is asked for anew; ours."""

NO_CURRENCY: Final = "(no currency)"

SHOWN: Final = 3
"""So many invoices are named; a cell has no room for more."""

_MONEY_ITEMS: Final = (
    *("own_limit", "temporary_limit", "insured_limit", "discretionary_limit", "order_backlog"),
    *("undelivered_goods", "uninvoiced_deliveries", "uncleared_bills"),
)


def check(state: State, code: str, *values: Value, due_on: int = NO_DAY) -> Check:
    """A check about the customer as a whole."""
    return Check(state, Finding(code, values), due_on)


def day(number: int) -> dt.date | str:
    """A day as evidence names it; blank where nobody knows it."""
    return "" if number < FIRST_SERIAL else from_serial(number)


def spoken(currency: str) -> str:
    """A currency as evidence names it; a ledger may name none."""
    return currency or NO_CURRENCY


def missing(context: NodeContext, group: str, code: str, *values: Value) -> Check:
    """The check of evidence that is not there.

    Before anything is owed it is open. Where the customer buys on credit already and the policy
    requires facts of that group, the rule is broken.
    """
    entry = context.credit.freshness.get(group)
    broken = entry is not None and entry.required and bool(context.items)
    return Check("failed" if broken else "open", Finding(code, values))


def fresh(context: NodeContext, fact: Fact, group: str, code: str, *values: Value) -> Check:
    """The check of a fact that is there: whether it is young enough by the policy.

    It runs out on its last day where it names one, else so many days after its own day as the
    policy allows to its group. Past that the rule is broken, unless the policy only notes it.
    """
    entry = context.credit.freshness.get(group)
    if fact.until != NO_DAY:
        ends = fact.until
    elif entry is None:
        return Check("passed", Finding(code, values))
    elif fact.day == NO_DAY:
        state: State = "due" if entry.rule == "note" else "failed"
        return Check(state, Finding(f"{code}-undated", values))
    else:
        ends = fact.day + math.floor(entry.max_days)
    if ends < context.as_of:
        state = "due" if entry is not None and entry.rule == "note" else "failed"
        return Check(state, Finding(f"{code}-stale", (*values, day(ends))), ends)
    return Check(running(context, ends), Finding(code, values), ends)


def running(context: NodeContext, ends: int) -> State:
    """The state of evidence that holds until a day: due when that day is near."""
    return "due" if ends - context.as_of < LEAD_DAYS else "passed"


def ended(context: NodeContext, item: str) -> Fact | None:
    """The fact of an item that ended last, where none is in force any more."""
    if context.file.latest(item, context.as_of) is not None:
        return None
    past = [f for f in context.file.facts if f.item == item and NO_DAY < f.until < context.as_of]
    return max(past, key=lambda fact: fact.until, default=None)


def named(items: Iterable[OpenInvoice]) -> str:
    """The first invoices by their numbers; the count beside it tells how many there are."""
    shown = list(dict.fromkeys(str(item.key) for item in items))
    return ", ".join(shown[:SHOWN]) + (" ..." if len(shown) > SHOWN else "")


def number(fact: Fact | None) -> float | None:
    """The number of a fact; None where it holds a word, or is no fact at all."""
    if fact is None or isinstance(fact.value, bool | str):
        return None
    return float(fact.value) if math.isfinite(fact.value) else None


def word(fact: Fact | None) -> str:
    """The word of a fact in lower case; blank where it holds none."""
    value = "" if fact is None else fact.value
    return value.strip().casefold() if isinstance(value, str) else ""


def said(fact: Fact | None) -> bool | None:
    """What a fact says with TRUE or FALSE; None where it says neither."""
    return fact.value if fact is not None and isinstance(fact.value, bool) else None


def standing(context: NodeContext, currency: str) -> Standing:
    """The limits in force in a currency; what was decided counts as the own limit from its day."""
    limits = list(stated_limits(context.file, currency))
    for decided in context.decided:
        if decided.limit is not None and decided.limit.currency == currency:
            amount = LimitAmount.of_kind(decided.limit, "own")
            since, until = decided.decided_on, decided.until
            limits.append(Limit("own", amount, since, until, decided.approved_by))
    return standing_of(limits, context.as_of)


def open_net(context: NodeContext, currency: str) -> Amount:
    """What is owed in a currency, less what the customer has in credit."""
    owed = Amount(0, currency)
    for item in context.items:
        if item.open.currency == currency:
            owed += item.open
    credit = context.credits.get(currency)
    return owed if credit is None else owed - credit


def currencies(context: NodeContext) -> list[str]:
    """The currencies in which something is open, ordered or limited, in alphabetical order."""
    found = {item.open.currency for item in context.items}
    for item in _MONEY_ITEMS:
        found |= {fact.currency for fact in context.file.known(item, context.as_of)}
    found |= {decided.limit.currency for decided in context.decided if decided.limit is not None}
    return sorted(found)


def pays_cash(context: NodeContext) -> bool:
    """Whether nothing is sold on credit: nothing is open, and every own limit in force is 0."""
    granted = [standing(context, currency).granted for currency in currencies(context)]
    limits = [limit for limit in granted if limit is not None]
    return not context.items and bool(limits) and all(one.amount.minor == 0 for one in limits)
