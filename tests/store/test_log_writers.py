"""Several processes that write to one log at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ledgerguard.store.log import Log

WRITERS, APPENDS = 4, 25

WRITER = f"""
import hashlib, sys
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log, LogMoved
path, name, careful = sys.argv[1:]
shared = b"the same ledger for everybody" * 100
key = hashlib.sha256(shared).hexdigest()
sys.stdin.readline()
with Log.open(path) as log:
    for at in range({APPENDS}):
        first = Entry("run", {{"at": at, "f": "sha256:" + key}}, run=name)
        entries = [first, Entry("action", {{}}, run=name)]
        while True:
            head = log.head if careful == "careful" else None
            try:
                rows = log.append(entries, contents={{key: shared}}, expected_head=head)
            except LogMoved:
                continue
            assert head in (None, rows[0].previous)
            break
"""


def write_together(path: Path, how: str) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"W{at}", how], stdin=subprocess.PIPE
        )
        for at in range(WRITERS)
    ]
    for writer in writers:  # all begin at once, with a file that is not there yet
        assert writer.stdin
        writer.stdin.write(b"\n")
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0] * WRITERS


def check(path: Path) -> None:
    with Log.open(path, create=False) as log:
        assert log.verify(log.head) == ()
        assert len(log) == WRITERS * APPENDS * 2
        for at in range(WRITERS):
            rows = list(log.rows(run=f"W{at}"))
            assert [row.body["at"] for row in rows[::2]] == list(range(APPENDS))
            for one, two in zip(rows[::2], rows[1::2], strict=True):
                assert (one.kind, two.kind, two.number) == ("run", "action", one.number + 1)


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    write_together(tmp_path / "a.log", "plain")
    check(tmp_path / "a.log")


def test_writers_that_look_at_the_head_never_write_past_each_other(tmp_path: Path) -> None:
    write_together(tmp_path / "a.log", "careful")
    check(tmp_path / "a.log")
