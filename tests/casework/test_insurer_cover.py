"""COVER, COVER_AGE and COVER_LINES over a book that a test has written, through the call of a cell.

Expected amounts are those that the fake insurer was told to say.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.casework import insurer_cover
from ledgerguard.casework.insurers import reading, wishes
from ledgerguard.casework.insurers.covers import payload_of
from ledgerguard.casework.insurers.words import COLUMNS
from ledgerguard.cells import lift
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import describe
from ledgerguard.plugin.insurer import Cover
from ledgerguard.store.covers import Buyer, CoverBook, Told
from ledgerguard.units import serial

FORMULAS = {
    name: describe(getattr(insurer_cover, name.lower()), "ledgerguard")
    for name in ("COVER", "COVER_AGE", "COVER_LINES")
}
FOUR_PARTS = re.compile(r".+ must .+, got .+\. Hint: .+", re.DOTALL)


def call(name: str, *arguments: Any) -> Any:
    return lift.call(FORMULAS[name], list(arguments))


def fault(name: str, *arguments: Any) -> ErrorValue:
    answer = call(name, *arguments)
    assert isinstance(answer, ErrorValue)
    assert FOUR_PARTS.fullmatch(answer.message), answer.message
    return answer


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "covers.db"
    monkeypatch.setenv("LEDGERGUARD_COVERS", str(path))
    wishes.forget()
    reading._snapshots.clear()
    yield path
    wishes.forget()
    reading._snapshots.clear()


@pytest.fixture
def book(path: Path) -> Iterator[CoverBook]:
    with CoverBook.open(path) as book:
        yield book


def line(amount: str = "100000", currency: str = "EUR", **more: Any) -> Cover:
    given = {"kind": "permanent", "decision": "approved", **more}
    return Cover("B", "P-1", amount=Decimal(amount), currency=currency, **given)


def tell(
    book: CoverBook, *lines: Cover, insurer: str = "mutual", days_ago: float = 0.0
) -> dt.datetime:
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
    book.put_buyer(Buyer(insurer, "2001", "B", "Nordwerk GmbH", 1.0, True))
    text = moment.isoformat(timespec="microseconds")
    book.put_covers(insurer, {"B": payload_of(lines)}, text)
    return moment


def test_the_amount_that_was_told_last(book: CoverBook) -> None:
    tell(book, line("80000.50"), days_ago=1 / 24)
    assert call("COVER", "2001") == 80000.5
    tell(book, line("90000"))
    assert call("COVER", "2001") == call("COVER", 2001, "MUTUAL", "Permanent", "eur") == 90000


@pytest.mark.parametrize("decision", ["refused", "cancelled", "investigating"])
def test_nothing_is_borne(book: CoverBook, decision: str) -> None:
    tell(book, line("5000", decision=decision))
    assert call("COVER", "2001") == 0
    tell(book, line("0", "", decision=decision))
    assert call("COVER", "2001", "", "", "EUR") == 0
    tell(book, line("5000", decision=decision), line("70", "USD", kind="temporary"))
    assert call("COVER", "2001") == 70


def test_no_line_at_all_is_an_answer(book: CoverBook) -> None:
    tell(book)
    assert call("COVER", "2001") == 0


def test_a_conditional_cover_counts_with_its_amount(book: CoverBook) -> None:
    tell(book, line("7", decision="conditional", condition="guarantee of the parent"))
    assert call("COVER", "2001") == 7


def test_amounts_are_never_added(book: CoverBook) -> None:
    tell(book, line("1"), line("2", kind="top-up"), line("4", "USD"))
    tell(book, line("8"), insurer="other")
    answer = fault("COVER", "2001")
    assert answer.code == "#N/A"
    assert "permanent EUR 1 of mutual, top-up EUR 2 of mutual, permanent USD 4" in answer.message
    assert call("COVER", "2001", "mutual", "top-up") == 2
    assert call("COVER", "2001", "mutual", None, "美元") == 4
    assert call("COVER", "2001", "other") == 8
    assert fault("COVER", "2001", "mutual", "permanent").code == "#N/A"
    assert call("COVER", "2001", "mutual", "permanent", "EUR") == 1
    tell(book, line("1"), line("2"))
    assert "EUR 1 of mutual, permanent EUR 2" in fault("COVER", "2001", "mutual").message


def test_a_filter_that_nothing_fits(book: CoverBook) -> None:
    tell(book, line("1"))
    assert "got permanent EUR 1 of mutual" in fault("COVER", "2001", "", "temporary").message
    assert fault("COVER", "2001", "", "", "USD").code == "#N/A"
    assert fault("COVER", "2001", "", "", "Taler").code == "#VALUE!"
    assert fault("COVER", "2001", "", "odd").code == "#VALUE!"
    assert fault("COVER", "2001", "nobody").code == "#N/A"


def test_only_what_holds_on_the_day(book: CoverBook) -> None:
    march: dict[str, Any] = {"valid_from": dt.date(2026, 3, 1), "valid_to": dt.date(2026, 3, 31)}
    tell(book, line("1"), line("2", kind="temporary", **march))
    assert fault("COVER", "2001").code == "#N/A"
    assert call("COVER", "2001", None, None, None, serial(dt.date(2026, 4, 1))) == 1
    assert call("COVER", "2001", "", "temporary", "", serial(dt.date(2026, 3, 31))) == 2
    assert call("COVER", "2001", "", "temporary", "", serial(dt.date(2026, 4, 1))) == 0


def test_why_nothing_is_known(book: CoverBook) -> None:
    assert "must be told by an insurer first, got nothing" in fault("COVER", "2001").message
    book.put_buyer(Buyer("mutual", "2001", "B-7", "Perhaps Ltd", 0.6))
    assert "got only a guess" in fault("COVER", "2001").message
    book.put_failure("mutual", "2001", "the line was down", "2026-06-30T08:00:00+00:00")
    assert "got an error: the line was down" in fault("COVER", "2001").message
    tell(book, line("5"))
    assert call("COVER", "2001") == 5  # the last known value stays in the cell
    for blank in ("", None, "  "):
        assert fault("COVER", blank).code == "#N/A"


def test_the_age_counts_days(book: CoverBook) -> None:
    moment = tell(book, line(), days_ago=10)
    tell(book, line(), insurer="other", days_ago=3)
    today = serial(dt.datetime.now().astimezone().date())
    old = today - serial(moment.astimezone().date())
    assert call("COVER_AGE", "2001", today) == old
    assert (
        call("COVER_AGE", "2001", today - 1, "other")
        == call("COVER_AGE", "2001", today, "other") - 1
    )
    assert fault("COVER_AGE", "2001", today - 11).code == "#NUM!"
    assert fault("COVER_AGE", "2002", today).code == "#N/A"


def test_every_line_is_shown(book: CoverBook) -> None:
    moment = tell(
        book,
        line("1", valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31)),
        line("0", decision="refused", condition="no accounts"),
    )
    told = serial(moment.astimezone().date())
    table = call("COVER_LINES", "2001")
    lead = ["2001", "mutual", "B"]
    assert table == [
        [word.en for word in COLUMNS.values()],
        [*lead, "approved", "permanent", 1, "EUR", 46023, 46387, "", told, ""],
        [*lead, "refused", "permanent", 0, "EUR", "", "", "no accounts", told, ""],
    ]
    assert call("COVER_LINES", None, "mutual", 3, None, "zh")[1:] == [
        [*lead, "批准", "长期限额", 1, "EUR", 46023, 46387, "", told, ""],
        [*lead, "拒保", "长期限额", 0, "EUR", "", "", "no accounts", told, ""],
        [""] * 12,
    ]
    assert call("COVER_LINES", "2001", "other") == table[:1]


def test_a_customer_without_lines_has_a_row(book: CoverBook) -> None:
    tell(book)
    book.put_buyer(Buyer("mutual", "2002", "B-2", "Perhaps Ltd", 0.6))
    book.put_failure("mutual", "2003", "the line was down", "2026-06-30T08:00:00+00:00")
    rows = call("COVER_LINES")[1:]
    assert [(row[0], row[3], row[11]) for row in rows] == [
        ("2001", "no cover", ""),
        ("2002", "buyer to be confirmed", ""),
        ("2003", "not told yet", "the line was down"),
    ]
    assert {len(row) for row in rows} == {12}


def test_a_column_of_customers(book: CoverBook) -> None:
    tell(book, line("5"))
    assert call("COVER", [["2001"], ["2001"]]) == [[5], [5]]


def test_without_a_book(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FORMULAS:
        assert fault(name, "2001", *([46203] if name == "COVER_AGE" else [])).code == "#N/A"
    assert not path.exists()  # a cell makes no file
    monkeypatch.setattr("ledgerguard.store.covers_file.usual_path", lambda: None)
    assert "a machine without one" in fault("COVER", "2001").message


def test_another_book(book: CoverBook, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(book, line("5"))
    monkeypatch.setenv("LEDGERGUARD_COVERS", "nowhere.db")
    assert call("COVER", "2001", None, None, None, None, str(path)) == 5
    wrong = path.with_name("ledger.csv")
    wrong.write_text("customer,amount\n" * 50, encoding="utf-8")
    assert "no book of covers" in fault("COVER_LINES", "2001", "", None, str(wrong)).message


def wished(book: CoverBook) -> list[str]:
    wishes.write()
    return book.wishes()


def test_what_is_missing_or_old_is_wished_for(book: CoverBook) -> None:
    tell(book, line(), days_ago=0.9)
    call("COVER", "2001")
    assert wished(book) == []
    for _ in range(3):
        call("COVER", "2002")
    call("COVER_LINES", "2003")
    assert wished(book) == ["2002", "2003"]
    book.drop_wishes(["2002", "2003"])
    tell(book, line(), days_ago=1.1, insurer="other")
    call("COVER_LINES")
    assert wished(book) == ["2001"]


def test_a_refresher_hears_of_a_wish_and_writes_it(book: CoverBook) -> None:
    heard: list[int] = []
    hear = lambda: heard.append(1)  # noqa: E731 - the same object is taken off again
    wishes.listen(hear)
    try:
        call("COVER", "2002")
        call("COVER", "2002")
        assert (heard, book.wishes()) == ([1], [])
    finally:
        wishes.unlisten(hear)
    assert wished(book) == ["2002"]


def test_many_wishes_are_written_together(book: CoverBook, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    put = CoverBook.put_wishes

    def counted(self: CoverBook, texts: Mapping[str, str]) -> None:
        opened.append(len(texts))
        put(self, texts)

    monkeypatch.setattr(CoverBook, "put_wishes", counted)
    monkeypatch.setattr(wishes, "_EVERY_SECONDS", 60.0)
    wishes.forget()
    for number in range(100):
        call("COVER", f"{number:03d}")
    assert opened == [1]
    assert len(wished(book)) == 100
    assert opened == [1, 99]


def test_a_wish_is_made_again_after_a_while(book: CoverBook, path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    for minutes, wanted in ((0, ["9"]), (9, []), (11, ["9"])):
        wishes.note(path, "9", now + dt.timedelta(minutes=minutes))
        assert wished(book) == wanted
        book.drop_wishes(["9"])


def test_a_cell_never_waits_for_a_writer(book: CoverBook, path: Path) -> None:
    tell(book, line("5"), days_ago=2)
    writer = sqlite3.connect(path, isolation_level=None)
    started = time.monotonic()
    try:
        writer.execute("BEGIN IMMEDIATE")  # one that is about to write: reading goes on
        assert call("COVER", "2001") == 5
        wishes.write()
    finally:
        writer.close()
    assert time.monotonic() - started < 1
    assert book.wishes() == []  # rather later than a wait
    assert wished(book) == ["2001"]


def test_while_a_book_is_held_cells_show_what_they_saw(book: CoverBook, path: Path) -> None:
    tell(book, line("5"))
    writer = sqlite3.connect(path, isolation_level=None)
    try:
        writer.execute("BEGIN EXCLUSIVE")
        assert fault("COVER", "2001").code == "#N/A"  # it was never read
        writer.execute("ROLLBACK")
        assert call("COVER", "2001") == 5
        tell(book, line("6"))
        writer.execute("BEGIN EXCLUSIVE")
        assert call("COVER", "2001") == 5
    finally:
        writer.close()
    assert call("COVER", "2001") == 6


def test_a_book_is_read_once_until_it_changes(
    book: CoverBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    told = CoverBook.told

    def counted(self: CoverBook, *who: str) -> list[Told]:
        read.append(1)
        return told(self, *who)

    monkeypatch.setattr(CoverBook, "told", counted)
    tell(book, line("5"))
    for _ in range(3):
        assert call("COVER", "2001") == 5
    assert len(read) == 1
    tell(book, line("6"))
    assert call("COVER", "2001") == 6
    assert len(read) == 2
    monkeypatch.setattr(reading, "_SLOW_SECONDS", -1.0)  # as if it took long
    monkeypatch.setattr(reading, "_REST", 1e6)
    tell(book, line("7"))
    assert call("COVER", "2001") == 7
    tell(book, line("8"))
    assert call("COVER", "2001") == 7  # so soon it is not read again
    assert len(read) == 3


def test_a_deleted_book_is_gone(book: CoverBook, path: Path) -> None:
    tell(book, line("5"))
    assert call("COVER", "2001") == 5
    book.close()
    path.unlink()
    assert fault("COVER", "2001").code == "#N/A"


def test_few_books_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        other = tmp_path / f"{number}.db"
        with CoverBook.open(other) as book:
            tell(book, line(str(number + 1)))
        assert call("COVER", "2001", None, None, None, None, str(other)) == number + 1
    assert len(reading._snapshots) <= 4
