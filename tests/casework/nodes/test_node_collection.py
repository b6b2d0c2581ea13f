"""Nodes 12 to 14: reminder, notice, stop of supply."""

from __future__ import annotations

from typing import Any

import pytest
from node_cases import TODAY, case, codes, item, node

from ledgerguard.casework.nodes.records import Delivery, Done, OpenInvoice, StepAt
from ledgerguard.casework.timetable import NEVER
from ledgerguard.ledger.amount import Amount


def steps(due: int, reminder: Done = "no", notice: Done = "no") -> tuple[StepAt, StepAt]:
    """A reminder 7 days before the due date, a notice 3 days after it."""
    return (
        StepAt(1, "reminder", due - 7, early=True, done=reminder),
        StepAt(2, "notice", due + 3, early=False, done=notice),
    )


def reminded(ahead: int, done: Done = "no", **more: Any) -> OpenInvoice:
    """An item that falls due so many days ahead."""
    return item(late=-ahead, steps=steps(TODAY + ahead, done), **more)


def noticed(late: int, done: Done = "no", pause: int = 5, **more: Any) -> OpenInvoice:
    """An item so many days late, whose notice came 3 days after the due date."""
    on = TODAY - late + 3
    return item(late=late, steps=steps(TODAY - late, "log", done), next_level=2, next_on=on,
                late_after=on + pause, **more)  # fmt: skip


def test_a_reminder_in_the_log_passes_and_a_presumed_one_says_so() -> None:
    one = node("pre_due_reminder", case(items=(reminded(5, "log"),), logged=True))
    assert (one.state, codes(one), one.owner) == ("passed", ["reminded"], "credit-control")
    presumed = node("pre_due_reminder", case(items=(reminded(5, "presumed"),)))
    assert (presumed.state, codes(presumed)) == ("passed", ["reminded-presumed"])


@pytest.mark.parametrize(
    ("ahead", "state"),
    [(8, "not-applicable"), (7, "due"), (0, "due"), (-1, "failed"), (-2, "failed")],
)
def test_a_reminder_is_due_from_its_day_until_the_due_date(ahead: int, state: str) -> None:
    one = node("pre_due_reminder", case(items=(reminded(ahead),), logged=True))
    assert one.state == state
    if state in ("due", "failed"):
        assert one.due_on == TODAY + ahead


def test_one_item_without_its_reminder_fails_the_node() -> None:
    both = (reminded(-1), reminded(5, "log"))
    assert node("pre_due_reminder", case(items=both, logged=True)).state == "failed"


def test_a_reminder_is_not_asked_for_where_a_later_step_has_overtaken_it() -> None:
    later = item(late=4, steps=steps(TODAY - 4, "no", "log"))
    assert node("pre_due_reminder", case(items=(later,), logged=True)).state == "not-applicable"


def test_a_reminder_is_not_asked_for_where_the_invoice_is_younger_than_its_day() -> None:
    short = reminded(5, issued=TODAY - 1)
    assert node("pre_due_reminder", case(items=(short,), logged=True)).state == "not-applicable"
    same_day = reminded(5, issued=TODAY - 2)
    assert node("pre_due_reminder", case(items=(same_day,), logged=True)).state == "due"


def test_a_held_item_is_excused_from_its_reminder() -> None:
    one = node("pre_due_reminder", case(items=(reminded(5, held="promise"),), logged=True))
    assert (one.state, codes(one)) == ("passed", ["reminder-held"])


@pytest.mark.parametrize(
    ("late", "state"), [(0, "not-applicable"), (2, "passed"), (3, "due"), (8, "due"), (9, "failed")]
)
def test_a_notice_may_wait_for_the_pause_between_contacts(late: int, state: str) -> None:
    # The notice comes on day 3, and a pause of 5 days may hold it back until day 8.
    one = node("overdue_notice", case(items=(noticed(late),), logged=True))
    assert one.state == state
    if state in ("due", "failed"):
        assert one.due_on == TODAY - late + 8


