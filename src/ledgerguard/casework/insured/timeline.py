"""The limit that an insurer had named for a buyer on each day, with cuts and their run-off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.decisions.limits import Limit, stated_limits
from ledgerguard.ledger.schema import NO_DAY

Cut = Literal["reduced", "cancelled", "refused"]

_ENDING: Final[tuple[Cut, ...]] = ("refused", "cancelled", "reduced")
_DECIDES: Final = {"reduced": 0, "limit": 1, "cancelled": 2, "refused": 2}
"""Of one day a named limit is what a reduction came to; a refusal or cancellation prevails."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an insurer has said of a buyer, in force from a day on, in minor units.

    Attributes:
        day: Serial number of the first day; NO_DAY: since ever.
        minor: The limit; 0 is none.
        until: Last day; NO_DAY: until something else is said.
        word: limit, or the decision that named no amount: refused, cancelled, reduced.
        source: Who says so.
    """

    day: int
    minor: int
    until: int = NO_DAY
    word: str = "limit"
    source: str = ""

    def holds_on(self, day: int) -> bool:
        """Whether a day is one of its days."""
        return self.day <= day and (self.until == NO_DAY or day <= self.until)


@dataclass(frozen=True)
class Timeline:
    """All that an insurer has said of a buyer in one currency, the oldest first."""

    steps: tuple[Named, ...] = ()

    def on(self, day: int) -> Named | None:
        """What is in force on a day: the newest of what holds; None: nothing does."""
        return next((step for step in reversed(self.steps) if step.holds_on(day)), None)

    def said_before(self, day: int) -> bool:
        """Whether the insurer has said anything by a day, even if it has ended."""
        return any(step.day <= day for step in self.steps)

    def run_off(self, day: int, run_off_days: int) -> tuple[Named, int] | None:
        """The higher limit of before a cut that still holds for deliveries of a day.

        Args:
            day: The day of the delivery.
            run_off_days: How long a cut limit runs off; 0: it does not.

        Returns:
            The limit and the last day of its run-off; None where there is none. A limit that ends
            by its own last day does not run off: nobody has cut it.
        """
        now = self.on(day)
        best: tuple[Named, int] | None = None
        for step in self.steps:
            if not (NO_DAY < step.day <= day <= step.day + run_off_days) or run_off_days <= 0:
                continue
            before = self.on(step.day - 1)
            higher = best[0].minor if best else (now.minor if now else 0)
            if before is not None and before.minor > max(step.minor, higher):
                best = before, step.day + run_off_days
        return best


def timeline(file: CustomerFile, currency: str, as_of: int) -> Timeline:
    """What the insurer has said of a buyer by a day.

    Limits are the rows insured_limit of that currency. A decision that refuses or cancels ends
    what was there; a reduction without its new limit of the same day or later leaves nothing that
    one could count on.

    Args:
        file: The customer's file.
        currency: Currency of the limits.
        as_of: Serial number of the day; what is said later is not known yet.
    """
    limits = [limit for limit in stated_limits(file, currency) if limit.kind == "insured"]
    steps = [*map(_named, limits), *_decisions(file, currency)]
    known = [step for step in steps if step.day <= as_of]
    return Timeline(tuple(sorted(known, key=lambda step: (step.day, _DECIDES[step.word]))))


def _named(limit: Limit) -> Named:
    return Named(
        limit.valid_from, max(0, limit.amount.minor), limit.valid_to, "limit", limit.source
    )


def _decisions(file: CustomerFile, currency: str) -> Iterable[Named]:
    for fact in file.facts:
        if _speaks_of(fact, currency) and str(fact.value).strip().casefold() in _ENDING:
            yield Named(fact.day, 0, NO_DAY, str(fact.value).strip().casefold(), fact.source)


def _speaks_of(fact: Fact, currency: str) -> bool:
    return fact.item == "insurer_decision" and fact.currency in ("", currency)
