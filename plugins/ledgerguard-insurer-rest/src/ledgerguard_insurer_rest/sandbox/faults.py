"""How the sandbox misbehaves: a plan that is set from outside, and the layer that follows it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from ledgerguard_insurer_rest.sandbox.office import Office

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BEFORE: Final = ("429", "503", "hang", "drop", "expired")
"""Nothing was done: too many calls, out of order, no answer, a broken line, tokens void."""

AFTER: Final = ("500-after", "hang-after", "drop-after", "garbled-after")
"""It was done, and the answer is an error, missing, cut off or unreadable."""

NETWORK: Final = ("twice", "late")
"""The network delivers it twice, or long after it has answered with an error."""

EVENTS: Final = ("events",)
"""Events come twice and out of order."""

KINDS: Final = (*BEFORE, *AFTER, *NETWORK, *EVENTS)


@dataclass
class Plan:
    """What goes wrong.

    Attributes:
        often: Share of calls that go wrong.
        kinds: What may go wrong.
        script: What goes wrong with the next calls, before chance has its say; blank: nothing.
        hang: Seconds without an answer.
        retry_after: What a 429 asks for, in seconds; blank: it does not say.
        dice: Chance, from a seed.
        done: How often each has happened.
    """

    often: float = 0.0
    kinds: tuple[str, ...] = KINDS
    script: list[str] = field(default_factory=list)
    hang: float = 5.0
    retry_after: str = "0"
    dice: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    done: Counter[str] = field(default_factory=Counter)
    deck: list[str] = field(default_factory=list)
    late: list[tuple[Scope, bytes]] = field(default_factory=list)

    def next(self) -> str:
        """What goes wrong with this call; blank: nothing."""
        if self.script:
            fault = self.script.pop(0)
        else:
            fault = self._drawn() if self.dice.random() < self.often else ""
        if fault:
            self.done[fault] += 1
        return fault

    def _drawn(self) -> str:
        """From a shuffled deck, so that each kind has its turn."""
        if not self.deck:
            self.deck = list(self.kinds)
            self.dice.shuffle(self.deck)
        return self.deck.pop() if self.deck else ""


class Misbehaving:
    """A layer around the application that follows a plan; the controls are left alone."""

    def __init__(self, app: Application, office: Office, plan: Plan) -> None:
        self._app = app
        self._office = office
        self._plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a call."""
        path = str(scope.get("path", ""))
        left_alone = ("/control", "/docs", "/openapi.json")
        if scope["type"] != "http" or path.startswith(left_alone):
            await self._app(scope, receive, send)
            return
        fault = self._plan.next()
        scope["fault"] = fault
        body = await _whole(receive)
        if fault in BEFORE:
            await self._before(fault, scope, body, send)
        elif fault in AFTER:
            answer = await self._answered(scope, body)
            await self._after(fault, answer, send)
        elif fault == "twice":
            await self._answered(scope, body)
            await self._app(scope, _giving(body), send)
        elif fault == "late":
            self._plan.late.append((scope, body))
            await _plain(send, 504, b'{"error": {"message": "it may still travel"}}')
        else:
            await self._app(scope, _giving(body), send)

    async def deliver_late(self) -> int:
        """What still travels arrives now; answers how many calls."""
        count = 0
        while self._plan.late:
            scope, body = self._plan.late.pop(0)
            await self._answered(scope, body)
            count += 1
        return count

    async def _before(self, fault: str, scope: Scope, body: bytes, send: Send) -> None:
        if fault == "expired":
            self._office.revoke_tokens()
            await self._app(scope, _giving(body), send)
        elif fault == "429":
            asked = self._plan.retry_after
            more = [(b"retry-after", asked.encode())] if asked else []
            await _plain(send, 429, b'{"error": {"message": "too many calls"}}', more)
        elif fault == "503":
            await _plain(send, 503, b'{"error": {"message": "out of order"}}')
        else:
            if fault == "hang":
                await asyncio.sleep(self._plan.hang)
            await _broken(send)

    async def _after(self, fault: str, answer: bytes, send: Send) -> None:
        if fault == "500-after":
            await _plain(send, 500, b'{"error": {"message": "something broke"}}')
        elif fault == "garbled-after":
            await _plain(send, 202, answer[: len(answer) // 2])
        else:
            if fault == "hang-after":
                await asyncio.sleep(self._plan.hang)
            await _broken(send)

    async def _answered(self, scope: Scope, body: bytes) -> bytes:
        """Let the application work, and keep its answer."""
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            parts.append(message.get("body", b""))

        await self._app(dict(scope), _giving(body), keep)
        return b"".join(parts)


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _giving(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _plain(
    send: Send, status: int, body: bytes, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [(b"content-type", b"application/json"), *(more or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _broken(send: Send) -> None:
    """The line breaks in the middle of the answer: the server promises more than it sends."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
