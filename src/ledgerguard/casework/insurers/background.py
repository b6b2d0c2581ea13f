"""Whether this program may ask insurers in the background: its host says so, a wish begins it.

A host says so at its start, which costs nothing. Only the first cell that notes a wish loads the
refresher, so that a program without such cells never does.
"""

from __future__ import annotations

import threading

_allowed = threading.Event()


def allow() -> None:
    """Let the first wish of a cell begin the refresher."""
    _allowed.set()


def forbid() -> None:
    """Wishes begin nothing any more."""
    _allowed.clear()


def begin() -> None:
    """Begin the refresher where a host has allowed it; once, even where there is nobody to ask."""
    if _allowed.is_set():
        _allowed.clear()
        from ledgerguard.casework.insurers.refresher import enable

        enable()
