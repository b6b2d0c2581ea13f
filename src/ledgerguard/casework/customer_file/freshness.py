"""How old the facts of each group are, against what the credit policy allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.items import ITEMS, of_group
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy, FreshnessEntry, StaleRule

State = Literal["fresh", "stale", "undated", "missing"]

Behaviours = Behaviour | Mapping[str, Behaviour] | None
"""What the ledger says of a customer: in one currency, by currency, or nothing."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old a group of facts is, and what follows from it.

    Attributes:
        group: Group of items.
        state: fresh; stale: too old; undated: nobody says how old; missing: there is no fact.
        rule: What the policy does where it is stale: withhold, downgrade or note.
        notches: Grades that it costs now; 0 where it is not stale or the rule is another.
        max_days: Days up to which the facts may be used.
        age: Age of the newest fact in days; None where there is none or nobody says.
        fact: The newest fact that grows old; None where there is none, or the ledger tells.
        required: Whether no fact at all counts as stale.
    """

    group: str
    state: State
    rule: StaleRule
    notches: int
    max_days: int
    age: int | None = None
    fact: Fact | None = None
    required: bool = False

    @property
    def stale(self) -> bool:
        """Whether the group is too old to stand on, or missing where it is required."""
        return self.state in ("stale", "undated") or (self.state == "missing" and self.required)

    @property
    def withholds(self) -> bool:
        """Whether nothing may be decided until the group is brought up to date."""
        return self.stale and self.rule == "withhold"


def freshness(
    file: CustomerFile, credit: CreditPolicy, as_of: int, behaviour: Behaviours = None
) -> tuple[Freshness, ...]:
    """The age of every group that the policy has a rule for, in the policy's order.

    The newest fact of a group counts. What the ledger says of payment behaviour is of the day.

    Args:
        file: The customer's file.
        credit: The credit policy with its rules by group.
        as_of: Serial number of the day.
        behaviour: What the ledger says of the customer.
    """
    return tuple(
        _of_group(group, entry, file, as_of, group == "behaviour" and bool(behaviour))
        for group, entry in credit.freshness.items()
    )


def notches(found: tuple[Freshness, ...]) -> int:
    """The grades that old facts cost together."""
    return sum(each.notches for each in found)


def fact_state(fact: Fact, credit: CreditPolicy, as_of: int) -> State:
    """Whether one fact is young enough for the rule of its group; one that does not age always is.

    A limit says itself from when to when it holds, and a name does not grow old.
    """
    item = ITEMS.get(fact.item)
    entry = credit.freshness.get(item.group) if item and item.ages else None
    return "fresh" if entry is None else _state(fact.day, as_of, entry.max_days)


def _of_group(
    group: str, entry: FreshnessEntry, file: CustomerFile, as_of: int, from_ledger: bool
) -> Freshness:
    fact = _newest(group, file, as_of)
    state: State
    if from_ledger:
        state, age, fact = "fresh", 0, None
    elif fact is None:
        state, age = "missing", None
    else:
        state = _state(fact.day, as_of, entry.max_days)
        age = None if fact.day == NO_DAY else as_of - fact.day
    found = Freshness(group, state, entry.rule, 0, entry.max_days, age, fact, entry.required)
    if not found.stale or entry.rule != "downgrade":
        return found
    return Freshness(
        group, state, entry.rule, entry.notches, entry.max_days, age, fact, entry.required
    )


def _newest(group: str, file: CustomerFile, as_of: int) -> Fact | None:
    """The newest fact of a group that grows old.

    Of statements the amounts count where there are any: a note of today that none were given makes
    those of two years ago no younger.
    """
    ageing = [item for item in of_group(group) if item.ages]
    facts = [fact for item in ageing if (fact := file.latest(item.key, as_of))]
    if group == "statements":
        facts = [fact for fact in facts if fact.item != "statements"] or facts
    return max(facts, key=lambda fact: fact.day, default=None)


def _state(day: int, as_of: int, max_days: int) -> State:
    if day == NO_DAY:
        return "undated"
    return "stale" if as_of - day > max_days else "fresh"
