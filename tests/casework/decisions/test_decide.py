"""The decision: outcome, terms, mixed settlement, stops, elastic limit, approval, loss."""

from __future__ import annotations

import attrs
import pytest
from decision_cases import LOOKED, PD, TODAY, codes, credit, customer, day, decided, money
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.encoding import decision_bytes
from ledgerguard.casework.decisions.markets import known_from
from ledgerguard.casework.decisions.records import Decision, Request, Terms
from ledgerguard.errors import InvalidValue
from ledgerguard.policy.credit_file import CurrencyRiskEntry, FreshnessEntry
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.firm import policy_from_texts


def terms(decision: Decision) -> Terms:
    assert decision.terms is not None
    return decision.terms


def test_a_customer_of_grade_five() -> None:
    """Its strategy: 45 days, nothing ahead, insured. The limit of 33,000 EUR is above the 25,000 of
    the analyst: the credit manager decides.
    """
    found = decided()
    assert (found.outcome, found.limit, found.missing, found.stops) == ("credit", 3_300_000, (), ())
    assert (terms(found).days, terms(found).prepayment_rate) == (45, 0)
    assert (terms(found).security, terms(found).insurance) == ("none", "required")
    assert found.approval is not None
    assert found.approval.post == "credit-manager"
    assert "insurance-first" in codes(found.notes)
    insured = decided(customer(money("insured_limit", 80_000.0)))
    assert "insurance-first" not in codes(insured.notes)


def test_an_order_over_the_limit_is_settled_in_part_ahead_and_in_part_on_credit() -> None:
    """Limit 33,000, owed 30,000: of an order of 50,000 there go 3,000 on credit, 47,000 ahead."""
    found = terms(decided(customer(money("order_backlog", 30_000.0)), order=5_000_000))
    assert (found.prepay, found.on_credit) == (4_700_000, 300_000)
    fits = terms(decided(order=3_300_000))
    assert (fits.prepay, fits.on_credit) == (0, 3_300_000)


def test_the_order_is_held_against_the_own_limit_until_a_higher_one_is_approved() -> None:
    """Own 10,000, recommended 33,000: 10,000 on credit. A temporary 40,000 is decided already."""
    own = money("own_limit", 10_000.0, LOOKED)
    assert terms(decided(customer(own), order=5_000_000)).on_credit == 1_000_000
    high = money("own_limit", 90_000.0, LOOKED)
    assert terms(decided(customer(high), order=5_000_000)).on_credit == 3_300_000
    extra = money("temporary_limit", 40_000.0, LOOKED, TODAY)
    assert terms(decided(customer(own, extra), order=5_000_000)).on_credit == 4_000_000


def test_a_weak_customer_pays_a_part_of_each_order_ahead() -> None:
    """Grade 7: 15 days, guarantee, 30 % ahead; 0.3 * 42,000 = 12,600, limit 12,000. Of an order of
    10,000 which fits, 3,000 are paid ahead.
    """
    found = decided(
        customer(Fact("report_default_probability", 0.05, LOOKED, source="x")), order=1_000_000
    )
    assert found.limit == 1_200_000
    assert (terms(found).days, terms(found).security) == (15, "guarantee")
    assert (terms(found).prepay, terms(found).on_credit) == (300_000, 700_000)


def test_grade_eight_buys_against_a_letter_of_credit() -> None:
    rated = Fact("report_default_probability", 0.1, LOOKED, source="x")
    found = decided(customer(rated), order=1_000_000)
    assert (found.outcome, found.limit, found.approval) == ("cash", 0, None)
    assert (terms(found).days, terms(found).security) == (0, "letter-of-credit")
    assert terms(found).prepay == 1_000_000
    assert found.binding is not None
    assert found.binding.code == "grade"


def test_a_knock_out_decides_by_itself_even_where_all_else_is_missing() -> None:
    bare = CustomerFile("1001", (Fact("insolvency", True, LOOKED),))
    found = decided(bare)
    assert (found.outcome, found.limit) == ("cash", 0)
    assert terms(found).security == "prepayment"
    assert codes(found.stops) == ["stop-knock-out"]
    assert found.grading is not None
    assert (found.grading.grade, found.grading.pd) == (10, 1.0)


