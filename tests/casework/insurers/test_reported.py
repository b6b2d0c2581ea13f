"""A report that the insurer has taken stands in the log as a task done: the insurer's clock stops.

The invoices are those of claim_desk: A-1 was due on 1 December 2023, A-2 on 19 January 2024.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from claim_desk import ROWS, Desk, day, firm, key, reported
from collector import ledger
from fake_insurer import FakeInsurer
from outbox_trial import Power, PowerCut, TickingLog

from ledgerguard.casework import runs
from ledgerguard.casework.claims.recording import record_report, report_entry
from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.casework.insurers.drafts import declaration_of
from ledgerguard.casework.records import REPORT
from ledgerguard.store.log import Log

AS_OF = day(2024, 2, 19)


def at(minutes: int) -> Callable[[], dt.datetime]:
    """A clock that stands so many minutes after noon of 20 February 2024."""
    noon = dt.datetime(2024, 2, 20, 12, 0).astimezone()
    return lambda: noon + dt.timedelta(minutes=minutes)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


def ready(desk: Desk, *invoices: str) -> str:
    """The key of a report that a person has confirmed."""
    claim = desk.claim(invoices, as_of=AS_OF)
    write = declaration_of(claim, "B-1")
    then = report_entry(claim, desk.policy)
    name = outbox.prepare(desk.log, "mutual", write, "Li", customer_id="A", then=then, clock=at(0))
    outbox.confirm(desk.log, name, "Wang", clock=at(0))
    return name


def days_of(log: Log) -> dict[str, int | None]:
    """When each invoice was reported, as the worklist knows it."""
    items = runs.history_of(log.rows()).items
    known = [name for name in ("A-1", "A-2") if key(name) in items]
    return {name: items[key(name)].days.get(REPORT) for name in known}


def kinds(log: Log) -> list[str]:
    return [row.kind for row in log.rows()]


def proposed(desk: Desk) -> set[str]:
    """Invoices of which the report is on the worklist of the next day."""
    derived = runs.run(ledger(ROWS), desk.policy, desk.log, day(2024, 2, 21)).derived
    tasks = [task for task in derived.worklist.tasks if task.kind == "insurer"]
    return {item.key.invoice for task in tasks for item in task.items}


def test_the_worklist_asks_for_the_report_until_the_insurer_has_it(desk: Desk) -> None:
    with Desk() as other:
        assert "A-1" in proposed(other)  # reported by 29 February, as claim_desk reckons
    name = ready(desk, "A-1")
    assert days_of(desk.log) == {}  # confirmed is not yet sent
    fate = sending.send(desk.log, FakeInsurer(), name, actor="li", clock=at(3))
    assert fate.item.state == "taken"
    assert kinds(desk.log)[-2:] == ["insurer-taken", "done"]
    (done,) = desk.log.rows(kind="done")
    assert (done.actor, done.policy_version) == ("li", firm().version)
    assert days_of(desk.log) == {"A-1": day(2024, 2, 20)}  # the day it was sent, not prepared
    assert "A-1" not in proposed(desk)
    # Nothing is left to tell by hand.
    claim = desk.claim(["A-1"], as_of=day(2024, 2, 22))
    assert report_entry(claim, desk.policy) is None
    assert record_report(desk.log, claim, desk.policy) == desk.log.head


def test_the_day_is_that_of_sending_when_it_is_found_later(desk: Desk) -> None:
    name = ready(desk, "A-1", "A-2")
    insurer = FakeInsurer(fault=lambda: "unheard")
    assert sending.send(desk.log, insurer, name, clock=at(3)).item.state == "unsure"
    assert days_of(desk.log) == {}
    insurer.fault = lambda: ""
    three_days = 3 * 24 * 60
    (fate,) = sending.reconcile(desk.log, insurer, clock=at(three_days))
    assert fate.item.state == "taken"
    assert set(days_of(desk.log).values()) == {day(2024, 2, 20)}


def test_what_was_reported_by_hand_meanwhile_keeps_its_day(desk: Desk) -> None:
    name = ready(desk, "A-1", "A-2")
    runs.record(desk.log, [reported(AS_OF, "A-1")], actor="wang")
    sending.send(desk.log, FakeInsurer(), name, clock=at(3))
    assert days_of(desk.log) == {"A-1": AS_OF, "A-2": day(2024, 2, 20)}


def test_all_reported_by_hand_meanwhile(desk: Desk) -> None:
    name = ready(desk, "A-1")
    runs.record(desk.log, [reported(AS_OF, "A-1")], actor="wang")
    sending.send(desk.log, FakeInsurer(), name, clock=at(3))
    assert kinds(desk.log)[-1] == "insurer-taken"


@pytest.mark.parametrize("left", range(12))
def test_power_may_fail_anywhere(desk: Desk, left: int) -> None:
    """The insurer's ticket and the stopped clock stand together, or neither does."""
    name, insurer = ready(desk, "A-1"), FakeInsurer()
    power = Power(left)
    log = TickingLog(desk.log, power)
    insurer.tick = power.tick
    with contextlib.suppress(PowerCut):
        sending.send(log, insurer, name, clock=at(3))
    insurer.tick = lambda: None
    told = kinds(desk.log)
    assert ("insurer-taken" in told) == ("done" in told)
    sending.reconcile(desk.log, insurer, clock=at(60))
    sending.send_all(desk.log, insurer, clock=at(60))
    assert kinds(desk.log).count("done") == 1
    assert insurer.arrivals.counted[name] == 1
