"""The thread that asks for what cells have wished for; who hangs costs only its patience."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from fake_insurer import FakeInsurer

from ledgerguard.casework.insurers import background, refresher, wishes
from ledgerguard.casework.insurers.covers import known
from ledgerguard.casework.insurers.refresher import AT_A_TIME, Refresher, disable, enable
from ledgerguard.errors import NotAvailable
from ledgerguard.plugin import manager
from ledgerguard.plugin.insurer import Cover, Insurer
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.store.covers import Buyer, CoverBook

NOW = dt.datetime(2026, 6, 30, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LEDGERGUARD_COVERS", str(tmp_path / "covers.db"))
    wishes.forget()
    background.forbid()
    yield tmp_path / "covers.db"
    disable()
    wishes.forget()


def insurer(name: str = "mutual", *customers: str) -> FakeInsurer:
    made = FakeInsurer()
    made.name = name
    made.known = {
        f"B-{one}": [Cover(f"B-{one}", "P", "permanent", "approved", Decimal(5), "EUR")]
        for one in customers
    }
    return made


def accept(path: Path, name: str, *customers: str) -> None:
    with CoverBook.open(path) as book:
        for one in customers:
            book.put_buyer(Buyer(name, one, f"B-{one}", "", 1.0, True))


def wish(path: Path, *customers: str) -> None:
    for one in customers:
        wishes.note(path, one, NOW)


def told(path: Path) -> list[str]:
    with CoverBook.open(path) as book:
        return [one.customer_id for one in known(book) if one.covers]


def until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def threads() -> int:
    names = [thread.name for thread in threading.enumerate()]
    return names.count("ledgerguard asks insurers")


def running(monkeypatch: pytest.MonkeyPatch, *insurers: Insurer) -> None:
    """These connectors are installed."""
    plugin = Plugin("acme", "1", "acme", "runs", "", Brings(insurers=insurers))
    monkeypatch.setattr(manager, "installed", lambda: Plugins((plugin,)))


def test_a_wish_is_fulfilled_off_the_calculation_thread(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running(monkeypatch, insurer("mutual", "2001"))
    assert enable()
    assert enable()  # a second time changes nothing
    assert threads() == 1
    accept(path, "mutual", "2001")
    wish(path, "2001")
    assert until(lambda: told(path) == ["2001"])
    disable()
    assert threads() == 0


def test_where_it_does_not_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = insurer()
    silent.capabilities = frozenset({"events"})
    running(monkeypatch, silent)
    assert not enable()
    running(monkeypatch, insurer())
    monkeypatch.setattr(refresher, "usual_path", lambda: None)
    assert not enable()
    assert not path.exists()


def test_the_first_wish_begins_it_where_the_host_allows_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running(monkeypatch, insurer("mutual", "2001", "2002"))
    accept(path, "mutual", "2001", "2002")
    wish(path, "2001")  # at the command line, say: nobody has allowed anything
    assert threads() == 0
    background.allow()
    assert threads() == 0
    wish(path, "2002")
    assert threads() == 1
    assert until(lambda: told(path) == ["2001", "2002"])


def test_a_path_that_cannot_be_a_book_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(refresher, "EVERY_SECONDS", 0.01)
    asked = insurer("mutual", "2001")
    one = Refresher(tmp_path, {"mutual": asked})  # a folder
    one.start()
    try:
        time.sleep(0.1)
        assert threads() == 1
    finally:
        one.stop()
    assert asked.calls == []


def test_only_known_buyers_are_asked_about(path: Path) -> None:
    asked = insurer("mutual", "2001", "2002")
    accept(path, "mutual", "2001")
    wish(path, "2001", "2002")
    one = Refresher(path, {"mutual": asked})
    assert one.once() == 1
    assert asked.calls == ["covers"]
    with CoverBook.open(path) as book:
        assert book.wishes() == ["2002"]  # a person has to say first who that is
    assert one.once() == 0


def test_each_insurer_that_knows_the_buyer_is_asked(path: Path) -> None:
    first, second = insurer("mutual", "2001"), insurer("other", "2001")
    for name in ("mutual", "other"):
        accept(path, name, "2001")
    wish(path, "2001")
    assert Refresher(path, {"mutual": first, "other": second}).once() == 2


def test_many_wishes_come_in_parts(path: Path) -> None:
    customers = [f"{number:03d}" for number in range(AT_A_TIME + 3)]
    accept(path, "mutual", *customers)
    wish(path, *customers)
    one = Refresher(path, {"mutual": insurer("mutual", *customers)})
    assert [one.once(), one.once(), one.once()] == [AT_A_TIME, 3, 0]


@pytest.mark.parametrize(("fault", "after"), [("unreachable", ["covers"] * 3), ("locked out", [])])
def test_one_that_fails_rests(
    path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, after: list[str]
) -> None:
    """A broken line is tried again after a pause; a refused access never in this program."""
    asked = insurer("mutual", "1", "2", "3")
    asked.fault = lambda: fault
    accept(path, "mutual", "1", "2", "3")
    wish(path, "1", "2", "3")
    one = Refresher(path, {"mutual": asked})
    assert one.once() == 0
    asked.calls.clear()
    assert one.once() == 0
    assert asked.calls == []
    later = time.monotonic() + 2 * refresher.PAUSE_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert one.once() == 0
    assert asked.calls == after


def test_one_that_rests_keeps_nobody_from_another(path: Path) -> None:
    first, second = insurer("locked"), insurer("mutual", "z")
    first.fault = lambda: "locked out"
    accept(path, "locked", *(f"{number:03d}" for number in range(AT_A_TIME)))
    accept(path, "mutual", "z")
    wish(path, *(f"{number:03d}" for number in range(AT_A_TIME)))
    one = Refresher(path, {"locked": first, "mutual": second})
    assert one.once() == 0
    wishes.note(path, "z", NOW + dt.timedelta(minutes=1))  # the last in the row
    assert one.once() == 1
    assert told(path) == ["z"]


def test_one_question_that_fails_is_no_reason_to_rest(path: Path) -> None:
    asked = insurer("mutual", "1")
    asked.known["B-2"] = ["no cover"]  # type: ignore[list-item]
    accept(path, "mutual", "1", "2")
    wish(path, "2")
    one = Refresher(path, {"mutual": asked})
    assert one.once() == 0
    wish(path, "1")
    assert one.once() == 1


def test_a_hanging_connector_holds_up_nobody(path: Path) -> None:
    go_on = threading.Event()
    slow, quick = insurer("hanging", "1"), insurer("mutual", "2")

    def hang() -> None:
        go_on.wait(30)

    slow.tick = hang
    accept(path, "hanging", "1")
    accept(path, "mutual", "2")
    wish(path, "1", "2")
    try:
        assert Refresher(path, {"hanging": slow, "mutual": quick}, seconds=0.05).once() == 1
        assert told(path) == ["2"]
    finally:
        go_on.set()


def test_the_thread_outlives_whatever_is_raised(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresher, "EVERY_SECONDS", 0.01)
    left = [RuntimeError("a connector"), NotAvailable("the book must be free, got held")]

    class Troubled(Refresher):
        def once(self) -> int:
            if left:
                raise left.pop()
            return super().once()

    one = Troubled(path, {"mutual": insurer("mutual", "2001")})
    one.start()
    try:
        accept(path, "mutual", "2001")
        wish(path, "2001")
        assert until(lambda: told(path) == ["2001"])
        assert not left
    finally:
        one.stop()
