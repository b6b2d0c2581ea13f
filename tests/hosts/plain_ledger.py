"""A ledger in plain Python: what the cockpit must show, computed without any of its code."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

EPOCH = dt.date(1899, 12, 30)
LADDER = (-7, 3, 15, 30, 90)
INSURER, AGENCY = LADDER[3:]
CURRENCY = "EUR"
AS_OF = (dt.date(2026, 6, 30) - EPOCH).days


@dataclass
class Invoice:
    """One row; days are serial numbers, amounts cents."""

    number: str
    customer: str
    currency: str
    issued: int
    due: int
    amount: int
    paid: int = 0
    paid_on: int | None = None
    disputed: bool = False

    def open_at(self, day: int) -> int:
        if self.issued > day:
            return 0
        return self.amount - (self.paid if self.paid_on is not None and self.paid_on <= day else 0)

    def cells(self) -> list[object]:
        """The row as the Ledger sheet holds it."""
        return [
            self.number,
            self.customer,
            f"{self.customer} Ltd",
            self.currency,
            self.issued,
            self.due,
            self.amount / 100,
            self.paid / 100 if self.paid else "",
            self.paid_on or "",
            "TRUE" if self.disputed else "",
            "",
        ]


def invoices(seed: int, count: int = 60) -> list[Invoice]:
    """A small ledger with part payments, disputes, a credit note and a second currency."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        issued = AS_OF - draw.randrange(0, 240)
        amount = draw.randrange(10_000, 5_000_000)
        invoice = Invoice(
            f"R{number:04d}",
            f"C{draw.randrange(8):02d}",
            "USD" if number % 9 == 0 else CURRENCY,
            issued,
            issued + draw.choice((14, 30, 60)),
            amount,
            disputed=draw.random() < 0.1,
        )
        if draw.random() < 0.5:
            part = draw.random() < 0.2
            invoice.paid = amount // 3 if part else amount
            invoice.paid_on = issued + draw.randrange(5, 90)
        made.append(invoice)
    made[3] = replace(made[3], amount=-abs(made[3].amount), paid=0, paid_on=None, currency=CURRENCY)
    return made


def of_currency(ledger: list[Invoice]) -> list[Invoice]:
    return [invoice for invoice in ledger if invoice.currency == CURRENCY]


def aging(ledger: list[Invoice], day: int) -> list[float]:
    """Current, 1-30, 31-60, 61-90, over 90, undated, unapplied, total."""
    buckets = [0] * 7
    for invoice in of_currency(ledger):
        amount, late = invoice.open_at(day), day - invoice.due
        if amount < 0:
            buckets[6] += amount
        else:
            place = 0 if late <= 0 else min((late - 1) // 30 + 1, 4)
            buckets[place] += amount
    return [cents / 100 for cents in (*buckets, sum(buckets))]


def dso(ledger: list[Invoice], day: int, window: int = 90) -> float:
    rows = of_currency(ledger)
    sales = sum(i.amount for i in rows if day - window < i.issued <= day)
    return sum(i.open_at(day) for i in rows) / sales * window


def by_customer(ledger: list[Invoice], day: int) -> dict[str, tuple[float, float]]:
    """Net open and overdue amounts of the customers that owe anything or are owed."""
    found: dict[str, list[int]] = {}
    for invoice in of_currency(ledger):
        amount = invoice.open_at(day)
        if amount:
            sums = found.setdefault(invoice.customer, [0, 0])
            sums[0] += amount
            sums[1] += amount if amount > 0 and day > invoice.due else 0
    return {customer: (a / 100, b / 100) for customer, (a, b) in found.items()}


def stages(ledger: list[Invoice], day: int) -> dict[tuple[str, str], int]:
    """The highest stage that a worklist without a log shows of each customer and currency.

    The ladder toward the customer leaves out what is disputed, reminders of what is overdue by
    now, and the oldest items that credits cover; the insurer, told from day 30 on, is presumed to
    know of what has gone to the agency.
    """
    found: dict[tuple[str, str], int] = {}
    credit: dict[tuple[str, str], int] = {}
    for invoice in ledger:
        key = invoice.customer, invoice.currency
        credit[key] = credit.get(key, 0) - min(0, invoice.open_at(day))
    for invoice in sorted(ledger, key=lambda invoice: invoice.due):
        key, owed = (invoice.customer, invoice.currency), invoice.open_at(day)
        late = day - invoice.due
        if owed <= 0:
            continue
        if INSURER <= late < AGENCY:
            found[key] = max(4, found.get(key, 0))
        stage = 5 if late >= AGENCY else sum(late >= days for days in LADDER[:3])
        if invoice.disputed or not stage or (stage == 1 and late > 0):
            continue
        if owed <= credit[key]:
            credit[key] -= owed
            continue
        credit[key] = 0
        found[key] = max(stage, found.get(key, 0))
    return found
