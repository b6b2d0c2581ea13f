"""A run: the worklist of a day, derived from ledger, policy and log, and written into the log.

Everything is written in one transaction, or nothing. A run that is dated before the last one is
refused, and one that meets a log which somebody else has moved on looks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard import __version__
from ledgerguard.casework.engine import Derived, derive
from ledgerguard.casework.events import (
    KINDS,
    Done,
    Event,
    StepDone,
    from_body,
    kind_of,
    to_body,
)
from ledgerguard.casework.hearing import Ask, recorded, remarks_body
from ledgerguard.casework.history import OWN, Account, History
from ledgerguard.casework.opening import opening
from ledgerguard.casework.records import STATEMENT, ItemKey, Task
from ledgerguard.casework.snapshot import (
    NAMED,
    fingerprint,
    frame_of,
    ledger_bytes,
    policy_bytes,
    policy_of,
    worklist_bytes,
)
from ledgerguard.errors import InvalidValue, LogError, OutOfDomain
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.policy.firm import Policy
from ledgerguard.store.entries import Entry, Row
from ledgerguard.store.log import Log, LogMoved
from ledgerguard.units import from_serial

TRIES: Final = 5
"""How often a run looks at the log again because somebody else has written meanwhile."""

RUN, TASK = "run", "task"


@dataclass(frozen=True)
class Recorded:
    """A run that stands in the log."""

    derived: Derived
    head: str  # the hash of its last row: printed on the workbook and the letters


@dataclass(frozen=True)
class Replay:
    """A run derived again from what the log holds, beside what it found then."""

    run: str
    derived: Derived
    equal: bool


def history_of(rows: Iterable[Row]) -> History:
    """What the rows of a log say about items and customers.

    A task is on the list since the first of the runs, without a gap, that have listed it.
    """
    history = History()
    before: dict[tuple[Account, str, int], int] = {}
    for row in rows:
        if row.kind in KINDS:
            history.add(from_body(row.kind, row.body))
        elif row.kind == RUN:
            before, history.proposed = history.proposed, {}
        elif row.kind == TASK:
            body: dict[str, Any] = row.body
            account = (body["entity"], body["customer_id"], body["currency"])
            listed = (account, body["track"], body["level"])
            history.proposed[listed] = before.get(listed, body["as_of"])
    return history


def last_run(log: Log) -> Row | None:
    """The row of the newest run."""
    found = None
    for row in log.rows(kind=RUN):
        found = row
    return found


def run(
    frame: Frame, policy: Policy, log: Log, as_of: int, *, actor: str = "", ask: Ask | None = None
) -> Recorded:
    """Derive the worklist of a day and record it.

    Args:
        frame: The canonical frame of a ledger.
        policy: The firm's policy.
        log: The log.
        as_of: Serial number of the day.
        actor: Who runs it.
        ask: Who may veto a step or comment on it; what is said is recorded with the run.

    Raises:
        OutOfDomain: when the last run is of a later day.
        LogMoved: when others write so much that the log never stands still.
    """
    ledger, texts = ledger_bytes(frame), policy_bytes(policy)
    for attempt in range(1, TRIES + 1):
        head = log.head
        earlier = list(log.rows(kind=RUN, upto=head))
        _refuse_earlier(earlier, as_of)
        name = _name(earlier, as_of)
        history = history_of(log.rows(upto=head))
        derived = derive(frame, policy, history, as_of, run=name, ask=ask)
        outcome = worklist_bytes(derived.worklist)
        contents = {fingerprint(content): content for content in (ledger, texts, outcome)}
        entries = _entries(derived, policy, name, actor, head, ledger, texts, outcome)
        try:
            rows = log.append(entries, contents=contents, expected_head=head)
        except LogMoved:
            if attempt == TRIES:
                raise
            continue
        return Recorded(derived, rows[-1].hash)
    raise AssertionError


def open_log(frame: Frame, policy: Policy, log: Log, as_of: int, *, actor: str = "") -> int:
    """Write down what is presumed done before a log begins; answers for how many items.

    Raises:
        LogError: when there is a run in the log already.
    """
    head = log.head
    last = last_run(log)
    if last is not None:
        raise LogError(
            f"the log must hold no run yet, got {last.run}",
            hint="a log begins once; `log done` and `log override` tell of single cases",
        )
    events = opening(frame, policy, as_of)
    if events:
        entries = [
            Entry(kind_of(event), to_body(event), "", actor, policy.version) for event in events
        ]
        log.append(entries, expected_head=head)
    return len(events)


def record(
    log: Log,
    events: Sequence[Event],
    *,
    run: str = "",
    actor: str = "",
    expected_head: str | None = None,
) -> str:
    """Write events into the log, all or none; answers its head.

    Raises:
        LogMoved: when the head is no longer the expected one.
    """
    if not events:
        return log.head
    entries = [Entry(kind_of(event), to_body(event), run, actor) for event in events]
    return log.append(entries, expected_head=expected_head)[-1].hash


def replay(log: Log, name: str) -> Replay:
    """Derive a run again from the inputs that the log holds.

    Raises:
        InvalidValue: when there is no such run.
        LogError: when an input is missing or damaged.
    """
    rows = list(log.rows(kind=RUN, run=name))
    if not rows:
        known = [row.run for row in log.rows(kind=RUN)]
        raise InvalidValue(
            f"run must be one of {', '.join(known[-5:]) or 'none yet'}, got {name!r}",
            hint="ledgerguard log runs lists them all",
        )
    body: dict[str, Any] = rows[0].body
    if body["ledgerguard"] != __version__:
        raise LogError(
            f"the run {name} must be replayed by ledgerguard {body['ledgerguard']}, which "
            f"recorded it, got {__version__}",
            hint="install that version beside this one",
        )
    frame = frame_of(log.content(body["ledger"]))
    policy = policy_of(log.content(body["policy"]))
    history = history_of(log.rows(upto=body["head"]))
    said = recorded(body.get("said", ()))  # by plugins, who are not asked again
    derived = derive(frame, policy, history, body["as_of"], run=name, ask=said)
    stored = log.content(body["worklist"])
    return Replay(name, derived, worklist_bytes(derived.worklist) == stored)


def _refuse_earlier(earlier: Sequence[Row], as_of: int) -> None:
    last = max((int(str(row.body["as_of"])) for row in earlier), default=0)
    if as_of < last:
        raise OutOfDomain(
            f"as_of must not be before the last run ({from_serial(last)}), "
            f"got {from_serial(as_of)}",
            hint="what was known then is in the log: ledgerguard log replay derives a run again",
        )


def _name(earlier: Sequence[Row], as_of: int) -> str:
    """The day of the run, and which one of that day it is."""
    day = f"{from_serial(as_of):%Y%m%d}"
    return f"{day}-{1 + sum(row.body['as_of'] == as_of for row in earlier)}"


def _entries(
    derived: Derived,
    policy: Policy,
    name: str,
    actor: str,
    head: str,
    ledger: bytes,
    texts: bytes,
    outcome: bytes,
) -> list[Entry]:
    worklist = derived.worklist
    common = (name, actor, policy.version, fingerprint(ledger))
    body: dict[str, Any] = {
        "as_of": worklist.as_of,
        "ledger": NAMED + fingerprint(ledger),
        "policy": NAMED + fingerprint(texts),
        "worklist": NAMED + fingerprint(outcome),
        "head": head,
        "tasks": len(worklist.tasks),
        "held": len(worklist.held),
        "ledgerguard": __version__,
    }
    if derived.remarks:
        body["said"] = remarks_body(derived.remarks)
    found: list[Event] = [*derived.items.seen, *derived.items.changes]
    return [
        Entry(RUN, body, *common),
        *(Entry(kind_of(event), to_body(event), *common) for event in found),
        *(Entry(TASK, task_body(task, worklist.as_of), *common) for task in worklist.tasks),
    ]


def task_body(task: Task, as_of: int) -> dict[str, Any]:
    """A task as the body of a row: enough to say later that it was done."""
    return {
        "id": task.id,
        "as_of": as_of,
        "track": task.track,
        "entity": task.entity,
        "customer_id": task.customer_id,
        "currency": task.currency,
        "ladder": task.ladder,
        "level": task.level,
        "kind": task.kind,
        "letter": task.letter,
        "channel": task.channel,
        "amount": task.amount,
        "items": [
            [i.key.invoice, i.key.part, i.level, i.kind, i.due, i.open, list(i.waived)]
            for i in task.items
        ],
    }


def done(body: dict[str, Any], on: int, *, channel: str = "", note: str = "") -> Done:
    """The event that a task, given by the body of its row, was done on a day."""
    items = tuple(
        StepDone(key, level, kind, due, tuple(waived))
        for key, (_, _, level, kind, due, _, waived) in zip(
            keys_of(body), body["items"], strict=True
        )
    )
    account = (body["entity"], body["customer_id"], body["currency"])
    step = (body["ladder"], body["level"], body["kind"])
    return Done(body["id"], body["track"], *account, *step, on, items, channel, note)


def is_reached(body: dict[str, Any], history: History) -> bool:
    """Whether every item of a task, given by the body of its row, has its step behind it.

    By another task, of a later run of the same day, or by hand.
    """
    ladder = body["ladder"]
    for key, (_, _, level, kind, *_) in zip(keys_of(body), body["items"], strict=True):
        item = history.items.get(key)
        if item is None or level == STATEMENT:
            return False
        along = level < STATEMENT and item.done.get(ladder, 0) >> level & 1
        if not along and not (level > STATEMENT and OWN.get(kind) in item.days):
            return False
    return True


def tasks_of(log: Log, name: str) -> dict[str, dict[str, Any]]:
    """The bodies of the tasks of a run, by id."""
    return {str(row.body["id"]): row.body for row in log.rows(kind=TASK, run=name)}


def keys_of(body: dict[str, Any]) -> list[ItemKey]:
    """The items of a task's body."""
    account = (body["entity"], body["customer_id"], body["currency"])
    return [ItemKey(*account, invoice, part) for invoice, part, *_ in body["items"]]
