"""Spark's plan of every table: its own operators alone, no row of it passes through Python.

``pytest -s`` prints the plans.
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from engine_ledgers import HAS_SPARK, NO_SPARK, sample_ledger
from large_tables import TABLES

from ledgerguard.ledger.behaviour import events

pytestmark = [pytest.mark.spark, pytest.mark.skipif(not HAS_SPARK, reason=NO_SPARK)]

GUIDE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
PYTHON = re.compile(r"python|pandas|inarrow|\budf\b", re.IGNORECASE)
"""Every operator of Spark that hands rows to Python is named for it: BatchEvalPython, PythonUDF,
ArrowEvalPython, MapInPandas, MapInArrow, FlatMapGroupsInPandas and so on."""


def explained(frame: Any, mode: str) -> str:
    """What explain prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        frame.explain(mode=mode)
    return printed.getvalue()


@pytest.fixture(scope="module")
def invoices(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The sample ledger in a file: Spark computes a small frame in memory while it plans."""
    path = tmp_path_factory.mktemp("plans") / "ledger"
    spark.write_parquet(spark.own(sample_ledger()), path)
    return spark.parquet([path])


@pytest.fixture(autouse=True)
def uncut(monkeypatch: pytest.MonkeyPatch, spark: Any) -> None:
    """What is computed once ends one plan and begins another: here it is looked at in one."""
    monkeypatch.setattr(events, "computed_once", lambda frame: frame)
    monkeypatch.setattr(spark, "held", lambda frame: frame)


@pytest.mark.parametrize("name", TABLES)
def test_no_row_passes_through_python(name: str, invoices: Any) -> None:
    table = TABLES[name].of(invoices, 46_326).to_native()
    before = {mode: explained(table, mode) for mode in ("formatted", "extended")}
    assert table.collect()
    # Where rows are exchanged Spark adapts the plan as it goes; it has settled by now.
    after = table._jdf.queryExecution().executedPlan().toString()
    assert ("isFinalPlan=true" in after) == ("AdaptiveSparkPlan" in before["formatted"])
    print(f"\n-- {name}\n{before['formatted']}\n{after}")
    for plan in (*before.values(), after):
        assert "parquet" in plan.casefold()
        assert PYTHON.search(plan) is None, PYTHON.search(plan)


def test_the_guide_shows_the_plan_of_the_customers(invoices: Any) -> None:
    (shown,) = re.findall(r"^```text\n(AdaptiveSparkPlan\n.*?)^```$", GUIDE, re.M | re.DOTALL)
    plan = explained(TABLES["customers"].of(invoices, 46_326).to_native(), "formatted")
    operators = {line.strip(" :+-") for line in shown.splitlines()}
    assert len(operators) >= 8
    assert operators <= {
        re.sub(r"\s*\(\d+\)$", "", line).strip(" :+-") for line in plan.splitlines()
    }


# Functions of Python batches ask for pandas, and PySpark warns of pandas 3; ours use neither.
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_a_function_of_python_would_be_found(spark: Any) -> None:
    from pyspark.sql import functions as f

    numbers = spark.session.range(3)
    by_row = numbers.select(f.udf(lambda n: str(n), useArrow=False)("id"))
    by_batch = numbers.mapInArrow(lambda batches: batches, "id long")
    for frame in (by_row, by_batch):
        assert PYTHON.search(explained(frame, "formatted")) is not None
