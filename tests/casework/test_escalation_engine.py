"""The worklist from day to day: contact gap, tolerance, approval, what follows, statements.

The ladder is five-stage (reminder on day -7, notice on day 3, legal on day 15, agency on day 90)
and nobody is insured, where nothing else is said.
"""

from __future__ import annotations

from typing import Any

import pytest
from case_desk import CaseDesk
from case_ledgers import (
    DUE,
    Desk,
    Invoice,
    customer,
    held_of,
    levels_of,
    near,
    policy,
    reasons_of,
    tasks_of,
    the_task,
)

from ledgerguard.casework.events import Hold, Reassessed
from ledgerguard.casework.records import STATEMENT, Worklist
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.schema import Wording

NEXT = Invoice("R2", due=DUE + 2)  # reaches each level two days after the usual invoice


# Catch-up


@pytest.mark.parametrize(("most", "legal"), [(0, 40), (2, 42), (7, 47), (12, 52), (30, 52)])
def test_the_pause_of_a_catch_up_is_the_firms_but_no_longer_than_the_ladder(
    most: int, legal: int
) -> None:
    # Notice and legal are 12 days apart on the ladder. The notice comes on day 40.
    rules = policy(f'insurance = "none"\ncatch_up_days = {most}')
    desk = CaseDesk(Invoice(), rules=rules)
    assert levels_of(desk.work(DUE + 40)) == {"R1": 2}
    found = [desk.work(DUE + 40)] if most == 0 else []  # no pause: on the same day
    found += [desk.work(day) for day in near(DUE + legal) if day > DUE + 40]
    levels = [(one.as_of, task.level) for one in found for task in one.tasks]
    assert levels == [(DUE + legal, 3)]


def test_an_item_that_waits_is_held_with_its_day() -> None:
    desk = CaseDesk(Invoice())
    desk.work(DUE + 40)
    worklist = desk.run(DUE + 41)
    assert (worklist.tasks, held_of(worklist)) == ((), {"R1": ("waiting", DUE + 46)})


def test_items_that_catch_up_and_items_in_time_share_one_letter() -> None:
    late, in_time = Invoice("R1", due=DUE - 60), Invoice("R2")
    desk = CaseDesk(late, in_time)
    first = desk.work(DUE + 3)
    second = desk.work(DUE + 10)
    assert tasks_of(first) == {("customer", "DE", "A", "EUR"): (2, {"R1": 100_000, "R2": 100_000})}
    assert levels_of(second) == {"R1": 3}


def test_each_customer_climbs_alone() -> None:
    desk = CaseDesk(Invoice(), Invoice("R2", customer_id="B", due=DUE - 12))
    assert levels_of(desk.work(DUE - 9)) == {"R2": 2}
    worklist = desk.work(DUE + 3)
    assert {task.customer_id: task.level for task in worklist.tasks} == {"A": 2, "B": 3}


# The contact gap


@pytest.mark.parametrize(
    ("company", "free"),
    [
        ("contact_gap_days = 0", 5),
        ('tier = "risky"', 6),  # 3 days, and the notice of the first one was on day 3
        ("", 8),  # 5 days
        ('tier = "core"', 10),  # 7 days
        ('tier = "core"\ncontact_gap_days = 4', 10),  # the tier stands above the company
    ],
)
def test_a_second_contact_at_the_same_level_waits_for_the_gap(company: str, free: int) -> None:
    rules = policy(f'insurance = "none"\n{company}', "[tiers.core]\ncontact_gap_days = 7\n")
    desk = CaseDesk(Invoice(), NEXT, rules=rules)
    assert levels_of(desk.work(DUE + 3)) == {"R1": 2}
    for day in range(5, free):
        assert held_of(desk.run(DUE + day)) == {"R2": ("contact", DUE + free - 1)}
    assert levels_of(desk.run(DUE + free)) == {"R2": 2}


