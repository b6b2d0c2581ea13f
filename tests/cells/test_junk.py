"""Junk gets a value or an Excel error with a message of four parts, through the command a script
would use; never a traceback, never NaN, never a call that does not end."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from ledgerguard.catalogue import packaged
from ledgerguard.errors import ErrorValue
from ledgerguard.testing.junk import FOUR_PARTS, OURS, JunkCall, calls

SECONDS = 600
"""A call that does not end is a failure; all of them take about a minute."""


def sent(value: Any) -> Any:
    """A value as ``eval --jsonl`` reads it."""
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value


def request(call: JunkCall) -> str:
    arguments = [
        [[sent(cell) for cell in row] for row in argument]
        if isinstance(argument, (list, tuple))
        else sent(argument)
        for argument in call.arguments
    ]
    return json.dumps({"formula": call.name, "args": arguments})


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def faults(call: JunkCall, line: str) -> str | None:
    """What is wrong with an answer, or None."""
    answer = json.loads(line, parse_constant=no_constant)
    if "value" in answer:
        return None if answer["value"] is not None else "no value"
    if answer["error"] in call.tainted:
        return None
    if answer["error"] not in OURS:
        return f"{answer['error']} is none of ours"
    if "please report it" in answer["message"]:
        return str(answer["message"])
    return None if FOUR_PARTS.fullmatch(answer["message"]) else str(answer["message"])


def test_junk_through_the_command_line() -> None:
    every = list(calls(packaged()))
    done = subprocess.run(
        [sys.executable, "-m", "ledgerguard", "eval", "--jsonl"],
        input="\n".join(map(request, every)),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == len(every)
    wrong = [
        f"{request(call)[:300]} -> {fault}"
        for call, line in zip(every, lines, strict=True)
        if (fault := faults(call, line)) is not None
    ]
    assert not wrong, f"{len(wrong)} answers, the first:\n" + "\n".join(wrong[:25])
