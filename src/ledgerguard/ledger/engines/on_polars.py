"""Ledger programs on Polars: streaming, all cores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name, files, lazy, not_taken


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
        if hasattr(native, "__arrow_c_stream__") or hasattr(native, "__dataframe__"):
            return lazy(pl.DataFrame(native).lazy())
        raise not_taken("Polars", native)

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, scanned."""
        return lazy(pl.scan_parquet([_whole(path) for path in paths]))

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, scanned."""
        return lazy(
            pl.scan_csv(
                files(paths),
                separator=delimiter,
                skip_rows=skip,
                infer_schema=False,
            )
        )

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, scanned."""
        return lazy(pl.scan_ndjson(files(paths), infer_schema_length=None))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """The frame, computed."""
        return lazy(_native(frame).collect(engine="streaming").lazy())

    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with its rows numbered."""
        return lazy(_native(frame).with_row_index(name, first).cast({name: pl.Int64}))

    def rows(self, frame: LazyFrame) -> list[tuple[Any, ...]]:
        """The rows as Python values."""
        return list(_native(frame).collect(engine="streaming").rows())

    def write_parquet(self, frame: LazyFrame, path: Path) -> None:
        """Write one parquet file, streaming."""
        _native(frame).sink_parquet(path)

    def write_csv(self, frame: LazyFrame, path: Path) -> None:
        """Write one csv file, streaming."""
        _native(frame).sink_csv(path)

    def close(self) -> None:
        """Nothing is held."""


def _native(frame: LazyFrame) -> pl.LazyFrame:
    native: pl.LazyFrame = frame.to_native()
    return native


def _whole(path: str | Path) -> str:
    return f"{path}/**/*.parquet" if Path(path).is_dir() else str(path)
