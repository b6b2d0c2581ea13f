"""The calendar of a claim as a table: lines, days left, and how each deadline stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.claim_calendar import CHINESE_STATUS, EVENTS, claim_deadlines

DUE = dt.date(2024, 3, 31)


def day(number: int) -> dt.date:
    """So many days after the due date."""
    return DUE + dt.timedelta(number)


def status(table: Sequence[Sequence[Any]], event: str) -> str:
    (word,) = [row[3] for row in table[1:] if row[0] == event]
    return str(word)


def test_the_whole_calendar_by_hand() -> None:
    # 31 March 2024 + 60, + 90, + 180 days; 8 months later is 30 November.
    table = claim_deadlines(DUE, dt.date(2024, 7, 1), 60, 90, 180, "8 months", 30)
    assert table == [
        ("Event", "Date", "Days left", "Status"),
        ("Payment due", DUE, -92, "passed"),
        ("Maximum extension ends", dt.date(2024, 5, 30), -32, "passed"),
        ("Report overdue by", dt.date(2024, 6, 29), -2, "passed"),
        ("Claim from", dt.date(2024, 9, 27), 88, "waiting"),
        ("Claim by", dt.date(2024, 11, 30), 152, "to come"),
        ("Indemnity by", None, None, "no claim yet"),
    ]


def test_a_term_that_is_left_out_or_zero_has_no_line() -> None:
    table = claim_deadlines(DUE, DUE, 0, None, 0, 240)
    assert [row[0] for row in table[1:]] == ["Payment due", "Claim by"]


@pytest.mark.parametrize(
    ("as_of", "report", "word"),
    [
        (day(89), None, "to come"),
        (day(90), None, "today"),
        (day(91), None, "passed"),
        (day(91), day(90), "done"),
        (day(95), day(91), "late"),
        (day(89), day(90), "to come"),  # a report of tomorrow has not been made
    ],
)
def test_report(as_of: dt.date, report: dt.date | None, word: str) -> None:
    table = claim_deadlines(DUE, as_of, None, 90, report_date=report)
    assert status(table, "Report overdue by") == word


def test_claim_window() -> None:
    assert status(claim_deadlines(DUE, day(179), waiting_period=180), "Claim from") == "waiting"
    assert status(claim_deadlines(DUE, day(180), waiting_period=180), "Claim from") == "open"


def test_waiting_may_count_from_the_report() -> None:
    unknown = claim_deadlines(DUE, day(10), waiting_period=180, waiting_from="report")
    assert unknown[2] == ("Claim from", None, None, "no report yet")
    known = claim_deadlines(
        DUE, day(10), waiting_period=180, waiting_from="report", report_date=day(5)
    )
    assert known[2] == ("Claim from", day(185), 175, "waiting")


def test_extension_may_count_from_the_invoice() -> None:
    table = claim_deadlines(DUE, DUE, 90, invoice_date=dt.date(2024, 3, 1), mep_from="invoice")
    assert table[2][1] == dt.date(2024, 5, 30)


def test_claim_and_its_payment() -> None:
    table = claim_deadlines(DUE, day(200), None, None, None, 240, 30, claim_date=day(190))
    assert status(table, "Claim by") == "done"
    assert table[3] == ("Indemnity by", day(220), 20, "to come")


def test_chinese() -> None:
    table = claim_deadlines(DUE, DUE, 60, 90, 180, 240, 30, language="zh")
    assert table[0] == ("事项", "日期", "剩余天数", "状态")
    assert [row[0] for row in table[1:]] == list(EVENTS["zh"].values())
    assert list(EVENTS["zh"]) == list(EVENTS["en"])
    assert {row[3] for row in table[1:]} <= set(CHINESE_STATUS.values())
    assert table[1][3] == "今日"


def test_errors() -> None:
    with pytest.raises(NotAvailable, match="invoice_date"):
        claim_deadlines(DUE, DUE, 60, mep_from="invoice")
    with pytest.raises(OutOfDomain, match="report_period"):
        claim_deadlines(DUE, DUE, None, -1)
    with pytest.raises(InvalidValue, match="filing_period"):
        claim_deadlines(DUE, DUE, filing_period="later")


@given(
    as_of=st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
    periods=st.tuples(*[st.integers(0, 400)] * 5),
    report=st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
)
def test_days_left_lead_from_as_of_to_each_date(
    as_of: dt.date, periods: tuple[int, ...], report: dt.date | None
) -> None:
    mep, reporting, waiting, filing, settlement = periods
    table: Sequence[Sequence[Any]] = claim_deadlines(
        DUE, as_of, mep, reporting, waiting, filing, settlement, report_date=report
    )
    assert len(table) == 2 + sum(period > 0 for period in periods)
    for _, date, days_left, word in table[1:]:
        if date is None:
            assert days_left is None
            continue
        assert as_of + dt.timedelta(days_left) == date
        if word == "to come":
            assert days_left > 0
        if word == "passed":
            assert days_left < 0
