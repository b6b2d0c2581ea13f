"""Every formula keeps the docstring convention, and its examples are executed.

A number has to agree within half a unit of its last printed digit, text exactly, a date as its
ISO form, an error by its code, an array cell by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.utils import FORMULAE

from ledgerguard.catalogue import packaged
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.formula import NAME_PATTERN, SUMMARY_LIMIT, Formula
from ledgerguard.units import serial

FORMULAS = list(packaged().values())
EXAMPLES = [(f, call, expected) for f in FORMULAS for call, expected in f.examples]
OURS_TO_ANSWER = {"#DIV/0!", "#NUM!", "#VALUE!", "#N/A"}
XLWINGS_WIZARD_LIMIT = 254  # count and characters of the argument names together

by_formula = pytest.mark.parametrize("formula", FORMULAS, ids=[f.name for f in FORMULAS])


def agrees(answer: Any, expected: str) -> bool:
    expected = expected.strip()
    if expected.startswith("{"):
        wanted = [row.split(",") for row in expected.strip("{}").split(";")]
        return (
            isinstance(answer, list)
            and [len(row) for row in answer] == [len(row) for row in wanted]
            and all(
                agrees(cell, word)
                for row, words in zip(answer, wanted, strict=True)
                for cell, word in zip(row, words, strict=True)
            )
        )
    if isinstance(answer, ErrorValue):
        return answer.code == expected
    if isinstance(answer, bool):
        return expected == str(answer).upper()
    if isinstance(answer, str):
        return answer == expected.removeprefix('"').removesuffix('"')
    if isinstance(answer, list):
        return False
    if re.fullmatch(r"\d{4}-\d\d-\d\d", expected):
        return bool(answer == serial(dt.date.fromisoformat(expected)))
    if expected in EXCEL_ERRORS:
        return False
    printed = Decimal(expected.replace(",", ""))
    half_unit = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    # A whisker more: 0.125 printed as 0.13 lies exactly on the half.
    return abs(Decimal(repr(answer)) - printed) <= half_unit * (1 + Decimal("1e-9"))


@pytest.mark.parametrize(
    ("formula", "call", "expected"), EXAMPLES, ids=[call for _, call, _ in EXAMPLES]
)
def test_the_example_is_true(formula: Formula, call: str, expected: str) -> None:
    answer = evaluate(call, packaged())
    assert agrees(answer, expected), f"{formula.name}: {call} -> {answer!r}, printed {expected}"


@by_formula
def test_the_docstring_is_whole(formula: Formula) -> None:
    assert 0 < len(formula.summary) <= SUMMARY_LIMIT
    assert formula.summary.endswith(".")
    assert "\n" not in formula.summary
    assert formula.parameters
    for parameter in formula.parameters:
        assert parameter.description.endswith("."), parameter.name
        assert parameter.units, parameter.name
    named = set(re.findall(r"#(?:DIV/0!|NUM!|VALUE!|N/A|NAME\?|REF!|NULL!)", formula.errors))
    assert named, "Errors: names no error value"
    assert named <= OURS_TO_ANSWER, "a formula answers only with the errors that any host can show"
    assert formula.source.endswith(".")


@by_formula
def test_the_example_calls_the_formula_that_it_explains(formula: Formula) -> None:
    assert all(re.search(rf"\b{formula.name}\(", call) for call, _ in formula.examples)


@by_formula
def test_the_names_suit_every_host(formula: Formula) -> None:
    function = formula.function
    assert NAME_PATTERN.fullmatch(formula.name)
    assert formula.name not in FORMULAE, "Excel has a function of that name"
    names = [parameter.name for parameter in formula.parameters]
    assert "caller" not in names, "xlwings keeps that name for itself"
    assert len(names) + sum(map(len, names)) <= XLWINGS_WIZARD_LIMIT
    optional = [not parameter.required for parameter in formula.parameters]
    assert optional == sorted(optional), "required arguments come first"
    room = function.__module__.split(".")[1]
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
