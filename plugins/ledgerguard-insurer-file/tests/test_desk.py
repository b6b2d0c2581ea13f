"""The desk's outbox over these folders: whatever fails, nothing is doubled, nothing is lost."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from file_samples import BUYER, answer, decision, folders, insurer, limit
from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.casework.insurers.buyers import confirmed
from ledgerguard.casework.insurers.covers import known
from ledgerguard.casework.insurers.refreshing import Refreshed, refresh, take_events
from ledgerguard.casework.insurers.states import ADRIFT
from ledgerguard.plugin.insurer import BuyerQuery, Insurer, LimitRequest
from ledgerguard.store.covers import CoverBook
from ledgerguard.store.log import Log
from outbox_trial import Power, Trial

from ledgerguard_insurer_file.connector import FileInsurer
from ledgerguard_insurer_file.layout import load

TRIALS = max(4, int(os.environ.get("LEDGERGUARD_EXAMPLES", "40")) // 10)
KILLS = int(os.environ.get("LEDGERGUARD_KILLS", "6"))
LAYOUT = load("typical-csv")


class Carrier:
    """The insurer's side: somebody carries away what lies in outgoing, at any time."""

    def __init__(self, base: Path) -> None:
        self.outgoing = folders(base).outgoing
        self.carried: list[str] = []

    def deliver(self) -> None:
        if self.outgoing.is_dir():
            for path in self.outgoing.iterdir():
                self.carried.append(path.name)
                path.unlink()

    def counted(self, key: str) -> int:
        lying = [path.name for path in self.outgoing.glob("*")]
        return sum(key in name for name in [*self.carried, *lying])

    def has(self, key: str) -> bool:
        return self.counted(key) > 0


class Machine:
    """The operating system under a connector: every call of it may be the last, or fail."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.power: Power | None = None
        self.faults = 0.0

    def call(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            self.step()
            late = self.power is not None and self.dice.random() < self.faults
            if late and self.dice.random() < 0.5:
                raise OSError(errno.EIO, "input/output error", str(arguments[0]))
            answer = real(*arguments)
            if late:  # it has happened, and the system says otherwise
                raise OSError(errno.EIO, "input/output error", str(arguments[0]))
            return answer

        return called

    def step(self) -> None:
        """A moment at which the power may fail; nobody else comes in: the folders are locked."""
        if self.power is not None and self.power.left is not None:
            between, self.power.between = self.power.between, lambda: None
            try:
                self.power.tick()
            finally:
                self.power.between = between


class Ticking:
    """A connector of one desk, which works while its power lasts."""

    def __init__(self, insurer: FileInsurer, machine: Machine, power: Power) -> None:
        self._insurer, self._machine, self._power = insurer, machine, power

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._insurer, name)
        if not callable(found):
            return found

        def called(*arguments: Any) -> Any:
            self._power.tick()
            before, self._machine.power = self._machine.power, self._power
            try:
                answer = found(*arguments)
            finally:
                self._machine.power = before
            self._power.tick()
            return answer

        return called


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    found = Machine(random.Random(7))  # noqa: S311 - dice of a test
    monkeypatch.setattr("os.replace", found.call(os.replace))
    monkeypatch.setattr("os.fsync", found.call(os.fsync))
    yield found
    monkeypatch.undo()


@pytest.mark.parametrize("faults", [0.0, 0.15])
def test_nothing_is_doubled_or_lost(tmp_path: Path, machine: Machine, faults: float) -> None:
    """Power fails between any two calls of the system, drives fail, and files are carried away."""
    cuts = operations = 0
    for seed in range(TRIALS):
        dice = random.Random(seed)  # noqa: S311 - dice of a test
        base = tmp_path / str(seed)
        carrier = Carrier(base)
        machine.dice, machine.faults = dice, faults

        def connect(power: Power | None, base: Path = base) -> Insurer:
            insurer = FileInsurer("mutual", LAYOUT, folders(base), settle_seconds=0)
            return insurer if power is None else Ticking(insurer, machine, power)

        trial = Trial(dice, carrier, connect, crashes=0.5)
        with trial.log:
            trial.work(40)
            items = trial.settle()
            assert trial.log.verify() == ()
        carrier.deliver()
        cuts += trial.cuts
        operations += trial.operations
        for key, item in items.items():
            assert item.state not in ADRIFT, item
            wanted = item.state in ("taken", "settled")
            assert carrier.counted(key) == wanted, item
            assert item.state != "declined", item
        left = list(folders(base).staging.glob("*.file"))
        assert all(items[path.stem].state == "withdrawn" for path in left)
    assert operations >= 40 * TRIALS
    assert cuts > TRIALS


WORKER = """
import sys
from decimal import Decimal
from pathlib import Path
from ledgerguard.casework.insurers import sending
from ledgerguard.store.log import Log
from ledgerguard_insurer_file.connector import FileInsurer
from ledgerguard_insurer_file.folders import Folders
from ledgerguard_insurer_file.layout import load
base = Path(sys.argv[1])
folders = Folders(base / "outgoing", base / "incoming", base / "records")
insurer = FileInsurer("mutual", load("typical-csv"), folders)
print("ready", flush=True)
with Log.open(base / "log.db") as log:
    sending.send_all(log, insurer)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")
