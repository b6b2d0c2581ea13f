"""Is the policy too strict? A low DSO alone is not, and neither are lost customers alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formulas.strictness import tight_policy_table, tight_policy_test


@pytest.mark.parametrize(
    ("dso", "lost", "refused", "english", "chinese"),
    [
        pytest.param(45, 12, 0, "too strict", "过严", id="low-and-lost"),
        pytest.param(45, 0, 90, "too strict", "过严", id="low-and-refused"),
        pytest.param(45, 2, 10, "strict, nothing lost", "偏严，尚未流失", id="low-only"),
        pytest.param(90, 12, 0, "lost although not strict", "流失但政策不严", id="lost-only"),
        pytest.param(90, 0, 0, "not strict", "不严", id="no-sign"),
    ],
)
def test_the_four_answers(
    dso: float, lost: float, refused: float, english: str, chinese: str
) -> None:
    # 94 days is the benchmark of the articles; the article itself gives no limits
    assert tight_policy_test(dso, 94, lost, 150, refused, 1_000) == english
    assert tight_policy_test(dso, 94, lost, 150, refused, 1_000, language="zh") == chinese


def test_a_limit_counts_as_reached_in_spite_of_floats_and_nothing_lost_never_counts() -> None:
    assert tight_policy_test(0.8 * 94, 94, 5, 100) == "too strict"
    assert tight_policy_test(75.3, 94, 5, 100) == "lost although not strict"
    assert tight_policy_test(60, 94, 0, 100, loss_limit_rate=0) == "strict, nothing lost"
    assert tight_policy_test(75.3, 94, 5, 100, low_dso_rate=0.9) == "too strict"


def test_the_table_shows_the_figures_behind_the_word() -> None:
    assert tight_policy_table(47, 94, 12, 150, 20_000, 1_000_000) == [
        ["Sign", "Figure", "Limit", "Fires"],
        ["DSO against benchmark", 0.5, 0.8, True],
        ["customers lost", 0.08, 0.05, True],
        ["orders refused", 0.02, 0.05, False],
        ["verdict", "too strict", "", ""],
    ]
    chinese = tight_policy_table(47, 94, 12, 150, language="zh")
    assert [row[0] for row in chinese] == [
        "迹象",
        "应收账款周转天数与基准之比",
        "客户流失率",
        "订单拒绝率",
        "结论",
    ]
    assert chinese[-1][1] == "过严"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: tight_policy_test(1, 0, 0, 1), ZeroDenominator, id="no-benchmark"),
        pytest.param(lambda: tight_policy_test(1, 1, 0, 0), ZeroDenominator, id="no-customers"),
        pytest.param(lambda: tight_policy_test(1, 1, 0, 1, 5), ZeroDenominator, id="no-orders"),
        pytest.param(lambda: tight_policy_test(-1, 1, 0, 1), OutOfDomain, id="negative-dso"),
        pytest.param(lambda: tight_policy_test(1, -1, 0, 1), OutOfDomain, id="negative-benchmark"),
        pytest.param(lambda: tight_policy_test(1, 1, 2, 1), OutOfDomain, id="more-lost-than-had"),
        pytest.param(lambda: tight_policy_test(1, 1, -1, 1), OutOfDomain, id="negative-lost"),
        pytest.param(lambda: tight_policy_test(1, 1, 0, 1, 6, 5), OutOfDomain, id="more-refused"),
        pytest.param(
            lambda: tight_policy_test(1, 1, 0, 1, 0, 0, 0), OutOfDomain, id="low-rate-zero"
        ),
        pytest.param(
            lambda: tight_policy_test(1, 1, 0, 1, 0, 0, 0.8, 1.5), OutOfDomain, id="limit-above-1"
        ),
        pytest.param(lambda: tight_policy_table(1, 0, 0, 1), ZeroDenominator, id="table"),
    ],
)
def test_errors(call: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


@given(st.floats(0, 200), st.floats(0, 200), st.integers(0, 100), st.integers(0, 100))
def test_a_policy_never_gets_stricter_by_a_higher_dso_or_fewer_losses(
    dso: float, more: float, lost: int, kept: int
) -> None:
    if tight_policy_test(dso + more, 94, lost, 200) == "too strict":
        assert tight_policy_test(dso, 94, lost, 200) == "too strict"
        assert tight_policy_test(dso + more, 94, lost + kept, 200) == "too strict"
