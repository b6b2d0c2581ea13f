"""Ledger programs on Spark: a cluster, or this machine as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
from pyspark.sql import DataFrame, SparkSession

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name, files, lazy, not_taken


class OnSpark(Engine):
    """A Spark session: one that is given, or a local one that closes with the engine.

    No row passes through Python: every program becomes a plan of Spark's own operators.
    """

    name: Name = "pyspark"

    def __init__(
        self,
        *,
        memory_mb: int | None = None,
        threads: int | None = None,
        session: SparkSession | None = None,
    ) -> None:
        self._is_ours = session is None and SparkSession.getActiveSession() is None
        self.session = session or SparkSession.getActiveSession() or _local(memory_mb, threads)
        self._held: list[DataFrame] = []

    def own(self, native: Any) -> LazyFrame:
        """A Spark frame, a pandas or Polars frame, or an Arrow table."""
        if isinstance(native, nw.DataFrame | nw.LazyFrame):
            native = native.to_native()
        if hasattr(native, "sparkSession"):
            return lazy(native)
        if hasattr(native, "to_arrow"):
            native = native.to_arrow()
        if type(native).__module__.startswith("pandas"):
            import pyarrow as pa

            native = pa.Table.from_pandas(native, preserve_index=False)
        if hasattr(native, "read_all"):
            native = native.read_all()
        if type(native).__module__.startswith("pyarrow"):
            return lazy(self.session.createDataFrame(native))
        raise not_taken("Spark", native)

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, scanned."""
        return lazy(self.session.read.parquet(*files(paths)))

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, scanned; lines before the header cannot be skipped here."""
        if skip:
            raise InvalidValue(
                f"a csv must begin with its header on Spark, got {skip} lines before it",
                hint="use --engine duckdb, or remove those lines",
            )
        reader = self.session.read.option("header", True).option("sep", delimiter)
        reader = reader.option("escape", '"').option("multiLine", True)
        return lazy(reader.csv(files(paths)))

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, scanned."""
        return lazy(self.session.read.json(files(paths)))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """The frame, computed now, without the plan that led to it.

        Programs that go round by round would else carry a plan that grows with every round.
        """
        kept: DataFrame = frame.to_native().localCheckpoint()
        self._held.append(kept)
        return lazy(kept)

    def rows(self, frame: LazyFrame) -> list[tuple[Any, ...]]:
        """The rows as Python values."""
        return [tuple(row) for row in frame.to_native().collect()]

    def write_parquet(self, frame: LazyFrame, path: Path) -> None:
        """Write a folder of parquet files."""
        frame.to_native().write.mode("overwrite").parquet(str(path))

    def write_csv(self, frame: LazyFrame, path: Path) -> None:
        """Write a folder of csv files."""
        frame.to_native().write.mode("overwrite").option("header", True).csv(str(path))

    def stop(self) -> None:
        """Cancel the running jobs."""
        self.session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Give back what was held, and the session if it is ours."""
        for frame in self._held:
            frame.unpersist()
        self._held.clear()
        if self._is_ours:
            self.session.stop()


def _local(memory_mb: int | None, threads: int | None) -> SparkSession:
    """A session on this machine; a cluster's settings come from spark-submit."""
    builder = SparkSession.builder.appName("ledgerguard")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    if threads is not None:
        builder = builder.master(f"local[{threads}]")
    if memory_mb is not None:
        builder = builder.config("spark.driver.memory", f"{memory_mb}m")
    session: SparkSession = builder.getOrCreate()
    return session
