"""The credit policy in cells: terms of a grade with the rule that binds, approvals, its parts."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.policy.credit_policy import packaged_book, packaged_credit
from ledgerguard.policy.credit_strategy import STRICTNESS, credit_terms_of
from ledgerguard.policy.credit_tables import part_table
from ledgerguard.policy.credit_terms import (
    Part,
    approval_post,
    credit_policy,
    credit_terms,
)
from ledgerguard.policy.credit_words import PARTS
from ledgerguard.policy.firm import policy_from_texts
from ledgerguard.units import Language

PARTS_THERE = get_args(Part)
CHINA = policy_from_texts(
    {"f.toml": '[credit.currency_risk]\nhome = ["CNY"]\nheld_back = { JPY = 0.25, HKD = 0 }\n'}
).credit


@pytest.fixture
def own_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "firm.toml"
    file.write_text(
        '[credit.holders]\ncredit-analyst = "Li Na"\n'
        '[credit.currency_risk]\nhome = ["CNY"]\nlongest_terms_days = 20\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(file))


def test_a_grade_by_itself() -> None:
    rows = credit_terms(5)
    assert rows[0] == ["Term", "Value", "Decided by"]
    assert [row[1] for row in rows[2:]] == [45, 0, "none", "required", 0.8, 183, "standard"]
    assert {row[2] for row in rows[1:]} == {"grade"}


def test_country_bounds_terms_security_and_limit() -> None:
    # Nigeria is in class 6: 30 days at most, by letter of credit, EUR 100,000 at most.
    rows = {row[0]: row[1:] for row in credit_terms(2, "NG", currency="eur")}
    assert rows["Longest terms (days)"] == [30, "country"]
    assert rows["Security"] == ["letter of credit", "country"]
    assert rows["Country risk class"] == ["6", "OECD list (transcribed), 2026-01-30"]
    assert rows["Ceiling of the limit"] == [100_000, "country"]


def test_a_new_market_halves_terms_and_limit_and_takes_a_part_ahead() -> None:
    # Grade 5: 45 days -> floor(22.5); multiplier 0.8 -> 0.4; at least 30 % ahead.
    rows = {row[0]: row[1:] for row in credit_terms(5, "DE", True)}
    assert rows["Longest terms (days)"] == [22, "new market"]
    assert rows["Prepayment"] == [0.3, "new market"]
    assert rows["Limit multiplier"] == [0.4, "new market"]
    assert "Ceiling of the limit" not in rows


def test_without_terms_the_goods_are_paid_ahead_or_by_letter_of_credit() -> None:
    # Class 7 has no terms and asks for prepayment, whatever the grade.
    found = credit_terms_of(packaged_credit(), 1, packaged_credit().countries["7"])
    assert (found.terms_days.value, found.prepayment_rate.value) == (0, 1)
    assert (found.prepayment_rate.origin, found.security) == ("country", "prepayment")
    sme = policy_from_texts({"f.toml": '[credit]\npreset = "sme"\n'}).credit
    new = credit_terms_of(sme, 3, is_new=True)
    assert (new.terms_days.value, new.security, new.security_origin) == (
        *(0, "letter-of-credit"),
        "new-market",
    )
    assert credit_terms_of(packaged_credit(), 8).prepayment_rate.origin == "grade"


def test_a_part_of_a_limit_in_foreign_currency_is_held_back() -> None:
    # 10 % of any foreign currency, 25 % and 0 of those that are named; none at home or unstated.
    found = [credit_terms_of(CHINA, 4, currency=code).multiplier for code in ("HKD", "EUR", "JPY")]
    assert [(f.value, f.origin) for f in found] == [
        (1, "grade"),
        (0.9, "currency"),
        (0.75, "currency"),
    ]
    assert credit_terms_of(CHINA, 4).multiplier.value == 1
    assert credit_terms_of(CHINA, 4, currency="CNY").multiplier.value == 1
    assert credit_terms_of(packaged_credit(), 4, currency="EUR").multiplier.value == 1


@pytest.mark.usefixtures("own_policy")
def test_cells_follow_the_firms_own_policy() -> None:
    rows = {row[0]: row[1:] for row in credit_terms(1, None, False, "USD")}
    assert rows["Longest terms (days)"] == [20, "currency"]
    assert approval_post(1, 1, "CNY") == "Credit analyst (Li Na)"
    assert approval_post(1, 1, "CNY", "zh") == "信用分析员（Li Na）"
    assert credit_policy("approvals")[1][2] == "Li Na"


@given(
    st.integers(1, 10),
    st.sampled_from([None, *packaged_credit().countries]),
    st.booleans(),
    st.sampled_from(["", "CNY", "EUR", "JPY"]),
)
def test_nothing_makes_terms_milder_than_the_grades(
    grade: int, code: str | None, is_new: bool, currency: str
) -> None:
    country = None if code is None else CHINA.countries[code]
    plain = CHINA.strategy(grade)
    found = credit_terms_of(CHINA, grade, country, is_new=is_new, currency=currency)
    assert found.terms_days.value <= plain.terms_days
    assert found.prepayment_rate.value >= plain.prepayment_rate
    assert found.multiplier.value <= plain.multiplier
    assert STRICTNESS.index(found.security) >= STRICTNESS.index(plain.security)
    if country is not None:
        assert found.terms_days.value <= country.longest_terms_days
        assert STRICTNESS.index(found.security) >= STRICTNESS.index(country.security)


@given(st.booleans(), st.sampled_from(["", "EUR"]))
def test_a_worse_grade_never_gets_longer_terms(is_new: bool, currency: str) -> None:
    days = [
        credit_terms_of(CHINA, grade, is_new=is_new, currency=currency).terms_days.value
        for grade in range(1, 11)
    ]
    assert days == sorted(days, reverse=True)


def test_what_is_no_grade_currency_or_limit() -> None:
    for grade in (0, 11):
        with pytest.raises(OutOfDomain, match="grade must be from 1 to 10"):
            credit_terms(grade)
        with pytest.raises(OutOfDomain, match="grade must be from 1 to 10"):
            approval_post(1, grade, "CNY")
    with pytest.raises(InvalidValue, match="currency must be a code of three letters"):
        credit_terms(1, currency="euro")
    with pytest.raises(InvalidValue, match="currency must be a code of three letters"):
        approval_post(1, 1, " ")
    with pytest.raises(OutOfDomain, match="limit must not be negative"):
        approval_post(-1, 1, "CNY")


def test_the_parts_are_those_that_the_formula_takes() -> None:
    assert tuple(PARTS) == PARTS_THERE
    rows = credit_policy()
    assert [row[0] for row in rows[1:]] == list(PARTS_THERE)
    assert [row[2] for row in rows[1:]] == [len(credit_policy(part)) - 1 for part in PARTS_THERE]


@pytest.mark.parametrize("part", PARTS_THERE)
@pytest.mark.parametrize("language", get_args(Language))
def test_every_part_is_a_table_of_cells(part: Part, language: Language) -> None:
    rows = part_table(part, packaged_credit(), packaged_book(), language)
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(isinstance(cell, str | int | float) for row in rows for cell in row)
    english = part_table(part, packaged_credit(), packaged_book(), "en")
    assert (rows[0] == english[0]) == (language == "en")


def test_parts_show_what_holds() -> None:
    grades = credit_policy("grades")
    assert grades[5][:3] == [5, "average", 0.0175]
    assert [row[2] for row in grades[9:]] == [1, ""]
    factors = credit_policy("scorecard")
    assert ["days_beyond_terms", 14, "<= 5", 0.75, 10.5] in factors
    assert ["statements", 8, "audited", 1, 8] in factors
    fires = {row[0]: row[3:] for row in credit_policy("knock-outs")}
    assert fires["long-overdue"] == ["> 90", 8, "no"]
    assert fires["statements-missing"] == ["none / no such fact", 6, "yes"]
    assert fires["insolvent"] == ["TRUE", 10, "no"]
    approvals = credit_policy("approvals")
    assert approvals[1][3] == "CNY 200,000; EUR 25,000; USD 25,000; GBP 20,000; HKD 200,000"
    assert approvals[4][3] == "without bound"
    assert ["bad_debt_rate", "坏账率目标", 0.005] in credit_policy("targets", "zh")
    assert ["combine", "合并方式", "取最低值"] in credit_policy("limits", "zh")
    classes = {row[0]: row[6] for row in credit_policy("countries")[1:]}
    assert (classes["0"], sum(map(int, map(str, classes.values())))) == (1, 201)
    warning = next(row for row in credit_policy("warnings") if row[0] == "bad_debt_rate")
    assert warning[2:5] == [0.0025, 0.005, 0.01]
