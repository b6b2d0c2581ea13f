"""docs/plugins.md: its code is a plugin that is green, and its hooks are the hooks."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from test_docs_examples import DOCS
from typer.testing import CliRunner

from ledgerguard import testing
from ledgerguard.cli import app
from ledgerguard.plugin import hookspecs, insurer
from ledgerguard.plugin.settings import read_settings
from ledgerguard.testing.contract import Contract

TESTS = Path(__file__).parent
PAGE = (DOCS / "plugins.md").read_text("utf-8")
FILES = re.findall(r"^```python\n# (\S+)\n(.*?)^```$", PAGE, re.M | re.DOTALL)
CONSOLE = re.findall(r"^```console\n\$ ledgerguard (.*?)\n(.*?)^```$", PAGE, re.M | re.DOTALL)
SECTIONS = re.findall(r"^### (ledgerguard_\w+)\n\n`(.*?)`: ", PAGE, re.M)


def hooks() -> dict[str, Any]:
    """The hooks that there are, by name."""
    return {
        name: function
        for name, function in vars(hookspecs).items()
        if name.startswith("ledgerguard_") and inspect.isfunction(function)
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter with the files of the page in it, as pip would leave it."""
    folder = tmp_path_factory.mktemp("tutorial")
    made = folder / "acme-risk"
    command = ["plugins", "new", "acme-risk", "--prefix", "ACME", "--out", str(made)]
    assert CliRunner().invoke(app, command).exit_code == 0
    for name, text in FILES:
        assert (made / name).is_file(), f"{name} is no file of the starter"
        (made / name).write_text(text, encoding="utf-8")
    about = made / "src" / "acme_risk-0.1.0.dist-info"
    about.mkdir()
    project = tomllib.loads((made / "pyproject.toml").read_text("utf-8"))["project"]
    needs = "".join(f"Requires-Dist: {one}\n" for one in project["dependencies"])
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (about / "METADATA").write_text(head + needs)
    ((name, module),) = project["entry-points"]["ledgerguard"].items()
    (about / "entry_points.txt").write_text(f"[ledgerguard]\n{name} = {module}\n")
    return made


def run(site: Path, *arguments: str) -> str:
    path = os.pathsep.join([str(site / "src"), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=site,
        env=os.environ | {"PYTHONPATH": path, "LEDGERGUARD_PLUGINS": str(site / "plugins.toml")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_code_of_the_page_is_green(site: Path) -> None:
    assert len(FILES) == 5
    quiet = ("-q", "-p", "no:cacheprovider", "-p", "no:slipcover")
    said = run(site, "-m", "pytest", *quiet, "tests")
    found = re.search(r"^(\d+) passed, \d+ skipped in", said, re.M)
    assert found is not None, said
    assert int(found[1]) >= 25


def test_its_formula_and_its_veto_work(site: Path) -> None:
    answer = run(site, "-m", "ledgerguard", "eval", "ACME_FINANCING_COST(36500, 20)")
    assert answer == "180\n"
    assert "nothing is wrong" in run(site, "-m", "ledgerguard", "plugins", "doctor")


def test_the_code_of_the_page_is_typed(site: Path) -> None:
    pytest.importorskip("mypy")
    cache = ["--cache-dir", str(site.parent / "mypy")]
    said = run(site, "-m", "mypy", "--strict", *cache, "src/acme_risk", "tests")
    assert said.startswith("Success")


def test_the_first_command_prints_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command, expected = CONSOLE[0]
    assert CliRunner().invoke(app, shlex.split(command)).stdout == expected
    again = CliRunner().invoke(app, shlex.split(command))
    assert again.exit_code == 2
    assert "the folder must be new or empty" in again.stderr


def test_each_hook_stands_there_with_its_signature() -> None:
    assert len(SECTIONS) == len(hooks())
    for name, signature in SECTIONS:
        assert signature == str(inspect.signature(hooks()[name])).replace("'", ""), name


@pytest.mark.parametrize("name", sorted(hooks()))
def test_no_hook_is_without_a_test_and_a_page(name: str) -> None:
    assert f"### {name}\n" in PAGE
    word = re.compile(rf"\b(ledgerguard_)?{name.removeprefix('ledgerguard_')}\b")
    tests = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    assert any(word.search(path.read_text("utf-8")) for path in tests), "no test mentions it"


def test_each_contract_and_each_error_is_told() -> None:
    suites = {
        name
        for name in testing.__all__
        if issubclass(one := getattr(testing, name), Contract) and one is not Contract
    }
    assert len(suites) == 4
    assert all(f"`{name}` asks" in PAGE for name in suites)
    headings = set(re.findall(r"^## (.*)$", PAGE, re.M))
    for name in suites:
        assert getattr(testing, name).where.rpartition(", ")[2] in headings
    errors = {
        name
        for name, one in vars(insurer).items()
        if inspect.isclass(one) and insurer.InsurerError in one.__mro__[1:]
    }
    assert errors == set(re.findall(r"^\| `(\w+)` \| ", PAGE, re.M))


def test_the_settings_can_be_read(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.DOTALL)
    file = tmp_path / "plugins.toml"
    file.write_text(text, encoding="utf-8")
    settings = read_settings([file])
    assert settings.reason_off("acme-risk") is None
    assert settings.reason_off("ledgerguard-insurer-rest") == "switched off in plugins.toml"
