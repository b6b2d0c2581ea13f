"""The law of the outbox: whatever fails, no write is doubled, none is lost, and both sides agree.

LEDGERGUARD_EXAMPLES makes the trials more.
"""

from __future__ import annotations

import os
import random

import pytest
from fake_insurer import Arrivals, FakeInsurer, random_fault
from outbox_trial import Power, Trial

from ledgerguard.casework.insurers.states import ADRIFT, STATES
from ledgerguard.plugin.insurer import Insurer

TRIALS = max(4, int(os.environ.get("LEDGERGUARD_EXAMPLES", "40")) // 10)
OPERATIONS = 50
"""With those that come in between, some seventy a trial."""


class Side:
    """The insurer's side of the fake one."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals

    def has(self, key: str) -> bool:
        return key in self.arrivals.writes

    def counted(self, key: str) -> int:
        return self.arrivals.counted[key]

    def deliver(self) -> None:
        self.arrivals.deliver()


def trial_of(seed: int, *, careful: bool) -> tuple[Trial, Arrivals]:
    dice = random.Random(seed)
    arrivals = Arrivals(careful=careful)

    def connect(power: Power | None) -> Insurer:
        if power is None:
            return FakeInsurer(arrivals)
        return FakeInsurer(arrivals, random_fault(dice, 0.4), power.tick)

    return Trial(dice, Side(arrivals), connect), arrivals


@pytest.mark.parametrize("careful", [True, False])
def test_nothing_is_doubled_or_lost(careful: bool) -> None:
    """Even an insurer that does not look at our key gets nothing twice: it is asked first."""
    cuts = nested = operations = 0
    states: set[str] = set()
    for seed in range(TRIALS):
        trial, arrivals = trial_of(seed, careful=careful)
        with trial.log:
            trial.work(OPERATIONS)
            items = trial.settle()
            assert trial.log.verify() == ()
        states |= trial.seen
        cuts += trial.cuts
        nested += trial.nested
        operations += trial.operations
        for key, item in items.items():
            there = key in arrivals.writes
            assert item.state not in ADRIFT, item
            assert there == (item.state in ("taken", "settled")), item
            if there:
                assert arrivals.writes[key] == item.write
                assert arrivals.counted[key] == 1
            elif item.state == "declined":
                assert key in arrivals.refused
            else:  # nobody has let it go out, or somebody took it back
                assert item.state in ("prepared", "withdrawn"), item
        assert set(arrivals.writes) <= set(items)
    assert operations > TRIALS * OPERATIONS
    assert cuts > TRIALS
    assert nested > TRIALS
    assert states == set(STATES)
