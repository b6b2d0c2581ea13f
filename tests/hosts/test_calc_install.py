"""The extension as a normal user installs it: into a fresh profile, at work, and away again."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import normal_user
import openpyxl
import pytest
from normal_user import World

import ledgerguard
from ledgerguard.errors import HostError
from ledgerguard.hosts import calc_install, calc_office
from ledgerguard.hosts.calc_profile import Profile

RUNS = 5


@pytest.fixture(scope="module")
def world(office: None) -> Iterator[World]:
    if reason := normal_user.missing():
        is_required = os.environ.get("LEDGERGUARD_REQUIRE_HOSTS") == "1"
        (pytest.fail if is_required else pytest.skip)(reason)
    with normal_user.world() as made:
        yield made


def shown(world: World) -> list[object]:
    """What LibreOffice of this user computes in a sheet, read from the document it saves."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "=LG.DSO(1200000,10000000,365)"
    sheet["A2"] = '=INDEX(LG.HELP("DSO"),1,1)'
    sheet["A3"] = "=ISERROR(LG.DSO(1,0,365))"
    book.save(world.home / "sheet.xlsx")
    saved = world.home / "saved/sheet.xlsx"
    saved.unlink(missing_ok=True)
    world.run("soffice", "--headless", "--convert-to", "xlsx", "--outdir", "saved", "sheet.xlsx")
    values = openpyxl.load_workbook(saved, data_only=True).worksheets[0]
    return [values[cell].value for cell in ("A1", "A2", "A3")]


def states(world: World) -> str:
    return world.say("for one in doctor.findings(): print(one.state, one.check, sep=': ')")


def test_a_user_installs_uses_and_uninstalls(world: World) -> None:
    fresh = world.home / ".config/libreoffice"
    assert not fresh.exists()
    assert "absent: the extension" in states(world)

    done = world.say("i = install.install(); print(i.answers, repr(i.replaced), i.remark)")
    assert done == "True ''"
    for _ in range(RUNS):
        # CRISKCO, DSO and ADD collection tools: 43.8 days
        assert shown(world) == [pytest.approx(43.8), "DSO", True]

    assert states(world).splitlines() == [
        "ok: LibreOffice",
        "ok: the extension",
        "ok: the extension's Python",
        "ok: the formulas",
    ]
    once, again = "install.uninstall().version", "install.uninstall().version"
    assert world.say(f"print([{once}, {again}])") == f"['{ledgerguard.__version__}', '']"
    assert shown(world) == ["#NAME?", "#NAME?", True]
    assert "absent: the extension" in states(world)


def test_what_libreoffice_dropped_is_found_and_mended(world: World) -> None:
    """Unopkg alone, into a profile that was never started: the next start unregisters it."""
    shutil.rmtree(world.home / ".config", ignore_errors=True)
    world.say("from pathlib import Path; install.build(Path('own.oxt'))")
    world.run("unopkg", "add", "own.oxt")
    world.run("soffice", "--headless", "--terminate_after_init")
    assert "fault: the extension" in states(world).splitlines()
    # it takes the place of what was there, and there is still one
    done = "i = install.install(); print(i.answers, i.replaced, len(install.status().extensions))"
    assert world.say(done) == f"True {ledgerguard.__version__} 1"
    assert "ok: the extension" in states(world).splitlines()


def test_it_is_not_touched_while_libreoffice_runs(world: World) -> None:
    office = world.start("soffice", "--headless", "--norestore", "--nodefault")
    try:
        lock = next(wait_for(world.home, ".config/libreoffice/4/.lock"))
        code = "try: print(install.{}())\nexcept install.HostError as error: print(error)"
        for action in ("install", "uninstall"):
            said = world.say(code.format(action))
            assert "LibreOffice must be closed" in said
            assert "close all its windows" in said
        assert world.say("print(install.status().is_running)") == "True"
    finally:
        normal_user.end(office)
    # it was killed, so its lock file is left; that must not stop anybody
    assert lock.exists()
    assert world.say("print(install.status().is_running)") == "False"
    assert world.say("install.uninstall()") == ""
    assert not lock.exists()


def wait_for(folder: Path, name: str) -> Iterator[Path]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if (folder / name).exists():
            yield folder / name
        time.sleep(0.1)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("action", [calc_install.install, calc_install.uninstall])
def test_root_is_refused_with_what_to_do(action: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(HostError, match="got root") as refused:
        action()  # type: ignore[operator]
    assert "without sudo" in refused.value.hint


def test_without_libreoffice_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("LEDGERGUARD_SOFFICE", "/no/such/soffice")
    with pytest.raises(HostError, match="LibreOffice is not installed"):
        calc_install.install()


def test_a_lock_of_another_machine_is_respected(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    profile.lock.write_text("[Lockdata]\nUser=me\nHost=another-machine\nIPCServer=true\n")
    with pytest.raises(HostError, match="runs with this profile on another-machine"):
        calc_install._refuse_running(profile)
    assert profile.lock.exists()


def test_an_office_without_unopkg_is_named(tmp_path: Path) -> None:
    office = tmp_path / "soffice"
    office.touch()
    with pytest.raises(HostError, match="must stand beside"):
        calc_install.find_unopkg(office)


def test_a_program_that_fails_or_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HostError, match="could not add it: broken"):
        calc_install._run("add it", ["sh", "-c", "echo broken; exit 3"])
    monkeypatch.setattr(calc_install, "STEP_SECONDS", 0.3)
    with pytest.raises(HostError, match=r"took more than 0\.3 seconds to add it"):
        calc_install._run("add it", ["sh", "-c", "sleep 60 & sleep 60"])


@pytest.mark.usefixtures("office")
def test_a_trial_that_fails_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile without the extension shows #NAME?, whose cause the log knows."""
    log = tmp_path / "addin/calc.log"
    log.parent.mkdir()
    log.write_text("2026-11-26 09:00:00 [1] its Python ['/gone'] did not start (ended with None)\n")
    monkeypatch.setenv("LEDGERGUARD_CALC_HOME", str(log.parent))
    office, _ = calc_office.installed()
    remark = calc_install._trial(office, Profile(tmp_path / "profile", is_chosen=True), tmp_path)
    assert remark.startswith("in a trial LibreOffice showed #NAME? instead of a result")
    assert "/gone" in remark
    assert "\n" not in remark
