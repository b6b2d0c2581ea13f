"""The law: over a real socket, under every fault, nothing is doubled or lost.

LEDGERGUARD_STEPS says how many random operations there are of each kind (quick: 150).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ledgerguard.casework.insurers.states import ADRIFT, STATES
from ledgerguard.plugin.insurer import Insurer
from ledgerguard.store.log import Log
from outbox_trial import Power, Trial
from rest_world import SECRET, STEPS, Flaky, World, agree, plan_of, world

from ledgerguard_insurer_rest.sandbox.faults import AFTER, BEFORE, EVENTS, NETWORK
from ledgerguard_insurer_rest.secret import variable

OPERATIONS = 50
HANG = 0.6
PATIENCE = 0.4
"""Shorter than the sandbox's silence, longer than it needs when it works."""

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    # The insurer counts our key once: the connector itself sends again, the network doubles.
    "keys count": {
        "style": "sandbox",
        "honours_keys": True,
        "kinds": (*BEFORE, *AFTER, *NETWORK, *EVENTS),
    },
    # It counts whatever comes, through an interface of another shape: nothing is sent again
    # unless it was asked for. What the network doubles nobody could undo.
    "keys do not count": {
        "style": "meridian",
        "honours_keys": False,
        "kinds": (*BEFORE, *AFTER, *EVENTS),
    },
}


def trial_in(one: World, log: Log, seed: int) -> Trial:
    """Desks at a sandbox that has accepted the firm; some come with an old secret."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    often, one.plan.often = one.plan.often, 0.0
    one.connector().log_in()
    one.plan.often = often

    def connect(power: Power | None) -> Insurer:
        often = 0.0 if power is None else 0.05
        wrong = power is not None and dice.random() < 0.03
        for name in ("client_secret", "api_key"):
            key = variable("mutual", name)
            right = os.environ[key].removesuffix("-old")
            os.environ[key] = f"{right}-old" if wrong else right
        if power is None:
            one.plan.often = 0.0
            return one.connector(transport=Flaky())
        transport = Flaky(often=often, seed=dice.randrange(10**6))
        found: Insurer = one.watched(
            PATIENCE, power.tick, transport=transport, retrying={"first_wait": 0.02}
        )
        return found  # one whose errors are kept

    return Trial(dice, one, connect, log=log)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_nothing_is_doubled_or_lost(name: str, tmp_path: Path) -> None:
    """Both sides agree after one reconciliation, whatever failed before; nobody is locked out."""
    how = CONFIGURATIONS[name]
    done: Counter[str] = Counter()
    states: set[str] = set()
    operations = cuts = nested = gone = failed = 0
    for seed in range(max(1, STEPS // OPERATIONS)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        plan = plan_of(seed, 0.5, how["kinds"], hang=HANG)
        with world(folder, how["style"], plan, honours_keys=how["honours_keys"]) as one:
            with Log.open(folder / "log.db") as log:
                trial = trial_in(one, log, seed)
                trial.work(OPERATIONS)
                items = trial.settle()
                assert log.verify() == ()
                head = log.head
            assert head
            assert not [item for item in items.values() if item.state in ADRIFT]
            gone += agree(items, one.office)
            accounts = one.office.rows("SELECT * FROM clients")
            assert not any(account["locked"] for account in accounts)
            assert max(account["failures"] for account in accounts) < 5
            failed += SECRET in str(items)
        done += plan.done
        states |= trial.seen
        operations += trial.operations
        cuts += trial.cuts
        nested += trial.nested
    print(
        f"\n{name}: {operations} operations, {cuts} power cuts, {nested} within another, "
        f"{gone} writes at the insurer, each once; faults: {dict(sorted(done.items()))}"
    )
    assert operations >= min(STEPS, OPERATIONS)
    assert gone > 0
    assert cuts > 0
    assert nested > 0
    assert not failed
    assert set(done) == set(how["kinds"]) or operations < 150
    assert states <= set(STATES)
