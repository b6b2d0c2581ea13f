"""What events make of a case: the newest counts, and each touches only what it concerns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from case_ledgers import DUE, Invoice, customer, item

from ledgerguard.casework.events import (
    OPENING,
    Dispute,
    Done,
    DueChange,
    Event,
    Hold,
    Override,
    Promise,
    Reassessed,
    Reply,
    Seen,
    StepDone,
)
from ledgerguard.casework.history import History, ItemHistory, folded
from ledgerguard.casework.records import CLAIM, REPORT, STATEMENT, STOP
from ledgerguard.ledger.schema import NO_DAY

KEY = Invoice().key
ACCOUNT = ("DE", "A", "EUR")


def did(level: int, kind: str, on: int, **changes: object) -> Done:
    """A task of one item that was done."""
    step = StepDone(KEY, level, kind, DUE)
    made = Done("T", "customer", *ACCOUNT, "five-stage", level, kind, on, (step,))
    return replace(made, **changes)  # type: ignore[arg-type]


def case(*events: Event) -> ItemHistory:
    return folded(events).items[KEY]


def test_nothing_told_is_nothing_known() -> None:
    assert folded([]) == History()
    assert folded([Reply(customer(), DUE, "email", "who is this?")]) == History()


# Steps done


def test_levels_gather_by_ladder_and_the_last_day_stays() -> None:
    found = case(
        did(2, "notice", DUE + 9), did(1, "reminder", DUE + 3), did(1, "call", 5, ladder="sme")
    )
    assert found.done == {"five-stage": 0b110, "sme": 0b10}
    assert found.kinds == {"notice": {"five-stage"}, "reminder": {"five-stage"}, "call": {"sme"}}
    assert (found.last, found.days) == (DUE + 9, {})


def test_levels_that_were_passed_over_are_done_and_not_proven() -> None:
    step = StepDone(KEY, 4, "legal", DUE, (1, 2))
    found = case(did(4, "legal", DUE + 3, items=(step,)))
    assert (found.done, found.proven) == ({"five-stage": 0b10110}, {"five-stage": 0b10000})


def test_what_is_presumed_is_done_and_not_proven() -> None:
    found = case(did(2, "notice", DUE + 3, task=OPENING), did(3, "legal", DUE + 15))
    assert (found.done, found.proven) == ({"five-stage": 0b1100}, {"five-stage": 0b1000})
    assert (found.proven_on, found.last) == (DUE + 15, DUE + 15)
    presumed = case(did(2, "notice", DUE + 3, task=OPENING))
    assert (presumed.proven, presumed.proven_on, presumed.last) == ({}, NO_DAY, DUE + 3)


@pytest.mark.parametrize(
    ("kind", "own", "heard"),
    [("insurer", REPORT, 0), ("stop-supply", STOP, 1), ("claim", CLAIM, 0)],
)
def test_a_step_of_the_insurers_clock_keeps_its_day(kind: str, own: int, heard: int) -> None:
    """A level of a ladder and the clock's own step are the same; the customer hears of one."""
    by_clock = case(did(own, kind, DUE + 7, track="cover"))
    assert (by_clock.days, by_clock.done) == ({own: DUE + 7}, {})
    by_ladder = case(did(4, kind, DUE + 7, track="cover"))
    assert (by_ladder.days, by_ladder.done) == ({own: DUE + 7}, {"five-stage": 1 << 4})
    assert by_clock.last == by_ladder.last == (DUE + 7 if heard else NO_DAY)


def test_the_due_date_first_agreed_stays_known_however_often_it_is_moved() -> None:
    assert case(Seen(KEY, DUE)).agreed == DUE
    moved = case(Seen(KEY, DUE), DueChange(KEY, DUE, DUE + 9), DueChange(KEY, DUE + 9, DUE + 20))
    assert (moved.agreed, moved.due) == (DUE, DUE + 20)
    # A step was done on the new day before any run had found the change.
    found = case(Seen(KEY, DUE), did(1, "reminder", 5, items=(StepDone(KEY, 1, "r", DUE + 9),)))
    assert (found.agreed, found.due) == (DUE, DUE + 9)


