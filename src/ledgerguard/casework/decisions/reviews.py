"""When a customer is looked at again: the calendar of quarters, its tier, and what opens a review.

The article on credit control asks for a look every quarter, and at once when a customer's orders
move by more than 30 %, its owners change or it is sued.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Value
from ledgerguard.casework.decisions.figures import is_number
from ledgerguard.casework.decisions.records import Review
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.exposure_control import order_review, order_variation
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy, ReviewEntry
from ledgerguard.units import from_serial, serial

EVENTS: Final = (
    "ownership_change",
    "management_change",
    "litigation",
    "enforcement",
    "penalty",
    "registry_status",
    "insolvency",
    "dishonest_debtor",
)
"""Items whose news opens a review: what they say when nothing has happened is in QUIET."""

QUIET: Final = frozenset({"none", "active", "over_year", ""})


def next_review(
    file: CustomerFile,
    behaviour: Behaviour | None,
    credit: CreditPolicy,
    currency: str,
    as_of: int,
    grade: int,
    last_decided: int = NO_DAY,
) -> Review:
    """The next look at a customer that is decided on today.

    The earlier of the grade's own interval and the end of the next quarter of the calendar.
    """
    every = int(credit.strategy(grade).review_days)
    by_tier, by_quarter = as_of + every, quarter_end(as_of, credit.reviews.months)
    by = "tier" if by_tier < by_quarter else "quarter"
    triggers = [
        *order_trigger(file, behaviour, credit.reviews, currency, as_of),
        *event_triggers(file, last_decided, as_of),
    ]
    return Review(min(by_tier, by_quarter), every, by, tuple(triggers))


def quarter_end(day: int, months: Sequence[int]) -> int:
    """The next end of a month of the calendar after a day."""
    start = from_serial(day)
    ends = (
        _month_end(year, month) for year in (start.year, start.year + 1) for month in sorted(months)
    )
    return next(serial(end) for end in ends if end > start)


def order_trigger(
    file: CustomerFile,
    behaviour: Behaviour | None,
    reviews: ReviewEntry,
    currency: str,
    as_of: int,
) -> Iterator[Reason]:
    """A reason where the orders of the newest quarter have left the corridor.

    Orders as the file states them; where it states too few quarters, the sales of the ledger.
    """
    quarters = quarters_of(file, behaviour, currency, as_of, reviews.baseline_quarters + 1)
    if len(quarters) <= reviews.baseline_quarters:
        return
    *before, current = quarters
    baseline = before[-reviews.baseline_quarters :]
    if not any(baseline):
        return
    count, rate = reviews.baseline_quarters, reviews.order_variation_rate
    if order_review(current, baseline, count, rate):
        variation = order_variation(current, baseline, count)
        yield Reason("order-variation", (variation, rate))


def quarters_of(
    file: CustomerFile, behaviour: Behaviour | None, currency: str, as_of: int, needed: int
) -> list[float]:
    """Orders by quarter, oldest first, in major units; the ledger's sales where orders lack."""
    stated = [
        (fact.day, float(fact.value))
        for fact in file.in_currency("quarter_orders", currency, as_of)
        if is_number(fact)
    ]
    by_end = dict(reversed(stated))  # the newest row of a quarter counts
    if len(by_end) >= needed or behaviour is None:
        return [by_end[day] for day in sorted(by_end)]
    return [to_major(amount, currency) for amount in behaviour.quarters]


def event_triggers(file: CustomerFile, since: int, as_of: int) -> Iterator[Reason]:
    """A reason for each thing that has happened since the last decision."""
    if since == NO_DAY:
        return
    for item in EVENTS:
        fact = file.latest(item, as_of)
        if fact is not None and fact.day > since and not _is_quiet(fact.value):
            yield Reason("event", (item, fact.day))


def _is_quiet(value: Value) -> bool:
    """Whether a fact says that nothing has happened: a search of today that found nothing."""
    return value.casefold() in QUIET if isinstance(value, str) else not value


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
