"""The extension file, and the search for LibreOffice."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import probe_formulas
import pytest

import ledgerguard
from ledgerguard.errors import HostError
from ledgerguard.hosts import calc_addin, calc_office
from ledgerguard.hosts.calc import Calc, build_oxt, find_office, reason_missing
from ledgerguard.hosts.fixed_files import fixed_files

SHIM = fixed_files("calc")


def alive(group: int) -> list[str]:
    """The processes of a group; a dead one may wait long for its parent to take note."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,comm="], capture_output=True, text=True)
    lines = [line.split() for line in listed.stdout.splitlines()]
    return [words[2] for words in lines if words[0] == str(group) and "Z" not in words[1]]


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


def test_two_builds_are_the_same_file(tmp_path: Path) -> None:
    first = build_oxt(tmp_path / "one.oxt", python="/opt/python").read_bytes()
    assert build_oxt(tmp_path / "two.oxt", python="/opt/python").read_bytes() == first


def test_the_extension_names_its_python_version_and_formulas(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_oxt(tmp_path / "ledgerguard.oxt", python="/opt/python")) as archive:
        worker = json.loads(archive.read("worker.json"))
        catalogue = json.loads(archive.read("catalogue.json"))
        description = archive.read("description.xml").decode()
        manifest = ElementTree.fromstring(archive.read("META-INF/manifest.xml"))
        names = set(archive.namelist())
    assert worker["command"] == ["/opt/python", "-m", "ledgerguard.hosts.calc_worker"]
    assert "DSO" in {formula["name"] for formula in catalogue}
    assert f'<version value="{ledgerguard.__version__}"/>' in description
    paths = {entry.attrib[key] for entry in manifest for key in entry.attrib if "path" in key}
    assert paths <= names
    assert not [name for name in names if "ruff" in name or "__pycache__" in name]


def test_the_shim_keeps_to_python_38_and_the_standard_library() -> None:
    allowed = set(sys.stdlib_module_names) | {"uno", "unohelper", "com", "ledgerguard_calc"}
    scripts = [*SHIM.rglob("*.py"), Path(calc_addin.__file__).with_name("calc_driver.py")]
    for script in scripts:
        tree = ast.parse(script.read_text("utf-8"), feature_version=(3, 8))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= allowed
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] in allowed


def test_a_type_library_is_named_for_its_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SHIM / "pythonpath"))
    from ledgerguard_calc import type_library  # type: ignore[import-not-found]

    parameter = {"name": "credit_sales", "repeats": False}
    one = {"name": "DSO", "is_text": False, "parameters": [parameter]}
    other = one | {"is_text": True}
    repeating = one | {"parameters": [parameter | {"repeats": True}]}
    name, library = type_library.of_formulas([one])
    assert type_library.of_formulas([one]) == (name, library)
    assert type_library.of_formulas([other])[0] != name
    assert library.startswith(b"UNOIDL\xff\0")
    assert b"creditSales" in library
    assert b"[][]any" in library  # a number may be a column of numbers
    assert b"[][]any" not in type_library.of_formulas([other])[1]
    assert type_library.of_formulas([repeating])[1].count(b"[]any") == 2


def test_what_repeats_is_trimmed_as_the_last_argument_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SHIM / "pythonpath"))
    from ledgerguard_calc import cells

    blank_below = ((1.0,), (None,))
    assert cells.arguments(("DSO", blank_below, None, blank_below, None), [False, False]) == [
        *("DSO", blank_below, None, blank_below)
    ]
    assert cells.arguments(("DSO", blank_below, blank_below), [False, True]) == [
        *("DSO", ((1.0,),), ((1.0,),))
    ]


def test_a_named_office_that_is_not_there_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_SOFFICE", "/no/such/soffice")
    assert find_office() is None
    reason = reason_missing()
    assert reason is not None
    assert "LibreOffice is not installed" in reason
    assert "\n" not in reason
    with pytest.raises(HostError, match="LibreOffice is not installed"), Calc():
        pass


def test_a_virtual_environment_does_not_reach_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/some/venv")
    monkeypatch.setenv("PYTHONPATH", "/some/path")
    monkeypatch.setenv("PATH", os.pathsep.join(["/some/venv/bin", os.environ["PATH"]]))
    environment = calc_office.clean_environment()
    assert not {"VIRTUAL_ENV", "PYTHONPATH"} & set(environment)
    assert "/some/venv" not in environment["PATH"]


@pytest.mark.usefixtures("office")
def test_nothing_is_left_when_it_is_closed() -> None:
    with Calc(formulas=probe_formulas.CATALOGUE) as calc:
        calc.open()
        folder, group = calc._folder, calc._driver.pid
    assert not folder.exists()
    assert eventually(lambda: not alive(group))


@pytest.mark.usefixtures("office")
def test_an_answer_that_takes_too_long_ends_libreoffice() -> None:
    with Calc(formulas=probe_formulas.CATALOGUE) as calc:
        book = calc.open()
        group, calc._timeout = calc._driver.pid, 0.0
        with pytest.raises(HostError, match="more than 0 seconds"):
            book.recalculate()
        with pytest.raises(HostError, match="ended before"):
            book.recalculate()
    assert eventually(lambda: not alive(group))


@pytest.mark.usefixtures("office")
def test_libreoffice_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = tmp_path / "dies.py"
    script.write_text(
        "import os\n"
        "from ledgerguard.hosts.calc import Calc\n"
        "calc = Calc(formulas={}).__enter__()\n"
        "print(calc._driver.pid, calc._folder, flush=True)\n"
        "os._exit(1)\n"
    )
    source = str(Path(ledgerguard.__file__).parents[1])
    died = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": source},
        timeout=120,
    )
    driver, folder = died.stdout.split()
    assert eventually(lambda: not Path(folder).exists()), died.stderr
    assert eventually(lambda: not alive(int(driver)))
