"""Ledger programs on DuckDB: the engine of the command line; it works within a bound of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

import duckdb
import narwhals as nw

from ledgerguard.ledger.engines.engine import (
    MARK,
    Engine,
    LazyFrame,
    Name,
    files,
    lazy,
    not_taken,
)
from ledgerguard.ledger.engines.folders import keys_of, parquet_files


class OnDuckDB(Engine):
    """One DuckDB connection; what exceeds the memory goes to a temporary folder."""

    name: Name = "duckdb"

    def __init__(
        self,
        *,
        memory_mb: int | None = None,
        threads: int | None = None,
        database: str | Path = ":memory:",
        in_order: bool = False,
    ) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="ledgerguard-duckdb-")
        self.connection = duckdb.connect(str(database))
        self._in_order, self._memory_mb = in_order, memory_mb
        self._numbers = count()
        settings = {
            "temp_directory": f"'{self._spill.name}'",
            # Our programs state their order; keeping the rows' own costs memory and threads.
            "preserve_insertion_order": str(in_order).lower(),
            # Look at every value: from a sample, a column of objects could not hold the others.
            "GLOBAL pandas_analyze_sample": str(2**31),
            "enable_progress_bar": "true",  # what progress() reads
            "enable_progress_bar_print": "false",
        }
        if str(database) == ":memory:":
            # Nothing is to be kept: what DuckDB would tidy up for it now and then takes time only.
            settings["checkpoint_threshold"] = "'1TB'"
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
        module = type(native).__module__.partition(".")[0]
        if module == "pandas":
            return lazy(self.connection.from_df(native))
        if module == "polars":
            return self._of_polars(native)
        if hasattr(native, "__arrow_c_stream__"):
            found = lazy(self.connection.from_arrow(native))
            # A reader can be read once, and a program may look twice.
            return self.held(found) if hasattr(native, "read_next_batch") else found
        raise not_taken("DuckDB", native)

    def _of_polars(self, native: Any) -> LazyFrame:
        """By way of a file: it need not fit in memory, and pyarrow need not be installed."""
        path = f"{self._spill.name}/polars-{next(self._numbers)}.parquet"
        native.lazy().sink_parquet(path, compression="uncompressed")
        return self.parquet([path])

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, scanned."""
        found = parquet_files(paths)
        options = {
            "hive_partitioning": bool(keys_of(found)),
            "hive_types_autocast": False,
            "union_by_name": len(found) > 1,
        }
        return self._read("read_parquet", found, options)

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, scanned."""
        options = {
            "delim": _text(delimiter),
            "header": True,
            "skip": skip,
            "all_varchar": True,
            "quote": _text('"'),
            "escape": _text('"'),
            "null_padding": True,
            "union_by_name": len(paths) > 1,
            # DuckDB cannot pad short rows in parallel where a cell holds a line break.
            "parallel": not any(map(_breaks_cells, paths)),
        }
        if self._memory_mb is None or self._memory_mb >= _ROOMY_MB:
            options["buffer_size"] = _BUFFER
        found = self._read("read_csv", paths, options)
        if len(paths) > 1 or not Path(paths[0]).is_file():
            return found  # several files are matched by the names of their own headers
        # Otherwise DuckDB would look at the head of the file again whenever a program names it.
        del options["all_varchar"], options["union_by_name"]
        cells = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in found.collect_schema().names())
        told = {"auto_detect": False, "columns": f"{{{cells}}}"}
        return self._read("read_csv", paths, options | told)

    def _read(
        self, reader: str, paths: Sequence[str | Path], options: Mapping[str, object]
    ) -> LazyFrame:
        listed = ", ".join(map(_text, files(paths)))
        said = ", ".join(f"{name} = {value}" for name, value in options.items())
        return self.sql(f"SELECT * FROM {reader}([{listed}], {said})")  # noqa: S608  # quoted paths

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, scanned."""
        listed = ", ".join(map(_text, files(paths)))
        source = f"[{listed}], format = 'newline_delimited', union_by_name = true"
        found = self.connection.sql(f"SELECT * FROM read_json({source}, sample_size = -1)")  # noqa: S608  # our own paths, quoted
        # DuckDB would read 05-06-2024 as a date of its own choice, and 0042 may be a customer.
        kinds = ", ".join(
            f"{_text(name)}: {_text(_as_written(str(kind)))}"
            for name, kind in zip(found.columns, found.types, strict=True)
        )
        return self.sql(f"SELECT * FROM read_json({source}, columns = {{{kinds}}})")  # noqa: S608  # as above

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

    def in_order(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """All threads fill a temporary table, whose own row numbers then follow the source."""
        table = f"ledgerguard_rows_{next(self._numbers)}"
        with self._order_kept():
            frame.to_native().query(f"{table}_v", f"CREATE TEMP TABLE {table} AS FROM {table}_v")
        return self.sql(f'SELECT *, rowid + {first} AS "{name}" FROM {table}')  # noqa: S608  # our own names

    @contextmanager
    def _order_kept(self) -> Iterator[None]:
        """The order of the rows, which costs memory, is kept for as long as this takes."""
        self.connection.execute("SET preserve_insertion_order = true")
        try:
            yield
        finally:
            self.connection.execute(f"SET preserve_insertion_order = {self._in_order}")

    READS_TEXTS = True

    def tried(
        self, frame: LazyFrame, numbers: Mapping[str, str], days: Mapping[str, str]
    ) -> LazyFrame:
        """Texts cast where they can be; DuckDB by itself would also take 1_000 and 2026 10 31."""
        # The names are those of our own programs. A CASE would cost more than both of its sides.
        found = []
        for name, text in numbers.items():
            found.append(f"TRY_CAST({text} AS DOUBLE) AS {name}")
            found.append(f"NOT contains({text}, '_') AS {name}_fits")
        for name, text in days.items():
            found.append(f"TRY_CAST({text} AS DATE) - {_DAY_ZERO} AS {name}")
            found.append(f"{text} LIKE '____-__-__' AS {name}_fits")
        return lazy(frame.to_native().project(", ".join(("*", *found))))

    LOOKED_UP_BY_ROW = 400

    def looked_up(
        self, frame: LazyFrame, on: str, values: Mapping[Any, Mapping[str, Any]]
    ) -> LazyFrame:
        """Few values stand in the query; for many there is a table."""
        if len(values) > self.LOOKED_UP_BY_ROW:
            return super().looked_up(frame, on, values)
        columns = [f'{_case(on, values, name)} AS "{name}"' for name in next(iter(values.values()))]
        return lazy(frame.to_native().project(", ".join(("*", *columns))))

    def whole(self, frame: LazyFrame, numbers: Mapping[str, str]) -> LazyFrame:
        """A cast that may fail; a CASE would cost more."""
        found = [f"TRY_CAST(round({of}) AS BIGINT) AS {name}" for name, of in numbers.items()]
        return lazy(frame.to_native().project(", ".join(("*", *found))))

    def packed(self, frame: LazyFrame, cells: Sequence[str], unless: str, name: str) -> LazyFrame:
        """As lists, which are quicker made than texts."""
        listed = f"[{', '.join(map(_name, cells))}]"
        rows = frame.to_native()
        return lazy(rows.project(f"*, CASE WHEN NOT {_name(unless)} THEN {listed} END AS {name}"))

    def unpacked(self, value: Any) -> tuple[str, ...]:
        """The texts of a list."""
        return tuple([text or "" for text in value])

    def few(self, frame: LazyFrame, most: int) -> LazyFrame | None:
        """Counted once they are there, which is little work for what spares several looks."""
        found = self.held(lazy(frame.to_native().limit(most + 1)))
        rows = self.rows(lazy(found.to_native().aggregate("count(*)")))[0][0]
        return found if rows <= most else None

    def marked(self, frame: LazyFrame, names: Sequence[str]) -> LazyFrame:
        """Half of a hash will do: of ten million rows it takes some ten thousand too many."""
        whole = f"hash({', '.join(map(_name, names))})"
        return lazy(frame.to_native().project(f"*, ({whole} >> 32)::UINTEGER AS {MARK}"))

    def likely_repeated(self, frame: LazyFrame, names: Sequence[str]) -> LazyFrame:
        """Told by marks, which numpy sorts in a tenth of the time in which texts are grouped."""
        import numpy as np

        if MARK not in frame.collect_schema().names():
            frame = self.marked(frame, names)
        told = frame.to_native()
        rows = int(self.rows(lazy(told.aggregate("count(*)")))[0][0])
        parts = rows // _SORTED_AT_ONCE + 1
        again = []
        for part in range(parts):
            marks = told.filter(f"{MARK} % {parts} = {part}") if parts > 1 else told
            found = marks.project(MARK).fetchnumpy()[MARK]
            found.sort()
            again.append(np.unique(found[1:][found[1:] == found[:-1]]))
        table = f"ledgerguard_again_{next(self._numbers)}"
        self.connection.register(f"{table}_v", {MARK: np.concatenate(again)})
        self.connection.execute(f"CREATE TEMP TABLE {table} AS FROM {table}_v")
        self.connection.unregister(f"{table}_v")
        return self.held(lazy(told.filter(f"{MARK} IN (FROM {table})"))).drop(MARK)

    def head(self, frame: LazyFrame, rows: int) -> list[tuple[Any, ...]]:
        """The first rows in the order of the source."""
        with self._order_kept():
            return self.rows(lazy(frame.to_native().limit(rows)))

    def distinct(self, frame: LazyFrame, names: Sequence[str]) -> dict[str, list[Any]]:
        """What differs in each column, all in one scan."""
        if not names:
            return {}
        quoted = [_name(name) for name in names]
        lists = ", ".join(f"list_sort(list(DISTINCT {n}) FILTER ({n} IS NOT NULL))" for n in quoted)
        found = self.rows(lazy(frame.to_native().aggregate(lists)))[0]
        return {name: values or [] for name, values in zip(names, found, strict=True)}

    def write_parquet(self, frame: LazyFrame, path: str | Path) -> None:
        """Write one parquet file, streaming."""
        frame.to_native().write_parquet(str(path), row_group_size=_GROUP_ROWS)

    def write_csv(self, frame: LazyFrame, path: str | Path) -> None:
        """Write one csv file, streaming."""
        frame.to_native().write_csv(str(path), header=True)

    def stop(self) -> None:
        """Interrupt the running query."""
        super().stop()
        self.connection.interrupt()

    def progress(self) -> float | None:
        """How far the running query is, where DuckDB can tell."""
        share = self.connection.query_progress()
        return share / 100 if share >= 0 else None

    def close(self) -> None:
        """Close the connection and empty the temporary folder."""
        self.connection.close()
        self._spill.cleanup()
        super().close()


_NUMBERS: Final = {
    **dict.fromkeys(("BIGINT", "UBIGINT", "HUGEINT"), "BIGINT"),
    "DOUBLE": "DOUBLE",
    "BOOLEAN": "BOOLEAN",
}
_SEEN: Final = 1 << 20
_DAY_ZERO: Final = "DATE '1899-12-30'"
_ROOMY_MB: Final = 1_000
_BUFFER: Final = 32 << 20
"""Bytes that a thread reads at a time: more than a row group, or each would be put together again
where rows keep their order."""

_GROUP_ROWS: Final = 40_960
"""Rows of a group of a written file, a third of what DuckDB takes: a thread writes what it has as
soon as it is as much, and of a table of some hundred thousand rows all threads write a part."""

_SORTED_AT_ONCE: Final = 20_000_000
"""Numbers that numpy sorts at a time: 160 megabytes."""


def _as_written(kind: str) -> str:
    """The type of a column of JSON: numbers and truth values as such, all else as its text."""
    return _NUMBERS.get(kind, "VARCHAR")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str | float) -> str:
    if isinstance(value, str):
        return _text(value) if value.isprintable() else f"decode(unhex('{value.encode().hex()}'))"
    return f"{value!r}::DOUBLE" if isinstance(value, float) else f"{value:d}::BIGINT"


_CASES: Final = 8


def _case(on: str, values: Mapping[Any, Mapping[str, Any]], name: str) -> str:
    """What is known of each value, the first ones before the others.

    DuckDB spends time on each WHEN of a CASE, whether a row reaches it or not, but none on a CASE
    that no row reaches.
    """
    found = ""
    places = range(0, len(values), _CASES)
    for start in reversed(places):
        some = islice(values.items(), start, start + _CASES)
        whens = " ".join(f"WHEN {_literal(v)} THEN {_literal(of[name])}" for v, of in some)
        found = f"CASE {_name(on)} {whens} {found and f'ELSE {found} '}END"
    return found


def _breaks_cells(path: str | Path) -> bool:
    """Whether a line break stands inside quotes, as far as the first megabyte tells."""
    try:
        with Path(path).open("rb") as file:
            seen = file.read(_SEEN)
    except OSError:  # an address or a pattern, which DuckDB opens itself
        return False
    whole, _, _ = seen.rpartition(b"\n")
    return any(line.count(b'"') % 2 for line in whole.split(b"\n"))
