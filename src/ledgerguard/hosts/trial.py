"""Loads the plugins in a process of its own first: ``python -m ledgerguard.hosts.trial``.

An import that never returns, or that ends its process, would do so to every command that asks what
is installed. Here it does it to a process that is made for that, with a watchdog; its package is
switched off, and the next trial loads the others.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from typing import Final

from ledgerguard.cells.functions import functions
from ledgerguard.hosts import watchdog
from ledgerguard.plugin import running
from ledgerguard.plugin.culprits import culprits
from ledgerguard.plugin.hookspecs import GROUP

LOADED: Final = b"loaded"
_MOST: Final = 20  # packages that one command finds out
_START: Final = 60.0  # seconds for all that is no plugin's


def trial() -> None:
    """Switch off each installed plugin that no process survives to load."""
    if not importlib.metadata.entry_points(group=GROUP):
        return
    for _ in range(_MOST):
        known = len(culprits())
        if _survives() or len(culprits()) == known:
            return


def _survives() -> bool:
    """Whether a process can load the plugins; who is to blame otherwise, is switched off."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ledgerguard.hosts.trial"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        said, _ = process.communicate(timeout=_START + _MOST * watchdog.patience())
    except subprocess.TimeoutExpired:  # nobody could watch it
        process.kill()
        said, _ = process.communicate()
    if said.strip() == LOADED:
        return True
    running.settle_all()
    return False


def main() -> None:
    """Load them, and say that it was survived."""
    watchdog.enable()
    functions()
    sys.stdout.buffer.write(LOADED)


if __name__ == "__main__":
    main()
