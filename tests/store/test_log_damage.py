"""Any single byte of the file changed: a fault, a clean refusal, or nothing lost at all.

LEDGERGUARD_FLIPS says how many bytes are tried; as many as the file has tries every one.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

from sample_logs import LEDGER, POLICY, sample, sha

from ledgerguard.errors import LogError
from ledgerguard.store.entries import Entry, Row
from ledgerguard.store.log import Log

FLIPS = int(os.environ.get("LEDGERGUARD_FLIPS", "400"))


def everything(log: Log) -> tuple[list[Row], list[Row], bytes, bytes]:
    run = list(log.rows(run="R1", kind="action"))
    return list(log.rows()), run, log.content(sha(LEDGER)), log.content(sha(POLICY))


def outcome(path: Path, before: object) -> str:
    try:
        with Log.open(path, create=False) as log:
            if log.verify():
                return "fault"
            return "same" if everything(log) == before else "missed"
    except LogError as error:
        return "refused" if error.hint else "without a hint"


def test_a_changed_byte_of_the_file_never_passes(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log:
        log.append([Entry("action", {"at": at, "note": "x" * 50}, run="R1") for at in range(60)])
        before = everything(log)
    whole = path.read_bytes()
    chosen = random.Random(5)
    offsets = sorted(chosen.sample(range(len(whole)), min(FLIPS, len(whole))))
    seen = []
    for offset in offsets:
        bent = bytearray(whole)
        bent[offset] ^= chosen.randrange(1, 256)
        path.write_bytes(bent)
        seen.append(outcome(path, before))
        assert seen[-1] in ("fault", "refused", "same"), offset
        for rest in ("-journal", "-wal", "-shm"):  # a flip in the header can ask for them
            path.with_name(path.name + rest).unlink(missing_ok=True)
    assert {"fault", "same"} <= set(seen)
