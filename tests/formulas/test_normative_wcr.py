"""The normative working capital requirement: the published case, ranges and errors."""

from __future__ import annotations

import math
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
    ZeroDenominator,
)
from ledgerguard.formulas.invoices import weighted_terms
from ledgerguard.formulas.liquidity import wcr, wcr_days
from ledgerguard.formulas.normative_wcr import wcr_normative

CUSTOMER_DAYS = weighted_terms([40, 60], [30, 60])
SUPPLIER_DAYS = weighted_terms([30, 70], [60, 30])

BPIFRANCE: list[list[Any]] = [
    ["Component", "Days", "base", "sign"],
    ["customers", CUSTOMER_DAYS, 600_000.0, "asset"],
    ["materials", 1.5 * 365 / 12, 200_000.0, None],
    ["finished goods", 8.0, 500_000.0, 1.0],
    ["suppliers", SUPPLIER_DAYS, 240_000.0, "Liability"],
]


def numbers(table: Any, place: int) -> list[float]:
    return [row[place] for row in table[1:]]


def test_the_case_of_bpifrance_published_by_axio_solution() -> None:
    table = wcr_normative(BPIFRANCE, 500_000)
    assert list(table[0]) == ["Component", "Days", "Coefficient", "Days of sales", "Amount"]
    assert [row[0] for row in table[1:]] == [
        "customers",
        "materials",
        "finished goods",
        "suppliers",
        "Total",
    ]
    assert numbers(table, 4) == pytest.approx([78_904, 25_000, 10_959, -25_644, 89_219], abs=0.5)
    assert table[-1][3] == pytest.approx(65.13, abs=0.005)
    # the case in the terms of WCR and WCR_DAYS, and on the year of 360 days
    assert wcr_days(wcr(25_000 + 10_959, 78_904, 25_644), 500_000, 360) == pytest.approx(
        64.24, abs=0.005
    )


def test_the_case_by_structure_coefficients() -> None:
    rows: list[list[Any]] = [
        ["customers", 48, 1.2, "+"],
        ["materials", 45.625, 0.4, "资产"],
        ["finished goods", 8, 1, "+"],
        [],
        ["suppliers", 39, 0.48, "负债", "a fifth column does not matter"],
    ]
    table = wcr_normative(rows, 500_000, 365, "coefficient", "zh")
    assert list(table[0]) == ["项目", "天数", "结构系数", "销售额天数", "金额"]
    assert table[-1][0] == "合计"
    # own arithmetic: 48 x 1.2 + 45.625 x 0.4 + 8 - 39 x 0.48
    assert table[-1][3] == pytest.approx(65.13)
    assert table[-1][4] == pytest.approx(65.13 * 500_000 / 365)


def test_a_third_each_at_30_60_and_90_days_is_60_and_not_the_70_of_etudier() -> None:
    assert weighted_terms([1, 1, 1], [30, 60, 90]) == pytest.approx(60)


def test_names_may_be_numbers_or_blank() -> None:
    table = wcr_normative([[411.0, 30, 1], [None, 10, 1], ["", 5, 1]], 365, 365, "coefficient")
    assert [row[0] for row in table[1:]] == ["411", "", "", "Total"]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: wcr_normative([["a", 1, 1]], 0), ZeroDenominator, id="no-sales"),
        pytest.param(lambda: wcr_normative([["a", 1, 1]], -1), OutOfDomain, id="negative-sales"),
        pytest.param(lambda: wcr_normative([["a", 1, 1]], 1, 0), OutOfDomain, id="no-days"),
        pytest.param(lambda: wcr_normative([["a", -1, 1]], 1), OutOfDomain, id="negative-days"),
        pytest.param(lambda: wcr_normative([["a", 1, -1]], 1), OutOfDomain, id="negative-base"),
        pytest.param(lambda: wcr_normative([["a", 1, math.inf]], 1), OutOfDomain, id="infinite"),
        pytest.param(lambda: wcr_normative([["a", 1]], 1), InvalidValue, id="base-missing"),
        pytest.param(lambda: wcr_normative([["a", "", 1]], 1), InvalidValue, id="days-blank"),
        pytest.param(lambda: wcr_normative([["a", True, 1]], 1), InvalidValue, id="days-boolean"),
        pytest.param(
            lambda: wcr_normative([["a", 1, 1], ["b", "x", 1]], 1), InvalidValue, id="days-text"
        ),
        pytest.param(lambda: wcr_normative([["a", 1, 1, "debt"]], 1), InvalidValue, id="sign"),
        pytest.param(lambda: wcr_normative([["a", 1, 1, 2]], 1), InvalidValue, id="sign-2"),
        pytest.param(lambda: wcr_normative([["a", 1, 1, True]], 1), InvalidValue, id="sign-true"),
        pytest.param(
            lambda: wcr_normative([["customers", "48", 1], ["stock", 9, 1]], 1),
            InvalidValue,
            id="days-stored-as-text-in-the-first-row",
        ),
        pytest.param(lambda: wcr_normative([], 1), NotAvailable, id="empty"),
        pytest.param(lambda: wcr_normative([["a", "days", "base"]], 1), NotAvailable, id="titles"),
        pytest.param(
            lambda: wcr_normative([["a", 1, ErrorValue("#REF!")]], 1), PropagatedError, id="error"
        ),
    ],
)
def test_errors(call: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


components = st.lists(
    st.tuples(st.floats(0, 365), st.floats(0, 1e6), st.sampled_from([1, -1])),
    min_size=1,
    max_size=6,
)


@given(components, st.floats(1, 1e7), st.sampled_from([360, 365]))
def test_the_total_is_what_wcr_days_makes_of_the_amounts(
    rows: list[tuple[float, float, int]], sales: float, period: int
) -> None:
    table: Any = wcr_normative([["x", *row] for row in rows], sales, period)
    amounts = [sign * days * base / period for days, base, sign in rows]
    assert [row[4] for row in table[1:-1]] == pytest.approx(amounts, abs=1e-6)
    assert table[-1][4] == pytest.approx(sum(amounts), abs=1e-5)
    assert table[-1][3] == pytest.approx(wcr_days(sum(amounts), sales, period), abs=1e-5)
