"""The cheapest path: worked by hand, against brute force, what holds a grade, and the errors."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formulas.credit_factors import BY_KEY, FACTORS, Factor
from ledgerguard.formulas.credit_path import credit_path
from ledgerguard.formulas.credit_steps import (
    EFFORTS,
    UNITS,
    Move,
    cheapest,
    in_order,
    moves,
    units,
)
from ledgerguard.formulas.grading import credit_grade, score_to_pd
from ledgerguard.formulas.scoring import credit_score

EXAMPLE: dict[str, Any] = {
    "current_ratio": 1.35,
    "liabilities_to_assets": 0.62,
    "ebit_to_assets": 0.07,
    "operating_cash_flow_to_current_liabilities": 0.15,
    "altman_z_nonmanufacturer": 2.44,
    "days_beyond_terms": 8,
    "statements": "audited",
    "bank_headroom": 0.30,
    "litigation_to_assets": 0,
    "ownership_change": "over_year",
    "order_fulfilment": 0.96,
    "years_trading": 7,
    "country_risk": "medium",
}
BEST: dict[str, Any] = {
    "current_ratio": 2,
    "liabilities_to_assets": 0.3,
    "ebit_to_assets": 0.2,
    "operating_cash_flow_to_current_liabilities": 0.5,
    "days_beyond_terms": 0,
    "statements": "audited",
}


def path(*arguments: Any, **named: Any) -> list[list[Any]]:
    return [list(row) for row in credit_path(*arguments, **named)]


def table(values: dict[str, Any]) -> list[list[Any]]:
    return [[key, value] for key, value in values.items()]


def test_the_worked_example_to_the_next_grade() -> None:
    # Grade 4 needs a PD of 1 %, odds of 99 to 1: 50 + 10 * log2(99 / 20) = 73.07 points, so 5.5 of
    # the 67.75 points are missing to full quarters. Paying on time (two bands, effort 2) brings 7;
    # nothing of effort 1 or 2 else brings more than 3.5.
    header, step, total = path(table(EXAMPLE))
    assert header == ["Step", "Factor", "Now", "To", "Effort", "Score", "Grade", "Note"]
    assert step == [1, "days_beyond_terms", 8, "<= 0", 2, 74.75, 4, "bands up: 2"]
    assert total == ["Total", "", "", "", 2, 74.75, 4, ""]


def test_efforts_of_the_user_change_the_path() -> None:
    efforts: list[list[Any]] = [
        ["Factor", "effort"],
        ["days_beyond_terms", "impossible"],
        [None, None],
    ]
    efforts += [["statements", ""], ["altman_z_nonmanufacturer", 0]]
    rows = path(table(EXAMPLE), None, efforts)[1:]
    # Altman brings 5 for nothing; 0.5 more costs least from a bank line or a fulfilment band.
    assert [row[1] for row in rows] == ["altman_z_nonmanufacturer", "order_fulfilment", ""]
    assert rows[-1][4:7] == [2, 74.25, 4]


def test_a_grade_that_is_reached_already_needs_no_effort() -> None:
    for target in (5, 7):
        header, total = path(table(EXAMPLE), target)
        assert header[0] == "Step"
        assert total == [
            "Total", "", "", "", 0, 67.75, 5, f"grade {target} is reached already"
        ]  # fmt: skip
    assert path(table(BEST), None, None, language="zh")[1][7] == "已达到 1 级"


def test_what_holds_the_grade_comes_first() -> None:
    rows = path(table(EXAMPLE), 4, None, True, 91, True, True)[1:]
    assert [row[:4] for row in rows[:4]] == [
        ["first", "insolvent", True, False],
        ["first", "dishonest_debtor", True, False],
        ["first", "days_past_due", 91, "<= 90"],
        ["first", "negative_equity", True, False],
    ]
    assert [row[6] for row in rows] == [10, 9, 8, 7, 4, 4]
    assert rows[2][7] == "holds the grade at 8: have the items over 90 days past due paid"
    assert rows[4][1] == "days_beyond_terms"
    assert rows[-1][7] == "once what holds the grade is settled"


def test_when_only_an_override_holds_the_grade_there_is_no_other_step() -> None:
    rows = path(table(BEST), 6, None, False, 120, False, False, None, language="zh")[1:]
    assert [row[0] for row in rows] == ["先决", "合计"]
    assert rows[0][7] == "将等级限制在 8 级：须先收回逾期超过 90 天的款项"
    assert rows[1][4:] == [0, 100, 1, "前提是先解除上述限制"]


def test_missing_statements_hold_the_grade_and_must_be_obtained_first() -> None:
    values = {**EXAMPLE, **BEST, "statements": None}
    rows = path(table(values), 5)[1:]
    assert rows[0][:4] == ["first", "statements_missing", True, False]
    assert rows[0][6:] == [6, "holds the grade at 6: obtain financial statements"]


def test_liabilities_above_assets_and_no_statements_are_raised_on_the_way() -> None:
    values = {**BEST, "liabilities_to_assets": 1.2, "statements": "None"}
    rows = path(table(values), 5)[1:]
    assert [row[:4] for row in rows] == [
        [1, "statements", "None", "management"],
        [2, "liabilities_to_assets", 1.2, "<= 0.85"],
        ["Total", "", "", ""],
    ]
    # (8 + 2.5 + 8 + 10 + 14 + 2) / 58 are 76.72 points, odds of 127 to 1, a PD of 0.78 %.
    assert [row[6] for row in rows] == [7, 4, 4]
    assert rows[-1][5] == pytest.approx(76.724, abs=5e-4)
    assert rows[1][7] == "holds the grade at 7: bring the liabilities below the assets"
    assert rows[0][7] == "holds the grade at 6: obtain financial statements"


def test_other_anchors_and_bounds() -> None:
    # 600 points at 50:1, 20 points to double: every score to 100 is a PD near 1, the worst grade.
    with pytest.raises(NotAvailable, match="grade 3"):
        path(table(EXAMPLE), 1, None, upper_bounds=[0.01, 0.02], anchor_score=600)
    rows = path(table(EXAMPLE), 1, None, upper_bounds=[0.01, 0.02])
    assert rows[-1][5:7] == [74.75, 1]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((table({"statements": "audited"}),), NotAvailable, "at least 50 of 100, got 8"),
        ((table(EXAMPLE), 0), OutOfDomain, "target_grade must be from 1 to 10, got 0"),
        ((table(EXAMPLE), 11), OutOfDomain, "from 1 to 10"),
        ((table({"colour": 1}),), InvalidValue, "the factors are"),
        ((table(EXAMPLE), 4, [["colour", 1]]), InvalidValue, "row 1"),
        ((table(EXAMPLE), 4, [["statements", 1, 2]]), InvalidValue, "two columns"),
        ((table(EXAMPLE), 4, [["statements", 1], ["statements", 2]]), InvalidValue, "row 2"),
        ((table(EXAMPLE), 4, [["statements", "high"]]), InvalidValue, "impossible"),
        ((table(EXAMPLE), 4, [["statements", True]]), InvalidValue, "impossible"),
        ((table(EXAMPLE), 4, [["statements", -1]]), OutOfDomain, "from 0 to 1,000,000"),
        ((table(EXAMPLE), 4, [["statements", float("inf")]]), OutOfDomain, "got inf"),
        ((table(EXAMPLE), 4, [["statements", ErrorValue("#N/A")]]), PropagatedError, "N/A"),
        ((table(EXAMPLE), 4, None, False, 0, False, False, [0.2, 0.1]), OutOfDomain, "rise"),
    ],
)
def test_errors(arguments: tuple[Any, ...], error: type[LedgerguardError], words: str) -> None:
    with pytest.raises(error, match=words):
        path(*arguments)


def test_a_grade_out_of_reach_says_how_far_one_gets() -> None:
    impossible = [[key, "impossible"] for key in EXAMPLE if key != "days_beyond_terms"]
    with pytest.raises(NotAvailable) as caught:
        path(table(EXAMPLE), 2, impossible)
    assert str(caught.value).startswith(
        "target_grade must be within reach of the factors, got 2: all that can be raised gives a "
        "score of 74.75 and grade 4. Hint: "
    )
    stuck = {**BEST, "liabilities_to_assets": 1.2}
    with pytest.raises(NotAvailable, match="grade 7"):
        path(table(stuck), 6, [["liabilities_to_assets", "不可能"]])


def test_every_fraction_is_a_whole_number_of_units() -> None:
    assert list(EFFORTS) == list(BY_KEY)
    for factor in FACTORS:
        for level in factor.levels:
            assert units(factor, level) == pytest.approx(factor.weight * level * UNITS, abs=1e-9)


def test_moves_of_a_factor() -> None:
    assert moves(BY_KEY["country_risk"], 0, None) == []
    assert [(m.bands, m.gain) for m in moves(BY_KEY["altman_z_nonmanufacturer"], 0, 4)] == [
        (1, 60),
        (2, 120),
    ]
    withdrawn = moves(BY_KEY["bank_headroom"], 0, 1)
    reached = [move.factor.reaching(move.fraction) for move in withdrawn]
    assert reached == [">= 0", ">= 0.1", ">= 0.25", ">= 0.5"]
    enforcement = moves(BY_KEY["litigation_to_assets"], 0, 1)
    assert [m.factor.reaching(m.fraction) for m in enforcement] == ["<= 0.05", "< 0.01", "<= 0"]


def test_ties_go_to_fewer_factors_then_fewer_bands_then_later_factors() -> None:
    one, two, three = (BY_KEY[key] for key in ("current_ratio", "ebit_to_assets", "statements"))

    def move(factor: Factor, bands: int, gain: int, effort: float) -> Move:
        return Move(factor, bands, 1.0, gain, effort)

    together = [[move(one, 1, 5, 1)], [move(two, 1, 5, 1)], [move(three, 2, 10, 2)]]
    assert cheapest(together, 10) == (together[2][0],)
    alike = [[move(one, 2, 10, 2)], [move(two, 1, 10, 2)], [move(three, 1, 10, 2)]]
    assert cheapest(alike, 10) == (alike[2][0],)
    assert cheapest([[], [move(one, 1, 5, 1)]], 6) is None
    assert cheapest([[move(one, 1, 5, 1)]], 0) == ()
    assert cheapest([[move(one, 1, 5, 1)]], 0, ["current_ratio"]) == (move(one, 1, 5, 1),)
    assert cheapest([[], []], 0, ["current_ratio"]) is None
    free = move(three, 1, 1, 0)
    assert in_order([move(one, 1, 5, 1), move(two, 1, 6, 1), free]) == [
        free,
        move(two, 1, 6, 1),
        move(one, 1, 5, 1),
    ]


def value_for(factor: Factor, fraction: float) -> Any:
    """A value that earns a fraction: the edge of its band, or its first word."""
    for band in factor.bands:
        if band.fraction == fraction:
            outward = {">": 1e-6, "<": -1e-6}.get(band.comparison, 0.0)
            return band.threshold + outward
    words = [word for word, earned in factor.words.items() if earned == fraction]
    return words[0] if words else 0.0 if factor.key == "bank_headroom" else worst_of(factor)


def worst_of(factor: Factor) -> float:
    return -1.0 if factor.lowest is None else 0.0 if factor.bands[0].comparison == ">=" else 0.9


def brute_force(values: dict[str, Any], target: int, efforts: dict[str, float | None]) -> Any:
    """The least effort over every combination of bands, by CREDIT_SCORE and CREDIT_GRADE alone."""
    options: list[list[tuple[str, Any, float]]] = []
    for key, value in values.items():
        factor, effort = BY_KEY[key], efforts[key]
        better = [level for level in factor.levels if level > factor.fraction(value)]
        options.append([(key, value, 0.0)])
        if effort is not None:
            options[-1] += [
                (key, value_for(factor, level), bands * effort)
                for bands, level in enumerate(better, 1)
            ]
    least = None
    for combination in itertools.product(*options):
        total = sum(effort for _, _, effort in combination)
        if least is not None and total >= least:
            continue
        raised = {key: value for key, value, _ in combination}
        if grade_of(raised) <= target:
            least = total
    return least


def grade_of(values: dict[str, Any]) -> int:
    debt = values.get("liabilities_to_assets")
    return credit_grade(
        score_to_pd(credit_score(table(values))),
        negative_equity=debt is not None and debt > 1,
        statements_missing=values.get("statements") in (None, "none"),
    )


SOME = ("liabilities_to_assets", "altman_z_nonmanufacturer", "days_beyond_terms", "statements")
MORE = ("order_fulfilment", "litigation_to_assets", "bank_headroom")


def some_value(factor: Factor) -> st.SearchStrategy[Any]:
    words = st.sampled_from([*factor.words]) if factor.words else st.nothing()
    top = {"liabilities_to_assets": 1.5, "days_beyond_terms": 60.0}.get(factor.key, 1.0)
    numbers = st.floats(0, top) if factor.bands else st.nothing()
    return words | numbers


cases = st.tuples(
    st.fixed_dictionaries({key: some_value(BY_KEY[key]) for key in (*SOME, *MORE)}),
    st.fixed_dictionaries(
        {key: st.none() | st.integers(0, 9).map(float) for key in (*SOME, *MORE)}
    ),
    st.none() | st.integers(1, 9),
)
HARD: tuple[dict[str, Any], dict[str, float | None], int | None] = (
    dict.fromkeys(MORE, 0.0)
    | {"liabilities_to_assets": 1.2, "altman_z_nonmanufacturer": 0.0}
    | {"days_beyond_terms": 45.0, "statements": "none"},
    {key: float(place) for place, key in enumerate((*SOME, *MORE), 1)},
    4,
)


@given(cases)
@example(HARD)
def test_the_path_reaches_its_target_and_none_is_cheaper(
    case: tuple[dict[str, Any], dict[str, float | None], int | None],
) -> None:
    values, efforts, wanted = case
    target = max(grade_of(values) - 1, 1) if wanted is None else wanted
    least = brute_force(values, target, efforts)
    rows = [[key, "impossible" if e is None else e] for key, e in efforts.items()]
    if least is None:
        with pytest.raises(NotAvailable):
            path(table(values), wanted, rows)
        return
    *steps, total = path(table(values), wanted, rows)[1:]
    assert total[4] == pytest.approx(least)
    assert sum(row[4] for row in steps) == pytest.approx(least)
    raised = dict(values)
    for row in steps:
        raised[row[1]] = value_of_goal(BY_KEY[row[1]], row[3])
        assert credit_score(table(raised)) == pytest.approx(row[5])
        assert grade_of(raised) == row[6]
    assert grade_of(raised) <= target
    assert total[5:7] == [pytest.approx(credit_score(table(raised))), grade_of(raised)]


def value_of_goal(factor: Factor, goal: str) -> Any:
    """A value that keeps what the table asks for."""
    comparison, _, threshold = goal.partition(" ")
    if comparison in (">=", "<="):
        return float(threshold)
    if comparison in (">", "<"):
        return float(threshold) + (1e-6 if comparison == ">" else -1e-6)
    return goal.split(" / ")[0]


@given(cases, st.integers(1, 9))
def test_a_better_grade_never_takes_less_effort(case: Any, target: int) -> None:
    values, efforts, _ = case
    rows = [[key, e] for key, e in efforts.items() if e is not None]
    assume(target > 1)
    try:
        better = path(table(values), target - 1, rows)[-1][4]
    except NotAvailable:
        return
    assert path(table(values), target, rows)[-1][4] <= better + 1e-9
