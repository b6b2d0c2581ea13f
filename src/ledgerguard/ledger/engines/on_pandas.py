"""Ledger programs on pandas: for what fits in memory several times over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw

from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name, files, lazy, not_taken


class OnPandas(Engine):
    """pandas; it knows no memory bound and one thread."""

    name: Name = "pandas"

    def __init__(self, *, memory_mb: int | None = None, threads: int | None = None) -> None:
        pass

    def own(self, native: Any) -> LazyFrame:
        """A pandas or Polars frame, or an Arrow table."""
        import pandas as pd

        if isinstance(native, nw.DataFrame | nw.LazyFrame):
            native = native.to_native()
        if isinstance(native, pd.DataFrame):
            return lazy(native)
        if hasattr(native, "to_pandas"):
            return lazy(native.to_pandas())
        if hasattr(native, "read_pandas"):
            return lazy(native.read_pandas())
        raise not_taken("pandas", native)

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, read whole."""
        import pandas as pd

        parts = [pd.read_parquet(path) for path in files(paths)]
        return self.own(parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True))

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, read whole."""
        import pandas as pd

        parts = [
            pd.read_csv(path, sep=delimiter, skiprows=skip, dtype=str, keep_default_na=False)
            for path in files(paths)
        ]
        return self.own(parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True))

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, read whole."""
        import pandas as pd

        parts = [pd.read_json(path, lines=True, dtype=False, convert_dates=False) for path in paths]
        return self.own(parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """Frames of pandas are computed already."""
        return frame

    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with its rows numbered."""
        native = frame.collect().to_native()
        return lazy(native.assign(**{name: range(first, first + len(native))}))

    def rows(self, frame: LazyFrame) -> list[tuple[Any, ...]]:
        """The rows as Python values."""
        return frame.collect().rows()

    def write_parquet(self, frame: LazyFrame, path: Path) -> None:
        """Write one parquet file."""
        frame.collect().to_native().to_parquet(path, index=False)

    def write_csv(self, frame: LazyFrame, path: Path) -> None:
        """Write one csv file."""
        frame.collect().to_native().to_csv(path, index=False)

    def close(self) -> None:
        """Nothing is held."""
