"""Ratings of agencies and insurers in a customer's file, carried over by their risk."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.freshness import fact_state
from ledgerguard.casework.decisions.figures import is_number
from ledgerguard.casework.decisions.records import RatingRead
from ledgerguard.casework.records import Reason
from ledgerguard.errors import LedgerguardError
from ledgerguard.formulas.grading import credit_grade, grade_bounds
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.rating_scales import resolve

ITEMS: Final = ("rating", "insurer_grade")
STATED_PD: Final = "report_default_probability"
"""A report that states a probability needs no scale."""


def ratings_of(
    file: CustomerFile, credit: CreditPolicy, as_of: int
) -> tuple[tuple[RatingRead, ...], tuple[Reason, ...]]:
    """The newest rating of each scale, and a note for each one that its scale does not know.

    The scale is what the fact names as its source: a number alone has no direction, the 1 of one
    agency being the best and of another the worst.

    Args:
        file: The customer's file.
        credit: The credit policy: the bounds of its grades, and how old a rating may be.
        as_of: Serial number of the day.
    """
    bounds = credit.upper_bounds
    facts = _stated(file, as_of)
    read = [_probability(fact, bounds) for fact in facts]
    notes: list[Reason] = []
    seen: set[str] = set()
    for fact in _newest_first(file, as_of):
        scale = fact.source.strip().casefold()
        if scale in seen:
            continue
        seen.add(scale)
        try:
            read.append(_read(fact, bounds))
            facts.append(fact)
        except LedgerguardError as error:
            notes.append(Reason("rating-unread", (_shown(fact), fact.source, error.message)))
    aged = [fact_state(fact, credit, as_of) != "fresh" for fact in facts]
    found = tuple(replace(each, stale=old) for each, old in zip(read, aged, strict=True))
    old = (each for each in found if each.stale)
    return found, (*notes, *(Reason("rating-old", (each.rating, each.scale)) for each in old))


def _stated(file: CustomerFile, as_of: int) -> list[Fact]:
    """The newest probability that each report states."""
    newest: dict[str, Fact] = {}
    for fact in file.known(STATED_PD, as_of):
        if is_number(fact) and 0 < float(fact.value) <= 1:
            newest.setdefault(fact.source.strip().casefold(), fact)
    return list(newest.values())


def _probability(fact: Fact, upper_bounds: tuple[float, ...]) -> RatingRead:
    pd = float(fact.value)
    failed = len(grade_bounds(upper_bounds)) + 1
    grade = failed if pd == 1 else credit_grade(pd, upper_bounds)
    return RatingRead(f"PD {pd:.4g}", fact.source.strip(), fact.day, pd, grade)


def _newest_first(file: CustomerFile, as_of: int) -> list[Fact]:
    facts = [fact for item in ITEMS for fact in file.known(item, as_of)]
    return sorted(facts, key=lambda fact: fact.day, reverse=True)


def _read(fact: Fact, upper_bounds: tuple[float, ...]) -> RatingRead:
    scale = resolve(fact.source.strip())
    rung = scale.rung(_shown(fact))
    failed = len(grade_bounds(upper_bounds)) + 1
    grade = failed if rung.failed else credit_grade(rung.pd, upper_bounds)
    return RatingRead(_shown(fact), fact.source.strip(), fact.day, rung.pd, grade)


def _shown(fact: Fact) -> str:
    if isinstance(fact.value, float) and fact.value.is_integer():
        return str(int(fact.value))
    return str(fact.value).strip()
