"""Ends the process that computes when a plugin's formula never returns.

The process notes in a few bytes of shared memory which formula of a plugin is running
(:class:`Note`, well under a microsecond a call). A second process, ``python -m
ledgerguard.hosts.watchdog``, looks at them: one that stands there too long is the culprit. Its
package is switched off, and the process is ended; the spreadsheet program starts a new one at its
next question, in which that plugin no longer runs. Formulas of ledgerguard itself are never ended:
a ledger of a million rows takes what it takes.
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
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from ledgerguard.formula import OWNER, Formula
from ledgerguard.plugin.culprits import switch_off

PATIENCE_VARIABLE: Final = "LEDGERGUARD_PLUGIN_SECONDS"
PATIENCE: Final = 30.0
"""Seconds that a plugin's formula may take; the environment variable says otherwise."""

_STATE: Final = struct.Struct("<QQ")  # calls begun so far, number of the running formula or 0
_LOOKS: Final = 20  # a formula's time is seen to a twentieth


class Note:
    """What runs now, where the watchdog can see it."""

    def __init__(self, formulas: Mapping[str, Formula]) -> None:
        self._numbers = {
            name: number
            for number, (name, formula) in enumerate(formulas.items(), 1)
            if formula.owner != OWNER
        }
        self._begun = 0
        self._memory: mmap.mmap | None = None
        if self._numbers:
            self._memory = self._watched(formulas)

    def begin(self, name: str) -> None:
        """A formula of a plugin begins."""
        if self._memory is not None:
            self._begun += 1
            _STATE.pack_into(self._memory, 0, self._begun, self._numbers.get(name, 0))

    def end(self) -> None:
        """It has returned."""
        if self._memory is not None:
            _STATE.pack_into(self._memory, 0, self._begun, 0)

    def _watched(self, formulas: Mapping[str, Formula]) -> mmap.mmap | None:
        """The shared bytes, with a watchdog at the other end; None where none can be had."""
        names = {number: (name, formulas[name].owner) for name, number in self._numbers.items()}
        try:
            with tempfile.NamedTemporaryFile(prefix="ledgerguard-note-", delete=False) as file:
                file.write(bytes(_STATE.size))
                file.flush()
                memory = mmap.mmap(file.fileno(), _STATE.size)
            _start(Path(file.name), names)
        except OSError:  # a sandbox without files or processes: nobody watches there
            return None
        return memory


def watch(path: Path, process: int, names: Mapping[int, Sequence[str]], patience: float) -> None:
    """Look at a note until its process has ended, or end it.

    Args:
        path: The file behind the shared bytes; it is removed at the end.
        process: Number of the process that computes.
        names: Formula and package by the number that a note holds.
        patience: Seconds that one call may take.
    """
    seen, since = (0, 0), time.monotonic()
    with path.open("r+b") as file, mmap.mmap(file.fileno(), _STATE.size) as memory:
        while _lives(process):
            now = _STATE.unpack_from(memory)
            if now != seen or not now[1]:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > patience:
                formula, package = names[now[1]]
                switch_off(package, formula, patience)
                _end(process)
                break
            time.sleep(patience / _LOOKS)
    with contextlib.suppress(OSError):  # Windows keeps it while the process still holds it
        path.unlink()


def _start(note: Path, names: Mapping[int, Sequence[str]]) -> None:
    patience = os.environ.get(PATIENCE_VARIABLE) or str(PATIENCE)
    task = json.dumps([str(note), os.getpid(), names, float(patience)])
    subprocess.Popen(
        [sys.executable, "-m", "ledgerguard.hosts.watchdog", task],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _lives(process: int) -> bool:
    if sys.platform == "win32":
        return _lives_on_windows(process)
    return os.getppid() == process  # its child: another parent means that it has ended


def _lives_on_windows(process: int) -> bool:
    import ctypes

    windows = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = windows.OpenProcess(0x00100000, False, process)  # SYNCHRONIZE
    if not handle:
        return False
    try:
        return bool(windows.WaitForSingleObject(handle, 0) == 0x102)  # WAIT_TIMEOUT: still there
    finally:
        windows.CloseHandle(handle)


def _end(process: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def main(task: str) -> None:
    """Watch as one argument tells: path, process, names and patience as JSON."""
    path, process, names, patience = json.loads(task)
    watch(Path(path), process, {int(number): pair for number, pair in names.items()}, patience)


if __name__ == "__main__":
    main(sys.argv[1])
