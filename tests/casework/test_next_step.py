"""The next step of an item along its ladder: in order, after its pause, and none of them twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from case_ledgers import DUE, Invoice, policy
from made_ladders import day, level, timing
from quick_desk import QuickDesk

from ledgerguard.casework.timetable import (
    NextStep,
    Timing,
    calendar_days,
    counted_days,
    level_days,
    next_steps,
    rolled_days,
)
from ledgerguard.ledger.schema import NO_DAY


def step_of(
    rules: Timing, as_of: int, done: Sequence[int] = (), last: int = NO_DAY, due: int = DUE,
    delivered: int = NO_DAY,
) -> NextStep:  # fmt: skip
    import numpy as np

    dues, sent, lasts = (np.array([one], np.int64) for one in (due, delivered, last))
    bits = np.array([sum(1 << number for number in done)], np.int64)
    calendar = calendar_days(rules, dues, sent)
    days = rolled_days(rules, calendar, as_of)
    return next_steps(rules, calendar, days, dues, bits, lasts, as_of)


def told(step: NextStep) -> dict[str, int]:
    names = ("level", "planned", "fires", "after", "after_on", "done")
    return {name: int(getattr(step, name)[0]) for name in names}


def test_the_first_level_and_what_follows_it() -> None:
    rules = timing(level(3), level(15), level(90))
    assert told(step_of(rules, DUE)) == {
        "level": 1, "planned": DUE + 3, "fires": DUE + 3,
        "after": 2, "after_on": DUE + 15, "done": 0,
    }  # fmt: skip


def test_at_the_end_of_the_ladder_nothing_is_left() -> None:
    found = told(step_of(timing(level(3), level(15)), DUE + 50, done=(1, 2), last=DUE + 15))
    assert (found["level"], found["after"], found["after_on"], found["done"]) == (0, 0, NO_DAY, 2)


@pytest.mark.parametrize(
    ("last", "fires"), [(DUE + 3, DUE + 15), (DUE + 8, DUE + 15), (DUE + 9, DUE + 16)]
)
def test_a_pause_of_seven_days_after_a_step_that_was_late(last: int, fires: int) -> None:
    rules = timing(level(3), level(15))
    assert told(step_of(rules, last, done=(1,), last=last))["fires"] == fires


def test_the_pause_is_no_longer_than_the_ladders_own() -> None:
    rules = timing(level(3), level(5))
    assert told(step_of(rules, DUE + 40, done=(1,), last=DUE + 40))["fires"] == DUE + 42


@pytest.mark.parametrize("wait", [0, 14])
def test_a_level_may_name_its_own_pause(wait: int) -> None:
    rules = timing(level(3), level(15, wait_days=wait))
    found = told(step_of(rules, DUE + 40, done=(1,), last=DUE + 40))
    assert found["fires"] == DUE + 40 + wait
    before = told(step_of(rules, DUE + 40))
    assert (before["level"], before["after"], before["after_on"]) == (1, 2, DUE + 40 + wait)


def test_levels_follow_each_other_in_the_order_of_their_days() -> None:
    # Delivered late: the receipt is confirmed after the reminder.
    rules = timing(level(7, "delivery"), level(-15), level(30))
    found = told(step_of(rules, DUE - 15, delivered=DUE - 10))
    assert (found["level"], found["after"], found["after_on"]) == (2, 1, DUE - 3)
    found = told(step_of(rules, DUE - 3, done=(2,), last=DUE - 15, delivered=DUE - 10))
    assert (found["level"], found["after"]) == (1, 3)


def test_a_level_that_lapses_is_left_out_and_counted() -> None:
    rules = timing(level(-7), level(3, lapses=True), level(15), level(20, lapses=False))
    assert step_of(rules, DUE).lapsed == {}
    assert told(step_of(rules, DUE))["level"] == 1
    late = step_of(rules, DUE + 1)
    assert (late.lapsed, told(late)["level"]) == ({1: 1}, 2)
    overtaken = step_of(rules, DUE + 15)
    assert (overtaken.lapsed, told(overtaken)["level"]) == ({1: 1, 2: 1}, 3)
    # What is done has not lapsed.
    assert step_of(rules, DUE + 15, done=(1, 2), last=DUE + 3).lapsed == {}


def test_a_reminder_that_is_told_not_to_lapse_is_caught_up() -> None:
    rules = timing(level(-7, lapses=False), level(3))
    assert told(step_of(rules, DUE + 60))["level"] == 1


def test_the_insurers_level_is_no_step_of_the_customers_ladder() -> None:
    rules = timing(level(3), level(30, kind="insurer"), level(90))
    found = told(step_of(rules, DUE + 30, done=(1,), last=DUE + 3))
    assert (found["level"], found["after"]) == (3, 0)
    # Done out of order, it passes over nothing.
    found = told(step_of(rules, DUE + 30, done=(2,)))
    assert (found["level"], found["after"], found["done"]) == (1, 3, 2)


def test_a_stop_of_deliveries_brought_forward_passes_over_nothing() -> None:
    rules = timing(level(1), level(30, kind="stop-supply"), level(60))
    found = told(step_of(rules, DUE + 15, done=(2,), last=DUE + 15))
    assert (found["level"], found["after"]) == (1, 3)


def test_a_stop_of_deliveries_is_not_passed_over_either() -> None:
    rules = timing(level(1), level(30, kind="stop-supply"), level(60), level(90))
    found = told(step_of(rules, DUE + 70, done=(1, 3), last=DUE + 60))
    assert (found["level"], found["after"]) == (2, 4)


def test_two_levels_of_one_day_need_no_pause() -> None:
    # Due on the last but three of March: three days later the month ends.
    due = day(2026, 3, 28)
    rules = timing(level(3), level(0, "month-end"))
    assert told(step_of(rules, due + 3, done=(1,), last=due + 3, due=due))["fires"] == due + 3
    assert told(step_of(rules, due + 9, done=(1,), last=due + 9, due=due))["fires"] == due + 9


def test_a_step_that_was_no_level_of_this_ladder_is_followed_by_the_longest_pause() -> None:
    found = told(step_of(timing(level(3), level(15)), DUE + 40, last=DUE + 40))
    assert (found["level"], found["fires"]) == (1, DUE + 47)


# Levels that count from the one before


def worked(text: str, days: Sequence[int]) -> list[tuple[int, int]]:
    """Work days under a ladder; answers each task's day after the due date, and its level."""
    levels = "".join(
        f'  {{ {line}, action = {{ en = "a", zh = "a" }} }},\n' for line in text.split(";")
    )
    head = '[ladders.own]\ndated = 2026-01-01\nsource = "a test"\nlevels = [\n'
    rules = policy('ladder = "own"\ninsurance = "none"', head + levels + "]\n")
    desk = QuickDesk(Invoice(), rules=rules)
    return [(late, t.level) for late in days for t in desk.work(DUE + late).tasks]


