"""The insurer's clock through the engine, day by day: report, stop of deliveries, claim.

The terms are those that the packaged policies state; the days that follow from them are counted by
hand in a calendar.
"""

from __future__ import annotations

import pytest
from case_ledgers import DUE, Invoice, item, near, policy, reasons_of, tasks_of
from clock_desk import (
    AUGUST_2,
    INSURER,
    MAY_1,
    MAY_31,
    NOVEMBER_2,
    SEPTEMBER_2,
    cover_day,
    cover_work,
    insured,
    of_cover,
    seen,
    worked,
)
from quick_desk import QuickDesk

from ledgerguard.casework import runs
from ledgerguard.casework.events import Override
from ledgerguard.casework.records import CLAIM, REPORT, STOP
from ledgerguard.ledger.schema import NO_DAY

# The example of the issue: +30 would lose cover


def test_the_articles_thirty_days_would_lose_cover_and_the_clock_prevails() -> None:
    desk = insured("report-fifteen")
    assert of_cover(desk.run(DUE + 12)) == {}
    report = of_cover(desk.run(DUE + 13))["insurer"]
    # Fifteen days to report, put up two days before: two days are left, and not -15.
    assert (report.level, report.since, report.days_to_cover_loss) == (INSURER, DUE + 13, 2)
    assert (report.cover_until, report.letter) == (DUE + 15, "insurer-notification")
    assert reasons_of(report)["clock"] == ("report-fifteen",)
    assert reasons_of(report)["cover-until"] == (DUE + 15, 2)


@pytest.mark.parametrize(
    ("late", "left"), [(0, None), (1, 14), (3, 12), (13, 2), (14, 1), (15, 0), (16, -1), (40, -25)]
)
def test_the_days_left_are_shown_on_every_task(late: int, left: int | None) -> None:
    desk = insured("report-fifteen")
    tasks = [t for t in desk.run(DUE + late).tasks if t.kind in ("reminder", "notice")]
    found = {task.days_to_cover_loss for task in desk.run(DUE + late).tasks}
    assert len(tasks) == (late not in (1, 2))  # neither a reminder nor a notice for these two days
    assert found <= {left}
    if left is not None and left < 0:
        assert all("cover-until" not in reasons_of(task) for task in tasks)


def test_after_its_day_the_cover_is_called_lost_and_the_report_is_still_asked_for() -> None:
    desk = insured("report-fifteen")
    report = of_cover(desk.run(DUE + 16))["insurer"]
    assert reasons_of(report)["cover-lost"] == (DUE + 15, -1)
    assert "cover-until" not in reasons_of(report)


def test_what_follows_a_notice_is_the_report_before_the_lawyer() -> None:
    desk = insured("report-fifteen")
    (notice,) = desk.run(DUE + 3).tasks
    assert notice.next_action is not None
    assert (notice.next_action.en, notice.next_on) == ("Notify the credit insurer", DUE + 13)


# Each packaged policy


def test_report_fifteen() -> None:
    desk = insured("report-fifteen")
    found = cover_work(desk, DUE + 13, DUE + 15, DUE + 30, AUGUST_2, NOVEMBER_2)
    assert found == [
        (DUE + 13, "insurer", INSURER),
        (DUE + 15, "stop-supply", STOP),  # who is reported is not supplied any more
        (AUGUST_2, "claim", CLAIM),  # after a waiting time of five months
    ]


def test_extension_sixty_leaves_the_ladder_its_thirty_days() -> None:
    assert (DUE + 60, DUE + 90) == (MAY_1, MAY_31)
    # Sixty days of extension and thirty to report: the day of the ladder is far within.
    report = of_cover(seen(30, "extension-sixty"))["insurer"]
    assert (report.since, report.days_to_cover_loss) == (DUE + 30, 60)
    desk = insured("extension-sixty")
    found = cover_work(desk, DUE + 30, MAY_1 + 1, MAY_31 - 2, SEPTEMBER_2)
    assert found == [
        (DUE + 30, "insurer", INSURER),
        (MAY_1 + 1, "stop-supply", STOP),
        (SEPTEMBER_2, "claim", CLAIM),
    ]


def test_invoice_based_counts_the_extension_from_the_invoice() -> None:
    # Written 30 days before it was due: 120 days end 90 days after the due date.
    assert of_cover(seen(30, "invoice-based"))["insurer"].cover_until == DUE + 120
    desk = insured("invoice-based")
    found = cover_work(desk, DUE + 30, DUE + 91, DUE + 118, SEPTEMBER_2)
    assert found == [
        (DUE + 30, "insurer", INSURER),
        (DUE + 91, "stop-supply", STOP),
        (SEPTEMBER_2, "claim", CLAIM),
    ]


def test_exim_like() -> None:
    assert of_cover(seen(30, "exim-like"))["insurer"].cover_until == DUE + 90
    desk = insured("exim-like")
    found = cover_work(desk, DUE + 30, DUE + 88, DUE + 90, NOVEMBER_2 - 2)
    assert found == [
        (DUE + 30, "insurer", INSURER),
        (DUE + 90, "stop-supply", STOP),
        (DUE + 90, "claim", CLAIM),  # ninety days of waiting
    ]


