"""What is installed with ledgerguard is enough: pyarrow is no part of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import without_pyarrow

# What is None here says that it is missing when it is imported.
BLOCKED = (
    "import runpy, sys; sys.modules['pyarrow'] = None; "
    "runpy.run_path({path!r}, run_name='__main__')"
)


@pytest.mark.parametrize("name", ["duckdb", "pandas", "polars"])
def test_every_way_in_and_out_without_pyarrow(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-W", "error", "-c", BLOCKED.format(path=without_pyarrow.__file__)),
            *(name, str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    expected = [("", "", ""), ("1", "x", "7"), (str(without_pyarrow.LARGE), "é", "")]
    assert done.stdout.splitlines() == [str(sorted(expected))] * 5
