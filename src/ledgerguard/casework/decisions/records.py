"""What a credit decision says, and what it was asked: frozen records of numbers and texts.

Amounts are minor units of the decision's one currency, days are serial numbers, rates fractions.
Nothing else is in a record, so that it can be written into the log and compared to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ledgerguard.casework.decisions.limits import Kind, State
from ledgerguard.casework.records import Reason
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY

Outcome = Literal["credit", "cash", "withheld"]
"""Goods on credit within the limit; only against payment; nothing said, for want of data."""

Security = Literal["none", "guarantee", "letter-of-credit", "prepayment"]

_AT_LEAST_NOTHING: Final = (
    *("order", "limit", "terms_days", "uplift_rate", "credit_sales", "all_sales"),
    *("indemnity", "cover_left"),
)


@dataclass(frozen=True, slots=True)
class FirmScore:
    """What the firm's own model, named by the policy, says of the customer.

    It is an input of the decision: recorded with it, so that the decision is made again without
    the model. ``fault`` says why there is no judgement.
    """

    scorer: str
    package: str = ""
    title: str = ""
    version: str = ""
    score: float = 0.0
    pd: float = 0.0
    reasons: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, beside the file; what it does not name the file's application may ask.

    Attributes:
        currency: The currency of the decision; blank: the only one that ledger and file know.
        order: A new order with VAT, minor units; 0: none is on the table.
        limit: The limit that somebody asks for, minor units; None: that of the application.
        terms_days: Terms that somebody asks for; None: those of the application, else as long as
            the policy allows.
        post: The post that is to decide; its bound binds the limit. Blank: whoever may.
        uplift_rate: Uplift asked for, within the corridor of the elastic limit; 0: that of the
            application.
        lgd: Share of a defaulted amount that is lost in the end, before insurance; None: the
            policy's.
        indemnity: What the insurer would pay were everything open lost, minor units, as the
            waterfall of the ledger reckons it; None: nobody has reckoned it.
        cover_left: What of the cover a delivery of today still finds beside what is open, minor
            units of insured loss; None: nobody has reckoned it.
        group_exposure: What the other members of the customer's group owe, in this currency.
        last_decided: Day of the last decision; NO_DAY: there was none.
        credit_sales: Credit sales of the firm so far this year, minor units; None: not known.
        all_sales: All sales of the firm so far this year, minor units.
        override_limit: Limit of an override in force, minor units: orders are held against it.
        override_until: Its last day.
        merged: Ids of other files that were found to be of the same customer.
        firm: What the firm's own model says, where the policy names one; None: it was not asked.
    """

    currency: str = ""
    order: int = 0
    limit: int | None = None
    terms_days: int | None = None
    post: str = ""
    uplift_rate: float = 0.0
    lgd: float | None = None
    indemnity: int | None = None
    cover_left: int | None = None
    group_exposure: int = 0
    last_decided: int = NO_DAY
    credit_sales: int | None = None
    all_sales: int | None = None
    override_limit: int | None = None
    override_until: int = NO_DAY
    merged: tuple[str, ...] = ()
    firm: FirmScore | None = None

    def __post_init__(self) -> None:
        for name in _AT_LEAST_NOTHING:
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InvalidValue(
                    f"{name} must not be negative, got {value:g}", hint="is the sign reversed?"
                )
        if self.lgd is not None and not 0 <= self.lgd <= 1:
            raise InvalidValue(
                f"lgd must be from 0 to 1, got {self.lgd:g}", hint="60 % is the number 0.6"
            )


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a customer owes in one currency, and what confirmed orders will add; minor units."""

    open: int
    uninvoiced: int = 0
    undelivered: int = 0
    bills: int = 0
    advances: int = 0
    collateral: int = 0

    @property
    def total(self) -> int:
        """All of it; negative when the customer is in credit."""
        owed = self.open + self.uninvoiced + self.undelivered + self.bills
        return owed - self.advances - self.collateral

    @property
    def delivered(self) -> int:
        """What goods that left the house have made the customer owe: the insurer's risk."""
        return max(0, self.open + self.uninvoiced + self.bills)


