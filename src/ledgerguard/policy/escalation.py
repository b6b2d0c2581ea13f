"""The stage of an item on an escalation ladder, and the day of its next stage."""

from __future__ import annotations

from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.escalation import standing
from ledgerguard.policy.ladder_range import levels_of_range
from ledgerguard.policy.load import Ladder, default_ladder
from ledgerguard.policy.load import ladder as named
from ledgerguard.units import Count, Date, Language, Table, Text


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


@formula("ESCALATION_STAGE")
def escalation_stage(
    due_date: Date,
    as_of: Date,
    ladder: Text | Table | None = None,
    delivery_date: Date | None = None,
    grace_days: Count = 0,
) -> Count:
    """Stage of an open item on an escalation ladder: the number of levels that have fired.

    A level fires when as_of - due_date - grace_days reaches its days; one that counts from the
    delivery when as_of - delivery_date does. The default ladder reminds 7 days before the due
    date, duns 3 days after it, escalates to legal at 15, notifies the insurer at 30 and hands
    over at 90.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage" or "monitoring"; or a range with one row per
            level: days, then optionally due or delivery, then the action.
        delivery_date: Day of delivery, for levels that count from it.
        grace_days: Days of grace after the due date, at least 0.

    Errors: #N/A when the ladder begins with a level that counts from the delivery and its date is
        blank; #NUM! when grace_days is negative or the days of a ladder do not rise; #VALUE! when
        the ladder is unknown or a cell of its range is of the wrong kind.
    Example: =ESCALATION_STAGE(DATE(2024,3,1), DATE(2024,3,16)) -> 3
    Example: =ESCALATION_STAGE(DATE(2024,3,1), DATE(2024,3,2), "three-stage") -> 2
    Example: =ESCALATION_STAGE(DATE(2024,3,1), DATE(2024,3,31), {0;30;60}) -> 2
    Source: the ladders of the articles on bad debts, credit control and receivables; OCA
        credit-control (a level fires on its day).
    """
    levels = resolve(ladder).levels
    return standing(levels, due_date, as_of, delivery_date, grace_days).stage


@formula("NEXT_STAGE_DATE")
def next_stage_date(
    due_date: Date,
    as_of: Date,
    ladder: Text | Table | None = None,
    delivery_date: Date | None = None,
    grace_days: Count = 0,
) -> Date:
    """Day on which an open item reaches the next stage of its escalation ladder.

    due_date + grace_days + the days of the next level; delivery_date + its days where the level
    counts from the delivery. Days are calendar days, not moved to business days.

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.
        ladder: "five-stage" (default), "three-stage" or "monitoring"; or a range with one row per
            level: days, then optionally due or delivery, then the action.
        delivery_date: Day of delivery, for levels that count from it.
        grace_days: Days of grace after the due date, at least 0.

    Errors: #N/A when the last stage is reached, or the next one counts from a delivery whose date
        is blank; #NUM! when grace_days is negative or the days of a ladder do not rise; #VALUE!
        when the ladder is unknown or a cell of its range is of the wrong kind.
    Example: =NEXT_STAGE_DATE(DATE(2024,3,1), DATE(2024,3,2)) -> 2024-03-04
    Example: =NEXT_STAGE_DATE(DATE(2024,3,1), DATE(2024,6,30)) -> #N/A
    Source: the ladders of the articles on bad debts, credit control and receivables.
    """
    chosen = resolve(ladder)
    now = standing(chosen.levels, due_date, as_of, delivery_date, grace_days)
    if not now.next_known:
        raise NotAvailable(
            "delivery_date is blank and the next level counts from it",
            hint="give the delivery date, or use a ladder that counts from the due date only",
        )
    if now.next_date is None:
        raise NotAvailable(f"stage {now.stage} is the last one of the ladder {chosen.name}")
    return now.next_date
