"""A small result as Python values, whatever engine it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw


def rows_of(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], *names: str) -> list[tuple[Any, ...]]:
    """The rows of a result that fits in memory, in the frame's order.

    narwhals collects DuckDB and Spark by way of Arrow, which need not be installed.

    Args:
        frame: Eager or lazy, of any engine.
        names: The columns, in this order; all of them when left out.
    """
    if isinstance(frame, nw.DataFrame):
        return (frame.select(*names) if names else frame).rows()
    native: Any = (frame.select(*names) if names else frame).to_native()
    if frame.implementation.is_duckdb():
        found: Sequence[Any] = native.fetchall()
    elif frame.implementation.is_polars():
        found = native.collect(engine="streaming").rows()
    elif frame.implementation.is_pyspark():
        found = [tuple(row) for row in native.collect()]
    else:
        found = [tuple(map(_plain, row)) for row in nw.from_native(native).rows()]
    return list(found)


def _plain(cell: Any) -> Any:
    """A cell of pandas: its several ways to hold nothing are None, as they are elsewhere."""
    cell = cell.item() if hasattr(cell, "item") else cell
    return cell if (cell == cell) is True else None  # NaN and NaT are no equals
