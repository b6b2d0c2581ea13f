"""docs/credit-file.md: its commands run on the files of the case, and what they print compared."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from test_docs_examples import DOCS, examples_of
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.policy.firm import load_policy

PAGE = (DOCS / "credit-file.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    re.split(r"\n", block, maxsplit=1)
    for page in BLOCKS
    for block in re.split(r"^\$ ledgerguard ", page, flags=re.MULTILINE)[1:]
]
MORE = "…"
HASH = re.compile(r"\b[0-9a-f]{64}\b")


def plain(printed: str) -> list[list[str]]:
    """The words of each line: how wide a table is does not matter, nor which hash a log has."""
    lines = HASH.sub("HASH", printed).splitlines()
    return [words for line in lines if (words := line.replace("─", "").split())]


def test_what_the_commands_print_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in (DOCS / "credit-case").iterdir():
        shutil.copy(file, tmp_path)
    assert len(COMMANDS) == 6
    for command, page in COMMANDS:
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, (command, result.output)
        printed, expected = plain(result.stdout), plain(page)
        assert expected, command
        if expected[-1] == [MORE]:
            printed, expected = printed[: len(expected) - 1], expected[:-1]
        assert printed == expected, command


def test_the_policy_of_the_page_can_be_followed(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "firm.toml").write_text(text, encoding="utf-8")
    credit = load_policy(tmp_path / "firm.toml").credit
    assert credit.strategy(5).terms_days == 30
    assert credit.limits.retained_appetite == {"EUR": 20000}


def test_the_page_has_formulas_and_its_links_lead_somewhere() -> None:
    assert len(examples_of(PAGE)) >= 7
    headings = {
        re.sub(r"[^a-z -]", "", line.lstrip("# ").casefold()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        found = target[1:] in headings if target[0] == "#" else (DOCS / target).exists()
        assert found, target
