"""What breaks in the field: each case that the trackers of other programs report as a bug.

The ladder is five-stage where nothing else is said: reminder on day -7 (1), formal notice on day 3
(2), legal on day 15 (3), insurer on day 30 (4, left out: nobody here is insured), agency on day 90
(5). All expectations are counted by hand from those days.
"""

from __future__ import annotations

from typing import Any

import pytest
from case_ledgers import (
    DUE,
    Desk,
    Invoice,
    held_of,
    ledger,
    levels_of,
    near,
    policy,
    reasons_of,
    tasks_of,
    the_task,
)

from ledgerguard.casework.engine import derive
from ledgerguard.casework.events import DueChange, Hold, Scope, from_body
from ledgerguard.casework.history import History
from ledgerguard.casework.records import ItemKey
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.schema import NO_DAY

UNINSURED = policy('insurance = "none"')


# Days and their signs


def test_on_the_due_date_itself_nothing_is_overdue() -> None:
    three = policy('ladder = "three-stage"\ninsurance = "report-fifteen"')
    with Desk(Invoice(), rules=three) as desk:
        on_the_day = desk.run(DUE)
        day_after = desk.run(DUE + 1)
    # The statement of day -5 may still go out; the call is for day 1.
    assert (the_task(on_the_day).level, the_task(on_the_day).items[0].days_past_due) == (1, 0)
    assert on_the_day.reassess == ()
    assert {task.level for task in day_after.tasks if task.track == "customer"} == {2}
    assert [(one.customer_id, one.oldest) for one in day_after.reassess] == [("A", 1)]


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        (DUE - 8, {}),
        (DUE - 7, {"R1": 1}),  # 7 days before the due date, and not after it
        (DUE - 3, {"R1": 1}),  # day 3 is after the due date, and not before it
        (DUE, {"R1": 1}),
        (DUE + 1, {}),  # a reminder before the due date makes no sense any more
        (DUE + 2, {}),
        (DUE + 3, {"R1": 2}),
    ],
)
def test_the_sign_of_an_offset(day: int, levels: dict[str, int]) -> None:
    with Desk(Invoice()) as desk:
        assert levels_of(desk.run(day)) == levels


# Runs


def test_missed_days_are_caught_up_level_by_level() -> None:
    with Desk(Invoice()) as desk:
        first = desk.work(DUE + 40)
        later = desk.work_through(near(DUE + 41, DUE + 47, DUE + 90, DUE + 97))
    assert levels_of(first) == {"R1": 2}
    assert reasons_of(the_task(first))["catch-up"] == (DUE + 3, 37)
    # Legal was for day 15: a week after the notice. The agency waits for its own day.
    assert later == [(DUE + 47, 3), (DUE + 90, 5)]


def test_missed_days_bring_one_letter_and_not_one_for_each_invoice() -> None:
    invoices = [Invoice(f"R{late}", due=DUE - late) for late in range(0, 60, 5)]
    with Desk(*invoices) as desk:
        levels = levels_of(desk.work(DUE + 3))
        assert levels == {invoice.invoice: 2 for invoice in invoices}
        assert desk.run(DUE + 4).tasks == ()


def test_a_day_without_anybody_at_the_desk_loses_nothing() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE - 7)
        for day in (DUE + 3, DUE + 4, DUE + 5):  # three runs, and nobody has acted
            proposed = the_task(desk.run(day))
            assert (proposed.level, proposed.since) == (2, DUE + 3)
        assert reasons_of(proposed)["proposed"] == (DUE + 3,)
        desk.work(DUE + 6)
        assert desk.work_through(near(DUE + 8, DUE + 15)) == [(DUE + 15, 3)]


def test_two_runs_on_a_day_propose_the_same_and_once_done_nothing() -> None:
    with Desk(Invoice()) as desk:
        first, second = desk.run(DUE + 3), desk.work(DUE + 3)
        third = desk.run(DUE + 3)
    assert levels_of(first) == levels_of(second) == {"R1": 2}
    assert third.tasks == ()
    assert len({first.run, second.run, third.run}) == 3


