"""What insurers answer: buyers are matched, covers read, failures kept, events taken."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fake_insurer import FakeInsurer

from ledgerguard.casework.insurers import refreshing
from ledgerguard.casework.insurers.buyers import best, confirmed, reference_of
from ledgerguard.casework.insurers.covers import borne, checked, covers_of, known, payload_of
from ledgerguard.casework.insurers.patience import within
from ledgerguard.casework.insurers.refreshing import refresh, refresh_all, take_events
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.plugin.insurer import (
    BuyerMatch,
    BuyerQuery,
    Cover,
    EventPage,
    InsurerError,
    InsurerEvent,
    NotOffered,
    Unreachable,
)
from ledgerguard.store.covers import Buyer, CoverBook

MOMENT = dt.datetime(2026, 6, 30, 8, 0, tzinfo=dt.UTC)
OURS = BuyerQuery("2001", "Nordwerk GmbH", "DE", "HRB 1234")


def clock() -> dt.datetime:
    return MOMENT


@pytest.fixture
def book(tmp_path: Path) -> Iterator[CoverBook]:
    with CoverBook.open(tmp_path / "covers.db") as book:
        yield book


def line(reference: str = "B-2001", amount: str = "100.50", **more: Any) -> Cover:
    given = {"kind": "permanent", "decision": "approved", "currency": "EUR", **more}
    return Cover(reference, "P-1", amount=Decimal(amount), **given)


def match(reference: str, confidence: float, legal_id: str = "", country: str = "DE") -> BuyerMatch:
    return BuyerMatch(reference, f"{reference} GmbH", country, confidence, legal_id)


def accept(book: CoverBook, *customers: str) -> None:
    for customer in customers:
        book.put_buyer(Buyer("mutual", customer, f"B-{customer}", "", 1.0, True))


@pytest.mark.parametrize(
    ("matches", "reference", "accepted"),
    [
        ([match("B1", 0.9)], "B1", True),
        ([match("B1", 0.89)], "B1", False),
        ([match("B1", 0.5), match("B2", 0.95)], "B2", True),
        ([match("B1", 0.95), match("B2", 0.92)], "B1", False),  # sure of two is sure of none
        ([match("B1", 0.2, "hrb-1234"), match("B2", 0.95)], "B1", True),  # the legal id decides
        ([match("B1", 0.99, "HRB 9999")], "B1", False),  # another legal id is another company
        ([match("B1", 0.2, "HRB1234", "AT"), match("B2", 0.1)], "B1", False),  # another register
        ([match("B1", 0.99, "", "AT")], "B1", False),
        ([match("B1", 0.2, "HRB1234"), match("B2", 0.3, "HRB 1234")], "B2", False),
    ],
)
def test_who_counts_by_itself(matches: list[BuyerMatch], reference: str, accepted: bool) -> None:
    found = best(matches, OURS, "mutual")
    assert found is not None
    assert (found.reference, found.accepted, found.confirmed_by) == (reference, accepted, "")


def test_without_a_legal_id_or_country_of_ours() -> None:
    found = best([match("B1", 1.7, "HRB 9")], BuyerQuery("2001", "x", ""), "mutual")
    assert found is not None
    assert (found.accepted, found.confidence) == (True, 1.0)
    assert best([], OURS, "mutual") is None


def test_a_reference_is_found_once(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.matches = [match("B1", 0.95)]
    assert reference_of(book, insurer, OURS) == reference_of(book, insurer, OURS) == "B1"
    assert insurer.calls == ["find_buyer"]


def test_a_reference_that_is_known_is_not_looked_for(book: CoverBook) -> None:
    insurer = FakeInsurer()
    query = BuyerQuery("2001", "Nordwerk", "DE", reference="B-7")
    assert reference_of(book, insurer, query) == "B-7"
    assert insurer.calls == []
    saved = book.buyer("mutual", "2001")
    assert saved is not None
    assert saved.accepted


def test_a_guess_waits_for_a_person(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.matches = [match("B1", 0.6)]
    with pytest.raises(NotAvailable, match=r"B1 GmbH \(B1, 60% sure\)") as caught:
        reference_of(book, insurer, OURS)
    assert "--confirm 2001=B1 --by NAME" in caught.value.hint
    (guess,) = known(book)
    assert (guess.waits, guess.covers) == (True, None)
    buyer = confirmed(book, "mutual", "2001", "B1", "Wang")
    assert (buyer.name, buyer.confirmed_by) == ("B1 GmbH", "Wang")
    assert reference_of(book, insurer, OURS) == "B1"
    assert confirmed(book, "mutual", "2001", "B2", "Wang").name == ""
    for given in (("", "B1", "Wang"), ("2001", " ", "Wang"), ("2001", "B1", "")):
        with pytest.raises(InvalidValue, match="must be given"):
            confirmed(book, "mutual", *given)


def test_nobody_is_found(book: CoverBook) -> None:
    with pytest.raises(NotAvailable, match="2001 must be known to mutual"):
        reference_of(book, FakeInsurer(), OURS)


@pytest.mark.parametrize("answer", [None, [7], [match("", 1.0)]])
def test_rubbish_is_nobody(book: CoverBook, answer: Any) -> None:
    insurer = FakeInsurer()
    insurer.matches = answer
    with pytest.raises(InsurerError, match="find_buyer must answer matches"):
        reference_of(book, insurer, OURS)


def test_a_confidence_that_is_no_number_is_none(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.matches = [match("B1", float("nan"))]
    with pytest.raises(NotAvailable, match="0% sure"):
        reference_of(book, insurer, OURS)


def test_covers_come_back_as_they_were() -> None:
    lines = (
        line(),
        line(decision="refused", amount="0", currency="", condition="见函"),
        line(kind="temporary", valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 6, 30)),
    )
    assert covers_of(payload_of(lines)) == lines
    for wrong in ("", "7", "[7]", "[{}]", payload_of(lines).replace("100.50", "a lot")):
        with pytest.raises(NotAvailable, match="must hold what an insurer has said"):
            covers_of(wrong)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (7, "got int"),
        ([None], "NoneType"),
        ([line("B-9")], "another buyer"),
        ([line(kind="odd")], "the kind 'odd'"),
        ([line(decision="odd")], "the decision 'odd'"),
        ([line(amount="-1")], "the amount"),
        ([line(amount="NaN")], "the amount"),
        ([line(amount="1e400000")], "the amount"),
        ([Cover("B-2001", "P", "permanent", "approved", 1.5, "EUR")], "the amount 1.5"),  # type: ignore[arg-type]
        ([line(currency="")], "without a currency"),
    ],
)
def test_rubbish_is_no_cover(answer: Any, said: str) -> None:
    with pytest.raises(InsurerError, match=said):
        checked(answer, "B-2001")


def test_what_a_line_bears() -> None:
    assert borne(line()) == borne(line(decision="conditional")) == Decimal("100.50")
    for decision in ("refused", "cancelled", "investigating"):
        assert borne(line(decision=decision)) == 0
    first, last = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
    held = line(valid_from=first, valid_to=last)
    day = dt.timedelta(days=1)
    assert borne(held) == borne(held, first) == borne(held, last) == Decimal("100.50")
    assert borne(held, first - day) == borne(held, last + day) == 0


def test_what_is_told_is_remembered_with_its_moment(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.known = {"B-2001": [line()]}
    accept(book, "2001")
    book.put_wishes({"2001": "x"})
    book.put_failure("mutual", "2001", "no answer", "2026-06-01T00:00:00+00:00")
    (told,) = refresh(book, insurer, [OURS], clock=clock)
    assert told.error == ""
    (one,) = known(book)
    assert (one.covers, one.told_at, one.error) == ((line(),), MOMENT, "")
    assert book.wishes() == []


def test_a_failure_leaves_what_is_known(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.known = {"B-2001": [line()]}
    accept(book, "2001")
    refresh(book, insurer, [OURS], clock=clock)
    insurer.fault = lambda: "breaks before"
    book.put_wishes({"2001": "x"})
    (told,) = refresh(book, insurer, [OURS], clock=lambda: MOMENT + dt.timedelta(hours=1))
    assert "RuntimeError" in told.error
    assert "SECRET" not in told.error
    (one,) = known(book)
    assert (one.covers, one.told_at, one.error) == ((line(),), MOMENT, told.error)
    assert one.failed_at == MOMENT + dt.timedelta(hours=1)
    assert book.wishes() == []  # the cell wishes again; others must have their turn


@pytest.mark.parametrize(("fault", "asked"), [("locked out", 1), ("unreachable", 3)])
def test_when_more_questions_are_no_use(book: CoverBook, fault: str, asked: int) -> None:
    customers = [str(number) for number in range(9)]
    accept(book, *customers)
    book.put_wishes({"0": "x"})
    insurer = FakeInsurer(fault=lambda: fault)
    found = refresh(book, insurer, [BuyerQuery(one, "", "") for one in customers], clock=clock)
    assert len(found) == len(insurer.calls) == asked
    assert [one.locked_out for one in found] == [fault == "locked out"] * asked
    assert book.wishes() == ["0"]


def test_a_connector_without_covers(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.capabilities = frozenset()
    accept(book, "2001")
    (told,) = refresh(book, insurer, [OURS], clock=clock)
    assert "must offer covers" in told.error
    with pytest.raises(NotOffered):
        refresh_all(book, insurer)


def test_one_question_for_all(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.known = {"B-2001": [line()], "B-9": [line("B-9")]}
    accept(book, "2001", "2002")
    assert [one.customer_id for one in refresh_all(book, insurer, clock=clock)] == ["2001", "2002"]
    assert insurer.calls == ["covers"]
    first, second = known(book)
    assert (first.covers, second.covers) == ((line(),), ())  # no line is an answer too
    insurer.fault = lambda: "unreachable"
    with pytest.raises(Unreachable):
        refresh_all(book, insurer, clock=clock)
    assert all(one.error and one.covers is not None for one in known(book))


def event(name: str, reference: str = "B-2001") -> InsurerEvent:
    return InsurerEvent(name, MOMENT, "cover", reference)


def test_events_twice_and_out_of_order(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.known = {"B-2001": [line()]}
    accept(book, "2001")
    insurer.pages = {
        "": EventPage((event("2"), event("1"), event("2"), event("x", "B-9")), "a"),
        "a": EventPage((event("1"), event("3")), "b"),
    }
    assert [one.id for one in take_events(book, insurer, clock=clock)] == ["2", "1", "x", "3"]
    assert insurer.calls == ["events", "covers", "events", "covers", "events"]
    assert book.cursor("mutual") == "b"
    assert known(book)[0].covers == (line(),)
    assert take_events(book, insurer, clock=clock) == []


def test_an_event_is_not_lost_with_the_line(book: CoverBook) -> None:
    insurer = FakeInsurer()
    accept(book, "2001")
    insurer.pages = {"": EventPage((event("1"),), "a")}
    faults = iter(["", "unreachable"])
    insurer.fault = lambda: next(faults, "")
    with pytest.raises(Unreachable):
        take_events(book, insurer, clock=clock)
    assert (book.cursor("mutual"), bool(known(book)[0].error)) == ("", True)
    assert len(take_events(book, insurer, clock=clock)) == 1
    assert (book.cursor("mutual"), known(book)[0].error) == ("a", "")


def test_a_buyer_that_cannot_be_told_does_not_hold_the_events_up(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.known = {"B-2001": [line("B-9")]}
    accept(book, "2001")
    insurer.pages = {"": EventPage((event("1"),), "a")}
    take_events(book, insurer, clock=clock)
    assert book.cursor("mutual") == "a"
    assert "another buyer" in known(book)[0].error


def test_a_last_page_without_events(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.pages = {"": EventPage((), "a")}
    assert take_events(book, insurer, clock=clock) == []
    assert (book.cursor("mutual"), insurer.calls) == ("a", ["events"])


@pytest.mark.parametrize("page", [None, EventPage((7,), "a")])  # type: ignore[arg-type]
def test_rubbish_is_no_page(book: CoverBook, page: Any) -> None:
    insurer = FakeInsurer()
    insurer.pages = {"": page}
    with pytest.raises(InsurerError, match="must answer a page"):
        take_events(book, insurer, clock=clock)


def test_a_cursor_that_goes_round(book: CoverBook) -> None:
    insurer = FakeInsurer()
    insurer.pages = {"": EventPage((event("1"),), "a"), "a": EventPage((event("2"),), "")}
    assert [one.id for one in take_events(book, insurer, clock=clock)] == ["1", "2"]
    assert insurer.calls == ["events", "events"]


def test_a_cursor_that_never_ends(book: CoverBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "PAGES", 5)

    class Endless(FakeInsurer):
        def events(self, cursor: str = "") -> EventPage:
            return EventPage((event("1"),), cursor + "x")

    assert len(take_events(book, Endless(), clock=clock)) == 1
    assert len(book.cursor("mutual")) == 5


def test_a_connector_that_hangs_costs_its_patience() -> None:
    go_on = threading.Event()

    def hang() -> int:
        go_on.wait(30)
        return 1

    started = time.monotonic()
    with pytest.raises(Unreachable, match=r"must answer within 0\.05 s"):
        within("sleepy", hang, 0.05)
    with pytest.raises(Unreachable, match="one question before the next"):
        within("sleepy", lambda: 2, 0.05)
    assert within("awake", lambda: 3, 5) == 3
    assert time.monotonic() - started < 20
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "ledgerguard asks sleepy":
            thread.join()
    assert within("sleepy", lambda: 4, 5) == 4


def test_a_fault_of_a_connector_is_told_by_its_type_alone() -> None:
    def leave() -> int:
        raise SystemExit("token=SECRET")

    with pytest.raises(InsurerError, match="got SystemExit") as caught:
        within("rude", leave)
    assert "SECRET" not in str(caught.value)


def test_a_moment_of_the_book_is_a_moment(book: CoverBook) -> None:
    accept(book, "2001")
    book.put_covers("mutual", {"B-2001": "[]"}, "yesterday")
    with pytest.raises(NotAvailable, match="must hold moments, got 'yesterday'"):
        known(book)
