"""Which plugin runs at this moment, written where another process can read it.

A process that has plugins keeps a note: a small file beside the user's ``plugins.toml``, its first
eight bytes shared memory. A call of a plugin costs one store into them at its begin and one at its
end. So a watchdog sees a call that never returns (:mod:`ledgerguard.hosts.watchdog`), and the next
process sees which call the last one has died of: both switch the package off.

The eight bytes are a number: 0 while nothing of a plugin runs, otherwise a count of calls in the
upper 48 bits and, in the lower 16, a line of the table that the rest of the file is.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import re
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from ledgerguard.plugin.culprits import culprits, switch_off
from ledgerguard.plugin.settings import canonical, user_folder

FOLDER: Final = "plugins-running"
LOADING: Final = ""
"""Stands for what runs while a package is loaded."""

STEP: Final = 1 << 16
"""What a number grows by from call to call."""

_HEAD: Final = struct.Struct("=Q")
_MOST: Final = STEP - 1


class What(NamedTuple):
    """A formula or another thing of a package; :data:`LOADING` while it is loaded."""

    package: str
    name: str


class _Process:
    """What this process notes."""

    def __init__(self) -> None:
        self.state: Any = [0]  # shared memory once there is a note
        self.table: list[What] = []
        self.calls: dict[What, Iterator[int]] = {}
        self.path: Path | None = None
        self.watchers: list[Callable[[Path], None]] = []


_here = _Process()


def state() -> Any:
    """Where the number stands, at index 0. It is another object after :func:`attach`."""
    return _here.state


def numbers(package: str, name: str) -> Iterator[int]:
    """The numbers of the calls of a thing, one after the other; none of them comes twice."""
    what = What(package, name)
    if what not in _here.calls:
        line = 0  # of more things than a note has lines, the last run unwatched
        if len(_here.table) < _MOST:
            _here.table.append(what)
            _tell(what)
            line = len(_here.table)
        _here.calls[what] = itertools.count(line + STEP, STEP)
    return _here.calls[what]


def current() -> What | None:
    """What of a plugin runs now."""
    number = _here.state[0] % STEP
    return _here.table[number - 1] if number else None


@contextlib.contextmanager
def entered(package: str, name: str) -> Iterator[None]:
    """Note that something of a package runs meanwhile."""
    calls, shared = numbers(package, name), _here.state
    before = shared[0]
    shared[0] = next(calls)
    try:
        yield
    finally:
        shared[0] = before


def attach() -> None:
    """Begin the note of this process, and settle those of processes that have died.

    Without a place for it (no home, a sandbox) there is no note, and all goes on.
    """
    folder = user_folder()
    if _here.path is not None or folder is None or sys.platform == "emscripten":
        return
    import mmap  # not in every browser

    path = folder / FOLDER / f"{_machine()}-{os.getpid()}"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        settle_all()
        with path.open("w+b") as file:
            file.write(bytes(_HEAD.size))
            file.flush()
            shared = mmap.mmap(file.fileno(), _HEAD.size)
        _here.path, _here.state = path, memoryview(shared).cast("Q")
        for what in _here.table:
            _tell(what)
        atexit.register(_leave, path, os.getpid())
    for start in _here.watchers:
        _started(start)


def watched_by(start: Callable[[Path], None]) -> None:
    """Have something called with the path of the note, as soon as there is one."""
    _here.watchers.append(start)
    _started(start)


def detach() -> None:
    """End the note of this process; nobody watches it any more."""
    if _here.path is not None:
        _leave(_here.path, os.getpid())
    _here.path, _here.state, _here.watchers = None, [0], []


def noted(path: Path) -> What | None:
    """What runs in the process of a note, or ran when it died."""
    try:
        content = path.read_bytes()
        (number,) = _HEAD.unpack_from(content)
        return named(path, number)
    except (OSError, struct.error):
        return None


def named(path: Path, number: int) -> What | None:
    """What a number in a note stands for."""
    line = number % STEP
    try:
        lines = path.read_bytes()[_HEAD.size :].splitlines()
        package, name = json.loads(lines[line - 1]) if line else ("", "")
    except (OSError, ValueError, IndexError, TypeError):
        return None
    return What(str(package), str(name)) if line else None


def settle_all() -> None:
    """Settle the notes of all processes of this machine that are no more."""
    folder = user_folder()
    if folder is not None:
        for note in (folder / FOLDER).glob(f"{_machine()}-*"):
            process = _process_of(note)
            if note != _here.path and (process == os.getpid() or not lives(process)):
                settle(note)


def settle(path: Path) -> None:
    """Switch off what the process of a note has died of, and remove the note."""
    what = noted(path)
    if what is not None and canonical(what.package) not in culprits():
        switch_off(what.package, what.name)
    with contextlib.suppress(OSError):  # Windows keeps it while a process still holds it
        path.unlink()


def lives(process: int) -> bool:
    """Whether a process of this machine is there."""
    if process <= 0:  # no process has such a number
        return False
    if sys.platform == "win32":
        return _lives_on_windows(process)  # pragma: no cover - there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _lives_on_windows(
    process: int,
) -> bool:  # pragma: no cover - on Windows
    import ctypes

    windows = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # Windows only
    handle = windows.OpenProcess(0x00100000, False, process)  # SYNCHRONIZE
    if not handle:
        return False
    try:
        return bool(windows.WaitForSingleObject(handle, 0) == 0x102)  # WAIT_TIMEOUT: still there
    finally:
        windows.CloseHandle(handle)


def _tell(what: What) -> None:
    if _here.path is not None:
        with contextlib.suppress(OSError), _here.path.open("ab") as file:
            file.write(json.dumps(what).encode("ascii") + b"\n")


def _started(start: Callable[[Path], None]) -> None:
    if _here.path is not None:
        with contextlib.suppress(OSError):  # a sandbox without processes: nobody watches there
            start(_here.path)


def _leave(path: Path, process: int) -> None:
    if os.getpid() == process:  # a fork that ends is not the end of this process
        with contextlib.suppress(OSError):
            path.unlink()


def _machine() -> str:
    """This machine's name in a file name: a home may be on a network."""
    # not platform.node(): on Windows that asks the whole system, which may take seconds
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return re.sub(r"\W", "_", name) or "machine"


def _process_of(note: Path) -> int:
    number = note.name.rpartition("-")[2]
    return int(number) if number.isdigit() else 0
