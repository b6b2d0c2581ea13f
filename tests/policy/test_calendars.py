"""Named calendars: official lists of days off, worked weekends, and what a calendar cannot know."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import formulas_of
from ledgerguard.cells.values import call
from ledgerguard.errors import ErrorValue, InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.business_days import Convention
from ledgerguard.policy import calendars
from ledgerguard.policy.calendars import (
    add_business_days,
    adjust_date,
    business_days,
    holidays,
    is_business_day,
)
from ledgerguard.policy.named_calendars import (
    CalendarName,
    _refuse_without_decree,
    calendar_name,
)
from ledgerguard.units import serial

FORMULAS = {formula.name: formula for formula in formulas_of(calendars)}


def span(first: str, last: str) -> list[dt.date]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [start + dt.timedelta(n) for n in range((end - start).days + 1)]


def days_of(year: int) -> Iterator[dt.date]:
    return iter(span(f"{year}-01-01", f"{year}-12-31"))


# General Office of the State Council, notices on the days off of 2024 (国办发明电〔2023〕7号) and
# 2025 (国办发明电〔2024〕12号): spans of days off, and the days of weekends that are worked.
CHINA = {
    2024: (
        [
            ("2024-01-01", "2024-01-01"),
            ("2024-02-10", "2024-02-17"),
            ("2024-04-04", "2024-04-06"),
            ("2024-05-01", "2024-05-05"),
            ("2024-06-10", "2024-06-10"),
            ("2024-09-15", "2024-09-17"),
            ("2024-10-01", "2024-10-07"),
        ],
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        [
            ("2025-01-01", "2025-01-01"),
            ("2025-01-28", "2025-02-04"),
            ("2025-04-04", "2025-04-06"),
            ("2025-05-01", "2025-05-05"),
            ("2025-05-31", "2025-06-02"),
            ("2025-10-01", "2025-10-08"),
        ],
        "01-26 02-08 04-27 09-28 10-11",
    ),
}


@pytest.mark.parametrize("year", CHINA)
def test_every_day_of_the_state_councils_calendar(year: int) -> None:
    spans, words = CHINA[year]
    off = {day for first, last in spans for day in span(first, last)}
    worked = {dt.date.fromisoformat(f"{year}-{word}") for word in words.split()}
    for day in days_of(year):
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert is_business_day(day, "CN") is expected, day


def test_china_around_its_long_holidays() -> None:
    assert is_business_day(dt.date(2025, 1, 26), "CN")  # a Sunday, worked
    assert adjust_date(dt.date(2025, 1, 25), "following", "CN") == dt.date(2025, 1, 26)
    assert adjust_date(dt.date(2025, 10, 1), "following", "CN") == dt.date(2025, 10, 9)
    assert adjust_date(dt.date(2025, 10, 8), "preceding", "cn ") == dt.date(2025, 9, 30)
    # Another weekend does not undo the decree: the worked Sunday stays a business day.
    assert is_business_day(dt.date(2025, 1, 26), "CN", "sun")
    assert is_business_day(dt.date(2025, 3, 1), "CN", "sun")
    # The exchanges do not trade on worked weekends.
    assert not is_business_day(dt.date(2025, 1, 26), "XSHG")


@pytest.mark.parametrize(
    ("calendar", "year", "off"),
    [
        # European Central Bank, closing days of TARGET.
        pytest.param("TARGET", 2024, "01-01 03-29 04-01 05-01 12-25 12-26", id="ecb-TARGET-2024"),
        # gov.uk, bank holidays of England and Wales.
        pytest.param(
            "GB-ENG",
            2024,
            "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
            id="gov.uk-England-2024",
        ),
        # US Office of Personnel Management; New Year's Day 2022 is observed on 31 December 2021.
        pytest.param(
            "US",
            2021,
            "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
            id="opm.gov-2021",
        ),
        # Bavaria has Epiphany, Corpus Christi, Assumption and All Saints beside Germany's nine.
        pytest.param(
            "DE-BY",
            2024,
            "01-01 03-29 04-01 05-01 05-09 05-20 05-30 08-15 10-03 11-01 12-25 12-26",
            id="bavaria-2024",
        ),
    ],
)
def test_published_closing_days(calendar: str, year: int, off: str) -> None:
    closed = {dt.date.fromisoformat(f"{year}-{word}") for word in off.split()}
    optional = {dt.date(2024, 8, 15)} if calendar == "DE-BY" else set()  # not in every commune
    for day in set(days_of(year)) - optional:
        assert is_business_day(day, calendar) is (day.weekday() < 5 and day not in closed), day


def test_weekends_follow_the_calendar_or_the_argument() -> None:
    friday, sunday = dt.date(2024, 5, 3), dt.date(2024, 5, 5)
    assert not is_business_day(friday, "SA")
    assert is_business_day(sunday, "SA")
    assert is_business_day(friday, "SA", "sat,sun")
    assert not is_business_day(friday, None, "fri,sat")
    assert not is_business_day(sunday)
    assert adjust_date(friday, "following", "SA") == sunday


def test_a_range_of_holidays() -> None:
    given_days = [dt.date(2024, 6, 3), None, dt.date(2024, 6, 4)]
    assert adjust_date(dt.date(2024, 6, 1), "following", given_days) == dt.date(2024, 6, 5)
    assert business_days(dt.date(2024, 5, 31), dt.date(2024, 6, 7), given_days) == 3
    assert add_business_days(dt.date(2024, 5, 31), 1, given_days) == dt.date(2024, 6, 5)


def test_names_of_calendars() -> None:
    assert calendar_name("uk-England") == CalendarName("GB", "ENG")
    assert calendar_name("de_by") == calendar_name("DEU-BY") == CalendarName("DE", "BY")
    assert calendar_name(" nyse") == CalendarName("XNYS")
    assert calendar_name("Target") == calendar_name("ECB") == CalendarName("XECB")
    assert str(calendar_name("ENX-XPAR")) == "ENX-XPAR"
    assert str(calendar_name("CN")) == "CN"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Germany", r"DE \(Germany\)"),
        ("XNSY", "XNYS"),
        ("TARGETT", "TARGET"),
        ("qqqqqq", "such as CN"),
        ("", "such as CN"),
        ("2024-05-01", "range of dates"),
    ],
)
def test_an_unknown_calendar_lists_those_near_it(text: str, near: str) -> None:
    with pytest.raises(InvalidValue, match=f"(?s)calendar must be .*Hint.*{near}"):
        is_business_day(dt.date(2024, 1, 1), text)


def test_an_unknown_part_lists_the_parts() -> None:
    with pytest.raises(InvalidValue, match=r"GB must be .*got 'GB-FR'. Hint: GB has ENG, NIR"):
        adjust_date(dt.date(2024, 1, 1), "following", "GB-FR")
    with pytest.raises(InvalidValue, match="no parts"):
        adjust_date(dt.date(2024, 1, 1), "following", "XECB-1")


def test_a_year_whose_decree_is_not_out_is_an_error_and_no_guess() -> None:
    for year in (2000, 2043):
        with pytest.raises(NotAvailable, match=f"CN must hold the decree .* got {year}"):
            adjust_date(dt.date(year, 10, 2), "following", "CN")
    assert adjust_date(dt.date(2043, 10, 2), "none", "CN") == dt.date(2043, 10, 2)


def test_a_year_that_the_calendar_does_not_know() -> None:
    for calendar, year in (("DE", 1950), ("US", 2200), ("TARGET", 9999)):
        with pytest.raises(NotAvailable, match=f"must know the year, got {year}"):
            is_business_day(dt.date(year, 6, 6), calendar)


def test_a_package_that_lists_no_decree_at_all() -> None:
    with pytest.raises(NotAvailable, match="no year"):
        _refuse_without_decree(CalendarName("CN"), 2024, ())


def test_the_holidays_of_a_year() -> None:
    rows = holidays("CN", 2025)
    assert rows[0] == ["Date", "Name", "Kind"]
    by_day = {row[0]: tuple(row[1:]) for row in rows[1:]}
    assert by_day[dt.date(2025, 1, 1)] == ("New Year's Day", "holiday")
    assert by_day[dt.date(2025, 1, 26)] == ("", "working weekend")
    assert list(by_day) == sorted(by_day, key=str)
    chinese = holidays("CN", 2025, "zh")
    assert chinese[0] == ["日期", "名称", "类别"]
    assert [*chinese[1]] == [dt.date(2025, 1, 1), "元旦", "放假"]
    assert [*chinese[2]] == [dt.date(2025, 1, 26), "", "调休上班"]
    # No Chinese in the German calendar: English; the ECB's has one language only.
    assert holidays("DE", 2024, "zh")[1][1] == "New Year's Day"
    assert holidays("TARGET", 2024, "zh")[1][1] == "New Year's Day"
    # Observed across New Year: the holiday of 1 January 2022 belongs to 2021.
    assert [row[0] for row in holidays("US", 2021)][-1] == dt.date(2021, 12, 31)


@pytest.mark.parametrize("year", [0, 1900, 9999, 10**9, -5])
def test_a_year_that_is_none(year: int) -> None:
    with pytest.raises(OutOfDomain, match="year must be from"):
        holidays("DE", year)


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ((45444.0, "following"), 45446),
        ((45444.7, " Following ", None, 1.0), 45446),  # Excel's code of a weekend, as a number
        ((45444.0, "following", 45446.0), 45447),  # one cell with one holiday
        ((45444.0, "following", [[45446.0, None], [45447.0, ""]]), 45448),
        ((45444.0, "following", 0.0, 0.0), 45446),  # blank cells as Calc sends them
        ((45444.0, "sometimes"), "#VALUE!"),
        ((45444.0, None), "#N/A"),
        ((45444.0, "following", "Atlantis"), "#VALUE!"),
        ((45444.0, "following", None, "1111111"), "#VALUE!"),
        ((45444.0, "following", [["Date"], [45446.0]]), "#VALUE!"),
        ((45444.0, "following", ErrorValue("#REF!")), "#REF!"),
        ((45444.0, "following", [[45446.0], [ErrorValue("#NUM!")]]), "#NUM!"),
        ((60.0, "following"), "#NUM!"),
        ((2958465.0, "following"), 2958465),  # Friday, 31 December 9999
        ((2958465.0, "following", 2958465.0), "#NUM!"),
    ],
)
def test_what_a_spreadsheet_sends(arguments: tuple[Any, ...], answer: Any) -> None:
    got = call(FORMULAS["ADJUST_DATE"], arguments)
    assert (got.code if isinstance(got, ErrorValue) else got) == answer


@given(
    st.dates(dt.date(2001, 1, 1), dt.date(2025, 12, 20)),
    st.sampled_from(["CN", "DE-BY", "SA", "TARGET", "HK", "RU", None]),
    st.sampled_from(["following", "modified-following", "preceding", "modified-preceding"]),
)
def test_an_adjusted_date_is_a_business_day_and_modified_keeps_the_month(
    day: dt.date, calendar: str | None, convention: Convention
) -> None:
    rolled = adjust_date(day, convention, calendar)
    assert is_business_day(rolled, calendar)
    assert adjust_date(rolled, convention, calendar) == rolled
    assert abs(serial(rolled) - serial(day)) <= 12
    if convention.startswith("modified"):
        assert (rolled.year, rolled.month) == (day.year, day.month)


@given(
    st.dates(dt.date(2005, 1, 1), dt.date(2024, 12, 20)),
    st.integers(-90, 90),
    st.sampled_from(["CN", "SA", "US", None]),
)
def test_steps_and_counts_of_a_named_calendar_agree(
    day: dt.date, count: int, calendar: str | None
) -> None:
    start = adjust_date(day, "following", calendar)
    reached = add_business_days(start, count, calendar)
    assert business_days(start, reached, calendar) == count


def test_every_supported_calendar_answers_without_a_fault() -> None:
    import holidays as package

    codes = [*package.list_supported_countries(include_aliases=False)]
    codes += [*package.list_supported_financial(include_aliases=False)]
    for code in codes:
        assert isinstance(is_business_day(dt.date(2026, 5, 5), code), bool)
        assert len(holidays(code, 2026)) >= 1


def test_the_package_is_loaded_when_a_calendar_is_named() -> None:
    code = (
        "import sys, datetime, ledgerguard.catalogue as c; c.packaged(); "
        "assert 'holidays' not in sys.modules; "
        "from ledgerguard.policy.calendars import adjust_date as a; "
        "a(datetime.date(2024, 6, 1), 'following'); assert 'holidays' not in sys.modules; "
        "a(datetime.date(2024, 6, 1), 'following', 'DE'); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
