"""Does a score tell failed companies from living ones? AUC with its interval, KS and Brier.

The statistics are those of scikit-learn and SciPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import ks_2samp
from sklearn.metrics import brier_score_loss, roc_auc_score

from benchmarks.score_models import Company, Model
from ledgerguard.errors import LedgerguardError
from ledgerguard.formulas.distress import distress_zone

RESAMPLES: Final = 2000
SEED: Final = 20220822  # the day on which the data were published
LEVEL: Final = 0.95

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Validation:
    """What a model achieved; ``None`` where it gives no probability or has no zones."""

    model: Model
    scored: int
    scored_failures: int
    unscored: int
    auc: float
    low: float
    high: float
    ks: float
    brier: float | None
    mean_pd: float | None
    failed_in_distress: float | None
    living_in_distress: float | None


def auc(risk: Sequence[float] | Numbers, failed: Sequence[bool] | Flags) -> float:
    """The chance that a failed company shows more risk than a living one; a tie counts half."""
    return float(roc_auc_score(np.asarray(failed), np.asarray(risk)))


def interval(
    risk: Numbers, failed: Flags, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """The percentile bootstrap interval of the AUC.

    Failed and living companies are drawn apart (stratified), so that each draw has as many
    failures as the data. Scores of the same companies get the same draws.
    """
    generator = np.random.default_rng(seed)
    dead, alive = risk[failed], risk[~failed]
    found = np.empty(resamples)
    for number in range(resamples):
        one = generator.choice(dead, dead.size)
        other = np.sort(generator.choice(alive, alive.size))
        # Twice the number of living companies below each failed one, a tie counted once.
        below = np.searchsorted(other, one, "left") + np.searchsorted(other, one, "right")
        found[number] = below.mean() / 2 / alive.size
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def validate(model: Model, companies: Sequence[Company], resamples: int = RESAMPLES) -> Validation:
    """Score the companies and hold the scores against what became of them."""
    scores: list[float] = []
    failures: list[bool] = []
    for company in companies:
        try:
            scores.append(model.score(company))
        except LedgerguardError:  # no current liabilities, say: counted as unscored below
            continue
        failures.append(company.failed)
    failed = np.array(failures)
    risk = np.array(scores) * (-1 if model.higher_is_safer else 1)
    low, high = interval(risk, failed, resamples)
    pds = None if model.pd is None else np.array([model.pd(score) for score in scores])
    zone, alarms = model.zone, None
    if zone is not None:
        alarms = np.array([distress_zone(score, zone) == "distress" for score in scores])
    return Validation(
        model,
        scored=len(scores),
        scored_failures=int(failed.sum()),
        unscored=len(companies) - len(scores),
        auc=auc(risk, failed),
        low=low,
        high=high,
        ks=float(ks_2samp(risk[failed], risk[~failed], method="asymp").statistic),
        brier=None if pds is None else float(brier_score_loss(failed, pds)),
        mean_pd=None if pds is None else float(pds.mean()),
        failed_in_distress=None if alarms is None else float(alarms[failed].mean()),
        living_in_distress=None if alarms is None else float(alarms[~failed].mean()),
    )
