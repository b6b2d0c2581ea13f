"""The package's contract: a good one is green, and each question has one that it catches."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from suite_runs import outcome, questions

from ledgerguard.testing import PluginContract

GOOD = '''
from pathlib import Path
from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.units import Money

LEDGERGUARD_API = 1

@formula("ACME_TWICE")
def twice(amount: Money) -> Money:
    """Twice an amount.

    Args:
        amount: The amount.

    Errors: #VALUE! when it is text.
    Example: =ACME_TWICE(2) -> 4
    Source: Acme.
    """
    return 2 * amount

@hookimpl
def ledgerguard_register_formulas():
    return [twice]

@hookimpl
def ledgerguard_register_policies():
    return {"acme": Path(__file__).with_name("acme.toml")}

@hookimpl
def ledgerguard_before_action(action):
    return None
'''
POINTS = "[ledgerguard]\nacme = acme_plugin\n"
POLICY = "# as packaged\n"

INSTALLED, VERSION, HOOKS, ALONE, FREE, LOADING = (
    "test_it_is_installed_as_a_plugin",
    "test_it_declares_the_version_of_the_hooks",
    "test_its_hooks_are_hooks",
    "test_it_loads_alone",
    "test_its_names_are_free",
    "test_its_loading_is_quick_and_quiet",
)
BROKEN = [
    (INSTALLED, {"points": "[other]\nacme = acme_plugin\n"}, "have one entry point"),
    (INSTALLED, {"needs": "pandas>=2"}, "require ledgerguard"),
    (INSTALLED, {"name": "acme-other"}, "be installed"),
    (VERSION, {"code": GOOD.replace("API = 1", "API = 99")}, "declare LEDGERGUARD_API = 1"),
    (VERSION, {"points": ""}, "have an entry point"),
    (HOOKS, {"code": GOOD.replace("register_formulas", "register_formulae")}, "hooks that exist"),
    (HOOKS, {"code": GOOD.replace("(action)", "(action, mood)")}, "no other arguments"),
    (HOOKS, {"code": GOOD.replace("@hookimpl\ndef ledgerguard_b", "def ledgerguard_b")}, "mark"),
    (ALONE, {"code": GOOD.replace("2 * amount", "2 * amount\n\n1 / 0")}, "division by zero"),
    (ALONE, {"code": GOOD + "\nprint('hello')\n"}, "print nothing while"),
    (ALONE, {"code": "LEDGERGUARD_API = 1\n"}, "bring something"),
    (FREE, {"code": GOOD.replace("ACME_TWICE", "DSO")}, "names that are free"),
    (ALONE, {"policy": "stages = ["}, "acme.toml"),
    (LOADING, {"code": f"{GOOD}\nimport time\ntime.sleep(1.1)\n"}, "within 1 s"),
    (LOADING, {"code": f"{GOOD}\nimport subprocess\nsubprocess.run(['true'])\n"}, "start no"),
    (LOADING, {"code": f"{GOOD}\nimport socket\nsocket.getaddrinfo('127.0.0.1', 9)\n"}, "open no"),
    (LOADING, {"code": f"{GOOD}\nimport sys\n'pytest' in sys.modules or sys.exit(3)\n"}, "fresh"),
]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Installs a package as pip would leave it; answers its suite."""

    def install(
        code: str = GOOD,
        points: str = POINTS,
        needs: str = "ledgerguard[testing]>=0.1",
        name: str = "acme-risk",
        policy: str = POLICY,
    ) -> type[PluginContract]:
        (tmp_path / "acme_plugin.py").write_text(code)
        (tmp_path / "acme.toml").write_text(policy)
        about = tmp_path / "acme_risk-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: {needs}\n"
        )
        (about / "entry_points.txt").write_text(points)
        if name != "acme-risk":
            about.rename(tmp_path / "acme_other-1.0.dist-info")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
        monkeypatch.delitem(sys.modules, "acme_plugin", raising=False)
        importlib.invalidate_caches()

        class Suite(PluginContract):
            package = "acme-risk"

        return Suite

    return install


@pytest.mark.parametrize("question", questions(PluginContract))
def test_a_good_package_is_green(question: str, installed: object) -> None:
    assert callable(installed)
    assert outcome(installed(), question) == "passed"


@pytest.mark.parametrize(("question", "parts", "words"), BROKEN)
def test_a_broken_one_is_caught(
    question: str, parts: dict[str, str], words: str, installed: object
) -> None:
    assert callable(installed)
    said = outcome(installed(**parts), question)
    assert words in said
    assert "a plugin must" in said
    assert "docs/plugins.md" in said


def test_no_question_is_toothless() -> None:
    assert {question for question, _, _ in BROKEN} == {*questions(PluginContract)}


def test_a_suite_without_a_name_is_told() -> None:
    assert "be named by the suite" in outcome(PluginContract, INSTALLED)
