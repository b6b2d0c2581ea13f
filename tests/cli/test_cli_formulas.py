"""``ledgerguard formulas`` and the reference page drawn from the same records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledgerguard import __version__
from ledgerguard.catalogue import packaged
from ledgerguard.cli import app
from ledgerguard.cli.console import spoken
from ledgerguard.cli.reference import by_subject, markdown
from ledgerguard.errors import ErrorValue

RUNNER = CliRunner()
PAGE = Path(__file__).parents[2] / "docs" / "formulas.md"


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, ["formulas", *arguments])


def test_all_formulas_are_listed_by_subject() -> None:
    printed = run().stdout
    for formula in packaged().values():
        assert formula.name + "(" in printed
    assert "Receivables" in printed
    assert f"{len(packaged())} formulas" in printed
    assert sum(map(len, by_subject(packaged()).values())) == len(packaged())


@pytest.mark.parametrize("name", ["DSO", "dso", "LG_DSO", "LG.DSO"])
def test_the_whole_help_of_one(name: str) -> None:
    printed = run(name).stdout
    dso = packaged()["DSO"]
    assert printed.startswith("DSO(receivables, credit_sales, [period_days])")
    for words in (dso.summary, dso.source, *(p.name for p in dso.parameters), "=DSO(1200000"):
        assert words in printed
    for heading in ("Arguments", "Answers", "Errors", "Example", "Source", "Stored as"):
        assert heading in printed
    assert "default 365" in printed


def test_json_for_scripts() -> None:
    every = json.loads(run("--json").stdout)
    assert [record["name"] for record in every] == list(packaged())
    one = json.loads(run("DSO", "--json").stdout)
    assert one == next(record for record in every if record["name"] == "DSO")
    assert one["arguments"][2]["default"] == 365
    assert one["arguments"][0]["required"]
    assert one["examples"][0] == {"formula": "=DSO(1200000, 10000000, 365)", "value": "43.8"}
    assert one["spelling"]["lite"] == "_xldudf_LG_DSO"


def test_an_unknown_name_suggests_the_nearest() -> None:
    result = run("DOS")
    assert result.exit_code == 2
    assert "DSO" in result.stderr
    assert "ledgerguard formulas" in run("QQQQQQQQQQQQ").stderr


def test_the_reference_page_is_not_stale() -> None:
    assert run("--markdown").stdout == markdown(packaged())
    assert PAGE.read_text(encoding="utf-8") == markdown(packaged()), "run `make docs`"


def test_the_reference_page_is_whole() -> None:
    page = markdown(packaged())
    for formula in packaged().values():
        assert f"### {formula.name}\n" in page
        assert f"(#{formula.name.lower()})" in page
    assert not [line for line in page.splitlines() if line != line.rstrip()]


def test_version_and_help() -> None:
    assert RUNNER.invoke(app, ["--version"]).stdout == f"ledgerguard {__version__}\n"
    printed = RUNNER.invoke(app, ["--help"]).stdout
    for command in ("demo", "cockpit", "recalc", "aging", "problems", "formulas", "eval"):
        assert command in printed


def test_cells_as_the_general_format_shows_them() -> None:
    cells = (None, True, False, 43.8, 1 / 3, 1200000.0, "text", ErrorValue("#N/A"))
    shown = ["", "TRUE", "FALSE", "43.8", "0.333333333333333", "1200000", "text", "#N/A"]
    assert [spoken(cell) for cell in cells] == shown
