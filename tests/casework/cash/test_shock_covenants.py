"""Covenants before and after a loss, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.cash.covenants import RULES, covenants_of
from ledgerguard.casework.shock import shock_covenants
from ledgerguard.errors import InvalidValue, LedgerguardError, NotAvailable, ZeroDenominator
from ledgerguard.units import Cell


def after(row: list[Cell], loss: float = 100) -> float:
    (covenant,) = covenants_of([row])
    return covenant.after(loss)


@pytest.mark.parametrize(
    ("row", "expected", "bears"),
    [
        # Current assets 1500, liabilities 1000: 1400 / 1000. 300 of loss lead to 1200 / 1000.
        (["Current ratio", 1.5, 1.2, "min", 1000], 1.4, 300),
        (["营运资金比率", 1.5, 1.2, None, 1000], 1.4, 300),
        (["速动比率", 0.9, 0.8, "≥", 500], 0.7, 50),
        (["Liquidity floor", 250, 180, None], 150, 70),
        (["净资产", 900, 500], 800, 400),
        # Equity 600 of 2000: 500 / 1900. At 25 %: (600 - L) = 0.25 (2000 - L), L = 100 / 0.75.
        (["Equity ratio", 0.3, 0.25, "min", 2000], 500 / 1900, 100 / 0.75),
        # EBITDA 800, interest 200: 700 / 200. At 3: 600.
        (["Interest cover", 4, 3, "min", 200], 3.5, 200),
        # Net debt 1000, EBITDA 500: 1100 / 400. At 3: 1000 + L = 3 (500 - L), L = 500 / 4.
        (["Net debt / EBITDA", 2, 3, "max", 500], 2.75, 125),
        # 5 a day: 20 days more of sales stay unpaid. 60 days are reached with 50.
        (["DSO", 50, 60, "<=", 5], 70, 50),
    ],
)
def test_a_loss_of_a_hundred(row: list[Cell], expected: float, bears: float) -> None:
    assert after(row) == pytest.approx(expected)
    (covenant,) = covenants_of([row])
    assert covenant.bears == pytest.approx(bears)
    assert covenant.holds(covenant.after(bears))
    assert not covenant.holds(covenant.after(bears * 1.01))


def test_a_covenant_that_is_broken_bears_nothing_and_one_of_the_other_side_anything() -> None:
    broken, idle = covenants_of(
        [["Current ratio", 1.1, 1.2, "min", 1000], ["Current ratio", 1.9, 2, "max", 1000]]
    )
    assert (broken.bears, idle.bears) == (0, None)


def test_the_table_by_hand() -> None:
    # Of a loss of 100 the insurer pays 90, of which 20 in time: liquidity 250 - 100 and - 80.
    rows: list[list[Cell]] = [
        ["Name", "Value", "Bound", "Side", "Base"],
        ["Liquidity", 250, 165, None, None],
        ["Current ratio", 1.5, 1.45, None, 1000],
        [None, None, None, None, None],
        ["Leverage", 2, 3, None, 100],
        ["Quick ratio", 1, 3, "max", 100],
    ]
    table = shock_covenants(rows, 100, 90, 20)
    assert table[0][0] == "Covenant"
    held, broken = "holds", "broken"
    assert table[1] == ["Liquidity", "at least", 165, 250, held, 150, broken, 170, held, 85]
    assert table[2][3:9] == [1.5, held, 1.4, broken, 1.49, held]
    # EBITDA of 100 is gone: there is no ratio any more. With 10 left to lose: 210 / 90.
    assert table[3][3:9] == [2, held, "", broken, pytest.approx(210 / 90), held]
    assert table[4][9] == "any"
    assert shock_covenants(rows, 100, 90)[1][7] == 240  # all of it in time
    chinese = shock_covenants(rows, 100, 90, 20, "zh")
    assert chinese[1] == ["Liquidity", "不低于", 165, 250, "达标", 150, "不达标", 170, "达标", 85]


def test_equity_that_is_gone_has_no_ratio() -> None:
    table = shock_covenants([["Equity ratio", 0.3, 0.25, "min", 100]], 100)
    assert table[1][5:7] == ["", "broken"]
    (whole,) = covenants_of([["Equity ratio", 1, 1, "min", 100]])
    assert whole.bears == 0


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        (["Rating", 1, 1], InvalidValue, "covenant in row 1 must be one of Current ratio, .*'Rat"),
        ([1, 1, 1], InvalidValue, "covenant in row 1 must be one of"),
        (["DSO", "x1", 60, "max", 5], InvalidValue, "value of DSO in row 1 of covenants"),
        (["DSO", 50, None, "max", 5], InvalidValue, "bound of DSO in row 1 .* got a blank"),
        (["DSO", 50, 60, "above", 5], InvalidValue, "side in row 1 of covenants must be min or"),
        (["DSO", 50, 60, "max"], ZeroDenominator, "base of DSO in row 1 .* the sales a day"),
        (["DSO", 50, 60, "max", -5], LedgerguardError, "base of DSO .* must be above 0"),
        ([None, None], NotAvailable, "covenants must hold at least one row"),
    ],
)
def test_what_is_refused(row: list[Cell], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        covenants_of([row])


@pytest.mark.parametrize(
    "amounts",
    [{"loss": -1}, {"loss": 1, "indemnity": -1}, {"loss": 1, "indemnity_in_time": -1}],
)
def test_no_amount_is_negative(amounts: dict[str, Any]) -> None:
    with pytest.raises(LedgerguardError, match="must not be negative"):
        shock_covenants([["Equity", 1, 1]], **amounts)


@given(
    st.sampled_from(sorted(RULES)),
    st.floats(0.01, 10),
    st.floats(1, 1e6),
    st.floats(0, 1e6),
    st.floats(0, 1),
)
def test_insurance_never_worsens_a_covenant(
    key: str, value: float, base: float, loss: float, insured: float
) -> None:
    value = min(value, 1) if key == "equity-ratio" else value
    (covenant,) = covenants_of([[key, value, 1, None, base]])
    sign = 1 if covenant.side == "min" else -1
    before, bare = sign * covenant.value, sign * covenant.after(loss)
    eased = sign * covenant.after(loss * (1 - insured))
    assert bare <= eased or bare == pytest.approx(eased)
    assert eased <= before or eased == pytest.approx(before)
