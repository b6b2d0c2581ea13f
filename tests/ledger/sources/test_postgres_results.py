"""Result tables in a real PostgreSQL: exact, and all of them at once or none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from postgres_server import Server
from results_table import ROWS, result

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.cleaning.tally import Affected, Tally
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.running.problem_report import problem_tables
from ledgerguard.ledger.schema import Problem
from ledgerguard.ledger.sources.results import ResultTable, write_table, write_tables

ODD = 'Re "sults" ü'


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def test_money_is_exact_and_days_are_dates(server: Server, engine: Engine) -> None:
    address = server.address()
    for _ in range(2):  # the second time it is there already
        write_tables(engine, address, {ODD: result(engine), "other": result(engine)})
    query = f"SELECT customer, open::text, due, share, n FROM {quoted(ODD)} ORDER BY n"
    assert server.rows(query) == [
        ("a'b", "46116860184273879.04", dt.date(2025, 12, 9), 0.5, 1),
        ("é", "-5", None, None, 2),
        ("", "1234.500", dt.date(2026, 10, 31), 1.0, 3),
        ("z", "1.2345", None, 2.0, 4),
    ]
    kinds = dict(
        server.rows(
            "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute "
            f"WHERE attnum > 0 AND attrelid = '{quoted(ODD)}'::regclass"
        )
    )
    assert kinds == {
        "customer": "text",
        "currency": "text",
        "open": "numeric",
        "due": "date",
        "share": "double precision",
        "n": "bigint",
    }
    euro = server.rows(f"SELECT sum(open)::text FROM {quoted(ODD)} WHERE currency = 'EUR'")
    assert Decimal(euro[0][0]) == Decimal(ROWS["open"][0]) / 100


def test_all_tables_or_none(server: Server, engine: Engine) -> None:
    address = server.address()
    old = engine.own(pd.DataFrame({"a": [1, 2]}))
    new = engine.own(pd.DataFrame({"a": [7]}))
    write_tables(engine, address, {"one": ResultTable(old), "two": ResultTable(old)})
    server.execute("CREATE OR REPLACE VIEW depends AS SELECT * FROM two")
    with pytest.raises(LedgerError, match="depend"):
        write_tables(engine, address, {"one": ResultTable(new), "two": ResultTable(new)})
    assert server.rows("SELECT count(*) FROM one") == [(2,)]
    left = "SELECT count(*) FROM pg_class WHERE relname LIKE 'ledgerguard\\_%'"
    assert server.rows(left) == [(0,)]
    assert server.clients() == 0
    server.execute("DROP VIEW depends")


def test_a_schema_before_a_dot(server: Server, engine: Engine) -> None:
    server.execute("CREATE SCHEMA IF NOT EXISTS results")
    frame = engine.own(pd.DataFrame({"a": [1]}))
    write_table(frame, engine, server.address(), "results.aging")
    write_table(frame, engine, server.address(), "no schema.aging")
    assert server.rows("SELECT a FROM results.aging") == [(1,)]
    assert server.rows('SELECT a FROM "no schema.aging"') == [(1,)]


def test_a_wrong_password_is_not_shown(server: Server, engine: Engine) -> None:
    address = server.address().replace("%3F", "%3Fwrong")
    with pytest.raises(LedgerError, match="password authentication failed") as caught:
        write_table(engine.own(pd.DataFrame({"a": [1]})), engine, address, "t")
    assert "p@ss" not in str(caught.value)


def test_problems_are_tables_with_exact_money(server: Server, engine: Engine) -> None:
    problems = (
        Affected("duplicate_invoice", "Invoice", 2, {"EUR": 46116860184273879_04, "KWD": 1_500}),
        Affected("no_due_column", "due", 1, {}),
    )
    case = Problem(3, "Invoice", "I'1", "duplicate_invoice", "again", "kept", 2, "a.csv")
    own = engine.own(pd.DataFrame({"n": [1]}))
    tables = problem_tables(own, Tally(9, 9, problems), [case], "en")
    write_tables(engine, server.address(), tables)
    counted = (
        'SELECT rows, currency, money_affected::text FROM problems ORDER BY "column", currency'
    )
    assert server.rows(counted) == [
        (2, "EUR", "46116860184273879.04"),
        (2, "KWD", "1.500"),
        (1, "", None),
    ]
    cases = 'SELECT file, row, "column", value, done FROM "problem-examples"'
    assert server.rows(cases) == [("a.csv", 3, "Invoice", "I'1", "kept")]
