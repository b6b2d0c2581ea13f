"""Reads an insurer's answers into the records of the protocol, field by field as a profile says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import (
    BuyerMatch,
    ClaimState,
    Cover,
    EventPage,
    Grade,
    InsurerEvent,
    OverdueItem,
    Progress,
)

from ledgerguard_insurer_rest import words
from ledgerguard_insurer_rest.calls import Answer
from ledgerguard_insurer_rest.mapping import Mapper, at, put
from ledgerguard_insurer_rest.profile import Call, Grading

HEADER = "header:"
"""Begins the place of something that stands in a header of the answer: header:Location."""


def match(mapper: Mapper, call: Call, data: Any) -> BuyerMatch:
    """A company that the insurer knows."""
    where = call.answer
    return BuyerMatch(
        mapper.text(data, where["reference"]),
        mapper.text(data, where["name"]),
        mapper.text(data, where["country"]).upper(),
        mapper.confidence(data, where["confidence"]),
        mapper.maybe_text(data, where.get("legal_id")),
    )


def grade(mapper: Mapper, call: Call, grading: Grading, data: Any) -> Grade | None:
    """The insurer's opinion; None when it has none."""
    value = mapper.maybe_text(data, call.answer["value"])
    if not value:
        return None
    day = mapper.day(data, call.answer["as_of"])
    return Grade(value, grading.scale, grading.direction, day)


def cover(mapper: Mapper, call: Call, data: Any, policy: str) -> Cover:
    """What the insurer bears for a buyer."""
    where = call.answer
    currency = mapper.currency(data, where["currency"])
    return Cover(
        mapper.text(data, where["reference"]),
        mapper.maybe_text(data, where.get("policy")) or policy,
        mapper.word("kind", data, where["kind"]),  # type: ignore[arg-type]  # one of OURS
        mapper.word("decision", data, where["decision"]),  # type: ignore[arg-type]  # one of OURS
        mapper.amount(data, where["amount"], currency),
        currency,
        mapper.maybe_day(data, where.get("valid_from")),
        mapper.maybe_day(data, where.get("valid_to")),
        mapper.maybe_text(data, where.get("condition")),
    )


def reference(mapper: Mapper, call: Call, answer: Answer) -> str:
    """The insurer's reference of a write; of an address its last part."""
    path = call.answer["reference"]
    if not path.startswith(HEADER):
        return mapper.text(answer.data, path)
    name = path.removeprefix(HEADER)
    address = urlsplit(answer.headers.get(name.lower(), "")).path
    last = unquote(address.rstrip("/").rpartition("/")[2])
    if not last:
        raise InvalidValue(f"the header {name} must hold an address, got none")
    return last


def progress(mapper: Mapper, call: Call, data: Any) -> Progress:
    """How far a write is."""
    where = call.answer
    state = mapper.word("progress", data, where["state"])
    currency = mapper.currency(data, where.get("currency"))
    decision = where.get("decision")
    decided = bool(decision) and bool(mapper.maybe_text(data, decision))
    granted = where.get("amount")
    has_amount = bool(granted) and at(data, granted or "") is not None
    return Progress(
        state,  # type: ignore[arg-type]  # one of OURS
        mapper.word("decision", data, decision or "") if decided else None,  # type: ignore[arg-type]  # one of OURS
        mapper.amount(data, granted or "", currency) if has_amount else None,
        currency,
        mapper.maybe_text(data, where.get("note")),
    )


def claim_state(mapper: Mapper, call: Call, data: Any, asked: str) -> ClaimState:
    """How far a claim is."""
    where = call.answer
    currency = mapper.currency(data, where.get("currency"))
    paid = where.get("paid")
    has_paid = bool(paid) and at(data, paid or "") is not None
    return ClaimState(
        mapper.maybe_text(data, where.get("reference")) or asked,
        mapper.text(data, where["state"]),
        mapper.amount(data, paid or "", currency) if has_paid else Decimal(0),
        currency,
        mapper.maybe_day(data, where.get("as_of")),
    )


def event(mapper: Mapper, call: Call, data: Any) -> InsurerEvent:
    """Something that has changed."""
    where = call.answer
    kind = words.ours(mapper.profile.words, "event", mapper.text(data, where["kind"]))
    return InsurerEvent(
        mapper.text(data, where["id"]),
        mapper.moment(data, where["at"]),
        kind,
        mapper.maybe_text(data, where["reference"]),
        mapper.plain(data, where.get("body")),
    )


def events(mapper: Mapper, call: Call, things: Any) -> tuple[InsurerEvent, ...]:
    """Events, each once."""
    if not isinstance(things, list):
        raise InvalidValue(f"events must be a list, got {type(things).__name__}")
    found: dict[str, InsurerEvent] = {}
    for data in things:
        one = event(mapper, call, data)
        found.setdefault(one.id, one)
    return tuple(found.values())


def event_page(mapper: Mapper, call: Call, data: Any, asked: str) -> EventPage:
    """A page of events; without a new cursor it is the one that was asked with."""
    following = mapper.maybe_text(data, call.cursor) if call.cursor else ""
    return EventPage(events(mapper, call, at(data, call.list)), following or asked)


def put_items(
    mapper: Mapper, call: Call, body: dict[str, Any], items: Sequence[OverdueItem]
) -> None:
    """Put invoices into the body of a write."""
    rows: list[Mapping[str, Any]] = []
    for item in items:
        values = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
        rows.append(mapper.body(call.item, values))
    put(body, call.items, rows)
