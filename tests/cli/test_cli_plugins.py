"""``ledgerguard plugins``: a list, a report of what is wrong, and the way back on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from plugin_samples import Half, Point, plugin_with
from typer.testing import CliRunner

from ledgerguard.cells import functions as cells_functions
from ledgerguard.cli import app
from ledgerguard.cli import plugins as command
from ledgerguard.plugin import journal, manager, running
from ledgerguard.plugin.culprits import switch_off
from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.settings import FILE_VARIABLE
from ledgerguard.units import Money


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setattr(running, "_here", running._Process())
    monkeypatch.setattr(journal, "_pending", {})
    monkeypatch.setattr(command, "trial", lambda: None)  # it sees what is really installed
    out, err = sys.stdout, sys.stderr
    _forget()
    yield
    _forget()
    running.detach()
    sys.stdout, sys.stderr = out, err


def _forget() -> None:
    manager.installed.cache_clear()
    cells_functions._installed.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, **modules: Any) -> None:
    points = [Point(package.replace("_", "-"), module) for package, module in modules.items()]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    _forget()


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["plugins", *words])
    return result.exit_code, result.output


def test_without_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    assert run("list") == (
        0,
        "no plugin is installed; pip install adds one, docs/plugins.md tells how to write one\n",
    )
    assert run("doctor") == (0, "nothing is wrong: 0 of 0 installed plugins run\n")


def test_the_list_tells_what_each_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, acme_risk=plugin_with("ACME_A", "ACME_B", register_scorers=[Half()]))
    code, text = run("list")
    assert code == 0
    assert "acme-risk" in text
    assert "2 formulas, 1 scorers" in text
    (record,) = json.loads(run("list", "--json")[1])
    assert record["formulas"] == ["ACME_A", "ACME_B"]
    assert record["scorers"] == ["half"]
    assert record["state"] == "runs"


def test_a_plugins_formula_is_evaluated_and_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, acme_risk=plugin_with("ACME_DOUBLE"))
    result = CliRunner().invoke(app, ["eval", "ACME_DOUBLE(21)"])
    assert result.output.strip() == "42"
    assert "acme-risk" in CliRunner().invoke(app, ["formulas"]).output
    markdown = CliRunner().invoke(app, ["formulas", "--markdown"]).output
    assert "ACME_DOUBLE" not in markdown  # the reference page tells of ledgerguard alone


def test_the_doctor_names_who_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        print("loading acme")
        raise ImportError("no acme_core")

    install(monkeypatch, broken=fail, shadow=plugin_with("DSO"), well=plugin_with("WELL"))
    code, text = run("doctor")
    assert code == 1
    assert "it fails while it is loaded: ImportError: no acme_core" in text
    assert "its formula DSO is left out: ledgerguard has one of that name" in text
    assert "broken wrote while it was loaded: loading acme" in text
    report = json.loads(run("doctor", "--json")[1])
    assert [fault["package"] for fault in report["faults"]] == ["broken", "shadow"]


def test_what_was_stopped_is_told_and_can_be_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    switch_off("acme-risk", "ACME_LOOP", 30.0)
    install(monkeypatch, acme_risk=plugin_with("ACME"))
    code, text = run("doctor")
    assert code == 1
    assert "acme-risk does not run: switched off: ACME_LOOP had not returned after 30 s" in text
    assert "once it is mended: ledgerguard plugins on acme-risk" in text
    assert run("on", "acme-risk")[0] == 0
    _forget()
    assert run("doctor") == (0, "nothing is wrong: 1 of 1 installed plugins run\n")
    code, text = run("on", "acme-risk")
    assert code == 2
    assert "package must be one that was stopped (none), got acme-risk" in text


def test_what_went_wrong_while_people_worked_is_told_until_it_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = plugin_with("ACME_DOUBLE", "ACME_NOISY", "ACME_NAN")
    bad, noisy, nan = module.ledgerguard_register_formulas()
    module.ledgerguard_register_formulas = hookimpl(
        lambda: [breaking(bad, 1 / 3), breaking(noisy, "print"), breaking(nan, float("nan"))]
    )
    install(monkeypatch, acme_risk=module)
    for text in ("ACME_DOUBLE(1)", "ACME_DOUBLE({1;2})", "ACME_NOISY(1)", "ACME_NAN(1)"):
        CliRunner().invoke(app, ["eval", text])
    journal.remember("gone-since", "GONE", "raised", "ValueError")  # it is not installed any more
    code, text = run("doctor")
    assert code == 1
    assert "ACME_DOUBLE broke off: ValueError: on purpose (3 times, last 20" in text
    assert "ACME_NAN did not answer well: the answer must be a finite number, got nan (once" in text
    assert "acme-risk wrote while ACME_NOISY ran: to the sheet" in text
    assert "gone-since" not in text
    report = json.loads(run("doctor", "--json", "--forget")[1])
    assert {fault["package"] for fault in report["faults"]} == {"acme-risk"}
    assert [one["formula"] for one in report["printed"]] == ["ACME_NOISY"]
    assert run("doctor") == (0, "nothing is wrong: 1 of 1 installed plugins run\n")


def breaking(marked: Any, answer: Any) -> Any:
    """The same formula, but it raises, prints, or answers what it is given."""

    @wraps(marked)
    def function(amount: Money) -> Money:
        if answer == 1 / 3:
            raise ValueError("on purpose")
        if answer == "print":
            print("to the sheet")
            return amount
        return answer  # type: ignore[no-any-return]  # whatever it is

    return function