def test_a_higher_level_does_not_wait_for_the_gap_and_takes_the_rest_along() -> None:
    eve = Invoice("R2", due=DUE + 10)  # its notice is on day 13, legal of the other one on day 15
    desk = CaseDesk(Invoice(), eve)
    assert desk.work_through([DUE + 3]) == [(DUE + 3, 2)]
    assert levels_of(desk.work(DUE + 13)) == {"R2": 2}
    assert levels_of(desk.work(DUE + 15)) == {"R1": 3}
    third = Invoice("R3", due=DUE + 13)  # its notice, the day after, is lower than legal
    desk.ledger_is(Invoice(), eve, third)
    assert held_of(desk.run(DUE + 16)) == {"R3": ("contact", DUE + 19)}
    assert levels_of(desk.run(DUE + 20)) == {"R3": 2}


def test_the_gap_is_by_entity_and_by_currency() -> None:
    french = NEXT._replace(entity="FR")
    dollars = NEXT._replace(invoice="R3", currency="USD")
    desk = CaseDesk(Invoice(), french, dollars)
    desk.work(DUE + 3)
    assert levels_of(desk.run(DUE + 5)) == {"R2": 2, "R3": 2}


# Tolerance


@pytest.mark.parametrize(
    ("currency", "tolerance", "within"),
    [("EUR", "50", 5_000), ("EUR", "0.01", 1), ("JPY", "500", 500), ("KWD", "1.5", 1_500)],
)
def test_the_tolerance_is_in_the_currencys_own_unit_and_includes_its_bound(
    currency: str, tolerance: str, within: int
) -> None:
    rules = policy(f'insurance = "none"\ntolerance = {{ {currency} = {tolerance} }}')
    invoice = Invoice(currency=currency, amount=within)
    desk = CaseDesk(invoice, rules=rules)
    assert held_of(desk.run(DUE + 3)) == {"R1": ("tolerance", NO_DAY)}
    desk.ledger_is(invoice._replace(amount=within + 1))
    assert levels_of(desk.run(DUE + 3)) == {"R1": 2}


def test_small_amounts_add_up_against_the_tolerance() -> None:
    rules = policy('insurance = "none"\ntolerance = { EUR = 50 }')
    small = Invoice(amount=3_000)
    desk = CaseDesk(small, small._replace(invoice="R2"), rules=rules)
    assert levels_of(desk.run(DUE + 3)) == {"R1": 2, "R2": 2}


def test_a_customers_own_tolerance_prevails() -> None:
    rules = policy(
        'insurance = "none"\ntolerance = { EUR = 50, USD = 60 }',
        '[customers."A"]\ntolerance = { EUR = 1 }\n',
    )
    rows = [Invoice(amount=4_000), Invoice("R2", currency="USD", amount=4_000)]
    desk = CaseDesk(*rows, rules=rules)
    worklist = desk.run(DUE + 3)
    assert (levels_of(worklist), held_of(worklist)) == (
        {"R1": 2},
        {"R2": ("tolerance", NO_DAY)},
    )


# Who, and what follows


def test_who_acts_and_who_must_approve() -> None:
    rules = policy('insurance = "none"\nowner = "Ms Wang"')
    desk = CaseDesk(Invoice(), rules=rules)
    tasks = [the_task(desk.work(DUE + day)) for day in (-7, 3, 15, 90)]
    assert [(task.level, task.owner, task.approval) for task in tasks] == [
        (1, "Ms Wang", ""),
        (2, "Ms Wang", ""),
        (3, "legal", "credit manager"),
        (5, "credit manager", "finance director"),
    ]


def following(worklist: Worklist) -> tuple[Wording | None, int]:
    task = next(task for task in worklist.tasks if task.track == "customer")
    return task.next_action, task.next_on


NOTICE = Wording("Formal dunning letter", "启动正式催告")
LEGAL = Wording("Escalate to legal", "升级法务介入")
INSURER = Wording("Notify the credit insurer", "启动保险理赔")
AGENCY = Wording("Hand over to a collection agency", "移交专业机构")


def test_what_happens_if_she_waits() -> None:
    desk = CaseDesk(Invoice())
    assert following(desk.work(DUE - 7)) == (NOTICE, DUE + 3)
    assert following(desk.work(DUE + 3)) == (LEGAL, DUE + 15)
    assert following(desk.work(DUE + 15)) == (AGENCY, DUE + 90)
    assert following(desk.work(DUE + 90)) == (None, NO_DAY)


