"""What plugins say to the steps of a run: a veto holds the items back, a comment stands beside.

The engine asks about one step after the other and keeps the answers with the step's place. They are
written into the log with the run, so that a replay hears them from there and asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from ledgerguard.casework.case import Case
from ledgerguard.casework.records import STATEMENT, Held, Item, Reason, Task
from ledgerguard.errors import LogError
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.plugin.actions import Action
from ledgerguard.plugin.asking import answers_to, verdicts
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.units import from_serial


@dataclass(frozen=True, slots=True)
class Remark:
    """What one plugin says to one step."""

    step: int  # its place among the steps that were asked about, from 0
    package: str
    decision: Literal["veto", "comment"]
    text: str


Ask = Callable[[int, Task, int], Iterable[Remark]]
"""Answers what is said to a step: its place, the step, the day of the run."""


class Panel:
    """The installed plugins, asked about each step; keeps which of them failed to answer."""

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = answers_to(plugins, "ledgerguard_before_action")
        self._faults: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What went wrong, each fault once however many steps it has cost."""
        return tuple(self._faults)

    def __call__(self, place: int, task: Task, as_of: int) -> list[Remark]:
        """What the plugins say to a step."""
        if not self._plugins.all:
            return []
        said, faults = verdicts(self._plugins, action_of(task, as_of))
        self._faults |= dict.fromkeys(faults)
        return [Remark(place, one.package, one.verdict.decision, one.verdict.text) for one in said]


class Hearing:
    """One derivation's steps, as they are asked about."""

    def __init__(self, case: Case, ask: Ask | None) -> None:
        self._case = case
        self._ask = ask
        self._place = 0
        self.remarks: list[Remark] = []

    def passed(self, drafts: Iterable[Task]) -> list[Task]:
        """The steps that nobody vetoes, each with the comments on it."""
        if self._ask is None:
            return list(drafts)
        return [task for draft in drafts if (task := self._heard(draft, self._ask)) is not None]

    def _heard(self, draft: Task, ask: Ask) -> Task | None:
        said = list(ask(self._place, draft, self._case.as_of))
        self._place += 1
        self.remarks += said
        vetoes = [one for one in said if one.decision == "veto"]
        if vetoes:
            words = "; ".join(f"{one.package}: {one.text}" for one in vetoes)
            self._hold(draft, words)
            return None
        comments = tuple(Reason("remark", (one.package, one.text)) for one in said)
        return replace(draft, reasons=(*draft.reasons, *comments)) if comments else draft

    def _hold(self, draft: Task, words: str) -> None:
        """Hold the items of a step back; one that is held already is listed once all the same."""
        held = self._case.held
        places = {one.item.key: place for place, one in enumerate(held)}
        for item in draft.items:
            place = places.get(item.key)
            if place is None:
                held.append(_held(draft, item, words))
            elif words not in held[place].words:
                both = "; ".join(filter(None, (held[place].words, words)))
                held[place] = replace(held[place], words=both)


def _held(draft: Task, item: Item, words: str) -> Held:
    level = item.level if draft.level < STATEMENT else 0
    return Held(item, draft.customer, level, "veto", NO_DAY, words)


def action_of(task: Task, as_of: int) -> Action:
    """A step as a plugin sees it."""
    return Action(
        as_of=from_serial(as_of),
        entity=task.entity,
        customer_id=task.customer_id,
        customer=task.customer,
        kind=task.kind,
        level=task.level if task.level < STATEMENT else 0,
        channel=task.channel,
        invoices=tuple(str(item.key) for item in task.items),
        amount=Decimal(task.amount).scaleb(-exponent(task.currency)),
        currency=task.currency,
    )


def remarks_body(remarks: Sequence[Remark]) -> list[list[Any]]:
    """What was said as the body of a row keeps it."""
    return [[one.step, one.package, one.decision, one.text] for one in remarks]


def recorded(body: Sequence[Sequence[Any]]) -> Ask:
    """What a log says was said, in place of the plugins.

    Raises:
        LogError: when the body has another shape; nothing of ours has written it then.
    """
    known: dict[int, list[Remark]] = {}
    try:
        for step, package, decision, text in body:
            known.setdefault(step, []).append(Remark(step, package, decision, text))
    except (TypeError, ValueError) as error:
        raise LogError(
            f"what plugins said to a run must be rows of four, got {error}",
            hint="run ledgerguard log verify",
        ) from error
    return lambda place, _task, _as_of: known.get(place, ())
