"""The recommended limit: each method by hand, and which ceiling binds."""

from __future__ import annotations

import pytest
from decision_cases import BALANCE, LOOKED, TODAY, codes, credit, customer, day, decided, money
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.capacity import METHODS, capacities
from ledgerguard.casework.decisions.recommendation import Bounds, recommend
from ledgerguard.casework.decisions.records import Ceiling, Decision
from ledgerguard.casework.decisions.seasons import peak_factor
from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.limit_recommendation import limit_recommend
from ledgerguard.policy.credit_file import CurrencyRiskEntry, SeasonEntry
from ledgerguard.policy.credit_policy import packaged_credit


def ceiling(decision: Decision, code: str) -> Ceiling:
    return next(each for each in decision.ceilings if each.code == code)


def binding(decision: Decision) -> str:
    assert decision.binding is not None
    return decision.binding.code


def test_every_method_by_hand_and_the_lowest_binds() -> None:
    """Grade 5 counts 0.8 of: 10 % of (760 - 60) = 70,000; 15 % of (1080 - 800) = 42,000; 5 % of
    4 million = 200,000; the reference 50,000. Need: 480,000 * (45 + 8) / 365 = 69,698.63. The
    lowest is 0.8 * 42,000 = 33,600, rounded down to 33,000.
    """
    found = decided()
    shown = {each.code: (each.amount, each.counted) for each in found.ceilings}
    assert shown == {
        "net_worth": (7_000_000, 5_600_000),
        "working_capital": (4_200_000, 3_360_000),
        "turnover": (20_000_000, 16_000_000),
        "references": (5_000_000, 4_000_000),
        "pay_behaviour": (None, None),
        "need": (6_969_863, 6_969_863),
        "limit": (3_360_000, 3_300_000),
    }
    assert found.limit == 3_300_000
    assert [each.code for each in found.ceilings if each.binds] == ["working_capital"]
    assert codes([ceiling(found, "pay_behaviour").note]) == ["no-data"]


def test_the_average_of_the_methods_is_the_milder_practice() -> None:
    """(70,000 + 42,000 + 200,000 + 50,000) / 4 = 90,500, times 0.8 = 72,400: the need binds."""
    found = decided(policy=credit(limits={"combine": "average"}))
    assert ceiling(found, "average").counted == 7_240_000
    assert ceiling(found, "working_capital").counted is None
    assert (binding(found), found.limit) == ("need", 6_900_000)


def test_figures_of_another_currency_do_not_count_and_say_so() -> None:
    abroad = [
        Fact(f.item, f.value, f.day, currency="CNY")
        for f in customer().facts if f.day == BALANCE and f.currency
    ]  # fmt: skip
    file = customer(*abroad, without=[f.item for f in abroad])
    found = decided(file)
    assert found.currency == "EUR"
    note = ceiling(found, "net_worth").note
    assert note is not None
    assert (note.code, note.values) == ("other-currency", ("CNY",))
    assert (binding(found), found.limit) == ("references", 4_000_000)


def test_what_is_asked_for_is_the_most_that_is_given() -> None:
    found = decided(limit=1_050_000)
    assert (binding(found), found.limit) == ("asked", 1_000_000)


def test_an_insurers_limit_bounds_and_the_appetite_goes_beside_it() -> None:
    """20,000 insured and 5,000 that the firm carries: 25,000; a refusal leaves the 5,000."""
    policy = credit(limits={"retained_appetite": {"EUR": 5_000.0}})
    insured = decided(customer(money("insured_limit", 20_000.0)), policy=policy)
    assert (binding(insured), insured.limit) == ("insurer", 2_500_000)
    refused = decided(customer(money("insured_limit", 0.0)), policy=policy)
    assert (binding(refused), refused.limit) == ("insurer", 500_000)
    said_no = Fact("insurer_decision", "refused", LOOKED)
    assert decided(customer(said_no), policy=policy).limit == 500_000
    healed = customer(money("insured_limit", 0.0), money("discretionary_limit", 9_000.0))
    assert decided(healed, policy=policy).limit == 500_000
    own = decided(customer(money("discretionary_limit", 9_000.0)), policy=policy)
    assert own.limit == 1_400_000


def test_a_countrys_ceiling_and_the_largest_limit_bind() -> None:
    """VN is class 4: word sensitive, 2 points less; at most 500,000 EUR. With a ceiling of 8,000
    for its class that binds.
    """
    import attrs

    countries = dict(packaged_credit().countries)
    for code, entry in countries.items():
        countries[code] = attrs.evolve(entry, ceiling={"EUR": 8_000.0})
    found = decided(policy=credit(countries=countries))
    assert (binding(found), found.limit) == ("country", 800_000)
    largest = decided(policy=credit(limits={"largest": {"EUR": 5_500.0, "CNY": 1.0}}))
    assert (binding(largest), largest.limit) == ("largest", 500_000)


