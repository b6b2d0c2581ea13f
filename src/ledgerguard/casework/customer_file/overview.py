"""A customer's file line by line: which facts count, how old they are, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.customer_file.freshness import (
    Behaviours,
    Freshness,
    fact_state,
    freshness,
)
from ledgerguard.casework.customer_file.items import ITEMS, Item
from ledgerguard.casework.customer_file.statements import StatementYear, years
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy

LineState = Literal[
    "fresh", "stale", "undated", "missing", "later", "ended", "earlier", "ledger", "problem"
]


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the overview of a file.

    Attributes:
        state: fresh, stale, undated: as the rule of the group says; missing: the group has no
            fact; later: not known yet; ended: its last day is past; earlier: a newer one counts;
            ledger: the ledger tells it; problem: a row that could not be taken, or statements that
            do not balance.
        group: Group of the item; blank where a row names none that is known.
        fact: The fact, where the line shows one.
        age: Age of the fact in days; None where there is none or nobody says.
        max_days: Days up to which the policy lets the fact be used; None where it does not age.
        rule: The group's own standing, where something follows from this line.
        problem: The row that could not be taken.
        unbalanced: The statements that do not balance.
    """

    state: LineState
    group: str
    fact: Fact | None = None
    age: int | None = None
    max_days: int | None = None
    rule: Freshness | None = None
    problem: FileProblem | None = None
    unbalanced: StatementYear | None = None


def lines(
    file: CustomerFile, credit: CreditPolicy, as_of: int, behaviour: Behaviours = None
) -> tuple[FileLine, ...]:
    """Every fact of a file in the order of a blank one, the newest first; then what is wrong.

    Args:
        file: The customer's file.
        credit: The credit policy with its rules by group.
        as_of: Serial number of the day.
        behaviour: What the ledger says of the customer.
    """
    standing = {each.group: each for each in freshness(file, credit, as_of, behaviour)}
    counting = {id(fact) for fact in _counting(file, as_of)}
    found = [*_facts(file, credit, as_of, standing, counting), *_missing(standing)]
    unbalanced = (
        FileLine("problem", "statements", unbalanced=year)
        for year in years(file, as_of)
        if not year.balances
    )
    problems = (FileLine("problem", "", problem=problem) for problem in file.problems)
    return (*found, *unbalanced, *problems)


def _facts(
    file: CustomerFile,
    credit: CreditPolicy,
    as_of: int,
    standing: Mapping[str, Freshness],
    counting: set[int],
) -> Iterator[FileLine]:
    places = {key: place for place, key in enumerate(ITEMS)}
    ordered = sorted(file, key=lambda fact: (places[fact.item], -fact.day))
    for fact in ordered:
        item = ITEMS[fact.item]
        group = standing.get(item.group)
        state = _state(fact, item, credit, as_of, counting, group)
        follows = group is not None and group.stale and state in ("stale", "undated")
        yield FileLine(
            state,
            item.group,
            fact,
            as_of - fact.day if NO_DAY != fact.day <= as_of else None,
            group.max_days if group and item.ages else None,
            group if follows else None,
        )


def _state(
    fact: Fact,
    item: Item,
    credit: CreditPolicy,
    as_of: int,
    counting: set[int],
    group: Freshness | None,
) -> LineState:
    if fact.day > as_of:
        return "later"
    if NO_DAY != fact.until < as_of:
        return "ended"
    if id(fact) not in counting:
        return "earlier"
    if item.each and group and group.state == "fresh":
        return "fresh"  # an old case in court still counts: the last look is what must be young
    return fact_state(fact, credit, as_of)


def _counting(file: CustomerFile, as_of: int) -> Iterator[Fact]:
    """The facts in force that no newer one replaces."""
    for item in ITEMS.values():
        seen: set[tuple[Any, ...]] = set()
        for fact in file.known(item.key, as_of):
            key = _place(item, fact)
            if item.each or key not in seen:
                yield fact
            seen.add(key)


def _place(item: Item, fact: Fact) -> tuple[Any, ...]:
    """What a newer fact must share to replace an older one."""
    by_source = item.repeated and item.group != "statements"
    return (fact.currency, fact.source.casefold() if by_source else "")


def _missing(standing: Mapping[str, Freshness]) -> Iterator[FileLine]:
    for group, each in standing.items():
        if each.state == "missing":
            rule = each if each.stale else None
            yield FileLine("missing", group, max_days=each.max_days, rule=rule)
        elif each.fact is None:  # the ledger tells it
            yield FileLine("ledger", group, age=each.age, max_days=each.max_days)
