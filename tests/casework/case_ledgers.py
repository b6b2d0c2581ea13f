"""Small ledgers told invoice by invoice, and a desk at which days pass, for the engine's cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from types import TracebackType
from typing import Any, NamedTuple, Self

import narwhals as nw

from ledgerguard.casework import runs
from ledgerguard.casework.events import Event, Scope
from ledgerguard.casework.records import Held, ItemKey, Task, Worklist
from ledgerguard.ledger.schema import FRAME, NO_DAY
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.store.log import Log
from ledgerguard.units import serial

DUE = serial(dt.date(2026, 3, 2))
"""A Monday on which most invoices of the cases fall due."""


class Invoice(NamedTuple):
    """One row of a ledger; amounts are minor units, days serial numbers."""

    invoice: str = "R1"
    customer_id: str = "A"
    currency: str = "EUR"
    amount: int = 100_000
    due: int = DUE
    paid: int = 0
    paid_on: int = NO_DAY
    entity: str = "DE"
    disputed: int = 0
    delivered: int = NO_DAY
    issued: int = DUE - 30

    @property
    def key(self) -> ItemKey:
        """The key of the invoice's first instalment."""
        return ItemKey(self.entity, self.customer_id, self.currency, self.invoice)


def ledger(*invoices: Invoice) -> nw.DataFrame[Any]:
    """The canonical frame of invoices, in the order told."""
    columns: dict[str, list[Any]] = {
        name: [getattr(invoice, name) for invoice in invoices] for name in Invoice._fields
    }
    columns["row"] = list(range(2, len(invoices) + 2))
    columns["customer"] = [f"{invoice.customer_id} Ltd" for invoice in invoices]
    return nw.from_dict(
        {name: columns[name] for name in FRAME}, schema=dict(FRAME), backend="pandas"
    )


def policy(company: str = "", more: str = "") -> Policy:
    """A firm's policy: lines of its [company], and whole tables."""
    return policy_from_texts({"firm.toml": f"[company]\n{company}\n{more}"})


class Desk:
    """A collector's desk: a log, a policy and the ledger as it is today."""

    def __init__(self, *invoices: Invoice, rules: Policy | None = None) -> None:
        self.invoices = invoices
        self.rules = rules or policy('insurance = "none"')
        self.log = Log.memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.log.close()

    def ledger_is(self, *invoices: Invoice) -> None:
        """The ledger has changed since the last run."""
        self.invoices = invoices

    def run(self, day: int) -> Worklist:
        """A run after which nothing is done."""
        return runs.run(ledger(*self.invoices), self.rules, self.log, day).derived.worklist

    def work(self, day: int) -> Worklist:
        """A run whose tasks are all done on the same day."""
        worklist = self.run(day)
        bodies = runs.tasks_of(self.log, worklist.run).values()
        self.tell(*(runs.done(body, day) for body in bodies))
        return worklist

    def tell(self, *events: Event) -> None:
        """Somebody reports events."""
        runs.record(self.log, events)

    def work_through(self, days: Iterable[int]) -> list[tuple[int, int]]:
        """Work each day; answers the day and the level of every task, in order."""
        return [(day, task.level) for day in days for task in self.work(day).tasks]


def near(*days: int) -> list[int]:
    """Days with the day before and after each, so that a step a day early or late is seen."""
    return sorted({day + shift for day in days for shift in (-1, 0, 1)})


def tasks_of(worklist: Worklist) -> dict[tuple[str, str, str, str], tuple[int, dict[str, int]]]:
    """Track, entity, customer and currency -> level and open amount of each item acted upon."""
    found: dict[tuple[str, str, str, str], tuple[int, dict[str, int]]] = {
        (task.track, task.entity, task.customer_id, task.currency): (
            task.level,
            {str(item.key): item.open for item in task.items},
        )
        for task in worklist.tasks
    }
    assert len(found) == len(worklist.tasks), "a customer has two tasks of one track"
    return found


def levels_of(worklist: Worklist) -> dict[str, int]:
    """Item -> the level that it reaches by the tasks toward customers."""
    return {
        str(item.key): item.level
        for task in worklist.tasks
        if task.track == "customer"
        for item in task.items
    }


def held_of(worklist: Worklist) -> dict[str, tuple[str, int]]:
    """Item -> why it is held, and the last day of that."""
    return {str(one.item.key): (one.reason, one.until) for one in worklist.held}


def the_task(worklist: Worklist) -> Task:
    """The only task."""
    (task,) = worklist.tasks
    return task


def the_held(worklist: Worklist) -> Held:
    """The only item that is held."""
    (held,) = worklist.held
    return held


def reasons_of(task: Task) -> dict[str, tuple[str | int | float, ...]]:
    """The reasons of a task by code."""
    return {reason.code: reason.values for reason in task.reasons}


def customer(customer_id: str = "A", entity: str = "DE") -> Scope:
    """A whole customer."""
    return Scope(entity, customer_id)


def item(invoice: Invoice | None = None, part: int = 1) -> Scope:
    """One item of a customer."""
    key = (invoice or Invoice()).key
    return Scope(
        key.entity,
        key.customer_id,
        ItemKey(key.entity, key.customer_id, key.currency, key.invoice, part),
    )
