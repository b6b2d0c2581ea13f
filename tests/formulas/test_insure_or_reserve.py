"""Insure or reserve: worked by hand, beside a plain enumeration of all years, and its laws."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.insure_or_reserve import MOST_BUYERS, insure_or_reserve
from ledgerguard.formulas.loss_distribution import mean_payment, sums_of

PROVISION, RESERVE, INSURED = 1, 2, 3


def lines(*arguments: Any, **options: Any) -> list[tuple[Any, ...]]:
    """The lines below the header."""
    return [tuple(row) for row in insure_or_reserve(*arguments, **options)[1:]]


def column(place: int, *arguments: Any, **options: Any) -> list[Any]:
    return [row[place] for row in lines(*arguments, **options)]


CASE = ([100_000.0, 50_000.0], [0.02], 0.6, 1_000_000.0, 0.0025)
# Losses at default 60,000 and 30,000; expected 2 % of 90,000 = 1,800. The bad year: 60,000.


def test_a_provision_only_leaves_the_bad_year_to_the_result() -> None:
    assert column(PROVISION, *CASE) == pytest.approx(
        [0, 1800, 0, 0, 1800, 0, 1800, 60_000, 0, -1800, 0, 58_200, 60_000, "", ""]
    )


def test_a_reserve_holds_the_rest_of_the_bad_year_at_its_cost() -> None:
    # 58,200 at 10 % = 5,820 a year; nothing is left to the result
    assert column(RESERVE, *CASE) == pytest.approx(
        [0, 1800, 0, 0, 1800, 5820, 7620, 60_000, 0, -1800, -58_200, 0, 65_820, "", ""]
    )


def test_the_insurance_pays_nine_tenths_for_its_premium() -> None:
    # Premium 2,500; 90 % of 1,800 = 1,620 paid, 180 retained; bad year 54,000 paid, 180 provided,
    # 5,820 left. It breaks even at 2 % x 2,500 / 1,620, or at a rate of 1,620 / 1 m.
    assert column(INSURED, *CASE) == pytest.approx(
        [2500, 1800, -1620, 180, 0, 0, 2680, 60_000, -54_000, -180, 0, 5820, 8500,
         0.05 / 1.62, 0.00162]
    )  # fmt: skip


def test_what_is_over_the_limits_stays_outside() -> None:
    # Limit 40,000 of the loss of 60,000, none for the other: 2 % x 40,000 x 90 % = 720 paid, 80
    # retained, 2 % x 50,000 = 1,000 outside. Bad year: 36,000 paid.
    found = column(INSURED, *CASE, limits=[40_000.0, None])
    assert found[2:5] == pytest.approx([-720, 80, 1000])
    assert found[8] == pytest.approx(-36_000)


def test_the_deductible_comes_off_each_loss() -> None:
    # (55,000 + 25,000) x 2 % x 90 % = 1,440
    assert column(INSURED, *CASE, deductible=5000)[2] == pytest.approx(-1440)


def test_a_first_loss_is_that_of_the_year() -> None:
    # Both fail (0.04 %): 60,000 above 30,000 first loss, 54,000 paid; only the first (1.96 %):
    # 27,000; only the second: nothing. 21.60 + 529.20 = 550.80.
    found = column(INSURED, *CASE, first_loss=30_000)
    assert found[2] == pytest.approx(-550.8)
    assert found[8] == pytest.approx(-27_000)
    # with at most 20,000 a year: 0.04 % and 1.96 % of it
    most = column(INSURED, *CASE, first_loss=30_000, max_liability=20_000)
    assert most[2] == pytest.approx(-400)
    assert most[8] == pytest.approx(-20_000)


def test_minimum_premium_and_other_costs_are_paid_in_any_case() -> None:
    found = column(INSURED, *CASE, minimum_premium=4000, other_costs=500)
    assert found[0] == 4500
    assert found[-1] == pytest.approx((1620 - 500) / 1_000_000)


def test_where_the_insurance_never_pays_its_cost_there_is_no_break_even() -> None:
    assert column(INSURED, *CASE, insured_rate=0)[-2:] == ["", 0]
    assert column(INSURED, [100.0], [0.0], 0.5, 100.0, 0.5)[-2] == ""
    assert column(INSURED, [100.0], [0.5], 0.0, 100.0, 0.5)[-2] == ""
    assert column(INSURED, [100.0], [0.5], 0.5, 0.0, 0.0)[-1] == ""


def test_a_probability_for_each_buyer_and_the_words_in_chinese() -> None:
    # 1 % of 60,000 and 3 % of 30,000 = 1,500
    table = insure_or_reserve(CASE[0], [0.01, 0.03], *CASE[2:], language="zh")
    assert table[0] == ("项目", "仅计提坏账准备", "自留风险准备", "信用保险")
    assert table[2] == ("预期损失", *(pytest.approx(1500),) * 3)
    # a row without an exposure is passed over, with its probability and limit
    gap = insure_or_reserve(
        [100_000.0, None, 50_000.0], [0.01, 0.9, 0.03], *CASE[2:], limits=[1e9, 1.0, 1e9],
        language="zh",
    )  # fmt: skip
    assert gap[1:] == [(row[0], *map(pytest.approx, row[1:])) for row in table[1:]]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"exposures": [None]}, NotAvailable),
        ({"exposures": [-1.0]}, OutOfDomain),
        ({"pd": [None]}, NotAvailable),
        ({"pd": [1.1]}, OutOfDomain),
        ({"pd": [0.1, None]}, InvalidValue),
        ({"pd": [0.1, 0.1, 0.1]}, InvalidValue),
        ({"limits": [1.0]}, InvalidValue),
        ({"limits": [1.0, -1.0]}, OutOfDomain),
        ({"lgd": 2.0}, OutOfDomain),
        ({"turnover": -1.0}, OutOfDomain),
        ({"first_loss": -1.0}, OutOfDomain),
        ({"max_liability": -1.0}, OutOfDomain),
        ({"exposures": [1.0] * (MOST_BUYERS + 1), "first_loss": 1.0}, OutOfDomain),
    ],
)
def test_bad_arguments_are_refused(changed: dict[str, Any], error: type[Exception]) -> None:
    names = ("exposures", "pd", "lgd", "turnover", "premium_rate")
    arguments: dict[str, Any] = dict(zip(names, CASE, strict=True)) | changed
    with pytest.raises(error) as caught:
        insure_or_reserve(**arguments)
    assert caught.value.hint  # type: ignore[attr-defined]


losses_of = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6)), max_size=7)


@given(losses=losses_of, first_loss=st.floats(0, 1e6), most=st.none() | st.floats(0, 1e6))
def test_few_buyers_are_exact(
    losses: list[tuple[float, float]], first_loss: float, most: float | None
) -> None:
    wanted = 0.0
    for failed in product((False, True), repeat=len(losses)):
        chance, total = 1.0, 0.0
        for (pd, amount), fails in zip(losses, failed, strict=True):
            chance *= pd if fails else 1 - pd
            total += amount if fails else 0.0
        payment = 0.9 * max(0.0, total - first_loss)
        wanted += chance * (payment if most is None else min(payment, most))
    assert mean_payment(sums_of(losses), first_loss, 0.9, most) == pytest.approx(
        wanted, rel=1e-9, abs=1e-6
    )


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.floats(0.01, 0.5), st.floats(1, 1e6)), min_size=12, max_size=40))
def test_many_buyers_keep_chances_and_mean(losses: list[tuple[float, float]]) -> None:
    sums = sums_of(losses)
    assert sum(chance for _, chance in sums) == pytest.approx(1)
    assert mean_payment(sums, 0, 1, None) == pytest.approx(sum(pd * loss for pd, loss in losses))


def test_many_equal_buyers_meet_the_binomial_law() -> None:
    # 40 buyers of 1,000 at 5 %, first loss 3,000: the mean of max(0, K - 3) over Binomial(40, 5 %)
    from math import comb

    chances = [comb(40, k) * 0.05**k * 0.95 ** (40 - k) for k in range(41)]
    wanted = sum(chance * max(0, k - 3) * 1000 for k, chance in enumerate(chances))
    assert mean_payment(sums_of([(0.05, 1000.0)] * 40), 3000, 1, None) == pytest.approx(wanted)


@settings(deadline=None, max_examples=50)
@given(
    exposures=st.lists(st.floats(1, 1e6), min_size=1, max_size=6),
    pd=st.floats(0.001, 0.9),
    rate=st.floats(0, 1),
    first_loss=st.floats(0, 1e5),
)
def test_the_lines_add_up(
    exposures: list[float], pd: float, rate: float, first_loss: float
) -> None:
    table = lines(
        exposures, [pd], 0.6, 1e6, 0.002, insured_rate=rate, first_loss=first_loss,
        limits=[50_000.0] * len(exposures),
    )  # fmt: skip
    for place in (PROVISION, RESERVE, INSURED):
        (cost, expected, paid, retained, outside, capital, total, bad, *rest) = (
            row[place] for row in table
        )
        assert expected + paid == pytest.approx(retained + outside)
        assert total == pytest.approx(cost + retained + outside + capital)
        assert bad + sum(rest[:3]) == pytest.approx(rest[3], abs=1e-6)
        assert rest[3] >= -1e-6
