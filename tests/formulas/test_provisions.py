"""Provisions: the published matrices, CECL, cover, and the law that the lines make the total."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formulas.loss_rates import forward_rate, loss_rates
from ledgerguard.formulas.provisions import (
    cecl_provision,
    provision_matrix,
    provision_net_of_cover,
    provision_table,
)

IFRS_BALANCES = [15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000]
IFRS_RATES = [0.003, 0.016, 0.036, 0.066, 0.106]
LABELS = ["Current", "1–30", "31–60", "61–90", ">90"]
CECL_BALANCES = [5_984_698, 8_272, 2_882, 842, 1_100]
CECL_RATES = [0.003, 0.08, 0.26, 0.58, 0.82]

fractions = st.floats(0, 1)
matrices = st.lists(st.tuples(st.floats(-1e9, 1e9), fractions), min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("balances", "rates", "published", "tolerance"),
    [
        pytest.param(IFRS_BALANCES, IFRS_RATES, 580_000, 1e-6, id="ifrs-9-ie-12"),
        pytest.param(
            [7_000_000, 4_000_000, 2_500_000, 1_000_000],
            [0.015, 0.034, 0.071, 0.108],
            526_500,
            0.5,
            id="finlearnhub",
        ),
        pytest.param([15_000], [0.005], 75, 0.5, id="faqifrs-current"),
        pytest.param([7_500], [0.022], 165, 0.5, id="faqifrs-1-30"),
        pytest.param([4_000], [0.027], 108, 0.5, id="faqifrs-31-60"),
        pytest.param([2_500], [0.045], 112.5, 1e-9, id="faqifrs-61-90-exact-where-it-prints-112"),
    ],
)
def test_provision_matrix_published(
    balances: list[float], rates: list[float], published: float, tolerance: float
) -> None:
    assert provision_matrix(balances, rates) == pytest.approx(published, abs=tolerance)


def test_provision_by_the_flow_rates_of_ifrscommunity() -> None:
    rates = loss_rates([100_000, 50_000, 23_000, 8_000, 2_000], 2_000)
    book = [300_000, 140_000, 60_000, 23_000, 5_000]
    provision = provision_matrix(book, rates)  # type: ignore[arg-type]  # no error among them
    assert provision == pytest.approx(27_567, abs=0.5)  # as printed
    assert provision == pytest.approx(27_567.39, abs=0.005)
    by_bucket = [provision_matrix([b], [r]) for b, r in zip(book, rates, strict=True)]  # type: ignore[list-item]
    assert by_bucket == pytest.approx([6_000, 5_600, 5_217.39, 5_750, 5_000], abs=0.005)


def test_provision_by_the_loss_factors_of_the_occ_handbook() -> None:
    balances = [987.4, 30.2, 11.8, 8.2, 5.9]
    rates = [0.007, 0.206, 0.484, 0.721, 1]
    assert provision_matrix(balances, rates) == pytest.approx(30.656, abs=0.0005)
    table = provision_table([[b] for b in balances], [[r] for r in rates])
    assert table[-1][2] == pytest.approx(0.02938, abs=5e-6)


def test_cecl_example_five_is_not_rounded_line_by_line() -> None:
    provision = cecl_provision(CECL_BALANCES, CECL_RATES, [-0.1])
    assert provision == pytest.approx(18_679.98, abs=0.005)
    assert sum(CECL_BALANCES) == 5_997_794
    adjusted_rates = [forward_rate(rate, -0.1) for rate in CECL_RATES]
    assert adjusted_rates == pytest.approx([0.0027, 0.072, 0.234, 0.522, 0.738], abs=5e-6)
    table = provision_table([[b] for b in CECL_BALANCES], [[r] for r in adjusted_rates])
    lines: list[Any] = [row[3] for row in table[1:-1]]
    # The lines as printed; they add up to 18,681 and not to the total.
    assert lines == pytest.approx([16_159, 596, 674, 440, 812], abs=0.5)
    assert sum(map(round, lines)) == 18_681


def test_cecl_adjustments_work_on_each_other_and_by_bucket() -> None:
    # 1000 * 0.1 * 1.2 * 0.5 + 500 * MIN(1, 0.8 * 1.2 * 1.5) = 60 + 500
    assert cecl_provision([1_000, 500], [0.1, 0.8], [0.2], [-0.5, 0.5]) == pytest.approx(560)
    assert cecl_provision([1_000, None], [0.1, None], [0.2, None], [None]) == pytest.approx(120)


def test_a_bucket_of_net_credits_counts_as_zero_or_is_set_off() -> None:
    assert provision_matrix([1_000, -500], [0.1, 0.1]) == 100
    assert provision_matrix([1_000, -500], [0.1, 0.1], floor=False) == pytest.approx(50)
    assert provision_matrix([100, -500], [0.1, 0.1], floor=False) == 0
    assert cecl_provision([1_000, -500], [0.1, 0.1], floor=False) == pytest.approx(50)


def test_a_blank_balance_is_left_out() -> None:
    assert provision_matrix([1_000, None], [0.1, 0.5]) == 100


def test_provision_net_of_cover() -> None:
    # Gross 10,000 + 20,000; the insurer pays 90 % of 800,000 * 1 % and of 50,000 * 10 %.
    arguments = ([1_000_000, 200_000], [0.01, 0.1], [800_000, 50_000])
    assert provision_net_of_cover(*arguments) == pytest.approx(30_000 - 0.9 * (8_000 + 5_000))
    assert provision_net_of_cover(*arguments, integral=False) == 30_000
    # More cover than balance counts as the balance; a blank is none.
    assert provision_net_of_cover([100, 100], [0.5, 0.5], [900, None], 0.8) == pytest.approx(60)
    assert provision_net_of_cover([100, None, -50], [0.5, None, 0.5], [0, 10, 10]) == 50


def rows(*columns: list[Any]) -> list[list[Any]]:
    return [list(row) for row in zip(*columns, strict=True)]


def test_provision_table_of_ifrs_9_ie_12() -> None:
    table = provision_table(rows(LABELS, IFRS_BALANCES), rows(LABELS, IFRS_RATES))
    assert table[0] == ["Bucket", "Balance", "Rate", "Provision"]
    assert [row[0] for row in table[1:]] == [*LABELS, "Total"]
    assert [row[3] for row in table[1:]] == pytest.approx(
        [45_000, 120_000, 144_000, 165_000, 106_000, 580_000]
    )
    assert table[-1][1] == 30_000_000
    assert table[-1][2] == pytest.approx(580 / 30_000)


def test_provision_table_finds_rates_by_label_in_any_order() -> None:
    rates: list[list[Any]] = [
        ["Bucket", "Rate"],
        [" 1 - 30", 0.1],
        ["current", 0.01],
        ["31-60", 0.5],
    ]
    table = provision_table([["Current", 1_000], ["1–30", 500]], rates)
    assert table[1:3] == [["Current", 1_000, 0.01, 10], ["1–30", 500, 0.1, 50]]


def test_provision_table_takes_an_aging_as_it_spills() -> None:
    aging: list[list[Any]] = [
        ["Currency", *LABELS, "Undated", "Unapplied", "Total"],
        ["EUR", *IFRS_BALANCES, 0, -1_000, 29_999_000],
    ]
    table = provision_table(aging, [[rate] for rate in IFRS_RATES])
    assert table[-2] == ["Unapplied", -1_000, "", 0]
    assert table[-1][1] == 29_999_000
    assert table[-1][3] == pytest.approx(580_000)
    aging[1][6] = 500
    with pytest.raises(NotAvailable, match="bucket Undated, got none for its 500"):
        provision_table(aging, [[rate] for rate in IFRS_RATES])
    undated = [*rows(LABELS, IFRS_RATES), ["Undated", 0.2]]
    assert provision_table(aging, undated)[-1][3] == pytest.approx(580_100)


def test_provision_table_without_labels_and_in_chinese() -> None:
    table = provision_table([[1_000], [500]], [[0.01], [0.1]], "zh")
    assert table == [
        ["账龄", "余额", "预期信用损失率", "坏账准备"],
        ["1", 1_000, 0.01, 10],
        ["2", 500, 0.1, 50],
        ["合计", 1_500, 0.04, 60],
    ]
    named_by_rates = provision_table([[1_000], [500]], [["a", 0.01], ["b", 0.1]])
    assert [row[0] for row in named_by_rates] == ["Bucket", "a", "b", "Total"]


def test_provision_table_of_nothing_has_no_coverage() -> None:
    assert provision_table([[0.0], [0.0]], [[0.1], [0.2]])[-1] == ["Total", 0, "", 0]


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda: provision_matrix([], []), NotAvailable, id="matrix-empty"),
        pytest.param(lambda: provision_matrix([1], [1.5]), OutOfDomain, id="matrix-rate"),
        pytest.param(lambda: provision_matrix([1], [-0.5]), OutOfDomain, id="matrix-negative-rate"),
        pytest.param(lambda: provision_matrix([1, 2], [0.1]), InvalidValue, id="matrix-uneven"),
        pytest.param(lambda: provision_matrix([1, 2], [0.1, None]), InvalidValue, id="matrix-gap"),
        pytest.param(
            lambda: provision_net_of_cover([1], [0.1], [1], 1.2), OutOfDomain, id="cover-rate"
        ),
        pytest.param(
            lambda: provision_net_of_cover([1], [0.1], [-1]), OutOfDomain, id="cover-negative"
        ),
        pytest.param(
            lambda: provision_net_of_cover([1], [0.1], [1, 2]), InvalidValue, id="cover-uneven"
        ),
        pytest.param(lambda: cecl_provision([1], [1.1]), OutOfDomain, id="cecl-rate"),
        pytest.param(lambda: cecl_provision([1], [0.1], [-2]), OutOfDomain, id="cecl-adjustment"),
        pytest.param(lambda: cecl_provision([1, 2], [0.1]), InvalidValue, id="cecl-uneven"),
        pytest.param(
            lambda: cecl_provision([1, 2, 3], [0.1] * 3, [0.1, 0.1]),
            InvalidValue,
            id="cecl-adjustments-uneven",
        ),
        pytest.param(lambda: cecl_provision([], []), NotAvailable, id="cecl-empty"),
        pytest.param(
            lambda: provision_table([["a", 1]], [["a", 0.1], ["A ", 0.2]]),
            InvalidValue,
            id="table-rate-twice",
        ),
        pytest.param(
            lambda: provision_table([["a", 1], ["b", 1]], [["a", 0.1], ["c", 0.2]]),
            NotAvailable,
            id="table-no-such-rate",
        ),
        pytest.param(
            lambda: provision_table([["a", 1], ["b", 1]], [["a", 0.1], ["b", None]]),
            NotAvailable,
            id="table-blank-rate",
        ),
        pytest.param(
            lambda: provision_table([[1], [2]], [[0.1], [0.2], [0.3]]),
            InvalidValue,
            id="table-uneven",
        ),
        pytest.param(lambda: provision_table([[1]], [[8]]), OutOfDomain, id="table-rate"),
        pytest.param(
            lambda: provision_table([["a", 1]], [["a", 8], ["b", 1]]),
            OutOfDomain,
            id="table-labelled-rate",
        ),
        pytest.param(lambda: provision_table([], [[0.1]]), NotAvailable, id="table-empty"),
    ],
)
def test_errors(call: Call, error: type[Exception]) -> None:
    with pytest.raises(error, match="Hint: "):
        call()


@given(matrix=matrices)
def test_the_provision_is_the_sum_of_the_lines(matrix: list[tuple[float, float]]) -> None:
    balances, rates = map(list, zip(*matrix, strict=True))
    table = provision_table([[b] for b in balances], [[r] for r in rates])
    lines: list[Any] = [row[3] for row in table[1:-1]]
    assert table[-1][3] == pytest.approx(sum(lines))
    assert table[-1][3] == pytest.approx(provision_matrix(balances, rates))
    assert table[-1][1] == pytest.approx(sum(balances), abs=1e-3)


@given(matrix=matrices)
def test_a_provision_is_never_negative_nor_above_the_debts(
    matrix: list[tuple[float, float]],
) -> None:
    balances, rates = map(list, zip(*matrix, strict=True))
    netted = provision_matrix(balances, rates, floor=False)
    floored = provision_matrix(balances, rates)
    assert 0 <= netted <= floored * (1 + 1e-9) + 1e-6
    assert floored <= sum(max(0, b) for b in balances) * (1 + 1e-9)


@given(matrix=matrices, cover=st.floats(0, 1e9), insured_rate=fractions)
def test_net_of_cover_is_never_above_gross_nor_below_zero(
    matrix: list[tuple[float, float]], cover: float, insured_rate: float
) -> None:
    balances, rates = map(list, zip(*matrix, strict=True))
    net = provision_net_of_cover(balances, rates, [cover] * len(balances), insured_rate)
    gross = provision_matrix(balances, rates)
    assert -1e-6 * (1 + gross) <= net <= gross * (1 + 1e-9)


@given(matrix=matrices, adjustment=st.floats(-1, 5))
def test_cecl_is_the_matrix_of_the_forward_rates(
    matrix: list[tuple[float, float]], adjustment: float
) -> None:
    balances, rates = map(list, zip(*matrix, strict=True))
    forward = [forward_rate(rate, adjustment) for rate in rates]
    expected = provision_matrix(balances, forward)
    assert cecl_provision(balances, rates, [adjustment]) == pytest.approx(expected)
