"""Killed while it tells an insurer things: afterwards both sides agree, and nothing went out twice.

LEDGERGUARD_KILLS says how often a running process is killed at a random moment.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import kill_outbox

from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.store.log import Log

KILLS = int(os.environ.get("LEDGERGUARD_KILLS", "6"))


def start(log: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, kill_outbox.__file__, str(log), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.log", tmp_path / "insurer"
    folder.mkdir()
    insurer = kill_outbox.FolderInsurer(folder)
    moments = random.Random(7)
    told: set[str] = set()
    for turn in range(KILLS):
        with start(path, folder) as running:
            assert running.stdout
            assert running.stdout.readline() == "open\n"
            # On a busy machine nothing ends within a moment: every other process may end one.
            ended = running.stdout.readline() if turn % 2 else ""
            time.sleep(moments.uniform(0.0, 0.3))
            running.kill()
            said = [line.split() for line in [ended, *running.stdout] if line.endswith("\n")]
        assert running.returncode == -signal.SIGKILL
        told |= {key for state, key in said if state == "taken"}
        with Log.open(path) as log:
            assert log.verify() == ()
            sending.reconcile(log, insurer, now=True)  # the other process is dead: that is known
            sending.send_all(log, insurer)
            items = outbox.items_of(log)[1]
        # What was confirmed has arrived once; what a crash left unconfirmed has not.
        taken = {key for key, item in items.items() if item.state == "taken"}
        assert sorted(insurer.arrived) == sorted(taken)
        assert {item.state for item in items.values()} <= {"taken", "prepared"}
        assert told <= taken
    assert told
