"""The thirteen factors from facts: worked by hand, with the facts that each stands on."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.factors import (
    FactorEvidence,
    factor_evidence,
    score_factors,
)
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.formulas.credit_factors import FACTORS
from ledgerguard.formulas.scoring import breakdown
from ledgerguard.policy.country_classes import CountryClass, CountryTable
from ledgerguard.policy.credit_file import CreditPolicy, FreshnessEntry
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.firm import Policy, load_policy

AS_OF, YEAR_END, LATELY = 45_350, 45_291, 45_340  # 28 February 2024, 31 December 2023
CREDIT = packaged_credit()


def fact(item: str, value: Any, day: int = LATELY, currency: str = "", source: str = "") -> Fact:
    return Fact(item, value, day, currency=currency, source=source)


def money(item: str, value: float, day: int = LATELY, currency: str = "EUR", by: str = "") -> Fact:
    return fact(item, value, day, currency, by)


def evidence(
    factor: str, *facts: Fact, behaviour: Any = None, credit: CreditPolicy = CREDIT, **more: Any
) -> FactorEvidence:
    return factor_evidence(CustomerFile("A", facts), behaviour, credit, AS_OF, **more)[factor]


def value(factor: str, *facts: Fact, **more: Any) -> Any:
    return evidence(factor, *facts, **more).value


def ruled(group: str, rule: Any) -> CreditPolicy:
    return attrs.evolve(CREDIT, freshness={**CREDIT.freshness, group: FreshnessEntry(183, rule)})


def test_the_worked_case_of_credit_score() -> None:
    # The thirteen values of the example of CREDIT_SCORE, each from facts: 67.75 points.
    facts = (
        money("current_assets", 1_350, YEAR_END),
        money("current_liabilities", 1_000, YEAR_END),
        money("total_assets", 10_000, YEAR_END),
        money("total_liabilities", 6_200, YEAR_END),
        money("ebit", 700, YEAR_END),
        money("operating_cash_flow", 150, YEAR_END),
        # 6.56 x .035 + 3.26 x r + 6.72 x .07 + 1.05 x 3800/6200 = 2.44 with r = 0.336241...
        money("retained_earnings", 3_362.41, YEAR_END),
        fact("statements", "audited", YEAR_END),
        money("bank_line", 1_000),
        money("bank_line_used", 700),
        money("litigation", 0),
        fact("ownership_change", "over_year"),
        fact("order_fulfilment", 0.96),
        fact("years_trading", 7.0),
        fact("country_risk", "medium"),
    )
    behaviour = Behaviour("EUR", days_beyond_terms=8.0)
    found = score_factors(CustomerFile("A", facts), behaviour, CREDIT, AS_OF)
    assert list(found) == [factor.key for factor in FACTORS]
    assert found["altman_z_nonmanufacturer"] == pytest.approx(2.44, abs=0.005)
    assert found["liabilities_to_assets"] == pytest.approx(0.62)
    assert found["operating_cash_flow_to_current_liabilities"] == pytest.approx(0.15)
    assert found["bank_headroom"] == pytest.approx(0.3)
    assert breakdown(found).score == pytest.approx(67.75)


def test_an_empty_file_knows_nothing() -> None:
    found = score_factors(CustomerFile("A"), None, CREDIT, AS_OF)
    assert set(found.values()) == {None}
    assert {e.note for e in factor_evidence(CustomerFile("A"), None, CREDIT, AS_OF).values()} == {
        "missing"
    }


def test_a_ratio_comes_from_the_newest_statements_that_have_it() -> None:
    before = YEAR_END - 365
    facts = (
        money("ebit", 5, before),
        money("total_assets", 100, before),
        money("ebit", 9, YEAR_END),  # a quick figure: the balance sheet is not out yet
    )
    found = evidence("ebit_to_assets", *facts)
    assert found.value == 0.05
    assert {fact.day for fact in found.facts} == {before}


def test_a_derived_amount_is_said() -> None:
    found = evidence(
        "liabilities_to_assets", money("total_assets", 100, YEAR_END), money("equity", 30, YEAR_END)
    )
    assert found.value == pytest.approx(0.7)
    assert (found.note, found.detail) == ("derived", "total_liabilities")
    assert {fact.item for fact in found.facts} == {"total_assets", "equity"}


def test_days_beyond_terms_of_the_ledger_yield_to_a_fresh_row() -> None:
    late = {"EUR": Behaviour("EUR", days_beyond_terms=4.0), "USD": Behaviour("USD")}
    worse = {**late, "CNY": Behaviour("CNY", days_beyond_terms=11.0)}
    stated = fact("days_beyond_terms", 20.0)
    old = fact("days_beyond_terms", 20.0, AS_OF - 93)
    assert value("days_beyond_terms", behaviour=late) == 4
    assert value("days_beyond_terms", behaviour=worse) == 11  # the worst, and no mean of two moneys
    assert value("days_beyond_terms", stated, behaviour=late) == 20
    assert evidence("days_beyond_terms", old, behaviour=late).note == "ledger"
    assert value("days_beyond_terms", old, behaviour=late) == 4
    assert evidence("days_beyond_terms", old).note == "stale"
    assert value("days_beyond_terms", old, behaviour={"USD": Behaviour("USD")}) == 20


def test_headroom_adds_the_lines_of_all_banks_of_one_currency() -> None:
    north = (money("bank_line", 600, by="North"), money("bank_line_used", 500, by="North"))
    south = (money("bank_line", 400, by="South"), money("bank_line_used", 100, by="South"))
    assert value("bank_headroom", *north, *south) == pytest.approx(0.4)
    silent = money("bank_line", 9_000, by="West")  # nobody knows what is drawn on it
    assert value("bank_headroom", *north, *south, silent) == pytest.approx(0.4)
    assert value("bank_headroom", silent) is None
    newer = money("bank_line_used", 600, LATELY + 1, by="north")
    assert value("bank_headroom", *north, newer) == 0


def test_two_currencies_are_never_one_headroom() -> None:
    euro = (money("bank_line", 600), money("bank_line_used", 300))
    dollar = (money("bank_line", 100, currency="USD"), money("bank_line_used", 90, currency="USD"))
    assert value("bank_headroom", *euro, *dollar) == pytest.approx(0.1)  # the tightest
    crossed = (money("bank_line", 600), money("bank_line_used", 300, currency="USD"))
    assert value("bank_headroom", *crossed) is None


def test_a_line_that_is_overdrawn_has_no_headroom_and_one_of_nothing_is_none() -> None:
    assert value("bank_headroom", money("bank_line", 100), money("bank_line_used", 120)) == 0
    assert value("bank_headroom", money("bank_line", 0)) == "withdrawn"


def test_a_withdrawn_line_prevails_until_the_same_bank_grants_anew() -> None:
    line = (money("bank_line", 600, by="North"), money("bank_line_used", 100, by="North"))
    gone = fact("bank_line_withdrawn", True, LATELY + 1, source="South")
    assert value("bank_headroom", *line, gone) == "withdrawn"
    again = money("bank_line", 50, LATELY + 2, by="South")
    assert value("bank_headroom", *line, gone, again) == pytest.approx(5 / 6)
    assert value("bank_headroom", *line, fact("bank_line_withdrawn", False)) == pytest.approx(5 / 6)


def test_litigation_adds_the_cases_in_force_over_the_assets() -> None:
    assets = money("total_assets", 1_000, YEAR_END)
    cases = (
        money("litigation", 20, 44_000),
        money("litigation", 30),
        Fact("litigation", 500.0, 44_500, AS_OF - 1, "EUR"),  # has ended
        money("litigation", 700, AS_OF + 1),  # not known yet
    )
    assert value("litigation_to_assets", assets, *cases) == pytest.approx(0.05)
    assert value("litigation_to_assets", *cases) is None
    assert evidence("litigation_to_assets", *cases).note == "no-assets"
    assert value("litigation_to_assets", money("litigation", 0)) == 0  # a search found none
    assert value("litigation_to_assets", assets) is None  # nobody has searched
    enforced = fact("enforcement", True)
    assert value("litigation_to_assets", assets, *cases, enforced) == "enforcement"
    assert value("litigation_to_assets", assets, *cases, fact("enforcement", False)) == 0.05


def test_claims_of_another_currency_than_the_assets_are_not_divided_by_them() -> None:
    facts = (money("total_assets", 1_000, YEAR_END, "CNY"), money("litigation", 30))
    found = evidence("litigation_to_assets", *facts)
    assert (found.value, found.note, found.detail) == (None, "other-currency", "CNY")


def test_years_trading_are_counted_from_the_founding() -> None:
    founded = fact("founded", float(AS_OF - 3_653), -1)  # ten years with three leap days
    assert value("years_trading", founded) == pytest.approx(10, abs=0.01)
    assert value("years_trading", founded, fact("years_trading", 4.0)) == 4
    old = fact("years_trading", 4.0, AS_OF - 732)
    assert value("years_trading", founded, old) == pytest.approx(10, abs=0.01)
    assert evidence("years_trading", old).note == "stale"
    assert value("years_trading", fact("founded", AS_OF + 5.0, -1)) is None


def test_country_risk_is_the_word_of_the_class_in_the_policy() -> None:
    listed = CountryClass("6", load_policy().credit_book.countries.dated, "own list")
    book = attrs.evolve(load_policy().credit_book, countries=CountryTable({"DE": (listed,)}))
    policy: Policy = attrs.evolve(load_policy(), credit_book=book)
    germany = fact("country", "DE")
    assert value("country_risk", germany) == "low"  # not classified: a high-income country
    found = evidence("country_risk", germany, policy=policy)
    assert (found.value, found.note, found.detail) == ("high", "class", "6")
    assert value("country_risk", germany, fact("country_risk", "sensitive")) == "sensitive"
    bare = attrs.evolve(CREDIT, countries={})
    assert value("country_risk", germany, credit=bare) is None


def test_a_stale_factor_is_left_out_where_the_policy_withholds() -> None:
    old = fact("order_fulfilment", 0.9, AS_OF - 184)
    for rule, expected, note in (
        ("withhold", None, "left-out"),
        ("downgrade", 0.9, "stale"),
        ("note", 0.9, "stale"),
    ):
        found = evidence("order_fulfilment", old, credit=ruled("fulfilment", rule))
        assert (found.value, found.note, found.detail) == (expected, note, "order_fulfilment")
    young = fact("order_fulfilment", 0.9, AS_OF - 183)
    assert evidence("order_fulfilment", young, credit=ruled("fulfilment", "withhold")).value == 0.9
    undated = fact("order_fulfilment", 0.9, -1)
    assert value("order_fulfilment", undated, credit=ruled("fulfilment", "withhold")) is None


def test_one_stale_fact_of_two_makes_a_factor_stale() -> None:
    pair = (money("bank_line", 100), money("bank_line_used", 50, AS_OF - 184))
    assert evidence("bank_headroom", *pair, credit=ruled("bank", "withhold")).value is None
    assert evidence("bank_headroom", *pair).note == "stale"
