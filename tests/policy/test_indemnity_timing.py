"""When the insurer pays, by cause: every date counted on a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ledgerguard.errors import NotAvailable
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.indemnity_timing import indemnity_timing, payment_days
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.schema import Wording

DUE, AS_OF = dt.date(2024, 3, 31), dt.date(2024, 7, 1)


def dates(**arguments: Any) -> dict[str, tuple[str, int, str]]:
    rows = indemnity_timing(DUE, arguments.pop("as_of", AS_OF), "report-fifteen", **arguments)
    assert rows[0] == ["Event", "Date", "Days left", "Note"]
    return {str(row[0]): (str(row[1]), int(str(row[2])), str(row[3])) for row in rows[1:]}


def test_a_protracted_default_waits_five_months_and_is_paid_thirty_days_after_the_claim() -> None:
    assert dates() == {
        "Payment due": ("2024-03-31", -92, ""),
        "Report overdue by": ("2024-04-15", -77, "presumed to be made in time"),
        "Claim from": ("2024-08-31", 61, ""),
        "Claim by": ("2024-11-30", 152, ""),
        "Claim": ("2024-08-31", 61, "earliest day that is left"),
        "Indemnity by": ("2024-09-30", 91, ""),
    }


def test_an_insolvency_is_claimed_today() -> None:
    found = dates(cause="insolvency", loss_date=dt.date(2024, 5, 10))
    assert found["Loss occurred"] == ("2024-05-10", -52, "Insolvency")
    assert found["Claim from"] == ("2024-05-10", -52, "no waiting for this cause")
    assert found["Claim"] == ("2024-07-01", 0, "earliest day that is left")
    assert found["Indemnity by"] == ("2024-07-31", 30, "")


@pytest.mark.parametrize(
    ("reported", "note"),
    [
        (dt.date(2024, 4, 15), "reported"),
        (dt.date(2024, 4, 16), "reported too late"),
        (dt.date(2024, 7, 2), "presumed to be made in time"),  # not made yet
    ],
)
def test_a_report_is_in_time_on_its_last_day(reported: dt.date, note: str) -> None:
    assert dates(report_date=reported)["Report overdue by"][2] == note


def test_a_claim_that_was_filed_is_paid_from_its_own_day() -> None:
    found = dates(as_of=dt.date(2024, 10, 15), claim_date=dt.date(2024, 10, 1))
    assert found["Claim"] == ("2024-10-01", -14, "filed")
    assert found["Indemnity by"] == ("2024-10-31", 16, "")


def test_after_the_last_day_the_claim_is_lost() -> None:
    found = dates(as_of=dt.date(2024, 12, 1))
    assert found["Claim"] == ("2024-12-01", 0, "too late: the claim is lost")
    assert dates(as_of=dt.date(2024, 11, 30))["Claim"][2] == "earliest day that is left"


def test_the_words_are_chinese_too() -> None:
    rows = indemnity_timing(DUE, AS_OF, "report-fifteen", language="zh")
    assert rows[0] == ["事项", "日期", "剩余天数", "说明"]
    assert [row[0] for row in rows[1:]] == [
        "到期日", "逾期报损截止日", "可索赔起始日", "索赔截止日", "索赔日", "赔款支付截止日"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("insurance", "cause"), [("none", "insolvency"), ("exim-like", "repudiation")]
)
def test_what_is_not_insured_has_no_days(insurance: str, cause: Any) -> None:
    with pytest.raises(NotAvailable, match="the cause of loss must be insured by") as caught:
        indemnity_timing(DUE, AS_OF, insurance, cause)
    assert caught.value.hint


def test_waiting_from_a_report_that_is_not_made_counts_from_its_last_day() -> None:
    entry = InsuranceEntry(
        DUE, "S", Wording("a", "甲"), report_period=15, waiting_period=90, waiting_from="report"
    )
    days = payment_days(entry, DUE, AS_OF)
    assert days.claim_from == dt.date(2024, 7, 14)  # 15 April + 90: 15 + 31 + 30 + 14
    assert days.paid_by is None  # no settlement period is agreed
    assert not days.too_late
    silent = InsuranceEntry(DUE, "S", Wording("a", "甲"), waiting_period=90, waiting_from="report")
    assert payment_days(silent, DUE, AS_OF).claim_on is None


def test_a_policy_that_counts_from_an_unknown_invoice_date_still_tells_the_rest() -> None:
    entry = load_policy().insurances["invoice-based"]
    days = payment_days(entry, DUE, AS_OF)
    assert days.report_by is None
    assert days.claim_from == dt.date(2024, 9, 30)
