import contextlib
import sqlite3
import zlib
from pathlib import Path
from typing import Any, cast

import pytest
from sample_logs import ENTRIES, LEDGER, POLICY, behind_the_back, chain_anew, fill, sample, sha

from ledgerguard.errors import LogError
from ledgerguard.store.entries import COLUMNS, GENESIS, Entry
from ledgerguard.store.log import Log
from ledgerguard.store.verify import Fault, pages


def faults(path: Path, head: str | None = None) -> tuple[Fault, ...]:
    with Log.open(path, create=False) as log:
        return log.verify(head)


def changed(path: Path, *statements: str) -> tuple[Fault, ...]:
    with behind_the_back(path) as connection:
        for statement in statements:
            connection.execute(statement)
    return faults(path)


def test_the_untouched_log_is_sound_and_so_is_every_earlier_head(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log:
        for head in (None, GENESIS, *(row.hash for row in log.rows())):
            assert log.verify(head) == ()
        assert log.verify(f"  {log.head.upper()}\n") == ()


def test_going_behind_the_back_leaves_no_trace_of_its_own(tmp_path: Path) -> None:
    assert changed(sample(tmp_path / "a.log")) == ()


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_every_changed_byte_of_every_row_and_column_is_found(tmp_path: Path, column: str) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log, behind_the_back(path) as connection:
        opened = set(log.verify())  # the triggers that are away
        for number in range(1, len(ENTRIES) + 1):
            look = f"SELECT CAST({column} AS BLOB) FROM entries WHERE number = ?"  # noqa: S608
            (raw,) = connection.execute(look, (number,)).fetchone()
            put = f"UPDATE entries SET {column} = CAST(? AS TEXT) WHERE number = ?"  # noqa: S608
            for at in range(len(raw)):
                for bit in (0x01, 0x80):  # another letter; no UTF-8 any more
                    bent = raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
                    connection.execute(put, (bent, number))
                    found = {fault.number for fault in set(log.verify()) - opened}
                    assert number in found, (number, at, bit)
            for bent in (b"", raw + b" ", raw + b"\0", b" " + raw):
                if bent != raw:
                    connection.execute(put, (bent, number))
                    assert number in {fault.number for fault in log.verify()}
            connection.execute(put, (raw, number))
        assert set(log.verify()) == opened


def test_every_changed_number_is_found(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log, behind_the_back(path) as connection:
        for number in range(1, len(ENTRIES) + 1):
            others = {number ^ (1 << bit) for bit in range(63)} | {-number, 2**63 - 1, -(2**63)}
            for other in others - set(range(1, len(ENTRIES) + 1)):
                move = "UPDATE entries SET number = ? WHERE number = ?"
                connection.execute(move, (other, number))
                assert any(fault.number == other for fault in log.verify()), (number, other)
                connection.execute(move, (number, other))
    assert faults(path) == ()


@pytest.mark.parametrize(
    ("statements", "at", "said"),
    [
        (["DELETE FROM entries WHERE number = 1"], 2, "row 1 must follow, got row 2"),
        (["DELETE FROM entries WHERE number IN (2, 3)"], 4, "row 2 must follow, got row 4"),
        (
            [
                "DELETE FROM entries WHERE number = 3",
                "UPDATE entries SET number = 3 WHERE number = 4",
                "UPDATE entries SET number = 4 WHERE number = 5",
            ],
            3,
            "row 3 must name the hash of the row before",
        ),
        (
            [
                "UPDATE entries SET number = 99 WHERE number = 2",
                "UPDATE entries SET number = 2 WHERE number = 3",
                "UPDATE entries SET number = 3 WHERE number = 99",
            ],
            2,
            "row 2 must have the hash of its columns",
        ),
        (
            [
                "DROP INDEX entries_hash",
                "INSERT INTO entries SELECT 6, recorded_at, kind, run, actor, policy_version,"
                " ledger_fingerprint, body, previous, hash FROM entries WHERE number = 5",
            ],
            6,
            "row 6 must name the hash of the row before",
        ),
        (["UPDATE entries SET body = x'7b7d' WHERE number = 5"], 5, "must hold text in every"),
    ],
    ids=["first", "middle", "renumbered", "swapped", "doubled", "blob"],
)
def test_rows_removed_moved_doubled(
    tmp_path: Path, statements: list[str], at: int, said: str
) -> None:
    found = changed(sample(tmp_path / "a.log"), *statements)
    assert any(fault.number == at and said in fault.what for fault in found), found
    assert all(fault.hint for fault in found)


def test_a_changed_row_with_its_hash_made_right_is_found_at_the_next(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        connection.execute("UPDATE entries SET actor = 'eve' WHERE number = 2")
        after = "SELECT number, previous, hash FROM entries WHERE number > 2"
        kept = connection.execute(after).fetchall()
        chain_anew(connection, 2)
        for number, previous, own in kept:
            put = "UPDATE entries SET previous = ?, hash = ? WHERE number = ?"
            connection.execute(put, (previous, own, number))
    assert [fault.number for fault in faults(path)] == [3]


# What only a head hash that was kept elsewhere can show


def test_a_cut_off_end_is_found_with_the_head_and_not_without(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log:
        heads = [row.hash for row in log.rows()]
    assert changed(path, "DELETE FROM entries WHERE number > 3") == ()
    for head in heads[:3]:
        assert faults(path, head) == ()
    for head in heads[3:]:
        (fault,) = faults(path, head)
        assert fault.number is None
        assert head in fault.what
        assert "cut off" in fault.hint


@pytest.mark.parametrize("first", [1, 3, 5])
def test_a_chain_written_anew_is_found_with_the_head_and_not_without(
    tmp_path: Path, first: int
) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log:
        heads = [row.hash for row in log.rows()]
    with behind_the_back(path) as connection:
        connection.execute("UPDATE entries SET actor = 'eve' WHERE number = ?", (first,))
        chain_anew(connection, first)
    assert faults(path) == ()
    assert [bool(faults(path, head)) for head in heads] == [at >= first for at in range(1, 6)]


def test_a_log_begun_anew_is_found_with_the_head(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log:
        head = log.head
    path.unlink()
    with Log.open(path) as log:
        assert log.verify() == ()
        assert len(log.verify(head)) == 1


@pytest.mark.parametrize("head", ["", "abc", "g" * 64, "0" * 63])
def test_a_head_must_be_a_whole_hash(head: str) -> None:
    with Log.memory() as log, pytest.raises(LogError, match="64 hexadecimal digits"):
        log.verify(head)


# Contents


REPACK = "UPDATE contents SET packed = ? WHERE sha256 = ?"


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("DELETE FROM contents WHERE sha256 = ?", ()),
        (REPACK, (zlib.compress(LEDGER.replace(b"120.50", b"120.51")),)),
        (REPACK, (zlib.compress(LEDGER) + b"\0",)),
        (REPACK, (zlib.compress(LEDGER)[:-1],)),
        (REPACK, (b"nothing that zlib knows",)),
        (REPACK, (b"",)),
        (REPACK, ("text",)),
        ("UPDATE contents SET sha256 = ? WHERE sha256 = ?", ("0" * 64,)),
    ],
    ids=["removed", "other", "longer", "shorter", "junk", "empty", "text", "renamed"],
)
def test_a_missing_or_changed_content_is_found_at_the_row_that_names_it(
    tmp_path: Path, statement: str, values: tuple[object, ...]
) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        connection.execute(statement, (*values, sha(LEDGER)))
    found = faults(path)
    assert any(fault.number == 1 and sha(LEDGER) in fault.what for fault in found)
    with Log.open(path) as log:
        assert log.content(sha(POLICY)) == POLICY
        with pytest.raises(LogError):
            log.content(sha(LEDGER))


def test_a_content_that_no_row_names_was_brought_in_by_somebody_else(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        put = "INSERT INTO contents VALUES (?, ?)"
        connection.execute(put, (sha(b"x"), zlib.compress(b"x")))
    (fault,) = faults(path)
    assert sha(b"x") in fault.what


def test_a_forged_body_that_is_no_json_is_a_fault_even_with_a_right_hash(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        connection.execute("UPDATE entries SET body = '[' WHERE number = 5")
        chain_anew(connection, 5)
    (fault,) = faults(path)
    assert fault.number == 5


# The file and its tables


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entries_update",
        "DROP TRIGGER contents_delete",
        "DROP INDEX entries_run",
        "CREATE TABLE more (x)",
        "CREATE TRIGGER more AFTER INSERT ON entries BEGIN SELECT 1; END",
        "CREATE VIEW more AS SELECT 1",
    ],
)
def test_other_tables_and_missing_triggers_are_found(tmp_path: Path, statement: str) -> None:
    path = sample(tmp_path / "a.log")
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    (fault,) = faults(path)
    assert fault.number is None
    assert statement.split()[2] in fault.what


def test_a_trigger_that_has_lost_its_teeth_is_found(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TRIGGER entries_delete;"
        "CREATE TRIGGER entries_delete BEFORE DELETE ON entries BEGIN SELECT 1; END;"
    )
    connection.close()
    assert any("entries_delete must be as" in fault.what for fault in faults(path))


def test_an_index_that_disagrees_with_its_table_is_found(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        # The index leaves rows out, so that a search by run misses them, and says nothing of it.
        connection.execute("DROP INDEX entries_run")
        connection.execute("CREATE INDEX entries_run ON entries (run) WHERE number > 2")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX entries_run ON entries (run)'"
            " WHERE name = 'entries_run'"
        )
    with Log.open(path) as log:
        assert [row.number for row in log.rows(run="R1")] == [3, 5]
    assert any("SQLite must find the file sound" in fault.what for fault in faults(path))


def test_a_file_cut_short_is_a_fault_or_cannot_be_opened(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    whole = path.read_bytes()
    for size in range(0, len(whole), 512):
        path.write_bytes(whole[:size])
        with contextlib.suppress(LogError):
            assert faults(path), size


def test_verify_looks_at_rows_beyond_the_first_page() -> None:
    with Log.memory() as log:
        log.append([Entry("a", {"at": at}) for at in range(1100)])
        fill(log)
        assert log.verify(log.head) == ()
        log._connection.execute("DROP TRIGGER entries_update")
        log._connection.execute("UPDATE entries SET actor = 'eve' WHERE number = 1050")
        assert 1050 in {fault.number for fault in log.verify()}


def test_a_tree_that_leads_round_in_circles_ends() -> None:
    class Circle:
        """A damaged file answers every question with the same rows."""

        def execute(self, *_: Any) -> "Circle":
            return self

        def fetchall(self) -> list[tuple[int]]:
            return [(at,) for at in range(1, 501)]

    with pytest.raises(LogError, match="row 1 must stand in order"):
        list(pages(cast("sqlite3.Connection", Circle()), 10_000))
