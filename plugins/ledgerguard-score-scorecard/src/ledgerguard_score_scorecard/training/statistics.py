"""How well probabilities tell bad from good: AUC, KS, Gini, Brier, calibration and PSI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import ks_2samp
from sklearn.metrics import brier_score_loss, roc_auc_score

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GROUPS: Final = 10
LEAST_SHARE: Final = 1e-4
"""Stands for an empty group in the PSI, whose logarithm would be infinite."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well one set of probabilities ranks and fits."""

    rows: int
    bad: int
    auc: float
    ks: float
    brier: float

    @property
    def gini(self) -> float:
        """Twice the AUC less 1."""
        return 2 * self.auc - 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of about the same probability."""

    rows: int
    bad: int
    expected: float  # mean probability

    @property
    def observed(self) -> float:
        """Part that was bad."""
        return self.bad / self.rows


def quality(probability: Numbers, bad: Flags) -> Quality:
    """The figures of probabilities of being bad; both kinds of rows must occur."""
    return Quality(
        int(bad.size),
        int(bad.sum()),
        float(roc_auc_score(bad, probability)),
        float(ks_2samp(probability[bad], probability[~bad], method="asymp").statistic),
        float(brier_score_loss(bad, probability)),
    )


def calibration(probability: Numbers, bad: Flags, groups: int = GROUPS) -> list[Group]:
    """Groups of about equal size, the safest first; equal probabilities stay together."""
    cuts = np.unique(np.quantile(probability, np.linspace(0, 1, groups + 1)[1:-1]))
    place = np.searchsorted(cuts, probability, side="left")
    return [
        Group(int(here.sum()), int(bad[here].sum()), float(probability[here].mean()))
        for here in (place == n for n in range(cuts.size + 1))
        if here.any()
    ]


def stability(reference: Numbers, other: Numbers, groups: int = GROUPS) -> float:
    """Population stability index of scores: by tenths of the reference.

    The sum of ``(p - q) * ln(p / q)``; the usual reading is below 0.1 stable, above 0.25 shifted
    (Siddiqi 2006). Scores are rounded first: a scorecard has few different ones, and the last bit
    must not decide on which side of a cut hundreds of equal ones fall.
    """
    reference, other = np.round(reference, 6), np.round(other, 6)
    cuts = np.unique(np.quantile(reference, np.linspace(0, 1, groups + 1)[1:-1]))
    one, two = (_shares(cuts, scores) for scores in (reference, other))
    return float(np.sum((one - two) * np.log(one / two)))


def curve(probability: Numbers, bad: Flags) -> list[tuple[float, float]]:
    """The ROC curve: share of the good and of the bad that a falling threshold has caught."""
    order = np.argsort(-probability, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(probability[order])), order.size - 1)
    caught = np.cumsum(bad[order])[ends] / bad.sum()
    alarms = np.cumsum(~bad[order])[ends] / (~bad).sum()
    return [(0.0, 0.0), *zip(alarms.tolist(), caught.tolist(), strict=True)]


def _shares(cuts: Numbers, scores: Numbers) -> Numbers:
    counts = np.bincount(np.searchsorted(cuts, scores, side="left"), minlength=cuts.size + 1)
    return np.maximum(counts / scores.size, LEAST_SHARE)
