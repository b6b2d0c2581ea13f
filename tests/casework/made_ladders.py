"""Ladders made of days, and what moves them, for the tests of the timetable."""

from __future__ import annotations

import datetime as dt

from ledgerguard.casework.timetable import Timing
from ledgerguard.formulas.escalation import CountedFrom
from ledgerguard.policy.escalation import rolling
from ledgerguard.policy.ladder_file import LadderEntry, LevelEntry
from ledgerguard.policy.schema import Wording
from ledgerguard.units import serial

ACTION = Wording("Act", "行动")


def day(year: int, month: int, number: int) -> int:
    return serial(dt.date(year, month, number))


def timing(*levels: LevelEntry, grace: int = 0, **rolls: str | None) -> Timing:
    ladder = LadderEntry(dt.date(2026, 1, 1), "a test", levels)
    roll = rolling(rolls.get("convention", "none"), rolls.get("calendar"))  # type: ignore[arg-type]
    return Timing(ladder, grace, roll, 7)


def level(days: int, base: CountedFrom = "due", **more: object) -> LevelEntry:
    return LevelEntry(days, ACTION, base, **more)  # type: ignore[arg-type]
