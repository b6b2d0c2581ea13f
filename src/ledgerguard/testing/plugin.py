"""The plugin of pytest (entry point ``pytest11``): failures of a contract say what it demands.

It imports nothing at start; the suites themselves are imported by the tests that use them.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ledgerguard.testing.contract import Contract

_HOME = "ledgerguard.testing.contract"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Below a failing question of a contract: what it asks, and where that is written."""
    report = yield
    suite = _suite(item)
    if suite is not None and report.failed:
        asked = inspect.getdoc(getattr(item, "function", None)) or item.name
        report.sections.append(
            ("what the contract asks", f"{suite.who}: {asked}\nSee {suite.where}")
        )
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every question of a contract can be chosen: ``pytest -m ledgerguard_contract``."""
    for item in items:
        if _suite(item) is not None:
            item.add_marker("ledgerguard_contract")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "ledgerguard_contract: a question of one of ledgerguard's contract suites"
    )


def _suite(item: pytest.Item) -> type[Contract] | None:
    """The contract suite to which a test belongs; None when to none."""
    contract: Any = getattr(sys.modules.get(_HOME), "Contract", None)
    owner = getattr(item, "cls", None)
    found: bool = contract is not None and owner is not None and issubclass(owner, contract)
    return owner if found else None
