"""Plugins learn of rows once they stand in the log; one that fails is named and costs nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from plugin_samples import Point, plugin_with

from ledgerguard.casework.heralds import herald
from ledgerguard.plugin.actions import LoggedEvent
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.plugin.settings import Settings
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log, LogMoved


def plugins(**by_package: Any) -> Plugins:
    points = [Point(name, plugin_with(on_event=each)) for name, each in by_package.items()]
    return load(points, Settings())


def test_they_hear_every_row_after_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "firm.log"
    heard: list[LoggedEvent] = []
    stood: list[int] = []
    faults: list[Fault] = []

    def on_event(event: LoggedEvent) -> None:
        heard.append(event)
        with Log.open(path) as log:
            stood.append(len(log))
        event.body["note"] = "changed"  # type: ignore[index]  # a rude plugin

    with Log.open(path, written=herald(plugins(acme=on_event), faults.extend)) as log:
        rows = log.append(
            [Entry("reply", {"note": "x"}, "R-1", "lin"), Entry("hold", {"until": 5})],
            recorded_at="2026-10-31T08:00:00+00:00",
        )
        assert log.verify() == ()
    at = dt.datetime(2026, 10, 31, 8, tzinfo=dt.UTC)
    assert [(e.number, e.at, e.kind, e.actor, e.run) for e in heard] == [
        (1, at, "reply", "lin", "R-1"),
        (2, at, "hold", "", ""),
    ]
    assert stood == [2, 2]
    assert rows[0].body == {"note": "x"}
    assert faults == []


def test_one_that_fails_is_named_once_and_the_others_hear(tmp_path: Path) -> None:
    heard: list[int] = []
    faults: list[Fault] = []

    def hear(event: LoggedEvent) -> None:
        heard.append(event.number)

    def fail(event: LoggedEvent) -> None:
        raise OSError("no disk")

    written = herald(plugins(a=fail, b=hear), faults.extend)
    with Log.open(tmp_path / "firm.log", written=written) as log:
        log.append([Entry("reply", {}), Entry("reply", {})])
        assert len(log) == 2
    assert heard == [1, 2]
    assert [(one.package, one.text) for one in faults] == [
        ("a", "ledgerguard_on_event failed: OSError: no disk")
    ]


def test_what_was_not_written_is_not_told(tmp_path: Path) -> None:
    heard: list[int] = []
    faults: list[Fault] = []

    def hear(event: LoggedEvent) -> None:
        heard.append(event.number)

    with Log.open(tmp_path / "a", written=herald(plugins(a=hear), faults.extend)) as log:
        with pytest.raises(LogMoved):
            log.append([Entry("reply", {})], expected_head="1" * 64)
        assert log.append([]) == []
    assert (heard, faults) == ([], [])


def test_where_nobody_listens_there_is_nobody_to_tell() -> None:
    faults: list[Fault] = []
    silent = load([Point("acme", plugin_with("ACME"))], Settings())
    assert herald(Plugins(), faults.extend) is herald(silent, faults.extend) is None
