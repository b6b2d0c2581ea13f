"""Piotroski's nine tests: the published ones, ties, bases, errors, laws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formulas.piotroski import AssetBasis, piotroski_f, piotroski_tests

# FinanceToolkit's fixture, 2021 to 2022; total assets also of 2020.
FIXTURE: dict[str, Any] = {
    "net_income": [120, 130],
    "operating_cash_flow": 150,
    "total_assets": [1100, 1200, 1300],
    "long_term_debt": [440, 460],
    "current_assets": [340, 360],  # current ratios 1.545 and 1.565
    "current_liabilities": [220, 230],
    "equity_issued": 0,
    "gross_profit": [360, 390],  # gross margins 40 % and 41.05 %
    "sales": [900, 950],
}


def score(**changed: Any) -> int:
    return piotroski_f(**{**FIXTURE, **changed})


def points(**changed: Any) -> list[int]:
    table = piotroski_tests(**{**FIXTURE, **changed})
    return [row[3] for row in table[1:]]  # type: ignore[misc]


def test_own_example_on_the_fixture_of_FinanceToolkit() -> None:
    for basis in ("beginning", "average", "closing"):
        assert score(asset_basis=basis) == 7
        assert points(asset_basis=basis) == [1, 1, 0, 1, 1, 1, 1, 1, 0]
    assert score(asset_basis="closing", total_assets=[1200, 1300]) == 7


@pytest.mark.parametrize(
    ("income", "passed"),
    [(-100, 0), (110, 1), (-120, 0), (130, 1), (-140, 0)],
    ids=lambda value: f"FinanceToolkit-unit-test-{value}",
)
def test_return_on_assets_published_by_FinanceToolkit(income: float, passed: int) -> None:
    assert points(net_income=[0, income])[0] == passed


def test_the_table_shows_the_numbers_of_each_test() -> None:
    header, *rows = piotroski_tests(**FIXTURE)
    assert header == ("Test", "Value", "Against", "Point")
    values = [row[1] for row in rows]
    against = [row[2] for row in rows]
    by_hand = [130 / 1200, 150, 130 / 1200, 150, 460 / 1250, 36 / 23, 0, 39 / 95, 950 / 1200]
    assert values == pytest.approx(by_hand)
    against_by_hand = [0, 0, 120 / 1100, 130, 440 / 1150, 34 / 22, 0, 0.4, 900 / 1100]
    assert against == pytest.approx(against_by_hand)


def test_the_table_speaks_chinese() -> None:
    header, *rows = piotroski_tests(**FIXTURE, language="zh")
    assert header == ("检验", "数值", "对比值", "得分")
    assert rows[1][0] == "经营现金流为正"
    assert len(rows) == 9


def test_a_better_basis_can_change_a_point() -> None:
    # Income over assets: 0.1 then 0.12 of the beginning, 0.1 then 0.1 of the closing assets.
    assets = {"total_assets": [1000, 1000, 1200], "net_income": [100, 120]}
    assert points(**assets)[2] == 1
    assert points(**assets, asset_basis="closing")[2] == 0


def test_ties_earn_nothing_but_no_issue_is_a_point() -> None:
    same: dict[str, Any] = {
        "net_income": [100, 100],
        "operating_cash_flow": 100,
        "total_assets": [1000, 1000, 1000],
        "long_term_debt": [400, 400],
        "current_assets": [300, 300],
        "current_liabilities": [200, 200],
        "gross_profit": [90, 90],
        "sales": [900, 900],
    }
    assert points(**same) == [1, 1, 0, 0, 0, 0, 1, 0, 0]
    assert points(**{**same, "net_income": [100, 100 * (1 + 1e-14)]})[2] == 0  # rounding noise
    assert points(equity_issued=1)[6] == 0
    assert points(equity_issued=-5)[6] == 1  # bought back on balance


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        pytest.param({"total_assets": [0, 1, 1]}, OutOfDomain, "total_assets (1)", id="assets"),
        pytest.param({"total_assets": [1, 1, -1]}, OutOfDomain, "total_assets (3)", id="negative"),
        pytest.param({"total_assets": [1, 1]}, NotAvailable, "3 years, got 2", id="two-year-ends"),
        pytest.param(
            {"total_assets": [1], "asset_basis": "closing"}, NotAvailable, "got 1", id="one-end"
        ),
        pytest.param({"total_assets": [1] * 4}, InvalidValue, "got 4 cells", id="four-year-ends"),
        pytest.param({"net_income": [1]}, NotAvailable, "net_income must hold 2", id="one-year"),
        pytest.param({"sales": [1, None]}, NotAvailable, "sales must hold 2", id="blank"),
        pytest.param({"sales": [0, 1]}, ZeroDenominator, "sales of the year before", id="no-sales"),
        pytest.param({"sales": [1, -1]}, OutOfDomain, "sales", id="negative-sales"),
        pytest.param(
            {"current_liabilities": [1, 0]}, ZeroDenominator, "current_liabilities", id="no-short"
        ),
        pytest.param({"long_term_debt": [-1, 0]}, OutOfDomain, "long_term_debt", id="debt"),
        pytest.param({"current_assets": [1, -1]}, OutOfDomain, "current_assets", id="current"),
    ],
)
def test_errors(changed: dict[str, Any], error: type[Exception], said: str) -> None:
    calls: Sequence[Callable[..., object]] = (score, points)
    for call in calls:
        with pytest.raises(error, match=r"got .*Hint: ") as caught:
            call(**changed)
        assert said in str(caught.value)


any_amount = st.floats(-1e9, 1e9)
positive = st.floats(0.01, 1e9)


def pair(amounts: st.SearchStrategy[float]) -> st.SearchStrategy[list[float]]:
    return st.lists(amounts, min_size=2, max_size=2)


@given(
    income=pair(any_amount),
    flow=any_amount,
    assets=st.lists(positive, min_size=3, max_size=3),
    debts=pair(positive),
    current=pair(positive),
    short=pair(positive),
    issued=any_amount,
    gross=pair(any_amount),
    sales=pair(positive),
    basis=st.sampled_from(("beginning", "average", "closing")),
)
def test_the_score_is_from_0_to_9_and_the_sum_of_the_tests(
    income: list[float],
    flow: float,
    assets: list[float],
    debts: list[float],
    current: list[float],
    short: list[float],
    issued: float,
    gross: list[float],
    sales: list[float],
    basis: AssetBasis,
) -> None:
    arguments = (income, flow, assets, debts, current, short, issued, gross, sales, basis)
    found = piotroski_f(*arguments)
    assert 0 <= found <= 9
    assert found == sum(row[3] for row in piotroski_tests(*arguments)[1:])  # type: ignore[misc]
