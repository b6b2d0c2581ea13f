"""Expected loss and its parts, with and without cover."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.expected_loss import (
    expected_loss,
    expected_loss_insured,
    lifetime_pd,
    term_pd,
)

fractions = st.floats(0, 1)
amounts = st.floats(0, 1e9)


def test_expected_loss_published_by_pypulate() -> None:
    assert expected_loss(0.05, 0.4, 10_000) == pytest.approx(200)
    assert lifetime_pd([0.05], 3) == pytest.approx(0.142625, abs=5e-7)
    assert expected_loss(lifetime_pd([0.05], 3), 0.4, 10_000) == pytest.approx(570.5, abs=0.05)


def test_expected_loss_is_discounted() -> None:
    assert expected_loss(0.05, 0.4, 10_000, 0.95) == pytest.approx(190)


def test_lifetime_pd_compounds_conditional_ones() -> None:
    # 1 - 0.98 * 0.97 * 0.96 = 1 - 0.912576
    assert lifetime_pd([0.02, 0.03, None, 0.04]) == pytest.approx(0.087424)
    assert lifetime_pd([0.05]) == pytest.approx(0.05)
    assert lifetime_pd([0.19], 0.5) == pytest.approx(0.1)  # the root of 0.81 is 0.9
    assert lifetime_pd([0.05], 0) == 0


def test_term_pd_scales_by_survival_and_not_in_proportion() -> None:
    assert term_pd(0.19, 182.5) == pytest.approx(0.1)
    assert term_pd(0.05, 3 * 365) == pytest.approx(0.142625)
    assert term_pd(0.19, 180, 360) == pytest.approx(0.1)
    assert term_pd(1, 1) == 1
    assert term_pd(1, 0) == 0


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        # Own example of definitions F6: 100,000, PD 3 %, LGD 60 %: the loss is 60,000.
        pytest.param((), 1_800, id="no-limit-no-cover"),
        pytest.param((0, 0.9), 1_800, id="own-F6-no-cover"),
        pytest.param((100_000, 0.9), 180, id="own-F6-90-percent"),
        # 60,000 - (60,000 - 5,000) * 0.9 = 10,500
        pytest.param((100_000, 0.9, 5_000), 315, id="own-F6-deductible-before"),
        # 60,000 - (60,000 * 0.9 - 5,000) = 11,000
        pytest.param((100_000, 0.9, 5_000, "after"), 330, id="deductible-after"),
        # 60,000 - 40,000 * 0.9 = 24,000
        pytest.param((40_000, 0.9), 720, id="limit"),
        pytest.param((100_000, 0.9, 0, "before", 20_000), 600, id="minimum-retention"),
        pytest.param((100_000, 0.9, 0, "before", 0, 60_000), 1_800, id="threshold"),
        # 60,000 - (60,000 - 10,000) * 0.9 = 15,000
        pytest.param((100_000, 0.9, 0, "before", 0, 0, 10_000), 450, id="first-loss"),
        # 60,000 - 54,000 * 0.98 = 7,080
        pytest.param((100_000, 0.9, 0, "before", 0, 0, 0, 0.02), 212.4, id="insurer-may-fail"),
    ],
)
def test_expected_loss_insured(terms: tuple[float, ...], expected: float) -> None:
    assert expected_loss_insured(0.03, 0.6, 100_000, *terms) == pytest.approx(expected)  # type: ignore[arg-type]


Call = Callable[[], float]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: expected_loss(1.1, 0.4, 1), OutOfDomain, id="pd"),
        pytest.param(lambda: expected_loss(0.1, 40, 1), OutOfDomain, id="lgd"),
        pytest.param(lambda: expected_loss(0.1, 0.4, -1), OutOfDomain, id="exposure"),
        pytest.param(lambda: expected_loss(0.1, 0.4, 1, 1.5), OutOfDomain, id="factor"),
        pytest.param(lambda: lifetime_pd([]), NotAvailable, id="lifetime-empty"),
        pytest.param(lambda: lifetime_pd([0.1, 5]), OutOfDomain, id="lifetime-pd"),
        pytest.param(lambda: lifetime_pd([0.1], -1), OutOfDomain, id="lifetime-years"),
        pytest.param(lambda: lifetime_pd([0.1, 0.1], 2), InvalidValue, id="lifetime-years-twice"),
        pytest.param(lambda: term_pd(-0.1, 30), OutOfDomain, id="term-pd"),
        pytest.param(lambda: term_pd(0.1, -30), OutOfDomain, id="term-days"),
        pytest.param(lambda: term_pd(0.1, 30, 0), OutOfDomain, id="term-year"),
        pytest.param(lambda: expected_loss_insured(2, 0.6, 1, 1), OutOfDomain, id="insured-pd"),
        pytest.param(lambda: expected_loss_insured(0.1, 0.6, -1, 1), OutOfDomain, id="insured-ead"),
        pytest.param(lambda: expected_loss_insured(0.1, 0.6, 1, -1), OutOfDomain, id="limit"),
        pytest.param(lambda: expected_loss_insured(0.1, 0.6, 1, 1, 90), OutOfDomain, id="rate"),
        pytest.param(
            lambda: expected_loss_insured(0.1, 0.6, 1, 1, insurer_pd=2), OutOfDomain, id="insurer"
        ),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="Hint: "):
        call()


@given(
    pd=fractions,
    lgd=fractions,
    exposure=amounts,
    limit=amounts,
    insured_rate=fractions,
    deductible=amounts,
    order=st.sampled_from(["before", "after"]),
    insurer_pd=fractions,
)
def test_insured_never_loses_more_than_uninsured(
    pd: float,
    lgd: float,
    exposure: float,
    limit: float,
    insured_rate: float,
    deductible: float,
    order: str,
    insurer_pd: float,
) -> None:
    net = expected_loss_insured(
        pd,
        lgd,
        exposure,
        limit,
        insured_rate,
        deductible,
        order,  # type: ignore[arg-type]
        insurer_pd=insurer_pd,
    )
    assert 0 <= net <= expected_loss(pd, lgd, exposure) * (1 + 1e-9)


@given(pd=fractions, first=st.floats(0, 5_000), second=st.floats(0, 5_000))
def test_terms_that_follow_each_other_compound(pd: float, first: float, second: float) -> None:
    survival = (1 - term_pd(pd, first)) * (1 - term_pd(pd, second))
    assert term_pd(pd, first + second) == pytest.approx(1 - survival, abs=1e-9)


@given(pd=fractions, years=st.integers(0, 30))
def test_one_pd_for_every_year_is_a_column_of_it(pd: float, years: int) -> None:
    if years:
        assert lifetime_pd([pd] * years) == pytest.approx(lifetime_pd([pd], years), abs=1e-12)
    assert lifetime_pd([pd], years) == pytest.approx(term_pd(pd, 365 * years), abs=1e-12)