def test_what_happens_next_after_a_late_step_keeps_the_pause() -> None:
    desk = CaseDesk(Invoice())
    assert following(desk.run(DUE + 40)) == (LEGAL, DUE + 47)


@pytest.mark.parametrize(
    ("insurance", "day"),
    [("", 30), ("report-fifteen", 13), ("extension-sixty", 30), ("none", 90)],
)
def test_the_insurer_follows_where_that_is_sooner(insurance: str, day: int) -> None:
    desk = CaseDesk(Invoice(due=DUE - 10), rules=policy(f'insurance = "{insurance}"'))
    desk.work(DUE - 7)  # the notice of day 3
    if day == 13:
        # The report comes two days before legal.
        desk.ledger_is(Invoice(due=DUE - 10), Invoice("R2", due=DUE - 9))
        desk.rules = policy(f'insurance = "{insurance}"\ncontact_gap_days = 0')
        assert following(desk.work(DUE - 6)) == (INSURER, DUE - 9 + 13)
    else:
        found = following(desk.work(DUE + 5))  # legal
        assert found == (AGENCY if day == 90 else INSURER, DUE - 10 + day)


def test_what_the_insurer_is_told_today_is_not_what_follows() -> None:
    desk = CaseDesk(Invoice(), rules=policy())  # nothing is known of cover: told on day 30
    desk.work(DUE + 23)  # the notice, late
    worklist = desk.work(DUE + 30)
    assert {task.track: task.level for task in worklist.tasks} == {"customer": 3, "cover": 4}
    assert following(worklist) == (AGENCY, DUE + 90)


def test_telling_the_insurer_is_no_contact_with_the_customer() -> None:
    desk = CaseDesk(Invoice(), rules=policy('tier = "core"'))
    assert desk.work_through([DUE + 26]) == [(DUE + 26, 2)]
    # Legal comes a week after the notice, whatever was told in between. The statement waits for
    # the gap of 7 days after the letters only.
    assert desk.work_through(near(DUE + 30, DUE + 33, DUE + 40)) == [
        (DUE + 30, 4),
        (DUE + 33, 3),
        (DUE + 40, STATEMENT),
    ]


def test_a_statement_goes_out_on_the_day_on_which_the_insurer_is_told() -> None:
    desk = CaseDesk(Invoice(), rules=policy('tier = "core"'))
    assert desk.work_through([DUE + 3, DUE + 15]) == [(DUE + 3, 2), (DUE + 15, 3)]
    assert {task.level for task in desk.run(DUE + 30).tasks} == {4, STATEMENT}


# A ladder that is another one than before


def test_on_another_ladder_steps_of_the_same_kind_are_done() -> None:
    desk = CaseDesk(Invoice())
    assert desk.work_through([DUE + 3]) == [(DUE + 3, 2)]
    desk.rules = policy('ladder = "friendly"\ninsurance = "none"')
    # Friendly: reminder 1, notice 15, stop supply 30, legal 60. The notice has been sent.
    assert desk.work_through(near(DUE + 5, DUE + 15, DUE + 30, DUE + 60)) == [
        (DUE + 30, 3),
        (DUE + 60, 4),
    ]


def test_back_on_the_first_ladder_nothing_is_repeated() -> None:
    desk = CaseDesk(Invoice())
    desk.work(DUE + 3)
    desk.rules = policy('ladder = "friendly"\ninsurance = "none"')
    desk.work(DUE + 30)
    desk.rules = policy('insurance = "none"')
    assert desk.work_through(near(DUE + 32, DUE + 37)) == [(DUE + 37, 3)]


def test_two_levels_of_one_kind_on_a_ladder_are_two_steps() -> None:
    own = """
[ladders.own]
dated = 2026-01-01
source = "a test"
levels = [
  { days = 3, kind = "notice", action = { en = "First", zh = "一" } },
  { days = 10, kind = "notice", action = { en = "Second", zh = "二" } },
]
"""
    desk = CaseDesk(Invoice(), rules=policy('ladder = "own"\ninsurance = "none"', own))
    assert desk.work_through(near(DUE + 3, DUE + 10)) == [(DUE + 3, 1), (DUE + 10, 2)]


