"""Days on which deliveries to a buyer had to have stopped, because an older invoice was unpaid.

The one definition for the waterfall of a ledger and for the file of a claim.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.units import from_serial, serial

ALWAYS: Final = 10_000_000
"""Later than any day: the end of a stop that is not over."""


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice as far as a stop depends on it; days are serial numbers, or NO_DAY.

    Attributes:
        row: Number of its row in the ledger.
        invoice: Its number.
        issued: Its day.
        due: The due date that the ledger has today.
        agreed: The due date first agreed.
        paid_on: The day on which it was paid in full, or on which nothing of it was owed; ALWAYS:
            it is not.
        reported_on: The day on which it was reported to the insurer.
    """

    row: int
    invoice: str
    issued: int
    due: int
    agreed: int
    paid_on: int
    reported_on: int


@dataclass(frozen=True, slots=True, order=True)
class Stop:
    """From its first day to the payment of an invoice, which is no day of it."""

    first: int
    row: int
    end: int
    invoice: str

    @property
    def name(self) -> str:
        """The number of the invoice; one without a number is named by its row."""
        return self.invoice or f"#{self.row}"


class BuyerStops:
    """The stops that the invoices of one buyer have brought about, under one policy."""

    def __init__(self, stops: Iterable[Stop] = ()) -> None:
        """Take the stops in any order."""
        self._stops: Sequence[Stop] = sorted(stops)
        # The first stop that lasts beyond a day is the first place at which this does.
        self._longest = list(accumulate((stop.end for stop in self._stops), max))

    def forbidding(self, row: int, day: int) -> Stop | None:
        """The oldest stop during which a row of the ledger was delivered; None: it was allowed.

        Args:
            row: Its number: an invoice does not forbid its own delivery.
            day: Serial number of the day of the delivery; NO_DAY: unknown, which nothing forbids.
        """
        for stop in self._stops[bisect_right(self._longest, day) :]:
            if stop.first > day or day == NO_DAY:
                break
            if stop.end > day and stop.row != row:
                return stop
        return None


def stops_of(debts: Iterable[Debt], terms: InsuranceEntry | None) -> BuyerStops:
    """The stops of one buyer, whatever the currency: who does not pay is not supplied.

    The policy of the delivery says when an invoice stops it, however that one is insured. An
    invoice that was paid later had its stop until that day. One without a due date, or under a
    policy without a rule, stops nothing.

    Args:
        debts: What is, or was, owed on invoices; credit notes are none.
        terms: The policy under which deliveries are insured; None: they are not.
    """
    if terms is None or not terms.stop_shipment:
        return BuyerStops()
    first: dict[tuple[int, int, int, int], int] = {}
    found = []
    for debt in debts:
        if debt.due == NO_DAY:
            continue
        key = (debt.due, debt.agreed, debt.issued, debt.reported_on)
        if key not in first:
            counted = counted_due(terms, debt.agreed, debt.due, debt.issued)
            first[key] = stop_day(terms, counted, debt.issued, debt.reported_on)
        if NO_DAY < first[key] < debt.paid_on:
            found.append(Stop(first[key], debt.row, debt.paid_on, debt.invoice))
    return BuyerStops(found)


def counted_due(terms: InsuranceEntry, agreed: int, due: int, issued: int) -> int:
    """The due date from which a policy counts, as a serial number.

    A due date that was moved within the maximum extension is the new one. One that was moved
    beyond it, or under a policy that knows no extension, changes nothing for the insurer.

    Args:
        terms: The policy.
        agreed: The due date first agreed.
        due: The due date of today.
        issued: The day of the invoice, or NO_DAY.
    """
    if due <= agreed:
        return due
    mep_end = day_of(terms.mep_end, agreed, issued)
    return due if mep_end != NO_DAY and due <= mep_end else agreed


def stop_day(terms: InsuranceEntry, due: int, issued: int, reported_on: int = NO_DAY) -> int:
    """First day on which deliveries must have stopped because of an unpaid invoice; or NO_DAY.

    Where the report stops them, a report that was made earlier stops them earlier.

    Args:
        terms: The policy.
        due: The due date that counts.
        issued: The day of the invoice, or NO_DAY.
        reported_on: The day of the report, or NO_DAY.
    """
    day = day_of(terms.stop_from, due, issued)
    if terms.stop_shipment == "report" and reported_on != NO_DAY:
        return reported_on if day == NO_DAY else min(day, reported_on)
    return day


def day_of(rule: Callable[[dt.date, dt.date | None], dt.date | None], due: int, issued: int) -> int:
    """A day that a policy sets; NO_DAY where it sets none, or what it counts from is not known."""
    if due == NO_DAY:
        return NO_DAY
    try:
        day = rule(from_serial(due), None if issued == NO_DAY else from_serial(issued))
    except NotAvailable:
        return NO_DAY
    return NO_DAY if day is None else serial(day)
