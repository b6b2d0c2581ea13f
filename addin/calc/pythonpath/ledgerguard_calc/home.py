"""The folder where the add-in keeps its log and its type library."""

from __future__ import annotations

import os
import tempfile
import time

LOG_LIMIT = 1_000_000  # bytes; a longer log starts afresh


def folder() -> str:
    """``~/.ledgerguard/calc``, or where ``LEDGERGUARD_CALC_HOME`` points."""
    path = os.environ.get("LEDGERGUARD_CALC_HOME") or os.path.join(
        os.path.expanduser("~"), ".ledgerguard", "calc"
    )
    try:
        os.makedirs(path, exist_ok=True)
    except OSError:  # a home that cannot be written must not cost the user the formulas
        path = os.path.join(tempfile.gettempdir(), "ledgerguard-calc")
        os.makedirs(path, exist_ok=True)
    return path


def log_path() -> str:
    """The log, which also takes what the worker writes to standard error."""
    path = os.path.join(folder(), "calc.log")
    try:
        if os.path.getsize(path) > LOG_LIMIT:
            os.remove(path)
    except OSError:
        pass  # there is none yet, or another LibreOffice holds it open
    return path


def log(text: str) -> None:
    """Add one entry to the log."""
    with open(log_path(), "a", encoding="utf-8") as file:
        file.write("{} [{}] {}\n".format(time.strftime("%Y-%m-%d %H:%M:%S"), os.getpid(), text))


def log_size() -> int:
    """Where the next entry of the log will stand, in bytes."""
    try:
        return os.path.getsize(log_path())
    except OSError:
        return 0


def log_since(position: int) -> str:
    """What stands in the log from a position on."""
    try:
        with open(log_path(), "rb") as file:
            file.seek(position)
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def keep(name: str, content: bytes) -> str:
    """Write a file whose name tells its content; it is left alone when it is already there."""
    path = os.path.join(folder(), name)
    if not os.path.exists(path):
        draft = f"{path}.{os.getpid()}"
        with open(draft, "wb") as file:
            file.write(content)
        os.replace(draft, path)
    return path
