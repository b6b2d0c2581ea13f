"""What ledgerguard is told: one scorer for each model file, under the name that the file gives."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.scoring import Scorer

from ledgerguard_score_scorecard.cell_inputs import scorecard_inputs
from ledgerguard_score_scorecard.folder import model_files
from ledgerguard_score_scorecard.model_file import read_model
from ledgerguard_score_scorecard.scorer import ScorecardScorer

LEDGERGUARD_API: Final = 1


@hookimpl
def ledgerguard_register_formulas() -> list[Callable[..., Any]]:
    """The formula that takes the inputs of a ledger's scorecard from a range of cells."""
    return [scorecard_inputs]


@hookimpl
def ledgerguard_register_scorers() -> list[Scorer]:
    """A scorer for each model file that is sound.

    A file that is not costs its own scorer only: what is wrong is printed, and
    ``ledgerguard plugins doctor`` shows it. Cells that name the scorer show #N/A.
    """
    found: dict[str, Scorer] = {}
    for path in model_files():
        try:
            scorer = ScorecardScorer(read_model(path))
        except LedgerguardError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        if scorer.name in found:
            print(
                f"left out: {path} must have a name of its own, got {scorer.name} a second time",
                file=sys.stderr,
            )
            continue
        found[scorer.name] = scorer
    return list(found.values())
