"""The real xlwings COM server with our module, in Windows CPython under Wine (``make test-wine``).

xlwings' own DLL starts it by the command that its VBA makes, and values go there as VBA's VARIANTs.
What is compared with is what the same call answers here, and the examples printed in the help.
"""

from __future__ import annotations

import ast
import os
import re
import statistics
from typing import Any

import pytest
from wine_session import ask, reason_missing

from ledgerguard.cells import lift
from ledgerguard.cells.functions import functions
from ledgerguard.cells.grammar import Call, Constant, Unary, parse
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import Formula
from ledgerguard.hosts.desktop import MARK, outgoing
from ledgerguard.hosts.fixed_files import fixed_files
from ledgerguard.testing.examples import agrees

DESKTOP, RIBBON = "ledgerguard.hosts.desktop", "ledgerguard.hosts.desktop_ribbon"
DIV0, NA = {"error": -2146826281}, {"error": -2146826246}
MISSING = {"error": -2147352572}  # an optional argument of VBA that was left out
CALLS = fixed_files("desktop") / "ledgerguard_calls.bas"
LEDGER: Any = [
    ["Customer", "Invoice", "Amount", "Invoice date", "Due date"],
    *([f"客户 {n % 7}", f"A-{n}", 100.0 + n, 45900.0 + n, 45930.0 + n] for n in range(200)),
]
FIXED: list[tuple[str, list[Any], Any]] = [
    ("LG_DSO", [1200000.0, 10000000.0, 365.0], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0, MISSING], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0, None], 43.8),
    ("LG_DSO", [100.0, 0.0, 30.0], MARK + "#DIV/0!"),
    ("LG_DSO", [-1.0, 10.0, 30.0], MARK + "#NUM!"),
    ("LG_DSO", ["x", 10.0, 30.0], MARK + "#VALUE!"),
    ("LG_DSO", [None, 10.0, 30.0], MARK + "#N/A"),
    ("LG_DSO", [True, 10.0, 30.0], MARK + "#VALUE!"),
    ("LG_DSO", [DIV0, 10.0, 30.0], MARK + "#DIV/0!"),
    ("LG_DSO", [NA, 10.0, 30.0], MARK + "#N/A"),
    (
        "LG_DSO",
        [[[100.0], [200.0], [DIV0], [None]], [[1000.0], [0.0], [10.0], [None]], 30.0],
        [[3.0], [MARK + "#DIV/0!"], [MARK + "#DIV/0!"], [""]],
    ),
    ("LG_DSO", [[[100.0], [200.0]], [[1000.0, 2000.0]], 40.0], [[4.0, 2.0], [8.0, 4.0]]),
    ("LG_DSO", [[[100.0, 200.0]], 1000.0, 30.0], [3.0, 6.0]),
    ("LG_DAYS_PAST_DUE", [46000.0, 46030.0], 30.0),
    ("LG_CONCENTRATION_HHI", [[[50.0], [50.0], [None]]], 5000.0),
    ("LG_DSO", [[[100.0]], [[1000.0]], 30.0], 3.0),  # a range of one cell
    ("LG_DSO", [1.0, 2.0, 3.0, 4.0], MARK + "#VALUE!"),
    ("LG_IS_BUSINESS_DAY", [46020.0, "DE"], True),  # Monday 2025-12-29
    ("LG_IS_BUSINESS_DAY", [46016.0, "DE"], False),  # Christmas Day
    ("LG_AGING", [[["客户"], ["甲"]], 46100.0], MARK + "#VALUE!"),
]
TABLES: list[tuple[str, list[Any]]] = [
    ("AGING", [LEDGER, 46100.0]),
    ("AGING", [LEDGER, 46100.0, "customer"]),
    ("CUSTOMER_SUMMARY", [LEDGER, 46100.0]),
    ("AGING", [[*LEDGER[:9], ["客户 9", "A-9", DIV0, 45900.0, 45930.0]], 46100.0]),
    ("WORKLIST", [LEDGER, 46100.0]),
    ("WORKLIST", [LEDGER, 46100.0, *[MISSING] * 4, "zh"]),
    ("HELP", ["DSO", "zh"]),
    ("EXPLAIN", ["DSO", 100.0, 1000.0, 30.0]),
]


def constant(node: Any) -> Any:
    """An argument of an example as COM sends it; None where it is no constant."""
    if isinstance(node, Constant) and isinstance(node.value, (bool, str)):
        return node.value
    if isinstance(node, Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, Unary) and node.operator == "-":
        inner = constant(node.operand)
        return -inner if isinstance(inner, float) else None
    return None


def examples() -> list[tuple[Formula, list[Any], str]]:
    """The examples of all scalar formulas whose arguments are constants."""
    found = []
    for formula in functions().values():
        for call, expected in formula.examples:
            node = parse(call)
            if isinstance(node, Call) and node.name == formula.name and not formula.is_table:
                arguments = [constant(part) for part in node.arguments]
                if None not in arguments:
                    found.append((formula, arguments, expected))
    return found