def test_what_is_missing_or_too_old_withholds_and_is_named() -> None:
    """The register must have been looked at within 365 days, and is required."""
    old = Fact("registry_status", "active", TODAY - 366)
    late = decided(customer(old, without=["registry_status"]))
    assert late.outcome == "withheld"
    assert late.missing[0].values[:3] == ("identity", "stale", 366)
    assert (late.limit, late.terms, late.grading, late.approval) == (None, None, None, None)
    never = decided(customer(without=["registry_status"]))
    assert never.missing[0].values[:2] == ("identity", "missing")
    in_time = customer(Fact("registry_status", "active", TODAY - 365), without=["registry_status"])
    assert decided(in_time).outcome == "credit"


def test_the_policy_decides_what_old_data_does() -> None:
    old = [money(f.item, float(f.value), TODAY - 184, source="Bank")
           for f in customer().facts if f.item.startswith("bank_line")]  # fmt: skip
    file = customer(*old, without=["bank_line", "bank_line_used"])
    lowered = decided(file)
    assert lowered.grading is not None
    assert (lowered.grading.grade, lowered.grading.notches) == (6, 1)
    rules = dict(packaged_credit().freshness)
    rules["bank"] = FreshnessEntry(max_days=183, rule="withhold")
    assert decided(file, policy=credit(freshness=rules)).outcome == "withheld"
    rules["bank"] = FreshnessEntry(max_days=183, rule="note")
    noted = decided(file, policy=credit(freshness=rules))
    assert noted.grading is not None
    assert (noted.grading.grade, codes(noted.stale)) == (5, ["stale"])


def test_a_withheld_decision_still_stops_supply() -> None:
    file = customer(money("own_limit", 100.0), without=["registry_status"])
    found = decided(file, {"EUR": Behaviour("EUR", open=15_000, oldest_days=31)})
    assert found.outcome == "withheld"
    assert codes(found.stops) == ["stop-over-limit", "stop-overdue"]
    assert found.stops[0].values == (5_000, "EUR")
    assert found.exposure is not None
    assert found.exposure.total == 15_000


@pytest.mark.parametrize(
    ("facts", "days", "expected"),
    [
        ((), 30, []),
        ((), 31, ["stop-overdue"]),
        ((Fact("insurer_decision", "cancelled", LOOKED),), 0, ["stop-insurer"]),
        ((money("insured_limit", 0.0),), 0, ["stop-over-limit", "stop-insurer"]),
        ((money("order_backlog", 33_000.0),), 0, []),
        ((money("order_backlog", 33_000.01),), 0, ["stop-over-limit"]),
        ((Fact("oldest_overdue_days", 2.0, LOOKED),), 200, []),  # the file overrides the ledger
    ],
)
def test_the_rules_of_stop_supply(facts: tuple[Fact, ...], days: int, expected: list[str]) -> None:
    """Exactly at the limit, and on the thirtieth day, supply goes on."""
    ledger = {"EUR": Behaviour("EUR", open=1 if len(expected) > 1 else 0, oldest_days=days)}
    policy = credit(limits={"retained_appetite": {"EUR": 40_000.0}})
    if len(expected) > 1:
        policy = packaged_credit()
    assert codes(decided(customer(*facts), ledger, policy).stops) == expected


def test_new_markets_are_stricter() -> None:
    """45 days become 22; 30 % ahead; half the limit of 33,600: 16,000."""
    policy = credit(new_markets={"home_countries": ("CN",)})
    found = decided(policy=policy, order=1_000_000)
    assert found.notes[0].code == "new-country"
    assert (terms(found).days, terms(found).prepay, found.limit) == (22, 300_000, 1_600_000)
    assert codes(terms(found).bounds) == ["terms-new-market", "prepayment-new-market"]
    known = credit(new_markets={"home_countries": ("CN",), "known_countries": ("DE",)})
    assert not decided(policy=known).new_market


def test_who_is_new() -> None:
    nobody = customer(without=["customer_since"])
    assert decided(nobody).new_market
    assert not decided(nobody, policy=credit(new_markets={"months": 0})).new_market
    sold = {"EUR": Behaviour("EUR", first_issued=day(2020, 1, 1))}
    assert not decided(nobody, sold).new_market
    granted = customer(money("own_limit", 1.0, day(2025, 6, 30)), without=["customer_since"])
    assert not decided(granted).new_market
    assert known_from(day(2025, 8, 31), 6) == day(2026, 2, 28)


