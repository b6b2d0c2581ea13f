"""The packaged terms of insurance, with every date counted on a calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.errors import NotAvailable, PolicyError
from ledgerguard.formulas.claim_deadlines import claim_earliest, indemnity_by
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import InsuranceEntry, InsuranceFile
from ledgerguard.policy.schema import Wording, read

DUE = dt.date(2024, 3, 31)
ISSUED = dt.date(2024, 2, 15)

# name: report by, extension ends, claim from, claim by, deliveries stop from
DATES: dict[str, tuple[str, str | None, str, str, str]] = {
    # 31 March + 15; + 5 months; + 8 months (November has 30 days); who is reported gets nothing
    "report-fifteen": ("2024-04-15", None, "2024-08-31", "2024-11-30", "2024-04-15"),
    # 31 March + 60; + 30 more; + 6 and 8 months; the day after the extension
    "extension-sixty": ("2024-06-29", "2024-05-30", "2024-09-30", "2024-11-30", "2024-05-31"),
    # 15 February + 120: 14 days are left of February, then 31 + 30 + 31 + 14; + 30 more
    "invoice-based": ("2024-07-14", "2024-06-14", "2024-09-30", "2024-11-30", "2024-06-15"),
    # 31 March + 90; waiting time the same; + 8 months
    "exim-like": ("2024-06-29", None, "2024-06-29", "2024-11-30", "2024-06-29"),
}


def test_the_table_holds_every_packaged_policy() -> None:
    assert list(load_policy().insurances) == list(DATES)


@pytest.mark.parametrize("name", DATES)
def test_the_dates_of_a_packaged_policy(name: str) -> None:
    entry = load_policy().insurances[name]
    assert entry.waiting_period is not None
    found = (
        entry.report_by(DUE, ISSUED),
        entry.mep_end(DUE, ISSUED),
        claim_earliest(DUE, entry.waiting_period),
        entry.claim_by(DUE, ISSUED),
        entry.stop_from(DUE, ISSUED),
    )
    assert tuple(None if day is None else day.isoformat() for day in found) == DATES[name]


@pytest.mark.parametrize(
    ("name", "paid_by"), [("report-fifteen", "2024-10-31"), ("exim-like", "2024-11-30")]
)
def test_the_insurer_pays_within_its_period(name: str, paid_by: str) -> None:
    entry = load_policy().insurances[name]
    assert entry.settlement_period is not None
    claimed = dt.date(2024, 10, 1)  # + 30 and + 60 days
    assert indemnity_by(claimed, entry.settlement_period).isoformat() == paid_by


def test_every_packaged_policy_is_dated_sourced_and_generic() -> None:
    for entry in load_policy().insurances.values():
        assert isinstance(entry.dated, dt.date)
        assert entry.source
        assert entry.title.en.isascii()
        assert not entry.title.zh.isascii()
        assert entry.lead_days == 2
        assert entry.insured_rate is not None
        assert 0.5 < entry.insured_rate < 1


def entry_of(**terms: Any) -> InsuranceEntry:
    return InsuranceEntry(dt.date(2024, 1, 1), "S", Wording("a", "甲"), **terms)


def test_a_term_that_is_not_agreed_sets_no_date() -> None:
    entry = entry_of()
    assert entry.report_by(DUE) is entry.mep_end(DUE) is entry.claim_by(DUE) is None
    assert entry.stop_from(DUE) is None


def test_deliveries_stop_on_the_day_after_the_due_date() -> None:
    assert entry_of(stop_shipment="overdue").stop_from(DUE) == dt.date(2024, 4, 1)


def test_what_counts_from_the_invoice_needs_its_date() -> None:
    entry = load_policy().insurances["invoice-based"]
    for method in (entry.mep_end, entry.report_by, entry.stop_from):
        with pytest.raises(NotAvailable, match="invoice_date must be filled") as caught:
            method(DUE)
        assert caught.value.hint
    assert entry.claim_by(DUE) == dt.date(2024, 11, 30)  # counts from the due date


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ('report_period = "8 moons"', "report_period: report_period must be a number"),
        ("report_period = -1", "report_period must"),
        ("report_period = 1.5", 'must be a number of days or text such as "8 months", got 1.5'),
        ('report_from = "invoice"', "must be one of due, mep, got 'invoice'"),
        ('mep_from = "delivery"', "must be one of due, invoice, got 'delivery'"),
        ('waiting_from = "mep"', "must be one of due, report, got 'mep'"),
        ('stop_shipment = "never"', "must be one of \"\", overdue, mep, report, got 'never'"),
        ("report_period = 0", "report_period must be above 0, got 0. Hint: leave out what is not"),
        ('filing_period = "0 months"', "filing_period must be above 0, got '0 months'"),
        ('report_from = "mep"', "report_from must be stated with a mep_period, got 'mep' without"),
        ('stop_shipment = "mep"', "stop_shipment must be stated with a mep_period, got 'mep'"),
        ('stop_shipment = "report"', "must be stated with a report_period, got 'report'"),
        ("lead_days = -1", "lead_days must not be negative, got -1"),
        ("insured_rate = 90", "insured_rate must be from 0 to 1, got 90"),
        ("report_within = 15", "is an unknown key: must be one of dated, source"),
    ],
)
def test_a_wrong_term_is_named(terms: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "insurance.toml"
    head = '[insurances.ours]\ndated = 2026-01-31\nsource = "S"\ntitle = { en = "a", zh = "甲" }\n'
    file.write_text(head + terms + "\n", encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read(file, InsuranceFile)
    assert str(caught.value).startswith("insurance.toml, line 5, insurances.ours.")
    assert said in str(caught.value)
