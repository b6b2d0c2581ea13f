"""What the doctor says of an Excel: every trouble appears with its fact, and goes with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledgerguard.hosts import desktop_doctor
from ledgerguard.hosts.desktop_addin import AddinFile
from ledgerguard.hosts.desktop_doctor import findings, status
from ledgerguard.hosts.desktop_machine import Interpreter, Machine
from ledgerguard.hosts.desktop_registry import Settings
from ledgerguard.hosts.findings import Finding

PYTHON = r"C:\Users\Ann\ledgerguard\Scripts\python.exe"
XLSTART = r"C:\Users\Ann\AppData\Roaming\Microsoft\Excel\XLSTART"
ADDIN = AddinFile("1.2", "0.37.8", "abc", PYTHON, "en")
THERE = Interpreter(PYTHON, True, "1.2", "0.37.8", 64, "abc")
SETTINGS = Settings(r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE", "16.0.1", 64)
WELL = Machine(
    folder=XLSTART,
    file=XLSTART + r"\ledgerguard.xlam",
    addin=ADDIN,
    interpreter=THERE,
    dlls=frozenset({"xlwings32-0.37.8.dll", "xlwings64-0.37.8.dll"}),
    settings=SETTINGS,
    code_page=1252,
    synced=(r"C:\Users\Ann\OneDrive - Firm",),
    python=PYTHON,
    version="1.2",
)


def changed(registry: bool, changes: dict[str, Any]) -> Machine:
    return replace(WELL, **({"settings": replace(SETTINGS, **changes)} if registry else changes))


def of(check: str, found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.check == check]


def test_nothing_is_wrong_where_all_is_well() -> None:
    found = findings(WELL)
    assert {finding.state for finding in found} == {"ok"}
    assert {finding.host for finding in found} == {"desktop"}
    assert not any(finding.mend for finding in found)
    assert len({finding.check for finding in found}) == len(found)
    assert [finding.check for finding in status(WELL)] == [
        "the add-in's file",
        "the add-in's Python",
        "the formulas",
    ]


CHANGES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    # what was looked at, how it stands, words of the text, words of the mend, what is different
    (
        "the add-in's file",
        "absent",
        "not installed",
        "install desktop",
        {"file": "", "addin": None},
    ),
    (
        "the add-in's file",
        "fault",
        "got BadZipFile.",
        "delete the file",
        {"addin": None, "trouble": "it must be an add-in, got BadZipFile"},
    ),
    ("the add-in's file", "warning", "1.2; here is 1.3", "install desktop", {"version": "1.3"}),
    (
        "installations",
        "warning",
        r"D:\AddIns\ledgerguard.xlam",
        "delete them",
        {"copies": (r"D:\AddIns\ledgerguard.xlam",)},
    ),
    (
        "installations",
        "warning",
        r"D:\AddIns\ledgerguard.xlam",
        "run `ledgerguard addin install desktop`",
        {"copies": (r"D:\AddIns\ledgerguard.xlam",), "file": "", "addin": None},
    ),
    (
        "the add-in's Python",
        "fault",
        "is gone: cells show #NAME?",
        "with the Python you use now",
        {"interpreter": Interpreter(PYTHON, exists=False)},
    ),
    ("the add-in's Python", "fault", "no record", "install desktop", {"interpreter": None}),
    (
        "the add-in's Python",
        "fault",
        "No module named 'ledgerguard'",
        "with the Python you use now",
        {"interpreter": Interpreter(PYTHON, True, complaint="No module named 'ledgerguard'")},
    ),
    (
        "the add-in's Python",
        "warning",
        "did not answer in time",
        "again",
        {"interpreter": Interpreter(PYTHON, True, is_slow=True)},
    ),
    (
        "the add-in's Python",
        "warning",
        "does not reach Excel",
        "install desktop",
        {"python": r"C:\other\python.exe"},
    ),
    (
        "xlwings' DLL",
        "fault",
        "built for xlwings 0.37.8, but its Python has 0.40.0",
        "install desktop",
        {
            "interpreter": replace(THERE, xlwings="0.40.0"),
            "dlls": frozenset({"xlwings64-0.40.0.dll", "xlwings32-0.40.0.dll"}),
        },
    ),
    (
        "xlwings' DLL",
        "fault",
        "xlwings64-0.37.8.dll stands neither beside",
        "pip install --force-reinstall xlwings==0.37.8",
        {"dlls": frozenset({"xlwings32-0.37.8.dll"})},
    ),
    (
        "xlwings' DLL",
        "fault",
        r"stands in C:\Users\Ann\AppData\Roaming\Python",
        "environment of its own",
        {"dlls": frozenset(), "dll_astray": r"C:\Users\Ann\AppData\Roaming\Python"},
    ),
    (
        "the formulas",
        "warning",
        "stale",
        "install desktop",
        {"interpreter": replace(THERE, fingerprint="def")},
    ),
    ("the Microsoft Store", "fault", "copy of its own", "python.org", {"is_of_the_store": True}),
    ("the mark of the internet", "warning", "Protected View", "Unblock", {"zone": 3}),
    ("the mark of the internet", "warning", "Protected View", "Unblock", {"zone": 4}),
    (
        "the letters of the path",
        "fault",
        "code page 1252 lacks",
        "environment of its own",
        {
            "interpreter": replace(THERE, path=r"C:\信用\python.exe"),
            "python": r"C:\信用\python.exe",
        },
    ),
    ("the letters of the path", "absent", "Not looked at", "", {"code_page": 0}),
    ("the letters of the path", "absent", "Not looked at", "", {"code_page": 99999}),
    (
        "OneDrive",
        "warning",
        "Python lies in",
        "environment of its own",
        {
            "interpreter": replace(THERE, path=r"C:\users\ann\ONEDRIVE - Firm\venv\python.exe"),
            "python": r"C:\Users\Ann\OneDrive - Firm\venv\python.exe",
        },
    ),
    (
        "OneDrive",
        "warning",
        "start folder lies in",
        "always keep",
        {"folder": r"C:\Users\Ann\OneDrive - Firm\Excel\XLSTART"},
    ),
    ("Excel", "absent", "Not looked at", "", {"settings": None}),
    ("what Excel may run", "absent", "Not looked at", "", {"settings": None}),
    ("Excel's windows", "ok", "has the add-in open", "Close it", {"is_open": True}),
]
SET: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("Excel", "absent", "not registered", "Install Excel", {"excel": ""}),
    ("Excel's disabled items", "fault", "switched the add-in off", "Disabled Items, Go",
     {"disabled": (r"c:\users\ann\appdata\roaming\microsoft\excel\xlstart\ledgerguard.xlam",)}),
    ("Visual Basic", "fault", "switched off", "administrator", {"vba_off": True}),
    ("the list of managed add-ins", "fault", "as blocked", "administrator", {"managed": "0"}),
    ("the list of managed add-ins", "fault", "does not name", "administrator",
     {"only_managed": True}),
    ("application add-ins", "warning", "disable all", "untick", {"addins_off": True}),
    ("macros", "warning", "asks at each start", "Enable", {"trust_off": True}),
    ("macros", "warning", "the administrator sets", "Enable", {"trust_by_policy": True}),
    ("macros", "fault", "only signed", "Trusted Locations", {"trust_off": True, "macros": 3}),
    ("macros", "fault", "only signed", "Trusted Locations",
     {"trust_off": True, "only_signed": True}),
    ("macros", "fault", "never run", "administrator",
     {"trust_off": True, "macros": 4, "is_policy": True}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("registry", "case"), [(False, case) for case in CHANGES] + [(True, case) for case in SET]
)
def test_each_trouble_is_found_and_mended(
    registry: bool, case: tuple[str, str, str, str, dict[str, Any]]
) -> None:
    check, state, text, mend, changes = case
    (found,) = of(check, findings(changed(registry, changes)))
    assert found.state == state
    assert text in found.text
    assert mend in found.mend
    assert bool(mend) == bool(found.mend)
    # and it is gone where all is well
    assert all((one.state, one.text) != (state, found.text) for one in of(check, findings(WELL)))


@pytest.mark.parametrize(
    "changes",
    [
        {"macros": 4, "is_policy": True},  # the start folder is trusted: macros run there
        {"macros": 3},
        {"only_signed": True},
        {"trust_off": True, "macros": 1},
        {"only_managed": True, "managed": "1"},
        {"managed": "2"},
        {"disabled": (r"c:\other.xlam",)},
        {"blocks_internet": True},  # nothing says that the file is from there
    ],
)
def test_what_does_not_keep_it_from_running(changes: dict[str, Any]) -> None:
    assert {finding.state for finding in findings(changed(True, changes))} == {"ok"}


def test_the_start_folder_on_the_network_is_not_trusted() -> None:
    there = replace(WELL, folder=r"\\server\ann\XLSTART")
    (macros,) = of("macros", findings(there))
    assert macros.state == "warning"
    assert "on the network" in macros.text
    allowed = replace(there, settings=replace(SETTINGS, trust_network=True))
    assert not of("macros", findings(allowed))


def test_a_marked_file_where_no_location_is_trusted() -> None:
    settings = replace(SETTINGS, trust_off=True, blocks_internet=True)
    (mark,) = of("the mark of the internet", findings(replace(WELL, zone=3, settings=settings)))
    assert mark.state == "fault"
    assert "your administrator has ordered" in mark.text


def test_the_dll_is_that_of_excel_not_of_python() -> None:
    small = replace(SETTINGS, bits=32)
    only_large = frozenset({"xlwings64-0.37.8.dll"})
    (dll,) = of("xlwings' DLL", findings(replace(WELL, settings=small, dlls=only_large)))
    assert dll.state == "fault"
    assert "xlwings32-0.37.8.dll" in dll.text
    (bits,) = of("32 and 64 bits", findings(replace(WELL, settings=small)))
    assert bits.state == "ok"  # they need not be the same
    assert "32 bits, Python 64" in bits.text
    # of an Excel that does not tell, both are looked for
    untold = replace(SETTINGS, bits=0)
    (dll,) = of("xlwings' DLL", findings(replace(WELL, settings=untold, dlls=only_large)))
    assert "xlwings32-0.37.8.dll" in dll.text
    assert not of("32 and 64 bits", findings(replace(WELL, settings=untold)))


def test_a_chinese_windows_can_write_a_chinese_path() -> None:
    path = r"C:\信用\python.exe"
    there = replace(WELL, interpreter=replace(THERE, path=path), python=path)
    for page, state in ((936, "ok"), (950, "ok"), (65001, "ok"), (1252, "fault"), (932, "ok")):
        (found,) = of("the letters of the path", findings(replace(there, code_page=page)))
        assert found.state == state, page


def test_xlwings_own_add_in_is_no_trouble() -> None:
    beside = replace(WELL, xlwings_addin=XLSTART + r"\xlwings.xlam", xlwings_addin_version="0.30.1")
    (found,) = of("xlwings' add-in", findings(beside))
    assert found.state == "ok"
    assert "0.30.1" in found.text
    (found,) = of("xlwings' add-in", findings(replace(beside, xlwings_addin_version="")))
    assert "does not tell" in found.text


def test_without_windows_it_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop_doctor, "look", lambda: Machine("linux"))
    for found in (findings(), status()):
        (only,) = found
        assert only.state == "absent"
        assert only.text == "Excel's classic add-in needs Windows."
        assert "addin build lite" in only.mend
        assert "addin install calc" in only.mend


def test_status_of_what_is_not_installed_is_one_line() -> None:
    (only,) = status(replace(WELL, file="", addin=None, interpreter=None))
    assert only.state == "absent"
    assert only.mend == "`ledgerguard addin install desktop`"
