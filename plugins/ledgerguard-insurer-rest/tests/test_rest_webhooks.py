"""Webhooks: signed, fresh, each event once; and a receiver that has the desk ask anew."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from ledgerguard.casework.insurers.buyers import confirmed
from ledgerguard.casework.insurers.covers import known
from ledgerguard.plugin.insurer import InsurerError, InsurerEvent, LockedOut, NotOffered
from ledgerguard.store.covers import CoverBook
from rest_world import HOOK_SECRET, NAME, World, world
from rest_writes import limit

from ledgerguard_insurer_rest.__main__ import receiver
from ledgerguard_insurer_rest.profile import load
from ledgerguard_insurer_rest.receiver import MOST_BYTES, Receiver
from ledgerguard_insurer_rest.webhooks import REMEMBERED, NotAuthentic, Webhook, signature

NOW = 1_780_000_000.0


def message(*ids: str, moment: float = NOW, key: str = HOOK_SECRET) -> tuple[dict[str, str], bytes]:
    """A webhook of the sandbox with some events."""
    events = [
        {"id": one, "at": "2026-06-30T10:00:00+00:00", "kind": "cover", "reference": "B-1"}
        for one in ids
    ]
    body = json.dumps({"events": events}).encode()
    stamp = str(int(moment))
    digits = signature(key, stamp, body)
    return {"X-Sandbox-Signature": f"sha256={digits}", "X-Sandbox-Timestamp": stamp}, body


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Webhook:
    monkeypatch.setenv("LEDGERGUARD_INSURER_MUTUAL_WEBHOOK_SECRET", HOOK_SECRET)
    return Webhook(NAME, load("sandbox"), lambda: NOW)


def ids_of(events: tuple[InsurerEvent, ...]) -> list[str]:
    return [event.id for event in events]


def test_the_signature_is_that_of_rfc_4231() -> None:
    """Test case 2 of RFC 4231: the key Jefe; the full stop belongs to our text."""
    import hashlib
    import hmac

    assert (
        hmac.new(b"Jefe", b"what do ya want for nothing?", hashlib.sha256).hexdigest()
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    own = hmac.new(b"Jefe", b"17.body", hashlib.sha256).hexdigest()
    assert signature("Jefe", "17", b"body") == own


def test_each_event_counts_once(webhook: Webhook) -> None:
    assert ids_of(webhook.events(*message("E-2", "E-1", "E-2"))) == ["E-2", "E-1"]
    assert ids_of(webhook.events(*message("E-1", "E-3"))) == ["E-3"]
    assert webhook.events(*message("E-2", "E-1", "E-3")) == ()


def test_what_nobody_dealt_with_is_new_again(webhook: Webhook) -> None:
    found = webhook.events(*message("E-1"))
    webhook.forget(found)
    assert webhook.events(*message("E-1")) == found


def test_the_memory_does_not_grow_for_ever(webhook: Webhook) -> None:
    webhook.events(*message(*[f"E-{number}" for number in range(REMEMBERED + 1)]))
    assert ids_of(webhook.events(*message("E-0", f"E-{REMEMBERED}"))) == ["E-0"]


def test_names_of_headers_in_any_case(webhook: Webhook) -> None:
    headers, body = message("E-1")
    assert webhook.events({name.upper(): value for name, value in headers.items()}, body)


Spoil = Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]
SPOILED: dict[str, tuple[Spoil, str]] = {
    "another body": (lambda h, b: (h, b + b" "), "must be signed by it"),
    "no signature": (lambda h, b: ({**h, "X-Sandbox-Signature": ""}, b), "must be signed by it"),
    "no prefix": (
        lambda h, b: ({**h, "X-Sandbox-Signature": h["X-Sandbox-Signature"][7:]}, b),
        "must be signed by it",
    ),
    "another moment": (
        lambda h, b: ({**h, "X-Sandbox-Timestamp": "1780000001"}, b), "must be signed by it",
    ),
    "another key": (lambda _, __: message("E-1", key="another-key"), "must be signed by it"),
    "an old one": (lambda _, __: message("E-1", moment=NOW - 301), "must be at most 300 s old"),
    "one of tomorrow": (lambda _, __: message("E-1", moment=NOW + 301), "must be at most 300 s"),
    "letters beyond ASCII": (lambda h, b: ({**h, "X-Sandbox-Signature": "ä"}, b), "signed"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_somebody_else_speaks(name: str, webhook: Webhook) -> None:
    spoil, said = SPOILED[name]
    with pytest.raises(NotAuthentic, match=said):
        webhook.events(*spoil(*message("E-1")))
    assert ids_of(webhook.events(*message("E-1"))) == ["E-1"]


@pytest.mark.parametrize("stamp", ["", "soon", "1e9", "٣", "9" * 40])
def test_a_moment_must_be_told(stamp: str, webhook: Webhook) -> None:
    _, body = message("E-1")
    digits = signature(HOOK_SECRET, stamp, body)
    headers = {"X-Sandbox-Signature": f"sha256={digits}", "X-Sandbox-Timestamp": stamp}
    with pytest.raises(NotAuthentic, match="must tell its moment"):
        webhook.events(headers, body)


@pytest.mark.parametrize("body", [b"{}", b"no json", b'{"events": [{"id": "E-1"}]}'])
def test_what_cannot_be_read(body: bytes, webhook: Webhook) -> None:
    stamp = str(int(NOW))
    digits = signature(HOOK_SECRET, stamp, body)
    headers = {"X-Sandbox-Signature": f"sha256={digits}", "X-Sandbox-Timestamp": stamp}
    with pytest.raises(InsurerError, match="must be what the profile says"):
        webhook.events(headers, body)


def test_no_webhook_without_a_description_or_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotOffered, match="must have a webhook in its profile"):
        Webhook(NAME, attrs.evolve(load("sandbox"), webhook=None))
    monkeypatch.delenv("LEDGERGUARD_INSURER_MUTUAL_WEBHOOK_SECRET", raising=False)
    monkeypatch.setattr("keyring.get_password", lambda *_: None)
    with pytest.raises(LockedOut, match="webhook_secret of mutual"):
        Webhook(NAME, load("sandbox")).verify(*message("E-1"))


@contextlib.contextmanager
def listening(server: Receiver) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def posted(url: str, headers: dict[str, str], body: bytes) -> int:
    return httpx.post(url, headers=headers, content=body, trust_env=False).status_code


def test_the_receiver(webhook: Webhook, caplog: pytest.LogCaptureFixture) -> None:
    dealt: list[InsurerEvent] = []
    broken = [True]

    def deal(new: tuple[InsurerEvent, ...]) -> None:
        if broken.pop() if broken else False:
            raise RuntimeError("https://example.invalid/?token=hush-hush")
        dealt.extend(new)

    with listening(Receiver(webhook, deal)) as url:
        assert posted(url, *message("E-1", key="another")) == 401
        assert posted(url, *message("E-1")) == 503  # it is sent again
        assert posted(url, *message("E-1")) == 204
        assert posted(url, *message("E-1")) == 204
        headers, body = message("E-2")
        assert posted(url, headers, b"x" * (MOST_BYTES + 1)) == 413
        stamp = headers["X-Sandbox-Timestamp"]
        headers["X-Sandbox-Signature"] = f"sha256={signature(HOOK_SECRET, stamp, b'?')}"
        assert posted(url, headers, b"?") == 400
        assert httpx.get(url, trust_env=False).status_code == 501
        assert body
    assert ids_of(tuple(dealt)) == ["E-1"]
    assert "hush-hush" not in caplog.text
    assert "RuntimeError" in caplog.text


def told(book: CoverBook) -> dict[tuple[str, str], Any]:
    return {
        (cover.reference, cover.kind): (cover.decision, cover.amount)
        for one in known(book)
        for cover in one.covers or ()
    }


@pytest.mark.parametrize("style", ["sandbox", "meridian"])
def test_from_a_decision_to_the_book(
    style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sandbox tells its webhook twice and in disorder; the book has what it decided."""
    path = tmp_path / "covers.db"
    monkeypatch.setenv("LEDGERGUARD_COVERS", str(path))
    with world(tmp_path, style) as one:
        insurer = one.connector()
        with CoverBook.open(path) as book:
            for customer, buyer in (("1001", "B-1"), ("2001", "B-2")):
                confirmed(book, NAME, customer, buyer, "Li Na")
        said: list[str] = []
        webhook = Webhook(NAME, load(style), time.time)
        with listening(receiver(insurer, webhook, 0, said.append)) as url:
            one.office.put_webhook(url, HOOK_SECRET, style)
            one.plan.kinds, one.plan.often = ("events",), 1.0
            for number in range(3):
                insurer.request_limit(limit(400_000 + number, f"limit-{number}"))
            insurer.request_limit(limit(400_000, "limit-9", "B-2"))
            deliver(one, 4)
            deliver(one, 0)
        assert said == ["4 new: cover"]
        with CoverBook.open(path) as book:
            found = told(book)
        assert found["B-1", "permanent"] == ("approved", 400_002)
        assert found["B-2", "permanent"] == ("partly", 200_000)


def test_what_no_webhook_takes_comes_again(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector()
        deliver(one, 0)
        one.office.put_webhook("http://127.0.0.1:9", HOOK_SECRET, "sandbox")
        insurer.request_limit(limit(1000, "limit-1"))
        deliver(one, 0)
        webhook = Webhook(NAME, load("sandbox"))
        taken: list[InsurerEvent] = []
        for status in (False, True):

            def deal(new: tuple[InsurerEvent, ...], good: bool = status) -> None:
                if not good:
                    raise InsurerError("the insurer must answer, got nothing")
                taken.extend(new)

            with listening(Receiver(webhook, deal)) as url:
                with one.office._db as db:
                    db.execute("UPDATE webhook SET url = ?", (url,))
                deliver(one, int(status))
        assert ids_of(tuple(taken)) == ["E-000001"]


def deliver(one: World, events: int) -> None:
    response = httpx.post(f"{one.url}/control/deliver", timeout=30, trust_env=False)
    assert response.json() == {"late": 0, "events": events}
