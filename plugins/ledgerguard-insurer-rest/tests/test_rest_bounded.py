"""A call ends in time, and what has gone out is known exactly."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from ledgerguard.plugin.insurer import InsurerError, NotOffered, Ticket, Unreachable, Unsure
from rest_world import World, world
from rest_writes import limit

from ledgerguard_insurer_rest.bounded import Attempt, OutOfTime, bounded
from ledgerguard_insurer_rest.connector import RestInsurer


def test_what_hangs_is_left_to_itself() -> None:
    free = threading.Event()
    attempt = Attempt(0.2)

    def call() -> str:
        attempt.begin(write=False)
        free.wait(10)
        attempt.begin(write=True)  # what it would send now must not go out
        return "sent"

    started = time.monotonic()
    with pytest.raises(OutOfTime) as caught:
        bounded(attempt, call)
    assert time.monotonic() - started < 2
    assert not caught.value.sent
    free.set()
    with pytest.raises(OutOfTime):
        attempt.begin(write=True)
    assert not attempt.sent


def test_a_write_that_flies_is_told() -> None:
    free = threading.Event()
    attempt = Attempt(0.2)

    def call() -> None:
        attempt.begin(write=True)
        free.wait(10)
        attempt.landed(doubt=False)  # too late: it was said already that nobody knows

    with pytest.raises(OutOfTime) as caught:
        bounded(attempt, call)
    assert caught.value.sent
    free.set()
    assert attempt.sent


def test_doubt_remains() -> None:
    attempt = Attempt(5.0)
    attempt.begin(write=True)
    attempt.landed(doubt=True)
    attempt.begin(write=False)
    attempt.landed(doubt=False)
    assert attempt.sent
    other = Attempt(5.0)
    other.begin(write=False)
    other.landed(doubt=True)
    assert not other.sent


def test_there_is_no_rest_beyond_the_end() -> None:
    attempt = Attempt(0.05)
    with pytest.raises(OutOfTime):
        attempt.rest(1.0)
    attempt.rest(0.01)
    time.sleep(0.05)
    with pytest.raises(OutOfTime):
        attempt.begin(write=False)


def test_whatever_a_call_raises_is_raised() -> None:
    def leave() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        bounded(Attempt(5.0), leave)
    assert bounded(Attempt(5.0), lambda: 7) == 7


@contextlib.contextmanager
def dripping() -> Iterator[str]:
    """A server that sends one byte of a header after the other, and never ends."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        threads = []

        def drip(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not ended.wait(0.05):
                    connection.sendall(b"x")

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    threads.append(threading.Thread(target=drip, args=(server.accept()[0],)))
                    threads[-1].start()

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            ended.set()
            for thread in (serving, *threads):
                thread.join()


class Detour(httpx.BaseTransport):
    """Sends what is no login to another address."""

    def __init__(self, url: str) -> None:
        self._url = httpx.URL(url)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/token"):
            request.url = request.url.copy_with(port=self._url.port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def test_an_answer_that_drips_ends_in_time(tmp_path: Path) -> None:
    """No single read takes long, so no time-out of the network would ever strike."""
    with world(tmp_path) as one, dripping() as url:
        insurer = one.connector(0.6, transport=Detour(url))
        for ask, error in (
            (lambda: insurer.covers(), Unreachable),
            (lambda: insurer.request_limit(limit(key="limit-1")), Unsure),
        ):
            started = time.monotonic()
            with pytest.raises(error, match=r"must answer within 0\.6 s"):
                ask()
            assert time.monotonic() - started < 1.5


def odd(one: World, response: httpx.Response, **more: bool) -> RestInsurer:
    """A connector to an insurer that answers always the same, once it has given a token.

    With ``more`` (how it treats writes) it has nothing of ours when it is asked.
    """
    one.connector().log_in()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "tok-1"})
        if more and request.method == "GET":
            return httpx.Response(200, json={"items": []})
        return response

    return one.connector(
        2.0, transport=httpx.MockTransport(answer), retrying={"first_wait": 0.01}, writing=more
    )


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (httpx.Response(202, json={"no": "reference"}), Unsure),
        (httpx.Response(202, json=[1]), Unsure),
        (httpx.Response(204), Unsure),
        (httpx.Response(302, headers={"Location": "/elsewhere"}), Unsure),
        (httpx.Response(409, json={"items": []}), Unsure),
        (httpx.Response(501), NotOffered),
    ],
)
@pytest.mark.parametrize("idempotent", [True, False])
def test_odd_answers_to_a_write(
    response: httpx.Response, error: type[InsurerError], idempotent: bool, tmp_path: Path
) -> None:
    with world(tmp_path) as one:
        insurer = odd(one, response, idempotent=idempotent)
        with pytest.raises(error):
            insurer.request_limit(limit(key="limit-1"))


def test_what_has_arrived_before_is_found(tmp_path: Path) -> None:
    """The insurer says "I have it" instead of answering with the ticket of that time."""
    with world(tmp_path) as one:
        first = one.connector().request_limit(limit(key="limit-1"))
        inner = httpx.HTTPTransport()

        def answer(request: httpx.Request) -> httpx.Response:
            if request.method == "POST" and "token" not in request.url.path:
                return httpx.Response(409)
            return inner.handle_request(request)

        insurer = one.connector(transport=httpx.MockTransport(answer))
        assert insurer.request_limit(limit(key="limit-1")) == first
        inner.close()


@pytest.mark.parametrize(
    "content",
    [{"items": [{"id": "L-7", "key": "another"}]}, {"items": "none"}, {"items": [{"key": "k"}]}],
)
def test_what_has_another_key_is_not_ours(content: dict[str, object], tmp_path: Path) -> None:
    """An insurer that does not understand the question may answer with everything it has."""
    with world(tmp_path) as one:
        with pytest.raises(Unreachable):
            odd(one, httpx.Response(200, json=content)).find("k")
        mine = {"items": [{"id": "L-7", "key": "another"}, {"id": "L-8", "key": "k"}]}
        assert odd(one, httpx.Response(200, json=mine)).find("k") == Ticket("k", "L-8")


def test_an_answer_without_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerguard_insurer_rest.calls._TOO_BIG", 1000)
    with world(tmp_path) as one:
        big = odd(one, httpx.Response(200, json={"items": ["x" * 2000]}))
        with pytest.raises(Unreachable, match="got ReadError"):
            big.covers()


@pytest.mark.parametrize("reference", ["", " ", "..", "a/b?c=d#e", "名称", "\x00"])
def test_odd_references_ask_for_nothing_else(reference: str, tmp_path: Path) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "tok-1"})
        seen.append(request.url.raw_path.decode())
        return httpx.Response(404, json={})

    with world(tmp_path) as one:
        one.connector().log_in()
        insurer = one.connector(transport=httpx.MockTransport(answer))
        if reference.strip():
            assert insurer.grade(reference) is None
            assert seen[0].startswith("/buyers/")
            assert seen[0].endswith("/grade")
            assert seen[0].count("/") == 3
        else:
            with pytest.raises(InsurerError, match="reference must be given"):
                insurer.grade(reference)
            assert seen == []
