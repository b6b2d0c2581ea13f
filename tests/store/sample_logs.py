"""Logs for the tests of the store, and ways to change a file behind the log's back."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ledgerguard.store.entries import GENESIS, Entry, row_hash
from ledgerguard.store.log import Log

LEDGER = ("customer,invoice,amount\n" + "木兰公司,INV-1,120.50\n" * 40).encode()
POLICY = b"[ladders.firm]\n" + bytes(range(256)) * 20
MOMENT = "2026-01-31T08:15:00.000001+00:00"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


ENTRIES = (
    Entry(
        "run",
        {"ledger": f"sha256:{sha(LEDGER)}", "policy": [{"file": f"sha256:{sha(POLICY)}"}]},
        run="R1",
        actor="an",
        policy_version="five-stage@2026-01-01",
        ledger_fingerprint=sha(LEDGER),
    ),
    Entry("action", {"customer": "木兰公司", "level": 3, "amount": 12050}, run="R1", actor="an"),
    Entry("promise", {"day": 46053, "share": 0.5, "kept": None}, run="R1", actor="bo"),
    Entry("hold", {"until": 46060, "reasons": ["dispute", "credit note"]}, actor="bo"),
    Entry("reply", {}, run="R1"),
)


def fill(log: Log) -> None:
    log.append(ENTRIES[:3], contents={sha(LEDGER): LEDGER, sha(POLICY): POLICY}, recorded_at=MOMENT)
    log.append(ENTRIES[3:], recorded_at=MOMENT)


def sample(path: Path) -> Path:
    with Log.open(path) as log:
        fill(log)
    return path


@contextmanager
def behind_the_back(path: Path) -> Iterator[sqlite3.Connection]:
    """Changes a log as somebody would who knows SQLite: triggers go, and come back afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection
        for _, statement in triggers:
            connection.execute(statement)


def chain_anew(connection: sqlite3.Connection, first: int) -> None:
    """Computes the hashes of the rows from a number on again, as a careful forger would."""
    look = "SELECT hash FROM entries WHERE number < ? ORDER BY number DESC LIMIT 1"
    previous = (connection.execute(look, (first,)).fetchone() or (GENESIS,))[0]
    rows = connection.execute(
        "SELECT number, recorded_at, kind, run, actor, policy_version, ledger_fingerprint, body"
        " FROM entries WHERE number >= ? ORDER BY number",
        (first,),
    ).fetchall()
    for number, *texts in rows:
        own = row_hash(previous, number, *texts)
        connection.execute(
            "UPDATE entries SET previous = ?, hash = ? WHERE number = ?", (previous, own, number)
        )
        previous = own
