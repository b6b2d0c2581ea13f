import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sample_logs import ENTRIES, LEDGER, MOMENT, POLICY, behind_the_back, fill, sample, sha

from ledgerguard.errors import LedgerguardError, LogError
from ledgerguard.store.entries import GENESIS, Entry
from ledgerguard.store.log import Log, LogMoved


def test_an_empty_log() -> None:
    with Log.memory() as log:
        assert (log.head, len(log), list(log.rows()), log.verify()) == (GENESIS, 0, [], ())
        assert log.verify(GENESIS) == ()
        assert log.append([]) == []
        assert log.head == GENESIS


def test_rows_stand_in_order_and_each_names_the_one_before(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path, create=False) as log:
        rows = list(log.rows())
        assert [row.number for row in rows] == [1, 2, 3, 4, 5]
        assert [row.previous for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
        assert log.head == rows[-1].hash
        assert len(log) == 5
        for row, entry in zip(rows, ENTRIES, strict=True):
            assert row.recorded_at == MOMENT
            assert (row.kind, row.body, row.run, row.actor) == (
                entry.kind, entry.body, entry.run, entry.actor,
            )  # fmt: skip
            assert row.policy_version == entry.policy_version
            assert row.ledger_fingerprint == entry.ledger_fingerprint


def test_rows_by_kind_run_and_head() -> None:
    with Log.memory() as log:
        fill(log)
        rows = list(log.rows())
        assert [row.number for row in log.rows(kind="hold")] == [4]
        assert [row.number for row in log.rows(run="R1")] == [1, 2, 3, 5]
        assert [row.number for row in log.rows(kind="reply", run="R1")] == [5]
        assert [row.number for row in log.rows(run="")] == [4]
        assert list(log.rows(upto=rows[2].hash)) == rows[:3]
        assert [row.number for row in log.rows(run="R1", upto=rows[3].hash)] == [1, 2, 3]
        assert list(log.rows(upto=GENESIS)) == []
        with pytest.raises(LogError, match="upto must be the hash of a row"):
            log.rows(upto="f" * 64)


def test_many_pages_come_in_order_and_a_reader_does_not_see_its_own_writing() -> None:
    with Log.memory() as log:
        log.append([Entry("a", {"at": at}) for at in range(1201)])
        seen = []
        for row in log.rows():
            seen.append(row.body["at"])
            if row.number % 100 == 0:
                log.append([Entry("b", {"at": -1})])
        assert seen == list(range(1201))
        assert len(log) == 1201 + 12


def test_a_reader_that_pauses_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    with Log.open(path) as log, Log.open(path) as other:
        log.append([Entry("a", {"at": at}) for at in range(1000)])
        rows = log.rows()
        next(rows)
        other._connection.execute("PRAGMA busy_timeout = 0")
        other.append([Entry("b", {})])
        assert len(list(rows)) == 999


def test_the_clock_of_the_machine_is_recorded_in_utc() -> None:
    with Log.memory() as log:
        before = datetime.now(UTC)
        moment = datetime.fromisoformat(log.append([Entry("a", {})])[0].recorded_at)
        assert moment.utcoffset() == timedelta(0)
        assert before <= moment <= datetime.now(UTC)


@pytest.mark.parametrize("text", ["", "today", "2026-01-31T08:15:00", "2026-01-31T08:15:00+01:00"])
def test_a_time_that_is_not_utc_is_refused(text: str) -> None:
    with Log.memory() as log, pytest.raises(LogError, match="recorded_at must be a time in UTC"):
        log.append([Entry("a", {})], recorded_at=text)


@pytest.mark.parametrize(
    "columns",
    [{"kind": ""}, {"kind": 3}, {"run": "\udc80"}, {"actor": None}, {"policy_version": 2}],
)
def test_columns_must_be_text(columns: dict[str, Any]) -> None:
    with Log.memory() as log:
        with pytest.raises(LogError, match=next(iter(columns))):
            log.append([Entry("a", {}), Entry(**{"kind": "a", "body": {}, **columns})])
        assert len(log) == 0


def test_a_moved_head_is_noticed_and_nothing_recorded(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    with Log.open(path) as log, Log.open(path) as other:
        seen = log.append([Entry("a", {})])[-1].hash
        other.append([Entry("b", {})], expected_head=seen)
        with pytest.raises(LogMoved, match=f"must be {seen}") as caught:
            log.append(
                [Entry("c", {"file": f"sha256:{sha(LEDGER)}"})],
                contents={sha(LEDGER): LEDGER},
                expected_head=seen,
            )
        assert isinstance(caught.value, LogError)
        assert [row.kind for row in log.rows()] == ["a", "b"]
        with pytest.raises(LogError):
            log.content(sha(LEDGER))
        log.append([Entry("c", {})], expected_head=log.head)
        assert log.verify() == ()


def test_contents_are_kept_once_and_compressed(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log:
        again = Entry("run", {"ledger": f"sha256:{sha(LEDGER)}"})
        log.append([again], contents={sha(LEDGER): LEDGER})
        log.append([again])
        assert log.content(sha(LEDGER)) == LEDGER
        assert log.content(f"sha256:{sha(POLICY)}") == POLICY
        held = log._connection.execute("SELECT length(packed) FROM contents").fetchall()
        assert len(held) == 2
        assert sum(size for (size,) in held) < len(LEDGER) + len(POLICY)
        assert log.verify() == ()


@pytest.mark.parametrize(
    ("body", "contents", "said"),
    [
        ({"f": f"sha256:{sha(LEDGER)}"}, {sha(LEDGER): POLICY}, "must be the SHA-256 of its bytes"),
        ({"f": f"sha256:{sha(LEDGER)}"}, {}, "must be in the log or come with it"),
        ({"f": sha(LEDGER)}, {sha(LEDGER): LEDGER}, "must be named in the body"),
    ],
)
def test_contents_and_bodies_must_fit(
    body: dict[str, Any], contents: dict[str, bytes], said: str
) -> None:
    with Log.memory() as log:
        with pytest.raises(LogError, match=said):
            log.append([Entry("run", body)], contents=contents)
        assert len(log) == 0
        assert log.verify() == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET actor = 'eve' WHERE number = 2",
        "DELETE FROM entries WHERE number = 5",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries SELECT 2, recorded_at, kind, run, 'eve', policy_version,"
        " ledger_fingerprint, body, previous, 'x' FROM entries WHERE number = 2",
        # a new number, but the hash of an old row, which would silently go
        "INSERT OR REPLACE INTO entries SELECT 6, recorded_at, kind, run, 'eve', policy_version,"
        " ledger_fingerprint, body, previous, hash FROM entries WHERE number = 2",
        "INSERT INTO entries SELECT 9, recorded_at, kind, run, 'eve', policy_version,"
        " ledger_fingerprint, body, previous, 'x' FROM entries WHERE number = 2",
        "UPDATE contents SET packed = x'00'",
        "DELETE FROM contents",
        "INSERT OR REPLACE INTO contents SELECT sha256, x'00' FROM contents",
    ],
)
def test_the_log_is_append_only(tmp_path: Path, statement: str) -> None:
    path = sample(tmp_path / "a.log")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = list(connection.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match="the log is append-only"):
            connection.execute(statement)
        assert list(connection.iterdump()) == before


def test_a_commit_reaches_the_disk_before_it_is_answered() -> None:
    with Log.memory() as log:
        assert log._connection.execute("PRAGMA synchronous").fetchone()[0] >= 2
        assert log._connection.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000


def test_a_fault_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with Log.memory() as log:
        fill(log)
        head = log.head
        with monkeypatch.context() as patch:
            patch.setattr("ledgerguard.store.log.chained", broken)
            with pytest.raises(KeyboardInterrupt):
                log.append(
                    [Entry("run", {"f": f"sha256:{sha(b'new')}"})], contents={sha(b"new"): b"new"}
                )
        assert (len(log), log.head) == (5, head)
        with pytest.raises(LogError, match="one that the log holds"):
            log.content(sha(b"new"))
        log.append([Entry("a", {})])
        assert log.verify(head) == ()


# What is no log, and what cannot be reached


def _text(path: Path) -> None:
    path.write_text("customer,invoice,amount\n" * 100, encoding="utf-8")


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def _newer(path: Path) -> None:
    sample(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_text, "not a database"),
        (_other_database, "must be a log of ledgerguard"),
        (_newer, "must be a log of version 1, got 2"),
        (Path.mkdir, "unable to open"),
    ],
)
def test_what_is_no_log_is_refused_and_left_alone(tmp_path: Path, make: Any, said: str) -> None:
    path = tmp_path / "a.log"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LogError, match=said) as caught:
        Log.open(path)
    assert caught.value.hint
    assert isinstance(caught.value, LedgerguardError)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_missing_and_empty_files_become_a_log_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    with pytest.raises(LogError, match="no such file"):
        Log.open(path, create=False)
    assert not path.exists()
    path.touch()
    with pytest.raises(LogError, match="another or an empty file"):
        Log.open(path, create=False)
    assert path.read_bytes() == b""
    Log.open(path).close()
    Log.open(str(path), create=False).close()
    with pytest.raises(LogError, match="unable to open"):
        Log.open(tmp_path / "no folder" / "a.log")