def test_a_part_is_held_back_in_a_foreign_currency() -> None:
    """0.9 of 33,600 = 30,240; at home nothing is held back."""
    risk = CurrencyRiskEntry(home=("CNY",), held_back_rate=0.1)
    found = decided(policy=credit(currency_risk=risk))
    assert ceiling(found, "currency").counted == 3_024_000
    assert found.limit == 3_000_000
    assert ceiling(found, "limit") == Ceiling("limit", 3_024_000, 3_000_000)  # before rounding
    own = CurrencyRiskEntry(home=("EUR",), held_back_rate=0.1)
    assert decided(policy=credit(currency_risk=own)).limit == 3_300_000
    by_name = CurrencyRiskEntry(home=("CNY",), held_back_rate=0.1, held_back={"EUR": 0.5})
    assert decided(policy=credit(currency_risk=by_name)).limit == 1_600_000


def test_a_new_customer_gets_a_part_of_the_limit() -> None:
    """First sale on 1 July 2025: new until a year later, so that on 30 June 2026 half is granted:
    16,800; on 1 July 2026 the customer is known.
    """
    file = customer(Fact("customer_since", float(day(2025, 7, 1))), without=["customer_since"])
    found = decided(file)
    assert found.new_market
    assert (binding(found), found.limit) == ("working_capital", 1_600_000)
    assert ceiling(found, "new-market").counted == 1_680_000
    assert ceiling(found, "limit") == Ceiling("limit", 1_680_000, 1_600_000)
    assert not decided(file, as_of=TODAY + 1).new_market


def test_a_post_is_bound_by_its_authority() -> None:
    """The analyst decides up to 25,000 EUR, down to grade 5."""
    found = decided(post="credit-analyst")
    assert (binding(found), found.limit) == ("post", 2_500_000)
    assert decided(post="信用经理").limit == 3_300_000
    weak = customer(Fact("statements", "none", LOOKED))
    assert decided(weak, post="Credit analyst").limit == 0
    assert decided(post="credit-committee").limit == 3_300_000
    with pytest.raises(InvalidValue, match="credit-manager"):
        decided(post="janitor")
    elsewhere = credit(approvals=tuple(_only_cny()))
    assert decided(policy=elsewhere, post="credit-analyst").limit == 0


def _only_cny() -> list[object]:
    import attrs

    return [
        attrs.evolve(entry, up_to={"CNY": 1.0}) if entry.up_to else entry
        for entry in packaged_credit().approvals
    ]


def test_the_fixed_limit_of_the_quick_start_stands_in_for_the_methods() -> None:
    """No method has figures; purchases of 480,000 with 30 days and 10 % ahead need 39,452."""
    without = [f.item for f in customer().facts if f.day == BALANCE and f.currency]
    file = customer(without=[*without, "reference_limit"])
    policy = credit(limits={"default_limit": {"EUR": 6_000.0}})
    found = decided(file, policy=policy)
    assert (binding(found), found.limit) == ("fixed", 600_000)
    assert decided(file).outcome == "withheld"
    other = credit(limits={"default_limit": {"CNY": 6_000.0}})
    assert decided(file, policy=other).outcome == "withheld"


def test_a_customer_of_whom_nothing_is_known_gets_the_fixed_limit_of_grade_six() -> None:
    file = customer(
        without=[f.item for f in customer().facts if f.item not in ("name", "registry_status",
                 "customer_since", "annual_purchases")]
    )  # fmt: skip
    policy = credit(limits={"default_limit": {"EUR": 6_000.0}}, knock_outs={})
    found = decided(file, policy=policy)
    assert found.grading is not None
    assert (found.grading.score, found.grading.grade, found.limit) == (None, 6, 600_000)
    assert "quick-start" in codes(found.notes)


def test_without_purchases_sales_or_an_order_nobody_knows_the_need() -> None:
    file = customer(without=["annual_purchases"])
    found = decided(file, currency="EUR")
    assert found.limit == 3_300_000  # what the customer can bear is known
    assert ceiling(found, "need").counted is None
    sold = Behaviour(
        "EUR", sales_12m=36_500_00, days_beyond_terms=8.0, first_issued=day(2020, 1, 1)
    )
    by_ledger = decided(file, {"EUR": sold})
    assert ceiling(by_ledger, "need").counted == 530_000  # 36,500 * 53 / 365
    ordered = decided(file, currency="EUR", order=700_000)
    assert ceiling(ordered, "asked").counted == 700_000


