"""Connections from ``insurer-file.toml``, and what ledgerguard loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import limit
from ledgerguard.errors import PolicyError
from ledgerguard.plugin.hookspecs import API
from ledgerguard.plugin.insurer import Insurer
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.settings import Settings

from ledgerguard_insurer_file import plugin, settings

GOOD = """\
[mutual]
title = "Example Mutual"
layout = "typical-csv"
folder = "mutual"
policy = "P-1"

[other]
layout = "mine.toml"
folder = "other"
outgoing = "../portal/up"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "insurer-file.toml"
    monkeypatch.setenv(settings.FILE_VARIABLE, str(path))
    return path


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    layouts = Path(plugin.__file__).with_name("layouts")
    (file.parent / "mine.toml").write_bytes((layouts / "typical-fixed.toml").read_bytes())


def test_no_settings_no_insurer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.FILE_VARIABLE, raising=False)
    monkeypatch.setenv("LEDGERGUARD_PLUGINS", str(tmp_path / "plugins.toml"))
    assert settings.file() == tmp_path / "insurer-file.toml"
    assert plugin.ledgerguard_register_insurers() == []
    monkeypatch.setattr(settings, "user_folder", lambda: None)
    assert plugin.ledgerguard_register_insurers() == []
    assert settings.connections() == {}


def test_a_place_that_is_named_must_be_one(file: Path) -> None:
    with pytest.raises(PolicyError, match="LEDGERGUARD_INSURER_FILE must name a file"):
        plugin.ledgerguard_register_insurers()


def test_connections(file: Path) -> None:
    write(file, GOOD)
    mutual, other = plugin.insurers()
    assert isinstance(mutual, Insurer)
    assert (mutual.name, mutual.title) == ("mutual", "Example Mutual")
    assert other.title.startswith("Typical fixed-width")
    assert other.folders.outgoing.resolve() == file.parent / "portal" / "up"
    assert not (file.parent / "mutual").exists()
    assert mutual.request_limit(limit()).key == limit().key
    assert (file.parent / "mutual" / "records" / "fates.csv").is_file()


def test_ledgerguard_loads_it(file: Path) -> None:
    write(file, GOOD)

    class Point:
        name = "insurer-file"
        value = "ledgerguard_insurer_file.plugin"
        dist = None

        def load(self) -> object:
            return plugin

    assert plugin.LEDGERGUARD_API == API
    found = load([Point()], Settings())
    assert found.faults == ()
    assert list(found.insurers) == ["mutual", "other"]
    write(file, GOOD.replace('"typical-csv"', '"typical-cvs"'))
    (fault,) = load([Point()], Settings()).faults
    assert "layout must be one of typical-csv" in fault.text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[mutual]", "[Mutual Ltd]", "must be TOML"),
        ("[mutual]", '["Mutual Ltd"]', "must be lower case, digits and single hyphens"),
        ('title = "Example Mutual"', "titel = 1", "did you mean title?"),
        ('layout = "typical-csv"', "", "mutual.layout: must be stated"),
        ('policy = "P-1"', 'currency = "EURO"', "currency must be an ISO code"),
        ('policy = "P-1"', "settle_seconds = -1", "settle_seconds must be 0 to 3600"),
        ('folder = "other"', 'folder = "mutual"', "must have folders of its own, got one that"),
        ('"../portal/up"', '"incoming"', "must differ from incoming"),
    ],
)
def test_each_fault_of_the_settings(file: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    write(file, GOOD.replace(old, new))
    with pytest.raises(PolicyError) as error:
        plugin.insurers()
    assert said in str(error.value)
