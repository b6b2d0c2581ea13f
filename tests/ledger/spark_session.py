"""The one Spark session of a run of the tests: this machine as a cluster of two cores."""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def session() -> Any:
    """Local, small and quiet; ANSI mode, which is Spark's own default, raises on overflow."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # Programs take Spark longer to read than to run here. So no trace of the caller for every
        # column that is named, what was compiled for a table is kept for its next ledger, and Java
        # neither compiles its own code twice nor cleans up beside the work: no answer changes.
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.sql.dataFrameQueryContext.enabled": "false",
        "spark.sql.codegen.cache.maxEntries": "5000",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
        "-XX:ReservedCodeCacheSize=256m",  # else 48 MB, and what is thrown out is compiled again
        "spark.driver.memory": "2g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master("local[2]").appName("ledgerguard tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made
