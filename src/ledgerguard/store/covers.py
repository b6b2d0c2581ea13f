"""The book of covers: what insurers have said, remembered in a SQLite file of its own.

A cache that may be deleted at any time: it is asked for again then. It knows nothing of insurers:
texts go in and come out. A cell that reads it waits at most
``covers_file.CELL_SECONDS``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from ledgerguard.errors import NotAvailable
from ledgerguard.store.covers_file import WRITER_SECONDS, prepare, spoken
from ledgerguard.store.sqlite import sqlite3

_LINES: Final = (
    "SELECT b.insurer, b.customer_id, b.reference, b.accepted, c.payload, c.told_at,"
    " f.error, f.failed_at FROM {whose} b"
    " LEFT JOIN covers c ON c.insurer = b.insurer AND c.reference = b.reference AND b.accepted"
    " LEFT JOIN failures f ON f.insurer = b.insurer AND f.customer_id = b.customer_id"
    " {where} ORDER BY b.customer_id, b.insurer"
)
_WHOSE: Final = (
    "(SELECT insurer, customer_id, reference, accepted FROM buyers UNION ALL"
    " SELECT insurer, customer_id, '', 0 FROM failures WHERE NOT EXISTS (SELECT 1 FROM buyers"
    " WHERE buyers.insurer = failures.insurer AND buyers.customer_id = failures.customer_id))"
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who a customer of ours is at an insurer.

    Attributes:
        insurer: Name of the insurer.
        customer_id: Our id.
        reference: The insurer's.
        name: As the insurer writes it.
        confidence: How sure the insurer is, from 0 to 1.
        accepted: Whether it counts; one that does not waits for a person.
        confirmed_by: The person who has confirmed it; blank where it was sure enough by itself.
    """

    insurer: str
    customer_id: str
    reference: str
    name: str = ""
    confidence: float = 0.0
    accepted: bool = False
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an insurer has said of a customer, or why it could not be asked.

    Attributes:
        insurer: Name of the insurer.
        customer_id: Our id.
        reference: The insurer's; blank while the buyer is not known there.
        accepted: Whether the reference counts.
        payload: What it said, as it was given to the book; None when it has said nothing yet.
        told_at: When that was: UTC, ISO 8601; blank when never.
        error: Why it could not be asked the last time; blank when it could.
        failed_at: When that was.
    """

    insurer: str
    customer_id: str
    reference: str
    accepted: bool
    payload: str | None
    told_at: str
    error: str
    failed_at: str


class CoverBook:
    """A book in a file; close it, or use it in a `with` statement.

    Every method raises NotAvailable, with a hint, when the file is damaged, and BookHeld, which is
    one too, while another program holds it.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    @classmethod
    def open(cls, path: Path, *, create: bool = True, seconds: float = WRITER_SECONDS) -> Self:
        """The book in a file.

        Args:
            path: The file.
            create: Whether a missing or empty file becomes a new book.
            seconds: How long to wait for another program that writes.

        Raises:
            NotAvailable: when the file is missing, is no book, or cannot be opened.
        """
        with spoken(path.name):
            if not create and not path.is_file():
                raise NotAvailable(
                    f"the book of covers must be there, got no file {path.name}",
                    hint="`ledgerguard insurer refresh` asks the insurers and makes it",
                )
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path.absolute(), timeout=seconds, isolation_level=None)
            try:
                prepare(connection, path.name, create=create)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path.name)

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

    def told(self, customer_id: str = "", insurer: str = "") -> list[Told]:
        """What was said of a customer, or of all, by an insurer, or by all; also what failed."""
        wanted = {"b.customer_id": customer_id, "b.insurer": insurer}
        given = {column: value for column, value in wanted.items() if value}
        where = " AND ".join(f"{column} = ?" for column in given)
        query = _LINES.format(whose=_WHOSE, where=f"WHERE {where}" if where else "")
        return [
            Told(who, whom, reference, bool(accepted), payload, at or "", error or "", failed or "")
            for who, whom, reference, accepted, payload, at, error, failed in self._rows(
                query, tuple(given.values())
            )
        ]

    def put_covers(self, insurer: str, payloads: Mapping[str, str], told_at: str) -> None:
        """Remember what an insurer said of references; an answer asked for earlier gives way.

        Args:
            insurer: Name of the insurer.
            payloads: What it said, by its references.
            told_at: When it was asked: UTC, ISO 8601, always in the same form.
        """
        query = (
            "INSERT INTO covers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET payload = excluded.payload, told_at = excluded.told_at"
            " WHERE excluded.told_at >= told_at"
        )
        self._write(query, [(insurer, key, text, told_at) for key, text in payloads.items()])

    def put_answer(
        self, insurer: str, what: str, reference: str, payload: str, told_at: str
    ) -> None:
        """Remember what an insurer answered to another question; an earlier answer gives way.

        Args:
            insurer: Name of the insurer.
            what: The question.
            reference: The insurer's, of what was asked about.
            payload: What it said.
            told_at: When it was asked: UTC, ISO 8601, always in the same form.
        """
        query = (
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET payload = excluded.payload, told_at = excluded.told_at"
            " WHERE excluded.told_at >= told_at"
        )
        self._write(query, [(insurer, what, reference, payload, told_at)])

    def answer(self, insurer: str, what: str, reference: str) -> tuple[str, str] | None:
        """What an insurer answered last to such a question, and when; None when never."""
        rows = self._rows(
            "SELECT payload, told_at FROM answers WHERE insurer = ? AND what = ? AND reference = ?",
            (insurer, what, reference),
        )
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def buyer(self, insurer: str, customer_id: str) -> Buyer | None:
        """Who a customer is at an insurer; None when nobody knows."""
        found = self.buyers(insurer, customer_id)
        return found[0] if found else None

    def buyers(self, insurer: str = "", customer_id: str = "") -> list[Buyer]:
        """The buyers of an insurer, or of all."""
        query = "SELECT * FROM buyers WHERE ? IN ('', insurer) AND ? IN ('', customer_id)"
        rows = self._rows(f"{query} ORDER BY customer_id, insurer", (insurer, customer_id))
        return [
            Buyer(who, whom, reference, name, confidence, bool(accepted), confirmed_by)
            for who, whom, reference, name, confidence, accepted, confirmed_by in rows
        ]

    def put_buyer(self, buyer: Buyer) -> None:
        """Remember who a customer is; what a person has confirmed only a person replaces."""
        query = (
            "INSERT INTO buyers VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " reference = excluded.reference, name = excluded.name,"
            " confidence = excluded.confidence, accepted = excluded.accepted,"
            " confirmed_by = excluded.confirmed_by"
            " WHERE confirmed_by = '' OR excluded.confirmed_by != ''"
        )
        row = (
            buyer.insurer,
            buyer.customer_id,
            buyer.reference,
            buyer.name,
            buyer.confidence,
            int(buyer.accepted),
            buyer.confirmed_by,
        )
        self._write(query, [row])

    def put_failure(self, insurer: str, customer_id: str, error: str, failed_at: str) -> None:
        """Remember that an insurer could not be asked about a customer; blank error: it could."""
        if error:
            query = "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)"
            self._write(query, [(insurer, customer_id, error, failed_at)])
        else:
            query = "DELETE FROM failures WHERE insurer = ? AND customer_id = ?"
            self._write(query, [(insurer, customer_id)])

    def cursor(self, insurer: str) -> str:
        """Where the events of an insurer were read to; blank: from the beginning."""
        rows = self._rows("SELECT cursor FROM cursors WHERE insurer = ?", (insurer,))
        return str(rows[0][0]) if rows else ""

    def put_cursor(self, insurer: str, cursor: str) -> None:
        """Remember where the events were read to."""
        self._write("INSERT OR REPLACE INTO cursors VALUES (?, ?)", [(insurer, cursor)])

    def wishes(self) -> list[str]:
        """The customers that cells have asked for, the longest-waiting first."""
        rows = self._rows("SELECT customer_id FROM wishes ORDER BY asked_at, customer_id")
        return [str(customer) for (customer,) in rows]

    def put_wishes(self, wishes: Mapping[str, str]) -> None:
        """Note that cells asked for customers: the moment of each, ISO 8601, by our id."""
        # A wish that a power failure takes away is made again; a cell must not wait for the disk.
        with spoken(self._name):
            self._connection.execute("PRAGMA synchronous = OFF")
        self._write("INSERT OR IGNORE INTO wishes VALUES (?, ?)", list(wishes.items()))

    def drop_wishes(self, customers: Sequence[str]) -> None:
        """Forget wishes that were fulfilled."""
        self._write("DELETE FROM wishes WHERE customer_id = ?", [(one,) for one in customers])

    def _rows(self, query: str, values: Sequence[str] = ()) -> list[Any]:
        with spoken(self._name):
            return self._connection.execute(query, values).fetchall()

    def _write(self, query: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """All rows in one transaction, or none."""
        with spoken(self._name):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(query, rows)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
