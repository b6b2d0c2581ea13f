"""Ledger programs on DuckDB: the engine of the command line; it works within a bound of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw

from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name, files, lazy, not_taken


class OnDuckDB(Engine):
    """One DuckDB connection; what exceeds the memory goes to a temporary folder."""

    name: Name = "duckdb"

    def __init__(
        self,
        *,
        memory_mb: int | None = None,
        threads: int | None = None,
        database: str | Path = ":memory:",
    ) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="ledgerguard-duckdb-")
        self.connection = duckdb.connect(str(database))
        self._numbers = count()
        settings = {
            "temp_directory": f"'{self._spill.name}'",
            # Our programs state their order; keeping the rows' own costs memory and threads.
            "preserve_insertion_order": "false",
        }
        if memory_mb is not None:
            settings["memory_limit"] = f"'{memory_mb}MB'"
        if threads is not None:
            settings["threads"] = str(threads)
        for name, value in settings.items():
            self.connection.execute(f"SET {name} = {value}")

    def own(self, native: Any) -> LazyFrame:
        """A relation of this connection, an Arrow table or reader, or a pandas or Polars frame."""
        if isinstance(native, nw.DataFrame | nw.LazyFrame):
            native = native.to_native()
        if isinstance(native, duckdb.DuckDBPyRelation):
            return lazy(native)
        if type(native).__module__.startswith("pandas"):
            return lazy(self.connection.from_df(native))
        if type(native).__module__.startswith("polars") and hasattr(native, "collect"):
            native = native.collect()
        if hasattr(native, "to_arrow"):
            native = native.to_arrow()
        if hasattr(native, "__arrow_c_stream__"):
            return lazy(self.connection.from_arrow(native))
        raise not_taken("DuckDB", native)

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, scanned."""
        found = [f"{p}/**/*.parquet" if Path(p).is_dir() else str(p) for p in paths]
        return lazy(
            self.connection.read_parquet(
                found, hive_partitioning=any("*" in p for p in found), union_by_name=len(found) > 1
            )
        )

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, scanned."""
        return lazy(
            self.connection.read_csv(
                files(paths),
                sep=delimiter,
                header=True,
                skiprows=skip,
                all_varchar=True,
                quotechar='"',
                escapechar='"',
                union_by_name=len(paths) > 1,
            )
        )

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, scanned."""
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files(paths))
        return self.sql(
            f"SELECT * FROM read_json([{listed}], format = 'newline_delimited', "  # noqa: S608  # our own paths, quoted
            "sample_size = -1, union_by_name = true)"
        )

    def sql(self, query: str) -> LazyFrame:
        """What a query answers, for what only DuckDB can."""
        return lazy(self.connection.sql(query))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """The frame as a temporary table."""
        name = f"ledgerguard_held_{next(self._numbers)}"
        frame.to_native().query(name, f"CREATE TEMP TABLE {name}_t AS SELECT * FROM {name}")  # noqa: S608  # our own names
        return lazy(self.connection.table(f"{name}_t"))

    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with its rows numbered, which DuckDB does in the order of the source.

        One thread then does the work that follows in the same pipeline; the numbers that a
        temporary table gives its rows would leave it to all, but are not in the source's order.
        """
        number = f'row_number() OVER () + {first - 1} AS "{name}"'
        return lazy(frame.to_native().project(f"*, {number}"))

    def head(self, frame: LazyFrame, rows: int) -> list[tuple[Any, ...]]:
        """The first rows in the order of the source, which is kept for as long as this takes."""
        self.connection.execute("SET preserve_insertion_order = true")
        try:
            return self.rows(lazy(frame.to_native().limit(rows)))
        finally:
            self.connection.execute("SET preserve_insertion_order = false")

    def distinct(self, frame: LazyFrame, names: Sequence[str]) -> dict[str, list[Any]]:
        """What differs in each column, all in one scan."""
        if not names:
            return {}
        quoted = ['"' + name.replace('"', '""') + '"' for name in names]
        lists = ", ".join(f"list_sort(list(DISTINCT {n}) FILTER ({n} IS NOT NULL))" for n in quoted)
        found = self.rows(lazy(frame.to_native().aggregate(lists)))[0]
        return {name: values or [] for name, values in zip(names, found, strict=True)}

    def rows(self, frame: LazyFrame) -> list[tuple[Any, ...]]:
        """The rows as Python values."""
        found: list[tuple[Any, ...]] = frame.to_native().fetchall()
        return found

    def write_parquet(self, frame: LazyFrame, path: Path) -> None:
        """Write one parquet file, streaming."""
        frame.to_native().write_parquet(str(path))

    def write_csv(self, frame: LazyFrame, path: Path) -> None:
        """Write one csv file, streaming."""
        frame.to_native().write_csv(str(path), header=True)

    def stop(self) -> None:
        """Interrupt the running query."""
        self.connection.interrupt()

    def progress(self) -> float | None:
        """How far the running query is, where DuckDB can tell."""
        share = self.connection.query_progress()
        return share / 100 if share >= 0 else None

    def close(self) -> None:
        """Close the connection and empty the temporary folder."""
        self.connection.close()
        self._spill.cleanup()
