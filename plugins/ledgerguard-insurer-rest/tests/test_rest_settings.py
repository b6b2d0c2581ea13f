"""insurer-rest.toml, secrets, and what ledgerguard makes of the plugin."""

from __future__ import annotations

import importlib.metadata
import pickle
from pathlib import Path

import keyring
import keyring.errors
import pytest
from ledgerguard.errors import PolicyError
from ledgerguard.plugin.hookspecs import GROUP
from ledgerguard.plugin.insurer import Insurer, LockedOut
from ledgerguard.plugin.manager import load as loaded
from ledgerguard.plugin.records import Plugins
from ledgerguard.plugin.settings import Settings

from ledgerguard_insurer_rest import secret
from ledgerguard_insurer_rest.secret import Secret
from ledgerguard_insurer_rest.settings import connections, file

GOOD = """
[mutual]
profile = "meridian"
base_url = "https://api.example.com/v2"
policy = "4711"
not_offered = ["file_claim"]

[sand-box]
profile = "sandbox"
base_url = "http://127.0.0.1:8741"
title = "Practice"
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "insurer-rest.toml"
    monkeypatch.setenv("LEDGERGUARD_INSURER_REST", str(path))
    monkeypatch.setenv("LEDGERGUARD_INSURER_REST_STATE", str(tmp_path))
    return path


def plugins() -> Plugins:
    points = importlib.metadata.entry_points(group=GROUP, name="insurer-rest")
    return loaded(points, Settings())


def test_the_plugin_brings_the_connections(settings: Path) -> None:
    settings.write_text(GOOD)
    found = plugins()
    assert found.faults == ()
    assert [plugin.package for plugin in found.running] == ["ledgerguard-insurer-rest"]
    assert list(found.insurers) == ["mutual", "sand-box"]
    mutual = found.insurers["mutual"]
    assert isinstance(mutual, Insurer)
    assert mutual.title == "Meridian Trade Credit (an example)"
    assert "file_claim" not in mutual.capabilities
    assert "file_claim" in found.insurers["sand-box"].capabilities
    assert found.insurers["sand-box"].title == "Practice"
    assert repr(mutual) == "RestInsurer('mutual')"


def test_without_settings_it_brings_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERGUARD_INSURER_REST", raising=False)
    monkeypatch.setenv("LEDGERGUARD_PLUGINS", str(tmp_path / "plugins.toml"))
    assert file() == tmp_path / "insurer-rest.toml"
    found = plugins()
    assert found.insurers == {}
    assert found.faults == ()
    assert [plugin.state for plugin in found.all] == ["runs"]


def test_a_machine_without_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    for name in ("LEDGERGUARD_INSURER_REST", "LEDGERGUARD_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert file() is None
    assert connections() == {}


def test_a_named_file_must_be_there(settings: Path) -> None:
    with pytest.raises(PolicyError, match="LEDGERGUARD_INSURER_REST must name a file"):
        connections()
    assert [fault.package for fault in plugins().faults] == ["ledgerguard-insurer-rest"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://api", "http://api", "base_url must begin with https://, got http://"),
        ("https://api", "ftp://api", "base_url must begin with https://, got ftp://"),
        ("https://api", "https://li:pw@api", "base_url must hold no password"),
        ("https://api.example.com/v2", "api.example.com", "base_url must be an address such as"),
        ("/v2", "/v2?key=1", "base_url must be an address such as"),
        ("example.com", "example.com:99999", "base_url must be an address such as"),
        ('policy = "4711"', "policy = 4711", "must be text in quotes, got 4711"),
        ('policy = "4711"', 'polcy = "4711"', "did you mean policy?"),
        ('policy = "4711"', "patience = 60.0", "patience must be 0.1 to 29 seconds, got 60"),
        ('["file_claim"]', '["claims"]', "not_offered must be among find_buyer, "),
        ('profile = "meridian"', 'profile = ""', "profile must not be empty"),
        ("[mutual]", "[Mutual_Re]", "must be lower case, digits and single hyphens"),
    ],
)
def test_what_is_said_about_wrong_settings(old: str, new: str, said: str, settings: Path) -> None:
    assert old in GOOD
    settings.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(PolicyError) as caught:
        connections()
    assert said in str(caught.value)
    assert "insurer-rest.toml, line" in str(caught.value)


@pytest.mark.parametrize("name", ["client_secret", "api_key", "password"])
def test_a_secret_in_the_file_is_refused_and_not_told(name: str, settings: Path) -> None:
    settings.write_text(GOOD + f'{name} = "hush-hush"\n')
    with pytest.raises(PolicyError, match=rf"sand-box'\]\.{name}: must not stand in a file") as one:
        connections()
    assert "hush" not in str(one.value)
    faults = plugins().faults
    assert len(faults) == 1
    assert "hush" not in repr(faults)


def test_a_wrong_profile_is_a_fault_of_the_plugin(settings: Path) -> None:
    settings.write_text(GOOD.replace("meridian", "own.toml"))
    (settings.parent / "own.toml").write_text("title = 5\n")
    found = plugins()
    assert found.insurers == {}
    assert "own.toml, line 1, title: must be text in quotes, got 5" in found.faults[0].text


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        self.kept[service, username] = password


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_password", lambda s, u: made.get_password(s, u))
    monkeypatch.setattr(keyring, "set_password", lambda s, u, p: made.set_password(s, u, p))
    return made


def test_the_environment_comes_before_the_keyring(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secret.find("mutual", "api_key") is None
    secret.keep("mutual", "api_key", Secret("from the keyring"))
    assert ring.kept == {("ledgerguard-insurer-rest", "mutual/api_key"): "from the keyring"}
    assert secret.require("mutual", "api_key").reveal() == "from the keyring"
    monkeypatch.setenv("LEDGERGUARD_INSURER_MUTUAL_API_KEY", "from the environment")
    assert secret.require("mutual", "api_key").reveal() == "from the environment"
    assert secret.variable("sand-box", "api_key") == "LEDGERGUARD_INSURER_SAND_BOX_API_KEY"


def test_a_keyring_that_fails_does_not_tell_what_it_held(ring: Ring) -> None:
    ring.error = keyring.errors.KeyringLocked("held hush-hush")
    with pytest.raises(LockedOut, match=r"keyring must be open .*, got KeyringLocked") as one:
        secret.require("mutual", "api_key")
    assert one.value.__cause__ is None
    assert one.value.__context__ is None
    with pytest.raises(LockedOut):
        secret.keep("mutual", "api_key", Secret("hush-hush"))


def test_a_machine_without_a_keyring(ring: Ring) -> None:
    ring.error = keyring.errors.NoKeyringError()
    assert secret.find("mutual", "api_key") is None
    with pytest.raises(LockedOut, match="no keyring on this machine"):
        secret.keep("mutual", "api_key", Secret("hush-hush"))


def test_a_secret_shows_nowhere() -> None:
    one = Secret("hush-hush")
    assert "hush" not in f"{one} {one!r} {[one]} {vars(Secret)}"
    assert one == Secret("hush-hush")
    assert one != Secret("other")
    assert len({one, Secret("hush-hush")}) == 1
    with pytest.raises(TypeError, match="must not be written anywhere"):
        pickle.dumps(one)
