"""What ledgerguard is told, and where model files lie."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from ledgerguard.plugin.hookspecs import API
from ledgerguard.plugin.settings import FILE_VARIABLE

from ledgerguard_score_scorecard import folder, plugin
from ledgerguard_score_scorecard.folder import VARIABLE, model_files


def test_it_declares_the_version_of_the_hooks() -> None:
    assert plugin.LEDGERGUARD_API == API


def test_model_files_lie_beside_plugins_toml(
    tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    assert model_files() == []
    assert plugin.ledgerguard_register_scorers() == []
    (tmp_path / "scorecards").mkdir()
    shutil.copy(model_path, tmp_path / "scorecards" / "b.json")
    (tmp_path / "scorecards" / "notes.txt").write_text("no model")
    assert model_files() == [tmp_path / "scorecards" / "b.json"]
    (scorer,) = plugin.ledgerguard_register_scorers()
    assert scorer.name == "acme-risk"


def test_without_a_home_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(folder, "user_folder", lambda: None)
    assert model_files() == []


def test_the_variable_names_folders_and_files(
    tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = tmp_path / "one"
    one.mkdir()
    shutil.copy(model_path, one / "a.json")
    places = [str(one), str(one / "a.json"), "", str(tmp_path / "absent.json"), str(tmp_path / "x")]
    monkeypatch.setenv(VARIABLE, os.pathsep.join(places))
    assert model_files() == [one / "a.json", tmp_path / "absent.json"]


def test_a_broken_file_costs_its_own_scorer_and_is_named(
    tmp_path: Path,
    model_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a-broken.json").write_text("{}", encoding="utf-8")
    shutil.copy(model_path, tmp_path / "z-again.json")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert [one.name for one in plugin.ledgerguard_register_scorers()] == ["acme-risk"]
    said = capsys.readouterr().err
    assert "a-broken.json: format must be a text" in said
    assert "z-again.json must have a name of its own, got acme-risk a second time" in said
