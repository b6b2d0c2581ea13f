"""The insurer's files: covers, progress, claims, events; in whatever order they come."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from file_samples import (
    BUYER,
    CLAIM_KEY,
    EXAMPLES,
    OVERDUE_KEY,
    answer,
    claim,
    claim_row,
    decision,
    insurer,
    limit,
    overdue,
    receipt,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerguard.casework.insurers.covers import checked
from ledgerguard.plugin.insurer import (
    BuyerQuery,
    ClaimState,
    Cover,
    InsurerError,
    NotOffered,
    Progress,
    Ticket,
)

LAYOUTS = ("typical-csv", "typical-fixed", "typical-workbook")
NAMES = {
    "typical-csv": "DECISION_20260702.csv",
    "typical-fixed": "DEC0702.txt",
    "typical-workbook": "decisions 2 July.xlsx",
}


def test_nothing_has_come(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ticket = ours.request_limit(limit())
    assert ours.poll(ticket) == Progress("pending", note="waiting")
    assert ours.covers() == []
    assert ours.events().events == ()
    assert ours.events("17").cursor == "17"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_decision_is_cover_and_progress(tmp_path: Path, layout: str) -> None:
    ours = insurer(tmp_path, layout)
    ticket = ours.request_limit(limit())
    rows = [decision(decided="partly", condition="second half after the accounts")]
    answer(tmp_path, NAMES[layout], "decisions", rows, layout)
    assert ours.poll(ticket) == Progress(
        "done", "partly", Decimal("200000.00"), "EUR", "second half after the accounts"
    )
    (cover,) = ours.covers(BUYER)
    assert cover == Cover(
        BUYER, "P-1", "permanent", "partly", Decimal(200000), "EUR", dt.date(2026, 7, 1),
        condition="second half after the accounts",
    )  # fmt: skip
    assert checked(ours.covers(BUYER), BUYER) == (cover,)
    assert ours.covers("DE1") == []
    (event,) = ours.events().events
    assert event.reference == BUYER
    assert event.at == dt.datetime(2026, 7, 2, tzinfo=dt.UTC)
    assert event.body["decision"] == "partly"
    assert not list((tmp_path / "incoming").iterdir())


@pytest.mark.parametrize(
    ("decided", "state"),
    [
        ("approved", "done"), ("conditional", "done"), ("refused", "done"),
        ("cancelled", "done"), ("reduced", "done"), ("investigating", "pending"),
    ],
)  # fmt: skip
def test_each_decision(tmp_path: Path, decided: str, state: str) -> None:
    ours = insurer(tmp_path)
    ticket = ours.request_limit(limit())
    amount = None if decided in ("refused", "investigating") else Decimal(5)
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(decided=decided, amount=amount)])
    found = ours.poll(ticket)
    assert found.state == state
    assert found.decision == decided
    assert ours.covers(BUYER)[0].decision == decided


def test_files_that_come_in_the_wrong_order(tmp_path: Path) -> None:
    """The day of the decision counts, not the day on which its file came."""
    ours = insurer(tmp_path)
    ticket = ours.request_limit(limit())
    cut = decision(decided="reduced", amount=Decimal(50000), on=dt.date(2026, 7, 20))
    answer(tmp_path, "DECISION_2.csv", "decisions", [cut])
    assert ours.covers(BUYER)[0].amount == 50000
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()])
    assert ours.covers(BUYER)[0].amount == 50000
    assert ours.poll(ticket).decision == "reduced"
    assert len(ours.events().events) == 2


def test_a_file_that_comes_twice_is_read_once(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()])
    first = ours.events()
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()])
    answer(tmp_path, "DECISION_1 (copy).csv", "decisions", [decision()])
    assert ours.events(first.cursor).events == ()
    assert ours.events() == dataclasses.replace(first, cursor="3")
    assert len(ours.covers()) == 1
    said = [problem.problem for problem in ours.known().problems]
    assert said == ["the same content as file 000001"] * 2


def test_events_go_on_behind_their_cursor(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    answer(tmp_path, "ACK_1.csv", "receipts", [receipt()])
    first = ours.events()
    assert [(event.kind, event.reference) for event in first.events] == [("receipt", BUYER)]
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(), decision(key="", kind="top-up")])
    second = ours.events(first.cursor)
    assert [event.kind for event in second.events] == ["decision", "cover"]
    assert insurer(tmp_path).events(second.cursor).events == ()
    every = insurer(tmp_path).events("no cursor of ours")
    assert [event.id for event in every.events] == [
        event.id for event in (*first.events, *second.events)
    ]


def test_a_cover_that_nobody_asked_for(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    rows = [
        decision(key="", decided="cancelled", amount=None, currency=""),
        decision(key="limit-of-old-times", kind="top-up"),
    ]
    answer(tmp_path, "DECISION_1.csv", "decisions", rows)
    assert [(one.kind, one.decision) for one in ours.covers()] == [
        ("permanent", "cancelled"), ("top-up", "approved"),
    ]  # fmt: skip
    (problem,) = ours.known().problems
    assert problem.problem == "must be a key of ours, got limit-of-old-times"
    assert problem.done == "used as cover"


def test_an_overdue_report_row_by_row(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ticket = ours.declare_overdue(overdue())
    answer(tmp_path, "ACK_1.csv", "receipts", [receipt(OVERDUE_KEY, line=1)])
    assert ours.poll(ticket) == Progress("pending", note="taken; waiting")
    bad = receipt(OVERDUE_KEY, "rejected", invoice="A-2", reason="reported before")
    answer(tmp_path, "ACK_2.csv", "receipts", [bad])
    assert ours.poll(ticket) == Progress("done", note="1 of 2 rows rejected: A-2: reported before")
    assert [one.fate for one in ours.fates()[OVERDUE_KEY]] == ["taken", "rejected"]
    all_bad = receipt(OVERDUE_KEY, "rejected", reason="no such policy", on=dt.date(2026, 7, 9))
    answer(tmp_path, "ACK_3.csv", "receipts", [all_bad])
    failed = ours.poll(ticket)
    assert failed.state == "failed"
    assert failed.note == "rejected by the insurer: A-1: no such policy; A-2: no such policy"


def test_an_overdue_report_that_was_taken(tmp_path: Path) -> None:
    ours = insurer(tmp_path, "typical-fixed")
    ticket = ours.declare_overdue(overdue())
    answer(tmp_path, "PROT1.txt", "receipts", [receipt(OVERDUE_KEY)], "typical-fixed")
    assert ours.poll(ticket) == Progress("done", note="taken")


def test_a_rejected_request_has_failed(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ticket = ours.request_limit(limit())
    answer(tmp_path, "ACK_1.csv", "receipts", [receipt(status="rejected", reason="no such buyer")])
    assert ours.poll(ticket) == Progress("failed", note="rejected by the insurer: no such buyer")
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()])
    assert ours.poll(ticket).state == "done"


def test_a_claim_from_its_number_to_its_payment(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ticket = ours.file_claim(claim())
    waiting = ours.claim_status(ticket.reference)
    assert waiting.state == "waiting: sent on 2026-06-30, no answer yet"
    answer(tmp_path, "CLAIMS_1.csv", "claims", [claim_row(note="file opened")])
    assert ours.poll(ticket) == Progress("pending", note="registered")
    assert ours.claim_status("C-9") == ClaimState(
        "C-9", "registered: file opened", as_of=dt.date(2026, 7, 3)
    )
    paid = claim_row("", "paid", paid=Decimal(900), currency="EUR", on=dt.date(2026, 9, 1))
    answer(tmp_path, "CLAIMS_2.csv", "claims", [paid])
    for reference in ("C-9", CLAIM_KEY, ticket.reference):
        assert ours.claim_status(reference) == ClaimState(
            reference, "paid", Decimal(900), "EUR", dt.date(2026, 9, 1)
        )
    assert ours.poll(ticket) == Progress("done", "approved", Decimal(900), "EUR")


@pytest.mark.parametrize(
    ("state", "expected"),
    [("partly", "partly"), ("refused", "refused"), ("closed", None), ("examining", None)],
)
def test_how_claims_end(tmp_path: Path, state: str, expected: str | None) -> None:
    ours = insurer(tmp_path)
    ticket = ours.file_claim(claim())
    answer(tmp_path, "CLAIMS_1.csv", "claims", [claim_row(state=state)])
    found = ours.poll(ticket)
    assert found.decision == expected
    assert found.state == ("pending" if state == "examining" else "done")


def test_a_claim_of_which_a_row_is_rejected(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ticket = ours.file_claim(claim())
    rows = [
        receipt(CLAIM_KEY, "rejected", line=2, reason="not covered", their_reference=""),
        receipt(CLAIM_KEY, line=1, their_reference="C-9"),
    ]
    answer(tmp_path, "ACK_1.csv", "receipts", rows)
    assert ours.poll(ticket).note == "1 of 2 rows rejected: A-2: not covered; taken"
    answer(tmp_path, "CLAIMS_1.csv", "claims", [claim_row("", "approved")])
    assert ours.poll(ticket) == Progress(
        "done", "approved", note="1 of 2 rows rejected: A-2: not covered"
    )


@pytest.mark.parametrize("reference", ["", " ", "C-1", "limit-1"])
def test_a_claim_of_which_nobody_has_heard(tmp_path: Path, reference: str) -> None:
    ours = insurer(tmp_path)
    answer(tmp_path, "CLAIMS_1.csv", "claims", [claim_row("", their_reference="C-9")])
    with pytest.raises(InsurerError, match="must be a claim that mutual has told of"):
        ours.claim_status(reference)


def test_a_ticket_that_was_never_given(tmp_path: Path) -> None:
    with pytest.raises(InsurerError, match="must have left for mutual"):
        insurer(tmp_path).poll(Ticket("limit-1", "x"))


def test_what_is_not_offered(tmp_path: Path) -> None:
    ours = insurer(tmp_path, "typical-workbook")
    with pytest.raises(NotOffered, match="--confirm 2001=NUMBER"):
        ours.find_buyer(BuyerQuery("2001", "Example", "DE"))
    with pytest.raises(NotOffered, match="grades"):
        ours.grade("DE1")
    with pytest.raises(NotOffered, match="claim_status"):
        ours.claim_status("C-9")


def test_decisions_without_our_key_are_known_by_the_buyer(tmp_path: Path) -> None:
    """The workbook's decisions carry none: the last request on the line is the one answered."""
    ours = insurer(tmp_path, "typical-workbook")
    ticket = ours.request_limit(limit())
    temporary = ours.request_limit(limit("limit-2", kind="temporary"))
    other = ours.request_limit(limit("limit-3", reference="DE1"))
    old = decision(on=dt.date(2026, 6, 1), decided="refused")
    answer(tmp_path, "decisions 1.xlsx", "decisions", [old], "typical-workbook")
    assert ours.poll(ticket).state == "pending", "it was decided before we asked"
    answer(tmp_path, "decisions 2.xlsx", "decisions", [old, decision()], "typical-workbook")
    assert ours.poll(ticket).decision == "approved"
    assert ours.poll(temporary).state == "pending"
    assert ours.poll(other).state == "pending"


words_of = st.lists(
    st.tuples(
        st.dates(dt.date(2026, 7, 1), dt.date(2026, 7, 9)),
        st.sampled_from(["approved", "partly", "refused", "cancelled", "reduced"]),
        st.integers(1, 999),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(words_of, st.randoms())
def test_in_whatever_order_files_come_the_last_word_counts(
    tmp_path_factory: pytest.TempPathFactory, words: list[tuple[dt.date, str, int]], dice: Random
) -> None:
    base = tmp_path_factory.mktemp("order")
    ours = insurer(base)
    files = list(words)
    dice.shuffle(files)
    for number, (on, word, amount) in enumerate(files):
        row = decision(key="", decided=word, amount=Decimal(amount), on=on)
        answer(base, f"DECISION_{number}.csv", "decisions", [row])
        ours.covers()
    last = max(words)
    (cover,) = ours.covers()
    assert cover.decision == last[1]
    assert cover.amount == last[2]
