"""After a crash at any point both sides agree again: at each step in turn, and by kill -9.

LEDGERGUARD_KILLS says how many processes are killed (quick: 6).
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.casework.insurers.states import ADRIFT
from ledgerguard.plugin.insurer import Write
from ledgerguard.store.log import Log
from outbox_trial import Power, PowerCut, TickingLog
from rest_world import Flaky, World, agree, environment, plan_of, world
from rest_writes import claim, limit, report

from ledgerguard_insurer_rest.sandbox.faults import AFTER, BEFORE

KILLS = int(os.environ.get("LEDGERGUARD_KILLS", "6"))
TESTS = Path(__file__).parent
STYLES = {"sandbox": True, "meridian": False}
"""The interfaces, and whether the insurer counts a key once."""


def work(one: World, log: Log, power: Power, write: Write) -> None:
    """A write from its preparation to its decision; the power may fail at any step."""
    ticking = TickingLog(log, power)
    insurer = one.connector(transport=Flaky(power.tick))
    key = outbox.prepare(ticking, "mutual", write, "Li")
    outbox.confirm(ticking, key, "Wang")
    sending.send(ticking, insurer, key)
    sending.poll(ticking, insurer)


@pytest.mark.parametrize("style", STYLES)
def test_a_crash_at_each_step(style: str, tmp_path: Path) -> None:
    """At each use of the log and each message over the wire, before and after it."""
    with world(tmp_path, style, honours_keys=STYLES[style]) as one:
        ends: Counter[str] = Counter()
        for steps in range(200):
            write = (limit, report, claim)[steps % 3](1000 + steps)
            power = Power(steps)
            with Log.open(tmp_path / f"{steps}.db") as log:
                with contextlib.suppress(PowerCut):
                    work(one, log, power, write)
                cut = power.dead  # the desk may take the cut for a fault of the connector
                before = outbox.items_of(log)[1]
                ends.update(item.state for item in before.values())
                insurer = one.connector()
                sending.reconcile(log, insurer, now=True)
                for key, item in outbox.items_of(log)[1].items():
                    if item.state == "confirmed":
                        sending.send(log, insurer, key)
                sending.poll(log, insurer)
                for key, item in outbox.items_of(log)[1].items():
                    confirmed = before[key].state != "prepared"
                    assert item.state == ("settled" if confirmed else "prepared")
                    assert one.counted(key) == confirmed, item
                assert log.verify() == ()
            if not cut:
                break
        assert not cut
        assert steps > 20
        # It was cut before it was sent, while it was sent, and afterwards.
        assert set(ends) == {"prepared", "confirmed", "sending", "taken", "settled"}
        sizes = {row["many"] for row in one.office.rows(
            "SELECT count(*) AS many FROM submissions GROUP BY key")}  # fmt: skip
        assert sizes == {1}


@pytest.mark.parametrize("style", STYLES)
def test_killed_processes(style: str, tmp_path: Path) -> None:
    """Processes are killed at random, with a sandbox that misbehaves; then one settles it all."""
    dice = random.Random(style)  # noqa: S311 - no secret
    plan = plan_of(5, 0.3, (*BEFORE, *AFTER), hang=1.5)
    log_path = tmp_path / "log.db"
    with world(tmp_path, style, plan, honours_keys=STYLES[style]) as one:
        often, plan.often = plan.often, 0.0
        one.connector().log_in()  # the insurer has accepted the firm before
        plan.often = often
        base_url = one.url + ("/meridian" if style == "meridian" else "")
        confirmed: list[str] = []
        for number in range(KILLS):
            confirmed += killed(log_path, base_url, style, number + 1, dice.uniform(0.1, 1.5), one)
        plan.often = 0.0
        plan.script.clear()
        with Log.open(log_path) as log:
            insurer = one.watched()
            sending.reconcile(log, insurer, now=True)
            sending.send_all(log, insurer)
            sending.poll(log, insurer)
            items = outbox.items_of(log)[1]
            assert log.verify() == ()
        assert not [item for item in items.values() if item.state in ADRIFT]
        assert agree(items, one.office) >= len(confirmed)
        assert set(confirmed) <= {key for key, item in items.items() if item.state == "settled"}
        assert len(confirmed) >= KILLS


def killed(log: Path, url: str, style: str, seed: int, seconds: float, one: World) -> list[str]:
    """Let a process work for some seconds after its first write; answers what it confirmed."""
    paths = [str(TESTS), *sys.path]
    process = subprocess.Popen(
        [sys.executable, str(TESTS / "kill_desk.py"), str(log), url, style, str(seed)],
        env=os.environ | environment(one.folder) | {"PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, errors = process.communicate(timeout=60)
    one.witness.printed.write(first + rest + errors)
    assert process.returncode == -signal.SIGKILL, errors
    assert errors == ""
    return [line.split()[1] for line in (first + rest).splitlines(keepends=True)
            if line.endswith("\n")]  # fmt: skip
