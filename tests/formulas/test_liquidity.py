"""Working-capital days, requirement and ratios against published examples."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.liquidity import (
    cash_ratio,
    ccc,
    dio,
    dpo,
    operating_cycle,
    quick_ratio,
    wc_band,
    wc_ratio,
    wcr,
    wcr_days,
    working_capital,
)
from ledgerguard.formulas.receivables import dso

Call = Callable[[], float]


@pytest.mark.parametrize(
    ("call", "published", "tolerance"),
    [
        pytest.param(lambda: dio(130, 150, 365), 316.33, 0.005, id="FinanceToolkit-dio"),
        pytest.param(lambda: dpo(150, 130, 365), 421.1538, 5e-5, id="FinanceToolkit-dpo"),
        pytest.param(lambda: dpo(150, 130, 30), 34.6154, 5e-5, id="FinanceToolkit-dpo-30"),
        pytest.param(lambda: ccc(227, 73, 91), 209, 0.5, id="income-outcome"),
        pytest.param(lambda: ccc(20, 10, 8), 22, 0.5, id="FinanceToolkit-ccc"),
        pytest.param(lambda: operating_cycle(20, 10), 30, 0.5, id="FinanceToolkit-cycle"),
        pytest.param(lambda: dio(1_500, 3_000), 182.5, 0.05, id="investopedia-dio"),
        pytest.param(lambda: dso(100, 9_000), 4.06, 0.005, id="investopedia-dso"),
        pytest.param(lambda: dpo(850, 3_000), 103.42, 0.005, id="investopedia-dpo"),
        pytest.param(
            lambda: ccc(dio(1_500, 3_000), dso(100, 9_000), dpo(850, 3_000)),
            83.14,
            0.005,
            id="investopedia-ccc",
        ),
        pytest.param(lambda: wc_ratio(3_700_000, 1_900_000), 1.95, 0.005, id="transtutors-wc"),
        pytest.param(
            lambda: quick_ratio(400_000, 0, 1_200_000, 1_900_000), 0.84, 0.005, id="transtutors-q"
        ),
        pytest.param(lambda: cash_ratio(400_000, 0, 1_900_000), 0.21, 0.005, id="transtutors-cash"),
        # receivables 600,000 x 48 / 365, stock 25,000 + 10,959, payables 240,000 x 39 / 365
        pytest.param(
            lambda: wcr(25_000 + 8 * 500_000 / 365, 600_000 * 48 / 365, 240_000 * 39 / 365),
            89_219,
            0.5,
            id="axio-solution-bpifrance",
        ),
        pytest.param(lambda: wcr_days(89_219, 500_000), 65.13, 0.005, id="axio-solution-365"),
        pytest.param(lambda: wcr_days(89_219, 500_000, 360), 64.24, 0.005, id="axio-solution-360"),
    ],
)
def test_published(call: Call, published: float, tolerance: float) -> None:
    assert call() == pytest.approx(published, abs=tolerance)


def test_own_arithmetic() -> None:
    assert working_capital(3_700_000, 1_900_000) == 1_800_000
    assert working_capital(1, 3) == -2
    assert wcr(300_000, 450_000, 280_000) == 470_000
    assert wcr(0, 0, 5) == -5
    assert wcr_days(470_000, 2_400_000) == pytest.approx(71.479166667)
    assert wcr_days(470_000, 2_400_000, 360) == pytest.approx(70.5)
    assert wcr_days(-73, 365) == pytest.approx(-73)
    assert ccc(10, 5, 40) == -25
    assert wcr(300_000, 450_000, 280_000, 20_000, 65_000) == 425_000


def test_wcr_on_the_case_of_etudier_is_136_303_and_not_what_it_prints() -> None:
    # A third each at 30, 60 and 90 days is 60 days and not 70: 203,057 x 60 / 70 of receivables.
    assert wcr(24_254, 203_057 * 60 / 70, 62_001) == pytest.approx(136_303, abs=1.5)


@pytest.mark.parametrize(
    ("ratio", "english", "chinese"),
    [
        pytest.param(0, "liquidity alarm", "流动性警报", id="nothing"),
        pytest.param(0.99, "liquidity alarm", "流动性警报", id="below-1"),
        pytest.param(1, "tight", "偏紧", id="1"),
        pytest.param(1.49, "tight", "偏紧", id="below-1.5"),
        pytest.param(1.5, "healthy", "健康", id="1.5"),
        pytest.param(1.1 + 0.4, "healthy", "健康", id="1.5-in-floats"),
        pytest.param(1.947368, "healthy", "健康", id="transtutors"),
        pytest.param(2, "healthy", "健康", id="2"),
        pytest.param(2.01, "possibly idle funds", "资金可能闲置", id="above-2"),
    ],
)
def test_bands_of_the_article_on_the_working_capital_ratio(
    ratio: float, english: str, chinese: str
) -> None:
    assert wc_band(ratio) == english
    assert wc_band(ratio, "zh") == chinese


def test_dpo_on_purchases_adds_the_change_of_inventory() -> None:
    # goods bought = goods sold + what the stock grew by: 120 + 10
    assert dpo(150, 120, 365, "purchases", 10) == pytest.approx(150 / 130 * 365)
    assert dpo(150, 130, 365, "cogs", 10) == pytest.approx(150 / 130 * 365)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: dio(1, 0), ZeroDenominator, id="dio-zero"),
        pytest.param(lambda: dio(-1, 1), OutOfDomain, id="dio-negative"),
        pytest.param(lambda: dio(1, 1, 0), OutOfDomain, id="dio-no-days"),
        pytest.param(lambda: dpo(1, 0), ZeroDenominator, id="dpo-zero"),
        pytest.param(lambda: dpo(1, 10, 365, "purchases", -10), ZeroDenominator, id="dpo-bought-0"),
        pytest.param(lambda: dpo(1, 10, 365, "purchases", -20), OutOfDomain, id="dpo-bought-less"),
        pytest.param(lambda: dpo(-1, 1), OutOfDomain, id="dpo-negative"),
        pytest.param(lambda: dpo(1, 1, -1), OutOfDomain, id="dpo-days"),
        pytest.param(lambda: working_capital(1, -1), OutOfDomain, id="wc-negative-liabilities"),
        pytest.param(lambda: wc_ratio(1, 0), ZeroDenominator, id="ratio-zero"),
        pytest.param(lambda: wc_ratio(1, -1), OutOfDomain, id="ratio-negative"),
        pytest.param(lambda: wc_ratio(-1, 1), OutOfDomain, id="ratio-negative-assets"),
        pytest.param(lambda: quick_ratio(1, 1, 1, 0), ZeroDenominator, id="quick-zero"),
        pytest.param(lambda: quick_ratio(1, -1, 1, 1), OutOfDomain, id="quick-negative"),
        pytest.param(lambda: cash_ratio(1, 1, 0), ZeroDenominator, id="cash-zero"),
        pytest.param(lambda: cash_ratio(-1, 1, 1), OutOfDomain, id="cash-negative"),
        pytest.param(lambda: operating_cycle(-1, 1), OutOfDomain, id="cycle-negative"),
        pytest.param(lambda: ccc(10, 5, -40), OutOfDomain, id="ccc-sign-of-dpo-reversed"),
        pytest.param(lambda: wcr(1, 1, 1, -1), OutOfDomain, id="wcr-negative-other"),
        pytest.param(lambda: wcr(1, 1, -1), OutOfDomain, id="wcr-negative-payables"),
        pytest.param(lambda: wcr_days(1, 0), ZeroDenominator, id="wcr-days-zero"),
        pytest.param(lambda: wcr_days(1, -1), OutOfDomain, id="wcr-days-negative"),
        pytest.param(lambda: wcr_days(1, 1, 0), OutOfDomain, id="wcr-days-no-days"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


def test_a_negative_ratio_has_no_band() -> None:
    with pytest.raises(OutOfDomain):
        wc_band(-0.1)


money = st.floats(0, 1e9)


@given(money, money, money, st.floats(1, 1e9))
def test_the_ratios_stand_in_order(
    cash: float, securities: float, receivables: float, liabilities: float
) -> None:
    assets = cash + securities + receivables
    quick = quick_ratio(cash, securities, receivables, liabilities)
    assert cash_ratio(cash, securities, liabilities) <= quick
    assert quick == pytest.approx(wc_ratio(assets, liabilities))
    assert (wc_ratio(assets, liabilities) >= 1) == (working_capital(assets, liabilities) >= 0)
