"""The days that the insurance policy sets for an overdue item."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.units import from_serial, serial


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Serial numbers of days; NO_DAY where the policy sets none.

    ``undated`` where one counts from an invoice date that nobody knows.
    """

    report_by: int = NO_DAY
    stop_from: int = NO_DAY
    claim_from: int = NO_DAY
    claim_by: int = NO_DAY
    undated: bool = False


def deadlines(entry: InsuranceEntry, due: int, issued: int, reported: int) -> Deadlines:
    """The deadlines of an overdue item under the terms of a policy.

    Args:
        entry: The terms.
        due: Serial number of the due date.
        issued: The same of the invoice date, NO_DAY where nobody knows it.
        reported: The same of the report to the insurer, NO_DAY where it is not made.
    """
    due_day = from_serial(due)
    issued_day = None if issued == NO_DAY else from_serial(issued)
    claim_by = _number(entry.claim_by(due_day, issued_day))
    claim_from = _claim_from(entry, due_day, reported, claim_by)
    try:
        report_by = _number(entry.report_by(due_day, issued_day))
        stop_from = _number(entry.stop_from(due_day, issued_day))
    except NotAvailable:
        return Deadlines(claim_from=claim_from, claim_by=claim_by, undated=True)
    return Deadlines(report_by, stop_from, claim_from, claim_by)


def _claim_from(entry: InsuranceEntry, due: dt.date, reported: int, claim_by: int) -> int:
    """From the end of the waiting time on; without one, shortly before it is too late.

    As the worklist has it: a waiting time that counts from a report which was not made does not
    keep the last day of the claim away.
    """
    if claim_by == NO_DAY:
        return NO_DAY
    last = claim_by - entry.lead_days
    base = due if entry.waiting_from == "due" else None
    if entry.waiting_from == "report" and reported != NO_DAY:
        base = from_serial(reported)
    if entry.waiting_period is None or base is None:
        return last
    return min(last, serial(day_after(base, entry.waiting_period, "waiting_period")))


def _number(day: dt.date | None) -> int:
    return NO_DAY if day is None else serial(day)
