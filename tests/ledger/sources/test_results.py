"""Result tables in SQLite: what a person who queries them expects."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from results_table import ROWS, result

from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.ledger import currency
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.engines.on_duckdb import OnDuckDB
from ledgerguard.ledger.sources import results
from ledgerguard.ledger.sources.results import ResultTable, write_table, write_tables


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_money_days_and_shares(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a b.db"
    for _ in range(2):  # the second time it is there already
        write_tables(engine, f"sqlite:///{path}", {'in "v"': result(engine), "x": result(engine)})
    query = 'SELECT customer, open, open_minor, due, share, n FROM "in ""v""" ORDER BY n'
    assert rows(path, query) == [
        ("a'b", 46116860184273879.04, 2**62, "2025-12-09", 0.5, 1),
        ("é", -5, -5, None, None, 2),
        ("", 1234.5, 1_234_500, "2026-10-31", 1.0, 3),
        ("z", 1.2345, 12_345, None, 2.0, 4),
    ]
    tables = "SELECT name FROM sqlite_master ORDER BY name"
    assert rows(path, tables) == [('in "v"',), ("x",)]
    kinds = dict(row[1:3] for row in rows(path, "PRAGMA table_info(x)"))
    assert kinds == {
        "customer": "TEXT",
        "currency": "TEXT",
        "open": "DECIMAL(38, 4)",
        "due": "DATE",
        "share": "REAL",
        "n": "INTEGER",
        "open_minor": "INTEGER",
    }


@given(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.sampled_from(["EUR", "JPY", "KWD", "CLF", "", "???"]),
)
def test_a_number_shows_every_unit(minor: int, code: str) -> None:
    """Up to 15 digits a float shows the decimal itself."""
    with OnDuckDB(threads=1) as engine, closing(sqlite3.connect(":memory:")):
        made = results._in_sqlite("open", "money")
        query = f"SELECT {made} FROM (SELECT {minor}::BIGINT AS open, '{code}' AS currency)"
        (found,) = engine.rows(engine.sql(query))[0]
    assert Decimal(repr(found)) == currency.exact(minor, code)


def test_in_batches(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "BATCH", 2)
    frame = engine.own(pd.DataFrame({"a": range(5)}))
    write_table(frame, engine, f"sqlite:///{tmp_path}/a.db", "t")
    assert rows(tmp_path / "a.db", "SELECT a FROM t ORDER BY a") == [(n,) for n in range(5)]


def test_an_empty_table_has_its_columns(engine: Engine, tmp_path: Path) -> None:
    frame = engine.own(pd.DataFrame(ROWS)[:0])
    write_table(frame, engine, f"sqlite:///{tmp_path}/a.db", "t", money=["open"], days=["due"])
    assert rows(tmp_path / "a.db", "SELECT count(*), count(open_minor) FROM t") == [(0, 0)]


def test_all_tables_or_none(engine: Engine, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/a.db"
    old, new = (engine.own(pd.DataFrame({"a": cells})) for cells in ([1, 2], [3]))
    write_tables(engine, address, {"one": ResultTable(old)})
    with pytest.raises(LedgerError, match="reserved"):
        write_tables(engine, address, {"one": ResultTable(new), "sqlite_x": ResultTable(new)})
    assert rows(tmp_path / "a.db", "SELECT a FROM one ORDER BY a") == [(1,), (2,)]
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM sqlite_master") == [(1,)]


def test_what_cannot_be_written(engine: Engine, tmp_path: Path) -> None:
    frame = engine.own(pd.DataFrame({"a": [1]}))
    with pytest.raises(LedgerError, match="results are written to"):
        write_table(frame, engine, str(tmp_path / "a.db"), "t")
    with pytest.raises(LedgerError, match="there is no such folder"):
        write_table(frame, engine, f"sqlite:///{tmp_path}/nix/a.db", "t")
    with pytest.raises(InvalidValue, match="must have the column b"):
        write_table(frame, engine, f"sqlite:///{tmp_path}/a.db", "t", days=["b"])
    with pytest.raises(InvalidValue, match="must have a column currency"):
        write_table(frame, engine, f"sqlite:///{tmp_path}/a.db", "t", money=["a"])
    (tmp_path / "b.db").write_text("no database, but long enough to be looked at")
    with pytest.raises(LedgerError, match="not a database"):
        write_table(frame, engine, f"sqlite:///{tmp_path}/b.db", "t")
