"""What users of other programs report as bugs, each as a short story told to the engine.

Under five-stage and without cover: -7 reminder, 3 notice, 15 legal, 90 agency (levels 1, 2, 3, 5).
"""

from __future__ import annotations

import pytest
from collector import Collector, levels, policy, reasons
from ledger_rows import DAY, Row

from ledgerguard.casework.events import Hold, Scope
from ledgerguard.casework.records import ItemKey
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.schema import NO_DAY

NOTICE, LEGAL, AGENCY = 2, 3, 5


def due(day: int, **changes: int | str) -> Row:
    return Row(issued=DAY - 300, due=day, **changes)  # type: ignore[arg-type]


def test_the_due_day_itself_is_not_overdue() -> None:
    with Collector() as collector:
        for late, expected in ((-8, {}), (-7, {"I": 1}), (0, {"I": 1})):
            worklist = collector.look(DAY + 300 + late, [("I", due(DAY + 300))])
            assert levels(worklist.tasks) == expected
            assert not worklist.reassess
        # The reminder lapses the day after; the notice comes on the third day, not on the second.
        assert levels(collector.look(DAY + 301, [("I", due(DAY + 300))]).tasks) == {}
        assert levels(collector.look(DAY + 302, [("I", due(DAY + 300))]).tasks) == {}
        assert levels(collector.look(DAY + 303, [("I", due(DAY + 300))]).tasks) == {"I": NOTICE}


def test_the_sign_of_an_offset_is_a_day_before_or_after() -> None:
    ladder = """
[company]
insurance = "none"
ladder = "both"
[ladders.both]
dated = 2026-01-01
source = "test"
levels = [
  { days = -2, action = { en = "Before", zh = "前" } },
  { days = 2, action = { en = "After", zh = "后" } },
]
"""
    with Collector(policy(ladder)) as collector:
        found = {
            late: collector.work(DAY + late, [("I", due(DAY))]) for late in (-3, -2, -1, 1, 2, 3)
        }
    assert found == {-3: {}, -2: {"I": 1}, -1: {}, 1: {}, 2: {"I": 2}, 3: {}}


def test_missed_days_are_caught_up_level_by_level_without_a_flood() -> None:
    rows = [("OLD", due(DAY - 100)), ("NEW", due(DAY - 4))]
    with Collector() as collector:
        seen = {day: collector.work(DAY + day, rows) for day in range(60)}
    # OLD is a hundred days late and yet begins with the notice; a week between two steps, until
    # it is where its age puts it. NEW climbs in time: legal is due on its fifteenth day, day 11,
    # and goes out on day 12, because the customer got a lawyer's letter five days before.
    assert {day: found for day, found in seen.items() if found} == {
        0: {"OLD": NOTICE, "NEW": NOTICE},
        7: {"OLD": LEGAL},
        12: {"NEW": LEGAL},
        14: {"OLD": AGENCY},
    }


def test_one_letter_a_customer_at_the_highest_level_lists_all_items() -> None:
    rows = [("A", due(DAY - 3)), ("B", due(DAY + 7)), ("C", due(DAY + 100))]
    with Collector() as collector:
        (task,) = collector.look(DAY, rows).tasks
    assert task.level == NOTICE
    assert [(item.key.invoice, item.level) for item in task.items] == [("A", NOTICE), ("B", 1)]
    assert task.amount == 20_000


def test_a_level_that_was_reached_does_not_hide_lower_ones_of_other_items() -> None:
    with Collector() as collector:
        assert collector.work(DAY, [("A", due(DAY - 15))]) == {"A": NOTICE}
        assert collector.work(DAY + 7, [("A", due(DAY - 15))]) == {"A": LEGAL}
        later = [("A", due(DAY - 15)), ("B", due(DAY + 12))]
        # B gets its own notice although the customer has had a lawyer's letter meanwhile.
        assert collector.work(DAY + 15, later) == {"B": NOTICE}