def test_a_country_bounds_days_and_asks_for_security() -> None:
    """Class 6 (Nigeria): 30 days, letter of credit; class 7: nothing but prepayment or L/C."""
    nigeria = customer(Fact("country", "NG", LOOKED), without=["country"])
    found = decided(nigeria)
    assert found.country_class == "6"
    assert (terms(found).days, terms(found).security) == (30, "letter-of-credit")
    assert codes(terms(found).bounds) == ["terms-country", "security-country"]
    closed = {**packaged_credit().countries}
    closed["6"] = attrs.evolve(closed["6"], longest_terms_days=0, ceiling={})
    none = decided(nigeria, policy=credit(countries=closed))
    assert (none.outcome, none.limit) == ("cash", 0)
    assert none.binding is not None
    assert none.binding.code == "terms"


def test_a_foreign_currency_bounds_days() -> None:
    risk = CurrencyRiskEntry(home=("CNY",), longest_terms_days=20)
    found = terms(decided(policy=credit(currency_risk=risk)))
    assert (found.days, codes(found.bounds)) == (20, ["terms-currency"])


def test_shorter_terms_are_granted_and_longer_ones_are_not() -> None:
    assert terms(decided(terms_days=10)).days == 10
    longer = terms(decided(terms_days=90))
    assert (longer.days, codes(longer.bounds)) == (45, ["terms-asked"])
    assert decided(terms_days=0).outcome == "cash"


GOOD = {"policy": credit(upper_bounds=(1e-6, 2e-6, 1e-5, 0.5, 0.6, 0.7, 0.8, 0.9))}  # grade 4


def elastic(*facts: Fact, **asked: float) -> tuple[int, int, list[str]] | None:
    file = customer(*facts, without=[f.item for f in facts])
    found = decided(file, **GOOD, **asked).elastic  # type: ignore[arg-type]
    return None if found is None else (found.limit, found.until - TODAY, codes(found.against))


PUNCTUAL = Fact("days_beyond_terms", 5.0, LOOKED)


def test_an_elastic_limit_stays_in_its_corridor_and_expires() -> None:
    """Grade 4 counts 1.0 of 42,000; 10 % more are 46,200; 25 % are cut to 20 %, 50,400."""
    assert elastic(PUNCTUAL) is None
    assert elastic(PUNCTUAL, uplift_rate=0.1) == (4_620_000, 90, [])
    assert elastic(PUNCTUAL, uplift_rate=0.25) == (5_040_000, 90, [])
    late = Fact("days_beyond_terms", 5.5, LOOKED)
    assert elastic(late, uplift_rate=0.1) == (4_200_000, 0, ["elastic-late"])
    overdue = Fact("oldest_overdue_days", 1.0, LOOKED)
    assert elastic(PUNCTUAL, overdue, uplift_rate=0.1) == (4_200_000, 0, ["elastic-overdue"])
    unknown = decided(customer(without=["days_beyond_terms"]), uplift_rate=0.1, **GOOD)  # type: ignore[arg-type]
    assert unknown.elastic is not None
    assert codes(unknown.elastic.against) == ["elastic-unknown"]
    weak = decided(customer(PUNCTUAL, Fact("statements", "none", LOOKED)), uplift_rate=0.1)
    assert weak.elastic is not None
    assert codes(weak.elastic.against) == ["elastic-grade"]


def test_no_uplift_passes_the_insurer() -> None:
    insured = money("insured_limit", 45_000.0)
    assert elastic(PUNCTUAL, insured, uplift_rate=0.2) == (4_500_000, 90, [])


def test_who_could_grant_what_is_asked_for() -> None:
    """130,000 EUR are beyond the credit manager's 125,000: the finance director."""
    found = decided(limit=13_000_000)
    assert found.asked is not None
    assert found.asked.post == "finance-director"
    assert decided(limit=1_000_000).asked is None