def test_a_reminder_is_not_sent_twenty_two_times() -> None:
    with Desk(Invoice()) as desk:
        done = [desk.work(DUE + 3 + hour // 24).tasks for hour in range(0, 11 * 24, 12)]
    assert [task.level for tasks in done for task in tasks] == [2]


def test_a_run_before_the_last_one_is_refused_and_leaves_no_trace() -> None:
    with Desk(Invoice()) as desk:
        desk.run(DUE + 3)
        rows = len(desk.log)
        with pytest.raises(OutOfDomain, match="2026-03-05"):
            desk.run(DUE + 2)
        assert len(desk.log) == rows
        assert levels_of(desk.run(DUE + 3)) == {"R1": 2}


def test_a_day_in_the_past_is_seen_as_it_was() -> None:
    paid = Invoice(paid=100_000, paid_on=DUE + 20)
    later = Invoice("R2", due=DUE - 5, issued=DUE + 17)
    frame = ledger(paid, later)

    def seen(day: int) -> dict[str, int]:
        return levels_of(derive(frame, UNINSURED, History(), day, assume=True).worklist)

    assert seen(DUE + 16) == {"R1": 3}  # not yet paid; the other one not yet written
    assert seen(DUE + 19) == {"R1": 3, "R2": 3}
    assert seen(DUE + 20) == {"R2": 3}  # 25 days late


# Due dates that move


def test_a_later_due_date_repeats_no_reminder() -> None:
    with Desk(Invoice()) as desk:
        assert desk.work_through([DUE - 7]) == [(DUE - 7, 1)]
        desk.ledger_is(Invoice(due=DUE + 30))
        days = near(DUE - 5, DUE + 3, DUE + 23, DUE + 33, DUE + 45)
        assert desk.work_through(days) == [(DUE + 33, 2), (DUE + 45, 3)]


def test_a_later_due_date_after_a_notice_keeps_what_was_done() -> None:
    with Desk(Invoice()) as desk:
        assert desk.work_through([DUE + 3]) == [(DUE + 3, 2)]
        desk.ledger_is(Invoice(due=DUE + 20))
        assert desk.work_through(near(DUE + 5, DUE + 15, DUE + 23, DUE + 35)) == [(DUE + 35, 3)]
        changes = [from_body(row.kind, row.body) for row in desk.log.rows(kind="due-change")]
    assert changes == [DueChange(Invoice().key, DUE, DUE + 20)]


def test_an_earlier_due_date_hurries_but_leaves_the_pause() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE - 7)
        desk.ledger_is(Invoice(due=DUE - 10))
        # The notice was for day -7 now; a week after the reminder is the due date of old.
        early = desk.work(DUE - 3)
        assert held_of(early) == {"R1": ("waiting", DUE - 1)}
        assert desk.work_through(range(DUE - 2, DUE + 6)) == [(DUE, 2)]
        # Legal: day 15 of the new due date is day 5 of the old one, but the notice was on day 0.
        assert desk.work_through(range(DUE + 6, DUE + 9)) == [(DUE + 7, 3)]


# What is owed


def test_a_part_payment_leaves_the_rest_on_its_way_up() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE + 3)
        desk.ledger_is(Invoice(paid=40_000, paid_on=DUE + 5))
        assert desk.work_through(near(DUE + 6, DUE + 13)) == []
        task = the_task(desk.work(DUE + 15))
    assert (task.level, task.amount, task.items[0].amount) == (3, 60_000, 100_000)


def test_a_payment_counts_from_its_day() -> None:
    with Desk(Invoice(paid=100_000, paid_on=DUE + 4)) as desk:
        assert the_task(desk.run(DUE + 3)).amount == 100_000
        assert desk.run(DUE + 4).tasks == ()


def test_a_credit_note_covers_the_oldest_invoice_first() -> None:
    credit = Invoice("C1", amount=-100_000)
    with Desk(Invoice("R2", due=DUE), Invoice("R1", due=DUE - 1), credit) as desk:
        worklist = desk.run(DUE + 3)
    assert held_of(worklist) == {"R1": ("credits", NO_DAY)}
    assert tasks_of(worklist) == {("customer", "DE", "A", "EUR"): (2, {"R2": 100_000})}


def test_a_credit_note_that_does_not_reach_leaves_the_invoice_chased() -> None:
    # It belongs to the older invoice, and is not spent on a smaller one that it would cover.
    smaller = Invoice("R2", amount=50_000, due=DUE)
    with Desk(Invoice(due=DUE - 1), smaller, Invoice("C1", amount=-99_999)) as desk:
        worklist = desk.run(DUE + 3)
    assert (levels_of(worklist), worklist.held) == ({"R1": 2, "R2": 2}, ())


@pytest.mark.parametrize(
    "elsewhere",
    [{"currency": "USD"}, {"entity": "FR"}, {"customer_id": "B"}, {"issued": DUE + 4}],
    ids=str,
)
def test_a_credit_note_covers_nothing_elsewhere(elsewhere: dict[str, Any]) -> None:
    credit = Invoice("C1", amount=-100_000)._replace(**elsewhere)
    with Desk(Invoice(), credit) as desk:
        worklist = desk.run(DUE + 3)
    assert (levels_of(worklist), worklist.held) == ({"R1": 2}, ())


