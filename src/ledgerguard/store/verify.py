"""Finds whatever in a log is not as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import LogError
from ledgerguard.store.contents import content
from ledgerguard.store.database import DAMAGE, SCHEMA, is_held, objects
from ledgerguard.store.entries import COLUMNS, GENESIS, read_body, references, row_hash
from ledgerguard.store.sqlite import sqlite3

PAGE: Final = 500
"""Rows read at a time: nobody holds the file while a caller works on them."""

_FIRST: Final = -(2**63)
_KEEP = "keep the file as it is and compare it with a copy"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a log that is not as it was written.

    Attributes:
        number: The row it was found at; None where it belongs to no row.
        what: What must be, and what was found.
        hint: What it may mean or what to do.
    """

    number: int | None
    what: str
    hint: str


def find_faults(connection: sqlite3.Connection, head: str | None = None) -> tuple[Fault, ...]:
    """Every fault of a log.

    Args:
        connection: The log.
        head: A head hash that was kept elsewhere; `Log.verify` says what it is for.

    Raises:
        LogError: when the head is no hash.
        sqlite3.Error: when another program holds the file; damage is a fault and not an error.
    """
    if head is not None and not re.fullmatch(r"[0-9a-f]{64}", head := head.strip().lower()):
        raise LogError(
            f"head must be a hash of 64 hexadecimal digits, got {head!r}",
            hint="copy it in full from the workbook or the letter",
        )
    chain = _Chain(head)
    faults: list[Fault] = []
    for part in (_in_the_file, _in_the_schema, chain.faults):
        try:
            faults.extend(part(connection))
        except DAMAGE as error:
            if is_held(error) or isinstance(error, sqlite3.ProgrammingError):
                raise
            faults.append(Fault(None, f"the log must be readable to its end, got: {error}", _KEEP))
        except LogError as error:
            faults.append(Fault(None, error.message, error.hint))
    if not chain.head_seen:
        faults.append(
            Fault(
                None,
                f"the head {head} must be the hash of a row, got no such row",
                "the end was cut off or the chain written anew since, or it is another log's head",
            )
        )
    return tuple(faults)


def pages(
    connection: sqlite3.Connection, last: int, only: Mapping[str, str | None] | None = None
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Number and other columns of rows up to a number, in order; between pages others may write.

    Args:
        connection: The log.
        last: The number of the last row wanted.
        only: What columns must be equal to; None stands for anything.
    """
    asked = {name: value for name, value in (only or {}).items() if value is not None}
    where = "".join(f" AND {name} = ?" for name in asked)
    look = (
        f"SELECT {', '.join(COLUMNS)} FROM entries WHERE number >= ? AND number <= ?{where}"  # noqa: S608  # names of our own columns
        f" ORDER BY number LIMIT {PAGE}"
    )
    start = _FIRST
    while start <= last:
        page = connection.execute(look, (start, last, *asked.values())).fetchall()
        for number, *texts in page:
            if number < start:  # a damaged tree could lead round in circles
                raise LogError(f"row {number} must stand in order, got it later", hint=_KEEP)
            yield number, tuple(texts)
            start = number + 1
        if len(page) < PAGE:
            return


class _Chain:
    """Walks the rows once; notes whether the wanted head was among their hashes."""

    def __init__(self, head: str | None) -> None:
        self._head = head
        self.head_seen = head in (None, GENESIS)
        self._named: dict[str, int] = {}

    def faults(self, connection: sqlite3.Connection) -> Iterator[Fault]:
        # Before the rows: what is brought in from now on has its row beyond the last one looked at.
        held = [key for (key,) in connection.execute("SELECT sha256 FROM contents")]
        last = connection.execute("SELECT max(number) FROM entries").fetchone()[0]
        yield from self._in_the_rows(connection, 0 if last is None else last)
        for key, number in self._named.items():
            try:
                content(connection, key)
            except LogError as error:
                yield Fault(number, error.message, error.hint)
        for key in held:
            if key not in self._named:
                yield Fault(None, f"a content must be named by a row, got {key!r} by none", _KEEP)

    def _in_the_rows(self, connection: sqlite3.Connection, last: int) -> Iterator[Fault]:
        expected = 1
        previous: object = GENESIS
        for number, texts in pages(connection, last):
            if number != expected:
                what = f"row {expected} must follow, got row {number}"
                yield Fault(number, what, "rows in between were removed, or this one was put in")
            if texts[-2] != previous:
                what = f"row {number} must name the hash of the row before, got {texts[-2]!r}"
                yield Fault(number, what, "the row before was changed, removed or put in")
            if problem := self._in_a_row(number, texts):
                yield Fault(number, problem, "a column of the row was changed after it was written")
            expected, previous = number + 1, texts[-1]
            self.head_seen = self.head_seen or previous == self._head

    def _in_a_row(self, number: int, texts: tuple[object, ...]) -> str:
        words = [text for text in texts if isinstance(text, str)]
        if len(words) < len(texts):
            return f"row {number} must hold text in every column, got other bytes"
        *hashed, previous, own = words
        if row_hash(previous, number, *hashed) != own:
            return f"row {number} must have the hash of its columns, got {own!r}"
        try:
            for key in references(read_body(hashed[-1])):
                self._named.setdefault(key, number)
        except LogError as error:
            return str(error)
        return ""


def _in_the_file(connection: sqlite3.Connection) -> Iterator[Fault]:
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Fault(None, f"SQLite must find the file sound, got: {message}", _KEEP)


def _in_the_schema(connection: sqlite3.Connection) -> Iterator[Fault]:
    with closing(sqlite3.connect(":memory:")) as model:
        for statement in SCHEMA:
            model.execute(statement)
        expected = objects(model)
    found = objects(connection)
    for kind, name, _, _ in sorted(expected - found, key=str):
        what = f"the {kind} {name} must be as ledgerguard made it, got it removed or changed"
        yield Fault(None, what, "somebody opened the way to change rows; believe the rows less")
    for kind, name, _, _ in sorted(found - expected, key=str):
        yield Fault(None, f"the log must hold its own tables only, got the {kind} {name}", _KEEP)
