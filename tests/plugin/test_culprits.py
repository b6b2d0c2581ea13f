"""A plugin that never returned stays off until a person switches it on again."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_samples import Point, plugin_with

from ledgerguard.plugin.culprits import FILE, Culprit, culprits, switch_off, switch_on
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.settings import FILE_VARIABLE, Settings


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "new" / "plugins.toml"))
    return tmp_path / "new"


def test_a_culprit_is_remembered_and_forgiven() -> None:
    assert culprits() == {}
    switch_off("Acme_Risk", "ACME_LOOP", 30.0)
    switch_off("other", "OTHER_LOOP", 5.0)
    assert set(culprits()) == {"acme-risk", "other"}
    assert culprits()["acme-risk"].reason.startswith("ACME_LOOP had not returned after 30 s on 20")
    assert switch_on("acme.risk")
    assert not switch_on("acme-risk")
    assert set(culprits()) == {"other"}


def test_it_does_not_run_meanwhile() -> None:
    stopped = {"acme-risk": Culprit("acme-risk", "ACME_LOOP", 30.0, "2026-11-26T10:00:00+00:00")}
    plugins = load([Point("acme-risk", plugin_with("ACME"))], Settings(), stopped)
    assert [(p.state, p.reason) for p in plugins.all] == [
        (
            "off",
            "switched off: ACME_LOOP had not returned after 30 s on 2026-11-26; "
            "ledgerguard plugins on acme-risk",
        )
    ]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"package": "a"}]'])
def test_a_broken_file_switches_nothing_off(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    assert culprits() == {}
    switch_off("a", "A", 1.0)
    assert set(culprits()) == {"a"}


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.delenv(FILE_VARIABLE)
    monkeypatch.setattr(Path, "home", no_home)
    switch_off("a", "A", 1.0)
    assert culprits() == {}
