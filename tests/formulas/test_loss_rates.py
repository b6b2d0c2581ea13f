"""Loss rates: flows, rolls, the look ahead and scenarios, against the published examples."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    NA,
    ErrorValue,
    InvalidValue,
    NotAvailable,
    OutOfDomain,
    ZeroDenominator,
)
from ledgerguard.formulas.loss_rates import (
    forward_rate,
    loss_rate,
    loss_rates,
    roll_loss_rates,
    scenario_rate,
)

fractions = st.floats(0, 1)


@pytest.mark.parametrize(
    ("reached", "uncollected", "published", "tolerance"),
    [
        pytest.param(
            [100_000, 50_000, 23_000, 8_000, 2_000],
            2_000,
            [0.02, 0.04, 0.086957, 0.25, 1],
            5e-7,
            id="ifrscommunity",
        ),
        pytest.param(
            [100_000, 80_000, 45_000, 15_000],
            3_000,
            [0.03, 0.0375, 0.0667, 0.20],
            5e-5,
            id="own-rates-on-the-amounts-of-finlearnhub",
        ),
    ],
)
def test_loss_rates_published(
    reached: list[float], uncollected: float, published: list[float], tolerance: float
) -> None:
    assert loss_rates(reached, uncollected) == pytest.approx(published, abs=tolerance)
    assert [loss_rate(uncollected, amount) for amount in reached] == loss_rates(
        reached, uncollected
    )


def test_a_bucket_that_nothing_has_reached_has_no_rate() -> None:
    young, unknown, blank = loss_rates([100, 0, None], 0)
    assert (young, blank) == (0, None)
    assert isinstance(unknown, ErrorValue)
    assert unknown.code == NA
    assert "reached must be above 0" in unknown.message


def test_roll_loss_rates_are_the_chained_rolls() -> None:
    # Own example of definitions A27: 0.15 * 0.6 * 0.75 * 0.75 = 0.050625 and so on.
    rolls = [0.15, 0.6, 0.75, 0.75]
    assert roll_loss_rates(rolls) == pytest.approx([0.050625, 0.3375, 0.5625, 0.75])
    assert roll_loss_rates(rolls, 0.5) == pytest.approx([0.0253125, 0.16875, 0.28125, 0.375])


def test_roll_loss_rates_of_the_occ_handbook() -> None:
    # Printed one-step rolls; the printed loss factors are 0.70, 20.6, 48.4, 72.1 and 100 %.
    rolls = [0.0340, 0.4256, 0.6713, 0.721, 1]
    published = [0.0070, 0.206, 0.484, 0.721, 1]
    assert roll_loss_rates(rolls) == pytest.approx(published, abs=5e-4)


def test_a_roll_above_one_loses_no_more_than_the_balance() -> None:
    assert roll_loss_rates([1.5, 0.9]) == [1.0, 0.9]
    assert roll_loss_rates([1.5, 0.9], 0.5) == pytest.approx([0.675, 0.45])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param((0.003, -0.1), 0.0027, id="fasb-example-current"),
        pytest.param((0.82, -0.1), 0.738, id="fasb-example-oldest"),
        pytest.param((0.9, 0.25), 1.0, id="capped"),
        pytest.param((0.08, 0.01, "additive"), 0.09, id="additive"),
        pytest.param((0.01, -0.02, "additive"), 0.0, id="additive-not-below-0"),
        pytest.param((0.99, 0.02, "additive"), 1.0, id="additive-capped"),
        pytest.param((0.5, -1), 0.0, id="nothing-left"),
        pytest.param((0.5, 1e308), 1.0, id="huge"),
    ],
)
def test_forward_rate(arguments: tuple[float, float], expected: float) -> None:
    assert forward_rate(*arguments) == pytest.approx(expected)


def test_scenario_rate_weighs_the_scenarios() -> None:
    # 0.5 * 2 % + 0.3 * 3 % + 0.2 * 6 % = 1 % + 0.9 % + 1.2 %
    assert scenario_rate([0.02, 0.03, 0.06], [0.5, 0.3, 0.2]) == pytest.approx(0.031)
    assert scenario_rate([0.02, None, 0.06], [0.5, None, 0.5]) == pytest.approx(0.04)


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: loss_rate(1, 0), ZeroDenominator, id="rate-nothing-reached"),
        pytest.param(lambda: loss_rate(-1, 10), OutOfDomain, id="rate-negative"),
        pytest.param(lambda: loss_rate(11, 10), OutOfDomain, id="rate-more-than-reached"),
        pytest.param(lambda: loss_rate(1, -10), OutOfDomain, id="rate-negative-reached"),
        pytest.param(lambda: loss_rates([], 0), NotAvailable, id="rates-empty"),
        pytest.param(lambda: loss_rates([None], 0), NotAvailable, id="rates-blank"),
        pytest.param(lambda: loss_rates([100, 110], 0), OutOfDomain, id="rates-rising"),
        pytest.param(lambda: loss_rates([100, -1], 0), OutOfDomain, id="rates-negative"),
        pytest.param(lambda: loss_rates([100, 50], -1), OutOfDomain, id="rates-negative-loss"),
        pytest.param(lambda: loss_rates([100, 50], 60), OutOfDomain, id="rates-loss-too-large"),
        pytest.param(lambda: roll_loss_rates([]), NotAvailable, id="rolls-empty"),
        pytest.param(lambda: roll_loss_rates([0.5, -0.1]), OutOfDomain, id="rolls-negative"),
        pytest.param(lambda: roll_loss_rates([0.5], 1.1), OutOfDomain, id="rolls-lgd"),
        pytest.param(lambda: roll_loss_rates([0.5, None, 0.1]), InvalidValue, id="rolls-gap"),
        pytest.param(lambda: forward_rate(1.1, 0), OutOfDomain, id="forward-rate-above-1"),
        pytest.param(lambda: forward_rate(0.1, -1.1), OutOfDomain, id="forward-below-minus-1"),
        pytest.param(lambda: scenario_rate([], []), NotAvailable, id="scenario-empty"),
        pytest.param(lambda: scenario_rate([0.1], [0.9]), OutOfDomain, id="weights-below-1"),
        pytest.param(lambda: scenario_rate([0.1, 0.2], [0.9, 0.2]), OutOfDomain, id="weights-1.1"),
        pytest.param(lambda: scenario_rate([1.2], [1]), OutOfDomain, id="scenario-rate"),
        pytest.param(lambda: scenario_rate([0.1, 0.2], [1]), InvalidValue, id="scenario-uneven"),
        pytest.param(lambda: scenario_rate([0.1, 0.2], [1, None]), InvalidValue, id="no-weight"),
        pytest.param(lambda: scenario_rate([0.1, None], [0.5, 0.5]), NotAvailable, id="no-rate"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="Hint: "):
        call()


@given(rolls=st.lists(st.floats(0, 3), min_size=1, max_size=12), given_writeoff=fractions)
def test_rates_by_rolls_are_shares(rolls: list[float], given_writeoff: float) -> None:
    assert all(
        rate is not None and 0 <= rate <= 1 for rate in roll_loss_rates(rolls, given_writeoff)
    )


@given(rate=fractions, adjustment=st.floats(-1, 10), additive=st.booleans())
def test_a_forward_rate_is_a_share(rate: float, adjustment: float, additive: bool) -> None:
    assert 0 <= forward_rate(rate, adjustment, "additive" if additive else "multiplicative") <= 1


@given(
    flow=st.lists(st.floats(1, 1e9), min_size=1, max_size=8).map(lambda x: sorted(x, reverse=True)),
    part=fractions,
)
def test_older_buckets_never_have_lower_loss_rates(flow: list[float], part: float) -> None:
    uncollected = flow[-1] * part
    rates = loss_rates(flow, uncollected)
    numbers = [rate for rate in rates if isinstance(rate, float)]
    assert numbers == sorted(numbers)
    assert all(
        rate * amount == pytest.approx(uncollected)
        for rate, amount in zip(numbers, flow, strict=True)
    )