# Statements of account


def quiet(**changes: Any) -> Invoice:
    """Not due for two months: the ladder says nothing until day 53."""
    return Invoice(due=DUE + 60)._replace(**changes)


STATED = [0, 1, 13, 14, 15, 27, 28, 29, 30, 31]


@pytest.mark.parametrize(
    ("tier", "days"), [("core", [0, 30]), ("risky", [0, 14, 28]), ("standard", [])]
)
def test_the_tier_decides_how_often_a_statement_goes_out(tier: str, days: list[int]) -> None:
    rules = policy(f'insurance = "none"\ntier = "{tier}"')
    desk = CaseDesk(quiet(), rules=rules)
    found = desk.work_through([DUE + day for day in STATED])
    assert found == [(DUE + day, STATEMENT) for day in days]


def test_no_statement_goes_out_while_a_customer_is_on_hold() -> None:
    desk = CaseDesk(quiet(), rules=policy('insurance = "none"\ntier = "core"'))
    desk.tell(Hold(customer(), DUE - 1, DUE + 4, "talks"))
    assert desk.work_through(range(DUE, DUE + 8)) == [(DUE + 5, STATEMENT)]


def test_a_statement_lists_all_that_is_open_and_is_no_step_of_the_ladder() -> None:
    rules = policy('insurance = "none"\ntier = "core"')
    disputed = quiet(invoice="R2", disputed=1, due=DUE + 50)
    desk = CaseDesk(quiet(), disputed, rules=rules)
    task = the_task(desk.work(DUE))
    assert (task.track, task.letter, task.amount) == ("statement", "statement", 200_000)
    assert {str(one.key) for one in task.items} == {"R1", "R2"}
    desk.ledger_is(quiet())
    # The reminder of day 53, and no statement within the gap of 7 days after it.
    assert desk.work_through([DUE + 52, DUE + 53, DUE + 59, DUE + 60]) == [
        (DUE + 52, STATEMENT),
        (DUE + 53, 1),
    ]


def test_a_letter_stands_for_the_statement_of_its_day_and_of_the_gap() -> None:
    rules = policy('insurance = "none"\ntier = "core"')
    desk = CaseDesk(Invoice(due=DUE + 7), rules=rules)
    assert desk.work_through(near(DUE + 1, DUE + 7)) == [(DUE, 1), (DUE + 7, STATEMENT)]


# Re-assessment


def test_an_overdue_customer_is_put_up_for_reassessment_until_it_was_made() -> None:
    rows = [Invoice(), NEXT, Invoice("R3", due=DUE + 400), Invoice("R4", customer_id="B")]
    desk = CaseDesk(*rows)
    assert desk.run(DUE).reassess == ()
    first = desk.run(DUE + 3).reassess
    assert [(one.customer_id, one.overdue, one.oldest, one.last) for one in first] == [
        ("A", 200_000, 3, NO_DAY),
        ("B", 100_000, 3, NO_DAY),
    ]
    desk.tell(Reassessed(customer(), DUE + 5))
    assert [one.customer_id for one in desk.run(DUE + 94).reassess] == ["B"]
    again = desk.run(DUE + 95).reassess
    assert [(one.customer_id, one.last) for one in again] == [("A", DUE + 5), ("B", NO_DAY)]


def test_a_reassessment_never_adds_two_currencies() -> None:
    desk = CaseDesk(Invoice(), Invoice("R2", currency="USD", amount=1))
    found = desk.run(DUE + 1).reassess
    assert [(one.currency, one.overdue) for one in found] == [("EUR", 100_000), ("USD", 1)]


def test_a_task_that_was_listed_before_says_since_when() -> None:
    with Desk(Invoice()) as desk:
        assert "proposed" not in reasons_of(the_task(desk.run(DUE + 3)))
        assert reasons_of(the_task(desk.run(DUE + 5)))["proposed"] == (DUE + 3,)
        desk.work(DUE + 6)
        desk.ledger_is(Invoice(), NEXT)
        # Done: another notice to the same customer is a new one.
        assert "proposed" not in reasons_of(the_task(desk.run(DUE + 11)))
