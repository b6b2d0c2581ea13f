"""When the insurer pays: first and last day of a claim by its cause, and the day of payment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.policy.cover_clock import insurance_named
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import CAUSES, CauseName
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Date, Language, Table, Text

WORDS: Final = {
    "event": Wording("Event", "事项"),
    "date": Wording("Date", "日期"),
    "left": Wording("Days left", "剩余天数"),
    "note": Wording("Note", "说明"),
    "due": Wording("Payment due", "到期日"),
    "lost": Wording("Loss occurred", "损失发生日"),
    "report": Wording("Report overdue by", "逾期报损截止日"),
    "first": Wording("Claim from", "可索赔起始日"),
    "last": Wording("Claim by", "索赔截止日"),
    "claim": Wording("Claim", "索赔日"),
    "paid": Wording("Indemnity by", "赔款支付截止日"),
    "reported": Wording("reported", "已报损"),
    "reported-late": Wording("reported too late", "逾期报损"),
    "presumed": Wording("presumed to be made in time", "假定按期报损"),
    "no-waiting": Wording("no waiting for this cause", "该原因无等待期"),
    "filed": Wording("filed", "已索赔"),
    "earliest": Wording("earliest day that is left", "最早可索赔日"),
    "late": Wording("too late: the claim is lost", "已过索赔期限，丧失索赔权"),
}
"""The words of the table."""


@dataclass(frozen=True, slots=True)
class PaymentDays:
    """The days of an indemnity; None where the policy sets none, or what it counts from is unknown.

    Attributes:
        report_by: Last day to report the overdue invoice.
        claim_from: First day of a claim.
        claim_by: Last day of a claim.
        claim_on: Day of the claim: as it was filed, else the earliest that is still to come.
        paid_by: Last day of the payment, counted from claim_on.
    """

    report_by: dt.date | None
    claim_from: dt.date | None
    claim_by: dt.date | None
    claim_on: dt.date | None
    paid_by: dt.date | None

    @property
    def too_late(self) -> bool:
        """Whether the claim comes after its last day."""
        return None not in (self.claim_by, self.claim_on) and self.claim_on > self.claim_by  # type: ignore[operator]


def payment_days(
    terms: InsuranceEntry,
    due: dt.date,
    as_of: dt.date,
    *,
    cause: str = "protracted-default",
    issued: dt.date | None = None,
    reported: dt.date | None = None,
    claimed: dt.date | None = None,
    lost: dt.date | None = None,
) -> PaymentDays:
    """The days of the indemnity for one invoice.

    Where the waiting time counts from a report that is not yet made, it is taken to be made on its
    last day: so the day found is the latest that is in order.

    Args:
        terms: Terms of the policy.
        due: Due date of the invoice.
        as_of: Day from which one looks.
        cause: Cause of the loss.
        issued: Day of the invoice, where the policy counts from it.
        reported: Day on which the overdue invoice was reported.
        claimed: Day on which the claim was filed.
        lost: Day of the cause itself, such as that of an insolvency.
    """
    try:
        report_by = terms.report_by(due, issued)
    except NotAvailable:  # it counts from the invoice date, which is not known
        report_by = None
    claim_by = terms.claim_by(due, issued)
    first = terms.claim_from(due, cause, reported or report_by, lost)
    claim_on = claimed
    if claimed is None and first is not None:
        claim_on = max(first, as_of)
    paid_by = None
    if claim_on is not None and terms.settlement_period is not None:
        paid_by = day_after(claim_on, terms.settlement_period, "settlement_period")
    return PaymentDays(report_by, first, claim_by, claim_on, paid_by)


@formula("INDEMNITY_TIMING")
def indemnity_timing(
    due_date: Date,
    as_of: Date,
    insurance: Text,
    cause: CauseName = "protracted-default",
    loss_date: Date | None = None,
    invoice_date: Date | None = None,
    report_date: Date | None = None,
    claim_date: Date | None = None,
    language: Language = "en",
) -> Table:
    """When the insurer pays for an unpaid invoice, by the cause of the loss, as a table.

    Claim from: the end of the waiting time that the policy sets for the cause; after an insolvency
    there is none, so that it is the day of the insolvency. Claim: as filed, else the first day
    that is left. Indemnity by: that day and the time that the insurer has to pay. A line that the
    policy sets no day for is left out. CLAIM_DEADLINES takes the single periods instead.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        insurance: Terms of the policy by name, as in DAYS_TO_COVER_LOSS.
        cause: Cause of the loss: insolvency, protracted-default or repudiation (commercial);
            moratorium, transfer, war, contract-frustration, natural-disaster or public-default
            (political).
        loss_date: Day of the cause itself, such as that of the insolvency.
        invoice_date: Day of the invoice, where the policy counts from it.
        report_date: Day on which the overdue invoice was reported; blank while it is not: then it
            is taken to be reported on the last day.
        claim_date: Day on which the claim was filed; blank while it is not.
        language: "en" or "zh", for headers and words.

    Errors: #N/A when the insurance is none, does not insure the cause, or due_date or as_of is
        blank; #NUM! when a day leads out of the calendar; #VALUE! when the insurance or the cause
        is unknown or the firm's file cannot be followed.
    Example: =INDEX(INDEMNITY_TIMING(DATE(2024,3,31), DATE(2024,7,1), "report-fifteen"), 7, 2)
        -> 2024-09-30
    Example: =INDEX(INDEMNITY_TIMING(DATE(2024,3,31), DATE(2024,7,1), "report-fifteen",
        "insolvency", DATE(2024,5,10)), 8, 2) -> 2024-07-31
    Source: ledgerguard design; the terms as their TOML file states and sources them; ICISA,
        frequently asked questions (waiting period, insolvency).
    """
    terms = insurance_named(insurance)
    if terms is None or cause not in terms.causes:
        insured = "nothing" if terms is None else ", ".join(terms.causes)
        raise NotAvailable(
            f"the cause of loss must be insured by {insurance} ({insured}), got {cause}",
            hint="state under causes of the policy's terms what it insures",
        )
    reported = report_date if report_date is None or report_date <= as_of else None
    claimed = claim_date if claim_date is None or claim_date <= as_of else None
    days = payment_days(
        terms, due_date, as_of, cause=cause, issued=invoice_date, reported=reported,
        claimed=claimed, lost=loss_date,
    )  # fmt: skip
    lines: list[tuple[str, dt.date | None, str]] = [
        ("due", due_date, ""),
        ("lost", loss_date, CAUSES[cause].title.in_language(language)),
        ("report", days.report_by, _word(_report_note(days, reported), language)),
        (
            "first",
            days.claim_from,
            "" if terms.waiting_of(cause) else _word("no-waiting", language),
        ),
        ("last", days.claim_by, ""),
        ("claim", days.claim_on, _word(_claim_note(days, claimed), language)),
        ("paid", days.paid_by, ""),
    ]
    table: list[list[Cell]] = [[_word(key, language) for key in ("event", "date", "left", "note")]]
    for key, day, note in lines:
        if day is not None:
            table.append([_word(key, language), day, (day - as_of).days, note])
    return table


def _report_note(days: PaymentDays, reported: dt.date | None) -> str:
    if reported is None or days.report_by is None:
        return "presumed"
    return "reported" if reported <= days.report_by else "reported-late"


def _claim_note(days: PaymentDays, claimed: dt.date | None) -> str:
    if days.too_late:
        return "late"
    return "earliest" if claimed is None else "filed"


def _word(key: str, language: Language) -> str:
    return WORDS[key].in_language(language)
