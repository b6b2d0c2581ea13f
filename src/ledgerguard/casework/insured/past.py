"""What the log and the customers' files know of the rows of a ledger, the paid ones included."""

from __future__ import annotations

from typing import Final

from ledgerguard.casework.customer_file.evidence import Evidence
from ledgerguard.casework.history import History, ItemHistory
from ledgerguard.casework.identity import Invoice, known_parts
from ledgerguard.casework.insured.stop_rules import ALWAYS, Debt
from ledgerguard.casework.open_items import OpenItems
from ledgerguard.casework.records import REPORT, ItemKey
from ledgerguard.ledger.schema import NO_DAY

INFORMED: Final = "insurer_informed"
"""Item of the file that tells of a report to the insurer."""

_NAMELESS: Final = "-"


class Past:
    """What the log knows of each row; what was paid meanwhile is still what it was."""

    def __init__(self, items: OpenItems, history: History) -> None:
        """Match the rows with the log.

        Args:
            items: The open items, matched with the same history.
            history: What the log knows.
        """
        rows = items.numbers["row"].tolist()
        self._open = frozenset(rows)
        self._matched = {rows[place]: past for place, past in items.history.items()}
        taken = {items.key(place) for place in items.history}
        self._items = {key: past for key, past in history.items.items() if key not in taken}
        self._parts = known_parts(self._items)

    def of(self, row: int, invoice: Invoice, due: int) -> ItemHistory | None:
        """What is known of a row.

        One that is paid is the instalment of its due date, or the only one the log knows: its due
        date was moved, and it was paid before anybody looked.

        Args:
            row: Its number in the ledger.
            invoice: Entity, customer id, currency and number of the invoice.
            due: Its due date as a serial number.
        """
        if row in self._open:
            return self._matched.get(row)
        known = self._parts.get(invoice, [])
        same = [part for part, day in known if day == due] or [part for part, _ in known[:2]]
        return self._items[ItemKey(*invoice, same[0])] if len(same) == 1 else None


def agreed_due(past: ItemHistory | None, due: int) -> int:
    """The due date first agreed: the log's, else that of the ledger."""
    known = NO_DAY if past is None else past.agreed
    return due if known == NO_DAY else known


def reported_on(
    past: ItemHistory | None, evidence: Evidence | None, invoice: str, issued: int
) -> int:
    """The day on which an invoice was reported to the insurer; NO_DAY where nothing is known.

    The log goes before the customer's file. A report of the file that is older than the invoice
    was one of others.

    Args:
        past: What the log knows of it.
        evidence: What the customer's file proves; None: there is none.
        invoice: Its number.
        issued: Its day as a serial number, or NO_DAY.
    """
    logged = past.days.get(REPORT, NO_DAY) if past else NO_DAY
    if logged != NO_DAY or evidence is None:
        return logged
    # A fact that names other invoices is not about one without a number.
    fact = evidence.of((INFORMED,), invoice or _NAMELESS)
    return fact.day if fact is not None and fact.day >= issued else NO_DAY


def debt_of(
    buyer: tuple[str, str],
    currency: str,
    row: int,
    invoice: str,
    issued: int,
    due: int,
    amount: int,
    paid: int,
    paid_on: int,
    *,
    past: Past | None,
    evidence: Evidence | None,
) -> Debt:
    """A row of the ledger as far as a stop depends on it; amounts are minor units.

    Args:
        buyer: Our legal entity and the customer id.
        currency: Its currency.
        row: Its number in the ledger.
        invoice: Number of the invoice.
        issued: Its day.
        due: The due date that the ledger has today.
        amount: What was invoiced.
        paid: What of it was paid.
        paid_on: The day of that; a payment without a day counts at every day.
        past: What the log knows; None: there is none.
        evidence: What the customer's file proves; None: nothing.
    """
    memory = None if past is None else past.of(row, (*buyer, currency, invoice), due)
    return Debt(
        row,
        invoice,
        issued,
        due,
        agreed_due(memory, due),
        paid_on if paid >= amount else ALWAYS,
        reported_on(memory, evidence, invoice, issued),
    )
