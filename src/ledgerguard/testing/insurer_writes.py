"""What a connector hands over (limit requests, overdue reports, claims), and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, get_args

import pytest

from ledgerguard.casework.insurers.covers import NOTHING
from ledgerguard.plugin.insurer import (
    DECISIONS,
    Capability,
    InsurerError,
    Progress,
    ProgressState,
    Ticket,
    Write,
)
from ledgerguard.testing.insurer_bench import METHODS, Asking, new_key
from ledgerguard.testing.insurer_reads import InsurerReads

STATES: Final = get_args(ProgressState)


class InsurerWrites(InsurerReads):
    """The questions whose answers change something at the insurer."""

    def test_a_limit_request_counts_once(self) -> None:
        """The same key twice: the ticket of the first time, and one request."""
        self._counts_once("request_limit", self.limit_request)

    def test_an_overdue_report_counts_once(self) -> None:
        """The same key twice: the ticket of the first time, and one report."""
        self._counts_once("declare_overdue", self.declaration)

    def test_a_claim_counts_once(self) -> None:
        """The same key twice: the ticket of the first time, and one claim."""
        self._counts_once("file_claim", self.claim)

    def test_another_key_is_another_write(self) -> None:
        """Two requests of one content are two, when a person has made two."""
        ask, make = self._any_write()
        reference = ask.buyer()
        one, other = (ask.handed_over(make(new_key("limit"), reference)) for _ in range(2))
        self.require(
            one.reference != other.reference,
            "answer two keys with two references",
            f"{one} and {other}",
        )
        for ticket in (one, other):
            self._require_counted(ask, ticket.key)

    def test_a_write_is_found_by_our_key(self) -> None:
        """``find``: None before it has arrived, its ticket from then on."""
        ask, make = self._any_write()
        key = new_key("limit")
        before = ask.answer("find", key)
        self.require(before is None, "answer find with None for a key that never arrived", before)
        ticket = ask.handed_over(make(key, ask.buyer()))
        self.require(
            ask.answer("find", key) == ticket, f"find {ticket} by its key", ask.answer("find", key)
        )
        other = ask.answer("find", new_key("limit"))
        self.require(other is None, "find nothing for another key", other)

    def test_a_write_is_found_after_a_restart(self) -> None:
        """A connector stores nothing: another one finds at the insurer what the first has sent."""
        ask, make = self._any_write()
        ticket = ask.handed_over(make(new_key("limit"), ask.buyer()))
        new = self.reopened(ask.insurer)
        if new is None:
            pytest.skip("reopened() returns None; override it to test a restart")
        again = Asking(self, new).answer("find", ticket.key)
        self.require(again == ticket, f"find {ticket} after a restart", again)

    def test_progress_is_told(self) -> None:
        """``poll`` of a fresh write: pending, done or failed, each in the words of the protocol."""
        ask, make = self._any_write()
        ticket = ask.handed_over(make(new_key("limit"), ask.buyer()))
        self._require_progress(ask.answer("poll", ticket))

    def test_a_decision_is_told_and_stays(self) -> None:
        """Once the other side has decided: done with a decision, and the same when asked again."""
        ask = self.asking()
        ask.offers("request_limit")
        ticket = self._decided(ask)
        progress = ask.answer("poll", ticket)
        self._require_progress(progress)
        self.require(
            progress.state in ("done", "failed"), "tell that the other side has decided", progress
        )
        self.require(
            progress.state == "failed" or progress.decision in DECISIONS,
            f"tell the decision on a limit request, one of {', '.join(DECISIONS)}",
            progress,
        )
        again = ask.answer("poll", ticket)
        self.require(again == progress, f"tell the same when asked again ({progress})", again)

    def test_a_granted_limit_is_among_the_covers(self) -> None:
        """What was granted is covered: poll and covers must not contradict each other."""
        ask = self.asking()
        ask.offers("request_limit", "covers")
        progress = ask.answer("poll", self._decided(ask))
        if progress.decision in {None, *NOTHING} or not progress.amount:
            pytest.skip("the other side has granted nothing")
        covers = ask.answer("covers", ask.buyer())
        self.require(
            any(one.amount == progress.amount and one.decision not in NOTHING for one in covers),
            f"name the limit of {progress.amount} that was granted among the covers",
            covers,
        )

    def test_an_unknown_ticket_is_an_error(self) -> None:
        """``poll`` of a ticket that the insurer never gave raises an InsurerError."""
        ask, _ = self._any_write()
        answer = ask.tried("poll", Ticket(new_key("limit"), "no-such-ticket-000000"))
        self.require(
            isinstance(answer, InsurerError),
            "raise an InsurerError for a ticket that the insurer never gave",
            answer,
        )

    def test_a_filed_claim_has_a_state(self) -> None:
        """``claim_status`` by the reference of the ticket."""
        ask = self.asking()
        ask.offers("file_claim", "claim_status")
        ticket = ask.handed_over(self.claim(new_key("claim"), ask.buyer()))
        self.require_claim_state(ask.answer("claim_status", ticket.reference), ticket.reference)

    def test_events_tell_what_has_changed(self) -> None:
        """A decision makes an event behind the cursor that was the end before."""
        ask = self.asking()
        ask.offers("request_limit", "events")
        before, cursor = self.events_from(ask, "")
        self._decided(ask)
        new, _ = self.events_from(ask, cursor)
        known = {event.id for event in before}
        self.require(
            [event for event in new if event.id not in known],
            "tell a decision as an event behind the cursor of the time before",
            f"{len(new)} events, none of them new",
        )
        every, _ = self.events_from(ask, "")
        lost = {event.id for event in new} - {event.id for event in every}
        self.require(not lost, "tell from the beginning what it tells behind a cursor", lost)

    def _counts_once(self, capability: Capability, make: Callable[[str, str], Write]) -> None:
        ask = self.asking()
        ask.offers(capability)
        write = make(new_key("write"), ask.buyer())
        first = ask.handed_over(write)
        second = ask.handed_over(write)
        self.require(
            second == first, f"answer a key that has arrived with its ticket ({first})", second
        )
        self._require_counted(ask, write.key)

    def _require_counted(self, ask: Asking, key: str) -> None:
        count = self.counted(ask.insurer, key)
        self.require(
            count in (None, 1), "count a write once, however often it is sent", f"{count} times"
        )

    def _any_write(self) -> tuple[Asking, Callable[[str, str], Write]]:
        """The connector, and how to make a write that it offers."""
        ask = self.asking()
        for make in (self.limit_request, self.declaration, self.claim):
            if METHODS[type(make("k", "r"))] in ask.insurer.capabilities:
                return ask, make
        pytest.skip("the connector takes no writes")

    def _decided(self, ask: Asking) -> Ticket:
        """The ticket of a limit request on which the other side has decided."""
        ticket = ask.handed_over(self.limit_request(new_key("limit"), ask.buyer()))
        if not self.settle(ask.insurer):
            pytest.skip("settle() returns False; override it to let the other side decide")
        return ticket

    def _require_progress(self, progress: Any) -> None:
        self.require(isinstance(progress, Progress), "answer poll with Progress", progress)
        self.require(
            progress.state in STATES, f"be {', '.join(STATES)} in progress", progress.state
        )
        self.require(
            progress.decision is None or progress.decision in DECISIONS,
            f"decide None or one of {', '.join(DECISIONS)}",
            progress.decision,
        )
        amount = progress.amount
        self.require(
            amount is None or (isinstance(amount, Decimal) and amount.is_finite() and amount >= 0),
            "give the amount in progress as a Decimal of 0 or more, or None",
            amount,
        )
        self.require(
            isinstance(progress.currency, str)
            and (amount is None or not amount or progress.currency),
            "give the currency of an amount",
            progress,
        )
