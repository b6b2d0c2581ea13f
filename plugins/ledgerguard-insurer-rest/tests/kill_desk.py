"""Works at an outbox until somebody kills it: a script for test_rest_crash.py.

Arguments: the log, the address of the sandbox, the style of its interface, a seed. Each round
prepares and confirms a write, settles what an earlier process left, sends, and asks what was
decided. Nobody else is at the log, so it does not wait before it settles.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.store.log import Log
from outbox_trial import a_write

from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.profile import load
from ledgerguard_insurer_rest.settings import Connection


def main(path: str, url: str, style: str, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    connection = Connection(style, url, policy="P-1", patience=1.0)
    insurer = RestInsurer("mutual", connection, load(style))
    with Log.open(Path(path)) as log:
        for number in range(1, 1000):
            write = a_write(dice, seed * 1000 + number)
            key = outbox.prepare(log, "mutual", write, "Li", customer_id="C1")
            outbox.confirm(log, key, "Wang")
            print("confirmed", key, flush=True)
            sending.reconcile(log, insurer, now=True)
            sending.send_all(log, insurer)
            sending.poll(log, insurer)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
