"""The way in: opens a source of any kind as one raw frame of an engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.reading.headers import find
from ledgerguard.ledger.sources import postgres, sqlite
from ledgerguard.ledger.sources.frames import own_frame
from ledgerguard.ledger.sources.kinds import files_of, one_kind
from ledgerguard.ledger.sources.locations import Location, location, sqlite_file
from ledgerguard.ledger.sources.raw import Raw
from ledgerguard.ledger.sources.scratch import scratch
from ledgerguard.ledger.sources.sheets import sheet_frame
from ledgerguard.ledger.sources.textfiles import csv_frame, uncompressed, united
from ledgerguard.ledger.sources.watch import Progress, silent

HeaderRow = Callable[[Sequence[Sequence[Any]]], int]


@dataclass(frozen=True)
class _Asked:
    """What the caller says of a source."""

    header_row: HeaderRow
    sheet: str | None
    encoding: str | None
    table: str | None
    query: str | None
    connections: int
    progress: Progress


def opened(
    engine: Engine,
    sources: Any,
    *,
    column_map: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    table: str | None = None,
    query: str | None = None,
    connections: int = postgres.CONNECTIONS,
    progress: Progress = silent,
) -> Raw:
    """Open a ledger.

    - Files and folders, also by patterns such as ``2026-*.csv``: csv in any encoding and dialect
      (also gzip), parquet (also in folders ``key=value``), JSON lines, workbooks, SQLite. Several
      are united by the names of their columns.
    - ``sqlite:///path?table=invoices`` and ``postgresql://user@host/database?table=invoices``:
      copied into parquet first, within one snapshot of the database.
    - A frame of pandas, Polars, DuckDB, Spark, Arrow or narwhals.

    Databases, and files that must be rewritten, are staged on this machine: on a Spark cluster they
    are refused, and spark.read.jdbc gives a DataFrame of them. There, addresses such as
    ``s3a://bucket/ledger.parquet`` are opened by Spark itself.

    Args:
        engine: Where the frame lives.
        sources: One source, or several of one kind as a list or tuple.
        column_map: Field -> header, which helps to find the header.
        sheet: Name of a workbook's sheet; otherwise the first one that holds a ledger.
        encoding: Encoding of a csv; otherwise found by its bytes.
        table: Table of a database; also its schema and a dot before it.
        query: Query of a database, instead of a table.
        connections: How many connections read a PostgreSQL table at once.
        progress: Told of the rows read from a database; an error that it raises cancels the read.

    Raises:
        LedgerError: when a source cannot be read, naming what is wrong; never a password.
        InvalidValue: when the engine takes no such frame.
    """
    return opened_by(
        lambda rows: find(rows, column_map).row,
        engine,
        sources,
        sheet=sheet,
        encoding=encoding,
        table=table,
        query=query,
        connections=connections,
        progress=progress,
    )


def opened_by(
    header_row: HeaderRow,
    engine: Engine,
    sources: Any,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    table: str | None = None,
    query: str | None = None,
    connections: int = postgres.CONNECTIONS,
    progress: Progress = silent,
) -> Raw:
    """Open a table whose header is found by ``header_row``; all else as for :func:`opened`."""
    given = list(sources) if isinstance(sources, list | tuple) else [sources]
    asked = _Asked(header_row, sheet, encoding, table, query, connections, progress)
    if not given:
        raise LedgerError("a source must be named, got none")
    if not all(isinstance(one, str | Path) for one in given):
        return _frames(engine, given)
    places = [location(one) if isinstance(one, str) else None for one in given]
    if any(places):
        return _databases(engine, given, places, asked)
    if any("://" in str(one) for one in given):
        return _addresses(engine, [str(one) for one in given])
    try:
        return _files(engine, files_of(given), asked)
    except (OSError, EOFError) as error:
        raise LedgerError(f"{_listed(given)} cannot be read: {error}") from error


def _frames(engine: Engine, given: Sequence[Any]) -> Raw:
    if any(isinstance(one, str | Path) for one in given):
        raise LedgerError("frames and files cannot be read together", hint="read the files first")
    frames = [own_frame(engine, one) for one in given]
    columns = [sorted(frame.collect_schema().names()) for frame in frames]
    if any(other != columns[0] for other in columns[1:]):
        raise LedgerError("frames that are read together must have the same columns")
    return Raw(united(frames), engine, f"a frame of {type(given[0]).__module__.partition('.')[0]}")


def _databases(
    engine: Engine, given: Sequence[Any], places: Sequence[Location | None], asked: _Asked
) -> Raw:
    (place,) = places if len(places) == 1 else (None,)
    if place is None:
        raise LedgerError(
            f"one table of a database is read at a time, got {len(given)} sources",
            hint="a query with UNION ALL unites several tables",
        )
    return _database(engine, place, asked)


def _database(engine: Engine, place: Location, asked: _Asked) -> Raw:
    place = place.meant(asked.table, asked.query)
    folder = scratch(engine, place.name)
    if place.scheme == "sqlite":
        files = sqlite.read(place, folder, progress=asked.progress)
    else:
        files = postgres.read(place, folder, connections=asked.connections, progress=asked.progress)
    return Raw(engine.parquet(files), engine, place.source)


def _addresses(engine: Engine, given: Sequence[str]) -> Raw:
    """What only Spark opens: s3a://, hdfs:// and their like, told apart by their endings."""
    if engine.name != "pyspark":
        raise LedgerError(
            f"{given[0].partition('://')[0]}:// is not an address that {engine.name} reads here",
            hint="sqlite:// and postgresql:// are; copy the file, or use --engine pyspark",
        )
    endings = {one.rstrip("/").removesuffix(".gz").rpartition(".")[2].lower() for one in given}
    if endings <= {"csv", "txt", "tsv"}:
        frame = engine.csv(given, delimiter="\t" if endings == {"tsv"} else ",")
    elif endings <= {"json", "jsonl", "ndjson"}:
        frame = engine.json_lines(given)
    else:
        frame = engine.parquet(given)
    return Raw(frame, engine, _listed(given))


