"""The account of one buyer: its rows of the ledger, and every movement with its balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.portfolio import Frame, known
from ledgerguard.ledger.schema import NO_DAY

MovementKind = Literal["invoice", "credit-note", "payment", "refund"]

_FIELDS = (
    *("row", "invoice", "currency", "issued", "due", "delivered"),
    *("amount", "paid", "paid_on", "disputed"),
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row of the ledger; days are serial numbers, amounts minor units."""

    row: int
    invoice: str
    currency: str
    issued: int
    due: int
    delivered: int
    amount: int
    paid: int
    paid_on: int
    disputed: int

    @property
    def shipped(self) -> int:
        """The day of the delivery, else that of the invoice; NO_DAY where neither is known."""
        return self.delivered if self.delivered != NO_DAY else self.issued

    def open(self, day: int) -> int:
        """What is open at the end of a day; a payment without a day counts at every day."""
        return self.amount - (self.paid if self.paid_on <= day else 0)


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the statement of account: what happened, and the balance after it."""

    day: int  # NO_DAY: the ledger names none
    kind: MovementKind
    invoice: str
    due: int  # of an invoice; NO_DAY otherwise
    amount: Amount  # negative: it lowers what the buyer owes
    balance: Amount


def rows_of(frame: Frame, entity: str, customer_id: str, as_of: int) -> tuple[AccountRow, ...]:
    """The rows of a buyer that exist at a day, in the order of the ledger, of all currencies.

    Args:
        frame: The canonical frame of a ledger.
        entity: Our legal entity.
        customer_id: The buyer.
        as_of: Serial number of the day.
    """
    mine = known(frame, as_of).filter(
        (nw.col("customer_id") == customer_id) & (nw.col("entity") == entity)
    )
    return tuple(AccountRow(*row) for row in mine.select(*_FIELDS).iter_rows())


def statement_of(rows: Sequence[AccountRow], currency: str, as_of: int) -> tuple[Movement, ...]:
    """Every movement of an account in one currency up to a day, the oldest first.

    The last balance is what the account owes at that day. What has no day stands first, because
    the ledger counts it at every day.
    """
    moves: list[tuple[int, int, int, AccountRow]] = []
    for row in rows:
        if row.currency != currency:
            continue
        moves.append((row.issued, 0, row.amount, row))
        if row.paid and row.paid_on <= as_of:
            moves.append((row.paid_on, 1, -row.paid, row))
    found: list[Movement] = []
    balance = Amount(0, currency)
    for day, payment, minor, row in sorted(moves, key=lambda move: (*move[:2], move[3].row)):
        amount = Amount(minor, currency)
        balance += amount
        kind = _kind(minor, is_payment=bool(payment))
        due = NO_DAY if payment else row.due
        found.append(Movement(day, kind, row.invoice, due, amount, balance))
    return tuple(found)


def _kind(minor: int, *, is_payment: bool) -> MovementKind:
    if is_payment:
        return "payment" if minor <= 0 else "refund"
    return "invoice" if minor >= 0 else "credit-note"
