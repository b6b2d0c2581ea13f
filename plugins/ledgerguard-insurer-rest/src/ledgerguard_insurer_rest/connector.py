"""What ledgerguard asks: an :class:`ledgerguard.plugin.insurer.Insurer` that follows a profile."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx
from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin.insurer import (
    BuyerMatch,
    BuyerQuery,
    Capability,
    ClaimFiling,
    ClaimState,
    Cover,
    Declined,
    EventPage,
    Grade,
    InsurerError,
    LimitRequest,
    NotOffered,
    OverdueDeclaration,
    Progress,
    Ticket,
    Unreachable,
    Unsure,
    Write,
)

from ledgerguard_insurer_rest import answers
from ledgerguard_insurer_rest.access import Access
from ledgerguard_insurer_rest.bounded import Attempt, OutOfTime
from ledgerguard_insurer_rest.calls import Answer, Arrived, Line, Question
from ledgerguard_insurer_rest.logins import Logins, state_folder
from ledgerguard_insurer_rest.mapping import Mapper, at
from ledgerguard_insurer_rest.pages import listed
from ledgerguard_insurer_rest.profile import Call, Profile, quoted
from ledgerguard_insurer_rest.settings import Connection

T = TypeVar("T")


class RestInsurer:
    """One insurer of the firm. Making one opens nothing and asks for no secret."""

    def __init__(
        self,
        name: str,
        connection: Connection,
        profile: Profile,
        *,
        transport: httpx.BaseTransport | None = None,
        state: Path | None = None,
    ) -> None:
        """One insurer.

        Args:
            name: How the firm names it.
            connection: Where it is.
            profile: How it speaks.
            transport: Instead of the network.
            state: Folder where refused logins are remembered; the user's when left out.
        """
        self._name = name
        self._connection = connection
        self._profile = profile
        self._capabilities = profile.capabilities - set(connection.not_offered)
        mapper = Mapper(profile)
        logins = Logins(name, profile.login.most_failures, state or state_folder())
        base_url = connection.base_url.rstrip("/")
        access = Access(name, base_url, mapper, logins)
        self._line = Line(name, base_url, mapper, access, connection.patience, transport)

    def __repr__(self) -> str:
        return f"RestInsurer({self._name!r})"

    @property
    def name(self) -> str:
        """How the firm names it."""
        return self._name

    @property
    def title(self) -> str:
        """The insurer as people write it."""
        return self._connection.title or self._profile.title

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the profile describes and the contract does not exclude."""
        return self._capabilities

    def close(self) -> None:
        """Let go of the connections; the next question opens them anew."""
        self._line.close()

    def log_in(self) -> None:
        """Get a token, if there is none: tells whether the access is in order."""
        self._within(lambda attempt: self._line.access.token(self._line.send, attempt))

    def find_buyer(self, query: BuyerQuery) -> Sequence[BuyerMatch]:
        """Who this may be, the surest first."""
        values = {field.name: getattr(query, field.name) for field in dataclasses.fields(query)}
        found = self._list("find_buyer", values, answers.match)
        return sorted(found, key=lambda match: -match.confidence)

    def grade(self, reference: str) -> Grade | None:
        """The insurer's opinion of a buyer; None when it has none."""
        call = self._call("grade")
        grading = self._profile.grading
        assert grading is not None  # noqa: S101 - the profile has it where it has the call

        def ask(attempt: Attempt) -> Grade | None:
            answer = self._ask("grade", {"reference": reference}, attempt)
            if answer is None:
                return None
            return answers.grade(self._line.mapper, call, grading, answer.data)

        return self._within(ask)

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        """The cover of a buyer, or of all."""
        default = self._connection.policy

        def read(mapper: Mapper, call: Call, data: Any) -> Cover:
            return answers.cover(mapper, call, data, default)

        found = self._list("covers", {"reference": reference or ""}, read)
        return [one for one in found if reference in (None, one.reference)]

    def request_limit(self, request: LimitRequest) -> Ticket:
        """Ask for cover."""
        return self._write("request_limit", request)

    def declare_overdue(self, declaration: OverdueDeclaration) -> Ticket:
        """Tell that a buyer has not paid."""
        return self._write("declare_overdue", declaration)

    def file_claim(self, claim: ClaimFiling) -> Ticket:
        """Claim a loss."""
        return self._write("file_claim", claim)

    def find(self, key: str) -> Ticket | None:
        """The ticket of a write that has arrived, by our key."""
        return self._within(lambda attempt: self._found(key, attempt))

    def poll(self, ticket: Ticket) -> Progress:
        """How far a write is."""
        call = self._call("poll")
        values = {"key": ticket.key, "reference": ticket.reference}

        def ask(attempt: Attempt) -> Progress:
            answer = self._there("poll", values, attempt)
            return answers.progress(self._line.mapper, call, answer.data)

        return self._within(ask)

    def claim_status(self, reference: str) -> ClaimState:
        """How far a claim is."""
        call = self._call("claim_status")

        def ask(attempt: Attempt) -> ClaimState:
            answer = self._there("claim_status", {"reference": reference}, attempt)
            return answers.claim_state(self._line.mapper, call, answer.data, reference)

        return self._within(ask)

    def events(self, cursor: str = "") -> EventPage:
        """What has changed since a cursor: one page, each event once."""
        call = self._call("events")

        def ask(attempt: Attempt) -> EventPage:
            answer = self._there("events", {"cursor": cursor}, attempt)
            return answers.event_page(self._line.mapper, call, answer.data, cursor)

        return self._within(ask)

    def _list(
        self, name: str, values: dict[str, Any], read: Callable[[Mapper, Call, Any], T]
    ) -> list[T]:
        call, mapper = self._call(name), self._line.mapper
        question = self._question(name, values)  # wrong ones are asked of nobody
        return self._within(
            lambda attempt: [
                read(mapper, call, data) for data in listed(self._line, call, question, attempt)
            ]
        )

    def _write(self, name: str, write: Write) -> Ticket:
        call = self._call(name)
        values = {field.name: getattr(write, field.name) for field in dataclasses.fields(write)}
        values["policy"] = write.policy or self._connection.policy
        question = self._told(name, call, values)

        def ask(attempt: Attempt) -> Ticket:
            # Where our key does not count, we look ourselves whether it has arrived before.
            known = None if self._profile.writing.idempotent else self._found(write.key, attempt)
            if known is not None:
                return known
            try:
                answer = self._line.ask(question, attempt)
            except Arrived:
                found = self._found(write.key, attempt)
                if found is None:
                    raise self._unclear(name, "it has it already and does not find it") from None
                return found
            assert answer is not None  # noqa: S101 - a write is never absent
            fault = ""
            try:
                return Ticket(write.key, answers.reference(self._line.mapper, call, answer))
            except LedgerguardError as error:
                fault = error.message
            raise self._unclear(name, fault)

        return self._within(ask)

    def _told(self, name: str, call: Call, values: dict[str, Any]) -> Question:
        """The question of a write; what the profile cannot express is refused before it goes."""
        fault = ""
        try:
            body = self._line.mapper.body(call.body, values)
            if call.items:
                answers.put_items(self._line.mapper, call, body, values["items"])
            path = quoted(call.path, values)
            return Question(name, call.method, path, body=body, key=values["key"])
        except LedgerguardError as error:
            fault = str(error)
        raise Declined(f"{self._name} cannot be told that: {fault}", hint="nothing was sent")

    def _found(self, key: str, attempt: Attempt) -> Ticket | None:
        call = self._call("find")
        question = self._question("find", {"key": key})
        answer = self._line.ask(question, attempt)
        if answer is None:
            return None
        found = at(answer.data, call.list) if call.list else [answer.data]
        if not isinstance(found, list):
            raise Unreachable(f"{self._name} must answer a list to find, got something else")
        mine = [one for one in found if self._has_key(call, one, key)]
        if found and not mine:
            raise Unreachable(
                f"{self._name} must answer what has our key, got something with another",
                hint="does calls.find of the profile ask by the right name?",
            )
        if not mine:
            return None
        told = Answer(mine[0], answer.headers)
        return Ticket(key, answers.reference(self._line.mapper, call, told))

    def _has_key(self, call: Call, data: Any, key: str) -> bool:
        """Whether it is ours, as far as the profile tells where our key stands."""
        place = call.answer.get("key")
        return place is None or self._line.mapper.maybe_text(data, place) == key

    def _there(self, name: str, values: dict[str, Any], attempt: Attempt) -> Answer:
        """An answer that must be there."""
        answer = self._ask(name, values, attempt)
        if answer is None:
            raise InsurerError(
                f"{self._name} must know what {name} asks for, got that it does not",
                hint="was the reference typed rightly?",
            )
        return answer

    def _ask(self, name: str, values: dict[str, Any], attempt: Attempt) -> Answer | None:
        return self._line.ask(self._question(name, values), attempt)

    def _question(self, name: str, values: dict[str, Any]) -> Question:
        call, mapper, fault = self._call(name), self._line.mapper, ""
        try:
            query = {theirs: mapper.told(ours, values) for theirs, ours in call.query.items()}
            path = quoted(call.path, values)
            given = {key: str(value) for key, value in query.items() if value not in (None, "")}
            return Question(name, call.method, path, query=given, absent=call.absent)
        except LedgerguardError as error:
            fault = str(error)
        raise InsurerError(f"{self._name} cannot be asked that: {fault}")

    def _call(self, name: str) -> Call:
        allowed = name in ("find", "poll") or name in self._capabilities
        if name not in self._profile.calls or not allowed:
            raise NotOffered(
                f"{self._name} must offer {name}, got that it does not",
                hint="`ledgerguard insurer list` shows what it offers",
            )
        return self._profile.calls[name]

    def _unclear(self, name: str, fault: str) -> Unsure:
        return Unsure(
            f"{self._name} must answer {name} with its reference, got: {fault}",
            hint="it has arrived, it seems; `ledgerguard insurer reconcile` asks",
        )

    def _within(self, ask: Callable[[Attempt], T]) -> T:
        """What a call answers; whatever goes wrong in it is told as the protocol has it.

        An error of another kind is told by its type, because its text may quote a token.
        """
        sent: list[bool] = []
        fault = ""

        def work(attempt: Attempt) -> T:
            try:
                return ask(attempt)
            except Exception:
                sent.append(attempt.sent)
                raise

        try:
            found: T = self._line.within_patience(work)
            return found
        except (InsurerError, OutOfTime):
            raise
        except LedgerguardError as error:
            fault = f"an answer that the profile does not describe: {error}"
        except Exception as error:  # httpx and what lies below have many
            fault = f"{type(error).__name__} in the connector"
        shown = f"{self._name} must answer, got {fault}"
        raise Unsure(shown) if any(sent) else Unreachable(shown)
