"""Reason codes: the worked example, order, missing factors, languages, and the law of the sum."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain, PropagatedError
from ledgerguard.formulas.credit_factors import BY_KEY, FACTORS
from ledgerguard.formulas.credit_reasons import credit_reasons
from ledgerguard.formulas.credit_words import REASONS
from ledgerguard.formulas.scoring import credit_score

EXAMPLE: list[list[Any]] = [
    ["current_ratio", 1.35],
    ["liabilities_to_assets", 0.62],
    ["ebit_to_assets", 0.07],
    ["operating_cash_flow_to_current_liabilities", 0.15],
    ["altman_z_nonmanufacturer", 2.44],
    ["days_beyond_terms", 8],
    ["statements", "audited"],
    ["bank_headroom", 0.30],
    ["litigation_to_assets", 0],
    ["ownership_change", "over_year"],
    ["order_fulfilment", 0.96],
    ["years_trading", 7],
    ["country_risk", "medium"],
]


def test_the_worked_example() -> None:
    header, *rows = credit_reasons(EXAMPLE)
    assert header[:2] == ["Code", "Factor"]
    # The points of the definitions' example: 6, 5, 6, 5, 5, 7, 8, 4.5, 8, 3.75, 4.5, 3, 2.
    assert [(row[0], row[5]) for row in rows] == [
        ("PAY", 7.0),
        ("LEV", 5.0),
        ("CFL", 5.0),
        ("ALZ", 5.0),
        ("LIQ", 2.0),
        ("PRO", 2.0),
        ("BNK", 1.5),
        ("FUL", 1.5),
        ("OWN", 1.25),
        ("AGE", 1.0),
        ("CTY", 1.0),
        ("ACC", 0.0),
        ("LIT", 0.0),
    ]
    assert rows[0] == [
        "PAY",
        "days_beyond_terms",
        8,
        7.0,
        14,
        7.0,
        7.0,
        "pays later than agreed (full points: <= 0)",
    ]
    assert rows[-1][7] == "in the best band"


def test_missing_factors_come_last_and_the_others_are_rescaled() -> None:
    table = [row for row in EXAMPLE if row[0] not in ("bank_headroom", "country_risk")]
    *rows, bank, country = credit_reasons([*table, ["bank_headroom", ""]])
    assert [bank[:3], country[:3]] == [["BNK", "bank_headroom", ""], ["CTY", "country_risk", ""]]
    assert bank[3:7] == ["", 6, "", ""]
    assert "not given" in str(bank[7])
    assert rows[1][6] == pytest.approx(100 / 91 * 7)


def test_where_there_is_no_score_the_reasons_still_stand() -> None:
    rows = credit_reasons([["days_beyond_terms", 8], ["statements", "audited"]])[1:]
    assert rows[0][:7] == ["PAY", "days_beyond_terms", 8, 7.0, 14, 7.0, ""]
    assert len(rows) == len(FACTORS)


def test_the_codes_are_unique_and_every_factor_has_its_words() -> None:
    assert list(REASONS) == list(BY_KEY)
    assert len({reason.code for reason in REASONS.values()}) == len(FACTORS)
    for language in ("en", "zh"):
        texts = {reason.text(language) for reason in REASONS.values()}
        assert len(texts) == len(FACTORS)


def test_in_chinese() -> None:
    table = credit_reasons(EXAMPLE, "zh")
    assert table[0] == ["代码", "因素", "值", "得分", "权重", "失分", "影响总分", "原因"]
    assert table[1][7] == "付款晚于约定账期（满分要求：<= 0）"


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([["colour", 1]], InvalidValue),
        ([["years_trading", -1]], OutOfDomain),
        ([["years_trading", float("inf")]], OutOfDomain),
        ([["years_trading", ErrorValue("#REF!")]], PropagatedError),
    ],
)
def test_errors(rows: list[list[Any]], error: type[Exception]) -> None:
    with pytest.raises(error):
        credit_reasons(rows)


values = st.fixed_dictionaries(
    {},
    optional={
        factor.key: st.sampled_from([*factor.words]) if not factor.bands else st.floats(0, 1)
        for factor in FACTORS
    },
).filter(lambda given: sum(BY_KEY[key].weight for key in given) >= 50)


@given(values)
def test_the_score_is_a_hundred_less_what_is_lost(given_values: dict[str, Any]) -> None:
    factors = [[key, value] for key, value in given_values.items()]
    rows = credit_reasons(factors)[1:]
    lost = [row[6] for row in rows if isinstance(row[6], float)]
    assert credit_score(factors) == pytest.approx(100 - sum(lost))
    assert lost == sorted(lost, reverse=True)
    assert len(rows) == len(FACTORS)
