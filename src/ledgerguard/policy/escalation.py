"""The stage of an item on an escalation ladder, the day of its next stage, and what is next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ledgerguard.formula import formula
from ledgerguard.formulas.business_days import Convention, adjust
from ledgerguard.formulas.escalation import Roll, standing
from ledgerguard.policy.calendars import open_days
from ledgerguard.policy.cover_clock import insurance_named
from ledgerguard.policy.ladder_range import entries_of_range, levels_of_range
from ledgerguard.policy.load import Ladder, default_ladder
from ledgerguard.policy.load import ladder as named
from ledgerguard.policy.next_step import (
    ItemDates,
    insurer_day,
    no_next_step,
    report_step,
    steps_after,
    with_clock,
)
from ledgerguard.units import Column, Count, Date, Language, Table, Text


def resolve(ladder: str | Table | None, language: Language = "en") -> Ladder:
    """The ladder that an argument means: a name, a range of cells, or blank for the default.

    Raises:
        LedgerguardError: naming the unknown name, or the row of the range that is wrong.
    """
    if ladder is None or ladder == "":
        return default_ladder(language)
    if isinstance(ladder, str):
        return named(ladder, language)
    levels, entries = levels_of_range(ladder), entries_of_range(ladder)
    return Ladder("range", levels, "a range of the workbook", entries)


def rolling(convention: Convention, calendar: str | Sequence[dt.date | None] | None) -> Roll | None:
    """What moves the day of a level to a business day; None where days stay where they are.

    Raises:
        InvalidValue: naming the unknown calendar.
    """
    is_open = open_days(calendar)
    if convention == "none":
        return None
    return lambda day: adjust(day, convention, is_open)


@formula("ESCALATION_STAGE")
def escalation_stage(
    due_date: Date,
    as_of: Date,
    ladder: Text | Table | None = None,
    delivery_date: Date | None = None,
    grace_days: Count = 0,
    convention: Convention = "none",
    calendar: Text | Column[Date] | None = None,
) -> Count:
    """Stage of an open item on an escalation ladder: the number of levels that have fired.

    A level fires when as_of - due_date - grace_days reaches its days; one that counts from the
    delivery when as_of - delivery_date does, from the month-end on the last day of that month, from
    the previous level so many days after its day. The default ladder reminds 7 days before the due
    date, duns 3 days after it, escalates to legal at 15, notifies the insurer at 30 and hands
    over at 90. With a convention a level fires on the business day that its day rolls to, which is
    the date that NEXT_STAGE_DATE answers; in no case does the stage fall as days pass.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage", "monitoring", "friendly", "sme" or one of the
            firm's file; or a range with one row per level: days, then optionally due, delivery,
            month-end or previous, then the action.
        delivery_date: Day of delivery, for levels that count from it.
        grace_days: Days of grace after the due date, at least 0.
        convention: none (default), following, modified-following, preceding or
            modified-preceding: how the day of a level rolls to a business day.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET;
            or a range of holidays. Left out: weekends only.

    Errors: #N/A when the ladder begins with a level that counts from the delivery and its date is
        blank, or the calendar does not know the year; #NUM! when grace_days is negative, the days
        of a ladder do not rise or no business day is near; #VALUE! when the ladder, convention or
        calendar is unknown or a cell of the ladder's range is of the wrong kind.
    Example: =ESCALATION_STAGE(DATE(2024,3,1), DATE(2024,3,16)) -> 3
    Example: =ESCALATION_STAGE(DATE(2024,3,1), DATE(2024,3,2), "three-stage") -> 2
    Example: =ESCALATION_STAGE(DATE(2024,3,1), DATE(2024,3,31), {0;30;60}) -> 2
    Example: =ESCALATION_STAGE(DATE(2024,5,29), DATE(2024,6,2), , , , "following") -> 1
    Source: the ladders of the articles on bad debts, credit control and receivables; OCA
        credit-control (a level fires on its day).
    """
    levels = resolve(ladder).levels
    roll = rolling(convention, calendar)
    return standing(levels, due_date, as_of, delivery_date, grace_days, roll).stage


@formula("NEXT_STAGE_DATE")
def next_stage_date(
    due_date: Date,
    as_of: Date,
    ladder: Text | Table | None = None,
    delivery_date: Date | None = None,
    grace_days: Count = 0,
    convention: Convention = "none",
    calendar: Text | Column[Date] | None = None,
) -> Date:
    """Day on which an open item reaches the next stage of its escalation ladder.

    due_date + grace_days + the days of the next level; the end of that month, delivery_date + its
    days or the day of the level before + its days where the level counts so. Days are calendar
    days; a convention rolls the date to a business day of the calendar, and ESCALATION_STAGE with
    the same convention rises on that day.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage", "monitoring", "friendly", "sme" or one of the
            firm's file; or a range with one row per level: days, then optionally due, delivery,
            month-end or previous, then the action.
        delivery_date: Day of delivery, for levels that count from it.
        grace_days: Days of grace after the due date, at least 0.
        convention: none (default), following, modified-following, preceding or
            modified-preceding: how the day of a level rolls to a business day.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET;
            or a range of holidays. Left out: weekends only.

    Errors: #N/A when the last stage is reached, the next one counts from a delivery whose date is
        blank, or the calendar does not know the year; #NUM! when grace_days is negative, the days
        of a ladder do not rise or no business day is near; #VALUE! when the ladder, convention or
        calendar is unknown or a cell of the ladder's range is of the wrong kind.
    Example: =NEXT_STAGE_DATE(DATE(2024,3,1), DATE(2024,3,2)) -> 2024-03-04
    Example: =NEXT_STAGE_DATE(DATE(2024,3,1), DATE(2024,6,30)) -> #N/A
    Example: =NEXT_STAGE_DATE(DATE(2024,8,16), DATE(2024,8,20), , , , "modified-following") ->
        2024-08-30
    Example: =NEXT_STAGE_DATE(DATE(2025,9,28), DATE(2025,9,28), , , , "following", "CN") ->
        2025-10-09
    Source: the ladders of the articles on bad debts, credit control and receivables; the
        business-day conventions of the ISDA definitions.
    """
    chosen = resolve(ladder)
    roll = rolling(convention, calendar)
    now = standing(chosen.levels, due_date, as_of, delivery_date, grace_days, roll)
    if now.next_date is None:
        raise no_next_step(chosen.name, now, as_of)
    return roll(now.next_date) if roll else now.next_date


@formula("NEXT_ACTION")
def next_action(
    due_date: Date,
    as_of: Date,
    ladder: Text | Table | None = None,
    delivery_date: Date | None = None,
    grace_days: Count = 0,
    convention: Convention = "none",
    calendar: Text | Column[Date] | None = None,
    insurance: Text | None = None,
    language: Language = "en",
    invoice_date: Date | None = None,
) -> Text:
    """What is to be done next about an open item, and on which day.

    The action of the next level on the date that NEXT_STAGE_DATE answers. Where the item is
    insured, the clock of the policy overrides: the insurer is told on the earlier of the ladder's
    day and the policy's last day to report less its lead days, grace or not, and that step stays
    until the last day to report has passed. Its day rolls to the business day before.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage", "monitoring", "friendly", "sme" or one of the
            firm's file; or a range with one row per level: days, then optionally due, delivery,
            month-end or previous, then the action.
        delivery_date: Day of delivery, for levels that count from it.
        grace_days: Days of grace after the due date, at least 0.
        convention: none (default), following, modified-following, preceding or
            modified-preceding: how the day of a level rolls to a business day.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET;
            or a range of holidays. Left out: weekends only.
        insurance: Terms of the policy by name, as in DAYS_TO_COVER_LOSS; none: not insured, so that
            no insurer is told; blank: the ladder alone holds.
        language: "en" or "zh".
        invoice_date: Day of the invoice, needed where the insurance counts from it.

    Errors: #N/A when the last stage is reached, the next one counts from a delivery whose date is
        blank, invoice_date is blank where the insurance counts from it, or the calendar does not
        know the year; #NUM! when grace_days is negative, the days of a ladder do not rise or no
        business day is near; #VALUE! when the ladder, insurance, convention or calendar is unknown
        or a cell of the ladder's range is of the wrong kind.
    Example: =NEXT_ACTION(DATE(2024,3,1), DATE(2024,3,5)) -> "2024-03-16: Escalate to legal"
    Example: =NEXT_ACTION(DATE(2024,3,1), DATE(2024,3,5), , , , , , "report-fifteen")
        -> "2024-03-14: Notify the credit insurer (report by 2024-03-16)"
    Example: =NEXT_ACTION(DATE(2024,3,1), DATE(2024,3,17), , , , , , , "zh")
        -> "2024-03-31：启动保险理赔"
    Source: the ladders of the articles on bad debts, credit control and receivables; the terms of
        insurance as their TOML file states and sources them.
    """
    chosen = resolve(ladder, language)
    roll = rolling(convention, calendar)
    item = ItemDates(due_date, delivery_date, invoice_date, grace_days)
    steps = steps_after(chosen, item, as_of, roll, language)
    terms = insurance_named(insurance) if insurance else None
    if terms is not None:
        back = rolling("none" if convention == "none" else "preceding", calendar)
        clock = report_step(chosen, item, terms, back, language)
        steps = with_clock(steps, clock, insurer_day(chosen, item, roll), as_of)
    elif insurance:  # known to have no cover: no insurer to tell
        steps = [step for step in steps if not step.tells_insurer]
    if not steps:
        stage = standing(chosen.levels, due_date, as_of, delivery_date, grace_days, roll)
        raise no_next_step(chosen.name, stage, as_of)
    return steps[0].text(language)
