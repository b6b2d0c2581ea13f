"""Engines at work: bounded memory, stopping, progress, names, and what is not installed."""

from __future__ import annotations

import builtins
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pytest
from engine_ledgers import HAS_SPARK, NO_SPARK

from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.ledger.engines.engine import NAMES, Engine
from ledgerguard.ledger.engines.engine import engine as start
from ledgerguard.ledger.engines.on_duckdb import OnDuckDB


def spilled(folder: Path, until: threading.Event) -> int:
    """The most bytes that a folder held."""
    most = 0
    while not until.is_set():
        most = max(most, sum(_size(file) for file in folder.iterdir()))
        time.sleep(0.005)
    return most


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def test_a_query_beyond_the_bound_completes(tmp_path: Path) -> None:
    """A sort of 4 million rows with a text of 60 digits each is some 300 MB; 60 MB are given."""
    with OnDuckDB(memory_mb=60, threads=1) as engine:
        folder = Path(
            engine.connection.sql("SELECT current_setting('temp_directory')").fetchall()[0][0]
        )
        done, sizes = threading.Event(), list[int]()
        watch = threading.Thread(target=lambda: sizes.append(spilled(folder, done)))
        watch.start()
        rows = engine.sql(
            "SELECT (range * 7919) % 4000037 AS n, repeat((range % 10)::VARCHAR, 60) AS t "
            "FROM range(4000000)"
        )
        ranked = rows.with_columns(before=nw.col("n").shift(1).over(order_by="n"))
        wrong = ranked.filter(nw.col("n") <= nw.col("before")).select(nw.len())
        try:
            assert engine.rows(wrong) == [(0,)]
        finally:
            done.set()
            watch.join()
        assert sizes[0] > 10e6
    assert not folder.exists()


def test_stop_from_another_thread() -> None:
    with OnDuckDB(threads=1) as engine:
        seen: list[float] = []

        def stop() -> None:
            for _ in range(40):
                time.sleep(0.05)
                share = engine.progress()
                if share is not None:
                    seen.append(share)
            engine.stop()

        # Would take minutes.
        long = engine.sql("SELECT range AS n FROM range(20000000000)").select(
            (nw.col("n") % 7).sum()
        )
        other = threading.Thread(target=stop)
        other.start()
        with pytest.raises(duckdb.InterruptException):
            engine.rows(long)
        other.join()
        assert seen
        assert all(0 <= share <= 1 for share in seen)
        assert seen == sorted(seen)
        # The engine goes on.
        assert engine.rows(engine.sql("SELECT 1 AS n")) == [(1,)]


def test_only_a_base_in_a_file_is_tidied_up(tmp_path: Path) -> None:
    """One in memory took up to a third of a second now and then for what goes with it anyway."""
    found = []
    for where in (":memory:", tmp_path / "base.duckdb"):
        with OnDuckDB(database=where) as engine:
            asked = engine.connection.sql("SELECT current_setting('checkpoint_threshold')")
            found.append(asked.fetchall()[0][0])
    assert found == ["931.3 GiB", "16.0 MiB"]  # 1 TB, and what DuckDB takes by itself


def test_progress_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    with OnDuckDB(threads=1) as engine:
        assert engine.progress() is None
        engine.rows(engine.sql("SELECT sum(range % 7) AS n FROM range(500000000)"))
    assert capfd.readouterr() == ("", "")


def test_an_engine_may_be_closed_stopped_and_asked(engine: Engine) -> None:
    engine.stop()
    assert engine.progress() is None


@pytest.mark.parametrize("name", [name for name in NAMES if name != "pyspark"])
def test_an_engine_closes_with_its_block(name: str) -> None:
    with start(name, memory_mb=200, threads=1) as one:
        assert one.name == name


@pytest.mark.spark
@pytest.mark.skipif(not HAS_SPARK, reason=NO_SPARK)
def test_a_session_that_is_given_stays_open(spark: Any) -> None:
    with start("pyspark") as one:  # finds the session that is active
        assert one.rows(one.own(nw.from_dict({"n": [1]}, backend="pandas"))) == [(1,)]
        one.held(one.own(nw.from_dict({"n": [1]}, backend="pandas")))
    assert spark.session.sql("SELECT 2").collect()[0][0] == 2


@pytest.mark.parametrize("name", ["Pandas", "spark", "", "arrow"])
def test_a_wrong_name_says_which_there_are(name: str) -> None:
    with pytest.raises(InvalidValue, match=f"pandas, polars, duckdb, pyspark, got '{name}'"):
        start(name)


@pytest.mark.parametrize("name", ["polars", "pyspark"])
def test_what_is_not_installed_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = {"polars": "on_polars", "pyspark": "on_spark"}[name]
    monkeypatch.delitem(sys.modules, f"ledgerguard.ledger.engines.{module}", raising=False)
    really = builtins.__import__

    def missing(wanted: str, *more: Any) -> Any:
        if wanted.partition(".")[0] == name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return really(wanted, *more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(LedgerError, match=f"needs the package {name}") as caught:
        start(name)
    assert caught.value.hint == f"pip install 'ledgerguard[{name}]'"
