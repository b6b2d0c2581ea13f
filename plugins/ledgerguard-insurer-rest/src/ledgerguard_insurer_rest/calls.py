"""Speaks with an insurer: within the patience, politely, and knowing what has gone out.

What each failure means is written down once, in :class:`_Conversation`: a read may be tried again;
a write only when it is sure that nothing was taken, or when the insurer counts our key once.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import (
    Declined,
    InsurerError,
    LockedOut,
    NotOffered,
    Unreachable,
    Unsure,
)

from ledgerguard_insurer_rest.access import HEADERS, UNSENT, Access
from ledgerguard_insurer_rest.bounded import Attempt, OutOfTime, bounded
from ledgerguard_insurer_rest.mapping import Mapper, at, parsed

LOG: Final = logging.getLogger("ledgerguard_insurer_rest")

_BROKEN: Final = 500
_LATER: Final = (408, 425)
"""Statuses below 500 after which the same may be asked again."""

_MOST_QUIET: Final = 3600.0
"""Seconds after which an insurer that wants to hear nothing is asked all the same."""

_TOO_BIG: Final = 64 * 1024 * 1024
_SHOWN: Final = 200


class Arrived(Exception):
    """The insurer says that it has this write from an earlier time."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    name: str  # of the call, for messages
    method: str
    path: str  # after the base address, or a whole address of the same origin
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    key: str = ""  # ours, of a write
    absent: tuple[int, ...] = ()

    @property
    def is_write(self) -> bool:
        """Whether it changes something."""
        return self.body is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: JSON, and the headers that people page and poll by."""

    data: Any
    headers: Mapping[str, str]


class Line:
    """The line to one insurer."""

    def __init__(
        self,
        name: str,
        base_url: str,
        mapper: Mapper,
        access: Access,
        patience: float,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.name = name
        self.base_url = base_url.rstrip("/")
        self.mapper = mapper
        self.access = access
        self.patience = patience
        self._transport = transport
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()
        self._quiet_until = 0.0
        self._dice = random.Random()  # noqa: S311 - spreads waits, guards nothing

    def within_patience(self, call: Callable[[Attempt], Any]) -> Any:
        """What a call answers or raises, if it does in time: it may ask several questions."""
        attempt = Attempt(self.patience)
        sent = False
        try:
            return bounded(attempt, lambda: call(attempt))
        except OutOfTime as over:
            sent = over.sent
        shown = f"{self.name} must answer within {self.patience:g} s, got no answer"
        if sent:
            raise Unsure(shown, hint="it may have arrived; the insurer is asked before any other")
        raise Unreachable(shown, hint="try again later")

    def ask(self, question: Question, attempt: Attempt) -> Answer | None:
        """What the insurer answers to one question; None when there is nothing of that kind.

        Raises:
            InsurerError: as the protocol has them.
            Arrived: when the insurer has the write already.
            OutOfTime: when the patience is over.
        """
        return _Conversation(self, question, attempt).held()

    def send(self, request: httpx.Request, seconds: float) -> httpx.Response:
        """One request over the network; an answer that is far too big is cut off.

        Raises:
            httpx.HTTPError: when there is no answer.
        """
        request.extensions["timeout"] = httpx.Timeout(max(0.001, seconds)).as_dict()
        response = self._open().send(request, stream=True)
        try:
            size, parts = 0, []
            for part in response.iter_bytes():
                size += len(part)
                parts.append(part)
                if size > _TOO_BIG:
                    raise httpx.ReadError("the answer is too big")
        finally:
            response.close()
        return httpx.Response(
            response.status_code, headers=_plain_headers(response), content=b"".join(parts)
        )

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    @property
    def quiet(self) -> float:
        """Seconds for which the insurer wants to hear nothing."""
        return max(0.0, self._quiet_until - time.monotonic())

    def keep_quiet(self, seconds: float) -> None:
        """The insurer wants to hear nothing for so long."""
        self._quiet_until = max(self._quiet_until, time.monotonic() + min(seconds, _MOST_QUIET))

    def wait_after(self, tries: int) -> float:
        """How long to wait after so many tries: longer each time, and not in step with others."""
        first = self.mapper.profile.retrying.first_wait
        return float(first * 2 ** (tries - 1) * (1 + self._dice.random() / 2))

    def _open(self) -> httpx.Client:
        """The client, made when it is first needed: loading a plugin must open nothing."""
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(
                    transport=self._transport, follow_redirects=False, trust_env=True
                )
            return self._client


class _Conversation:
    """One question, tried as often as is right."""

    def __init__(self, line: Line, question: Question, attempt: Attempt) -> None:
        self.line = line
        self.question = question
        self.attempt = attempt
        self.profile = line.mapper.profile
        self.tries = 0
        self.new_tokens = 0

    def held(self) -> Answer | None:
        """The answer. After a doubt nothing but an answer tells that a write has not arrived."""
        while True:
            try:
                found = self._tried()
            except (Declined, NotOffered, LockedOut, Unreachable) as error:
                if not self.attempt.sent:
                    raise
                raise self._unsure(error.message) from None
            if not isinstance(found, _Again):
                return found
            if found.counts:
                self.tries += 1
            if self.tries >= self.profile.retrying.most:
                raise self._given_up(found.reason)
            wait = self.line.wait_after(self.tries) if found.wait is None else found.wait
            if wait >= self.attempt.left:
                raise self._given_up(found.reason)
            if wait:
                self.attempt.rest(wait)

    def _tried(self) -> Answer | _Again | None:
        quiet = self.line.quiet
        if quiet:
            return _Again("wait: it has had too many calls", wait=quiet, counts=False)
        token = self.line.access.token(self.line.send, self.attempt)
        request = self._request()
        fault = ""
        self.attempt.begin(write=self.question.is_write)
        try:
            request.headers["Authorization"] = f"Bearer {token.bearer.reveal()}"
            response = self.line.send(request, self._seconds())
        except UNSENT as error:
            self.attempt.landed(doubt=False)
            return _Again(type(error).__name__)
        except httpx.HTTPError as error:
            self.attempt.landed(doubt=True)
            fault = type(error).__name__
        finally:
            del request
        if fault:
            return self._doubtful(fault)
        LOG.debug("%s: %s answered %s", self.line.name, self.question.name, response.status_code)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self.attempt.landed(doubt=False)
            self.line.access.drop(token)
            return self._new_token()
        return self._judged(response)

    def _seconds(self) -> float:
        """How long one try may take: what is repeated must not spend all on the first."""
        once = self.question.is_write and not self.profile.writing.idempotent
        return self.attempt.left if once else min(self.attempt.left, self.line.patience / 2)

    def _judged(self, response: httpx.Response) -> Answer | _Again | None:
        """What an answer means."""
        status, failing = response.status_code, self.profile.failing
        if response.is_success:
            return self._answer(response)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            self.attempt.landed(doubt=False)
            wait = retry_after(response) or self.line.wait_after(self.tries + 1)
            self.line.keep_quiet(wait)
            return _Again("wait: it has had too many calls", wait=wait)
        if self.question.is_write and status in self.profile.writing.already:
            self.attempt.landed(doubt=True)
            raise Arrived
        if status in self.question.absent and not self.question.is_write:
            return self._absent(response)
        known = self._refusal(status, failing.locked, failing.not_offered, failing.declined)
        if known is None:
            self.attempt.landed(doubt=True)
            if status < _BROKEN and status not in _LATER:
                raise self._given_up(f"status {status}")
            return self._doubtful(f"status {status}")
        self.attempt.landed(doubt=False)
        said = self._said(response)
        raise known(f"{self.line.name} must accept {self.question.name}, got status {status}{said}")

    def _answer(self, response: httpx.Response) -> Answer | _Again:
        """What was answered; a write whose answer cannot be read has arrived perhaps."""
        fault = ""
        try:
            data = parsed(response.content) if response.content else {}
        except InvalidValue as error:
            fault = error.message
        # A write remains in doubt until its ticket is read: whatever goes wrong then, it is there.
        self.attempt.landed(doubt=True)
        if fault:
            return self._doubtful(fault)
        return Answer(data, dict(response.headers))

    def _absent(self, response: httpx.Response) -> _Again | None:
        """None: there is nothing. A gateway on the way says so in HTML, and is not believed."""
        fault = ""
        try:
            parsed(response.content)
        except InvalidValue as error:
            fault = error.message
        return self._doubtful(f"status {response.status_code}, {fault}") if fault else None

    def _doubtful(self, reason: str) -> _Again:
        """Nothing was heard: a read is asked again, a write where its key counts once."""
        if self.question.is_write and not self.profile.writing.idempotent:
            raise self._unsure(reason)
        return _Again(reason)

    def _new_token(self) -> _Again:
        if self.new_tokens:
            raise LockedOut(
                f"{self.line.name} must accept a token that it has just given, got it refused",
                hint="does the contract allow this account to use the interface?",
            )
        self.new_tokens += 1
        return _Again("another token", wait=0.0, counts=False)

    def _given_up(self, reason: str) -> InsurerError:
        if self.attempt.sent:
            return self._unsure(reason)
        return Unreachable(
            f"{self.line.name} must answer {self.question.name}, got {reason}",
            hint="nothing was changed there; try again later",
        )

    def _unsure(self, reason: str) -> Unsure:
        return Unsure(
            f"{self.line.name} must answer {self.question.name} after it was sent, got {reason}",
            hint="it may have arrived; `ledgerguard insurer reconcile` asks",
        )

    def _refusal(
        self, status: int, locked: tuple[int, ...], missing: tuple[int, ...], no: tuple[int, ...]
    ) -> type[InsurerError] | None:
        if status in locked:
            return LockedOut
        if status in missing:
            return NotOffered
        return Declined if status in no else None

    def _said(self, response: httpx.Response) -> str:
        """The insurer's words for people; only what the profile points at."""
        path = self.profile.failing.message
        try:
            text = at(parsed(response.content), path) if path else None
        except InvalidValue:
            return ""
        if not isinstance(text, str):
            return ""
        return f": {self.line.access.without_secrets(' '.join(text.split()))[:_SHOWN]}"

    def _request(self) -> httpx.Request:
        question, headers = self.question, {**HEADERS, **self.profile.headers}
        if question.key and self.profile.writing.key_header:
            headers[self.profile.writing.key_header] = question.key
        whole = question.path.startswith("http")
        url = question.path if whole else self.line.base_url + question.path
        if question.body is not None:
            return httpx.Request(question.method, url, headers=headers, json=question.body)
        if question.query:
            return httpx.Request(question.method, url, headers=headers, params=question.query)
        return httpx.Request(question.method, url, headers=headers)


@dataclass(frozen=True, slots=True)
class _Again:
    """It has to be tried again: why, after how many seconds (None: ever more), and if it counts."""

    reason: str
    wait: float | None = None
    counts: bool = True


def retry_after(response: httpx.Response) -> float | None:
    """The seconds of a Retry-After header, which may be a number or a date; None without one."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _plain_headers(response: httpx.Response) -> list[tuple[str, str]]:
    """The headers of an answer whose body is no longer packed."""
    gone = ("content-encoding", "content-length", "transfer-encoding")
    return [(name, value) for name, value in response.headers.items() if name not in gone]
