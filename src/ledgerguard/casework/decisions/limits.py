"""Credit limits of four kinds, kept apart: own, temporary, insured, discretionary.

The firm's own limit says what it dares to be owed; the insurer's says what it would be paid. They
are about the same money, so that adding them counts it twice: no limit is ever added to anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NoReturn, Self

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.decisions.figures import is_number
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY

Kind = Literal["own", "temporary", "insured", "discretionary"]
State = Literal["in-force", "ended", "coming", "replaced"]

KINDS: Final[tuple[Kind, ...]] = ("own", "temporary", "insured", "discretionary")
OWN_SIDE: Final = frozenset({"own", "temporary"})
"""What the firm grants; the other kinds say what its insurer bears."""


@dataclass(frozen=True, slots=True)
class LimitAmount(Amount):
    """The amount of a limit: it is added to nothing, and taken off only from what it limits.

    ``limit - exposure`` is what is free and ``exposure - limit`` what is over, which remember that
    a limit has told them; two limits may be compared, to find the lower one.
    """

    kind: Kind = "own"

    def __post_init__(self) -> None:
        object.__setattr__(self, "of_limit", True)

    @classmethod
    def of_kind(cls, amount: Amount, kind: Kind) -> Self:
        """A plain amount as that of a limit."""
        return cls(amount.minor, amount.currency, kind)

    @property
    def plain(self) -> Amount:
        """A copy without its kind, for showing: it is still added to nothing."""
        return Amount(self.minor, self.currency, of_limit=True)

    def __add__(self, other: object) -> NoReturn:
        self._refuse_sum(other)

    def __radd__(self, other: object) -> NoReturn:
        self._refuse_sum(other)

    def __sub__(self, other: Amount) -> Amount:
        self._refuse_limit(other)
        return self.plain - other

    def __rsub__(self, other: Amount) -> Amount:
        self._refuse_limit(other)
        return other - self.plain

    def _refuse_sum(self, other: object) -> NoReturn:
        what = f"a limit ({other.kind})" if isinstance(other, LimitAmount) else type(other).__name__
        raise TypeError(f"a limit ({self.kind}) is added to nothing, got {what}")

    def _refuse_limit(self, other: object) -> None:
        if isinstance(other, LimitAmount):
            raise TypeError(f"a limit ({self.kind}) is not taken off a limit ({other.kind})")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its kind, its amount, and the days on which it holds, both inclusive.

    Attributes:
        kind: own, temporary, insured or discretionary.
        amount: What it comes to; it can be added to nothing.
        valid_from: Serial number of its first day; NO_DAY: it holds since ever.
        valid_to: Serial number of its last day; NO_DAY: no end is known.
        source: Who has granted it.
    """

    kind: Kind
    amount: LimitAmount
    valid_from: int = NO_DAY
    valid_to: int = NO_DAY
    source: str = ""

    def __post_init__(self) -> None:
        kind = self.amount.kind if isinstance(self.amount, LimitAmount) else "no limit"
        if kind != self.kind:
            raise TypeError(f"the amount of a limit must be of its kind, {self.kind}, got {kind}")

    @property
    def currency(self) -> str:
        """The currency of the limit."""
        return self.amount.currency

    def holds_on(self, day: int) -> bool:
        """Whether a day is one of the limit's."""
        return self.valid_from <= day and (self.valid_to == NO_DAY or day <= self.valid_to)

    def __add__(self, other: object) -> NoReturn:
        raise TypeError(f"a limit ({self.kind}) is added to nothing, got {type(other).__name__}")

    __radd__ = __add__


