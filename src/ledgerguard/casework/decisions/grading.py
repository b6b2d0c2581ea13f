"""The grade of a customer: score, ratings, knock-outs and old data brought together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Value
from ledgerguard.casework.decisions.path import path_to
from ledgerguard.casework.decisions.ratings import ratings_of
from ledgerguard.casework.decisions.records import FirmScore, Grading, Hold, RatingRead
from ledgerguard.casework.decisions.scale import MasterScale
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.credit_factors import Factor, FactorValue
from ledgerguard.formulas.credit_words import REASONS
from ledgerguard.formulas.scoring import Breakdown, breakdown
from ledgerguard.policy.credit_file import CreditPolicy

QUICK_START_GRADE: Final = 6
"""A customer of whom nothing but its name is known is below average until more is known."""


def grade_of(
    file: CustomerFile,
    values: Mapping[str, FactorValue],
    factors: Sequence[Factor],
    behaviours: Iterable[Behaviour],
    credit: CreditPolicy,
    as_of: int,
    notches: int,
    stale: Sequence[Reason],
    firm: FirmScore | None = None,
) -> tuple[Grading | None, tuple[Reason, ...]]:
    """The grade with its reasons, and notes; no grade where too little is known.

    The worse of the own grade and of the agencies' prevails, unless the policy says otherwise.
    Knock-outs bound it, and each notch for old data lowers it by one, though never to default:
    old data is a reason for caution and no proof of failure.

    Args:
        file: The customer's file.
        values: The factors of the score.
        factors: The firm's factors.
        behaviours: What the ledger says, in every currency.
        credit: The credit policy.
        as_of: Serial number of the day.
        notches: Grades that old data costs.
        stale: Which data is old.
        firm: What the firm's own model says: its probability of default takes the place of the
            score's, which is shown beside it.
    """
    scale = MasterScale.of(credit)
    ratings, notes = ratings_of(file, credit, as_of)
    parts = breakdown(values, factors, credit.scorecard.least_weight)
    score = parts.score if parts.is_enough else None
    own = None if score is None else scale.grade(score)
    own_pd = None if score is None else scale.pd(score)
    if firm is not None:
        own, own_pd = scale.grade_of_pd(firm.pd), firm.pd
        judged = (firm.title, firm.version, firm.package, firm.score, firm.pd)
        notes = (*notes, Reason("firm-score", judged))
        notes += tuple(Reason("firm-reason", (firm.title, words)) for words in firm.reasons)
    pd = _prevailing_pd(credit, own_pd, ratings)
    holds = tuple(knock_outs(file, behaviours, credit, as_of))
    barred = max((hold.grade for hold in holds if hold.bars_credit), default=None)
    if pd is not None:
        base = scale.grade_of_pd(pd)
    elif barred is not None:  # it decides by itself: no score could change it
        base, pd = barred, scale.least_pd(barred)
    elif credit.limits.default_limit:
        base, pd = QUICK_START_GRADE, scale.least_pd(QUICK_START_GRADE)
        notes = (*notes, Reason("quick-start", (QUICK_START_GRADE,)))
    else:
        return None, notes
    bounded = max([base, *(hold.grade for hold in holds)])
    grade = bounded if bounded >= scale.failed else min(scale.failed - 1, bounded + notches)
    held = (*holds, *_other_holds(grade, bounded, base, own, ratings, stale))
    # What another model would say to better factors, nobody here can tell.
    has_path = grade > 1 and firm is None
    path = path_to(max(grade - 1, 1), values, factors, scale, held, score) if has_path else ()
    reasons = tuple(_reasons(parts, values, factors))
    grading = Grading(
        grade=grade,
        pd=max(pd, scale.least_pd(grade)),
        score=score,
        weight=100 * parts.weight / parts.total if parts.total else 0.0,
        own_grade=own,
        ratings=ratings,
        holds=held,
        notches=grade - bounded,
        reasons=reasons,
        path=path,
    )
    return grading, notes


def missing_factors(values: Mapping[str, FactorValue], factors: Sequence[Factor]) -> list[str]:
    """The factors that carry weight and that nobody knows, the heaviest first."""
    unknown = [f for f in factors if f.weight and values.get(f.key) in (None, "")]
    return [factor.key for factor in sorted(unknown, key=lambda f: -f.weight)]


def knock_outs(
    file: CustomerFile, behaviours: Iterable[Behaviour], credit: CreditPolicy, as_of: int
) -> Iterator[Hold]:
    """The knock-outs that fire: by a fact of the file, or by the ledger where it is silent."""
    from_ledger = _from_ledger(behaviours)
    for key, entry in credit.knock_outs.items():
        fact = file.latest(entry.item, as_of)
        value: Value | None = from_ledger.get(entry.item) if fact is None else fact.value
        if entry.fires(value):
            shown = "" if value is None else _plain(value)
            day = as_of if fact is None else fact.day
            titles = (entry.title.en, entry.title.zh)
            reason = Reason("knock-out", (key, *titles, entry.item, shown, day))
            yield Hold(key, reason, entry.grade, not entry.credit)


def _from_ledger(behaviours: Iterable[Behaviour]) -> dict[str, float]:
    """What knock-outs may ask the ledger: days, which are the same in every currency."""
    oldest = [behaviour.oldest_days for behaviour in behaviours]
    return {"oldest_overdue_days": float(max(oldest))} if oldest else {}


def _prevailing_pd(
    credit: CreditPolicy, own: float | None, ratings: Sequence[RatingRead]
) -> float | None:
    """The probability of default that counts, by the policy's rule.

    An old rating may lower a grade, and is nothing that a grade could stand on alone.
    """
    prevails = credit.scorecard.prevails
    fresh = max((rating.pd for rating in ratings if not rating.stale), default=None)
    agencies = max((rating.pd for rating in ratings), default=None) if own is not None else fresh
    if prevails == "own" and own is not None:
        return own
    if prevails == "agency" and agencies is not None:
        return agencies
    return max((pd for pd in (own, agencies) if pd is not None), default=None)


def _other_holds(
    grade: int,
    bounded: int,
    base: int,
    own: int | None,
    ratings: Sequence[RatingRead],
    stale: Sequence[Reason],
) -> Iterator[Hold]:
    """What keeps the grade beside the knock-outs: ratings worse than the score, and old data."""
    for rating in ratings:
        if own is not None and rating.grade > own and rating.grade == base:
            reason = Reason("rating", (rating.rating, rating.scale, rating.grade))
            yield Hold(f"rating {rating.scale}", reason, rating.grade)
    if grade > bounded:
        for reason in stale:
            yield Hold(f"stale {reason.values[0]}", reason, grade)


def _reasons(
    parts: Breakdown, values: Mapping[str, FactorValue], factors: Sequence[Factor]
) -> Iterator[Reason]:
    """What each known factor costs, the dearest first: code, factor, value, score lost, goal."""
    by_key = {factor.key: factor for factor in factors}
    for part in sorted(parts.factors, key=lambda each: -each.lost):
        value = values.get(part.factor)
        if part.lost > 0 and value is not None:
            cost = 100 * part.lost / parts.weight
            goal = by_key[part.factor].reaching(1.0)
            code = REASONS[part.factor].code
            yield Reason("factor", (code, part.factor, _plain(value), cost, goal))


def _plain(value: Value) -> str | float:
    """A value as a reason holds it: a flag in the words of a sheet."""
    return str(value).upper() if isinstance(value, bool) else value
