"""When the worker's Python is gone, broken or too slow: what cells say, and how they recover."""

from __future__ import annotations

import json
import math
import runpy
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from ledgerguard.hosts import calc_log
from ledgerguard.hosts.calc import Calc
from ledgerguard.hosts.fixed_files import fixed_files, import_path

SHEET = "Sheet1"
FORMULAS = [{"name": "DSO", "is_table": False, "parameters": []}]
INSTALL = "ledgerguard addin install calc"
Make = Callable[..., Any]


def stand_in(path: Path, script: str) -> Path:
    """A program at a path that is to be a Python."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes the add-in's end of the pipe, with its log in a folder of the test's."""
    monkeypatch.syspath_prepend(str(fixed_files("calc") / "pythonpath"))
    monkeypatch.setenv("LEDGERGUARD_CALC_HOME", str(tmp_path / "log"))
    from ledgerguard_calc import worker  # type: ignore[import-not-found]

    def made(python: Path | str, record: str | None = None, **settings: float) -> Any:
        for name, value in settings.items():
            monkeypatch.setattr(worker, name, value)
        command = {"command": [str(python), "-m", "ledgerguard.hosts.calc_worker"], "path": ""}
        (tmp_path / "worker.json").write_text(json.dumps(command) if record is None else record)
        (tmp_path / "catalogue.json").write_text(json.dumps(FORMULAS))
        return worker.Worker(str(tmp_path))

    return made


def test_a_python_that_is_gone_is_named_with_the_mend(make: Make) -> None:
    worker = make("/no/such/python")
    assert worker.trouble("en") == ""
    assert worker.catalogue() == FORMULAS
    assert worker.call("DSO", []) == b"#NAME?"
    assert worker.trouble("en") == (
        "ledgerguard's Python /no/such/python is gone. "
        f"Mend: run `{INSTALL}` with the Python you use now."
    )
    chinese = worker.trouble("zh-CN")
    assert chinese.startswith("ledgerguard 所用的 Python 已不存在：/no/such/python。")
    assert INSTALL in chinese
    assert worker.trouble("fr") == worker.trouble("en")
    assert "/no/such/python is gone" in calc_log.last_trouble()


def test_a_python_without_ledgerguard_is_told_from_one_that_is_gone(
    make: Make, tmp_path: Path
) -> None:
    # what Python itself writes
    said = (
        "Error while finding module specification for 'ledgerguard.hosts.calc_worker' "
        "(ModuleNotFoundError: No module named 'ledgerguard')"
    )
    python = stand_in(tmp_path / "python", f'echo "{said}" >&2; exit 1')
    worker = make(python)
    assert worker.call("DSO", []) == b"#NAME?"
    expected = f"ledgerguard is no longer installed in its Python {python}."
    assert worker.trouble("en").startswith(expected)
    assert INSTALL in worker.trouble("en")


def test_a_real_python_without_ledgerguard_says_what_we_listen_for(
    make: Make, tmp_path: Path
) -> None:
    isolated = stand_in(tmp_path / "python", f'shift 2; exec {sys.executable} -S -I -m "$@"')
    worker = make(
        isolated, json.dumps({"command": [str(isolated), "", "", "ledgerguard"], "path": ""})
    )
    worker.call("DSO", [])
    assert "no longer installed" in worker.trouble("en")


def test_a_virtual_environment_of_windows_says_that_its_python_is_gone(
    make: Make, tmp_path: Path
) -> None:
    worker = make(stand_in(tmp_path / "python", "echo 'No Python at C:/Python311' >&2; exit 103"))
    worker.call("DSO", [])
    assert "is gone" in worker.trouble("en")


def test_a_missing_module_of_a_plugin_is_not_ours(make: Make, tmp_path: Path) -> None:
    said = "ModuleNotFoundError: No module named 'ledgerguard_starter'"
    worker = make(stand_in(tmp_path / "python", f'echo "{said}" >&2; exit 1'))
    worker.call("DSO", [])
    assert "did not start" in worker.trouble("en")
    assert str(tmp_path / "log/calc.log") in worker.trouble("en")
    assert "ledgerguard doctor calc" in worker.trouble("en")


def test_a_worker_that_is_never_ready_does_not_hang_the_sheet(make: Make, tmp_path: Path) -> None:
    python = stand_in(tmp_path / "python", "exec sleep 600")
    worker = make(python, START_SECONDS=0.3)
    began = time.monotonic()
    assert worker.call("DSO", []) == b"#NAME?"
    assert time.monotonic() - began < 30
    assert "was not ready in 0.3 seconds" in worker.trouble("en")
    assert "0.3 秒内没有就绪" in worker.trouble("zh")
    shutil.rmtree(tmp_path / "log")
    worker.call("DSO", [])  # one that hangs is not tried again for each cell
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("record", ["", "{}", '{"command": []}', "[1]"])
def test_a_broken_record_is_no_crash(make: Make, record: str) -> None:
    worker = make("", record)
    assert worker.catalogue() == FORMULAS
    assert worker.call("DSO", []) == b"#NAME?"
    assert "did not start" in worker.trouble("en") or "is gone" in worker.trouble("en")