def test_the_highest_balance_paid_in_time_is_known_only_of_who_has_paid() -> None:
    def found(behaviour: Behaviour, **limits: float) -> int | None:
        policy = credit(limits=limits).limits if limits else packaged_credit().limits
        methods = capacities(customer(), behaviour, policy, "EUR", TODAY)
        return next(each.amount for each in methods if each.code == "pay_behaviour")

    paid = Behaviour("EUR", highest_paid=35_000, days_beyond_terms=4.0)
    assert found(paid) == 35_000
    assert found(paid, pay_behaviour_factor=1.2) == 42_000
    assert found(paid, pay_behaviour_factor=0.0) == 0
    assert found(Behaviour("EUR", highest_paid=0, days_beyond_terms=40.0)) == 0
    assert found(Behaviour("EUR")) is None
    stated = customer(money("highest_paid_balance", 100.0))
    methods = capacities(stated, paid, packaged_credit().limits, "EUR", TODAY)
    assert [m.amount for m in methods if m.code == "pay_behaviour"] == [10_000]
    assert set(packaged_credit().limits.methods) == set(METHODS)


def test_of_one_referee_the_newest_limit_counts() -> None:
    """B 30,000 and A 50,000: the median is 40,000; the old 10,000 of B is past."""
    file = customer(
        money("reference_limit", 10_000.0, LOOKED - 9, source="B"),
        money("reference_limit", 30_000.0, LOOKED, source="b"),
    )
    methods = capacities(file, None, packaged_credit().limits, "EUR", TODAY)
    assert [m.amount for m in methods if m.code == "references"] == [4_000_000]


def test_the_peak_until_the_next_review_counts() -> None:
    """Until 30 September 2026: the season from October on is not in it, the one of August is."""
    october, august = SeasonEntry((10, 11), 2.0), SeasonEntry((8,), 1.5)
    assert ceiling(decided(policy=credit(seasons=(october,))), "need").counted == 6_969_863
    assert ceiling(decided(policy=credit(seasons=(august,))), "need").counted == 10_454_795
    assert peak_factor((october, august), day(2026, 12, 1), day(2027, 2, 1)) == 1
    assert peak_factor((october, august), day(2026, 8, 31), day(2026, 10, 1)) == 2
    assert peak_factor((october,), day(2026, 1, 1), day(2029, 1, 1)) == 2
    assert peak_factor((august,), day(2026, 8, 31), day(2026, 1, 1)) == 1.5


amounts = st.integers(0, 10**9)
some = st.one_of(st.none(), amounts)


@given(
    st.lists(some, min_size=1, max_size=5),
    amounts, some, st.floats(0.1, 2), st.sampled_from(["min", "average"]), st.integers(1, 5_000),
)  # fmt: skip
def test_the_ceilings_agree_with_limit_recommend(
    methods: list[int | None],
    need: int,
    insurer: int | None,
    multiplier: float,
    combine: str,
    unit: int,
) -> None:
    """LIMIT_RECOMMEND is the reference: within a unit of rounding it answers the same."""
    if not any(method is not None for method in methods):
        methods[0] = 7
    policy = credit(limits={"combine": combine, "rounding_unit": float(unit)})
    ceilings = [Ceiling(f"m{at}", each, None) for at, each in enumerate(methods)]
    bounds = Bounds(need, insurer=insurer, multiplier=multiplier)
    limit, shown = recommend(ceilings, bounds, policy, "JPY")
    expected = limit_recommend(need, methods, multiplier, combine, insurer, 0, False, unit)  # type: ignore[arg-type]
    assert limit is not None
    assert abs(limit - expected) <= unit
    assert limit % unit == 0
    lowest = min(
        each.counted for each in shown if each.counted is not None and each.code != "limit"
    )
    assert limit <= lowest
    assert sum(each.binds for each in shown) == 1


@given(amounts, amounts, st.integers(0, 100))
def test_a_limit_never_rises_with_a_stricter_bound(need: int, capacity: int, less: int) -> None:
    policy = packaged_credit()
    method = [Ceiling("m", capacity, None)]
    free, _ = recommend(method, Bounds(need), policy, "JPY")
    for stricter in (
        Bounds(max(0, need - less)),
        Bounds(need, insurer=less),
        Bounds(need, country=less),
        Bounds(need, new_market=True),
        Bounds(need, bars_credit=True),
        Bounds(need, no_terms=True),
        Bounds(need, multiplier=0.0),
    ):
        bound, _ = recommend(method, stricter, policy, "JPY")
        assert free is not None
        assert bound is not None
        assert bound <= free


def test_a_knock_out_leaves_nothing_whatever_the_rest_says() -> None:
    found = decided(customer(Fact("insolvency", True, LOOKED)))
    assert (found.outcome, found.limit, binding(found)) == ("cash", 0, "knock-out")
