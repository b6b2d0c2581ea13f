"""Covers as facts of a customer's file: one insured limit of a currency, and nothing is added."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.decisions.limits import limits_of
from ledgerguard.casework.insured.timeline import timeline
from ledgerguard.casework.insurers.covers import Known, borne
from ledgerguard.casework.insurers.facts import Said, facts_of
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.plugin.insurer import COVER_KINDS, DECISIONS, Cover, Grade
from ledgerguard.units import serial

TOLD = dt.datetime(2026, 6, 30, 12, 0, tzinfo=dt.UTC)
TOLD_ON = serial(TOLD.astimezone().date())
SINCE, LAST = dt.date(2025, 7, 1), dt.date(2026, 12, 31)


def line(amount: int = 200_000, **more: Any) -> Cover:
    given = {"kind": "permanent", "decision": "approved", "currency": "EUR", **more}
    return Cover("B-1", "P-1", amount=Decimal(amount), **given)


def said(*lines: Cover, insurer: str = "mutual") -> Known:
    return Known(insurer, "2001", "B-1", lines, TOLD)


def items(found: Said) -> list[tuple[str, float | str | bool]]:
    return [(fact.item, fact.value) for fact in found.facts]


def test_an_approved_line_counts_from_its_first_day() -> None:
    grade = Grade("3", "coface", "low is best", dt.date(2026, 6, 1))
    found = facts_of([said(line(valid_from=SINCE, valid_to=LAST))], [grade])
    first, last = serial(SINCE), serial(LAST)
    assert found.facts == (
        Fact("insured_limit", 200_000.0, first, last, "EUR", "P-1"),
        Fact("insurer_decision", "approved", first, NO_DAY, "EUR", "P-1"),
        Fact("insurer_grade", "3", serial(grade.as_of), source="coface"),
    )
    assert found.left_out == ()


def test_what_was_taken_away_counts_from_the_day_on_which_it_was_told() -> None:
    """The line may be old: before it was told the earlier limit stood, and stays in the file."""
    earlier = Fact("insured_limit", 200_000.0, serial(SINCE), currency="EUR")
    for decision, left in (("reduced", 50_000), ("cancelled", 0), ("refused", 0)):
        found = facts_of([said(line(50_000, decision=decision, valid_from=SINCE))])
        file = CustomerFile("2001", (earlier, *found.facts))
        (limit,) = limits_of(file, "EUR", TOLD_ON)
        assert (limit.kind, limit.amount.minor) == ("insured", left * 100)
        assert limits_of(file, "EUR", TOLD_ON - 1)[0].amount.minor == 200_000_00
        named = timeline(file, "EUR", TOLD_ON).on(TOLD_ON)  # as the insured waterfall reads it
        assert named is not None
        assert named.minor == left * 100


def test_a_line_that_cannot_stand_for_the_whole_is_left_out() -> None:
    top, temporary = line(50_000, kind="top-up"), line(30_000, kind="temporary")
    found = facts_of([said(line(), top, temporary, line(7_000, kind="discretionary"))])
    assert items(found) == [
        ("insured_limit", 200_000), ("insurer_decision", "approved"),
        ("discretionary_limit", 7_000),
    ]  # fmt: skip
    assert found.left_out == ("top-up EUR 50000 of mutual", "temporary EUR 30000 of mutual")
    # A temporary line stands for the whole where the permanent one bears nothing.
    found = facts_of([said(line(0, decision="refused"), temporary)])
    assert items(found)[0] == ("insured_limit", 30_000)
    assert found.left_out == ()


def test_of_two_insurers_neither_is_taken() -> None:
    found = facts_of([said(line()), said(line(80_000), insurer="other")])
    assert found.facts == ()
    assert found.left_out == ("permanent EUR 200000 of mutual", "permanent EUR 80000 of other")
    assert facts_of([said(insurer="none yet")]) == Said((), ())


def test_currencies_stand_side_by_side() -> None:
    found = facts_of([said(line(), line(9_000, currency="USD"))])
    limits = [fact for fact in found.facts if fact.item == "insured_limit"]
    assert [(one.value, one.currency) for one in limits] == [(200_000, "EUR"), (9_000, "USD")]


COVERS = st.builds(
    line,
    st.integers(0, 10**6),
    kind=st.sampled_from(COVER_KINDS),
    decision=st.sampled_from(DECISIONS),
    currency=st.sampled_from(["EUR", "USD"]),
    valid_from=st.sampled_from([None, SINCE]),
)


@given(st.lists(st.tuples(st.sampled_from(["mutual", "other"]), COVERS), max_size=8))
def test_no_limit_is_more_than_one_line_bears(told: list[tuple[str, Cover]]) -> None:
    lines = [cover for _, cover in told]
    found = facts_of([said(cover, insurer=name) for name, cover in told])
    file = CustomerFile("2001", found.facts)
    for currency in ("EUR", "USD"):
        bearing = [int(borne(one)) for one in lines if one.currency == currency and borne(one)]
        limits = limits_of(file, currency, TOLD_ON)
        assert len({limit.kind for limit in limits}) == len(limits)
        for limit in limits:
            assert limit.kind in ("insured", "discretionary")
            assert limit.amount.minor == 0 or limit.amount.minor // 100 in bearing
        shown = sum(bool(limit.amount.minor) for limit in limits)
        left = sum(f" {currency} " in words for words in found.left_out)
        assert shown + left == len(bearing)
