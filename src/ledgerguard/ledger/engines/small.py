"""A small frame beside a large one, on the same engine: calendars, thresholds, names of levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """A relation of the frame's own connection, which only the relation itself knows."""
    names = ", ".join(f'"{name}"' for name in schema)
    rows = list(zip(*columns.values(), strict=True))
    typed = ", ".join(
        f'CAST("{name}" AS {_DUCKDB[kind]}) AS "{name}"' for name, kind in schema.items()
    )
    empty = (
        f"SELECT {', '.join(f'NULL AS {chr(34)}{name}{chr(34)}' for name in schema)} WHERE false"
    )
    values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
    source = f"(VALUES {values}) AS v({names})" if rows else f"({empty})"
    return native.query("ledgerguard_beside", f"SELECT {typed} FROM {source}")  # noqa: S608


def _literal(value: Any) -> str:
    """A value in SQL; only numbers and text come here."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"'{float(value)!r}'::DOUBLE" if isinstance(value, float) else str(int(value))
