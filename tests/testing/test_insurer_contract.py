"""The connector's contract: the starter is green, and each question has one that it catches."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from ledgerguard_starter.insurer import StarterInsurer
from ledgerguard_starter.office import Office
from suite_runs import outcome, questions

from ledgerguard.plugin.insurer import (
    BuyerMatch,
    BuyerQuery,
    Capability,
    Cover,
    EventPage,
    Grade,
    Insurer,
    InsurerError,
    InsurerEvent,
    Progress,
    Ticket,
    Unreachable,
)
from ledgerguard.testing import InsurerContract

KNOWN = BuyerQuery("2001", "Example Trading Ltd.", "GB", reference="B-1001")
COVER = Cover("B-1001", "4711", "permanent", "approved", Decimal(100), "EUR")


def suite_of(others: bool = True, **parts: Any) -> type[InsurerContract]:
    """A suite over the starter's connector with some parts replaced.

    ``others``: whether what the other side must do for a test is overridden, too.
    """
    base = parts.pop("base", StarterInsurer)
    broken: Any = type("Broken", (base,), parts)

    class Suite(InsurerContract):
        patience = 0.5

        def insurer(self) -> Insurer:
            office = Office()
            office.covers.append(COVER)
            made: Insurer = broken(office)
            return made

        def known_buyer(self) -> BuyerQuery:
            return KNOWN

    class Whole(Suite):
        def reopened(self, insurer: Any) -> Insurer:
            made: Insurer = broken(insurer.office)
            return made

        def settle(self, insurer: Any) -> bool:
            insurer.office.decide()
            return True

        def counted(self, insurer: Any, key: str) -> int:
            count: int = insurer.office.counted[key]
            return count

        def secrets(self, insurer: Any) -> list[str]:
            return ["hunter2"]

    return Whole if others else Suite


def answering(answer: Any) -> Callable[..., Any]:
    return lambda self, *arguments: answer


def raising(error: BaseException) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any) -> Any:
        raise error

    return method


def without(*lacking: str) -> frozenset[Any]:
    return frozenset(StarterInsurer.capabilities - {*lacking})


def another_reference(self: Any, write: Any) -> Ticket:
    StarterInsurer._taken(self, write)
    self.office.number = getattr(self.office, "number", 0) + 1
    return Ticket(write.key, f"N-{self.office.number}")


def counted_twice(self: Any, write: Any) -> Ticket:
    self.office.counted[write.key] += 1
    return StarterInsurer._taken(self, write)


def one_for_all(self: Any, write: Any) -> Ticket:
    StarterInsurer._taken(self, write)
    return Ticket(write.key, "T-1")


def found_always(self: Any, key: str) -> Ticket:
    return Ticket(key, f"T-{key}")


class Forgetful(StarterInsurer):
    """It remembers by itself what it has sent."""

    def __init__(self, office: Office | None = None) -> None:
        super().__init__(office)
        self.sent: set[str] = set()

    def find(self, key: str) -> Ticket | None:
        return super().find(key) if key in self.sent else None

    def _taken(self, write: Any) -> Ticket:
        self.sent.add(write.key)
        return super()._taken(write)


class Bound(StarterInsurer):
    """It works in the thread that has made it, like a connection of SQLite."""

    def __init__(self, office: Office | None = None) -> None:
        super().__init__(office)
        self.thread = threading.get_ident()

    def find_buyer(self, query: BuyerQuery) -> Any:
        if threading.get_ident() != self.thread:
            raise Unreachable("the connection must be open, got another thread")
        return super().find_buyer(query)


def fickle() -> Callable[..., Progress]:
    said: list[int] = []

    def poll(self: Any, ticket: Ticket) -> Progress:
        said.append(1)
        return Progress("done", "approved", Decimal(len(said)), "EUR")

    return poll


def page_of(*events: Any, cursor: str = "1") -> Callable[..., Any]:
    return lambda self, at="": EventPage(events if not at else (), at or cursor)


EVENT = InsurerEvent("E-1", dt.datetime(2026, 6, 30, tzinfo=dt.UTC), "cover", "B-1001")


def from_the_start(self: Any, cursor: str = "") -> EventPage:
    """It never goes on: what was told behind a cursor is told again, once."""
    number = int(cursor or 0) + 1
    return EventPage((EVENT,) if number % 2 else (), str(number))


def one_at_a_time(self: Any, cursor: str = "") -> EventPage:
    told: set[str] = self.__dict__.setdefault("told", set())
    fresh = tuple(e for e in (EVENT,) if e.id not in told)
    told |= {e.id for e in fresh}
    return EventPage(fresh, "end")


def endless(self: Any, cursor: str = "") -> EventPage:
    return EventPage((EVENT,), str(int(cursor or 0) + 1))


def no_memory(self: Any, cursor: str = "") -> EventPage:
    """From the beginning only what there was when it was asked first."""
    if cursor:
        return StarterInsurer.events(self, cursor)
    return EventPage((), "0")


def silly(method: str) -> Callable[..., Any]:
    """A method that breaks on text which is not plain."""

    def work(self: Any, *arguments: Any) -> Any:
        if "\x00" in repr(arguments) or "\\x00" in repr(arguments):
            raise ValueError("embedded null byte")
        return getattr(StarterInsurer, method)(self, *arguments)

    return work


def granted_nothing(self: Any, reference: str | None = None) -> list[Cover]:
    return [COVER]


def grade(**fields: Any) -> Callable[..., Any]:
    sound = Grade("3", "1 to 10", "low is best", dt.date(2026, 6, 30))
    return answering(dataclasses.replace(sound, **fields))


def match(**fields: Any) -> Callable[..., Any]:
    sound = BuyerMatch("B-1001", "Example Trading Ltd.", "GB", 1.0)
    return answering([dataclasses.replace(sound, **fields)])


A_CONNECTOR, OFFERS, FINDS, NOBODY, GRADE, COVERS, AMONG, NO_CLAIM, EVENTS, THREAD, SECRET = (
    "test_it_is_a_connector",
    "test_what_it_does_not_offer_it_says",
    "test_it_finds_the_buyer_it_knows",
    "test_it_finds_nobody_where_nobody_is",
    "test_its_grade_has_scale_and_direction",
    "test_its_covers_can_be_understood",
    "test_a_buyer_s_covers_are_among_all_covers",
    "test_a_claim_that_nobody_filed_is_an_error",
    "test_its_events_are_read_to_the_end",
    "test_it_answers_in_another_thread",
    "test_it_shows_no_secret",
)
LIMIT, PROGRESS, DECIDED = (
    "test_a_limit_request_counts_once",
    "test_progress_is_told",
    "test_a_decision_is_told_and_stays",
)
BROKEN: list[tuple[str, dict[str, Any], str]] = [
    (A_CONNECTOR, {"name": "Not A Word"}, "a name must be a word"),
    (A_CONNECTOR, {"title": ""}, "have a title"),
    (A_CONNECTOR, {"capabilities": frozenset()}, "offer something"),
    (OFFERS, {"capabilities": without("grade")}, "raise NotOffered from grade"),
    (FINDS, {"find_buyer": match(confidence=97)}, "from 0 to 1"),
    (FINDS, {"find_buyer": match(country="Britain")}, "two capital letters"),
    (FINDS, {"find_buyer": match(reference="")}, "own reference"),
    (FINDS, {"find_buyer": answering([])}, "know the buyer"),
    (FINDS, {"find_buyer": answering(None)}, "a sequence of BuyerMatch"),
    (FINDS, {"find_buyer": raising(OSError("no route"))}, "OSError: no route"),
    (FINDS, {"find_buyer": raising(Unreachable("no line"))}, "answer a sound question"),
    (NOBODY, {"find_buyer": match()}, "answer nothing for unknown_buyer()"),
    (GRADE, {"grade": grade(direction="up")}, "low is best"),
    (GRADE, {"grade": grade(scale="")}, "give the scale"),
    (GRADE, {"grade": grade(as_of=None)}, "of which date"),
    (GRADE, {"grade": answering("A")}, "a Grade or None"),
    (COVERS, {"covers": answering([dataclasses.replace(COVER, amount=1.5)])}, "understood"),  # type: ignore[arg-type]  # the fault
    (
        COVERS,
        {
            "covers": answering(
                [
                    dataclasses.replace(
                        COVER, valid_from=dt.date(2026, 2, 1), valid_to=dt.date(2026, 1, 1)
                    )
                ]
            )
        },
        "begin before it ends",
    ),
    (COVERS, {"covers": answering([dataclasses.replace(COVER, valid_to="2026")])}, "as dates"),  # type: ignore[arg-type]  # the fault
    (AMONG, {"covers": lambda self, reference=None: [COVER] if reference else []}, "name in"),
    (NO_CLAIM, {"claim_status": answering(None)}, "a claim that does not exist"),
    (EVENTS, {"events": answering(EventPage((EVENT,), ""))}, "move the cursor on"),
    (EVENTS, {"events": one_at_a_time}, "whenever the cursor is empty"),
    (EVENTS, {"events": from_the_start}, "go on behind the cursor"),
    (EVENTS, {"events": answering([])}, "with an EventPage"),
    (EVENTS, {"events": page_of(dataclasses.replace(EVENT, at=dt.datetime(2026, 1, 1)))}, "zone"),
    (EVENTS, {"events": page_of(dataclasses.replace(EVENT, id=""))}, "name each event"),
    (EVENTS, {"events": page_of(dataclasses.replace(EVENT, body={"n": 1}))}, "as texts by name"),  # type: ignore[dict-item]  # the fault
    (EVENTS, {"events": endless}, "come to an empty page"),
    (THREAD, {"find_buyer": raising(OSError("no route"))}, "OSError: no route"),
    (THREAD, {"base": Bound}, "in another thread"),
    (SECRET, {"__repr__": lambda self: "<password hunter2>"}, "[the secret]"),
    (SECRET, {"find_buyer": raising(Unreachable("?token=hunter2"))}, "the error of find_buyer"),
    (LIMIT, {"_taken": another_reference}, "with its ticket"),
    (LIMIT, {"_taken": counted_twice}, "count a write once"),
    (LIMIT, {"request_limit": answering(Ticket("another", "T-1"))}, "Ticket(our key"),
    ("test_an_overdue_report_counts_once", {"_taken": another_reference}, "with its ticket"),
    ("test_a_claim_counts_once", {"_taken": counted_twice}, "count a write once"),
    ("test_another_key_is_another_write", {"_taken": one_for_all}, "with two references"),
    ("test_a_write_is_found_by_our_key", {"find": found_always}, "None for a key"),
    ("test_a_write_is_found_by_our_key", {"find": answering(None)}, "by its key"),
    ("test_a_write_is_found_after_a_restart", {"base": Forgetful}, "after a restart"),
    (PROGRESS, {"poll": answering(Progress("waiting"))}, "pending, done, failed"),  # type: ignore[arg-type]  # the fault
    (PROGRESS, {"poll": answering(None)}, "answer poll with Progress"),
    (PROGRESS, {"poll": answering(Progress("done", "yes"))}, "decide None or one of"),  # type: ignore[arg-type]  # the fault
    (PROGRESS, {"poll": answering(Progress("done", None, Decimal(-1)))}, "a Decimal of 0 or more"),
    (PROGRESS, {"poll": answering(Progress("done", None, Decimal(5)))}, "the currency"),
    (DECIDED, {"poll": answering(Progress("pending"))}, "has decided"),
    (DECIDED, {"poll": answering(Progress("done"))}, "the decision on a limit request"),
    (DECIDED, {"poll": fickle()}, "the same when asked again"),
    ("test_a_granted_limit_is_among_the_covers", {"covers": granted_nothing}, "that was granted"),
    ("test_an_unknown_ticket_is_an_error", {"poll": answering(Progress("pending"))}, "never gave"),
    ("test_a_filed_claim_has_a_state", {"claim_status": answering("open")}, "the ClaimState of"),
    ("test_events_tell_what_has_changed", {"events": page_of(cursor="0")}, "none of them new"),
    ("test_events_tell_what_has_changed", {"events": no_memory}, "from the beginning what it"),
    ("test_junk_in_reads_never_breaks_it", {"grade": silly("grade")}, "null byte"),
    ("test_junk_in_writes_never_breaks_it", {"_taken": silly("_taken")}, "null byte"),
    ("test_junk_in_writes_never_breaks_it", {"file_claim": answering(None)}, "answer a write with"),
    ("test_junk_in_keys_and_tickets_never_breaks_it", {"find": silly("find")}, "null byte"),
]

NOTHING: frozenset[Capability] = frozenset()


@pytest.mark.parametrize("question", questions(InsurerContract))
def test_the_starter_is_green(question: str) -> None:
    expected = "skipped" if question == OFFERS else "passed"
    assert outcome(suite_of(), question) == expected


@pytest.mark.parametrize(("question", "parts", "words"), BROKEN)
def test_a_broken_one_is_caught(question: str, parts: dict[str, Any], words: str) -> None:
    said = outcome(suite_of(**parts), question)
    assert words in said
    assert "a connector must" in said
    assert "docs/plugins.md" in said


def test_no_question_is_toothless() -> None:
    assert {question for question, _, _ in BROKEN} == {*questions(InsurerContract)}


def test_what_is_not_offered_or_not_overridden_is_skipped() -> None:
    declined = raising(InsurerError("nothing must be asked"))
    silent = suite_of(False, capabilities=NOTHING, find=declined)
    ran = {q for q in questions(InsurerContract) if outcome(silent, q) != "skipped"}
    assert ran == {A_CONNECTOR, OFFERS, THREAD}
    plain = suite_of(False)
    skipped = {q for q in questions(InsurerContract) if outcome(plain, q) == "skipped"}
    assert skipped == {
        *(OFFERS, SECRET, DECIDED, "test_a_granted_limit_is_among_the_covers"),
        *("test_a_write_is_found_after_a_restart", "test_events_tell_what_has_changed"),
    }


def test_an_insurer_may_have_no_opinion_and_no_cover() -> None:
    quiet = suite_of(grade=answering(None), covers=answering([]))
    assert outcome(quiet, GRADE) == outcome(quiet, AMONG) == "skipped"
    assert outcome(quiet, COVERS) == "passed"


def test_without_find_buyer_the_known_buyer_needs_a_reference() -> None:
    blind = suite_of(capabilities=without("find_buyer"))
    assert outcome(blind, COVERS) == outcome(blind, THREAD) == "passed"

    class Nameless(blind):  # type: ignore[misc, valid-type]  # made by a function
        def known_buyer(self) -> BuyerQuery:
            return BuyerQuery("2001", "Example Trading Ltd.", "GB")

    assert "known_buyer() that has a reference" in outcome(Nameless, COVERS)


def test_who_grants_nothing_covers_nothing() -> None:
    stern = suite_of(poll=answering(Progress("done", "refused")))
    assert outcome(stern, "test_a_granted_limit_is_among_the_covers") == "skipped"


def test_who_forgets_to_override_is_told() -> None:
    for name in ("insurer", "known_buyer"):
        with pytest.raises(NotImplementedError, match=f"override {name}"):
            getattr(InsurerContract(), name)()
