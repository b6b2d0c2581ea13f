"""Who may run: the machine's file and the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerguard.errors import PolicyError
from ledgerguard.plugin.settings import FILE_VARIABLE, Settings, canonical, files, read_settings


def settings_of(tmp_path: Path, *texts: str) -> Settings:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.toml")
        paths[-1].write_text(text, encoding="utf-8")
    return read_settings(paths)


def test_without_a_file_everything_may_run(tmp_path: Path) -> None:
    assert read_settings([tmp_path / "none.toml"]).reason_off("acme-risk") is None


def test_what_is_off_does_not_run(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'off = ["Acme_Risk"]')
    assert settings.reason_off("acme-risk") == "switched off in plugins.toml"
    assert settings.reason_off("other") is None


def test_an_allow_list_forbids_the_others(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'allow = ["acme.risk"]')
    assert settings.reason_off("ACME-risk") is None
    assert settings.reason_off("other") == "not in the allow-list of plugins.toml"
    assert settings_of(tmp_path, "allow = []").reason_off("acme-risk") is not None


def test_the_users_file_can_only_forbid_more(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'allow = ["a", "b"]\noff = ["c"]', 'allow = ["b", "c"]')
    assert settings == Settings(frozenset({"b"}), frozenset({"c"}))
    assert settings_of(tmp_path, 'off = ["a"]', 'allow = ["a"]').reason_off("a") is not None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('forbid = ["a"]', "must have only the keys allow and off, got forbid"),
        ('off = "a"', "off must be a list of packages, such as [\"acme-risk\"], got 'a'"),
        ("allow = [1]", "allow must be a list of packages"),
        ("off = [", "must be a TOML file, got"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(PolicyError) as found:
        settings_of(tmp_path, text)
    assert wrong in found.value.message
    assert "no plugin runs" in found.value.hint


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_where_the_files_are(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.setattr("sys.platform", platform)
    machine, user = files()
    assert machine.name == user.name == "plugins.toml"
    assert machine != user
    monkeypatch.setenv(FILE_VARIABLE, "mine.toml")
    assert files() == [machine, Path("mine.toml")]


def test_a_machine_without_homes_has_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    assert len(files()) == 1


def test_names_are_compared_as_packages() -> None:
    assert canonical("Acme__Risk.Score") == "acme-risk-score"
