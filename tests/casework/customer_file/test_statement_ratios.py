"""Statements by year: ratios by hand, the side that is derived, the change and the balance."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.items import of_group
from ledgerguard.casework.customer_file.ratios import RATIOS, ratios_of
from ledgerguard.casework.customer_file.statements import changes, newest, years
from ledgerguard.formulas.credit_factors import BY_KEY

NOW, BEFORE, AS_OF = 45_291, 44_926, 45_400  # the ends of 2023 and 2022

# Seether LLC in Ross, Westerfield and Jaffe, with Altman's own coefficients: 2.442.
SEETHER = {
    "current_assets": 23_900.0,
    "current_liabilities": 20_000.0,
    "total_assets": 78_000.0,
    "retained_earnings": 26_000.0,
    "ebit": 8_600.0,
    "equity": 15_000.0,
    "total_liabilities": 55_000.0,
}


def file_of(*years_: tuple[int, dict[str, Any]], currency: str = "EUR") -> CustomerFile:
    return CustomerFile(
        "A",
        tuple(
            Fact(item, value, day, currency="" if item == "statements" else currency)
            for day, amounts in years_
            for item, value in amounts.items()
        ),
    )


def test_the_ratios_of_one_year_by_hand() -> None:
    found = ratios_of(
        SEETHER
        | {
            "operating_cash_flow": 5_000.0,
            "intangible_assets": 3_000.0,
            "cash": 2_000.0,
            "receivables": 12_000.0,
            "revenue": 146_000.0,
            "net_income": 7_300.0,
            "interest_expense": 2_000.0,
            "payables": 8_000.0,
            "cost_of_goods_sold": 73_000.0,
            "inventory": 9_000.0,
        },
        {"revenue": 116_800.0},
    )
    assert found == {
        "current_ratio": pytest.approx(1.195),
        "liabilities_to_assets": pytest.approx(55 / 78),
        "ebit_to_assets": pytest.approx(0.110256, abs=1e-6),
        "operating_cash_flow_to_current_liabilities": 0.25,
        "altman_z_nonmanufacturer": pytest.approx(2.442, abs=0.0005),
        "working_capital": 3_900,
        "tangible_net_worth": 12_000,
        "quick_ratio": pytest.approx(0.7),
        "equity_to_assets": pytest.approx(15 / 78),
        "net_margin": pytest.approx(0.05),
        "interest_cover": pytest.approx(4.3),
        "dso": pytest.approx(30),
        "dpo": pytest.approx(40),
        "dio": pytest.approx(45),
        "revenue_growth": pytest.approx(0.25),
    }
    assert set(found) == set(RATIOS)


def test_the_ratios_that_are_factors_are_those_of_the_score() -> None:
    assert {key for key, ratio in RATIOS.items() if ratio.factor} == {
        key for key in BY_KEY if key in RATIOS
    }
    amounts = {item.key for item in of_group("statements") if item.money}
    for ratio in RATIOS.values():
        assert {key.removeprefix("before.") for key in ratio.takes} <= amounts


def test_a_ratio_without_its_amounts_or_with_impossible_ones_is_left_out() -> None:
    assert ratios_of({"current_assets": 1.0}) == {}
    assert ratios_of({"ebit": 1.0, "total_assets": 0.0}) == {}
    assert ratios_of({"total_liabilities": -5.0, "total_assets": 10.0}) == {
        "liabilities_to_assets": 0.0
    }


@pytest.mark.parametrize("missing", ["total_assets", "total_liabilities", "equity"])
def test_the_side_that_is_left_out_is_derived(missing: str) -> None:
    whole = {"total_assets": 100.0, "total_liabilities": 70.0, "equity": 30.0}
    stated = {key: value for key, value in whole.items() if key != missing}
    (year,) = years(file_of((NOW, stated)), AS_OF)
    assert year.amounts == whole
    assert year.derived == (missing,)
    assert year.ratios["liabilities_to_assets"] == pytest.approx(0.7)
    assert {fact.item for fact in year.under("liabilities_to_assets")} == set(stated)
    assert year.balances


def test_two_sides_that_are_left_out_are_not() -> None:
    (year,) = years(file_of((NOW, {"total_assets": 100.0})), AS_OF)
    assert (year.amounts, year.derived) == ({"total_assets": 100.0}, ())


def test_years_come_newest_first_with_growth_and_change() -> None:
    file = file_of(
        (NOW, {"revenue": 120.0, "current_assets": 30.0, "current_liabilities": 20.0}),
        (NOW, {"statements": "audited"}),
        (BEFORE, {"revenue": 100.0, "current_assets": 18.0, "current_liabilities": 20.0}),
    )
    now, before = years(file, AS_OF)
    assert (now.day, before.day) == (NOW, BEFORE)
    assert (now.quality, before.quality) == ("audited", "")
    assert now.ratios["revenue_growth"] == pytest.approx(0.2)
    assert "revenue_growth" not in before.ratios
    assert changes(now, before) == {
        "current_ratio": pytest.approx(0.6),
        "working_capital": pytest.approx(12),
    }
    assert newest(file, NOW - 1) == before  # what is dated later is not known yet
    assert newest(file, BEFORE - 1) is None


@pytest.mark.parametrize(
    ("gap", "grows"), [(365 - 93, False), (365 - 92, True), (457, True), (458, False)]
)
def test_growth_is_that_of_a_year(gap: int, grows: bool) -> None:
    file = file_of((NOW, {"revenue": 120.0}), (NOW - gap, {"revenue": 100.0}))
    assert ("revenue_growth" in years(file, AS_OF)[0].ratios) is grows


def test_three_years_are_enough() -> None:
    file = file_of(*((NOW - 365 * n, {"revenue": 1.0}) for n in range(5)))
    assert [year.day for year in years(file, AS_OF)] == [NOW, NOW - 365, NOW - 730]


def test_two_currencies_are_two_years_and_never_one() -> None:
    euro = file_of((NOW, {"total_assets": 100.0, "revenue": 50.0}))
    dollar = file_of((NOW, {"equity": 30.0}), (BEFORE, {"revenue": 40.0}), currency="USD")
    found = years(CustomerFile("A", euro.facts + dollar.facts), AS_OF)
    assert [(y.day, y.currency, y.derived) for y in found] == [
        (NOW, "EUR", ()),
        (NOW, "USD", ()),
        (BEFORE, "USD", ()),
    ]
    assert all("revenue_growth" not in year.ratios for year in found)
    assert changes(found[0], found[1]) == {}


def test_the_row_further_down_corrects_the_one_above_it() -> None:
    file = file_of((NOW, {"revenue": 1.0}), (NOW, {"revenue": 2.0}))
    assert years(file, AS_OF)[0].amounts["revenue"] == 2.0


@pytest.mark.parametrize(("assets", "gap"), [(100_000.0, 0), (100_100.0, 0), (100_101.0, 101)])
def test_sides_that_differ_by_more_than_a_thousandth_do_not_balance(
    assets: float, gap: float
) -> None:
    sides = {"total_assets": assets, "total_liabilities": 70_000.0, "equity": 30_000.0}
    (year,) = years(file_of((NOW, sides)), AS_OF)
    assert year.gap == gap
    assert year.balances is (gap == 0)


amounts_ = st.floats(-1e12, 1e12)


MONEY = [item.key for item in of_group("statements") if item.money]


@given(st.dictionaries(st.sampled_from(MONEY), amounts_))
def test_no_amounts_break_a_ratio(amounts: dict[str, float]) -> None:
    assert all(map(math.isfinite, ratios_of(amounts, amounts).values()))


def test_a_ratio_beyond_all_numbers_is_left_out() -> None:
    assert ratios_of({"ebit": 1e12, "total_assets": 1e-310}) == {}
