"""From a table to a scorecard: bins, logistic regression on weights of evidence, points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

import numpy as np
import numpy.typing as npt
from ledgerguard.plugin.scoring import InputValue
from sklearn.linear_model import LogisticRegression

from ledgerguard_score_scorecard.model import (
    Bin,
    RiskClass,
    Scorecard,
    Source,
    Target,
    Variable,
    points_of,
)
from ledgerguard_score_scorecard.table import Table, TableError
from ledgerguard_score_scorecard.training.binning import Binned, binned
from ledgerguard_score_scorecard.training.settings import Settings

Numbers = npt.NDArray[np.float64]

CLASSES: Final = "ABCDE"
LIBRARIES: Final = ("numpy", "optbinning", "ortools", "pandas", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a scorecard is called, and what it tells apart."""

    name: str
    title: str
    version: str
    trained_on: str
    target: Target
    descriptions: Mapping[str, str]  # of variables, where their names do not say enough


@dataclass(frozen=True)
class Fitted:
    """What was learned, before it is a scorecard."""

    variables: tuple[Variable, ...]  # with points
    constant: float  # log odds of being good where every weight of evidence is 0
    probability: Numbers  # of being bad, of each row of training, as scikit-learn gives it
    dropped: Mapping[str, str]
    information: Mapping[str, float]  # information value of every variable that has bins


def fit(table: Table, settings: Settings) -> Fitted:
    """Learn bins, weights and points.

    Raises:
        TableError: when no variable is left.
    """
    bad = np.array(table.bad)
    dropped: dict[str, str] = {}
    kept: dict[str, Binned] = {}
    information: dict[str, float] = {}
    for name, values in table.variables.items():
        found = binned(name, values, bad, settings)
        if isinstance(found, str):
            dropped[name] = found
            continue
        iv = information[name] = found.variable.information_value
        if iv < settings.least_iv:
            dropped[name] = f"its information value is {iv:.4f}, below {settings.least_iv:g}"
        else:
            kept[name] = found
    weights, constant, probability = _regression(kept, bad, settings, dropped)
    variables = tuple(
        _with_points(one.variable, weight, constant, len(kept), settings)
        for one, weight in zip(kept.values(), weights, strict=True)
    )
    return Fitted(variables, constant, probability, dropped, information)


def scorecard(table: Table, settings: Settings, identity: Identity) -> Scorecard:
    """Learn a whole scorecard.

    Raises:
        TableError: when no variable is left.
    """
    return card_of(fit(table, settings), table, settings, identity)


def card_of(fitted: Fitted, table: Table, settings: Settings, identity: Identity) -> Scorecard:
    """The scorecard of what was learned."""
    scores = settings.scaling.offset + settings.scaling.factor * -logit(fitted.probability)
    names = [one.name for one in fitted.variables]
    return Scorecard(
        name=identity.name,
        title=identity.title,
        version=identity.version,
        trained_on=identity.trained_on,
        target=identity.target,
        source=Source(
            table.sha256,
            table.rows,
            sum(table.bad),
            table.columns,
            len(set(table.groups)) if table.groups else None,
            table.period,
        ),
        scaling=settings.scaling,
        constant=fitted.constant,
        variables=tuple(
            replace(one, description=identity.descriptions.get(one.name, one.description))
            for one in fitted.variables
        ),
        classes=_classes(scores),
        most_missing=_most_missing(table, names),
        dropped=fitted.dropped,
        settings=settings.stated,
        libraries={name: version(name) for name in LIBRARIES},
    )


def inputs_of(table: Table, names: Sequence[str]) -> list[dict[str, InputValue]]:
    """The rows of a table as a scorer is asked about them."""
    columns = {name: table.variables[name] for name in names}
    return [{name: values[n] for name, values in columns.items()} for n in range(table.rows)]


def logit(probability: Numbers) -> Numbers:
    """Log odds of a probability."""
    return np.asarray(np.log(probability) - np.log1p(-probability))


def _regression(
    kept: dict[str, Binned], bad: npt.NDArray[np.bool_], settings: Settings, dropped: dict[str, str]
) -> tuple[list[float], float, Numbers]:
    """Weights that are all above 0; a variable that contradicts its own bins is taken out.

    The weight of evidence says by itself which values are safer. A variable whose weight turns
    that round, because others say the same better, would give points for more risk.
    """
    while kept:
        columns = np.column_stack([one.woe for one in kept.values()])
        model = LogisticRegression(
            C=settings.strength, solver="newton-cholesky", tol=1e-10, max_iter=200
        )
        model.fit(columns, bad)
        weights = {name: -float(w) for name, w in zip(kept, model.coef_[0], strict=True)}
        worst = min(weights, key=lambda name: (weights[name], name))
        if weights[worst] > 0:
            probability = model.predict_proba(columns)[:, 1]
            return list(weights.values()), -float(model.intercept_[0]), probability
        dropped[worst] = (
            f"its weight beside the others is {weights[worst]:.4f}: it contradicts its own bins"
        )
        del kept[worst]
    raise TableError(
        "the table must have at least one variable that tells bad from good, got none: "
        + "; ".join(f"{name}: {why}" for name, why in dropped.items())[:500],
        hint="more rows, more bad ones, or other variables",
    )


def _with_points(
    variable: Variable, weight: float, constant: float, count: int, settings: Settings
) -> Variable:
    def scored(one: Bin) -> Bin:
        return replace(one, points=points_of(settings.scaling, constant, weight, one.woe, count))

    return replace(
        variable,
        weight=weight,
        bins=tuple(map(scored, variable.bins)),
        missing=scored(variable.missing) if variable.missing else None,
        special=scored(variable.special) if variable.special else None,
    )


def _classes(scores: Numbers) -> tuple[RiskClass, ...]:
    """Fifths of the rows of training, A the best."""
    bounds = np.quantile(scores, [0.8, 0.6, 0.4, 0.2]).tolist()
    return tuple(
        RiskClass(name, None if math.isnan(bound) else round(bound, 6))
        for name, bound in zip(CLASSES, [*bounds, math.nan], strict=True)
    )


def _most_missing(table: Table, names: Sequence[str]) -> int:
    return max(sum(table.variables[name][n] is None for name in names) for n in range(table.rows))
