"""Beneish's score, its cut-offs and its indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from ledgerguard.formulas.beneish import beneish_flag, beneish_m
from ledgerguard.formulas.beneish_indices import beneish_indices

WEIGHTS = (0.920, 0.528, 0.404, 0.892, 0.115, -0.172, -0.327, 4.679)

Two = Sequence[float | None]


def indices(
    receivables: Two = (100, 150),
    sales: Two = (1000, 1200),
    cost_of_goods_sold: Two = (600, 780),
    total_assets: Two = (1000, 1250),
    current_liabilities: Two = (200, 250),
    long_term_debt: Two = (200, 300),
    continuing_income: float = 50,
    operating_cash_flow: float = 30,
    **more: Any,
) -> dict[str, tuple[float, str]]:
    """The spilled table by name: value and basis."""
    table = beneish_indices(
        receivables,
        sales,
        cost_of_goods_sold,
        total_assets,
        current_liabilities,
        long_term_debt,
        continuing_income,
        operating_cash_flow,
        **more,
    )
    return {str(row[0]): (row[1], str(row[2])) for row in table[1:]}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given_indices", "score", "tolerance"),
    [
        pytest.param((1, 1, 1, 1, 1, 1, 1, 0), -2.48, 1e-9, id="own-invariant"),
        pytest.param(
            (1.465, 1.193, 1.254, 1.607, 1.077, 1.041, 1.111, 0.031),
            -1.1957,
            5e-5,
            id="Beneish-1999-means-of-manipulators",
        ),
        pytest.param(
            (1.031, 1.014, 1.039, 1.134, 1.001, 1.054, 1.037, 0.018),
            -2.2459,
            5e-5,
            id="Beneish-1999-means-of-controls",
        ),
    ],
)
def test_beneish_m(given_indices: tuple[float, ...], score: float, tolerance: float) -> None:
    assert beneish_m(*given_indices) == pytest.approx(score, abs=tolerance)


def test_missing_quality_indices_are_neutral() -> None:
    assert beneish_m(1.2, 1.1, None, 1.3, None, None, 0.9, 0.05) == pytest.approx(
        beneish_m(1.2, 1.1, 1, 1.3, 1, 1, 0.9, 0.05)
    )


def test_a_range_may_have_a_header_blanks_and_any_order() -> None:
    range_of_indices: list[list[Any]] = [
        ["Index", "Value"],
        ["tata", 0.031],
        ["LVGI ", 1.111],
        [None, None],
        [],
        ["sgi", 1.607],
        ["gmi", 1.193],
        ["AQI", ""],
        ["depi"],
        ["dsri", 1.465, "a remark"],
    ]
    one_by_one = beneish_m(1.465, 1.193, 1, 1.607, 1, 1, 1.111, 0.031)
    assert beneish_m(range_of_indices) == pytest.approx(one_by_one)


def test_the_indices_as_they_spill_are_the_range_of_the_score() -> None:
    # By hand: DSRI 0.125 / 0.1, GMI 0.4 / 0.35, SGI 1.2, LVGI 0.44 / 0.4, TATA 20 / 1250.
    by_hand = beneish_m(1.25, 0.4 / 0.35, 1, 1.2, 1, 1, 1.1, 0.016)
    table = beneish_indices(
        [100, 150], [1000, 1200], [600, 780], [1000, 1250], [200, 250], [200, 300], 50, 30
    )
    assert beneish_m(table) == pytest.approx(by_hand)


def test_the_indices_follow_their_published_definitions() -> None:
    found = indices(
        current_assets=[400, 500],
        property_plant_equipment=[300, 400],
        securities=[100, 100],
        depreciation=[30, 44],
        selling_general_administrative=[150, 171],
    )
    by_hand = {
        "DSRI": 1.25,  # 150/1200 over 100/1000
        "GMI": 0.4 / 0.35,
        "AQI": 1.0,  # 1 - 1000/1250 over 1 - 800/1000
        "SGI": 1.2,
        "DEPI": (30 / 330) / (44 / 444),
        "SGAI": 0.95,  # 171/1200 over 150/1000
        "LVGI": 1.1,  # 550/1250 over 400/1000
        "TATA": 0.016,
    }
    assert {name: value for name, (value, _) in found.items()} == pytest.approx(by_hand)
    assert {basis for _, basis in found.values()} == {"computed"}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="not-published"),
        pytest.param(
            {
                "current_assets": [400, None],
                "property_plant_equipment": [None, 300],
                "depreciation": [30, 44],
                "selling_general_administrative": [None, None],
            },
            id="one-year-blank",
        ),
        pytest.param(
            {
                "current_assets": [600, 500],
                "property_plant_equipment": [400, 400],
                "depreciation": [0, 44],
                "selling_general_administrative": [0, 44],
            },
            id="nothing-to-divide-by",
        ),
        pytest.param(
            {
                "current_assets": [400, 500],
                "property_plant_equipment": [300, 400],
                "securities": [None, 0],
            },
            id="securities-of-one-year",
        ),
    ],
)
def test_an_index_that_cannot_be_computed_is_neutral_and_says_so(more: dict[str, Any]) -> None:
    found = indices(**more)
    quality = [found[name] for name in ("AQI", "DEPI", "SGAI")]
    assert quality == [(1.0, "neutral")] * 3


def test_the_table_speaks_chinese() -> None:
    table = beneish_indices([1, 1], [9, 9], [5, 5], [9, 9], [1, 1], [1, 1], 1, 1, language="zh")
    assert table[0] == ("指数", "数值", "依据", "含义")
    assert table[1][3] == "应收账款周转天数指数"
    assert table[3][2] == "中性值"


@pytest.mark.parametrize(
    ("score", "miss_cost", "flagged"),
    [
        # Beneish (1999): -1.49 at 10:1, -1.78 at 20:1 and 30:1, -1.89 from 40:1 on.
        (-1.49, 10, False),
        (-1.48, 10, True),
        (-1.6, 19, False),
        (-1.78, 20, False),
        (-1.77, 20, True),
        (-1.77, 30, True),
        (-1.79, 39, False),
        (-1.89, 40, False),
        (-1.88, 40, True),
        (-1.88, 100, True),
    ],
)
def test_the_dearer_a_miss_the_lower_the_cut_off(
    score: float, miss_cost: float, flagged: bool
) -> None:
    assert beneish_flag(score, miss_cost) is flagged


def test_the_default_cut_off_flags_the_mean_manipulator_and_not_the_mean_control() -> None:
    assert beneish_flag(-1.1957)
    assert not beneish_flag(-2.2459)


def m(*rows: list[Any]) -> Callable[[], object]:
    return lambda: beneish_m(list(rows))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        pytest.param(lambda: beneish_flag(0, 9), OutOfDomain, "at least 10", id="cost-below-ten"),
        pytest.param(lambda: beneish_m(1, 1), NotAvailable, "sgi must be given", id="no-growth"),
        pytest.param(m(["GMI", 1]), NotAvailable, "dsri must be given", id="range-without-dsri"),
        pytest.param(
            lambda: beneish_m([["DSRI", 1]], lvgi=1), InvalidValue, "got lvgi", id="range-and-more"
        ),
        pytest.param(m(["DSRI", 1], ["XYZ", 1]), InvalidValue, "'XYZ' in row 2", id="unknown"),
        pytest.param(m([5.0, 1], ["GMI", 1]), InvalidValue, "got 5.0 in row 1", id="no-name"),
        pytest.param(m([None, 1]), InvalidValue, "got None in row 1", id="value-without-name"),
        pytest.param(m(["GMI", 1], ["gmi", 1]), InvalidValue, "once in the range", id="twice"),
        pytest.param(m(["GMI", "high"]), InvalidValue, "got 'high'", id="text"),
        pytest.param(m(["GMI", True]), InvalidValue, "got True", id="flag"),
        pytest.param(
            lambda: indices(receivables=[0, 1]), ZeroDenominator, "receivables", id="none-before"
        ),
        pytest.param(
            lambda: indices(receivables=[1, -1]), OutOfDomain, "receivables", id="negative"
        ),
        pytest.param(lambda: indices(sales=[0, 1]), OutOfDomain, "year before", id="no-sales"),
        pytest.param(
            lambda: indices(total_assets=[1, 0]), OutOfDomain, "total_assets", id="no-assets"
        ),
        pytest.param(
            lambda: indices(cost_of_goods_sold=[600, 1200]),
            ZeroDenominator,
            "gross margin",
            id="no-margin",
        ),
        pytest.param(
            lambda: indices(cost_of_goods_sold=[600, 1300]),
            OutOfDomain,
            "gross margin",
            id="negative-margin",
        ),
        pytest.param(
            lambda: indices(current_liabilities=[0, 1], long_term_debt=[0, 1]),
            ZeroDenominator,
            "debt share",
            id="no-debt-before",
        ),
        pytest.param(
            lambda: indices(current_assets=[900, 500], property_plant_equipment=[300, 400]),
            OutOfDomain,
            "total_assets",
            id="assets-above-their-total",
        ),
        pytest.param(lambda: indices(sales=[1]), NotAvailable, "2 years, got 1", id="one-year"),
        pytest.param(lambda: indices(sales=[1, None]), NotAvailable, "2 years", id="blank"),
        pytest.param(
            lambda: indices(sales=[1, 2, 3]), InvalidValue, "got 3 cells", id="three-years"
        ),
        pytest.param(
            lambda: indices(depreciation=[1, 2, 3], property_plant_equipment=[1, 2]),
            InvalidValue,
            "got 3 cells",
            id="three-years-of-an-optional-item",
        ),
    ],
)
def test_errors(call: Callable[[], object], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=r"got .*Hint: ") as caught:
        call()
    assert said in str(caught.value)


def test_an_error_in_the_range_is_the_answer() -> None:
    with pytest.raises(PropagatedError) as caught:
        beneish_m([["DSRI", 1], ["GMI", ErrorValue("#REF!")]])
    assert caught.value.code == "#REF!"


@given(base=st.lists(st.floats(-10, 10), min_size=8, max_size=8), step=st.floats(0.001, 10))
def test_each_index_moves_the_score_by_its_own_weight(base: list[float], step: float) -> None:
    for place, weight in enumerate(WEIGHTS):
        moved = [value + step * (at == place) for at, value in enumerate(base)]
        assert beneish_m(*moved) - beneish_m(*base) == pytest.approx(weight * step, abs=1e-9)


@given(factor=st.floats(0.01, 100))
def test_indices_know_no_currency(factor: float) -> None:
    scaled = beneish_indices(
        [100 * factor, 150 * factor],
        [1000 * factor, 1200 * factor],
        [600 * factor, 780 * factor],
        [1000 * factor, 1250 * factor],
        [200 * factor, 250 * factor],
        [200 * factor, 300 * factor],
        50 * factor,
        30 * factor,
    )
    plain = [value for value, _ in indices().values()]
    assert [row[1] for row in scaled[1:]] == pytest.approx(plain)
