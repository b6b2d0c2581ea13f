"""Cash of thirteen weeks: what comes in, what goes out, and where it is lowest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ledgerguard.formulas.cashflow import DAYS_OF_A_WEEK, WEEKS


@dataclass(frozen=True, slots=True)
class Course:
    """Cash week by week, in minor units of one currency; each column has thirteen amounts."""

    opening: int
    receipts: tuple[int, ...]
    payments: tuple[int, ...]
    indemnities: tuple[int, ...] = (0,) * WEEKS
    floor: int = 0

    @property
    def closing(self) -> tuple[int, ...]:
        """The balance at the end of each week."""
        flows = zip(self.receipts, self.indemnities, self.payments, strict=True)
        changes = (came + paid - went for came, paid, went in flows)
        return tuple(accumulate(changes, initial=self.opening))[1:]

    @property
    def lowest(self) -> int:
        """The lowest closing balance."""
        return min(self.closing)

    @property
    def lowest_week(self) -> int:
        """The week of it, from 1; the first of equals."""
        return self.closing.index(self.lowest) + 1

    @property
    def shortage(self) -> int:
        """What is missing to the floor in that week."""
        return max(0, self.floor - self.lowest)

    @property
    def first_below(self) -> int:
        """The first week that closes below the floor; 0: none does."""
        below = (week for week, cash in enumerate(self.closing, 1) if cash < self.floor)
        return next(below, 0)


def week_of(day: int, as_of: int) -> int:
    """The place of a day among thirteen weeks and what is later; what is past counts in the first.

    Week 1, at place 0, begins on the day after ``as_of``.
    """
    return min(max((day - as_of - 1) // DAYS_OF_A_WEEK, 0), WEEKS)


def by_week(dated: Iterable[tuple[int, int]], as_of: int) -> tuple[int, ...]:
    """Amounts of (day, amount) in thirteen weeks, and later ones in a fourteenth place."""
    weeks = [0] * (WEEKS + 1)
    for day, amount in dated:
        weeks[week_of(day, as_of)] += amount
    return tuple(weeks)


def added(*columns: Sequence[int]) -> tuple[int, ...]:
    """Columns of equal length, added place by place."""
    return tuple(map(sum, zip(*columns, strict=True)))
