"""Into the start folder and out again; LEDGERGUARD_XLSTART stands for Excel's."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import xlwings

import ledgerguard
from ledgerguard.cells.functions import functions
from ledgerguard.errors import HostError
from ledgerguard.hosts import desktop_addin, desktop_doctor, desktop_install, desktop_machine
from ledgerguard.hosts.desktop_folders import (
    addins_folder,
    dll_name,
    dlls,
    is_of_the_store,
    start_folder,
)
from ledgerguard.hosts.desktop_install import install, uninstall
from ledgerguard.hosts.desktop_machine import Interpreter, asked, look
from ledgerguard.hosts.desktop_registry import Settings

FEW = {name: functions()[name] for name in ("DSO", "WCR")}


@cache
def asked_once(python: str) -> Interpreter:
    """A Python asked for a second time answers the same, and takes a second to do so."""
    return asked(python)


@pytest.fixture
def xlstart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A start folder, and an add-in of two formulas, which is quick to build."""
    folder = tmp_path / "Excel" / "XLSTART"
    monkeypatch.setenv("LEDGERGUARD_XLSTART", str(folder))
    monkeypatch.setattr(desktop_addin, "functions", lambda: FEW)
    monkeypatch.setattr(desktop_machine, "asked", asked_once)
    return folder


def as_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")


def states(check: str) -> list[str]:
    return [found.state for found in desktop_doctor.findings() if found.check == check]


def test_installing_twice_changes_nothing(xlstart: Path) -> None:
    done = install()
    assert done.path == xlstart / "ledgerguard.xlam"
    assert (done.changed, done.before, done.language) == (True, None, "en")
    assert done.python == sys.executable
    stamp = done.path.stat().st_mtime_ns
    again = install()
    assert not again.changed
    assert again.before == desktop_addin.read(done.path)
    assert done.path.stat().st_mtime_ns == stamp
    # nothing is left beside it
    assert [file.name for file in xlstart.iterdir()] == ["ledgerguard.xlam"]
    assert [file.name for file in xlstart.parent.iterdir()] == ["XLSTART"]


def test_an_older_one_is_replaced_and_its_language_kept(xlstart: Path) -> None:
    old = install(python="/old/python", language="zh")
    assert desktop_addin.read(old.path).language == "zh"
    new = install()
    assert new.changed
    assert new.before is not None
    assert new.before.python == "/old/python"
    assert new.language == desktop_addin.read(new.path).language == "zh"
    assert install(language="en").language == "en"


def test_uninstall_takes_only_our_file(xlstart: Path) -> None:
    path = install().path
    (xlstart / "PERSONAL.XLSB").write_bytes(b"mine")
    assert uninstall().version == ledgerguard.__version__
    assert [file.name for file in xlstart.iterdir()] == ["PERSONAL.XLSB"]
    assert uninstall().version == ""
    assert not path.exists()


def test_somebody_elses_file_of_that_name_is_left(xlstart: Path) -> None:
    xlstart.mkdir(parents=True)
    path = xlstart / "ledgerguard.xlam"
    path.write_bytes(b"not ours")
    for command in (install, uninstall):
        with pytest.raises(HostError, match="left as it is"):
            command()
    # an add-in, but none that says who built it
    shutil.copy(Path(xlwings.__file__).parent / "quickstart_addin.xlam", path)
    with pytest.raises(HostError, match="must say which ledgerguard"):
        install()
    assert path.exists()


