"""What a policy pays on one loss: the published examples, the errors, and the laws of indemnity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.insurance import (
    indemnity,
    insured_loss,
    minimum_retention,
    threshold_loss,
)

amounts = st.floats(0, 1e9)
rates = st.floats(0, 1)


@dataclass(frozen=True)
class Terms:
    insured_rate: float
    deductible: float
    order: Literal["before", "after"]
    minimum_retention: float
    threshold: float
    first_loss_remaining: float
    liability_remaining: float | None

    def pays(self, loss: float) -> float:
        return indemnity(
            loss,
            self.insured_rate,
            self.deductible,
            self.order,
            self.minimum_retention,
            self.threshold,
            self.first_loss_remaining,
            self.liability_remaining,
        )


small = st.floats(0, 1e6) | st.just(0.0)
policies = st.builds(
    Terms,
    rates,
    small,
    st.sampled_from(["before", "after"]),
    small,
    small,
    small,
    st.none() | small,
)


@pytest.mark.parametrize(
    ("debt", "limit", "published"),
    [
        pytest.param(950_000, 1_000_000, 855_000, id="credriskseguros-below-the-limit"),
        pytest.param(800_000, 500_000, 450_000, id="credriskseguros-above-the-limit"),
    ],
)
def test_limit_and_insured_rate_published(debt: float, limit: float, published: float) -> None:
    loss = insured_loss(debt, limit)
    assert 0.9 * loss == pytest.approx(published, abs=0.5)
    assert indemnity(loss) == pytest.approx(published, abs=0.5)


def test_deductible_before_the_percentage_published_by_pufind() -> None:
    assert indemnity(50_000, 0.9, 5_000) == pytest.approx(40_500, abs=0.5)
    assert indemnity(50_000, 0.9, 5_000, "before") == pytest.approx(40_500, abs=0.5)


def test_deductible_after_the_percentage_as_the_coface_glossary_defines_it() -> None:
    # Own arithmetic on the data of pufind: 50,000 x 90 % - 5,000.
    assert indemnity(50_000, 0.9, 5_000, "after") == pytest.approx(40_000, abs=1e-9)


def test_minimum_retention_published_by_ciff() -> None:
    assert minimum_retention(5_000, 0.85, 1_000) == pytest.approx(4_000, abs=0.5)
    assert indemnity(5_000, 0.85, minimum_retention=1_000) == pytest.approx(4_000, abs=0.5)


def test_the_uninsured_share_counts_where_it_is_larger_than_the_minimum() -> None:
    # Own arithmetic: 15 % of 20,000 is 3,000, more than 1,000.
    assert minimum_retention(20_000, 0.85, 1_000) == pytest.approx(17_000)


@pytest.mark.parametrize(
    ("loss", "counted"),
    [
        pytest.param(1_000, 0, id="ciff-up-to-the-threshold-nothing"),
        pytest.param(1_000.01, 1_000.01, id="ciff-above-it-the-whole-debt"),
        pytest.param(-5, 0, id="no-loss"),
    ],
)
def test_threshold_as_ciff_explains_it(loss: float, counted: float) -> None:
    assert threshold_loss(loss, 1_000) == counted
    assert indemnity(loss, 1, threshold=1_000) == counted


def test_a_loss_of_sums_that_equals_the_threshold_does_not_pass_it() -> None:
    assert threshold_loss(0.1 + 0.2, 0.3) == 0


@pytest.mark.parametrize("nothing", [0, -1, -1e308])
def test_no_loss_pays_nothing_and_is_no_error(nothing: float) -> None:
    assert insured_loss(nothing, 100) == 0
    assert threshold_loss(nothing) == 0
    assert minimum_retention(nothing, 0.9, 100) == 0
    assert indemnity(nothing, 0.9, 10, "after", 10, 0, 10) == 0


def test_no_limit_is_no_cover() -> None:
    assert insured_loss(100) == 0


def test_first_loss_comes_before_the_percentage() -> None:
    # Own arithmetic: the second loss of the example of the aggregate first loss, 90 % of 5,000.
    assert indemnity(25_000, 0.9, first_loss_remaining=20_000) == pytest.approx(4_500)


def test_maximum_liability_is_the_last_word() -> None:
    assert indemnity(60_000, 0.9, liability_remaining=35_500) == 35_500
    assert indemnity(60_000, 0.9, liability_remaining=0) == 0


def test_all_terms_together_in_their_order() -> None:
    # By hand: 100,000 - 5,000 - 15,000 = 80,000; 90 % is 72,000; of 100,000 at least 30,000 is
    # kept, so 70,000; the year has 65,000 left.
    assert indemnity(100_000, 0.9, 5_000, "before", 0, 1_000, 15_000) == pytest.approx(72_000)
    # 100,000 - 15,000 = 85,000; 90 % is 76,500; less 5,000.
    assert indemnity(100_000, 0.9, 5_000, "after", 0, 1_000, 15_000) == pytest.approx(71_500)
    assert indemnity(100_000, 0.9, 5_000, "before", 30_000, 0, 15_000) == pytest.approx(70_000)
    assert indemnity(100_000, 0.9, 5_000, "before", 30_000, 0, 15_000, 65_000) == 65_000


Call = Callable[[], float]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        pytest.param(lambda: insured_loss(1, -1), "limit", id="negative-limit"),
        pytest.param(lambda: threshold_loss(1, -1), "threshold", id="negative-threshold"),
        pytest.param(lambda: minimum_retention(1, 1.1), "insured_rate", id="rate-above-one"),
        pytest.param(lambda: minimum_retention(1, 0.9, -1), "minimum_retention", id="retention"),
        pytest.param(lambda: indemnity(1, 90), "insured_rate", id="rate-in-percent"),
        pytest.param(lambda: indemnity(1, -0.1), "insured_rate", id="negative-rate"),
        pytest.param(lambda: indemnity(1, 0.9, -1), "deductible", id="negative-deductible"),
        pytest.param(
            lambda: indemnity(1, minimum_retention=-1), "minimum_retention", id="negative-retention"
        ),
        pytest.param(lambda: indemnity(1, threshold=-1), "threshold", id="indemnity-threshold"),
        pytest.param(
            lambda: indemnity(1, first_loss_remaining=-1), "first_loss_remaining", id="first-loss"
        ),
        pytest.param(
            lambda: indemnity(1, liability_remaining=-1), "liability_remaining", id="liability"
        ),
    ],
)
def test_errors(call: Call, name: str) -> None:
    with pytest.raises(OutOfDomain, match=name) as caught:
        call()
    assert caught.value.hint


@given(outstanding=st.floats(-1e9, 1e9), limit=amounts, policy=policies)
def test_indemnity_never_exceeds_loss_limit_or_remaining_maximum(
    outstanding: float, limit: float, policy: Terms
) -> None:
    loss = insured_loss(outstanding, limit)
    paid = policy.pays(loss)
    assert 0 <= paid <= max(0.0, outstanding)
    assert paid <= limit
    assert paid <= max(0.0, loss - policy.minimum_retention)
    if policy.liability_remaining is not None:
        assert paid <= policy.liability_remaining


@given(losses=st.lists(st.floats(-10, 3e6), min_size=2), policy=policies)
def test_indemnity_never_falls_when_the_loss_rises(losses: list[float], policy: Terms) -> None:
    paid = [policy.pays(loss) for loss in sorted(losses)]
    assert all(lower <= higher for lower, higher in pairwise(paid))


@given(loss=amounts, rate=rates, deductible=small)
def test_a_deductible_before_the_percentage_never_pays_less(
    loss: float, rate: float, deductible: float
) -> None:
    before = indemnity(loss, rate, deductible, "before")
    after = indemnity(loss, rate, deductible, "after")
    assert before >= after - 1e-6
    # Where the payment reaches beyond the deductible, they differ by its uninsured share.
    assume(rate * loss > deductible)
    assert before - after == pytest.approx((1 - rate) * deductible, abs=1e-6)


@given(loss=amounts, rate=rates, retention=small)
def test_minimum_retention_is_the_indemnity_of_a_policy_with_no_other_term(
    loss: float, rate: float, retention: float
) -> None:
    paid = minimum_retention(loss, rate, retention)
    assert paid == pytest.approx(indemnity(loss, rate, minimum_retention=retention), abs=1e-6)
    assert loss - paid >= min(loss, retention) - 1e-6
