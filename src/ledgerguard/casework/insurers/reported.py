"""What the insurer's clock learns once the insurer has a report of overdue invoices.

The row about the write and the row about the report are appended together: either both stand in the
log, or neither.
"""

from __future__ import annotations

from dataclasses import replace

from ledgerguard.casework.events import Done, from_body, to_body
from ledgerguard.casework.history import OWN
from ledgerguard.casework.insurers.steps import Item
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log
from ledgerguard.units import serial


def entries_of(log: Log, item: Item, head: str, actor: str = "") -> list[Entry]:
    """The rows that stand beside the one that tells that a write was taken.

    The report was made on the day on which the write was handed over. Invoices that were reported
    in the meantime by other means are left out: their day stands.

    Args:
        log: The firm's log.
        item: The write as it stands before it was taken.
        head: The head of the log on which that was read.
        actor: Who says so.

    Raises:
        LogError: when the log is damaged.
    """
    if item.then is None:
        return []
    from ledgerguard.casework.runs import history_of

    done = from_body(item.then.kind, item.then.body)
    assert isinstance(done, Done)  # noqa: S101 - nothing else is prepared
    known = history_of(log.rows(upto=head)).items
    clock = OWN[done.kind]
    steps = tuple(
        step for step in done.items if step.item not in known or clock not in known[step.item].days
    )
    if not steps:
        return []
    told = replace(done, items=steps, on=serial(item.since.astimezone().date()))
    return [replace(item.then, body=to_body(told), actor=actor)]
