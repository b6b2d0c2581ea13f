"""``ledgerguard formulas`` and the reference page drawn from the same records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledgerguard import __version__
from ledgerguard.cells.functions import functions
from ledgerguard.cells.subjects import by_subject
from ledgerguard.cli import app
from ledgerguard.cli.console import spoken
from ledgerguard.cli.reference import markdown
from ledgerguard.errors import ErrorValue
from ledgerguard.units import Language

RUNNER = CliRunner()
PAGES: dict[Language, Path] = {
    "en": Path(__file__).parents[2] / "docs" / "formulas.md",
    "zh": Path(__file__).parents[2] / "docs" / "formulas.zh.md",
}


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, ["formulas", *arguments])


def test_all_formulas_are_listed_by_subject() -> None:
    printed = run().stdout
    for formula in functions().values():
        assert formula.name + "(" in printed
    assert "Receivables" in printed
    assert f"{len(functions())} formulas" in printed
    assert sum(map(len, by_subject(functions()).values())) == len(functions())


@pytest.mark.parametrize("name", ["DSO", "dso", "LG_DSO", "LG.DSO"])
def test_the_whole_help_of_one(name: str) -> None:
    printed = run(name).stdout
    dso = functions()["DSO"]
    assert printed.startswith("DSO(receivables, credit_sales, [period_days])")
    for words in (dso.summary, dso.source, *(p.name for p in dso.parameters), "=DSO(1200000"):
        assert words in printed
    for heading in ("Arguments", "Answers", "Errors", "Example", "Source", "Stored as"):
        assert heading in printed
    assert "default 365" in printed


def test_json_for_scripts() -> None:
    every = json.loads(run("--json").stdout)
    assert [record["name"] for record in every] == list(functions())
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


def test_chinese_for_the_terminal_and_for_scripts() -> None:
    listed = run("--lang", "zh").stdout
    assert "应收账款" in listed
    assert f"共 {len(functions())} 个公式" in listed
    one = run("DSO", "--lang", "zh").stdout
    assert "应收账款周转天数" in one
    for heading in ("参数", "返回", "错误值", "示例", "来源", "存储形式"):
        assert heading in one
    assert "receivables (金额)" in one
    assert "天数；默认 365" in one
    record = json.loads(run("DSO", "--json", "--lang", "zh").stdout)
    assert record["subject"] == "应收账款"
    assert record["summary"] == "按期末余额法计算的应收账款周转天数（DSO）。"
    assert record["module"] == "formulas.receivables"


def test_long_chinese_lines_are_broken() -> None:
    printed = run("AGING", "--lang", "zh").stdout
    errors = printed.split("错误值\n")[1].split("\n\n")[0]
    assert all(len(line) <= 48 for line in errors.splitlines())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_page_is_not_stale(language: Language) -> None:
    page = markdown(functions(), language)
    assert run("--markdown", "--lang", language).stdout == page
    assert PAGES[language].read_text(encoding="utf-8") == page, "run `make docs`"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_page_is_whole(language: Language) -> None:
    page = markdown(functions(), language)
    for formula in functions().values():
        assert f"### {formula.name}\n" in page
        assert f"(#{formula.name.lower()})" in page
        assert formula.source in page
        for call, value in formula.examples:
            assert f"`{call}`" in page
            assert f"`{value}`" in page
    assert not [line for line in page.splitlines() if line != line.rstrip()]


def test_the_index_is_by_subject() -> None:
    page = markdown(functions())
    index = [line for line in page.split("\n## ")[0].splitlines() if line.startswith("- ")]
    assert index[0].startswith("- Receivables: [DSO](#dso), ")
    assert index[-1] == "- Help: [HELP](#help), [EXPLAIN](#explain)"
    assert "- 帮助：[HELP](#help), [EXPLAIN](#explain)" in markdown(functions(), "zh")


def test_version_and_help() -> None:
    assert RUNNER.invoke(app, ["--version"]).stdout == f"ledgerguard {__version__}\n"
    printed = RUNNER.invoke(app, ["--help"]).stdout
    for command in ("demo", "cockpit", "recalc", "aging", "problems", "formulas", "eval"):
        assert command in printed


def test_cells_as_the_general_format_shows_them() -> None:
    cells = (None, True, False, 43.8, 1 / 3, 1200000.0, "text", ErrorValue("#N/A"))
    shown = ["", "TRUE", "FALSE", "43.8", "0.333333333333333", "1200000", "text", "#N/A"]
    assert [spoken(cell) for cell in cells] == shown
