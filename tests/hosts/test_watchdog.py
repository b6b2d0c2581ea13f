"""The watchdog ends what never returns, and nothing else; in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_site import GOOD, SOURCES, STUCK, environment, install

from ledgerguard.hosts import trial, watchdog
from ledgerguard.hosts.watchdog import PATIENCE, PATIENCE_VARIABLE, patience
from ledgerguard.plugin.culprits import culprits
from ledgerguard.plugin.running import FOLDER
from ledgerguard.plugin.settings import FILE_VARIABLE

BEGIN = """
import os, time
from ledgerguard.hosts import watchdog
from ledgerguard.plugin import running
watchdog.enable()
watchdog.enable()
running.attach()
assert len(running._here.watchers) == 1
calls, state = running.numbers("acme", "ACME_SLOW"), running.state()
def busy(seconds):
    state[0] = next(calls)
    time.sleep(seconds)
    state[0] = 0
"""
SECONDS = 0.6


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setenv(PATIENCE_VARIABLE, str(SECONDS))
    yield tmp_path / FOLDER
    # each watchdog ends with its process, and removes its note
    until = time.monotonic() + 30
    while (tmp_path / FOLDER).exists() and any((tmp_path / FOLDER).iterdir()):
        assert time.monotonic() < until
        time.sleep(0.05)


def ran(code: str) -> int:
    return subprocess.run([sys.executable, "-c", BEGIN + code], timeout=60, check=False).returncode


def test_a_call_that_never_returns_is_ended_and_named() -> None:
    assert ran("busy(60)") == -9
    (culprit,) = culprits().values()
    assert (culprit.package, culprit.formula) == ("acme", "ACME_SLOW")
    assert culprit.reason.startswith("ACME_SLOW had not returned after 0.6 s on 20")


@pytest.mark.parametrize(
    "call", ["busy(0.03)", "\n with running.entered('acme', 'the scorer half'): time.sleep(0.03)"]
)
def test_many_short_calls_are_many_returns(call: str) -> None:
    assert ran(f"for _ in range(60): {call}") == 0
    assert culprits() == {}


def test_what_a_note_has_no_line_for_is_left() -> None:
    assert ran("state[0] = running.STEP; time.sleep(2); state[0] = 0") == 0
    assert culprits() == {}


def test_a_process_that_rests_or_computes_for_itself_is_left() -> None:
    assert ran("busy(0.01); time.sleep(2)") == 0
    assert culprits() == {}


def test_a_process_that_dies_of_a_call_is_told_by_its_watchdog(folder: Path) -> None:
    assert ran("time.sleep(0.5); state[0] = next(calls); os._exit(5)") == 5
    until = time.monotonic() + 30
    while not culprits() and time.monotonic() < until:
        time.sleep(0.05)
    assert culprits()["acme"].reason.startswith("the process died while ACME_SLOW ran")


@pytest.mark.parametrize(
    ("said", "heard"),
    [("2.5", 2.5), ("", PATIENCE), ("soon", PATIENCE), ("0", PATIENCE), ("-1", PATIENCE),
     ("inf", PATIENCE), ("nan", PATIENCE)],
)  # fmt: skip
def test_patience(monkeypatch: pytest.MonkeyPatch, said: str, heard: float) -> None:
    monkeypatch.setenv(PATIENCE_VARIABLE, said)
    assert patience() == heard


def test_a_note_that_is_gone_needs_no_watchdog(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        watchdog.main(json.dumps([str(tmp_path / "none"), os.getpid(), 1.0]))


def test_the_trial_finds_who_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: ["some"])
    site = install(tmp_path / "site", {GOOD: SOURCES[GOOD]}, STUCK)
    for name, value in environment(site, tmp_path).items():
        monkeypatch.setenv(name, value)
    trial.trial()
    assert set(culprits()) == set(STUCK)
    assert "its import had not returned after 1 s" in culprits()["stuck-import"].reason
    assert "the process died while it was loaded" in culprits()["dead-import"].reason
    trial.trial()  # nothing is left to find
    assert set(culprits()) == set(STUCK)


def test_a_trial_that_blames_nobody_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bool] = []

    def fails() -> bool:
        tried.append(True)
        return False

    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: ["some"])
    monkeypatch.setattr(trial, "_survives", fails)
    trial.trial()
    assert tried == [True]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [])
    trial.trial()
    assert tried == [True]
