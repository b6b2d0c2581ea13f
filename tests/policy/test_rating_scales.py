"""Rating scales: what is published of each, the mapping between them, ranges, and the laws."""

from __future__ import annotations

from collections.abc import Callable
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
)
from ledgerguard.formulas.grading import LABELS, UPPER_BOUNDS
from ledgerguard.policy.rating_scales import (
    map_rating,
    rating_pd,
    rating_scale,
    rating_to_grade,
)
from ledgerguard.policy.scale import Scale
from ledgerguard.policy.scale_file import names, scale

SCALES = [scale(name) for name in names()]

# Annex III of Implementing Regulation (EU) 2016/1799: letters of S&P and Fitch, then of Moody's.
STEPS_SP = {"AAA": 1, "AA": 1, "A": 2, "BBB": 3, "BB": 4, "B": 5, "CCC": 6, "CC": 6, "C": 6, "D": 6}
STEPS_MOODYS = {"Aaa": 1, "Aa": 1, "A": 2, "Baa": 3, "Ba": 4, "B": 5, "Caa": 6, "Ca": 6, "C": 6}
# Annex I: mid value of the long-run benchmark over three years, of the steps 1 to 6.
BENCHMARKS = {"AA": 0.0010, "A": 0.0025, "BBB": 0.01, "BB": 0.075, "B": 0.20, "CCC": 0.34}
# The legend of the Hong Kong Central Moneymarkets Unit.
LETTERS_SP = "AAA AA+ AA AA- A+ A A- BBB+ BBB BBB- BB+ BB BB- B+ B B- CCC+ CCC CCC- CC"
LETTERS_MOODYS = "Aaa Aa1 Aa2 Aa3 A1 A2 A3 Baa1 Baa2 Baa3 Ba1 Ba2 Ba3 B1 B2 B3 Caa1 Caa2 Caa3 Ca"


@pytest.mark.parametrize(
    ("key", "steps"), [("sp", STEPS_SP), ("fitch", STEPS_SP), ("moodys", STEPS_MOODYS)]
)
def test_letters_stand_on_the_steps_of_the_regulation(key: str, steps: dict[str, int]) -> None:
    for rung in scale("sp" if key == "fitch" else key).rungs:
        letters = rung.label.rstrip("+-123")
        assert map_rating(rung.label, key, "eu-cqs") == steps[letters], rung.label


@pytest.mark.parametrize(("step", "letter"), [*enumerate(BENCHMARKS, start=1)])
def test_the_middle_letters_carry_the_benchmark_of_the_regulation(step: int, letter: str) -> None:
    one_year = 1 - (1 - BENCHMARKS[letter]) ** (1 / 3)
    assert rating_pd(letter, "sp") == pytest.approx(one_year, rel=5e-4)
    assert rating_pd(str(step), "eu-cqs") == pytest.approx(one_year, rel=5e-4)
    assert map_rating(str(step), "eu-cqs", "sp") == letter


def test_moodys_letters_answer_those_of_sp_as_published() -> None:
    for letters, moodys in zip(LETTERS_SP.split(), LETTERS_MOODYS.split(), strict=True):
        assert map_rating(letters, "S&P", "Moody's") == moodys
        assert map_rating(moodys.lower(), "moodys", "sp") == letters


@pytest.mark.parametrize(
    ("key", "rating", "pd"),
    [
        pytest.param("coface-dra", "1", 0.25, id="coface-1"),
        pytest.param("coface-dra", "4", 0.02, id="coface-4"),
        pytest.param("coface-dra", "0", 1.0, id="coface-in-default"),
        pytest.param("creditreform", "149", 0.0007, id="creditreform-excellent"),
        pytest.param("creditreform", "200", 0.0032, id="creditreform-very-good"),
        pytest.param("creditreform", "250", 0.0073, id="creditreform-good"),
        pytest.param("creditreform", "300", 0.0146, id="creditreform-medium"),
        pytest.param("creditreform", "350", 0.0604, id="creditreform-strained"),
        pytest.param("creditreform", "499", 0.1546, id="creditreform-very-poor"),
        pytest.param("creditreform", "600", 1.0, id="creditreform-payments-ceased"),
        pytest.param("dnb-viability", "9", 0.65, id="dnb-viability-worst"),
        pytest.param("dnb-viability", "1", 0.002, id="dnb-viability-best"),
    ],
)
def test_published_probabilities(key: str, rating: str, pd: float) -> None:
    assert rating_pd(rating, key) == pd


def test_the_rungs_of_coface_between_the_published_ones_rise_at_equal_ratios() -> None:
    pds = [rating_pd(str(rating), "coface-dra") for rating in range(10, 0, -1)]
    assert pds == pytest.approx([0.02 * 12.5 ** ((4 - n) / 3) for n in range(10, 0, -1)], rel=5e-4)


