"""Where an item stands: whose settings hold for it, and what was done under other rules."""

from __future__ import annotations

from case_desk import CaseDesk
from case_ledgers import DUE, Invoice, item, levels_of, near, policy, tasks_of
from quick_desk import QuickDesk

from ledgerguard.casework.events import Override

TWICE = """
[ladders.twice]
dated = 2026-01-01
source = "a test"
levels = [
  { days = 3, action = { en = "First reminder", zh = "一" } },
  { days = 10, action = { en = "Second reminder", zh = "二" } },
  { days = 20, kind = "stop-supply", action = { en = "Warn", zh = "三" } },
  { days = 40, kind = "stop-supply", action = { en = "Stop", zh = "四" } },
]
"""
BY_TWICE = policy('ladder = "twice"\ninsurance = "none"', TWICE)
FRIENDLY = policy('ladder = "friendly"\ninsurance = "none"')


# Another ladder than before


def test_a_reminder_of_another_ladder_stands_for_one_of_two() -> None:
    desk = CaseDesk(Invoice(), rules=FRIENDLY)
    assert desk.work_through([DUE + 1]) == [(DUE + 1, 1)]
    desk.rules = BY_TWICE
    days = near(DUE + 3, DUE + 10, DUE + 20, DUE + 40)
    assert desk.work_through(days) == [(DUE + 10, 2), (DUE + 20, 3), (DUE + 40, 4)]


def test_two_levels_of_a_kind_are_both_climbed_though_the_insurer_knows_that_kind() -> None:
    desk = CaseDesk(Invoice(), rules=BY_TWICE)
    assert desk.work_through(near(DUE + 3, DUE + 10, DUE + 20, DUE + 40)) == [
        *((DUE + 3, 1), (DUE + 10, 2), (DUE + 20, 3), (DUE + 40, 4)),
    ]


def test_what_another_ladder_has_passed_is_not_begun_again() -> None:
    desk = CaseDesk(Invoice())  # five-stage
    assert desk.work_through([DUE + 3, DUE + 15]) == [(DUE + 3, 2), (DUE + 15, 3)]
    desk.rules = FRIENDLY
    # Legal was reached: no reminder comes now, and deliveries stop on their own day.
    assert desk.work_through(near(DUE + 22, DUE + 30, DUE + 60)) == [(DUE + 30, 3)]


# Whose settings hold


def test_settings_of_customers_groups_and_invoices_decide_row_by_row() -> None:
    more = """
[groups.slow]
grace_days = 10
[customers.B]
group = "slow"
[customers.C]
ladder = "friendly"
[invoices.R9]
ladder = "sme"
"""
    rows = [
        Invoice(), Invoice("R2", "B"), Invoice("R3", "C"), Invoice("R4", "C", currency="USD"),
        Invoice("R9", "C", currency="USD"),
    ]  # fmt: skip
    desk = QuickDesk(*rows, rules=policy('insurance = "none"', more))
    assert levels_of(desk.run(DUE + 1)) == {"R3": 1, "R4": 1}
    assert levels_of(desk.run(DUE + 3)) == {"R1": 2, "R3": 1, "R4": 1}
    assert levels_of(desk.run(DUE + 7)) == {"R1": 2, "R3": 1, "R4": 1, "R9": 2}
    assert levels_of(desk.run(DUE + 12)) == {"R1": 2, "R3": 1, "R4": 1, "R9": 2}
    assert levels_of(desk.run(DUE + 13)) == {"R1": 2, "R2": 2, "R3": 1, "R4": 1, "R9": 2}


def test_customers_of_one_group_of_settings_share_nothing_else() -> None:
    rows = [Invoice(f"R{number}", f"C{number}") for number in range(4)]
    desk = CaseDesk(*rows)
    desk.tell(Override(item(rows[2]), DUE, 3, DUE + 9, "boss"))
    assert tasks_of(desk.run(DUE + 3)) == {
        ("customer", "DE", f"C{number}", "EUR"): (3 if number == 2 else 2, {f"R{number}": 100_000})
        for number in range(4)
    }


def test_no_items_no_work() -> None:
    worklist = CaseDesk().run(DUE)
    assert (worklist.tasks, worklist.held, worklist.reassess, worklist.lapsed) == ((), (), (), {})
