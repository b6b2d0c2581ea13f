"""Reads a table or a query of PostgreSQL into parquet files, several connections at once.

All connections share one snapshot: what others write meanwhile is not seen. Decimals and other
types that engines lack come as text; a moment with a zone comes as the session's local time
(TimeZone of the role, the database or the address), as psql shows it; an infinite day is blank.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.sources.locations import Location
from ledgerguard.ledger.sources.postgres_plan import Plan, plan
from ledgerguard.ledger.sources.watch import Progress, silent

CONNECTIONS: Final = 4
_SECONDS: Final = 0.1  # between two looks at what has been read


def read(
    place: Location,
    folder: Path,
    *,
    connections: int = CONNECTIONS,
    progress: Progress = silent,
) -> list[Path]:
    """Copy a table or the answer of a query into parquet files.

    Args:
        place: The database, with a table or a query.
        folder: Where the files go; their names are in the order of the table.
        connections: How many parts are read at once.
        progress: Told of the rows read; an error that it raises cancels the read.

    Raises:
        LedgerError: when the database cannot be reached or read. It shows no password.
    """
    with said(place), ExitStack() as held:
        leader = held.enter_context(closing(connected(place)))
        execute(leader, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        planned = plan(leader, place, connections)
        snapshot = rows(leader, "SELECT pg_export_snapshot()")[0][0]
        files = [folder / f"part-{n:06}.parquet" for n in range(len(planned.queries))]
        reading = _Reading(place, str(snapshot), planned, files)
        held.callback(reading.stop)  # before the leader, whose snapshot the others use, is closed
        reading.all(connections, progress)
        return files


class _Reading:
    """One read of several parts, which can be stopped from outside."""

    def __init__(
        self, place: Location, snapshot: str, planned: Plan, files: Sequence[Path]
    ) -> None:
        self._place = place
        self._snapshot = snapshot
        self._waiting = list(zip(planned.queries, files, strict=True))[::-1]
        self._parts = len(self._waiting)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._open: set[Any] = set()
        self._rows = self._done = 0

    def all(self, connections: int, progress: Progress) -> None:
        """Read all parts; the first error ends the others."""
        with ThreadPoolExecutor(connections, "ledgerguard-postgresql") as workers:
            try:
                running = {workers.submit(self._work) for _ in range(min(connections, self._parts))}
                while running:
                    running = self._seen(running)
                    progress(self._rows, self._done / self._parts)
            except BaseException:
                self.stop()
                raise

    def _seen(self, running: set[Future[None]]) -> set[Future[None]]:
        done, running = wait(running, _SECONDS, FIRST_COMPLETED)
        for one in done:
            one.result()
        return running

    def stop(self) -> None:
        """Cancel what runs on the server."""
        self._stopped.set()
        with self._lock:
            for cursor in self._open:
                with suppress(Exception):  # it may have ended meanwhile
                    cursor.adbc_cancel()

    def _work(self) -> None:
        with closing(connected(self._place)) as connection:
            execute(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            execute(connection, f"SET TRANSACTION SNAPSHOT {literal(self._snapshot)}")
            while (part := self._next()) is not None:
                self._copy(connection, *part)
                self._done += 1

    def _next(self) -> tuple[str, Path] | None:
        with self._lock:
            return None if self._stopped.is_set() or not self._waiting else self._waiting.pop()

    def _copy(self, connection: Any, query: str, path: Path) -> None:
        import pyarrow.parquet as pq

        with self._cursor(connection) as cursor:
            cursor.execute(query)
            batches = cursor.fetch_record_batch()
            with pq.ParquetWriter(path, batches.schema) as writer:
                for batch in batches:
                    if self._stopped.is_set():
                        return
                    writer.write_batch(batch)
                    with self._lock:
                        self._rows += batch.num_rows

    @contextmanager
    def _cursor(self, connection: Any) -> Iterator[Any]:
        with closing(connection.cursor()) as cursor:
            with self._lock:
                self._open.add(cursor)
            try:
                yield cursor
            finally:
                with self._lock:
                    self._open.discard(cursor)


def connected(place: Location) -> Any:
    """A connection of ADBC that leaves transactions to us.

    Raises:
        LedgerError: when the driver is not installed.
    """
    try:
        import pyarrow  # noqa: F401  # the driver does not ask for it until rows are fetched
        from adbc_driver_postgresql import dbapi
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"PostgreSQL needs the package {error.name}, which is not installed",
            hint="pip install 'ledgerguard[postgresql]'",
        ) from error
    return dbapi.connect(place.uri, autocommit=True)


@contextmanager
def said(place: Location) -> Iterator[None]:
    """The driver's errors as ours, without passwords: also the chain of causes holds none."""
    try:
        yield
    except Exception as error:
        if not _is_drivers(error):
            raise
        text = place.hidden(error)
        hint = next((hint for sign, hint in _HINTS.items() if sign in text), "")
        raise LedgerError(f"{place.name}: {text}", hint=hint) from None


_HINTS: Final = {
    "password authentication failed": "check user and password; a sign such as @ in the password "
    "is written %40 in the address, or leave it to the file .pgpass or PGPASSWORD",
    "no password supplied": "put it into the file .pgpass or into PGPASSWORD",
    "could not translate host name": "check the name of the host",
    "Connection refused": "check host and port, and whether the server listens there",
    "timeout expired": "check host and port; connect_timeout=SECONDS in the address waits longer",
    "permission denied": "the user needs SELECT on the table",
}


def _is_drivers(error: Exception) -> bool:
    """An error of ADBC, or of Arrow when a stream of ADBC breaks off."""
    return type(error).__module__.startswith(("adbc_driver_manager", "pyarrow")) or (
        isinstance(error, OSError) and "[libpq]" in str(error)
    )


def execute(connection: Any, statement: str) -> None:
    """Run a statement that answers nothing."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)


def rows(connection: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a small answer."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def literal(text: str) -> str:
    """A text in SQL, whatever the server's setting for backslashes."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"
