"""The deadlines of a claim: published periods, months as EDATE counts, edges of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.claim_deadlines import (
    claim_earliest,
    claim_latest,
    indemnity_by,
    is_agreed,
    mep_end,
    overdue_report_by,
)

INVOICE = dt.date(2024, 1, 1)


def test_exim_report_falls_180_days_after_an_invoice_with_90_days_terms() -> None:
    due = INVOICE + dt.timedelta(90)
    assert (overdue_report_by(due, 90) - INVOICE).days == 180
    assert overdue_report_by(due, 90) == dt.date(2024, 6, 29)


def test_exim_claim_240_days_or_8_months_after_the_due_date() -> None:
    due = dt.date(2024, 1, 31)
    assert (claim_latest(due, 240) - due).days == 240
    assert claim_latest(due, "8 months") == dt.date(2024, 9, 30)


def test_our_own_count_where_the_timeline_of_aum_insurance_mixes_two() -> None:
    issued = dt.date(2022, 1, 1)
    assert mep_end(issued, 120) == dt.date(2022, 5, 1)
    assert mep_end(issued, 150) == dt.date(2022, 5, 31)
    assert claim_earliest(dt.date(2022, 5, 30), 150) == dt.date(2022, 10, 27)
    assert indemnity_by(dt.date(2022, 10, 27), 30) == dt.date(2022, 11, 26)


@pytest.mark.parametrize(
    ("base", "period", "end"),
    [
        pytest.param((2023, 12, 31), "2 months", (2024, 2, 29), id="leap-february"),
        pytest.param((2024, 12, 31), "2 months", (2025, 2, 28), id="february"),
        pytest.param((2024, 1, 31), "1 month", (2024, 2, 29), id="singular"),
        pytest.param((2024, 1, 15), "11m", (2024, 12, 15), id="december"),
        pytest.param((2024, 1, 15), "12 M", (2025, 1, 15), id="short-word"),
        pytest.param((2024, 6, 30), "8个月", (2025, 2, 28), id="chinese-months"),
        pytest.param((2024, 1, 1), " 30 days ", (2024, 1, 31), id="days-as-text"),
        pytest.param((2024, 1, 1), "30天", (2024, 1, 31), id="chinese-days"),
        pytest.param((2024, 1, 1), 0, (2024, 1, 1), id="at-once"),
        pytest.param((9999, 12, 1), 30, (9999, 12, 31), id="last-day"),
        pytest.param((9999, 11, 30), "1 month", (9999, 12, 30), id="last-month"),
    ],
)
def test_periods(base: tuple[int, int, int], period: int | str, end: tuple[int, int, int]) -> None:
    assert mep_end(dt.date(*base), period) == dt.date(*end)


Call = Callable[[], dt.date]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: mep_end(INVOICE, -1), OutOfDomain, id="negative"),
        pytest.param(lambda: mep_end(INVOICE, 10**300), OutOfDomain, id="huge"),
        pytest.param(lambda: mep_end(INVOICE, "999999 days"), OutOfDomain, id="huge-days"),
        pytest.param(lambda: mep_end(INVOICE, "999999 months"), OutOfDomain, id="huge-months"),
        pytest.param(lambda: mep_end(dt.date.max, 1), OutOfDomain, id="after-9999"),
        pytest.param(lambda: mep_end(dt.date.max, "1 month"), OutOfDomain, id="months-after-9999"),
        pytest.param(lambda: mep_end(INVOICE, "soon"), InvalidValue, id="no-period"),
        pytest.param(lambda: mep_end(INVOICE, "240"), InvalidValue, id="a-number-as-text"),
        pytest.param(lambda: mep_end(INVOICE, "1.5 months"), InvalidValue, id="half-a-month"),
        pytest.param(lambda: mep_end(INVOICE, "-2 months"), InvalidValue, id="negative-months"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="mep_period") as caught:
        call()
    assert "Hint: " in str(caught.value)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        pytest.param(lambda: overdue_report_by(INVOICE, -1), "report_period", id="report"),
        pytest.param(lambda: claim_earliest(INVOICE, -1), "waiting_period", id="waiting"),
        pytest.param(lambda: claim_latest(INVOICE, -1), "filing_period", id="filing"),
        pytest.param(lambda: indemnity_by(INVOICE, -1), "settlement_period", id="settlement"),
    ],
)
def test_the_message_names_the_argument(call: Call, name: str) -> None:
    with pytest.raises(OutOfDomain, match=name):
        call()


@pytest.mark.parametrize(
    ("period", "agreed"),
    [(None, False), (0, False), ("0 days", False), ("0 months", False), (1, True), ("1m", True)],
)
def test_blank_and_zero_are_no_term(period: int | str | None, agreed: bool) -> None:
    assert is_agreed(period, "mep_period") is agreed


@given(base=st.dates(dt.date(1900, 3, 1), dt.date(9000, 1, 1)), days=st.integers(0, 36_525))
def test_a_number_of_days_is_added_to_the_serial(base: dt.date, days: int) -> None:
    assert claim_latest(base, days) == claim_latest(base, f"{days} days")
    assert (claim_latest(base, days) - base).days == days


@given(base=st.dates(dt.date(1900, 3, 1), dt.date(9000, 1, 1)), months=st.integers(0, 1_200))
def test_months_keep_the_day_or_take_the_last_one(base: dt.date, months: int) -> None:
    end = claim_latest(base, f"{months} months")
    assert (end.year - base.year) * 12 + end.month - base.month == months
    if end.day != base.day:
        assert end.day < base.day
        assert (end + dt.timedelta(1)).day == 1
