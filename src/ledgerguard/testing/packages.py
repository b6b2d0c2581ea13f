"""The contract of an installed package: what :mod:`ledgerguard.plugin.hookspecs` asks, tested."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, Final

from ledgerguard.catalogue import packaged
from ledgerguard.cells.functions import with_plugins
from ledgerguard.plugin import hookspecs
from ledgerguard.plugin.hookspecs import API, API_NAME, GROUP
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.records import Plugin, Plugins
from ledgerguard.plugin.settings import Settings, canonical
from ledgerguard.testing.contract import Contract

PREFIX: Final = f"{GROUP}_"
_MARK: Final = f"{GROUP}_impl"  # where pluggy notes that a function is a hook
_SECONDS: Final = 120.0
_TRIES: Final = 3

_PROBE: Final = """
import importlib, json, sys, time
import ledgerguard.plugin.manager, ledgerguard.formula, ledgerguard.cells.functions
reached = []
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen"):
        reached.append(event)
sys.addaudithook(note)
started = time.perf_counter()
module = importlib.import_module(sys.argv[1])
for name in sys.argv[2:]:
    list(getattr(module, name)())
seconds = time.perf_counter() - started
print()
print(json.dumps({"seconds": seconds, "reached": reached}))
"""
"""Loads a plugin in a fresh Python, as the first cell of a sheet does."""


class PluginContract(Contract):
    """Subclass it as ``Test...`` and name your package, which must be installed."""

    who: ClassVar[str] = "a plugin"
    where: ClassVar[str] = "ledgerguard.plugin.hookspecs and docs/plugins.md, The package"

    package: ClassVar[str] = ""
    """The package as pip names it."""

    loading_seconds: float = 1.0
    """How long it may take to import the module and to ask its hooks; every start waits for it."""

    def test_it_is_installed_as_a_plugin(self) -> None:
        """One entry point of the group ``ledgerguard``, and ledgerguard among its requirements."""
        points = [*self._points]
        self.require(
            len(points) == 1,
            f'have one entry point under [project.entry-points.{GROUP}] ("pip install -e ." renews '
            "it)",
            [point.value for point in points],
        )
        needs = {
            canonical(re.split(r"[^\w.-]", line, maxsplit=1)[0])
            for line in self._distribution.requires or ()
        }
        self.require(GROUP in needs, f"require {GROUP} in its pyproject.toml", sorted(needs))

    def test_it_declares_the_version_of_the_hooks(self) -> None:
        """So that a later ledgerguard can refuse it in words and not break in it."""
        declared = getattr(self._module, API_NAME, None)
        self.require(declared == API, f"declare {API_NAME} = {API}", declared)

    def test_its_hooks_are_hooks(self) -> None:
        """Known names, known arguments, and the mark ``@hookimpl``, without which none is asked."""
        for name, function in self._hooks():
            wanted = getattr(hookspecs, name, None)
            self.require(wanted, "implement hooks that exist", name)
            self.require(
                hasattr(function, _MARK),
                f"mark {name} with @hookimpl; without it nobody asks it",
                "a plain function",
            )
            known = [*inspect.signature(wanted).parameters]  # type: ignore[arg-type]  # told just now that it is there
            strange = [one for one in inspect.signature(function).parameters if one not in known]
            self.require(
                not strange, f"take no other arguments in {name} than {known}", ", ".join(strange)
            )

    def test_it_loads_alone(self) -> None:
        """Everything that it brings is taken; nothing is printed."""
        plugin = self._loaded
        self.require(plugin.state == "runs", "be loaded", plugin.reason)
        self.require(
            plugin.brings.counts or [*self._hooks()], "bring something: implement a hook", "nothing"
        )
        self.require(not plugin.said, "print nothing while it is loaded", plugin.said)

    def test_its_names_are_free(self) -> None:
        """A formula whose name ledgerguard has already would be left out."""
        _, taken = with_plugins(packaged(), Plugins((self._loaded,)))
        self.require(
            not taken, "give names that are free", "; ".join(fault.text for fault in taken)
        )

    def test_its_loading_is_quick_and_quiet(self) -> None:
        """In a fresh Python: no connection, no other program, and nobody waits for it."""
        probes = []
        for _ in range(_TRIES):  # on a busy machine one measurement says little
            probes.append(self._probed())
            if probes[-1]["seconds"] <= self.loading_seconds:
                break
        seconds = min(probe["seconds"] for probe in probes)
        self.require(
            seconds <= self.loading_seconds,
            f"be loaded within {self.loading_seconds:g} s: import what is heavy where it is used",
            f"{seconds:.2f} s",
        )
        reached = sorted({event for probe in probes for event in probe["reached"]})
        self.require(
            not reached,
            "open no connection and start no program while it is loaded: that waits for the first "
            "question",
            reached,
        )

    @cached_property
    def _distribution(self) -> importlib.metadata.Distribution:
        self.require(
            self.package, "be named by the suite: package = its name, as pip names it", "no name"
        )
        try:
            return importlib.metadata.distribution(self.package)
        except importlib.metadata.PackageNotFoundError as error:
            raise self.broken(
                f'be installed: pip install -e ".[dev]" in the folder of {self.package}', str(error)
            ) from error

    @property
    def _points(self) -> Iterator[importlib.metadata.EntryPoint]:
        return (one for one in self._distribution.entry_points if one.group == GROUP)

    @cached_property
    def _module(self) -> Any:
        for point in self._points:
            return point.load()
        raise self.broken(f"have an entry point under [project.entry-points.{GROUP}]", "none")

    def _hooks(self) -> Iterator[tuple[str, Any]]:
        for name, function in vars(self._module).items():
            if name.startswith(PREFIX) and callable(function):
                yield name, function

    @cached_property
    def _loaded(self) -> Plugin:
        (plugin,) = load([*self._points], Settings()).all
        return plugin

    def _probed(self) -> dict[str, Any]:
        module = next(self._points).module
        registering = [name for name, _ in self._hooks() if name.startswith(f"{PREFIX}register_")]
        done = subprocess.run(
            [sys.executable, "-c", _PROBE, module, *registering],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
        self.require(done.returncode == 0, "be loaded in a fresh Python", done.stderr[-400:])
        probe: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return probe
