"""History replayed: small ledgers whose contacts, days and cover are derived by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import narwhals as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law
from shared_files import shared

from ledgerguard.casework import runs
from ledgerguard.casework.backtest import backtest, period
from ledgerguard.casework.backtest_records import Backtest, CoverOutcome, Outcome
from ledgerguard.casework.backtest_replay import Book, replay
from ledgerguard.casework.backtest_words import FIGURES, limits, subtitle
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.read import read
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, load_policy, policy_from_texts
from ledgerguard.store.log import Log

LAST = DAY + 100  # 7 June 2024; DAY is Wednesday, 28 February
# five-stage counts from the due date: -7 reminder, 3 notice, 15 legal, 30 insurer, 90 agency.
PAID_LATE = Row("A", issued=DAY - 5, due=DAY + 20, paid=10_000, paid_on=DAY + 26)
UNPAID = Row("B", issued=DAY - 5, due=DAY + 10)
PAID_EARLY = Row("C", issued=DAY - 5, due=DAY + 30, paid=10_000, paid_on=DAY + 2)
OWN_TERMS = """
[insurances.own]
dated = 2026-11-25
source = "made up"
title = { en = "Own", zh = "自有" }
report_period = 31
"""


def found_of(
    rows: Sequence[Row], ladder: str = "five-stage", *, insurance: str = "", last: int = LAST,
    every: int = 1, business_days: bool = False,
) -> Backtest:  # fmt: skip
    policy = load_policy(ladder)
    if insurance:
        policy = policy.restated({"insurance": insurance})
    return backtest(
        frame_of(rows), {ladder: policy}, DAY, last, every=every, business_days=business_days
    )


def outcome_of(rows: Sequence[Row], **options: object) -> Outcome:
    (found,) = found_of(rows, **options).outcomes  # type: ignore[arg-type]
    return found


def cover_of(rows: Sequence[Row], **options: object) -> CoverOutcome:
    (found,) = outcome_of(rows, **options).cover
    return found


def firm(text: str) -> Policy:
    return policy_from_texts({"firm.toml": text})


def test_contacts_are_counted() -> None:
    found = outcome_of([PAID_LATE, UNPAID, PAID_EARLY])
    # A hears on the days 13 and 23, B on 3, 13, 25 and 100; on day 40 the insurer hears of B.
    assert (found.contacts, found.letters, found.calls, found.to_insurer) == (6, 6, 0, 1)
    assert found.kinds == {"agency": 1, "insurer": 1, "legal": 1, "notice": 2, "reminder": 2}
    assert found.approvals == 2  # of the credit manager and the finance director
    assert (found.customers, found.items_heard) == (2, 2)
    assert found.months == {
        "2024-02": 0, "2024-03": 5, "2024-04": 0, "2024-05": 0, "2024-06": 1
    }  # fmt: skip
    assert found.busiest is not None
    assert (found.busiest.contacts, found.busiest.customer_id, found.busiest.month) == (
        *(3, "B", "2024-03"),
    )
    assert found.runs == 101


def test_what_was_paid_before_any_contact_or_soon_after_one() -> None:
    found = outcome_of([PAID_LATE, UNPAID, PAID_EARLY])
    assert (found.settled, found.settled_unheard) == (2, 1)
    # The notice of day 23 was paid on day 26; the reminder of day 13 was not within seven days.
    assert found.spared == 1
    assert outcome_of([PAID_LATE._replace(paid_on=DAY + 30)]).spared == 1
    assert outcome_of([PAID_LATE._replace(paid_on=DAY + 31)]).spared == 0


def test_a_contact_is_not_spared_while_one_of_its_items_stays_open() -> None:
    beside = Row("A", issued=DAY - 5, due=DAY + 20)
    assert outcome_of([PAID_LATE, beside]).spared == 0


def test_timing_by_level() -> None:
    levels = outcome_of([PAID_LATE, UNPAID, PAID_EARLY]).levels
    assert [
        (one.level, one.tasks, one.items, one.median_days, one.mean_days, one.paid_without)
        for one in levels
    ] == [
        (1, 2, 2, -7.0, -7.0, 1),
        (2, 2, 2, 3.0, 3.0, 1),
        (3, 1, 1, 15.0, 15.0, 2),
        (4, 1, 1, 30.0, 30.0, 2),
        (5, 1, 1, 90.0, 90.0, 2),
    ]


def test_a_level_that_nobody_reached_has_no_days() -> None:
    last = outcome_of([UNPAID], last=DAY + 50).levels[-1]
    assert (last.tasks, last.items, last.median_days, last.mean_days) == (0, 0, None, None)


def test_a_run_every_ten_days_comes_later() -> None:
    found = found_of([UNPAID], every=10)
    assert found.warm_from == DAY - 30
    (outcome,) = found.outcomes
    assert outcome.runs == 11
    # Due on day 10: the reminder of day 3 comes on day 10 and so on the due date itself.
    assert [one.median_days for one in outcome.levels] == [0.0, 10.0, 20.0, 30.0, 90.0]


def test_closed_days_have_no_run() -> None:
    assert found_of([UNPAID], last=DAY + 6, business_days=True).outcomes[0].runs == 5


def test_old_items_make_no_burst_on_the_first_day() -> None:
    # 50 days late on the first day: all but the agency on day 40 lies before it.
    found = outcome_of([Row("D", issued=DAY - 100, due=DAY - 50)])
    assert (found.contacts, found.kinds) == (1, {"agency": 1})
    assert found.months["2024-04"] == 1


def test_steps_before_the_first_day_count_as_heard() -> None:
    row = Row("D", issued=DAY - 100, due=DAY - 50, paid=10_000, paid_on=DAY + 5)
    found = outcome_of([row])
    assert (found.contacts, found.settled, found.settled_unheard) == (0, 1, 0)
    # The reminder and the notice were presumed, legal and insurer came in the warm-up.
    assert [one.paid_without for one in found.levels] == [0, 0, 0, 0, 1]


def test_the_ledger_is_seen_as_it_was_known() -> None:
    # Issued on day 50 although due on day 10: nothing can be done before it is there.
    found = outcome_of([Row("B", issued=DAY + 50, due=DAY + 10)])
    assert found.months["2024-03"] == 0
    assert found.contacts > 0


def test_disputed_items_and_credits_are_left_alone() -> None:
    disputed = UNPAID._replace(disputed=1)
    assert outcome_of([disputed]).contacts == 0
    assert found_of([disputed, PAID_LATE]).disputed == 1
    credit = Row("B", issued=DAY - 5, due=DAY, amount=-10_000)
    assert outcome_of([UNPAID, credit]).contacts == 0
    assert outcome_of([UNPAID, credit._replace(amount=-9_999)]).contacts == 4


def test_instalments_of_one_invoice_are_items_of_their_own() -> None:
    rows = [
        Row("A", issued=DAY - 5, due=DAY + 10, paid=10_000, paid_on=DAY + 12),
        Row("A", issued=DAY - 5, due=DAY + 40, amount=20_000),
    ]
    frame = frame_of(rows).with_columns(invoice=nw.lit("I1"))
    (found,) = backtest(frame, {"p": load_policy("five-stage")}, DAY, LAST).outcomes
    assert found.items_heard == 2
    # The second one is due on day 40: 33, 43, 55, 70; the first was only reminded, on day 3.
    assert [one.items for one in found.levels] == [2, 1, 1, 1, 0]


def test_two_policies_stand_in_the_order_given() -> None:
    policies = {name: load_policy(name) for name in ("sme", "three-stage")}
    found = backtest(frame_of([UNPAID]), policies, DAY, LAST)
    assert [one.name for one in found.outcomes] == ["sme", "three-stage"]
    # sme: -3, 7, 15, 30; three-stage: -5, 1 (a call), 30.
    assert [one.contacts for one in found.outcomes] == [4, 3]
    assert [one.calls for one in found.outcomes] == [0, 1]
    assert found.outcomes[0].version != found.outcomes[1].version


def test_a_customer_and_an_invoice_may_have_ladders_of_their_own() -> None:
    text = """
