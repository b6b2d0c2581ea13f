"""Where overrides, freezes, clock and statements meet: faults that generated histories found."""

from __future__ import annotations

from collector import Collector, levels, policy, reasons
from ledger_rows import DAY, Row

from ledgerguard.casework import runs
from ledgerguard.casework.events import Dispute, Hold, Override, Scope
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.schema import NO_DAY

LATE = ("R1", Row(due=DAY - 4))
SCOPE = Scope("", "A")
ITEM = Scope("", "A", ItemKey("", "A", "EUR", "R1"))

OWN = """
[company]
ladder = "own"
insurance = "none"
[ladders.own]
dated = 2026-01-01
source = "test"
levels = [
  { days = 1, action = { en = "a", zh = "a" } },
  { days = 30, kind = "notice", action = { en = "b", zh = "b" }, blocked_by = [] },
  { days = 60, kind = "legal", action = { en = "c", zh = "c" }, blocked_by = ["dispute"] },
]
"""


def test_the_level_that_an_override_sets_says_what_stops_it() -> None:
    with Collector(policy(OWN)) as desk:
        desk.report(Dispute(SCOPE, DAY, "short"))
        assert reasons(desk.look(DAY, [LATE]).held) == {"R1": "dispute"}  # the first level
        desk.report(Override(SCOPE, DAY, 2, DAY + 9, "boss"))
        assert levels(desk.look(DAY, [LATE]).tasks) == {"R1": 2}  # nothing stops the second
        desk.report(Override(SCOPE, DAY, 3, DAY + 9, "boss"))
        found = desk.look(DAY, [LATE])
        assert (levels(found.tasks), reasons(found.held)) == ({}, {"R1": "dispute"})


def test_an_override_past_the_last_level_that_is_left_is_stopped_as_well() -> None:
    # Without a day of delivery the only level has no day: an override sets it all the same.
    text = OWN.replace("{ days = 1,", '{ days = 1, counted_from = "delivery",')
    text = text[: text.index("  { days = 30")] + "]\n"
    with Collector(policy(text)) as desk:
        assert not desk.look(DAY, [LATE]).tasks
        desk.report(Override(SCOPE, DAY, 1, DAY + 9, "boss"), Hold(SCOPE, DAY, DAY, "merger"))
        assert reasons(desk.look(DAY, [LATE]).held) == {"R1": "hold"}
        assert levels(desk.look(DAY + 1, [LATE]).tasks) == {"R1": 1}


def test_an_override_that_was_acted_upon_is_spent() -> None:
    with Collector() as desk:
        desk.report(Override(ITEM, DAY, 3, DAY + 90, "boss"))
        assert desk.work(DAY, [LATE]) == {"R1": 3}
        # Five stages: the fifth is due 90 days after the due date, by the ladder and not by hand.
        (task,) = desk.look(DAY + 86, [LATE]).tasks
        assert task.level == 5
        assert "override" not in {reason.code for reason in task.reasons}


def test_the_newest_override_prevails() -> None:
    with Collector() as desk:
        for scope, level in ((SCOPE, 3), (ITEM, 2), (SCOPE, 5)):
            desk.report(Override(scope, DAY, level, DAY + 9, "boss"))
            assert levels(desk.look(DAY, [LATE]).tasks) == {"R1": level}


def test_an_item_without_due_date_is_acted_upon_once_by_an_override() -> None:
    undated = ("R1", Row(due=NO_DAY))
    with Collector() as desk:
        assert reasons(desk.look(DAY, [undated]).held) == {"R1": "undated"}
        desk.report(Override(SCOPE, DAY, 2, DAY + 9, "boss"))
        found = desk.look(DAY, [undated])
        assert (levels(found.tasks), reasons(found.held)) == ({"R1": 2}, {})
        assert desk.work(DAY, [undated]) == {"R1": 2}
        found = desk.look(DAY, [undated])
        assert (levels(found.tasks), reasons(found.held)) == ({}, {"R1": "undated"})


def test_a_level_done_that_has_no_day_any_more_does_not_end_the_ladder() -> None:
    # The first level counts from the delivery; later exports name no day of delivery.
    text = OWN.replace("{ days = 1,", '{ days = 1, counted_from = "delivery",')
    delivered = ("R1", Row(due=DAY + 5, delivered=DAY - 1))
    lost = ("R1", Row(due=DAY + 5))
    with Collector(policy(text)) as desk:
        assert desk.work(DAY, [delivered]) == {"R1": 1}
        assert desk.work(DAY + 34, [lost]) == {}
        assert desk.work(DAY + 35, [lost]) == {"R1": 2}


def test_a_level_that_the_clock_asks_for_is_no_second_task_of_the_ladder() -> None:
    # friendly: stop supply is its third level, 30 days late; the policy wants it after 15 days.
    firm = policy('[company]\nladder = "friendly"\ninsurance = "report-fifteen"\n')
    with Collector(firm) as desk:
        row = ("R1", Row(due=DAY))
        for day in (1, 15):
            found = desk.look(DAY + day, [row])
            bodies = runs.tasks_of(desk.log, found.run)
            (task,) = (task for task in found.tasks if task.track == "customer")
            desk.report(runs.done(bodies[task.id], DAY + day))
        tasks = desk.look(DAY + 30, [row]).tasks
        assert [task.track for task in tasks if task.kind == "stop-supply"] == ["cover"]


def test_a_statement_is_no_step_of_the_ladder() -> None:
    # A statement every 20 days does not hold up the notice that is due on the third day.
    firm = policy('[company]\ninsurance = "none"\nstatement_days = 20\n')
    row = ("R1", Row(due=DAY + 10))
    with Collector(firm) as desk:
        (statement,) = desk.look(DAY, [row]).tasks
        assert statement.track == "statement"
        assert desk.work(DAY, [row]) == {}
        assert desk.work(DAY + 3, [row]) == {"R1": 1}  # seven days before the due date
        assert desk.work(DAY + 13, [row]) == {"R1": 2}
