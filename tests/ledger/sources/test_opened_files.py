"""Parquet, JSON lines, workbooks, SQLite and frames of Python, the same on every engine."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from engine_ledgers import HAS_SPARK, sample_ledger
from ledger_rows import Row, frame_of

from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.ledger.cleaning.clean import clean_frame
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.engines.on_duckdb import OnDuckDB
from ledgerguard.ledger.read import read
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.sources.opened import opened
from ledgerguard.ledger.sources.scratch import scratch

NAMES = ["Invoice", "Customer", "Invoice date", "Amount"]


def texts(engine: Engine, sources: Any, **options: Any) -> list[tuple[Any, ...]]:
    frame = opened(engine, sources, **options).frame
    rows = engine.rows(frame.select(*frame.collect_schema().names()))
    return sorted((tuple(None if c == "" else c for c in row) for row in rows), key=repr)


def parquet(path: Path, query: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with OnDuckDB() as engine:
        engine.sql(query).to_native().write_parquet(str(path))
    return path


def test_parquet_of_the_canonical_columns(engine: Engine, tmp_path: Path) -> None:
    ledger = sample_ledger().to_native()
    path, turned = tmp_path / "a.parquet", tmp_path / "b.parquet"
    other, float_amount = tmp_path / "c.parquet", tmp_path / "d.parquet"
    with OnDuckDB() as bridge:
        bridge.write_parquet(bridge.own(ledger), path)
        bridge.write_parquet(bridge.own(ledger[ledger.columns[::-1]]), turned)
        bridge.write_parquet(bridge.own(ledger.assign(note="x")), other)
        bridge.write_parquet(bridge.own(ledger.astype({"amount": float})), float_amount)
    assert opened(engine, path).is_canonical
    assert opened(engine, [turned]).is_canonical
    assert opened(engine, [path, turned]).is_canonical
    assert not opened(engine, other).is_canonical
    assert not opened(engine, float_amount).is_canonical
    assert opened(engine, ledger).is_canonical


def test_a_partitioned_folder(engine: Engine, tmp_path: Path) -> None:
    for month in ("01", "02"):
        parquet(
            tmp_path / "l" / f"month={month}" / "a.parquet", f"SELECT {int(month)}::BIGINT AS a"
        )
    assert texts(engine, tmp_path / "l") == [(1, "01"), (2, "02")]
    assert texts(engine, f"{tmp_path}/l/*/a.parquet") == [(1, "01"), (2, "02")]
    assert texts(engine, tmp_path / "l" / "month=02") == [(2, "02")]
    (tmp_path / "l" / "x.csv").write_text("a\n")
    with pytest.raises(LedgerError, match=r"files of one kind, got a\.parquet and x\.csv"):
        opened(engine, tmp_path / "l")


def test_json_lines(engine: Engine, tmp_path: Path) -> None:
    line = b'{"Invoice": "01", "Amount": 5.5, "Invoice date": "2024-01-31"}\n'
    (tmp_path / "a.jsonl").write_bytes(line)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(line))
    assert texts(engine, [tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"]) == sorted(
        texts(engine, tmp_path / "a.jsonl") * 2
    )
    frame = opened(engine, tmp_path / "a.jsonl").frame
    assert engine.rows(frame.select("Invoice", "Amount")) == [("01", 5.5)]
    (tmp_path / "c.json").write_bytes(b" [" + line.strip() + b"]")
    with pytest.raises(LedgerError, match=r"c\.json is one list of JSON"):
        opened(engine, tmp_path / "c.json")
    (tmp_path / "d.csv").write_text("a,b\n")
    with pytest.raises(LedgerError, match=r"of one kind, got .*jsonl \(json lines\) and .*\(csv\)"):
        opened(engine, [tmp_path / "a.jsonl", tmp_path / "d.csv"])


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Export of 1 May"])
    for row in rows:
        sheet.append(row)
    book.create_sheet("empty")
    book.save(path)
    book.close()
    return path


def test_a_workbook(engine: Engine, tmp_path: Path) -> None:
    day = dt.datetime(2024, 1, 31)
    path = workbook(
        tmp_path / "a.xlsx",
        ["Invoice", "Customer", "Invoice date", "Amount", "Mixed", None, "Mixed", "Flag"],
        ["1", "Müller", day, 1234.5, 45_000, "x", day, True],
        [2, None, None, 7, "text", None, 1.5, None],
        ["3", "Ä", day, None, "#N/A", None, "t", False],
    )
    raw = opened(engine, path)
    schema = raw.frame.collect_schema()
    assert schema.names() == [*NAMES, "Mixed", "column_6", "Mixed_2", "Flag"]
    assert schema["Amount"] == nw.Float64()
    assert schema["Invoice date"].is_temporal()
    assert (raw.lines_before, raw.is_1904) == (1, False)
    rows = engine.rows(
        raw.frame.select("Invoice", "Customer", "Amount", "Mixed", "Mixed_2", "Flag")
    )
    assert [tuple(None if c == "" else c for c in row) for row in rows] == [
        ("1", "Müller", 1234.5, "45000", "2024-01-31", "TRUE"),
        ("2", None, 7.0, "text", "1.5", None),
        ("3", "Ä", None, "#N/A", "t", "FALSE"),
    ]
    copy = Path(shutil.copy(path, tmp_path / "copy.xlsx"))
    assert texts(engine, [path, path, copy]) == sorted(texts(engine, path) * 2, key=repr)
    other = workbook(tmp_path / "b.xlsx", NAMES, ["1", "x", day, 5])
    with pytest.raises(LedgerError, match="same columns of the same types"):
        opened(engine, [path, other])
    with pytest.raises(LedgerError, match="there is no sheet 'nix'"):
        opened(engine, path, sheet="nix")


def test_a_workbook_becomes_the_ledger_that_its_cells_are(engine: Engine, tmp_path: Path) -> None:
    day = dt.datetime(2024, 1, 31)
    path = workbook(
        tmp_path / "a.xlsx",
        ["Invoice", "Customer", "Invoice date", "Due date", "Amount", "Currency"],
        [1930571429, "Müller", day, "28.02.2024", 1234.5, "EUR"],
        ["A-2", "Ä", "13.02.2024", 45_400, "1.234,56", "EUR"],
        ["A-3", None, day, day, 7, "JPY"],
    )
    cleaned = clean_frame(opened(engine, path), Options())
    whole = read(path)
    columns = [name for name in whole.frame.columns if name != "row"]
    found = sorted(engine.rows(cleaned.frame.select(*columns)))
    assert found == sorted(whole.frame.select(*columns).rows())


def database(path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE "in ""v""" (Invoice, Amount, note TEXT, raw)')
    cells = [("0042", 12.5, None, b"x"), (7, 1e15 + 0.3, "", None), (2**60, "1,5", "é", b"\xff")]
    connection.executemany('INSERT INTO "in ""v""" VALUES (?, ?, ?, ?)', cells)
    connection.commit()
    connection.close()
    return path


