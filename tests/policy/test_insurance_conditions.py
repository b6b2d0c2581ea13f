"""Conditions of an insurance policy beside its clock: causes, amounts by currency, premium."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, get_args

import pytest

from ledgerguard.errors import PolicyError
from ledgerguard.policy.firm import EXAMPLE, load_policy
from ledgerguard.policy.insurance_file import InsuranceEntry, InsuranceFile
from ledgerguard.policy.loss_causes import CAUSES, CauseName
from ledgerguard.policy.schema import Wording, read

DUE = dt.date(2024, 3, 31)
HEAD = '[insurances.ours]\ndated = 2026-01-31\nsource = "S"\ntitle = { en = "a", zh = "甲" }\n'


def entry_of(**terms: Any) -> InsuranceEntry:
    return InsuranceEntry(dt.date(2024, 1, 1), "S", Wording("a", "甲"), **terms)


def read_entry(terms: str, folder: Path) -> InsuranceEntry:
    file = folder / "insurance.toml"
    file.write_text(HEAD + terms + "\n", encoding="utf-8")
    return read(file, InsuranceFile).insurances["ours"]


def test_a_policy_that_says_nothing_more_insures_the_two_commercial_causes() -> None:
    entry = entry_of()
    assert entry.causes == ("insolvency", "protracted-default")
    assert entry.excluded == ("vat", "interest", "disputed")
    assert not entry.vat_insured
    assert entry.run_off_days == 0
    assert entry.premium_of(1e6, "EUR") is entry.liability_of("EUR") is None
    assert entry.in_other_currencies("EUR") == ()


def test_every_cause_has_its_words_and_only_insolvency_does_not_wait() -> None:
    assert set(CAUSES) == set(get_args(CauseName))
    assert [cause.key for cause in CAUSES.values() if not cause.waits] == ["insolvency"]
    assert {cause.kind for cause in CAUSES.values()} == {"commercial", "political"}
    for cause in CAUSES.values():
        assert cause.title.en.isascii()
        assert not cause.title.zh.isascii()


def test_a_file_states_all_conditions(tmp_path: Path) -> None:
    entry = read_entry(
        """
        currency = "EUR"
        causes = ["protracted-default", "war"]
        waiting_by_cause = { war = "4 months" }
        excluded = ["interest", "public"]
        discretionary_limit = { EUR = 20000 }
        run_off_days = 30
        deductible = { EUR = 5000, USD = 6000 }
        deductible_order = "after"
        premium_rate = 0.0025
        minimum_premium = { EUR = 24000 }
        liability_multiple = 30
        recovery_rule = "oldest-first"
        """,
        tmp_path,
    )
    assert entry.waiting_of("war") == "4 months"
    assert entry.vat_insured
    assert entry.deductible == {"EUR": 5000, "USD": 6000}
    assert (entry.deductible_order, entry.recovery_rule) == ("after", "oldest-first")
    # E7 and E8: 12 m x 0.25 % = 30,000; 30 times that; of the minimum premium where none is given
    assert entry.premium_of(12e6, "EUR") == 30_000
    assert entry.premium_of(1e6, "EUR") == 24_000
    assert entry.liability_of("EUR", 30_000) == 900_000
    assert entry.liability_of("EUR") == 720_000
    assert entry.liability_of("USD") is None
    assert entry.in_other_currencies("USD") == ("discretionary_limit", "minimum_premium")


def test_a_fixed_maximum_and_a_fixed_premium() -> None:
    entry = entry_of(max_liability={"EUR": 500_000.0}, minimum_premium={"EUR": 9000.0})
    assert entry.liability_of("EUR", 1e6) == 500_000
    assert entry.premium_of(1e9, "EUR") == 9000
    assert entry.liability_of("USD") is entry.premium_of(1e9, "USD") is None


@pytest.mark.parametrize(
    ("terms", "key", "said"),
    [
        ('causes = ["fire"]', "causes[0]", "must be one of insolvency, protracted-default"),
        ("causes = []", "causes", "causes must not be empty"),
        ('causes = ["war", "war"]', "causes", "causes must name each word once"),
        ("waiting_by_cause = { war = 9 }", "waiting_by_cause.war", "must name insured causes"),
        (
            'waiting_by_cause = { insolvency = "9 moons" }',
            "waiting_by_cause.insolvency",
            "must be a number of days or a text",
        ),
        ('excluded = ["tax"]', "excluded[0]", "must be one of vat, interest, disputed, public"),
        ("deductible = { EUR = -1 }", "deductible.EUR", "deductible must not be negative, got -1"),
        ("deductible = { euro = 1 }", "deductible.euro", "must name currencies such as EUR"),
        ("deductible = 5000", "deductible", "must be a table"),
        ('currency = "euro"', "currency", "must be a currency such as EUR, got 'euro'"),
        ("run_off_days = -1", "run_off_days", "must not be negative, got -1"),
        ("premium_rate = 25", "premium_rate", "must be from 0 to 1, got 25"),
        ("liability_multiple = 30", "liability_multiple", "with premium_rate or minimum_premium"),
        ("liability_multiple = 0", "liability_multiple", "must be above 0, got 0"),
        ('first_loss_erosion = "both"', "first_loss_erosion", "must be one of gross, net"),
        ('recovery_rule = "mine"', "recovery_rule", "must be one of pro-rata, oldest-first"),
    ],
)
def test_a_wrong_condition_is_named(terms: str, key: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        read_entry(terms, tmp_path)
    assert str(caught.value).startswith(f"insurance.toml, line 5, insurances.ours.{key}: ")
    assert said in str(caught.value)


def test_a_multiple_beside_an_amount_is_refused(tmp_path: Path) -> None:
    terms = "premium_rate = 0.1\nmax_liability = { EUR = 1 }\nliability_multiple = 30"
    with pytest.raises(PolicyError, match=r"line 7.+stated without max_liability, got both"):
        read_entry(terms, tmp_path)


@pytest.mark.parametrize(
    ("cause", "reported", "lost", "first"),
    [
        ("protracted-default", None, None, "2024-09-30"),  # 31 March + 6 months
        ("protracted-default", None, "2024-11-05", "2024-11-05"),  # not before the cause itself
        ("insolvency", None, "2024-05-10", "2024-05-10"),  # nothing to wait for
        ("insolvency", None, None, "2024-03-31"),
        ("war", None, None, "2024-07-31"),  # its own 4 months
        ("transfer", None, None, "2024-03-31"),  # its own 0: none
    ],
)
def test_the_first_day_of_a_claim_by_cause(
    cause: str, reported: str | None, lost: str | None, first: str
) -> None:
    causes = ("protracted-default", "insolvency", "war", "transfer")
    waiting = {"war": "4 months", "transfer": 0}
    entry = entry_of(waiting_period="6 months", causes=causes, waiting_by_cause=waiting)
    day = dt.date.fromisoformat(lost) if lost else None
    assert entry.claim_from(DUE, cause, None, day) == dt.date.fromisoformat(first)


def test_an_insolvency_may_have_a_waiting_time_of_its_own() -> None:
    entry = entry_of(waiting_by_cause={"insolvency": 30})
    lost = dt.date(2024, 5, 10)
    assert entry.claim_from(DUE, "insolvency", lost=lost) == dt.date(2024, 6, 9)


def test_waiting_from_a_report_needs_the_report() -> None:
    entry = entry_of(waiting_period=90, waiting_from="report")
    assert entry.claim_from(DUE) is None
    reported = dt.date(2024, 4, 10)  # + 20 days of April + 31 + 30 + 9
    assert entry.claim_from(DUE, reported=reported) == dt.date(2024, 7, 9)
    # a cause that waits for nothing counts from the due date even so
    assert entry_of(waiting_from="report").claim_from(DUE) == DUE


def test_packaged_patterns_hold_no_amounts_and_say_how_a_cut_runs_off() -> None:
    entries = load_policy().insurances
    run_off = {name: entry.run_off_days for name, entry in entries.items()}
    assert run_off == {
        "report-fifteen": 30, "extension-sixty": 30, "invoice-based": 0, "exim-like": 0
    }  # fmt: skip
    assert "war" in entries["exim-like"].causes
    for entry in entries.values():
        assert not entry.deductible
        assert not entry.max_liability
        assert entry.premium_rate is None


def test_the_example_of_a_firm_shows_a_policy_with_all_conditions() -> None:
    entry = load_policy(EXAMPLE).insurances["our-insurer"]
    assert entry.discretionary_limit == {"CNY": 100_000}
    assert entry.liability_of("CNY", entry.premium_of(20_000_000, "CNY")) == 30 * 50_000
    assert entry.waiting_of("transfer") == "4 months"
    assert entry.waiting_of("insolvency") is None
