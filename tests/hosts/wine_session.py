"""Starts xlwings' COM server and a client under Wine, and ends what it has started."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "wine"))
from prepare_wine import (  # type: ignore[import-not-found]
    PYTHON,
    READY,
    WINE,
    environment,
)

SCRIPTS = Path(__file__).parents[1] / "wine"
SECONDS = 240


def reason_missing() -> str | None:
    """Why nothing can be run; None when all is there."""
    if not WINE.is_file() or not READY.is_file():
        return "Wine with a Windows Python is not set up (make test-wine does it)"
    return None


def ask(questions: Iterable[tuple[str, str, list[Any]]]) -> list[tuple[Any, float]]:
    """What the server answers to ``CallUDF``, and the seconds that each call took."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    server = _start("server.py")
    try:
        assert server.stdout is not None
        server.stdout.readline()  # it has imported xlwings
        client = _start("client.py")
        out, complaints = client.communicate(lines.encode("ascii"), timeout=SECONDS)
    finally:
        # its helpers hold the pipes, so that all of Wine ends first
        subprocess.run(["wineserver", "-k"], env=environment(), timeout=60, check=False)
        server.kill()
        said, trouble = server.communicate(timeout=30)
    if client.returncode:
        raise AssertionError((complaints + trouble + said).decode("utf-8", "replace")[-3000:])
    return [(answer, took) for answer, took in map(json.loads, out.splitlines())]


def _start(script: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [WINE, PYTHON, "-u", f"Z:{SCRIPTS / script}".replace("/", "\\")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=PYTHON.parent,
    )
