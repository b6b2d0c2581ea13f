"""What a connector reads: buyers, grades, covers, claims and events."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections.abc import Sequence
from typing import Any, Final

import pytest

from ledgerguard.casework.insurers.covers import checked
from ledgerguard.errors import DefinitionError
from ledgerguard.plugin.insurer import (
    CAPABILITIES,
    BuyerMatch,
    Capability,
    ClaimState,
    EventPage,
    Grade,
    Insurer,
    InsurerError,
    InsurerEvent,
    NotOffered,
)
from ledgerguard.testing.insurer_bench import Asking, InsurerBench, new_key
from ledgerguard.testing.loading import brought

DIRECTIONS: Final = ("low is best", "high is best", "letters")
PAGES: Final = 1000
"""So many pages of events hold all that a test has made happen."""


class InsurerReads(InsurerBench):
    """The questions whose answers change nothing."""

    def test_it_is_a_connector(self) -> None:
        """It has all members of the protocol, a name for formulas, and capabilities that exist."""
        insurer = self.insurer()
        self.require(
            isinstance(insurer, Insurer), "have all members of Insurer", type(insurer).__name__
        )
        try:
            brought("ledgerguard_register_insurers", [insurer], "contract")
        except DefinitionError as error:
            raise self.broken("be one that ledgerguard takes", str(error)) from error
        self.require(
            isinstance(insurer.title, str) and insurer.title.strip(), "have a title", insurer.title
        )
        self.require(
            isinstance(insurer.capabilities, frozenset) and insurer.capabilities,
            "offer something: capabilities is a frozenset of what it can do",
            insurer.capabilities,
        )

    def test_what_it_does_not_offer_it_says(self) -> None:
        """Whatever is not among its capabilities raises NotOffered."""
        ask = self.asking()
        lacking = [one for one in CAPABILITIES if one not in ask.insurer.capabilities]
        if not lacking:
            pytest.skip("this connector offers everything")
        for capability in lacking:
            answer = ask.tried(capability, *self._sample(capability))
            self.require(
                isinstance(answer, NotOffered),
                f"raise NotOffered from {capability}, which is not among its capabilities",
                answer,
            )

    def test_it_finds_the_buyer_it_knows(self) -> None:
        """Matches with a reference and a confidence from 0 to 1, the surest first."""
        ask = self.asking()
        ask.offers("find_buyer")
        matches = ask.answer("find_buyer", self.known_buyer())
        self._require_matches(matches)
        self.require(matches, "know the buyer of known_buyer()", matches)
        again = ask.answer("find_buyer", self.known_buyer())
        self.require([*again] == [*matches], f"find the same again ({matches})", again)

    def test_it_finds_nobody_where_nobody_is(self) -> None:
        """An empty answer, not an error: whoever is not insured yet is asked for too."""
        ask = self.asking()
        ask.offers("find_buyer")
        matches = ask.answer("find_buyer", self.unknown_buyer())
        self._require_matches(matches)
        self.require(not matches, "answer nothing for unknown_buyer()", matches)

    def test_its_grade_has_scale_and_direction(self) -> None:
        """A number alone means nothing: 3 may be good or bad."""
        ask = self.asking()
        ask.offers("grade")
        grade = ask.answer("grade", ask.buyer())
        if grade is None:
            pytest.skip("the insurer has no opinion of known_buyer()")
        self.require(isinstance(grade, Grade), "answer a Grade or None", grade)
        for field in ("value", "scale"):
            text = getattr(grade, field)
            self.require(isinstance(text, str) and text.strip(), f"give the {field} as text", text)
        self.require(
            grade.direction in DIRECTIONS, f"say one of {', '.join(DIRECTIONS)}", grade.direction
        )
        self.require(type(grade.as_of) is dt.date, "say of which date the grade is", grade.as_of)

    def test_its_covers_can_be_understood(self) -> None:
        """Of one buyer and of all: kinds, decisions, amounts as Decimal, currencies, days."""
        ask = self.asking()
        ask.offers("covers")
        reference = ask.buyer()
        self._require_covers(ask.answer("covers", reference), reference)
        self._require_covers(ask.answer("covers"), None)

    def test_a_buyer_s_covers_are_among_all_covers(self) -> None:
        """One question for all buyers must not tell less than one for each."""
        ask = self.asking()
        ask.offers("covers")
        mine = ask.answer("covers", ask.buyer())
        if not mine:
            pytest.skip("known_buyer() has no cover: let the other side give it one")
        everyone = [*ask.answer("covers")]
        missing = [cover for cover in mine if cover not in everyone]
        self.require(not missing, "name in covers() what covers(reference) names", missing)

    def test_a_claim_that_nobody_filed_is_an_error(self) -> None:
        """``claim_status`` of an unknown reference raises an InsurerError."""
        ask = self.asking()
        ask.offers("claim_status")
        answer = ask.tried("claim_status", "no-such-claim-000000")
        self.require(
            isinstance(answer, InsurerError),
            "raise an InsurerError for a claim that does not exist",
            answer,
        )

    def test_its_events_are_read_to_the_end(self) -> None:
        """Page after page until an empty one; from the beginning again the same."""
        ask = self.asking()
        ask.offers("events")
        first, end = self.events_from(ask, "")
        again, _ = self.events_from(ask, "")
        self.require(
            {e.id for e in first} <= {e.id for e in again},
            "tell all events from the beginning whenever the cursor is empty",
            f"{len(again)} after {len(first)}",
        )
        after = list(self.events_from(ask, end)[0])
        self.require(
            len(after) <= len(first) and (not first or len(after) < len(first)),
            "go on behind the cursor, and not from the beginning",
            f"{len(after)} events behind the cursor of the last of {len(first)}",
        )

    def test_it_answers_in_another_thread(self) -> None:
        """Off the calculation thread: reads come from threads of ledgerguard's own."""
        ask = self.asking()
        found: list[Any] = []
        faults: list[BaseException] = []

        def work() -> None:
            try:
                found.append(self._read(ask))
            except BaseException as error:
                faults.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if faults:
            raise faults[0]
        self.require(
            not isinstance(found[0], InsurerError),
            "answer in another thread than the one that has made it",
            found[0],
        )

    def test_it_shows_no_secret(self) -> None:
        """Its repr stands in tracebacks and logs."""
        ask = self.asking()
        self._read(ask)
        if not self.secrets(ask.insurer):
            pytest.skip("secrets() names none; override it if the connector has any")
        for what, text in (("its repr", repr(ask.insurer)), ("its text", str(ask.insurer))):
            ask.require_discreet(what, text)

    def events_from(self, ask: Asking, cursor: str) -> tuple[Sequence[InsurerEvent], str]:
        """All events behind a cursor, and the cursor of the end."""
        found: list[InsurerEvent] = []
        for _ in range(PAGES):
            page = ask.answer("events", cursor)
            self._require_page(page)
            if not page.events:
                return found, page.cursor
            self.require(
                page.cursor != cursor, "move the cursor on with each page that has events", cursor
            )
            found += page.events
            cursor = page.cursor
        raise self.broken("come to an empty page of events", f"{PAGES} pages and no end")

    def _read(self, ask: Asking) -> Any:
        """Any read that the connector offers, sound; what it raises is an answer here."""
        if "find_buyer" in ask.insurer.capabilities:
            return ask.tried("find_buyer", self.known_buyer())
        if "covers" in ask.insurer.capabilities:
            return ask.tried("covers", ask.buyer())
        return ask.tried("find", new_key("limit"))

    def _sample(self, capability: Capability) -> tuple[object, ...]:
        """Arguments with which something can be asked for."""
        key = new_key("limit")
        samples: dict[str, tuple[object, ...]] = {
            "find_buyer": (self.known_buyer(),),
            "covers": (),
            "events": (),
            "request_limit": (self.limit_request(key, "R-1"),),
            "declare_overdue": (self.declaration(key, "R-1"),),
            "file_claim": (self.claim(key, "R-1"),),
        }
        return samples.get(capability, ("R-1",))

    def _require_matches(self, matches: Any) -> None:
        self.require(
            isinstance(matches, Sequence) and all(isinstance(one, BuyerMatch) for one in matches),
            "answer find_buyer with a sequence of BuyerMatch",
            matches,
        )
        for one in matches:
            self.require(
                isinstance(one.confidence, int | float)
                and math.isfinite(one.confidence)
                and 0 <= one.confidence <= 1,
                "be sure of a match from 0 to 1",
                one.confidence,
            )
            self.require(one.reference, "give each match the insurer's own reference", one)
            self.require(
                len(one.country) == 2 and one.country.isupper(),
                "give the country of a match as two capital letters (ISO 3166)",
                one.country,
            )
        sure = [one.confidence for one in matches]
        self.require(sure == sorted(sure, reverse=True), "put the surest match first", sure)

    def _require_covers(self, answer: Any, reference: str | None) -> None:
        try:
            covers = checked(answer, reference)
        except InsurerError as error:
            raise self.broken("answer covers that can be understood", error.message) from error
        for cover in covers:
            days = (cover.valid_from, cover.valid_to)
            self.require(
                all(day is None or type(day) is dt.date for day in days),
                "give valid_from and valid_to as dates or None",
                cover,
            )
            if cover.valid_from and cover.valid_to:
                self.require(
                    cover.valid_from <= cover.valid_to, "let a cover begin before it ends", cover
                )

    def _require_page(self, page: Any) -> None:
        self.require(
            isinstance(page, EventPage)
            and isinstance(page.cursor, str)
            and all(isinstance(event, InsurerEvent) for event in page.events),
            "answer events with an EventPage",
            page,
        )
        for event in page.events:
            self.require(isinstance(event.id, str) and event.id, "name each event", event)
            self.require(
                isinstance(event.at, dt.datetime) and event.at.tzinfo is not None,
                "give the moment of an event with its time zone",
                event.at,
            )
            self.require(
                all(isinstance(part, str) for pair in event.body.items() for part in pair),
                "give the body of an event as texts by name",
                event.body,
            )

    def require_claim_state(self, state: Any, reference: str) -> None:
        """Fail unless it says how far the claim of a reference is."""
        self.require(
            isinstance(state, ClaimState)
            and state.reference == reference
            and isinstance(state.state, str)
            and state.state.strip(),
            f"answer claim_status with the ClaimState of {reference}, in the insurer's words",
            state,
        )
