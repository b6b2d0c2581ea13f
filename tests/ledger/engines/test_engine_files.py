"""What every engine reads: csv, parquet and JSON lines, with what real files hold."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from engine_ledgers import sample_ledger

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.engines.on_duckdb import OnDuckDB
from ledgerguard.ledger.schema import FRAME

WIDE = r"(?i)number of columns|more fields|more cells|dialect"
"""What a row of too many cells is called: each engine has an error of its own."""
LARGE = 2**53 + 1  # the first whole number that a float does not have


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def table(engine: Engine, frame: LazyFrame) -> list[tuple[Any, ...]]:
    """The rows in an order of their own; a blank cell is null or "", as the engine has it."""
    rows = [tuple(None if cell == "" else cell for cell in row) for row in engine.rows(frame)]
    return sorted(rows, key=repr)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,b\n1,x\n,""\n', [("1", "x"), (None, None)]),
        ("\ufeffa,b\r\n1,x\r\n", [("1", "x")]),
        (
            'a,b\n1,"line1\nline2"\n2,"say ""so"", or"\n',
            [("1", "line1\nline2"), ("2", 'say "so", or')],
        ),
        ("a,b\nNULL,NA\nnan,n/a\n", [("NULL", "NA"), ("nan", "n/a")]),
        ("a,b\n007,2024-01-31\n1e5,true\n", [("007", "2024-01-31"), ("1e5", "true")]),
        ("a,b\n#1,客户\n'; DROP, ł\n", [("#1", "客户"), ("'; DROP", " ł")]),
        ("a,b\n1\n2,y\n", [("1", None), ("2", "y")]),
        ("a,b\n", []),
    ],
    ids=["blank", "bom-crlf", "quoted", "words", "text", "signs", "short", "empty"],
)
def test_a_csv_is_text(
    engine: Engine, tmp_path: Path, text: str, expected: list[tuple[Any, ...]]
) -> None:
    frame = engine.csv([written(tmp_path / "a.csv", text)])
    assert frame.collect_schema().names() == ["a", "b"]
    assert table(engine, frame) == sorted(expected, key=repr)
    assert set(frame.collect_schema().dtypes()) == {nw.String()}


def test_a_csv_has_the_names_of_its_header_whatever_they_are(tmp_path: Path) -> None:
    """DuckDB is told them when it reads, and makes up those that are missing or stand again."""
    path = written(tmp_path / "a.csv", '"it\'s","a""b","x,y",客户,a,a,\n1,2,3,4,5,6,7\n')
    with OnDuckDB() as engine:
        frame = engine.csv([path])
        names = ["it's", 'a"b', "x,y", "客户", "a", "a_1", "column6"]
        assert frame.collect_schema().names() == names
        assert engine.rows(frame.filter(nw.col("a_1") == "6")) == [("1", "2", "3", *"4567")]


def test_many_csv_files_are_matched_by_name(engine: Engine, tmp_path: Path) -> None:
    one = written(tmp_path / "1.csv", "a,b\n1,2\n")
    two = written(tmp_path / "2.csv", "b,a\n4,3\n")
    three = written(tmp_path / "3.csv", "b,c\n5,6\n")
    frame = engine.csv([one, two, three]).select("a", "b", "c")
    assert table(engine, frame) == sorted(
        [("1", "2", None), ("3", "4", None), (None, "5", "6")], key=repr
    )


def test_a_row_wider_than_the_header_is_no_row(engine: Engine, tmp_path: Path) -> None:
    first = written(tmp_path / "1.csv", "a,b\n1,2,3\n4,5\n")
    later = written(tmp_path / "2.csv", "a,b\n" + "1,2\n" * 50_000 + "4,5,6\n" + "1,2\n" * 10)
    for path in (first, later):
        with pytest.raises(
            Exception, match=r"(?i)columns|fields|cells|dialect"
        ):  # each engine has its own
            engine.rows(engine.csv([path]))


def test_lines_before_the_header(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Export of 1 May;;\n\na;b\n1,5;x\n")
    if engine.name == "pyspark":
        with pytest.raises(InvalidValue, match="must begin with its header"):
            engine.csv([path], delimiter=";", skip=2)
        return
    frame = engine.csv([path], delimiter=";", skip=2)
    assert table(engine, frame) == [("1,5", "x")]


def test_a_line_break_in_a_cell_beyond_a_short_row(tmp_path: Path) -> None:
    """DuckDB pads short rows in parallel only where no cell holds a line break."""
    rows = "1,x,2\n" * 200_000
    path = written(tmp_path / "a.csv", f'a,b,c\n1,"x\ny",2\n{rows}3\n{rows}')
    with OnDuckDB(threads=2) as engine:
        frame = engine.csv([path]).select(nw.col("a").count(), nw.col("c").count().alias("c"))
        assert engine.rows(frame) == [(400_002, 400_001)]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partitioned folder whose files do not all have the same columns, and a writer's notes."""
    folder = tmp_path_factory.mktemp("parts")
    numbers = {
        "customer=0042/month=2024-01-01/1": f"SELECT {LARGE} AS a",
        "customer=0042/month=2024-02-01/1": "SELECT 2 AS a, 'y' AS extra",
        "customer=Müller/month=__HIVE_DEFAULT_PARTITION__/1": "SELECT 'z' AS extra",
    }
    with OnDuckDB() as engine:
        for name, query in numbers.items():
            path = folder / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            kinds = query.replace(" AS a", "::BIGINT AS a")
            engine.sql(kinds).to_native().write_parquet(str(path))
    (folder / "_SUCCESS").touch()
    (folder / "_temporary").mkdir()
    (folder / "_temporary" / "part.parquet").write_bytes(b"half")
    return folder


