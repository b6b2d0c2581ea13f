"""What the log says about items and customers: the events folded, oldest first, into a History."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from ledgerguard.casework.events import (
    OPENING,
    Dispute,
    DisputeClosed,
    Done,
    DueChange,
    Event,
    Hold,
    HoldLifted,
    Override,
    Promise,
    Reassessed,
    Scope,
    Seen,
    StepDone,
)
from ledgerguard.casework.records import CLAIM, REPORT, STATEMENT, STOP, ItemKey
from ledgerguard.ledger.schema import NO_DAY

Account = tuple[str, str, str]
"""Entity, customer id, currency."""

OWN: Final = {"insurer": REPORT, "stop-supply": STOP, "claim": CLAIM}
"""The step of the insurer's clock that a level of a ladder takes care of, by its kind."""

UNHEARD: Final = frozenset({"insurer", "claim"})
"""Kinds of steps of which the customer hears nothing: no pause counts from them."""


@dataclass(slots=True)
class ItemHistory:
    """What was done about one item."""

    due: int  # the due date when it was last seen
    done: dict[str, int] = field(default_factory=dict)  # ladder -> bits of its levels, 1 << level
    kinds: dict[str, set[str]] = field(default_factory=dict)  # of the steps done -> their ladders
    days: dict[int, int] = field(default_factory=dict)  # REPORT, STOP, CLAIM -> day
    last: int = NO_DAY  # the day of the last step toward the customer
    proven: dict[str, int] = field(default_factory=dict)  # as done, without what is presumed
    proven_on: int = NO_DAY  # the day of the last of those
    first_due: int = NO_DAY  # the due date before it was ever moved

    @property
    def agreed(self) -> int:
        """The due date first agreed, as far as the log knows; NO_DAY where it does not."""
        return self.due if self.first_due == NO_DAY else self.first_due

    def move(self, due: int) -> None:
        """Take up the due date as it is now; one that was missing before was not moved."""
        if self.first_due == NO_DAY and due != self.due:
            self.first_due = self.due
        self.due = due


@dataclass
class History:
    """The state of all cases. Freezes are kept with their days: they end by themselves."""

    items: dict[ItemKey, ItemHistory] = field(default_factory=dict)
    promises: dict[Scope, Promise] = field(default_factory=dict)
    disputes: dict[Scope, Dispute] = field(default_factory=dict)
    holds: dict[Scope, Hold] = field(default_factory=dict)
    overrides: dict[Scope, Override] = field(default_factory=dict)
    contacted: dict[Account, tuple[int, int]] = field(default_factory=dict)
    """The day of the last contact along a ladder, and its level."""
    stated: dict[Account, int] = field(default_factory=dict)
    reassessed: dict[tuple[str, str], int] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    """The ids of the tasks that are done."""
    proposed: dict[tuple[Account, str, int], int] = field(default_factory=dict)
    """Account, track and level of a task that nobody has done yet: the day it was first listed."""

    def add(self, event: Event) -> None:
        """Take one more event into account; a reply changes nothing by itself."""
        if isinstance(event, Done):
            self._done(event)
        elif isinstance(event, Promise | Dispute | Hold | Override):
            standing = self._standing(type(event))
            standing.pop(event.scope, None)  # the newest stands last, and prevails there
            standing[event.scope] = event
        elif isinstance(event, DisputeClosed):
            self.disputes.pop(event.scope, None)
        elif isinstance(event, HoldLifted):
            self.holds.pop(event.scope, None)
        elif isinstance(event, DueChange):
            if event.item in self.items:
                self.items[event.item].move(event.new)
        elif isinstance(event, Seen):
            self.items.setdefault(event.item, ItemHistory(event.due))
        elif isinstance(event, Reassessed):
            self.reassessed[event.scope.entity, event.scope.customer_id] = event.on

    def _standing(self, kind: type) -> dict[Scope, Any]:
        """Where events of a kind are kept: the newest of a scope counts."""
        kept: dict[type, dict[Scope, Any]] = {
            Promise: self.promises,
            Dispute: self.disputes,
            Hold: self.holds,
            Override: self.overrides,
        }
        return kept[kind]

    def _done(self, event: Done) -> None:
        self.finished.add(event.task)
        account = (event.entity, event.customer_id, event.currency)
        self.proposed.pop((account, event.track, event.level), None)
        if event.kind == "statement":
            self.stated[account] = max(event.on, self.stated.get(account, NO_DAY))
        if event.track == "customer":
            level = max((step.level for step in event.items), default=0)
            self.contacted[account] = max((event.on, level), self.contacted.get(account, (-1, 0)))
        for step in event.items:
            self._reached(step, event)

    def _reached(self, step: StepDone, event: Done) -> None:
        item = self.items.setdefault(step.item, ItemHistory(step.due))
        item.move(step.due)
        if event.track == "statement":
            return  # it lists what is open, and is no step of a ladder
        item.kinds.setdefault(step.kind, set()).add(event.ladder)
        if step.kind in OWN:
            item.days[OWN[step.kind]] = event.on
        if step.level < STATEMENT:
            bits = 1 << step.level
            for level in step.waived:
                bits |= 1 << level
            item.done[event.ladder] = item.done.get(event.ladder, 0) | bits
            if event.task != OPENING:
                own = 1 << step.level
                item.proven[event.ladder] = item.proven.get(event.ladder, 0) | own
                item.proven_on = max(item.proven_on, event.on)
        if step.kind not in UNHEARD:
            item.last = max(item.last, event.on)


def folded(events: Iterable[Event]) -> History:
    """The history that events in the order of the log make."""
    history = History()
    for event in events:
        history.add(event)
    return history