@pytest.mark.parametrize(
    ("key", "best", "worst"),
    [
        ("allianz-trade", "1", "10"),  # published: one is exceptional, ten at risk of failure
        ("coface-dra", "10", "0"),  # published: 0 in default, 10 the best evaluation possible
        ("creditreform", "100", "600"),
        ("creditsafe", "100", "0"),
        ("dnb-risk-indicator", "1", "4"),
        ("dnb-failure-score", "100", "1"),
        ("dnb-viability", "1", "9"),
        ("moodys", "Aaa", "C"),
        ("sp", "AAA", "SD"),
        ("eu-cqs", "1", "6"),
    ],
)
def test_the_best_of_one_scale_is_never_the_worst_of_another(
    key: str, best: str, worst: str
) -> None:
    known = scale(key)
    assert known.rung(best) == known.rungs[0]
    assert known.rung(worst) == known.rungs[-1]
    assert rating_to_grade(best, key) <= 3
    assert rating_to_grade(worst, key) >= 8
    for other in SCALES:
        assert map_rating(best, key, other.key) != other.rungs[-1].value
        assert map_rating(worst, key, other.key) != other.rungs[0].value


def test_one_of_allianz_is_not_one_of_coface() -> None:
    assert map_rating("1", "allianz-trade", "coface") == 8
    assert map_rating("1", "coface", "allianz") == 9
    assert map_rating("10", "coface", "allianz") == 1
    assert map_rating("10", "allianz", "coface") == 0


def test_the_master_scale_is_that_of_credit_grade() -> None:
    rungs = scale("ledgerguard").rungs
    assert tuple(rung.upper_pd for rung in rungs[:8]) == UPPER_BOUNDS
    assert tuple(rung.meaning["en"] for rung in rungs) == LABELS["en"]
    assert tuple(rung.meaning["zh"] for rung in rungs) == LABELS["zh"]
    assert [rating_to_grade(str(grade), "ledgerguard") for grade in range(1, 11)] == [*range(1, 11)]


def test_names_take_capitals_spaces_and_aliases() -> None:
    assert rating_pd("aa", " S&P ") == rating_pd("AA", "Fitch") == rating_pd("Aa2", "MOODY'S")
    assert rating_pd("4", "Coface DRA") == rating_pd("4", "coface_dra") == 0.02


def test_bands_take_their_numbers_and_their_names() -> None:
    assert map_rating("237", "creditreform", "creditreform") == "201 to 250"
    assert map_rating("201 TO 250", "creditreform", "creditreform") == "201 to 250"
    assert map_rating("86", "dnb-failure-score", "dnb-risk-indicator") == 1
    assert map_rating("10", "dnb-failure-score", "dnb-risk-indicator") == 4


OWN: list[list[Any]] = [
    ["class", "upper PD"],
    ["A", 0.01],
    [None, ""],
    ["B", 0.05],
    [3.0, 0.2],
    ["X", None],
]


def test_a_scale_of_the_firm_in_a_range() -> None:
    assert map_rating("AAA", "sp", OWN) == "A"
    assert map_rating("BB", "sp", OWN) == "B"
    assert map_rating("CCC", "sp", OWN) == 3
    assert map_rating("CC", "sp", OWN) == 3  # worse than the last bound, yet not in default
    assert map_rating("D", "sp", OWN) == "X"
    assert map_rating("x", OWN, "coface-dra") == 0
    assert rating_pd("B", OWN) == pytest.approx((0.01 * 0.05) ** 0.5)
    assert rating_pd("A", OWN) == pytest.approx((0.001 * 0.01) ** 0.5)
    assert rating_to_grade("X", OWN) == 10
    assert rating_to_grade("X", OWN, [0.01, 0.1]) == 4
    assert rating_to_grade("3", OWN, [0.01, 0.1]) == 2


def test_a_scale_spills_with_its_words() -> None:
    table = rating_scale("coface-dra")
    assert table[0] == ["Rung", "Meaning", "Typical PD", "Upper PD", "Credit grade"]
    assert [row[0] for row in table[1:]] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert [row[4] for row in table[1:]] == sorted(row[4] for row in table[1:])  # type: ignore[type-var]
    assert rating_scale("coface-dra", "zh")[1][1] == "财务稳定性极高"
    assert rating_scale(OWN)[1][:2] == ["A", ""]


