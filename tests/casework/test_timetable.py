"""When levels fall due, worked out for many items at once: the same days as in a cell."""

from __future__ import annotations

import datetime as dt

import pytest
from case_ledgers import DUE
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import law
from made_ladders import day, level, timing

from ledgerguard.casework.timetable import NEVER, Timing, level_days, period_days
from ledgerguard.errors import NotAvailable
from ledgerguard.formulas import escalation as formulas
from ledgerguard.formulas.escalation import CountedFrom
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.units import from_serial, serial


def days_of(
    rules: Timing, due: int, delivered: int = NO_DAY, as_of: int | None = None
) -> list[int]:
    import numpy as np

    dues, sent = (np.array([one], np.int64) for one in (due, delivered))
    found = level_days(rules, dues, sent, due if as_of is None else as_of)
    return [int(one) for one in found[0]]


# The days from which levels count


def test_days_count_from_the_due_date_and_from_the_delivery() -> None:
    rules = timing(level(-7), level(5, "delivery"), level(30))
    assert days_of(rules, DUE, DUE - 20) == [DUE - 7, DUE - 15, DUE + 30]


def test_an_unknown_delivery_dates_no_level_and_none_that_counts_from_it() -> None:
    rules = timing(level(5, "delivery"), level(4, "previous"), level(3), level(2, "previous"))
    assert days_of(rules, DUE) == [NEVER, NEVER, DUE + 3, DUE + 5]


@pytest.mark.parametrize(
    ("due", "days", "end"),
    [
        ((2026, 1, 15), 0, (2026, 1, 31)),
        ((2026, 1, 31), 0, (2026, 1, 31)),  # the last day is its own month's end
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2026, 12, 1), 0, (2026, 12, 31)),
        ((2026, 12, 31), 1, (2027, 1, 31)),
        ((2026, 3, 1), -1, (2026, 2, 28)),
        ((2026, 4, 10), 21, (2026, 5, 31)),
    ],
)
def test_the_end_of_the_month_in_which_the_day_falls(
    due: tuple[int, int, int], days: int, end: tuple[int, int, int]
) -> None:
    assert days_of(timing(level(days, "month-end")), day(*due)) == [day(*end)]


def test_grace_moves_levels_from_the_due_date_and_its_month_end_only() -> None:
    rules = timing(
        level(3, "delivery"), level(0, "month-end"), level(10), level(5, "previous"), grace=2
    )
    # 30 January and two days of grace are in February.
    due = day(2026, 1, 30)
    assert days_of(rules, due, due - 5) == [due - 2, day(2026, 2, 28), due + 12, due + 17]


# Business days: from Wednesday 1 to Wednesday 8 October 2025 China is closed, Sunday 28 September
# and Saturday 11 October are worked instead (notice of the State Council).


@pytest.mark.parametrize(
    ("convention", "date", "rolled"),
    [
        ("following", (2025, 9, 28), (2025, 9, 28)),
        ("following", (2025, 9, 30), (2025, 9, 30)),
        ("following", (2025, 10, 1), (2025, 10, 9)),
        ("following", (2025, 10, 8), (2025, 10, 9)),
        ("following", (2025, 10, 11), (2025, 10, 11)),
        ("following", (2025, 10, 12), (2025, 10, 13)),
        ("preceding", (2025, 10, 8), (2025, 9, 30)),
        ("preceding", (2025, 10, 12), (2025, 10, 11)),
        ("modified-following", (2025, 10, 5), (2025, 10, 9)),
        ("modified-preceding", (2025, 10, 5), (2025, 10, 9)),  # back would leave the month
        ("none", (2025, 10, 5), (2025, 10, 5)),
    ],
)
def test_levels_in_the_chinese_october_week(
    convention: str, date: tuple[int, int, int], rolled: tuple[int, int, int]
) -> None:
    rules = timing(level(3), convention=convention, calendar="CN")
    assert days_of(rules, day(*date) - 3) == [day(*rolled)]


def test_a_level_after_another_counts_from_its_calendar_day_and_rolls_once() -> None:
    # 3 October rolls to the ninth; seven days after the third are the tenth, and no holiday.
    rules = timing(level(3), level(7, "previous"), convention="following", calendar="CN")
    assert days_of(rules, day(2025, 9, 30)) == [day(2025, 10, 9), day(2025, 10, 10)]


