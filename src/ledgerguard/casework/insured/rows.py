"""What a waterfall finds: per invoice, per buyer and per currency, all of it in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.insured.cover import Cover
from ledgerguard.casework.insured.losses import Settled
from ledgerguard.casework.records import ItemKey

PARTS: Final = (
    *("credits", "vat", "interest", "disputed", "outside", "after_stop", "too_late"),
    *("over_limit", "retained", "indemnity"),
)
"""The parts of an invoice in their order: they add up to its open amount."""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One open invoice, from its open amount to the insurer's payment.

    Attributes:
        key: What the item is known by.
        customer: Name of the buyer.
        issued: Serial number of the invoice date; NO_DAY: not known.
        delivered: The same of the delivery.
        due: The same of the due date.
        insurance: Name of the policy's terms; blank: nothing is known.
        state: How its delivery is covered, as insured.cover says.
        reason: Code of the first reason that keeps a part of it uninsured; blank: there is none.
        gross: What is open.
        credits: Unapplied credits of the buyer that pay it, the oldest invoice first.
        vat: VAT in the rest.
        interest: Interest and charges in the rest.
        disputed: The rest of a disputed invoice.
        outside: The rest where no cover was in force on the day of delivery.
        after_stop: The rest where deliveries had to have stopped by then.
        too_late: The rest where a report or claim that was due was not made in time.
        over_limit: What lies over the buyer's limit; older invoices use it up first.
        retained: What the firm keeps of the insured loss by the terms of the policy.
        indemnity: What the insurer pays.
        claim_from: First day of a claim; None: not known, or nothing is insured.
        claim_by: Last day of a claim.
        paid_by: Last day of the payment.
    """

    key: ItemKey
    customer: str
    issued: int
    delivered: int
    due: int
    insurance: str
    state: str
    reason: str
    gross: int
    credits: int
    vat: int
    interest: int
    disputed: int
    outside: int
    after_stop: int
    too_late: int
    over_limit: int
    retained: int
    indemnity: int
    claim_from: dt.date | None = None
    claim_by: dt.date | None = None
    paid_by: dt.date | None = None

    @property
    def insured(self) -> int:
        """The insured loss: what the terms of the policy are applied to."""
        return self.retained + self.indemnity

    @property
    def firm(self) -> int:
        """What remains with the firm if nothing of the invoice is paid."""
        return self.gross - self.credits - self.indemnity


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """One buyer in one currency under one policy."""

    customer_id: str
    customer: str
    currency: str
    insurance: str
    cover: Cover
    parts: Mapping[str, int]  # sums of the invoices' parts
    settled: Settled  # if everything open were lost, the oldest first
    alone: Settled  # if this buyer alone failed, at the start of what the year still has

    @property
    def gross(self) -> int:
        """What is open."""
        return sum(self.parts.values())

    @property
    def remains_alone(self) -> int:
        """What remains with the firm if this buyer alone pays nothing."""
        return self.gross - self.parts["credits"] - self.alone.indemnity


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """The whole portfolio in one currency."""

    currency: str
    parts: Mapping[str, int]
    taken: Mapping[str, int]  # what each term of the policies takes away; adds up to retained
    unused_credits: int  # credits beyond what their accounts owe

    @property
    def gross(self) -> int:
        """What is open, before credits."""
        return sum(self.parts.values())

    @property
    def insured(self) -> int:
        """The insured losses."""
        return self.parts["retained"] + self.parts["indemnity"]

    @property
    def open(self) -> int:
        """The open amount of the ledger, credits taken off."""
        return self.gross - self.parts["credits"] - self.unused_credits


@dataclass(frozen=True, slots=True)
class Waterfalls:
    """Invoices in the order of buyer and delivery, buyers, and totals by currency."""

    as_of: int
    invoices: tuple[InvoiceRow, ...]
    buyers: tuple[BuyerRow, ...]
    totals: tuple[CurrencyRow, ...]
