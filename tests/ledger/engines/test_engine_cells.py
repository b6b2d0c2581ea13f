"""What engines do for cells of text: try to read them, look them up, number and pack their rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pytest

from ledgerguard.ledger.engines import on_duckdb
from ledgerguard.ledger.engines.engine import MARK, Engine
from ledgerguard.ledger.engines.engine import engine as start

DUCK = "duckdb"


@pytest.fixture(scope="module")
def duck() -> Any:
    with start(DUCK) as found:
        yield found


def test_rows_in_order_are_numbered_as_they_stand(duck: on_duckdb.OnDuckDB, tmp_path: Path) -> None:
    """More rows than two threads read at a time, so that they would change places."""
    path = tmp_path / "numbers.csv"
    query = "SELECT i AS number, repeat('x', 60) AS text FROM range(700_000) AS t(i)"
    duck.connection.execute(f"COPY ({query}) TO '{path}' (HEADER)")
    numbered = duck.in_order(duck.csv([path]).with_columns(twice=nw.col("text")), "row", 2)
    number = nw.col("number").cast(nw.Int64)
    assert duck.rows(numbered.filter(nw.col("row") != number + 2).select(nw.len())) == [(0,)]
    assert duck.rows(numbered.select(nw.len())) == [(700_000,)]
    kept = duck.connection.sql("SELECT current_setting('preserve_insertion_order')").fetchall()
    assert kept == [(False,)]


def test_only_duckdb_keeps_rows_in_order(engine: Engine) -> None:
    frame = engine.own(pd.DataFrame({"number": [1, 2]}))
    assert (engine.in_order(frame, "row") is None) == (engine.name != DUCK)
    assert (engine.name == DUCK) == engine.READS_TEXTS


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("12.50", 12.5, None),
        ("-3", -3.0, None),
        ("1_000", None, None),
        ("1,000", None, None),
        ("2026-10-31", None, 46_326),  # Excel's serial number of the day
        ("2024-02-30", None, None),
        ("2026 10 31", None, None),
        ("2026\\10\\31", None, None),
        ("2026-1-5", None, None),
        ("epoch", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_texts_are_tried(
    duck: on_duckdb.OnDuckDB, text: str | None, number: float | None, day: int | None
) -> None:
    frame = duck.own(pd.DataFrame({"cell": [text]}, dtype="str"))
    found = duck.tried(frame, {"number": "cell"}, {"day": "cell"})
    (row,) = duck.all_rows(found)
    assert (row["number"] if row["number_fits"] else None) == number
    assert (row["day"] if row["day_fits"] else None) == day


@pytest.mark.parametrize("more", [0, on_duckdb.OnDuckDB.LOOKED_UP_BY_ROW])
def test_values_are_looked_up(engine: Engine, more: int) -> None:
    cells = ["EUR", "it's", "a\x1fb", "unknown", ""]
    known: dict[str, dict[str, Any]] = {
        cell: {"code": cell.upper(), "places": len(cell), "scale": 10.0 ** len(cell)}
        for cell in cells
        if cell != "unknown"
    }
    known |= {f"more {n}": {"code": "", "places": 0, "scale": 1.0} for n in range(more)}
    found = engine.looked_up(engine.own(pd.DataFrame({"cell": cells})), "cell", known)
    rows = {row["cell"]: row for row in engine.all_rows(found.filter(~nw.col("code").is_null()))}
    assert {cell: {name: rows[cell][name] for name in known[cell]} for cell in rows} == {
        cell: known[cell] for cell in cells if cell != "unknown"
    }


def test_numbers_are_looked_up(engine: Engine) -> None:
    frame = engine.own(pd.DataFrame({"cell": [1.0, 0.0, 7.5]}))
    found = engine.looked_up(frame, "cell", {1.0: {"word": 1}, 7.5: {"word": -9}})
    words = engine.rows(found.filter(~nw.col("word").is_null()).select("cell", "word"))
    assert sorted(words) == [(1.0, 1), (7.5, -9)]


@pytest.mark.parametrize("at_once", [on_duckdb._SORTED_AT_ONCE, 10])
def test_what_stands_again_is_likely_repeated(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(on_duckdb, "_SORTED_AT_ONCE", at_once)
    numbers = [f"N{n % 97}" for n in range(100)]  # N0, N1 and N2 stand twice
    frame = pd.DataFrame({"number": numbers, "sign": [0] * 99 + [1]})
    found = engine.likely_repeated(engine.own(frame), ("number", "sign"))
    rows = engine.rows(found.select("number"))
    assert sorted(row[0] for row in rows if row[0] in ("N0", "N1")) == ["N0", "N0", "N1", "N1"]
    assert len(rows) == (4 if engine.name == DUCK else 100)  # N2 has both signs


def test_marks_are_of_the_values_alone(engine: Engine) -> None:
    """So rows of several frames can be looked at together; only DuckDB needs them."""
    columns = ("number", "sign")
    frames = [pd.DataFrame({"sign": [0, 1], "number": [f"N{n}", f"N{n}"]}) for n in (1, 2)]
    found = [engine.marked(engine.own(frame), columns) for frame in [*frames, frames[0]]]
    assert (MARK in found[0].collect_schema().names()) == (engine.name == DUCK)
    if engine.name == DUCK:
        one, other, again = (sorted(engine.rows(frame.select(MARK))) for frame in found)
        assert one == again
        assert len({*one, *other}) == 4
    both = engine.likely_repeated(nw.concat([found[0], found[2]], how="vertical"), columns)
    assert sorted(engine.rows(both.select(*columns))) == [("N1", 0)] * 2 + [("N1", 1)] * 2


def test_few_rows_are_held_and_many_are_not(engine: Engine) -> None:
    frame = engine.own(pd.DataFrame({"number": range(5)})).filter(nw.col("number") > 1)
    found = engine.few(frame, 3)
    assert (found is not None) == (engine.name == DUCK)
    if found is not None:
        assert sorted(engine.rows(found)) == [(2,), (3,), (4,)]
        assert "ledgerguard_held" in found.to_native().sql_query()
    assert engine.few(frame, 2) is None


def test_rows_are_packed_and_unpacked(engine: Engine) -> None:
    frame = pd.DataFrame({"a": ["x", "", "z"], "b y": ["1", None, "3"]}, dtype="str")
    frame["plain"] = [False, False, True]
    packed = engine.packed(engine.own(frame), ["a", "b y"], "plain", "row")
    rows = engine.rows(packed.filter(~nw.col("plain")).select("row"))
    assert sorted(engine.unpacked(value) for (value,) in rows) == [("", ""), ("x", "1")]