def test_days_two_months_away_need_no_calendar() -> None:
    # 6 June 2026 is a Saturday; it rolls from 62 days on, and further away it is left alone.
    saturday = day(2026, 6, 6)
    rules = timing(level(0), convention="following")
    assert days_of(rules, saturday, as_of=saturday - 62) == [saturday + 2]
    assert days_of(rules, saturday, as_of=saturday - 63) == [saturday]
    # And so a year that no calendar of China knows yet is no error.
    chinese = timing(level(0), convention="following", calendar="CN")
    assert days_of(chinese, day(2090, 10, 1), as_of=day(2026, 10, 1)) == [day(2090, 10, 1)]


# The same days as in a cell

bases: st.SearchStrategy[CountedFrom] = st.sampled_from(
    ["due", "due", "delivery", "month-end", "previous"]
)


@st.composite
def ladders(draw: st.DrawFn) -> list[LevelEntry]:
    last: dict[str, int] = {}
    found: list[LevelEntry] = []
    for place in range(draw(st.integers(1, 6))):
        base = draw(bases if place else bases.filter(lambda one: one != "previous"))
        if base == "previous":
            found.append(level(draw(st.integers(1, 40)), base))
            continue
        days = draw(st.integers(last.get(base, -31) + 1, last.get(base, -31) + 30))
        last[base] = days
        found.append(level(days, base))
    return found


conventions = st.sampled_from(
    ["none", "following", "preceding", "modified-following", "modified-preceding"]
)
calendars = st.none() | st.just("CN")


@law
@given(ladders(), st.integers(-40, 200), st.integers(0, 9), conventions, calendars, st.data())
def test_every_day_is_that_of_the_formulas(
    levels: list[LevelEntry],
    past: int,
    grace: int,
    convention: str,
    calendar: str | None,
    data: st.DataObject,
) -> None:
    rules = timing(*levels, grace=grace, convention=convention, calendar=calendar)
    as_of = DUE + past
    dues = data.draw(st.lists(st.integers(DUE - 100, DUE + 100), min_size=1, max_size=5))
    delivered = data.draw(
        st.lists(
            st.just(NO_DAY) | st.integers(DUE - 200, DUE + 100),
            min_size=len(dues),
            max_size=len(dues),
        )
    )
    import numpy as np

    found = level_days(rules, np.array(dues, np.int64), np.array(delivered, np.int64), as_of)
    plain = [one.level() for one in levels]
    for row, (due, sent) in enumerate(zip(dues, delivered, strict=True)):
        sent_on = None if sent == NO_DAY else from_serial(sent)
        ordinals = formulas.level_days(plain, from_serial(due), sent_on, grace)
        expected = [
            NEVER if one is None else rolled(dt.date.fromordinal(one), rules, as_of)
            for one in ordinals
        ]
        assert found[row].tolist() == expected
        if None not in ordinals:
            stage = formulas.standing(
                plain, from_serial(due), from_serial(as_of), sent_on, grace, rules.roll
            ).stage
            assert int((found[row] <= as_of).sum()) == stage


def rolled(date: dt.date, rules: Timing, as_of: int) -> int:
    near = abs(serial(date) - as_of) <= 62
    return serial(rules.roll(date)) if rules.roll is not None and near else serial(date)


# Periods of an insurance


def test_a_period_is_worked_out_once_for_each_pair_of_days() -> None:
    import numpy as np

    asked = []

    def day_of(due: dt.date, issued: dt.date | None) -> dt.date | None:
        asked.append((due, issued))
        return None if issued is None else due + dt.timedelta(days=15)

    due = np.array([DUE, DUE, DUE + 1, DUE], np.int64)
    issued = np.array([DUE - 30, NO_DAY, DUE - 30, DUE - 30], np.int64)
    assert period_days(due, issued, day_of).tolist() == [DUE + 15, NEVER, DUE + 16, DUE + 15]
    assert len(asked) == len(set(asked)) == 3


def test_a_period_from_a_day_that_nobody_knows_is_no_clock() -> None:
    import numpy as np

    def day_of(due: dt.date, issued: dt.date | None) -> dt.date | None:
        raise NotAvailable("issued must be known, got a blank", hint="give it")

    columns = np.array([[DUE], [NO_DAY]], np.int64)
    assert period_days(columns[0], columns[1], day_of).tolist() == [NEVER]
