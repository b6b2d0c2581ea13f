"""The open items of a ledger at a day as columns, each row with the key it has in the log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from ledgerguard.casework.events import DueChange, Seen
from ledgerguard.casework.history import Account, History, ItemHistory
from ledgerguard.casework.identity import Invoice, known_parts, numbered
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.portfolio import Frame, customer_names, items
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import from_serial

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NUMBERS: Final = (
    *("issued", "due", "delivered", "amount", "open"),
    *("days_past_due", "disputed", "row"),
)
"""The columns of numbers that open items have."""


_NUMBERLESS: Final = re.compile(r"\((\d{4}-\d\d-\d\d)? -?\d+\)")


@dataclass(frozen=True)
class OpenItems:
    """Positive open items, one row each; days are serial numbers, amounts minor units."""

    invoices: Sequence[str]
    accounts: Sequence[Account]
    account: npt.NDArray[np.int64]  # place in ``accounts``
    numbers: Mapping[str, npt.NDArray[np.int64]]
    parts: npt.NDArray[np.int64]
    credits: Mapping[Account, int]  # unapplied, as a positive amount
    names: Mapping[str, str]  # customer id -> name
    history: Mapping[int, ItemHistory]  # row -> what the log knows; most rows have none
    changes: tuple[DueChange, ...]
    seen: tuple[Seen, ...]

    def __len__(self) -> int:
        return len(self.invoices)

    def key(self, row: int) -> ItemKey:
        """The key of a row."""
        return self.keys([row])[0]

    def keys(self, rows: list[int]) -> list[ItemKey]:
        """The keys of rows."""
        columns = (self.account[rows].tolist(), self.parts[rows].tolist())
        found = []
        for row, place, part in zip(rows, *columns, strict=True):
            entity, customer_id, currency = self.accounts[place]
            found.append(ItemKey(entity, customer_id, currency, self.invoices[row], part))
        return found


def open_items(frame: Frame, as_of: int, history: History) -> OpenItems:
    """The open items of a ledger at a day, matched with the log.

    Args:
        frame: The canonical frame of a ledger.
        as_of: Serial number of the day.
        history: What the log knows.
    """
    import numpy as np

    opened = items(frame, as_of)
    owing = opened.filter(nw.col("open") > 0)
    numbers = {name: owing.get_column(name).to_numpy().astype(np.int64) for name in NUMBERS}
    accounts, account = accounts_of(owing)
    invoices = invoices_of(owing, numbers)
    names = customer_names(frame, as_of)
    return matched(invoices, accounts, account, numbers, _credits(opened), names, history)


def matched(
    invoices: Sequence[str],
    accounts: Sequence[Account],
    account: npt.NDArray[np.int64],
    numbers: Mapping[str, npt.NDArray[np.int64]],
    unapplied: Mapping[Account, int],
    names: Mapping[str, str],
    history: History,
) -> OpenItems:
    """Columns of open items, matched with the log; accounts stand in order."""
    parts, known, changes, seen = _numbered(invoices, accounts, account, numbers, history)
    return OpenItems(
        invoices, accounts, account, numbers, parts, unapplied, names, known, changes, seen
    )


def accounts_of(owing: Frame) -> tuple[list[Account], npt.NDArray[np.int64]]:
    """The accounts in order, and each row's place among them."""
    import numpy as np

    columns = (owing.get_column(name).to_list() for name in ("entity", "customer_id", "currency"))
    rows = list(zip(*columns, strict=True))
    accounts = sorted(set(rows))
    places = {account: place for place, account in enumerate(accounts)}
    return accounts, np.fromiter(map(places.__getitem__, rows), np.int64, len(rows))


def has_number(invoice: str) -> bool:
    """Whether an item is known by a number of its own, and not by its date and amount."""
    return _NUMBERLESS.fullmatch(invoice) is None


def invoices_of(owing: Frame, numbers: Mapping[str, Any]) -> list[str]:
    """Invoice numbers; a row without one is known by its date and amount."""
    found: list[str] = owing.get_column("invoice").to_list()
    for row, invoice in enumerate(found):
        if not invoice:
            issued, due = int(numbers["issued"][row]), int(numbers["due"][row])
            day = issued if issued != NO_DAY else due
            dated = "" if day == NO_DAY else from_serial(day).isoformat()
            found[row] = f"({dated} {int(numbers['amount'][row])})"
    return found


def _numbered(
    invoices: Sequence[str],
    accounts: Sequence[Account],
    account: npt.NDArray[np.int64],
    numbers: Mapping[str, npt.NDArray[np.int64]],
    history: History,
) -> tuple[Any, dict[int, ItemHistory], tuple[DueChange, ...], tuple[Seen, ...]]:
    """Instalment numbers, and the history of the rows that have one."""
    import numpy as np

    parts = np.ones(len(invoices), np.int64)
    known = known_parts(history.items)
    groups: dict[tuple[int, str], int | list[int]] = {}
    several: set[tuple[int, str]] = set()
    for row, pair in enumerate(zip(account.tolist(), invoices, strict=True)):
        first = groups.setdefault(pair, row)
        if first != row:
            rows = first if isinstance(first, list) else [first]
            rows.append(row)
            groups[pair] = rows
            several.add(pair)
    asked = set(several)
    places = {pair: place for place, pair in enumerate(accounts)}
    for entity, customer_id, currency, invoice in known:
        place = places.get((entity, customer_id, currency))
        if place is not None and (place, invoice) in groups:
            asked.add((place, invoice))
    found: dict[int, ItemHistory] = {}
    changes: list[DueChange] = []
    seen: list[Seen] = []
    due = numbers["due"]
    for pair in sorted(asked):
        group = groups[pair]
        rows = sorted(group) if isinstance(group, list) else [group]
        invoice_key: Invoice = (*accounts[pair[0]], pair[1])
        dues = [int(due[row]) for row in rows]
        recorded = known.get(invoice_key, ())
        if len(rows) == 1 and len(recorded) == 1 and recorded[0][1] == dues[0]:
            # By far the most common case: it is the one item that the log knows, unchanged.
            parts[rows[0]] = recorded[0][0]
            found[rows[0]] = history.items[ItemKey(*invoice_key, recorded[0][0])]
            continue
        numbering = numbered(invoice_key, dues, recorded)
        changes += numbering.changes
        seen += numbering.seen
        for row, part in zip(rows, numbering.parts, strict=True):
            parts[row] = part
            item = history.items.get(ItemKey(*invoice_key, part))
            if item is not None:
                found[row] = item
    return parts, found, tuple(changes), tuple(seen)


def _credits(opened: Frame) -> dict[Account, int]:
    grouped = (
        opened.filter(nw.col("unapplied") < 0)
        .group_by("entity", "customer_id", "currency")
        .agg(nw.col("unapplied").sum())
    )
    rows = grouped.select("entity", "customer_id", "currency", "unapplied").iter_rows()
    return {(row[0], row[1], row[2]): -int(row[3]) for row in rows}
