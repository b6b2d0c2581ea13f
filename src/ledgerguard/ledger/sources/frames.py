"""Frames of Python as sources: whatever library they are of."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.sources.scratch import scratch


def own_frame(engine: Engine, native: Any) -> LazyFrame:
    """A frame of pandas, Polars, DuckDB, Spark, Arrow or narwhals as one of the engine.

    Raises:
        InvalidValue: when it is no frame that the engine can take.
    """
    if isinstance(native, nw.DataFrame | nw.LazyFrame):
        native = native.to_native()
    module = type(native).__module__.partition(".")[0]
    if "duckdb" in module and hasattr(native, "write_parquet"):
        return _of_duckdb(engine, native)
    if module == "pyspark" and engine.name != "pyspark":
        native = native.toArrow()
    return engine.own(native)


def _of_duckdb(engine: Engine, relation: Any) -> LazyFrame:
    """A relation of any connection; those of another one than the engine's go by way of a file."""
    if engine.name == "duckdb" and _is_of(engine, relation):
        return engine.own(relation)
    path = scratch(engine, "a relation of DuckDB") / "relation.parquet"
    relation.write_parquet(str(path))
    return engine.parquet([path])


def _is_of(engine: Any, relation: Any) -> bool:
    """Whether a relation can see what only the engine's connection has."""
    import duckdb

    engine.connection.execute("CREATE OR REPLACE TEMP VIEW ledgerguard_ours AS SELECT 1 AS one")
    try:
        relation.query(
            "ledgerguard_relation", "SELECT one FROM ledgerguard_ours LIMIT 0"
        ).fetchall()
    except duckdb.CatalogException:
        return False
    return True
