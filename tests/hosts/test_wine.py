"""The real xlwings COM server with our module, in Windows CPython under Wine (``make test-wine``).

What is compared with is what the same call answers here, and the examples printed in the help.
"""

from __future__ import annotations

import os
import statistics
from typing import Any

import pytest
from test_examples import agrees
from wine_session import ask, reason_missing

from ledgerguard.cells import lift
from ledgerguard.cells.functions import functions
from ledgerguard.cells.grammar import Call, Constant, Unary, parse
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import Formula
from ledgerguard.hosts.desktop import MARK, outgoing

DESKTOP, RIBBON = "ledgerguard.hosts.desktop", "ledgerguard.hosts.desktop_ribbon"
DIV0, NA = {"error": -2146826281}, {"error": -2146826246}
LEDGER: Any = [
    ["Customer", "Invoice", "Amount", "Invoice date", "Due date"],
    *([f"客户 {n % 7}", f"A-{n}", 100.0 + n, 45900.0 + n, 45930.0 + n] for n in range(200)),
]
FIXED: list[tuple[str, list[Any], Any]] = [
    ("LG_DSO", [1200000.0, 10000000.0, 365.0], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0, "missing"], 43.8),
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
    ("LG_DSO", [1.0, 2.0, 3.0, 4.0], MARK + "#VALUE!"),
]
TABLES: list[tuple[str, list[Any]]] = [
    ("AGING", [LEDGER, 46100.0]),
    ("AGING", [LEDGER, 46100.0, "customer"]),
    ("CUSTOMER_SUMMARY", [LEDGER, 46100.0]),
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
    }
    told = ask(question for part in parts.values() for question in part)
    found, first = {}, 0
    for name, part in parts.items():
        found[name] = told[first : first + len(part)]
        first += len(part)
    return found


@pytest.mark.parametrize("number", range(len(FIXED)), ids=[f"{c[0]}{c[1]}"[:60] for c in FIXED])
def test_a_value_there_and_back(answers: dict[str, Any], number: int) -> None:
    assert answers["fixed"][number][0] == FIXED[number][2]


def test_the_server_survives_a_name_that_is_not_there(answers: dict[str, Any]) -> None:
    (unknown, _), (after, _) = answers["unknown"]
    assert "no attribute 'LG_NO_SUCH'" in unknown["raised"]
    assert after == 5.0


@pytest.mark.parametrize(
    "number", range(len(TABLES)), ids=[f"{t[0]}{n}" for n, t in enumerate(TABLES)]
)
def test_whole_tables_and_chinese(answers: dict[str, Any], number: int) -> None:
    name, arguments = TABLES[number]
    here = outgoing(lift.call(functions()[name], arguments))
    there = answers["tables"][number][0]
    assert len(here) > 1
    assert [[_plain(cell) for cell in row] for row in there] == [
        [_plain(cell) for cell in row] for row in here
    ]


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


def test_how_long_it_takes(answers: dict[str, Any]) -> None:
    first = answers["fixed"][0][1]
    each = statistics.median(took for _, took in answers["speed"])
    print(f"\nfirst call {first:.2f} s, then {each * 1000:.2f} ms a call over COM under Wine")
    assert len(answers["speed"]) == 200