def test_a_partitioned_folder(engine: Engine, parts: Path) -> None:
    frame = engine.parquet([parts]).select("a", "extra", "customer", "month")
    assert frame.collect_schema() == {
        "a": nw.Int64(),
        **dict.fromkeys(("extra", "customer", "month"), nw.String()),
    }
    assert table(engine, frame) == sorted(
        [
            (LARGE, None, "0042", "2024-01-01"),
            (2, "y", "0042", "2024-02-01"),
            (None, "z", "Müller", None),
        ],
        key=repr,
    )


def test_parquet_files_and_their_types(engine: Engine, tmp_path: Path) -> None:
    one, two = tmp_path / "1.parquet", tmp_path / "it's 2.parquet"
    with OnDuckDB() as writer:
        for path, value in ((one, LARGE), (two, -LARGE)):
            writer.sql(
                f"SELECT {value}::BIGINT AS n, 1.5::DOUBLE AS f, 'x' AS t, true AS b, "
                f"12345678901234.56::DECIMAL(18, 2) AS d "
                "UNION ALL SELECT NULL, NULL, NULL, NULL, NULL"
            ).to_native().write_parquet(str(path))
    frame = engine.parquet([one, two])
    assert frame.select("n", "f", "t", "b").collect_schema() == {
        "n": nw.Int64(),
        "f": nw.Float64(),
        "t": nw.String(),
        "b": nw.Boolean(),
    }
    rows = [row for row in engine.rows(frame) if row[0] is not None]
    assert sorted(row[:4] for row in rows) == [
        (-LARGE, 1.5, "x", True),
        (LARGE, 1.5, "x", True),
    ]
    assert {Decimal(row[4]) for row in rows} == {Decimal("12345678901234.56")}
    assert [row for row in engine.rows(frame) if row[0] is None] == [(None,) * 5] * 2


def test_json_lines_keep_text_as_text(engine: Engine, tmp_path: Path) -> None:
    objects: list[dict[str, Any]] = [
        {"n": LARGE, "day": "05-06-2024", "zip": "0042", "who": "it's 客户"},
        {"day": "2024-01-31", "zip": "007", "f": 1.5, "b": True},
        {"n": -3, "day": "2024-01-31T10:00:00", "zip": None, "who": ""},
    ]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "\n"
    frame = engine.json_lines([written(tmp_path / "it's.jsonl", lines)])
    names = ["n", "day", "zip", "who", "f", "b"]
    assert table(engine, frame.select(*names)) == sorted(
        [tuple(one.get(name) or None for name in names) for one in objects], key=repr
    )


def test_json_lines_of_many_files(engine: Engine, tmp_path: Path) -> None:
    one = written(tmp_path / "1.jsonl", '{"a": 1, "b": "x"}\n')
    two = written(tmp_path / "2.jsonl", '{"c": 2.5, "a": 3}\n')
    frame = engine.json_lines([one, two]).select("a", "b", "c")
    assert table(engine, frame) == [(1, "x", None), (3, None, 2.5)]


