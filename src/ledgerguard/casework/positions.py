"""Where every open item stands today: its next step, its cover clock, and what stops it.

All columns have one row an item, in the order of the open items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledgerguard.casework.cover import Clock, Step
from ledgerguard.casework.events import Override
from ledgerguard.casework.freezes import Freezes, freezes
from ledgerguard.casework.history import OWN, History
from ledgerguard.casework.open_items import OpenItems
from ledgerguard.casework.timetable import (
    NEVER,
    Timing,
    calendar_days,
    counted_days,
    next_steps,
    rolled_days,
)
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.escalation import rolling
from ledgerguard.policy.firm import Policy, Settings
from ledgerguard.policy.ladder_file import LevelEntry

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Positions:
    """Where every item stands."""

    settings: tuple[Settings, ...]
    of_row: Days  # place in ``settings``
    level: Days  # of the next step along the ladder; 0: none is left
    planned: Days
    fires: Days
    after: Days
    after_on: Days
    done: Days
    done_on: Days  # the ladder's day of the last level done, NEVER: none is
    bits: Days  # of all levels done, 1 << level
    is_due: Mask  # the step fires today or has fired
    blocked: Mask  # by a dispute, a promise or a hold
    deadline: Days  # the nearest day on which cover would be lost; NEVER: none
    report: Days  # the level at which the insurer is to be told
    report_on: Days  # the day of that; NEVER: there is no report to be made
    cover_steps: tuple[Step, ...]
    lapsed: Mapping[str, int]
    freezes: Freezes
    told: Mapping[int, Override]  # row -> the override that has the insurer told


def positions(
    policy: Policy, items: OpenItems, history: History, as_of: int, *, assume: bool = False
) -> Positions:
    """Where every item stands on a day.

    Args:
        policy: The firm's policy.
        items: The open items.
        history: What the log knows.
        as_of: Day from which one looks.
        assume: There is no log: presume that every level was acted upon when its day came, but
            for the last one that has come, and every deadline of an insurer met that has passed.
    """
    import numpy as np

    settings, of_row = _settings(policy, items)
    frozen = freezes(items, history, as_of, lambda row: settings[of_row[row]].promise_days)
    size = len(items)
    columns = {
        name: np.zeros(size, np.int64)
        for name in ("level", "planned", "fires", "after", "after_on", "done", "done_on", "bits")
    }
    deadline, report_on = np.full((2, size), NEVER, np.int64)
    report = np.zeros(size, np.int64)
    ladders = [policy.ladders[one.ladder].levels for one in settings]
    told = _told(ladders, of_row, frozen)
    brought = np.full(size, NEVER, np.int64)
    for row, override in told.items():
        brought[row] = min(override.on, as_of)
    steps: list[Step] = []
    lapsed: dict[str, int] = {}
    for rows, settled in _groups(settings, of_row, items):
        timing = _timing(policy, settled)
        due, delivered = (items.numbers[name][rows] for name in ("due", "delivered"))
        done, last = _past(items, rows, settled.ladder, timing)
        calendar = calendar_days(timing, due, delivered)
        days = rolled_days(timing, calendar, as_of)
        if assume:
            clocked = settled.insurance in policy.insurances
            done = _assumed(calendar, days <= as_of, timing, clocked=clocked)
        found = next_steps(timing, calendar, days, due, done, last, as_of)
        for name in columns.keys() - {"bits"}:
            columns[name][rows] = getattr(found, name)
        columns["bits"][rows] = done
        for level, count in found.lapsed.items():
            name = f"{settled.ladder}/{level}"
            lapsed[name] = lapsed.get(name, 0) + count
        days = counted_days(timing, days, done, last, as_of)
        clock = Clock(
            policy, settled, timing, items, rows, done, days, as_of, brought[rows], assume=assume
        )
        deadline[rows] = clock.deadline
        report[rows], report_on[rows] = clock.report_on()
        steps += clock.steps()
    for row in np.flatnonzero(items.numbers["due"] == NO_DAY).tolist():
        if row in items.history:  # what an override has led to
            bits = items.history[row].done.get(settings[of_row[row]].ladder, 0)
            columns["bits"][row], columns["done"][row] = bits, max(0, bits.bit_length() - 1)
    in_force = {}
    for row, override in frozen.overrides.items():
        levels = ladders[of_row[row]]
        if row not in told and columns["done"][row] < override.level <= len(levels):
            in_force[row] = override
            columns["level"][row] = override.level
            columns["planned"][row] = columns["fires"][row] = min(override.on, as_of)
    # One that has been acted upon is spent: it explains and overrules nothing any more.
    frozen = replace(frozen, overrides=in_force)
    _leave_to_clock(columns, steps)
    is_due = (columns["level"] > 0) & (columns["fires"] <= as_of)
    blocked = _blocked(ladders, of_row, columns["level"], frozen)
    return Positions(
        settings, of_row, is_due=is_due, blocked=blocked & is_due, deadline=deadline,
        report=report, report_on=report_on, cover_steps=tuple(steps), lapsed=lapsed,
        freezes=frozen, told=told, **columns,
    )  # fmt: skip


def _told(
    ladders: Sequence[Sequence[LevelEntry]], of_row: Days, frozen: Freezes
) -> dict[int, Override]:
    """The overrides to the insurer's level: it is told beside the customer's ladder, as ever."""
    found = {}
    for row, override in frozen.overrides.items():
        levels = ladders[of_row[row]]
        if override.level <= len(levels) and levels[override.level - 1].kind == "insurer":
            found[row] = override
    return found


def _leave_to_clock(columns: Mapping[str, Days], steps: Sequence[Step]) -> None:
    """A level that the insurer's clock asks for today is no step of the ladder as well."""
    for step in steps:
        both = step.rows[columns["level"][step.rows] == step.level]
        columns["planned"][both] = columns["fires"][both] = NEVER


