"""Ledgers that a plugin reads: from the prompt into the same cleaning and the same reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from plugin_samples import Point, plugin_with
from typer.testing import CliRunner, Result

from ledgerguard.cli import app
from ledgerguard.plugin import manager
from ledgerguard.plugin.settings import Settings
from ledgerguard.units import Cell

RUNNER = CliRunner()
DAY = ("--as-of", "2024-04-20")
ROWS: list[list[Cell]] = [
    ["Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date", "Amount"],
    ["A-1", "0042", "Alpha GmbH", "EUR", "2024-03-01", "2024-03-31", "1000.00"],
    ["B-1", "7", "Beta", "EUR", "2023-12-01", "2024-01-01", "500.25"],
    ["B-2", "7", "Beta", "EUR", "2024-13-01", "2024-01-01", "a lot"],
]


class Books:
    """Reads the addresses of a book-keeping program."""

    name = "acme-books"

    def __init__(self, rows: Callable[[], Sequence[Sequence[Cell]]] = lambda: ROWS) -> None:
        self.rows = rows

    def accepts(self, source: str) -> bool:
        return source.startswith("books://") or source.endswith(".books")

    def read(self, source: str) -> Sequence[Sequence[Cell]]:
        return self.rows()


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[Books], None]:
    def install(reader: Books) -> None:
        module = plugin_with(register_ledger_readers=[reader])
        plugins = manager.load([Point("acme-books", module)], Settings())
        assert plugins.faults == ()
        monkeypatch.setattr(manager, "installed", lambda: plugins)

    return install


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def test_what_a_plugin_reads_is_worth_the_same_as_a_file(
    install: Callable[[Books], None], tmp_path: Path
) -> None:
    install(Books())
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in ROWS), encoding="utf-8")
    for words in (("aging", "{}", *DAY), ("worklist", "{}", *DAY)):
        asked = [run(*(w.format(x) for w in words), "--json") for x in ("books://2024", path)]
        assert asked[0].stdout == asked[1].stdout
    found = json.loads(run("problems", "books://2024", "--json").stdout)
    plain = json.loads(run("problems", path, "--json").stdout)
    assert found.pop("source") == "books://2024 (read by acme-books of acme-books)"
    assert plain.pop("source") == str(path)
    assert found == plain
    assert found["problems"]


def test_titles_name_what_was_read(install: Callable[[Books], None], tmp_path: Path) -> None:
    install(Books())
    assert "books://2024, 2024-04-20" in run("aging", "books://2024", *DAY).stdout
    file = tmp_path / "a.books"
    file.write_bytes(b"\0")
    text = run("aging", file, *DAY).stdout
    assert text.lstrip().startswith("a.books, 2024-04-20")


def test_review_and_the_desk_read_it_too(install: Callable[[Books], None], tmp_path: Path) -> None:
    install(Books())
    facts = tmp_path / "facts.csv"
    facts.write_text("customer_id,item,value\n0042,country,DE\n", encoding="utf-8")
    words = ("review", "0042", "--file", facts, *DAY, "--ledger", "books://2024", "--json")
    assert json.loads(run(*words).stdout)
    assert "0042" in run("reviews", "--file", facts, *DAY, "books://2024").stdout


def test_a_reader_that_fails_is_named(install: Callable[[Books], None]) -> None:
    def fail() -> Sequence[Sequence[Cell]]:
        raise ConnectionError("nobody answers")

    install(Books(fail))
    told = run("aging", "books://2024", *DAY, code=2).stderr
    assert "books://2024 must be read by acme-books of acme-books" in told
    assert "ConnectionError: nobody answers" in told


def test_a_ledger_without_amounts_is_refused_as_ever(install: Callable[[Books], None]) -> None:
    install(Books(lambda: [["invoice"], ["1"]]))
    assert "error: " in run("aging", "books://2024", *DAY, code=2).stderr


@pytest.mark.parametrize("option", ["--sheet", "--encoding"])
def test_options_of_files_are_refused(option: str, install: Callable[[Books], None]) -> None:
    install(Books())
    told = run("aging", "books://2024", *DAY, option, "x", code=2).stderr
    assert f"{option} must be left out where a plugin reads the ledger, got x" in told


def test_what_nobody_reads_is_not_there(install: Callable[[Books], None], tmp_path: Path) -> None:
    install(Books())
    assert "does not exist" in run("aging", "other://2024", *DAY, code=2).stderr
    told = run("aging", tmp_path, *DAY, code=2).stderr
    assert "is a directory" in " ".join(told.replace("│", " ").split())
