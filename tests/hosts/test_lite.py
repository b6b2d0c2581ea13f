"""xlwings Lite: the functions, their drop-downs, and that nothing forbidden is asked for."""

from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

import ledgerguard
from ledgerguard.cells.functions import functions
from ledgerguard.errors import ErrorValue
from ledgerguard.hosts import lite, lite_files
from ledgerguard.policy.regimes import regime_names

CONFINED = """
import sys
def forbid(event, arguments):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.fork"):
        raise RuntimeError(event)
    if event == "_thread.start_new_thread":
        raise RuntimeError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise RuntimeError(f"{event} {arguments[0]}")
import pandas, narwhals, jinja2, holidays  # Lite has loaded the packages before
sys.dont_write_bytecode = True
sys.addaudithook(forbid)
from ledgerguard.hosts import lite
from ledgerguard.cells.functions import functions
from ledgerguard.cells.evaluate import evaluate
count = 0
for formula in functions().values():
    for call, expected in formula.examples:
        evaluate(call, functions())
        count += 1
print(lite.LG_DSO([[1200000.0]], [[10000000.0]], None), len(lite.__all__), count)
"""


def test_nothing_forbidden_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", CONFINED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    value, formulas, examples = done.stdout.split()
    assert value == "43.8"
    assert int(formulas) == len(functions())
    assert int(examples) >= len(functions())


def test_star_import_brings_every_formula() -> None:
    names: dict[str, Any] = {}
    exec("from ledgerguard.hosts.lite import *", names)  # noqa: S102
    assert {name for name in names if name.startswith("LG_")} == {"LG_" + f for f in functions()}


def test_words_become_drop_downs() -> None:
    hints = typing.get_type_hints(lite.function_of(functions()["AGING"]))
    assert typing.get_args(hints["language"]) == ("en", "zh")
    assert "ledger" not in hints
    regime = typing.get_type_hints(lite.function_of(functions()["STATUTORY_RATE"]))["regime"]
    assert typing.get_args(regime) == regime_names()
    assert "EU" in regime_names() or "UK" in regime_names()


def test_a_ladder_that_may_be_a_range_is_no_drop_down() -> None:
    formula = functions()["ESCALATION_STAGE"]
    ladder = next(p for p in formula.parameters if p.name == "ladder")
    assert lite.drop_down(ladder) == ()


def test_values_there_and_back() -> None:
    call = lite.function_of(functions()["DSO"])
    assert call([[100.0], [200.0], ["#DIV/0!"]], [[1000.0], [0.0], [10.0]], [[30.0]]) == [
        *([3.0], ["#DIV/0!"], ["#DIV/0!"])
    ]
    assert call("#N/A", 1.0, None) == "#N/A"
    assert call([100.0, 200.0], [[1000.0]], 30.0) == [[3.0, 6.0]]


def test_an_equal_range_is_the_same_object() -> None:
    rows = [[float(n), "客户"] for n in range(200)]
    assert lite.incoming(rows) is lite.incoming([list(row) for row in rows])
    broken = lite.incoming([["#REF!", 1.0]])
    assert broken == [[ErrorValue("#REF!", "the argument is an error cell"), 1.0]]


def test_the_files_of_a_workbook(tmp_path: Path) -> None:
    main, requirements = lite_files.write(tmp_path / "new")
    assert "from ledgerguard.hosts.lite import *" in main.read_text(encoding="utf-8")
    assert requirements.read_text(encoding="utf-8") == f"ledgerguard=={ledgerguard.__version__}\n"


@pytest.mark.parametrize("name", ["DSO", "EXPLAIN"])
def test_the_signature_is_readable(name: str) -> None:
    import inspect

    signature = inspect.signature(lite.function_of(functions()[name]))
    assert list(signature.parameters) == [p.name for p in functions()[name].parameters]
