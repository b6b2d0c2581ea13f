"""Opening a workbook must not wait for pandas: what is light stays light."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"pandas", "numpy", "polars", "pyarrow", "xlsxwriter", "xlwings", "matplotlib"}


def imported(statement: str) -> set[str]:
    """The top-level packages that a fresh Python imports for a statement."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", statement],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    "statement",
    [
        "import ledgerguard",
        "import ledgerguard.catalogue",
        "import ledgerguard.catalogue; ledgerguard.catalogue.packaged()",
        "import ledgerguard.cells.evaluate",
        "import ledgerguard.cli",
        "import sys; sys.argv = ['ledgerguard', '--version']; "
        "import contextlib; from ledgerguard.cli import app\n"
        "with contextlib.suppress(SystemExit): app()",
    ],
)
def test_nothing_heavy_is_imported(statement: str) -> None:
    found = imported(statement)
    assert "ledgerguard" in found
    assert not found & HEAVY


def test_the_formulas_need_only_the_standard_library() -> None:
    always = imported("pass")  # what this Python's own site brings
    found = imported("import ledgerguard.formulas.receivables, ledgerguard.formulas.scoring")
    ours = found - always - {"ledgerguard"}
    assert {name for name in ours if not name.startswith("_")} <= sys.stdlib_module_names | {"org"}
