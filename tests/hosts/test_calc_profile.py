"""Where a profile is, whether it is in use, what is installed in it, and what the log says last."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.hosts import calc_log, calc_profile
from ledgerguard.hosts.calc_profile import Profile, extensions, find_profile, is_running

LOCKED = "/usr/lib/libreoffice/program/soffice.bin --headless"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", calc_profile.OVERRIDE, "APPDATA", "LEDGERGUARD_CALC_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def an_office(folder: Path, settings: str | None) -> Path:
    office = folder / "office/program/soffice"
    office.parent.mkdir(parents=True)
    office.touch()
    if settings is not None:
        (office.parent / "bootstraprc").write_text(f"[Bootstrap]\n{settings}\nOther=1\n")
    return office


# https://wiki.documentfoundation.org/UserProfile: the default location of each system
@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("linux", ".config/libreoffice/4"),
        ("darwin", "Library/Application Support/LibreOffice/4"),
        ("win32", "AppData/Roaming/LibreOffice/4"),
    ],
)
def test_the_usual_place(
    home: Path, monkeypatch: pytest.MonkeyPatch, system: str, expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    found = find_profile(None)
    assert found == Profile(home / expected)
    assert found.options() == []
    assert find_profile(an_office(home, None)) == found


def test_libreoffice_itself_says_where(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = an_office(home, "UserInstallation=$SYSUSERCONFIG/libreofficedev/24")
    assert find_profile(office).folder == home / ".config/libreofficedev/24"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "elsewhere"))
    assert find_profile(office).folder == home / "elsewhere/libreofficedev/24"


def test_a_portable_one_keeps_it_beside_the_program(home: Path) -> None:
    office = an_office(home, "UserInstallation=${ORIGIN}/../../Data/settings")
    assert find_profile(office).folder == home / "Data/settings"


def test_a_named_one_wins_and_is_told_to_libreoffice(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = home / "my profile"
    office = an_office(home, None)
    for named in (str(chosen), chosen.as_uri()):
        monkeypatch.setenv(calc_profile.OVERRIDE, named)
        found = find_profile(office)
        assert found == Profile(chosen, is_chosen=True)
        assert found.options() == [f"-env:UserInstallation={chosen.as_uri()}"]


# ---- in use or not
@pytest.mark.parametrize(
    ("processes", "expected"),
    [
        (None, True),  # nobody can say: the lock file decides
        ([], False),
        ([LOCKED], True),
        ([f"{LOCKED} -env:UserInstallation=file:///another/profile"], False),
        ([f"{LOCKED} -env:UserInstallation={{ours}}"], True),
        (["/usr/lib/libreoffice/program/unopkg.bin list"], True),
        (['"soffice.bin","4711","Console","1","190.000 K"'], True),  # tasklist
        (["vim soffice.txt", "python test_soffice.py", "grep soffice"], False),
    ],
)
def test_a_lock_counts_while_a_process_may_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: list[str] | None, expected: bool
) -> None:
    def listed(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        if processes is None:
            raise FileNotFoundError("ps")
        text = "\n".join(processes).replace("{ours}", tmp_path.as_uri())
        return subprocess.CompletedProcess([], 0, text.encode())

    monkeypatch.setattr(subprocess, "run", listed)
    profile = Profile(tmp_path)
    assert not is_running(profile)
    profile.lock.write_text("[Lockdata]\n")
    assert is_running(profile) is expected


# ---- what is installed
def put(folder: Path, *, identifier: str = calc_profile.IDENTIFIER, version: str = "0.1.0") -> Path:
    folder.mkdir(parents=True)
    (folder / "description.xml").write_text(
        f'<description><identifier value="{identifier}"/><version value="{version}"/></description>'
    )
    (folder / "worker.json").write_text(json.dumps({"command": ["/py", "-m", "x"], "path": "/s"}))
    (folder / "catalogue.json").write_text(json.dumps([{"name": "DSO"}, {"name": "WCR"}]))
    return folder


def put_packaged(cache: Path, registry: Path, name: str, *, registered: bool) -> Path:
    """As unopkg leaves it; the layout was read off LibreOffice 7.4."""
    folder = put(cache / "uno_packages" / f"{name}_" / "ledgerguard.oxt")
    entry = f"\xffcom.ledgerguard.calc\n{name}\xffledgerguard.oxt\xffapplication/x\xff0.1.0\xff0\n"
    (cache / "uno_packages.pmap").write_bytes(("Pmp1" + entry + "\n").encode("latin-1"))
    components = registry / calc_profile.COMPONENTS
    components.parent.mkdir(parents=True, exist_ok=True)
    line = f"UNO_SERVICES=?$C/uno_packages/{name}_/ledgerguard.oxt/addin.components\n"
    components.write_text("ORIGIN=$C\n" + (line if registered else ""))
    return folder


def test_the_copy_that_is_listed_counts_not_one_left_behind(tmp_path: Path) -> None:
    cache = tmp_path / "user/uno_packages/cache"
    put(cache / "uno_packages/lu1aa.tmp_/ledgerguard.oxt", version="0.0.1")
    folder = put_packaged(cache, cache, "lu2bb.tmp", registered=True)
    put(cache / "uno_packages/lu3cc.tmp_/ledgerguard.oxt", version="0.0.3")
    (found,) = extensions(Profile(tmp_path), None)
    assert (found.place, found.path, found.version) == ("user", folder, "0.1.0")
    assert found.command == ("/py", "-m", "x")
    assert (found.python, found.import_path) == ("/py", "/s")
    assert found.names == {"DSO", "WCR"}
    assert found.is_registered is True


def test_what_was_removed_or_dropped_is_seen(tmp_path: Path) -> None:
    cache = tmp_path / "user/uno_packages/cache"
    put_packaged(cache, cache, "lu2bb.tmp", registered=False)
    assert extensions(Profile(tmp_path), None)[0].is_registered is False
    (cache / calc_profile.COMPONENTS).unlink()
    assert extensions(Profile(tmp_path), None)[0].is_registered is False
    (cache / "uno_packages.pmap").write_bytes(b"Pmp1\n")  # the folder stays until the next start
    assert extensions(Profile(tmp_path), None) == ()


def test_every_place_is_looked_at_and_the_users_own_comes_first(tmp_path: Path) -> None:
    office, profile = an_office(tmp_path, None), Profile(tmp_path / "profile")
    share = tmp_path / "office/share"
    put(share / "extensions/ledgerguard")
    put(share / "extensions/another", identifier="org.example.another")
    (share / "extensions/empty").mkdir()
    put_packaged(
        share / "uno_packages/cache",
        profile.folder / "user/extensions/shared",
        "lu9.tmp",
        registered=True,
    )
    cache = profile.folder / "user/uno_packages/cache"
    put_packaged(cache, cache, "lu2bb.tmp", registered=True)
    found = extensions(profile, office)
    assert [one.place for one in found] == ["user", "shared", "bundled"]
    assert [one.is_registered for one in found] == [True, True, None]


def test_a_broken_record_is_no_crash(tmp_path: Path) -> None:
    cache = tmp_path / "user/uno_packages/cache"
    folder = put_packaged(cache, cache, "lu2bb.tmp", registered=True)
    (folder / "worker.json").write_text("{")
    (folder / "catalogue.json").unlink()
    (found,) = extensions(Profile(tmp_path), None)
    assert (found.python, found.names) == ("", frozenset())


# ---- the log
GOOD = "2026-11-26 09:02:28 [6766] the worker runs: ['/py']"
BAD = "2026-11-26 09:03:00 [6766] its Python ['/py'] did not start (ended with 1)"


def test_the_last_trouble_is_told_until_all_is_well_again() -> None:
    assert calc_log.last_trouble("") == ""
    assert calc_log.last_trouble(GOOD) == ""
    assert calc_log.last_trouble(f"{GOOD}\n{BAD}\nDSO: #NUM! did not start") == (
        "2026-11-26 09:03:00 its Python ['/py'] did not start (ended with 1)"
    )
    assert calc_log.last_trouble(f"{BAD}\n{GOOD}") == ""


def test_the_end_of_a_long_log_is_enough(home: Path) -> None:
    log = home / ".ledgerguard/calc/calc.log"
    assert calc_log.path() == log
    assert calc_log.last_trouble() == ""
    log.parent.mkdir(parents=True)
    log.write_text("DSO: #NUM! ¥\n" * 50_000 + BAD + "\n", encoding="utf-8")
    assert "did not start" in calc_log.last_trouble()


def test_the_log_of_the_add_in_is_where_we_look(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledgerguard.hosts.fixed_files import fixed_files

    monkeypatch.syspath_prepend(str(fixed_files("calc") / "pythonpath"))
    from ledgerguard_calc import home as add_in  # type: ignore[import-not-found]

    assert add_in.log_path() == str(calc_log.path())
    monkeypatch.setenv("LEDGERGUARD_CALC_HOME", str(home / "chosen"))
    assert add_in.log_path() == str(calc_log.path())
