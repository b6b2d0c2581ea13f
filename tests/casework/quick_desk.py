"""A desk without a file and without a frame: the engine alone, for many days of a few invoices.

What a frame becomes and what a log keeps is tested elsewhere; here a day costs a few milliseconds.
Everything is open as told: payments, credits and days of issue in the future are not looked at.
"""

from __future__ import annotations

from case_ledgers import Invoice

from ledgerguard.casework import runs
from ledgerguard.casework.engine import derive_items
from ledgerguard.casework.events import Event
from ledgerguard.casework.history import History
from ledgerguard.casework.open_items import OpenItems, matched
from ledgerguard.casework.records import Worklist
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy


def columns_of(invoices: tuple[Invoice, ...], day: int, history: History) -> OpenItems:
    """Open items of a day, matched with what is known."""
    import numpy as np

    told = [(one.entity, one.customer_id, one.currency) for one in invoices]
    accounts = sorted(set(told))
    numbers = {
        "issued": [one.issued for one in invoices],
        "due": [one.due for one in invoices],
        "delivered": [one.delivered for one in invoices],
        "amount": [one.amount for one in invoices],
        "open": [one.amount - one.paid for one in invoices],
        "days_past_due": [0 if one.due == NO_DAY else day - one.due for one in invoices],
        "disputed": [one.disputed for one in invoices],
        "row": range(2, len(invoices) + 2),
    }
    return matched(
        [one.invoice for one in invoices],
        accounts,
        np.array([accounts.index(one) for one in told], np.int64),
        {name: np.array(values, np.int64) for name, values in numbers.items()},
        {},
        {one.customer_id: f"{one.customer_id} Ltd" for one in invoices},
        history,
    )


class QuickDesk:
    """A collector's desk at which days pass, as `Desk`, with its history in memory."""

    def __init__(self, *invoices: Invoice, rules: Policy) -> None:
        self.invoices = invoices
        self.rules = rules
        self.history = History()

    def ledger_is(self, *invoices: Invoice) -> None:
        """The ledger has changed since the last run."""
        self.invoices = invoices

    def run(self, day: int, *, assume: bool = False) -> Worklist:
        """A run after which nothing is done."""
        items = columns_of(self.invoices, day, self.history)
        derived = derive_items(items, {}, self.rules, self.history, day, assume=assume)
        self.tell(*items.seen, *items.changes)
        return derived.worklist

    def work(self, day: int) -> Worklist:
        """A run whose tasks are all done on the same day."""
        worklist = self.run(day)
        self.tell(*(runs.done(runs.task_body(task, day), day) for task in worklist.tasks))
        return worklist

    def tell(self, *events: Event) -> None:
        """Somebody reports events."""
        for event in events:
            self.history.add(event)
