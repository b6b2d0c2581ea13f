"""History replayed: run after run under one policy, with a log in memory, every task done at once.

The ledger is read into columns once; each day then sees what was known on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledgerguard.casework import runs
from ledgerguard.casework.engine import derive_items
from ledgerguard.casework.events import Done, Event
from ledgerguard.casework.history import UNHEARD, Account, folded
from ledgerguard.casework.open_items import (
    NUMBERS,
    OpenItems,
    accounts_of,
    invoices_of,
    matched,
)
from ledgerguard.casework.opening import opening
from ledgerguard.casework.records import ItemKey, Task
from ledgerguard.ledger.portfolio import Frame, customer_names, refuse_overflow
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ledgerguard.casework.history import History

    Days = npt.NDArray[np.int64]

OPEN_END = 10_000_000
"""The day on which an item is paid in full that is not: later than any."""


class Book:
    """A ledger as columns, one row an invoice of the frame."""

    def __init__(self, frame: Frame, last: int) -> None:
        import numpy as np

        refuse_overflow(frame)
        taken = {*NUMBERS, "paid", "paid_on"} - {"open", "days_past_due"}
        self.columns: dict[str, Days] = {
            name: frame.get_column(name).to_numpy().astype(np.int64) for name in taken
        }
        self.frame = frame
        self.accounts, self.account = accounts_of(frame)
        self.invoices: Sequence[str] = invoices_of(frame, self.columns)
        self.names = customer_names(frame, last)
        columns = self.columns
        in_full = (columns["paid"] >= columns["amount"]) & (columns["amount"] > 0)
        self.settled_on: Days = np.where(in_full, columns["paid_on"], OPEN_END)

    def open_at(self, day: int) -> Days:
        """The signed amount of every row that is open at a day: 0 where the row is not known."""
        import numpy as np

        columns = self.columns
        paid = np.where(columns["paid_on"] <= day, columns["paid"], 0)
        found: Days = np.where(columns["issued"] <= day, columns["amount"] - paid, 0)
        return found

    def items(self, day: int, history: History) -> tuple[Days, OpenItems]:
        """The rows that are owed at a day, and the same as open items."""
        import numpy as np

        amounts = self.open_at(day)
        rows = np.flatnonzero(amounts > 0)
        due = self.columns["due"][rows]
        numbers: dict[str, Days] = {
            "open": amounts[rows],
            "days_past_due": np.where(due == NO_DAY, 0, day - due),
            **{name: self.columns[name][rows] for name in NUMBERS if name in self.columns},
        }
        unapplied: dict[Account, int] = {}
        for row in np.flatnonzero(amounts < 0).tolist():
            owner = self.accounts[int(self.account[row])]
            unapplied[owner] = unapplied.get(owner, 0) - int(amounts[row])
        invoices = [self.invoices[row] for row in rows.tolist()]
        account = self.account[rows]
        return rows, matched(
            invoices, self.accounts, account, numbers, unapplied, self.names, history
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A task that was put up and done on a day."""

    day: int
    task: Task
    rows: tuple[int, ...]  # of the book, in the order of the task's items


@dataclass
class Trace:
    """What one policy did."""

    days: list[int] = field(default_factory=list)  # of the runs that count
    taken: list[Taken] = field(default_factory=list)  # in the runs that count
    reached: dict[int, set[tuple[str, int]]] = field(default_factory=dict)
    """Row -> ladder and level, from the warm-up on."""
    heard: set[int] = field(default_factory=set)  # rows of which the customer has heard
    reported: dict[int, int] = field(default_factory=dict)  # row -> day of the insurer's report


def replay(book: Book, policy: Policy, days: Iterable[int], first: int) -> Trace:
    """Run a policy day after day.

    Args:
        book: The ledger.
        policy: The policy.
        days: The days of the runs, rising; those before ``first`` are run and not counted. On the
            first of them, what should have been done before is presumed done.
        first: The first day that counts.
    """
    trace = Trace()
    history: History | None = None
    for day in days:
        presumed: list[Done] = []
        if history is None:
            presumed = opening(book.frame, policy, day)
            history = folded(presumed)
        rows, items = book.items(day, history)
        # How a customer has paid decides the order of the tasks alone, and all of them are done.
        derived = derive_items(items, {}, policy, history, day)
        place = _places(items, rows)
        for done in presumed:
            _presume(trace, done, place, policy)
        found: list[Event] = [*items.seen, *items.changes]
        for event in found:
            history.add(event)
        for task in derived.worklist.tasks:
            history.add(runs.done(runs.task_body(task, day), day))
            taken = Taken(day, task, tuple(place[item.key] for item in task.items))
            _note(trace, taken)
            if day >= first:
                trace.taken.append(taken)
        if day >= first:
            trace.days.append(day)
    return trace


def _places(items: OpenItems, rows: Days) -> dict[ItemKey, int]:
    """The row of the book for every open item."""
    return {items.key(place): row for place, row in enumerate(rows.tolist())}


def _note(trace: Trace, taken: Taken) -> None:
    task = taken.task
    for row, item in zip(taken.rows, task.items, strict=True):
        trace.reached.setdefault(row, set()).add((task.ladder, item.level))
        if item.kind == "insurer":
            trace.reported.setdefault(row, taken.day)
    if task.kind not in UNHEARD:
        trace.heard.update(taken.rows)


def _presume(trace: Trace, event: Done, place: Mapping[ItemKey, int], policy: Policy) -> None:
    """Note the steps that the opening presumes done, on a day before any that counts.

    Where an insurance policy's clock runs, it presumes no report: the clock makes it at once.
    """
    levels = policy.ladders[event.ladder].levels
    for step in event.items:
        row = place[step.item]
        for level in (*step.waived, step.level):
            trace.reached.setdefault(row, set()).add((event.ladder, level))
            if levels[level - 1].kind not in UNHEARD:
                trace.heard.add(row)
