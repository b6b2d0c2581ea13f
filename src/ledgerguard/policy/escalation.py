"""The stage of an item on an escalation ladder, and the day of its next stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.business_days import Convention, adjust
from ledgerguard.formulas.escalation import Roll, standing
from ledgerguard.policy.calendars import open_days
from ledgerguard.policy.ladder_range import levels_of_range
from ledgerguard.policy.load import Ladder, default_ladder
from ledgerguard.policy.load import ladder as named
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
    return Ladder("range", levels_of_range(ladder), "a range of the workbook")


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
    delivery when as_of - delivery_date does. The default ladder reminds 7 days before the due
    date, duns 3 days after it, escalates to legal at 15, notifies the insurer at 30 and hands
    over at 90. With a convention a level fires on the business day that its day rolls to, which is
    the date that NEXT_STAGE_DATE answers; in no case does the stage fall as days pass.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage" or "monitoring"; or a range with one row per
            level: days, then optionally due or delivery, then the action.
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

    due_date + grace_days + the days of the next level; delivery_date + its days where the level
    counts from the delivery. Days are calendar days; a convention rolls the date to a business
    day of the calendar, and ESCALATION_STAGE with the same convention rises on that day.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage" or "monitoring"; or a range with one row per
            level: days, then optionally due or delivery, then the action.
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
    if not now.next_known:
        raise NotAvailable(
            "delivery_date must be given where the next level counts from it, got a blank",
            hint="give the delivery date, or use a ladder that counts from the due date only",
        )
    if now.next_date is None:
        raise NotAvailable(
            f"as_of must be before the last level for a next one, got {as_of}: "
            f"stage {now.stage} is the last one of the ladder {chosen.name}",
            hint="all its actions are due; there is no later day to wait for",
        )
    return roll(now.next_date) if roll else now.next_date
