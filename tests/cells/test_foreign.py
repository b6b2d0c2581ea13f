"""A plugin's formula may do anything: its cell shows an error, and the doctor hears of it."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import marshal
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import Catalogue, packaged
from ledgerguard.cells import foreign, lift, values
from ledgerguard.cells.evaluate import apply
from ledgerguard.cells.foreign import guarded
from ledgerguard.cells.foreign_answers import LARGEST, LONGEST_TEXT, MOST_COLUMNS
from ledgerguard.cells.functions import functions
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue, LedgerguardError, NotAvailable, OutOfDomain
from ledgerguard.formula import Formula, describe, formula
from ledgerguard.plugin import journal, output, running
from ledgerguard.plugin.journal import remembered
from ledgerguard.plugin.settings import FILE_VARIABLE
from ledgerguard.units import Number, Table


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setattr(journal, "_pending", {})
    out, err = sys.stdout, sys.stderr
    yield
    sys.stdout, sys.stderr = out, err


def of_plugin(act: Callable[[float], Any], returns: Any = Number) -> Formula:
    """A formula of a plugin that does something with a number."""

    def function(amount: float) -> Any:
        return act(amount)

    function.__annotations__ = {"amount": Number, "return": returns}
    function.__doc__ = """Do something.

    Args:
        amount: An amount.

    Errors: #N/A when it breaks.
    Example: =ACME_TEST(1) -> 1
    Source: this test.
    """
    return guarded(describe(formula("ACME_TEST")(function), "acme"))


def raising(error: BaseException) -> Callable[[float], Any]:
    def act(amount: float) -> Any:
        raise error

    return act


def deep(amount: float) -> float:
    return 1 + deep(amount)


class Mute(Exception):
    def __str__(self) -> str:
        raise KeyError


class Odd(LedgerguardError):
    excel = "#ODD"


class Bare(LedgerguardError):
    def __init__(self) -> None:
        """It does not call that of its parent."""


def code(answer: Any) -> Any:
    if isinstance(answer, list):
        return [[code(cell) for cell in row] for row in answer]
    return answer.code if isinstance(answer, ErrorValue) else answer


@pytest.mark.parametrize(
    ("error", "shown", "kept"),
    [
        (ValueError("on purpose"), "#N/A", "ValueError: on purpose"),
        (SystemExit(3), "#N/A", "SystemExit: 3"),
        (MemoryError(), "#N/A", "MemoryError"),
        (GeneratorExit(), "#N/A", "GeneratorExit"),
        (BaseException("of no kind"), "#N/A", "BaseException: of no kind"),
        (Mute(), "#N/A", "Mute"),
        (Odd("odd"), "#N/A", "Odd: odd."),
        (ZeroDivisionError("by 0"), "#DIV/0!", "ZeroDivisionError: by 0"),
        (OverflowError("large"), "#NUM!", "OverflowError: large"),
        (decimal.InvalidOperation(), "#NUM!", "InvalidOperation"),
    ],
)
def test_what_is_raised_costs_its_cell_and_is_remembered(
    error: BaseException, shown: str, kept: str
) -> None:
    own = of_plugin(raising(error))
    answer = lift.call(own, [1.0])
    assert isinstance(answer, ErrorValue)
    assert answer.code == shown
    assert "this is a fault of acme, please report it" in answer.message
    column = lift.call(own, [[[1.0], [2.0], [3.0]]])
    assert column == [[answer]] * 3
    (row,) = remembered()
    assert (row.package, row.formula, row.kind) == ("acme", "ACME_TEST", "raised")
    assert (row.count, row.text) == (4, kept)


@pytest.mark.parametrize(
    ("error", "shown", "message"),
    [
        (NotAvailable("no history"), "#N/A", "no history."),
        (OutOfDomain("too high", hint="lower it"), "#NUM!", "too high. Hint: lower it"),
        (Bare(), "#VALUE!", ""),
    ],
)
def test_what_it_says_in_our_words_is_no_fault(
    error: LedgerguardError, shown: str, message: str
) -> None:
    assert lift.call(of_plugin(raising(error)), [1.0]) == ErrorValue(shown, message)
    assert (
        lift.call(of_plugin(raising(error)), [[[1.0], [2.0]]]) == [[ErrorValue(shown, message)]] * 2
    )
    assert remembered() == ()


def test_what_the_user_gives_wrongly_is_no_fault_of_the_plugin() -> None:
    own = of_plugin(lambda amount: amount)
    assert code(lift.call(own, ["x"])) == "#VALUE!"
    assert code(lift.call(own, [[["x"], [2.0], [""]]])) == [["#VALUE!"], [2.0], [""]]
    assert code(lift.call(own, [])) == "#N/A"
    assert remembered() == ()


def test_endless_recursion_costs_its_cell() -> None:
    assert code(lift.call(of_plugin(deep), [1.0])) == "#N/A"
    assert code(lift.call(of_plugin(deep), [[[1.0], [2.0]]])) == [["#N/A"], ["#N/A"]]
    assert remembered()[0].text.startswith("RecursionError")


def test_the_user_can_still_interrupt() -> None:
    own = of_plugin(raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        lift.call(own, [1.0])
    with pytest.raises(KeyboardInterrupt):
        lift.call(own, [[[1.0], [2.0]]])

    class Stopping:
        def __float__(self) -> float:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lift.call(of_plugin(lambda amount: Stopping()), [[[1.0], [2.0]]])
    assert running.current() is None


class Text(str):
    """A text of a class of its own."""


class Level(enum.IntEnum):
    HIGH = 3


class Itself:
    """A value whose item is itself."""

    def item(self) -> Itself:
        return self


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (math.nan, "#NUM!"),
        (-math.inf, "#NUM!"),
        (np.float64("nan"), "#NUM!"),
        (decimal.Decimal("Infinity"), "#NUM!"),
        (10**400, "#NUM!"),
        (-LARGEST, "#NUM!"),
        (object(), "#VALUE!"),
        (b"bytes", "#VALUE!"),
        ({"a": 1}, "#VALUE!"),
        ({1, 2}, "#VALUE!"),
        ((n for n in range(10**9)), "#VALUE!"),
        (range(10**9), "#VALUE!"),
        (1 + 2j, "#VALUE!"),
        ([1.0], "#VALUE!"),
        ((1.0, 2.0), "#VALUE!"),
        (np.arange(5), "#VALUE!"),
        (pd.Series([1, 2]), "#VALUE!"),
        (pd.DataFrame({"a": [1, 2]}), "#VALUE!"),
        (pd.NaT, "#VALUE!"),
        (Itself(), "#VALUE!"),
        ("x" * (LONGEST_TEXT + 1), "#VALUE!"),
        ("\ud800", "#VALUE!"),
        (ErrorValue("#ODD"), "#VALUE!"),
    ],
)
def test_an_answer_that_no_cell_can_hold_is_refused_and_remembered(answer: Any, shown: str) -> None:
    own = of_plugin(lambda amount: answer)
    began = time.perf_counter()
    assert code(lift.call(own, [1.0])) == shown
    assert code(lift.call(own, [[[1.0], [2.0]]])) == [[shown], [shown]]
    assert time.perf_counter() - began < 5  # nothing is copied or walked through
    (row,) = remembered()
    assert (row.kind, row.count) == ("answered", 3)
    assert row.text.startswith("the answer must ")


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (2.5, 2.5),
        (7, 7),
        (True, True),
        ("text", "text"),
        (None, ""),
        (ErrorValue("#N/A", "not yet"), "#N/A"),
        (dt.date(2026, 11, 26), 46352),
        (dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC), 46352),
        (np.float64(2.5), 2.5),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (decimal.Decimal("2.50"), 2.5),
        (Text("own"), "own"),
        (Level.HIGH, 3),
    ],
)
def test_an_answer_that_a_cell_can_hold(answer: Any, shown: Any) -> None:
    found = lift.call(of_plugin(lambda amount: answer), [1.0])
    assert code(found) == shown
    assert type(code(found)) is type(shown)  # of no class of the plugin's: it has to travel
    assert code(lift.call(of_plugin(lambda amount: answer), [[[1.0], [2.0]]])) == [[shown]] * 2
    table = lift.call(of_plugin(lambda amount: [["head"], [answer]], Table), [1.0])
    assert code(table) == [["head"], [shown]]
    assert remembered() == ()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ([[1.0]] * 10**7, "#NUM!"),
        ([[1.0] * 10**7], "#NUM!"),
        ([[1.0] * (MOST_COLUMNS + 1)], "#NUM!"),
        ([[1.0] * 1_000] * 100_000, "#NUM!"),
        ([], "#N/A"),
        ([["a", math.nan], ["b"]], [["a", "#NUM!"], ["b", ""]]),
        ([["a", 10**400]], [["a", "#NUM!"]]),
        ([["x" * (LONGEST_TEXT + 1), "\ud800"]], [["#VALUE!", "#VALUE!"]]),
        ([["a", object()], [[1], {}]], [["a", "#VALUE!"], ["#VALUE!", "#VALUE!"]]),
        ([1.0, "b"], [[1.0], ["b"]]),
        (((1, None), (True, ErrorValue("#REF!"))), [[1, ""], [True, "#REF!"]]),
    ],
)
def test_a_table_is_checked_before_it_is_copied(answer: Any, shown: Any) -> None:
    began = time.perf_counter()
    assert code(lift.call(of_plugin(lambda amount: answer, Table), [1.0])) == shown
    assert time.perf_counter() - began < 10


def test_a_list_of_a_class_of_its_own_cannot_break_out() -> None:
    class Hostile(list[Any]):
        def __len__(self) -> int:
            raise SystemExit(1)

    assert code(lift.call(of_plugin(lambda amount: Hostile(), Table), [1.0])) == "#N/A"
    assert remembered()[0].text == "SystemExit: 1"


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.decimals(),
    st.dates(), st.datetimes(), st.complex_numbers(), st.fractions(), st.uuids(),
    st.just(object()), st.sampled_from(Level), st.builds(Text, st.text()),
    st.builds(ErrorValue, st.text()), st.sampled_from([*map(ErrorValue, EXCEL_ERRORS)]),
    st.builds(np.float32, st.floats(width=32)), st.just(10**400), st.just("\ud800"),
)  # fmt: skip
ANSWERS = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.sets(st.integers())
)


def is_cell(cell: Any) -> bool:
    if type(cell) is float:
        return math.isfinite(cell)
    if isinstance(cell, ErrorValue):
        return cell.code in EXCEL_ERRORS
    return type(cell) in (int, str, bool)


@given(ANSWERS)
def test_whatever_it_answers_cells_come_out(answer: Any) -> None:
    for returns in (Number, Table):
        found = lift.call(of_plugin(lambda amount: answer, returns), [1.0])
        rows = found if isinstance(found, list) else [[found]]
        assert {len(row) for row in rows} == {len(rows[0])}
        assert all(is_cell(cell) for row in rows for cell in row)
        marshal.dumps([[code(cell) for cell in row] for row in rows])  # it travels to Calc
    column: Any = lift.call(of_plugin(lambda amount: answer), [[[1.0], [2.0]]])
    assert code(column[0][0]) == code(column[1][0])
    assert is_cell(column[0][0])


def test_it_is_noted_while_it_runs_and_printing_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[object] = []

    def act(amount: float) -> float:
        seen.append(running.current())
        print("to the sheet", amount)
        return amount

    own = of_plugin(act)
    lift.call(own, [1.0])
    assert lift.call(own, [[[2.0], [3.0]]]) == [[2.0], [3.0]]
    assert seen == [("acme", "ACME_TEST")] * 3
    assert running.current() is None
    assert capfd.readouterr() == ("", "")
    assert remembered()[0].text == "to the sheet 1.0\nto the sheet 2.0\nto the sheet 3.0"


def test_what_goes_to_a_descriptor_is_kept_where_it_is_drained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drain = output.Drain()
    monkeypatch.setattr(output, "drain", drain)
    monkeypatch.setattr(output, "_heard", {})
    own = of_plugin(lambda amount: os.write(drain.fileno(), b"low "))
    assert lift.call(own, [1.0]) == 4
    assert lift.call(own, [[[1.0], [2.0]]]) == [[4], [4]]
    drain.close()
    assert remembered()[0].text == "low\nlow low"


def test_a_column_is_noted_every_few_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[int] = []

    def act(amount: float) -> float:
        noted.append(running.state()[0])
        return amount

    own = of_plugin(act)
    rows = [[float(n)] for n in range(1_000)]
    assert lift.call(own, [rows]) == rows
    assert len(set(noted[:3])) == 2  # one, then two, then four ...
    assert 1_000 / 64 < len(set(noted)) < 40
    monkeypatch.setattr(foreign, "_BRISK", 0.0)
    noted.clear()
    lift.call(own, [rows[:50]])
    assert len(set(noted)) == 50  # slow ones are noted one by one


def test_a_formula_of_ours_is_not_touched() -> None:
    dso = functions()["DSO"]
    assert dso is packaged()["DSO"]
    assert not hasattr(dso.function, foreign.COLUMN)


def test_it_is_explained_as_if_there_were_no_guard() -> None:
    plain = replace(packaged()["DSO"], name="ACME_DSO", owner="acme")
    arguments: list[Any] = ["ACME_DSO", 1_200_000, 10_000_000]
    bare, safe = (
        apply("EXPLAIN", arguments, functions(Catalogue([*packaged().values(), one])))
        for one in (plain, guarded(plain))
    )
    assert bare == safe
    assert len(bare) > 4  # type: ignore[arg-type]  # a table


def test_a_guard_answers_as_the_formula_does() -> None:
    dso = packaged()["DSO"]
    own = guarded(replace(dso, owner="acme"))
    calls: list[list[Any]] = [[1.2e6, 1e7, 365], [1.0, 0.0], [-1.0, 2.0], ["x", 1]]
    for arguments in (*calls, [[[1.0], [2.0]], 1e7]):
        assert code(lift.call(own, arguments)) == code(lift.call(dso, arguments))
    assert code(values.call(own, [1.0, 0.0])) == "#DIV/0!"
    assert remembered() == ()
