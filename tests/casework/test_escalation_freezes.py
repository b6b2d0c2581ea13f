"""Disputes, promises, holds and overrides through the engine: what they stop, and when it thaws.

The ladder is five-stage (notice on day 3, legal on day 15, agency on day 90), nobody is insured.
"""

from __future__ import annotations

import pytest
from case_desk import CaseDesk
from case_ledgers import (
    DUE,
    Desk,
    Invoice,
    customer,
    held_of,
    item,
    levels_of,
    near,
    policy,
    reasons_of,
    the_held,
    the_task,
)

from ledgerguard.casework.events import (
    Dispute,
    DisputeClosed,
    Hold,
    HoldLifted,
    Override,
    Promise,
)
from ledgerguard.ledger.schema import NO_DAY

OTHER = Invoice("R2")


# Disputes


def test_an_item_that_the_ledger_calls_disputed_is_held_and_no_other() -> None:
    desk = CaseDesk(Invoice(disputed=1), OTHER)
    worklist = desk.run(DUE + 3)
    assert (levels_of(worklist), held_of(worklist)) == ({"R2": 2}, {"R1": ("dispute", NO_DAY)})
    assert the_task(worklist).amount == 100_000
    desk.ledger_is(Invoice(), OTHER)  # the ledger says that it is settled
    assert levels_of(desk.run(DUE + 4)) == {"R1": 2, "R2": 2}


def test_a_dispute_lasts_until_it_is_closed() -> None:
    desk = CaseDesk(Invoice(), OTHER)
    desk.tell(Dispute(item(), DUE, "wrong quantity"))
    held = the_held(desk.run(DUE + 60))
    assert (held.item.key, held.reason, held.until, held.words) == (
        *(Invoice().key, "dispute", NO_DAY, "wrong quantity"),
    )
    desk.tell(DisputeClosed(item(), DUE + 61))
    assert levels_of(desk.run(DUE + 61)) == {"R1": 2, "R2": 2}


def test_a_dispute_with_a_day_thaws_the_day_after_and_catches_up() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Dispute(item(), DUE + 1, "price", until=DUE + 20))
    assert held_of(desk.work(DUE + 20)) == {"R1": ("dispute", DUE + 20)}
    assert desk.work_through(near(DUE + 22, DUE + 28)) == [(DUE + 21, 2), (DUE + 28, 3)]


def test_a_dispute_of_a_customer_stops_its_currencies_but_not_another_entity() -> None:
    dollars, french, neighbour = (
        Invoice("R2", currency="USD"),
        Invoice("R3", entity="FR"),
        Invoice("R4", customer_id="B"),
    )
    desk = CaseDesk(Invoice(), dollars, french, neighbour)
    desk.tell(Dispute(customer(), DUE, "framework contract"))
    worklist = desk.run(DUE + 3)
    assert set(held_of(worklist)) == {"R1", "R2"}
    assert levels_of(worklist) == {"R3": 2, "R4": 2}


def test_the_insurer_is_told_of_a_disputed_item_all_the_same() -> None:
    desk = CaseDesk(Invoice(disputed=1), rules=policy())  # nothing is known of cover
    worklist = desk.run(DUE + 30)
    assert [(task.track, task.level) for task in worklist.tasks] == [("cover", 4)]
    assert worklist.tasks[0].items[0].disputed
    assert held_of(worklist) == {"R1": ("dispute", NO_DAY)}


def test_a_level_says_by_what_it_is_blocked() -> None:
    own = """
[ladders.own]
dated = 2026-01-01
source = "a test"
levels = [
  { days = 3, kind = "notice", action = { en = "a", zh = "a" }, blocked_by = ["promise"] },
  { days = 10, kind = "agency", action = { en = "b", zh = "b" }, blocked_by = [] },
]
"""
    desk = CaseDesk(Invoice(), rules=policy('ladder = "own"\ninsurance = "none"', own))
    desk.tell(Dispute(item(), DUE, "price"), Hold(item(), DUE, DUE + 99, "audit"))
    assert levels_of(desk.run(DUE + 3)) == {"R1": 1}
    desk.tell(Promise(item(), DUE + 30, DUE + 3))
    assert held_of(desk.run(DUE + 3)) == {"R1": ("promise", DUE + 33)}
    desk.tell(Override(item(), DUE + 4, 2, DUE + 5, "fraud"))
    assert levels_of(desk.run(DUE + 4)) == {"R1": 2}  # nothing blocks the second level


# Promises


