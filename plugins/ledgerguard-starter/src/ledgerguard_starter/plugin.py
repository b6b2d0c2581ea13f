"""What this package brings to ledgerguard: the module that the entry point names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.insurer import Insurer
from ledgerguard.plugin.scoring import Scorer
from ledgerguard_starter.formulas import starter_late_share
from ledgerguard_starter.insurer import StarterInsurer
from ledgerguard_starter.scorer import StarterScorer

LEDGERGUARD_API: Final = 1
"""The version of ledgerguard's hooks for which this package was written."""


@hookimpl
def ledgerguard_register_formulas() -> Iterable[Callable[..., Any]]:
    """Our formulas."""
    return [starter_late_share]


@hookimpl
def ledgerguard_register_scorers() -> Iterable[Scorer]:
    """Our way to judge a customer."""
    return [StarterScorer()]


@hookimpl
def ledgerguard_register_insurers() -> Iterable[Insurer]:
    """Our insurer."""
    return [StarterInsurer()]
