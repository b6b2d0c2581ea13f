"""Out-of-fold probabilities: each part is judged by a scorecard that has not seen it.

Bins, choice of variables and weights are all learned anew for each fold. Where the table names the
customers, one customer's rows are never parted between learning and judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from ledgerguard_score_scorecard.model import Variable
from ledgerguard_score_scorecard.scaling import Scaling
from ledgerguard_score_scorecard.table import Table, TableError
from ledgerguard_score_scorecard.training.fitting import Fitted, fit, logit
from ledgerguard_score_scorecard.training.settings import Settings
from ledgerguard_score_scorecard.training.statistics import Quality, quality, stability

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LEAST_FOLDS: Final = 2


@dataclass(frozen=True)
class Fold:
    """One fold."""

    places: Places  # rows that were judged
    learned: Quality  # on the rows that the fold learned from
    judged: Quality
    stability: float  # PSI between the scores of both
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Validation:
    """All folds together."""

    folds: tuple[Fold, ...]
    probability: Numbers  # of each row, by the fold that did not learn from it
    whole: Quality

    @property
    def mean_auc(self) -> float:
        """Mean AUC of the folds."""
        return float(np.mean([one.judged.auc for one in self.folds]))


def validated(table: Table, settings: Settings) -> Validation:
    """Judge every row by a scorecard that was learned from other folds.

    Raises:
        TableError: when there are fewer bad or good rows, or bad customers, than folds.
    """
    bad = np.array(table.bad)
    probability = np.full(bad.size, np.nan)
    folds = []
    for learn, judge in splits(table, settings.folds, settings.seed):
        part, rest = table.taken(learn.tolist()), table.taken(judge.tolist())
        fitted = fit(part, settings)
        found = probabilities(fitted, rest, settings.scaling)
        probability[judge] = found
        folds.append(
            Fold(
                judge,
                quality(fitted.probability, bad[learn]),
                quality(found, bad[judge]),
                stability(-logit(fitted.probability), -logit(found)),
                tuple(one.name for one in fitted.variables),
            )
        )
    return Validation(tuple(folds), probability, quality(probability, bad))


def splits(table: Table, folds: int, seed: int) -> list[tuple[Places, Places]]:
    """Rows to learn from and rows to judge, for each fold; as many bad ones in each as can be.

    Raises:
        TableError: when there are too few.
    """
    bad = np.array(table.bad)
    groups = np.array(table.groups) if table.groups else np.arange(bad.size)
    fewest = min(np.unique(groups[bad]).size, np.unique(groups[~bad]).size)
    if folds < LEAST_FOLDS or fewest < folds:
        raise TableError(
            f"folds must be from {LEAST_FOLDS} to the number of bad and of good customers, "
            f"got {folds} folds and {fewest} of the rarer kind",
            hint="fewer folds, or more data",
        )
    rows = np.zeros((bad.size, 1))  # their values do not matter
    if np.unique(groups).size < bad.size:
        grouped = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
        found = list(grouped.split(rows, bad, groups))
    else:  # one row each: the same, and many times faster
        each = StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)
        found = list(each.split(rows, bad))
    for _, judge in found:
        if not 0 < bad[judge].sum() < judge.size:
            raise TableError(
                "each fold must have bad and good rows, got one without",
                hint="fewer folds, or another seed",
            )
    return found


def probabilities(fitted: Fitted, table: Table, scaling: Scaling) -> Numbers:
    """Probabilities of rows that were not learned from, by the points of the bins.

    A value that training never saw gets the points of weight of evidence 0: a judgement of the
    method needs one for every row, where a cell would refuse.
    """
    neutral = scaling.score(fitted.constant) / len(fitted.variables)
    scores = [
        sum(_points(one, table.variables[one.name][n], neutral) for one in fitted.variables)
        for n in range(table.rows)
    ]
    return np.array([scaling.probability(score) for score in scores])


def _points(variable: Variable, value: float | str | None, neutral: float) -> float:
    if value is None:
        found = variable.missing
    elif variable.kind == "text":
        found = variable.bin_of_text(str(value))
    else:
        found = variable.bin_of_number(float(value))
    return neutral if found is None else found.points


def by_time(table: Table, probability: Numbers) -> tuple[str, float] | None:
    """The first time of the later half, and the PSI of the scores between the halves.

    None where the table has no time, or all rows are of one.
    """
    times: Sequence[str] = sorted(table.times)
    if not times or times[0] == times[-1]:
        return None
    middle = times[len(times) // 2]
    if middle == times[0]:
        middle = next(one for one in times if one != middle)
    later = np.array([one >= middle for one in table.times])
    scores = -logit(probability)
    return middle, stability(scores[~later], scores[later])
