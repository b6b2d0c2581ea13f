"""xlwings Lite: the functions, their drop-downs, and that nothing forbidden is asked for."""

from __future__ import annotations

import inspect
import subprocess
import sys
import types
import typing
from pathlib import Path
from typing import Any

import pytest

import ledgerguard
from ledgerguard.cells.functions import functions
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import describe, formula
from ledgerguard.hosts import lite, lite_files
from ledgerguard.policy.regimes import regime_names
from ledgerguard.translation import LANGUAGES, translated
from ledgerguard.units import Money, Ratio

CONFINED = """
import sys
def forbid(event, arguments):
    if event.startswith("socket.") or event in ("subprocess.Popen", "os.system", "os.fork"):
        raise RuntimeError(event)
    if event == "_thread.start_new_thread":
        raise RuntimeError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise RuntimeError(f"{event} {arguments[0]}")
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
ABSENT = {"sqlite3", "_sqlite3", "ssl", "xlwings", "python_calamine", "pyopenvba", "lxml"}
import pandas, narwhals, jinja2, holidays  # Lite has loaded the packages before
for name in [name for name in sys.modules if name.partition(".")[0] in ABSENT]:
    del sys.modules[name]
sys.dont_write_bytecode = True
sys.meta_path.insert(0, Missing())
sys.addaudithook(forbid)
from ledgerguard.hosts import lite
from ledgerguard.cells.functions import functions
from ledgerguard.cells import evaluate as evaluating
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.testing.examples import agrees
def spread(value, change):
    if isinstance(value, (list, tuple)):
        return [spread(part, change) for part in value]
    return change(value)
class Through:  # what Lite has instead of the formula itself
    @staticmethod
    def call(formula, arguments):
        given = [spread(one, lambda cell: getattr(cell, "code", cell)) for one in arguments]
        answer = getattr(lite, "LG_" + formula.name)(*given)
        return spread(answer, lambda cell: ErrorValue(cell) if cell in EXCEL_ERRORS else cell)
evaluating.lift = Through
count = 0
for formula in functions().values():
    for call, expected in formula.examples:
        answer = evaluating.evaluate(call, functions())
        assert agrees(answer, expected), (call, answer, expected)
        count += 1
print(lite.LG_DSO([[1200000.0]], [[10000000.0]], None), len(lite.__all__), count)
"""
TESTS = Path(__file__).parents[1]


def test_nothing_forbidden_is_asked_for_and_what_pyodide_lacks_is_not_missed() -> None:
    code = f"import sys; sys.path.insert(0, {str(TESTS)!r})\n{CONFINED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    value, formulas, examples = done.stdout.split()
    assert value == "43.8"
    assert int(formulas) == len(functions())
    assert int(examples) >= len(functions())


class Standing:
    """Stands where xlwings would: notes what it is told."""

    def __init__(self, version: str) -> None:
        self.__version__ = version
        self.arguments: dict[tuple[str, str], dict[str, Any]] = {}
        self.functions: dict[str, Any] = {}

    def arg(self, name: str, **options: Any) -> Any:
        def note(function: Any) -> Any:
            self.arguments[function.__name__, name] = options
            return function

        return note

    def func(self, function: Any) -> Any:
        self.functions[function.__name__] = function
        return function


@pytest.fixture
def xlwings(monkeypatch: pytest.MonkeyPatch) -> Standing:
    standing = Standing("0.37.8")
    monkeypatch.setenv("XLWINGS_ON_SERVER", "true")
    monkeypatch.setitem(sys.modules, "xlwings", standing)
    return standing


def test_every_function_and_argument_is_told_once(xlwings: Standing) -> None:
    offered = lite._offered()
    assert offered == xlwings.functions
    assert set(offered) == {"LG_" + name for name in functions()}
    assert set(xlwings.arguments) == {
        ("LG_" + name, parameter.name)
        for name, formula in functions().items()
        for parameter in formula.parameters
    }
    sales = functions()["DSO"].parameters[1].description
    assert xlwings.arguments["LG_DSO", "credit_sales"] == {
        "doc": sales,
        "ndim": 2,
        "err_to_str": True,
    }
    assert set(xlwings.arguments["LG_AGING", "language"]) == {"doc"}


