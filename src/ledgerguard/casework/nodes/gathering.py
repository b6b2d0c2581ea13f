"""Brings together what the nodes look at: files, ledger, log and policies, customer by customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import narwhals as nw

from ledgerguard.casework.case import Case
from ledgerguard.casework.contacts import ladder_tasks
from ledgerguard.casework.customer_file.behaviour import Behaviour, behaviours
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.history import History, ItemHistory
from ledgerguard.casework.nodes.graded import grade_today
from ledgerguard.casework.nodes.insured_days import Deadlines, deadlines
from ledgerguard.casework.nodes.records import (
    Decided,
    Delivery,
    Done,
    NodeContext,
    OpenInvoice,
    StepAt,
)
from ledgerguard.casework.open_items import OpenItems, has_number, open_items
from ledgerguard.casework.positions import Positions, positions
from ledgerguard.casework.records import CLAIM, REPORT, STOP, ItemKey
from ledgerguard.casework.timetable import NEVER, Timing, level_days
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.portfolio import Frame, known
from ledgerguard.ledger.schema import NO_DAY, Problem
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.escalation import rolling
from ledgerguard.policy.firm import Policy, Settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sources:
    """Where the nodes' evidence comes from.

    Attributes:
        files: The customers' files by customer id.
        policy: The firm's policy: ladders, settings, insurance terms.
        credit: Its credit policy.
        frame: The canonical frame of a ledger; None: there is none.
        history: What the log knows; None: there is no log.
        problems: What the ledger's report says.
        unreadable: Raw values of rows that do not count, as ``Ledger.unreadable``.
        decided: The credit decisions in force by customer id.
    """

    files: Mapping[str, CustomerFile]
    policy: Policy
    credit: CreditPolicy
    frame: Frame | None = None
    history: History | None = None
    problems: Iterable[Problem] = ()
    unreadable: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    decided: Mapping[str, tuple[Decided, ...]] = field(default_factory=dict)


def contexts(sources: Sources, as_of: int) -> dict[str, NodeContext]:
    """What the nodes look at for every customer that a file or the ledger knows, by id.

    Args:
        sources: Files, ledger, log and policies.
        as_of: Serial number of the day.
    """
    with paused_collection():
        found = _Found() if sources.frame is None else _of_ledger(sources, sources.frame, as_of)
    customers = sorted({*sources.files, *found.names} - {""})
    if sources.frame is not None and any(sources.files.get(one) for one in customers):
        found.books = behaviours(sources.frame, as_of)
    return {customer: _context(sources, found, customer, as_of) for customer in customers}


def context(sources: Sources, customer_id: str, as_of: int) -> NodeContext:
    """The same for one customer, also for one of whom nothing is known at all."""
    if sources.frame is not None:
        own = sources.frame.filter(nw.col("customer_id") == customer_id)
        sources = replace(sources, frame=own)
    found = contexts(sources, as_of).get(customer_id)
    return found or _context(sources, _Found(), customer_id, as_of)


@dataclass
class _Found:
    """What the ledger says, by customer id."""

    names: set[str] = field(default_factory=set)
    items: dict[str, list[OpenInvoice]] = field(default_factory=lambda: defaultdict(list))
    credits: dict[str, dict[str, Amount]] = field(default_factory=lambda: defaultdict(dict))
    deliveries: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))
    problems: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    books: Mapping[str, Mapping[str, Behaviour]] = field(default_factory=dict)


def _context(sources: Sources, found: _Found, customer: str, as_of: int) -> NodeContext:
    reassessed = sources.history.reassessed if sources.history else {}
    file = sources.files.get(customer) or CustomerFile(customer)
    decided = sources.decided.get(customer, ())
    book = found.books.get(customer, {})
    looked = [on for (_, whom), on in reassessed.items() if whom == customer and on <= as_of]
    return NodeContext(
        customer,
        as_of,
        file,
        sources.credit,
        tuple(found.items.get(customer, ())),
        found.credits.get(customer, {}),
        tuple(found.deliveries.get(customer, ())),
        tuple(found.problems.get(customer, ())),
        decided,
        sources.policy.settings(customer).insurance,
        sources.history is not None,
        max(looked, default=NO_DAY),
        None if decided else grade_today(file, book, sources.credit, as_of, sources.policy),
    )


def _of_ledger(sources: Sources, frame: Frame, as_of: int) -> _Found:
    found = _Found()
    customers = _deliveries(frame, as_of, found)
    _problems(sources, customers, found)
    history = sources.history or History()
    assume = sources.history is None
    opened = open_items(frame, as_of, history)
    placed = positions(sources.policy, opened, history, as_of, assume=assume)
    case = Case(sources.policy, opened, history, placed, as_of, assume=assume)
    for _ in ladder_tasks(case):
        pass  # the tasks are the worklist's business; what they leave behind is what is held
    held = {one.item.key: one.reason for one in case.held}
    days = _level_days(sources.policy, opened, placed, as_of)
    for row, key in enumerate(opened.keys(list(range(len(opened))))):
        item = _item(sources, opened, placed, days, row, key, held.get(key, ""), as_of)
        found.items[key.customer_id].append(item)
    for (_, customer, currency), minor in opened.credits.items():
        amount = Amount(minor, currency)
        before = found.credits[customer].get(currency)
        found.credits[customer][currency] = amount if before is None else before + amount
    return found


def _deliveries(frame: Frame, as_of: int, found: _Found) -> dict[int, str]:
    """Everything sold to each customer; answers the customer of each row."""
    names = ("row", "customer_id", "invoice", "currency", "issued", "delivered", "amount")
    whom = frame.select("row", "customer_id").iter_rows()
    customers = {int(row): str(customer) for row, customer in whom}
    for _, customer, invoice, currency, issued, delivered, amount in (
        known(frame, as_of).select(*names).iter_rows()
    ):
        found.names.add(customer)
        day = int(issued if delivered == NO_DAY else delivered)
        if amount > 0 and day != NO_DAY:
            found.deliveries[customer].append(Delivery(invoice, day, Amount(int(amount), currency)))
    return customers


def _problems(sources: Sources, customers: Mapping[int, str], found: _Found) -> None:
    """The ledger's problems by customer; one of a row that does not count by what it holds."""
    for problem in sources.problems:
        raw = sources.unreadable.get(problem.row, {})
        whom = customers.get(problem.row, str(raw.get("customer_id") or raw.get("customer") or ""))
        if whom:
            found.names.add(whom)
            found.problems[whom].append(problem)