def test_a_name_that_means_something_to_sqlite_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Log.open(":memory:").close()
    assert (tmp_path / ":memory:").is_file()


def test_a_held_log_says_so(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with Log.open(path) as log, closing(sqlite3.connect(path, isolation_level=None)) as other:
        log._connection.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogError, match="another program holds the log"):
            log.append([Entry("a", {})])
        with pytest.raises(LogError, match="another program holds the log"):
            log.verify()  # not a fault: nothing is damaged


def test_a_log_that_may_only_be_read_says_so() -> None:
    with Log.memory() as log:
        log._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(LogError, match="check the permissions"):
            log.append([Entry("a", {})])


def test_a_closed_log_and_another_thread_say_so() -> None:
    log = Log.memory()
    said: list[str] = []

    def elsewhere() -> None:
        try:
            log.verify()
        except LogError as error:
            said.append(error.hint)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    log.close()
    with pytest.raises(LogError, match="must be open in the thread that uses it"):
        len(log)
    assert said == ["open the log where it is used, and close it last"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE entries SET body = '[1]'", "must be a JSON object"),
        ("UPDATE entries SET body = '{'", "must be a JSON object"),
        ("UPDATE entries SET body = x'7b7d'", "row 1 must hold text"),
        ("UPDATE entries SET actor = CAST(x'ff' AS TEXT)", "row 1 must hold text"),
    ],
)
def test_reading_a_damaged_row_is_an_error_of_the_log(
    tmp_path: Path, change: str, said: str
) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        connection.execute(change)
    with Log.open(path) as log, pytest.raises(LogError, match=said):
        list(log.rows())


def test_nothing_is_chained_to_a_hash_that_is_no_text(tmp_path: Path) -> None:
    path = sample(tmp_path / "a.log")
    with behind_the_back(path) as connection:
        connection.execute("UPDATE entries SET hash = x'00' WHERE number = 5")
    with Log.open(path) as log, pytest.raises(LogError, match="the hash of row 5 must be text"):
        log.append([Entry("a", {})])
