"""What is known of the installed plugins: frozen records, faults as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ledgerguard.formula import Formula

State = Literal["runs", "off", "failed"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a plugin, and what mends it."""

    package: str
    text: str
    mend: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """One installed plugin."""

    package: str
    version: str
    module: str
    state: State
    reason: str = ""  # why it does not run
    formulas: tuple[Formula, ...] = ()
    said: str = ""  # what it wrote to standard output and error while it was loaded


@dataclass(frozen=True, slots=True)
class Plugins:
    """All that is installed, in the order of the packages' names."""

    all: tuple[Plugin, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def running(self) -> tuple[Plugin, ...]:
        """Those that run."""
        return tuple(plugin for plugin in self.all if plugin.state == "runs")

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas of all."""
        return tuple(formula for plugin in self.all for formula in plugin.formulas)
