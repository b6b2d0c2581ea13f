"""COVER in a real sheet: what is known at once, what the insurer says once it has answered.

The connector is an installed package, and it answers only when the test lets it: that a cell shows
something meanwhile is no matter of how fast a machine is.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import slow_insurer

from ledgerguard.casework.insurers.covers import payload_of
from ledgerguard.hosts.calc import Calc
from ledgerguard.plugin.insurer import Cover
from ledgerguard.store.covers import Buyer, CoverBook

SHEET = "Sheet1"
CELLS = "A1:C2"
FORMULAS = [
    [f'=LG.COVER("{one}","slow",,,TODAY())', f'=LG.COVER_AGE("{one}",TODAY())', f'="{one}"']
    for one in ("2001", "2002")
]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the worker is started by env")


def install(site: Path) -> None:
    """The connector as pip would leave it."""
    site.mkdir()
    shutil.copy(slow_insurer.__file__, site / "slow_insurer.py")
    about = site / "slow_insurer-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: slow-insurer\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[ledgerguard]\nslow = slow_insurer\n")


def remembered(path: Path) -> None:
    """Two buyers: of one nothing was told yet, of the other something two days ago."""
    old = Cover("B-2", "P-1", "permanent", "approved", Decimal(100_000), "CNY")
    day = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    with CoverBook.open(path) as book:
        for number in ("1", "2"):
            book.put_buyer(Buyer("slow", f"200{number}", f"B-{number}", "", 1.0, True, "Li Na"))
        book.put_covers("slow", {"B-2": payload_of([old])}, day.isoformat(timespec="microseconds"))


def until(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


@pytest.mark.usefixtures("office")
def test_a_cell_shows_what_is_known_until_the_insurer_has_answered(tmp_path: Path) -> None:
    install(tmp_path / "site")
    remembered(tmp_path / "covers.db")
    path = os.pathsep.join([str(tmp_path / "site"), *filter(None, sys.path)])
    worker = ["/usr/bin/env", f"PYTHONPATH={path}", sys.executable]
    environment = {
        "LEDGERGUARD_COVERS": str(tmp_path / "covers.db"),
        "SLOW_INSURER": str(tmp_path),
    }
    with Calc(
        worker=[*worker, "-m", "ledgerguard.hosts.calc_worker"], environment=environment
    ) as calc:
        book = calc.open()
        book.paste(SHEET, "A1", FORMULAS)
        first = book.get(SHEET, CELLS)
        assert until((tmp_path / "asked").exists), calc.log()
        book.recalculate()
        # It was asked and says nothing: nobody waits for it, now as before.
        assert first == book.get(SHEET, CELLS) == [["#N/A", "#N/A", "2001"], [100_000, 2, "2002"]]
        (tmp_path / "answer").touch()

        def told() -> bool:
            book.recalculate()
            answered: bool = book.get(SHEET, CELLS) == [
                [250_000, 0, "2001"],
                [250_000, 0, "2002"],
            ]
            return answered

        assert until(told), (book.get(SHEET, CELLS), calc.log())
