"""Warnings from a customer's file: requests, managers, lawsuits, ratings, the use of limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.decisions.limits import Limit, standing_of, stated_limits
from ledgerguard.casework.decisions.records import Exposure
from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.indicators import Level
from ledgerguard.casework.watch.known_then import FreshFacts, events
from ledgerguard.casework.watch.readings import Reading, Series
from ledgerguard.casework.watch.series import AccountPoint, Picture
from ledgerguard.errors import LedgerguardError
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.rating_scales import rating_to_grade

YEAR: Final = 365
TWO_YEARS: Final = 730
RATIO: Final = (0.0, math.inf)

BY_THEMSELVES: Final = ("insolvency", "enforcement", "dishonest_debtor")
"""Facts of the courts that call for action whatever the amount."""


def file_readings(file: CustomerFile, days: Sequence[int], credit: CreditPolicy) -> list[Reading]:
    """What a file tells by itself, on the last of the days.

    Args:
        file: The customer's file.
        days: Serial numbers of the points of a trend, oldest first.
        credit: Policy whose rules of freshness and whose grades hold.
    """
    as_of = days[-1]
    found = [
        Reading("extension_requests", "count", len(events(file, "extension_request", as_of, YEAR))),
        Reading("management_turnover", "count", _managers(file, as_of)),
        _sector(file, days, credit),
        _rating(file, as_of, credit),
        _litigation(file, as_of, credit),
        unread(file),
    ]
    return [one for one in found if one.value is not None or one.fixed]


def limit_readings(
    file: CustomerFile,
    currency: str,
    points: Sequence[AccountPoint],
    seen: Picture,
    credit: CreditPolicy,
) -> list[Reading]:
    """How far what we grant, and what the insurer bears, are used: two readings, never a sum."""
    limits = stated_limits(file, currency)
    granted: list[float | None] = []
    borne: list[float | None] = []
    fresh = FreshFacts(file, credit)
    used = Exposure(0)
    for day, point in zip(seen.days, points, strict=True):
        standing = standing_of(limits, day)
        used = _exposure(fresh, point.open, currency, day)
        granted.append(_use(used.total, standing.granted))
        borne.append(_use(used.delivered, standing.borne))
    now = standing_of(limits, seen.as_of)
    found = [
        _utilisation(now.granted, used.total, granted, "act"),
        _utilisation(now.borne, used.delivered, borne, "watch"),
    ]
    return [fresh.noted(reading) for reading in found if reading is not None]


def unread(file: CustomerFile) -> Reading:
    """The rows of a file that could not be taken, the first three by name."""
    lost = file.problems
    facts = tuple(Reason("row", (one.row, one.item, one.problem)) for one in lost[:3])
    return Reading("unread_rows", "count", len(lost), facts=facts)


def stepped(facts: FreshFacts, item: str, days: Sequence[int]) -> Series:
    """The number of an item as it was known at each point."""
    return tuple(facts.number(item, day) for day in days)


def _managers(file: CustomerFile, as_of: int) -> float:
    stated = events(file, "management_turnover", as_of, YEAR)
    counted = len(events(file, "management_change", as_of, TWO_YEARS))
    return max([counted, *(float(f.value) for f in stated if isinstance(f.value, int | float))])


def _sector(file: CustomerFile, days: Sequence[int], credit: CreditPolicy) -> Reading:
    fresh = FreshFacts(file, credit)
    series = stepped(fresh, "sector_default_rate", days)
    rate = Reading("sector_default_rate", "level", series[-1], series, bounds=(0.0, 1.0))
    return fresh.noted(rate)


def _rating(file: CustomerFile, as_of: int, credit: CreditPolicy) -> Reading:
    """How many of our grades the worst falling agency has come down from its best of the year."""
    known = [f for item in ("rating", "insurer_grade") for f in file.known(item, as_of)]
    drops: list[tuple[int, Fact, Fact]] = []
    unread: list[Reason] = []
    for key in dict.fromkeys((fact.item, fact.source) for fact in known):
        line = [f for f in known if (f.item, f.source) == key]  # the newest first
        grades = []
        for fact in _of_the_year(line, as_of):
            grade = _grade(fact, credit)
            if grade is None:
                unread.append(Reason("unread", (fact.item, str(fact.value), fact.source)))
            else:
                grades.append((grade, fact))
        if len(grades) > 1:
            now, before = grades[0], min(grades[1:], key=lambda one: one[0])
            drops.append((now[0] - before[0], before[1], now[1]))
    if not drops:
        return Reading("rating_drop", "count", facts=tuple(unread), fixed=_watched(unread))
    drop, before_fact, now_fact = max(drops, key=lambda one: one[0])
    said = Reason("rating", (now_fact.source, str(before_fact.value), str(now_fact.value)))
    facts = (said, *unread) if drop > 0 else tuple(unread)
    return Reading("rating_drop", "count", max(0, drop), facts=facts, fixed=_watched(unread))


def _of_the_year(line: Sequence[Fact], as_of: int) -> list[Fact]:
    """The ratings of the year, and the one that was in force when it began."""
    young = [fact for fact in line if fact.day > as_of - YEAR]
    return young + list(line[len(young) : len(young) + 1])


def _watched(unread: Sequence[Reason]) -> Level | None:
    return "watch" if unread else None


def _grade(fact: Fact, credit: CreditPolicy) -> int | None:
    value = fact.value
    text = f"{value:g}" if isinstance(value, float) else str(value)
    try:
        return rating_to_grade(text, fact.source, list(credit.upper_bounds))
    except LedgerguardError:
        return None


def _litigation(file: CustomerFile, as_of: int, credit: CreditPolicy) -> Reading:
    """Claims over total assets, the worst currency; what the courts have decided acts by itself."""
    flags = [item for item in BY_THEMSELVES if _holds(file, item, as_of)]
    facts = [Reason("court", (item,)) for item in flags]
    fresh = FreshFacts(file, credit)
    worst: float | None = None
    fixed: Level | None = "act" if flags else None
    for currency in sorted({f.currency for f in file.known("litigation", as_of)}):
        claims = Amount(0, currency)
        for fact in file.in_currency("litigation", currency, as_of):
            claims += Amount.of(float(fact.value), currency)
        if claims.minor <= 0:
            continue
        assets = fresh.amount("total_assets", currency, as_of)
        if assets is None or assets.minor <= 0:
            facts.append(Reason("no-assets", (str(claims),)))
            fixed = fixed or "watch"
            continue
        worst = max(worst or 0.0, claims.minor / assets.minor)
    return fresh.noted(Reading("litigation", "count", worst, facts=tuple(facts), fixed=fixed))


def _holds(file: CustomerFile, item: str, as_of: int) -> bool:
    fact = file.latest(item, as_of)
    return fact is not None and fact.value not in (False, 0, "")


def _exposure(facts: FreshFacts, open_now: int, currency: str, day: int) -> Exposure:
    def minor(item: str) -> int:
        amount = facts.amount(item, currency, day)
        return 0 if amount is None else amount.minor

    return Exposure(
        open_now,
        uninvoiced=minor("uninvoiced_deliveries"),
        undelivered=minor("order_backlog") + minor("undelivered_goods"),
        bills=minor("uncleared_bills"),
        advances=minor("advance_payments"),
        collateral=minor("cash_collateral"),
    )


def _utilisation(
    limit: Limit | None, used: int, uses: Sequence[float | None], refused: Level
) -> Reading | None:
    """The use of one limit; a limit of 0 calls by itself as soon as anything is owed."""
    if limit is None:
        return None
    if limit.amount.minor <= 0:
        facts = (Reason("no-limit", (limit.kind,)),)
        return Reading("utilisation", "level", facts=facts, fixed=refused) if used > 0 else None
    facts = (Reason("limit", (limit.kind,)),)
    return Reading("utilisation", "level", uses[-1], tuple(uses), facts, bounds=RATIO)


def _use(used: int, limit: Limit | None) -> float | None:
    if limit is None or limit.amount.minor <= 0:
        return None
    return max(0, used) / limit.amount.minor
