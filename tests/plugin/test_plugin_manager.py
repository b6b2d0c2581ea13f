"""Plugins are loaded each on its own; what is wrong with one is told and costs only itself."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest
from plugin_samples import Point, formula_named, plugin_with

from ledgerguard.catalogue import packaged
from ledgerguard.cells import values
from ledgerguard.cells.functions import functions, with_plugins
from ledgerguard.cells.subjects import by_subject, subject_of
from ledgerguard.errors import LedgerguardError
from ledgerguard.formula import formula
from ledgerguard.plugin import manager, running
from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.records import Plugins
from ledgerguard.plugin.settings import Settings
from ledgerguard.units import Money


def the_fault(content: Any) -> str:
    """What is said of a plugin that fails, while the one beside it runs."""
    points = [Point("broken", content), Point("well", plugin_with("WELL"))]
    plugins = load(points, Settings())
    assert [(p.package, p.state) for p in plugins.all][-1] == ("well", "runs")
    assert [f.name for f in plugins.formulas] == ["WELL"]
    (fault,) = plugins.faults
    assert fault.package == "broken"
    assert fault.mend
    assert plugins.all[0].reason == fault.text
    return fault.text


def test_a_plugins_formula_is_a_function_of_the_sheet() -> None:
    plugins = load([Point("acme-risk", plugin_with("ACME_DOUBLE"))], Settings())
    whole, faults = with_plugins(packaged(), plugins)
    assert not faults
    assert values.call(whole["ACME_DOUBLE"], [21]) == 42
    assert whole["ACME_DOUBLE"].owner == "acme-risk"
    assert set(whole) - set(functions()) == {"ACME_DOUBLE"}
    assert whole["HELP"].function("acme_double")[0][1] == "Twice an amount."
    assert subject_of(whole["ACME_DOUBLE"]) == "acme-risk"
    assert list(by_subject(whole))[-1] == "acme-risk"


def test_what_is_switched_off_is_not_even_imported() -> None:
    def fail() -> Any:
        raise AssertionError

    plugins = load([Point("acme-risk", fail)], Settings(off=frozenset({"acme-risk"})))
    (plugin,) = plugins.all
    assert (plugin.state, plugin.reason) == ("off", "switched off in plugins.toml")
    assert plugins.faults == ()


def test_an_import_that_fails_is_told() -> None:
    def fail() -> Any:
        raise ImportError("no module named acme_core")

    assert the_fault(fail) == (
        "it fails while it is loaded: ImportError: no module named acme_core"
    )


def test_a_plugin_that_exits_does_not_end_the_host() -> None:
    assert the_fault(lambda: sys.exit(3)) == "it fails while it is loaded: SystemExit: 3"


def test_the_user_can_still_interrupt() -> None:
    def interrupt() -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load([Point("acme-risk", interrupt)], Settings())


@pytest.mark.parametrize("api", [None, 0, 2, "1"])
def test_another_api_is_refused(api: Any) -> None:
    text = the_fault(plugin_with("ACME", api=api))
    assert text == f"the plugin must declare LEDGERGUARD_API = 1, got {api!r}"


def test_an_unknown_hook_is_told() -> None:
    module = plugin_with("ACME")

    @hookimpl
    def ledgerguard_register_formula() -> list[Any]:
        return []

    module.ledgerguard_register_formula = ledgerguard_register_formula
    assert "unknown hook 'ledgerguard_register_formula'" in the_fault(module)


def test_a_wrong_signature_is_told() -> None:
    module = plugin_with()

    @hookimpl
    def ledgerguard_register_formulas(sheet: str) -> list[Any]:
        return []

    module.ledgerguard_register_formulas = ledgerguard_register_formulas
    assert "Argument(s) {'sheet'}" in the_fault(module)


def test_a_function_without_the_mark_is_told() -> None:
    module = plugin_with()

    @hookimpl
    def ledgerguard_register_formulas() -> list[Any]:
        return [len]

    module.ledgerguard_register_formulas = ledgerguard_register_formulas
    assert "must answer functions marked with @formula" in the_fault(module)


def test_a_formula_that_breaks_the_convention_is_told() -> None:
    @formula("ACME_BARE")
    def bare(amount: Money) -> Money:
        return amount

    module = plugin_with()

    @hookimpl
    def ledgerguard_register_formulas() -> list[Any]:
        return [formula_named("ACME_GOOD"), bare]

    module.ledgerguard_register_formulas = ledgerguard_register_formulas
    assert "ACME_BARE: the summary must have" in the_fault(module)  # whole or not at all


def test_what_it_prints_while_loaded_is_kept_away(capfd: pytest.CaptureFixture[str]) -> None:
    def chatty() -> Any:
        print("hello")
        print("world", file=sys.stderr)
        return plugin_with("ACME")

    plugins = load([Point("acme-risk", chatty)], Settings())
    assert plugins.all[0].said == "hello\nworld"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["DSO", "HELP", "EXPLAIN"])
def test_a_plugin_cannot_take_a_name_that_is_ours(name: str) -> None:
    plugins = load([Point("acme-risk", plugin_with(name, "ACME_OWN"))], Settings())
    whole, (fault,) = with_plugins(packaged(), plugins)
    assert fault.text == f"its formula {name} is left out: ledgerguard has one of that name"
    assert whole[name].owner == "ledgerguard"
    assert "ACME_OWN" in whole


def test_the_first_of_two_plugins_keeps_a_name() -> None:
    points = [Point("b-firm", plugin_with("TWIN")), Point("a-firm", plugin_with("TWIN"))]
    whole, (fault,) = with_plugins(packaged(), load(points, Settings()))
    assert whole["TWIN"].owner == "a-firm"
    assert (fault.package, fault.text) == (
        "b-firm",
        "its formula TWIN is left out: a-firm has one of that name",
    )


def test_an_entry_point_without_a_package_goes_by_its_name() -> None:
    point = Point("loose", plugin_with("LOOSE"))
    point.dist = None
    assert load([point], Settings()).all[0].package == "loose"


def test_installed_reads_the_entry_points(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    points = [Point("acme-risk", plugin_with("ACME"))]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    monkeypatch.setenv("LEDGERGUARD_PLUGINS", str(tmp_path / "plugins.toml"))
    manager.installed.cache_clear()
    try:
        assert [f.name for f in manager.installed().formulas] == ["ACME"]
        manager.installed.cache_clear()
        (tmp_path / "plugins.toml").write_text("off = 1", encoding="utf-8")
        plugins = manager.installed()
        assert [(p.state, p.reason) for p in plugins.all] == [
            ("off", "plugins.toml cannot be read")
        ]
        assert plugins.faults[0].package == "plugins.toml"
        manager.installed.cache_clear()
        points.clear()
        assert manager.installed() == Plugins()
    finally:
        manager.installed.cache_clear()


class Mute(Exception):
    """An error whose words cannot be had."""

    def __str__(self) -> str:
        raise KeyError


class Bare(LedgerguardError):
    """One of ours, made wrongly."""

    def __init__(self) -> None:
        """It does not call that of its parent."""


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Mute(), "it fails while it is loaded: Mute"),
        (MemoryError(), "it fails while it is loaded: MemoryError"),
        (BaseException("of no kind"), "it fails while it is loaded: BaseException: of no kind"),
        (Bare(), "Bare"),
    ],
)
def test_whatever_an_import_raises_costs_only_itself(error: BaseException, text: str) -> None:
    def fail() -> Any:
        raise error

    assert the_fault(fail) == text


@pytest.mark.parametrize("dist", [None, types.SimpleNamespace(name=None, version=None), object()])
def test_a_package_without_metadata_goes_by_the_name_of_its_point(dist: Any) -> None:
    point = Point("acme-risk", plugin_with("ACME"))
    point.dist = dist
    (plugin,) = load([point], Settings()).all
    assert (plugin.package, plugin.version, plugin.state) == ("acme-risk", "", "runs")


def test_it_is_noted_while_it_is_loaded() -> None:
    seen: list[object] = []

    def look() -> Any:
        seen.append(running.current())
        return plugin_with("ACME")

    load([Point("acme-risk", look)], Settings())
    assert seen == [("acme-risk", running.LOADING)]
    assert running.current() is None