SQLITE = [
    ("0042", "12.5", None, "x"),
    ("1152921504606846976", "1,5", "é", "\ufffd"),
    ("7", "1000000000000000.2", None, None),
]


def test_sqlite(engine: Engine, tmp_path: Path) -> None:
    path = database(tmp_path / "a b.db")
    assert texts(engine, path) == SQLITE  # its only table
    assert texts(engine, path, table='in "v"') == SQLITE
    assert texts(engine, f"sqlite:///{path}?table=in%20%22v%22") == SQLITE
    query = 'SELECT Invoice AS a, Invoice AS A, 1 FROM "in ""v""" WHERE Amount = 12.5'
    raw = opened(engine, f"sqlite:///{path}", query=query)
    assert raw.frame.collect_schema().names() == ["a", "A_2", "1"]
    assert engine.rows(raw.frame) == [("0042", "0042", "1")]
    assert raw.source == f"{path}, a query"
    none = opened(engine, path, query=f"{query} AND 1 = 2")
    assert engine.rows(none.frame) == []


def test_sqlite_in_parts(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledgerguard.ledger.sources import sqlite

    monkeypatch.setattr(sqlite, "PART", 2)
    path = database(tmp_path / "a.db")
    seen = []
    assert texts(engine, path, progress=lambda rows, share: seen.append(rows)) == SQLITE
    assert seen == [2, 3]


def test_what_sqlite_cannot_read(engine: Engine, tmp_path: Path) -> None:
    path = database(tmp_path / "a.db")
    with pytest.raises(LedgerError, match="there is no table nix"):
        opened(engine, path, table="nix")
    with pytest.raises(LedgerError, match="syntax error"):
        opened(engine, path, query="SELEC")
    with pytest.raises(LedgerError, match="readonly database"):
        opened(engine, path, query='DELETE FROM "in ""v"""')
    with pytest.raises(LedgerError, match="there is no file"):
        opened(engine, f"sqlite:///{tmp_path}/nix.db?table=x")
    with pytest.raises(LedgerError, match="must answer rows"):
        opened(engine, path, query="BEGIN")
    with pytest.raises(LedgerError, match="one table of a database"):
        opened(engine, [path, database(tmp_path / "b.db")])
    with pytest.raises(LedgerError, match="one table of a database"):
        opened(engine, [f"sqlite:///{path}", str(path)])
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE two (a)")
    connection.close()
    with pytest.raises(LedgerError, match='tables are in "v", two'):
        opened(engine, path)


FRAME = {"Invoice": ["1", "2"], "Amount": [5, 2**53 + 1]}


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame(FRAME),
        lambda: pl.DataFrame(FRAME),
        lambda: pl.LazyFrame(FRAME),
        lambda: pa.table(FRAME),
        lambda: pa.table(FRAME).to_reader(),
        lambda: nw.from_native(pd.DataFrame(FRAME)),
        lambda: nw.from_native(pl.LazyFrame(FRAME)),
        lambda: duckdb.sql(f"SELECT '1' AS Invoice, 5 AS Amount UNION ALL SELECT '2', {2**53 + 1}"),
    ],
    ids=["pandas", "polars", "lazy", "arrow", "reader", "narwhals", "narwhals lazy", "duckdb"],
)  # fmt: skip
def test_a_frame_of_any_kind(engine: Engine, make: Callable[[], Any]) -> None:
    raw = opened(engine, make())
    assert sorted(engine.rows(raw.frame.select("Invoice", "Amount"))) == [
        ("1", 5),
        ("2", 2**53 + 1),
    ]
    assert raw.source.startswith("a frame of ")


