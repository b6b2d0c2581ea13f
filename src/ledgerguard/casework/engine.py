"""From ledger, policy and log to the worklist of a day.

``derive`` is a pure function: the same four inputs give the same worklist, to the last character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Final

from ledgerguard.casework.channels import channel_for
from ledgerguard.casework.cover import Step
from ledgerguard.casework.history import Account, History
from ledgerguard.casework.open_items import OpenItems, open_items
from ledgerguard.casework.positions import Positions, positions
from ledgerguard.casework.priority import Urgency, score
from ledgerguard.casework.records import (
    OWN_STEPS,
    STATEMENT,
    Held,
    HoldReason,
    Item,
    Reason,
    Reassessment,
    Task,
    Track,
    Worklist,
)
from ledgerguard.casework.timetable import NEVER
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.lateness import Lateness, lateness
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, Settings
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.policy.schema import Wording

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

REASSESS_DAYS: Final = 90
"""An overdue customer is looked at anew at least so often: the articles review every quarter."""


@dataclass(frozen=True)
class Derived:
    """A worklist and the open items behind it."""

    worklist: Worklist
    items: OpenItems


def derive(
    frame: Frame,
    policy: Policy,
    history: History,
    as_of: int,
    *,
    run: str = "preview",
    assume: bool = False,
) -> Derived:
    """The worklist of a day.

    Every item climbs its ladder level by level; a customer gets one contact in a currency, at the
    highest level that is due, about all its items that are. Items that something stops are listed
    as held, with the reason and the day on which they thaw.

    Args:
        frame: The canonical frame of a ledger.
        policy: The firm's policy.
        history: What the log knows.
        as_of: Serial number of the day from which one looks.
        run: Name of the run; tasks are numbered under it.
        assume: There is no log: presume that earlier levels were acted upon when their day came.
    """
    with paused_collection():
        opened = open_items(frame, as_of, history)
        paid = lateness(frame, as_of)
        return derive_items(opened, paid, policy, history, as_of, run=run, assume=assume)


def derive_items(
    items: OpenItems,
    paid: Mapping[tuple[str, str], Lateness],
    policy: Policy,
    history: History,
    as_of: int,
    *,
    run: str = "preview",
    assume: bool = False,
) -> Derived:
    """The same, of what is at hand: a replay of many days reads its ledger once.

    Args:
        items: The open items of the day.
        paid: How late each customer has paid, by customer and currency.
        policy: The firm's policy.
        history: What the log knows.
        as_of: Serial number of the day.
        run: Name of the run.
        assume: As for :func:`derive`.
    """
    found = positions(policy, items, history, as_of, assume=assume)
    case = _Case(policy, items, history, found, as_of, paid, assume=assume)
    drafts = [*case.ladder_tasks(), *case.cover_tasks()]
    drafts += case.statements({_account(task) for task in drafts if task.track == "customer"})
    tasks = _ranked(drafts, case, run)
    held = sorted(case.held, key=lambda one: (one.item.key, one.level))
    worklist = Worklist(run, as_of, tasks, tuple(held), tuple(case.reassessments()), found.lapsed)
    return Derived(worklist, items)


def _account(task: Task) -> Account:
    return (task.entity, task.customer_id, task.currency)


def _ranked(drafts: Sequence[Task], case: _Case, run: str) -> tuple[Task, ...]:
    """The tasks in order of priority, numbered under the run."""
    largest: dict[str, int] = {}
    for task in drafts:
        largest[task.currency] = max(task.amount, largest.get(task.currency, 0))
    scored = []
    for task in drafts:
        oldest = max((item.days_past_due for item in task.items), default=0)
        risk = case.risk(task)
        urgency = Urgency(
            oldest, task.amount, largest[task.currency], risk, task.days_to_cover_loss
        )
        points, reasons = score(urgency, case.policy.priority)
        order = (-points, -task.level, *_account(task), task.track, task.kind)
        scored.append((order, task, points, (*task.reasons, *reasons)))
    scored.sort(key=lambda one: one[0])
    return tuple(
        replace(task, rank=rank, id=f"{run}-{rank:04d}", priority=points, reasons=reasons)
        for rank, (_, task, points, reasons) in enumerate(scored, 1)
    )


class _Case:
    """One derivation: what is at hand, and what was held back on the way."""

    def __init__(
        self,
        policy: Policy,
        items: OpenItems,
        history: History,
        found: Positions,
        as_of: int,
        paid: Mapping[tuple[str, str], Lateness],
        *,
        assume: bool,
    ) -> None:
        self.policy = policy
        self.items = items
        self.history = history
        self.found = found
        self.as_of = as_of
        self.paid = paid
        self.assume = assume
        self._kinds = {
            (place, number): level.kind
            for place, settings in enumerate(found.settings)
            for number, level in enumerate(policy.ladders[settings.ladder].levels, 1)
        }
        self.held: list[Held] = list(self._undated())

    def risk(self, task: Task) -> float | None:
        """What the policy says of a customer; else how late it has paid, by its pay index."""
        stated = self.policy.settings(task.customer_id).risk
        paid = self.paid.get((task.customer_id, task.currency))
        return 1 - paid.pay_index / 100 if stated is None and paid is not None else stated

    def settings(self, row: int) -> Settings:
        """What holds for a row."""
        return self.found.settings[int(self.found.of_row[row])]

    def level(self, row: int, level: int) -> LevelEntry:
        """A level of the ladder of a row."""
        return self.policy.ladders[self.settings(row).ladder].levels[level - 1]

    # --- the ladder ------------------------------------------------------------------------

    def ladder_tasks(self) -> Iterator[Task]:
        """One task a customer and currency: at the highest level due, about all items due."""
        import numpy as np

        found = self.found
        for row in np.flatnonzero(found.blocked).tolist():
            freeze = self._freeze_of(row)
            if freeze is not None:
                self.held.append(freeze)
        waiting = (found.level > 0) & ~found.is_due & (found.planned <= self.as_of)
        for row in np.flatnonzero(waiting).tolist():
            self._hold(row, "waiting", int(found.fires[row]) - 1)
        rows = np.flatnonzero(found.is_due & ~found.blocked)
        for account, group in _by_account(self.items, rows):
            task = self._contact(account, group)
            if task is not None:
                yield task

    def _contact(self, account: Account, rows: list[int]) -> Task | None:
        rows = self._not_credited(account, rows)
        if not rows:
            return None
        found, first = self.found, self.settings(rows[0])
        amount = self._owed(rows)
        free = round(first.tolerance.get(account[2], 0) * 10 ** exponent(account[2]))
        if amount <= free:
            for row in rows:
                self._hold(row, "tolerance", NO_DAY)
            return None
        levels, fires = found.level[rows].tolist(), found.fires[rows].tolist()
        place = max(range(len(rows)), key=lambda place: (levels[place], -fires[place], -place))
        top, level, since = rows[place], levels[place], fires[place]
        if self._too_soon(account, level, first, rows):
            return None
        entry, settings = self.level(top, level), self.settings(top)
        at_top = [row for row, reached in zip(rows, levels, strict=True) if reached == level]
        next_action, next_on = self._following(at_top)
        return self._task(
            account, "customer", level, entry.kind, rows, since,
            action=entry.action, letter=entry.letter, next_action=next_action, next_on=next_on,
            owner=entry.owner or settings.owner, approval=entry.approval, step=entry,
            reasons=self._why(top, rows, level, since),
        )  # fmt: skip

    def _following(self, rows: list[int]) -> tuple[Wording | None, int]:
        """What follows if nobody acts: the next level, or the insurer who is told before it."""
        found = self.found
        columns = ((found.after_on, found.after), (found.report_on, found.report))
        coming = [
            one
            for days, levels in columns
            for one in zip(days[rows].tolist(), levels[rows].tolist(), rows, strict=True)
        ]
        ahead = [one for one in coming if one[1] and self.as_of < one[0] < NEVER]
        if not ahead:
            return None, NO_DAY
        day, level, row = min(ahead)
        return self._words(row, level), day

    def _words(self, row: int, level: int) -> Wording:
        return self.level(row, level).action if level < STATEMENT else OWN_STEPS[level][1]

    def _not_credited(self, account: Account, rows: list[int]) -> list[int]:
        """The items that unapplied credits do not cover; the oldest are covered first."""
        credit = self.items.credits.get(account, 0)
        if not credit:
            return rows
        left = []
        for row in sorted(rows, key=lambda row: (int(self.items.numbers["due"][row]), row)):
            owed = int(self.items.numbers["open"][row])
            if owed <= credit:
                credit -= owed
                self._hold(row, "credits", NO_DAY)
            else:
                credit = 0
                left.append(row)
        return sorted(left)

    def _too_soon(self, account: Account, level: int, settings: Settings, rows: list[int]) -> bool:
        """Whether the customer was contacted lately, and today's step is no higher than that."""
        day, before = self.history.contacted.get(account, (NO_DAY, 0))
        free_from = day + settings.contact_gap_days
        overruled = any(row in self.found.freezes.overrides for row in rows)
        if day == NO_DAY or level > before or free_from <= self.as_of or overruled:
            return False
        for row in rows:
            self._hold(row, "contact", free_from - 1)
        return True

    def _why(self, top: int, rows: list[int], level: int, since: int) -> tuple[Reason, ...]:
        found = self.found
        reasons = [Reason("level", (level, int(found.planned[top])))]
        override = found.freezes.overrides.get(top)
        if override is not None:
            reasons.append(Reason("override", (override.reason, override.until)))
        elif since < self.as_of and not self.assume:
            reasons.append(Reason("catch-up", (since, self.as_of - since)))
        promised = max((found.freezes.broken.get(row, NO_DAY) for row in rows), default=NO_DAY)
        if promised != NO_DAY:
            reasons.append(Reason("promise-broken", (promised,)))
        return tuple(reasons)

    # --- the insurer's clock ---------------------------------------------------------------

    def cover_tasks(self) -> Iterator[Task]:
        """What the insurer wants, each by customer and currency."""
        for step in self.found.cover_steps:
            since = dict(zip(step.rows.tolist(), step.since.tolist(), strict=True))
            for account, rows in _by_account(self.items, step.rows):
                yield self._cover(account, step, rows, min(since[row] for row in rows))

    def _cover(self, account: Account, step: Step, rows: list[int], since: int) -> Task:
        settings = self.settings(rows[0])
        entry = self.level(rows[0], step.level) if step.level < STATEMENT else None
        action = self._words(rows[0], step.level)
        letter = entry.letter if entry else _LETTERS.get(step.kind, "")
        deadline = int(self.found.deadline[rows].min())
        reasons = [Reason("clock", (settings.insurance,))] if settings.insurance else []
        if deadline < NEVER:
            code = "cover-lost" if deadline < self.as_of else "cover-until"
            reasons.append(Reason(code, (deadline, deadline - self.as_of)))
        return self._task(
            account, "cover", step.level, step.kind, rows, since,
            action=action, letter=letter,
            owner=entry.owner if entry else settings.owner,
            approval=entry.approval if entry else "",
            step=entry, reasons=tuple(reasons),
        )  # fmt: skip

    # --- statements and re-assessment ------------------------------------------------------

    def statements(self, written: set[Account]) -> Iterator[Task]:
        """Statements of account for the customers whose tier asks for them."""
        import numpy as np

        all_rows = np.arange(len(self.items))
        if not any(settings.statement_days for settings in self.found.settings):
            return
        for account, rows in _by_account(self.items, all_rows):
            every = self.policy.settings(account[1]).statement_days
            last = self.history.stated.get(account, NO_DAY)
            due_on = self.as_of if last == NO_DAY else last + every
            if not every or account in written or due_on > self.as_of:
                continue
            kind, action = OWN_STEPS[STATEMENT]
            yield self._task(
                account, "statement", STATEMENT, kind, rows, due_on, action=action,
                letter="statement", owner=self.policy.settings(account[1]).owner,
                reasons=(Reason("statement", (every, last)),),
            )  # fmt: skip

    def reassessments(self) -> Iterator[Reassessment]:
        """Overdue customers whose credit was not looked at anew for a quarter (article 002)."""
        import numpy as np

        late = np.flatnonzero(
            (self.items.numbers["days_past_due"] > 0) & (self.items.numbers["due"] != NO_DAY)
        )
        for account, rows in _by_account(self.items, late):
            entity, customer_id, currency = account
            last = self.history.reassessed.get((entity, customer_id), NO_DAY)
            if last != NO_DAY and self.as_of < last + REASSESS_DAYS:
                continue
            overdue = self._owed(rows)
            oldest = int(self.items.numbers["days_past_due"][rows].max())
            name = self.items.names[customer_id]
            yield Reassessment(entity, customer_id, name, currency, overdue, oldest, last)

    # --- records ---------------------------------------------------------------------------

    def _task(
        self, account: Account, track: Track, level: int, kind: str, rows: list[int], since: int,
        *, action: Wording, letter: str, owner: str, reasons: tuple[Reason, ...],
        approval: str = "", next_action: Wording | None = None, next_on: int = NO_DAY,
        step: LevelEntry | None = None,
    ) -> Task:  # fmt: skip
        entity, customer_id, currency = account
        settings = self.settings(rows[0])
        deadline = int(self.found.deadline[rows].min())
        earlier = self.history.proposed.get((account, track, level), NO_DAY)
        if earlier != NO_DAY:
            reasons = (*reasons, Reason("proposed", (earlier,)))
        return Task(
            "", 0, track, entity, customer_id, self.items.names[customer_id], currency,
            settings.ladder, level, kind, action, letter, channel_for(step, kind, settings),
            owner, approval, self._owed(rows), self._items(rows, level, track, kind), since,
            next_action, next_on,
            None if deadline >= NEVER else deadline - self.as_of,
            NO_DAY if deadline >= NEVER else deadline, 0.0, reasons,
        )  # fmt: skip

    def _owed(self, rows: list[int]) -> int:
        return int(self.items.numbers["open"][rows].sum())

    def _items(self, rows: list[int], level: int, track: Track, kind: str) -> tuple[Item, ...]:
        """The records of rows. Numbers are taken by column: a million single ones take long."""
        hears = track == "customer"
        levels = self.found.level[rows].tolist() if hears else [level] * len(rows)
        places = zip(self.found.of_row[rows].tolist(), levels, strict=True)
        kinds = [self._kinds.get(place, kind) for place in places]
        overruled = hears and self.found.freezes.overrides
        waived = map(self._waived, rows, levels) if overruled else repeat(())
        columns = (self.items.numbers[name][rows].tolist() for name in _OF_ITEM)
        disputed = (self.items.numbers["disputed"][rows] == 1).tolist()
        done = self.found.done[rows].tolist()
        return tuple(
            map(Item, self.items.keys(rows), *columns, levels, kinds, done, disputed, waived)
        )

    def _waived(self, row: int, level: int) -> tuple[int, ...]:
        """The lower levels that an override to this one passes over."""
        override = self.found.freezes.overrides.get(row)
        return tuple(range(1, level)) if override and override.level == level else ()

    def _freeze_of(self, row: int) -> Held | None:
        """The freeze that stops a row, the one that lasts longest."""
        level = int(self.found.level[row])
        blocked_by = self.level(row, level).blocked_by
        frozen = [f for f in self.found.freezes.by_row.get(row, ()) if f.block in blocked_by]
        freeze = max(frozen, key=lambda f: NEVER if f.until == NO_DAY else f.until)
        return self._held(row, freeze.block, freeze.until, freeze.words)

    def _hold(self, row: int, reason: HoldReason, until: int) -> None:
        self.held.append(self._held(row, reason, until))

    def _held(self, row: int, reason: HoldReason, until: int, words: str = "") -> Held:
        (item,) = self._items([row], 0, "customer", "")
        name = self.items.names[item.key.customer_id]
        return Held(item, name, item.level, reason, until, words)

    def _undated(self) -> Iterator[Held]:
        """Items without a due date: no ladder can tell when to act upon them."""
        import numpy as np

        for row in np.flatnonzero(self.items.numbers["due"] == NO_DAY).tolist():
            yield self._held(row, "undated", NO_DAY)


_OF_ITEM: Final = ("issued", "due", "amount", "open", "days_past_due")
_LETTERS: Final = {"insurer": "insurer-notification", "stop-supply": "stop-supply"}


def _by_account(
    items: OpenItems, rows: npt.NDArray[np.int64] | Iterable[int]
) -> Iterator[tuple[Account, list[int]]]:
    """Rows by account, in the order of accounts and rows."""
    import numpy as np

    chosen = np.asarray(rows, np.int64)
    places = items.account[chosen]
    order = np.argsort(places, kind="stable")
    chosen, places = chosen[order], places[order]
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    for start, end in zip(starts, [*starts, len(places)][1:], strict=True):
        yield items.accounts[places[start]], chosen[start:end].tolist()
