"""In which order the levels of a ladder come: that of the calendar, on whatever day one looks.

China is closed from 1 to 8 October 2025: levels of several days all fall on the ninth.
"""

from __future__ import annotations

import datetime as dt

import pytest
from case_ledgers import Invoice, policy
from hypothesis import given
from hypothesis import strategies as st
from made_ladders import day, level, timing
from quick_desk import QuickDesk

from ledgerguard.casework.timetable import (
    NextStep,
    Timing,
    calendar_days,
    next_steps,
    rolled_days,
)
from ledgerguard.formulas import escalation as formulas
from ledgerguard.formulas.escalation import CountedFrom
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.units import from_serial, serial

LADDER = """
[ladders.own]
dated = 2025-01-01
source = "a test"
levels = [
  { days = 2, counted_from = "delivery", kind = "call", action = { en = "a", zh = "a" } },
  { days = 3, kind = "notice", action = { en = "b", zh = "b" } },
  { days = 60, kind = "legal", action = { en = "c", zh = "c" } },
]
"""
COMPANY = (
    'ladder = "own"\ninsurance = "none"\ncontact_gap_days = 0\n'
    'convention = "following"\ncalendar = "CN"'
)
# Delivered on Friday the third: the call is for Sunday the fifth, the notice for the third.
BOTH = Invoice(due=day(2025, 9, 30), delivered=day(2025, 10, 3), issued=day(2025, 9, 1))


def worked(*days: int) -> list[tuple[str, int]]:
    desk = QuickDesk(BOTH, rules=policy(COMPANY, LADDER))
    return [(f"{from_serial(on):%m-%d}", task.level) for on in days for task in desk.work(on).tasks]


def test_of_two_levels_that_roll_to_one_day_the_earlier_of_the_calendar_comes_first() -> None:
    days = range(day(2025, 10, 1), day(2025, 12, 10))
    assert worked(*days) == [("10-09", 2), ("10-10", 1), ("12-01", 3)]


@pytest.mark.parametrize("month", [(2025, 12, 4), (2025, 12, 5), (2025, 12, 9), (2026, 6, 1)])
def test_none_of_them_is_passed_over_by_whoever_looks_months_later(
    month: tuple[int, int, int],
) -> None:
    # From 4 December on the notice is too far for the calendar, and from the sixth on the call.
    late = day(*month)
    found = worked(day(2025, 10, 9), late, late + 6, late + 7, late + 8)
    assert [one for _, one in found] == [2, 1, 3]


def test_without_a_log_the_later_of_the_calendar_is_the_one_to_act_upon() -> None:
    desk = QuickDesk(BOTH, rules=policy(COMPANY, LADDER))
    for on, acted in ((day(2025, 10, 9), 1), (day(2025, 11, 30), 1), (day(2025, 12, 1), 3)):
        (task,) = desk.run(on, assume=True).tasks
        assert task.level == acted


# The same order as in a cell, for any ladder

bases: st.SearchStrategy[CountedFrom] = st.sampled_from(
    ["due", "delivery", "month-end", "previous"]
)
conventions = st.sampled_from(
    ["none", "following", "preceding", "modified-following", "modified-preceding"]
)


@st.composite
def ladders(draw: st.DrawFn) -> list[LevelEntry]:
    """Levels that lie close together; those of several bases come in any order."""
    last: dict[str, int] = {}
    found: list[LevelEntry] = []
    for place in range(draw(st.integers(1, 6))):
        base = draw(bases if place else bases.filter(lambda one: one != "previous"))
        days = draw(st.integers(1, 9))
        if base != "previous":
            days = last[base] = last.get(base, -10) + days
        found.append(level(days, base, lapses=False))
    return found


def step_of(
    rules: Timing, due: int, sent: int, as_of: int, done: int, last: int = NO_DAY
) -> NextStep:
    import numpy as np

    dues, sents, lasts, bits = (np.array([one], np.int64) for one in (due, sent, last, done))
    planned = calendar_days(rules, dues, sents)
    days = rolled_days(rules, planned, as_of)
    return next_steps(rules, planned, days, dues, bits, lasts, as_of)


@given(
    ladders(),
    conventions,
    st.integers(-20, 20),
    st.integers(-20, 20),
    st.integers(-90, 90),
    st.integers(0, 5),
)
def test_the_order_and_the_next_day_are_those_of_the_formulas(
    levels: list[LevelEntry], convention: str, past: int, sent_past: int, seen: int, grace: int
) -> None:
    october = day(2025, 10, 1)
    due, sent, as_of = october + past, october + sent_past, october + seen
    rules = timing(*levels, grace=grace, convention=convention, calendar="CN")
    plain = [one.level() for one in levels]
    dates = (from_serial(due), from_serial(as_of), from_serial(sent))
    ordinals = formulas.level_days(plain, dates[0], dates[2], grace)
    order = sorted(range(len(levels)), key=lambda row: (ordinals[row], row))
    # Whatever was done in that order, the next one follows it: none is passed over or comes twice.
    for count in range(len(levels)):
        done = sum(1 << row + 1 for row in order[:count])
        last = due if count else NO_DAY
        assert step_of(rules, due, sent, as_of, done, last).level[0] == order[count] + 1
    # What the cells say is done by now is followed by what they say comes next, on its day.
    cell = formulas.standing(plain, *dates, grace, rules.roll)
    found = step_of(rules, due, sent, as_of, sum(1 << row + 1 for row in order[: cell.stage]))
    assert (found.level[0] > 0) == (cell.next_level is not None)
    if cell.next_level is not None and cell.next_date is not None:
        assert plain[found.level[0] - 1] == cell.next_level
        assert found.planned[0] == rolled(cell.next_date, rules, as_of)


def rolled(date: dt.date, rules: Timing, as_of: int) -> int:
    near = abs(serial(date) - as_of) <= 62
    return serial(rules.roll(date)) if rules.roll is not None and near else serial(date)
