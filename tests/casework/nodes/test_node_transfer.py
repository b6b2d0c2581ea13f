"""Nodes 15 and 16: the report to the insurer, the claim or the review for a write-off."""

from __future__ import annotations

from typing import Any

import pytest
from node_cases import TODAY, case, codes, fact, item, node

from ledgerguard.casework.nodes.records import Decided, OpenInvoice
from ledgerguard.ledger.amount import Amount


def insured(left: int, late: int = 10, **more: Any) -> OpenInvoice:
    """An insured overdue item that must be reported within so many days from today."""
    return item(late=late, insurance="report-fifteen", report_by=TODAY + left, **more)


@pytest.mark.parametrize(("left", "state"), [(5, "due"), (0, "due"), (-1, "failed")])
def test_an_item_past_its_report_deadline_fails(left: int, state: str) -> None:
    one = node("insurer_notice", case(items=(insured(left),)))
    assert (one.state, one.due_on) == (state, TODAY + left)
    assert (one.owner, one.stake) == ("credit-insurance", (Amount(100_000, "EUR"),))


def test_a_report_by_the_last_day_passes_and_a_later_one_does_not() -> None:
    assert (
        node("insurer_notice", case(items=(insured(-5, reported_on=TODAY - 5),))).state == "passed"
    )
    late = node("insurer_notice", case(items=(insured(-5, reported_on=TODAY - 4),)))
    assert (late.state, codes(late)) == ("failed", ["reported-late"])


def test_nothing_is_presumed_without_a_log() -> None:
    assert node("insurer_notice", case(items=(insured(-1),), logged=False)).state == "failed"


def test_the_file_may_show_the_report() -> None:
    told = fact("insurer_informed", True, 5, source="R1")
    assert node("insurer_notice", case(told, items=(insured(-5),))).state == "passed"
    other = fact("insurer_informed", True, 5, source="R2")
    assert node("insurer_notice", case(other, items=(insured(-5),))).state == "failed"
    whole = fact("insurer_informed", True, 5)
    assert node("insurer_notice", case(whole, items=(insured(-5),))).state == "passed"
    before_due = fact("insurer_informed", True, 10)
    assert node("insurer_notice", case(before_due, items=(insured(-5),))).state == "failed"
    denied = fact("insurer_informed", False, 5)
    assert node("insurer_notice", case(denied, items=(insured(-5),))).state == "failed"


def test_the_earliest_report_counts() -> None:
    told = fact("insurer_informed", True, 6)
    assert (
        node("insurer_notice", case(told, items=(insured(-5, reported_on=TODAY),))).state
        == "passed"
    )


def test_no_report_is_asked_for_where_nothing_insured_is_overdue() -> None:
    assert node("insurer_notice", case(items=(item(),))).state == "not-applicable"
    due_today = node("insurer_notice", case(items=(insured(15, late=0),)))
    assert due_today.state == "not-applicable"
    uninsured = item(late=40, insurance="none")
    assert node("insurer_notice", case(items=(uninsured,))).state == "not-applicable"
    no_period = item(late=40, insurance="own")
    assert node("insurer_notice", case(items=(no_period,))).state == "not-applicable"


def test_what_nobody_knows_is_open() -> None:
    unknown = node("insurer_notice", case(items=(item(late=40),)))
    assert (unknown.state, codes(unknown)) == ("open", ["insurance-of-items"])
    undated = item(late=40, insurance="invoice-based", undated=True)
    one = node("insurer_notice", case(items=(undated,)))
    assert (one.state, codes(one)) == ("open", ["report-undated"])


def claim(start: int, end: int, **more: Any) -> OpenInvoice:
    """An item that may be claimed between two days from today on."""
    return item(late=150, claim_from=TODAY + start, claim_by=TODAY + end, **more)


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [(1, 90, "not-applicable"), (0, 90, "due"), (-90, 0, "due"), (-91, -1, "failed")],
)
def test_a_claim_is_filed_between_waiting_time_and_last_day(
    start: int, end: int, state: str
) -> None:
    one = node("claim_review", case(items=(claim(start, end),)))
    assert (one.state, one.owner) == (state, "credit-committee")
    if state != "not-applicable":
        assert one.due_on == TODAY + end


def test_a_claim_filed_in_time_passes() -> None:
    assert (
        node("claim_review", case(items=(claim(-9, -1, claimed_on=TODAY - 1),))).state == "passed"
    )
    assert node("claim_review", case(items=(claim(-9, -1, claimed_on=TODAY),))).state == "failed"


@pytest.mark.parametrize(
    ("late", "state"), [(89, "not-applicable"), (90, "due"), (120, "due"), (121, "failed")]
)
def test_an_item_without_a_claim_is_reviewed_from_ninety_days_on(late: int, state: str) -> None:
    one = node("claim_review", case(items=(item(late=late),)))
    assert one.state == state
    if state in ("due", "failed"):
        assert one.due_on == TODAY - late + 90 + 30


@pytest.mark.parametrize(
    ("ago", "state"), [(0, "passed"), (92, "passed"), (93, "due"), (122, "due"), (123, "failed")]
)
def test_a_review_holds_for_a_quarter(ago: int, state: str) -> None:
    old = item(late=300)
    assert node("claim_review", case(items=(old,), reassessed_on=TODAY - ago)).state == state
    decided = (Decided(8, None, TODAY - ago),)
    assert node("claim_review", case(items=(old,), decided=decided)).state == state


def test_a_review_on_the_very_day_on_which_the_item_got_so_old_counts() -> None:
    on_day = case(items=(item(late=150),), reassessed_on=TODAY - 60)
    assert node("claim_review", on_day).state == "passed"


def test_a_review_from_before_the_item_was_so_old_does_not_count() -> None:
    one = node("claim_review", case(items=(item(late=150),), reassessed_on=TODAY - 61))
    assert one.state == "failed"