def test_a_second_run_on_one_day_proposes_again_and_never_doubles() -> None:
    rows = [("A", due(DAY - 3))]
    with Collector() as collector:
        assert levels(collector.look(DAY, rows).tasks) == {"A": NOTICE}
        assert collector.work(DAY, rows) == {"A": NOTICE}
        assert collector.work(DAY, rows) == {}
        assert [collector.work(DAY + day, rows) for day in range(1, 12)] == [{}] * 11


def test_a_run_before_the_last_one_is_refused() -> None:
    with Collector() as collector:
        collector.look(DAY, [("A", due(DAY - 3))])
        with pytest.raises(OutOfDomain, match="as_of must not be before the last run"):
            collector.look(DAY - 1, [("A", due(DAY - 3))])
        collector.look(DAY, [("A", due(DAY - 3))])


def test_a_later_due_date_waits_and_an_earlier_one_goes_on_with_nothing_doubled() -> None:
    with Collector() as collector:
        assert collector.work(DAY, [("A", due(DAY - 3))]) == {"A": NOTICE}
        # A month more: the notice was sent and is not sent again; legal counts from the new day.
        postponed = [("A", due(DAY + 27))]
        assert [collector.work(DAY + day, postponed) for day in (1, 20, 30, 41)] == [{}] * 4
        assert collector.work(DAY + 42, postponed) == {"A": LEGAL}
        assert collector.work(DAY + 43, [("A", due(DAY - 60))]) == {}  # a week after legal
        assert collector.work(DAY + 49, [("A", due(DAY - 60))]) == {"A": AGENCY}


def test_a_part_payment_lowers_the_amount_and_repeats_nothing() -> None:
    with Collector() as collector:
        assert collector.work(DAY, [("A", due(DAY - 3))]) == {"A": NOTICE}
        part = [("A", due(DAY - 3, paid=9_000, paid_on=DAY + 1))]
        assert collector.work(DAY + 2, part) == {}
        (task,) = collector.look(DAY + 12, part).tasks
        assert (task.level, task.amount) == (LEGAL, 1_000)
        rest = [("A", due(DAY - 3, paid=10_000, paid_on=DAY + 12))]
        assert collector.look(DAY + 13, rest).tasks == ()


def test_credit_notes_and_unapplied_cash_cover_the_oldest_items_first() -> None:
    rows = [("OLD", due(DAY - 9)), ("NEW", due(DAY - 4)), ("CN", due(DAY, amount=-10_000))]
    with Collector() as collector:
        worklist = collector.look(DAY, rows)
    assert levels(worklist.tasks) == {"NEW": NOTICE}
    assert reasons(worklist.held) == {"OLD": "credits"}
    # One minor unit less, and the oldest is not covered: it is asked for whole.
    rows[2] = ("CN", due(DAY, amount=-9_999))
    with Collector() as collector:
        worklist = collector.look(DAY, rows)
    assert levels(worklist.tasks) == {"OLD": NOTICE, "NEW": NOTICE}
    # More was paid than was invoiced: cash that nobody has applied.
    rows[2] = ("X", due(DAY - 40, amount=5_000, paid=15_000, paid_on=DAY - 1))
    with Collector() as collector:
        assert levels(collector.look(DAY, rows).tasks) == {"NEW": NOTICE}


def test_a_credit_in_another_currency_covers_nothing() -> None:
    rows = [("A", due(DAY - 4)), ("CN", due(DAY, amount=-10_000, currency="USD"))]
    with Collector() as collector:
        assert levels(collector.look(DAY, rows).tasks) == {"A": NOTICE}


def test_instalments_keep_their_numbers_when_the_first_is_paid() -> None:
    plan = [("A", due(DAY - 20)), ("A", due(DAY - 3)), ("A", due(DAY + 27))]
    with Collector() as collector:
        assert collector.work(DAY, plan) == {"A": NOTICE, "A/2": NOTICE}
        # The first is paid and gone: the others stay the second and the third.
        assert collector.work(DAY + 7, plan[1:]) == {}
        assert collector.work(DAY + 12, plan[1:]) == {"A/2": LEGAL}
        assert collector.work(DAY + 30, plan[1:]) == {"A/3": NOTICE}
        # The due date of the third moves: it is still the third, and its notice was sent.
        moved = [plan[1], ("A", due(DAY + 60))]
        assert collector.work(DAY + 63, moved) == {}
        assert collector.work(DAY + 75, moved) == {"A/3": LEGAL}


