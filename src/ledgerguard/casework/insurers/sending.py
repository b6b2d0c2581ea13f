"""Sends what is confirmed, and finds out what became of it: no write is doubled, none is lost.

The order is everything: ``sending`` stands in the log before the connector is called, and what was
once handed over is looked for at the insurer before it is handed over again. The insurer's own care
for our key is the second net, not the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.insurers.outbox import Clock, items_of, named, record, told, utc_now
from ledgerguard.casework.insurers.reported import entries_of
from ledgerguard.casework.insurers.states import ADRIFT, State, Step, may
from ledgerguard.casework.insurers.steps import Item, progress_body
from ledgerguard.casework.insurers.writes import CAPABILITIES, is_amount
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import (
    DECISIONS,
    ClaimFiling,
    Declined,
    Insurer,
    InsurerError,
    LimitRequest,
    LockedOut,
    NotOffered,
    OverdueDeclaration,
    Progress,
    Ticket,
    Unreachable,
    Unsure,
    Write,
)
from ledgerguard.store.log import Log

PATIENCE: Final = dt.timedelta(minutes=10)
"""So long a write that is under way is left alone: another process may be sending it, and what was
sent may still travel. No connector may take longer over one call."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a write just now."""

    item: Item
    note: str = ""  # why it did not get further


def send(log: Log, insurer: Insurer, key: str, *, actor: str = "", clock: Clock = utc_now) -> Fate:
    """Hand a confirmed write to the insurer, once.

    Args:
        log: The firm's log.
        insurer: The connector.
        key: The write, or the beginning of its key.
        actor: Who sends it.
        clock: Tells the moment.

    Raises:
        InvalidValue: when there is no such write, it is for another insurer, or nobody has
            confirmed it.
        LogError: when the log cannot be read or written.
    """
    item = named(items_of(log)[1], key)
    if item.insurer != insurer.name:
        raise InvalidValue(
            f"insurer must be {item.insurer}, for which {item.key} was prepared, got {insurer.name}"
        )
    if item.state != "confirmed":
        raise InvalidValue(
            f"{item.key} must be confirmed before it is sent, got that it is {item.state}",
            hint=_HINTS.get(item.state, "`ledgerguard insurer outbox` tells what became of it"),
        )
    return _Desk(log, insurer, actor, clock).send(item)


def send_all(log: Log, insurer: Insurer, *, actor: str = "", clock: Clock = utc_now) -> list[Fate]:
    """Hand over whatever is confirmed for an insurer; after a refused access nothing more is tried.

    Raises:
        LogError: when the log cannot be read or written.
    """
    desk = _Desk(log, insurer, actor, clock)
    return desk.each(desk.send, {"confirmed"})


def reconcile(
    log: Log,
    insurer: Insurer,
    *,
    actor: str = "",
    now: bool = False,
    clock: Clock = utc_now,
) -> list[Fate]:
    """Ask the insurer for everything that may have arrived, and send again what has not.

    Args:
        log: The firm's log.
        insurer: The connector.
        actor: Who asks.
        now: Do not wait for the patience: a person knows that no other process is sending.
        clock: Tells the moment.

    Raises:
        LogError: when the log cannot be read or written.
    """
    desk = _Desk(log, insurer, actor, clock)
    return desk.each(lambda item: desk.settle(item, now=now), ADRIFT)


def poll(log: Log, insurer: Insurer, *, actor: str = "", clock: Clock = utc_now) -> list[Fate]:
    """Ask the insurer what it has decided on all that it has taken.

    Raises:
        LogError: when the log cannot be read or written.
    """
    desk = _Desk(log, insurer, actor, clock)
    return desk.each(desk.poll, {"taken"})


_HINTS: Final[Mapping[State, str]] = {
    "prepared": "`ledgerguard insurer confirm KEY --by NAME`",
    "sending": "`ledgerguard insurer reconcile` asks the insurer whether it has arrived",
    "unsure": "`ledgerguard insurer reconcile` asks the insurer whether it has arrived",
}
_UNHEARD: Final = "nothing was heard of it; it may have arrived"