def test_all_scales_spill_with_direction_date_and_source() -> None:
    table = rating_scale()
    assert [row[0] for row in table[1:]] == list(names())
    by_name = {row[0]: row for row in table[1:]}
    assert by_name["coface-dra"][2:5] == [10, 0, "high is best"]
    assert by_name["allianz-trade"][2:6] == [1, 10, "low is best", "2023-02-07"]
    assert all(row[6] and row[7] for row in table)
    chinese = {row[0]: row for row in rating_scale(None, "zh")[1:]}
    assert chinese["coface-dra"][4] == "数值越大越好"


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: map_rating("BBB", "coface-dra", "sp"), InvalidValue, "10, 9, 8"),
        (lambda: map_rating("11", "coface-dra", "sp"), OutOfDomain, "10, 9, 8"),
        (lambda: map_rating("-1", "coface-dra", "sp"), OutOfDomain, "best to the worst"),
        (lambda: map_rating("149.5", "creditreform", "sp"), OutOfDomain, "100 to 149"),
        (lambda: map_rating("3", "sp", "coface-dra"), InvalidValue, "AAA, AA"),
        (lambda: map_rating("inf", "coface-dra", "sp"), InvalidValue, "coface-dra"),
        (lambda: map_rating("A", "atradius", "sp"), InvalidValue, "allianz-trade, coface-dra"),
        (lambda: map_rating("A", "sp", ""), InvalidValue, "scale must be one of"),
        (lambda: rating_pd("A", [["A"]]), InvalidValue, "two columns"),
        (lambda: rating_pd("A", [["A", 0.1, 1]]), InvalidValue, "two columns"),
        (lambda: rating_pd("A", [["A", "low"]]), NotAvailable, "got none"),
        (lambda: rating_pd("A", [["A", 0.1], ["B", "low"]]), InvalidValue, "row 2"),
        (lambda: rating_pd("A", [["A", 0.1], ["B", True]]), InvalidValue, "row 2"),
        (lambda: rating_pd("A", [["A", 0.1], ["B", float("inf")]]), OutOfDomain, "row 2"),
        (lambda: rating_pd("A", [["A", 0.1], [True, 0.2]]), InvalidValue, "row 2"),
        (lambda: rating_pd("A", [["A", 0.1], [None, 0.2]]), InvalidValue, "row 2"),
        (lambda: rating_pd("A", [["A", 0.1], ["B", None], ["C", 0.3]]), InvalidValue, "beside 'B'"),
        (lambda: rating_pd("A", [["A", 0.1], ["a", 0.2]]), InvalidValue, "twice"),
        (lambda: rating_pd("A", [["worst", 0.5], ["A", 0.1]]), OutOfDomain, "best rung first"),
        (lambda: rating_pd("A", [["A", 0.0]]), OutOfDomain, "rise from above 0"),
        (lambda: rating_pd("A", [["A", 5.0]]), OutOfDomain, "at most 1"),
        (lambda: rating_pd("A", [[None, None]]), NotAvailable, "got none"),
        (lambda: rating_pd("A", [["A", ErrorValue("#DIV/0!")]]), PropagatedError, "DIV"),
        (lambda: rating_to_grade("A", "sp", [0.2, 0.1]), OutOfDomain, "rise"),
    ],
)
def test_errors(call: Call, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


def test_the_error_of_a_range_that_runs_the_wrong_way_says_so() -> None:
    with pytest.raises(OutOfDomain) as caught:
        rating_scale([["10", 0.5], ["1", 0.01]])
    assert str(caught.value) == (
        "upper probabilities of default must rise from above 0 to at most 1, got 0.5, 0.01. "
        "Hint: list the best rung first; 8 % is the number 0.08"
    )


# Told apart by a ten-thousandth: scales whose rungs differ by less are no scales.
own_bounds = st.lists(st.integers(1, 10_000), min_size=1, max_size=12, unique=True).map(
    lambda bounds: [bound / 10_000 for bound in sorted(bounds)]
)
own_scales = own_bounds.map(lambda bounds: [[f"R{i}", b] for i, b in enumerate(bounds)])
any_scale = st.one_of(st.sampled_from(names()), own_scales)


def _resolved(argument: Any) -> Scale:
    from ledgerguard.policy.rating_scales import resolve

    return resolve(argument)


@given(any_scale, any_scale)
def test_a_better_rating_never_maps_to_a_worse_one(source: Any, target: Any) -> None:
    values = [rung.value for rung in _resolved(target).rungs]
    places = [
        values.index(map_rating(rung.label, source, target)) for rung in _resolved(source).rungs
    ]
    assert places == sorted(places)
    grades = [rating_to_grade(rung.label, source) for rung in _resolved(source).rungs]
    assert grades == sorted(grades)


@given(any_scale)
def test_a_rating_on_its_own_scale_is_itself(source: Any) -> None:
    for rung in _resolved(source).rungs:
        assert map_rating(rung.label, source, source) == rung.value


@given(own_scales, own_scales)
def test_a_rating_mapped_there_and_back_lands_where_the_risk_is(source: Any, target: Any) -> None:
    back = _resolved(source)
    for rung in back.rungs:
        there = _resolved(target).rung(str(map_rating(rung.label, source, target)))
        assert map_rating(there.label, target, source) == back.rung_of_pd(there.pd).value
