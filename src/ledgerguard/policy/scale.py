"""A rating scale: its rungs from the best to the worst, each with a probability of default."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.checks import TOLERANCE
from ledgerguard.units import Language


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: what it is called or which numbers it spans, and the risk that it stands for."""

    label: str
    pd: float  # typical within a year; 1 for those that have defaulted
    upper_pd: float
    meaning: Mapping[Language, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    low: float | None = None  # the numbers that mean this rung, both included
    high: float | None = None
    failed: bool = False

    @property
    def value(self) -> str | float:
        """The label as a cell shows it: a number where it is one, so that it compares as one."""
        number = number_of(self.label)
        return self.label if number is None else number

    def spans(self, number: float) -> bool:
        """Whether a number means this rung."""
        return self.low is not None and self.high is not None and self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale: rungs from the best to the worst, whichever way its numbers run."""

    key: str
    rungs: tuple[Rung, ...]

    def rung(self, rating: str) -> Rung:
        """The rung that a rating means; capitals do not matter.

        Raises:
            OutOfDomain: for a number that no rung spans.
            InvalidValue: for any other word.
        """
        word = rating.strip().casefold()
        for rung in self.rungs:
            if word in map(str.casefold, (rung.label, *rung.also)):
                return rung
        number = number_of(word)
        if number is not None:
            for rung in self.rungs:
                if rung.spans(number):
                    return rung
        numeric = number is not None and any(rung.low is not None for rung in self.rungs)
        error = OutOfDomain if numeric else InvalidValue
        raise error(
            f"rating must be on the scale {self.key}, got {rating!r}",
            hint="from the best to the worst: " + ", ".join(rung.label for rung in self.rungs),
        )

    def rung_of_pd(self, pd: float) -> Rung:
        """The rung that a probability of default belongs to; 1 is the worst of the scale."""
        if pd >= 1:
            return self.rungs[-1]
        live = [rung for rung in self.rungs if not rung.failed]
        place = bisect_left([rung.upper_pd * (1 + TOLERANCE) for rung in live], pd)
        return live[min(place, len(live) - 1)]


def number_of(word: str) -> float | None:
    """A word as a number; None when it is none."""
    try:
        number = float(word)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def bounds_between(pds: Sequence[float]) -> list[float]:
    """Upper bounds of rungs with a typical probability each: half way to the next, in ratio."""
    middles = [math.sqrt(low) * math.sqrt(high) for low, high in pairwise(pds)]
    return [*middles, 1.0]


def typical_between(bounds: Sequence[float]) -> list[float]:
    """A typical probability of each rung with an upper bound: the middle of its span, in ratio.

    The best rung has no lower bound; a tenth of its upper one serves.
    """
    lower = [bounds[0] / 10, *bounds[:-1]]
    return [math.sqrt(low) * math.sqrt(high) for low, high in zip(lower, bounds, strict=True)]
