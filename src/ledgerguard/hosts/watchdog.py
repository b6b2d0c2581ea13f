"""Ends the process that computes when something of a plugin never returns.

A process with plugins notes what of them runs (:mod:`ledgerguard.plugin.running`). In a spreadsheet
program it calls :func:`enable`: then a second process, ``python -m ledgerguard.hosts.watchdog``,
looks at the note. A call that stands there too long is the culprit, an import too: its package is
switched off, and the process is ended. The spreadsheet program starts a new one at its next
question, in which that plugin no longer runs. Formulas of ledgerguard itself are never ended: a
ledger of a million rows takes what it takes.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import signal
import struct
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Final

from ledgerguard.plugin import running
from ledgerguard.plugin.culprits import switch_off

PATIENCE_VARIABLE: Final = "LEDGERGUARD_PLUGIN_SECONDS"
PATIENCE: Final = 30.0
"""Seconds that one call may take, and the import of a package; the variable says otherwise."""

_NUMBER: Final = struct.Struct("=Q")
_LOOKS: Final = 20  # a call's time is seen to a twentieth


@cache
def enable() -> None:
    """Have this process watched as soon as it loads plugins; without any, no watchdog runs."""
    running.watched_by(_start)


def patience() -> float:
    """Seconds that one call may take; what is no number above 0 is not heard."""
    try:
        said = float(os.environ.get(PATIENCE_VARIABLE, ""))
    except ValueError:
        return PATIENCE
    return said if 0 < said < float("inf") else PATIENCE


def watch(path: Path, process: int, seconds: float) -> None:
    """Look at a note until its process has ended, or end it.

    Args:
        path: The note; it is removed at the end.
        process: Number of the process that computes.
        seconds: That one call may take. A machine that sleeps does not count.
    """
    pause = seconds / _LOOKS
    seen, waited, last = 0, 0.0, time.monotonic()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ) as memory:
        while _is_parent(process):
            (now,) = _NUMBER.unpack_from(memory)
            moment = time.monotonic()
            is_same = now == seen and now % running.STEP
            waited = waited + min(moment - last, 2 * pause) if is_same else 0.0
            seen, last = now, moment
            if waited > seconds:
                what = running.named(path, now)
                if what is not None:
                    switch_off(what.package, what.name, seconds)
                    with contextlib.suppress(OSError):
                        path.unlink()
                _end(process)
                return
            time.sleep(pause)
    running.settle(path)


def _start(note: Path) -> None:
    task = json.dumps([str(note), os.getpid(), patience()])
    dog = subprocess.Popen(
        [sys.executable, "-m", "ledgerguard.hosts.watchdog", task],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    dog.returncode = 0  # it outlives this process: nobody waits for it, and Python need not warn


def _is_parent(process: int) -> bool:
    """Whether the process that has started this one still lives."""
    if sys.platform == "win32":
        return running.lives(process)
    return os.getppid() == process  # another parent means that it has ended


def _end(process: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def main(task: str) -> None:
    """Watch as one argument tells: path, process and patience as JSON."""
    path, process, seconds = json.loads(task)
    watch(Path(path), process, seconds)


if __name__ == "__main__":
    main(sys.argv[1])
