"""The credit score: the worked example, every band edge, ranges of factors, and its laws."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import formulas_of
from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formulas import scoring
from ledgerguard.formulas.credit_factors import BY_KEY, FACTORS, FactorValue
from ledgerguard.formulas.scoring import breakdown, credit_score

# The worked example of the definitions: its points are 6, 5, 6, 5, 5, 7 = 34.0 and then
# 8, 4.5, 8, 3.75, 4.5, 3, 2 = 33.75.
EXAMPLE: dict[str, FactorValue] = {
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
POINTS = [6, 5, 6, 5, 5, 7, 8, 4.5, 8, 3.75, 4.5, 3, 2]


def test_the_worked_example() -> None:
    parts = breakdown(EXAMPLE)
    assert [part.points for part in parts.factors] == pytest.approx(POINTS)
    assert all(part.available for part in parts.factors)
    assert parts.weight == 100
    assert credit_score(*EXAMPLE.values()) == pytest.approx(67.75)  # type: ignore[arg-type]
    fewer = {k: v for k, v in EXAMPLE.items() if k not in ("bank_headroom", "country_risk")}
    assert breakdown(fewer).score == pytest.approx(67.31, abs=0.005)
    assert credit_score(**{**EXAMPLE, "bank_headroom": None, "country_risk": None}) == (  # type: ignore[arg-type]
        pytest.approx(67.31, abs=0.005)
    )


def test_the_weights_add_up_to_a_hundred_and_the_arguments_are_the_factors() -> None:
    assert sum(factor.weight for factor in FACTORS) == 100
    described = {f.name: f for f in formulas_of(scoring)}["CREDIT_SCORE"]
    assert [parameter.name for parameter in described.parameters] == list(BY_KEY)


@pytest.mark.parametrize(
    ("key", "edges"),
    [
        ("current_ratio", {1.5: 1, 1.49: 0.75, 1.2: 0.75, 1.0: 0.5, 0.8: 0.25, 0.79: 0}),
        ("liabilities_to_assets", {0.4: 1, 0.41: 0.75, 0.55: 0.75, 0.7: 0.5, 0.85: 0.25, 0.86: 0}),
        ("ebit_to_assets", {0.1: 1, 0.06: 0.75, 0.03: 0.5, 0.0: 0.25, -0.01: 0}),
        (
            "operating_cash_flow_to_current_liabilities",
            {0.4: 1, 0.2: 0.75, 0.1: 0.5, 0.0: 0.25, -0.01: 0},
        ),
        ("altman_z_nonmanufacturer", {2.61: 1, 2.6: 0.5, 1.1: 0.5, 1.09: 0}),
        ("days_beyond_terms", {-5: 1, 0: 1, 0.1: 0.75, 5: 0.75, 15: 0.5, 30: 0.25, 31: 0}),
        (
            "statements",
            {"audited": 1, "qualified": 0.5, "Reviewed": 0.5, "management": 0.25, "none": 0},
        ),
        ("bank_headroom", {0.5: 1, 0.25: 0.75, 0.1: 0.5, 0.09: 0.25, 0.0: 0.25, "withdrawn": 0}),
        (
            "litigation_to_assets",
            {0: 1, 0.009: 0.75, 0.01: 0.25, 0.05: 0.25, 0.051: 0, " ENFORCEMENT ": 0},
        ),
        (
            "ownership_change",
            {"none": 1, "over_year": 0.75, "within_group": 0.5, "control": 0.25, "pending": 0},
        ),
        ("order_fulfilment", {0.98: 1, 0.95: 0.75, 0.9: 0.5, 0.8: 0.25, 0.79: 0}),
        ("years_trading", {10: 1, 5: 0.75, 3: 0.5, 1: 0.25, 0.9: 0}),
        ("country_risk", {"low": 1, "Medium": 2 / 3, "sensitive": 1 / 3, "high": 0}),
    ],
)
def test_bands(key: str, edges: dict[float | str, float]) -> None:
    for value, fraction in edges.items():
        assert BY_KEY[key].fraction(value) == pytest.approx(fraction), value


def test_a_value_that_float_arithmetic_left_just_below_its_threshold_reaches_it() -> None:
    assert BY_KEY["current_ratio"].fraction(1.5 * (1 - 1e-10)) == 1
    assert BY_KEY["altman_z_nonmanufacturer"].fraction(2.6 * (1 + 1e-10)) == 0.5


def test_factors_as_a_range_in_any_order_with_header_blanks_and_capitals() -> None:
    rows: list[list[Any]] = [["Factor", "Value"], [None, None], ["", ""]]
    rows += [[key.upper(), value] for key, value in reversed(EXAMPLE.items())]
    assert credit_score(rows) == pytest.approx(67.75)


@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_factor_is_missing_and_not_zero(blank: Any) -> None:
    rows = [[k, blank if k in ("bank_headroom", "country_risk") else v] for k, v in EXAMPLE.items()]
    assert credit_score(rows) == pytest.approx(67.31, abs=0.005)


def test_less_than_half_of_the_weight_is_no_score() -> None:
    with pytest.raises(NotAvailable, match="missing: "):
        credit_score()
    # 8 + 10 + 8 + 10 + 14 = 50 is just enough, 8 + 10 + 8 + 10 + 10 = 46 is not
    assert credit_score(1.5, 0.4, 0.1, 0.4, None, 0) == 100
    with pytest.raises(NotAvailable):
        credit_score(1.5, 0.4, 0.1, 0.4, 3)


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([["days_late", 3]], InvalidValue, "days_late"),
        ([["current_ratio", 1], [7, 3]], InvalidValue, "row 2"),
        ([["current_ratio", 1], ["factor", "value"]], InvalidValue, "row 2"),
        ([["current_ratio", 1], ["Current_Ratio", 2]], InvalidValue, "twice"),
        ([["current_ratio", 1, 2]], InvalidValue, "two columns"),
        ([["current_ratio", "high"]], InvalidValue, "current_ratio must be a number"),
        ([["current_ratio", True]], InvalidValue, "current_ratio"),
        ([["statements", 1]], InvalidValue, "statements must be 'audited' or"),
        ([["bank_headroom", "none"]], InvalidValue, "a number or 'withdrawn'"),
        ([["bank_headroom", 1.5]], OutOfDomain, "from 0 to 1"),
        ([["years_trading", -1]], OutOfDomain, "at least 0"),
        ([["current_ratio", float("inf")]], OutOfDomain, "finite"),
        ([["current_ratio", ErrorValue("#DIV/0!")]], PropagatedError, "#DIV/0!"),
        ([[ErrorValue("#REF!"), 1]], PropagatedError, "#REF!"),
    ],
)
def test_faults_in_a_range(
    rows: list[list[Any]], error: type[LedgerguardError], words: str
) -> None:
    with pytest.raises(error, match=words):
        credit_score(rows)


def test_a_date_is_no_factor_and_a_range_leaves_no_room_for_more() -> None:
    with pytest.raises(InvalidValue, match="years_trading"):
        credit_score([["years_trading", dt.date(2015, 1, 1)]])
    with pytest.raises(InvalidValue, match="not both"):
        credit_score([["current_ratio", 1.0]], 0.5)
    with pytest.raises(InvalidValue, match="no factor 'colour'"):
        breakdown({"colour": 1})


numbers = st.one_of(st.none(), st.floats(0, 1))
factor_values = st.fixed_dictionaries(
    {
        factor.key: st.one_of(st.none(), *map(st.just, factor.words))
        if not factor.bands
        else numbers
        for factor in FACTORS
    }
)


@given(factor_values)
def test_a_score_lies_between_0_and_100_or_is_not_available(values: dict[str, FactorValue]) -> None:
    parts = breakdown(values)
    assert all(0 <= part.points <= part.weight for part in parts.factors)
    if parts.weight >= 50:
        assert 0 <= parts.score <= 100 + 1e-9
    else:
        with pytest.raises(NotAvailable):
            _ = parts.score


@given(st.sampled_from([f for f in FACTORS if f.bands]), st.floats(0, 1), st.floats(0, 1))
def test_more_of_a_good_thing_never_costs_points(factor: Any, low: float, more: float) -> None:
    falling = factor.bands[0].comparison == "<="
    worse, better = factor.fraction(low), factor.fraction(min(1.0, low + more))
    assert (better <= worse) if falling else (better >= worse)


@given(factor_values, st.sampled_from(FACTORS), st.data())
def test_a_better_factor_never_lowers_the_score(
    values: dict[str, FactorValue], factor: Any, data: st.DataObject
) -> None:
    options = [*factor.words, *[band.threshold + 1e-6 for band in factor.bands], 0.0][:9]
    options = [o for o in options if isinstance(o, str) or factor.bands]
    one, other = data.draw(st.sampled_from(options)), data.draw(st.sampled_from(options))
    highest = 1.0 if factor.highest is None else factor.highest
    one, other = (min(v, highest) if isinstance(v, float) else v for v in (one, other))
    worse, better = sorted((one, other), key=factor.fraction)
    before = breakdown({**values, factor.key: worse})
    if before.is_enough:
        assert breakdown({**values, factor.key: better}).score >= before.score
