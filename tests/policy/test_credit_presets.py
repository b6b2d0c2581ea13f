"""Presets and industry profiles: who prevails over whom, and that each of them fits."""

from __future__ import annotations

import pytest

from ledgerguard.policy.credit_policy import credit_of, firms_book, packaged_book, packaged_credit
from ledgerguard.policy.firm import Policy, policy_from_texts

BOOK = packaged_book()
TIERS = ("core", "standard", "risky")


def firm(credit: str, more: str = "") -> Policy:
    return policy_from_texts({"firm.toml": f"[credit]\n{credit}\n{more}"})


@pytest.mark.parametrize("preset", ["", *BOOK.presets])
@pytest.mark.parametrize("profile", ["", *BOOK.profiles])
def test_every_combination_fits(preset: str, profile: str) -> None:
    book, missing = firms_book(BOOK, {"preset": preset, "profile": profile}, None)
    assert not missing
    assert not book.misfits(TIERS)


@pytest.mark.parametrize("name", [*BOOK.presets, *BOOK.profiles])
def test_each_changes_something_and_says_why(name: str) -> None:
    kind = "preset" if name in BOOK.presets else "profile"
    entry = {**BOOK.presets, **BOOK.profiles}[name]
    assert entry.reason.en
    assert entry.reason.zh
    assert firm(f'{kind} = "{name}"').credit != packaged_credit()


def test_packaged_below_preset_below_profile_below_the_firm() -> None:
    own = "[credit.strategies.1]\nterms_days = 10\n"
    layers = [
        ("", "", 90),
        ('preset = "sme"', "", 45),
        ('preset = "sme"\nprofile = "wholesale"', "", 60),
        ('preset = "sme"\nprofile = "wholesale"', own, 10),
    ]
    found = [firm(stated, more).credit.strategy(1).terms_days for stated, more, _ in layers]
    assert found == [days for *_, days in layers]


def test_a_profile_leaves_what_it_does_not_speak_of_to_the_preset() -> None:
    credit = firm('preset = "sme"\nprofile = "wholesale"').credit
    assert credit.new_markets.prepayment_rate == 1
    assert credit.scorecard.factors["days_beyond_terms"].weight == 18


def test_the_quick_start_of_small_firms() -> None:
    # New customers pay before delivery, known ones have a fixed limit and a set term.
    credit = firm('preset = "sme"').credit
    new = credit.new_markets
    assert (new.terms_factor, new.prepayment_rate, new.multiplier) == (0, 1, 0)
    assert credit.limits.default_limit["CNY"] == 50_000
    assert credit.limits.methods == ("references", "pay_behaviour")
    assert "statements-missing" not in credit.knock_outs
    assert [tier.post for tier in credit.approvals] == ["bookkeeping", "owner"]
    assert credit.targets.credit_sales_cap == 0.6
    assert {credit.strategy(grade).insurance for grade in range(1, 7)} == {"optional"}


@pytest.mark.parametrize(
    ("industry", "profile"),
    [
        ("wholesale", "wholesale"),
        (" Wholesale ", "wholesale"),
        ("批发", "wholesale"),
        ("制造业", "manufacturing"),
        ("Consumer goods", "retail"),
        ("工程", "construction"),
        ("SOFTWARE", "services"),
        ("Export", "export"),
    ],
)
def test_an_industry_finds_its_profile_by_any_of_its_names(industry: str, profile: str) -> None:
    policy = policy_from_texts({})
    assert credit_of(policy, industry) == firm(f'profile = "{profile}"').credit
    assert firm(f'profile = "{industry}"').credit == firm(f'profile = "{profile}"').credit


@pytest.mark.parametrize("industry", ["", "astrology"])
def test_another_industry_changes_nothing(industry: str) -> None:
    policy = firm('profile = "retail"')
    assert credit_of(policy, industry) is policy.credit


def test_the_customers_industry_takes_the_place_of_the_firms_profile_but_not_of_its_keys() -> None:
    policy = firm('profile = "retail"', "[credit.strategies.1]\nterms_days = 10\n")
    credit = credit_of(policy, "manufacturing")
    assert credit.strategy(1).terms_days == 10
    assert credit.seasons[0].months == (3, 4, 9, 10)
    assert credit.scorecard.factors["ebit_to_assets"].weight == 8  # retail would make it 10
    assert credit_of(policy, "manufacturing") is credit


def test_reasons_of_the_articles() -> None:
    # Season of manufacturers; security of weak buyers abroad; a payment ahead for projects.
    assert packaged_credit().seasons == ()
    assert firm('profile = "manufacturing"').credit.seasons[0].peak_factor == 1.3
    abroad = firm('profile = "export"').credit
    assert abroad.strategy(6).security == "letter-of-credit"
    assert abroad.strategy(4).insurance == "required"
    assert abroad.currency_risk.held_back_rate == 0.15
    assert firm('profile = "construction"').credit.strategy(1).prepayment_rate == 0.1
