"""The add-in's log, which ``addin/calc`` writes: where it is, and what went wrong last."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

_ENTRY = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \[\d+\] (.*)$")
_GOOD = "the worker runs"
_BAD = ("did not start", "could not start", "the worker ended", "has no answer", "Mend: ")
TAIL = 200_000  # bytes; the add-in starts the log afresh at five times as much


def folder() -> Path:
    """Where the add-in keeps its log: ``home.folder`` in ``addin/calc`` says the same."""
    chosen = os.environ.get("LEDGERGUARD_CALC_HOME")
    usual = Path(chosen) if chosen else Path.home() / ".ledgerguard" / "calc"
    return usual if usual.is_dir() else _instead(usual)


def path() -> Path:
    """The log."""
    return folder() / "calc.log"


def last_trouble(text: str | None = None) -> str:
    """The last entry that tells of a failure, with its time; empty when it has been mended since.

    Args:
        text: What the log says; without it the log is read.
    """
    trouble = ""
    for line in (_tail() if text is None else text).splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            continue  # the worker's own words
        if entry[2].startswith(_GOOD):
            trouble = ""
        elif any(mark in entry[2] for mark in _BAD):
            trouble = f"{entry[1]} {entry[2]}"
    return trouble


def _instead(usual: Path) -> Path:
    """Where the add-in writes when it may not write into the home."""
    instead = Path(tempfile.gettempdir(), "ledgerguard-calc")
    return instead if instead.is_dir() and not os.access(usual.parent, os.W_OK) else usual


def _tail() -> str:
    try:
        with path().open("rb") as file:
            file.seek(max(0, path().stat().st_size - TAIL))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
