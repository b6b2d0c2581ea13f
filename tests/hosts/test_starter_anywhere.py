"""From nothing to a cell: a plugin made of the starter, in an environment of its own.

The wheel of ledgerguard makes the plugin, pip installs it, its contract suite is green, and its
formula answers at the prompt and in LibreOffice. Nothing of the sources is used, and nothing that
ledgerguard does not require is there: what is missing in the wheel or among its requirements is
missed here. `make package` installs the required packages themselves, too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import clean_environment
import pytest

IN_CALC = """
import json
from ledgerguard.hosts.calc import Calc

with Calc() as calc:
    book = calc.open()
    sheet = book.sheets[0]
    book.set(sheet, "A1", "=LG.ACME_LATE_SHARE(25000,100000)")
    book.set(sheet, "A2", "=LG.ACME_LATE_SHARE(1,0)")
    book.set(sheet, "A3", "=LG.DSO(1200000,10000000,365)")
    cells = [book.get(sheet, cell) for cell in ("A1", "A2", "A3")]
    wizard = [one["description"] for one in calc.functions() if "LG.ACME" in one["name"]]
    print(json.dumps(cells + wizard))
"""
"""Run by the new environment's Python: its ledgerguard, its plugin, its LibreOffice."""


@pytest.mark.usefixtures("office")
def test_a_plugin_from_the_starter_reaches_prompt_and_sheet(tmp_path: Path) -> None:
    clean = clean_environment.made(tmp_path / "clean", "pytest", "hypothesis")
    where = clean.run("python", "-c", "import ledgerguard; print(ledgerguard.__file__)").strip()
    assert Path(where) == clean.packages / "ledgerguard" / "__init__.py"
    assert json.loads(clean.run("ledgerguard", "plugins", "list", "--json")) == []

    folder = tmp_path / "acme-risk"
    clean.run("ledgerguard", "plugins", "new", "acme-risk", "--prefix", "ACME", "--out", folder)
    clean.install(folder)

    assert clean.run("ledgerguard", "eval", "ACME_LATE_SHARE(25000, 100000)") == "0.25\n"
    (plugin,) = json.loads(clean.run("ledgerguard", "plugins", "list", "--json"))
    assert (plugin["package"], plugin["state"]) == ("acme-risk", "runs")
    assert plugin["formulas"] == ["ACME_LATE_SHARE"]
    assert len(plugin["scorers"]) == len(plugin["insurers"]) == 1

    contract = ("pytest", "-m", "ledgerguard_contract", "-q")
    suite = clean.run("python", "-m", *contract, cwd=folder)
    found = re.search(r"^(\d+) passed, (\d+) skipped(?:, \d+ \w+)? in", suite, re.M)
    assert found is not None, suite
    assert int(found[1]) >= 40
    assert int(found[2]) <= 6, "a suite that skips tests nothing"

    *cells, wizard = json.loads(clean.run("python", "-c", IN_CALC))
    assert cells == [0.25, "#DIV/0!", pytest.approx(43.8)]
    assert wizard == "Share of the receivables that is past its due date."
