"""Ledger programs on pandas: for what fits in memory several times over.

Files and foreign frames come by way of DuckDB: pandas itself reads parquet only where pyarrow is
installed, makes floats of whole numbers beside a blank, and guesses what is a date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name, lazy
from ledgerguard.ledger.engines.on_duckdb import OnDuckDB

_TEXT: Final[Any] = "str" if int(pd.__version__.split(".")[0]) >= 3 else "string"
_EXACT: Final = ("DECIMAL", "HUGEINT", "UHUGEINT", "ENUM", "UUID")
"""Types of DuckDB that pandas would round, or does not have; their text says the same."""


class OnPandas(Engine):
    """pandas; it knows no memory bound and one thread."""

    name: Name = "pandas"

    def __init__(self, *, memory_mb: int | None = None, threads: int | None = None) -> None:
        pass

    def own(self, native: Any) -> LazyFrame:
        """A pandas or Polars frame, or an Arrow table or reader."""
        if isinstance(native, nw.DataFrame | nw.LazyFrame):
            native = native.to_native()
        if isinstance(native, pd.DataFrame):
            return lazy(native)
        return _by_duckdb(lambda bridge: bridge.own(native))

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, read whole."""
        return _by_duckdb(lambda bridge: bridge.parquet(paths))

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, read whole."""
        return _by_duckdb(lambda bridge: bridge.csv(paths, delimiter=delimiter, skip=skip))

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, read whole."""
        return _by_duckdb(lambda bridge: bridge.json_lines(paths))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """Frames of pandas are computed already."""
        return frame

    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with its rows numbered."""
        native = frame.collect().to_native()
        return lazy(native.assign(**{name: range(first, first + len(native))}))

    def write_parquet(self, frame: LazyFrame, path: str | Path) -> None:
        """Write one parquet file."""
        with OnDuckDB() as bridge:
            bridge.write_parquet(bridge.own(frame), path)

    def write_csv(self, frame: LazyFrame, path: str | Path) -> None:
        """Write one csv file."""
        with OnDuckDB() as bridge:
            bridge.write_csv(bridge.own(frame), path)


def _by_duckdb(opened: Callable[[OnDuckDB], LazyFrame]) -> LazyFrame:
    """What DuckDB opens, as a frame of pandas in the same order."""
    with OnDuckDB(in_order=True) as bridge:
        relation = opened(bridge).to_native()
        exact = [
            f"CAST({quoted} AS VARCHAR) AS {quoted}" if _is_exact(kind) else quoted
            for name, kind in zip(relation.columns, relation.types, strict=True)
            for quoted in ['"' + name.replace('"', '""') + '"']
        ]
        relation = relation.select(", ".join(exact))
        found = relation.fetchnumpy()
        columns = {
            name: _column(found[name], str(kind))
            for name, kind in zip(relation.columns, relation.types, strict=True)
        }
    return lazy(pd.DataFrame(columns))


def _is_exact(kind: Any) -> bool:
    return str(kind).startswith(_EXACT)


def _column(values: Any, kind: str) -> Any:
    """Values of numpy, masked where they are null, as a column that keeps whole numbers whole."""
    is_null = getattr(values, "mask", None)
    if kind == "VARCHAR":
        return pd.Series(_objects(values), dtype=_TEXT)
    if is_null is None:
        return values
    if kind == "BOOLEAN":
        return pd.Series(_objects(values), dtype="boolean")
    if kind.endswith(("INT", "INTEGER")):
        return pd.arrays.IntegerArray(values.data, is_null)
    if kind in _FLOATS or values.dtype.kind == "M":
        return values.filled(float("nan") if kind in _FLOATS else np.datetime64("NaT"))
    return _objects(values)


def _objects(values: Any) -> Any:
    """The same values with None where they are masked."""
    found = values.astype(object)
    if hasattr(found, "mask"):
        found, is_null = found.data, found.mask
        found[is_null] = None
    return found


_FLOATS: Final = ("DOUBLE", "FLOAT")
