"""Expected days come from datetime and from the published Excel serials of definitions.md §H."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.reading.dates import ERROR, IMPLAUSIBLE, UNREADABLE, days
from ledgerguard.ledger.schema import NO_DAY, DateOrder

EPOCH = dt.date(1899, 12, 30)
THIRD_OF_JANUARY = 40911  # 3 January 2012


def day(value: object, order: DateOrder | None = "dmy") -> int:
    return int(days([value, "x"], order)[0])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("date", "serial"), [("2021-01-01", 44197), ("2024-01-01", 45292), ("2024-02-29", 45351)]
)
def test_published_serials(date: str, serial: int) -> None:
    assert day(date) == serial


@pytest.mark.parametrize(
    "text",
    [
        "2012-01-03",
        "2012/1/3",
        "2012.01.03",
        "2012-01-03T10:20:30Z",
        "2012-01-03 10:20",
        "2012年1月3日",
        "2012年01月03日 10时20分",
        "２０１２－０１－０３",
        "20120103",
        "20120103.0",
        "40911",
        "40911.75",
        "03/01/2012",
        "3.1.2012",
        "3-1-12",
        " 3/1/2012 9:05 PM ",
        "3-Jan-2012",
        "3 January 2012",
        "03-JAN-12",
        "3rd of January 2012".replace(" of", ""),
        "Jan 3, 2012",
        "January 3rd, 2012",
        "Tue, 3 Jan 2012",
        "2012-Jan-03",
        "3. Januar 2012",
        "3 janv. 2012",
        20120103,
        20120103.0,
        40911,
        40911.99,
        dt.date(2012, 1, 3),
        dt.datetime(2012, 1, 3, 23, 59),
    ],
)
def test_a_date_in_any_writing(text: object) -> None:
    assert day(text) == THIRD_OF_JANUARY


@pytest.mark.parametrize(
    "blank",
    [None, "", " ", "0", 0, 0.0, "00.00.0000", "N/A", "-", "未付", "open", dt.time(), "1900-01-01",
     "9999-12-31"],
)  # fmt: skip
def test_no_date(blank: object) -> None:
    assert day(blank) == NO_DAY


@pytest.mark.parametrize(
    "text",
    ["soon", "31/02/2012", "2012-13-01", "13/13/2012", "3 Foo 2012", True, dt.time(12), -5, 3e6,
     "1/2-2012"],
)  # fmt: skip
def test_unreadable(text: object) -> None:
    assert day(text) == UNREADABLE


@pytest.mark.parametrize(
    "text", ["01/01/1950", "2150-01-01", dt.date(1969, 12, 31), 1234.5, 99_991_230]
)
def test_implausible(text: object) -> None:
    assert day(text) == IMPLAUSIBLE


def test_error_cell() -> None:
    assert day(ErrorValue("#REF!")) == ERROR


def test_two_digit_years_turn_at_seventy() -> None:
    assert day("1/1/69") == (dt.date(2069, 1, 1) - EPOCH).days
    assert day("1/1/70") == (dt.date(1970, 1, 1) - EPOCH).days


def test_year_first_order_reads_two_digit_years_only() -> None:
    assert day("12-01-03", "ymd") == THIRD_OF_JANUARY
    assert day("03/01/2012", "ymd") == UNREADABLE


def test_a_1904_workbook_counts_later() -> None:
    # ECMA-376: the two systems differ by 1,462 days.
    assert days([THIRD_OF_JANUARY - 1462], is_1904=True).tolist() == [THIRD_OF_JANUARY]
    assert days([THIRD_OF_JANUARY - 1462, "x"], is_1904=True)[0] == THIRD_OF_JANUARY


def test_a_column_of_numbers_reads_as_cell_by_cell() -> None:
    column = [40911, 40911.5, 0, None, 20120103, 12.0, -1.0, 5e7, float(2**40)]
    assert days(column).tolist() == [day(value) for value in column]


@given(st.dates(dt.date(1970, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_in_every_order(date: dt.date) -> None:
    serial = (date - EPOCH).days
    assert day(f"{date.day}/{date.month}/{date.year}", "dmy") == serial
    assert day(f"{date.month:02d}-{date.day:02d}-{date.year}", "mdy") == serial
    assert day(date.isoformat(), None) == serial
    assert day(f"{date:%d-%b-%Y}", None) == serial
    assert day(f"{date:%Y%m%d}", None) == serial
    assert day(serial) == serial