def test_excel_holds_the_file(xlstart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = install().path
    before = path.read_bytes()

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(HostError, match="close Excel first"):
        install(language="zh")
    with pytest.raises(HostError, match="close Excel first"):
        uninstall()
    assert not install().changed  # the same file need not be written
    assert path.read_bytes() == before
    assert [file.name for file in xlstart.parent.iterdir()] == ["XLSTART"]


def test_without_windows_it_says_what_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERGUARD_XLSTART", raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert start_folder() is None
    assert addins_folder() is None
    assert look().platform == "darwin"
    for command in (install, uninstall):
        with pytest.raises(HostError, match=r"on Windows.*darwin.*addin build lite"):
            command()


def test_on_windows_it_is_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_windows(monkeypatch)
    monkeypatch.delenv("LEDGERGUARD_XLSTART", raising=False)
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert start_folder() == tmp_path / "Microsoft" / "Excel" / "XLSTART"
    assert addins_folder() == tmp_path / "Microsoft" / "AddIns"


def test_the_dll_must_be_where_excel_looks(
    xlstart: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = xlwings.__version__
    python = tmp_path / "venv" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    as_windows(monkeypatch)
    monkeypatch.setattr(desktop_install, "values_here", lambda: None)
    with pytest.raises(HostError, match=rf"xlwings64-{version}\.dll must stand.*py -m venv"):
        install(python=str(python))
    assert not xlstart.exists()
    (python.parent.parent / dll_name("0.1.0", 64)).touch()
    with pytest.raises(HostError, match=r"got xlwings64-0\.1\.0\.dll"):
        install(python=str(python))
    (python.parent.parent / dll_name(version, 64)).touch()
    assert dlls(python) == {"xlwings64-0.1.0.dll", f"xlwings64-{version}.dll"}
    with pytest.raises(HostError, match=rf"xlwings32-{version}\.dll must stand"):
        install(python=str(python))  # of which kind Excel is, is not known
    monkeypatch.setattr(desktop_install, "values_here", lambda: dict)
    monkeypatch.setattr(desktop_install, "settings", lambda _: Settings(bits=64))
    assert install(python=str(python)).changed
    monkeypatch.setattr(desktop_install, "settings", lambda _: Settings(bits=32))
    with pytest.raises(HostError, match=rf"xlwings32-{version}\.dll must stand"):
        install(python=str(python))


def test_the_stores_python_would_install_where_excel_does_not_look(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.2800_qbz5n2k"
    as_windows(monkeypatch)
    monkeypatch.delenv("LEDGERGUARD_XLSTART", raising=False)
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert not is_of_the_store()
    assert not is_of_the_store(r"C:\Users\Ann\AppData\Local\Programs\Python\Python312")
    monkeypatch.setattr(sys, "base_prefix", store)
    assert is_of_the_store()
    with pytest.raises(HostError, match=r"Microsoft Store.*python\.org"):
        install()
    assert not list(tmp_path.iterdir())


def test_the_look_at_an_installation(xlstart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states("the add-in's file") == ["absent"]
    path = install().path
    assert states("the add-in's file") == states("the add-in's Python") == ["ok"]
    assert states("the formulas") == ["warning"]  # two formulas; the Python has them all
    monkeypatch.setattr(desktop_addin, "functions", functions)
    install()
    assert states("the formulas") == ["ok"]
    Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="utf-8")
    assert states("the mark of the internet") == ["warning"]
    Path(f"{path}:Zone.Identifier").write_text("nothing", encoding="utf-8")
    assert states("the mark of the internet") == ["ok"]
    (xlstart / "~$ledgerguard.xlam").touch()
    assert states("Excel's windows") == ["ok"]
    path.write_bytes(b"torn")
    assert states("the add-in's file") == ["fault"]
    shutil.copy(Path(xlwings.__file__).parent / "quickstart_addin.xlam", path)
    assert states("the add-in's file") == ["fault"]


def test_the_versions_of_xlwings_own_add_in(xlstart: Path) -> None:
    xlstart.mkdir(parents=True)
    shutil.copy(Path(xlwings.__file__).parent / "addin" / "xlwings.xlam", xlstart)
    assert look().xlwings_addin_version == xlwings.__version__
    (xlstart / "xlwings.xlam").write_bytes(b"torn")
    found = look()
    assert found.xlwings_addin == str(xlstart / "xlwings.xlam")
    assert found.xlwings_addin_version == ""


def test_further_copies_are_found_once(
    xlstart: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = install().path
    ticked, alternate, program = (tmp_path / name for name in ("ticked", "alternate", "office"))
    for folder in (ticked, alternate, program / "XLSTART"):
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
    opened = (f'/R "{ticked / "ledgerguard.xlam"}"', f'"{path}"', "other.xlam", "ledgerguard.xlam")
    set_ = Settings(str(program / "EXCEL.EXE"), opened=opened, alternate=str(alternate))
    monkeypatch.setattr(desktop_machine, "values_here", lambda: dict)
    monkeypatch.setattr(desktop_machine, "settings", lambda _: set_)
    folders = [alternate, program / "XLSTART", ticked]
    assert look().copies == tuple(str(folder / "ledgerguard.xlam") for folder in folders)


def another_spelling(python: str) -> str:
    """The same Python under a path that is not ours, so that it is truly started."""
    folder, name = os.path.split(python)
    return os.path.join(folder, ".", name)


def test_a_python_is_asked_as_excel_would_start_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert asked(str(tmp_path / "gone.exe")) == Interpreter(str(tmp_path / "gone.exe"), False)
    (tmp_path / "broken.exe").write_text("no program", encoding="utf-8")
    broken = asked(str(tmp_path / "broken.exe"))
    assert broken.exists
    assert broken.complaint
    other = another_spelling(sys.executable)
    found = asked(other)
    assert found.version == ledgerguard.__version__
    assert found.xlwings == xlwings.__version__
    assert found.bits == (64 if sys.maxsize > 2**32 else 32)
    assert found.fingerprint == desktop_addin.fingerprint(functions())
    assert asked(sys.executable) == replace(found, path=sys.executable)
    monkeypatch.setattr(desktop_machine, "ASKED", "import nowhere_at_all")
    assert asked(other).complaint == "ModuleNotFoundError: No module named 'nowhere_at_all'"
    monkeypatch.setattr(desktop_machine, "ASKED", "import time; time.sleep(60)")
    monkeypatch.setattr(desktop_machine, "ASK_SECONDS", 0.1)
    assert asked(other) == Interpreter(other, True, is_slow=True)


def test_the_python_behind_a_virtual_environment_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "import sys; sys.exit(\"No Python at 'C:\\\\Python312\\\\python.exe'\")"
    monkeypatch.setattr(desktop_machine, "ASKED", said)
    assert not asked(another_spelling(sys.executable)).exists


def test_a_python_without_windows_parts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    as_windows(monkeypatch)
    monkeypatch.setitem(sys.modules, "xlwings.com_server", None)  # as where pywin32 is broken
    found = asked(sys.executable)
    assert (found.exists, found.version) == (True, "")
    assert found.complaint.startswith("ModuleNotFoundError: import of xlwings.com_server")


def test_a_dll_of_pip_install_user_is_found(
    xlstart: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class File:
        suffix = ".DLL"

        def __init__(self, folder: Path) -> None:
            self.folder = folder

        def locate(self) -> Path:
            return self.folder / "xlwings64-1.DLL"

    files = [File(tmp_path / "Roaming" / "Python")]
    install()
    monkeypatch.setattr("importlib.metadata.files", lambda _: files)
    assert look().dll_astray == str(tmp_path / "Roaming" / "Python")
    files[0] = File(Path(sys.executable).parent)
    assert look().dll_astray == ""
    files[0] = File(tmp_path / "Roaming" / "Python")
    install(python="/another/python")
    assert look().dll_astray == ""  # of another Python nothing is known
