"""Events as rows of the log: each comes back as it was, and what has another shape is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework import events
from ledgerguard.casework.events import (
    KINDS,
    Dispute,
    DisputeClosed,
    Done,
    DueChange,
    Event,
    Hold,
    HoldLifted,
    Override,
    Promise,
    Reassessed,
    Reply,
    Scope,
    Seen,
    StepDone,
    from_body,
    kind_of,
    to_body,
)
from ledgerguard.casework.records import ItemKey
from ledgerguard.errors import LogError

texts = st.text(max_size=8)
days = st.integers(-1, 80_000)
keys = st.builds(ItemKey, texts, texts, texts, texts, st.integers(1, 9))
scopes = st.builds(Scope, texts, texts, st.none() | keys)
steps = st.builds(
    StepDone, keys, st.integers(1, 62), texts, days, st.lists(st.integers(1, 9)).map(tuple)
)
every: dict[type, st.SearchStrategy[Any]] = {
    Done: st.builds(
        Done, *[texts] * 6, st.integers(1, 62), texts, days, st.lists(steps, max_size=3).map(tuple),
        texts, texts,
    ),
    Promise: st.builds(Promise, scopes, days, days, st.integers(0, 10**15), texts),
    Dispute: st.builds(Dispute, scopes, days, texts, days),
    DisputeClosed: st.builds(DisputeClosed, scopes, days, texts),
    Hold: st.builds(Hold, scopes, days, days, texts),
    HoldLifted: st.builds(HoldLifted, scopes, days, texts),
    Override: st.builds(Override, scopes, days, st.integers(1, 9), days, texts),
    DueChange: st.builds(DueChange, keys, days, days),
    Seen: st.builds(Seen, keys, days),
    Reassessed: st.builds(Reassessed, scopes, days, texts),
    Reply: st.builds(Reply, scopes, days, texts, texts),
}  # fmt: skip


def test_every_kind_of_event_is_tried() -> None:
    assert set(every) == set(KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_an_event_comes_back_from_the_log(kind: str, data: st.DataObject) -> None:
    event: Event = data.draw(every[KINDS[kind]])
    assert kind_of(event) == kind
    body = json.loads(json.dumps(to_body(event)))
    assert from_body(kind, body) == event


KEY = ItemKey("DE", "A", "EUR", "R1", 2)


def test_the_shape_of_a_row_is_fixed() -> None:
    """Logs of years are read again: what is written today must be readable as it stands."""
    done = Done(
        "20260305-1-0001", "customer", "DE", "A", "EUR", "five-stage", 3, "legal", 46_086,
        (StepDone(KEY, 3, "legal", 46_083, (1, 2)),), "letter", "by courier",
    )  # fmt: skip
    assert to_body(done) == {
        "task": "20260305-1-0001", "track": "customer", "entity": "DE", "customer_id": "A",
        "currency": "EUR", "ladder": "five-stage", "level": 3, "kind": "legal", "on": 46_086,
        "items": [[["DE", "A", "EUR", "R1", 2], 3, "legal", 46_083, [1, 2]]],
        "channel": "letter", "note": "by courier",
    }  # fmt: skip
    assert to_body(Hold(Scope("DE", "A"), 1, 2, "audit")) == {
        "scope": ["DE", "A", None], "on": 1, "until": 2, "reason": "audit",
    }  # fmt: skip
    assert to_body(Seen(KEY, 7)) == {"item": ["DE", "A", "EUR", "R1", 2], "due": 7}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("rumour", {}),
        ("hold", {}),
        ("hold", {"scope": ["DE", "A", None], "on": 1, "until": 2}),
        ("hold", {"scope": ["DE", "A", None], "on": 1, "until": 2, "reason": "a", "more": 1}),
        ("hold", {"scope": ["DE", "A"], "on": 1, "until": 2, "reason": "a"}),
        ("hold", {"scope": None, "on": 1, "until": 2, "reason": "a"}),
        ("seen", {"item": ["DE"], "due": 1}),
        ("done", {"items": [[["DE", "A", "EUR", "R1", 1], 3]]}),
        ("done", {}),
    ],
    ids=str,
)
def test_a_row_of_another_shape_is_refused(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(LogError, match=f"a row of kind '{kind}' must hold an event") as error:
        from_body(kind, body)
    assert "log verify" in error.value.hint


def test_reading_changes_nothing_in_the_row() -> None:
    body = to_body(Promise(Scope("DE", "A", KEY), 5, 4, 100, "by phone"))
    before = json.dumps(body)
    events.from_body("promise", body)
    assert json.dumps(body) == before
