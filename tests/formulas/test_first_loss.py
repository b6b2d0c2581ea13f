"""The aggregate first loss: own examples both ways of erosion, errors, and laws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formulas.first_loss import first_loss_payouts, first_loss_remaining
from ledgerguard.formulas.insurance import indemnity

LOSSES = [30_000, 25_000, 60_000]

amounts = st.floats(0, 1e7)
rates = st.floats(0, 1)
years = st.lists(amounts, min_size=1, max_size=12)


def total(payouts: object) -> float:
    assert isinstance(payouts, list)
    return float(sum(payout or 0.0 for payout in payouts))


@pytest.mark.parametrize(
    ("erosion", "max_liability", "payouts", "sum_paid"),
    [
        pytest.param("gross", None, [0, 4_500, 54_000], 58_500, id="gross"),
        pytest.param("net", None, [0, 0, 53_500], 53_500, id="net"),
        pytest.param("gross", 40_000, [0, 4_500, 35_500], 40_000, id="maximum-liability"),
    ],
)
def test_own_example(
    erosion: Literal["gross", "net"],
    max_liability: float | None,
    payouts: list[float],
    sum_paid: float,
) -> None:
    paid = first_loss_payouts(50_000, LOSSES, 0.9, erosion, 0, max_liability)
    assert paid == pytest.approx(payouts)
    assert total(paid) == pytest.approx(sum_paid)


@pytest.mark.parametrize(
    ("losses", "gross", "net"),
    [
        pytest.param(None, 50_000, 50_000, id="none-yet"),
        pytest.param([None], 50_000, 50_000, id="blank"),
        pytest.param([30_000], 20_000, 23_000, id="one"),
        pytest.param([30_000, None, 25_000], 0, 500, id="two-and-a-blank"),
        pytest.param([-30_000], 50_000, 50_000, id="no-loss"),
    ],
)
def test_what_remains(losses: list[float | None] | None, gross: float, net: float) -> None:
    assert first_loss_remaining(50_000, losses) == pytest.approx(gross)
    assert first_loss_remaining(50_000, losses, 0.9, "net") == pytest.approx(net)


def test_a_loss_up_to_the_threshold_neither_erodes_nor_pays() -> None:
    losses = [5_000, 20_000, 5_001]
    assert first_loss_payouts(10_000, losses, 0.9, "gross", 5_000) == pytest.approx(
        [0, 9_000, 4_500.9]
    )
    assert first_loss_remaining(10_000, losses[:1], threshold=5_000) == 10_000


def test_blank_rows_stay_blank_and_negative_ones_pay_nothing() -> None:
    assert first_loss_payouts(0, [None, -5, 100]) == [None, 0, 90]


def test_largest_numbers_stay_finite() -> None:
    assert first_loss_payouts(1e308, [1e308, 1.5e308], 1) == [0, 1.5e308]


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: first_loss_payouts(-1, [1]), OutOfDomain, id="first-loss"),
        pytest.param(lambda: first_loss_payouts(1, [1], 2), OutOfDomain, id="rate"),
        pytest.param(lambda: first_loss_payouts(1, [1], threshold=-1), OutOfDomain, id="threshold"),
        pytest.param(
            lambda: first_loss_payouts(1, [1], max_liability=-1), OutOfDomain, id="liability"
        ),
        pytest.param(lambda: first_loss_payouts(1, []), NotAvailable, id="empty"),
        pytest.param(lambda: first_loss_payouts(1, [None]), NotAvailable, id="all-blank"),
        pytest.param(lambda: first_loss_remaining(-1), OutOfDomain, id="remaining-negative"),
        pytest.param(lambda: first_loss_remaining(1, None, 2), OutOfDomain, id="remaining-rate"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


@given(first_loss=amounts, losses=years, rate=rates)
def test_gross_erosion_pays_each_loss_at_least_as_much_as_net(
    first_loss: float, losses: list[float], rate: float
) -> None:
    gross = first_loss_payouts(first_loss, losses, rate, "gross")
    net = first_loss_payouts(first_loss, losses, rate, "net")
    for more, less in zip(gross, net, strict=True):
        assert more is not None
        assert less is not None
        assert more >= less - 1e-6


@given(first_loss=amounts, losses=years, rate=rates, cap=amounts)
def test_the_sum_is_what_the_year_as_a_whole_would_pay(
    first_loss: float, losses: list[float], rate: float, cap: float
) -> None:
    above = max(0.0, sum(losses) - first_loss)
    gross = total(first_loss_payouts(first_loss, losses, rate, "gross", 0, cap))
    assert gross == pytest.approx(min(cap, rate * above), abs=1e-5)
    net = total(first_loss_payouts(first_loss, losses, rate, "net", 0, cap))
    assert net == pytest.approx(min(cap, max(0.0, rate * sum(losses) - first_loss)), abs=1e-5)
    assert net <= gross + 1e-5 <= cap + 2e-5


@given(first_loss=amounts, losses=years, rate=rates, threshold=st.floats(0, 1e5), cap=amounts)
def test_each_payout_is_the_indemnity_given_what_remains(
    first_loss: float, losses: list[float], rate: float, threshold: float, cap: float
) -> None:
    payouts = first_loss_payouts(first_loss, losses, rate, "gross", threshold, cap)
    paid_before = 0.0
    for row, payout in enumerate(payouts):
        assert payout is not None
        remaining = first_loss_remaining(first_loss, losses[:row], rate, "gross", threshold)
        expected = indemnity(
            losses[row],
            rate,
            threshold=threshold,
            first_loss_remaining=remaining,
            liability_remaining=max(0.0, cap - paid_before),
        )
        assert payout == pytest.approx(expected, abs=1e-5)
        paid_before += payout