def test_cash_that_is_not_applied_covers_what_is_due() -> None:
    overpaid = Invoice("R0", amount=50_000, paid=150_000, paid_on=DUE + 4)
    with Desk(overpaid, Invoice()) as desk:
        before, after = desk.run(DUE + 3), desk.run(DUE + 4)
    assert levels_of(before) == {"R0": 2, "R1": 2}
    assert (levels_of(after), held_of(after)) == ({}, {"R1": ("credits", NO_DAY)})


# Instalments


def test_the_second_instalment_stays_the_second_when_the_first_is_paid() -> None:
    first, second = Invoice(amount=40_000), Invoice(amount=60_000, due=DUE + 30)
    with Desk(first, second) as desk:
        assert desk.work_through([DUE + 3, DUE + 15]) == [(DUE + 3, 2), (DUE + 15, 3)]
        desk.ledger_is(first._replace(paid=40_000, paid_on=DUE + 16), second)
        reminded = desk.work(DUE + 23)
        assert levels_of(reminded) == {"R1/2": 1}
        desk.ledger_is(second)  # the row of the first one is gone altogether
        assert desk.work_through(near(DUE + 25, DUE + 33)) == [(DUE + 33, 2)]
        assert levels_of(desk.run(DUE + 45)) == {"R1/2": 3}


def test_instalments_of_one_day_are_two_items_that_climb_together() -> None:
    half = Invoice(amount=50_000)
    with Desk(half, half) as desk:
        task = the_task(desk.work(DUE + 3))
        assert task.amount == 100_000
        assert {str(one.key): one.level for one in task.items} == {"R1": 2, "R1/2": 2}
        desk.ledger_is(half)  # one of them is paid: what is left has had its notice
        assert desk.work_through(near(DUE + 5, DUE + 15)) == [(DUE + 15, 3)]


def test_the_due_date_of_one_of_two_instalments_moves() -> None:
    first, second = Invoice(amount=40_000), Invoice(amount=60_000, due=DUE + 30)
    with Desk(first, second) as desk:
        desk.work(DUE + 3)
        # Only the second moves; the first, which has had its notice, goes on with legal.
        desk.ledger_is(first, second._replace(due=DUE + 12))
        worklist = desk.work(DUE + 15)
        assert levels_of(worklist) == {"R1": 3, "R1/2": 2}
        moved = [from_body(row.kind, row.body) for row in desk.log.rows(kind="due-change")]
    assert moved == [DueChange(ItemKey("DE", "A", "EUR", "R1", 2), DUE + 30, DUE + 12)]


def test_an_invoice_that_becomes_instalments_keeps_what_was_done_once() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE + 3)
        # Agreed later: 40 % ten days on, the rest in a month. The nearer one is the invoice known.
        desk.ledger_is(Invoice(amount=40_000, due=DUE + 10), Invoice(amount=60_000, due=DUE + 30))
        found = [levels_of(desk.work(day)) for day in near(DUE + 13, DUE + 25, DUE + 33)]
    assert [levels for levels in found if levels] == [{"R1/2": 1}, {"R1": 3}, {"R1/2": 2}]


# Items that come back


def test_a_reopened_invoice_goes_on_where_it_was() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE + 3)
        desk.ledger_is(Invoice(paid=100_000, paid_on=DUE + 5))
        assert desk.work_through([DUE + 5, DUE + 15, DUE + 59]) == []
        desk.ledger_is(Invoice())  # the direct debit was returned
        assert desk.work_through(near(DUE + 61, DUE + 67, DUE + 90)) == [
            (DUE + 60, 3),
            (DUE + 90, 5),
        ]


def test_an_invoice_gone_for_months_comes_back_without_a_flood() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE + 3)
        desk.ledger_is(Invoice("R9", due=DUE + 500))
        assert desk.work_through([DUE + 100, DUE + 199]) == []
        desk.ledger_is(Invoice())  # its row had vanished from the ledger for half a year
        assert desk.work_through(near(DUE + 201, DUE + 207, DUE + 214)) == [
            (DUE + 200, 3),
            (DUE + 207, 5),
        ]


def test_a_reopened_invoice_with_another_due_date_repeats_no_level() -> None:
    with Desk(Invoice()) as desk:
        desk.work_through([DUE - 7, DUE + 3])
        desk.ledger_is()
        desk.work(DUE + 20)
        desk.ledger_is(Invoice(due=DUE + 40))
        # Reminder and notice have been sent: legal comes on day 15 of the new due date.
        assert desk.work_through(near(DUE + 22, DUE + 33, DUE + 43, DUE + 55)) == [(DUE + 55, 3)]


