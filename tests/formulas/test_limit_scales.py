"""Limits by a table of ranges and by the multipliers of the grades."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, LedgerguardError, NotAvailable, OutOfDomain
from ledgerguard.formulas.limit_scales import limit_by_years, limit_multiplier, limit_scored


@pytest.mark.parametrize(
    ("years", "limit"),
    [(0, 0), (4.99, 0), (5, 100_000), (9, 100_000), (10, 200_000), (80, 200_000)],
)
def test_the_automatic_limits_published_for_dynamics(years: float, limit: float) -> None:
    # Five years in business assign 100,000 and ten years 200,000.
    assert limit_by_years(years, [5, 10], [100_000, 200_000]) == limit


def test_blank_rows_and_a_bound_within_the_tolerance() -> None:
    assert limit_by_years(0.1 + 0.2, [None, 0.3], [None, 7]) == 7
    assert limit_by_years(0.3, [0.1 + 0.2, None], [7, None]) == 7


DEFAULTS = [1.5, 1.25, 1.1, 1.0, 0.8, 0.6, 0.3, 0, 0, 0]


def test_the_multipliers_of_definitions_c_seven() -> None:
    assert [limit_multiplier(grade) for grade in range(1, 11)] == DEFAULTS
    assert [limit_scored(100_000, grade) for grade in (1, 4, 7, 8)] == pytest.approx(
        [150_000, 100_000, 30_000, 0]
    )


def test_a_scale_of_the_firm() -> None:
    assert limit_multiplier(2, [1, 0.5, 0]) == 0.5
    assert limit_scored(80_000, 3, [1, 0.5, 0]) == 0


@pytest.mark.parametrize(
    ("function", "arguments", "error", "words"),
    [
        (limit_by_years, (5, [10, 5], [1, 2]), OutOfDomain, "must rise, got 5 after 10"),
        (limit_by_years, (5, [5, 5], [1, 2]), OutOfDomain, "must rise"),
        (limit_by_years, (5, [5], [-1]), OutOfDomain, "limits"),
        (limit_by_years, (5, [5, 10], [1]), InvalidValue, "same length"),
        (limit_by_years, (5, [5, 10], [1, None]), InvalidValue, "limits must be filled"),
        (limit_by_years, (5, [5, None], [1, 2]), InvalidValue, "from_years must be filled"),
        (limit_by_years, (5, [None], [None]), NotAvailable, "from_years"),
        (limit_multiplier, (0,), OutOfDomain, "from 1 to 10, got 0"),
        (limit_multiplier, (11,), OutOfDomain, "from 1 to 10, got 11"),
        (limit_multiplier, (10**300,), OutOfDomain, "from 1 to 10"),
        (limit_multiplier, (3, [1, 0.5]), OutOfDomain, "from 1 to 2"),
        (limit_multiplier, (1, [1, None, 0.5]), InvalidValue, "got 2 in 3 cells"),
        (limit_multiplier, (1, [0.5, 1]), OutOfDomain, "must not rise"),
        (limit_multiplier, (1, [1, -1]), OutOfDomain, "multipliers"),
        (limit_scored, (-1, 1), OutOfDomain, "base_limit"),
    ],
)
def test_errors(
    function: Any, arguments: tuple[Any, ...], error: type[LedgerguardError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        function(*arguments)
    assert caught.value.hint


@given(st.floats(0, 1e9), st.integers(1, 9))
def test_a_worse_grade_never_gets_more(base: float, grade: int) -> None:
    assert limit_scored(base, grade + 1) <= limit_scored(base, grade)


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1e9)), min_size=1, unique_by=lambda r: r[0]),
    st.floats(-5, 120),
)
def test_the_table_answers_one_of_its_limits_or_nothing(
    rows: list[tuple[float, float]], years: float
) -> None:
    rows = sorted(rows)
    limit = limit_by_years(years, [row[0] for row in rows], [row[1] for row in rows])
    assert limit in {0.0, *(row[1] for row in rows)}
