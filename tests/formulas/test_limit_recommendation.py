"""The recommended limit and the table that shows what binds it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, LedgerguardError, NotAvailable, OutOfDomain
from ledgerguard.formulas.limit_recommendation import (
    Combination,
    limit_comparison,
    limit_recommend,
)

amounts = st.floats(0, 1e9)
combinations: st.SearchStrategy[Combination] = st.sampled_from(["min", "average"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        # The definitions' own numbers: need 69,698.63 (C3), net worth 50,000 (C1), working
        # capital 30,000 (C2), financial 28,000 (C4).
        pytest.param((69_698.63, [50_000, 30_000, 28_000]), 28_000, id="C4-binds"),
        pytest.param((69_698.63, [500_000]), 69_000, id="need-binds-rounded-down"),
        pytest.param((69_698.63, [50_000, 30_000, 28_000], 1, "average"), 36_000, id="mean-36000"),
        pytest.param((69_698.63, [50_000, None], 1.25), 62_000, id="grade-2-62500-rounded"),
        pytest.param((69_698.63, [80_000], 1, "min", 40_000), 40_000, id="insurer-binds"),
        pytest.param((69_698.63, [80_000], 1, "min", 40_000, 10_000), 50_000, id="appetite"),
        pytest.param((69_698.63, [45_000], 1, "min", 40_000, 10_000), 45_000, id="never-added"),
        pytest.param((69_698.63, [80_000], 1, "min", 0), 0, id="insurer-refuses"),
        pytest.param((69_698.63, [80_000], 0), 0, id="grade-8"),
        pytest.param((69_698.63, [80_000], 1, "min", None, 0, True), 0, id="knock-out"),
        pytest.param((999.99, [80_000]), 0, id="below-one-unit"),
        pytest.param((69_698.63, [80_000], 1, "min", None, 0, False, 1), 69_698, id="unit-1"),
        pytest.param((0.3, [1], 1, "min", None, 0, False, 0.1), 0.3, id="0.3-is-three-tenths"),
        pytest.param((0, [80_000]), 0, id="no-need"),
    ],
)
def test_recommendation(arguments: tuple[Any, ...], expected: float) -> None:
    assert limit_recommend(*arguments) == pytest.approx(expected, abs=1e-9)


@given(
    amounts,
    st.lists(amounts, min_size=1, max_size=6),
    st.floats(0, 2),
    combinations,
    st.none() | amounts,
    amounts,
    st.sampled_from([0.01, 1, 1000, 7.3]),
)
def test_never_above_the_need_the_capacity_or_what_is_insured_and_kept(
    need: float,
    capacities: list[float],
    multiplier: float,
    combine: Combination,
    insurer_limit: float | None,
    appetite: float,
    unit: float,
) -> None:
    limit = limit_recommend(
        need, capacities, multiplier, combine, insurer_limit, appetite, rounding_unit=unit
    )
    capacity = min(capacities) if combine == "min" else sum(capacities) / len(capacities)
    ceilings = [need, capacity * multiplier]
    if insurer_limit is not None:
        ceilings.append(insurer_limit + appetite)
    assert 0 <= limit <= min(ceilings)
    assert limit > min(ceilings) - unit - 1e-9 * min(ceilings)
    assert limit_recommend(need, capacities, multiplier, combine, knock_out=True) == 0


@given(st.lists(amounts, min_size=1, max_size=6))
def test_the_average_is_the_milder_practice(capacities: list[float]) -> None:
    strict = limit_recommend(1e10, capacities)
    assert strict <= limit_recommend(1e10, capacities, combine="average") + 1e-3


def test_amounts_too_large_for_a_unit_are_not_rounded() -> None:
    assert limit_recommend(1e300, [2e300]) == 1e300
    assert limit_recommend(1e308, [1e308], 1e308, rounding_unit=1e-300) == 1e308


METHODS = ["net worth", "references", "pay behaviour"]
CAPACITIES = [50_000.0, None, 30_000.0]


def test_the_comparison_shows_every_method_and_what_binds() -> None:
    rows = limit_comparison(69_698.63, METHODS, CAPACITIES, 1.25)
    assert rows == [
        ["Method", "Amount", "Counted", "Binds"],
        ["net worth", 50_000, 62_500, False],
        ["pay behaviour", 30_000, 37_500, True],
        ["Lowest of the methods", 30_000, 37_500, False],
        ["Need", 69_698.63, 69_698.63, False],
        ["Recommended limit", 37_500, 37_000, None],
    ]


def test_the_comparison_of_the_average_of_an_insured_customer_in_chinese() -> None:
    rows = limit_comparison(60_000, METHODS, CAPACITIES, 1, "average", 40_000, 500, language="zh")
    assert rows == [
        ["方法", "金额", "计入金额", "起决定作用"],
        ["net worth", 50_000, 50_000, False],
        ["pay behaviour", 30_000, 30_000, False],
        ["各方法平均值", 40_000, 40_000, True],
        ["业务需求额度", 60_000, 60_000, False],
        ["保险公司批复限额加自留额度", 40_500, 40_500, False],
        ["建议信用额度", 40_000, 40_000, None],
    ]


def test_the_comparison_of_one_who_is_knocked_out() -> None:
    rows = limit_comparison(60_000, METHODS, CAPACITIES, knock_out=True)
    assert [row[3] for row in rows[1:]] == [False, False, False, False, True, None]
    assert rows[-2] == ["Knocked out", 0, 0, True]
    assert rows[-1] == ["Recommended limit", 0, 0, None]


@given(
    amounts,
    st.lists(amounts, min_size=1, max_size=5),
    st.floats(0, 2),
    combinations,
    st.none() | amounts,
)
def test_the_comparison_ends_with_the_recommendation_and_something_binds(
    need: float,
    capacities: list[float],
    multiplier: float,
    combine: Combination,
    insurer_limit: float | None,
) -> None:
    names = [f"method {n}" for n in range(len(capacities))]
    arguments = (multiplier, combine, insurer_limit)
    rows = limit_comparison(need, names, capacities, *arguments)
    assert rows[-1][2] == limit_recommend(need, capacities, *arguments)
    binding = [row[2] for row in rows[1:-1] if row[3]]
    assert binding
    assert set(binding) == {rows[-1][1]}


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((-1, [1]), OutOfDomain, "need"),
        ((1, [-1]), OutOfDomain, "capacities"),
        ((1, [None]), NotAvailable, "capacities"),
        ((1, [1], -1), OutOfDomain, "multiplier"),
        ((1, [1], 1, "min", -1), OutOfDomain, "insurer_limit"),
        ((1, [1], 1, "min", 1, -1), OutOfDomain, "retained_appetite"),
        ((1, [1], 1, "min", 1, 0, False, 0), OutOfDomain, "rounding_unit"),
        ((1, [-1], 1, "min", 1, 0, True), OutOfDomain, "capacities"),
    ],
)
def test_errors(arguments: tuple[Any, ...], error: type[LedgerguardError], words: str) -> None:
    need, capacities, *rest = arguments
    with pytest.raises(error, match=words) as caught:
        limit_recommend(need, capacities, *rest)
    assert caught.value.hint
    with pytest.raises(error, match=words):
        limit_comparison(need, ["a"], capacities, *rest)


def test_a_method_needs_a_name_and_a_name_needs_a_row() -> None:
    with pytest.raises(InvalidValue, match="methods must be filled"):
        limit_comparison(1, [None], [1])
    with pytest.raises(InvalidValue, match="same length"):
        limit_comparison(1, ["a", "b"], [1])
