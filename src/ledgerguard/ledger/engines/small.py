"""A small frame beside a large one, on the same engine: calendars, thresholds, names of levels."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import narwhals as nw

AnyFrame = TypeVar("AnyFrame", nw.DataFrame[Any], nw.LazyFrame[Any])
"""One program serves both: cells work on eager frames, ledgers of any size on lazy ones."""

_DUCKDB: Final = {nw.Int64: "BIGINT", nw.Float64: "DOUBLE", nw.String: "VARCHAR"}
_ARROW: Final = {nw.Int64: "int64", nw.Float64: "double", nw.String: "string"}


def beside(
    frame: AnyFrame, columns: Mapping[str, Sequence[Any]], schema: Mapping[str, Any]
) -> AnyFrame:
    """Columns of Python values as a frame that can be joined to ``frame``.

    ``narwhals.from_dict`` makes no frame of DuckDB or Spark.

    Args:
        frame: Any frame of the engine.
        columns: Values by name, all of the same length, in the order of ``schema``; a whole number
            is never None (pandas would make it a float): use a sentinel such as NO_DAY.
        schema: ``nw.Int64``, ``nw.Float64`` or ``nw.String`` by name.
    """
    native = frame.to_native()
    if isinstance(frame, nw.DataFrame):
        return nw.from_dict(dict(columns), schema=dict(schema), backend=frame.implementation)
    made: Any
    if frame.implementation.is_duckdb():
        made = _on_duckdb(native, columns, schema)
    elif frame.implementation.is_pyspark():
        made = _on_spark(native, columns, schema)
    else:
        backend: Any = frame.implementation
        made = nw.from_dict(dict(columns), schema=dict(schema), backend=backend).to_native()
    found: AnyFrame = nw.from_native(made).lazy()
    return found


def _on_spark(native: Any, columns: Mapping[str, Sequence[Any]], schema: Mapping[str, Any]) -> Any:
    """By way of Arrow: rows of Python would stand in Spark's plan as rows of Python."""
    import pyarrow as pa

    arrays = [
        pa.array(list(columns[name]), type=pa.type_for_alias(_ARROW[kind]), from_pandas=False)
        for name, kind in schema.items()
    ]
    return native.sparkSession.createDataFrame(pa.table(arrays, names=list(schema)))


def _on_duckdb(native: Any, columns: Mapping[str, Sequence[Any]], schema: Mapping[str, Any]) -> Any:
    """A temporary table of the frame's own connection, which only the relation itself knows.

    A table, since DuckDB then knows how few rows it has and joins it the right way round. A column
    is one text in the query, and not one value a cell: tens of thousands take seconds to plan.
    """
    name = f"ledgerguard_beside_{next(_NUMBERS)}"
    parts = ", ".join(
        f'{_column(columns[name], kind)} AS "{name}"' for name, kind in schema.items()
    )
    kept = any(len(values) for values in columns.values())
    query = f"SELECT * FROM (SELECT {parts}) WHERE {kept}"  # noqa: S608  # numbers and hex digits
    native.query("ledgerguard_beside", f"CREATE TEMP TABLE {name} AS {query}")
    return native.query("ledgerguard_beside", f"SELECT * FROM {name}")  # noqa: S608  # our name


_NUMBERS: Final = itertools.count()


def _column(values: Sequence[Any], kind: Any) -> str:
    """A column in SQL; text as hex digits, so that no character can end it."""
    if kind == nw.String:
        cells: Iterable[str] = ("None" if v is None else f"x{v.encode().hex()}" for v in values)
        cell = "decode(unhex(substr(nullif(cell, 'None'), 2)))"
    else:
        # str() writes numbers of numpy as plain ones too, and floats with all their digits.
        cells = map(str, values)
        cell = f"CAST(nullif(cell, 'None') AS {_DUCKDB[kind]})"
    return f"unnest([{cell} FOR cell IN string_split('{','.join(cells)}', ',')])"


def computed_once(frame: AnyFrame) -> AnyFrame:
    """A frame that several parts of one program ask for, computed now and kept.

    Engines read a ledger as often as a plan names it. What is kept goes with the engine.
    """
    if isinstance(frame, nw.DataFrame):
        return frame
    native: Any = frame.to_native()
    if frame.implementation.is_duckdb():
        name = f"ledgerguard_once_{next(_NUMBERS)}"
        native.query(f"{name}_v", f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_v")  # noqa: S608  # our names
        native = native.query(f"{name}_v", f"SELECT * FROM {name}")  # noqa: S608  # our name
    elif frame.implementation.is_pyspark():
        native = native.localCheckpoint()
    elif frame.implementation.is_polars():
        native = native.collect(engine="streaming").lazy()
    found: AnyFrame = nw.from_native(native).lazy()
    return found
