"""Ledger programs on Polars: streaming, all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import polars as pl

from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name, files, lazy, not_taken
from ledgerguard.ledger.engines.folders import keys_of, parquet_files


class OnPolars(Engine):
    """Polars on its streaming engine; it knows no memory bound."""

    name: Name = "polars"

    def __init__(self, *, memory_mb: int | None = None, threads: int | None = None) -> None:
        pass

    def own(self, native: Any) -> LazyFrame:
        """A Polars or pandas frame, or an Arrow table."""
        if isinstance(native, nw.DataFrame | nw.LazyFrame):
            native = native.to_native()
        if isinstance(native, pl.LazyFrame):
            return lazy(native)
        if isinstance(native, pl.DataFrame):
            return lazy(native.lazy())
        if type(native).__module__.startswith("pandas"):
            return self._of_pandas(native)
        if hasattr(native, "__arrow_c_stream__"):
            return lazy(pl.DataFrame(native).lazy())
        raise not_taken("Polars", native)

    def _of_pandas(self, native: Any) -> LazyFrame:
        """By way of DuckDB, which takes mixed columns, and without pyarrow."""
        from ledgerguard.ledger.engines.on_duckdb import OnDuckDB

        with OnDuckDB(in_order=True) as bridge:
            return lazy(pl.DataFrame(bridge.own(native).to_native()).lazy())

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, scanned."""
        found = parquet_files(paths)
        return _stacked(
            pl.scan_parquet(files(same), **_partitions(same))
            for same in _alike(found, lambda file: str(pl.read_parquet_schema(file)))
        )

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, scanned; a quotation mark inside a cell must stand in quotes."""

        def header(path: str) -> list[str]:
            read = pl.scan_csv(path, separator=delimiter, skip_rows=skip, infer_schema=False)
            return read.collect_schema().names()

        def scanned(found: list[str]) -> pl.LazyFrame:
            kinds = dict.fromkeys([*header(found[0]), _BEYOND], pl.String)
            wide = pl.scan_csv(
                found,
                separator=delimiter,
                skip_rows=skip,
                schema=kinds,
                missing_columns="insert",  # no header names the one beyond it
            )
            return _no_wider(wide)

        return _stacked(map(scanned, _alike(files(paths), lambda file: str(header(file)))))

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, scanned."""
        return _stacked(pl.scan_ndjson(path, infer_schema_length=None) for path in files(paths))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """The frame, computed."""
        return lazy(_native(frame).collect(engine="streaming").lazy())

    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with its rows numbered."""
        return lazy(_native(frame).with_row_index(name, first).cast({name: pl.Int64}))

    def write_parquet(self, frame: LazyFrame, path: str | Path) -> None:
        """Write one parquet file, streaming."""
        _native(frame).sink_parquet(path)

    def write_csv(self, frame: LazyFrame, path: str | Path) -> None:
        """Write one csv file, streaming."""
        _native(frame).sink_csv(path)


def _native(frame: LazyFrame) -> pl.LazyFrame:
    native: pl.LazyFrame = frame.to_native()
    return native


def _partitions(found: Sequence[str]) -> dict[str, Any]:
    keys = keys_of(found)
    return (
        {"hive_partitioning": True, "hive_schema": dict.fromkeys(keys, pl.String)} if keys else {}
    )


_BEYOND: Final = "ledgerguard_beyond_the_header"


def _no_wider(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame, which raises at a row of more cells than its header, whatever columns are read."""
    said = pl.lit("more cells than columns in the header: ") + pl.col(_BEYOND)
    return frame.filter(said.cast(pl.Int64, strict=True).is_null()).drop(_BEYOND)


def _alike(paths: Sequence[str], look: Callable[[str], str]) -> list[list[str]]:
    """Files of the same columns together: Polars scans them as one, whatever their number."""
    if len(paths) == 1:
        return [list(paths)]
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(look(path), []).append(path)
    return list(groups.values())


def _stacked(parts: Iterable[pl.LazyFrame]) -> LazyFrame:
    one, *others = parts
    return lazy(pl.concat([one, *others], how="diagonal_relaxed") if others else one)
