"""How a log begins: the worklist after it is the one that a ledger without a log has."""

from __future__ import annotations

import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.casework.opening import opening
from ledgerguard.errors import LogError
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log

LATE = (-20, -7, 0, 3, 14, 15, 40, 90, 200)


def rows() -> list[Row]:
    return [Row(f"C{late}", issued=DAY - 300, due=DAY - late) for late in LATE]


def test_levels_but_the_last_that_has_come_are_done_on_their_own_days() -> None:
    # five-stage: -7, 3, 15, (30 the insurer), 90 days from the due date; the reminder lapses with
    # the due date, yet it is presumed sent where a later level has come.
    events = opening(frame_of(rows()), load_policy("five-stage"), DAY)
    found = {
        event.customer_id: (event.level, event.items[0].waived, event.on - DAY) for event in events
    }
    assert found == {
        "C3": (1, (), -10),
        "C14": (1, (), -21),
        "C15": (2, (1,), -12),
        "C40": (2, (1,), -37),
        "C90": (4, (1, 2, 3), -75),
        "C200": (4, (1, 2, 3), -185),
    }
    assert all(event.note == "presumed done before the log began" for event in events)


@pytest.mark.parametrize("ladder", ["five-stage", "three-stage", "monitoring", "friendly", "sme"])
def test_the_first_run_is_the_worklist_without_a_log(ladder: str) -> None:
    frame, policy = frame_of(rows()), load_policy(ladder)
    without = derive(frame, policy, History(), DAY, assume=True).worklist
    with Log.memory() as log:
        assert runs.open_log(frame, policy, log, DAY) == len(opening(frame, policy, DAY))
        first = runs.run(frame, policy, log, DAY).derived.worklist
        assert log.verify() == ()
    assert [(t.customer_id, t.level, t.amount, t.since) for t in first.tasks] == [
        (t.customer_id, t.level, t.amount, t.since) for t in without.tasks
    ]
    assert first.tasks


def test_a_log_begins_once() -> None:
    frame, policy = frame_of(rows()), load_policy()
    with Log.memory() as log:
        runs.run(frame, policy, log, DAY)
        with pytest.raises(LogError, match="the log must hold no run yet, got 20240228-1"):
            runs.open_log(frame, policy, log, DAY)


def test_nothing_to_presume_leaves_the_log_empty() -> None:
    with Log.memory() as log:
        assert runs.open_log(frame_of([Row(due=DAY + 50)]), load_policy(), log, DAY) == 0
        assert len(log) == 0
