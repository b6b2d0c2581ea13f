"""Inside Pyodide, which is what xlwings Lite runs in Excel (``make test-pyodide``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import hostile_site
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ledgerguard.cells.functions import functions
from ledgerguard.errors import ErrorValue
from ledgerguard.policy.regimes import regime_names
from ledgerguard.testing.examples import agrees

SCRIPTS = Path(__file__).parents[1] / "pyodide"
sys.path.insert(0, str(SCRIPTS))
HOME = SCRIPTS.parents[1] / ".cache" / "pyodide"
PRINTED = {
    (formula.name, call): expected
    for formula in functions().values()
    for call, expected in formula.examples
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    if not (HOME / "ready.txt").is_file():
        reason = "Pyodide is not set up (make test-pyodide does it)"
        if os.environ.get("LEDGERGUARD_PYODIDE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        ["node", SCRIPTS / "run.mjs", HOME, SCRIPTS / "inside.py"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\nPython {answer['python']} in Pyodide: {len(answer['examples'])} examples; "
        f"ready after {answer['booted']:.1f} s, xlwings {answer['xlwings_seconds']:.1f} s, "
        f"ledgerguard {answer['import_seconds']:.1f} s, {answer['per_call'] * 1000:.2f} ms a call, "
        f"{answer['megabytes']} MB in all"
    )
    for time, seconds in answer["ledger_seconds"].items():
        print(f"AGING of 10,000 rows of 6 columns, {time}: {seconds:.2f} s")
    return answer


def answer_of(value: Any) -> Any:
    if isinstance(value, dict):
        return ErrorValue(value["error"]) if "error" in value else value
    if isinstance(value, list):
        return [[answer_of(cell) for cell in row] for row in value]
    return value


def test_the_examples_of_all_formulas(told: dict[str, Any]) -> None:
    assert len(told["examples"]) == len(PRINTED)
    wrong = [
        f"{call}: {answer}, printed {PRINTED[name, call]}"
        for name, call, answer in told["examples"]
        if not (isinstance(answer, dict) and "missing" in answer and not told["pandas"])
        and not agrees(answer_of(answer), PRINTED[name, call])
    ]
    assert wrong == []


def test_calls_as_lite_makes_them(told: dict[str, Any]) -> None:
    calls = told["calls"]
    div0 = {"type": "Error", "errorType": "Div0"}
    assert calls["scalar"] == calls["left out"] == [[43.8]]
    assert calls["error in"] == calls["error out"] == [[div0]]
    assert calls["column"] == [[3.0], [div0], [""]]
    assert calls["formatted"] == [[43.8]]
    # the Bank of England's 4.25 % of 30 June 2025 and eight points
    assert calls["date"] == calls["word in other case"] == calls["word from a cell"] == [[0.1225]]
    value = {"type": "Error", "errorType": "Value"}
    assert calls["unknown word"] == calls["text for a number"] == [[value]]
    assert calls["error in a column"] == [[3.0], [div0]]
    assert calls["flag"] == [[True]]
    assert calls["chinese"][0][1] == "按期末余额法计算的应收账款周转天数（DSO）。"
    assert calls["varargs"][-1][-1] == 3.0
    assert len(calls["table"]) > 10
    if told["pandas"]:
        assert calls["ledger"][1][-1] == 150.0
        assert calls["large"][1][-1] == 1_005_000.0


def test_what_excel_is_told_of_the_functions(told: dict[str, Any]) -> None:
    assert told["functions"] == len(functions())
    dso = functions()["DSO"]
    assert told["dso"]["description"] == dso.summary
    assert [p["name"] for p in told["dso"]["parameters"]] == [p.name for p in dso.parameters]
    assert [p["description"] for p in told["dso"]["parameters"]] == [
        p.description for p in dso.parameters
    ]
    assert [bool(p.get("optional")) for p in told["dso"]["parameters"]] == [False, False, True]
    enums = dict(map(tuple, told["enums"]))
    assert "LG_HELP.LANGUAGE" in enums
    assert "LG_STATUTORY_RATE.REGIME" in enums
    assert [word["stringValue"] for word in enums["LG_HELP.LANGUAGE"]] == ["en", "zh"]
    offered = [word["stringValue"] for word in enums["LG_STATUTORY_RATE.REGIME"]]
    assert tuple(offered) == regime_names()


def test_every_dependency_can_be_had_there(told: dict[str, Any]) -> None:
    """What pip would install is made of Python alone, or Pyodide has it in a version that suits."""
    lock = json.loads((HOME / "package" / "pyodide-lock.json").read_text(encoding="utf-8"))
    built = {canonicalize_name(name): one["version"] for name, one in lock["packages"].items()}
    there = {
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "extra": "",
        "python_version": "3.12",
        "python_full_version": "3.12.7",
    }
    (own,) = (HOME / "own").glob("ledgerguard-*.whl")
    with zipfile.ZipFile(own) as wheel:
        (record,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        told_by_us = message_from_bytes(wheel.read(record)).get_all("Requires-Dist") or []
    open_ones, seen = list(told_by_us), set()
    while open_ones:
        wanted = Requirement(open_ones.pop())
        name = canonicalize_name(wanted.name)
        if name in seen or (wanted.marker and not wanted.marker.evaluate(there)):
            continue
        seen.add(name)
        if name in built and wanted.specifier.contains(built[name]):
            open_ones += lock["packages"].get(name, {}).get("depends", [])
            continue
        found = distribution(name)
        assert "Root-Is-Purelib: true" in (found.read_text("WHEEL") or ""), wanted
        open_ones += found.requires or []
    assert {"pandas", "narwhals", "lxml"} <= seen
    assert not {"xlwings", "python-calamine", "pyopenvba"} & seen


def test_pandas_was_there(told: dict[str, Any]) -> None:
    if not told["pandas"]:
        pytest.skip("the package that carries pandas for Pyodide is gone")
    assert told["pandas"]


HOSTILE = {
    "GOOD_DOUBLE": 2.0, "BAD_RAISE": "#N/A", "BAD_DEEP": "#N/A", "BAD_MEMORY": "#N/A",
    "BAD_BASE": "#N/A", "EXIT_CALL": "#N/A", "ODD_NAN": "#NUM!", "ODD_OBJECT": "#VALUE!",
    "ODD_GENERATOR": "#VALUE!", "MANY_ROWS": "#NUM!", "TWIN": 1, "CHATTY": 1.0,
}  # fmt: skip


def test_hostile_plugins(told: dict[str, Any], tmp_path: Path) -> None:
    """There is no watchdog in Lite, but a plugin that breaks costs its own cell there too."""
    site = Path(hostile_site.__file__).read_text(encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        f"SITE, CALLS = {site!r}, {[*HOSTILE]!r}\n"
        + (SCRIPTS / "hostile.py").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    done = subprocess.run(
        ["node", SCRIPTS / "run.mjs", HOME, script], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout[done.stdout.index('{"booted') :])
    shown = {f"{name}(1)": value for name, value in HOSTILE.items()}
    assert answer["answers"] == {"DSO(1200000,10000000,365)": 43.8, **shown}
    assert {"bad-import", "exit-import", "shadow", "twice-inside", "twin-b"} < {*answer["faults"]}
    assert hostile_site.GOOD not in answer["faults"]
