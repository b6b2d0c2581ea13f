"""Terms for one customer: a hand-computed case, and the laws behind the ranking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.terms_optimiser import terms_optimiser
from ledgerguard.formulas.trade_terms import discount_breakeven

OPTION, REVENUE, FINANCING, DISCOUNT, PREMIUM, LOSS, NET, DIFFERENCE, EVEN, BEST = range(10)
# A survival of 0.9 in a fifth of a year, 73 days, is one of 0.9^5 = 0.59049 in a year.
PD = 1 - 0.59049


def by_option(*arguments: Any, **named: Any) -> dict[str, list[Any]]:
    return {str(row[OPTION]): list(row) for row in terms_optimiser(*arguments, **named)[1:]}


def hand_computed() -> dict[str, list[Any]]:
    """100,000 in 365 days at 10 %, LGD 50 %; 2 % in 73 days, taken with 40 %; 30 % in advance
    for 1 % off; insurance 0.5 % for 90 %."""
    return by_option(100_000, PD, 365, 0.1, 0.5, 0.02, 73, 0.4, 0.3, 0.01, 0.005, 0.9)


def test_open_terms_by_hand() -> None:
    row = hand_computed()["Open terms"]
    # 1 / 1.1 is left of each 1: financing 100,000 - 90,909.09, loss 0.40951 * 50,000 / 1.1.
    assert row[FINANCING] == pytest.approx(9_090.909, abs=5e-4)
    assert row[LOSS] == pytest.approx(18_614.091, abs=5e-4)
    # (100,000 - 20,475.50) / 1.1
    assert row[NET] == pytest.approx(72_295)
    assert (row[REVENUE], row[DISCOUNT], row[PREMIUM]) == (100_000, 0, 0)
    assert (row[DIFFERENCE], row[EVEN]) == (0, "")


def test_discount_by_hand() -> None:
    row = hand_computed()["Discount"]
    assert row[DISCOUNT] == pytest.approx(800)  # 0.4 * 2,000
    # 0.6 * 9,090.909 + 0.4 * 98,000 * (1 - 1 / 1.02)
    assert row[FINANCING] == pytest.approx(5_454.5455 + 768.6275, abs=5e-4)
    # 0.6 * 18,614.0909 + 0.4 * 0.1 * 49,000 / 1.02
    assert row[LOSS] == pytest.approx(11_168.4545 + 1_921.5686, abs=5e-4)
    # 0.6 * 72,295 + 0.4 * (98,000 - 4,900) / 1.02
    assert row[NET] == pytest.approx(43_377 + 36_509.8039, abs=5e-4)


def test_prepayment_by_hand() -> None:
    row = hand_computed()["Prepayment"]
    assert row[DISCOUNT] == pytest.approx(300)  # 1 % of 30,000
    assert row[FINANCING] == pytest.approx(70_000 / 11)  # 70,000 * (1 - 1 / 1.1)
    # 29,700 + 0.7 * 72,295
    assert row[NET] == pytest.approx(80_306.5)


def test_insurance_by_hand() -> None:
    row = hand_computed()["Insurance"]
    assert row[PREMIUM] == pytest.approx(500)
    assert row[LOSS] == pytest.approx(1_861.4091, abs=5e-5)  # a tenth of the uninsured one
    assert row[NET] == pytest.approx(88_547.6818, abs=5e-5)
    # 500 = PD * 45,000 / 1.1, over a term of just one year.
    assert row[EVEN] == pytest.approx(550 / 45_000)


def test_combinations_by_hand() -> None:
    found = hand_computed()
    # 29,700 - 350 + (70,000 - 0.40951 * 3,500) / 1.1
    assert found["Prepayment + Insurance"][NET] == pytest.approx(91_683.3773, abs=5e-5)
    # -500 + 0.6 * (100,000 - 0.40951 * 5,000) / 1.1 + 0.4 * (98,000 - 0.1 * 4,900) / 1.02
    assert found["Discount + Insurance"][NET] == pytest.approx(91_167.8248, abs=5e-5)
    # 29,700 + 0.6 * 50,606.50 + 0.4 * (68,600 - 0.1 * 34,300) / 1.02
    assert found["Discount + Prepayment"][NET] == pytest.approx(85_620.7627, abs=5e-5)
    # 29,700 - 350 + 0.6 * (70,000 - 1,433.285) / 1.1 + 0.4 * (68,600 - 0.1 * 3,430) / 1.02
    best = found["Discount + Prepayment + Insurance"]
    assert best[NET] == pytest.approx(93_517.4773, abs=5e-5)
    assert best[DIFFERENCE] == pytest.approx(93_517.4773 - 72_295, abs=5e-5)
    assert list(found) == [
        "Discount + Prepayment + Insurance",
        "Prepayment + Insurance",
        "Discount + Insurance",
        "Insurance",
        "Discount + Prepayment",
        "Prepayment",
        "Discount",
        "Open terms",
    ]
    assert [row[BEST] for row in found.values()] == ["Yes", *[""] * 7]


def test_the_defaults_of_an_ordinary_order() -> None:
    # 100,000 after 60 days at 8 %: 1 / (1 + 0.08 * 60 / 365) = 0.98702001 and
    # TERM_PD = 1 - 0.97^(60/365) = 0.00499444, so 98,702.00 - 0.00499444 * 59,221.20.
    found = by_option(100_000, 0.03, 60, 0.08)
    assert len(found) == 8
    assert found["Open terms"][NET] == pytest.approx(98_406.22, abs=0.005)
    assert found["Open terms"][LOSS] == pytest.approx(295.78, abs=0.005)
    # 2 % for 50 days is dear: half of 2,000 buys half of 50 days' interest and risk.
    assert found["Discount"][DIFFERENCE] < 0


def test_insurance_follows_limit_and_deductible() -> None:
    # Loss 50,000, limit 20,000, deductible 5,000: the insurer pays 13,500 of it. No interest.
    found = by_option(
        100_000,
        PD,
        365,
        0,
        0.5,
        0,
        prepayment_share=0,
        insured_rate=0.9,
        insurer_limit=20_000,
        deductible=5_000,
    )
    assert set(found) == {"Open terms", "Insurance"}
    assert found["Insurance"][LOSS] == pytest.approx(PD * 36_500)
    no_cover = by_option(100_000, PD, 365, 0, prepayment_share=0, discount_rate=0, insurer_limit=0)
    assert no_cover["Insurance"][LOSS] == no_cover["Open terms"][LOSS]
    assert no_cover["Insurance"][EVEN] == ""  # paying for no cover never pays
    assert no_cover["Open terms"][BEST] == "Yes"


def test_the_break_even_of_a_discount() -> None:
    # At survivals of 0.99 in 73 days and 0.99^5 in a year, without interest, 1 - d of the order
    # less its loss is worth as much early as late:
    # 100,000 d - 500 d = 50,000 * (1 - 0.99^5) - 500
    discount = (50_000 * (1 - 0.99**5) - 500) / 99_500
    row = by_option(
        100_000, 0.01, 365, 0, 0.5, discount, 73, 1, prepayment_share=0, premium_rate=0
    )["Discount"]
    assert row[EVEN] == pytest.approx(1 - 0.99**5, rel=1e-9)
    assert row[DIFFERENCE] < 0


def test_a_discount_that_no_risk_can_justify_has_no_break_even() -> None:
    found = by_option(100_000, 0.01, 365, 0, 0.1, 0.5, 73, 1, prepayment_share=0, premium_rate=0)
    assert found["Discount"][EVEN] == ""


def test_only_what_is_offered_is_compared() -> None:
    alone = terms_optimiser(
        1_000, 0.05, 30, 0.1, discount_rate=0, prepayment_share=0, premium_rate=0, language="zh"
    )
    assert [row[OPTION] for row in alone] == ["方案", "现行赊销条件"]
    assert alone[1][BEST] == "推荐"
    assert by_option(1_000, 0.05, 0, 0.1, discount_rate=0)["Open terms"][LOSS] == 0


Call = Callable[[], object]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: terms_optimiser(0, 0.03, 60, 0.08), id="no-order"),
        pytest.param(lambda: terms_optimiser(-1, 0.03, 60, 0.08), id="negative-order"),
        pytest.param(lambda: terms_optimiser(1, 3, 60, 0.08), id="pd"),
        pytest.param(lambda: terms_optimiser(1, 0.03, -1, 0.08), id="days"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, -0.08), id="funding"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, 60), id="lgd"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, 0.6, 2), id="discount"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, 0.6, 0.02, -1), id="early"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, 0.6, 0.02, 60), id="not-earlier"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, take_up_rate=2), id="take-up"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, prepayment_share=3), id="advance"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, concession_rate=-1), id="cut"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, premium_rate=2), id="premium"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, insured_rate=90), id="insured"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, insurer_limit=-1), id="limit"),
        pytest.param(lambda: terms_optimiser(1, 0.03, 60, 0.08, deductible=-1), id="deductible"),
    ],
)
def test_errors(call: Call) -> None:
    with pytest.raises(OutOfDomain, match="Hint: "):
        call()


orders = st.floats(1, 1e9)
fractions = st.floats(0, 1)
offers = st.fixed_dictionaries(
    {
        "order_amount": orders,
        "pd": fractions,
        "days_to_pay": st.integers(31, 400),
        "funding_rate": st.floats(0, 1),
        "lgd": fractions,
        "discount_rate": st.floats(0, 0.2),
        "discount_days": st.integers(0, 30),
        "take_up_rate": fractions,
        "prepayment_share": fractions,
        "concession_rate": st.floats(0, 0.2),
        "premium_rate": st.floats(0, 0.05),
        "insured_rate": fractions,
        "deductible": st.floats(0, 1e5),
    }
)


@given(offer=offers)
def test_every_line_adds_up_and_the_ranking_falls(offer: dict[str, Any]) -> None:
    rows: list[Any] = list(terms_optimiser(**offer)[1:])
    order = offer["order_amount"]
    for row in rows:
        costs = row[FINANCING] + row[DISCOUNT] + row[PREMIUM] + row[LOSS]
        assert row[NET] == pytest.approx(row[REVENUE] - costs, abs=1e-9 * order)
        assert min(row[FINANCING : LOSS + 1]) >= -1e-9 * order
    nets = [row[NET] for row in rows]
    assert nets == sorted(nets, reverse=True)
    assert rows[0][DIFFERENCE] >= 0
    assert rows[0][BEST] == "Yes"


@given(offer=offers)
def test_options_beat_the_open_terms_from_their_break_even_on(offer: dict[str, Any]) -> None:
    order = offer["order_amount"]
    for option, row in by_option(**offer).items():
        even = row[EVEN]
        if option == "Open terms":
            continue
        if even == "":
            assert row[DIFFERENCE] <= 1e-6 * order  # also at the PD that was asked for
            continue
        at_root = by_option(**{**offer, "pd": even})[option][DIFFERENCE]
        assert at_root >= -1e-6 * order
        if 1e-6 < even < 0.999:  # next to 1 a term's PD is too steep for a float
            assert at_root == pytest.approx(0, abs=1e-6 * order)
            before = by_option(**{**offer, "pd": even * 0.9})[option][DIFFERENCE]
            assert before <= 1e-6 * order


@given(order=orders, rate=st.floats(0.01, 1), early=st.integers(0, 30), gained=st.integers(1, 300))
def test_without_risk_the_discount_breakeven_makes_no_difference(
    order: float, rate: float, early: int, gained: int
) -> None:
    discount = discount_breakeven(rate, early, early + gained)
    found = by_option(order, 0, early + gained, rate, 0.6, discount, early, 0.7)
    assert found["Discount"][DIFFERENCE] == pytest.approx(0, abs=1e-9 * order)


def test_a_discount_that_hardly_anybody_takes_makes_no_difference() -> None:
    row = by_option(1, 0, 31, 0, 1, 0.125, 1, 1e-62, 0, premium_rate=0)["Discount"]
    assert (row[DIFFERENCE], row[EVEN]) == (0, 0)


@given(offer=offers, riskier=fractions)
def test_risk_never_makes_the_open_terms_better(offer: dict[str, Any], riskier: float) -> None:
    safe, risky = sorted((offer["pd"], riskier))
    order = offer["order_amount"]
    nets = [by_option(**{**offer, "pd": pd})["Open terms"][NET] for pd in (safe, risky)]
    assert nets[1] <= nets[0] + 1e-9 * order