def test_a_due_date_that_was_missing_at_first_was_not_moved() -> None:
    found = case(Seen(KEY, NO_DAY), DueChange(KEY, NO_DAY, DUE))
    assert (found.agreed, found.due) == (DUE, DUE)
    assert (
        case(Seen(KEY, NO_DAY), DueChange(KEY, NO_DAY, DUE), DueChange(KEY, DUE, 9)).agreed == DUE
    )


def test_a_statement_is_no_step_of_a_ladder() -> None:
    told = did(STATEMENT, "statement", DUE + 4, track="statement")
    history = folded([told, replace(told, on=DUE + 2)])
    assert history.items[KEY] == ItemHistory(DUE)
    assert (history.stated, history.contacted) == ({ACCOUNT: DUE + 4}, {})


def test_a_level_that_is_a_statement_is_both() -> None:
    history = folded([did(1, "statement", DUE - 5)])
    assert history.stated == {ACCOUNT: DUE - 5}
    assert history.items[KEY].done == {"five-stage": 0b10}


def test_the_last_contact_is_the_latest_and_the_highest_of_its_day() -> None:
    first, second = did(2, "notice", DUE + 9), did(1, "reminder", DUE + 3)
    assert folded([first, second]).contacted == {ACCOUNT: (DUE + 9, 2)}
    assert folded([first, replace(second, on=DUE + 9)]).contacted == {ACCOUNT: (DUE + 9, 2)}
    # What was told to the insurer is no contact with the customer.
    assert folded([did(4, "insurer", DUE + 30, track="cover")]).contacted == {}
    # Of a task the highest level of its items counts.
    items = tuple(StepDone(KEY, level, "x", DUE) for level in (2, 3, 1))
    assert folded([did(1, "notice", DUE, items=items)]).contacted == {ACCOUNT: (DUE, 3)}


def test_a_task_that_is_done_is_finished_and_no_longer_proposed() -> None:
    history = History(proposed={(ACCOUNT, "customer", 2): DUE, (ACCOUNT, "cover", 2): DUE})
    history.add(did(2, "notice", DUE + 3))
    assert (history.finished, history.proposed) == ({"T"}, {(ACCOUNT, "cover", 2): DUE})


# Due dates and instalments


def test_the_due_date_is_the_one_seen_last() -> None:
    assert case(Seen(KEY, DUE), DueChange(KEY, DUE, DUE + 9)).due == DUE + 9
    assert case(did(2, "notice", DUE + 3), DueChange(KEY, DUE, DUE + 9)).due == DUE + 9
    assert case(Seen(KEY, DUE - 7), did(2, "notice", DUE + 3)).due == DUE
    # To see an instalment again begins nothing anew.
    again = case(did(2, "notice", DUE + 3), Seen(KEY, DUE + 40))
    assert (again.due, again.done) == (DUE, {"five-stage": 0b100})


def test_a_changed_due_date_of_an_item_that_nobody_knows_is_not_kept() -> None:
    assert folded([DueChange(KEY, DUE, DUE + 9)]) == History()


# What stands until its day


@pytest.mark.parametrize(
    ("name", "older", "newer"),
    [
        ("promises", Promise(item(), DUE + 9, DUE), Promise(item(), DUE + 2, DUE + 1)),
        ("disputes", Dispute(item(), DUE, "price"), Dispute(item(), DUE + 1, "size", DUE + 9)),
        ("holds", Hold(item(), DUE, DUE + 9, "audit"), Hold(item(), DUE + 1, DUE + 2, "talks")),
        ("overrides", Override(item(), DUE, 4, DUE + 9, "a"), Override(item(), DUE, 2, DUE, "b")),
    ],
)
def test_the_newest_of_a_scope_replaces_the_one_before_and_stands_last(
    name: str, older: Promise, newer: Promise
) -> None:
    whole = replace(older, scope=customer())
    kept = getattr(folded([older, whole, newer]), name)
    assert kept == {customer(): whole, item(): newer}
    assert list(kept) == [customer(), item()]


def test_a_customer_is_looked_at_anew_in_one_entity_only() -> None:
    history = folded([Reassessed(customer(), DUE), Reassessed(customer("A", "FR"), DUE + 1)])
    assert history.reassessed == {("DE", "A"): DUE, ("FR", "A"): DUE + 1}
    history.add(Reassessed(customer(), DUE + 90))
    assert history.reassessed["DE", "A"] == DUE + 90
