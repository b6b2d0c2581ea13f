"""What must fit together in a credit policy, beyond the shape of each of its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Final

from ledgerguard.formulas.credit_factors import BY_KEY
from ledgerguard.policy.country_classes import CLASSES
from ledgerguard.policy.credit_file import GRADES, CreditPolicy
from ledgerguard.policy.schema import Misfit, nearest

NODES: Final = (
    "identity",
    "registry",
    "financials",
    "scoring",
    "limit",
    "terms_approval",
    "contract",
    "cover",
    "order_release",
    "delivery_proof",
    "invoice_accuracy",
    "pre_due_reminder",
    "overdue_notice",
    "stop_supply",
    "insurer_notice",
    "claim_review",
)
"""The sixteen control nodes of a deal, in the order in which they are passed."""

_GRADES: Final = tuple(map(str, range(1, GRADES + 1)))


def unfit(credit: CreditPolicy, tiers: Collection[str], packaged: CreditPolicy) -> list[Misfit]:
    """All that does not fit together in a credit policy.

    Args:
        credit: The policy.
        tiers: Names of the dunning tiers that strategies may refer to.
        packaged: The packaged policy: its groups and indicators are those that there are.
    """
    return [
        *_scales(credit),
        *_strategies(credit, tiers),
        *_approvals(credit),
        *_charter(credit),
        *_keys(credit, packaged),
        *_shares(credit),
    ]


def _scales(credit: CreditPolicy) -> Iterator[Misfit]:
    bounds = credit.upper_bounds
    if len(bounds) != GRADES - 2 or not all(0 < bound < 1 for bound in bounds):
        what = f"must be {GRADES - 2} numbers above 0 and below 1, got {list(bounds)}"
        mend = "grade 9 ends below 1 by itself, and grade 10 has failed"
        yield Misfit(("upper_bounds",), what, mend)
    factors = credit.scorecard.factors
    if not sum(factor.weight for factor in factors.values()) > 0:
        what = "must have a factor whose weight is above 0, got none"
        yield Misfit(("scorecard", "factors"), what)
    for key, factor in factors.items():
        for word in factor.words if key in BY_KEY else ():
            if word not in BY_KEY[key].words:
                path = ("scorecard", "factors", key, "words", word)
                yield _unknown(path, word, BY_KEY[key].words)


def _strategies(credit: CreditPolicy, tiers: Collection[str]) -> Iterator[Misfit]:
    for grade, strategy in credit.strategies.items():
        if strategy.tier not in tiers:
            what = f"must be one of {', '.join(tiers)}, got {strategy.tier!r}"
            path = ("strategies", grade, "tier")
            yield Misfit(path, what, nearest(strategy.tier, tiers))
    known = [(grade, credit.strategies[grade]) for grade in _GRADES if grade in credit.strategies]
    for (_, better), (grade, worse) in pairwise(known):
        if worse.multiplier > better.multiplier:
            what = (
                "must not be above that of the grade before it, "
                f"got {worse.multiplier:g} after {better.multiplier:g}"
            )
            yield Misfit(("strategies", grade, "multiplier"), what, "grade 1 is the best")


def _approvals(credit: CreditPolicy) -> Iterator[Misfit]:
    posts = [post.post for post in credit.charter]
    for place, tier in enumerate(credit.approvals):
        if tier.post not in posts:
            yield _unknown(("approvals", place, "post"), tier.post, posts, "must be a post of")
    for place, (lower, higher) in enumerate(pairwise(credit.approvals), start=1):
        for currency, amount in higher.up_to.items():
            if amount < lower.up_to.get(currency, 0.0):
                what = f"must not be below that of the post before it, got {amount:g} {currency}"
                yield Misfit(("approvals", place, "up_to", currency), what, "sort the posts")
    last = credit.approvals[-1] if credit.approvals else None
    if last is None or last.up_to or last.worst_grade < GRADES:
        what = "must end with a post that approves everything, got bounds for the last one"
        mend = "leave up_to and worst_grade of the last post out"
        yield Misfit(("approvals", max(len(credit.approvals) - 1, 0)), what, mend)


def _charter(credit: CreditPolicy) -> Iterator[Misfit]:
    posts = Counter(post.post for post in credit.charter)
    for place, post in enumerate(credit.charter):
        if posts[post.post] > 1:
            what = f"must stand once, got {post.post!r} {posts[post.post]} times"
            yield Misfit(("charter", place, "post"), what)
    owners = Counter(task for post in credit.charter for task in post.does)
    for node in NODES:
        if owners[node] != 1:
            what = f"must give {node} to one post, got {owners[node]}"
            mend = f"add it to does of one post: the control nodes are {', '.join(NODES)}"
            yield Misfit(("charter",), what, mend)
    for name in credit.holders:
        if name not in posts:
            yield _unknown(("holders", name), name, posts, "must be a post of")


def _keys(credit: CreditPolicy, packaged: CreditPolicy) -> Iterator[Misfit]:
    """Keys of tables that a firm may change and not lengthen: a typo must not be a new entry."""
    tables: tuple[tuple[tuple[str, ...], Iterable[str], Collection[str]], ...] = (
        (("scorecard", "factors"), credit.scorecard.factors, BY_KEY),
        (("strategies",), credit.strategies, _GRADES),
        (("freshness",), credit.freshness, packaged.freshness),
        (("warnings",), credit.warnings, packaged.warnings),
        (("countries",), credit.countries, CLASSES),
        (("targets", "mix"), credit.targets.mix, _GRADES),
    )
    for path, keys, known in tables:
        yield from (_unknown((*path, key), key, known) for key in keys if key not in known)
    for name, warning in credit.warnings.items():
        for level in warning.advice:
            if level not in ("watch", "warn", "act"):
                path = ("warnings", name, "advice", level)
                yield _unknown(path, level, ("watch", "warn", "act"))


def _shares(credit: CreditPolicy) -> Iterator[Misfit]:
    total = sum(credit.targets.mix.values())
    if total > 1 + 1e-9:
        what = f"must not add up to more than 1, got {total:g}"
        yield Misfit(("targets", "mix"), what, "a share is a fraction: 20 % is 0.2")
    for name in ("home_countries", "known_countries"):
        for place, country in enumerate(getattr(credit.new_markets, name)):
            if not (len(country) == 2 and country.isalpha() and country.isupper()):
                what = f"must be an ISO code of two letters such as DE, got {country!r}"
                yield Misfit(("new_markets", name, place), what)
    months = Counter(month for season in credit.seasons for month in season.months)
    doubled = [month for month, count in months.items() if count > 1]
    if doubled:
        what = f"must name a month in one season only, got {doubled} more than once"
        yield Misfit(("seasons",), what)


def _unknown(
    path: tuple[str | int, ...], name: str, known: Iterable[str], must: str = "must be one of"
) -> Misfit:
    names = list(known)
    return Misfit(path, f"{must} {', '.join(names)}, got {name!r}", nearest(name, names))
