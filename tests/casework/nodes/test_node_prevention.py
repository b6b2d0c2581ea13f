"""Nodes 1 to 4: identity, registry, financials, scoring."""

from __future__ import annotations

import attrs
import pytest
from node_cases import CASH, CREDIT, TODAY, case, codes, fact, item, limit, node

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.nodes.records import Decided
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY

KNOWN = (fact("name", "Rhein GmbH"), fact("legal_id", "HRB 77"), fact("country", "DE"))
ACTIVE = fact("registry_status", "active")
YEARS = (fact("total_assets", 900.0, 180), fact("total_assets", 800.0, 545))


@pytest.mark.parametrize("key", ["identity", "registry", "financials", "scoring"])
def test_nothing_to_control_where_nothing_is_sold_on_credit(key: str) -> None:
    assert node(key, case(CASH)).state == "not-applicable"


@pytest.mark.parametrize("key", ["identity", "registry", "financials", "scoring"])
def test_a_limit_of_nothing_is_no_excuse_while_something_is_open(key: str) -> None:
    assert node(key, case(CASH, items=(item(),))).state in ("failed", "open")


def test_identity_passes_until_the_check_is_a_year_old() -> None:
    # The policy: identity at most 365 days old. 10 days old today, so 355 days more.
    one = node("identity", case(*KNOWN))
    assert (one.state, one.due_on, one.owner) == ("passed", TODAY + 355, "sales")
    assert one.stake == ()
    assert one.advice is None


@pytest.mark.parametrize(
    ("age", "state"), [(335, "passed"), (336, "due"), (365, "due"), (366, "failed")]
)
def test_identity_is_due_in_the_last_thirty_days(age: int, state: str) -> None:
    checked = fact("identity_checked", True, age)
    one = node("identity", case(*KNOWN, checked))
    assert one.state == state
    assert one.due_on == TODAY - age + 365


def test_identity_fails_on_a_refuted_check_and_on_two_legal_ids() -> None:
    refuted = node("identity", case(*KNOWN, fact("identity_checked", False)))
    assert (refuted.state, codes(refuted)[0]) == ("failed", "identity-refuted")
    two = node("identity", case(*KNOWN, fact("legal_id", "HRB 78")))
    assert (two.state, codes(two)[0]) == ("failed", "two-ids")
    assert two.evidence[0].values == ("HRB 77, HRB 78",)


def test_one_legal_id_written_in_two_ways_is_one() -> None:
    assert node("identity", case(*KNOWN, fact("legal_id", " hrb77 "))).state == "passed"


def test_a_missing_identity_is_open_before_the_sale_and_breaks_the_rule_after_it() -> None:
    assert node("identity", case()).state == "open"
    owing = node("identity", case(items=(item(),)))
    assert owing.state == "failed"
    assert codes(owing) == ["no-name", "no-legal-id", "no-country"]
    assert owing.stake == (Amount(100_000, "EUR"),)


def test_a_group_that_the_policy_does_not_require_stays_open() -> None:
    entry = attrs.evolve(CREDIT.freshness["identity"], required=False)
    credit = attrs.evolve(CREDIT, freshness={"identity": entry})
    assert node("identity", case(items=(item(),), credit=credit)).state == "open"


def test_a_legal_id_without_a_date_is_as_old_as_can_be() -> None:
    undated = Fact("legal_id", "HRB 77")
    one = node("identity", case(KNOWN[0], undated, KNOWN[2]))
    assert (one.state, codes(one)[0]) == ("failed", "legal-id-undated")


def test_registry_passes_with_the_capital_that_is_paid_in() -> None:
    capital = (fact("registered_capital", 1000.0), fact("paid_in_capital", 250.0))
    one = node("registry", case(ACTIVE, *capital))
    assert one.state == "passed"
    assert one.evidence[1].values == (250.0, 1000.0)
    for known in ((), capital[:1], capital[1:]):
        assert codes(node("registry", case(ACTIVE, *known))) == ["registry", "capital-unknown"]


@pytest.mark.parametrize("status", ["dormant", "dissolved", "revoked", "insolvent"])
def test_registry_fails_on_any_other_status(status: str) -> None:
    one = node("registry", case(fact("registry_status", status)))
    assert (one.state, codes(one)) == ("failed", ["registry-ended"])


def test_registry_fails_on_an_old_status_and_is_open_without_one() -> None:
    assert node("registry", case(fact("registry_status", "active", 366))).state == "failed"
    assert node("registry", case(fact("registry_status", "active", 365))).state == "due"
    assert node("registry", case()).state == "open"


def test_financials_pass_with_two_fresh_years() -> None:
    # Statements are good for 548 days: 548 - 180 = 368 days are left.
    one = node("financials", case(*YEARS))
    assert (one.state, one.due_on) == ("passed", TODAY + 368)
    assert one.evidence[0].values[1] == 2
    assert "bank-optional" in codes(one)


def test_financials_fail_on_old_statements_and_ask_for_a_second_year() -> None:
    old = (fact("revenue", 900.0, 549), fact("revenue", 800.0, 914))
    assert node("financials", case(*old)).state == "failed"
    single = node("financials", case(YEARS[0], fact("statements", "audited", 180)))
    assert (single.state, codes(single)[0]) == ("due", "one-year")
    assert "statements-kind" in codes(single)


