"""How a file leaves: at every step the truth is in the folders, whoever dies and whatever fails."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from file_samples import KEY, claim, folders, insurer, limit, overdue
from ledgerguard.plugin.insurer import (
    Declined,
    InsurerError,
    NotOffered,
    Ticket,
    Unreachable,
    Unsure,
)

from ledgerguard_insurer_file.layout import load

FILE = f"LIMIT_20260630_{KEY}.csv"


class Dead(BaseException):
    """The process is gone."""


def failing_at(
    monkeypatch: pytest.MonkeyPatch, step: int, error: Callable[[], BaseException], *, late: bool
) -> list[str]:
    """The system calls that make a file stand for good; one of them, counted from 0, fails."""
    calls: list[str] = []

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            calls.append(name)
            if len(calls) - 1 != step:
                return real(*arguments)
            if late:
                real(*arguments)
            raise error()

        return called

    monkeypatch.setattr("os.replace", wrapped("replace", os.replace))
    monkeypatch.setattr("os.fsync", wrapped("fsync", os.fsync))
    return calls


STEPS = 14
"""More than there are: three for each of staging and record, three for leaving, the reports."""


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("step", range(STEPS))
def test_a_process_may_die_at_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, late: bool
) -> None:
    ours = insurer(tmp_path)
    with monkeypatch.context() as patched:
        calls = failing_at(patched, step, Dead, late=late)
        try:
            ours.request_limit(limit())
        except Dead:
            assert len(calls) == step + 1
    outgoing = folders(tmp_path).outgoing
    lying = [path.name for path in outgoing.iterdir()]
    again = insurer(tmp_path)
    assert again.find(KEY) == (Ticket(KEY, FILE) if lying else None)
    for path in outgoing.iterdir():
        path.unlink()  # somebody carries it to the insurer
    assert again.find(KEY) == (Ticket(KEY, FILE) if lying else None)
    assert again.request_limit(limit()) == Ticket(KEY, FILE)
    lying += [path.name for path in outgoing.iterdir()]
    assert lying == [FILE]


def test_some_steps_come_before_it_has_left_and_some_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above sees both: else it would show nothing."""
    calls = failing_at(monkeypatch, 99, Dead, late=False)
    insurer(tmp_path).request_limit(limit())
    assert calls[:7] == ["fsync", "replace", "fsync", "fsync", "replace", "fsync", "replace"]
    assert len(calls) <= STEPS + 1


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("step", range(9))
def test_a_drive_may_fail_at_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, late: bool
) -> None:
    """Unreachable only where nothing has left, Unsure only where find knows more."""
    ours = insurer(tmp_path)
    broken = OSError(errno.EIO, "input/output error", "somewhere")
    with monkeypatch.context() as patched:
        failing_at(patched, step, lambda: broken, late=late)
        try:
            ours.request_limit(limit())
        except InsurerError as error:
            said: InsurerError | None = error
        else:
            said = None
    lying = [path.name for path in folders(tmp_path).outgoing.iterdir()]
    assert isinstance(said, Unsure if lying else Unreachable)
    assert (ours.find(KEY) is not None) == bool(lying)
    assert ours.request_limit(limit()) == Ticket(KEY, FILE)
    assert [path.name for path in folders(tmp_path).outgoing.iterdir()] == [FILE]
    assert not list(folders(tmp_path).records.glob("**/.*.part"))


def test_a_write_that_was_taken_up_on_another_day_leaves_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        failing_at(patched, 6, Dead, late=False)
        with pytest.raises(Dead):
            insurer(tmp_path).request_limit(limit())
    later = insurer(tmp_path, clock=lambda: dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC))
    ticket = later.request_limit(limit())
    assert ticket.reference == f"LIMIT_20260701_{KEY}.csv"
    assert [one.name for one in folders(tmp_path).outgoing.iterdir()] == [ticket.reference]
    assert not list(folders(tmp_path).staging.iterdir())


