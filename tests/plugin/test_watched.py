"""A scorer or a hook is noted while it is asked; what it prints and raises is remembered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerguard.errors import NotAvailable
from ledgerguard.plugin import journal, output, running
from ledgerguard.plugin.journal import remembered
from ledgerguard.plugin.settings import FILE_VARIABLE
from ledgerguard.plugin.watched import watched


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setattr(journal, "_pending", {})
    monkeypatch.setattr(output, "_heard", {})
    out, err = sys.stdout, sys.stderr
    yield
    sys.stdout, sys.stderr = out, err


def test_it_is_noted_and_heard(capsys: pytest.CaptureFixture[str]) -> None:
    with watched("acme", "the scorer half"):
        assert running.current() == ("acme", "the scorer half")
        print("a score")
    assert running.current() is None
    assert capsys.readouterr() == ("", "")
    (row,) = remembered()
    assert (row.formula, row.kind, row.text) == ("the scorer half", "printed", "a score")


@pytest.mark.parametrize("error", [ValueError("broken"), SystemExit(1), MemoryError()])
def test_what_it_raises_goes_on_and_is_remembered(error: BaseException) -> None:
    with pytest.raises(type(error)), watched("acme", "ledgerguard_on_event"):
        raise error
    (row,) = remembered()
    assert (row.package, row.formula, row.kind) == ("acme", "ledgerguard_on_event", "raised")
    assert running.current() is None


@pytest.mark.parametrize("error", [NotAvailable("no years"), KeyboardInterrupt()])
def test_what_is_no_fault(error: BaseException) -> None:
    with pytest.raises(type(error)), watched("acme", "the scorer half"):
        raise error
    assert remembered() == ()


def test_a_descriptor_is_drained(monkeypatch: pytest.MonkeyPatch) -> None:
    drain = output.Drain()
    monkeypatch.setattr(output, "drain", drain)
    with watched("acme", "the scorer half"):
        drain._file.write(b"low")
        drain._file.flush()
    drain.close()
    assert remembered()[0].text == "low"
