"""Killed while it writes: the log verifies, and a run is there as a whole or not at all.

LEDGERGUARD_KILLS says how often a writing process is killed at a random moment.
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

import pytest

from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log

KILLS = int(os.environ.get("LEDGERGUARD_KILLS", "6"))
SIZE = 1500

WRITER = f"""
import hashlib, os, signal, sys
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log
path, name, die_at = sys.argv[1], sys.argv[2], int(sys.argv[3])

class Countdown:
    left = die_at
    def __call__(self):
        self.left -= log._connection.in_transaction
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

with Log.open(path) as log:
    if die_at:
        log._connection.execute("PRAGMA cache_size = 5")  # pages go to the file before the end
        log._connection.set_progress_handler(Countdown(), 1000)
    print("open", flush=True)
    for turn in range(100000):
        run = f"{{name}}.{{turn}}"
        text = run.encode() * 5000
        key = hashlib.sha256(text).hexdigest()
        entries = [Entry("run", {{"ledger": f"sha256:{{key}}"}}, run=run)]
        entries += [Entry("action", {{"note": "x" * 60}}, run=run)] * {SIZE - 1}
        log.append(entries, contents={{key: text}})
        print(run, flush=True)
"""


def start(path: Path, name: str, die_at: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(die_at)],
        stdout=subprocess.PIPE,
        text=True,
    )


def runs(path: Path) -> Counter[str]:
    with Log.open(path, create=False) as log:
        assert log.verify() == ()
        counted = Counter(row.run for row in log.rows())
        for row in log.rows(kind="run"):
            assert log.content(str(row.body["ledger"])) == row.run.encode() * 5000
    assert set(counted.values()) <= {SIZE}, counted
    return counted


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    moments = random.Random(5)
    announced: set[str] = set()
    for turn in range(KILLS):
        with start(path, f"K{turn}") as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "open\n"
            time.sleep(moments.uniform(0.0, 0.4))
            writer.kill()
            announced |= set(writer.stdout.read().split())
        assert writer.returncode == -signal.SIGKILL
        assert announced <= set(runs(path))  # what was answered is kept
    with Log.open(path) as log:
        head, size = log.head, len(log)
        log.append([Entry("action", {})], expected_head=head)
        assert len(log) == size + 1
        assert log.verify(head) == ()


@pytest.mark.parametrize("die_at", [1, 20, 60])
def test_killed_in_the_middle_of_writing(tmp_path: Path, die_at: int) -> None:
    path = tmp_path / "a.log"
    with Log.open(path) as log:
        log.append([Entry("action", {}, run="before")] * SIZE)
    before = path.read_bytes()
    with start(path, "K", die_at) as writer:
        assert writer.wait() == -signal.SIGKILL
    # The kill came in the middle: the file is half written, its journal tells how to go back.
    assert path.with_name("a.log-journal").stat().st_size > 0
    if die_at > 1:
        assert path.read_bytes() != before
    assert runs(path) == {"before": SIZE}
    assert path.read_bytes() == before


def test_killed_while_the_log_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    script = (
        "import os, sys, ledgerguard.store.database as d\n"
        "class Die:\n"
        "    def __iter__(self):\n"
        "        yield from begun\n"
        "        os.kill(os.getpid(), 9)\n"
        "begun, d.SCHEMA = d.SCHEMA[:3], Die()\n"
        "d.connect(__import__('pathlib').Path(sys.argv[1]), create=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    with Log.open(path) as log:
        log.append([Entry("action", {})])
        assert log.verify() == ()