def _files(engine: Engine, paths: Sequence[Path], asked: _Asked) -> Raw:
    kind = one_kind(paths)
    source = _listed(paths)
    if kind == "sqlite":
        if len(paths) > 1:
            raise LedgerError(f"one table of a database is read at a time, got {source}")
        return _database(engine, sqlite_file(paths[0]), asked)
    if asked.table or asked.query:
        raise LedgerError(f"only a database has a table or a query, got {source}")
    if kind == "parquet":
        return Raw(engine.parquet(paths), engine, source)
    if kind == "json lines":
        return Raw(engine.json_lines([uncompressed(engine, p) for p in paths]), engine, source)
    if kind == "workbook":
        sheets = [sheet_frame(engine, path, asked.sheet, asked.header_row) for path in paths]
        return _sheets(engine, paths, sheets)
    frame, before = csv_frame(engine, paths, asked.encoding, asked.header_row)
    return Raw(frame, engine, source, lines_before=before)


def _sheets(engine: Engine, paths: Sequence[Path], sheets: Sequence[tuple[Any, bool, int]]) -> Raw:
    (frame, is_1904, before), *others = sheets
    for path, (other, system, _) in zip(paths[1:], others, strict=True):
        same = sorted(frame.collect_schema().items()) == sorted(other.collect_schema().items())
        if not same or system != is_1904:
            raise LedgerError(
                f"workbooks that are read together must have the same columns of the same types, "
                f"got {paths[0]} and {path}",
                hint="read them one by one",
            )
    whole = united([frame, *(other for other, _, _ in others)])
    return Raw(whole, engine, _listed(paths), is_1904, before if not others else 0)


def _listed(paths: Sequence[str | Path]) -> str:
    first, last = str(paths[0]), str(paths[-1])
    return first if len(paths) == 1 else f"{len(paths)} files, {first} to {last}"
