"""What happens between runs, as people report it: done, promised, disputed, held, overridden.

Each event is one row of the log. A scope is one item, or a whole customer in every currency;
``to_body`` and ``from_body`` are the only places that know how an event lies in the log.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.casework.records import ItemKey
from ledgerguard.errors import LogError
from ledgerguard.ledger.schema import NO_DAY

OPENING: Final = "opening"
"""Stands where a task's id stands, in steps that are presumed done before the log began."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom an event concerns: a customer of an entity, or only one of its items."""

    entity: str
    customer_id: str
    item: ItemKey | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """One item of a task that was done: the level it reached, and its due date at that time."""

    item: ItemKey
    level: int
    kind: str
    due: int
    waived: tuple[int, ...] = ()  # lower levels that an override passed over


@dataclass(frozen=True, slots=True)
class Done:
    """A task was done: its items have reached their levels, which are never proposed again."""

    task: str
    track: str
    entity: str
    customer_id: str
    currency: str
    ladder: str
    level: int
    kind: str
    on: int
    items: tuple[StepDone, ...]
    channel: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """The customer has promised to pay by a day."""

    scope: Scope
    by: int
    on: int
    amount: int = 0  # minor units; 0: all of it
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The customer disputes an item; frozen until the day, or until the dispute is closed."""

    scope: Scope
    on: int
    reason: str
    until: int = NO_DAY


@dataclass(frozen=True, slots=True)
class DisputeClosed:
    """A dispute is settled: the item thaws."""

    scope: Scope
    on: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Nobody acts until a day, with a reason."""

    scope: Scope
    on: int
    until: int
    reason: str


@dataclass(frozen=True, slots=True)
class HoldLifted:
    """A hold ends before its day."""

    scope: Scope
    on: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody sets the next level by hand, with a reason and an expiry."""

    scope: Scope
    on: int
    level: int
    until: int
    reason: str


@dataclass(frozen=True, slots=True)
class DueChange:
    """The due date of an item is another one than before: found by a run."""

    item: ItemKey
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Seen:
    """An instalment of an invoice was seen for the first time: it keeps its number from now on."""

    item: ItemKey
    due: int


@dataclass(frozen=True, slots=True)
class Reassessed:
    """The credit of a customer was looked at anew."""

    scope: Scope
    on: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a customer answered."""

    scope: Scope
    on: int
    channel: str
    words: str


Event = (
    Done
    | Promise
    | Dispute
    | DisputeClosed
    | Hold
    | HoldLifted
    | Override
    | DueChange
    | Seen
    | Reassessed
    | Reply
)

KINDS: Final[Mapping[str, type]] = {
    "done": Done,
    "promise": Promise,
    "dispute": Dispute,
    "dispute-closed": DisputeClosed,
    "hold": Hold,
    "hold-lifted": HoldLifted,
    "override": Override,
    "due-change": DueChange,
    "seen": Seen,
    "reassessed": Reassessed,
    "reply": Reply,
}
_NAMES: Final = {shape: name for name, shape in KINDS.items()}


def kind_of(event: Event) -> str:
    """The kind of the log's row that holds an event."""
    return _NAMES[type(event)]


def to_body(event: Event) -> dict[str, Any]:
    """An event as the body of a row."""
    body: dict[str, Any] = {}
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if isinstance(value, Scope):
            body[field.name] = [value.entity, value.customer_id, _key(value.item)]
        elif isinstance(value, ItemKey):
            body[field.name] = _key(value)
        elif field.name == "items":
            body[field.name] = [
                [_key(one.item), one.level, one.kind, one.due, list(one.waived)] for one in value
            ]
        else:
            body[field.name] = value
    return body


def from_body(kind: str, body: Mapping[str, Any]) -> Event:
    """The event that a row holds.

    Raises:
        LogError: when the body has another shape; nothing of ours has written it then.
    """
    try:
        shape = KINDS[kind]
        given = dict(body)
        if "scope" in given:
            entity, customer_id, item = given["scope"]
            given["scope"] = Scope(entity, customer_id, _item(item))
        if "item" in given:
            given["item"] = _item(given["item"])
        if kind == "done":
            given["items"] = tuple(
                StepDone(ItemKey(*key), level, step, due, tuple(waived))
                for key, level, step, due, waived in given["items"]
            )
        event: Event = shape(**given)
    except (KeyError, TypeError, ValueError) as error:
        raise LogError(
            f"a row of kind {kind!r} must hold an event, got {error}",
            hint="run ledgerguard log verify",
        ) from error
    return event


def _key(item: ItemKey | None) -> list[Any] | None:
    return None if item is None else list(dataclasses.astuple(item))


def _item(raw: Any) -> ItemKey | None:
    return None if raw is None else ItemKey(*raw)