@dataclass(frozen=True, slots=True)
class _Desk:
    """One person's work with one insurer."""

    log: Log
    insurer: Insurer
    actor: str
    clock: Clock

    def each(self, do: Callable[[Item], Fate], states: Iterable[State]) -> list[Fate]:
        """What becomes of the items in some states, in order, until access is refused."""
        wanted = frozenset(states)
        found = []
        for key, item in items_of(self.log)[1].items():
            if item.insurer != self.insurer.name or item.state not in wanted:
                continue
            current = items_of(self.log)[1][key]
            if current.state not in wanted:  # another process was quicker
                continue
            try:
                found.append(do(current))
            except LockedOut as error:
                found.append(Fate(items_of(self.log)[1][key], _said(error)))
                break
        return found

    def send(self, item: Item, *, looked_for: bool = False) -> Fate:
        """Hand over a confirmed item, unless the insurer has it from an earlier time."""
        if CAPABILITIES[item.kind] not in self.insurer.capabilities:
            return Fate(item, f"{self.insurer.name} does not offer {CAPABILITIES[item.kind]}")
        if item.attempts and not looked_for:
            looked = self.find(item)
            if isinstance(looked, Fate):
                return looked
        before = (item.state, item.attempts)
        mine: list[int] = []

        def wanted(current: Item) -> bool:
            mine[:] = [current.attempts + 1] if (current.state, current.attempts) == before else []
            return bool(mine)

        claimed = self.record(item.key, "sending", {}, wanted)
        if not mine:
            return Fate(claimed, "another process was quicker")
        return self.hand_over(claimed, mine[0])

    def hand_over(self, item: Item, attempt: int) -> Fate:
        """Call the connector, and write down what is known afterwards."""
        try:
            ticket = _call(self.insurer, item.write)
            if not _is_ticket(ticket, item.key):
                raise Unsure(f"the connector must answer the ticket of {item.key}, got another")
        except (Unreachable, NotOffered) as error:
            return self.outcome(item.key, "unsent", attempt, _said(error))
        except LockedOut as error:
            self.outcome(item.key, "unsent", attempt, _said(error))
            raise
        except Declined as error:
            return self.declined(item, attempt, error)
        except KeyboardInterrupt:
            self.outcome(item.key, "unsure", attempt, _UNHEARD)
            raise
        except BaseException as error:  # a connector that calls sys.exit has sent it, or has not
            return self.outcome(item.key, "unsure", attempt, _said(error))
        return self.taken(item.key, ticket)

    def declined(self, item: Item, attempt: int, error: Declined) -> Fate:
        """A write that is refused the second time may be refused because the first has arrived."""
        if attempt > 1:
            looked = self.find(item)
            if isinstance(looked, Fate):
                if looked.item.state not in ADRIFT:
                    return looked
                return self.outcome(item.key, "unsure", attempt, _said(error))
        return self.outcome(item.key, "declined", attempt, _said(error))

    def settle(self, item: Item, *, now: bool) -> Fate:
        """Find out about an item that may have arrived, and send it again when it has not."""
        young = not now and self.clock() - item.since < PATIENCE
        if young and item.state == "sending":
            return Fate(item, "another process is sending it, it seems; --now asks all the same")
        looked = self.find(item)
        if isinstance(looked, Fate):
            return looked
        if young:
            return Fate(item, "the insurer does not have it yet; --now sends it again")
        back = self.outcome(item.key, "unsent", item.attempts, "the insurer does not have it")
        if back.item.state != "confirmed" or back.item.attempts != item.attempts:
            return back
        return self.send(back.item, looked_for=True)

    def find(self, item: Item) -> Fate | None:
        """Look for an item at the insurer: its fate when it is there or nobody knows, else None."""
        try:
            ticket = self.insurer.find(item.key)
        except LockedOut:
            raise
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return Fate(item, _said(error))
        if ticket is None:
            return None
        if not _is_ticket(ticket, item.key):
            return Fate(item, "the connector answers with something else than the ticket of it")
        return self.taken(item.key, ticket)

    def taken(self, key: str, ticket: Ticket) -> Fate:
        """The insurer has it, whatever was thought before."""
        item = record(
            self.log,
            key,
            "taken",
            {"ticket": told(ticket.reference)},
            self.actor,
            wanted=lambda item: may("taken", item.state),
            beside=lambda item, head: entries_of(self.log, item, head, self.actor),
            clock=self.clock,
        )
        return Fate(item)

    def outcome(self, key: str, step: Step, attempt: int, reason: str) -> Fate:
        """What an attempt came to, as long as no other attempt has begun since."""

        def wanted(item: Item) -> bool:
            return item.attempts == attempt and may(step, item.state)

        return Fate(self.record(key, step, {"reason": reason}, wanted), reason)

    def poll(self, item: Item) -> Fate:
        """What the insurer has decided on an item that it has taken."""
        try:
            progress = self.insurer.poll(Ticket(item.key, item.ticket))
        except (LockedOut, KeyboardInterrupt):
            raise
        except BaseException as error:
            return Fate(item, _said(error))
        if not _is_progress(progress):
            return Fate(item, "the connector answers with something else than progress")
        if progress.state == "pending":
            return Fate(item, told(progress.note))
        body = progress_body(progress)
        body |= {"note": told(progress.note), "currency": told(progress.currency)}
        return Fate(self.record(item.key, "settled", body, lambda one: one.state == "taken"))

    def record(
        self, key: str, step: Step, body: Mapping[str, str | None], wanted: Callable[[Item], bool]
    ) -> Item:
        return record(self.log, key, step, body, self.actor, wanted=wanted, clock=self.clock)


def _call(insurer: Insurer, write: Write) -> Ticket:
    if isinstance(write, LimitRequest):
        return insurer.request_limit(write)
    if isinstance(write, OverdueDeclaration):
        return insurer.declare_overdue(write)
    assert isinstance(write, ClaimFiling)  # noqa: S101 - there is no fourth
    return insurer.file_claim(write)


def _is_ticket(ticket: object, key: str) -> bool:
    return (
        isinstance(ticket, Ticket)
        and ticket.key == key
        and isinstance(ticket.reference, str)
        and bool(ticket.reference.strip())
    )


def _is_progress(progress: object) -> bool:
    return (
        isinstance(progress, Progress)
        and progress.state in ("pending", "done", "failed")
        and (progress.decision is None or progress.decision in DECISIONS)
        and (progress.amount is None or is_amount(progress.amount))
        and isinstance(progress.currency, str)
        and isinstance(progress.note, str)
    )


def _said(error: BaseException) -> str:
    """Why something failed. What is no InsurerError may quote an address or a token: not told."""
    if isinstance(error, InsurerError):
        return told(str(error))
    return f"{type(error).__name__} in the connector; {_UNHEARD}"
