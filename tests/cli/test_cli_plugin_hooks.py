"""What plugins say and hear while commands work: in the list, in the workbook, in the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import openpyxl
import pytest
from plugin_samples import Point, plugin_with
from typer.testing import CliRunner, Result

from ledgerguard.cli import app
from ledgerguard.plugin import manager
from ledgerguard.plugin.actions import Action, LoggedEvent, Verdict
from ledgerguard.plugin.settings import Settings

RUNNER = CliRunner()
LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount
A-1,0042,Alpha GmbH,EUR,2024-03-01,2024-03-31,1000.00
B-1,7,Beta,EUR,2023-12-01,2024-01-01,500.25
"""
DAY = ("--as-of", "2024-04-20")

Install = Callable[..., None]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    def install(**hooks: FunctionType) -> None:
        plugins = manager.load([Point("acme-risk", plugin_with(**hooks))], Settings())
        assert plugins.faults == ()
        monkeypatch.setattr(manager, "installed", lambda: plugins)

    return install


def run(*arguments: str | Path) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result


def before_action(action: Action) -> Verdict:
    print("asked")  # must not spoil the JSON
    if action.customer_id == "7":
        return Verdict("veto", "a lawyer has it")
    return Verdict("comment", "call before ten")


def broken(action: Action) -> Verdict:
    raise ValueError("no lawyer")


def test_what_plugins_say_stands_where_people_look(
    ledger: Path, tmp_path: Path, install: Install
) -> None:
    install(before_action=before_action)
    book, log = tmp_path / "list.xlsx", tmp_path / "firm.log"
    text = run("worklist", ledger, *DAY, "--out", book, "--log", log).stdout
    assert 'on 1 Alpha GmbH: acme-risk remarks: "call before ten"' in text
    assert 'Beta B-1: kept back by a plugin: "acme-risk: a lawyer has it"' in text
    found = json.loads(run("worklist", ledger, *DAY, "--json").stdout)
    assert [task["customer_id"] for task in found["tasks"]] == ["0042"]
    assert 'acme-risk remarks: "call before ten"' in found["tasks"][0]["why"]
    assert [(one["invoice"], one["reason"], one["words"]) for one in found["held"]] == [
        ("B-1", "veto", 'kept back by a plugin: "acme-risk: a lawyer has it"')
    ]
    assert found["plugin_faults"] == []
    cells = {
        str(cell)
        for sheet in openpyxl.load_workbook(book, data_only=True)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert 'kept back by a plugin: "acme-risk: a lawyer has it"' in cells
    assert any('acme-risk remarks: "call before ten"' in cell for cell in cells)


def test_a_recorded_run_is_replayed_without_the_plugin(
    ledger: Path, tmp_path: Path, install: Install
) -> None:
    install(before_action=before_action)
    log = tmp_path / "firm.log"
    run("worklist", ledger, *DAY, "--log", log)
    install()
    assert "the same 1 tasks" in run("log", "replay", "20240420-1", "--log", log).stdout
    folder = tmp_path / "letters"
    assert "letters: 1 drafts" in run("letters", "20240420-1", "--log", log, "--out", folder).stdout


def test_many_words_of_plugins_do_not_flood_the_console(tmp_path: Path, install: Install) -> None:
    install(before_action=before_action)
    path = tmp_path / "ledger.csv"
    rows = [f"B-{n},7,Beta,EUR,2023-12-01,2024-01-01,{n}" for n in range(1, 31)]
    path.write_text("\n".join([LEDGER.splitlines()[0], *rows]), encoding="utf-8")
    text = run("worklist", path, *DAY).stdout
    assert text.count("kept back by a plugin") == 20
    assert "and 10 more words of plugins" in text


def test_a_plugin_that_fails_is_named_and_the_list_is_whole(
    ledger: Path, tmp_path: Path, install: Install
) -> None:
    def on_event(event: LoggedEvent) -> None:
        raise OSError("no disk")

    install(before_action=broken, on_event=on_event)
    result = run("worklist", ledger, *DAY, "--log", tmp_path / "firm.log")
    fault = "plugin acme-risk: ledgerguard_before_action failed: ValueError: no lawyer. Hint: "
    assert result.stderr.count(fault) == 1
    assert result.stderr.count("ledgerguard_on_event failed: OSError: no disk") == 1
    assert "Alpha GmbH" in result.stdout
    found = json.loads(run("worklist", ledger, *DAY, "--json").stdout)
    assert len(found["tasks"]) == 2
    assert [one.partition(": ")[0] for one in found["plugin_faults"]] == ["acme-risk"]


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        (("worklist", "{ledger}", *DAY, "--log", "{log}"), {"run", "task", "seen"}),
        (("log", "begin", "{ledger}", *DAY, "--log", "{log}"), {"done"}),
        (
            ("log", "hold", "--customer", "7", "--until", "2024-05-01", "--reason", "x",
             "--on", "2024-04-20", "--log", "{begun}"),
            {"hold"},
        ),
    ],
)  # fmt: skip
def test_plugins_hear_what_commands_write(
    arguments: tuple[Any, ...], kinds: set[str], ledger: Path, tmp_path: Path, install: Install
) -> None:
    begun = tmp_path / "begun.log"
    run("worklist", ledger, *DAY, "--log", begun)
    heard: list[str] = []

    def on_event(event: LoggedEvent) -> None:
        heard.append(event.kind)

    install(on_event=on_event)
    places = {"ledger": ledger, "log": tmp_path / "firm.log", "begun": begun}
    run(*(argument.format(**places) for argument in arguments))
    assert set(heard) <= kinds
    assert heard
