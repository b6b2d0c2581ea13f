"""The template credit-application on a weak firm: what it finds, and what it says of slips.

The scores are worked out here from their published definitions: both of Altman's for firms that
are not listed, Springate, Taffler and Zmijewski.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

import pytest
from template_drafts import template

from ledgerguard.errors import ErrorValue
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application.statements import YEARS

NAME: Final = "credit-application"
DAY: Final = dt.date(2026, 10, 31)

# Equity is negative in the last two years, and so are EBIT and the cash flow from operations.
ACCOUNTS: Final = {
    "cash": (40_000, 25_000, 12_000),
    "securities": (0, 0, 0),
    "trade_receivables": (310_000, 290_000, 260_000),
    "stock": (280_000, 300_000, 330_000),
    "other_current_assets": (20_000, 15_000, 18_000),
    "intangible_assets": (0, 0, 0),
    "fixed_assets": (450_000, 420_000, 380_000),
    "trade_payables": (300_000, 360_000, 430_000),
    "short_debt": (250_000, 320_000, 390_000),
    "other_short_liabilities": (120_000, 130_000, 150_000),
    "long_debt": (300_000, 270_000, 240_000),
    "other_liabilities": (20_000, 20_000, 20_000),
    "share_capital": (50_000, 50_000, 50_000),
    "retained_earnings": (60_000, -100_000, -280_000),
    "other_equity": (0, 0, 0),
    "revenue": (2_100_000, 1_950_000, 1_800_000),
    "cost_of_goods_sold": (1_500_000, 1_450_000, 1_390_000),
    "operating_costs": (520_000, 540_000, 500_000),
    "depreciation": (60_000, 60_000, 55_000),
    "interest_expense": (35_000, 40_000, 45_000),
    "other_result": (0, -20_000, 10_000),
    "income_tax": (0, 0, 0),
    "operating_cash_flow": (10_000, -25_000, -38_000),
    "investing_cash_flow": (-20_000, -30_000, -15_000),
    "financing_cash_flow": (0, 40_000, 40_000),
}
FACTS: Final[dict[str, Any]] = {
    "customer_name": "Brockmann Metallbau KG", "customer_number": "B-77", "country_code": "DE",
    "currency": "EUR", "founded": dt.date(2019, 5, 6), "customer_since": dt.date(2022, 2, 1),
    "requested_limit": 80_000, "requested_days": 45, "annual_purchases": 300_000,
    "first_order": 12_500, "open_receivables": 22_000, "oldest_overdue": 74, "days_late": 38,
    "highest_paid": 15_000, "facts_day": dt.date(2026, 10, 20), "registry_state": "active",
    "statements_quality": "by management", "bank_line": 200_000, "bank_used": 198_000,
    "bank_withdrawn": "no", "sued_for": 85_000, "enforced": "no", "dishonest": "no",
    "insolvency_filed": "no", "owners_changed": "lately, new control", "orders_fulfilled": 0.7,
    "insurer_answer": "refused", "insurer_limit": 0, "statement_day": dt.date(2025, 12, 31),
}  # fmt: skip


def data(changes: Mapping[str, Any] | None = None, years: tuple[str, ...] = YEARS) -> Data:
    values: dict[str, Cell] = {
        f"{line}_{year}": amount
        for line, amounts in ACCOUNTS.items()
        for year, amount in zip(YEARS, amounts, strict=True)
        if year in years
    }
    return Data(as_of=DAY, values={**values, **FACTS, **(changes or {})})


def in_thousands(found: Data, *years: str) -> Data:
    """The accounts of these years in thousands: the slip of whoever copies them from a report."""
    names = {f"{line}_{year}" for line in ACCOUNTS for year in years}
    values = {
        name: float(str(value)) / 1000 if name in names else value
        for name, value in found.values.items()
    }
    return replace(found, values=values)


def draft_of(found: Data) -> Draft:
    return template(NAME).draft("en", "desktop", found)


@cache
def weak() -> Draft:
    return draft_of(data())


def cell(made: Draft, name: str) -> Any:
    return made.book.lookup(made.start.sheet, made.book.names[name])


def failing(made: Draft) -> list[str]:
    return [line.label for line in results(made) if not line.holds]


def shown(made: Draft, below: str, column: int, beside: int) -> list[tuple[Any, Any]]:
    """The lines of a list of the sheet Decision that stands below a heading, while it is filled."""
    sheet = made.book.sheets["Decision"]
    top = next(row for (row, at), (words, _) in sheet.values.items()
               if at == column and words == below)  # fmt: skip
    lines = [(made.book.value(sheet, row, column), made.book.value(sheet, row, beside))
             for row in range(top + 1, top + 6)]  # fmt: skip
    return [line for line in lines if line != ("", "")]


def test_the_failure_models_by_their_definitions() -> None:
    assets, owed, current, short = 1_000, 1_230, 620, 970
    earned, ebit, before_tax, sales = -280, -145, -180, 1_800
    equity, capital = -230, current - short
    quick = 12 + 0 + 260
    assert cell(weak(), "altman_now") == pytest.approx(
        6.56 * capital / assets + 3.26 * earned / assets + 6.72 * ebit / assets
        + 1.05 * equity / owed
    )  # fmt: skip
    assert cell(weak(), "altman_private_now") == pytest.approx(
        0.717 * capital / assets + 0.847 * earned / assets + 3.107 * ebit / assets
        + 0.420 * equity / owed + 0.998 * sales / assets
    )  # fmt: skip
    assert cell(weak(), "springate_now") == pytest.approx(
        1.03 * capital / assets + 3.07 * ebit / assets + 0.66 * before_tax / short
        + 0.4 * sales / assets
    )  # fmt: skip
    no_credit = (quick - short) / (sales - before_tax - 55) * 365
    assert cell(weak(), "taffler_now") == pytest.approx(
        3.20 + 12.18 * before_tax / short + 2.50 * current / owed - 10.68 * short / assets
        + 0.029 * no_credit
    )  # fmt: skip
    assert cell(weak(), "zmijewski_now") == pytest.approx(
        -4.336 - 4.513 * before_tax / assets + 5.679 * owed / assets + 0.004 * current / short
    )
    zones = [f"zone_{model}" for model in ("altman", "altman_private", "springate", "taffler",
                                           "zmijewski")]  # fmt: skip
    assert [cell(weak(), zone) for zone in zones] == ["distress"] * len(zones)


def test_no_open_credit_and_why() -> None:
    # Accounts by management, 1 % of the bank line free, new owners, seven years in business, a
    # country of low risk; every ratio, payment, lawsuit and order stands in the last band.
    score = 8 * 0.25 + 6 * 0.25 + 5 * 0.25 + 4 * 0.75 + 3
    assert cell(weak(), "credit_score") == pytest.approx(score) == pytest.approx(10.75)
    pd = 1 / (1 + 20 * 2 ** ((score - 50) / 10))
    assert cell(weak(), "own_pd") == pytest.approx(pd)
    assert 0.12 < pd < 1
    assert (cell(weak(), "credit_grade"), cell(weak(), "outcome_code")) == (9, 0)
    assert (cell(weak(), "recommended_limit"), cell(weak(), "order_credit")) == (0, 0)
    assert cell(weak(), "order_ahead") == 12_500
    assert shown(weak(), "Rules that apply", 1, 3) == [
        ("Liabilities exceed assets", "grade 7 at best"),
        ("Insurer has refused or cancelled cover", "grade 7 at best"),
    ]
    assert shown(weak(), "What is missing or too old", 4, 6) == [("none", "")]
    assert failing(weak()) == []  # among them: CREDIT_DECISION says the same


def test_a_missing_third_year_leaves_gaps_and_no_zeros() -> None:
    made = draft_of(data(years=("before", "now")))
    for name in ("altman_now", "credit_score", "credit_grade", "revenue_growth_now"):
        assert cell(made, name) == cell(weak(), name), name
    for name in ("altman_earlier", "current_ratio_earlier", "piotroski_now"):
        assert cell(made, name) == "", name
    behind = made.book.sheets["Calculations"]
    row = next(row for (row, at), (words, _) in behind.values.items()
               if (at, words) == (0, "Year"))  # fmt: skip
    points = [made.book.value(behind, row + year, 1) for year in (1, 2, 3)]
    assert isinstance(points[0], ErrorValue)
    assert points[0].code == "#N/A"
    assert points[1:] == [cell(made, "altman_before"), cell(made, "altman_now")]
    assert failing(made) == []


def test_a_figure_that_the_latest_accounts_lack_is_of_the_year_before() -> None:
    """As the house takes it: the ratios of the newest statements that have them."""
    made = draft_of(data(dict.fromkeys((
        "retained_earnings_now", "share_capital_now", "other_equity_now", "revenue_now",
    ))))  # fmt: skip
    assert (cell(made, "altman_now"), cell(made, "revenue_growth_now")) == ("", "")
    assert cell(made, "altman_known") == cell(weak(), "altman_before")
    assert cell(made, "equity_now") == 1_000_000 - 1_230_000  # nobody states it: the rest
    assert cell(made, "revenue_known") == 1_950_000
    assert failing(made) == []  # among them: the score is the house's


def test_what_is_missing_is_named_and_not_guessed() -> None:
    lacking = [f"operating_cash_flow_{year}" for year in YEARS]
    made = draft_of(data(dict.fromkeys((*lacking, "days_late", "facts_day"))))
    held = shown(made, "What is missing or too old", 4, 6)
    assert cell(made, "known_weight") == 100 - 10 - 14
    named = draft_of(data(dict.fromkeys((*lacking, "days_late"))))
    assert shown(named, "What is missing or too old", 4, 6) == [
        ("Operating cash flow to current liabilities", "not known"),
        ("Days beyond terms", "not known"),
    ]
    assert held[-1][0].startswith("and ")  # undated searches: more than the page has lines
    assert failing(named) == []


def test_without_any_accounts_there_is_no_decision() -> None:
    made = draft_of(data(years=()))
    assert cell(made, "outcome_code") == -1
    assert cell(made, "recommended_limit") == ""
    assert failing(made) == []


def test_thousands_beside_full_units_fail_the_check() -> None:
    one_year = failing(draft_of(in_thousands(data(), "now")))
    assert "Assets in the unit of the year before, latest year (1: not)" in one_year
    assert failing(draft_of(in_thousands(data(), *YEARS))) == [
        "Purchases expected from us above all its costs (1: they are)"
    ]


def test_credit_against_the_recommendation_needs_the_committee_and_a_reason() -> None:
    granted = {"decision_taken": "otherwise", "decided_limit": 20_000}
    bare = draft_of(data(granted))
    assert (cell(bare, "decided_amount"), cell(bare, "post_decided")) == (20_000, 4)
    assert "Credit committee: a reason is missing" in _column(bare, 3)
    told = draft_of(data({**granted, "decision_reason": "A bank guarantees 25,000"}))
    assert "Credit committee: a reason is missing" not in _column(told, 3)


def _column(made: Draft, column: int) -> list[Any]:
    sheet = made.book.sheets["Decision"]
    return [made.book.value(sheet, row, column) for row in range(20, 75)]