def test_help_is_in_the_language_of_the_environment(
    xlwings: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGERGUARD_LANGUAGE", "zh")
    summary = lite._offered()["LG_DSO"].__doc__
    assert summary == "按期末余额法计算的应收账款周转天数（DSO）。"
    assert "赊销" in xlwings.arguments["LG_DSO", "credit_sales"]["doc"]


@pytest.mark.parametrize(
    ("version", "known"),
    [("0.33.11", False), ("0.35.2", False), ("0.35.3", True), ("1.0.0", True), ("dev", True)],
)
def test_an_xlwings_that_fails_at_words_gets_none(
    xlwings: Standing, version: str, known: bool
) -> None:
    xlwings.__version__ = version
    offered = lite._offered()
    assert bool(offered["LG_AGING"].__annotations__) is known
    assert ("ndim" in xlwings.arguments["LG_AGING", "language"]) is not known


def test_a_pyodide_without_js_null_gets_one_that_no_cell_is(
    xlwings: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = types.ModuleType("pyodide.ffi"), types.ModuleType("pyodide.ffi")
    vars(new)["JsNull"] = own = type("JsNull", (), {})
    for module in (old, new):
        monkeypatch.setitem(sys.modules, "pyodide", types.ModuleType("pyodide"))
        monkeypatch.setitem(sys.modules, "pyodide.ffi", module)
        lite._offered()
    assert not isinstance(None, vars(old)["JsNull"])
    assert vars(new)["JsNull"] is own


def test_elsewhere_xlwings_is_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XLWINGS_ON_SERVER", raising=False)
    monkeypatch.setitem(sys.modules, "xlwings", None)
    assert set(lite._offered()) == {"LG_" + name for name in functions()}


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


@pytest.mark.parametrize(
    ("name", "argument", "offered"),
    [
        ("WORKLIST", "insurance", ["report-fifteen", "exim-like", "none"]),
        ("CREDIT_DECISION", "preset", ["sme"]),
        ("LETTER_TEXT", "letter", ["statement", "formal-notice"]),
        ("CREDIT_TERMS", "country", []),
    ],
)
def test_known_names_are_suggested(name: str, argument: str, offered: list[str]) -> None:
    parameter = next(p for p in functions()[name].parameters if p.name == argument)
    words = lite.drop_down(parameter)
    assert set(offered) <= set(words)
    assert bool(words) is bool(offered)


def test_a_name_that_is_not_suggested_reaches_the_formula() -> None:
    call = lite.function_of(functions()["STATUTORY_RATE"])
    assert call(" uk ", [[45870.0]]) == call("UK", [[45870.0]])
    assert call("Atlantis", [[45870.0]]) == "#VALUE!"


def test_a_faulty_file_of_the_firm_takes_only_its_suggestions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faulty = tmp_path / "firm.toml"
    faulty.write_text("[escalation]\nnonsense = 1\n", encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(faulty))
    insurance = next(p for p in functions()["WORKLIST"].parameters if p.name == "insurance")
    assert lite.drop_down(insurance) == ()
    assert lite.function_of(functions()["DSO"])(100.0, 1000.0, 30.0) == 3.0


def test_optional_arguments_before_one_that_repeats_are_asked_for() -> None:
    formula = describe(most_of)
    signature = inspect.signature(lite.function_of(formula))
    assert [str(one) for one in signature.parameters.values()] == ["share", "*amounts"]
    assert lite.function_of(formula)([[None]], 4.0, 6.0) == 5.0


@formula("MOST_OF")
def most_of(share: Ratio = 0.5, *amounts: Money) -> Money:
    """A share of a sum.

    Args:
        share: The share.
        amounts: Amounts.

    Errors: #VALUE! when an argument is text.
    Example: =MOST_OF(0.5, 4, 6) -> 5
    Source: none.
    """
    return share * sum(amounts)


def test_what_excel_is_told_stays_within_its_limits() -> None:
    # the schema of Microsoft's app manifest, version 1.30: extensionFunction, enum
    drop_downs = 0
    for one in functions().values():
        assert len(one.parameters) <= 128
        for language in LANGUAGES:
            spoken = translated(one, language)
            assert len(spoken.summary) <= 1024
            assert all(1 <= len(p.description) <= 512 for p in spoken.parameters), one.name
        for parameter in one.parameters:
            words = lite.drop_down(parameter)
            drop_downs += bool(words)
            assert len(parameter.name) <= 64
            assert not words or len(f"LG_{one.name}.{parameter.name}") <= 64
            assert all(isinstance(word, str) and 1 <= len(word) <= 256 for word in words)
            assert len({word.casefold() for word in words}) == len(words)
    assert 100 < drop_downs <= 256


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
    assert requirements.read_text(encoding="utf-8").splitlines()[-1] == (
        f"ledgerguard=={ledgerguard.__version__}"
    )


@pytest.mark.parametrize("name", ["DSO", "EXPLAIN"])
def test_the_signature_is_readable(name: str) -> None:
    signature = inspect.signature(lite.function_of(functions()[name]))
    assert list(signature.parameters) == [p.name for p in functions()[name].parameters]