def _level_days(
    policy: Policy, opened: OpenItems, placed: Positions, as_of: int
) -> dict[int, Days]:
    """The days of all levels by the place of the settings; a row of each is a row of the items."""
    due, delivered = opened.numbers["due"], opened.numbers["delivered"]
    found = {}
    for place, settled in enumerate(placed.settings):
        ladder = policy.ladders[settled.ladder]
        roll = rolling(settled.convention, settled.calendar or None)
        timing = Timing(ladder, settled.grace_days, roll, settled.catch_up_days)
        found[place] = level_days(timing, due, delivered, as_of)
    return found


def _item(
    sources: Sources, opened: OpenItems, placed: Positions, days: Mapping[int, Days],
    row: int, key: ItemKey, held: str, as_of: int,
) -> OpenInvoice:  # fmt: skip
    numbers = {name: int(column[row]) for name, column in opened.numbers.items()}
    settled = placed.settings[int(placed.of_row[row])]
    steps = _steps(sources, settled, days[int(placed.of_row[row])][row].tolist(),
                   int(placed.bits[row]), opened.history.get(row), as_of)  # fmt: skip
    known_days = opened.history[row].days if row in opened.history else {}
    next_level, fires = int(placed.level[row]), int(placed.fires[row])
    on_clock = _deadlines(sources.policy, settled, numbers, known_days, as_of)
    return OpenInvoice(
        key,
        Amount(numbers["open"], key.currency),
        numbers["amount"],
        numbers["issued"],
        numbers["due"],
        numbers["delivered"],
        has_number(key.invoice),
        any(freeze.block == "dispute" for freeze in placed.freezes.by_row.get(row, ())),
        steps,
        next_level,
        fires if next_level else NEVER,
        fires + settled.contact_gap_days if next_level else NEVER,
        held,
        settled.insurance,
        on_clock.undated,
        on_clock.report_by,
        known_days.get(REPORT, NO_DAY),
        on_clock.stop_from,
        known_days.get(STOP, NO_DAY),
        on_clock.claim_from,
        on_clock.claim_by,
        known_days.get(CLAIM, NO_DAY),
    )


def _steps(
    sources: Sources, settled: Settings, days: list[int], bits: int,
    past: ItemHistory | None, as_of: int,
) -> tuple[StepAt, ...]:  # fmt: skip
    """The levels of an item's ladder: done by the log, or presumed where there is none."""
    opening = 0 if past is None else past.done.get(settled.ladder, 0)
    opening &= ~(0 if past is None else past.proven.get(settled.ladder, 0))
    found = []
    for number, (entry, on) in enumerate(
        zip(sources.policy.ladders[settled.ladder].levels, days, strict=True), 1
    ):
        early = entry.counted_from == "due" and entry.days < 0
        if sources.history is None:
            presumed, logged = on < as_of, False
        else:
            presumed, logged = bool(opening >> number & 1), bool(bits >> number & 1)
        done: Done = "presumed" if presumed else "log" if logged else "no"
        found.append(StepAt(number, entry.kind, on, early, done))
    return tuple(found)


def _deadlines(
    policy: Policy, settled: Settings, numbers: Mapping[str, int], days: Mapping[int, int],
    as_of: int,
) -> Deadlines:  # fmt: skip
    entry = policy.insurances.get(settled.insurance)
    if entry is None or not NO_DAY < numbers["due"] < as_of:
        return Deadlines()
    return deadlines(entry, numbers["due"], numbers["issued"], days.get(REPORT, NO_DAY))
