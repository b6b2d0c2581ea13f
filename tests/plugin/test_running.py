"""What of a plugin runs is noted where others see it; who killed its process is switched off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerguard.plugin import running
from ledgerguard.plugin.culprits import culprits
from ledgerguard.plugin.running import (
    FOLDER,
    LOADING,
    STEP,
    What,
    attach,
    current,
    detach,
    entered,
    lives,
    named,
    noted,
    numbers,
    settle_all,
    watched_by,
)
from ledgerguard.plugin.settings import FILE_VARIABLE


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setattr(running, "_here", running._Process())
    yield tmp_path / FOLDER
    detach()


def test_a_call_is_seen_from_outside_while_it_runs(folder: Path) -> None:
    with entered("early", "BEFORE"):
        assert current() == What("early", "BEFORE")
    attach()
    (note,) = folder.iterdir()
    assert noted(note) is None
    with entered("acme", "ACME_SLOW"):
        assert noted(note) == What("acme", "ACME_SLOW")
        with entered("other", LOADING):
            assert noted(note) == What("other", "")
            assert current() == What("other", "")
        assert noted(note) == What("acme", "ACME_SLOW")
    assert noted(note) is None
    assert current() is None
    with entered("early", "BEFORE"):  # known before there was a note
        assert noted(note) == What("early", "BEFORE")
    attach()  # again: nothing changes
    assert list(folder.iterdir()) == [note]
    detach()
    assert list(folder.iterdir()) == []


def test_two_calls_never_look_the_same() -> None:
    one, other = numbers("acme", "ONE"), numbers("acme", "OTHER")
    seen = [next(one), next(one), next(other), next(other), next(numbers("acme", "ONE"))]
    assert len({*seen}) == 5
    assert [number % STEP for number in seen] == [1, 1, 2, 2, 1]


def test_the_table_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_MOST", 1)
    with entered("acme", "ONE"), entered("acme", "TWO"):
        assert current() is None  # it runs, and is not watched
    with entered("acme", "ONE"):
        assert current() == What("acme", "ONE")


def dying(code: str, folder: Path) -> None:
    """A process that notes what it runs, and dies."""
    text = f"import os\nfrom ledgerguard.plugin import running\nrunning.attach()\n{code}"
    subprocess.run([sys.executable, "-c", text], check=False, env=dict(os.environ))


def test_who_ran_when_a_process_died_is_switched_off(folder: Path) -> None:
    dying("with running.entered('Acme_Risk', 'ACME_DIE'): os._exit(0)", folder)
    assert culprits() == {}
    dying("with running.entered('loads-badly', ''): os._exit(1)", folder)
    assert set(culprits()) == {"acme-risk"}  # the second has found the note of the first
    dying("os._exit(1)  # nothing of a plugin ran", folder)
    (last,) = folder.iterdir()
    attach()
    assert [note for note in folder.iterdir() if note == last] == []
    assert set(culprits()) == {"acme-risk", "loads-badly"}
    assert culprits()["acme-risk"].reason.startswith("the process died while ACME_DIE ran on 20")
    assert culprits()["loads-badly"].reason.startswith("the process died while it was loaded on 20")


def test_one_that_ended_well_leaves_nothing(folder: Path) -> None:
    dying("with running.entered('acme', 'ACME'): pass", folder)
    dying("with running.entered('acme', 'ACME'): raise SystemExit(1)", folder)
    assert list(folder.iterdir()) == []
    settle_all()
    assert culprits() == {}


def test_a_fork_that_ends_is_not_the_end(folder: Path) -> None:
    dying(
        "import sys\n"
        "if os.fork() == 0: sys.exit()\n"
        "os.wait()\n"
        "with running.entered('acme', 'AFTER'): os._exit(1)",
        folder,
    )
    settle_all()
    assert culprits()["acme"].formula == "AFTER"


def test_the_note_of_another_machine_or_of_a_living_process_is_left(folder: Path) -> None:
    attach()
    (ours,) = folder.iterdir()
    line = running._HEAD.pack(STEP + 1) + b'["acme", "ACME"]\n'
    elsewhere = folder / "another_machine-1"
    living = folder / f"{ours.name.rpartition('-')[0]}-{os.getppid()}"
    for note in (elsewhere, living):
        note.write_bytes(line)
    settle_all()
    assert set(folder.iterdir()) == {ours, elsewhere, living}
    assert culprits() == {}


@pytest.mark.parametrize(
    "content", [b"", b"abc", b"\1" + bytes(7), b"\1" + bytes(7) + b"[1]\n", b"\1" + bytes(7) + b"x"]
)
def test_a_broken_note_blames_nobody(folder: Path, content: bytes) -> None:
    folder.mkdir()
    note = folder / f"{running._machine()}-0"
    note.write_bytes(content)
    settle_all()
    assert culprits() == {}
    assert not note.exists()
    assert noted(note) is None
    assert named(note, 1) is None


def test_who_watches_is_told_once_there_is_a_note(folder: Path) -> None:
    told: list[Path] = []
    watched_by(told.append)
    assert told == []
    attach()
    (note,) = folder.iterdir()
    assert told == [note]

    def fail(_: Path) -> None:
        raise PermissionError

    watched_by(fail)  # a sandbox without processes
    watched_by(told.append)
    assert told == [note, note]


def test_without_a_place_nothing_is_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(running, "user_folder", lambda: None)
    attach()
    settle_all()
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(running, "user_folder", lambda: tmp_path / "file")
    attach()
    with entered("acme", "ACME"):
        assert current() == What("acme", "ACME")


def test_who_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not lives(0)
    assert lives(os.getpid())
    assert lives(1)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not lives(ended.pid)

    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert lives(1)  # it is somebody else's
