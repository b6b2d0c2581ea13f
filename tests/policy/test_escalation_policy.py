"""ESCALATION_STAGE and NEXT_STAGE_DATE: the three ladders, ranges as ladders, and their errors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formulas.business_days import Convention
from ledgerguard.formulas.escalation import Level
from ledgerguard.policy.escalation import escalation_stage, next_stage_date, resolve
from ledgerguard.policy.ladder_range import levels_of_range
from ledgerguard.policy.load import ladder_names

DUE = dt.date(2024, 6, 30)


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days)


@pytest.mark.parametrize(
    ("days_past_due", "stage"),
    [(-8, 0), (-7, 1), (0, 1), (2, 1), (3, 2), (15, 3), (30, 4), (90, 5)],
)
def test_the_default_ladder_as_in_the_definitions(days_past_due: int, stage: int) -> None:
    assert escalation_stage(DUE, after(days_past_due)) == stage
    assert escalation_stage(DUE, after(days_past_due), " Five-Stage ") == stage
    assert escalation_stage(DUE, after(days_past_due + 10), grace_days=10) == stage


@pytest.mark.parametrize(
    ("days_past_due", "stage"), [(-6, 0), (-5, 1), (0, 1), (1, 2), (29, 2), (30, 3)]
)
def test_the_three_stage_ladder(days_past_due: int, stage: int) -> None:
    assert escalation_stage(DUE, after(days_past_due), "three-stage") == stage


def test_the_monitoring_ladder() -> None:
    delivered = after(-30)
    for days, stage in [(-24, 0), (-23, 1), (-15, 2), (29, 2), (30, 3)]:
        assert escalation_stage(DUE, after(days), "monitoring", delivered) == stage
    with pytest.raises(NotAvailable):
        escalation_stage(DUE, after(-16), "monitoring")
    assert escalation_stage(DUE, after(-15), "monitoring") == 2


def test_the_next_date_is_due_plus_grace_plus_threshold() -> None:
    assert next_stage_date(DUE, after(-100)) == after(-7)
    assert next_stage_date(DUE, after(3)) == after(15)
    assert next_stage_date(DUE, after(3), grace_days=2) == after(5)
    with pytest.raises(NotAvailable, match="stage 5 is the last one of the ladder five-stage"):
        next_stage_date(DUE, after(90))
    with pytest.raises(NotAvailable, match="delivery_date must be given where the next level"):
        next_stage_date(DUE, DUE, [[-7], [7, "delivery"], [30]])


def test_a_ladder_as_a_range() -> None:
    rows: list[list[Any]] = [
        ["Days", "Counted from", "Action"],
        [None, "", None],
        [-7.0, None, "remind"],
        [5, " Delivery ", None],
        [9, "交货", "call"],
        [30, "到期", 7],
    ]
    assert levels_of_range(rows) == (
        Level(-7, "due", "remind"),
        Level(5, "delivery", ""),
        Level(9, "delivery", "call"),
        Level(30, "due", "7"),
    )
    assert levels_of_range([[0], [30], [""]]) == (Level(0), Level(30))
    assert escalation_stage(DUE, after(30), [[0], [30], [60]]) == 2
    assert resolve([[0, "", "act"]]).levels[0].action == "act"


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([], NotAvailable, "no level"),
        ([["Days"], [None]], NotAvailable, "no level"),
        ([[1], ["soon"]], InvalidValue, "row 2 must begin"),
        ([["7 days"], [30]], InvalidValue, "row 1 must begin"),
        ([[1], [None, "due"]], InvalidValue, "row 2 must begin"),
        ([[1], [True]], InvalidValue, "row 2 must begin"),
        ([[1], [dt.date(2024, 1, 1)]], InvalidValue, "row 2 must begin"),
        ([[1], [None], [2.5]], OutOfDomain, "row 3 must hold whole days"),
        ([[1], [45_000]], OutOfDomain, "row 2"),
        ([[float("inf")]], OutOfDomain, "row 1 must hold whole days up to 36525, got inf"),
        ([[1, "birth"]], InvalidValue, "row 1 must be counted from"),
        ([[1], [30], [None], [30]], OutOfDomain, "must rise, got 30 in row 4"),
        ([[1], [ErrorValue("#REF!")]], PropagatedError, "#REF!"),
        ([[1, ErrorValue("#N/A")]], PropagatedError, "#N/A"),
    ],
)
def test_faults_of_a_range(rows: Any, error: type[LedgerguardError], words: str) -> None:
    with pytest.raises(error, match=words):
        escalation_stage(DUE, DUE, rows)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InvalidValue, match="monitoring, friendly, sme, got 'six'"):
        escalation_stage(DUE, DUE, "six")


def test_every_error_of_a_ladder_has_a_hint() -> None:
    faulty: list[Any] = [[], [[1], [1]], [[0.5]], [["soon"]], [[1, "birth"]]]
    for rows in faulty:
        with pytest.raises(LedgerguardError) as caught:
            levels_of_range(rows)
        assert caught.value.hint
        assert "must" in str(caught.value)
        assert "got" in str(caught.value)


def test_resolve_speaks_both_languages_and_blank_is_the_default() -> None:
    assert resolve(None) == resolve("") == resolve("five-stage")
    assert [level.action for level in resolve(None, "zh").levels] == [
        "发送温馨提醒",
        "启动正式催告",
        "升级法务介入",
        "启动保险理赔",
        "移交专业机构",
    ]  # the words of the article


@given(
    st.sampled_from([None, *ladder_names()]),
    st.integers(-60, 200),
    st.integers(0, 90),
    st.integers(0, 30),
)
def test_the_stage_never_falls_as_time_goes_on_nor_rises_with_grace(
    ladder: str | None, day: int, later: int, grace: int
) -> None:
    delivered = after(-45)
    stage = escalation_stage(DUE, after(day), ladder, delivered)
    assert stage <= escalation_stage(DUE, after(day + later), ladder, delivered)
    assert stage >= escalation_stage(DUE, after(day), ladder, delivered, grace)


SATURDAY = dt.date(2024, 6, 1)  # 45444 in the definitions; Monday is 3 June
CONVENTIONS: list[Convention] = [
    "none",
    "following",
    "modified-following",
    "preceding",
    "modified-preceding",
]


@pytest.mark.parametrize(
    ("convention", "fires"),
    [
        ("none", SATURDAY),
        ("following", dt.date(2024, 6, 3)),
        ("modified-following", dt.date(2024, 6, 3)),
        ("preceding", dt.date(2024, 5, 31)),
        ("modified-preceding", dt.date(2024, 6, 3)),
    ],
)
def test_a_level_fires_on_the_day_that_its_day_rolls_to(
    convention: Convention, fires: dt.date
) -> None:
    due = SATURDAY - dt.timedelta(3)
    eve = fires - dt.timedelta(1)
    assert next_stage_date(due, due, convention=convention) == fires
    assert escalation_stage(due, eve, convention=convention) == 1
    assert escalation_stage(due, fires, convention=convention) == 2


def test_levels_roll_by_a_named_calendar_and_by_a_range_of_holidays() -> None:
    due = dt.date(2025, 9, 28)  # three days on the national holiday of China begins
    assert next_stage_date(due, due, None, None, 0, "following", "CN") == dt.date(2025, 10, 9)
    assert escalation_stage(due, dt.date(2025, 10, 8), None, None, 0, "following", "CN") == 1
    given = [dt.date(2025, 10, 1), None]
    assert next_stage_date(due, due, None, None, 0, "following", given) == dt.date(2025, 10, 2)
    with pytest.raises(InvalidValue, match="calendar must be"):
        escalation_stage(DUE, DUE, calendar="Atlantis")


def test_a_year_without_a_decree_matters_only_when_a_day_must_roll_there() -> None:
    due = dt.date(2026, 11, 20)
    as_of = dt.date(2026, 12, 5)  # stage 3; the next level falls into 2027, 62 days on
    far = [[3], [80]]
    assert escalation_stage(due, as_of, far, convention="following", calendar="CN") == 1
    beyond = [[3], [6000]]  # no calendar of China that is published by now knows 2043
    with pytest.raises(NotAvailable, match="must hold the decree"):
        next_stage_date(due, as_of, beyond, convention="following", calendar="CN")
    assert escalation_stage(due, as_of, beyond, convention="following", calendar="CN") == 1


def test_a_delivery_that_nobody_knows_rolls_as_well() -> None:
    due = dt.date(2024, 6, 16)  # the reminder of the monitoring ladder falls on Saturday, 1 June
    assert next_stage_date(due, SATURDAY, [[-15]], convention="following") == dt.date(2024, 6, 3)
    ladder: Any = [[-15], [7, "delivery"], [30]]
    assert escalation_stage(due, SATURDAY, ladder, convention="following") == 0
    assert escalation_stage(due, dt.date(2024, 6, 3), ladder, convention="following") == 1


@given(
    st.sampled_from([None, *ladder_names()]),
    st.sampled_from(CONVENTIONS),
    st.sampled_from([None, "CN", "DE", "SA"]),
    st.integers(-60, 120),
    st.integers(0, 60),
)
def test_rolled_stages_never_fall_and_rise_on_the_next_date(
    ladder: str | None, convention: Convention, calendar: str | None, day: int, later: int
) -> None:
    def stage(at: dt.date) -> int:
        return escalation_stage(DUE, at, ladder, after(-45), 0, convention, calendar)

    now = stage(after(day))
    assert now <= stage(after(day + later))
    try:
        rises = next_stage_date(DUE, after(day), ladder, after(-45), 0, convention, calendar)
    except NotAvailable:
        return
    assert rises > after(day)
    assert stage(rises - dt.timedelta(1)) == now < stage(rises)
