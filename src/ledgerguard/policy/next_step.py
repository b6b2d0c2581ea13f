"""The next steps of an open item: those of its ladder, and the report to its insurer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.escalation import Level, Roll, Standing, level_days, standing
from ledgerguard.policy.cover_clock import put_up
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.load import Ladder
from ledgerguard.units import Language

_TELL_INSURER: Final[dict[Language, str]] = {
    "en": "Notify the credit insurer",
    "zh": "向信用保险公司报损",
}


@dataclass(frozen=True, slots=True)
class ItemDates:
    """The days from which the steps of an item count."""

    due: dt.date
    delivered: dt.date | None = None
    issued: dt.date | None = None
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done on a day; last is the day by which an insurer must have been told."""

    day: dt.date
    action: str
    tells_insurer: bool = False
    last: dt.date | None = None

    def text(self, language: Language) -> str:
        """The step as a cell shows it."""
        if language == "zh":
            last = f"（最迟 {self.last} 报损）" if self.last else ""
            return f"{self.day}：{self.action}{last}"
        last = f" (report by {self.last})" if self.last else ""
        return f"{self.day}: {self.action}{last}"


def steps_after(
    ladder: Ladder, item: ItemDates, as_of: dt.date, roll: Roll | None, language: Language
) -> list[Step]:
    """The steps of a ladder after a day, up to the first that no delivery date tells.

    Raises:
        NotAvailable: when the stage cannot be told without the delivery date.
        OutOfDomain: when grace_days is negative.
    """
    found: list[Step] = []
    day = as_of
    while True:
        now = standing(ladder.levels, item.due, day, item.delivered, item.grace_days, roll)
        if now.next_level is None or now.next_date is None:
            return found
        day = roll(now.next_date) if roll else now.next_date
        row = _row(ladder, now.next_level)
        action = ladder.entries[row].action.in_language(language)
        found.append(Step(day, action, _tells_insurer(ladder, row)))


def insurer_day(ladder: Ladder, item: ItemDates, roll: Roll | None) -> dt.date | None:
    """The day on which the ladder by itself tells the insurer; None where it does not."""
    days = level_days(ladder.levels, item.due, item.delivered, item.grace_days)
    for row, day in enumerate(days):
        if day is not None and _tells_insurer(ladder, row):
            own = dt.date.fromordinal(day)
            return roll(own) if roll else own
    return None


def report_step(
    ladder: Ladder,
    item: ItemDates,
    insurance: InsuranceEntry,
    back: Roll | None,
    language: Language,
) -> Step | None:
    """The step that the clock of an insurance asks for; None where it asks for no report.

    Raises:
        NotAvailable: when it counts from the invoice date, and that is not known.
    """
    last = insurance.report_by(item.due, item.issued)
    if last is None:
        return None
    day = put_up(insurance, last, item.due)
    rows = [row for row in range(len(ladder.levels)) if _tells_insurer(ladder, row)]
    action = ladder.levels[rows[0]].action if rows else _TELL_INSURER[language]
    return Step(back(day) if back else day, action, tells_insurer=True, last=last)


def with_clock(
    steps: list[Step], clock: Step | None, own: dt.date | None, as_of: dt.date
) -> list[Step]:
    """The steps after a day, where the clock tells the insurer if the ladder would do so later.

    Args:
        steps: The ladder's own steps after the day.
        clock: The step that the insurance asks for.
        own: The day on which the ladder by itself tells the insurer, passed or not.
        as_of: The day.
    """
    if clock is None or clock.last is None or (own is not None and own <= clock.day):
        return steps
    others = [step for step in steps if not step.tells_insurer]
    if clock.day <= as_of:
        # Nothing here tells whether it was done: it stays in sight until its last day.
        return [clock, *others] if as_of <= clock.last else others
    return sorted([clock, *others], key=lambda step: step.day)


def no_next_step(ladder: str, now: Standing, as_of: dt.date) -> NotAvailable:
    """Why there is no next step."""
    if not now.next_known:
        return NotAvailable(
            "delivery_date must be given where the next level counts from it, got a blank",
            hint="give the delivery date, or use a ladder that counts from the due date only",
        )
    return NotAvailable(
        f"as_of must be before the last level for a next one, got {as_of}: "
        f"stage {now.stage} is the last one of the ladder {ladder}",
        hint="all its actions are due; there is no later day to wait for",
    )


def _row(ladder: Ladder, level: Level) -> int:
    return next(row for row, known in enumerate(ladder.levels) if known is level)


def _tells_insurer(ladder: Ladder, row: int) -> bool:
    return ladder.entries[row].kind == "insurer"
