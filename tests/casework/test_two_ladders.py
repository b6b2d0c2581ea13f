"""A customer one of whose invoices has a ladder of its own: levels of two ladders do not mix."""

from __future__ import annotations

from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.policy.firm import policy_from_texts
from ledgerguard.store.log import Log

# I2 is 16 days late on the five-stage ladder (3 days notice, 15 days legal), I3 is 31 days late on
# the three-stage one (1 day call, 30 days legal).
ROWS = [Row(due=DAY - 16), Row(due=DAY - 31)]
POLICY = '[company]\ninsurance = "none"\n[invoices.I3]\nladder = "three-stage"\n'


def test_each_invoice_climbs_its_own_ladder_and_no_level_comes_twice() -> None:
    frame, policy = frame_of(ROWS), policy_from_texts({"firm.toml": POLICY})
    seen = []
    with Log.memory() as log:
        for day in range(DAY, DAY + 20):
            for task in runs.run(frame, policy, log, day).derived.worklist.tasks:
                seen += [(day - DAY, task.ladder, item.key.invoice, item.level, item.kind)
                         for item in task.items]  # fmt: skip
            run = runs.last_run(log)
            assert run is not None
            bodies = runs.tasks_of(log, run.run).values()
            runs.record(log, [runs.done(body, day) for body in bodies])
    # Both catch up from their first step after the due date, a week between two steps.
    assert sorted(seen) == [
        (0, "five-stage", "I2", 2, "notice"),
        (0, "three-stage", "I3", 2, "call"),
        (7, "five-stage", "I2", 3, "legal"),
        (7, "three-stage", "I3", 3, "legal"),
    ]