@pytest.mark.parametrize(
    ("terms", "report"),
    [
        ("report-fifteen", DUE + 13),
        ("extension-sixty", MAY_31 - 2),
        ("invoice-based", DUE + 118),
        ("exim-like", DUE + 88),
    ],
)
def test_a_ladder_without_the_insurer_is_reminded_two_days_before_the_deadline(
    terms: str, report: int
) -> None:
    desk = insured(terms, "three-stage")
    found = cover_work(desk, report)
    assert [one for one in found if one[1] == "insurer"] == [(report, "insurer", REPORT)]


def test_an_invoice_of_an_unknown_day_has_no_clock_but_for_the_claim() -> None:
    unknown = Invoice(issued=NO_DAY)
    report = of_cover(seen(30, "invoice-based", unknown))["insurer"]
    assert report.cover_until == NOVEMBER_2  # eight months from the due date, known anyway
    desk = insured("invoice-based")
    desk.ledger_is(unknown)
    found = cover_work(desk, DUE + 30, DUE + 91, DUE + 118, SEPTEMBER_2)
    assert found == [(DUE + 30, "insurer", INSURER), (SEPTEMBER_2, "claim", CLAIM)]


# Report in time, late, twice


def test_a_report_in_time_moves_the_clock_to_the_claim() -> None:
    desk = insured("report-fifteen")
    for late in (3, 13):
        desk.work(DUE + late)
    (legal,) = [t for t in desk.run(DUE + 15).tasks if t.track == "customer"]
    # From 17 March to 2 November: 14 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 2 days.
    assert (legal.days_to_cover_loss, legal.cover_until) == (230, NOVEMBER_2)


@pytest.mark.parametrize(("on", "deadline"), [(15, NOVEMBER_2), (16, DUE + 15)])
def test_a_report_on_the_last_day_is_in_time_and_the_day_after_is_not(
    on: int, deadline: int
) -> None:
    desk = insured("report-fifteen")
    first = desk.run(DUE + 13)
    body = runs.task_body(of_cover(first)["insurer"], DUE + 13)
    desk.tell(runs.done(body, DUE + on))
    claim = of_cover(desk.run(AUGUST_2))["claim"]
    assert claim.cover_until == deadline
    assert ("cover-lost" in reasons_of(claim)) == (deadline < AUGUST_2)


def test_nothing_is_reported_stopped_or_claimed_twice() -> None:
    desk = insured("report-fifteen")
    found = [one for late in range(0, 300, 11) for one in cover_day(desk, DUE + late)]
    assert [one[1:] for one in found] == [
        ("insurer", INSURER),
        ("stop-supply", STOP),
        ("claim", CLAIM),
    ]


def test_once_all_is_done_there_is_no_cover_to_lose() -> None:
    desk = insured("report-fifteen")
    for day in (DUE + 15, AUGUST_2):
        desk.work(day)
    tasks = desk.run(AUGUST_2 + 7).tasks
    assert tasks
    assert {(task.days_to_cover_loss, task.cover_until) for task in tasks} == {(None, NO_DAY)}


def test_a_report_is_not_the_customers_contact() -> None:
    # The report of day 13 neither delays the lawyer of day 15 nor counts for the contact gap.
    desk = insured("report-fifteen")
    desk.work(DUE + 3)
    assert set(of_cover(desk.work(DUE + 13))) == {"insurer"}
    (legal,) = [t for t in desk.run(DUE + 15).tasks if t.track == "customer"]
    assert (legal.level, legal.since) == (3, DUE + 15)


# No cover, unknown cover, several customers


def test_who_is_not_insured_never_meets_the_insurer() -> None:
    desk = insured("none")
    days = near(DUE - 7, DUE + 3, DUE + 15, DUE + 30, DUE + 90)
    assert worked(desk, *days) == [(DUE - 7, 1), (DUE + 3, 2), (DUE + 15, 3), (DUE + 90, 5)]


def test_where_nothing_is_known_of_cover_the_ladders_day_counts_without_a_clock() -> None:
    desk = insured("")
    assert of_cover(desk.run(DUE + 29)) == {}
    report = of_cover(desk.run(DUE + 30))["insurer"]
    assert (report.level, report.days_to_cover_loss, report.cover_until) == (INSURER, None, NO_DAY)
    assert not {"clock", "cover-until", "cover-lost"} & set(reasons_of(report))