@dataclass(frozen=True, slots=True)
class Standing:
    """The limits of a customer and currency on a day, one of each kind at most."""

    own: Limit | None = None
    temporary: Limit | None = None
    insured: Limit | None = None
    discretionary: Limit | None = None

    @property
    def granted(self) -> Limit | None:
        """What the firm itself allows: the temporary limit while it is in force, else the own one.

        A temporary limit replaces the own one, and is not added to it: so it can also be a cut.
        """
        return self.temporary or self.own

    @property
    def borne(self) -> Limit | None:
        """What the insurer bears: the limit that it has named, else the discretionary one.

        A refusal is a named limit of 0, which no discretionary limit heals.
        """
        return self.insured or self.discretionary


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How far one limit is used; used, free and over are plain amounts of its currency."""

    limit: Limit
    state: State
    used: Amount
    free: Amount
    over: Amount


def limits_of(file: CustomerFile, currency: str, as_of: int) -> tuple[Limit, ...]:
    """The limits of one currency that are in force on a day, the newest of each kind."""
    standing = standing_of(stated_limits(file, currency), as_of)
    found = (standing.own, standing.temporary, standing.insured, standing.discretionary)
    return tuple(limit for limit in found if limit is not None)


def stated_limits(file: CustomerFile, currency: str) -> tuple[Limit, ...]:
    """All limits of one currency that a file states, whenever they hold, in the file's order."""
    return tuple(
        _limit(fact, kind)
        for fact in file.facts
        for kind in KINDS
        if fact.item == f"{kind}_limit" and fact.currency == currency and is_number(fact)
    )


def currencies_of(file: CustomerFile) -> tuple[str, ...]:
    """The currencies in which a file states limits, in alphabetical order."""
    items = {f"{kind}_limit" for kind in KINDS}
    return tuple(sorted({fact.currency for fact in file.facts if fact.item in items}))


def standing_of(limits: Iterable[Limit], day: int) -> Standing:
    """What is in force on a day: of several of a kind the one that begins last, else stands last.

    Raises:
        TypeError: when the limits are of several currencies, which have no common standing.
    """
    newest: dict[Kind, Limit] = {}
    for limit in limits:
        _same_currency(limit, newest)
        before = newest.get(limit.kind)
        if limit.holds_on(day) and (before is None or before.valid_from <= limit.valid_from):
            newest[limit.kind] = limit
    return Standing(**newest)


def uses(limits: Sequence[Limit], exposure: Amount, insurable: Amount, day: int) -> list[LimitUse]:
    """How far each limit is used on a day, each by itself; those not in force are used by nothing.

    Args:
        limits: Limits of one currency.
        exposure: All that counts against what the firm grants.
        insurable: What the insurer bears the risk of: deliveries, not orders.
        day: Serial number of the day.
    """
    standing = standing_of(limits, day)
    nothing = Amount(0, exposure.currency)
    found = []
    for limit in limits:
        state = _state(limit, standing, day)
        counted = exposure if limit.kind in OWN_SIDE else insurable
        used = _at_least_nothing(counted) if state == "in-force" else nothing
        free = _at_least_nothing(limit.amount - used) if state == "in-force" else nothing
        over = _at_least_nothing(used - limit.amount) if state == "in-force" else nothing
        found.append(LimitUse(limit, state, used, free, over))
    return found


def _state(limit: Limit, standing: Standing, day: int) -> State:
    if limit.valid_from > day:
        return "coming"
    if not limit.holds_on(day):
        return "ended"
    return "in-force" if limit in (standing.granted, standing.borne) else "replaced"


def _same_currency(limit: Limit, newest: dict[Kind, Limit]) -> None:
    for other in newest.values():
        if other.currency != limit.currency:
            raise TypeError(
                f"limits must have one currency to stand together, got {other.currency} and "
                f"{limit.currency}"
            )


def _limit(fact: Fact, kind: Kind) -> Limit:
    amount = Amount.of(float(fact.value), fact.currency)
    of_kind = LimitAmount.of_kind(amount, kind)
    return Limit(kind, of_kind, fact.day, fact.until, fact.source)


def _at_least_nothing(amount: Amount) -> Amount:
    return amount if amount.minor > 0 else Amount(0, amount.currency)
