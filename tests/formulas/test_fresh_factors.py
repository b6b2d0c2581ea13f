"""The guard against stale data: ages, edges, what is left blank, the score that it withholds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formulas.credit_factors import BY_KEY
from ledgerguard.formulas.fresh_factors import (
    MOST_DAYS,
    factor_ages,
    fresh_factors,
    is_stale,
)
from ledgerguard.formulas.scoring import credit_score
from ledgerguard.units import serial

AS_OF = dt.date(2024, 6, 30)
YEAR_END = serial(dt.date(2023, 12, 31))

# The worked example of the definitions: 67.75 with all factors, 67.31 without bank and country.
EXAMPLE: list[list[Any]] = [
    ["Factor", "Value", "Date"],
    ["current_ratio", 1.35, YEAR_END],
    ["liabilities_to_assets", 0.62, YEAR_END],
    ["ebit_to_assets", 0.07, YEAR_END],
    ["operating_cash_flow_to_current_liabilities", 0.15, YEAR_END],
    ["altman_z_nonmanufacturer", 2.44, YEAR_END],
    ["days_beyond_terms", 8, dt.date(2024, 5, 31)],
    ["statements", "audited", YEAR_END],
    ["bank_headroom", 0.30, YEAR_END + 1],
    ["litigation_to_assets", 0, YEAR_END + 1],
    ["ownership_change", "over_year", YEAR_END + 1],
    ["order_fulfilment", 0.96, dt.datetime(2024, 6, 30, 15)],
    ["years_trading", 7, YEAR_END],
    ["country_risk", "medium", YEAR_END + 1],
]


def test_fresh_factors_score_as_the_worked_example() -> None:
    assert credit_score(fresh_factors(EXAMPLE, AS_OF)) == pytest.approx(67.75)


def test_stale_factors_are_left_out_of_the_score() -> None:
    old = [
        [*row[:2], YEAR_END - 30] if row[0] in ("bank_headroom", "country_risk") else row
        for row in EXAMPLE
    ]
    fresh = fresh_factors(old, AS_OF)
    assert ["bank_headroom", ""] in fresh
    assert ["country_risk", ""] in fresh
    assert credit_score(fresh) == pytest.approx(67.31, abs=0.005)


def test_too_little_fresh_weight_withholds_the_score() -> None:
    # Two years on, the statements are stale: 14 of payment, 6 of bank ... are below 50.
    with pytest.raises(NotAvailable, match="current_ratio"):
        credit_score(fresh_factors(EXAMPLE, dt.date(2025, 7, 2)))


@pytest.mark.parametrize(
    ("days", "stale"), [(0, True), (181.5, True), (182, False), (183, False), (0.0, True)]
)
def test_the_maximum_age_itself_is_fresh(days: float, stale: bool) -> None:
    year_end = dt.date(2023, 12, 31)  # 182 days before the end of June 2024
    assert is_stale(year_end, AS_OF, days) is stale
    row = fresh_factors([["days_beyond_terms", 8, YEAR_END]], AS_OF, days)
    assert row == [["days_beyond_terms", "" if stale else 8]]


def test_a_maximum_of_some_factors_leaves_the_others_their_default() -> None:
    limits: list[list[Any]] = [
        ["Factor", "days"],
        [None, None],
        ["STATEMENTS", 10],
        ["days_beyond_terms", ""],
    ]
    rows: list[list[Any]] = [["statements", "audited", YEAR_END], ["current_ratio", 1, YEAR_END]]
    rows += [["days_beyond_terms", 3, YEAR_END]]
    assert fresh_factors(rows, AS_OF, limits) == [
        ["statements", ""],
        ["current_ratio", 1],
        ["days_beyond_terms", ""],
    ]


def test_every_factor_has_a_maximum_age() -> None:
    assert list(MOST_DAYS) == list(BY_KEY)
    assert MOST_DAYS["statements"] == 548
    assert MOST_DAYS["days_beyond_terms"] == 92


def test_ages_say_what_is_stale_and_why() -> None:
    rows: list[list[Any]] = [
        ["statements", "audited", YEAR_END],
        [None, None, None],
        ["days_beyond_terms", 8, YEAR_END],
        ["bank_headroom", None, YEAR_END],
    ]
    table = factor_ages(rows, AS_OF)
    assert table == [
        ["Factor", "Value", "Date", "Age in days", "Maximum", "Stale", "Note"],
        ["statements", "audited", YEAR_END, 182, 548, False, "fresh"],
        [
            "days_beyond_terms",
            8,
            YEAR_END,
            182,
            92,
            True,
            "90 days too old: left out of the score",
        ],
        ["bank_headroom", "", "", "", 183, False, "no value"],
    ]
    assert factor_ages(rows, AS_OF, None, "zh")[2][6] == "超过最长有效天数 90 天，不计入评分"


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([["statements", "audited", YEAR_END + 183]], OutOfDomain, "must not be after as_of"),
        ([["statements", "audited", 60]], OutOfDomain, "1 March 1900"),
        ([["statements", "audited", float("nan")]], OutOfDomain, "1 March 1900"),
        ([["statements", "audited", None]], InvalidValue, "got a blank"),
        ([["statements", "audited", "2023-12-31"]], InvalidValue, "must be a date"),
        ([["statements", "audited", True]], InvalidValue, "must be a date"),
        ([["statements", "audited"]], InvalidValue, "three columns"),
        ([["colour", 1, YEAR_END]], InvalidValue, "row 1"),
        ([[7, 1, YEAR_END]], InvalidValue, "row 1"),
        ([["statements", "audited", YEAR_END]] * 2, InvalidValue, "row 2"),
        ([["Factor", "Value", "Date"]], NotAvailable, "got none"),
        ([["statements", ErrorValue("#REF!"), YEAR_END]], PropagatedError, "REF"),
    ],
)
def test_errors_of_the_range(rows: list[list[Any]], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        fresh_factors(rows, AS_OF)


@pytest.mark.parametrize(
    ("limits", "error", "words"),
    [
        (-1, OutOfDomain, "max_age_days"),
        ([["statements"]], InvalidValue, "two columns"),
        ([["statements", -1]], OutOfDomain, "from 0 to"),
        ([["statements", 1e308]], OutOfDomain, "from 0 to"),
        ([["statements", "old"]], InvalidValue, "in days must be a"),
        ([["statements", True]], InvalidValue, "in days must be a"),
        ([["statements", float("inf")]], OutOfDomain, "in days must be a"),
        ([["colour", 1]], InvalidValue, "row 1"),
        ([["statements", 1], ["statements", 2]], InvalidValue, "row 2"),
        ([["statements", ErrorValue("#N/A")]], PropagatedError, "N/A"),
    ],
)
def test_errors_of_the_maximum_ages(limits: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        fresh_factors([["statements", "audited", YEAR_END]], AS_OF, limits)


def test_errors_of_is_stale() -> None:
    with pytest.raises(OutOfDomain, match="data_date must not be after as_of"):
        is_stale(dt.date(2024, 7, 1), AS_OF, 10)
    with pytest.raises(OutOfDomain, match="max_age_days"):
        is_stale(AS_OF, AS_OF, -1)


dates = st.dates(dt.date(1900, 3, 1), AS_OF)


@given(dates, st.integers(0, 100), st.floats(0, 1e6))
def test_what_is_stale_stays_stale(day: dt.date, later: int, most: float) -> None:
    if is_stale(day, AS_OF, most):
        assert is_stale(day, AS_OF + dt.timedelta(later), most)
        assert is_stale(day, AS_OF, most / 2)


@given(st.lists(dates, min_size=13, max_size=13))
def test_freshness_only_ever_blanks_values(days: list[dt.date]) -> None:
    rows = [[key, value, day] for (key, value, _), day in zip(EXAMPLE[1:], days, strict=True)]
    fresh = fresh_factors(rows, AS_OF)
    assert [row[0] for row in fresh] == [row[0] for row in rows]
    stale = [row[5] for row in factor_ages(rows, AS_OF)[1:]]
    for (_, value), given_row, blanked in zip(fresh, rows, stale, strict=True):
        assert value == ("" if blanked else given_row[1])