def test_each_customer_has_its_own_clock_and_each_currency_its_own_task() -> None:
    more = '[customers.A]\ninsurance = "report-fifteen"\n[customers.B]\ninsurance = "exim-like"\n'
    rows = [
        Invoice(), Invoice("R2", currency="USD", amount=70_000), Invoice("R3", entity="FR"),
        Invoice("R4", customer_id="B"), Invoice("R5", customer_id="C"),
    ]  # fmt: skip
    desk = QuickDesk(*rows, rules=policy('insurance = "none"', more))
    found = tasks_of(desk.run(DUE + 14))
    days = {task.customer_id: task.days_to_cover_loss for task in desk.run(DUE + 14).tasks}
    assert {key: value for key, value in found.items() if key[0] == "cover"} == {
        ("cover", "DE", "A", "EUR"): (INSURER, {"R1": 100_000}),
        ("cover", "DE", "A", "USD"): (INSURER, {"R2": 70_000}),
        ("cover", "FR", "A", "EUR"): (INSURER, {"R3": 100_000}),
    }
    assert days == {"A": 1, "B": 76, "C": None}


def test_the_nearest_of_several_deadlines_is_shown() -> None:
    worklist = seen(3, "report-fifteen", Invoice("R1", due=DUE - 10), Invoice("R2"))
    report = of_cover(worklist)["insurer"]
    assert [str(one.key) for one in report.items] == ["R1"]
    assert [task.days_to_cover_loss for task in worklist.tasks] == [2, 2]


# Overrides


@pytest.mark.parametrize(("terms", "report"), [("report-fifteen", 13), ("", 30)])
def test_an_override_passes_over_no_report_to_the_insurer(terms: str, report: int) -> None:
    desk = insured(terms)
    desk.tell(Override(item(), DUE + 5, 5, DUE + 9, "insolvent"))
    (agency,) = desk.work(DUE + 5).tasks
    assert (agency.kind, agency.items[0].waived) == ("agency", (1, 2, 3))
    assert cover_work(desk, DUE + report)[0] == (DUE + report, "insurer", INSURER)
    assert {task.track for task in desk.run(DUE + 90).tasks} <= {"cover"}


def test_an_override_to_legal_passes_over_no_stop_that_the_insurer_wants() -> None:
    desk = insured("report-fifteen", "friendly")
    desk.tell(Override(item(), DUE + 2, 4, DUE + 9, "insolvent"))
    assert desk.work(DUE + 2).tasks[0].items[0].waived == (1, 2)
    assert (DUE + 15, "stop-supply", 3) in cover_work(desk, DUE + 15)
    desk = insured("none", "friendly")
    desk.tell(Override(item(), DUE + 2, 4, DUE + 9, "insolvent"))
    assert desk.work(DUE + 2).tasks[0].items[0].waived == (1, 2, 3)
    assert desk.run(DUE + 99).tasks == ()


# Due dates that move, cases without a log


def test_a_due_date_that_moves_moves_the_clock() -> None:
    desk = insured("report-fifteen")
    desk.run(DUE + 3)
    desk.ledger_is(Invoice(due=DUE + 10))
    assert cover_work(desk, DUE + 13, DUE + 23) == [(DUE + 23, "insurer", INSURER)]


def test_a_due_date_that_moves_after_the_report_repeats_no_report() -> None:
    desk = insured("report-fifteen")
    desk.work(DUE + 13)
    desk.ledger_is(Invoice(due=DUE + 60))
    assert cover_work(desk, DUE + 14, DUE + 73, DUE + 75) == [(DUE + 75, "stop-supply", STOP)]


@pytest.mark.parametrize(
    ("late", "kinds"),
    [
        (12, set()),
        (13, {"insurer"}),
        (15, {"insurer", "stop-supply"}),
        (16, {"stop-supply"}),  # the report is presumed made, since its day has passed
        (152, {"stop-supply"}),
        (153, {"claim"}),  # 2 August
        (245, {"claim"}),  # 2 November
        (246, set()),
    ],
)
def test_without_a_log_what_had_to_be_done_is_presumed_done(late: int, kinds: set[str]) -> None:
    assert (DUE + 153, DUE + 245) == (AUGUST_2, NOVEMBER_2)
    assert set(of_cover(seen(late, "report-fifteen", assume=True))) == kinds


@pytest.mark.parametrize(("late", "told"), [(30, False), (89, False), (90, False), (91, True)])
def test_without_a_log_the_clock_alone_tells_whether_the_report_was_made(
    late: int, told: bool
) -> None:
    # Ninety days to report: on day 90, when the agency's level comes, it may still be made.
    assert ("insurer" not in of_cover(seen(late, "exim-like", assume=True))) == told


def test_an_insurers_level_after_another_counts_from_when_that_was_done() -> None:
    ladder = """
[ladders.own]
dated = 2026-01-01
source = "a test"
levels = [
  { days = 3, kind = "notice", action = { en = "a", zh = "a" } },
  { days = 10, counted_from = "previous", kind = "insurer", action = { en = "b", zh = "b" } },
]
"""
    desk = QuickDesk(Invoice(), rules=policy('ladder = "own"', ladder))
    assert worked(desk, DUE + 8, *near(DUE + 13, DUE + 18)) == [(DUE + 8, 1), (DUE + 18, 2)]
