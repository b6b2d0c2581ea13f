"""Two processes that run the engine on one log at once: nothing is lost and nothing doubled."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import kill_run
from ledger_rows import DAY

from ledgerguard.casework import runs
from ledgerguard.store.log import Log

PROCESSES, DAYS = 2, 6

SCRIPT = f"""
import sys
sys.path[:0] = {[str(Path(kill_run.__file__).parent)]!r}
from kill_run import DAY, FRAME, POLICY
from ledgerguard.casework import runs
from ledgerguard.errors import OutOfDomain
from ledgerguard.store.log import Log, LogMoved
with Log.open(sys.argv[1]) as log:
    print("open", flush=True)
    sys.stdin.readline()
    for day in range(DAY, DAY + {DAYS}):
        try:
            recorded = runs.run(FRAME, POLICY, log, day)
        except OutOfDomain:
            print("refused", flush=True)
            continue
        name = recorded.derived.worklist.run
        print("run", name, recorded.head, flush=True)
        bodies = runs.tasks_of(log, name).values()
        reports = [runs.done(body, day) for body in bodies]
        try:
            # Only what was seen is confirmed: when the other has written since, one looks again.
            runs.record(log, reports, run=name, expected_head=recorded.head)
        except LogMoved:
            print("moved", flush=True)
"""


def test_two_processes_at_once_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    with Log.open(path):
        pass
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for one in running:
        assert one.stdout
        assert one.stdout.readline() == "open\n"
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate()[0].split("\n") for one in running]
    assert [one.returncode for one in running] == [0] * PROCESSES
    words = [line.split() for lines in said for line in lines if line]
    recorded = [line for line in words if line[0] == "run"]
    with Log.open(path, create=False) as log:
        assert log.verify() == ()
        rows = list(log.rows(kind="run"))
        # What was answered is there, once, and whole; the days never go back.
        assert sorted(row.run for row in rows) == sorted(line[1] for line in recorded)
        assert len({row.run for row in rows}) == len(rows)
        days = [int(str(row.body["as_of"])) for row in rows]
        assert days == sorted(days)
        assert set(days) == set(range(DAY, DAY + DAYS))
        for row, (_, _, head) in zip(rows, recorded, strict=False):
            assert runs.replay(log, row.run).equal
            assert log.verify(head) == ()
        assert set(kill_run.levels_done(log).values()) == {1}
        # Everything that was due was done once: both ran, and the later one found nothing left.
        assert not log_of_tasks(log, days[-1])


def log_of_tasks(log: Log, day: int) -> list[str]:
    """The tasks that a further run on a day would still propose."""
    found = runs.run(kill_run.FRAME, kill_run.POLICY, log, day)
    return [task.id for task in found.derived.worklist.tasks]
