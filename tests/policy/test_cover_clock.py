"""DAYS_TO_COVER_LOSS, and NEXT_ACTION where the clock of an insurance overrides the ladder.

The invoice is due on Friday, 1 March 2024. report-fifteen: to report by 16 March, to claim by
1 November. extension-sixty: its extension ends on 30 April, to report by 30 May.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.policy.cover_clock import (
    Deadline,
    cover_deadline,
    days_to_cover_loss,
    insurance_key,
    insurance_named,
    put_up,
)
from ledgerguard.policy.escalation import escalation_stage, next_action, next_stage_date
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.load import ladder_names

DUE = dt.date(2024, 3, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2024-{text}")


@pytest.mark.parametrize(
    ("insurance", "as_of", "left"),
    [
        ("report-fifteen", "02-20", 25),  # 9 days of February, 16 of March
        ("report-fifteen", "03-01", 15),
        ("report-fifteen", "03-15", 1),
        ("report-fifteen", "03-16", 0),
        ("report-fifteen", "03-17", -1),
        ("extension-sixty", "03-01", 90),
        ("extension-sixty", "05-29", 1),
        ("extension-sixty", "05-30", 0),
        ("extension-sixty", "05-31", -1),
        ("exim-like", "05-29", 1),
        ("exim-like", "05-30", 0),
        ("exim-like", "05-31", -1),
        (" Report-Fifteen ", "03-16", 0),
    ],
)
def test_the_days_to_the_report(insurance: str, as_of: str, left: int) -> None:
    assert days_to_cover_loss(DUE, day(as_of), insurance) == left


def test_the_days_to_a_report_that_counts_from_the_invoice() -> None:
    issued = dt.date(2023, 12, 31)  # + 120 is 29 April: 31 + 29 + 31 + 29; + 30 is 29 May
    for as_of, left in [("05-28", 1), ("05-29", 0), ("05-30", -1)]:
        assert days_to_cover_loss(DUE, day(as_of), "invoice-based", issued) == left
    with pytest.raises(NotAvailable, match="invoice_date must be filled"):
        days_to_cover_loss(DUE, DUE, "invoice-based")


@pytest.mark.parametrize(
    ("reported", "claimed", "as_of", "left"),
    [
        ("03-16", None, "03-16", 230),  # in time, on the last day; to 1 November
        ("03-16", None, "10-31", 1),
        ("03-16", None, "11-01", 0),
        ("03-16", None, "11-02", -1),
        ("03-17", None, "03-17", -1),  # a day late: cover stays lost
        ("03-17", None, "10-31", -229),
        ("03-17", "10-01", "10-31", -229),  # nor does a claim bring it back
        ("03-10", None, "03-09", 7),  # not yet reported on that day
        (None, "10-01", "10-31", -229),  # claimed but never reported
        ("03-10", "11-02", "11-05", -4),  # claimed a day late
        ("03-10", "11-10", "11-05", -4),  # not yet claimed on that day
    ],
)
def test_report_then_claim(reported: str, claimed: str | None, as_of: str, left: int) -> None:
    found = days_to_cover_loss(
        DUE,
        day(as_of),
        "report-fifteen",
        None,
        day(reported) if reported else None,
        day(claimed) if claimed else None,
    )
    assert found == left


def test_nothing_is_left_when_reported_and_claimed_in_time() -> None:
    with pytest.raises(NotAvailable, match="must have a deadline that is not met yet") as caught:
        days_to_cover_loss(DUE, day("11-05"), "report-fifteen", None, day("03-16"), day("11-01"))
    assert "all that it asks for is done" in caught.value.hint


def test_who_is_not_insured_has_no_cover_to_lose() -> None:
    for none in ("none", " None "):
        with pytest.raises(NotAvailable, match="got none: not insured"):
            days_to_cover_loss(DUE, DUE, none)
    assert insurance_named("none") is None
    assert insurance_key("NONE") == "none"


def test_an_unknown_insurance_lists_the_known_ones() -> None:
    known = "one of report-fifteen, extension-sixty, invoice-based, exim-like, none, got 'Lloyd'"
    for call in (
        lambda: days_to_cover_loss(DUE, DUE, "Lloyd"),
        lambda: next_action(DUE, DUE, insurance="Lloyd"),
    ):
        with pytest.raises(InvalidValue, match=known) as caught:
            call()
        assert "LEDGERGUARD_POLICY" in caught.value.hint


def test_the_deadline_as_a_record() -> None:
    entry = load_policy().insurances["report-fifteen"]
    assert cover_deadline(entry, DUE) == Deadline("report", day("03-16"))
    late = day("03-20")
    assert cover_deadline(entry, DUE, None, late) == Deadline("report", day("03-16"), late)
    assert cover_deadline(entry, DUE, None, day("03-16")) == Deadline("claim", day("11-01"))
    assert cover_deadline(entry, DUE, None, day("03-16"), day("11-01")) is None


def test_a_step_is_put_up_before_its_deadline_but_not_before_the_item_is_overdue() -> None:
    entry = load_policy().insurances["report-fifteen"]
    assert put_up(entry, day("03-16"), DUE) == day("03-14")
    assert put_up(entry, day("03-03"), DUE) == day("03-02")
    assert put_up(entry, day("03-01"), DUE) == day("03-01")  # never after the deadline


def test_the_claim_of_the_article_on_day_30_loses_cover() -> None:
    # Article on bad debts: 30 days overdue, start the insurance claim.
    assert next_action(DUE, day("03-17")) == "2024-03-31: Notify the credit insurer"
    # By then the last day to report, 16 March, is 15 days gone.
    assert days_to_cover_loss(DUE, day("03-31"), "report-fifteen") == -15
    # With the terms of the policy the clock overrides the ladder.
    told = "2024-03-14: Notify the credit insurer (report by 2024-03-16)"
    assert next_action(DUE, day("03-05"), insurance="report-fifteen") == told
    assert days_to_cover_loss(DUE, day("03-14"), "report-fifteen") == 2
    # Where the policy gives longer than the ladder, the ladder's own day holds.
    ladder = "2024-03-31: Notify the credit insurer"
    assert next_action(DUE, day("03-17"), insurance="extension-sixty") == ladder
    assert days_to_cover_loss(DUE, day("03-31"), "extension-sixty") == 60


@pytest.mark.parametrize(
    ("as_of", "answer"),
    [
        ("02-22", "2024-02-23: Friendly reminder"),
        ("02-23", "2024-03-04: Formal dunning letter"),
        ("03-04", "2024-03-14: Notify the credit insurer (report by 2024-03-16)"),
        ("03-13", "2024-03-14: Notify the credit insurer (report by 2024-03-16)"),
        ("03-14", "2024-03-14: Notify the credit insurer (report by 2024-03-16)"),
        ("03-16", "2024-03-14: Notify the credit insurer (report by 2024-03-16)"),
        ("03-17", "2024-05-30: Hand over to a collection agency"),  # too late to tell
        ("05-29", "2024-05-30: Hand over to a collection agency"),
    ],
)
def test_next_action_with_report_fifteen(as_of: str, answer: str) -> None:
    assert next_action(DUE, day(as_of), insurance="report-fifteen") == answer


def test_next_action_with_a_ladder_that_forgets_the_insurer() -> None:
    told = "2024-03-14: Notify the credit insurer (report by 2024-03-16)"
    assert next_action(DUE, day("03-05"), "three-stage", insurance="report-fifteen") == told
    chinese = next_action(DUE, day("03-05"), "three-stage", insurance="exim-like", language="zh")
    assert chinese == "2024-03-31：移交专业法务团队处理"
    later = next_action(DUE, day("04-01"), "three-stage", insurance="exim-like", language="zh")
    assert later == "2024-05-28：向信用保险公司报损（最迟 2024-05-30 报损）"


def test_next_action_of_who_is_not_insured_tells_no_insurer() -> None:
    found = next_action(DUE, day("03-17"), insurance="none")
    assert found == "2024-05-30: Hand over to a collection agency"
    with pytest.raises(NotAvailable, match="the last level"):
        next_action(DUE, day("06-01"), insurance="none")
    with pytest.raises(NotAvailable, match="invoice_date must be filled"):
        next_action(DUE, DUE, insurance="invoice-based")
    issued = dt.date(2023, 12, 31)
    found = next_action(DUE, day("05-15"), "three-stage", None, 0, "none", None, "invoice-based",
                        "en", issued)  # fmt: skip
    assert found == "2024-05-27: Notify the credit insurer (report by 2024-05-29)"


def test_grace_does_not_stop_the_clock() -> None:
    found = next_action(DUE, day("03-13"), grace_days=20, insurance="report-fifteen")
    assert found == "2024-03-14: Notify the credit insurer (report by 2024-03-16)"


def test_the_report_is_put_up_on_the_business_day_before() -> None:
    due = dt.date(2024, 3, 3)  # report by Monday the 18th; two days before is Saturday
    for convention in ("following", "modified-following", "preceding"):
        found = next_action(
            due,
            day("03-12"),
            convention=convention,
            insurance="report-fifteen",
        )
        assert found == "2024-03-15: Notify the credit insurer (report by 2024-03-18)"


def test_the_terms_of_the_firms_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "firm.toml"
    file.write_text(
        '[insurances.ours]\ndated = 2026-01-31\nsource = "Policy 1"\n'
        'title = { en = "Ours", zh = "本公司" }\nreport_period = "1 month"\nlead_days = 0\n'
        '[insurances.silent]\ndated = 2026-01-31\nsource = "Policy 2"\n'
        'title = { en = "No dates", zh = "无期限" }\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(file))
    assert days_to_cover_loss(DUE, DUE, "OURS") == 31
    found = next_action(DUE, day("03-31"), "three-stage", insurance="ours")
    assert found == "2024-04-01: Notify the credit insurer (report by 2024-04-01)"
    with pytest.raises(NotAvailable, match="must have a deadline") as caught:
        days_to_cover_loss(DUE, DUE, "silent")
    assert "sets no day for report and claim" in caught.value.hint
    assert next_action(DUE, day("03-05"), insurance="silent") == "2024-03-16: Escalate to legal"


INSURED = ["report-fifteen", "extension-sixty", "invoice-based", "exim-like"]
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


@given(DAYS, st.integers(-100, 400), st.integers(0, 400), st.sampled_from(INSURED))
def test_each_day_takes_one_day_of_cover(
    due: dt.date, start: int, later: int, insurance: str
) -> None:
    as_of, issued = due + dt.timedelta(start), due - dt.timedelta(30)
    first = days_to_cover_loss(due, as_of, insurance, issued)
    assert days_to_cover_loss(due, as_of + dt.timedelta(later), insurance, issued) == first - later


@given(DAYS, st.integers(0, 300), st.integers(0, 300), st.sampled_from(INSURED))
def test_what_is_done_in_time_never_takes_cover(
    due: dt.date, made: int, seen: int, insurance: str
) -> None:
    issued = due - dt.timedelta(30)
    reported, as_of = due + dt.timedelta(made), due + dt.timedelta(seen)
    before = days_to_cover_loss(due, as_of, insurance, issued)
    after = days_to_cover_loss(due, as_of, insurance, issued, reported)
    assert after >= before
    in_time = days_to_cover_loss(due, reported, insurance, issued) >= 0
    assert (after > before) == (in_time and reported <= as_of)


@given(
    DAYS,
    st.integers(-60, 200),
    st.sampled_from([None, *ladder_names()]),
    st.sampled_from(["none", "following", "modified-following", "preceding"]),
    st.sampled_from([None, *INSURED]),
)
def test_the_insurer_is_told_by_the_last_day_and_the_rest_is_the_ladder(
    due: dt.date, start: int, ladder: str | None, convention: Any, insurance: str | None
) -> None:
    as_of, delivered = due + dt.timedelta(start), due - dt.timedelta(45)
    issued = due - dt.timedelta(45)
    try:
        answer = next_action(
            due, as_of, ladder, delivered, 0, convention, None, insurance, "en", issued
        )
    except NotAvailable:
        return
    when = dt.date.fromisoformat(answer[:10])
    if "report by" in answer:
        last = dt.date.fromisoformat(answer[-11:-1])
        assert insurance is not None
        assert (
            when <= last == as_of + dt.timedelta(days_to_cover_loss(due, as_of, insurance, issued))
        )
    else:
        assert when > as_of
        assume(insurance is None)
        assert when == next_stage_date(due, as_of, ladder, delivered, 0, convention)
        stage = escalation_stage(due, as_of, ladder, delivered, 0, convention)
        assert escalation_stage(due, when, ladder, delivered, 0, convention) > stage
