"""How a log begins in the middle of the work: what was done before it is written down once."""

from __future__ import annotations

from typing import Final

from ledgerguard.casework.events import OPENING, Done, StepDone
from ledgerguard.casework.history import History
from ledgerguard.casework.open_items import open_items
from ledgerguard.casework.positions import positions
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.policy.firm import Policy

NOTE: Final = "presumed done before the log began"


def opening(frame: Frame, policy: Policy, as_of: int) -> list[Done]:
    """The steps that are presumed done for every open item, but for the last that has come.

    Without them every old item would climb the ladder from its first step.

    Args:
        frame: The canonical frame of a ledger.
        policy: The firm's policy.
        as_of: Serial number of the day on which the log begins.
    """
    items = open_items(frame, as_of, History())
    found = positions(policy, items, History(), as_of, assume=True)
    events = []
    for row in range(len(items)):
        bits, level = int(found.bits[row]), int(found.done[row])
        if not level:
            continue
        key = items.key(row)
        ladder = found.settings[int(found.of_row[row])].ladder
        kind = policy.ladders[ladder].levels[level - 1].kind
        due, on = int(items.numbers["due"][row]), min(int(found.done_on[row]), as_of)
        lower = tuple(one for one in range(1, level) if bits >> one & 1)
        step = StepDone(key, level, kind, due, lower)
        account = (key.entity, key.customer_id, key.currency)
        place = (*account, ladder, level, kind)
        events.append(Done(OPENING, "customer", *place, on, (step,), note=NOTE))
    return events
