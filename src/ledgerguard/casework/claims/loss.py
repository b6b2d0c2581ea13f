"""From the invoices that are claimed to what the insurer is expected to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from ledgerguard.casework.claims.extension import Reconciliation
from ledgerguard.casework.insured.cover import COVERED, Cover, Found
from ledgerguard.casework.insured.losses import Settled, Year, settle, vat_in, year_of
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import Cause


@dataclass(frozen=True, slots=True)
class Parts:
    """What becomes of an open amount. The parts after ``open`` add up to it.

    Attributes:
        open: What is open.
        credits: Paid by unapplied credits of the account, the oldest due date first.
        after_stop: Delivered after deliveries had to have stopped: not claimed.
        outside: Without cover on the day of the delivery, or of a cause that is not insured.
        too_late: Cover lost because a report or claim was not made in time.
        vat: VAT, where the policy leaves it out.
        disputed: Disputed, where the policy leaves that out.
        over_limit: Over what is left of the limit.
        insured: The insured loss.
    """

    open: Amount
    credits: Amount
    after_stop: Amount
    outside: Amount
    too_late: Amount
    vat: Amount
    disputed: Amount
    over_limit: Amount
    insured: Amount

    @property
    def claimed(self) -> Amount:
        """What is claimed, gross: all that is open but for credits and deliveries after a stop."""
        return self.open - self.credits - self.after_stop

    @property
    def in_cover(self) -> Amount:
        """What of that was covered when it was delivered, and still is."""
        return self.claimed - self.outside - self.too_late

    def __add__(self, other: Parts) -> Parts:
        return Parts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Parts)))


@dataclass(frozen=True, slots=True)
class Loss:
    """One invoice: its parts, and the limit that its delivery found.

    Attributes:
        key: The item.
        parts: What becomes of its open amount.
        cover: How its delivery was covered; its limit in minor units.
        reason: Code of the reason why it is not insured; blank where it is.
        used: What older open items that are not claimed have used of the limit.
        left: What is left of the limit for it.
    """

    key: ItemKey
    parts: Parts
    cover: Found
    reason: str
    used: Amount
    left: Amount


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open item of the buyer, as far as its loss depends on it."""

    calendar: Reconciliation
    open: Amount
    credits: Amount
    disputed: bool
    claimed: bool
    lost: bool  # a report or claim that was due was not made in time


def losses_of(
    items: Sequence[Candidate], cover: Cover, cause: Cause, *, vat_rate: float, used: Amount
) -> Mapping[ItemKey, Loss]:
    """What of each claimed invoice is insured.

    All open items use up the limit, the oldest deliveries first, whether they are claimed or not.

    Args:
        items: The open items of the buyer in one currency that are insured under the policy.
        cover: The buyer's cover in that currency.
        cause: Why the buyer does not pay.
        vat_rate: VAT in the open amounts, as a fraction of the net amount.
        used: What earlier claims that are no longer open have used of the limit.
    """
    found: dict[ItemKey, Loss] = {}
    taken, others = used, used
    order = sorted(
        items, key=lambda one: (one.calendar.shipped, one.calendar.due, one.calendar.key)
    )
    for item in order:
        loss = _loss(item, cover, cause, vat_rate, others, taken)
        taken += loss.parts.insured
        if item.claimed:
            found[item.calendar.key] = loss
        else:
            others += loss.parts.insured
    return found


def _loss(
    item: Candidate, cover: Cover, cause: Cause, vat_rate: float, others: Amount, taken: Amount
) -> Loss:
    currency = item.open.currency
    nothing = Amount(0, currency)
    on_delivery = cover.on(item.calendar.shipped)
    left = Amount(max(0, on_delivery.minor - taken.minor), currency)
    rest = item.open - item.credits
    parts = {one.name: nothing for one in fields(Parts)}
    parts |= {"open": item.open, "credits": item.credits}
    name, reason = _kept_out(item, cover, cause, on_delivery)
    if name:
        parts[name] = rest
        return Loss(item.calendar.key, Parts(**parts), on_delivery, reason, others, left)
    if cover.leaves_out("vat"):
        parts["vat"] = Amount(vat_in(rest.minor, vat_rate), currency)
    rest -= parts["vat"]
    if item.disputed and cover.leaves_out("disputed"):
        parts["disputed"], rest, reason = rest, nothing, "disputed"
    parts["insured"] = min(rest, left)
    parts["over_limit"] = rest - parts["insured"]
    reason = "over-limit" if parts["over_limit"].minor else reason
    return Loss(item.calendar.key, Parts(**parts), on_delivery, reason, others, left)


def _kept_out(item: Candidate, cover: Cover, cause: Cause, found: Found) -> tuple[str, str]:
    """The part that the whole of an item belongs to, and why; blank where it may be insured."""
    if item.calendar.excluded:
        return "after_stop", "after-stop"
    if found.state not in COVERED:
        return "outside", found.reason
    if cover.terms is not None and cause.key not in cover.terms.causes:
        return "outside", "cause-not-insured"
    return ("too_late", "too-late") if item.lost else ("", "")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is claimed in all, and what the insurer is expected to pay on it."""

    parts: Parts
    settled: Settled
    year: Year

    @property
    def expected(self) -> Amount:
        """The expected indemnity."""
        return Amount(self.settled.indemnity, self.parts.open.currency)

    @property
    def with_firm(self) -> Amount:
        """What of the claimed amount remains with the firm then."""
        return self.parts.claimed - self.expected


def estimate(losses: Sequence[Loss], terms: InsuranceEntry, currency: str) -> Estimate:
    """The sums of the invoices, and the terms of the policy on the whole insured loss.

    First loss and maximum liability are those of a whole insurance year: what earlier losses have
    used of them is not known here. No share agreed pays nothing.

    Args:
        losses: One or more.
        terms: Terms of the policy.
        currency: Their currency.
    """
    first, *others = losses
    parts = first.parts
    for loss in others:
        parts += loss.parts
    year = year_of(terms, currency)
    settled = settle(parts.insured.minor, terms, terms.insured_rate or 0.0, currency, year)
    return Estimate(parts, settled, year)