def test_what_is_written_is_read_again(engine: Engine, tmp_path: Path) -> None:
    ledger = sample_ledger()
    frame = engine.own(ledger)
    path = tmp_path / f"it's {engine.name}.parquet"
    for _ in range(2):  # the second replaces the first
        engine.write_parquet(frame, path)
    again = engine.parquet([path])
    assert again.collect_schema() == FRAME
    assert sorted(engine.rows(again)) == sorted(ledger.rows())


def test_a_csv_that_is_written_is_read_again(engine: Engine, tmp_path: Path) -> None:
    rows = [(1, 'a "b", c', 0.1), (-LARGE, "line1\nline2\\", 1e-7), (0, "客户", 1e21)]
    columns = dict(zip(("n", "t", "f"), map(list, zip(*rows, strict=True)), strict=True))
    path = tmp_path / "out.csv"
    for _ in range(2):
        engine.write_csv(engine.own(nw.from_dict(columns, backend="pandas")), path)
    found = engine.rows(engine.csv(sorted(path.glob("*.csv")) if path.is_dir() else [path]))
    assert sorted((int(n), t, float(f)) for n, t, f in found) == sorted(rows)


@pytest.mark.parametrize("where", ["export[1]{a}", "export[1]/invoices"])
def test_a_name_that_could_be_a_pattern_is_a_name(
    engine: Engine, tmp_path: Path, where: str
) -> None:
    """A browser calls a second download so; the file that it would mean as a pattern is another."""
    for name, value in ((where, "7"), (where.replace("[1]", "1"), "8")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        written(path.with_suffix(".csv"), f"a,b\n{value},2\n")
        written(path.with_suffix(".jsonl"), f'{{"a": "{value}"}}\n')
        (path.parent / "parquet[1]").mkdir(exist_ok=True)
        with OnDuckDB() as writer:
            native: Any = writer.own(pd.DataFrame({"a": [value]})).to_native()
            native.write_parquet(str(path.parent / "parquet[1]" / f"{path.name}.parquet"))
    one = tmp_path / where
    folder = one.parent / "parquet[1]"
    frames = [
        engine.json_lines([one.with_suffix(".jsonl")]),
        engine.parquet([folder / f"{one.name}.parquet"]),
    ]
    if one.parent != tmp_path:
        frames.append(engine.parquet([folder]))
    csv = one.with_suffix(".csv")
    if engine.name == "pyspark":
        with pytest.raises(InvalidValue, match=r"must be free of .* on Spark, got .*export"):
            engine.csv([csv])
    else:
        frames.append(engine.csv([csv]))
    for frame in frames:
        assert engine.rows(frame.select("a")) == [("7",)]


def test_duckdb_opens_patterns_itself(tmp_path: Path) -> None:
    written(tmp_path / "1.csv", "a,b\n1,2\n")
    written(tmp_path / "2.csv", "b,a\n4,3\n")
    with OnDuckDB() as engine:
        assert sorted(engine.rows(engine.csv([tmp_path / "*.csv"]))) == [("1", "2"), ("3", "4")]


def test_days_and_times_of_a_parquet(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "days.parquet"
    with OnDuckDB() as writer:
        writer.sql(
            "SELECT 1 AS n, DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 13:14:15' AS t "
            "UNION ALL SELECT 2, NULL, NULL"
        ).to_native().write_parquet(str(path))
    (_, day, time), nothing = sorted(engine.rows(engine.parquet([path])))
    assert (day.year, day.month, day.day) == (2024, 2, 29)
    assert time.isoformat() == "2024-02-29T13:14:15"
    assert nothing == (2, None, None)


def test_one_column_of_a_wide_row(engine: Engine, tmp_path: Path) -> None:
    """An amount that is cut in two by its comma must not be read as a smaller one."""
    rows = "I2,7\n" * 30_000
    path = written(tmp_path / "a.csv", f"invoice,amount\n{rows}I1,1,234.56\n{rows}")
    for columns in (["amount"], ["invoice"]):
        with pytest.raises(Exception, match=WIDE):
            engine.rows(engine.csv([path]).select(*columns))
