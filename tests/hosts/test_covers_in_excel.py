"""COVER as the COM server of Excel calls it: at once, and the first such cell begins the thread.

The real program is not needed: xlwings calls the functions of ``hosts.desktop`` as this test does.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from fake_insurer import FakeInsurer

from ledgerguard.casework.insurers import background, reading, wishes
from ledgerguard.casework.insurers.refresher import disable
from ledgerguard.hosts import desktop
from ledgerguard.plugin import manager
from ledgerguard.plugin.insurer import Cover
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.store.covers import Buyer, CoverBook

NOT_KNOWN = [[desktop.MARK + "#N/A"]]


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "covers.db"
    monkeypatch.setenv("LEDGERGUARD_COVERS", str(path))
    monkeypatch.delattr(desktop, "LG_COVER", raising=False)  # as in a program that has just begun
    wishes.forget()
    background.forbid()
    reading._snapshots.clear()
    yield path
    disable()
    wishes.forget()
    reading._snapshots.clear()


def asking() -> bool:
    return any(thread.name == "ledgerguard asks insurers" for thread in threading.enumerate())


def test_a_cell_answers_at_once_and_shows_the_cover_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    mutual = FakeInsurer()
    mutual.known = {"B-1": [Cover("B-1", "P", "permanent", "approved", Decimal(5), "EUR")]}
    covers = mutual.covers
    monkeypatch.setattr(mutual, "covers", lambda one=None: covers(one) if go_on.wait(30) else [])
    plugin = Plugin("acme", "1", "acme", "runs", "", Brings(insurers=(mutual,)))
    monkeypatch.setattr(manager, "installed", lambda: Plugins((plugin,)))
    with CoverBook.open(path) as book:
        book.put_buyer(Buyer("mutual", "2001", "B-1", "", 1.0, True))
    call = desktop.LG_COVER
    assert not asking()
    assert call("2001") == NOT_KNOWN
    assert asking()
    assert call("2001") == NOT_KNOWN  # the insurer thinks about it; the cell does not wait
    go_on.set()
    end = time.monotonic() + 20
    while call("2001") == NOT_KNOWN and time.monotonic() < end:
        time.sleep(0.02)
    assert call("2001") == [[5.0]]


def test_without_a_connector_no_thread_begins(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager, "installed", Plugins)
    CoverBook.open(path).close()
    assert desktop.LG_COVER("2001") == NOT_KNOWN
    assert not asking()
    with CoverBook.open(path) as book:
        assert book.wishes() == ["2001"]  # for `ledgerguard insurer refresh`


@pytest.mark.parametrize("host", ["desktop", "calc_worker"])
def test_a_host_begins_without_the_desk(host: str) -> None:
    """Only a cell that asks for a cover loads the book, the log and the thread."""
    code = (
        f"import sys, ledgerguard.hosts.{host} as host\n"
        "getattr(host, 'LG_DSO', None)\n"
        "print([name for name in sys.modules if 'casework.insurers.' in name or name == 'pandas'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['ledgerguard.casework.insurers.background']"
