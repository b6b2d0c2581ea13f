"""Items that are with the lawyer, an agency or the insurer, and promises to pay: for the forecast.

What has got that far is paid otherwise than what is merely late: by what the ledger knows of
items settled so late, else by the recoveries of the firm's policy, at the delay that it states.
A promise says itself when the money comes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import narwhals as nw

from ledgerguard.casework.cash.delays import Curve, Observed, curve_of
from ledgerguard.casework.events import Promise
from ledgerguard.casework.hand_over import SURVEY, recovery_at
from ledgerguard.casework.history import History
from ledgerguard.casework.open_items import OpenItems, open_items
from ledgerguard.casework.timetable import Timing, level_days
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.escalation import resolve, rolling
from ledgerguard.policy.firm import Policy, Settings, load_policy
from ledgerguard.policy.ladder_file import LadderEntry
from ledgerguard.units import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

HARD: Final = ("legal", "claim", "agency")
"""Kinds of steps after which an item is paid otherwise; of several the last one here counts."""

ENOUGH: Final = 10
"""Items that must have been settled after a stage before their own curve is believed."""

HANDED_DELAY_DAYS: Final = 180
"""Days from now on which the firm's recoveries come in; ours: no court answers within 13 weeks."""


@dataclass(frozen=True)
class Dunning:
    """Where dunning stands.

    Attributes:
        policy: The firm's policy: ladders, recoveries by age, days granted after a promise.
        history: What the log knew on the day. None: there is no log, and a level is reached when
            its day on the ladder has come, unless a dispute blocks it.
    """

    policy: Policy
    history: History | None = None


@dataclass(frozen=True)
class Stages:
    """One row an open item, in the order of the ledger."""

    handed: Mask  # a hard step is reached
    after: Integers  # days past due at which it was, at most the item's age
    recovered: Floats  # share that comes in by the firm's policy
    promised: Floats  # share of what is open that a promise in force speaks of
    promised_on: Integers  # the day on which it is reckoned with; NO_DAY: none


def firm_with(as_of: dt.date, ladder: str | Table) -> Policy:
    """The firm's policy with the ladder that a cell names, or holds level by level, for all."""
    chosen = resolve(ladder)
    entry = LadderEntry(as_of, chosen.source, chosen.entries)
    return load_policy().restated({"ladder": chosen.name}, {chosen.name: entry})


def stages(frame: Frame, chosen: Frame, as_of: int, dunning: Dunning) -> Stages:
    """What stage every open item has reached, and what is promised of it.

    Args:
        frame: The whole ledger: it tells whether a customer owes in other currencies as well.
        chosen: Its rows of one currency.
        as_of: Serial number of the day.
        dunning: Policy and log.
    """
    import numpy as np

    items = open_items(chosen, as_of, dunning.history or History())
    size = len(items)
    age = np.where(items.numbers["due"] == NO_DAY, 0, as_of - items.numbers["due"])
    kind = np.full(size, -1, np.int64)  # place in HARD
    after = age.copy()
    settings = _settings(dunning.policy, items)
    for settled, rows in _groups(settings):
        days, kinds, blocked = _hard_days(dunning.policy, settled, items, rows, as_of)
        if not days.shape[1]:
            continue
        first = days.min(axis=1)
        # A step taken before its day, or one that no ladder dates, was at the latest taken today.
        after[rows] = np.minimum(first - as_of + age[rows], age[rows])
        if dunning.history is None:
            frozen = (items.numbers["disputed"][rows] == 1)[:, None] & blocked
            come = (days <= as_of) & ~frozen
            kind[rows] = np.where(come, kinds, -1).max(axis=1)
    if dunning.history is not None:
        for row, known in items.history.items():
            done = [HARD.index(one) for one in known.kinds if one in HARD]
            kind[row] = max(done, default=-1)
    recovered = np.zeros(size)
    for row in np.flatnonzero(kind >= 0).tolist():
        recovered[row] = recovery(dunning.policy, HARD[kind[row]], int(age[row]))
    promised, on = _promised(frame, items, as_of, dunning, settings)
    return Stages(kind >= 0, after, recovered, promised, on)


def recovery(policy: Policy, kind: str, age: int) -> float:
    """The share of a debt that still comes in, less what an agency keeps of it.

    The firm's recoveries by age; where it states none, what agencies say of themselves.
    """
    fee = policy.agency.success_fee if kind == "agency" else 0.0
    stated = [
        (step.days, step.agency if kind == "agency" else step.own)
        for step in policy.agency.recovery
    ]
    return recovery_at(stated or SURVEY, age) * (1 - fee)


