"""Ledgers in a real PostgreSQL: read in parts at once, within one snapshot."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import narwhals as nw
import pyarrow.parquet as pq
import pytest
from postgres_server import PASSWORD, USER, Server

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.sources import postgres, postgres_plan
from ledgerguard.ledger.sources.locations import Location, location
from ledgerguard.ledger.sources.opened import opened

ROWS = 60_000
READS = 5
ODD = 'In "voices".2024 ü'
"""A name with a quotation mark, a dot, a space and a letter beyond ASCII."""


@pytest.fixture(scope="module")
def ledger(server: Server) -> Server:
    """A table whose name holds every sign, and one that others write to."""
    name = '"' + ODD.replace('"', '""') + '"'
    server.execute(
        f"DROP TABLE IF EXISTS {name}, written CASCADE",  # the engines take turns
        f"CREATE TABLE {name} (invoice bigint PRIMARY KEY, amount numeric(20, 2), note text)",
        f"INSERT INTO {name} SELECT i, i * 1.01, repeat('x', 100) "
        f"FROM generate_series(1, {ROWS}) i",
        f"CREATE TABLE written AS SELECT * FROM {name}",
        "ALTER TABLE written ADD PRIMARY KEY (invoice)",
    )
    return server


def place_of(server: Server, **parameters: str) -> Location:
    found = location(server.address(**parameters))
    assert found is not None
    return found


def total(files: list[Path]) -> tuple[int, Decimal]:
    tables = [pq.read_table(file) for file in files]
    invoices = [value for table in tables for value in table["invoice"].to_pylist()]
    assert len(set(invoices)) == len(invoices)
    return len(invoices), sum(
        (Decimal(value) for table in tables for value in table["amount"].to_pylist()), Decimal(0)
    )


def test_a_name_with_every_sign(ledger: Server, engine: Engine) -> None:
    raw = opened(engine, ledger.address(table=ODD), connections=3)
    assert raw.frame.collect_schema() == {
        "invoice": nw.Int64(),
        "amount": nw.String(),
        "note": nw.String(),
    }
    assert engine.rows(raw.frame.select(nw.col("invoice").sum())) == [(ROWS * (ROWS + 1) // 2,)]
    assert PASSWORD not in raw.source
    assert raw.source.endswith(f"table {ODD}")
    assert USER in raw.source


@pytest.mark.parametrize("connections", [1, 2, 5])
def test_parts_are_the_whole(ledger: Server, tmp_path: Path, connections: int) -> None:
    files = postgres.read(place_of(ledger, table=ODD), tmp_path, connections=connections)
    assert len(files) == connections
    rows, amount = total(files)
    exact = ledger.rows(f'SELECT sum(amount)::text FROM "{ODD.replace(chr(34), chr(34) * 2)}"')
    assert (rows, amount) == (ROWS, Decimal(exact[0][0]))
    # the files stand in the order of the table
    first = [pq.read_table(file)["invoice"][0].as_py() for file in files]
    assert first == sorted(first)


def test_a_writer_is_not_seen(ledger: Server, tmp_path: Path) -> None:
    """Money and rows move from one end of the table to the other while its parts are read.

    Each transaction leaves the count and the sum as they are, so every snapshot has them; reads
    at several moments do not.
    """
    expected = total(postgres.read(place_of(ledger, table="written"), tmp_path, connections=1))
    writes, stop = [0], threading.Event()

    def write() -> None:
        with ledger.connected() as connection:
            while not stop.is_set():
                key = writes[0] % 1_000 + 1
                for statement in (
                    "BEGIN",
                    f"UPDATE written SET amount = amount - 7 WHERE invoice = {key}",
                    f"UPDATE written SET amount = amount + 7 WHERE invoice = {ROWS // 2 + key}",
                    f"DELETE FROM written WHERE invoice = {ROWS - key}",
                    f"INSERT INTO written VALUES ({ROWS - key}, {(ROWS - key) * 1.01:.2f}, '')",
                    "COMMIT",
                ):
                    postgres.execute(connection, statement)
                writes[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(READS):
            folder = tmp_path / str(number)
            folder.mkdir()
            seen = writes[0]
            place = place_of(ledger, table="written")
            assert total(postgres.read(place, folder, connections=4)) == expected
            assert writes[0] > seen
    finally:
        stop.set()
        writer.join()


def test_each_way_to_divide_takes_every_row_once(ledger: Server) -> None:
    place = place_of(ledger, table=ODD)
    counted = {}
    with ledger.connected() as connection:
        postgres.execute(connection, "BEGIN")
        for version in (13, 14):
            queries = postgres_plan.plan(connection, place, 4, version=version).queries
            assert len(queries) == 4
            assert ("ctid" in queries[0]) == (version == 14)
            counted[version] = [
                postgres.rows(connection, f"SELECT count(*) FROM ({query}) q")[0][0]
                for query in queries
            ]
    assert {sum(counts) for counts in counted.values()} == {ROWS}
    assert all(min(counts) > ROWS // 8 for counts in counted.values())


def test_blocks_are_read_without_a_look_at_the_others(ledger: Server) -> None:
    with ledger.connected() as connection:
        postgres.execute(connection, "BEGIN")
        queries = postgres_plan.plan(connection, place_of(ledger, table=ODD), 4).queries
        with connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
            cursor.execute(f"EXPLAIN {queries[1]}")
            explained = str(cursor.fetchall())
    assert "Tid Range Scan" in explained


def test_a_divided_table(server: Server, tmp_path: Path) -> None:
    server.execute(
        "CREATE TABLE years (invoice bigint, amount numeric, year int) PARTITION BY LIST (year)",
        "CREATE TABLE y1 PARTITION OF years FOR VALUES IN (1)",
        "CREATE TABLE y2 PARTITION OF years FOR VALUES IN (2)",
        "INSERT INTO years SELECT i, 0.01, 1 + i % 2 FROM generate_series(1, 90000) i",
    )
    files = postgres.read(place_of(server, table="years"), tmp_path, connections=3)
    assert len(files) == 3
    assert total(files) == (90_000, Decimal("900.00"))


def test_types_arrive_exactly(server: Server, engine: Engine) -> None:
    server.execute(
        "DROP TABLE IF EXISTS kinds",
        "CREATE TABLE kinds AS SELECT * FROM (VALUES "
        "(1, 12345678901234567890.123456789::numeric, '0042'::text, true, "
        "'2024-01-31 23:30:00+00'::timestamptz, '2024-02-29'::date, 1.1::float4, 1.1::float8, "
        "'1234.50'::money, '{1,2}'::int[], 'x'::char(5)), "
        "(2, 'NaN', NULL, NULL, 'infinity', '-infinity', NULL, NULL, NULL, NULL, ''), "
        "(3, 0.10, '', false, '2024-07-01 23:30:00+00', NULL, 0, 0, 0::money, '{}', NULL)"
        ") AS t(id, n, t, b, tz, d, f4, f8, m, a, c)",
    )
    address = server.address(table="kinds", options="-c TimeZone=Europe/Berlin -c lc_monetary=C")
    frame = opened(engine, address).frame.sort("id")
    names = ("n", "t", "b", "f4", "f8", "m", "a", "c")
    rows = engine.rows(frame.select(*names))
    assert rows[0] == (
        "12345678901234567890.123456789", "0042", True, "1.1", 1.1, "1234.50", "{1,2}", "x"
    )  # fmt: skip
    assert [None if cell == "" else cell for cell in rows[1]] == ["NaN", *[None] * 7]
    assert rows[2][0] == "0.10"
    # the day is the one that the session's zone shows: already the next one in Berlin
    local = frame.select(nw.col("tz").dt.to_string("%Y-%m-%d %H:%M"))
    if engine.name == "pandas":
        shown = [str(row[0])[:16] for row in engine.rows(frame.select("tz"))]
    else:
        shown = [str(row[0]) for row in engine.rows(local)]
    assert (shown[0], shown[2]) == ("2024-02-01 00:30", "2024-07-02 01:30")
    days = engine.rows(frame.select("d"))
    assert str(days[0][0])[:10] == "2024-02-29"
    assert days[1][0] is None
    assert engine.rows(frame.select("tz"))[1][0] is None


def test_a_query(ledger: Server, engine: Engine) -> None:
    query = 'SELECT invoice + 0 AS "Invoice", amount AS a FROM written WHERE invoice <= 3;'
    raw = opened(engine, ledger.address(), query=query)
    assert engine.rows(raw.frame.sort("Invoice"))[0][0] == 1
    assert raw.frame.collect_schema()["a"] == nw.String()
    assert raw.source.endswith("a query")
    empty = opened(engine, ledger.address(query="SELECT 1 AS a WHERE 1+1=3"))
    assert engine.rows(empty.frame) == []


def test_a_query_cannot_write(ledger: Server, tmp_path: Path) -> None:
    query = "WITH gone AS (DELETE FROM written RETURNING 1) SELECT * FROM gone"
    with pytest.raises(LedgerError):
        postgres.read(place_of(ledger, query=query), tmp_path)


def test_a_cancelled_read_leaves_no_connection(ledger: Server, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def watch(rows: int, share: float | None) -> None:
        if rows:
            raise Enough

    slow = "SELECT i, pg_sleep(0.001)::text FROM generate_series(1, 1000000) i"
    with pytest.raises(Enough):
        postgres.read(place_of(ledger, table=ODD), tmp_path, connections=4, progress=watch)
    assert ledger.clients() == 0
    calls = []

    def waited(rows: int, share: float | None) -> None:
        calls.append(rows)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        postgres.read(place_of(ledger, query=slow), tmp_path, progress=waited)
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0.001)%' "
    assert ledger.rows(running + "AND pid <> pg_backend_pid()") == [(0,)]
    assert ledger.clients() == 0


def test_a_fault_in_one_part_ends_the_others(ledger: Server, tmp_path: Path) -> None:
    query = "SELECT 1 / (i - 50000) AS a FROM generate_series(1, 100000) i"
    with pytest.raises(LedgerError, match="division by zero"):
        postgres.read(place_of(ledger, query=query), tmp_path)
    assert ledger.clients() == 0


def refused(address: str, tmp_path: Path) -> str:
    """What the error says; nothing behind it may say more."""
    place = location(address)
    assert place is not None
    with pytest.raises(LedgerError) as caught:
        postgres.read(place, tmp_path)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return str(caught.value)


def test_what_cannot_be_reached_is_said(server: Server, tmp_path: Path) -> None:
    wrong = server.address(table="x").replace("%3F", "%3Fwrong")
    said = refused(wrong, tmp_path)
    assert "password authentication failed" in said
    assert "Hint: check user and password" in said
    nowhere = server.address(table="x").replace(str(server.port), "1")
    assert "Connection refused" in refused(nowhere, tmp_path)
    unknown = server.address(table="x").replace("127.0.0.1", "no.such.host.invalid")
    assert "could not translate host name" in refused(unknown, tmp_path)
    for address in (wrong, nowhere, unknown):
        assert "p@ss" not in refused(address, tmp_path)
        assert "p%40ss" not in refused(address, tmp_path)


def test_a_missing_table_is_said_with_those_there_are(server: Server, tmp_path: Path) -> None:
    server.execute("CREATE SCHEMA s", 'CREATE TABLE s."a.b" AS SELECT 1 AS i', "CREATE TABLE q()")
    assert "there is no table nix" in refused(server.address(table="nix"), tmp_path)
    assert "s.a.b" in refused(server.address(), tmp_path)
    found = postgres.read(place_of(server, table="s.a.b"), tmp_path)
    assert pq.read_table(found[0]).num_rows == 1
    assert len(postgres.read(place_of(server, table="q"), tmp_path)) == 1


def test_a_view_is_one_part(ledger: Server, tmp_path: Path) -> None:
    ledger.execute("CREATE VIEW seen AS SELECT * FROM written")
    files = postgres.read(place_of(ledger, table="seen"), tmp_path, connections=4)
    assert len(files) == 1


def test_a_table_without_a_key_is_one_part_of_an_old_server(server: Server) -> None:
    server.execute(
        "CREATE TABLE keyless AS SELECT i, repeat('x', 100) AS t FROM generate_series(1, 20000) i",
        "CREATE TABLE emptied (LIKE keyless, PRIMARY KEY (i))",
        "INSERT INTO emptied SELECT * FROM keyless",
        "DELETE FROM emptied",
    )
    with server.connected() as connection:
        postgres.execute(connection, "BEGIN")
        for table in ("keyless", "emptied"):
            place = place_of(server, table=table)
            assert len(postgres_plan.plan(connection, place, 4, version=13).queries) == 1
