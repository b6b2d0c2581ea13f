"""All deadlines that a policy sets for one unpaid invoice, as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, Literal

from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.claim_deadlines import day_after, is_agreed
from ledgerguard.units import Cell, Count, Date, Language, Table, Text

MepFrom = Literal["due", "invoice"]
WaitingFrom = Literal["due", "report"]
Event = Literal["due", "mep", "report", "earliest", "latest", "indemnity"]
Status = Literal[
    "to come", "today", "passed", "done", "late", "waiting", "open", "no report yet", "no claim yet"
]
Row = tuple[Event, dt.date | None, Status]

HEADERS: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("Event", "Date", "Days left", "Status"),
    "zh": ("事项", "日期", "剩余天数", "状态"),
}
EVENTS: Final[dict[Language, dict[Event, str]]] = {
    "en": {
        "due": "Payment due",
        "mep": "Maximum extension ends",
        "report": "Report overdue by",
        "earliest": "Claim from",
        "latest": "Claim by",
        "indemnity": "Indemnity by",
    },
    "zh": {
        "due": "到期日",
        "mep": "最长延展期届满日",
        "report": "逾期报损截止日",
        "earliest": "可索赔起始日",
        "latest": "索赔截止日",
        "indemnity": "赔款支付截止日",
    },
}
CHINESE_STATUS: Final[dict[Status, str]] = {
    "to come": "未到",
    "today": "今日",
    "passed": "已过",
    "done": "已完成",
    "late": "逾期完成",
    "waiting": "等待期内",
    "open": "可索赔",
    "no report yet": "尚未报损",
    "no claim yet": "尚未索赔",
}


@formula("CLAIM_DEADLINES")
def claim_deadlines(
    due_date: Date,
    as_of: Date,
    mep_period: Count | Text | None = None,
    report_period: Count | Text | None = None,
    waiting_period: Count | Text | None = None,
    filing_period: Count | Text | None = None,
    settlement_period: Count | Text | None = None,
    invoice_date: Date | None = None,
    report_date: Date | None = None,
    claim_date: Date | None = None,
    mep_from: MepFrom = "due",
    waiting_from: WaitingFrom = "due",
    language: Language = "en",
) -> Table:
    """Calendar of the claim on one unpaid invoice: each deadline, its date, days left and status.

    The dates are those of MEP_END, OVERDUE_REPORT_BY, CLAIM_EARLIEST, CLAIM_LATEST and
    INDEMNITY_BY. A term that is left out or 0 has no line. Days left are date - as_of, negative
    when the day has passed. A report or a claim made by as_of is done, or late when it came after
    its deadline.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        mep_period: Maximum extension: a number of days, or text such as "2 months".
        report_period: Time to report the invoice as overdue, counted from the due date.
        waiting_period: Time before a claim can be filed.
        filing_period: Time to file the claim, counted from the due date.
        settlement_period: Time that the insurer has to pay, counted from claim_date.
        invoice_date: Day of the invoice, needed where mep_from is "invoice".
        report_date: Day on which the overdue invoice was reported; blank while it is not.
        claim_date: Day on which the claim was filed; blank while it is not.
        mep_from: "due" or "invoice", from where mep_period counts.
        waiting_from: "due" or "report", from where waiting_period counts.
        language: "en" or "zh", for headers and words.

    Errors: #NUM! when a period is negative or leads out of the calendar; #VALUE! when a text is no
        period, a date is text or a word unknown; #N/A when due_date or as_of is blank, or
        invoice_date where mep_period counts from it.
    Example: =INDEX(CLAIM_DEADLINES(DATE(2024,3,31), DATE(2024,7,1), 60, 90, 180, "8 months"), 4, 2)
        -> 2024-06-29
    Example: =INDEX(CLAIM_DEADLINES(DATE(2024,3,31), DATE(2024,7,1), 60, 90, 180, "8 months"), 6, 3)
        -> 152
    Source: ledgerguard design; terms as in the policies of EXIM, Atradius and PRISMA.
    """
    rows: list[Row] = [("due", due_date, _status(due_date, as_of))]
    if is_agreed(mep_period, "mep_period"):
        mep_base = _mep_base(due_date, invoice_date, mep_from)
        extension_end = day_after(mep_base, mep_period, "mep_period")
        rows.append(("mep", extension_end, _status(extension_end, as_of)))
    if is_agreed(report_period, "report_period"):
        report_by = day_after(due_date, report_period, "report_period")
        rows.append(("report", report_by, _status(report_by, as_of, report_date)))
    if is_agreed(waiting_period, "waiting_period"):
        waiting_base = due_date if waiting_from == "due" else report_date
        rows.append(_claim_from(waiting_base, waiting_period, as_of))
    if is_agreed(filing_period, "filing_period"):
        claim_by = day_after(due_date, filing_period, "filing_period")
        rows.append(("latest", claim_by, _status(claim_by, as_of, claim_date)))
    if is_agreed(settlement_period, "settlement_period"):
        rows.append(_paid_by(claim_date, settlement_period, as_of))
    return [HEADERS[language], *_cells(rows, as_of, language)]


def _mep_base(due_date: dt.date, invoice_date: dt.date | None, mep_from: MepFrom) -> dt.date:
    """The day from which the maximum extension counts.

    Raises:
        NotAvailable: when it counts from an invoice date that is not given.
    """
    if mep_from == "due":
        return due_date
    if invoice_date is None:
        raise NotAvailable(
            'invoice_date must be filled where mep_from is "invoice", got a blank',
            hint="give the date of the invoice, or count from the due date",
        )
    return invoice_date


def _claim_from(base: dt.date | None, period: int | str, as_of: dt.date) -> Row:
    """The first day of a claim; it is not known while the report it counts from is missing."""
    if base is None:
        return "earliest", None, "no report yet"
    first_day = day_after(base, period, "waiting_period")
    return "earliest", first_day, "waiting" if as_of < first_day else "open"


def _paid_by(claim_date: dt.date | None, period: int | str, as_of: dt.date) -> Row:
    """The day of the payment; it is not known while there is no claim."""
    if claim_date is None:
        return "indemnity", None, "no claim yet"
    last_day = day_after(claim_date, period, "settlement_period")
    return "indemnity", last_day, _status(last_day, as_of)


def _status(day: dt.date, as_of: dt.date, done: dt.date | None = None) -> Status:
    """How a deadline stands; what is done after as_of has not been done yet."""
    if done is not None and done <= as_of:
        return "done" if done <= day else "late"
    if as_of == day:
        return "today"
    return "to come" if as_of < day else "passed"


def _cells(rows: list[Row], as_of: dt.date, language: Language) -> Iterator[tuple[Cell, ...]]:
    for event, day, status in rows:
        days_left = None if day is None else (day - as_of).days
        word = CHINESE_STATUS[status] if language == "zh" else status
        yield EVENTS[language][event], day, days_left, word
