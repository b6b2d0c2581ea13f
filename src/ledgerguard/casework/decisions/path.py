"""The cheapest path to the next grade: what must be settled first, then which factors to raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledgerguard.casework.decisions.records import Hold, PathStep
from ledgerguard.casework.decisions.scale import MasterScale
from ledgerguard.formulas.credit_factors import Factor, FactorValue
from ledgerguard.formulas.credit_steps import EFFORTS, UNITS, Move, cheapest, in_order, moves


def path_to(
    target: int,
    values: Mapping[str, FactorValue],
    factors: Sequence[Factor],
    scale: MasterScale,
    holds: Sequence[Hold],
    score: float | None,
) -> tuple[PathStep, ...]:
    """The steps to a grade, in the order to go about them; none where it is out of reach.

    What holds the grade comes first, at effort 0: it is settled by the customer and not by a
    number. Then the set of improvements of factors with the least total effort, exact.

    Args:
        target: The grade to reach.
        values: The factors of the score as they are.
        factors: The firm's factors: weights and bands.
        scale: The firm's master scale.
        holds: What keeps the grade from being better.
        score: The score; None where too little is known, so that no factor can be planned.
    """
    first = [
        PathStep(0, hold.key, str(hold.grade), "", 0.0, None, hold.grade)
        for hold in holds
        if hold.grade > target
    ]
    if score is None or scale.grade(score) <= target:
        return tuple(first)
    earned = _earned(values, factors)
    chosen = _chosen(earned, scale, target)
    return (*first, *_steps(chosen, values, earned, scale)) if chosen else tuple(first)


Earned = Mapping[str, tuple[Factor, float]]


def _earned(values: Mapping[str, FactorValue], factors: Sequence[Factor]) -> Earned:
    return {
        factor.key: (factor, factor.fraction(value))
        for factor in factors
        if factor.weight and (value := values.get(factor.key)) is not None and value != ""
    }


def _chosen(earned: Earned, scale: MasterScale, target: int) -> list[Move]:
    """The cheapest moves whose score reaches the grade; none where all of them do not."""
    choices = [moves(factor, at, EFFORTS.get(key)) for key, (factor, at) in earned.items()]
    most = sum(each[-1].gain for each in choices if each)
    for needed in range(1, most + 1):
        # Units are rounded to twelfths of a point: the score itself has the last word.
        if scale.grade(_score(earned, {}, needed / UNITS)) > target:
            continue
        found = cheapest(choices, needed)
        if found is not None and scale.grade(_score(earned, _raised(found), 0.0)) <= target:
            return in_order(found)
    return []


def _steps(
    chosen: Sequence[Move],
    values: Mapping[str, FactorValue],
    earned: Earned,
    scale: MasterScale,
) -> list[PathStep]:
    steps: list[PathStep] = []
    for order, move in enumerate(chosen, start=1):
        key = move.factor.key
        score = _score(earned, _raised(chosen[:order]), 0.0)
        goal = move.factor.reaching(move.fraction)
        steps.append(
            PathStep(order, key, _shown(values[key]), goal, move.effort, score, scale.grade(score))
        )
    return steps


def _raised(chosen: Sequence[Move]) -> dict[str, float]:
    return {move.factor.key: move.fraction for move in chosen}


def _score(earned: Earned, raised: Mapping[str, float], more: float) -> float:
    weight = sum(factor.weight for factor, _ in earned.values())
    points = sum(factor.weight * raised.get(key, at) for key, (factor, at) in earned.items())
    return 100 * (points + more) / weight


def _shown(value: FactorValue) -> str:
    return f"{value:.4g}" if isinstance(value, int | float) else str(value)
