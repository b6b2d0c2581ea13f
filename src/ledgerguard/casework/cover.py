"""The insurer's clock: which items must be reported, stopped or claimed, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledgerguard.casework.open_items import OpenItems
from ledgerguard.casework.records import CLAIM, REPORT, STOP
from ledgerguard.casework.timetable import NEVER, Timing, period_days
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, Settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

UNINSURED: Final = "none"
"""The name that says that there is no cover at all; blank says that nothing is known of any."""


@dataclass(frozen=True)
class Step:
    """The items of one group for which a step of the insurer's clock is due."""

    rows: Days
    level: int  # row of the ladder, or REPORT, STOP, CLAIM
    kind: str
    since: Days


class Clock:
    """The insurer's clock for a group of items."""

    def __init__(
        self,
        policy: Policy,
        settled: Settings,
        timing: Timing,
        items: OpenItems,
        rows: Days,
        done: Days,
        days: Days,
        as_of: int,
    ) -> None:
        import numpy as np

        self._entry = policy.insurances.get(settled.insurance)
        self._uninsured = settled.insurance == UNINSURED
        self._levels = timing.ladder.levels
        self._items, self._rows, self._done, self._days = items, rows, done, days
        self._due = items.numbers["due"][rows]
        self._as_of = as_of
        self._made = {
            step: np.array([self._day_of(row, step) for row in rows.tolist()], np.int64)
            if items.history
            else np.full(len(rows), NO_DAY, np.int64)
            for step in (REPORT, STOP, CLAIM)
        }
        entry = self._entry
        if entry is None:
            self._by = {}
            self.deadline = np.full(len(rows), NEVER, np.int64)
            return
        issued = items.numbers["issued"][rows]
        overdue = self._due < as_of
        self._by = {
            step: np.where(overdue, period_days(self._due, issued, day_of), NEVER)
            for step, day_of in (
                (REPORT, entry.report_by), (STOP, entry.stop_from), (CLAIM, entry.claim_by)
            )
        }  # fmt: skip
        self.deadline = np.minimum(self._open(REPORT), self._open(CLAIM))

    def steps(self) -> list[Step]:
        """The steps that are due today."""
        if self._uninsured:
            return []
        found = [self._report()]
        if self._entry is not None:
            found += [self._stop(), self._claim()]
        return [step for step in found if step is not None and len(step.rows)]

    def _day_of(self, row: int, step: int) -> int:
        item = self._items.history.get(row)
        return NO_DAY if item is None else item.days.get(step, NO_DAY)

    def _open(self, step: int) -> Days:
        """The deadline of a step, NEVER where it was met in time."""
        import numpy as np

        made, by = self._made[step], self._by[step]
        found: Days = np.where((made != NO_DAY) & (made <= by), NEVER, by)
        return found

    def _level(self, kind: str) -> int:
        """The row of the ladder that is such a step; 0: there is none."""
        return next((n for n, level in enumerate(self._levels, 1) if level.kind == kind), 0)

    def _report(self) -> Step | None:
        """The earlier of ladder and clock; the ladder's own day where no policy is named."""
        import numpy as np

        level = self._level("insurer")
        day = self._days[:, level - 1] if level else np.full(len(self._rows), NEVER, np.int64)
        if self._entry is not None:
            early = np.maximum(self._by[REPORT] - self._entry.lead_days, self._due + 1)
            day = np.minimum(day, early)
        done = self._made[REPORT] != NO_DAY
        if level:
            done = done | ((self._done >> level) & 1 == 1)
        return self._step(level or REPORT, "insurer", day, done)

    def _stop(self) -> Step | None:
        level = self._level("stop-supply")
        done = self._made[STOP] != NO_DAY
        if level:  # the ladder's own day comes by the ladder
            done = (
                done
                | ((self._done >> level) & 1 == 1)
                | (self._days[:, level - 1] <= self._by[STOP])
            )
        return self._step(level or STOP, "stop-supply", self._by[STOP], done)

    def _claim(self) -> Step | None:
        """From the end of the waiting time on, or shortly before it is too late."""
        import numpy as np

        entry = self._entry
        assert entry is not None  # noqa: S101 - told by the caller
        day = self._by[CLAIM] - entry.lead_days
        if entry.waiting_period is not None:
            waiting = entry.waiting_period
            base = self._due if entry.waiting_from == "due" else self._made[REPORT]
            known = base != NO_DAY
            first = period_days(
                np.where(known, base, self._due), np.full(len(base), NO_DAY, np.int64),
                lambda start, _: day_after(start, waiting, "waiting_period"),
            )  # fmt: skip
            day = np.where(known, np.minimum(first, day), day)
        day = np.where(self._by[CLAIM] >= NEVER, NEVER, day)
        return self._step(CLAIM, "claim", day, self._made[CLAIM] != NO_DAY)

    def _step(self, level: int, kind: str, day: Days, done: Mask) -> Step:
        import numpy as np

        due_now = np.flatnonzero((day <= self._as_of) & ~done)
        return Step(self._rows[due_now], level, kind, day[due_now])
