"""The claim of the worked case: report, claim, payment, recovery, every number derived by hand.

The files are those of docs/credit-case; the waterfall before it is derived in test_credit_case.
Amounts are in CNY.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from test_credit_case import CASE, CLAIM, customer, frame, minor, policy
from typer.testing import CliRunner

from ledgerguard.casework.claims import recording
from ledgerguard.casework.claims.file import claim_file
from ledgerguard.casework.claims.records import ClaimedInvoice, ClaimFile
from ledgerguard.casework.claims.state import ClaimState, claim_state
from ledgerguard.casework.events import Seen
from ledgerguard.casework.records import ItemKey
from ledgerguard.casework.runs import record
from ledgerguard.cli import Commands, claim, claim_status, log
from ledgerguard.ledger.amount import Amount
from ledgerguard.store.log import Log
from ledgerguard.units import serial

CLAIMED = ("A-104", "A-105", "A-106", "A-107")
NOTICE = dt.date(2026, 3, 9)


def file_on(
    day: dt.date, *invoices: str, book: Log | None = None, cause: str = "insolvency"
) -> ClaimFile:
    return claim_file(
        frame(), policy(), book, serial(day), invoices, cause=cause, facts=customer()
    )  # fmt: skip


@cache
def whole() -> ClaimFile:
    """The claim without a log."""
    return file_on(CLAIM, *CLAIMED)


def invoice(found: ClaimFile, number: str) -> ClaimedInvoice:
    return next(one for one in found.invoices if str(one.key) == number)


# 1. The overdue report


@pytest.mark.parametrize(
    ("number", "report_by"),
    [
        # 60 days after the due date.
        ("A-104", dt.date(2026, 3, 10)),  # 9 January: 22 to the 31st, 28 of February, 10 of March
        ("A-105", dt.date(2026, 4, 7)),  # 6 February: 22 to the 28th, 31 of March, 7 of April
        ("A-106", dt.date(2026, 5, 5)),  # 6 March: 25 to the 31st, 30 of April, 5 of May
        ("A-107", dt.date(2026, 5, 26)),  # 27 March: 4 to the 31st, 30 of April, 26 of May
    ],
)
def test_the_last_day_of_the_report(number: str, report_by: dt.date) -> None:
    calendar = invoice(whole(), number).calendar
    assert calendar.report_by == serial(report_by)
    assert calendar.report(serial(report_by)) == "open"
    assert calendar.report(serial(report_by) + 1) == "missed"


@pytest.mark.parametrize("late", [False, True])
def test_an_invoice_reported_a_day_late_is_paid_by_nobody(late: bool) -> None:
    # Reported on 11 March A-104 has lost its cover of 100,000: then the 200,000 hold all of
    # 80,000 + 50,000 = 130,000. (130,000 - 5,000) * 0.9 = 112,500.
    with Log.memory() as book:
        day = dt.date(2026, 3, 11 if late else 10)
        report = file_on(day, "A-104", "A-105", "A-106", book=book, cause="")
        recording.record_report(book, report, policy())
        found = file_on(CLAIM, *CLAIMED, book=book)
    assert invoice(found, "A-104").calendar.report(found.as_of) == ("late" if late else "in time")
    assert invoice(found, "A-104").loss.reason == ("too-late" if late else "")
    assert found.found.expected.minor == minor(112_500 if late else 175_500)


# 2. The claim of 1 July 2026


def test_the_days_of_the_claim() -> None:
    # Insolvency waits for nothing: 15 June 2026. The last day is eight months after the oldest
    # due date, 9 January: 9 September. A claim of 1 July is paid within 30 days: 31 July.
    found = whole()
    assert found.loss_day == serial(dt.date(2026, 6, 15))
    assert found.earliest == serial(dt.date(2026, 6, 15))
    assert found.latest == serial(dt.date(2026, 9, 9))
    # Without the insolvency five months would have to pass, for A-107 to 27 August.
    waiting = file_on(CLAIM, *CLAIMED, cause="protracted-default")
    assert waiting.earliest == serial(dt.date(2026, 8, 27))


def test_what_is_claimed_and_what_the_insurer_is_expected_to_pay() -> None:
    # 113,000 + 90,400 + 56,500 + 22,600 = 282,500 are claimed. A-107 was delivered without cover:
    # 259,900 remain, of them VAT 13,000 + 10,400 + 6,500 = 29,900, over the limit 30,000, insured
    # 200,000; (200,000 - 5,000) * 0.9 = 175,500. With the firm: 282,500 - 175,500 = 107,000.
    estimate = whole().found
    assert estimate.parts.claimed == Amount(minor(282_500), "CNY")
    assert estimate.parts.outside == Amount(minor(22_600), "CNY")
    assert estimate.parts.in_cover == Amount(minor(259_900), "CNY")
    assert estimate.parts.vat == Amount(minor(29_900), "CNY")
    assert estimate.parts.over_limit == Amount(minor(30_000), "CNY")
    assert estimate.parts.insured == Amount(minor(200_000), "CNY")
    assert estimate.expected == Amount(minor(175_500), "CNY")
    assert estimate.with_firm == Amount(minor(107_000), "CNY")


def test_the_rate_of_vat_is_that_of_the_credit_policy_where_the_file_has_none() -> None:
    # 13 % under [credit.limits] of firm.toml; A-104: 113,000 * 13 / 113 = 13,000.
    assert whole().vat_rate == 0.13
    assert invoice(whole(), "A-104").loss.parts.vat == Amount(minor(13_000), "CNY")
    (vat,) = [one for one in whole().requirements if one.paper.key == "vat"]
    assert (vat.state, vat.evidence.en) == ("there", "13 %")


def test_what_is_missing() -> None:
    # There are: number and share of the policy, limits of three invoices, contract, proof of the
    # insolvency (Court), VAT. The customer's file names no order, invoice, proof of delivery.
    missing = {(one.paper.key, one.invoice) for one in whole().missing}
    each = {(paper, number) for paper in ("order", "invoice", "delivery") for number in CLAIMED}
    reports = {("report", number) for number in CLAIMED}
    assert missing == each | reports | {("limit", "A-107"), ("dunning", ""), ("filing", "")}


# 3. Filed, accepted, paid, recovered


@pytest.fixture
def book() -> Iterator[Log]:
    """A log in which the first three invoices were reported on 9 March, and the claim filed."""
    with Log.memory() as opened:
        record(opened, [Seen(ItemKey("", "2001", "CNY", "A-104"), serial(dt.date(2026, 1, 9)))])
        report = file_on(NOTICE, "A-104", "A-105", "A-106", book=opened, cause="")
        recording.record_report(opened, report, policy())
        recording.record_claim(opened, file_on(CLAIM, *CLAIMED, book=opened), policy())
        yield opened
        assert opened.verify() == ()


def reference() -> str:
    return whole().reference


def test_the_claim_stands_in_the_log(book: Log) -> None:
    state = claim_state(book, reference())
    assert (state.status, state.claimed.minor) == ("filed", minor(282_500))
    assert state.filed.pay_by == serial(dt.date(2026, 7, 31))
    assert state.expected == Amount(minor(175_500), "CNY")
    again = file_on(CLAIM, *CLAIMED, book=book)
    assert {one.calendar.window(again.as_of) for one in again.invoices} == {"filed"}
    assert [one.calendar.report(again.as_of) for one in again.invoices] == [
        *("in time", "in time", "in time", "missed")
    ]


def paid(book: Log) -> ClaimState:
    accepted = recording.record_status(book, reference(), "accepted", serial(dt.date(2026, 7, 15)))
    # Accepted as we expect it, and not yet paid.
    assert (accepted.accepted, accepted.paid.minor) == (Amount(minor(175_500), "CNY"), 0)
    assert accepted.expected == Amount(minor(175_500), "CNY")
    amount = Amount(minor(175_500), "CNY")
    day = serial(dt.date(2026, 7, 30))
    return recording.record_status(book, reference(), "paid", day, amount=amount)


def test_what_remains_after_the_payment(book: Log) -> None:
    state = paid(book)
    assert (state.paid.minor, state.expected.minor) == (minor(175_500), 0)
    assert state.with_firm == Amount(minor(107_000), "CNY")  # 282,500 - 175,500
    assert state.debt == Amount(minor(282_500), "CNY")


def test_a_recovery_is_shared_by_the_rule_of_the_policy(book: Log) -> None:
    # The insolvency pays 10 % of 282,500 = 28,250. Pro rata 28,250 * 200,000 / 282,500 = 20,000 of
    # it belong to the insured loss, and 90 % of those to the insurer: 18,000. The firm keeps
    # 28,250 - 18,000 = 10,250, and bears 282,500 - 175,500 - 10,250 = 96,750; the insurer bears
    # 175,500 - 18,000 = 157,500. Together 254,250: what the buyer still owes.
    paid(book)
    day, amount = serial(dt.date(2026, 11, 20)), Amount(minor(28_250), "CNY")
    state, event = recording.record_recovery(book, reference(), day, amount)
    assert (event.to_insurer, event.kept) == (minor(18_000), minor(10_250))
    assert state.with_firm == Amount(minor(96_750), "CNY")
    assert state.with_insurer == Amount(minor(157_500), "CNY")
    assert state.debt == state.with_firm + state.with_insurer == Amount(minor(254_250), "CNY")


# 4. The same by the commands of docs/insurance.md

APP = typer.Typer(cls=Commands)
APP.command("claim")(claim.claim)
APP.command("claim-status")(claim_status.claim_status)
APP.command("claim-recovery")(claim_status.claim_recovery)
APP.add_typer(log.app, name="log")


def said(*arguments: str) -> str:
    result = CliRunner().invoke(APP, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def state_of(*arguments: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(said(*arguments, "--json"))
    return found[0]


def test_from_the_report_to_the_recovery_by_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASE)
    monkeypatch.setenv("LEDGERGUARD_LOG", str(tmp_path / "case.log"))
    monkeypatch.setenv("LEDGERGUARD_POLICY", "firm.toml")
    folder = tmp_path / "claim"
    common = ("--facts", "customer.csv")
    said("log", "begin", "invoices.csv", "--as-of", "2026-03-09")
    report = said("claim", "invoices.csv", *CLAIMED[:3], "--as-of", "2026-03-09", *common,
                  "--notify", "--sent", "--out", str(tmp_path / "report"))  # fmt: skip
    # 113,000 + 90,400 + 56,500 = 259,900; what is being reported is not told to be missing.
    assert "claimed CNY 259,900.00" in report
    assert "Overdue report" not in report
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == [
        "index.txt", "overdue-report.docx", "overdue-report.html"
    ]  # fmt: skip
    text = said("claim", "invoices.csv", *CLAIMED, "--as-of", "2026-07-01", *common,
                "--cause", "insolvency", "--sent", "--out", str(folder))  # fmt: skip
    assert "insured loss CNY 200,000.00, expected indemnity CNY 175,500.00" in text
    assert "missing: Order of the customer A-104, A-105, A-106, A-107 (sales)" in text
    assert "VAT in the invoices" not in text
    assert sorted(path.name for path in folder.iterdir()) == [
        "claim-letter.docx", "claim-letter.html", "claim.xlsx", "correspondence.txt", "index.txt",
        "overdue-report.docx", "overdue-report.html", "statement-of-account.docx",
        "statement-of-account.html",
    ]  # fmt: skip
    index = (folder / "index.txt").read_text(encoding="utf-8-sig")
    assert hashlib.sha256((folder / "claim.xlsx").read_bytes()).hexdigest() in index
    assert "Claim from: 2026-06-15\nClaim by: 2026-09-09\n" in index
    name = reference()
    assert state_of("claim-status", name)["indemnity_by"] == "2026-07-31"
    accepted = said("claim-status", name, "accepted", "--on", "2026-07-15")
    assert "accepted           CNY 175,500.00" in accepted
    assert state_of("claim-status", name, "paid", "--amount", "175500", "--on", "2026-07-30") == {
        "claim": name, "customer_id": "2001", "currency": "CNY", "status": "paid",
        "since": "2026-07-30", "reopened": False, "claimed": 282_500, "paid": 175_500,
        "expected": 0, "recovered": 0, "costs": 0, "to_insurer": 0, "kept": 0,
        "left_with_firm": 107_000, "left_with_insurer": 175_500, "debt": 282_500,
        "indemnity_by": "2026-07-31",
    }  # fmt: skip
    shared = said("claim-recovery", name, "28250", "--on", "2026-11-20")
    assert "of CNY 28,250.00: CNY 18,000.00 to the insurer, CNY 10,250.00 kept" in shared
    assert "left with us        CNY 96,750.00" in shared
    chinese = said("claim-status", name, "--lang", "zh")
    assert "本公司净损失" in chinese
    assert "已赔付" in chinese
    assert "no fault" in said("log", "verify")
