"""Starts a client under Wine that asks xlwings' COM server, and ends what it has started."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "wine"))
import prepare_wine  # type: ignore[import-not-found]  # found by the line above

PYTHON, READY, WINE = prepare_wine.PYTHON, prepare_wine.READY, prepare_wine.WINE
environment = prepare_wine.environment

SCRIPTS = Path(__file__).parents[1] / "wine"
SECONDS = 240


def reason_missing() -> str | None:
    """Why nothing can be run; None when all is there."""
    if not WINE.is_file() or not READY.is_file():
        return "Wine with a Windows Python is not set up (make test-wine does it)"
    return None


def ask(questions: Iterable[tuple[str, str, list[Any]]]) -> list[tuple[Any, float]]:
    """What the server answers to ``CallUDF``, and the seconds that each call took.

    Before all answers stands the start of the server with its seconds.
    """
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    client = subprocess.Popen(
        [WINE, PYTHON, "-u", f"Z:{SCRIPTS / 'client.py'}".replace("/", "\\")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=PYTHON.parent,
    )
    try:
        out, complaints = client.communicate(lines.encode("ascii"), timeout=SECONDS)
    finally:
        _end_wine()  # the server too, which the DLL has started
        client.kill()
        client.communicate(timeout=30)
    if client.returncode:
        raise AssertionError(complaints.decode("utf-8", "replace")[-3000:])
    return [(answer, took) for answer, took in map(json.loads, out.splitlines())]


def _end_wine() -> None:
    """All of Wine in our folder, and nothing else."""
    subprocess.run(["wineserver", "-k"], env=environment(), timeout=60, check=False)
