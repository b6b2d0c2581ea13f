"""The letters of a run: who gets one, what it asks for, and what it says of the steps before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import narwhals as nw
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.casework.correspondence import calls_of, letters_of
from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.casework.letters.data import LetterData
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.store.log import Log
from ledgerguard.units import from_serial

FIRM = """\
[company]
insurance = "house"
regime = "EU"
[customers.B]
language = "zh"
email = "b@example.org"
[insurances.house]
dated = 2026-01-31
source = "Policy 4711"
title = { en = "House", zh = "House" }
report_period = 60
stop_shipment = "report"
insurer = "Example Insurance SE"
policy_number = "4711"
[agency]
name = "Example Collections"
success_fee = 0.225
[lawyer]
name = "Example & Partners"
phone = "123"
[sender]
name = "Our Firm"
[senders.DE]
name = "Our German Firm"
"""


def policy(text: str = FIRM) -> Policy:
    return policy_from_texts({"firm.toml": text})


def letters(*rows: Row, text: str = FIRM) -> dict[str, LetterData]:
    """The letters of a day without a log, by customer and letter."""
    derived = derive(frame_of(rows), policy(text), History(), DAY, assume=True)
    made = letters_of(derived, policy(text), head="h" * 64)
    return {f"{one.customer_id} {one.letter}": one for one in made}


def claims(letter: LetterData) -> dict[str, bool]:
    return {item.invoice: item.claimed for item in letter.items}


def test_one_letter_a_customer_at_its_gravest_step_listing_all_that_is_open() -> None:
    found = letters(
        Row(due=DAY - 20),  # level 3 of five-stage: legal
        Row(due=DAY - 5, currency="USD"),  # level 2: notice
        Row(due=DAY + 3),  # level 1: reminded before it is due
        Row(due=DAY + 90),  # nothing yet
    )
    assert list(found) == ["A lawyers-letter"]
    letter = found["A lawyers-letter"]
    assert claims(letter) == {"I2": True, "I3": True, "I4": False, "I5": False}
    assert letter.head == "h" * 64
    assert letter.day == from_serial(DAY)
    assert letter.pay_by == from_serial(DAY) + dt.timedelta(7)  # the catch-up days
    # 8 points above the ECB's 4.5 %, on 365 days: 100 x 12.5 % x 20 / 365, and 5 / 365. The fixed
    # sum of 40 is in euro, so that it is claimed of invoices in euro only.
    assert [(item.interest, item.fee) for item in letter.items] == [
        (Decimal("0.68"), Decimal(40)),
        (Decimal("0.17"), Decimal(0)),
        (Decimal(0), Decimal(0)),
        (Decimal(0), Decimal(0)),
    ]


def test_a_reminder_asks_for_what_falls_due() -> None:
    letter = letters(Row(due=DAY + 3))["A friendly-reminder"]
    assert claims(letter) == {"I2": True}
    assert letter.pay_by is None
    assert letter.items[0].interest == 0


def test_the_insurer_gets_a_letter_of_its_own_in_the_names_of_the_policy() -> None:
    found = letters(Row("B", due=DAY - 59), Row("B", due=DAY - 59, disputed=1))
    assert set(found) == {"B lawyers-letter", "B insurer-notification"}
    report = found["B insurer-notification"]
    assert report.insurer == "Example Insurance SE"
    assert report.extra["policy_number"] == "4711"
    assert report.language == "zh"
    assert claims(report) == {"I2": True, "I3": True}  # a dispute does not stop the clock
    assert claims(found["B lawyers-letter"]) == {"I2": True, "I3": False}
    assert found["B lawyers-letter"].customer.email == "b@example.org"


def test_a_stop_of_deliveries_does_not_ask_for_what_is_disputed() -> None:
    found = letters(Row(due=DAY - 60, disputed=1), Row(due=DAY - 2))
    assert claims(found["A stop-supply"]) == {"I2": False, "I3": False}


def test_a_statement_asks_for_nothing() -> None:
    text = FIRM.replace("[company]", '[company]\ntier = "core"')
    letter = letters(Row(due=DAY + 90), text=text)["A statement"]
    assert claims(letter) == {"I2": False}


def test_entities_write_in_their_own_names_and_unapplied_credits_are_told() -> None:
    found = letters(Row(due=DAY - 5, entity="DE"), Row(amount=-300, entity="DE"))
    letter = found["A formal-notice"]
    assert letter.sender.name == "Our German Firm"
    assert letter.unapplied == {"EUR": Decimal("3.00")}


def test_an_item_without_a_number_is_not_called_by_the_key_of_the_log() -> None:
    frame = frame_of([Row(due=DAY - 5)])
    frame = frame.with_columns(nw.lit("").alias("invoice"))
    derived = derive(frame, policy(), History(), DAY, assume=True)
    (letter,) = letters_of(derived, policy())
    assert [item.invoice for item in letter.items] == [""]


def test_outsiders_come_from_the_firms_file_and_a_fee_only_with_an_agency() -> None:
    letter = letters(Row(due=DAY - 91))["A agency-hand-over"]
    assert letter.extra["agency"] == "Example Collections"
    assert letter.extra["success_fee"] == "22.5 %"
    assert letter.extra["lawyer_phone"] == "123"
    bare = letters(Row(due=DAY - 91), text='[company]\ninsurance = "none"\n')
    assert bare["A agency-hand-over"].extra == {}
    assert bare["A agency-hand-over"].insurer == ""


def test_who_is_reached_by_phone_gets_a_script() -> None:
    text = '[company]\ninsurance = "none"\nladder = "three-stage"\n'
    rows = [Row(due=DAY - 1), Row("B", due=DAY - 31), Row("C", due=DAY + 4)]
    derived = derive(frame_of(rows), policy(text), History(), DAY, assume=True)
    assert {task.customer_id: task.channel for task in derived.worklist.tasks} == {
        "A": "phone",
        "B": "letter",
        "C": "email",
    }
    (call,) = calls_of(derived, policy(text))
    assert (call.customer_id, call.letter) == ("A", "call-overdue")
    # The level before the due date by phone, and nothing written: a friendly talk.
    early = (
        text.replace('"three-stage"', '"own"')
        + """
[ladders.own]
dated = 2026-01-01
source = "test"
levels = [{ days = -5, channels = ["phone"], action = { en = "Call", zh = "电话" } }]
"""
    )
    derived = derive(frame_of([Row(due=DAY + 2)]), policy(early), History(), DAY)
    assert [one.letter for one in calls_of(derived, policy(early))] == ["call-reminder"]
    assert letters_of(derived, policy(early)) == []


def test_only_steps_that_the_log_proves_are_told() -> None:
    frame, firm = frame_of([Row(due=DAY - 60)]), policy()
    with Log.memory() as log:
        runs.open_log(frame, firm, log, DAY)  # reminder and notice are only presumed
        before = runs.run(frame, firm, log, DAY)
        assert all("actions" not in one.extra for one in letters_of(before.derived, firm))
        bodies = runs.tasks_of(log, before.derived.worklist.run).values()
        runs.record(log, [runs.done(body, DAY) for body in bodies])
        after = runs.run(frame, firm, log, DAY + 30)
    (letter,) = (one for one in letters_of(after.derived, firm) if one.letter == "agency-hand-over")
    assert letter.extra["actions"] == (
        "Escalate to legal, Notify the credit insurer (last one on 2024-02-28)"
    )
    assert letter.extra["supply"] == "on credit stopped on 2024-02-28"
    chinese = letters_of(after.derived, firm, language="zh")[0]
    assert chinese.extra["actions"] == "升级法务介入、启动保险理赔（最近一次：2024-02-28）"
