"""The insurer's clock by the terms of a firm's own policy, and the stop of deliveries."""

from __future__ import annotations

import pytest
from case_ledgers import DUE, Invoice, near
from clock_desk import (
    INSURER,
    MAY_1,
    cover_work,
    insured,
    of_cover,
    own,
    worked,
)
from quick_desk import QuickDesk

from ledgerguard.casework.records import CLAIM, REPORT, STOP, Task

# Terms of a firm's own policy


@pytest.mark.parametrize(("lead", "first"), [(0, 20), (5, 15), (19, 1), (40, 1)])
def test_the_report_is_put_up_lead_days_before_but_not_before_it_is_overdue(
    lead: int, first: int
) -> None:
    terms = f"report_period = 20\nlead_days = {lead}"
    assert cover_work(own(terms), DUE + first) == [(DUE + first, "insurer", INSURER)]
    assert of_cover(own(terms).run(DUE + first + 3))["insurer"].since == DUE + first


def test_a_policy_without_deadlines_leaves_the_ladders_day() -> None:
    desk = own("insured_rate = 0.9")
    report = of_cover(desk.run(DUE + 30))["insurer"]
    assert report.days_to_cover_loss is None
    assert set(of_cover(desk.run(DUE + 400))) == {"insurer"}


def test_a_claim_without_waiting_time_is_put_up_before_its_deadline() -> None:
    desk = own("filing_period = 100\nlead_days = 3")
    found = cover_work(desk, DUE + 30, DUE + 97)
    assert found == [(DUE + 30, "insurer", INSURER), (DUE + 97, "claim", CLAIM)]


def test_a_waiting_time_longer_than_the_filing_period_does_not_lose_the_claim() -> None:
    desk = own("filing_period = 100\nwaiting_period = 150\nlead_days = 3")
    found = cover_work(desk, DUE + 97, DUE + 150)
    assert ("claim", CLAIM) in {one[1:] for one in found if one[0] == DUE + 97}


def test_the_waiting_time_is_that_of_a_buyer_who_does_not_pay() -> None:
    # The ledger tells of no insolvency, for which nothing would be waited for.
    terms = "filing_period = 200\nwaiting_period = 60\nwaiting_by_cause = "
    insolvency, default = "{ insolvency = 0 }", "{ protracted-default = 90 }"
    assert cover_work(own(terms + insolvency), DUE + 60)[-1] == (DUE + 60, "claim", CLAIM)
    found = cover_work(own(terms + default), DUE + 60, DUE + 90)
    assert [one for one in found if one[1] == "claim"] == [(DUE + 90, "claim", CLAIM)]


@pytest.mark.parametrize(("reported", "claim"), [(10, 70), (25, 85)])
def test_a_waiting_time_from_the_report_counts_from_the_day_of_the_report(
    reported: int, claim: int
) -> None:
    terms = "report_period = 30\nlead_days = 25\nfiling_period = 200\nwaiting_period = 60\n"
    desk = own(terms + 'waiting_from = "report"')
    assert cover_work(desk, DUE + reported, DUE + claim) == [
        (DUE + reported - 1, "insurer", INSURER),
        (DUE + claim - 1, "claim", CLAIM),
    ]


def test_a_waiting_time_from_a_report_that_nobody_made_does_not_begin() -> None:
    terms = 'report_period = 30\nfiling_period = 200\nwaiting_period = 60\nwaiting_from = "report"'
    desk = own(terms)
    assert set(of_cover(desk.run(DUE + 197))) == {"insurer"}
    assert set(of_cover(desk.run(DUE + 198))) == {"insurer", "claim"}


# Deliveries


def test_a_ladder_that_stops_supply_itself_does_so_on_the_earlier_day() -> None:
    # friendly stops supply 30 days late: after the fifteen of one policy, before the sixty-one.
    desk = insured("report-fifteen", "friendly")
    found = cover_work(desk, DUE + 13, DUE + 15, DUE + 30)
    assert found == [(DUE + 13, "insurer", REPORT), (DUE + 15, "stop-supply", 3)]
    assert worked(desk, *near(DUE + 60)) == [(DUE + 60, 4)]  # legal, and no second stop
    desk = insured("extension-sixty", "friendly")
    (stop,) = [t for t in climbed(desk, 1, 15, 30) if t.kind == "stop-supply"]
    assert (stop.track, stop.level) == ("customer", 3)
    assert of_cover(desk.run(MAY_1 + 1)) == {}


@pytest.mark.parametrize("disputed", [0, 1])
def test_a_ladder_that_is_held_up_does_not_hold_up_the_insurers_stop(disputed: int) -> None:
    # Day 30 of the ladder is frozen, or nobody has sent the steps before it: on day 61 the
    # insurer wants deliveries to have stopped all the same, and one task tells so.
    desk = insured("extension-sixty", "friendly")
    desk.ledger_is(Invoice(disputed=disputed))
    assert of_cover(desk.run(MAY_1)) == {}
    tasks = desk.run(MAY_1 + 1).tasks
    stop = of_cover(desk.run(MAY_1 + 1))["stop-supply"]
    assert (stop.level, stop.since) == (3, MAY_1 + 1)
    assert [task.kind for task in tasks].count("stop-supply") == 1
    desk.work(MAY_1 + 1)
    assert "stop-supply" not in {task.kind for task in desk.run(MAY_1 + 90).tasks}


def climbed(desk: QuickDesk, *lates: int) -> list[Task]:
    return [task for late in lates for task in desk.work(DUE + late).tasks]


@pytest.mark.parametrize(
    ("rule", "first"),
    [('"overdue"', 1), ('"mep"\nmep_period = 20', 21), ('"report"\nreport_period = 25', 25)],
)
def test_the_day_on_which_deliveries_must_have_stopped(rule: str, first: int) -> None:
    desk = own(f"stop_shipment = {rule}")
    stops = [one for one in cover_work(desk, DUE + first) if one[1] == "stop-supply"]
    assert stops == [(DUE + first, "stop-supply", STOP)]