EXAMPLES = examples()
SURPRISES: Any = [1.0, -0.5, MISSING, NA, None, True, "客户 😀", "", [[1.0, NA], [None, "x"]]]
SPEED = [(DESKTOP, "LG_DSO", [1200000.0, 10000000.0, 365.0])] * 200


@pytest.fixture(scope="module")
def answers() -> dict[str, list[tuple[Any, float]]]:
    reason = reason_missing()
    if reason is not None:
        if os.environ.get("LEDGERGUARD_WINE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    parts: dict[str, list[tuple[str, str, list[Any]]]] = {
        "fixed": [(DESKTOP, name, arguments) for name, arguments, _ in FIXED],
        "unknown": [(DESKTOP, "LG_NO_SUCH", [1.0]), (DESKTOP, "LG_ADD", [45.0, 40.0])],
        "tables": [(DESKTOP, "LG_" + name, arguments) for name, arguments in TABLES],
        "examples": [(DESKTOP, "LG_" + f.name, arguments) for f, arguments, _ in EXAMPLES],
        "ribbon": [(RIBBON, "about", []), (RIBBON, "cockpit_of", [[["a"], ["b"]], 46100.0])],
        "speed": SPEED,
        "echo": [("echo", "echo", SURPRISES)],
        "crash": [("echo", "end", []), (DESKTOP, "LG_ADD", [45.0, 40.0])],
    }
    (start, *told) = ask(question for part in parts.values() for question in part)
    found, first = {"start": [start]}, 0
    for name, part in parts.items():
        found[name] = told[first : first + len(part)]
        first += len(part)
    return found


@pytest.mark.parametrize("number", range(len(FIXED)), ids=[f"{c[0]}{c[1]}"[:60] for c in FIXED])
def test_a_value_there_and_back(answers: dict[str, Any], number: int) -> None:
    assert answers["fixed"][number][0] == FIXED[number][2]


def test_the_server_survives_a_name_that_is_not_there(answers: dict[str, Any]) -> None:
    (unknown, _), (after, _) = answers["unknown"]
    assert unknown["raised"].startswith("AttributeError: ")  # the ribbon's doctor shows it
    assert "no attribute 'LG_NO_SUCH'" in unknown["raised"]
    assert after == 5.0


@pytest.mark.parametrize(
    "number", range(len(TABLES)), ids=[f"{t[0]}{n}" for n, t in enumerate(TABLES)]
)
def test_whole_tables_and_chinese(answers: dict[str, Any], number: int) -> None:
    name, arguments = TABLES[number]
    here = outgoing(lift.call(functions()[name], [_here(value) for value in arguments]))
    there = answers["tables"][number][0]
    assert len(here) > 1
    assert [[_plain(cell) for cell in row] for row in there] == [
        [_plain(cell) for cell in row] for row in here
    ]


def _here(value: Any) -> Any:
    """A value as a host of this side hands it over."""
    if isinstance(value, list):
        return [_here(part) for part in value]
    if isinstance(value, dict):
        return None if value == MISSING else ErrorValue("#DIV/0!")
    return value


def _plain(cell: Any) -> Any:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def test_the_examples_of_all_scalar_formulas(answers: dict[str, Any]) -> None:
    assert len(EXAMPLES) > 130
    wrong = []
    for (formula, arguments, expected), (answer, _) in zip(
        EXAMPLES, answers["examples"], strict=True
    ):
        if isinstance(answer, str) and answer.startswith(MARK):
            answer = ErrorValue(answer.removeprefix(MARK))
        if not agrees(answer, expected):
            wrong.append(f"{formula.name}{arguments}: {answer}, printed {expected}")
    assert wrong == []


def test_the_ribbon_asks(answers: dict[str, Any]) -> None:
    (about, _), (refused, _) = answers["ribbon"]
    assert about.startswith("ledgerguard ")
    assert refused.startswith(MARK)


def test_how_values_arrive(answers: dict[str, Any]) -> None:
    """An error cell is an int; what was left out is None, and so is a blank cell."""
    ((arrived, _),) = answers["echo"]
    assert ast.literal_eval(arrived) == (
        *(1.0, -0.5, None, -2146826246, None, True, "客户 😀", ""),
        ((1.0, -2146826246), (None, "x")),
    )


def test_a_server_that_has_crashed_is_started_anew(answers: dict[str, Any]) -> None:
    (crashed, _), (after, _) = answers["crash"]
    restarted = re.findall(r"Const SERVER_\w+ As Long = &H(\w+)", CALLS.read_text(encoding="ascii"))
    assert len(restarted) == 3
    assert f"{crashed['code'] % 2**32:X}" in restarted
    assert after == 5.0


def test_how_long_it_takes(answers: dict[str, Any]) -> None:
    ((_, start),), first = answers["start"], answers["fixed"][0][1]
    each = statistics.median(took for _, took in answers["speed"])
    table = answers["tables"][1][1]
    print(
        f"\nserver {start:.2f} s, first call {first:.2f} s, then {each * 1000:.2f} ms a call, "
        f"an aging of 200 rows {table * 1000:.0f} ms, over COM under Wine"
    )
    assert first < start  # xlwings takes longer to start than ledgerguard to answer
    assert each < 0.1
