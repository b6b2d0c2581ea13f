"""Escalation ladders as a file states them: what is done at a level, how, by whom, who approves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, Literal, get_args

import attrs

from ledgerguard.formulas.escalation import CountedFrom, Level
from ledgerguard.policy.schema import Misfit, Misfits, Wording, not_empty
from ledgerguard.units import Language

Channel = Literal["email", "letter", "phone", "sms", "wechat"]
Kind = Literal[
    "confirm-receipt",
    "statement",
    "reminder",
    "call",
    "notice",
    "final-notice",
    "stop-supply",
    "legal",
    "insurer",
    "agency",
]
Block = Literal["dispute", "promise", "hold"]

LETTERS: Final = (
    "statement",
    "friendly-reminder",
    "formal-notice",
    "final-notice",
    "stop-supply",
    "lawyers-letter",
    "insurer-notification",
    "insurance-claim",
    "agency-hand-over",
)
"""The letters that ledgerguard brings; a firm's folder of templates may hold others."""

BLOCKS: Final[tuple[Block, ...]] = get_args(Block)


def not_negative(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    """A validator of attrs: refuse a number below 0."""
    if value is not None and value < 0:
        raise ValueError(f"{attribute.name} must not be negative, got {value:g}")


@attrs.frozen
class LevelEntry:
    """One level of a ladder as a file states it."""

    days: int
    action: Wording
    counted_from: CountedFrom = "due"
    kind: Kind = "reminder"
    letter: str = ""  # a letter's template; blank: nothing is written
    channels: tuple[Channel, ...] = ()  # preferred first; none: those of the customer or the firm
    owner: str = ""  # blank: the owner that the settings name
    approval: str = ""  # the post that approves before anything goes out: a person steps in here
    blocked_by: tuple[Block, ...] = BLOCKS
    # Least days since the step before it was done; None: the days between the two levels, at most
    # the firm's catch_up_days.
    wait_days: int | None = attrs.field(default=None, validator=not_negative)
    lapses: bool | None = None
    interest: bool = False  # the letter claims late interest and fees

    @property
    def lapsing(self) -> bool:
        """Whether the level is left out where it comes too late.

        Unless the file says otherwise, only what comes before the due date is: it makes no sense
        after it.
        """
        if self.lapses is None:
            return self.counted_from == "due" and self.days < 0
        return self.lapses

    def level(self, language: Language = "en") -> Level:
        """The level with its action in one language."""
        return Level(self.days, self.counted_from, self.action.in_language(language))


@attrs.frozen
class LadderEntry:
    """One ladder as a file states it: dated, sourced, and its levels in order."""

    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    levels: tuple[LevelEntry, ...] = attrs.field(validator=not_empty)
    title: Wording | None = None

    @levels.validator
    def _rise(self, _: object, levels: tuple[LevelEntry, ...]) -> None:
        fault = falling_level([entry.level() for entry in levels])
        if fault is not None:
            key, what = falling_words(levels[fault].level(), fault)
            raise Misfits([Misfit((fault, key), what)])


@attrs.frozen
class EscalationFile:
    """A file of escalation ladders and the one that holds where none is named."""

    default: str = attrs.field(validator=not_empty)
    ladders: dict[str, LadderEntry] = attrs.field(validator=not_empty)

    @default.validator
    def _known(self, _: object, default: str) -> None:
        if default not in self.ladders:
            raise ValueError(f"default must be one of {', '.join(self.ladders)}, got {default!r}")


def falling_level(levels: Sequence[Level]) -> int | None:
    """The first level that does not come after the one before it counted from the same day."""
    last: dict[str, int] = {}
    for place, level in enumerate(levels):
        if level.counted_from == "previous":
            if place == 0 or level.days < 1:
                return place
        elif level.days <= last.get(level.counted_from, level.days - 1):
            return place
        else:
            last[level.counted_from] = level.days
    return None


def falling_words(level: Level, place: int) -> tuple[str, str]:
    """The key that is wrong in the level that falling_level has found, and what must hold."""
    if level.counted_from != "previous":
        before = "must be above those of the level before it that counts from the same day"
        return "days", f"{before}, got {level.days}"
    if place == 0:
        return "counted_from", "must not be previous in the first level, got previous"
    return "days", f"must be 1 or more where they count from the level before, got {level.days}"
