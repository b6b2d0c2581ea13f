"""Rolling, stepping and counting business days: the definitions, numpy as oracle, and the laws."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.business_days import (
    LONGEST_CLOSURE,
    SATURDAY_SUNDAY,
    Convention,
    adjust,
    count_between,
    open_days,
    shift,
    weekend_days,
)
from ledgerguard.formulas.checks import LONGEST_PERIOD
from ledgerguard.units import from_serial, serial

WEEKENDS_ONLY = open_days([])
DAY = dt.timedelta(1)

dates = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
weekends = st.sets(st.integers(0, 6), max_size=5)
near = st.integers(-40, 40).map(dt.timedelta)
conventions: st.SearchStrategy[Convention] = st.sampled_from(
    ["following", "modified-following", "preceding", "modified-preceding"]
)


@pytest.mark.parametrize(
    ("day", "convention", "expected"),
    [
        pytest.param(45444, "following", 45446, id="definitions-D3-Saturday-1-June-2024"),
        pytest.param(45535, "following", 45537, id="definitions-D3-Saturday-31-August-2024"),
        pytest.param(45535, "modified-following", 45534, id="definitions-D3-Friday-30-August"),
        pytest.param(45444, "none", 45444, id="none"),
        pytest.param(45444, "preceding", 45443, id="preceding-Friday-31-May"),
        pytest.param(45444, "modified-preceding", 45446, id="modified-preceding-stays-in-June"),
        pytest.param(45446, "modified-following", 45446, id="a-business-day-stays"),
    ],
)
def test_the_conventions(day: int, convention: Convention, expected: int) -> None:
    assert serial(adjust(from_serial(day), convention, WEEKENDS_ONLY)) == expected


NUMPY_NAMES = {
    "following": "following",
    "modified-following": "modifiedfollowing",
    "preceding": "preceding",
    "modified-preceding": "modifiedpreceding",
}
numpy: Any = np  # its overloads want a literal for every rule


def mask(weekend: set[int]) -> list[bool]:
    return [day not in weekend for day in range(7)]


@given(dates, conventions, weekends, st.lists(near, max_size=12))
def test_rolling_agrees_with_numpy(
    day: dt.date, convention: Convention, weekend: set[int], around: list[dt.timedelta]
) -> None:
    closed = [day + distance for distance in around]
    is_open = open_days(closed, weekend)
    rolled = adjust(day, convention, is_open)
    oracle = numpy.busday_offset(
        np.datetime64(day),
        0,
        roll=NUMPY_NAMES[convention],
        weekmask=mask(weekend),
        holidays=[np.datetime64(other) for other in closed],
    )
    assert rolled == oracle.item()
    assert is_open(rolled)
    if convention.startswith("modified"):
        assert (rolled.year, rolled.month) == (day.year, day.month)


@given(dates, st.integers(0, 60), conventions, weekends, st.lists(near, max_size=12))
def test_an_earlier_day_never_rolls_beyond_a_later_one(
    day: dt.date,
    later: int,
    convention: Convention,
    weekend: set[int],
    around: list[dt.timedelta],
) -> None:
    is_open = open_days([day + distance for distance in around], weekend)
    other = day + dt.timedelta(later)
    assert adjust(day, convention, is_open) <= adjust(other, convention, is_open)


@given(dates, st.integers(-300, 300), weekends, st.lists(near, max_size=12))
def test_stepping_and_counting_agree_with_each_other_and_numpy(
    day: dt.date, count: int, weekend: set[int], around: list[dt.timedelta]
) -> None:
    closed = [day + distance for distance in around]
    is_open = open_days(closed, weekend)
    reached = shift(day, count, is_open)
    if count:
        assert is_open(reached)
    if count >= 0:
        assert count_between(day, reached, is_open) == count
    oracle = np.busday_count(  # numpy counts the first day and not the last
        np.datetime64(day + DAY),
        np.datetime64(reached + DAY),
        weekmask=mask(weekend),
        holidays=[np.datetime64(other) for other in closed],
    )
    if reached >= day:
        assert count_between(day, reached, is_open) == oracle
    assert count_between(reached, day, is_open) == -count_between(day, reached, is_open)


@given(dates, st.integers(-200, 200), st.integers(-200, 200))
def test_adjoining_spans_add_up(day: dt.date, first: int, second: int) -> None:
    middle, end = day + dt.timedelta(first), day + dt.timedelta(first + second)
    parts = count_between(day, middle, WEEKENDS_ONLY) + count_between(middle, end, WEEKENDS_ONLY)
    assert parts == count_between(day, end, WEEKENDS_ONLY)


def test_stepping_as_workday_does() -> None:
    friday = dt.date(2024, 5, 31)
    assert shift(friday, 0, WEEKENDS_ONLY) == friday
    assert shift(dt.date(2024, 6, 1), 0, WEEKENDS_ONLY) == dt.date(2024, 6, 1)
    assert shift(friday, 1, WEEKENDS_ONLY) == dt.date(2024, 6, 3)
    assert shift(dt.date(2024, 6, 1), -1, WEEKENDS_ONLY) == friday


def test_where_no_business_day_is_near() -> None:
    day = dt.date(2024, 6, 10)
    shut = open_days([day + dt.timedelta(n) for n in range(-5, LONGEST_CLOSURE + 5)])
    with pytest.raises(OutOfDomain, match="within 62 days of 2024-06-10"):
        adjust(day, "following", shut)
    assert adjust(day, "preceding", shut) == dt.date(2024, 6, 4)
    june = open_days([dt.date(2024, 6, 1) + dt.timedelta(n) for n in range(30)])
    modified: list[Convention] = ["modified-following", "modified-preceding"]
    for convention in modified:
        with pytest.raises(OutOfDomain, match="must hold a business day for modified"):
            adjust(day, convention, june)
    assert adjust(day, "following", june) == dt.date(2024, 7, 1)


def test_the_ends_of_the_calendar() -> None:
    ends: list[tuple[Convention, dt.date]] = [
        ("following", dt.date.max),
        ("preceding", dt.date.min),
    ]
    for convention, end in ends:
        with pytest.raises(OutOfDomain, match="must lie within"):
            adjust(end, convention, open_days([], range(7)))
    with pytest.raises(OutOfDomain):
        shift(dt.date.max, 1, WEEKENDS_ONLY)


def test_counts_that_no_cell_should_wait_for() -> None:
    for count in (LONGEST_PERIOD + 1, -(10**9)):
        with pytest.raises(OutOfDomain, match="business_days must be from"):
            shift(dt.date(2024, 1, 1), count, WEEKENDS_ONLY)
    for start, end in ((dt.date(1900, 3, 1), dt.date.max), (dt.date.max, dt.date(1900, 3, 1))):
        with pytest.raises(OutOfDomain, match="apart"):
            count_between(start, end, WEEKENDS_ONLY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("sat,sun", {5, 6}),
        (" Friday; saturday ", {4, 5}),
        ("周六、周日", {5, 6}),
        ("星期天", {6}),
        ("none", set()),
        ("0000000", set()),
        ("0000110", {4, 5}),
        # Microsoft's documentation of NETWORKDAYS.INTL.
        ("1", {5, 6}),
        ("2", {6, 0}),
        ("3", {0, 1}),
        ("7", {4, 5}),
        ("11", {6}),
        ("12", {0}),
        ("17", {5}),
    ],
)
def test_weekends(text: str, days: set[int]) -> None:
    assert weekend_days(text) == days


@pytest.mark.parametrize(
    "text", ["8", "10", "18", "Caturday", "sat sum", " ", ",", "000001", "2e5"]
)
def test_what_is_no_weekend(text: str) -> None:
    with pytest.raises(InvalidValue, match="weekend must name days") as caught:
        weekend_days(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["1111111", "mon,tue,wed,thu,fri,sat,sun"])
def test_a_week_without_a_working_day(text: str) -> None:
    with pytest.raises(InvalidValue, match="must leave a working day"):
        weekend_days(text)


def test_the_default_weekend() -> None:
    assert frozenset({5, 6}) == SATURDAY_SUNDAY
