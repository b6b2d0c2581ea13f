"""What a replay amounts to: contacts and their timing, and who was spared or pestered."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ledgerguard.casework.backtest_cover import covers
from ledgerguard.casework.backtest_records import Busiest, LevelOutcome, Outcome
from ledgerguard.casework.backtest_replay import Book, Taken, Trace
from ledgerguard.casework.history import UNHEARD
from ledgerguard.casework.records import OWN_STEPS, STATEMENT
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, Settings
from ledgerguard.policy.schema import Wording
from ledgerguard.units import from_serial

SPARED_DAYS: Final = 7
"""A contact could have been spared when all it was about was paid within so many days."""

Place = tuple[str, int]
"""Ladder and level."""


def outcome(name: str, book: Book, policy: Policy, trace: Trace, first: int, last: int) -> Outcome:
    """What a policy did in the period.

    Args:
        name: What the policy is called.
        book: The ledger.
        policy: The policy that was replayed.
        trace: What it did.
        first: The first day that counts.
        last: The last day.
    """
    contacts = [taken for taken in trace.taken if taken.task.kind not in UNHEARD]
    settings = _settings(book, policy)
    settled = [row for row, day in enumerate(book.settled_on.tolist()) if first <= day <= last]
    months = dict.fromkeys(_months(first, last), 0)
    for taken in contacts:
        months[_month(taken.day)] += 1
    return Outcome(
        name=name,
        version=policy.version,
        ladders=tuple(sorted({one.ladder for one in settings})),
        runs=len(trace.days),
        contacts=len(contacts),
        letters=sum(taken.task.letter != "" for taken in contacts),
        calls=sum(taken.task.channel == "phone" for taken in contacts),
        statements=sum(taken.task.level == STATEMENT for taken in contacts),
        approvals=sum(taken.task.approval != "" for taken in trace.taken),
        to_insurer=len(trace.taken) - len(contacts),
        customers=len({(taken.task.entity, taken.task.customer_id) for taken in contacts}),
        items_heard=len({row for taken in contacts for row in taken.rows}),
        settled=len(settled),
        settled_unheard=sum(row not in trace.heard for row in settled),
        spared=sum(_spared(book, taken) for taken in contacts),
        busiest=_busiest(contacts),
        kinds=dict(sorted(Counter(taken.task.kind for taken in trace.taken).items())),
        months=months,
        levels=tuple(_levels(policy, settings, trace, settled)),
        cover=covers(book, policy, settings, trace, first, last),
    )


def _settings(book: Book, policy: Policy) -> list[Settings]:
    """What holds for each row of the book."""
    of_account = [policy.settings(customer_id) for _, customer_id, _ in book.accounts]
    found = [of_account[place] for place in book.account.tolist()]
    for row, invoice in enumerate(book.invoices):
        if invoice in policy.named_invoices:
            found[row] = policy.settings(book.accounts[int(book.account[row])][1], invoice)
    return found


def _spared(book: Book, taken: Taken) -> bool:
    return all(taken.day < book.settled_on[row] <= taken.day + SPARED_DAYS for row in taken.rows)


def _busiest(contacts: Iterable[Taken]) -> Busiest | None:
    """Most contacts to one customer in a month; of equals the first month, then the first id."""
    counts: Counter[tuple[str, str, str]] = Counter()
    names = {}
    for taken in contacts:
        task = taken.task
        counts[_month(taken.day), task.entity, task.customer_id] += 1
        names[task.customer_id] = task.customer
    if not counts:
        return None
    (month, _, customer_id), most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Busiest(most, customer_id, names[customer_id], month)


def _levels(
    policy: Policy, settings: Sequence[Settings], trace: Trace, settled: Sequence[int]
) -> Iterator[LevelOutcome]:
    """Every level of every ladder in use, then the steps that need no ladder and came up."""
    days: defaultdict[Place, list[int]] = defaultdict(list)
    tasks: Counter[Place] = Counter()
    for taken in trace.taken:
        task = taken.task
        tasks[task.ladder, task.level] += 1
        for item in task.items:
            if item.due != NO_DAY:
                days[task.ladder, item.level].append(item.days_past_due)
    paid: Counter[str] = Counter(settings[row].ladder for row in settled)
    had: Counter[Place] = Counter(
        place
        for row in settled
        for place in trace.reached.get(row, ())
        if place[0] == settings[row].ladder
    )
    for place in _places(policy, settings, tasks):
        ladder, level = place
        kind, action = _words(policy, place)
        late_days = days[place]
        yield LevelOutcome(
            ladder, level, kind, action, tasks[place], len(late_days),
            float(statistics.median(late_days)) if late_days else None,
            statistics.fmean(late_days) if late_days else None,
            paid[ladder] - had[place],
        )  # fmt: skip


def _places(
    policy: Policy, settings: Iterable[Settings], tasks: Iterable[Place]
) -> Iterator[Place]:
    ladders = sorted({one.ladder for one in settings})
    for ladder in ladders:
        for level in range(1, len(policy.ladders[ladder].levels) + 1):
            yield ladder, level
        yield from sorted(place for place in tasks if place[0] == ladder and place[1] >= STATEMENT)


def _words(policy: Policy, place: Place) -> tuple[str, Wording]:
    ladder, level = place
    if level >= STATEMENT:
        return OWN_STEPS[level]
    entry = policy.ladders[ladder].levels[level - 1]
    return entry.kind, entry.action


def _month(day: int) -> str:
    return f"{from_serial(day):%Y-%m}"


def _months(first: int, last: int) -> Iterator[str]:
    """Every calendar month of the period."""
    day, end = from_serial(first), from_serial(last)
    for months in range(12 * (end.year - day.year) + end.month - day.month + 1):
        year, month = divmod(day.month - 1 + months, 12)
        yield f"{day.year + year:04d}-{month + 1:02d}"
