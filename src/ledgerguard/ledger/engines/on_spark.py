"""Ledger programs on Spark: a cluster, or this machine as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import monotonically_increasing_id

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.engines.engine import (
    PATTERN,
    Engine,
    LazyFrame,
    Name,
    files,
    lazy,
    may_be_pattern,
    not_taken,
)
from ledgerguard.ledger.engines.folders import keys_of, root_of


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
        module = type(native).__module__.partition(".")[0]
        if module == "polars":
            native = native.lazy().collect().to_arrow()
        elif module == "pandas":
            native = _arrow_of_pandas(native)
        elif hasattr(native, "read_all"):
            native = native.read_all()
        if type(native).__module__.startswith("pyarrow"):
            return lazy(self.session.createDataFrame(native))
        raise not_taken("Spark", native)

    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files, scanned."""
        reader = self.session.read.option("mergeSchema", True)
        root = root_of([str(path) for path in paths])
        if root:  # of single files Spark would not look at the folders
            reader = reader.option("basePath", root)
        found = reader.parquet(*files(paths, _escaped))
        folders = set(keys_of(found.inputFiles()))
        kinds = ", ".join(
            f"`{field.name}` {'string' if field.name in folders else field.dataType.simpleString()}"
            for field in found.schema
        )
        # Spark makes a number of 0042, unless it is told.
        return lazy(reader.schema(kinds).parquet(*files(paths, _escaped)) if folders else found)

    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files, scanned; lines before the header cannot be skipped here."""
        if skip:
            raise InvalidValue(
                f"a csv must begin with its header on Spark, got {skip} lines before it",
                hint="use --engine duckdb, or remove those lines",
            )
        for path in map(str, paths):
            if may_be_pattern(path):
                raise InvalidValue(
                    f"the path of a csv must be free of * ? [ ] {{ }} on Spark, got {path}",
                    hint="rename the file or its folder, or use --engine duckdb",
                )
        reader = self.session.read.option("header", True).option("sep", delimiter)
        reader = reader.option("escape", '"').option("multiLine", True)
        # Spark would take the header of one file for all, and drop what a row has beyond it.
        alike: dict[tuple[str, ...], list[str]] = {}
        for path in map(str, paths):
            alike.setdefault(tuple(reader.csv(path).columns), []).append(path)
        one, *others = (
            _no_wider(reader.schema(_texts(*names, _BEYOND)).csv(same))
            for names, same in alike.items()
        )
        for other in others:
            one = one.unionByName(other, allowMissingColumns=True)
        return lazy(one)

    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of JSON lines, scanned."""
        return lazy(self.session.read.json(files(paths, _escaped)))

    def held(self, frame: LazyFrame) -> LazyFrame:
        """The frame, computed now, without the plan that led to it.

        Programs that go round by round would else carry a plan that grows with every round.
        """
        kept: DataFrame = frame.to_native().localCheckpoint()
        self._held.append(kept)
        return lazy(kept)

    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with numbers that grow with the rows, partition by partition."""
        number = monotonically_increasing_id() + first
        return lazy(frame.to_native().withColumn(name, number))

    def write_parquet(self, frame: LazyFrame, path: str | Path) -> None:
        """Write a folder of parquet files."""
        frame.to_native().write.mode("overwrite").parquet(str(path))

    def write_csv(self, frame: LazyFrame, path: str | Path) -> None:
        """Write a folder of csv files."""
        writer = frame.to_native().write.mode("overwrite").option("header", True)
        writer.option("escape", '"').csv(str(path))

    def stop(self) -> None:
        """Cancel the running jobs."""
        super().stop()
        self.session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Give back what was held, and the session if it is ours."""
        for frame in self._held:
            frame.unpersist()
        self._held.clear()
        if self._is_ours:
            self.session.stop()
        super().close()


def _escaped(path: str) -> str:
    """A path as a pattern of Hadoop's that means just this path."""
    return PATTERN.sub(r"\\\g<0>", path)


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


_BEYOND: Final = "ledgerguard_beyond_the_header"


def _texts(*names: str) -> str:
    """A schema in which every column is text."""
    return ", ".join(f"`{name.replace(chr(96), chr(96) * 2)}` string" for name in names)


def _no_wider(frame: DataFrame) -> DataFrame:
    """The frame, which raises at a row of more cells than its header."""
    from pyspark.sql import functions as f

    wider = f.raise_error(f.lit("a row of the csv has more cells than its header"))
    kept = f.when(f.col(_BEYOND).isNotNull(), wider.cast("boolean")).otherwise(f.lit(True))
    return frame.filter(kept).drop(_BEYOND)


def _arrow_of_pandas(native: Any) -> Any:
    """By way of DuckDB, which takes mixed columns."""
    from ledgerguard.ledger.engines.on_duckdb import OnDuckDB

    with OnDuckDB(in_order=True) as bridge:
        return bridge.own(native).to_native().to_arrow_table()
