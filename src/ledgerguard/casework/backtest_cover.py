"""The insurer's clock in a replay: what was reported in time, and the cover kept and lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerguard.casework.backtest_records import CoverOutcome
from ledgerguard.casework.backtest_replay import Book, Trace
from ledgerguard.casework.timetable import NEVER, Timing, level_days, period_days
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.escalation import rolling
from ledgerguard.policy.firm import Policy, Settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]


def covers(
    book: Book,
    policy: Policy,
    settings: Sequence[Settings],
    trace: Trace,
    first: int,
    last: int,
) -> tuple[CoverOutcome, ...]:
    """What became of the cover, by currency.

    Args:
        book: The ledger.
        policy: The policy that was replayed.
        settings: What holds for each row of the book.
        trace: What the policy did.
        first: The first day that counts.
        last: The last day.
    """
    insured: defaultdict[int, list[int]] = defaultdict(list)
    distinct = {id(one): one for one in settings}
    for row, one in enumerate(settings):
        if one.insurance in policy.insurances and book.columns["due"][row] != NO_DAY:
            insured[id(one)].append(row)
    tallies: dict[str, _Tally] = {}
    runs = [day for day in trace.days if day <= last]
    for key, rows in insured.items():
        settled = distinct[key]
        rate = policy.insurances[settled.insurance].insured_rate
        _count(
            _Group(book, policy, settled, rows, 1.0 if rate is None else rate),
            trace, runs, (first, last), tallies,
        )  # fmt: skip
    return tuple(tallies[currency].outcome(currency) for currency in sorted(tallies))


@dataclass(frozen=True)
class _Group:
    """Insured rows that share their settings."""

    book: Book
    policy: Policy
    settled: Settings
    rows: list[int]
    rate: float

    def report_by(self) -> list[int]:
        columns = self.book.columns
        entry = self.policy.insurances[self.settled.insurance]
        days = period_days(columns["due"][self.rows], columns["issued"][self.rows], entry.report_by)
        return [int(day) for day in days]

    def ladder_days(self) -> list[int]:
        """The ladder's own day of the report, as if there were no clock; NEVER: it has none."""
        import numpy as np

        settled, columns = self.settled, self.book.columns
        ladder = self.policy.ladders[settled.ladder]
        level = next((n for n, one in enumerate(ladder.levels) if one.kind == "insurer"), None)
        if level is None:
            return [NEVER] * len(self.rows)
        roll = rolling(settled.convention, settled.calendar or None)
        timing = Timing(ladder, settled.grace_days, roll, settled.catch_up_days)
        due, delivered = columns["due"][self.rows], columns["delivered"][self.rows]
        # The calendar is asked near the day from which one looks: here, each due date itself.
        groups: list[Days] = [np.arange(len(due))]
        if roll is not None:
            groups = [np.flatnonzero(due == day) for day in np.unique(due)]
        found = np.full(len(due), NEVER, np.int64)
        for chosen in groups:
            looked = int(due[chosen[0]]) + ladder.levels[level].days
            days = level_days(timing, due[chosen], delivered[chosen], looked)
            found[chosen] = days[:, level]
        return [int(day) for day in found]


@dataclass
class _Tally:
    items: int = 0
    in_time: int = 0
    late: int = 0
    never: int = 0
    kept: int = 0
    lost: int = 0
    lost_unpaid: int = 0
    ladder_in_time: int = 0
    ladder_lost: int = 0

    def outcome(self, currency: str) -> CoverOutcome:
        return CoverOutcome(
            currency, self.items, self.in_time, self.late, self.never, self.kept, self.lost,
            self.lost_unpaid, self.ladder_in_time, self.ladder_lost,
        )  # fmt: skip


def _count(
    group: _Group,
    trace: Trace,
    runs: Sequence[int],
    period: tuple[int, int],
    tallies: dict[str, _Tally],
) -> None:
    book, (first, last) = group.book, period
    for row, by, planned in zip(group.rows, group.report_by(), group.ladder_days(), strict=True):
        owed = _owed(book, row, by) if first <= by <= last else 0
        if owed <= 0:
            continue
        tally = tallies.setdefault(book.accounts[int(book.account[row])][2], _Tally())
        cover = round(owed * group.rate)
        reported = trace.reported.get(row, NEVER)
        tally.items += 1
        tally.in_time += reported <= by
        tally.late += by < reported < NEVER
        tally.never += reported == NEVER
        if reported <= by:
            tally.kept += cover
        else:
            tally.lost += cover
            tally.lost_unpaid += cover if _owed(book, row, last) > 0 else 0
        # The ladder's day is acted upon at the run of that day, or at the next one.
        if any(planned <= day <= by for day in runs) or planned < first:
            tally.ladder_in_time += 1
        else:
            tally.ladder_lost += cover


def _owed(book: Book, row: int, day: int) -> int:
    """What is open on a row at the end of a day."""
    columns = book.columns
    if columns["issued"][row] > day:
        return 0
    paid = columns["paid"][row] if columns["paid_on"][row] <= day else 0
    return int(columns["amount"][row] - paid)
