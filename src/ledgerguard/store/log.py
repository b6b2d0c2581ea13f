"""The log of what was decided and done: rows are added at its end, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ledgerguard.errors import LogError
from ledgerguard.store import contents as blobs
from ledgerguard.store.chaining import chained, check_columns, moment_of, row
from ledgerguard.store.database import connect, spoken, writing
from ledgerguard.store.entries import (
    COLUMNS,
    GENESIS,
    Entry,
    Row,
    canonical,
    read_body,
    references,
)
from ledgerguard.store.sqlite import sqlite3
from ledgerguard.store.verify import Fault, find_faults, pages

_INSERT = f"INSERT INTO entries ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  # names of our own columns


Written = Callable[[Sequence[Row]], None]
"""Who is told of rows, after they were written."""


class LogMoved(LogError):
    """Somebody else has written to the log since its head was looked at; nothing was recorded."""


class Log:
    """A log in a file or in memory; close it, or use it in a `with` statement.

    Every method raises LogError, with a hint, when the file is damaged or cannot be reached.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, written: Written | None = None
    ) -> None:
        self._connection = connection
        self._name = name
        self._written = written

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, written: Written | None = None) -> Self:
        """The log in a file.

        Args:
            path: The file.
            create: Whether a file that is missing or empty becomes a new log.
            written: Told of rows once they stand in the log; it must not raise.

        Raises:
            LogError: when the file is missing, is no log, or cannot be opened.
        """
        return cls(connect(Path(path), create=create), str(path), written)

    @classmethod
    def memory(cls) -> Self:
        """A new log that lives as long as this object."""
        return cls(connect(None, create=True), "the log in memory")

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        with spoken(self._name):
            return int(self._connection.execute("SELECT count(*) FROM entries").fetchone()[0])

    @property
    def head(self) -> str:
        """The hash of the last row; GENESIS when there is none."""
        with spoken(self._name):
            return self._last()[1]

    def append(
        self,
        entries: Sequence[Entry],
        *,
        contents: Mapping[str, bytes] | None = None,
        expected_head: str | None = None,
        recorded_at: str | None = None,
    ) -> list[Row]:
        """Adds entries at the end: all of them in one transaction, or none.

        Args:
            entries: What is to be recorded, in order.
            contents: Bytes by their hexadecimal SHA-256; a body of these entries names each one
                as "sha256:<hex>", or its loss could not be found. One that the log already holds
                is not stored again.
            expected_head: The head on which the entries were derived, if it matters.
            recorded_at: The time to record, UTC, ISO 8601; the clock's when not given.

        Returns:
            The rows as they stand in the log; the hash of the last one is the new head.

        Raises:
            LogMoved: when the head is not the expected one any more.
            LogError: when an entry cannot be recorded.
        """
        moment = moment_of(recorded_at)
        bodies = [canonical(entry.body).decode() for entry in entries]
        for entry in entries:
            check_columns(entry)
        given = contents or {}
        named = {key for body in bodies for key in references(read_body(body))}
        with spoken(self._name):
            new = self._new_contents(given, named)
            with writing(self._connection):
                number, head = self._last()
                if expected_head is not None and head != expected_head:
                    raise LogMoved(
                        f"the head of the log must be {expected_head}, got {head}",
                        hint="read the log again and decide anew",
                    )
                # Another writer may have brought the same content in the meantime.
                late = blobs.stored(self._connection, [key for key, _ in new])
                self._connection.executemany(
                    "INSERT INTO contents (sha256, packed) VALUES (?, ?)",
                    [item for item in new if item[0] not in late],
                )
                added = list(chained(entries, bodies, number, head, moment))
                self._connection.executemany(_INSERT, [(at, *texts) for at, texts in added])
        rows = [row(at, texts) for at, texts in added]
        if self._written is not None:
            self._written(rows)
        return rows

    def rows(
        self, *, kind: str | None = None, run: str | None = None, upto: str | None = None
    ) -> Iterator[Row]:
        """The rows in order, as they were when this was called.

        Args:
            kind: Only rows of this kind.
            run: Only rows of this run.
            upto: Only rows up to the one with this hash: the log as it was at that head.

        Raises:
            LogError: when no row has the hash `upto`.
        """
        with spoken(self._name):
            last = self._last()[0] if upto is None else self._number_of(upto)
        return self._read(last, {"kind": kind, "run": run})

    def content(self, sha256: str) -> bytes:
        """The bytes of a content.

        Args:
            sha256: Its hexadecimal SHA-256, or the text "sha256:<hex>" as it stands in a body.

        Raises:
            LogError: when the log does not hold it, or holds it changed.
        """
        with spoken(self._name):
            return blobs.content(self._connection, sha256.removeprefix("sha256:"))

    def verify(self, head: str | None = None) -> tuple[Fault, ...]:
        """Whatever is not as it was written; empty when the log is sound.

        Args:
            head: A head hash that was kept elsewhere, as printed on a workbook or a letter.
                Without one, a cut-off end and a chain written anew as a whole cannot be found.

        Raises:
            LogError: when `head` is not a hash.
        """
        with spoken(self._name):
            return find_faults(self._connection, head)

    def _read(self, last: int, only: Mapping[str, str | None]) -> Iterator[Row]:
        with spoken(self._name):
            for number, texts in pages(self._connection, last, only):
                yield row(number, texts)

    def _last(self) -> tuple[int, str]:
        look = "SELECT number, hash FROM entries ORDER BY number DESC LIMIT 1"
        number, own = self._connection.execute(look).fetchone() or (0, GENESIS)
        if not isinstance(own, str):
            raise LogError(
                f"the hash of row {number} must be text, got {own!r}",
                hint="the file is damaged; keep it as it is and go back to a copy",
            )
        return int(number), own

    def _number_of(self, head: str) -> int:
        if head == GENESIS:
            return 0
        look = "SELECT number FROM entries WHERE hash = ?"
        found = self._connection.execute(look, (head,)).fetchone()
        if found is None:
            raise LogError(
                f"upto must be the hash of a row, got {head!r}",
                hint="`ledgerguard log verify --head` tells whether the log was cut off",
            )
        return int(found[0])

    def _new_contents(self, given: Mapping[str, bytes], named: set[str]) -> list[tuple[str, bytes]]:
        """The contents to store; refuses what nobody names and names that nothing stands behind."""
        held = blobs.stored(self._connection, named | given.keys())
        new = blobs.packed(given, held)
        if unnamed := sorted(given.keys() - named):
            raise LogError(
                f"a content must be named in the body of an entry, got {unnamed[0]} in none",
                hint=f'put the text "sha256:{unnamed[0]}" into the body',
            )
        if missing := sorted(named - held - given.keys()):
            raise LogError(
                f"a content that a body names must be in the log or come with it, got {missing[0]}",
                hint="give its bytes as contents={sha256: bytes}",
            )
        return new
