"""docs/scale.md: its sessions are run in order, its driver on Spark, its tables are there."""

from __future__ import annotations

import doctest
import importlib
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from engine_ledgers import HAS_SPARK, NO_SPARK, SAMPLE, sample_ledger, started
from large_tables import FIVE
from test_docs_examples import DOCS

from ledgerguard.ledger.customers import portfolio_table

PAGE = (DOCS / "scale.md").read_text("utf-8")
SESSION = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.M | re.DOTALL))
TABLES = "".join(line for line in PAGE.splitlines() if line.startswith("| ") and "_" in line)
DRIVER = re.findall(r"^```python\n# portfolio_job.py\n(.*?)^```$", PAGE, re.M | re.DOTALL)


def test_what_a_session_prints_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "invoices.csv").write_bytes(SAMPLE.read_bytes())
    test = doctest.DocTestParser().get_doctest(SESSION, {}, "docs/scale.md", None, 0)
    said: list[str] = []
    found = doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
    test.globs["duck"].close()
    assert found.attempted >= 20
    assert found.failed == 0, "".join(said)


@pytest.mark.spark
@pytest.mark.skipif(not HAS_SPARK, reason=NO_SPARK)
def test_the_driver_writes_the_same_customers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spark: Any
) -> None:
    duck = started("duckdb")
    ledger = duck.own(sample_ledger())
    duck.write_parquet(ledger, tmp_path / "ledger.parquet")
    (driver,) = DRIVER
    (tmp_path / "portfolio_job.py").write_text(driver, encoding="utf-8")
    arguments = [str(tmp_path / "ledger.parquet"), "46326", str(tmp_path / "customers")]
    monkeypatch.setattr(sys, "argv", ["portfolio_job.py", *arguments])
    runpy.run_path(str(tmp_path / "portfolio_job.py"), run_name="__main__")
    found = duck.parquet([tmp_path / "customers"])
    assert sorted(duck.rows(found), key=repr) == sorted(
        duck.rows(portfolio_table(ledger, 46_326, FIVE)), key=repr
    )
    assert spark.rows(spark.parquet([tmp_path / "customers"]))  # its session is still open


def test_the_driver_and_every_function_are_there() -> None:
    assert len(DRIVER) == 1
    compile(DRIVER[0], "portfolio_job.py", "exec")
    functions = re.findall(r"`([a-z_.]+)\.([a-z_]+)\([a-z]+[,)]", TABLES)
    assert len(functions) >= 7
    for module, name in functions:
        assert callable(getattr(importlib.import_module(f"ledgerguard.ledger.{module}"), name))
