"""What all tests share: the number of generated cases, and the real spreadsheet programs.

LEDGERGUARD_EXAMPLES says how many cases a property test generates (`make test-long`: 2,000).
Without a spreadsheet program its tests are skipped, unless LEDGERGUARD_REQUIRE_HOSTS=1.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import probe_formulas
import pytest
from hypothesis import HealthCheck, settings

from ledgerguard.hosts.calc import Book, Calc, reason_missing
from ledgerguard.plugin import journal
from ledgerguard.plugin.settings import FILE_VARIABLE

settings.register_profile(
    "ledgerguard",
    deadline=None,  # a busy machine is no failure
    max_examples=int(os.environ.get("LEDGERGUARD_EXAMPLES", "40")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ledgerguard")

pytest_plugins = ["engine_ledgers", "postgres_server"]


@pytest.fixture(scope="session", autouse=True)
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A user without settings: what the user of this machine forbids or remembers counts not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FILE_VARIABLE, str(tmp_path_factory.mktemp("user") / "plugins.toml"))
        yield


@pytest.fixture
def own_journal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is remembered of plugins yet."""
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setattr(journal, "_pending", {})


@pytest.fixture(scope="session")
def office() -> None:
    _need(reason_missing())


@pytest.fixture(scope="session")
def writer(office: None) -> None:
    """The word processor of LibreOffice, which opens the letters."""
    _need(None if shutil.which("lowriter") else "LibreOffice Writer is missing (lowriter)")


def _need(reason: str | None) -> None:
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
