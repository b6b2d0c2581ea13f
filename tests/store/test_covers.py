"""The book of covers: what goes in comes out, what is older gives way, what is broken is told."""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerguard.errors import NotAvailable
from ledgerguard.store import covers_file
from ledgerguard.store.covers import Buyer, CoverBook, Told
from ledgerguard.store.covers_file import CELL_SECONDS, usual_path

EARLY, LATE = "2026-06-01T08:00:00.000000+00:00", "2026-06-02T08:00:00.000000+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "covers.db"


@pytest.fixture
def book(path: Path) -> Iterator[CoverBook]:
    with CoverBook.open(path) as book:
        yield book


def known(book: CoverBook, customer: str = "2001", insurer: str = "mutual") -> None:
    book.put_buyer(Buyer(insurer, customer, f"B-{customer}", "Buyer Ltd", 1.0, True))


def test_what_is_put_is_told(book: CoverBook, path: Path) -> None:
    known(book)
    known(book, "2002", "other")
    book.put_covers("mutual", {"B-2001": "[1]"}, EARLY)
    with CoverBook.open(path, create=False) as again:
        first, second = again.told()
    assert first == Told("mutual", "2001", "B-2001", True, "[1]", EARLY, "", "")
    assert second == Told("other", "2002", "B-2002", True, None, "", "", "")
    assert book.told("2001") == book.told("2001", "mutual") == book.told("", "mutual") == [first]
    assert book.told("2001", "other") == book.told("2003") == []


def test_an_answer_that_was_asked_for_earlier_gives_way(book: CoverBook) -> None:
    known(book)
    for payload, moment in (("b", LATE), ("a", EARLY), ("c", LATE)):
        book.put_covers("mutual", {"B-2001": payload}, moment)
    (told,) = book.told("2001")
    assert (told.payload, told.told_at) == ("c", LATE)


def test_a_guess_shows_no_cover(book: CoverBook) -> None:
    book.put_covers("mutual", {"B-9": "[1]"}, EARLY)
    book.put_buyer(Buyer("mutual", "2001", "B-9", "Perhaps Ltd", 0.6))
    (told,) = book.told("2001")
    assert (told.accepted, told.payload, told.reference) == (False, None, "B-9")


def test_what_a_person_confirmed_only_a_person_replaces(book: CoverBook) -> None:
    assert book.buyer("mutual", "2001") is None
    by_hand = Buyer("mutual", "2001", "B-7", "Ours", 1.0, True, "Wang")
    for buyer in (Buyer("mutual", "2001", "B-1", "x", 0.95, True), by_hand):
        book.put_buyer(buyer)
        assert book.buyer("mutual", "2001") == buyer
    known(book)
    assert book.buyers() == [by_hand]
    corrected = Buyer("mutual", "2001", "B-8", "Ours", 1.0, True, "Li")
    book.put_buyer(corrected)
    assert book.buyers("mutual") == [corrected]
    assert book.buyers("other") == []


def test_failures_stand_beside_what_is_known(book: CoverBook) -> None:
    known(book)
    book.put_covers("mutual", {"B-2001": "[1]"}, EARLY)
    book.put_failure("mutual", "2001", "no answer", LATE)
    book.put_failure("mutual", "2002", "nobody of that name", LATE)
    first, second = book.told()
    assert (first.payload, first.error, first.failed_at) == ("[1]", "no answer", LATE)
    assert second == Told("mutual", "2002", "", False, None, "", "nobody of that name", LATE)
    book.put_failure("mutual", "2001", "", LATE)
    assert book.told("2001")[0].error == ""


def test_cursors_and_wishes(book: CoverBook) -> None:
    assert (book.cursor("mutual"), book.wishes()) == ("", [])
    book.put_cursor("mutual", "7")
    book.put_cursor("mutual", "8")
    assert (book.cursor("mutual"), book.cursor("other")) == ("8", "")
    for customer, moment in (("2002", LATE), ("2001", LATE), ("2003", EARLY), ("2003", LATE)):
        book.put_wishes({customer: moment})
    assert book.wishes() == ["2003", "2001", "2002"]
    book.drop_wishes(["2001", "2003"])
    assert book.wishes() == ["2002"]


def test_all_or_nothing(book: CoverBook) -> None:
    known(book)
    wrong = {"B-2001": "[1]", "B-2": None}
    with pytest.raises(NotAvailable, match="NOT NULL"):
        book.put_covers("mutual", wrong, EARLY)  # type: ignore[arg-type]
    assert book.told("2001")[0].payload is None
    book.put_covers("mutual", {"B-2001": "[2]"}, EARLY)


def test_a_cell_does_not_wait_for_a_writer(book: CoverBook, path: Path) -> None:
    known(book)
    writer = sqlite3.connect(path, isolation_level=None)
    try:
        writer.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        with pytest.raises(NotAvailable, match="another program is writing it") as caught:
            CoverBook.open(path, create=False, seconds=CELL_SECONDS)
        assert time.monotonic() - started < 1  # 50 ms, on a machine that has much to do
        assert caught.value.excel == "#N/A"
    finally:
        writer.close()
    assert book.told("2001")


def test_two_who_make_the_book_at_once(path: Path) -> None:
    faults: list[BaseException] = []

    def make() -> None:
        try:
            with CoverBook.open(path) as book:
                known(book)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_book_that_somebody_else_made_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = iter([True, False])
    CoverBook.open(path).close()
    monkeypatch.setattr(covers_file, "_is_blank", lambda connection: next(seen))
    CoverBook.open(path).close()


def test_what_is_no_book(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match=r"got no file covers\.db"):
        CoverBook.open(path, create=False)
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(NotAvailable, match="got another or an empty file"):
        CoverBook.open(empty, create=False)
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(NotAvailable, match="got another or an empty file"):
        CoverBook.open(other)
    text = tmp_path / "text.db"
    text.write_text("customer,cover\n" * 100, encoding="utf-8")
    with pytest.raises(NotAvailable, match="this one is no book of covers"):
        CoverBook.open(text)
    assert text.read_text(encoding="utf-8").startswith("customer")
    with pytest.raises(NotAvailable, match="check the path"):
        CoverBook.open(text / "covers.db")
    with pytest.raises(NotAvailable, match="check the path"):
        CoverBook.open(tmp_path)


def test_a_book_of_another_thread(book: CoverBook) -> None:
    said: list[str] = []

    def read() -> None:
        try:
            book.wishes()
        except NotAvailable as error:
            said.append(error.hint)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert said == ["open the book in the thread that uses it, and close it last"]


def test_a_damaged_book_may_be_deleted(book: CoverBook, path: Path) -> None:
    known(book)
    book.close()
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    with CoverBook.open(path) as damaged, pytest.raises(NotAvailable, match="delete the book"):
        damaged.told()


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEDGERGUARD_COVERS", "here.db")
    assert usual_path() == Path("here.db")
    monkeypatch.delenv("LEDGERGUARD_COVERS")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    places = {
        "linux": tmp_path / "ledgerguard",
        "win32": tmp_path / "ledgerguard",
        "darwin": tmp_path / "Library" / "Application Support" / "ledgerguard",
    }
    for platform, folder in places.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert usual_path() == folder / "covers.db"

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert usual_path() is None
