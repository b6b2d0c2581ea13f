"""The insurer's clock: which items must be reported, stopped or claimed, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerguard.casework.open_items import OpenItems
from ledgerguard.casework.records import CLAIM, REPORT, STOP
from ledgerguard.casework.timetable import NEVER, Timing, period_days
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, Settings
from ledgerguard.policy.insurance_file import UNINSURED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


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
        brought: Days,  # the day on which somebody has the insurer told, NEVER where nobody has
        *,
        assume: bool = False,
    ) -> None:
        import numpy as np

        self._entry = policy.insurances.get(settled.insurance)
        self._uninsured = settled.insurance == UNINSURED
        self._levels = timing.ladder.levels
        self._items, self._rows, self._done, self._days = items, rows, done, days
        self._due = items.numbers["due"][rows]
        self._as_of, self._brought = as_of, brought
        self._made = {step: self._days_of(step) for step in (REPORT, STOP, CLAIM)}
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
        if assume:
            self._presume()
        self.deadline = np.minimum(self._open(REPORT), self._open(CLAIM))

    def steps(self) -> list[Step]:
        """The steps that are due today."""
        if self._uninsured:
            return []
        found = [self._report()]
        if self._entry is not None:
            found += [self._stop(), self._claim()]
        return [step for step in found if len(step.rows)]

    def _presume(self) -> None:
        """There is no log: what had to be done by a day that has passed was done by then."""
        import numpy as np

        for step in (REPORT, CLAIM):
            passed = self._by[step] < self._as_of
            self._made[step] = np.where(passed, self._by[step], NO_DAY)
        claimed = self._claim_day() <= self._as_of
        self._made[STOP] = np.where(claimed, self._by[STOP], NO_DAY)

    def _days_of(self, step: int) -> Days:
        """The day on which a step was made, as the log has it."""
        import numpy as np

        found = np.full(len(self._items), NO_DAY, np.int64)
        for row, item in self._items.history.items():
            if step in item.days:
                found[row] = item.days[step]
        return found[self._rows]

    def _open(self, step: int) -> Days:
        """The deadline of a step, NEVER where it was met in time."""
        import numpy as np

        made, by = self._made[step], self._by[step]
        found: Days = np.where((made != NO_DAY) & (made <= by), NEVER, by)
        return found

    def _level(self, kind: str) -> int:
        """The row of the ladder that is such a step; 0: there is none."""
        return next((n for n, level in enumerate(self._levels, 1) if level.kind == kind), 0)

    def report_on(self) -> tuple[int, Days]:
        """The level of the report that is still to be made, and its day; NEVER where there is none.

        The earlier of ladder and clock, or of an override; the ladder's own day where no policy is
        named.
        """
        import numpy as np

        level = self._level("insurer")
        day = self._days[:, level - 1] if level else np.full(len(self._rows), NEVER, np.int64)
        if self._entry is not None:
            early = np.maximum(self._by[REPORT] - self._entry.lead_days, self._due + 1)
            day = np.minimum(day, early)
        day = np.minimum(day, self._brought)
        done = self._made[REPORT] != NO_DAY
        if level:
            done = done | ((self._done >> level) & 1 == 1)
        return level or REPORT, np.where(done | self._uninsured, NEVER, day)

    def _report(self) -> Step:
        import numpy as np

        level, day = self.report_on()
        return self._step(level, "insurer", day, np.zeros(len(day), bool))

    def _stop(self) -> Step:
        level = self._level("stop-supply")
        done = self._made[STOP] != NO_DAY
        if level:  # an earlier day of the ladder comes by the ladder, which may be held up
            done = done | ((self._done >> level) & 1 == 1)
        return self._step(level or STOP, "stop-supply", self._by[STOP], done)

    def _claim(self) -> Step:
        return self._step(CLAIM, "claim", self._claim_day(), self._made[CLAIM] != NO_DAY)

    def _claim_day(self) -> Days:
        """From the end of the waiting time on, or shortly before it is too late.

        The cause is protracted default: a ledger and a log tell nothing of an insolvency.
        """
        import numpy as np

        entry = self._entry
        assert entry is not None  # noqa: S101 - told by the caller
        day = self._by[CLAIM] - entry.lead_days
        waiting = entry.waiting_of()
        if waiting is not None:
            base = self._due if entry.waiting_from == "due" else self._made[REPORT]
            known = base != NO_DAY
            first = period_days(
                np.where(known, base, self._due), np.full(len(base), NO_DAY, np.int64),
                lambda start, _: day_after(start, waiting, "waiting_period"),
            )  # fmt: skip
            day = np.where(known, np.minimum(first, day), day)
        found: Days = np.where(self._by[CLAIM] >= NEVER, NEVER, day)
        return found

    def _step(self, level: int, kind: str, day: Days, done: Mask) -> Step:
        import numpy as np

        due_now = np.flatnonzero((day <= self._as_of) & ~done)
        return Step(self._rows[due_now], level, kind, day[due_now])
