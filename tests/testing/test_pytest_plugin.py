"""The plugin of pytest, in a pytest of its own: cheap, and failures say what is asked."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

import pytest

from ledgerguard import testing

pytest_plugins = ["pytester"]

PLUGIN = "ledgerguard.testing.plugin"
SUITE = """
from ledgerguard.testing import ScorerContract

class TestMine(ScorerContract):
    def scorer(self):
        return object()

def test_other():
    assert True
"""


def run(pytester: pytest.Pytester, *options: str) -> str:
    found = importlib.metadata.entry_points(group="pytest11")
    installed = any(point.value == PLUGIN for point in found)
    options += () if installed else ("-p", PLUGIN)  # sources on the path, not installed anew yet
    # What measures the tests around this pytest must not end with it.
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:slipcover", *options)
    return "\n".join([*result.outlines, *result.errlines])


@pytest.fixture
def folder(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(test_mine=SUITE)
    pytester.makeini("[pytest]\naddopts = --strict-markers\n")
    return pytester


def test_a_failure_says_what_is_asked_and_where(folder: pytest.Pytester) -> None:
    said = run(folder, "-k", "it_is_a_scorer")
    assert "what the contract asks" in said
    assert "a scorer: It has all members of the protocol" in said
    assert "See ledgerguard.plugin.scoring.Scorer and docs/plugins.md, A scorer" in said
    assert "1 failed" in said


def test_the_marker_chooses_the_questions(folder: pytest.Pytester) -> None:
    said = run(folder, "-m", "not ledgerguard_contract", "-q")
    assert "1 passed, 9 deselected" in said


def test_the_start_is_cheap() -> None:
    code = (
        "import sys, pytest, ledgerguard.testing.plugin\n"
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in "
        "('hypothesis', 'pluggy_', 'pandas', 'numpy', 'attrs', 'ledgerguard')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        "['ledgerguard', 'ledgerguard.testing', 'ledgerguard.testing.plugin']"
    )


def test_the_suites_are_there_by_name_and_nothing_else() -> None:
    assert all(isinstance(getattr(testing, name), type) for name in testing.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = testing.Nonsense
