"""Every level of every packaged ladder through the engine: the day before, and the day itself.

The days of five-stage, three-stage and monitoring are those of the articles, as the issue lists
them; of friendly the articles name the order only, of sme only the agency from day 30 on.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from case_desk import CaseDesk
from case_ledgers import DUE, Invoice, ledger, levels_of, near, policy, tasks_of, the_task

from ledgerguard.casework.engine import derive
from ledgerguard.casework.events import Done, StepDone
from ledgerguard.casework.history import History, folded
from ledgerguard.casework.records import Worklist
from ledgerguard.policy.firm import Policy, load_policy

DELIVERED = DUE - 60


class Step(NamedTuple):
    """A level as the issue tells it: the day from the due date, and what is done."""

    day: int
    kind: str
    letter: str
    approved: bool = False
    track: str = "customer"


# Level by level, from 1 on.
LADDERS: dict[str, list[Step]] = {
    "five-stage": [
        Step(-7, "reminder", "friendly-reminder"),
        Step(3, "notice", "formal-notice"),
        Step(15, "legal", "lawyers-letter", approved=True),
        Step(30, "insurer", "insurer-notification", track="cover"),
        Step(90, "agency", "agency-hand-over", approved=True),
    ],
    "three-stage": [
        Step(-5, "statement", "statement"),
        Step(1, "call", "formal-notice"),
        Step(30, "legal", "lawyers-letter", approved=True),
    ],
    "monitoring": [
        Step(-60 + 7, "confirm-receipt", ""),  # 7 days after delivery
        Step(-15, "reminder", "friendly-reminder"),
        Step(30, "legal", "lawyers-letter", approved=True),
    ],
    "friendly": [
        Step(1, "reminder", "friendly-reminder"),
        Step(15, "notice", "formal-notice"),
        Step(30, "stop-supply", "stop-supply", approved=True),
        Step(60, "legal", "lawyers-letter", approved=True),
    ],
    "sme": [
        Step(-3, "reminder", "friendly-reminder"),
        Step(7, "notice", "formal-notice"),
        Step(15, "final-notice", "final-notice"),
        Step(30, "agency", "agency-hand-over", approved=True),
    ],
}

BOUNDARIES = [
    pytest.param(ladder, level, id=f"{ladder}/{level}")
    for ladder, steps in LADDERS.items()
    for level in range(1, len(steps) + 1)
]


def climbed(ladder: str, upto: int) -> History:
    """The levels below one were done, each on its day."""
    key = Invoice().key
    return folded(
        Done(
            f"t{level}", step.track, "DE", "A", "EUR", ladder, level, step.kind, DUE + step.day,
            (StepDone(key, level, step.kind, DUE),),
        )
        for level, step in enumerate(LADDERS[ladder][: upto - 1], 1)
    )  # fmt: skip


def seen(day: int, rules: Policy, history: History, *, assume: bool = False) -> Worklist:
    frame = ledger(Invoice(delivered=DELIVERED, issued=DELIVERED))
    return derive(frame, rules, history, day, assume=assume).worklist


def test_the_table_names_every_packaged_ladder() -> None:
    packaged = load_policy().ladders
    assert {name: len(entry.levels) for name, entry in packaged.items()} == {
        name: len(steps) for name, steps in LADDERS.items()
    }


@pytest.mark.parametrize(("ladder", "level"), BOUNDARIES)
def test_a_level_falls_due_on_its_day_and_not_the_day_before(ladder: str, level: int) -> None:
    step, rules, history = LADDERS[ladder][level - 1], load_policy(ladder), climbed(ladder, level)
    day = DUE + step.day
    before = seen(day - 1, rules, history)
    assert (before.tasks, before.held) == ((), ())
    task = the_task(seen(day, rules, history))
    assert (task.track, task.ladder, task.level, task.kind) == (
        *(step.track, ladder, level, step.kind),
    )
    assert (task.letter, bool(task.approval), task.since) == (step.letter, step.approved, day)
    assert [(one.level, one.done, one.days_past_due) for one in task.items] == [
        (level, level - 1, step.day)
    ]


@pytest.mark.parametrize("ladder", LADDERS)
def test_above_the_highest_level_there_is_nothing(ladder: str) -> None:
    steps = LADDERS[ladder]
    worklist = seen(DUE + steps[-1].day + 400, load_policy(ladder), climbed(ladder, len(steps) + 1))
    assert (worklist.tasks, worklist.held) == ((), ())


@pytest.mark.parametrize("ladder", LADDERS)
def test_what_comes_before_the_due_date_lapses_with_it(ladder: str) -> None:
    early = [level for level, step in enumerate(LADDERS[ladder], 1) if step.day < 0]
    due_day = seen(DUE, load_policy(ladder), climbed(ladder, 1))
    day_after = seen(DUE + 1, load_policy(ladder), climbed(ladder, 1))
    # Confirming receipt is left out as well: the reminder's day has come.
    assert set(levels_of(due_day).values()) == set(early[-1:])
    assert not set(levels_of(day_after).values()) & set(early)


# Day from the due date -> levels, where no log tells what was done: earlier ones are presumed done.
WITHOUT_LOG: dict[str, dict[int, set[int]]] = {
    "five-stage": {
        -8: set(), -7: {1}, 0: {1}, 1: set(), 2: set(), 3: {2}, 14: {2}, 15: {3}, 29: {3},
        30: {3, 4}, 89: {3, 4}, 90: {5}, 400: {5},
    },
    "three-stage": {-6: set(), -5: {1}, 0: {1}, 1: {2}, 29: {2}, 30: {3}, 400: {3}},
    "monitoring": {
        -54: set(), -53: {1}, -16: {1}, -15: {2}, 0: {2}, 1: set(), 29: set(), 30: {3}, 400: {3},
    },
    "friendly": {0: set(), 1: {1}, 14: {1}, 15: {2}, 29: {2}, 30: {3}, 59: {3}, 60: {4}, 400: {4}},
    "sme": {
        -4: set(), -3: {1}, 0: {1}, 1: set(), 6: set(), 7: {2}, 14: {2}, 15: {3}, 29: {3}, 30: {4},
    },
}  # fmt: skip


@pytest.mark.parametrize("ladder", LADDERS)
def test_the_stages_of_a_ladder_without_a_log(ladder: str) -> None:
    found = {
        day: {
            task.level
            for task in seen(DUE + day, load_policy(ladder), History(), assume=True).tasks
        }
        for day in WITHOUT_LOG[ladder]
    }
    assert found == WITHOUT_LOG[ladder]


@pytest.mark.parametrize("ladder", LADDERS)
def test_a_ladder_that_is_climbed_in_time_comes_on_its_days(ladder: str) -> None:
    """No pause between two contacts delays a ladder on which every task is done on its day."""
    steps = LADDERS[ladder]
    invoice = Invoice(delivered=DELIVERED, issued=DELIVERED)
    desk = CaseDesk(invoice, rules=load_policy(ladder))
    found = desk.work_through(near(*(DUE + step.day for step in steps)))
    assert found == [(DUE + step.day, level) for level, step in enumerate(steps, 1)]


def test_a_delivery_that_nobody_knows_stops_no_other_level() -> None:
    unknown = Invoice(issued=DELIVERED)
    desk = CaseDesk(unknown, rules=load_policy("monitoring"))
    assert desk.work_through([DUE - 53, DUE - 16, DUE - 15, DUE + 29, DUE + 30]) == [
        (DUE - 15, 2),
        (DUE + 30, 3),
    ]


def test_days_of_grace_move_every_level_but_those_after_delivery() -> None:
    invoice = Invoice(delivered=DELIVERED, issued=DELIVERED)
    rules = policy('ladder = "monitoring"\ngrace_days = 4\ninsurance = "none"')
    desk = CaseDesk(invoice, rules=rules)
    assert desk.work_through(near(DUE - 53, DUE - 15, DUE - 11, DUE + 30, DUE + 34)) == [
        (DUE - 53, 1),
        (DUE - 11, 2),
        (DUE + 34, 3),
    ]


def test_a_level_on_a_sunday_comes_on_the_monday() -> None:
    # Due on Thursday 5 March 2026; day 3 is a Sunday, day 15 a Friday, and 90 a Wednesday.
    thursday = DUE + 3
    rules = policy('convention = "following"\ninsurance = "none"')
    desk = CaseDesk(Invoice(due=thursday), rules=rules)
    days = near(thursday + 3, thursday + 15, thursday + 90)
    assert desk.work_through(days) == [
        (thursday + 4, 2),
        (thursday + 15, 3),
        (thursday + 90, 5),
    ]


def test_the_insurer_of_the_ladder_is_told_beside_the_customers_ladder() -> None:
    desk = CaseDesk(Invoice(), rules=load_policy("five-stage"))
    worklist = desk.run(DUE + 30)  # nobody has done anything yet
    assert tasks_of(worklist) == {
        ("customer", "DE", "A", "EUR"): (2, {"R1": 100_000}),
        ("cover", "DE", "A", "EUR"): (4, {"R1": 100_000}),
    }
