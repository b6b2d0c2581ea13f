"""What ``ledgerguard doctor`` and ``addin status`` find out about a spreadsheet program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ledgerguard.cells.spelling import Host

State = Literal["ok", "warning", "fault", "absent"]
"""``absent``: not on this machine, which is no fault (Excel on Linux)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, and what mends it."""

    host: Host
    check: str  # what was looked at, a few words: "the add-in's file"
    state: State
    text: str  # what was found, one sentence
    mend: str = ""  # what to do, one sentence or one command; empty when all is well
