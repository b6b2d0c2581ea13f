"""The waterfall of one invoice: a case by hand, its order, and that it ties out to the gross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.insurance import indemnity, insured_loss
from ledgerguard.formulas.insured_waterfall import KINDS, LINES, insured_waterfall

ENGLISH = LINES["en"]

gross_amounts = st.floats(0, 1e9)
parts = st.floats(0, 1 / 3)
small = st.floats(0, 1e6) | st.just(0.0)
orders = st.sampled_from(["before", "after"])


def lines(table: Sequence[Sequence[Any]]) -> dict[str, float]:
    return {line: amount for line, amount, _ in table[1:]}


def test_a_case_by_hand() -> None:
    # 113,000 with 13 % VAT, 2,000 interest, 8,000 disputed: 90,000 insurable, limit 80,000.
    # 80,000 - 5,000 - 15,000 = 60,000; 90 % is 54,000; 30,000 to be kept is 50,000 at most; the
    # year has 48,000 left.
    table = insured_waterfall(
        113_000, 80_000, 13_000, 2_000, 8_000, 0.9, 5_000, "before", 30_000, 1_000, 15_000, 48_000
    )
    assert table == [
        ("Line", "Amount", "Kind"),
        ("Gross amount", 113_000, "start"),
        ("VAT", -13_000, "less"),
        ("Interest and charges", -2_000, "less"),
        ("Disputed", -8_000, "less"),
        ("Over the limit", -10_000, "less"),
        ("Insured loss", 80_000, "subtotal"),
        ("Not above the threshold", 0, "less"),
        ("Deductible", -5_000, "less"),
        ("Aggregate first loss", -15_000, "less"),
        ("Co-insurance", -6_000, "less"),
        ("Minimum retention", -4_000, "less"),
        ("Over the maximum liability", -2_000, "less"),
        ("Indemnity", 48_000, "result"),
        ("Remains with the firm", 65_000, "remainder"),
    ]


def test_a_deductible_after_the_percentage_stands_after_it() -> None:
    table = insured_waterfall(50_000, 50_000, deductible=5_000, order="after")
    names = [row[0] for row in table]
    assert names.index("Deductible") == names.index("Co-insurance") + 1
    amounts = lines(table)
    assert amounts["Co-insurance"] == pytest.approx(-5_000)
    assert amounts["Deductible"] == pytest.approx(-5_000)
    assert amounts["Indemnity"] == pytest.approx(40_000)


def test_a_loss_below_the_threshold_is_one_line() -> None:
    amounts = lines(insured_waterfall(800, 5_000, threshold=1_000, deductible=100))
    assert amounts["Not above the threshold"] == -800
    assert amounts["Deductible"] == 0
    assert amounts["Indemnity"] == 0
    assert amounts["Remains with the firm"] == 800


def test_without_a_limit_all_remains_with_the_firm() -> None:
    amounts = lines(insured_waterfall(1_000))
    assert amounts["Over the limit"] == -1_000
    assert amounts["Remains with the firm"] == 1_000


def test_chinese() -> None:
    table = insured_waterfall(100, 100, language="zh")
    assert table[0] == ("项目", "金额", "类别")
    assert [row[0] for row in table[1:]] == list(LINES["zh"].values())
    assert {row[2] for row in table[1:]} == set(KINDS["zh"].values())
    assert list(LINES["zh"]) == list(ENGLISH)


def test_errors() -> None:
    with pytest.raises(OutOfDomain, match="gross_amount"):
        insured_waterfall(-1)
    with pytest.raises(OutOfDomain, match="disputed"):
        insured_waterfall(1, disputed=-1)
    with pytest.raises(OutOfDomain, match="vat"):
        insured_waterfall(100, 100, 50, 30, 21)
    with pytest.raises(OutOfDomain, match="limit"):
        insured_waterfall(100, -1)
    with pytest.raises(OutOfDomain, match="insured_rate"):
        insured_waterfall(100, 100, insured_rate=90)


@given(
    gross=gross_amounts,
    limit=gross_amounts,
    taken=st.tuples(parts, parts, parts),
    rate=st.floats(0, 1),
    deductible=small,
    order=orders,
    terms=st.tuples(small, small, small, st.none() | small),
)
def test_it_ties_out_and_each_line_has_its_sign(
    gross: float,
    limit: float,
    taken: tuple[float, float, float],
    rate: float,
    deductible: float,
    order: Literal["before", "after"],
    terms: tuple[float, float, float, float | None],
) -> None:
    vat, interest, disputed = (gross * part for part in taken)
    table: Sequence[Sequence[Any]] = insured_waterfall(
        gross, limit, vat, interest, disputed, rate, deductible, order, *terms
    )
    assert len(table) == 15
    assert sorted(row[0] for row in table[1:]) == sorted(ENGLISH.values())
    level, taken_off = 0.0, 0.0
    for _, amount, kind in table[1:]:
        if kind == "start":
            level = amount
        elif kind == "less":
            assert amount <= 0
            level += amount
            taken_off -= amount
        else:
            assert amount >= 0
            expected = taken_off if kind == "remainder" else level
            assert amount == pytest.approx(expected, abs=0.001)
    amounts = lines(table)
    assert amounts["Indemnity"] + amounts["Remains with the firm"] == pytest.approx(gross)
    insured = insured_loss(max(0.0, gross - vat - interest - disputed), limit)
    assert amounts["Insured loss"] == pytest.approx(insured, abs=1e-6)
    paid = indemnity(amounts["Insured loss"], rate, deductible, order, *terms)
    assert amounts["Indemnity"] == paid
