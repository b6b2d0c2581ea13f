"""The folders of a connection, and how a file comes to stand in one: whole and for good.

::

    outgoing/            what is to be carried to the insurer (portal, sftp)
    incoming/            what came from the insurer
    records/staging/     a file of ours that has not left yet
    records/sent/        what has left: one record for each write, by our key
    records/answers/     the insurer's files that were read, numbered in the order of reading
    records/fates.csv, records/problems.csv

A write leaves by one rename from staging to outgoing. So whoever takes files out of ``outgoing``,
and whenever the machine dies: a write has left exactly when it has a record and no file in staging.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledgerguard.plugin.insurer import Unreachable

LOCK_SECONDS: Final = 10.0
"""How long one process waits for another that works in the same folders."""

PARTS: Final = (".part", ".tmp", ".filepart", ".crdownload")
"""Ends of names under which programs carry files that are not whole yet."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files of a connection are."""

    outgoing: Path
    incoming: Path
    records: Path

    @property
    def staging(self) -> Path:
        """Files of ours that have not left yet."""
        return self.records / "staging"

    @property
    def sent(self) -> Path:
        """Records of what has left."""
        return self.records / "sent"

    @property
    def answers(self) -> Path:
        """The insurer's files that were read."""
        return self.records / "answers"

    def make(self) -> None:
        """Make those that are missing; outgoing and incoming may be somebody else's."""
        for folder in (self.outgoing, self.incoming, self.staging, self.sent, self.answers):
            folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out while the block runs; one that dies lets them in again.

        Raises:
            Unreachable: when another process does not let us in, or the folders cannot be made.
        """
        # SQLite's lock is the one that every system has and that ends with its process.
        try:
            self.make()
            with contextlib.closing(
                sqlite3.connect(self.records / "lock", timeout=LOCK_SECONDS, isolation_level=None)
            ) as lock:
                lock.execute("BEGIN EXCLUSIVE")
                yield
        except sqlite3.Error as error:
            raise Unreachable(
                f"the folder {self.records} must be free, got {error}",
                hint="another process works in it, or it is write-protected; nothing was sent",
            ) from error
        except OSError as error:
            raise unreachable(error) from error


def unreachable(error: OSError) -> Unreachable:
    """What an error of the file system means: nothing has left, and it may be tried again."""
    where = error.filename2 or error.filename or "a folder of the connection"
    return Unreachable(
        f"{where} must be readable and writable, got: {error.strerror or error}",
        hint="is the drive connected, and are all folders of a connection on one drive?",
    )


def put(path: Path, data: bytes) -> None:
    """Have a file stand whole and for good, or not at all; one of that name is replaced."""
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with open(part, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    settle(path.parent)


def move(source: Path, target: Path) -> None:
    """Move a file by one rename, which happens or does not, and have it last."""
    os.replace(source, target)
    settle(target.parent)
    settle(source.parent)


def settle(folder: Path) -> None:
    """Have the names in a folder last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def whole(path: Path) -> bool:
    """Whether a file in a folder is one that its writer has finished, by its name."""
    return not path.name.startswith((".", "~$")) and path.suffix.lower() not in PARTS
