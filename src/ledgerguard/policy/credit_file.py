"""The credit policy as files state it: to whom the firm sells on credit, and on which terms.

Every amount is a table by currency, in major units; every rate a fraction. What a firm's own file
states replaces the packaged value, key by key (:mod:`~ledgerguard.policy.credit_policy`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from operator import ge, gt, le, lt
from typing import Any, Final, Literal

import attrs

from ledgerguard.policy.ladder_file import not_negative
from ledgerguard.policy.schema import Wording, not_empty
from ledgerguard.policy.settings import one_line

Security = Literal["none", "guarantee", "letter-of-credit", "prepayment"]
InsuranceNeed = Literal["none", "optional", "required"]
StaleRule = Literal["withhold", "downgrade", "note"]
Prevails = Literal["worst", "own", "agency"]
Combine = Literal["min", "average"]
Method = Literal["net_worth", "working_capital", "turnover", "references", "pay_behaviour"]
Amounts = Mapping[str, float]

GRADES: Final = 10

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def a_share(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    """A validator of attrs: refuse what is no fraction from 0 to 1."""
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} must be from 0 to 1, got {value:g}")


def shares(_: object, attribute: attrs.Attribute[Any], value: Mapping[str, float]) -> None:
    """A validator of attrs: refuse a table that holds what is no fraction from 0 to 1."""
    for key, share in value.items():
        if not 0 <= share <= 1:
            raise ValueError(f"{attribute.name} must be from 0 to 1, got {share:g} for {key}")


def above_zero(_: object, attribute: attrs.Attribute[Any], value: float) -> None:
    """A validator of attrs: refuse 0 and below."""
    if value <= 0:
        raise ValueError(f"{attribute.name} must be above 0, got {value:g}")


def by_currency(_: object, attribute: attrs.Attribute[Any], value: Mapping[str, float]) -> None:
    """A validator of attrs: refuse amounts below 0, and keys that are no currencies."""
    for currency, amount in value.items():
        if not _CURRENCY.fullmatch(currency):
            raise ValueError(f"{attribute.name} must name currencies such as EUR, got {currency!r}")
        if amount < 0:
            raise ValueError(f"{attribute.name} must not be negative, got {amount:g} {currency}")


def of_the_year(_: object, attribute: attrs.Attribute[Any], value: tuple[int, ...]) -> None:
    """A validator of attrs: refuse what are no months of the year, each of them once."""
    if len(set(value)) != len(value) or not all(1 <= month <= 12 for month in value):
        raise ValueError(f"{attribute.name} must be months from 1 to 12, got {list(value)}")


def a_grade(_: object, attribute: attrs.Attribute[Any], value: int) -> None:
    """A validator of attrs: refuse what is no grade."""
    if not 1 <= value <= GRADES:
        raise ValueError(f"{attribute.name} must be from 1 to {GRADES}, got {value}")


def rising(_: object, attribute: attrs.Attribute[Any], values: tuple[float, ...]) -> None:
    """A validator of attrs: refuse a list that does not rise."""
    if not all(low < high for low, high in pairwise(values)):
        raise ValueError(f"{attribute.name} must rise, got {list(values)}")


@attrs.frozen
class BandEntry:
    """What a number earns that reaches a threshold; one of the four bounds is stated."""

    earns: float = attrs.field(validator=a_share)
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None

    def __attrs_post_init__(self) -> None:
        bounds = (self.at_least, self.at_most, self.above, self.below)
        if sum(bound is not None for bound in bounds) != 1:
            raise ValueError("a band must state one of at_least, at_most, above and below")


@attrs.frozen
class FactorEntry:
    """One factor of the scorecard: the first band that holds counts, else ``rest``."""

    weight: float = attrs.field(validator=not_negative)
    bands: tuple[BandEntry, ...] = ()
    words: Mapping[str, float] = attrs.field(factory=dict, validator=shares)
    rest: float = attrs.field(default=0.0, validator=a_share)


@attrs.frozen
class ScorecardEntry:
    """Weights and bands by factor, and the scale from score to probability of default.

    A factor that is left out keeps its packaged weight and bands.
    """

    factors: Mapping[str, FactorEntry] = attrs.field(factory=dict)
    anchor_score: float = 50.0
    anchor_odds: float = attrs.field(default=20.0, validator=above_zero)
    points_to_double: float = attrs.field(default=10.0, validator=above_zero)
    # Per cent of the weight that must be known.
    least_weight: float = attrs.field(default=50.0, validator=not_negative)
    prevails: Prevails = "worst"  # the own score's probability of default, or the agencies'


@attrs.frozen
class KnockOutEntry:
    """A fact that decides by itself: no grade better than ``grade``, or no credit at all.

    ``item`` is an item of the customer's file; it fires when the newest fact is one of ``words``,
    passes a bound, or is TRUE where neither is stated. :meth:`fires` is the rule.
    """

    item: str = attrs.field(validator=not_empty)
    title: Wording
    grade: int = attrs.field(default=GRADES, validator=a_grade)
    credit: bool = False  # FALSE: no credit; TRUE: only the grade is bounded
    words: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    missing: bool = False  # fires as well where the file has no such fact
    active: bool = True  # FALSE: does not hold; how a firm takes a packaged one out

    def fires(self, value: float | str | bool | None) -> bool:
        """Whether the newest fact of the item knocks out.

        Args:
            value: The fact; None where the file has none.
        """
        if value is None:
            return self.missing
        if isinstance(value, str):
            return value.strip().casefold() in self.words
        if isinstance(value, bool) or not self.bounds:
            return not self.words and not self.bounds and bool(value)
        return any(holds(value, bound) for holds, bound in self.bounds)

    @property
    def bounds(self) -> tuple[tuple[Callable[[float, float], bool], float], ...]:
        """The comparisons that are stated, each with its bound."""
        stated = (
            (ge, self.at_least),
            (le, self.at_most),
            (gt, self.above),
            (lt, self.below),
        )
        return tuple((holds, bound) for holds, bound in stated if bound is not None)


@attrs.frozen
class StrategyEntry:
    """How the firm sells to customers of a grade."""

    terms_days: int = attrs.field(validator=not_negative)  # longest; 0: cash before delivery
    prepayment_rate: float = attrs.field(validator=a_share)  # part of each order paid ahead
    security: Security = "none"
    insurance: InsuranceNeed = "optional"
    review_days: int = attrs.field(default=365, validator=above_zero)
    tier: str = "standard"  # dunning tier of the escalation policy
    multiplier: float = attrs.field(default=1.0, validator=not_negative)  # of the capacity
    title: Wording | None = None


@attrs.frozen
class LimitsEntry:
    """How limits are found: the methods that count, their rates, and what bounds all of them."""

    methods: tuple[Method, ...] = attrs.field(validator=not_empty)
    combine: Combine = "min"
    net_worth_rate: float = attrs.field(default=0.1, validator=a_share)
    working_capital_rate: float = attrs.field(default=0.15, validator=a_share)
    turnover_rate: float = attrs.field(default=0.05, validator=a_share)
    pay_behaviour_factor: float = attrs.field(default=1.0, validator=not_negative)
    billing_lag_days: int = attrs.field(default=0, validator=not_negative)
    vat_rate: float = attrs.field(default=0.0, validator=a_share)
    rounding_unit: float = attrs.field(default=1000.0, validator=above_zero)
    # Carried beside an insurer's limit.
    retained_appetite: Amounts = attrs.field(factory=dict, validator=by_currency)
    largest: Amounts = attrs.field(factory=dict, validator=by_currency)  # of any own limit
    # Days late that still count as paid in time: what a payment may take on its way.
    paid_late_tolerance_days: int = attrs.field(default=5, validator=not_negative)
    # The oldest item may be so late before deliveries stop.
    stop_overdue_days: int = attrs.field(default=30, validator=not_negative)
    # Part of a defaulted amount that is lost in the end, before insurance.
    loss_given_default: float = attrs.field(default=0.6, validator=a_share)
    elastic_uplift_rate: float = attrs.field(default=0.0, validator=not_negative)
    elastic_cap_rate: float = attrs.field(default=0.2, validator=not_negative)
    elastic_worst_grade: int = attrs.field(default=4, validator=a_grade)
    elastic_most_days_beyond_terms: float = 5.0
    elastic_days: int = attrs.field(default=90, validator=above_zero)
    # Fixed limit of a quick start, if any.
    default_limit: Amounts = attrs.field(factory=dict, validator=by_currency)


@attrs.frozen
class ApprovalEntry:
    """Up to which limit a post may decide by itself; the last one without amounts decides all."""

    post: str = attrs.field(validator=not_empty)
    title: Wording
    up_to: Amounts = attrs.field(factory=dict, validator=by_currency)  # none: without bound
    worst_grade: int = attrs.field(default=GRADES, validator=a_grade)
    override_days: int = attrs.field(default=0, validator=not_negative)  # 0: may not override

    def may_approve(self, limit: float, currency: str, grade: int) -> bool:
        """Whether the post may approve a limit, in major units, by itself."""
        if grade > self.worst_grade:
            return False
        return not self.up_to or limit <= self.up_to.get(currency, -1.0)


@attrs.frozen
class CharterPost:
    """A post of the credit charter: who it is and what it does, decides and answers for."""

    post: str = attrs.field(validator=not_empty)
    title: Wording
    holder: str = attrs.field(default="", validator=one_line)
    does: tuple[str, ...] = ()  # names of control nodes and tasks


@attrs.frozen
class NewMarketEntry:
    """Stricter terms while a customer or a country is new to the firm."""

    months: int = attrs.field(default=12, validator=not_negative)  # since the first invoice
    terms_factor: float = attrs.field(default=0.5, validator=a_share)
    prepayment_rate: float = attrs.field(default=0.3, validator=a_share)
    multiplier: float = attrs.field(default=0.5, validator=a_share)
    home_countries: tuple[str, ...] = ()  # ISO codes; any other country is a new market until known
    known_countries: tuple[str, ...] = ()


@attrs.frozen
class CurrencyRiskEntry:
    """Foreign currency: part of a limit held back, by currency or for any foreign one."""

    home: tuple[str, ...] = ()
    held_back_rate: float = attrs.field(default=0.0, validator=a_share)
    held_back: Mapping[str, float] = attrs.field(factory=dict, validator=shares)
    longest_terms_days: int | None = attrs.field(default=None, validator=not_negative)


@attrs.frozen
class SeasonEntry:
    """Months of the year (1 to 12) in which the need is a multiple of the average."""

    months: tuple[int, ...] = attrs.field(validator=[not_empty, of_the_year])
    peak_factor: float = attrs.field(validator=above_zero)


@attrs.frozen
class FreshnessEntry:
    """How old facts of a group may be, and what happens when they are older."""

    max_days: int = attrs.field(validator=above_zero)
    rule: StaleRule = "downgrade"
    notches: int = attrs.field(default=1, validator=not_negative)
    required: bool = False  # no fact of the group at all counts as stale


@attrs.frozen
class ReviewEntry:
    """When customers are looked at again."""

    # Ends of quarters: the review calendar.
    months: tuple[int, ...] = attrs.field(default=(3, 6, 9, 12), validator=of_the_year)
    order_variation_rate: float = attrs.field(default=0.3, validator=above_zero)
    baseline_quarters: int = attrs.field(default=4, validator=above_zero)


@attrs.frozen
class CountryClassEntry:
    """What customers of an OECD country risk class may get at most."""

    risk_word: Literal["low", "medium", "sensitive", "high"]
    longest_terms_days: int = attrs.field(validator=not_negative)
    security: Security = "none"
    # Of one customer's limit; none: no ceiling.
    ceiling: Amounts = attrs.field(factory=dict, validator=by_currency)
    portfolio_share: float = attrs.field(default=1.0, validator=a_share)


@attrs.frozen
class WarningEntry:
    """Three thresholds of an indicator: watch, warn, act; crossed at or beyond them."""

    watch: float
    warn: float
    act: float
    below: bool = False  # a low value is the alarm
    title: Wording | None = None
    advice: Mapping[str, Wording] = attrs.field(factory=dict)  # by level

    def __attrs_post_init__(self) -> None:
        steps = (self.watch, self.warn, self.act)
        ordered = tuple(sorted(steps, reverse=self.below))
        if steps != ordered:
            raise ValueError(f"watch, warn and act must get worse in order, got {list(steps)}")


@attrs.frozen
class TargetsEntry:
    """What the firm aims at for the whole portfolio."""

    bad_debt_rate: float = attrs.field(default=0.005, validator=a_share)
    credit_sales_cap: float = attrs.field(default=1.0, validator=a_share)  # share of all sales
    lookahead_days: tuple[int, ...] = (90, 180)
    mix: Mapping[str, float] = attrs.field(
        factory=dict, validator=shares
    )  # share of the balance by grade


@attrs.frozen
class CreditPolicy:
    """A whole credit policy."""

    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    scorecard: ScorecardEntry
    upper_bounds: tuple[float, ...] = attrs.field(validator=[not_empty, rising])
    strategies: Mapping[str, StrategyEntry]  # by grade "1" to "10"
    knock_outs: Mapping[str, KnockOutEntry]
    limits: LimitsEntry
    approvals: tuple[ApprovalEntry, ...]
    charter: tuple[CharterPost, ...]
    new_markets: NewMarketEntry
    currency_risk: CurrencyRiskEntry
    seasons: tuple[SeasonEntry, ...]
    freshness: Mapping[str, FreshnessEntry]  # by group of items
    reviews: ReviewEntry
    countries: Mapping[str, CountryClassEntry]  # by OECD class "0" to "7", "-" and "?"
    warnings: Mapping[str, WarningEntry]  # by indicator
    targets: TargetsEntry
    holders: Mapping[str, str] = attrs.field(factory=dict)  # who holds a post of the charter
    # A model that a plugin brings: its probability of default takes the place of the scorecard's.
    scorer: str = attrs.field(default="", validator=one_line)

    def strategy(self, grade: int) -> StrategyEntry:
        """How to sell to a grade."""
        return self.strategies[str(grade)]

    def approver(self, limit: float, currency: str, grade: int) -> ApprovalEntry:
        """The lowest post that may approve a limit by itself.

        A post decides up to its amount, that amount included, and down to its worst grade. A
        currency of which no amount is stated goes to the last post.

        Args:
            limit: The limit, in the major unit of its currency.
            currency: Its currency.
            grade: Grade of the customer.
        """
        return next(post for post in self.approvals if post.may_approve(limit, currency, grade))

    def owner_of(self, task: str) -> CharterPost | None:
        """The post of the charter that answers for a control node or a task; None: no post does."""
        return next((post for post in self.charter if task in post.does), None)
