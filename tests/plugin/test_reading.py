"""Readers of ledgers: the first that accepts reads, and what it answers is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from plugin_samples import Lines, Point, plugin_with

from ledgerguard.errors import LedgerError
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.reading import Foreign, foreign, rows_of
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.plugin.settings import Settings


class Reader(Lines):
    """A reader that answers, or does, what a test wants."""

    def __init__(self, accepts: Any = True, answer: Any = (), name: str = "odd") -> None:
        self.name = name
        self._accepts = accepts
        self._answer = answer

    def accepts(self, source: str) -> bool:
        return self._accepts() if callable(self._accepts) else self._accepts  # type: ignore[no-any-return]  # also what no reader may answer

    def read(self, source: str) -> Any:
        return self._answer() if callable(self._answer) else self._answer


def plugins(**readers: Any) -> Plugins:
    points = [
        Point(name, plugin_with(register_ledger_readers=[each])) for name, each in readers.items()
    ]
    return load(points, Settings())


def never(faults: Sequence[Fault]) -> None:
    raise AssertionError(faults)


def raising(error: BaseException) -> Callable[[], Any]:
    def function() -> Any:
        print("reading")
        raise error

    return function


def test_the_first_that_accepts_reads() -> None:
    faults: list[Fault] = []
    known = plugins(a=Reader(False), b=Lines(), c=Reader(True))
    found = foreign(known, "lines:1,2", faults.extend)
    assert found is not None
    assert (found.package, found.label) == ("b", "lines:1,2 (read by lines of b)")
    assert rows_of(found) == [("invoice",), ("1",), ("2",)]
    other = foreign(known, "other", faults.extend)
    assert other is not None
    assert other.package == "c"
    assert foreign(plugins(b=Lines()), "other", faults.extend) is None
    assert foreign(Plugins(), "other", faults.extend) is None
    assert faults == []


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(1)])
def test_one_that_cannot_say_is_named_and_passed_over(error: BaseException) -> None:
    faults: list[Fault] = []
    found = foreign(plugins(a=Reader(raising(error)), b=Reader()), "x", faults.extend)
    assert found is not None
    assert found.package == "b"
    (fault,) = faults
    assert fault.package == "a"
    assert fault.text.startswith(
        f"its reader must say whether it accepts x, got {type(error).__name__}: "
    )


def test_only_a_plain_yes_is_one() -> None:
    assert foreign(plugins(a=Reader("yes")), "x", never) is None


@pytest.mark.parametrize("error", [ValueError("no line"), SystemExit(1), RecursionError("deep")])
def test_one_that_fails_is_named(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LedgerError, match=r"x must be read by odd of acme, got \w+: \w+") as told:
        rows_of(Foreign("acme", Reader(answer=raising(error)), "x"))
    assert "report it to whoever made acme" in told.value.hint
    assert capsys.readouterr() == ("", "reading\n")


def test_what_it_says_on_purpose_is_passed_on() -> None:
    error = LedgerError("x must be open, got a lock", hint="close it")
    with pytest.raises(LedgerError, match="must be open") as told:
        rows_of(Foreign("acme", Reader(answer=raising(error)), "x"))
    assert told.value is error


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, "a list of rows, got NoneType None"),
        ("rows", "a list of rows, got str 'rows'"),
        (["row"], "a list of cells as row 1, got str 'row'"),
        ([["invoice"], 5], "a list of cells as row 2, got int 5"),
        ([["amount"], [Decimal(5)]], "flags in row 2, got Decimal Decimal\\('5'\\)"),
        ([["amount"], [{}]], "flags in row 2, got dict {}"),
    ],
)
def test_what_is_no_row_of_cells_is_told(answer: Any, text: str) -> None:
    with pytest.raises(LedgerError, match=f"reader odd of acme must answer .*{text}"):
        rows_of(Foreign("acme", Reader(answer=answer), "x"))


def test_every_kind_of_cell_may_stand_in_a_row() -> None:
    row = [1, 1.5, "a", True, None, dt.date(2026, 1, 1), dt.datetime(2026, 1, 1)]
    assert rows_of(Foreign("acme", Reader(answer=[row, ()]), "x")) == [tuple(row), ()]


def test_the_user_can_still_interrupt() -> None:
    reader = Reader(raising(KeyboardInterrupt()), raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        foreign(plugins(a=reader), "x", never)
    with pytest.raises(KeyboardInterrupt):
        rows_of(Foreign("acme", reader, "x"))