def test_the_same_key_again_is_the_ticket_of_that_time(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    first = ours.request_limit(limit())
    assert ours.request_limit(limit(amount="999")) == first
    assert insurer(tmp_path).request_limit(limit(note="does\nnot fit")) == first
    assert insurer(tmp_path, stated={"policy": "P-9"}).request_limit(limit()) == first
    assert len(list(folders(tmp_path).outgoing.iterdir())) == 1


def test_another_process_in_the_folders_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledgerguard_insurer_file.folders.LOCK_SECONDS", 0.05)
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    other = sqlite3.connect(tmp_path / "records" / "lock", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unreachable, match="must be free"):
        ours.request_limit(limit(key="limit-2"))
    assert ours.find("limit-2") is None
    assert ours.find(KEY) is not None
    other.close()
    assert ours.request_limit(limit(key="limit-2")).key == "limit-2"


def test_folders_that_cannot_be_made_are_unreachable(tmp_path: Path) -> None:
    (tmp_path / "outgoing").write_text("a file where a folder belongs")
    with pytest.raises(Unreachable, match="outgoing must be readable"):
        insurer(tmp_path).request_limit(limit())


def test_a_record_that_says_nothing_is_named(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit())
    (folders(tmp_path).sent / f"{KEY}.json").write_text("{")
    with pytest.raises(InsurerError, match="must be a record of what was sent"):
        insurer(tmp_path).find(KEY)


@pytest.mark.parametrize("key", ["", "../x", "a b", "x" * 90, "limit-1\n"])
def test_a_key_that_is_no_file_name_is_declined(tmp_path: Path, key: str) -> None:
    with pytest.raises(Declined, match="key must be letters"):
        insurer(tmp_path).request_limit(limit(key=key))
    assert insurer(tmp_path).find(key) is None
    assert not (tmp_path / "outgoing").exists()


def test_keys_that_differ_in_capitals_are_two_or_refused(tmp_path: Path) -> None:
    """On Windows and Mac a record of A would be one of a: simulated by a link."""
    ours = insurer(tmp_path)
    ours.request_limit(limit(key="a"))
    sent = folders(tmp_path).sent
    os.link(sent / "a.json", sent / "A.json")
    assert ours.find("A") is None
    with pytest.raises(Declined, match="more than capitals"):
        ours.request_limit(limit(key="A"))


def test_a_file_that_is_not_what_was_written_does_not_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = insurer(tmp_path)
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: b"something else" if path.suffix == ".file" else path.open("rb").read(),
    )
    with pytest.raises(Unreachable, match="must hold what was written"):
        ours.request_limit(limit())
    assert not list((tmp_path / "outgoing").iterdir())


def test_a_kind_that_the_layout_does_not_know_is_not_offered(tmp_path: Path) -> None:
    ours = insurer(tmp_path, "typical-workbook")
    assert "file_claim" not in ours.capabilities
    with pytest.raises(NotOffered, match="must describe the file of claim"):
        ours.file_claim(claim())


def test_another_policy_than_that_of_the_connection_is_declined(tmp_path: Path) -> None:
    ours = insurer(tmp_path, stated={"policy": "P-1"})
    with pytest.raises(Declined, match="policy must be P-1"):
        ours.request_limit(limit(policy="P-2"))
    assert ours.declare_overdue(overdue()).reference.startswith("OVERDUE_")


def test_making_a_connector_touches_nothing(tmp_path: Path) -> None:
    ours = insurer(tmp_path, load("typical-csv"))
    assert ours.title.startswith("Typical csv interface")
    assert ours.find(KEY) is None
    assert ours.covers() == []
    assert list(tmp_path.iterdir()) == []


def test_many_at_once_are_one(tmp_path: Path) -> None:
    """Several connectors, as of several processes, at the same keys at the same moment."""
    keys = [f"limit-{number}" for number in range(4)]
    makers = [insurer(tmp_path) for _ in range(4)]

    def hand_over(at: int) -> list[Ticket]:
        return [makers[at].request_limit(limit(key)) for key in keys]

    with ThreadPoolExecutor(len(makers)) as pool:
        answers = list(pool.map(hand_over, range(len(makers))))
    assert all(tickets == answers[0] for tickets in answers)
    lying = sorted(path.name for path in folders(tmp_path).outgoing.iterdir())
    assert lying == sorted(ticket.reference for ticket in answers[0])
    assert not list(folders(tmp_path).staging.iterdir())