def test_a_notice_in_the_log_passes() -> None:
    done = item(late=20, steps=steps(TODAY - 20, "log", "log"), next_on=NEVER)
    one = node("overdue_notice", case(items=(done,), logged=True))
    assert (one.state, codes(one)) == ("passed", ["noticed"])
    presumed = item(late=20, steps=steps(TODAY - 20, "presumed", "presumed"), next_on=NEVER)
    assert codes(node("overdue_notice", case(items=(presumed,)))) == ["noticed-presumed"]


def test_a_dispute_or_a_promise_excuses_from_the_notice() -> None:
    one = node("overdue_notice", case(items=(noticed(30, held="dispute"),), logged=True))
    assert (one.state, codes(one)) == ("passed", ["notice-held"])


def test_a_late_notice_fails_beside_one_that_was_sent() -> None:
    sent = item("R2", 20, steps=steps(TODAY - 20, "log", "log"), next_on=NEVER)
    one = node("overdue_notice", case(items=(noticed(30), sent), logged=True))
    assert (one.state, codes(one)) == ("failed", ["notice-late", "noticed"])
    assert one.stake == (Amount(100_000, "EUR"),)


def test_an_overdue_item_before_its_first_step_is_named() -> None:
    early = item(late=1, steps=steps(TODAY - 1), next_level=2, next_on=TODAY + 2)
    assert codes(node("overdue_notice", case(items=(early,), logged=True))) == ["no-step-yet"]


SOLD_BEFORE = Delivery("R1", TODAY - 30, Amount(100_000, "EUR"))


def stop(day: int, **more: Any) -> OpenInvoice:
    """An item for which deliveries must have stopped on a day from today on."""
    return item(late=30, stop_from=TODAY + day, **more)


@pytest.mark.parametrize(("day", "state"), [(1, "not-applicable"), (0, "due"), (-1, "failed")])
def test_deliveries_stop_on_the_day_that_the_insurance_sets(day: int, state: str) -> None:
    one = node("stop_supply", case(items=(stop(day),), logged=True, deliveries=(SOLD_BEFORE,)))
    assert (one.state, one.owner) == (state, "credit-manager")


def test_a_stop_in_the_log_passes() -> None:
    done = stop(-5, stopped_on=TODAY - 5)
    one = node("stop_supply", case(items=(done,), logged=True, deliveries=(SOLD_BEFORE,)))
    assert (one.state, codes(one)) == ("passed", ["stopped"])


def test_a_delivery_after_the_stop_fails_whoever_has_noted_one() -> None:
    sold = Delivery("R9", TODAY - 4, Amount(1, "EUR"))
    for logged in (True, False):
        done = stop(-5, stopped_on=TODAY - 5)
        one = node("stop_supply", case(items=(done,), logged=logged, deliveries=(sold,)))
        assert (one.state, codes(one)[0]) == ("failed", "delivered-after-stop")
    presumed = node("stop_supply", case(items=(stop(-5),), deliveries=(sold,)))
    assert codes(presumed) == ["delivered-after-stop"]


def test_a_delivery_of_today_counts_and_three_are_named() -> None:
    sold = tuple(Delivery(f"R{n}", TODAY - n, Amount(1, "EUR")) for n in range(4))
    three = node("stop_supply", case(items=(stop(-5),), deliveries=sold[:3]))
    assert three.evidence[0].values[::2] == (3, "R0, R1, R2")
    four = node("stop_supply", case(items=(stop(-5),), deliveries=sold))
    assert four.evidence[0].values[::2] == (4, "R0, R1, R2 ...")


def test_without_a_log_nothing_delivered_since_is_taken_for_a_stop_and_says_so() -> None:
    one = node("stop_supply", case(items=(stop(-5),), deliveries=(SOLD_BEFORE,)))
    assert (one.state, codes(one)) == ("passed", ["stop-presumed"])
    coming = Delivery("R9", TODAY + 1, Amount(1, "EUR"))
    assert node("stop_supply", case(items=(stop(-5),), deliveries=(coming,))).state == "passed"


def test_the_ladder_asks_for_a_stop_unless_the_item_is_held() -> None:
    step = (StepAt(3, "stop-supply", TODAY - 2, early=False),)
    late = item(late=17, steps=step)
    assert node("stop_supply", case(items=(late,), logged=True)).state == "failed"
    held = item(late=17, steps=step, held="dispute")
    assert node("stop_supply", case(items=(held,), logged=True)).state == "not-applicable"
