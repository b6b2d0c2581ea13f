"""Killed while it runs: the log verifies, a run is whole or absent, and the next one carries on.

LEDGERGUARD_KILLS says how often a running process is killed at a random moment.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import kill_run
import pytest
from ledger_rows import DAY

from ledgerguard.casework import runs
from ledgerguard.casework.snapshot import mapping_of
from ledgerguard.store.log import Log

KILLS = int(os.environ.get("LEDGERGUARD_KILLS", "6"))


def start(path: Path, day: int, die_at: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, kill_run.__file__, str(path), str(day), str(die_at)],
        stdout=subprocess.PIPE,
        text=True,
    )


def check(log: Log) -> set[str]:
    """Every run in the log must be whole; answers their names."""
    assert log.verify() == ()
    names = set()
    for row in log.rows(kind="run"):
        found = mapping_of(log.content(str(row.body["worklist"])))
        assert list(runs.tasks_of(log, row.run)) == [task["id"] for task in found["tasks"]]
        assert row.body["tasks"] == len(found["tasks"])
        names.add(row.run)
    assert max(kill_run.levels_done(log).values(), default=1) == 1
    done = Counter(row.run for row in log.rows(kind="done"))
    for name, count in done.items():  # reports of a run come as a whole as well
        assert count == len(runs.tasks_of(log, name)) // 2
    return names


def next_day(path: Path) -> int:
    with Log.open(path) as log:
        last = runs.last_run(log)
        return DAY if last is None else int(str(last.body["as_of"])) + 1


def carries_on(path: Path) -> None:
    """The next run is recorded behind whatever is there, and can be derived again."""
    day = next_day(path)
    with Log.open(path) as log:
        size = len(log)
        recorded = runs.run(kill_run.FRAME, kill_run.POLICY, log, day)
        assert len(log) > size
        assert log.verify(recorded.head) == ()
        assert runs.replay(log, recorded.derived.worklist.run).equal


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    moments = random.Random(7)
    announced: set[str] = set()
    moved = 0
    for turn in range(KILLS):
        before = next_day(path)
        with start(path, before) as running:
            assert running.stdout
            assert running.stdout.readline() == "open\n"
            # On a busy machine nothing ends within a second: every other process may end one run.
            ended = running.stdout.readline() if turn % 2 else ""
            time.sleep(moments.uniform(0.0, 0.6))
            running.kill()
            said = [line.split() for line in [ended, *running.stdout] if line.strip()]
        assert running.returncode == -signal.SIGKILL
        announced |= {words[1] for words in said if len(words) == 3}
        with Log.open(path) as log:
            assert announced <= check(log)  # what was answered is kept
            if said and len(said[-1]) == 3:
                assert log.verify(said[-1][2]) == ()
        moved += next_day(path) - before
    assert moved  # some runs came to an end
    carries_on(path)


@pytest.mark.parametrize("die_at", [1, 20, 60, 120])
def test_killed_in_the_middle_of_a_transaction(tmp_path: Path, die_at: int) -> None:
    path = tmp_path / "a.log"
    with Log.open(path) as log:
        runs.run(kill_run.FRAME, kill_run.POLICY, log, DAY)
        head, size = log.head, len(log)
    with start(path, DAY + 1, die_at) as running:
        assert running.stdout
        said = running.stdout.read()
        assert running.wait() == -signal.SIGKILL
    # The kill came in the middle: the file is half written, its journal tells how to go back.
    assert path.with_name("a.log-journal").stat().st_size > 0
    with Log.open(path) as log:
        check(log)
        assert log.verify(head) == ()
        assert ("run" in said) == (die_at > 20)
        if die_at <= 20:
            assert (len(log), log.head) == (size, head)
    carries_on(path)


def test_a_run_of_many_customers_is_one_task_each() -> None:
    # What the script runs on: without tasks a kill would prove nothing.
    with Log.memory() as log:
        tasks = runs.run(kill_run.FRAME, kill_run.POLICY, log, DAY).derived.worklist.tasks
    assert len(tasks) == 2 * kill_run.CUSTOMERS
