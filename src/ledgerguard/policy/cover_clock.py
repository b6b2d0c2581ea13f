"""The cover clock: which deadline of the insurance policy is the next, and the days left to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import UNINSURED, InsuranceEntry
from ledgerguard.units import Count, Date, Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of the insurance policy that is not met; done tells when it was met too late."""

    what: Literal["report", "claim"]
    day: dt.date
    done: dt.date | None = None


def cover_deadline(
    entry: InsuranceEntry,
    due: dt.date,
    issued: dt.date | None = None,
    reported: dt.date | None = None,
    claimed: dt.date | None = None,
) -> Deadline | None:
    """The nearest deadline that is not met: to report, then to claim; None when nothing is left.

    What was done after its day has not met it: cover is lost, and its deadline stays.

    Raises:
        NotAvailable: when a deadline counts from the invoice date, and that is not known.
    """
    found: list[Deadline] = []
    report_by, claim_by = entry.report_by(due, issued), entry.claim_by(due, issued)
    if report_by is not None and (reported is None or reported > report_by):
        found.append(Deadline("report", report_by, reported))
    if claim_by is not None and (claimed is None or claimed > claim_by):
        found.append(Deadline("claim", claim_by, claimed))
    return min(found, key=lambda deadline: deadline.day, default=None)


def put_up(entry: InsuranceEntry, deadline: dt.date, due: dt.date) -> dt.date:
    """Day on which the step toward a deadline is put up: lead_days before it.

    Not before the item is overdue, when there is nothing to report yet, and never after the
    deadline itself.
    """
    overdue = due + dt.timedelta(1)
    return min(deadline, max(overdue, deadline - dt.timedelta(entry.lead_days)))


def insurance_key(name: str) -> str:
    """The name of an insurance policy as its file writes it; capitals do not matter.

    It is packaged, or stated in the firm's file that LEDGERGUARD_POLICY names; or it is none: not
    insured.

    Raises:
        InvalidValue: when there is none of that name; it lists those there are.
        PolicyError: when the firm's file cannot be followed.
    """
    names = (*load_policy().insurances, UNINSURED)
    known = {key.casefold(): key for key in names}
    key = known.get(name.strip().casefold())
    if key is None:
        raise InvalidValue(
            f"insurance must be one of {', '.join(names)}, got {name!r}",
            hint="state the terms of your policy under [insurances.NAME] in the file that "
            "LEDGERGUARD_POLICY names",
        )
    return key


def insurance_named(name: str) -> InsuranceEntry | None:
    """The terms of an insurance policy by its name; None where there is no cover.

    Raises:
        InvalidValue: when there is none of that name; it lists those there are.
        PolicyError: when the firm's file cannot be followed.
    """
    return load_policy().insurances.get(insurance_key(name))


@formula("DAYS_TO_COVER_LOSS")
def days_to_cover_loss(
    due_date: Date,
    as_of: Date,
    insurance: Text,
    invoice_date: Date | None = None,
    report_date: Date | None = None,
    claim_date: Date | None = None,
) -> Count:
    """Days until the cover of an unpaid invoice is lost, because a deadline of the policy passes.

    The nearest deadline not yet met - as_of: that to report the invoice as overdue, then that to
    claim. 0 is the last day; negative: the day has passed and cover is lost. A report or claim
    after its deadline has not met it; one after as_of has not been made yet.

    A ladder that tells the insurer 30 days after the due date loses cover where the policy wants
    the report within 15: on the day of that step, 31 March below, the answer is -15.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        insurance: Terms of the policy by name: "report-fifteen", "extension-sixty",
            "invoice-based" or "exim-like", which are patterns and no contracts; or one of the
            firm's own file; none: not insured.
        invoice_date: Day of the invoice, needed where the policy counts from it.
        report_date: Day on which the overdue invoice was reported; blank while it is not.
        claim_date: Day on which the claim was filed; blank while it is not.

    Errors: #N/A when nothing is left to do, the policy sets no deadline, there is no cover, or
        invoice_date is blank where it counts; #NUM! when a deadline leads out of the calendar;
        #VALUE! when the insurance is unknown or the firm's file cannot be followed.
    Example: =DAYS_TO_COVER_LOSS(DATE(2024,3,1), DATE(2024,3,5), "report-fifteen") -> 11
    Example: =DAYS_TO_COVER_LOSS(DATE(2024,3,1), DATE(2024,3,31), "report-fifteen") -> -15
    Example: =DAYS_TO_COVER_LOSS(DATE(2024,3,1), DATE(2024,3,31), "extension-sixty") -> 60
    Example: =DAYS_TO_COVER_LOSS(DATE(2024,6,30), DATE(2025,2,1), "exim-like", ,
        DATE(2024,9,28)) -> 27
    Source: ledgerguard design; the terms as their TOML file states and sources them.
    """
    reported = report_date if report_date is None or report_date <= as_of else None
    claimed = claim_date if claim_date is None or claim_date <= as_of else None
    entry = insurance_named(insurance)
    if entry is None:
        raise NotAvailable(
            "insurance must name the terms of a policy, got none: not insured",
            hint="without cover there is none to lose",
        )
    deadline = cover_deadline(entry, due_date, invoice_date, reported, claimed)
    if deadline is None:
        raise NotAvailable(
            f"the policy {insurance} must have a deadline that is not met yet, got none",
            hint="all that it asks for is done, or it sets no day for report and claim",
        )
    return (deadline.day - as_of).days
