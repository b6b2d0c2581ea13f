"""What a letter says, before any wording: parties, items, deadlines and totals by currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerguard.units import Language

Totals = Mapping[str, Decimal]
"""Amounts in major units by ISO 4217 currency; two currencies are never added."""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One open item of the customer, an invoice or an instalment of one; amounts above 0.

    Credits that are not applied to an invoice are no items: they stand in
    ``LetterData.unapplied``.
    """

    invoice: str
    part: int  # the instalment; 1 is the whole or the first
    issued: dt.date | None
    due: dt.date | None
    currency: str  # ISO 4217; "" where the ledger names none
    amount: Decimal  # as invoiced, in major units
    open: Decimal  # still unpaid
    days_past_due: int  # 0 or below: not yet due
    claimed: bool  # this letter asks for it; otherwise it is only listed
    disputed: bool
    interest: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who writes, receives or is written about; "" is unknown."""

    name: str = ""
    address: str = ""  # may have several lines
    email: str = ""
    phone: str = ""
    contact: str = ""
    bank: str = ""
    signatory: str = ""


@dataclass(frozen=True, slots=True)
class LetterData:
    """Everything that one letter to or about one customer says."""

    letter: str  # name of the template
    language: Language
    day: dt.date
    reference: str
    head: str  # head hash of the log, printed in the footer; "" for none
    sender: Party  # the creditor
    customer_id: str
    customer: Party
    items: tuple[LetterItem, ...]
    unapplied: Totals  # credits not yet applied, positive numbers
    pay_by: dt.date | None
    next_action: str  # what follows when nothing is paid
    next_on: dt.date | None
    insurer: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of items and credits, in alphabetical order."""
        credited = (name for name, amount in self.unapplied.items() if amount)
        return tuple(sorted({*(item.currency for item in self.items), *credited}))

    @property
    def claimed(self) -> Totals:
        """What is still unpaid of the items that the letter asks for, without interest and fees."""
        return self._sum(lambda item: item.open if item.claimed else Decimal(0))

    @property
    def disputed(self) -> Totals:
        """Open items that the customer disputes and the letter does not ask for."""
        return self._sum(
            lambda item: item.open if item.disputed and not item.claimed else Decimal(0)
        )

    @property
    def not_yet_due(self) -> Totals:
        """Open items that are neither due nor disputed and that the letter does not ask for."""
        return self._sum(lambda item: item.open if _waits(item) else Decimal(0))

    @property
    def other(self) -> Totals:
        """Overdue items that the letter does not ask for, for instance because of a promise."""
        return self._sum(
            lambda item: Decimal(0) if item.claimed or item.disputed or _waits(item) else item.open
        )

    @property
    def interest(self) -> Totals:
        """Late interest on the items that the letter asks for."""
        return self._sum(lambda item: item.interest if item.claimed else Decimal(0))

    @property
    def fees(self) -> Totals:
        """Fixed fees on the items that the letter asks for."""
        return self._sum(lambda item: item.fee if item.claimed else Decimal(0))

    @property
    def open(self) -> Totals:
        """All open items, before credits, interest and fees."""
        return self._sum(lambda item: item.open)

    @property
    def to_pay(self) -> Totals:
        """What the letter asks for in all: claimed + interest + fees - credits, never below 0."""
        return {
            currency: max(Decimal(0), amount - self.credit(currency))
            for currency, amount in self._with_charges(self.claimed).items()
        }

    @property
    def balance(self) -> Totals:
        """The whole account: all open items + interest + fees - credits; negative when we owe."""
        return {
            currency: amount - self.credit(currency)
            for currency, amount in self._with_charges(self.open).items()
        }

    @property
    def oldest_days(self) -> int:
        """Days past due of the oldest item that the letter asks for; 0 when none is overdue."""
        return max([0, *(item.days_past_due for item in self.items if item.claimed)])

    def credit(self, currency: str) -> Decimal:
        """Credits of one currency that are not yet applied."""
        return self.unapplied.get(currency, Decimal(0))

    def _with_charges(self, amounts: Totals) -> Totals:
        interest, fees = self.interest, self.fees
        return {name: amounts[name] + interest[name] + fees[name] for name in self.currencies}

    def _sum(self, amount: Callable[[LetterItem], Decimal]) -> Totals:
        totals = dict.fromkeys(self.currencies, Decimal(0))
        for item in self.items:
            totals[item.currency] += amount(item)
        return totals


def last_day(day: dt.date, within: int, next_on: dt.date | None) -> dt.date:
    """The day by which a letter asks for payment: within some days, and before the next step.

    Args:
        day: The day of the letter.
        within: Days that the customer is given.
        next_on: The day of the next step; None when none follows.
    """
    last = day + dt.timedelta(within)
    if next_on is not None:
        last = min(last, next_on - dt.timedelta(1))
    return max(day, last)


def _waits(item: LetterItem) -> bool:
    return not item.claimed and not item.disputed and item.days_past_due <= 0
