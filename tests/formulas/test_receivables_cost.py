"""What selling on credit costs: published examples, errors and laws."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.receivables import dso
from ledgerguard.formulas.receivables_cost import bad_debt_to_sales, receivables_carrying_cost

Call = Callable[[], float]


@pytest.mark.parametrize(
    ("call", "published", "tolerance"),
    [
        pytest.param(lambda: bad_debt_to_sales(1_000, 100_000), 0.01, 0.005, id="operately"),
        pytest.param(lambda: bad_debt_to_sales(2_500, 50_000), 0.05, 0.005, id="savvycalculator"),
        pytest.param(
            lambda: receivables_carrying_cost(1_000, 0.06, 100),
            16.44,
            0.005,
            id="coveringcredit-100-days",
        ),
        pytest.param(
            lambda: receivables_carrying_cost(17_777, 0.075, 66),
            241.09,
            0.005,
            id="coveringcredit-66-days",
        ),
        pytest.param(
            lambda: receivables_carrying_cost(4_000_000, 0.12), 480_000, 0.5, id="kaplan-paisley"
        ),
    ],
)
def test_published(call: Call, published: float, tolerance: float) -> None:
    assert call() == pytest.approx(published, abs=tolerance)


def test_own_arithmetic() -> None:
    assert bad_debt_to_sales(2_500, 50_000, 500) == pytest.approx(0.04)
    assert bad_debt_to_sales(100, 50_000, 600) == pytest.approx(-0.01)
    assert receivables_carrying_cost(0, 0.1) == 0
    # 10,000,000 / 365 x 43.8 = 1,200,000, of which 70 % at 6 %
    assert receivables_carrying_cost(1_200_000, 0.06, 365, 365, 0.7) == pytest.approx(50_400)
    assert receivables_carrying_cost(36_000, 0.1, 30, 360) == pytest.approx(300)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: bad_debt_to_sales(1, 0), ZeroDenominator, id="ratio-no-sales"),
        pytest.param(lambda: bad_debt_to_sales(1, -1), OutOfDomain, id="ratio-negative-sales"),
        pytest.param(lambda: bad_debt_to_sales(-1, 1), OutOfDomain, id="ratio-negative"),
        pytest.param(lambda: bad_debt_to_sales(1, 1, -1), OutOfDomain, id="ratio-recoveries"),
        pytest.param(lambda: receivables_carrying_cost(-1, 0.1), OutOfDomain, id="cost-negative"),
        pytest.param(lambda: receivables_carrying_cost(1, -0.1), OutOfDomain, id="cost-rate"),
        pytest.param(lambda: receivables_carrying_cost(1, 0.1, -1), OutOfDomain, id="cost-days"),
        pytest.param(lambda: receivables_carrying_cost(1, 0.1, 1, 0), OutOfDomain, id="cost-basis"),
        pytest.param(
            lambda: receivables_carrying_cost(1, 0.1, 1, 365, 1.1), OutOfDomain, id="cost-share"
        ),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


@given(st.floats(0, 1e9), st.floats(0, 1), st.integers(0, 400), st.integers(0, 400))
def test_the_cost_is_additive_over_adjoining_times(
    amount: float, rate: float, first: int, second: int
) -> None:
    parts = receivables_carrying_cost(amount, rate, first)
    parts += receivables_carrying_cost(amount, rate, second)
    whole = receivables_carrying_cost(amount, rate, first + second)
    assert whole == pytest.approx(parts, abs=1e-6)


@given(st.floats(1, 1e9), st.floats(0, 1e9), st.floats(0, 1))
def test_a_year_of_the_balance_is_the_dso_of_the_sales(
    sales: float, balance: float, rate: float
) -> None:
    from_sales = receivables_carrying_cost(sales, rate, dso(balance, sales))
    assert receivables_carrying_cost(balance, rate) == pytest.approx(from_sales, abs=1e-6)
