"""Business days of a named calendar or of a range of holidays: rolling, stepping, counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas import business_days as rules
from ledgerguard.formulas.business_days import Convention, IsOpen
from ledgerguard.policy.named_calendars import calendar_name, year_of
from ledgerguard.units import Cell, Column, Count, Date, Flag, Language, Table, Text

_HEADERS = {"en": ["Date", "Name", "Kind"], "zh": ["日期", "名称", "类别"]}
_KINDS = {"en": ("holiday", "working weekend"), "zh": ("放假", "调休上班")}
_FIRST_YEAR, _LAST_YEAR = 1901, 9998


def open_days(
    calendar: str | Sequence[dt.date | None] | None = None, weekend: str | None = None
) -> IsOpen:
    """What tells the business days of a calendar that an argument means, or of weekends alone.

    Raises:
        InvalidValue: naming the unknown calendar or weekend.
    """
    days = None if weekend is None else rules.weekend_days(weekend)
    if calendar is None or not isinstance(calendar, str):
        given = [day for day in calendar or () if day is not None]
        return rules.open_days(given, rules.SATURDAY_SUNDAY if days is None else days)
    name = calendar_name(calendar)

    def is_open(day: dt.date) -> bool:
        return year_of(name, day.year).is_open(day, days)

    return is_open


@formula("ADJUST_DATE")
def adjust_date(
    date: Date,
    convention: Convention,
    calendar: Text | Column[Date] | None = None,
    weekend: Text | None = None,
) -> Date:
    """The business day that a date rolls to by a convention; the date itself when it is one.

    following takes the next business day and preceding the last one before; modified-following
    rolls back where following would leave the month, modified-preceding forward; none leaves the
    date. A contract's due date rolls only where law or contract says so (BGB 193, Civil Code of
    China 203). A named calendar has its own weekend and its worked weekends: in China the days
    worked in exchange for a long holiday are business days. Days off that are decreed year by
    year (BY, CN, RU, UZ, XSHE, XSHG) end with the newest decree that the package holidays knows;
    a date beyond is #N/A and not a guess. Elsewhere future days are its estimate.

    Args:
        date: The day to roll.
        convention: none, following, modified-following, preceding or modified-preceding.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET
            for the ECB's payment system; or a range of holidays. Left out: weekends only.
        weekend: Days of the weekend, such as "fri,sat"; or Excel's code (1 is sat,sun) or mask
            0000011, or none. Left out: that of the calendar (SA fri,sat; HK sun), or sat,sun.

    Errors: #N/A when the calendar does not know the year; #NUM! when no business day is near, or
        a modified convention finds none in the month; #VALUE! when calendar, convention or
        weekend are unknown.
    Example: =ADJUST_DATE(DATE(2024,6,1), "following") -> 2024-06-03
    Example: =ADJUST_DATE(DATE(2024,8,31), "modified-following") -> 2024-08-30
    Example: =ADJUST_DATE(DATE(2025,10,1), "following", "CN") -> 2025-10-09
    Source: the business-day conventions of the ISDA definitions; BGB section 193, Civil Code of
        China article 203; holiday dates of the Python package holidays; for China the notices of
        the State Council.
    """
    is_open = open_days(calendar, weekend)
    return rules.adjust(date, convention, is_open)


@formula("IS_BUSINESS_DAY")
def is_business_day(
    date: Date, calendar: Text | Column[Date] | None = None, weekend: Text | None = None
) -> Flag:
    """Whether a date is a business day: no holiday, and no weekend that is not worked.

    Args:
        date: The day to look at.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET
            for the ECB's payment system; or a range of holidays. Left out: weekends only.
        weekend: Days of the weekend, such as "fri,sat"; or Excel's code (1 is sat,sun) or mask
            0000011, or none. Left out: that of the calendar (SA fri,sat; HK sun), or sat,sun.

    Errors: #N/A when the calendar does not know the year; #VALUE! when calendar or weekend are
        unknown.
    Example: =IS_BUSINESS_DAY(DATE(2025,1,26), "CN") -> TRUE
    Example: =IS_BUSINESS_DAY(DATE(2025,1,26)) -> FALSE
    Source: holiday dates of the Python package holidays; for China the notices of the State
        Council (2025: Sunday 26 January is worked).
    """
    is_open = open_days(calendar, weekend)
    return is_open(date)


@formula("ADD_BUSINESS_DAYS")
def add_business_days(
    date: Date,
    business_days: Count,
    calendar: Text | Column[Date] | None = None,
    weekend: Text | None = None,
) -> Date:
    """The date that lies a number of business days after a date, or before it when negative.

    The date itself is not counted, and 0 leaves it as it stands, business day or not.

    Args:
        date: The day from which to count.
        business_days: Business days to go, negative to go back; at most a hundred years of days.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET
            for the ECB's payment system; or a range of holidays. Left out: weekends only.
        weekend: Days of the weekend, such as "fri,sat"; or Excel's code (1 is sat,sun) or mask
            0000011, or none. Left out: that of the calendar (SA fri,sat; HK sun), or sat,sun.

    Errors: #N/A when the calendar does not know a year on the way; #NUM! when business_days is
        too large or the calendar ends; #VALUE! when calendar or weekend are unknown.
    Example: =ADD_BUSINESS_DAYS(DATE(2024,5,31), 10) -> 2024-06-14
    Example: =ADD_BUSINESS_DAYS(DATE(2025,9,30), 1, "CN") -> 2025-10-09
    Source: the rule of the spreadsheet function WORKDAY.INTL; holiday dates of the Python package
        holidays.
    """
    is_open = open_days(calendar, weekend)
    return rules.shift(date, business_days, is_open)


@formula("BUSINESS_DAYS")
def business_days(
    start_date: Date,
    end_date: Date,
    calendar: Text | Column[Date] | None = None,
    weekend: Text | None = None,
) -> Count:
    """Business days from one date to another: the first is not counted, the last is.

    As end_date - start_date counts days, so that adjoining spans add up. NETWORKDAYS counts both
    ends and answers one more when start_date is a business day. Negative when end_date is earlier.

    Args:
        start_date: The day from which to count, itself not counted.
        end_date: The last day that is counted.
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET
            for the ECB's payment system; or a range of holidays. Left out: weekends only.
        weekend: Days of the weekend, such as "fri,sat"; or Excel's code (1 is sat,sun) or mask
            0000011, or none. Left out: that of the calendar (SA fri,sat; HK sun), or sat,sun.

    Errors: #N/A when the calendar does not know a year of the span; #NUM! when the dates lie more
        than a hundred years apart; #VALUE! when calendar or weekend are unknown.
    Example: =BUSINESS_DAYS(DATE(2024,5,31), DATE(2024,6,14)) -> 10
    Example: =BUSINESS_DAYS(DATE(2025,9,30), DATE(2025,10,9), "CN") -> 1
    Source: ledgerguard design, the day count of this library on business days; holiday dates of
        the Python package holidays.
    """
    is_open = open_days(calendar, weekend)
    return rules.count_between(start_date, end_date, is_open)


@formula("HOLIDAYS")
def holidays(calendar: Text, year: Count, language: Language = "en") -> Table:
    """The holidays of a calendar in a year, with their names, and the weekends that are worked.

    One row a day in the order of dates: date, name, kind. The kind is holiday, or working weekend
    for a day of a weekend that is worked in exchange for a day off. Names are in the language
    where the calendar has it. "(estimated)" in a name marks a date that depends on the moon.

    Args:
        calendar: A country (CN, DE), country and part (DE-BY, GB-ENG), market (XNYS) or TARGET
            for the ECB's payment system.
        year: The calendar year.
        language: "en" (default) or "zh".

    Errors: #N/A when the calendar does not know the year or its decree is not out; #NUM! when the
        year is not from 1901 to 9998; #VALUE! when the calendar is unknown.
    Example: =INDEX(HOLIDAYS("DE-BY", 2024), 2, 1) -> 2024-01-01
    Example: =INDEX(HOLIDAYS("CN", 2025, "zh"), 2, 2) -> "元旦"
    Source: the Python package holidays; for China the notices of the State Council.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise OutOfDomain(
            f"year must be from {_FIRST_YEAR} to {_LAST_YEAR}, got {year}",
            hint="is it a date? then take YEAR of it",
        )
    shown = year_of(calendar_name(calendar), year, language)
    holiday, working = _KINDS[language]
    kinds = {day: (name, holiday) for day, name in shown.days_off.items()}
    kinds.update(dict.fromkeys(shown.worked_weekend_days, ("", working)))
    rows: list[list[Cell]] = [[day, *kinds[day]] for day in sorted(kinds)]
    return [_HEADERS[language], *rows]
