"""Standing on a ladder: levels fire in the order of their days, and the stage never falls."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formulas.escalation import Level, standing

DUE = dt.date(2024, 6, 30)
FIVE = [Level(days) for days in (-7, 3, 15, 30, 90)]
MONITORING = [Level(7, "delivery", "confirm"), Level(-15, action="remind"), Level(30)]


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days)


@pytest.mark.parametrize(
    ("days_past_due", "stage"),
    [(-8, 0), (-7, 1), (0, 1), (2, 1), (3, 2), (15, 3), (30, 4), (90, 5)],
)
def test_the_five_stage_ladder_as_in_the_definitions(days_past_due: int, stage: int) -> None:
    assert standing(FIVE, DUE, after(days_past_due)).stage == stage


def test_a_level_fires_on_its_day_as_oca_credit_control_has_it() -> None:
    # OCA: due 1 March with a delay of 10 days counts from 11 March on.
    due = dt.date(2024, 3, 1)
    assert standing([Level(10)], due, dt.date(2024, 3, 10)).stage == 0
    assert standing([Level(10)], due, dt.date(2024, 3, 11)).stage == 1


def test_level_and_next_level() -> None:
    now = standing(FIVE, DUE, after(16))
    assert (now.level, now.next_level, now.next_date) == (FIVE[2], FIVE[3], after(30))
    before = standing(FIVE, DUE, after(-30))
    assert (before.level, before.next_level, before.next_date) == (None, FIVE[0], after(-7))
    last = standing(FIVE, DUE, after(400))
    assert (last.level, last.next_level, last.next_date) == (FIVE[4], None, None)
    assert last.next_known


def test_grace_shifts_what_counts_from_the_due_date_only() -> None:
    assert standing(FIVE, DUE, after(-7), grace_days=5).stage == 0
    assert standing(FIVE, DUE, after(-2), grace_days=5).stage == 1
    delivered = after(-60)
    assert standing(MONITORING, DUE, after(-53), delivered, grace_days=5).stage == 1
    with pytest.raises(OutOfDomain):
        standing(FIVE, DUE, DUE, grace_days=-1)


def test_short_terms_let_the_reminder_come_before_the_confirmation() -> None:
    delivered = after(-10)  # terms of ten days: the reminder falls on day -15, before delivery + 7
    now = standing(MONITORING, DUE, after(-12), delivered)
    assert (now.stage, now.level, now.next_level) == (1, MONITORING[1], MONITORING[0])
    assert now.next_date == delivered + dt.timedelta(7)


def test_an_unknown_delivery_date() -> None:
    with pytest.raises(NotAvailable):
        standing(MONITORING, DUE, after(-16))
    reminded = standing(MONITORING, DUE, after(-15))
    assert (reminded.stage, reminded.next_level, reminded.next_date) == (
        2,
        MONITORING[2],
        after(30),
    )
    assert standing(MONITORING, DUE, after(30)) == standing(MONITORING, DUE, after(500))
    assert standing(MONITORING, DUE, after(30)).stage == 3
    with pytest.raises(NotAvailable):
        standing([Level(7, "delivery")], DUE, after(500))


def test_an_unknown_delivery_date_further_up_hides_the_next_stage_only() -> None:
    ladder = [Level(-7), Level(7, "delivery"), Level(30)]
    assert standing(ladder, DUE, after(-8)).next_date == after(-7)
    now = standing(ladder, DUE, after(0))
    assert (now.stage, now.next_known, now.next_date) == (1, False, None)
    assert standing(ladder, DUE, after(30)).stage == 3


def test_a_ladder_without_levels_and_one_beyond_the_calendar() -> None:
    assert standing([], DUE, DUE).stage == 0
    with pytest.raises(OutOfDomain):
        standing(FIVE, dt.date.max, dt.date.max)


ladders = st.lists(
    st.builds(Level, st.integers(-60, 120), st.sampled_from(["due", "delivery"])),
    min_size=1,
    max_size=6,
)


@given(
    ladders, st.integers(-100, 200), st.integers(0, 60), st.integers(-90, 30), st.integers(0, 30)
)
def test_the_stage_never_falls_and_rises_on_the_next_date(
    ladder: list[Level], day: int, later: int, delivery: int, grace: int
) -> None:
    now = standing(ladder, DUE, after(day), after(delivery), grace)
    assert now.stage <= standing(ladder, DUE, after(day + later), after(delivery), grace).stage
    if now.next_date:
        assert now.next_date > after(day)
        eve = now.next_date - dt.timedelta(1)
        assert standing(ladder, DUE, eve, after(delivery), grace).stage == now.stage
        assert standing(ladder, DUE, now.next_date, after(delivery), grace).stage > now.stage
    else:
        assert now.stage == len(ladder)