def _blocked(
    ladders: Sequence[Sequence[LevelEntry]], of_row: Days, level: Days, frozen: Freezes
) -> Mask:
    """Which rows a dispute, a promise or a hold stops: each level says by what it is."""
    import numpy as np

    found = np.zeros(len(level), bool)
    for row, freezes_of in frozen.by_row.items():
        if level[row]:
            blocked_by = ladders[of_row[row]][level[row] - 1].blocked_by
            found[row] = any(freeze.block in blocked_by for freeze in freezes_of)
    return found


def _settings(policy: Policy, items: OpenItems) -> tuple[tuple[Settings, ...], Days]:
    """The distinct settings, and which ones hold for each row."""
    import numpy as np

    places: dict[int, int] = {}
    distinct: list[Settings] = []

    def place(settings: Settings) -> int:
        # The policy answers one object for all that share their settings.
        if id(settings) not in places:
            places[id(settings)] = len(distinct)
            distinct.append(settings)
        return places[id(settings)]

    of_account = np.array([place(policy.settings(c)) for _, c, _ in items.accounts], np.int64)
    of_row = of_account[items.account] if len(items) else np.zeros(0, np.int64)
    if policy.named_invoices:
        for row, invoice in enumerate(items.invoices):
            if invoice in policy.named_invoices:
                customer_id = items.accounts[items.account[row]][1]
                of_row[row] = place(policy.settings(customer_id, invoice))
    return tuple(distinct), of_row


def _groups(
    settings: tuple[Settings, ...], of_row: Days, items: OpenItems
) -> list[tuple[Days, Settings]]:
    """The rows that share what decides their days; rows without a due date are left out."""
    import numpy as np

    keys: dict[tuple[object, ...], int] = {}
    group_of = []
    chosen: list[Settings] = []
    for one in settings:
        key = (
            *(one.ladder, one.grace_days, one.convention, one.calendar),
            *(one.catch_up_days, one.insurance),
        )
        if key not in keys:
            keys[key] = len(chosen)
            chosen.append(one)
        group_of.append(keys[key])
    group = np.array(group_of, np.int64)[of_row] if len(of_row) else of_row
    dated = items.numbers["due"] != NO_DAY
    return [
        (np.flatnonzero((group == number) & dated), settled)
        for number, settled in enumerate(chosen)
    ]


def _timing(policy: Policy, settled: Settings) -> Timing:
    return Timing(
        policy.ladders[settled.ladder],
        settled.grace_days,
        rolling(settled.convention, settled.calendar or None),
        settled.catch_up_days,
    )


def _past(items: OpenItems, rows: Days, ladder: str, timing: Timing) -> tuple[Days, Days]:
    """Bits of the levels done, and the day of the last step toward the customer."""
    import numpy as np

    size = len(items)
    done, last = np.zeros(size, np.int64), np.full(size, NO_DAY, np.int64)
    levels = timing.ladder.levels
    first_of_kind = {level.kind: n for n, level in reversed([*enumerate(levels, 1)])}
    for row, item in items.history.items():
        bits = item.done.get(ladder, 0)
        for kind, number in first_of_kind.items():
            # What was done under another ladder is done here as well, and stays so: once, however
            # many levels of its kind there are here. And what the insurer's clock brought forward
            # need not be done again.
            ladders = item.kinds.get(kind)
            if ladders and (kind in OWN or ladders != {ladder}):
                bits |= 1 << number
        done[row], last[row] = bits, item.last
    return done[rows], last[rows]


def _assumed(calendar: Days, come: Mask, timing: Timing, *, clocked: bool) -> Days:
    """Bits of all levels whose day has come, but for the last of them.

    The insurer's level is apart: the customer's ladder goes on beside it. Where a policy's clock
    runs, the clock alone tells whether the report is still to be made.
    """
    import numpy as np

    heard = np.array([level.kind != "insurer" for level in timing.ladder.levels])
    numbers = np.arange(1, calendar.shape[1] + 1)
    # Of two levels on one day the later row of the ladder is the one to act upon.
    rank = np.where(come, calendar * 64 + numbers, -1)
    last = rank.max(axis=1, keepdims=True, initial=-1)
    last_heard = np.where(heard, rank, -1).max(axis=1, keepdims=True, initial=-1)
    passed = np.where(heard, rank < last_heard, (rank < last) & (not clocked))
    bits: Days = ((passed & (rank >= 0)).astype(np.int64) << numbers).sum(axis=1)
    return bits
