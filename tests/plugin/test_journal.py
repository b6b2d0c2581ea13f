"""Faults at run time are kept for another process: bounded in size, and in how often they write."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledgerguard.plugin import journal
from ledgerguard.plugin.journal import (
    FILE,
    LONGEST,
    flush,
    forget,
    remember,
    remembered,
    shortened,
    told,
)
from ledgerguard.plugin.settings import FILE_VARIABLE


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "new" / "plugins.toml"))
    monkeypatch.setattr(journal, "_pending", {})
    return tmp_path / "new"


def test_the_first_time_is_written_at_once_and_others_are_counted(folder: Path) -> None:
    assert remembered() == ()
    assert not folder.exists()  # a look writes nothing
    remember("Acme_Risk", "ACME_BAD", "raised", "ValueError: one")
    row = sqlite3.connect(folder / FILE).execute("SELECT * FROM faults").fetchone()
    assert row[:4] == ("acme-risk", "ACME_BAD", "raised", 1)
    remember("acme-risk", "ACME_BAD", "raised", "ValueError: two", 41)
    remember("acme-risk", "ACME_BAD", "answered", "got nan")
    answered, raised = remembered()
    assert (raised.count, raised.text) == (42, "ValueError: two")
    assert (answered.kind, answered.count) == ("answered", 1)
    assert raised.last.startswith("20")


def test_ten_thousand_faults_are_a_few_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    real = journal._write

    def counting(file: sqlite3.Connection, rows: list[object]) -> None:
        written.append(rows)
        real(file, rows)

    monkeypatch.setattr(journal, "_write", counting)
    monkeypatch.setattr(journal, "PAUSE", 3600.0)
    monkeypatch.setattr(journal._Pending, "__init__", _fresh)
    for number in range(10_000):
        remember("acme", "ACME_BAD", "raised", f"ValueError: {number}")
    assert len(written) == 1
    (row,) = remembered()
    assert (row.count, row.text) == (10_000, "ValueError: 9999")
    assert len(written) == 2


def _fresh(row: journal._Pending) -> None:
    """A row that was never written, whatever the pause."""
    row.count, row.text, row.moment, row.written = 0, "", "", float("-inf")


def test_it_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_ROWS", 5)
    for number in range(12):
        remember("acme", f"ACME_{number:02}", "raised", "x" * 10_000)
    rows = remembered()
    assert [row.formula for row in rows] == [f"ACME_{number:02}" for number in range(7, 12)]
    assert {len(row.text) for row in rows} == {LONGEST}


def test_what_is_mended_is_forgotten() -> None:
    forget("acme")  # nothing is there yet
    remember("acme", "ACME_BAD", "raised", "x")
    remember("other", "OTHER", "raised", "y")
    forget("Acme")
    assert [row.package for row in remembered()] == ["other"]


def test_another_process_adds_to_the_count(folder: Path) -> None:
    remember("acme", "ACME_BAD", "raised", "here")
    code = (
        "from ledgerguard.plugin.journal import remember\n"
        "for _ in range(10): remember('acme', 'ACME_BAD', 'raised', 'there')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))
    (row,) = remembered()  # what it had counted it has written when it ended
    assert (row.count, row.text) == (11, "there")


def test_a_file_that_is_no_database_is_made_anew(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"no database" * 200)
    assert remembered() == ()
    remember("acme", "ACME_BAD", "raised", "x")
    assert len(remembered()) == 1


def test_where_nothing_can_be_kept_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    folder.parent.joinpath("file").write_text("")
    monkeypatch.setenv(FILE_VARIABLE, str(folder.parent / "file" / "plugins.toml"))
    remember("acme", "ACME_BAD", "raised", "x")  # its folder is a file
    assert remembered() == ()
    monkeypatch.setattr(journal, "user_folder", lambda: None)
    remember("acme", "ACME_BAD", "raised", "x")
    assert remembered() == ()
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    flush()
    assert remembered() == ()


class Mute(Exception):
    """An error whose words cannot be had."""

    def __str__(self) -> str:
        raise SystemExit


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("on purpose"), "ValueError: on purpose"),
        (MemoryError(), "MemoryError"),
        (Mute(), "Mute"),
        (ValueError("x" * 1000), "ValueError: " + "x" * (LONGEST - 13) + "…"),
    ],
)
def test_what_an_error_says(error: BaseException, words: str) -> None:
    assert told(error) == words


def test_a_text_can_be_written_anywhere() -> None:
    assert shortened("a\0b\ud800\x1b[31mred\nnext") == "a b  [31mred\nnext"
    assert shortened("平文") == "平文"