def test_a_killed_process_leaves_a_truth_that_can_be_reconciled(tmp_path: Path) -> None:
    dice = random.Random(3)  # noqa: S311 - dice of a test
    carrier = Carrier(tmp_path)
    log_path = tmp_path / "log.db"
    keys = []
    with Log.open(log_path, create=True) as log:
        for number in range(12):
            write = LimitRequest("", "P-1", f"DE{number + 1}", Decimal(1000), "EUR")
            key = outbox.prepare(log, "mutual", write, "Li")
            outbox.confirm(log, key, "Wang")
            keys.append(key)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        with process.stdout as said:
            assert said.readline() == b"ready\n"
            time.sleep(dice.random() * 0.25)
            process.send_signal(signal.SIGKILL)
            process.wait()
        if dice.random() < 0.5:
            carrier.deliver()
    insurer = FileInsurer("mutual", LAYOUT, folders(tmp_path))
    with Log.open(log_path) as log:
        sending.reconcile(log, insurer, now=True)
        sending.send_all(log, insurer)
        states = {key: item.state for key, item in outbox.items_of(log)[1].items()}
    carrier.deliver()
    assert states == dict.fromkeys(keys, "taken")
    assert [carrier.counted(key) for key in keys] == [1] * len(keys)


def test_the_life_of_a_request(tmp_path: Path) -> None:
    """From the outbox to the book of covers that cells read; each time a connector made anew."""
    log, book = Log.memory(), CoverBook.open(tmp_path / "covers.db")
    with log, book:
        confirmed(book, "mutual", "2001", BUYER, "Wang")
        key = outbox.prepare(log, "mutual", limit(""), "Li", customer_id="2001")
        outbox.confirm(log, key, "Wang")
        assert refresh(book, insurer(tmp_path), [BuyerQuery("2001", "", "")]) == [Refreshed("2001")]
        assert known(book, "2001")[0].covers == ()
        (fate,) = sending.send_all(log, insurer(tmp_path))
        assert (fate.item.state, fate.item.ticket) == ("taken", f"LIMIT_20260630_{key}.csv")
        (waiting,) = sending.poll(log, insurer(tmp_path))
        assert (waiting.item.state, waiting.note) == ("taken", "waiting")
        row = decision(key, "conditional", condition="monthly payments")
        answer(tmp_path, "DECISION_1.csv", "decisions", [row])
        (event,) = take_events(book, insurer(tmp_path))
        assert event.reference == BUYER
        (cover,) = known(book, "2001")[0].covers or ()
        assert (cover.decision, cover.condition) == ("conditional", "monthly payments")
        assert cover.amount == 200000
        (settled,) = sending.poll(log, insurer(tmp_path))
        assert settled.item.state == "settled"
        assert settled.item.progress is not None
        assert settled.item.progress.decision == "conditional"
        assert take_events(book, insurer(tmp_path)) == []
        assert log.verify() == ()


def test_a_request_that_does_not_fit_is_declined_at_the_desk(tmp_path: Path) -> None:
    with Log.memory() as log:
        key = outbox.prepare(log, "mutual", limit("", policy="too long a number"), "Li")
        outbox.confirm(log, key, "Wang")
        (fate,) = sending.send_all(log, insurer(tmp_path))
        assert fate.item.state == "declined"
        assert "Policy (policy) must have at most 12 characters" in fate.note
        assert not (tmp_path / "outgoing").exists()
