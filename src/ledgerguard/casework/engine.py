"""From ledger, policy and log to the worklist of a day.

``derive`` is a pure function: the same four inputs give the same worklist, to the last character.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledgerguard.casework.case import Case
from ledgerguard.casework.contacts import ladder_tasks
from ledgerguard.casework.cover_tasks import cover_tasks
from ledgerguard.casework.hearing import Ask, Hearing, Remark
from ledgerguard.casework.history import UNHEARD, History
from ledgerguard.casework.open_items import OpenItems, open_items
from ledgerguard.casework.positions import positions
from ledgerguard.casework.ranking import account_of, ranked
from ledgerguard.casework.records import Worklist
from ledgerguard.casework.reviews import reassessments, statements
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.ledger.lateness import Lateness, lateness
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.policy.firm import Policy


@dataclass(frozen=True)
class Derived:
    """A worklist, the open items behind it, and what plugins said to its steps."""

    worklist: Worklist
    items: OpenItems
    remarks: tuple[Remark, ...] = ()


def derive(
    frame: Frame,
    policy: Policy,
    history: History,
    as_of: int,
    *,
    run: str = "preview",
    assume: bool = False,
    ask: Ask | None = None,
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
        ask: Who may veto a step or comment on it; nobody when left out.
    """
    with paused_collection():
        opened = open_items(frame, as_of, history)
        paid = lateness(frame, as_of)
        return derive_items(opened, paid, policy, history, as_of, run=run, assume=assume, ask=ask)


def derive_items(
    items: OpenItems,
    paid: Mapping[tuple[str, str], Lateness],
    policy: Policy,
    history: History,
    as_of: int,
    *,
    run: str = "preview",
    assume: bool = False,
    ask: Ask | None = None,
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
        ask: As for :func:`derive`.
    """
    found = positions(policy, items, history, as_of, assume=assume)
    case = Case(policy, items, history, found, as_of, assume=assume)
    hearing = Hearing(case, ask)
    drafts = hearing.passed([*ladder_tasks(case), *cover_tasks(case)])
    written = {account_of(task) for task in drafts if task.kind not in UNHEARD}
    drafts += hearing.passed(statements(case, written))
    tasks = ranked(drafts, policy, paid, run)
    held = sorted(case.held, key=lambda one: (one.item.key, one.level))
    worklist = Worklist(run, as_of, tasks, tuple(held), tuple(reassessments(case)), found.lapsed)
    return Derived(worklist, items, tuple(hearing.remarks))
