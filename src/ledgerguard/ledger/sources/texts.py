"""Rows of Python values as columns of text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledgerguard.ledger.engines.on_duckdb import OnDuckDB
from ledgerguard.ledger.sources.names import quoted


def write_texts(names: Sequence[str], rows: Sequence[Sequence[Any]], path: Path) -> None:
    """Rows of Python values as a parquet file of text."""
    import pandas as pd

    cells = {f"c{place}": [_text(row[place]) for row in rows] for place in range(len(names))}
    with OnDuckDB(in_order=True) as bridge:
        frame = bridge.connection.from_df(pd.DataFrame(cells, dtype=object))
        texts = (f"CAST(c{place} AS VARCHAR) AS {quoted(name)}" for place, name in enumerate(names))
        frame.select(", ".join(texts)).write_parquet(str(path))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value)
