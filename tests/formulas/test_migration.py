"""Roll rates and loss factors: published tables, ranges of every shape, errors and laws."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
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
    ZeroDenominator,
)
from ledgerguard.formulas.migration import loss_factors, roll_rate, roll_rates

JANUARY = [1_000.0, 200.0, 80.0, 40.0]
FEBRUARY = [950.0, 150.0, 120.0, 60.0]
WRITTEN_OFF = 30.0

OCC_BALANCES = [987.4, 30.2, 11.8, 8.2, 5.9]
OCC_FACTORS = [0.0070, 0.206, 0.484, 0.721, 1.0]
OCC_HALF_DIGITS = [0.00005, 0.0005, 0.0005, 0.0005, 0.005]
OCC_LOSSES = [6.9, 6.2, 5.7, 5.9, 5.9]
OCC_ROLLS = [0.0340, 0.4256, 0.6713, 0.721, 1.0]


def column(*cells: Any) -> list[list[Any]]:
    return [[cell] for cell in cells]


def test_roll_rate_published_by_calculator_city() -> None:
    assert roll_rate(1_000_000, 200_000) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "bucket", range(5), ids=["current", "30-days", "60-days", "90-days", "120-days"]
)
def test_loss_factors_of_the_occ_handbook(bucket: int) -> None:
    # The factors of step 3 are the products of the one-step rolls that they imply.
    factor = loss_factors(OCC_ROLLS)[bucket]
    assert factor is not None
    assert factor == pytest.approx(OCC_FACTORS[bucket], abs=OCC_HALF_DIGITS[bucket])
    assert OCC_BALANCES[bucket] * factor == pytest.approx(OCC_LOSSES[bucket], abs=0.05)


def test_losses_of_the_occ_handbook_add_up_as_printed() -> None:
    rows = zip(OCC_BALANCES, loss_factors(OCC_ROLLS), strict=True)
    printed = [round(balance * (factor or 0), 1) for balance, factor in rows]
    assert sum(printed) == pytest.approx(30.6)
    assert sum(printed) / sum(OCC_BALANCES) == pytest.approx(0.0293, abs=5e-5)
    # with the printed factors and no rounding of the lines in between
    exact = sum(map(operator.mul, OCC_BALANCES, OCC_FACTORS))
    assert exact == pytest.approx(30.656, abs=5e-4)
    assert exact / sum(OCC_BALANCES) == pytest.approx(0.02938, abs=5e-6)


def test_one_step_rolls_that_the_occ_factors_imply() -> None:
    # roll = factor of the bucket / factor of the next one
    for roll, (factor, older) in zip(OCC_ROLLS, pairwise(OCC_FACTORS), strict=False):
        assert roll_rate(older, factor) == pytest.approx(roll, abs=5e-5)


def test_our_own_month_with_its_write_off() -> None:
    rolls = roll_rates([JANUARY], [[*FEBRUARY, WRITTEN_OFF]])
    assert rolls == pytest.approx([0.15, 0.6, 0.75, 0.75])
    assert loss_factors(rolls) == pytest.approx([0.050625, 0.3375, 0.5625, 0.75])  # type: ignore[arg-type]


def test_agings_may_lie_in_rows_or_columns_and_without_a_write_off() -> None:
    standing = roll_rates(column(*JANUARY), column(*FEBRUARY))
    assert standing == pytest.approx([0.15, 0.6, 0.75])
    assert standing == roll_rates([JANUARY], column(*FEBRUARY))
    assert roll_rates([[40.0]], [[0.0, 30.0]]) == [0.75]


def test_a_history_adds_the_balances_up_or_averages_the_rates() -> None:
    history: list[list[Any]] = [
        ["Current", "1–30", "31–60"],
        [1_000.0, 200.0, 80.0],
        ["", None, ""],
        [950.0, 150.0, 120.0],
        [900.0, 114.0, 90.0],
    ]
    # own arithmetic: (150 + 114) / (1000 + 950) and (120 + 90) / (200 + 150)
    assert roll_rates(history) == pytest.approx([264 / 1_950, 0.6])
    means = roll_rates(history, None, "mean of ratios")
    assert means == pytest.approx([(0.15 + 0.12) / 2, (0.6 + 0.6) / 2])


def test_two_agings_are_a_history_of_two_months() -> None:
    assert roll_rates([JANUARY, FEBRUARY]) == roll_rates([JANUARY], [FEBRUARY])


@pytest.mark.parametrize("average", ["ratio of sums", "mean of ratios"])
def test_a_bucket_that_held_nothing_has_no_rate_and_a_blank_is_left_out(average: Any) -> None:
    empty, known, missing = roll_rates([[0.0, 10.0, None, 5.0]], [[1.0, 5.0, 4.0, 2.0]], average)
    assert isinstance(empty, ErrorValue)
    assert empty.code == "#N/A"
    assert "got none. Hint: " in empty.message
    assert known == 0.4
    assert isinstance(missing, ErrorValue)
    # a blank takes its partner out of the sums, and no more
    assert roll_rates([[10.0, 0.0], [None, 5.0], [20.0, 8.0], [9.0, 4.0]], None, average) == (
        pytest.approx([9 / 30 if average == "ratio of sums" else (0.5 + 0.2) / 2])
    )


def test_a_roll_above_one_is_told_as_it_is() -> None:
    assert roll_rates([[10.0, 5.0]], [[0.0, 20.0]]) == [2.0]
    assert loss_factors([2.0, 0.8]) == pytest.approx([1.6, 0.8])


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: roll_rate(0, 1), ZeroDenominator, id="scalar-zero"),
        pytest.param(lambda: roll_rate(-1, 1), OutOfDomain, id="scalar-negative-earlier"),
        pytest.param(lambda: roll_rate(1, -1), OutOfDomain, id="scalar-negative-later"),
        pytest.param(lambda: roll_rates([[1.0, 2.0]], [[1.0]]), InvalidValue, id="later-shorter"),
        pytest.param(lambda: roll_rates([[1.0]], [[1.0] * 3]), InvalidValue, id="later-longer"),
        pytest.param(lambda: roll_rates([[1.0]], [[1.0]]), InvalidValue, id="one-bucket"),
        pytest.param(lambda: roll_rates([[1.0], [1.0]]), InvalidValue, id="one-column"),
        pytest.param(lambda: roll_rates([[1.0, 2.0]]), NotAvailable, id="one-month"),
        pytest.param(lambda: roll_rates([]), NotAvailable, id="empty"),
        pytest.param(lambda: roll_rates([["a", "b"]]), NotAvailable, id="titles-only"),
        pytest.param(lambda: roll_rates([[None, None]]), NotAvailable, id="blank"),
        pytest.param(lambda: roll_rates([[1.0, 2.0], [1.0]]), InvalidValue, id="ragged"),
        pytest.param(lambda: roll_rates([[1.0, "x"], [1.0, 1.0]]), InvalidValue, id="text"),
        pytest.param(lambda: roll_rates([[1.0, 1.0], ["x", "y"]]), InvalidValue, id="text-below"),
        pytest.param(lambda: roll_rates([[1.0, True], [1.0, 1.0]]), InvalidValue, id="boolean"),
        pytest.param(
            lambda: roll_rates([["1,000", "200"], [950.0, 150.0], [900.0, 114.0]]),
            InvalidValue,
            id="balances-stored-as-text-are-no-titles",
        ),
        pytest.param(lambda: roll_rates([[1.0, -2.0], [1.0, 1.0]]), OutOfDomain, id="negative"),
        pytest.param(lambda: roll_rates([[math.inf, 2.0]], [[1.0, 1.0]]), OutOfDomain, id="inf"),
        pytest.param(
            lambda: roll_rates([[1e308, 1.0], [1e308, 1.0], [1.0, 1.0]]),
            OutOfDomain,
            id="beyond-floats",
        ),
        pytest.param(lambda: loss_factors([]), NotAvailable, id="factors-empty"),
        pytest.param(lambda: loss_factors([0.5, None, 0.5]), InvalidValue, id="factors-blank"),
        pytest.param(lambda: loss_factors([0.5, -0.5]), OutOfDomain, id="factors-negative"),
    ],
)
def test_errors(call: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


def test_an_error_cell_goes_through() -> None:
    with pytest.raises(PropagatedError) as caught:
        roll_rates([[1.0, ErrorValue("#REF!")]], [[1.0, 1.0]])
    assert caught.value.code == "#REF!"


rolls_lists = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(rolls_lists, st.data())
def test_factors_never_rise_when_a_roll_falls(rolls: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rolls) - 1))
    lower = [*rolls]
    lower[place] *= data.draw(st.floats(0, 1))
    for after, before in zip(loss_factors(lower), loss_factors(rolls), strict=True):
        assert after is not None
        assert before is not None
        assert after <= before


@given(rolls_lists)
def test_factors_rise_with_age_and_the_last_is_its_own_roll(rolls: list[float]) -> None:
    factors = loss_factors(rolls)
    assert factors == sorted(factors, key=lambda factor: factor or 0)
    assert factors[-1] == rolls[-1]
    assert factors[0] == pytest.approx(math.prod(rolls))


@given(st.lists(st.lists(st.floats(1, 1e6), min_size=3, max_size=3), min_size=2, max_size=6))
def test_the_ratio_of_sums_lies_between_the_rates_of_the_months(
    months: Sequence[Sequence[float]],
) -> None:
    pooled = roll_rates(months)
    for bucket in (0, 1):
        rates = [after[bucket + 1] / before[bucket] for before, after in pairwise(months)]
        rate = pooled[bucket]
        assert isinstance(rate, float)
        assert min(rates) * (1 - 1e-9) <= rate <= max(rates) * (1 + 1e-9)
