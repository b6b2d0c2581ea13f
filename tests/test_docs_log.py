"""docs/log.md: the script that checks a log without ledgerguard finds what was changed."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

from ledgerguard.casework.runs import run
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import sample_path
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log
from ledgerguard.units import serial
from ledgerguard.workbooks.log_words import KINDS

PAGE = Path(__file__).parents[1] / "docs" / "log.md"


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the page's script, in a Python that knows nothing of ledgerguard."""
    script = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script[1]],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_script_of_the_page_checks_a_log(tmp_path: Path) -> None:
    import datetime as dt

    file = tmp_path / "firm.log"
    with Log.open(file) as log:
        run(read(sample_path()).frame, load_policy(), log, serial(dt.date(2026, 10, 31)))
        head, rows = log.head, len(log)
    sound = checked(tmp_path)
    assert sound.stdout == f"sound; head {head}\n", sound.stderr
    with sqlite3.connect(file) as book:
        for (name,) in list(book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            book.execute(f"DROP TRIGGER {name}")
        book.execute("UPDATE entries SET actor = 'x' WHERE number = ?", (rows // 2,))
    book.close()
    changed = checked(tmp_path)
    assert changed.returncode != 0
    assert f"AssertionError: {rows // 2}" in changed.stderr


def test_the_script_reads_decisions_and_claims(tmp_path: Path) -> None:
    """Every kind of row hashes alike, Chinese and amounts included."""
    with Log.open(tmp_path / "firm.log") as log:
        for kind in KINDS:
            log.append([Entry(kind, {"note": "破产", "amount": 28_250_00, "rate": 0.9})])
        head = log.head
    assert checked(tmp_path).stdout == f"sound; head {head}\n"


def test_the_table_names_every_kind_of_row() -> None:
    table = PAGE.read_text(encoding="utf-8").split("| kind |")[1].split("\n\n")[0]
    named = [
        kind
        for line in table.splitlines()[2:]
        for kind in re.findall(r"`([\w-]+)`", line.split("|")[1])
    ]
    assert sorted(named) == sorted(KINDS)


def test_an_example_of_a_day_is_true() -> None:
    import datetime as dt

    (number,) = re.findall(r"\((\d+) is 1 January 2025\)", PAGE.read_text(encoding="utf-8"))
    assert int(number) == serial(dt.date(2025, 1, 1))