def test_what_a_default_would_cost() -> None:
    """33,000 owed, 60 % lost: 19,800. Insured up to 80,000 at 90 %: 17,820 are paid, 1,980 remain.
    Within a year that is expected at 1.2559 %: 248.66, and 24.87 after insurance.
    """
    file = customer(money("order_backlog", 30_000.0), money("insured_limit", 80_000.0))
    loss = decided(file, order=5_000_000).loss
    assert loss is not None
    assert (loss.exposure, loss.loss, loss.indemnity, loss.net) == (
        3_300_000, 1_980_000, 1_782_000, 198_000,
    )  # fmt: skip
    assert loss.expected == round(PD * 1_980_000)
    assert loss.expected_net == round(PD * 198_000)
    bare = decided(customer(money("order_backlog", 30_000.0)), lgd=0.5).loss
    assert bare is not None
    assert (bare.loss, bare.indemnity, bare.net) == (1_500_000, 0, 1_500_000)


def test_the_firms_insurance_says_which_part_is_insured() -> None:
    text = """
[company]
insurance = "own"
[insurances.own]
dated = 2026-01-01
source = "policy"
title = { en = "Own", zh = "自有" }
insured_rate = 0.5
"""
    policy = policy_from_texts({"firm.toml": text})
    file = customer(money("order_backlog", 30_000.0), money("insured_limit", 80_000.0))
    found = decide(file, {}, policy.credit, TODAY, policy=policy)
    assert found.loss is not None
    assert (found.loss.loss, found.loss.indemnity) == (1_800_000, 900_000)


def test_the_cap_on_credit_sales() -> None:
    """90 of 100 are on credit and the cap is 0.9: an order of 10 all on credit makes 100 of 110."""
    over = decided(order=1_000, credit_sales=9_000, all_sales=10_000)
    assert over.notes[-1].code == "credit-sales-cap"
    assert over.notes[-1].values[0] == pytest.approx(10_000 / 11_000)
    assert "credit-sales-cap" not in codes(decided(credit_sales=9_000, all_sales=10_000).notes)
    assert "credit-sales-cap" not in codes(decided(credit_sales=0, all_sales=0).notes)
    assert "credit-sales-cap" not in codes(decided(order=1_000).notes)  # sales are not known


def test_one_currency_and_which() -> None:
    two = {"EUR": Behaviour("EUR", open=5), "CNY": Behaviour("CNY", open=700)}
    with pytest.raises(InvalidValue, match="CNY, EUR"):
        decided(behaviour=two)
    euro = decided(behaviour=two, currency="euro")
    assert euro.currency == "EUR"
    assert euro.exposure is not None
    assert euro.exposure.total == 5
    assert "other-currencies" in codes(euro.notes)
    assert decided(behaviour={"CNY": Behaviour("CNY")}).currency == "CNY"
    assert decided(CustomerFile("x")).currency == ""


def test_a_file_without_currencies_speaks_that_of_the_decision() -> None:
    blank = CustomerFile("1001", tuple(attrs_free(f) for f in customer().facts))
    assert decided(blank, currency="USD").limit == 3_300_000


def attrs_free(fact: Fact) -> Fact:
    return Fact(fact.item, fact.value, fact.day, fact.until, "", fact.source)


def test_rows_that_could_not_be_read_are_told() -> None:
    problem = FileProblem(17, "equity", "?", "no number")
    file = CustomerFile("1001", customer().facts, (problem,))
    assert decided(file).notes[0].values == (1, 17)
    assert "merged" in codes(decided(merged=("B",)).notes)


@pytest.mark.parametrize(
    "wrong", [{"order": -1}, {"limit": -1}, {"terms_days": -1}, {"lgd": 1.1}, {"uplift_rate": -0.1}]
)
def test_a_request_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidValue):
        Request(**wrong)  # type: ignore[arg-type]


@given(st.permutations(range(12)))
def test_the_order_of_other_facts_and_of_currencies_changes_nothing(order: list[int]) -> None:
    facts = list(customer().facts)
    moved = [facts[place] for place in order] + facts[12:]
    two = {"EUR": Behaviour("EUR", open=5), "CNY": Behaviour("CNY", open=7)}
    turned = dict(reversed(two.items()))
    first = decided(CustomerFile("1", tuple(facts)), two, currency="EUR")
    second = decided(CustomerFile("1", tuple(moved)), turned, currency="EUR")
    assert decision_bytes(first) == decision_bytes(second)


def test_what_is_dated_later_is_not_known_yet() -> None:
    later = [Fact("insolvency", True, TODAY + 1), money("own_limit", 1.0, TODAY + 1)]
    assert decided(customer(*later)).outcome == "credit"
    assert decided(customer(*later), as_of=TODAY + 1).outcome == "cash"
