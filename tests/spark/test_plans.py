"""Spark's plan of every table: its own operators alone, no row of it passes through Python.

``pytest -s`` prints the plans.
"""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import pytest
from engine_ledgers import HAS_SPARK, NO_SPARK, sample_ledger
from large_tables import TABLES

pytestmark = [pytest.mark.spark, pytest.mark.skipif(not HAS_SPARK, reason=NO_SPARK)]

PYTHON = re.compile(r"python|pandas|inarrow|\budf\b", re.IGNORECASE)
"""Every operator of Spark that hands rows to Python is named for it: BatchEvalPython, PythonUDF,
ArrowEvalPython, MapInPandas, MapInArrow, FlatMapGroupsInPandas and so on."""


def explained(frame: Any, mode: str) -> str:
    """What explain prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        frame.explain(mode=mode)
    return printed.getvalue()


@pytest.mark.parametrize("name", TABLES)
def test_no_row_passes_through_python(name: str, spark: Any) -> None:
    table = TABLES[name].of(spark.own(sample_ledger()), 46_326).to_native()
    before = {mode: explained(table, mode) for mode in ("formatted", "extended")}
    print(f"\n-- {name}\n{before['formatted']}")
    assert table.collect()
    # Adaptive execution has settled the plan by now.
    after = table._jdf.queryExecution().executedPlan().toString()
    assert "isFinalPlan=true" in after
    for plan in (*before.values(), after):
        assert len(plan) > 100
        assert PYTHON.search(plan) is None, PYTHON.search(plan)


def test_a_function_of_python_would_be_found(spark: Any) -> None:
    from pyspark.sql import functions as f

    numbers = spark.session.range(3)
    # Without Arrow: with it, PySpark warns of pandas 3.
    by_row = numbers.select(f.udf(lambda n: str(n), useArrow=False)("id"))
    by_batch = numbers.mapInArrow(lambda batches: batches, "id long")
    for frame in (by_row, by_batch):
        assert PYTHON.search(explained(frame, "formatted")) is not None