PREVIOUS = 'counted_from = "previous"'


def test_a_level_after_the_notice_does_not_count_from_the_reminder() -> None:
    found = worked(f'days = -7; days = 3; days = 5, kind = "legal", {PREVIOUS}', range(-8, 20))
    assert found == [(-7, 1), (3, 2), (8, 3)]


def test_a_chain_of_levels_is_climbed_link_by_link() -> None:
    chain = f"days = 1; days = 10, {PREVIOUS}; days = 5, {PREVIOUS}; days = 6, {PREVIOUS}"
    assert worked(chain, range(40)) == [(1, 1), (11, 2), (16, 3), (22, 4)]


def test_a_link_counts_from_the_day_on_which_the_one_before_was_done() -> None:
    chain = f"days = 1; days = 10, {PREVIOUS}; days = 5, {PREVIOUS}"
    assert worked(chain, [25, 34, 35, 36, 40, 41, 42]) == [(25, 1), (35, 2), (40, 3)]


def test_a_late_link_is_not_overtaken_by_the_levels_after_it() -> None:
    found = worked(f"days = 1; days = 10, {PREVIOUS}; days = 30", range(25, 60))
    # The second ten days after the first, and the third after the pause of seven.
    assert found == [(25, 1), (35, 2), (42, 3)]


def test_what_follows_is_told_as_it_will_be() -> None:
    rules = timing(level(1), level(10, "previous"), level(5, "previous"))
    found = told(step_of(rules, DUE + 25))
    assert (found["level"], found["after"], found["after_on"]) == (1, 2, DUE + 35)
    found = told(step_of(rules, DUE + 25, done=(1,), last=DUE + 25))
    assert (found["level"], found["planned"], found["after_on"]) == (2, DUE + 35, DUE + 40)


def test_a_link_rolls_from_the_day_of_the_step_before_it() -> None:
    # Done on Friday 6 March: the eighth is a Sunday, and rolls to Monday.
    rules = timing(level(1), level(2, "previous"), convention="following")
    assert told(step_of(rules, DUE + 4, done=(1,), last=DUE + 4))["planned"] == DUE + 7


def test_an_override_past_an_undated_link_begins_the_next_one() -> None:
    # Nobody knows the delivery: done by hand all the same, the next level counts from there.
    rules = timing(level(5, "delivery"), level(10, "previous"))
    assert told(step_of(rules, DUE + 50))["level"] == 0
    found = told(step_of(rules, DUE + 3, done=(1,), last=DUE + 3))
    assert (found["level"], found["planned"]) == (2, DUE + 13)


def test_without_links_the_days_are_those_of_the_calendar() -> None:
    import numpy as np

    rules, due = timing(level(3), level(15)), np.array([DUE], np.int64)
    days = level_days(rules, due, due, DUE)
    assert counted_days(rules, days, np.array([2]), due, DUE) is days