[company]
ladder = "five-stage"
[customers.A]
ladder = "three-stage"
phone = "1"
channels = ["phone"]
tier = "core"
[invoices.I3]
ladder = "sme"
"""
    rows = [
        Row("A", issued=DAY - 40, due=DAY + 10),
        UNPAID,
        Row("C", issued=DAY - 5, due=DAY + 10),
        Row("A", issued=DAY - 40, due=NO_DAY),
    ]
    (found,) = backtest(frame_of(rows), {"firm": firm(text)}, DAY, LAST).outcomes
    assert found.ladders == ("five-stage", "sme", "three-stage")
    assert found.calls > 0
    # Core customers get a statement every 30 days from the first day of the replay on.
    assert found.statements > 0
    assert {one.ladder for one in found.levels if one.kind == "statement" and one.level == 59} == {
        "three-stage"
    }


def test_cover_is_kept_by_the_clock_and_lost_by_the_ladder_alone() -> None:
    # To be reported within 15 days, by day 25; the ladder's own day is 40.
    assert cover_of([UNPAID], insurance="report-fifteen") == CoverOutcome(
        "EUR", items=1, in_time=1, late=0, never=0, kept=9_000, lost=0, lost_unpaid=0,
        ladder_in_time=0, ladder_lost=9_000,
    )  # fmt: skip


def test_a_run_too_rare_loses_cover() -> None:
    late = cover_of([UNPAID], insurance="report-fifteen", every=20)
    assert (late.in_time, late.late, late.never) == (0, 1, 0)
    assert (late.kept, late.lost, late.lost_unpaid) == (0, 9_000, 9_000)
    never = cover_of([UNPAID], insurance="report-fifteen", every=20, last=DAY + 39)
    assert (never.late, never.never, never.lost) == (0, 1, 9_000)
    paid = UNPAID._replace(paid=10_000, paid_on=DAY + 30)
    costs_nothing = cover_of([paid], insurance="report-fifteen", every=20)
    assert (costs_nothing.never, costs_nothing.lost, costs_nothing.lost_unpaid) == (1, 9_000, 0)


def test_what_is_paid_by_its_day_need_not_be_reported() -> None:
    on_time = UNPAID._replace(paid=10_000, paid_on=DAY + 25)
    assert outcome_of([on_time], insurance="report-fifteen").cover == ()
    part = UNPAID._replace(paid=4_000, paid_on=DAY + 12)
    assert cover_of([part], insurance="report-fifteen").kept == 5_400


def test_a_ladder_that_reports_in_time_keeps_cover_by_itself() -> None:
    # 60 days of extension and 30 to report: by day 100; the ladder's day is 40.
    found = cover_of([UNPAID], insurance="extension-sixty")
    assert (found.in_time, found.ladder_in_time, found.ladder_lost) == (1, 1, 0)
    without = cover_of([UNPAID], ladder="sme", insurance="extension-sixty")
    assert (without.in_time, without.ladder_in_time, without.ladder_lost) == (1, 0, 9_000)


def test_reports_before_the_first_day_are_known() -> None:
    # Due 70 days before: to be reported by day 20; done at 30 days, before the replay began.
    found = cover_of([Row("D", issued=DAY - 130, due=DAY - 70)], insurance="extension-sixty")
    assert (found.items, found.in_time, found.ladder_in_time) == (1, 1, 1)


def test_an_old_item_has_the_insurers_level_behind_it_as_well() -> None:
    # 100 days late when the replay begins: only the agency is left, before the first day.
    row = Row("D", issued=DAY - 200, due=DAY - 130, paid=10_000, paid_on=DAY + 5)
    found = outcome_of([row])
    assert found.kinds == {}
    assert [one.paid_without for one in found.levels] == [0, 0, 0, 0, 0]


def test_an_invoice_unknown_on_its_last_day_could_not_be_reported() -> None:
    row = Row("B", issued=DAY + 50, due=DAY + 10)
    assert outcome_of([row], insurance="report-fifteen").cover == ()


def test_a_report_that_the_opening_presumes_is_known() -> None:
    text = ('[company]\nladder = "five-stage"\ninsurance = "own"\n' + OWN_TERMS).replace(
        "report_period = 31", "report_period = 180"
    )
    # 130 days late when the replay begins, 160 on the first day: by day 20.
    rows = [Row("D", issued=DAY - 200, due=DAY - 160)]
    (found,) = backtest(frame_of(rows), {"firm": firm(text)}, DAY, LAST).outcomes
    assert [(one.items, one.in_time) for one in found.cover] == [(1, 1)]


def test_two_currencies_are_told_apart() -> None:
    found = outcome_of(
        [UNPAID, UNPAID._replace(currency="USD", amount=7_000)], insurance="report-fifteen"
    )
    assert [(one.currency, one.kept) for one in found.cover] == [("EUR", 9_000), ("USD", 6_300)]


def test_the_ladder_alone_waits_for_a_business_day() -> None:
    # Due on day 1: 30 days later is Saturday, 30 March; the report is due on Sunday, the 31st day.
    rows = [Row("B", issued=DAY - 5, due=DAY + 1)]
    terms = '[company]\nladder = "five-stage"\ninsurance = "own"\nconvention = "{}"\n' + OWN_TERMS
    policies = {name: firm(terms.replace("{}", name)) for name in ("none", "following")}
    found = backtest(frame_of(rows), policies, DAY, LAST)
    assert [one.cover[0].ladder_in_time for one in found.outcomes] == [1, 0]
    assert [one.cover[0].kept for one in found.outcomes] == [10_000, 10_000]  # no rate is agreed


def test_the_period_left_out_is_the_last_year_of_the_ledger() -> None:
    rows = [Row(issued=DAY - 700), Row(issued=DAY - 10, paid=1, paid_on=DAY + 3)]
    frame = frame_of(rows)
    assert period(frame) == (DAY + 3 - 364, DAY + 3)
    assert period(frame, DAY) == (DAY, DAY + 3)
    assert period(frame, None, DAY) == (DAY - 364, DAY)
    assert period(frame, None, DAY - 800) == (DAY - 1164, DAY - 800)
    assert period(frame_of(rows[1:])) == (DAY - 10, DAY + 3)


def test_what_cannot_be_replayed_is_refused() -> None:
    frame, policies = frame_of([UNPAID]), {"p": load_policy()}
    with pytest.raises(OutOfDomain, match="must not end before it begins"):
        period(frame, DAY, DAY - 1)
    with pytest.raises(InvalidValue, match="must have invoice dates"):
        period(frame_of([Row(issued=NO_DAY)]))
    with pytest.raises(InvalidValue, match="one policy at least"):
        backtest(frame, {}, DAY, LAST)
    with pytest.raises(OutOfDomain, match="every must be 1 or more, got 0"):
        backtest(frame, policies, DAY, LAST, every=0)
    with pytest.raises(InvalidValue, match="an invoice that was open between"):
        backtest(frame, policies, DAY - 400, DAY - 300)


def test_nobody_to_contact_is_no_fault() -> None:
    found = found_of([Row("B", issued=DAY, due=DAY + 400)])
    assert found.outcomes[0].busiest is None
    assert [figure.value(found.outcomes[0]) for figure in FIGURES][-2:] == [0, ""]


def test_the_words_tell_what_cannot_be_known() -> None:
    plain, insured = found_of([UNPAID]), found_of([UNPAID], insurance="report-fifteen")
    for language in ("en", "zh"):
        assert len(limits(insured, language)) == len(limits(plain, language)) + 1
    said = " ".join(limits(plain, "en"))
    assert "How customers would have reacted" in said
    assert "2024-01-29" in said  # the warm-up begins 30 days before
    assert subtitle(found_of([UNPAID], every=5), "en").endswith("a run every 5 days, 1 invoice")
    assert "每日运行" in subtitle(plain, "zh")


ROWS = st.lists(
    st.builds(
        Row,
        customer_id=st.sampled_from("AB"),
        currency=st.sampled_from(["EUR", "USD"]),
        issued=st.integers(DAY - 60, DAY + 30),
        due=st.one_of(st.just(NO_DAY), st.integers(DAY - 60, DAY + 40)),
        amount=st.sampled_from([-3_000, 5_000, 10_000]),
        paid=st.sampled_from([0, 2_000, 10_000]),
        paid_on=st.integers(DAY - 30, DAY + 40),
        disputed=st.integers(0, 1),
        delivered=st.just(NO_DAY),
        customer=st.just("Customer"),
        entity=st.sampled_from(["", "East"]),
    ),
    min_size=1,
    max_size=8,
)


@law
@given(ROWS, st.sampled_from(["five-stage", "friendly"]), st.sampled_from(["", "report-fifteen"]))
def test_a_replay_is_what_the_runs_would_have_been(
    rows: list[Row], ladder: str, insurance: str
) -> None:
    """The same days run one by one with a real log, each task reported as done."""
    frame = frame_of(rows).with_columns(
        invoice=nw.when(nw.col("row") % 3 == 0).then(nw.lit("I3")).otherwise(nw.col("invoice"))
    )
    policy = load_policy(ladder).restated({"insurance": insurance})
    days = range(DAY, DAY + 36, 6)
    expected = []
    with Log.memory() as log:
        runs.open_log(frame, policy, log, DAY)
        for day in days:
            worklist = runs.run(frame, policy, log, day).derived.worklist
            bodies = runs.tasks_of(log, worklist.run)
            runs.record(log, [runs.done(body, day) for body in bodies.values()], run=worklist.run)
            expected.append(sorted(map(_told, worklist.tasks)))
    trace = replay(Book(frame, days[-1]), policy, days, DAY)
    found = [sorted(_told(one.task) for one in trace.taken if one.day == day) for day in days]
    assert found == expected


def _told(task: object) -> str:
    """A task but for what its rank in the day decides."""
    changed = dataclasses.replace(task, id="", rank=0, priority=0.0, reasons=())  # type: ignore[type-var]
    return repr(changed)


def test_a_real_ledger() -> None:
    """IBM's: 2,466 invoices, all of them paid; 30 days to pay, and one currency."""
    frame = read(shared("ibm_ar_us_mdy.csv")).frame
    first, last = period(frame)
    policies = {name: load_policy(name) for name in ("five-stage", "sme")}
    found = backtest(frame, policies, first, last, every=7)
    columns = (frame.get_column(name).to_list() for name in ("due", "paid_on"))
    paid = [(due, day) for due, day in zip(*columns, strict=True) if first <= day <= last]
    for outcome in found.outcomes:
        assert outcome.settled == len(paid)
        assert outcome.contacts == sum(outcome.months.values())
    # Every seventh day at least: who paid more than 14 days late was asked before.
    very_late = sum(day > due + 14 for due, day in paid)
    assert found.outcomes[0].settled - found.outcomes[0].settled_unheard >= very_late
