"""Each thing that breaks in LibreOffice appears among the findings, and vanishes when mended."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import ledgerguard
from ledgerguard.hosts import calc_addin, calc_doctor, calc_machine
from ledgerguard.hosts.calc_machine import Interpreter, Machine
from ledgerguard.hosts.calc_profile import Extension, Profile
from ledgerguard.hosts.findings import Finding

NAMES = frozenset({"DSO", "WCR"})
OWN = Extension("user", Path("/p/ledgerguard.oxt"), "1.2.0", ("/venv/python",), "", True, NAMES)
WELL = Machine(
    office=Path("/usr/bin/soffice"),
    office_version="7.4.7.2",
    profile=Profile(Path("/home/me/.config/libreoffice/4")),
    extensions=(OWN,),
    interpreter=Interpreter("/venv/python", True, "1.2.0"),
    log=Path("/home/me/.ledgerguard/calc/calc.log"),
    version="1.2.0",
    names=NAMES,
)
INSTALL = "ledgerguard addin install calc"
ABSENT = "The extension is not installed."


def found(machine: Machine, check: str) -> Finding | None:
    return next((one for one in calc_doctor.findings(machine) if one.check == check), None)


def test_where_all_is_well_nothing_asks_for_a_mend() -> None:
    findings = calc_doctor.findings(WELL)
    assert {one.host for one in findings} == {"calc"}
    assert {(one.state, one.mend) for one in findings} == {("ok", "")}
    assert [one.check for one in findings] == [
        "LibreOffice",
        "the extension",
        "the extension's Python",
        "the formulas",
    ]


EXTENSION, PYTHON = "the extension", "the extension's Python"
BROKEN = [
    ("LibreOffice", "warning", replace(WELL, office_version="6.4.1"), "older than 7.4", "newer"),
    (
        "LibreOffice's packing",
        "warning",
        replace(WELL, office=Path("/snap/bin/libreoffice")),
        "snap or flatpak",
        "libreoffice.org",
    ),
    ("LibreOffice's Python", "fault", replace(WELL, has_python=False), "uno", "python3-uno"),
    (EXTENSION, "absent", replace(WELL, extensions=(), interpreter=None), "not inst", INSTALL),
    (
        EXTENSION,
        "fault",
        replace(WELL, extensions=(replace(OWN, is_registered=False),)),
        "not registered: cells show #NAME?",
        INSTALL,
    ),
    (
        EXTENSION,
        "warning",
        replace(WELL, extensions=(replace(OWN, version="1.1.0"),)),
        "1.1.0 is installed for you; ledgerguard here is 1.2.0",
        INSTALL,
    ),
    (EXTENSION, "warning", replace(WELL, is_same=False), "files are not those", INSTALL),
    (
        "installations",
        "warning",
        replace(WELL, extensions=(OWN, replace(OWN, place="shared", version="1.0.0"))),
        "you (1.2.0), all users (1.0.0)",
        "addin uninstall calc",
    ),
    (
        PYTHON,
        "fault",
        replace(WELL, interpreter=Interpreter("/venv/python", False)),
        "/venv/python is gone",
        INSTALL,
    ),
    (
        PYTHON,
        "fault",
        replace(WELL, interpreter=Interpreter("/venv/python", True, "", "No module named 'x'")),
        "cannot be imported in its Python /venv/python: No module named 'x'",
        INSTALL,
    ),
    (PYTHON, "fault", replace(WELL, interpreter=Interpreter("", False)), "no record", INSTALL),
    (
        PYTHON,
        "warning",
        replace(WELL, interpreter=Interpreter("/venv/python", True, "1.3.0")),
        "ledgerguard 1.3.0 in /venv/python; here is 1.2.0",
        INSTALL,
    ),
    (
        "the log",
        "warning",
        replace(WELL, trouble="2026-11-26 09:03:00 its Python did not start."),
        "2026-11-26 09:03:00 its Python did not start.",
        "Ctrl+Shift+F9",
    ),
]


@pytest.mark.parametrize(("check", "state", "machine", "text", "mend"), BROKEN)
def test_what_is_broken_is_said_with_its_mend(
    check: str, state: str, machine: Machine, text: str, mend: str
) -> None:
    finding = found(machine, check)
    assert finding is not None
    assert finding.state == state
    assert text in finding.text
    assert mend in finding.mend
    assert "\n" not in finding.text + finding.mend


def test_without_libreoffice_there_is_nothing_more_to_say() -> None:
    (finding,) = calc_doctor.findings(replace(WELL, office=None, trouble="old"))
    assert (finding.check, finding.state) == ("LibreOffice", "absent")
    assert "LEDGERGUARD_SOFFICE" in finding.mend


def test_a_running_libreoffice_is_said_and_no_fault() -> None:
    finding = found(replace(WELL, is_running=True), "LibreOffice's windows")
    assert finding is not None
    assert finding.state == "ok"
    assert "Close it" in finding.mend


def test_formulas_of_a_new_plugin_come_at_the_next_start() -> None:
    """Calc takes the formulas from the worker, so what is stale is only the list in the file."""
    more = frozenset({"ACME_A", "ACME_B", "ACME_C", "ACME_D", "DSO"})
    finding = found(replace(WELL, names=more), "the formulas")
    assert finding is not None
    assert finding.state == "ok"
    assert "4 more (ACME_A, ACME_B, ACME_C, ...) and 1 fewer (WCR)" in finding.text
    assert finding.mend.startswith("Restart LibreOffice")


def test_a_version_that_is_not_told_is_no_old_one() -> None:
    finding = found(replace(WELL, office_version=""), "LibreOffice")
    assert finding is not None
    assert finding.state == "ok"


# ---- looking
def installed_by(python: str, folder: Path, path: str = "") -> Extension:
    return replace(OWN, path=folder, command=(python, "-m", "x"), import_path=path)


def test_our_own_python_answers_with_our_version(tmp_path: Path) -> None:
    source = str(Path(ledgerguard.__file__).parents[1])
    found = calc_machine._asked(installed_by(sys.executable, tmp_path, source))
    assert found == Interpreter(sys.executable, True, ledgerguard.__version__)


def test_a_python_without_ledgerguard_complains(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    python.chmod(0o755)
    found = calc_machine._asked(installed_by(str(python), tmp_path))
    assert (found.exists, found.version) == (True, "")
    assert found.complaint == "ModuleNotFoundError: No module named 'ledgerguard'"
    python.write_text("#!/bin/sh\necho 'No Python at C:/Python311'; exit 103\n")
    assert not calc_machine._asked(installed_by(str(python), tmp_path)).exists
    python.unlink()
    assert calc_machine._asked(installed_by(str(python), tmp_path)) == Interpreter(
        str(python), False
    )


def test_a_python_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calc_machine, "ASK_SECONDS", 0.2)
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexec sleep 60\n")
    python.chmod(0o755)
    found = calc_machine._asked(installed_by(str(python), tmp_path))
    assert found.version == ""
    assert "timed out" in found.complaint


def test_files_of_another_build_are_noticed(tmp_path: Path) -> None:
    for name, content in calc_addin.files(["/any/python"], {}):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert calc_machine._is_same(installed_by("/py", tmp_path))
    (tmp_path / "addin.py").write_text("# older")
    assert not calc_machine._is_same(installed_by("/py", tmp_path))
    (tmp_path / "addin.py").unlink()
    assert not calc_machine._is_same(installed_by("/py", tmp_path))


def test_the_version_is_what_libreoffice_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def says(text: str) -> None:
        answer = subprocess.CompletedProcess([], 0, text.encode())
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)

    says("LibreOffice 7.4.7.2 40(Build:2)\n\n")
    assert calc_machine._office_version(Path("soffice")) == "7.4.7.2"
    says("LibreOfficeDev 26.8.0.0.alpha0 abc\n")
    assert calc_machine._office_version(Path("soffice")).startswith("26.8.0.0")
    says("something else")
    assert calc_machine._office_version(Path("soffice")) == ""
    assert calc_machine._office_version(None) == ""


def test_this_machine_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_CALC_PROFILE", str(tmp_path))
    monkeypatch.setenv("LEDGERGUARD_CALC_HOME", str(tmp_path))
    machine = calc_machine.look()
    assert machine.profile.folder == tmp_path
    assert machine.extensions == ()
    assert "DSO" in machine.names
    assert not [
        one for one in calc_doctor.findings() if "extension" in one.check and one.text != ABSENT
    ]
