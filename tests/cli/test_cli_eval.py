"""``ledgerguard eval``. Figures are the published examples of the formulas that are called."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return RUNNER.invoke(app, ["eval", *arguments], input=stdin)


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("DSO(1200000,10000000,365)", "43.8"),  # CRISKCO
        ("=LG_DSO(1200000, 10000000)", "43.8"),
        ("LG.DSO(1200000,10000000,365)", "43.8"),
        ("_xldudf_LG_DSO(1200000,10000000,365)", "43.8"),
        ("ADD(DSO(1200000,10000000),BEST_DSO(800000,10000000))", "14.6"),
        ("1/3", "0.333333333333333"),  # 15 digits
        ("WORKING_CAPITAL(3700000,1900000)", "1800000"),
        ("-2^2", "4"),
        ("DATE(2024,3,4)", "45355 (2024-03-04)"),
        ("NEXT_STAGE_DATE(DATE(2024,3,1),DATE(2024,3,2))", "45355 (2024-03-04)"),  # 1 + 3 days
        ("AGE_BUCKET(DATE(2024,3,31),DATE(2024,3,31))", "Current"),
        ("1=1", "TRUE"),
        ('"a"&1', "a1"),
    ],
)
def test_a_value(formula: str, printed: str) -> None:
    result = run(formula)
    assert (result.stdout, result.exit_code) == (printed + "\n", 0)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("DSO(1200000,0,365)", "#DIV/0!"),
        ("DSO(-1,100,365)", "#NUM!"),
        ('DSO("much",100)', "#VALUE!"),
        ("DSO(,100)", "#N/A"),
        ("DSO(#REF!,100)", "#REF!"),
        ("DOS(1,2)", "#NAME?"),
        ("NEXT_STAGE_DATE(DATE(2024,3,1),DATE(2030,1,1))", "#N/A"),
    ],
)
def test_an_error_value(formula: str, code: str) -> None:
    result = run(formula)
    assert (result.stdout, result.exit_code) == (code + "\n", 1)
    assert result.stderr.strip()


def test_the_message_helps() -> None:
    assert "did you mean DSO" in run("DOS(1,2)").stderr


@pytest.mark.parametrize("arguments", [("DSO(1",), (), ("1", "--jsonl"), ("1 2",)])
def test_what_is_no_formula_is_refused(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.stderr


def test_a_table_is_aligned() -> None:
    lines = run('{"name","amount";"a",1000;"bcd",2.5}').stdout.splitlines()
    lines = [line.rstrip() for line in lines if line.strip()]
    assert lines[0].split() == ["name", "amount"]
    assert lines[-2].endswith("1000")
    assert lines[-1].endswith(" 2.5")
    assert len(lines[-1]) == len(lines[-2])


def test_a_table_without_header() -> None:
    assert run("{1,#N/A;3,TRUE}").stdout.split() == ["1", "#N/A", "3", "TRUE"]


def answers(*lines: str | bytes) -> list[dict[str, Any]]:
    sent = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    result = run("--jsonl", stdin=sent)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def call(name: str, *arguments: Any) -> str:
    return json.dumps({"formula": name, "args": arguments})


def test_lines_of_text_and_of_json() -> None:
    found = answers(
        "\ufeffDSO(1200000,10000000,365)",
        "",
        "   ",
        call("DSO", 1200000, 10000000, None),
        call("lg.dso", 1200000, 10000000),
        '{"formula": "DATE", "args": [2024, 3, 4]}',
        call("AGE_BUCKET", 45352, 45352),
        call("ISNUMBER", True),
        call("IFERROR", "#N/A", 7),
        "NEXT_STAGE_DATE(DATE(2024,3,1),DATE(2024,3,2))",
    )
    assert [answer["value"] for answer in found] == [
        pytest.approx(43.8),
        pytest.approx(43.8),
        pytest.approx(43.8),
        45355,
        "Current",
        False,
        7,
        45355,
    ]


def test_ranges_of_all_shapes() -> None:
    found = answers(
        call("CONCENTRATION_HHI", [40, 30, 15, 15]),
        call("CONCENTRATION_HHI", [[40], [30], [15, 15]]),
        call("CONCENTRATION_HHI", [[40, 30, None, 15, 15]]),
        call("SUM", [[1, "x"], [2]]),
        call("SUM"),
        '{"formula": "SUM"}',
    )
    assert [answer.get("value") for answer in found[:4]] == [pytest.approx(2950)] * 3 + [3]
    assert [answer["error"] for answer in found[4:]] == ["#VALUE!", "#VALUE!"]


def test_tables_come_back_as_lists() -> None:
    assert answers('{1,"a";TRUE,#N/A}', '{"a","b"}') == [
        {"value": [[1, "a"], [True, {"error": "#N/A"}]]},
        {"value": [["a", "b"]]},
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (call("DSO", 1200000, 0), "#DIV/0!"),
        (call("DSO", "inf", 1), "#NUM!"),
        (call("DSO", 1, "-inf"), "#NUM!"),
        (call("DSO", "nan", 1), "#NUM!"),
        ('{"formula": "DSO", "args": [1e999, 1]}', "#NUM!"),
        ('{"formula": "DSO", "args": [1' + "0" * 400 + ", 1]}", "#NUM!"),
        (call("DSO", "#N/A", 1), "#N/A"),
        ('AGING({"amount","due";1,45000}, {45000,45001})', "#VALUE!"),
        (call("DSO", []), "#N/A"),
        (call("DSO", [[]]), "#N/A"),
        (call("DOS", 1), "#NAME?"),
        ("DSO(1", "#VALUE!"),
        ("{", "#VALUE!"),
        ('{"formula": "DSO"', "#VALUE!"),
        ('{"formula": 3}', "#VALUE!"),
        ('{"formula": "DSO", "args": 3}', "#VALUE!"),
        ('{"formula": "DSO", "args": [{"a": 1}]}', "#VALUE!"),
        ("{}", "#VALUE!"),
        ("[1, 2]", "#NAME?"),
        (b"\xff\xfe", "#VALUE!"),
        ("1E+308*10", "#NUM!"),
    ],
)
def test_what_goes_wrong_is_an_object_and_the_next_line_is_answered(
    line: str | bytes, code: str
) -> None:
    first, second = answers(line, "1+1")
    assert first["error"] == code
    assert first["message"]
    assert second == {"value": 2}


def test_each_line_is_answered_at_once() -> None:
    """A program that asks line by line must not wait for a full buffer."""
    command = [sys.executable, "-m", "ledgerguard", "eval", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write(f"{number}+1\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"value": number + 1}
        process.stdin.close()
        assert process.wait(30) == 0
