"""Tells an insurer one thing after the other until somebody kills it: for test_killed_outbox.py.

Arguments: path of the log, and the folder that stands for the insurer.
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from fake_insurer import FakeInsurer

from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.plugin.insurer import LimitRequest, Ticket, Write
from ledgerguard.store.log import Log

WIRE_SECONDS = 0.03
"""How long a write and its answer travel: many kills come before or between the two."""


class FolderInsurer(FakeInsurer):
    """What arrives is a file; the same twice are two files, because it does not look at our key."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def request_limit(self, request: LimitRequest) -> Ticket:
        time.sleep(WIRE_SECONDS)
        (self.folder / f"{request.key}.{uuid4().hex}").touch(exist_ok=False)
        time.sleep(WIRE_SECONDS)
        return Ticket(request.key, f"T-{request.key}")

    def find(self, key: str) -> Ticket | None:
        return Ticket(key, f"T-{key}") if self.counted(key) else None

    def counted(self, key: str) -> int:
        """How often a write has arrived."""
        return len(list(self.folder.glob(f"{key}.*")))

    @property
    def arrived(self) -> list[str]:
        """The keys of all that has arrived, as often as it has."""
        return [path.name.partition(".")[0] for path in self.folder.iterdir()]


def a_request(number: int) -> Write:
    """One that differs from every other."""
    return LimitRequest("", "P-1", "B-1", Decimal(number), "EUR")


def main(path: str, folder: str) -> None:
    insurer = FolderInsurer(Path(folder))
    with Log.open(path) as log:
        first = len(outbox.items_of(log)[1]) + 1
        print("open", flush=True)
        for number in range(first, first + 10_000):
            key = outbox.prepare(log, insurer.name, a_request(number), "Li", customer_id="2001")
            outbox.confirm(log, key, "Wang")
            fate = sending.send(log, insurer, key)
            print(fate.item.state, key, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
