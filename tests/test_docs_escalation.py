"""docs/escalation.md: its files are written, its commands run, and what they print compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from test_docs_examples import DOCS, examples_of
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.policy.load import ladder, ladder_names

PAGE = (DOCS / "escalation.md").read_text("utf-8")
FILES = re.findall(r"^```toml\n(# (\S+\.toml)\n.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^```console\n\$ ledgerguard (.*?)\n(.*?)^```$", PAGE, re.M | re.DOTALL)


def plain(printed: str) -> list[list[str]]:
    """The words of each line: how wide a table is does not matter, nor is a rule a word."""
    return [words for line in printed.splitlines() if (words := line.replace("─", "").split())]


@pytest.mark.parametrize(("command", "printed"), COMMANDS)
def test_a_command_prints_what_the_page_says(
    command: str, printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for text, name in FILES:
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, shlex.split(command))
    assert plain(result.stdout) == plain(printed)


def test_the_page_has_files_commands_and_formulas() -> None:
    assert [name for _, name in FILES] == ["firm.toml", "wrong.toml"]
    assert len(COMMANDS) == 2
    assert len(examples_of(PAGE)) >= 20


def test_the_table_of_ladders_names_every_ladder_with_its_days() -> None:
    for name in ladder_names():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`"))
        days = re.findall(r"[−+]\d+", row)
        expected = [f"{level.days:+d}".replace("-", "−") for level in ladder(name).levels]
        assert days == expected, name


def test_links_lead_to_a_heading_or_a_page() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", line.lstrip("# ").casefold()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        found = target[1:] in headings if target[0] == "#" else (DOCS / target).is_file()
        assert found, target
