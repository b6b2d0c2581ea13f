"""Which open item of today is which item of the log, whatever became of its due date.

An item is known by entity, customer, currency, invoice and the number of its instalment. The
number is given once: a plan of instalments is written into the log when it is first seen, so that
the second instalment stays the second when the first one has been paid and is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledgerguard.casework.events import DueChange, Seen
from ledgerguard.casework.history import ItemHistory
from ledgerguard.casework.records import ItemKey

Invoice = tuple[str, str, str, str]
"""Entity, customer id, currency, invoice number."""

Known = Mapping[Invoice, Sequence[tuple[int, int]]]
"""The instalments of an invoice that the log knows: number and due day."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of the instalments of one invoice, in the order asked, and what is new."""

    parts: tuple[int, ...]
    changes: tuple[DueChange, ...]
    seen: tuple[Seen, ...]


def known_parts(items: Mapping[ItemKey, ItemHistory]) -> dict[Invoice, list[tuple[int, int]]]:
    """The instalments that a history knows, by invoice."""
    found: defaultdict[Invoice, list[tuple[int, int]]] = defaultdict(list)
    for key, item in items.items():
        invoice = (key.entity, key.customer_id, key.currency, key.invoice)
        found[invoice].append((key.part, item.due))
    return dict(found)


def numbered(invoice: Invoice, dues: Sequence[int], known: Sequence[tuple[int, int]]) -> Numbering:
    """Number the open instalments of one invoice.

    One that stands in the log with the same due day is that one. What remains takes the number of
    the nearest due day that has vanished: its due date was changed. The rest is new.

    Args:
        invoice: The invoice.
        dues: Due days of its open items, in the order of the ledger.
        known: What the log knows of the invoice.
    """
    parts = [0] * len(dues)
    free = sorted(known)
    for place in sorted(range(len(dues)), key=lambda place: (dues[place], place)):
        same = next((part for part, due in free if due == dues[place]), 0)
        if same:
            parts[place] = same
            free = [(part, due) for part, due in free if part != same]
    changes = []
    for _, place, part, old in sorted(_distances(parts, dues, free)):
        if not parts[place] and part not in parts:
            parts[place] = part
            changes.append(DueChange(ItemKey(*invoice, part), old, dues[place]))
    number = max((part for part, _ in known), default=0)
    seen = []
    for place in sorted(range(len(dues)), key=lambda place: (dues[place], place)):
        if not parts[place]:
            number += 1
            parts[place] = number
            if len(dues) > 1 or number > 1:
                seen.append(Seen(ItemKey(*invoice, number), dues[place]))
    return Numbering(tuple(parts), tuple(changes), tuple(seen))


def _distances(
    parts: Sequence[int], dues: Sequence[int], free: Sequence[tuple[int, int]]
) -> Iterable[tuple[int, int, int, int]]:
    for place, due in enumerate(dues):
        if not parts[place]:
            for part, old in free:
                yield abs(due - old), place, part, old