def test_financials_of_a_customer_who_gives_none() -> None:
    none = fact("statements", "none")
    assert node("financials", case(none)).state == "open"
    assert node("financials", case(none, items=(item(),))).state == "failed"
    assert node("financials", case(items=(item(),))).state == "open"


def test_old_bank_figures_fail_beside_fresh_statements() -> None:
    # Bank figures are good for 183 days.
    assert node("financials", case(*YEARS, fact("bank_line", 5.0, 184))).state == "failed"
    assert node("financials", case(*YEARS, fact("bank_line", 5.0, 100))).state == "passed"
    required = attrs.evolve(CREDIT.freshness["bank"], required=True)
    credit = attrs.evolve(CREDIT, freshness={**CREDIT.freshness, "bank": required})
    assert node("financials", case(*YEARS, items=(item(),), credit=credit)).state == "failed"


def test_no_statements_are_needed_within_the_fixed_limit_of_the_quick_start() -> None:
    fixed = attrs.evolve(CREDIT.limits, default_limit={"EUR": 5_000})
    credit = attrs.evolve(CREDIT, limits=fixed)
    assert node("financials", case(limit(5_000), credit=credit)).state == "not-applicable"
    assert node("financials", case(limit(5_001), credit=credit)).state == "open"
    assert node("financials", case(limit(5, currency="USD"), credit=credit)).state == "open"


@pytest.mark.parametrize(
    ("ahead", "state"), [(-1, "failed"), (0, "due"), (29, "due"), (30, "passed")]
)
def test_scoring_by_the_day_of_the_next_review(ahead: int, state: str) -> None:
    decided = Decided(4, None, TODAY - 50, TODAY + ahead)
    one = node("scoring", case(decided=(decided,)))
    assert (one.state, one.due_on) == (state, TODAY + ahead)


def test_scoring_takes_the_review_days_of_the_grade() -> None:
    # Grade 6 is looked at again after 92 days: decided 62 days ago, 30 are left.
    one = node("scoring", case(decided=(Decided(6, None, TODAY - 62),)))
    assert (one.state, one.due_on) == ("passed", TODAY + 30)
    assert node("scoring", case(decided=(Decided(6, None, TODAY - 93),))).state == "failed"
    assert node("scoring", case(decided=(Decided(6),))).state == "due"
    # Grades 1 and 10 are the ends: 365 and 31 days.
    for grade, days in ((1, 365), (10, 31)):
        ends = node("scoring", case(decided=(Decided(grade, None, TODAY),)))
        assert ends.due_on == TODAY + days


def test_scoring_passes_by_the_grade_of_the_day_where_nothing_is_decided() -> None:
    today = node("scoring", case(grade_today=4))
    assert (today.state, codes(today)) == ("passed", ["grade-today"])
    decided = Decided(5, None, TODAY - 10, TODAY - 1)
    assert node("scoring", case(decided=(decided,), grade_today=4)).state == "failed"


def test_scoring_is_open_without_a_grade_of_our_own() -> None:
    assert codes(node("scoring", case())) == ["no-grade"]
    agency = node("scoring", case(fact("rating", "BBB", source="coface")))
    assert (agency.state, codes(agency)) == ("open", ["agency-only"])
    assert codes(node("scoring", case(decided=(Decided(None, Amount(1, "EUR"), TODAY),)))) == [
        "no-grade"
    ]


def test_facts_newer_than_the_grade_call_for_a_new_one() -> None:
    decided = Decided(4, None, TODAY - 50, TODAY + 100)
    newer = node("scoring", case(fact("litigation", 9.0, 49), decided=(decided,)))
    assert (newer.state, codes(newer)[0]) == ("due", "grade-behind")
    older = node("scoring", case(fact("litigation", 9.0, 50), decided=(decided,)))
    assert older.state == "passed"


def test_evidence_that_is_only_noted_when_it_is_old_is_due_and_does_not_fail() -> None:
    noted = attrs.evolve(CREDIT.freshness["identity"], rule="note")
    credit = attrs.evolve(CREDIT, freshness={"identity": noted})
    old = node("registry", case(fact("registry_status", "active", 400), credit=credit))
    assert (old.state, codes(old)[0]) == ("due", "registry-stale")
    undated = node("registry", case(Fact("registry_status", "active"), credit=credit))
    assert (undated.state, undated.due_on) == ("due", NO_DAY)


def test_a_group_that_the_policy_does_not_name_never_grows_old() -> None:
    credit = attrs.evolve(CREDIT, freshness={})
    old = case(fact("registry_status", "active", 4_000), credit=credit)
    assert node("registry", old).state == "passed"


def test_a_fact_with_a_last_day_of_its_own_holds_until_then() -> None:
    # Whatever its age: 400 days old, and 40 days left.
    one = node("registry", case(fact("registry_status", "active", 400, left=40)))
    assert (one.state, one.due_on) == ("passed", TODAY + 40)
