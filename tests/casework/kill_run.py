"""Runs the engine for day after day until somebody kills it: a script for test_killed_runs.py.

Arguments: path of the log, first day, and after how many ticks of SQLite within a transaction the
process kills itself; 0: it waits to be killed from outside.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log

CUSTOMERS = 100
FRAME = frame_of(
    [
        Row(f"C{number:03d}", due=DAY - 3 - 7 * part, amount=10_000 + number, currency=currency)
        for number in range(CUSTOMERS)
        for part, currency in enumerate(["EUR", "EUR", "USD"])
    ]
)
POLICY = load_policy("five-stage")


class Countdown:
    """Kills the process after so many ticks within a transaction."""

    def __init__(self, log: Log, left: int) -> None:
        self.log, self.left = log, left

    def __call__(self) -> int:
        self.left -= self.log._connection.in_transaction
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0


def levels_done(log: Log) -> Counter[tuple[Any, ...]]:
    """How often each level of each item was done, as the log has it."""
    bodies: list[dict[str, Any]] = [row.body for row in log.rows(kind="done")]
    return Counter((body["ladder"], item[1], *item[0]) for body in bodies for item in body["items"])


def main(path: str, first: int, die_at: int) -> None:
    with Log.open(path) as log:
        if die_at:
            log._connection.execute("PRAGMA cache_size = 5")  # pages reach the file before the end
            log._connection.set_progress_handler(Countdown(log, die_at), 500)
        print("open", flush=True)
        for day in range(first, first + 1000):
            recorded = runs.run(FRAME, POLICY, log, day)
            name = recorded.derived.worklist.run
            print("run", name, recorded.head, flush=True)
            bodies = list(runs.tasks_of(log, name).values())
            reports = [runs.done(body, day) for body in bodies[: len(bodies) // 2]]
            head = runs.record(log, reports, run=name)
            print("done", name, head, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
