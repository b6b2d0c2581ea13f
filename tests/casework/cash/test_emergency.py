"""The emergency list by hand: collect first, ask suppliers, cut; each only raises the lowest."""

from __future__ import annotations

from typing import Any

import pytest
from case_ledgers import DUE, Invoice, customer, ledger, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerguard.casework.cash.course import Course
from ledgerguard.casework.cash.delays import Rules
from ledgerguard.casework.cash.emergency import (
    Measure,
    Plan,
    collections,
    cuts,
    plan,
    suppliers,
)
from ledgerguard.casework.cash.forecast import outlook
from ledgerguard.casework.cash.ranges import Payment, Spending
from ledgerguard.casework.cash.stages import Dunning
from ledgerguard.casework.events import Promise
from ledgerguard.casework.history import folded
from ledgerguard.casework.shock import emergency_list
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, from_serial

AS_OF = from_serial(DUE)
NONE = (0,) * 13


def weeks(*amounts: int) -> tuple[int, ...]:
    return (*amounts, *NONE)[:13]


def course(opening: int, floor: int, *payments: int) -> Course:
    return Course(opening, NONE, weeks(*payments), floor=floor)


def late(customer: str, amount: int, days: int, **more: Any) -> Invoice:
    """An item that is so many days past due today."""
    due = DUE - days
    return Invoice(f"{customer}{days}", customer, amount=amount, due=due)._replace(**more)


def asked(*invoices: Invoice, **more: Any) -> list[Measure]:
    frame = ledger(*invoices)
    return collections(frame, outlook(frame, DUE), **more)


def test_who_is_asked_pays_at_the_end_of_the_weeks() -> None:
    # Without history 1000, overdue by 20 days, would come 60 days from now: week 9, or 7 weeks
    # after the second. Half of those asked pay: 500 in week 2.
    (found,) = asked(late("A", 1000, 20))
    assert (found.kind, found.name, found.amount, found.days_won) == ("collect", "A Ltd", 500, 49)
    assert found.change == weeks(0, 500, 0, 0, 0, 0, 0, 0, -500)
    assert found.gain == (0, *[500] * 7, 0, 0, 0, 0, 0)


def test_what_would_come_after_the_thirteen_weeks_stays_won() -> None:
    # A policy of 100 days: week 15, in the fourteenth place, 12 weeks after the second; 10.6 % of
    # it are lost for being later than day 90: half of 894.
    frame = ledger(late("A", 1000, 20))
    (found,) = collections(frame, outlook(frame, DUE, rules=Rules(stressed_delay_days=100)))
    assert (found.amount, found.change, found.days_won) == (447, weeks(0, 447), 84)


def test_only_what_is_due_within_the_weeks_can_be_asked_for() -> None:
    # Due on the last day of week 2, and a day later.
    assert [one.amount for one in asked(late("A", 1000, -14), late("B", 600, -15))] == [500]
    assert [one.amount for one in asked(late("B", 600, -15), weeks=3)] == [300]


def test_disputed_handed_over_promised_undated_and_struck_are_not_asked() -> None:
    assert asked(late("A", 1000, 20, disputed=1)) == []
    assert asked(late("A", 1000, 20, due=NO_DAY)) == []
    assert asked(late("A", 1000, 20), left_out={"A"}) == []
    frame = ledger(late("A", 1000, 20))
    firm = policy('insurance = "none"')
    legal = outlook(frame, DUE, dunning=Dunning(firm))
    assert collections(frame, legal) == []
    promised = outlook(
        frame, DUE, dunning=Dunning(firm, folded([Promise(customer(), DUE + 30, DUE - 1)]))
    )
    assert collections(frame, promised) == []


def test_a_share_that_a_shock_has_taken_is_not_collected() -> None:
    # A tenth is gone: half of 900.
    assert asked(late("A", 1000, 20), contagion_rate=0.1)[0].amount == 450
    assert asked(late("A", 1000, 20), success_rate=0) == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"weeks": 0}, "weeks must be from 1 to 13"),
        ({"weeks": 14}, "weeks must be from 1 to 13"),
        ({"success_rate": 1.5}, "success_rate must be from 0 to 1"),
    ],
)
def test_what_is_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(OutOfDomain, match=message):
        asked(late("A", 1000, 20), **more)


def test_suppliers_let_their_share_run_longer() -> None:
    # Half of 100 from day 10 (week 2) to day 40 (week 6); all of 30, overdue, from day 1 to day
    # 11 (week 2): 50 * 30 + 30 * 10 money-days over 80.
    paying = [
        Payment("S", 100, DUE + 10, 0.5),
        Payment("S", 30, DUE - 5, 1, days=10, cost=2),
        Payment("T", 70, DUE + 3),
    ]
    (found,) = suppliers(paying, DUE)
    assert (found.kind, found.name, found.amount, found.cost) == ("suppliers", "S", 80, 2)
    assert found.change == weeks(30, 50 - 30, 0, 0, 0, -50)
    assert found.days_won == 1800 / 80


