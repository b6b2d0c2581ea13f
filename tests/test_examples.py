"""Every formula keeps the docstring convention, and its examples are executed."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerguard.catalogue import packaged
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import Formula
from ledgerguard.testing.conventions import docstring_faults, name_faults
from ledgerguard.testing.examples import agrees

FORMULAS = list(packaged().values())
EXAMPLES = [(f, call, expected) for f in FORMULAS for call, expected in f.examples]

by_formula = pytest.mark.parametrize("formula", FORMULAS, ids=[f.name for f in FORMULAS])


@pytest.mark.parametrize(
    ("formula", "call", "expected"), EXAMPLES, ids=[call for _, call, _ in EXAMPLES]
)
def test_the_example_is_true(formula: Formula, call: str, expected: str) -> None:
    answer = evaluate(call, packaged())
    assert agrees(answer, expected), f"{formula.name}: {call} -> {answer!r}, printed {expected}"


@by_formula
def test_the_docstring_is_whole(formula: Formula) -> None:
    assert docstring_faults(formula) == []


@by_formula
def test_the_names_suit_every_host(formula: Formula) -> None:
    assert name_faults(formula) == []
    room = formula.function.__module__.split(".")[1]
    assert room in ("formulas", "policy", "ledger", "casework")


def test_there_are_formulas_to_test() -> None:
    assert len(FORMULAS) >= 35
    assert {"DSO", "WCR", "CREDIT_SCORE", "ESCALATION_STAGE", "AGING", "WORKLIST"} <= set(
        packaged()
    )


@pytest.mark.parametrize(
    ("answer", "expected", "agreed"),
    [
        (43.84, "43.8", True),
        (43.86, "43.8", False),
        (44, "43.8", False),
        (1800000, "1,800,000", True),
        (45355, "2024-03-04", True),
        (45356, "2024-03-04", False),
        ("Current", '"Current"', True),
        ("Current", "current", False),
        (True, "TRUE", True),
        (1, "#N/A", False),
        (1, "many", False),
        (ErrorValue("#N/A"), "#N/A", True),
        (ErrorValue("#NUM!"), "#N/A", False),
        ([[1.0, "a"], [2.0, ErrorValue("#N/A")]], '{1,"a";2,#N/A}', True),
        ([[1.0, "a"]], "{1,b}", False),
        ([[1.0]], "{1,2}", False),
        ([[1.0]], "1", False),
        (1.0, "{1}", False),
    ],
)
def test_the_comparison_itself_can_fail(answer: Any, expected: str, agreed: bool) -> None:
    assert agrees(answer, expected) is agreed