def test_a_python_that_prints_first_is_no_crash(make: Make, tmp_path: Path) -> None:
    worker = make(stand_in(tmp_path / "python", "echo Welcome to this Python, dear user"))
    assert worker.call("DSO", []) == b"#NAME?"
    assert "did not start" in worker.trouble("en")


def test_a_thousand_cells_try_once_and_write_once(make: Make, tmp_path: Path) -> None:
    python = stand_in(tmp_path / "python", f"echo tried >> {tmp_path / 'tries'}; exit 1")
    worker = make(python)
    assert {worker.call("DSO", []) for _ in range(1000)} == {b"#NAME?"}
    assert (tmp_path / "tries").read_text() == "tried\n"
    assert (tmp_path / "log/calc.log").read_text().count("] its Python [") == 1


def test_one_that_a_plugin_ends_while_it_starts_is_started_again(
    make: Make, tmp_path: Path
) -> None:
    python = stand_in(
        tmp_path / "python",
        f"echo tried >> {tmp_path / 'tries'}\n"
        f"[ $(wc -l < {tmp_path / 'tries'}) -lt 3 ] && kill -9 $$\n"
        f'PYTHONPATH={import_path()} exec {sys.executable} "$@"',
    )
    worker = make(python)
    try:
        assert worker.call("DSO", [1_200_000.0, 10_000_000.0, 365.0]) == pytest.approx(43.8)
    finally:
        worker._end()
    assert worker.trouble("en") == ""


def test_one_that_is_ended_at_every_start_is_left_alone(make: Make, tmp_path: Path) -> None:
    python = stand_in(tmp_path / "python", f"echo tried >> {tmp_path / 'tries'}; kill -9 $$")
    worker = make(python)
    assert {worker.call("DSO", []) for _ in range(100)} == {b"#NAME?"}
    assert (tmp_path / "tries").read_text() == "tried\n" * 3


def test_a_python_that_is_back_is_used_and_the_trouble_is_over(make: Make, tmp_path: Path) -> None:
    python = tmp_path / "python"
    worker = make(python, RETRY_SECONDS=0.0)
    assert worker.call("DSO", [1.0, 2.0]) == b"#NAME?"
    source = import_path()
    stand_in(python, f'PYTHONPATH={source} exec {sys.executable} "$@"')
    try:
        assert worker.call("DSO", [1_200_000.0, 10_000_000.0, 365.0]) == pytest.approx(43.8)
        assert worker.trouble("en") == ""
        assert calc_log.last_trouble() == ""
    finally:
        worker._end()


@pytest.mark.usefixtures("office")
def test_in_a_sheet_help_tells_the_mend_and_cells_recover(tmp_path: Path) -> None:
    python = tmp_path / "python"
    with Calc(worker=[str(python), "-m", "ledgerguard.hosts.calc_worker"]) as calc:
        book = calc.open()
        book.paste(SHEET, "A1", [["=LG.DSO(1200000,10000000,365)", '=LG.HELP("DSO")']])
        book.set(SHEET, "A2", '=LG.EXPLAIN("DSO",1,2)')
        book.array_formula(SHEET, "A4:B6", "=LG.HELP()")
        sentence = f"ledgerguard's Python {python} is gone."
        assert book.get(SHEET, "A1") == "#NAME?"
        for cell in ("B1", "A2", "A4"):
            assert book.get(SHEET, cell).startswith(sentence)
            assert INSTALL in book.get(SHEET, cell)

        stand_in(python, f'exec {sys.executable} "$@"')  # the mend, while LibreOffice runs
        end = time.monotonic() + 60
        while book.get(SHEET, "A1") == "#NAME?" and time.monotonic() < end:
            time.sleep(0.5)
            book.recalculate()
        assert book.get(SHEET, "A1") == pytest.approx(43.8)
        assert book.get(SHEET, "B1") == "DSO"


class Uno(ModuleType):
    """A module in which every name is a class of its own."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"addImplementation": lambda *_: None})


def test_help_speaks_calcs_language(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calc tells an add-in its locale; here the component runs without LibreOffice around it."""
    worker = make("/no/such/python")
    for name in ("uno", "unohelper", "com.sun.star.lang", "com.sun.star.sheet"):
        monkeypatch.setitem(sys.modules, name, Uno(name))
    for name in ("com", "com.sun", "com.sun.star"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    component = runpy.run_path(str(fixed_files("calc") / "addin.py"))
    component["_method"].__globals__["_worker"] = worker
    formula = {"is_text": False, "parameters": []}
    chinese = SimpleNamespace(getLocale=lambda: SimpleNamespace(Language="zh"))
    ((said,),) = component["_method"]({"name": "HELP", **formula})(chinese)
    assert said.startswith("ledgerguard 所用的 Python 已不存在")
    ((error,),) = component["_method"]({"name": "AGING", **formula})(chinese)
    assert math.isnan(error)  # any other formula keeps its error, which IFERROR takes