def test_a_payment_that_goes_beyond_the_weeks_stays_won() -> None:
    (found,) = suppliers([Payment("S", 100, DUE + 80, 1)], DUE)
    assert found.change == (*[0] * 11, 100, 0)


def test_a_cut_saves_every_week_after_its_notice() -> None:
    rent, advertising = cuts([Spending("rent", 9), Spending("ads", 5, 11, core=False, cost=3)])
    assert (rent.kind, advertising.kind) == ("core", "cut")
    assert (advertising.change, advertising.amount, advertising.cost) == ((*[0] * 11, 5, 5), 10, 3)
    assert cuts([Spending("lease", 5, 26, core=False)])[0].amount == 0


def summary(found: Plan) -> list[tuple[str, int, int, int, int, bool]]:
    return [
        (s.measure.name, s.lowest_gain, s.shortage_gain, s.lowest, s.shortage, s.needed)
        for s in found.steps
    ]


def test_the_most_effective_comes_first_until_the_floor_holds() -> None:
    # Opening 100, 150 to pay in week 2: -50, and 70 are missing to the floor of 20. A brings 30
    # in week 1, B 45, C 60 but only in week 3, after the lowest week.
    a, b = Measure("collect", "a", 30, weeks(30)), Measure("suppliers", "b", 45, weeks(0, 45))
    c, d = Measure("cut", "c", 60, weeks(0, 0, 60)), Measure("cut", "d", 10, weeks(10))
    core = Measure("core", "e", 99, weeks(99))
    found = plan(course(100, 20, 0, 150), [a, c, core, b, d])
    assert found.before.closing == (100, *[-50] * 12)
    # B: -5 is the lowest, 25 are missing. A with it: 25, the floor holds. C and D are a reserve:
    # by itself D would have brought 10, C nothing, because week 2 stays at -50.
    assert summary(found) == [
        ("b", 45, 45, -5, 25, True),
        ("a", 30, 30, 25, 0, True),
        ("d", 10, 10, 35, 0, False),
        ("c", 0, 0, 35, 0, False),
    ]
    assert (found.core, found.remaining) == ((core,), 0)


def test_two_that_only_help_together_are_both_needed() -> None:
    # Two weeks are at -10; each measure lifts one of them, and none alone the lowest.
    both = Course(10, weeks(0, 20, -20), weeks(20))
    assert both.closing == (-10, 10, *[-10] * 11)
    first = Measure("collect", "first", 10, weeks(10, 0, -10))
    last = Measure("suppliers", "last", 10, weeks(0, 0, 10))
    assert summary(plan(both, [first, last])) == [
        ("last", 0, 0, -10, 10, True),
        ("first", 0, 0, 0, 0, True),
    ]


def test_what_helps_nothing_is_a_reserve_and_what_is_missing_is_said() -> None:
    idle = Measure("suppliers", "idle", 10, (*[0] * 12, 0))
    some = Measure("cut", "some", 30, weeks(30))
    found = plan(course(0, 100), [idle, some])
    assert summary(found) == [("some", 30, 30, 30, 70, True), ("idle", 0, 0, 30, 70, False)]
    assert found.remaining == 70
    assert plan(course(0, 100), []).remaining == 100


def test_where_nothing_is_missing_all_is_a_reserve() -> None:
    found = plan(course(100, 0), [Measure("cut", "c", 9, weeks(9))])
    assert summary(found) == [("c", 9, 0, 109, 0, False)]


def test_of_equals_the_one_that_lasts_longer_comes_first() -> None:
    short = Measure("collect", "short", 50, weeks(50, 0, -50))
    long = Measure("suppliers", "long", 50, weeks(50, 0, 0, -50))
    flat = Course(0, weeks(0, 90), NONE, floor=50)
    assert [s.measure.name for s in plan(flat, [short, long]).steps] == ["long", "short"]


