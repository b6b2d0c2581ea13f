"""What is known of the installed plugins: frozen records, faults as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ledgerguard.formula import Formula
from ledgerguard.plugin.actions import LedgerReader
from ledgerguard.plugin.insurer import Insurer
from ledgerguard.plugin.scoring import Scorer

State = Literal["runs", "off", "failed"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a plugin, and what mends it."""

    package: str
    text: str
    mend: str


@dataclass(frozen=True)
class Brings:
    """What a plugin has registered."""

    formulas: tuple[Formula, ...] = ()
    scorers: tuple[Scorer, ...] = ()
    insurers: tuple[Insurer, ...] = ()
    policies: Mapping[str, Path] = field(default_factory=dict)
    letters: tuple[Path, ...] = ()
    readers: tuple[LedgerReader, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind, those of which there are none left out."""
        kinds = ("formulas", "scorers", "insurers", "policies", "letters", "readers")
        return {kind: len(getattr(self, kind)) for kind in kinds if getattr(self, kind)}


@dataclass(frozen=True)
class Plugin:
    """One installed plugin."""

    package: str
    version: str
    module: str
    state: State
    reason: str = ""  # why it does not run
    brings: Brings = field(default_factory=Brings)
    said: str = ""  # what it wrote to standard output and error while it was loaded
    hooks: Any = None  # its own pluggy.PluginManager, for what is asked while people work


@dataclass(frozen=True)
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
        return tuple(formula for plugin in self.all for formula in plugin.brings.formulas)

    @property
    def scorers(self) -> dict[str, Scorer]:
        """The scorers by name."""
        return {scorer.name: scorer for plugin in self.all for scorer in plugin.brings.scorers}

    @property
    def insurers(self) -> dict[str, Insurer]:
        """The connectors by name."""
        return {one.name: one for plugin in self.all for one in plugin.brings.insurers}

    @property
    def policies(self) -> dict[str, Path]:
        """The policy files by name."""
        return {k: path for plugin in self.all for k, path in plugin.brings.policies.items()}

    @property
    def letters(self) -> tuple[Path, ...]:
        """The folders of letter templates."""
        return tuple(path for plugin in self.all for path in plugin.brings.letters)

    @property
    def readers(self) -> tuple[LedgerReader, ...]:
        """The ledger readers."""
        return tuple(reader for plugin in self.all for reader in plugin.brings.readers)
