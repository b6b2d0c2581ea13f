"""The outbox: writes to insurers in the firm's log, prepared, confirmed by a person, withdrawn.

The log is the only memory. Every step is written on the head on which it was decided; when somebody
else has written meanwhile, the outbox is looked at anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledgerguard.casework.insurers.states import OPEN, Step, may
from ledgerguard.casework.insurers.steps import KINDS, PREFIX, Item, folded
from ledgerguard.casework.insurers.writes import checked, key_of, kind_of, write_body
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import Write
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log, LogMoved

TRIES: Final = 50
"""How often a step is tried because others write at the same time."""

SHOWN: Final = 5
"""Keys that a message lists."""

Clock = Callable[[], dt.datetime]
"""Answers the moment, in UTC."""


def utc_now() -> dt.datetime:
    """The moment by the clock of this machine."""
    return dt.datetime.now(dt.UTC)


def moment_of(clock: Clock) -> str:
    """The moment as text, always in one form, so that texts compare like moments."""
    return clock().astimezone(dt.UTC).isoformat(timespec="microseconds")


def items_of(log: Log) -> tuple[str, dict[str, Item]]:
    """The head of a log, and its outbox by keys in the order of preparation.

    Raises:
        LogError: when the log is damaged.
    """
    head = log.head
    rows = [row for kind in KINDS for row in log.rows(kind=kind, upto=head)]
    return head, folded(sorted(rows, key=lambda row: row.number))


def named(items: Mapping[str, Item], key: str) -> Item:
    """The item that a key, or its beginning, means.

    Raises:
        InvalidValue: when there is none, or several begin so.
    """
    if key in items:
        return items[key]
    found = [known for known in items if key and known.startswith(key)]
    if len(found) == 1:
        return items[found[0]]
    shown = ", ".join((found or list(items))[-SHOWN:]) or "none yet"
    raise InvalidValue(
        f"key must be that of one write in the outbox ({shown}), got {key!r}",
        hint="`ledgerguard insurer outbox` shows them",
    )


def prepare(
    log: Log,
    insurer: str,
    write: Write,
    actor: str,
    *,
    customer_id: str = "",
    then: Entry | None = None,
    clock: Clock = utc_now,
) -> str:
    """Put a write into the outbox; nothing is sent. Answers its key.

    Args:
        log: The firm's log.
        insurer: Name of the connector.
        write: What is to be told; its key is made here, whatever stands there.
        actor: Who prepares it.
        customer_id: Our id of the buyer.
        then: The row about a step done, which follows once the insurer has the write.
        clock: Tells the moment.

    Raises:
        InvalidValue: when something is missing in it, or the same is waiting in the outbox.
        OutOfDomain: when an amount is not above 0, or finer than its currency.
        LogError: when the log cannot be written.
    """
    kind, body = kind_of(write), write_body(checked(write))
    for _ in range(TRIES):
        head, items = items_of(log)
        _refuse_twice(items, insurer, write, body)
        key = key_of(kind, head, {"insurer": insurer, **body})
        row: dict[str, Any] = {
            "key": key,
            "insurer": insurer,
            "customer_id": customer_id,
            "write": kind,
            "body": body,
        }
        version = ""
        if then is not None:
            row, version = {**row, "then": then.body}, then.policy_version
        entry = Entry(PREFIX + "prepared", row, "", actor, version)
        if _appended(log, [entry], head, clock):
            return key
    raise _never_still()


def confirm(log: Log, key: str, actor: str, *, clock: Clock = utc_now) -> Item:
    """A person lets a write go out. Answers the item.

    Raises:
        InvalidValue: when no person is named, there is no such write, or it is past that.
        LogError: when the log cannot be written.
    """
    if not actor.strip():
        raise InvalidValue(
            "actor must be the name of the person who confirms, got none", hint="--by NAME"
        )
    return _person(log, key, "confirmed", {}, actor, clock)


def withdraw(log: Log, key: str, actor: str, *, reason: str = "", clock: Clock = utc_now) -> Item:
    """A person takes back a write that has not gone out. Answers the item.

    Raises:
        InvalidValue: when there is no such write, or it is gone or may be.
        LogError: when the log cannot be written.
    """
    return _person(log, key, "withdrawn", {"reason": told(reason)}, actor, clock)


def record(
    log: Log,
    key: str,
    step: Step,
    body: Mapping[str, Any],
    actor: str,
    *,
    wanted: Callable[[Item], bool],
    beside: Callable[[Item, str], list[Entry]] = lambda _item, _head: [],
    clock: Clock = utc_now,
) -> Item:
    """Write a step down as long as it is wanted; answers the item as it then stands.

    Args:
        log: The log.
        key: The write.
        step: The step; a state from which it may be taken is the business of ``wanted``.
        body: What belongs to it beside the key.
        actor: Who says so.
        wanted: Looked at with the item as the log has it at that moment: another process may
            have written the same, or more, in the meantime.
        beside: The rows that must stand beside this one, from the item and the head.
        clock: Tells the moment.

    Raises:
        LogError: when the log cannot be read or written.
    """
    for _ in range(TRIES):
        head, items = items_of(log)
        item = items[key]
        if not wanted(item):
            return item
        entry = Entry(PREFIX + step, {"key": key, **body}, "", actor)
        if _appended(log, [entry, *beside(item, head)], head, clock):
            return items_of(log)[1][key]
    raise _never_still()


def told(text: str) -> str:
    """A text from outside as the log can hold it: one line, not endless, in whole characters."""
    return " ".join(text.encode(errors="replace").decode().split())[:500]


def _person(
    log: Log, key: str, step: Step, body: Mapping[str, Any], actor: str, clock: Clock
) -> Item:
    refused: list[Item] = []

    def wanted(item: Item) -> bool:
        if not may(step, item.state):
            refused.append(item)
        return not refused

    found = record(
        log, named(items_of(log)[1], key).key, step, body, actor, wanted=wanted, clock=clock
    )
    if refused:
        raise InvalidValue(
            f"{found.key} must be waiting to be {step}, got that it is {found.state}",
            hint=_HINTS.get(found.state, "`ledgerguard insurer outbox` tells what became of it"),
        )
    return found


_HINTS: Final[Mapping[str, str]] = {
    "confirmed": "it is confirmed already: `ledgerguard insurer send` sends it",
    "sending": "it may have arrived: `ledgerguard insurer reconcile` asks the insurer",
    "unsure": "it may have arrived: `ledgerguard insurer reconcile` asks the insurer",
    "taken": "the insurer has it; only the insurer can take it back",
}


def _refuse_twice(
    items: Mapping[str, Item], insurer: str, write: Write, body: Mapping[str, Any]
) -> None:
    """The same write is prepared once, as long as the first one is under way."""
    for item in items.values():
        same = item.insurer == insurer and type(item.write) is type(write)
        if (
            same
            and item.state in OPEN
            and _without_note(write_body(item.write)) == _without_note(body)
        ):
            raise InvalidValue(
                f"a write must be prepared once, got the same as {item.key}, which is {item.state}",
                hint="`ledgerguard insurer outbox` shows it; withdraw it first if it is wrong",
            )


def _without_note(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "note"}


def _appended(log: Log, entries: list[Entry], head: str, clock: Clock) -> bool:
    """Whether rows were written: not when somebody else was quicker."""
    try:
        log.append(entries, expected_head=head, recorded_at=moment_of(clock))
    except LogMoved:
        return False
    return True


def _never_still() -> LogMoved:
    return LogMoved(
        f"the log must stand still for a moment, got {TRIES} rows of others in between",
        hint="try again when the other programs are done",
    )