# Who owes in what


def test_two_currencies_are_never_added() -> None:
    rules = policy('insurance = "none"\ntolerance = { EUR = 1500, USD = 999 }')
    euros, dollars = Invoice(), Invoice("R2", currency="USD")
    with Desk(euros, dollars, rules=rules) as desk:
        worklist = desk.run(DUE + 3)
    # 1,000 EUR are within their tolerance, and 1,000 USD do not lift them above it.
    assert held_of(worklist) == {"R1": ("tolerance", NO_DAY)}
    assert tasks_of(worklist) == {("customer", "DE", "A", "USD"): (2, {"R2": 100_000})}


def test_each_currency_is_a_task_of_its_own() -> None:
    rows = [Invoice(currency=currency, amount=amount) for currency, amount in
            (("EUR", 100_000), ("USD", 70_000), ("JPY", 5_000))]  # fmt: skip
    with Desk(*rows) as desk:
        found = tasks_of(desk.work(DUE + 3))
        assert desk.run(DUE + 4).tasks == ()
    assert found == {
        ("customer", "DE", "A", "EUR"): (2, {"R1": 100_000}),
        ("customer", "DE", "A", "USD"): (2, {"R1": 70_000}),
        ("customer", "DE", "A", "JPY"): (2, {"R1": 5_000}),
    }


def test_one_invoice_number_in_two_legal_entities_is_two_cases() -> None:
    german, french = Invoice(), Invoice(entity="FR", due=DUE + 12)
    with Desk(german, french) as desk:
        assert desk.work_through([DUE + 3]) == [(DUE + 3, 2)]
        found = tasks_of(desk.work(DUE + 15))
    assert found == {
        ("customer", "DE", "A", "EUR"): (3, {"R1": 100_000}),
        ("customer", "FR", "A", "EUR"): (2, {"R1": 100_000}),
    }


# Letters


def test_one_letter_at_the_highest_level_hides_nothing() -> None:
    rows = [Invoice("R1", due=DUE - 12), Invoice("R2"), Invoice("R3", due=DUE + 8)]
    with Desk(*rows) as desk:
        early = desk.work_through(near(DUE - 19, DUE - 9, DUE - 7, DUE - 4, DUE + 1))
        letter = the_task(desk.work(DUE + 3))
        later = desk.work_through(near(DUE + 5, DUE + 11, DUE + 15))
    # R2's reminder of day -7 comes two days after R1's notice: it waits for the contact gap of 5.
    # R3's is for day 1, a gap after R2's, and is no obstacle to the higher step of day 3.
    assert early == [(DUE - 19, 1), (DUE - 9, 2), (DUE - 4, 1), (DUE + 1, 1)]
    assert (letter.level, letter.amount) == (3, 200_000)
    assert {str(one.key): one.level for one in letter.items} == {"R1": 3, "R2": 2}
    # R2 has only had the notice: legal comes on its own day, with R3's notice of day 11 before.
    assert later == [(DUE + 11, 2), (DUE + 15, 3)]


def test_the_law_makes_a_step_wait_after_the_notice_was_sent() -> None:
    # Norway: 14 days after the notice, whenever that went out.
    own = """
[ladders.norway]
dated = 2026-01-01
source = "a test"
[[ladders.norway.levels]]
days = 1
action = { en = "Notice", zh = "通知" }
kind = "notice"
[[ladders.norway.levels]]
days = 10
action = { en = "Legal", zh = "法务" }
kind = "legal"
wait_days = 14
"""
    rules = policy('ladder = "norway"\ninsurance = "none"', own)
    for sent in (DUE + 1, DUE + 9, DUE + 50):
        with Desk(Invoice(), rules=rules) as desk:
            assert desk.work_through([sent]) == [(sent, 1)]
            assert desk.work_through(near(sent + 2, sent + 9, sent + 14)) == [(sent + 14, 2)]


def test_a_dated_block_says_why_and_ends_by_itself() -> None:
    with Desk(Invoice()) as desk:
        scope = Scope("DE", "A", Invoice().key)
        desk.tell(Hold(scope, DUE, DUE + 10, "goods under inspection"))
        held = desk.run(DUE + 10).held
        assert [(one.reason, one.until, one.words) for one in held] == [
            ("hold", DUE + 10, "goods under inspection")
        ]
        assert levels_of(desk.run(DUE + 11)) == {"R1": 2}
