"""Altman's scores: published examples, error paths, and the direction of every ratio."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.altman import altman_z, altman_z_nonmanufacturer, altman_z_private

amounts = st.floats(-1e9, 1e9)
positive = st.floats(1, 1e9)
steps = st.floats(1, 1e6)


def of_ratios(x1: float, x2: float, x3: float, x4: float, x5: float, k: float) -> float:
    """A firm with total assets and liabilities of 1: its amounts are its ratios."""
    return altman_z(x1, 1, x2, x3, x4, 1, x5, k)


@pytest.mark.parametrize(
    ("score", "published", "tolerance"),
    [
        pytest.param(altman_z(100, 1000, 400, 50, 600, 700, 1500), 2.86, 0.005, id="exinfm"),
        pytest.param(of_ratios(0.2, 0, 0.2, 0.1, 2.0, 1), 2.96, 0.005, id="assignmentexpert"),
        pytest.param(
            of_ratios(0.2, 0, -0.2, 0.1, 2.0, 1), 1.64, 0.005, id="Saunders-elitewritings"
        ),
        pytest.param(of_ratios(0.2, 0.2, 0.2, 0.2, 0.2, 1), 1.5, 1e-9, id="FinanceToolkit-1"),
        pytest.param(of_ratios(0.2, 0.3, 0.3, 0.3, 0.3, 1), 2.13, 1e-9, id="FinanceToolkit-2"),
        pytest.param(of_ratios(0.6, 0.6, 0.6, 0.6, 0.6, 1), 4.5, 1e-9, id="FinanceToolkit-3"),
        pytest.param(of_ratios(0.3, 0.5, 0.2, 3.3333, 0.875, 0.999), 4.59, 0.005, id="pypulate-1"),
        pytest.param(of_ratios(0.12, 0.16, 0.1, 0.8, 0.8, 0.999), 1.98, 0.005, id="pypulate-2"),
    ],
)
def test_altman_z_published(score: float, published: float, tolerance: float) -> None:
    assert score == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize(
    ("alone", "published"),
    [
        pytest.param((100, 0, 0, 0, 0), 0.12, id="working-capital"),
        pytest.param((0, 400, 0, 0, 0), 0.56, id="retained"),
        pytest.param((0, 0, 50, 0, 0), 0.165, id="ebit"),
        pytest.param((0, 0, 0, 600, 0), 0.514, id="equity"),
        pytest.param((0, 0, 0, 0, 1500), 1.499, id="sales"),
    ],
)
def test_altman_z_term_by_term_as_exinfm_prints_it(
    alone: tuple[float, float, float, float, float], published: float
) -> None:
    x1, x2, x3, x4, x5 = alone
    assert altman_z(x1, 1000, x2, x3, x4, 700, x5) == pytest.approx(published, abs=5.1e-4)  # 1.4985


def test_altman_z_private_own_example_on_the_amounts_of_exinfm() -> None:
    score = altman_z_private(100, 1000, 400, 50, 300, 700, 1500)
    assert score == pytest.approx(2.2429, abs=5.1e-5)  # 2.24285


def test_altman_z_nonmanufacturer_own_example_on_the_amounts_of_seether() -> None:
    # The published solution swaps two coefficients and prints 3.363; these are Altman's own.
    seether = (3_900, 78_000, 26_000, 8_600, 15_000, 55_000)
    assert altman_z_nonmanufacturer(*seether) == pytest.approx(2.442, abs=5e-4)
    assert altman_z_nonmanufacturer(*seether, emerging_market=True) == pytest.approx(
        5.692, abs=5e-4
    )


def test_negative_equity_and_losses_are_legal() -> None:
    assert altman_z_private(-1, 1, -1, -1, -1, 2, 0) == pytest.approx(
        -0.717 - 0.847 - 3.107 - 0.42 / 2
    )
    assert altman_z_nonmanufacturer(-1, 1, -1, -1, -1, 2) == pytest.approx(
        -6.56 - 3.26 - 6.72 - 1.05 / 2
    )


Z: Callable[..., float] = altman_z
PRIVATE: Callable[..., float] = altman_z_private
NON: Callable[..., float] = altman_z_nonmanufacturer


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: Z(1, 0, 1, 1, 1, 1, 1), OutOfDomain, id="no-assets"),
        pytest.param(lambda: Z(1, -1, 1, 1, 1, 1, 1), OutOfDomain, id="negative-assets"),
        pytest.param(lambda: Z(1, 1, 1, 1, 1, 0, 1), ZeroDenominator, id="no-liabilities"),
        pytest.param(lambda: Z(1, 1, 1, 1, 1, -1, 1), OutOfDomain, id="negative-liabilities"),
        pytest.param(lambda: Z(1, 1, 1, 1, -1, 1, 1), OutOfDomain, id="negative-market-value"),
        pytest.param(lambda: Z(1, 1, 1, 1, 1, 1, -1), OutOfDomain, id="negative-sales"),
        pytest.param(lambda: Z(1, 1, 1, 1, 1, 1, 1, 0), OutOfDomain, id="no-coefficient"),
        pytest.param(lambda: PRIVATE(1, 0, 1, 1, 1, 1, 1), OutOfDomain, id="private-no-assets"),
        pytest.param(lambda: PRIVATE(1, 1, 1, 1, 1, 0, 1), ZeroDenominator, id="private-no-debt"),
        pytest.param(lambda: PRIVATE(1, 1, 1, 1, 1, 1, -1), OutOfDomain, id="private-sales"),
        pytest.param(lambda: NON(1, 0, 1, 1, 1, 1), OutOfDomain, id="non-no-assets"),
        pytest.param(lambda: NON(1, 1, 1, 1, 1, 0), ZeroDenominator, id="non-no-debt"),
        pytest.param(lambda: NON(1, 1, 1, 1, 1, -1), OutOfDomain, id="non-negative-debt"),
    ],
)
def test_errors(call: Callable[[], float], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"got .*Hint: "):
        call()


@pytest.mark.parametrize("raised", [0, 2, 3, 4], ids=["capital", "retained", "ebit", "equity"])
@given(
    capital=amounts,
    assets=positive,
    retained=amounts,
    ebit=amounts,
    equity=positive,
    liabilities=positive,
    sales=positive,
    step=steps,
)
def test_more_of_what_is_good_never_lowers_a_score(
    raised: int,
    capital: float,
    assets: float,
    retained: float,
    ebit: float,
    equity: float,
    liabilities: float,
    sales: float,
    step: float,
) -> None:
    weaker = [capital, assets, retained, ebit, equity, liabilities]
    stronger = [amount + step * (place == raised) for place, amount in enumerate(weaker)]
    assert Z(*stronger, sales) >= Z(*weaker, sales)
    assert Z(*weaker, sales + step) >= Z(*weaker, sales)
    assert PRIVATE(*stronger, sales) >= PRIVATE(*weaker, sales)
    assert NON(*stronger) >= NON(*weaker)


@given(ebit=amounts, other=amounts, assets=positive)
def test_the_scores_are_linear_in_each_ratio(ebit: float, other: float, assets: float) -> None:
    ends = [altman_z(0, assets, 0, amount, 0, 1, 0) for amount in (ebit, other)]
    middle = altman_z(0, assets, 0, (ebit + other) / 2, 0, 1, 0)
    assert middle == pytest.approx(sum(ends) / 2, rel=1e-9, abs=1e-9 * max(map(abs, ends)))


@given(capital=amounts, assets=positive, equity=amounts, liabilities=positive)
def test_the_em_score_is_the_plain_one_and_a_constant(
    capital: float, assets: float, equity: float, liabilities: float
) -> None:
    arguments = (capital, assets, 0, 0, equity, liabilities)
    plain = altman_z_nonmanufacturer(*arguments)
    assert altman_z_nonmanufacturer(*arguments, True) == pytest.approx(plain + 3.25)