@dataclass(frozen=True, slots=True)
class RatingRead:
    """An agency's or insurer's rating, carried over by its probability of default."""

    rating: str
    scale: str
    day: int
    pd: float
    grade: int
    stale: bool = False  # too old: it may lower a grade, and never stands alone


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps the grade from being better, whatever the score: a knock-out, a rating, old data.

    ``grade`` is the best one that it allows, ``bars_credit`` whether it allows any credit.
    """

    key: str
    reason: Reason
    grade: int
    bars_credit: bool = False


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step to the next grade; ``grade`` is what is reached when it is done."""

    order: int  # 0: what must be settled first
    what: str  # key of a factor, or of what holds
    now: str
    to: str
    effort: float
    score: float | None
    grade: int


@dataclass(frozen=True, slots=True)
class Grading:
    """How creditworthy the customer is, and why."""

    grade: int
    pd: float
    score: float | None  # None: too little is known for a score, the ratings alone speak
    weight: float  # of the factors that are known, of 100
    own_grade: int | None
    ratings: tuple[RatingRead, ...]
    holds: tuple[Hold, ...]
    notches: int  # grades lost to stale data
    reasons: tuple[Reason, ...]
    path: tuple[PathStep, ...]

    @property
    def bars_credit(self) -> bool:
        """Whether a knock-out forbids credit."""
        return any(hold.bars_credit for hold in self.holds)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One thing that a limit must not pass: a method, the need, the insurer, the country ...

    ``amount`` is what it comes to (None: it has no data), ``counted`` what of it binds after the
    grade's multiplier; ``binds`` marks the lowest.
    """

    code: str
    amount: int | None
    counted: int | None
    binds: bool = False
    note: Reason | None = None


@dataclass(frozen=True, slots=True)
class Elastic:
    """A temporary uplift inside the corridor, and what stands against it."""

    limit: int
    until: int
    against: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms the customer is supplied."""

    days: int
    prepayment_rate: float
    security: Security
    insurance: str
    tier: str
    bounds: tuple[Reason, ...]  # what made them stricter than the grade alone
    order: int = 0
    prepay: int = 0  # of the order
    on_credit: int = 0  # of the order


@dataclass(frozen=True, slots=True)
class Approval:
    """Which post may decide a limit; blank where none may."""

    post: str
    limit: int
    worst_grade: int
    override_days: int


@dataclass(frozen=True, slots=True)
class InForce:
    """A limit of the file and its use on the day of the decision."""

    kind: Kind
    amount: int
    valid_from: int
    valid_to: int
    source: str
    state: State
    used: int
    free: int
    over: int


@dataclass(frozen=True, slots=True)
class Review:
    """When the customer is looked at again, and what opens a review at once."""

    next_on: int
    every_days: int
    by: str  # quarter or tier
    triggers: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Loss:
    """What a default would cost: minor units, and the probability behind the expectation."""

    exposure: int
    loss: int  # lost in the end before insurance
    indemnity: int
    net: int  # borne by the firm
    pd: float
    expected: int
    expected_net: int
    estimated: bool = False  # the indemnity is guessed from the limit in force


@dataclass(frozen=True)
class Decision:
    """A credit decision about one customer in one currency.

    A withheld decision has no grade, no limit and no terms: only what is missing.
    """

    customer_id: str
    name: str
    as_of: int
    currency: str
    outcome: Outcome
    missing: tuple[Reason, ...] = ()
    stale: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    exposure: Exposure = Exposure(0)
    in_force: tuple[InForce, ...] = ()
    stops: tuple[Reason, ...] = ()  # why deliveries are to stop
    grading: Grading | None = None
    limit: int | None = None
    ceilings: tuple[Ceiling, ...] = ()
    elastic: Elastic | None = None
    terms: Terms | None = None
    approval: Approval | None = None
    asked: Approval | None = None  # the post that could grant what was asked for
    review: Review | None = None
    loss: Loss | None = None
    country: str = ""
    country_class: str = ""
    new_market: bool = False
    factors: Mapping[str, float | str | None] = field(default_factory=dict)

    @property
    def binding(self) -> Ceiling | None:
        """The ceiling that binds the limit."""
        return next((ceiling for ceiling in self.ceilings if ceiling.binds), None)