def test_as_of_in_the_past_sees_what_was_known_then() -> None:
    rows = [("A", due(DAY - 20, paid=10_000, paid_on=DAY - 2)), ("B", Row(issued=DAY, due=DAY + 1))]
    with Collector() as collector:
        # Ten days ago A was ten days late and unpaid, and B did not exist.
        assert collector.work(DAY - 10, rows) == {"A": NOTICE}
        assert collector.look(DAY, rows).tasks[0].items[0].key.invoice == "B"


def test_two_currencies_are_two_tasks_and_never_one_sum() -> None:
    rows = [("A", due(DAY - 3)), ("B", due(DAY - 3, currency="JPY", amount=500))]
    with Collector() as collector:
        tasks = collector.look(DAY, rows).tasks
    assert sorted((task.currency, task.amount) for task in tasks) == [("EUR", 10_000), ("JPY", 500)]


def test_one_number_in_two_legal_entities_is_two_cases() -> None:
    rows = [("A", due(DAY - 3, entity="DE")), ("A", due(DAY - 15, entity="FR"))]
    with Collector() as collector:
        first = collector.look(DAY, rows)
        assert {(task.entity, task.level) for task in first.tasks} == {("DE", 2), ("FR", 2)}
        key = ItemKey("FR", "A", "EUR", "A")
        collector.report(Hold(Scope("FR", "A", key), DAY, DAY + 30, "talks"))
        second = collector.look(DAY, rows)
    assert [task.entity for task in second.tasks] == ["DE"]
    assert [one.item.key.entity for one in second.held] == ["FR"]


def test_a_reopened_item_goes_on_where_it_stood() -> None:
    rows = [("A", due(DAY - 3))]
    with Collector() as collector:
        assert collector.work(DAY, rows) == {"A": NOTICE}
        paid = [("A", due(DAY - 3, paid=10_000, paid_on=DAY + 1))]
        assert collector.work(DAY + 2, paid) == {}
        # A month later the payment bounces: the notice is not sent again, the next step is.
        assert collector.work(DAY + 32, rows) == {"A": LEGAL}
        assert collector.work(DAY + 33, []) == {}


def test_an_item_without_due_date_is_told_and_not_dropped() -> None:
    with Collector() as collector:
        worklist = collector.look(DAY, [("A", due(NO_DAY))])
    assert worklist.tasks == ()
    assert reasons(worklist.held) == {"A": "undated"}


def test_legal_waiting_days_after_a_notice_hold_even_when_days_were_missed() -> None:
    ladder = """
[company]
insurance = "none"
ladder = "norway"
catch_up_days = 3
[ladders.norway]
dated = 2026-01-01
source = "test: a claim may follow fourteen days after the notice"
[[ladders.norway.levels]]
days = 1
action = { en = "Notice", zh = "催告" }
[[ladders.norway.levels]]
days = 15
action = { en = "Collection", zh = "催收" }
wait_days = 14
"""
    with Collector(policy(ladder)) as collector:
        assert collector.work(DAY, [("A", due(DAY - 40))]) == {"A": 1}
        assert [collector.work(DAY + day, [("A", due(DAY - 40))]) for day in (1, 3, 13)] == [{}] * 3
        assert collector.work(DAY + 14, [("A", due(DAY - 40))]) == {"A": 2}


def test_a_dated_hold_stops_with_its_reason_and_thaws_by_itself() -> None:
    rows = [("A", due(DAY - 3))]
    with Collector() as collector:
        collector.report(Hold(Scope("", "A"), DAY - 1, DAY + 5, "merger"))
        (held,) = collector.look(DAY + 5, rows).held
        assert (held.reason, held.until, held.words) == ("hold", DAY + 5, "merger")
        assert collector.work(DAY + 6, rows) == {"A": NOTICE}