def test_frames_together(engine: Engine) -> None:
    one, two = pd.DataFrame(FRAME), pl.DataFrame(FRAME).select("Amount", "Invoice")
    assert len(texts(engine, [one, two])) == 4
    with pytest.raises(LedgerError, match="same columns"):
        opened(engine, [one, pd.DataFrame({"a": [1]})])
    with pytest.raises(LedgerError, match="frames and files"):
        opened(engine, [one, "a.csv"])
    with pytest.raises(InvalidValue, match="a frame must be of"):
        opened(engine, object())


def test_a_relation_of_the_engine_itself() -> None:
    with OnDuckDB() as engine:
        relation = engine.connection.sql("SELECT 1 AS a")
        raw = opened(engine, relation)
        assert raw.frame.to_native() is relation


@pytest.mark.skipif(not HAS_SPARK, reason="make test-spark")
@pytest.mark.spark
def test_a_frame_of_spark(engine: Engine, spark: Any) -> None:
    frame = spark.session.createDataFrame(pa.table(FRAME))
    assert len(texts(engine, frame)) == 2


def test_an_address_that_only_spark_opens(engine: Engine, tmp_path: Path) -> None:
    if engine.name != "pyspark":
        with pytest.raises(LedgerError, match="s3a:// is not an address"):
            opened(engine, "s3a://bucket/ledger.parquet")
        return
    path = parquet(tmp_path / "a.parquet", "SELECT 1::BIGINT AS a")
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "a.json").write_text('{"a": 1}\n')
    assert texts(engine, path.as_uri()) == [(1,)]
    assert texts(engine, (tmp_path / "a.csv").as_uri()) == [("1",)]
    assert texts(engine, (tmp_path / "a.json").as_uri()) == [(1,)]


def test_what_was_staged_goes_with_the_engine(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db")
    engine = OnDuckDB()
    folder = scratch(engine, "x")
    opened(engine, path)
    assert folder.is_dir()
    engine.close()
    assert not folder.exists()
    forgotten = OnDuckDB()
    left = scratch(forgotten, "x")
    forgotten.connection.close()
    forgotten._spill.cleanup()
    del forgotten
    assert not left.exists()


def test_a_cluster_does_not_see_this_machine() -> None:
    class Context:
        master = "yarn"

    class Session:
        sparkContext = Context()  # noqa: N815  # as Spark names it

    with OnDuckDB() as engine:
        engine.session = Session()  # type: ignore[attr-defined]  # stands for a cluster's
        with pytest.raises(LedgerError, match="workers of a Spark cluster do not see"):
            scratch(engine, "a table")


def test_a_frame_with_the_columns_of_a_ledger_needs_no_cleaning(engine: Engine) -> None:
    frame = frame_of([Row()])
    assert opened(engine, frame).is_canonical
