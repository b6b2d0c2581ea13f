"""Real spreadsheet programs. Without them the tests are skipped, unless they are required."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerguard.hosts.calc import Book, Calc, reason_missing

sys.path.insert(0, str(Path(__file__).parent))

import probe_formulas  # the folder of the tests is no package


@pytest.fixture(scope="session")
def office() -> None:
    reason = reason_missing()
    if reason is None:
        return
    if os.environ.get("LEDGERGUARD_REQUIRE_HOSTS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def probe_calc(office: None) -> Iterator[Calc]:
    """LibreOffice with the formulas of probe_formulas.py."""
    worker = [sys.executable, probe_formulas.__file__]
    with Calc(worker=worker, formulas=probe_formulas.CATALOGUE) as calc:
        yield calc


@pytest.fixture(scope="session")
def calc(office: None) -> Iterator[Calc]:
    """LibreOffice with the packaged formulas."""
    with Calc() as calc:
        yield calc


@pytest.fixture
def probe_book(probe_calc: Calc) -> Iterator[Book]:
    book = probe_calc.open()
    yield book
    book.close()