def test_a_promise_freezes_through_its_day_and_three_days_for_the_transfer() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Promise(item(), DUE + 10, DUE + 1, note="Ms Li, by phone"))
    for day in (DUE + 3, DUE + 10, DUE + 13):
        held = the_held(desk.run(day))
        assert (held.reason, held.until, held.words) == (*("promise", DUE + 13, "Ms Li, by phone"),)
    task = the_task(desk.run(DUE + 14))
    assert task.level == 2
    assert reasons_of(task)["promise-broken"] == (DUE + 10,)


@pytest.mark.parametrize("granted", [0, 1, 10])
def test_the_firm_says_how_many_days_a_transfer_may_take(granted: int) -> None:
    rules = policy(f'insurance = "none"\npromise_days = {granted}')
    desk = CaseDesk(Invoice(), rules=rules)
    desk.tell(Promise(item(), DUE + 4, DUE + 1))
    assert desk.work_through(near(DUE + 4 + granted + 1)) == [(DUE + 5 + granted, 2)]


def test_a_promise_that_is_kept_leaves_nothing_to_do() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE + 3)
        desk.tell(Promise(item(), DUE + 20, DUE + 4))
        assert held_of(desk.run(DUE + 15)) == {"R1": ("promise", DUE + 23)}
        desk.ledger_is(Invoice(paid=100_000, paid_on=DUE + 20))
        for day in (DUE + 20, DUE + 24, DUE + 90):
            worklist = desk.run(day)
            assert (worklist.tasks, worklist.held) == ((), ())


def test_a_promise_while_no_level_is_due_holds_nothing() -> None:
    desk = CaseDesk(Invoice())
    desk.work(DUE + 3)
    desk.tell(Promise(item(), DUE + 8, DUE + 4))
    assert desk.run(DUE + 10).held == ()
    task = the_task(desk.run(DUE + 15))
    assert (task.level, reasons_of(task)["promise-broken"]) == (3, (DUE + 8,))


def test_a_new_promise_takes_the_place_of_the_broken_one() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Promise(item(), DUE + 5, DUE + 1))
    assert "promise-broken" in reasons_of(the_task(desk.run(DUE + 9)))
    desk.tell(Promise(item(), DUE + 12, DUE + 9))
    assert held_of(desk.run(DUE + 10)) == {"R1": ("promise", DUE + 15)}
    assert reasons_of(the_task(desk.run(DUE + 16)))["promise-broken"] == (DUE + 12,)


def test_a_customers_promise_is_not_for_invoices_that_came_after_it() -> None:
    later = Invoice("R2", issued=DUE + 2)
    same_day = Invoice("R3", issued=DUE + 1)
    desk = CaseDesk(Invoice(), later, same_day)
    desk.tell(Promise(customer(), DUE + 10, DUE + 1))
    worklist = desk.run(DUE + 3)
    assert levels_of(worklist) == {"R2": 2}
    assert set(held_of(worklist)) == {"R1", "R3"}


# Holds


def test_a_hold_ends_when_somebody_lifts_it() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Hold(customer(), DUE, DUE + 50, "audit"))
    assert held_of(desk.run(DUE + 3)) == {"R1": ("hold", DUE + 50)}
    desk.tell(HoldLifted(customer(), DUE + 5))
    assert levels_of(desk.run(DUE + 5)) == {"R1": 2}


def test_the_newest_hold_of_a_scope_counts_and_the_longest_of_two_scopes() -> None:
    desk = CaseDesk(Invoice(), OTHER)
    desk.tell(Hold(customer(), DUE, DUE + 50, "audit"))
    desk.tell(Hold(customer(), DUE + 1, DUE + 8, "audit is nearly done"))
    desk.tell(Hold(item(), DUE + 1, DUE + 12, "goods are back"))
    worklist = desk.run(DUE + 3)
    assert held_of(worklist) == {"R1": ("hold", DUE + 12), "R2": ("hold", DUE + 8)}
    assert levels_of(desk.run(DUE + 9)) == {"R2": 2}
    assert levels_of(desk.run(DUE + 13)) == {"R1": 2, "R2": 2}


def test_of_two_freezes_the_one_that_lasts_is_told() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Hold(item(), DUE, DUE + 40, "audit"), Promise(item(), DUE + 5, DUE))
    assert held_of(desk.run(DUE + 3)) == {"R1": ("hold", DUE + 40)}
    desk.tell(Dispute(item(), DUE + 3, "price"))
    assert held_of(desk.run(DUE + 3)) == {"R1": ("dispute", NO_DAY)}


# Overrides


