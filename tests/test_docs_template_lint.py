"""docs/template-lint.md: its workbook is made, and checked with the output that it prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.workbooks.stored.calls import VOLATILE
from ledgerguard.workbooks.stored.lint_words import WORDS

PAGE = (Path(__file__).parents[1] / "docs" / "template-lint.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run([sys.executable, "-c", block("python")], check=True)
    command, _, expected = block("console").partition("\n")
    result = CliRunner().invoke(app, command.split()[2:])
    assert result.exit_code == 1
    printed = [line.rstrip().removeprefix(" ") for line in result.output.splitlines()]
    assert [line for line in printed if line] == expected.splitlines()


def test_the_table_explains_every_code() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \|", PAGE, re.MULTILINE)
    assert sorted(code for code, _ in rows) == sorted(WORDS)
    assert {level for _, level in rows} == {"error", "warning"}


def test_every_volatile_function_is_named() -> None:
    (row,) = re.findall(r"^\| `volatile` .*$", PAGE, re.MULTILINE)
    assert set(re.findall(r"\b[A-Z]{3,}\b", row)) == VOLATILE
