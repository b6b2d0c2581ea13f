"""xlwings' own Windows code carries our calls, behind stubs: every kind of value, both ways."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.hosts.desktop import MARK

DIV0, NA, SPILL = -2146826281, -2146826246, -2146826243
AGING: Any = [["Customer", "Amount", "Due date"], ["Acme", 100.0, 46000.0], ["客户", 50.0, 46090.0]]
CASES: list[tuple[str, list[Any], Any]] = [
    ("LG_DSO", [1200000.0, 10000000.0, 365.0], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0, "missing"], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0, None], 43.8),
    ("LG_DSO", [1200000.0, 10000000.0], 43.8),
    ("LG_DSO", [[[1200000.0]], [[10000000.0]], [[365.0]]], 43.8),
    ("LG_DSO", [100.0, 0.0, 30.0], MARK + "#DIV/0!"),
    ("LG_DSO", [-1.0, 10.0, 30.0], MARK + "#NUM!"),
    ("LG_DSO", ["x", 10.0, 30.0], MARK + "#VALUE!"),
    ("LG_DSO", [None, 10.0, 30.0], MARK + "#N/A"),
    ("LG_DSO", ["", 10.0, 30.0], MARK + "#N/A"),
    ("LG_DSO", [True, 10.0, 30.0], MARK + "#VALUE!"),
    ("LG_DSO", [DIV0, 10.0, 30.0], MARK + "#DIV/0!"),
    ("LG_DSO", [NA, 10.0, 30.0], MARK + "#N/A"),
    ("LG_DSO", [SPILL, 10.0, 30.0], MARK + "#VALUE!"),
    # columns lift; an error stays in its element, and the row below the data is empty
    (
        "LG_DSO",
        [[[100.0], [200.0], [DIV0], [None]], [[1000.0], [0.0], [10.0], [None]], 30.0],
        [[3.0], [MARK + "#DIV/0!"], [MARK + "#DIV/0!"], [""]],
    ),
    # xlwings makes one row of a table with one row
    ("LG_DSO", [[[100.0, 200.0]], 1000.0, 30.0], [3.0, 6.0]),
    ("LG_DSO", [[[100.0], [200.0]], [[1000.0, 2000.0]], 40.0], [[4.0, 2.0], [8.0, 4.0]]),
    # dates are serial numbers, ids arrive as numbers, text is any text
    ("LG_DAYS_PAST_DUE", [46000.0, 46030.0], 30.0),
    ("LG_CONCENTRATION_HHI", [[[50.0], [50.0], [None]]], 5000.0),
    ("LG_NO_SUCH", [1.0], "raised AttributeError"),
    ("LG_DSO", [1.0, 2.0, 3.0, 4.0], MARK + "#VALUE!"),
    ("LG_HELP", ["DSO", "zh"], "按期末余额法计算的应收账款周转天数（DSO）。"),
    ("LG_AGING", [AGING, 46100.0], "Current"),
    ("LG_EXPLAIN", ["DSO", 100.0, 1000.0, 30.0], "100 / 1,000 × 30"),
]


@pytest.fixture(scope="module")
def answers() -> list[Any]:
    questions = "\n".join(json.dumps([name, arguments]) for name, arguments, _ in CASES)
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("desktop_calls.py")],
        input=questions,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c[0]}{c[1]}"[:70] for c in CASES])
def test_a_value_there_and_back(answers: list[Any], number: int) -> None:
    expected, answer = CASES[number][2], answers[number]
    if isinstance(expected, str) and not expected.startswith(MARK):
        assert expected in json.dumps(answer, ensure_ascii=False)
    else:
        assert answer == expected


def test_every_answer_is_there(answers: list[Any]) -> None:
    assert len(answers) == len(CASES)
