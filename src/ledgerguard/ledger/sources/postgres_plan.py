"""How a table of PostgreSQL is read: its columns, and the parts that are read at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.sources import postgres
from ledgerguard.ledger.sources.locations import Location
from ledgerguard.ledger.sources.names import quoted

BLOCKS: Final = 8_192
"""Blocks of a part: 64 megabytes of a table at the usual size."""

FEW_BLOCKS: Final = 128
"""A smaller table is read by one connection."""

KEYS: Final = 1_000_000
"""Keys of a part, where the server cannot read ranges of blocks."""

MOST: Final = 1_000
"""Parts at most by keys, which may have large gaps."""

TID_RANGES: Final = 14
"""The first version whose servers read a range of blocks without a look at all others."""

_AS_IS: Final = frozenset(("int2", "int4", "int8", "bool", "float8"))
_DAYS: Final = {"date": "date", "timestamp": "timestamp", "timestamptz": "timestamp"}
_SHOWN: Final = 20  # tables that an error lists


@dataclass(frozen=True)
class Plan:
    """The queries whose answers are the table, in its order."""

    queries: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    oid: int
    sql: str  # schema and name, quoted
    kind: str
    method: str


def plan(connection: Any, place: Location, connections: int, *, version: int | None = None) -> Plan:
    """The parts of a table, or the one query that is asked for.

    Args:
        connection: In the transaction whose snapshot the parts are read in: the table keeps a lock.
        place: The database, with a table or a query.
        connections: How many parts are read at once.
        version: Major version of the server; asked where it is left out.

    Raises:
        LedgerError: when nothing is named, or no such table is seen.
    """
    if place.query is not None:
        asked = place.query.strip().rstrip(";")
        return Plan((f"SELECT {_columns(connection, f'({asked}) AS q')} FROM ({asked}) AS q",))  # noqa: S608  # the user's own query, read only
    table = _found(connection, place)
    columns = _columns(connection, table.sql)  # this also takes the lock
    parts = _parts(connection, table, connections, version or _version(connection))
    select = f"SELECT {columns} FROM {table.sql}"  # noqa: S608  # quoted names
    return Plan(tuple(f"{select} WHERE {part}" if part else select for part in parts))


def _version(connection: Any) -> int:
    return (
        int(postgres.rows(connection, "SELECT current_setting('server_version_num')")[0][0])
        // 10_000
    )


def _columns(connection: Any, relation: str) -> str:
    """The columns, each cast to what every engine holds exactly."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"SELECT * FROM {relation} LIMIT 0")  # noqa: S608  # as above
        schema = cursor.fetch_arrow_table().schema
    return ", ".join(_cast(quoted(field.name), _type(field)) for field in schema) or "NULL"


def _type(field: Any) -> str:
    said: bytes = (field.metadata or {}).get(b"POSTGRESQL:type", b"")
    return said.decode()


def _cast(column: str, kind: str) -> str:
    if kind in _AS_IS:
        return column
    if kind in _DAYS:
        return f"CASE WHEN isfinite({column}) THEN {column}::{_DAYS[kind]} END AS {column}"
    if kind == "money":  # its text has the sign and the marks of the server's language
        return f"{column}::numeric::text AS {column}"
    return f"{column}::text AS {column}"


def _found(connection: Any, place: Location) -> _Table:
    """The table of a name: in the search path, or with its schema before a dot.

    The whole name is compared, so that a name may hold any sign.
    """
    if not place.table:
        raise LedgerError(
            f"a table or a query must be named for {place.name}",
            hint=f"add ?table=NAME to the address; tables are {_listed(connection)}",
        )
    wanted = postgres.literal(place.table)
    found = postgres.rows(
        connection,
        "SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, "  # noqa: S608  # an escaped literal
        "coalesce(a.amname, '')::text "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "LEFT JOIN pg_am a ON a.oid = c.relam "
        f"WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ((c.relname = {wanted} "
        f"AND pg_table_is_visible(c.oid)) OR n.nspname || '.' || c.relname = {wanted}) "
        "ORDER BY (c.relname = " + wanted + ") DESC",
    )
    if not found:
        raise LedgerError(
            f"there is no table {place.table} in {place.name}",
            hint=f"tables are {_listed(connection)}",
        )
    oid, schema, table, kind, method = found[0]
    return _Table(oid, f"{quoted(schema)}.{quoted(table)}", kind, method)


def _listed(connection: Any) -> str:
    found = postgres.rows(
        connection,
        "SELECT CASE WHEN pg_table_is_visible(c.oid) THEN c.relname::text "  # noqa: S608  # a number
        "ELSE n.nspname || '.' || c.relname END FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') "
        "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_t' "
        f"AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1 LIMIT {_SHOWN}",
    )
    return ", ".join(row[0] for row in found) or "(none)"


def _parts(connection: Any, table: _Table, connections: int, version: int) -> Sequence[str | None]:
    """Conditions that share out the rows: each row fulfils exactly one, whatever the numbers."""
    if table.kind not in ("r", "p", "m") or connections < 2:
        return [None]
    blocks = _blocks(connection, table)
    if blocks < FEW_BLOCKS:
        return [None]
    if version >= TID_RANGES and (table.kind == "p" or table.method == "heap"):
        bounds = _bounds(0, blocks, max(connections, -(-blocks // BLOCKS)))
        return _ranges("ctid", [f"'({block},0)'::tid" for block in bounds])
    key = _key(connection, table)
    if key is None:
        return [None]
    low, high = postgres.rows(connection, f"SELECT min({key}), max({key}) FROM {table.sql}")[0]  # noqa: S608  # quoted names
    if low is None:
        return [None]
    bounds = _bounds(low, high + 1, max(connections, min(-((low - high) // KEYS), MOST)))
    return _ranges(key, [str(bound) for bound in bounds])


def _blocks(connection: Any, table: _Table) -> int:
    """Blocks of the table; of a divided one, those of its largest part: each has its own ctid."""
    found = postgres.rows(
        connection,
        "WITH RECURSIVE tree AS ("  # noqa: S608  # a number
        f"SELECT {table.oid}::oid AS oid UNION ALL "
        "SELECT i.inhrelid FROM pg_inherits i JOIN tree t ON i.inhparent = t.oid) "
        "SELECT coalesce(max(pg_relation_size(oid)), 0)::bigint "
        "/ current_setting('block_size')::bigint FROM tree",
    )
    return int(found[0][0])


def _key(connection: Any, table: _Table) -> str | None:
    """The primary key, where it is one column of whole numbers."""
    found = postgres.rows(
        connection,
        "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a "  # noqa: S608  # a number
        "ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
        f"WHERE i.indrelid = {table.oid} AND i.indisprimary AND i.indnatts = 1 "
        "AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)",
    )
    return quoted(found[0][0]) if found else None


def _bounds(low: int, high: int, parts: int) -> list[int]:
    """Where each part but the first begins."""
    return sorted({low + (high - low) * part // parts for part in range(1, parts)} - {low})


def _ranges(column: str, bounds: Sequence[str]) -> list[str | None]:
    """The first part is open below and the last one above: no row lies outside."""
    lower = [None, *bounds]
    upper = [*bounds, None]
    return [
        " AND ".join(
            [f"{column} >= {low}"] * (low is not None) + [f"{column} < {high}"] * (high is not None)
        )
        or None
        for low, high in zip(lower, upper, strict=True)
    ]
