"""Each invoice against the calendar of the policy: extension, report, claim window, deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ledgerguard.casework.claims.account import AccountRow
from ledgerguard.casework.customer_file.evidence import Evidence
from ledgerguard.casework.history import ItemHistory
from ledgerguard.casework.insured.past import agreed_due, reported_on
from ledgerguard.casework.insured.stop_rules import counted_due, day_of, stop_day
from ledgerguard.casework.records import CLAIM, ItemKey
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import Cause
from ledgerguard.units import from_serial, serial

Extension = Literal["none", "within", "beyond", "consent"]
Report = Literal["not asked", "open", "in time", "late", "missed"]
Window = Literal["waiting", "no report yet", "open", "closed", "filed", "filed late"]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One invoice against the calendar of the policy. Days are serial numbers, or NO_DAY.

    Attributes:
        key: The item.
        issued: Day of the invoice.
        shipped: Day of the delivery, else of the invoice.
        original_due: The due date first agreed, as the log knows it.
        due: The due date that the ledger has today.
        counted_due: The due date from which the policy counts: the new one where it was moved
            within the maximum extension, else the original one.
        mep_end: Last day of the maximum extension; it counts from the original due date.
        report_by: Last day to report.
        reported_on: Day of the report in the log.
        claim_from: First day of a claim.
        claim_by: Last day of a claim.
        claimed_on: Day of the claim in the log.
        stop_from: First day on which deliveries to the buyer had to have stopped for this one.
        stopped_by: The older unpaid invoice for which this one should not have been delivered.
        stopped_since: The day from which it should not have been.
    """

    key: ItemKey
    issued: int
    shipped: int
    original_due: int
    due: int
    counted_due: int
    mep_end: int
    report_by: int
    reported_on: int
    claim_from: int
    claim_by: int
    claimed_on: int
    stop_from: int
    stopped_by: str = ""
    stopped_since: int = NO_DAY

    @property
    def excluded(self) -> bool:
        """Whether it was delivered after deliveries had to have stopped."""
        return bool(self.stopped_by)

    @property
    def extension(self) -> Extension:
        """How the due date was moved: within the maximum, beyond it, or without a right to it."""
        if self.due <= self.original_due:
            return "none"
        if self.mep_end == NO_DAY:
            return "consent"
        return "within" if self.due <= self.mep_end else "beyond"

    def report(self, as_of: int) -> Report:
        """How the report to the insurer stands."""
        if self.reported_on != NO_DAY:
            late = self.report_by != NO_DAY and self.reported_on > self.report_by
            return "late" if late else "in time"
        if self.report_by == NO_DAY:
            return "not asked"
        return "open" if as_of <= self.report_by else "missed"

    def window(self, as_of: int) -> Window:
        """How the claim stands."""
        if self.claimed_on != NO_DAY:
            too_late = self.claim_by != NO_DAY and self.claimed_on > self.claim_by
            return "filed late" if too_late else "filed"
        if self.claim_by != NO_DAY and as_of > self.claim_by:
            return "closed"
        if self.claim_from == NO_DAY:
            return "no report yet"
        return "waiting" if as_of < self.claim_from else "open"

    def lost(self, as_of: int) -> bool:
        """Whether a report or a claim that was due was not made in time: cover is lost."""
        return self.report(as_of) in ("late", "missed") or self.window(as_of) in (
            "closed",
            "filed late",
        )


def reconcile(
    key: ItemKey,
    row: AccountRow,
    terms: InsuranceEntry,
    cause: Cause,
    *,
    past: ItemHistory | None,
    evidence: Evidence,
    loss_day: int,
) -> Reconciliation:
    """One open item against the calendar of its policy; deliveries after a stop are not looked at.

    Args:
        key: The item.
        row: Its row of the ledger.
        terms: The policy.
        cause: Why the buyer does not pay.
        past: What the log knows of the item: its due date first agreed, report and claim.
        evidence: What the customer's file proves: it may tell of a report.
        loss_day: Serial number of the day of an insolvency; a claim waits for nothing after it.
    """
    claimed_on = past.days.get(CLAIM, NO_DAY) if past else NO_DAY
    original_due = agreed_due(past, row.due)
    reported = reported_on(past, evidence, row.invoice, row.issued)
    mep_end = day_of(terms.mep_end, original_due, row.issued)
    counted = counted_due(terms, original_due, row.due, row.issued)
    return Reconciliation(
        key,
        row.issued,
        row.shipped,
        original_due,
        row.due,
        counted,
        mep_end,
        _report_by(terms, counted, mep_end),
        reported,
        _claim_from(terms, cause, counted, reported, loss_day),
        day_of(lambda due, _: terms.claim_by(due), counted, row.issued),
        claimed_on,
        stop_day(terms, counted, row.issued, reported),
    )


def _report_by(terms: InsuranceEntry, counted: int, mep_end: int) -> int:
    base = counted if terms.report_from == "due" else mep_end
    return NO_DAY if terms.report_period is None else _later(base, terms.report_period)


def _claim_from(
    terms: InsuranceEntry, cause: Cause, due: int, reported_on: int, loss_day: int
) -> int:
    if due == NO_DAY:
        return loss_day
    reported = None if reported_on == NO_DAY else from_serial(reported_on)
    lost = None if loss_day == NO_DAY else from_serial(loss_day)
    day = terms.claim_from(from_serial(due), cause.key, reported, lost)
    return NO_DAY if day is None else serial(day)


def _later(base: int, period: int | str | None) -> int:
    """The day that lies a period after another one; NO_DAY where that is not known."""
    if base == NO_DAY:
        return NO_DAY
    return serial(day_after(from_serial(base), 0 if period is None else period, "period"))
