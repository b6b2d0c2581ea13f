"""What a claim file holds, all of it frozen: days as serial numbers, amounts with a currency."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerguard.casework.claims.account import Movement
from ledgerguard.casework.claims.checklist import Requirement
from ledgerguard.casework.claims.correspondence import Contact
from ledgerguard.casework.claims.deliveries import Delivery
from ledgerguard.casework.claims.extension import Reconciliation
from ledgerguard.casework.claims.loss import Estimate, Loss
from ledgerguard.casework.claims.state import ClaimState
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import Cause


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open item of the buyer, claimed or not."""

    key: ItemKey
    issued: int
    due: int
    amount: Amount
    open: Amount
    days_past_due: int
    disputed: bool
    credits: Amount  # unapplied credits of the account that pay it


@dataclass(frozen=True, slots=True)
class ClaimedInvoice:
    """One invoice of a claim: where it stands, and what of it is insured."""

    item: OpenItem
    calendar: Reconciliation
    loss: Loss

    @property
    def key(self) -> ItemKey:
        """What it is known by."""
        return self.item.key


@dataclass(frozen=True)
class ClaimFile:
    """A claim, or the report of overdue invoices, before anything is sent. One currency.

    Attributes:
        reference: By which it is known; made of the day and the invoices, so that the same
            claim has the same reference.
        as_of: Serial number of the day.
        head: Head hash of the log that it rests on; "" without a log.
        entity: Our legal entity.
        customer_id: The buyer.
        customer: Its name.
        currency: The one currency.
        cause: Why the buyer does not pay.
        loss_day: Serial number of the day of an insolvency, that of the file where unknown;
            NO_DAY for other causes.
        insurance: Name of the policy's terms.
        terms: They themselves.
        invoices: The invoices named, the oldest delivery first.
        others: The other open items of the buyer in this currency.
        credits: Credits not applied to an invoice, as a positive amount.
        vat_rate: VAT in the amounts, as a fraction of the net amount.
        movements: The statement of account.
        deliveries: What was delivered, with proofs, and what was delivered after a stop.
        correspondence: What the log tells.
        requirements: The checklist.
        found: The sums, and what is expected of the insurer.
        earlier: Claims on this buyer and currency that stand in the log.
    """

    reference: str
    as_of: int
    head: str
    entity: str
    customer_id: str
    customer: str
    currency: str
    cause: Cause
    loss_day: int
    insurance: str
    terms: InsuranceEntry
    invoices: tuple[ClaimedInvoice, ...]
    others: tuple[OpenItem, ...]
    credits: Amount
    vat_rate: float
    movements: tuple[Movement, ...]
    deliveries: tuple[Delivery, ...]
    correspondence: tuple[Contact, ...]
    requirements: tuple[Requirement, ...]
    found: Estimate
    earlier: tuple[ClaimState, ...]

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """What is still to be got."""
        return tuple(one for one in self.requirements if one.state == "missing")

    @property
    def claimed(self) -> tuple[ClaimedInvoice, ...]:
        """The invoices without those delivered after a stop: those have no cover to claim."""
        return tuple(one for one in self.invoices if not one.calendar.excluded)

    @property
    def earliest(self) -> int:
        """First day on which all of it can be claimed; NO_DAY while a report is missing."""
        days = [one.calendar.claim_from for one in self.claimed]
        return NO_DAY if not days or NO_DAY in days else max(days)

    @property
    def latest(self) -> int:
        """Last day on which all of it can be claimed; NO_DAY where the policy sets none."""
        days = [one.calendar.claim_by for one in self.claimed]
        return min((day for day in days if day != NO_DAY), default=NO_DAY)

    @property
    def balance(self) -> Amount:
        """What the account owes: the last balance of the statement."""
        return self.movements[-1].balance if self.movements else Amount(0, self.currency)
