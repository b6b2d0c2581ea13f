"""The calendar of a claim: extension, report, waiting time, filing and payment of the indemnity.

Every period is a term of the policy, so none has a default: a deadline that we guessed would lose
a claim.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final, TypeGuard

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import LONGEST_PERIOD
from ledgerguard.units import Count, Date, Text

LONGEST_MONTHS: Final = 1_200

_PERIOD = re.compile(r"([0-9]{1,6})\s*(days?|d|天|日|months?|m|个月|月)", re.IGNORECASE)
_DAY_WORDS: Final = frozenset({"day", "days", "d", "天", "日"})


@formula("MEP_END")
def mep_end(base_date: Date, mep_period: Count | Text) -> Date:
    """Last day of the maximum extension period (MEP): unpaid after it, deliveries must stop.

    base_date + mep_period. Some policies count from the due date (Atradius), others from the
    invoice date (PRISMA).

    Args:
        base_date: Due date of the invoice; its invoice date where the policy counts from there.
        mep_period: Maximum extension of the policy: a number of days, or text such as "2 months".

    Errors: #NUM! when the period is negative or leads out of the calendar; #VALUE! when it is text
        that is no period, or the date is text; #N/A when either is blank.
    Example: =MEP_END(DATE(2024,5,31), 60) -> 2024-07-30
    Example: =MEP_END(DATE(2023,12,31), "2 months") -> 2024-02-29
    Source: Atradius (from the due date) and PRISMA (from the invoice date), policy glossaries.
    """
    return day_after(base_date, mep_period, "mep_period")


@formula("OVERDUE_REPORT_BY")
def overdue_report_by(due_date: Date, report_period: Count | Text) -> Date:
    """Last day to report an overdue invoice to the insurer.

    due_date + report_period

    Args:
        due_date: Day on which payment is due.
        report_period: Period of the policy: a number of days, or text such as "2 months".

    Errors: #NUM! when the period is negative or leads out of the calendar; #VALUE! when it is text
        that is no period, or the date is text; #N/A when either is blank.
    Example: =OVERDUE_REPORT_BY(DATE(2024,1,1) + 90, 90) -> 2024-06-29
    Source: Trade Acceptance Group on EXIM (90 days terms: report 180 days after the invoice).
    """
    return day_after(due_date, report_period, "report_period")


@formula("CLAIM_EARLIEST")
def claim_earliest(base_date: Date, waiting_period: Count | Text) -> Date:
    """First day on which a claim can be filed: the end of the waiting period.

    base_date + waiting_period. After the insolvency of a buyer there is usually no waiting.

    Args:
        base_date: Due date of the invoice; the day of notification where the policy counts from
            there.
        waiting_period: Period of the policy: a number of days, or text such as "6 months".

    Errors: #NUM! when the period is negative or leads out of the calendar; #VALUE! when it is text
        that is no period, or the date is text; #N/A when either is blank.
    Example: =CLAIM_EARLIEST(DATE(2022,1,1), 120) -> 2022-05-01
    Example: =CLAIM_EARLIEST(DATE(2024,1,31), "6 months") -> 2024-07-31
    Source: ICISA, frequently asked questions (waiting period); own example.
    """
    return day_after(base_date, waiting_period, "waiting_period")


@formula("CLAIM_LATEST")
def claim_latest(due_date: Date, filing_period: Count | Text) -> Date:
    """Last day on which a claim can be filed.

    due_date + filing_period; months are counted as EDATE does.

    Args:
        due_date: Day on which payment is due.
        filing_period: Period of the policy: a number of days, or text such as "8 months".

    Errors: #NUM! when the period is negative or leads out of the calendar; #VALUE! when it is text
        that is no period, or the date is text; #N/A when either is blank.
    Example: =CLAIM_LATEST(DATE(2024,1,31), 240) -> 2024-09-27
    Example: =CLAIM_LATEST(DATE(2024,6,30), "8 months") -> 2025-02-28
    Source: EXIM, blog on multi-buyer policies (240 days, elsewhere 8 months after the due date).
    """
    return day_after(due_date, filing_period, "filing_period")


@formula("INDEMNITY_BY")
def indemnity_by(claim_date: Date, settlement_period: Count | Text) -> Date:
    """Day by which the insurer has to pay a claim that is accepted.

    claim_date + settlement_period

    Args:
        claim_date: Day on which the complete claim was filed, or the insurer decided, as the
            policy says.
        settlement_period: Period of the policy: a number of days, or text such as "1 month".

    Errors: #NUM! when the period is negative or leads out of the calendar; #VALUE! when it is text
        that is no period, or the date is text; #N/A when either is blank.
    Example: =INDEMNITY_BY(DATE(2022,5,31), 30) -> 2022-06-30
    Source: Trade Treasury Payments, trade credit insurance (payment about 30 days after the
        decision); own example.
    """
    return day_after(claim_date, settlement_period, "settlement_period")


def day_after(base: dt.date, period: int | str, name: str) -> dt.date:
    """The day that lies a period of days or months after another one.

    Raises:
        InvalidValue: when a text is no period.
        OutOfDomain: when the period is negative, too long, or leads out of the calendar.
    """
    number, in_days = _parsed(period, name)
    longest = LONGEST_PERIOD if in_days else LONGEST_MONTHS
    if not 0 <= number <= longest:
        raise OutOfDomain(
            f"{name} must be from 0 to {longest} {'days' if in_days else 'months'}, got {number}",
            hint="the periods of a policy are counted forward from their date",
        )
    if in_days:
        ordinal = base.toordinal() + number
        if ordinal > dt.date.max.toordinal():
            raise _beyond(base, name)
        return dt.date.fromordinal(ordinal)
    year, month = divmod(base.year * 12 + base.month - 1 + number, 12)
    if year > dt.MAXYEAR:
        raise _beyond(base, name)
    last_day = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(base.day, last_day))


def is_agreed(period: int | str | None, name: str) -> TypeGuard[int | str]:
    """Whether a policy has a term: blank and 0 say that it has not (Calc sends a blank as 0).

    Raises:
        InvalidValue: when a text is no period.
    """
    return period is not None and _parsed(period, name)[0] != 0


def _parsed(period: int | str, name: str) -> tuple[int, bool]:
    """The number of a period, and whether it counts days; else it counts months."""
    if not isinstance(period, str):
        return period, True
    match = _PERIOD.fullmatch(period.strip())
    if match is None:
        raise InvalidValue(
            f"{name} must be a number of days or a text of days or months, got {period!r}",
            hint='write 240, "240 days" or "8 months"',
        )
    number, word = match.groups()
    return int(number), word.casefold() in _DAY_WORDS


def _beyond(base: dt.date, name: str) -> OutOfDomain:
    return OutOfDomain(
        f"{name} must end by 31 December 9999, got a later end counted from {base}",
        hint="is the date right?",
    )
