"""What has left: a record for each write by our key, and the step that makes a file leave."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledgerguard.casework.insurers.writes import WriteKind, kind_of, write_body, write_of
from ledgerguard.errors import LogError
from ledgerguard.plugin.insurer import Declined, InsurerError, Ticket, Unreachable, Unsure, Write

from ledgerguard_insurer_file.folders import Folders, move, put, unreachable

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")

Compose = Callable[[dt.date], tuple[str, bytes, int]]
"""Answers name, content and number of rows of a file that is written on a day."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A write that has left.

    Attributes:
        write: The write.
        file: Name of the file that tells it, which is its ticket too.
        rows: Number of rows in it.
        at: When it left, UTC.
    """

    write: Write
    file: str
    rows: int
    at: dt.datetime

    @property
    def kind(self) -> WriteKind:
        """What it is: limit, overdue or claim."""
        return kind_of(self.write)

    @property
    def ticket(self) -> Ticket:
        """What the desk knows it by."""
        return Ticket(self.write.key, self.file)


class SentBook:
    """The records of a connection. What is asked of it is told by the files themselves."""

    def __init__(self, folders: Folders, clock: Callable[[], dt.datetime]) -> None:
        self._folders = folders
        self._clock = clock
        self._left: dict[str, Sent] = {}  # what has left stays so: its record is read once

    def find(self, key: str) -> Sent | None:
        """The write of a key that has left; None when it has not.

        Raises:
            Unreachable: when the records cannot be read.
        """
        if key in self._left:
            return self._left[key]
        if not _KEY.fullmatch(key):
            return None
        try:
            # First the record, then staging: between the two a file may leave, never come back.
            found = self._read(self._record(key))
            if found is None or found.write.key != key or self._staged(key).exists():
                return None
        except OSError as error:
            raise unreachable(error) from error
        self._left[key] = found
        return found

    def all(self) -> list[Sent]:
        """All that has left, the oldest first.

        Raises:
            Unreachable: when the records cannot be read.
        """
        return sorted(self._all(), key=lambda sent: (sent.at, sent.write.key))

    def _all(self) -> Iterator[Sent]:
        try:
            for path in self._folders.sent.glob("*.json"):
                found = self.find(path.stem)
                if found is not None:
                    yield found
        except OSError as error:
            raise unreachable(error) from error

    def release(self, write: Write, compose: Compose) -> Ticket:
        """Have a write leave, once: with a key that has left, the ticket of that time.

        Args:
            write: The write.
            compose: Makes its file, and raises Declined when it may not be.

        Raises:
            Declined: when the key or the file is not as it must be; nothing was written.
            Unreachable: when nothing has left.
            Unsure: when the system does not say whether it has.
        """
        key = write.key
        if not _KEY.fullmatch(key):
            raise Declined(
                f"key must be letters, digits and hyphens, got {key[:80]!r}",
                hint="it becomes part of a file's name",
            )
        compose(self._clock().date())  # what does not fit is told even where no folder can be had
        with self._folders.alone():
            before = self.find(key)
            if before is not None:
                return before.ticket
            other = self._read(self._record(key))
            if other is not None and other.write.key != key:  # Windows and Mac: a is A there
                raise Declined(f"key must differ from {other.write.key} by more than capitals")
            now = self._clock()
            name, data, rows = compose(now.date())
            sent = Sent(write, name, rows, now)
            staged = self._staged(key)
            # The order is the proof: a file in staging that has no record, or still lies there,
            # has not left. The record comes second, and the one rename last.
            put(staged, data)
            if staged.read_bytes() != data:
                raise Unreachable(f"{staged} must hold what was written, got something else")
            put(self._record(key), _body(sent))
            self._leave(staged, self._folders.outgoing / name)
        return sent.ticket

    def _leave(self, staged: Path, target: Path) -> None:
        try:
            move(staged, target)
        except OSError as error:
            try:
                still_here = staged.exists()
            except OSError:
                still_here = False
            if still_here:
                raise unreachable(error) from error
            raise Unsure(
                f"{target.name} must lie in {target.parent}, got: {error.strerror or error}",
                hint="`ledgerguard insurer reconcile` looks again",
            ) from error

    def _staged(self, key: str) -> Path:
        return self._folders.staging / f"{key}.file"

    def _record(self, key: str) -> Path:
        return self._folders.sent / f"{key}.json"

    def _read(self, path: Path) -> Sent | None:
        try:
            body: dict[str, Any] = json.loads(path.read_bytes())
            return Sent(
                write_of(body["kind"], body["key"], body["write"]),
                body["file"],
                int(body["rows"]),
                dt.datetime.fromisoformat(body["at"]),
            )
        except FileNotFoundError:
            return None
        except (LogError, KeyError, TypeError, ValueError) as error:
            raise InsurerError(
                f"{path} must be a record of what was sent, got {error!r}",
                hint="restore the file from a backup: it tells that a write must not leave twice",
            ) from error


def _body(sent: Sent) -> bytes:
    body = {
        "key": sent.write.key,
        "kind": sent.kind,
        "file": sent.file,
        "rows": sent.rows,
        "at": sent.at.astimezone(dt.UTC).isoformat(),
        "write": write_body(sent.write),
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()
