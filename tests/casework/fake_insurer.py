"""An insurer in memory that fails in every way it may, and some that it may not.

``Arrivals`` is the insurer's side: what has arrived, and how often each write was counted. A
careful one counts a key once, as the protocol asks; a careless one counts whatever comes.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ledgerguard.plugin.insurer import (
    CAPABILITIES,
    BuyerMatch,
    BuyerQuery,
    Capability,
    ClaimFiling,
    ClaimState,
    Cover,
    Declined,
    EventPage,
    Grade,
    LimitRequest,
    LockedOut,
    NotOffered,
    OverdueDeclaration,
    Progress,
    Ticket,
    Unreachable,
    Unsure,
    Write,
)

FAULTS: Final = (
    "unreachable",  # nothing was sent
    "locked out",
    "not offered",
    "declined",
    "unheard",  # it has arrived, and the answer was lost
    "lost",  # it has not arrived, and nobody knows
    "breaks before",  # the connector breaks its word: another exception, nothing sent
    "breaks after",
    "exits",  # sys.exit after the write
    "another ticket",  # an answer that belongs to something else
    "no ticket",
    "twice",  # the network delivers it twice
)
LATE: Final = "late"
"""It still travels when the connector gives up."""


@dataclass
class Arrivals:
    """What the insurer has."""

    careful: bool = True
    writes: dict[str, Write] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    travelling: list[Write] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # declined for good

    def take(self, write: Write) -> Ticket:
        if not (self.careful and write.key in self.writes):
            self.counted[write.key] += 1
        self.writes[write.key] = write
        return self.ticket(write.key)

    def ticket(self, key: str) -> Ticket:
        return Ticket(key, f"T-{key}")

    def deliver(self) -> None:
        """What travels arrives."""
        while self.travelling:
            write = self.travelling.pop()
            if write.key not in self.refused:
                self.take(write)


class FakeInsurer:
    """A connector to these arrivals. ``fault`` chooses what goes wrong with each call."""

    name = "mutual"
    title = "Example Mutual"
    capabilities: frozenset[Capability] = frozenset(CAPABILITIES)

    def __init__(
        self,
        arrivals: Arrivals | None = None,
        fault: Callable[[], str] = lambda: "",
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self.arrivals = arrivals or Arrivals()
        self.fault = fault
        self.tick = tick
        self.calls: list[str] = []
        self.known: dict[str, list[Cover]] = {}
        self.matches: list[BuyerMatch] = []
        self.pages: dict[str, EventPage] = {}
        self.progress: Any = Progress("done", "approved", Decimal(100), "EUR")

    def find_buyer(self, query: BuyerQuery) -> Sequence[BuyerMatch]:
        self._read("find_buyer")
        return self.matches

    def grade(self, reference: str) -> Grade | None:
        self._read("grade")
        return Grade("3", "1 to 10", "low is best", dt.date(2026, 6, 30))

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        self._read("covers")
        if reference is None:
            return [cover for lines in self.known.values() for cover in lines]
        return self.known.get(reference, [])

    def request_limit(self, request: LimitRequest) -> Ticket:
        return self._write(request)

    def declare_overdue(self, declaration: OverdueDeclaration) -> Ticket:
        return self._write(declaration)

    def file_claim(self, claim: ClaimFiling) -> Ticket:
        return self._write(claim)

    def find(self, key: str) -> Ticket | None:
        self._read("find")
        return self.arrivals.ticket(key) if key in self.arrivals.writes else None

    def poll(self, ticket: Ticket) -> Progress:
        self._read("poll")
        answer: Progress = self.progress
        return answer

    def claim_status(self, reference: str) -> ClaimState:
        self._read("claim_status")
        return ClaimState(reference, "open")

    def events(self, cursor: str = "") -> EventPage:
        self._read("events")
        return self.pages.get(cursor, EventPage((), cursor))

    def _read(self, what: str) -> None:
        self.tick()
        self.calls.append(what)
        fault = self.fault()
        if fault in ("unreachable", "unheard", "lost", LATE):
            raise Unreachable("the insurer must answer, got nothing")
        if fault == "locked out":
            raise LockedOut("the access must be open, got locked")
        if fault.startswith("breaks"):
            raise RuntimeError("https://example.invalid/?token=SECRET")
        if fault == "exits":
            raise SystemExit(3)
        self.tick()

    def _write(self, write: Write) -> Ticket:
        self.tick()
        self.calls.append("write")
        fault = self.fault()
        if write.key in self.arrivals.refused:
            raise Declined("the amount must be allowed by the policy, got too much")
        self._before(write, fault)
        ticket = self.arrivals.take(write)
        if fault == "twice" and self.arrivals.careful:
            self.arrivals.take(write)  # which counts it once
        self.tick()
        if fault == "unheard":
            raise Unsure("the insurer must answer, got nothing after the write was sent")
        if fault == "breaks after":
            raise RuntimeError("https://example.invalid/?token=SECRET")
        if fault == "exits":
            raise SystemExit(3)
        if fault == "another ticket":
            return Ticket("limit-of-somebody-else", "T-9")
        if fault == "no ticket":
            return None  # type: ignore[return-value]
        return ticket

    def _before(self, write: Write, fault: str) -> None:
        """What goes wrong before the write arrives."""
        if fault == "unreachable":
            raise Unreachable("the insurer must answer, got no connection")
        if fault == "locked out":
            raise LockedOut("the access must be open, got locked")
        if fault == "not offered":
            raise NotOffered("this contract must allow it, got that it does not")
        if fault == "declined" and write.key not in self.arrivals.writes:
            self.arrivals.refused.add(write.key)
            raise Declined("the amount must be allowed by the policy, got too much")
        if fault == "lost":
            raise Unsure("the insurer must answer, got nothing after the write was sent")
        if fault == LATE:
            self.arrivals.travelling.append(write)
            raise Unsure("the insurer must answer, got nothing after the write was sent")
        if fault == "breaks before":
            raise RuntimeError("https://example.invalid/?token=SECRET")


def random_fault(dice: random.Random, often: float) -> Callable[[], str]:
    """Faults at random, so often."""

    def fault() -> str:
        return dice.choice((*FAULTS, LATE, LATE, LATE)) if dice.random() < often else ""

    return fault