shares = st.floats(0, 1)
paid = st.builds(
    Payment, st.sampled_from("XYZ"), st.integers(0, 999), st.integers(DUE - 9, DUE + 99), shares,
    st.one_of(st.none(), st.integers(0, 120)),
)  # fmt: skip
spent = st.builds(
    Spending, st.sampled_from("UVW"), st.integers(0, 99), st.integers(0, 15), st.booleans()
)
owing = st.tuples(st.sampled_from("ABC"), st.integers(1, 999), st.integers(-20, 120))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(paid, max_size=5), st.lists(spent, max_size=4), st.lists(owing, max_size=5),
    st.integers(-500, 500), st.integers(0, 600), shares, st.integers(1, 13),
)  # fmt: skip
def test_every_further_measure_can_only_raise_the_lowest_balance(
    payments: list[Payment],
    spending: list[Spending],
    owed: list[tuple[str, int, int]],
    opening: int,
    floor: int,
    rate: float,
    within: int,
) -> None:
    frame = ledger(*(late(w, a, d, invoice=f"I{n}") for n, (w, a, d) in enumerate(owed)))
    measures = [
        *collections(frame, outlook(frame, DUE, "EUR" if owed else None), success_rate=rate,
                     weeks=within),
        *suppliers(payments, DUE),
        *cuts(spending),
    ]  # fmt: skip
    assert all(min(measure.gain) >= 0 for measure in measures)
    found = plan(course(opening, floor, 90, 0, 200), measures)
    lowest, shortage = found.before.lowest, found.before.shortage
    for step in found.steps:
        assert step.lowest >= lowest
        assert step.shortage <= shortage
        assert step.lowest_gain >= step.shortage_gain >= 0
        assert not (step.needed and shortage == 0)
        lowest, shortage = step.lowest, step.shortage
    assert len(found.steps) + len(found.core) == len(measures)
    assert found.remaining == shortage


LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice date", "Due date", "Amount"],
    ["A", DUE - 60, DUE - 20, 100],
    ["B", DUE - 60, DUE + 30, 500],
]
PAYMENTS: list[list[Cell]] = [
    ["Supplier", "Amount", "Due", "Flexibility", "Cost"],
    ["S", 60, DUE + 10, 0.5, 1],
]
SPENDING: list[list[Cell]] = [
    ["项目", "每周金额", "通知周数", "是否核心"],
    ["租金", 2, None, None],
    ["广告", 3, 1, "否"],
]


def listed(**more: Any) -> list[list[Cell]]:
    found = emergency_list(LEDGER, AS_OF, 20, PAYMENTS, SPENDING, **more)
    return [list(row) for row in found]


def test_the_table_by_hand() -> None:
    # 5 a week are spent, 60 paid in week 2, 100 of A come in week 9, 500 of B (60 days after its
    # due date) in week 13. Closing: 15, -50, -55, ..., -80 in week 8, 15, ..., 0, 495.
    # Collecting 50 of A in week 2 raises week 8 to -30 and lowers nothing before week 9. Cutting
    # saves 3 from week 2 on: 7 * 3 = 21 by week 8. S moves 30 from week 2 to week 6: nothing in
    # week 8.
    table = listed(floor=-30)
    assert table[0][:4] == ["Rank", "Measure", "Whom or what", "Amount"]
    before, after, *rest = table[1:]
    assert before[1:2] + before[8:10] == ["Before any measure", -80, 50]
    # A: weeks 2 to 8 gain 50: the lowest is week 8 with -30, the floor holds. Week 12 closes at
    # 20 + 100 - 60 - 60 = 0, of which the 50 came sooner: it stays 0.
    assert after[1:2] + after[8:10] == ["After all that is needed", -30, 0]
    assert rest[0] == [1, "Collect first", "A", 50, 49, 50, 50, 0, -30, 0, "yes"]
    # Then by what each does alone: the cut 21, the supplier nothing.
    assert rest[1] == [2, "Cut", "广告", 36, "", 21, 21, 0, -9, 0, "reserve"]
    assert rest[2] == [3, "Ask for longer terms", "S", 30, 30, 0, 0, 1, -9, 0, "reserve"]
    assert rest[3] == ["", "Core: not cut", "租金", 26, "", "", "", 0, "", "", ""]
    chinese = listed(floor=-30, language="zh")
    assert [row[1] for row in chinese[3:]] == [
        *("优先催收", "收缩开支", "协商延长付款周期", "核心业务：不收缩")
    ]


def test_who_fails_is_not_asked_and_the_list_says_what_is_left() -> None:
    table = listed(buyers=["A"], floor=0)
    # Without A's 100 week 12 closes at -100; the cut brings 11 * 3 = 33 by then.
    assert table[1][8:10] == [-100, 100]
    assert table[2][8:10] == [-67, 67]
    assert [row[2] for row in table[3:]] == ["广告", "S", "租金"]
    assert [row[10] for row in table[3:]] == ["yes", "yes", ""]
    whole = listed(buyers=["A"], floor=0, rows=3)
    assert len(whole) == 4
    assert whole[3][1] == "+ 3 more"


def test_the_list_refuses_a_negative_count() -> None:
    with pytest.raises(OutOfDomain, match="buyers must be from 1"):
        listed(buyers=-1)
