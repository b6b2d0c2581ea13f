"""Whether a task has nothing left to do, because another one has done it meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from case_ledgers import DUE, Desk, Invoice, policy

from ledgerguard.casework import runs
from ledgerguard.casework.events import Done
from ledgerguard.casework.history import History, folded
from ledgerguard.casework.records import STATEMENT

TWO = (Invoice(), Invoice("R2"))


def bodies(*invoices: Invoice, company: str = "", day: int = DUE + 3) -> list[dict[str, Any]]:
    rules = policy(company or 'insurance = "none"')
    with Desk(*invoices, rules=rules) as desk:
        return list(runs.tasks_of(desk.log, desk.run(day).run).values())


def after(*events: Done) -> History:
    return folded(events)


def test_a_task_is_reached_when_all_of_its_items_are() -> None:
    (body,) = bodies(*TWO)
    event = runs.done(body, DUE + 3)
    assert not runs.is_reached(body, after())
    assert not runs.is_reached(body, after(replace(event, items=event.items[:1])))
    assert not runs.is_reached(body, after(replace(event, items=event.items[1:])))
    assert runs.is_reached(body, after(event))
    # By another task, on another day: what counts is the step.
    assert runs.is_reached(body, after(replace(event, task="another", on=DUE + 9)))


def test_a_level_below_or_of_another_ladder_reaches_nothing() -> None:
    (body,) = bodies(Invoice())
    event = runs.done(body, DUE + 3)
    below = replace(event.items[0], level=1, kind="reminder")
    assert not runs.is_reached(body, after(replace(event, items=(below,))))
    assert not runs.is_reached(body, after(replace(event, ladder="sme")))
    # One that an override passed over is behind the item as well.
    above = replace(event.items[0], level=3, kind="legal", waived=(1, 2))
    assert runs.is_reached(body, after(replace(event, items=(above,))))


def test_a_statement_is_never_reached_by_what_has_gone_before() -> None:
    company = 'ladder = "monitoring"\ninsurance = "none"\nstatement_days = 30'
    (body,) = bodies(Invoice(), company=company, day=DUE - 20)
    assert body["level"] == STATEMENT
    assert not runs.is_reached(body, after(runs.done(body, DUE - 20)))


@pytest.mark.parametrize("kind", ["insurer", "stop-supply", "claim"])
def test_a_step_of_the_insurers_clock_is_reached_by_its_kind(kind: str) -> None:
    # monitoring has none of these levels: the clock proposes steps of its own.
    company = 'ladder = "monitoring"\ninsurance = "report-fifteen"'
    found = {body["kind"]: body for body in bodies(Invoice(), company=company, day=DUE + 400)}
    body = found[kind]
    assert body["level"] > STATEMENT
    event = runs.done(body, DUE + 400)
    assert runs.is_reached(body, after(event))
    others = [runs.done(other, DUE + 400) for name, other in found.items() if name != kind]
    assert len(others) >= 2
    assert not runs.is_reached(body, after(*others))
    # Done as a level of whatever ladder: it is the same report.
    as_level = replace(event.items[0], level=4)
    assert runs.is_reached(body, after(replace(event, ladder="own", items=(as_level,))))
