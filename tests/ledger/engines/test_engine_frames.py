"""Frames in memory, small frames beside large ones, and results as Python values."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from engine_ledgers import sample_ledger

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.schema import FRAME

LARGE = 2**53 + 1
COLUMNS: dict[str, list[Any]] = {
    "n": [1, None, -LARGE],
    "f": [1.5, None, -0.0],
    "t": ["x", None, "客 '户'"],
    "b": [True, None, False],
}
ROWS = list(zip(*COLUMNS.values(), strict=True))


def of_pandas() -> pd.DataFrame:
    kinds = {"n": "Int64", "f": "float64", "t": None, "b": "boolean"}
    made = {name: pd.Series(cells, dtype=kinds[name]) for name, cells in COLUMNS.items()}
    return pd.DataFrame(made)


FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": of_pandas,
    "polars": lambda: pl.DataFrame(COLUMNS),
    "polars lazy": lambda: pl.LazyFrame(COLUMNS),
    "arrow": lambda: pa.table(COLUMNS),
    "arrow reader": lambda: pa.table(COLUMNS).to_reader(),
    "narwhals": lambda: nw.from_native(pl.DataFrame(COLUMNS)),
    "narwhals lazy": lambda: nw.from_native(pl.LazyFrame(COLUMNS)),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_of_any_kind_with_nulls(engine: Engine, kind: str) -> None:
    frame = engine.own(FRAMES[kind]())
    assert frame.collect_schema() == {
        "n": nw.Int64(),
        "f": nw.Float64(),
        "t": nw.String(),
        "b": nw.Boolean(),
    }
    assert sorted(engine.rows(frame), key=repr) == sorted(ROWS, key=repr)
    assert {row["n"]: row["t"] for row in engine.all_rows(frame)} == dict(
        zip(COLUMNS["n"], COLUMNS["t"], strict=True)
    )


def test_its_own_frame_is_taken_again(engine: Engine) -> None:
    frame = engine.own(engine.own(of_pandas()))
    assert sorted(engine.rows(engine.own(frame.to_native())), key=repr) == sorted(ROWS, key=repr)


def test_a_canonical_ledger_keeps_its_types(engine: Engine) -> None:
    ledger = sample_ledger()
    frame = engine.own(ledger)
    assert frame.collect_schema() == FRAME
    assert sorted(engine.rows(frame)) == sorted(ledger.rows())


def test_a_column_of_everything_becomes_text(engine: Engine) -> None:
    if engine.name == "pandas":
        pytest.skip("pandas holds objects")
    late = [None] * 3_000 + [7, "x", 1.5]
    frame = engine.own(pd.DataFrame({"v": pd.Series(late, dtype=object)}))
    found = [cell for (cell,) in engine.rows(frame) if cell is not None]
    assert sorted(found) == ["1.5", "7", "x"]


@pytest.mark.parametrize("wrong", [[1, 2], "ledger.csv", None, {"a": [1]}])
def test_what_is_no_frame_is_refused(engine: Engine, wrong: Any) -> None:
    with pytest.raises(InvalidValue, match=f"got {type(wrong).__name__}"):
        engine.own(wrong)


SCHEMA: dict[str, Any] = {"n": nw.Int64, "f": nw.Float64, "t": nw.String}


def test_beside_holds_what_python_holds(engine: Engine) -> None:
    columns: dict[str, list[Any]] = {
        "n": [2**63 - 1, -(2**63), 0, -1],
        "f": [0.1, -1e300, 5e-324, math.inf],
        "t": ["it's", 'say "so"\\', "客户\n; DROP TABLE x; --", None],
    }
    frame = beside(engine.own(of_pandas()), columns, SCHEMA)
    assert frame.collect_schema() == {name: kind() for name, kind in SCHEMA.items()}
    expected = zip(*columns.values(), strict=True)
    assert sorted(engine.rows(frame), key=repr) == sorted(expected, key=repr)


def test_beside_of_floats_that_are_no_numbers(engine: Engine) -> None:
    frame = beside(engine.own(of_pandas()), {"f": [math.nan, -math.inf]}, {"f": nw.Float64})
    found = {row[0] for row in engine.rows(frame)}
    assert -math.inf in found
    assert any(cell is None or math.isnan(cell) for cell in found - {-math.inf})


def test_beside_of_nothing_has_its_types(engine: Engine) -> None:
    frame = beside(engine.own(of_pandas()), {name: [] for name in SCHEMA}, SCHEMA)
    assert frame.collect_schema() == {name: kind() for name, kind in SCHEMA.items()}
    assert engine.rows(frame) == []


def test_beside_is_joined(engine: Engine) -> None:
    frame = engine.own(of_pandas()).select("n", "t").filter(nw.col("n") == 1)
    names = beside(
        frame, {"n": [1, 2], "level": ["first", "second"]}, {"n": nw.Int64, "level": nw.String}
    )
    assert engine.rows(frame.join(names, on="n", how="left")) == [(1, "x", "first")]


def test_held_is_the_same_frame(engine: Engine) -> None:
    frame = engine.own(of_pandas())
    held = [engine.held(frame) for _ in range(2)]
    for one in held:
        assert one.collect_schema() == frame.collect_schema()
        assert sorted(engine.rows(one), key=repr) == sorted(ROWS, key=repr)