def test_an_override_sets_the_next_level_and_passes_over_those_below() -> None:
    desk = CaseDesk(Invoice(), OTHER)
    desk.tell(Override(item(), DUE, 3, DUE + 10, "the customer is about to close"))
    task = the_task(desk.work(DUE + 1))
    assert (task.level, task.since, [(i.level, i.waived) for i in task.items]) == (
        *(3, DUE, [(3, (1, 2))]),
    )
    assert reasons_of(task)["override"] == ("the customer is about to close", DUE + 10)
    later = desk.work(DUE + 6)  # the other one's notice waits for the contact gap
    assert levels_of(later) == {"R2": 2}
    assert levels_of(desk.work(DUE + 18)) == {"R2": 3}
    assert levels_of(desk.work(DUE + 90)) == {"R1": 5, "R2": 5}


def test_an_override_holds_through_its_last_day() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Override(item(), DUE, 3, DUE + 10, "reason"))
    assert levels_of(desk.run(DUE + 10)) == {"R1": 3}
    expired = the_task(desk.run(DUE + 11))
    assert expired.level == 2
    assert "override" not in reasons_of(expired)
    assert expired.items[0].waived == ()


@pytest.mark.parametrize("level", [2, 3])
def test_an_override_to_a_level_already_reached_repeats_nothing(level: int) -> None:
    desk = CaseDesk(Invoice())
    assert desk.work_through([DUE + 3, DUE + 15]) == [(DUE + 3, 2), (DUE + 15, 3)]
    desk.tell(Override(item(), DUE + 20, level, DUE + 100, "again"))
    assert desk.work_through(near(DUE + 21, DUE + 90)) == [(DUE + 90, 5)]


def test_an_override_that_was_followed_is_spent() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Override(item(), DUE - 20, 2, DUE + 100, "in a hurry"))
    assert desk.work_through(near(DUE - 19)) == [(DUE - 20, 2)]
    worklist = desk.run(DUE + 15)
    assert levels_of(worklist) == {"R1": 3}
    assert "override" not in reasons_of(the_task(worklist))


def test_an_override_beyond_the_ladder_changes_nothing() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Override(item(), DUE, 6, DUE + 30, "there is no such level"))
    assert levels_of(desk.run(DUE + 3)) == {"R1": 2}


def test_an_override_does_not_break_a_freeze() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Dispute(item(), DUE, "price"), Override(item(), DUE, 3, DUE + 30, "boss"))
    assert held_of(desk.run(DUE + 3)) == {"R1": ("dispute", NO_DAY)}


def test_an_override_does_not_wait_for_the_contact_gap() -> None:
    desk = CaseDesk(Invoice(), Invoice("R2", due=DUE + 30))
    desk.work(DUE + 3)
    desk.tell(Override(item(Invoice("R2")), DUE + 4, 2, DUE + 10, "they asked for it"))
    assert levels_of(desk.run(DUE + 4)) == {"R2": 2}


def test_only_an_override_reaches_an_invoice_without_a_due_date() -> None:
    undated = Invoice(due=NO_DAY)
    desk = CaseDesk(undated)
    assert held_of(desk.run(DUE)) == {"R1": ("undated", NO_DAY)}
    desk.tell(Override(customer(), DUE + 1, 2, DUE + 10, "agreed by phone"))
    assert levels_of(desk.work(DUE + 1)) == {"R1": 2}
    assert held_of(desk.run(DUE + 2)) == {"R1": ("undated", NO_DAY)}


def test_an_override_to_the_insurers_level_changes_nothing_for_the_customer() -> None:
    desk = CaseDesk(Invoice(), OTHER, rules=policy())  # nothing is known of cover
    desk.tell(Override(item(), DUE + 2, 4, DUE + 10, "the insurer asked"))
    tasks = {task.track: task for task in desk.work(DUE + 3).tasks}
    assert [(str(one.key), one.level) for one in tasks["cover"].items] == [("R1", 4)]
    assert (tasks["cover"].since, reasons_of(tasks["cover"])["override"]) == (
        *(DUE + 2, ("the insurer asked", DUE + 10)),
    )
    told = [(str(one.key), one.level, one.waived) for one in tasks["customer"].items]
    assert told == [("R1", 2, ()), ("R2", 2, ())]
    assert "override" not in reasons_of(tasks["customer"])
    assert desk.run(DUE + 4).tasks == ()
    assert levels_of(desk.work(DUE + 15)) == {"R1": 3, "R2": 3}
    (later,) = desk.work(DUE + 30).tasks  # by the ladder, about the other one alone
    assert (later.track, [str(one.key) for one in later.items]) == ("cover", ["R2"])
    assert "override" not in reasons_of(later)


def test_without_an_insurer_there_is_nobody_to_be_told_by_an_override() -> None:
    desk = CaseDesk(Invoice())
    desk.tell(Override(item(), DUE, 4, DUE + 10, "a mistake"))
    assert desk.work_through([DUE + 1, DUE + 2, DUE + 3]) == [(DUE + 3, 2)]
