"""Hostile plugins in a real Windows Python, under Wine: processes end and start as on Windows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import wine_session
from hostile_site import DEADLY, ENDLESS, GOOD, SOURCES, STUCK, install

from ledgerguard.plugin.culprits import culprits
from ledgerguard.plugin.journal import remembered
from ledgerguard.plugin.settings import FILE_VARIABLE

SECONDS = 240
CALLS = """
import sys
sys.path.insert(0, {site!r})
from ledgerguard.hosts import desktop
for name, *given in {calls!r}:
    try:
        print(name, getattr(desktop, "LG_" + name)(*given)[0][0].__repr__(), flush=True)
    except AttributeError:
        print(name, "is not there", flush=True)
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    reason = wine_session.reason_missing()
    if reason is not None:
        if os.environ.get("LEDGERGUARD_WINE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    few = {package: SOURCES[package] for package in (GOOD, "bad-call", "exit-call")}
    return install(tmp_path / "site", few, ENDLESS, DEADLY, STUCK)


def called(site: Path, *calls: tuple[str, float]) -> tuple[int, list[str]]:
    """What a process of its own answers to calls until it ends."""
    code = CALLS.format(site=windows(site), calls=calls)
    done = subprocess.run(
        [wine_session.WINE, wine_session.PYTHON, "-u", "-c", code],
        stdin=subprocess.DEVNULL,
        capture_output=True,  # a Windows program fares ill without pipes
        env={
            **wine_session.environment(),
            FILE_VARIABLE: windows(site.parent / "plugins.toml"),
            "LEDGERGUARD_PLUGIN_SECONDS": "5",  # an import takes two on a busy machine
        },
        cwd=wine_session.PYTHON.parent,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout.decode().splitlines()


def windows(path: Path) -> str:
    return f"Z:{path}".replace("/", "\\")


def test_each_takes_one_process_with_it_and_no_second(site: Path) -> None:
    try:
        assert called(site, ("GOOD_DOUBLE", 2.0))[1] == []
        assert called(site, ("GOOD_DOUBLE", 2.0))[1] == []
        assert set(culprits()) == set(STUCK)
        code, lines = called(
            site, ("GOOD_DOUBLE", 2.0), ("BAD_RAISE", 1.0), ("EXIT_CALL", 1.0), ("ENDLESS", 1.0)
        )
        assert code == 15  # it was ended
        assert lines == ["GOOD_DOUBLE 4.0", "BAD_RAISE '\\ue000#N/A'", "EXIT_CALL '\\ue000#N/A'"]
        assert called(site, ("DEADLY", 1.0)) == (0, [])
        assert called(site, ("ENDLESS", 1.0), ("DEADLY", 1.0), ("GOOD_DOUBLE", 2.0)) == (
            0,
            ["ENDLESS is not there", "DEADLY is not there", "GOOD_DOUBLE 4.0"],
        )
    finally:
        wine_session._end_wine()
    assert set(culprits()) == {*ENDLESS, *DEADLY, *STUCK}
    assert culprits()["endless-call"].seconds == 5.0
    assert culprits()["deadly-call"].seconds is None
    assert {row.package for row in remembered()} == {"bad-call", "exit-call"}
