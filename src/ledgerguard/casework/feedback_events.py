"""What a filled row of a worklist means: the events of a task, of an item, of a customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledgerguard.casework.events import Dispute, Event, Hold, Promise, Reassessed, Reply, Scope
from ledgerguard.casework.feedback_columns import (
    CHANNEL,
    DISPUTE,
    DONE_ON,
    HOLD_REASON,
    HOLD_UNTIL,
    NOTE,
    PROMISE_AMOUNT,
    PROMISE_BY,
    REASSESSED_ON,
)
from ledgerguard.casework.feedback_row import Row
from ledgerguard.casework.history import History
from ledgerguard.casework.records import ItemKey
from ledgerguard.casework.runs import done, is_reached, keys_of
from ledgerguard.ledger.schema import NO_DAY

ALREADY: Final = "already recorded, and not recorded twice"
DONE_ALREADY: Final = "the task is recorded as done already, and not recorded twice"
_BY_ITEM: Final = "every item of the task says so in a row of its own"
_RUN_DAY: Final = "the day of the run"
_NO_TASK: Final = "what was done before a run cannot have been its task"

OwnRow = Callable[[int, str], bool]
"""Whether an item, by its place from 1 on, has a row of its own that tells a field."""


class Found(NamedTuple):
    """Cells of a row that belong together, and what they mean."""

    fields: tuple[str, ...]
    events: tuple[Event, ...]
    otherwise: str = ALREADY  # why nothing is recorded where there is no new event


class _Place(NamedTuple):
    """An item of a task, and what is open of it."""

    key: ItemKey
    due: int
    open: int


def of_task(row: Row, body: dict[str, Any], history: History, has_own: OwnRow) -> Iterator[Found]:
    """What the row of a task says. Promise and dispute concern its items, the rest its customer."""
    as_of = int(body["as_of"])
    on = row.day(DONE_ON, least=as_of, named=_RUN_DAY, why=_NO_TASK, past=True)
    said = as_of if on == NO_DAY else on
    channel = row.channel()
    if channel and DONE_ON not in row and NOTE not in row:
        row.reject(
            CHANNEL,
            f"{row.filled.headers[CHANNEL]} must come with a date or a note, got it alone",
            "when was it done?",
        )
    if on != NO_DAY:
        yield _done(body, history, on, channel)
    places = _places(body)
    yield from _promised(row, body, places, said, has_own)
    yield from _disputed(row, places, said, has_own)
    if HOLD_UNTIL in row and body["track"] == "cover":
        row.reject(
            HOLD_UNTIL,
            f"{row.filled.headers[HOLD_UNTIL]} must be blank for a step toward the insurer, "
            "whose deadline runs on",
            "hold the customer in the row of its reminder, or with ledgerguard log hold",
        )
    customer = Scope(body["entity"], body["customer_id"])
    yield from _held(row, customer, said)
    if NOTE in row:
        reply = Reply(customer, said, channel or body["channel"], row.text(NOTE))
        yield Found((NOTE,), (reply,))


def of_item(row: Row, body: dict[str, Any], number: int) -> Iterator[Found]:
    """What the row of an item says, by its place among the items of its task."""
    said = int(body["as_of"])
    place = _places(body)[number - 1]
    yield from _promised(row, body, [place], said, _nothing_own)
    yield from _disputed(row, [place], said, _nothing_own)
    scope = _of_item(place.key)
    yield from _held(row, scope, said)
    if NOTE in row:
        yield Found((NOTE,), (Reply(scope, said, body["channel"], row.text(NOTE)),))


def of_customer(row: Row, listed: dict[str, Any], history: History) -> Iterator[Found]:
    """What the row of a customer to re-assess says."""
    scope = Scope(listed["entity"], listed["customer_id"])
    last = history.reassessed.get((scope.entity, scope.customer_id), NO_DAY)
    on = row.day(REASSESSED_ON, least=last, named="the last re-assessment", past=True)
    if REASSESSED_ON not in row:
        row.reject(
            NOTE,
            f"{row.filled.headers[NOTE]} must come with the day of the re-assessment, got it alone",
            "when was the customer re-assessed?",
        )
    yield Found((REASSESSED_ON, NOTE), (Reassessed(scope, on, row.text(NOTE)),))


def _places(body: dict[str, Any]) -> list[_Place]:
    return [
        _Place(key, int(due), int(owed))
        for key, (_, _, _, _, due, owed, *_) in zip(keys_of(body), body["items"], strict=True)
    ]


def _done(body: dict[str, Any], history: History, on: int, channel: str) -> Found:
    fields = (DONE_ON, CHANNEL)
    if body["id"] in history.finished:
        return Found(fields, (), DONE_ALREADY)
    if is_reached(body, history):
        return Found(fields, (), "the same step was recorded as done from another list")
    return Found(fields, (done(body, on, channel=channel),))


def _promised(
    row: Row, body: dict[str, Any], places: Sequence[_Place], said: int, has_own: OwnRow
) -> Iterator[Found]:
    by = row.day(PROMISE_BY, least=said, named="the day on which it was promised")
    currency = body["currency"]
    amount = row.amount(PROMISE_AMOUNT, currency, sum(place.open for place in places))
    if PROMISE_AMOUNT in row and PROMISE_BY not in row:
        row.reject(
            PROMISE_AMOUNT,
            f"{row.filled.headers[PROMISE_AMOUNT]} must come with the day of the promise, "
            "got it alone",
            "by when will it be paid?",
        )
    if by != NO_DAY:
        shares = _shares(_left(places, PROMISE_BY, has_own), amount)
        promises = tuple(Promise(_of_item(k), by, said, part, row.text(NOTE)) for k, part in shares)
        yield Found((PROMISE_BY, PROMISE_AMOUNT), promises, ALREADY if promises else _BY_ITEM)


def _shares(places: Sequence[_Place], amount: int) -> Iterator[tuple[ItemKey, int]]:
    """What is promised of each item: all of each (0), or an amount spent on the oldest first."""
    if not amount:
        yield from ((place.key, 0) for place in places)
        return
    for place in sorted(places, key=lambda one: one.due):
        part = min(place.open, amount)
        if part > 0:
            yield place.key, 0 if part == place.open else part
            amount -= part


def _disputed(row: Row, places: Sequence[_Place], said: int, has_own: OwnRow) -> Iterator[Found]:
    if DISPUTE in row:
        left = _left(places, DISPUTE, has_own)
        reason = row.text(DISPUTE)
        disputes = tuple(Dispute(_of_item(place.key), said, reason) for place in left)
        yield Found((DISPUTE,), disputes, ALREADY if disputes else _BY_ITEM)


def _held(row: Row, scope: Scope, said: int) -> Iterator[Found]:
    until = row.day(HOLD_UNTIL, least=said, named="the day from which it holds")
    for field, other in ((HOLD_UNTIL, HOLD_REASON), (HOLD_REASON, HOLD_UNTIL)):
        if field in row and other not in row:
            row.reject(
                field,
                f"{row.filled.headers[field]} must come with its counterpart, got it alone",
                "a hold needs its last day and a reason",
            )
    if until != NO_DAY and HOLD_REASON in row:
        hold = Hold(scope, said, until, row.text(HOLD_REASON))
        yield Found((HOLD_UNTIL, HOLD_REASON), (hold,))


def _left(places: Sequence[_Place], field: str, has_own: OwnRow) -> list[_Place]:
    """The items that no row of their own speaks for."""
    return [place for number, place in enumerate(places, 1) if not has_own(number, field)]


def _of_item(key: ItemKey) -> Scope:
    return Scope(key.entity, key.customer_id, key)


def _nothing_own(_number: int, _field: str) -> bool:
    return False
