"""The checklist of a claim from what is known of its invoices."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.casework.claims.checklist import Asked, Requirement, checklist
from ledgerguard.casework.claims.correspondence import Contact
from ledgerguard.casework.claims.records import ClaimedInvoice
from ledgerguard.casework.claims.words import Told, the_same
from ledgerguard.casework.customer_file.evidence import Evidence
from ledgerguard.casework.insured.cover import COVERED
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import Cause
from ledgerguard.units import from_serial


def papers_of(
    invoices: Sequence[ClaimedInvoice],
    evidence: Evidence,
    cause: Cause,
    terms: InsuranceEntry,
    contacts: Sequence[Contact],
    *,
    vat_rate: float | None,
) -> tuple[Requirement, ...]:
    """The checklist of a claim.

    Args:
        invoices: What is named; what was delivered after a stop is not claimed and needs nothing.
        evidence: What the customer's file proves.
        cause: Why the buyer does not pay.
        terms: The policy.
        contacts: What the log tells: it proves dunning.
        vat_rate: VAT in the invoices as a fraction of the net amount; None where none is stated.
    """
    return checklist(
        [_asked(one) for one in invoices if not one.calendar.excluded],
        evidence,
        cause,
        told={
            "policy-number": the_same(terms.policy_number),
            "insured-rate": _percent(terms.insured_rate),
            "dunning": _dunning(contacts),
            "vat": _percent(vat_rate),
        },
    )


def _asked(one: ClaimedInvoice) -> Asked:
    cover, calendar = one.loss.cover, one.calendar
    limit = Amount(cover.minor, one.key.currency)
    words = ", ".join(filter(None, (str(limit), cover.source))) if cover.state in COVERED else ""
    reported = calendar.reported_on
    return Asked(
        invoice=str(one.key),
        number=one.key.invoice,
        limit=words,
        own_limit=cover.state == "discretionary",
        report="" if reported == NO_DAY else from_serial(reported).isoformat(),
        asks_report=calendar.report_by != NO_DAY,
        disputed=one.item.disputed,
        needs_consent=calendar.extension in ("beyond", "consent"),
    )


def _dunning(contacts: Sequence[Contact]) -> Told:
    """The steps toward the customer that the log proves: how many, and the last day."""
    steps = [contact for contact in contacts if contact.is_step]
    if not steps:
        return Told()
    last = from_serial(steps[-1].on).isoformat()
    count = len(steps)
    return Told(
        f"{count} step{'s' if count > 1 else ''} in the log, the last one on {last}",
        f"日志记录 {count} 次，最近一次 {last}",
    )


def _percent(rate: float | None) -> Told:
    return the_same("" if rate is None else f"{100 * rate:g} %")