def handed_curve(seen: Observed, after: int, enough: int = ENOUGH) -> Curve | None:
    """The curve of what was still open so many days past due; None where too few were settled."""
    import numpy as np

    later = seen.reached > after
    if int((later & seen.settled).sum()) < enough:
        return None
    entered = np.maximum(seen.entered[later], after + 1)
    return curve_of(entered, seen.reached[later], seen.settled[later], seen.weight[later])


def _settings(policy: Policy, items: OpenItems) -> list[Settings]:
    accounts = (items.accounts[place] for place in items.account.tolist())
    return [
        policy.settings(customer_id, invoice)
        for (_, customer_id, _), invoice in zip(accounts, items.invoices, strict=True)
    ]


def _groups(settings: list[Settings]) -> Iterator[tuple[Settings, list[int]]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, one in enumerate(settings):
        rows[id(one)].append(row)
    return ((settings[places[0]], places) for places in rows.values())


def _hard_days(
    policy: Policy, settled: Settings, items: OpenItems, rows: list[int], as_of: int
) -> tuple[Integers, Integers, Mask]:
    """The days of the hard levels of a ladder, the place of each in HARD, and what disputes block.

    NEVER where an item has no day for one.
    """
    import numpy as np

    ladder = policy.ladders[settled.ladder]
    roll = rolling(settled.convention, settled.calendar or None)
    timing = Timing(ladder, settled.grace_days, roll, settled.catch_up_days)
    due, delivered = (items.numbers[name][rows] for name in ("due", "delivered"))
    hard = [place for place, level in enumerate(ladder.levels) if level.kind in HARD]
    levels = [ladder.levels[place] for place in hard]
    days = level_days(timing, due, delivered, as_of)[:, hard]
    kinds = np.array([HARD.index(level.kind) for level in levels], np.int64)
    blocked = np.array(["dispute" in level.blocked_by for level in levels], bool)
    return days, kinds, blocked


def _promised(
    frame: Frame, items: OpenItems, as_of: int, dunning: Dunning, settings: list[Settings]
) -> tuple[Floats, Integers]:
    """The share promised of each item and its day; the newest promise about an item counts.

    A promise whose day has passed is reckoned with at the end of the days that the policy grants
    after it, and from then on as broken: the item is paid like any other.
    """
    import numpy as np

    share, on = np.zeros(len(items)), np.full(len(items), NO_DAY, np.int64)
    for promise in (dunning.history or History()).promises.values():
        if promise.on > as_of:
            continue
        rows = _rows(items, promise)
        for row, part in zip(rows, _parts(frame, items, promise, rows), strict=True):
            last = promise.by + settings[row].promise_days
            day = promise.by if promise.by > as_of else max(last, as_of + 1)
            kept = as_of <= last and part > 0
            share[row], on[row] = (part, day) if kept else (0.0, NO_DAY)
    return share, on


def _rows(items: OpenItems, promise: Promise) -> list[int]:
    """The rows that a promise speaks of: those that existed then, the oldest due date first."""
    issued, due = items.numbers["issued"].tolist(), items.numbers["due"].tolist()
    scope = promise.scope
    found = [
        row
        for row, place in enumerate(items.account.tolist())
        if items.accounts[place][:2] == (scope.entity, scope.customer_id)
        and issued[row] <= promise.on
        and scope.item in (None, items.key(row))
    ]
    return sorted(found, key=lambda row: (due[row], row))


def _parts(frame: Frame, items: OpenItems, promise: Promise, rows: list[int]) -> list[float]:
    """The share of each row that is promised; an amount pays the oldest first.

    An amount about a customer who owes in several currencies is in none of them for sure: it says
    nothing here.
    """
    if not promise.amount:
        return [1.0] * len(rows)
    if promise.scope.item is None and len(_currencies(frame, promise)) > 1:
        return [0.0] * len(rows)
    left, parts = promise.amount, []
    for row in rows:
        owed = int(items.numbers["open"][row])
        paid = min(left, owed)
        left -= paid
        parts.append(paid / owed)
    return parts


def _currencies(frame: Frame, promise: Promise) -> set[str]:
    mine = frame.filter(nw.col("customer_id") == promise.scope.customer_id)
    return set(mine.get_column("currency").to_list())
