"""The recommended limit: every ceiling with its amount, and the one that binds by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledgerguard.casework.decisions.records import Ceiling
from ledgerguard.casework.records import Reason
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.credit_file import Amounts, CreditPolicy

LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What bounds a limit beside the customer's capacity; minor units of one currency.

    Attributes:
        need: What the business needs; None where nothing says so.
        asked: What somebody asks for; None: nobody names an amount.
        insurer: What the insurer bears, 0 when it refuses; None: not insured.
        country: Ceiling of the customer's country; None: no such ceiling.
        group: What is left of the largest limit beside the rest of the group; None: no group.
        post: Up to which limit the post that decides may go; None: no post is named.
        multiplier: What the grade makes of the capacity.
        new_market: Whether customer or market are new.
        bars_credit: Whether a knock-out forbids credit.
        quick: Whether the fixed limit of the quick start stands in for the methods.
        no_terms: Whether the longest terms are 0 days, so that nothing can be owed.
    """

    need: int | None
    asked: int | None = None
    insurer: int | None = None
    country: int | None = None
    group: int | None = None
    post: int | None = None
    multiplier: float = 1.0
    new_market: bool = False
    bars_credit: bool = False
    quick: bool = False
    no_terms: bool = False


def recommend(
    methods: Sequence[Ceiling], bounds: Bounds, credit: CreditPolicy, currency: str
) -> tuple[int | None, tuple[Ceiling, ...]]:
    """The limit and every ceiling that it was held against, the first lowest one marked.

    The lowest of capacity times multiplier, need, what is asked for, the insurer's limit with the
    appetite beside it, the country's and the policy's ceilings; a part of it where the market is
    new or the currency foreign; rounded down. None where neither capacity nor insurer says what
    the customer can bear.

    Args:
        methods: The capacity tests, with their amounts.
        bounds: What else bounds the limit.
        credit: The credit policy.
        currency: The currency of all amounts.
    """
    capacity = list(_capacity(methods, bounds, credit, currency))
    ceilings = [*capacity, *_bounds(bounds, credit, currency)]
    bears = any(c.counted is not None for c in capacity) or bounds.insurer is not None
    counted = [c.counted for c in ceilings if c.counted is not None]
    if bounds.bars_credit:
        ceilings.append(Ceiling("knock-out", 0, 0))
        counted.append(0)
    elif not bears or not counted:
        return None, tuple(ceilings)
    lowest = max(0, min(counted))
    first = next(place for place, c in enumerate(ceilings) if c.counted == min(counted))
    if bounds.bars_credit:
        first = len(ceilings) - 1
    ceilings[first] = replace(ceilings[first], binds=True)
    reduced = list(_reductions(lowest, bounds, credit, currency))
    left = reduced[-1].counted or 0 if reduced else lowest
    limit = _rounded_down(left, credit, currency)
    return limit, (*ceilings, *reduced, Ceiling(LIMIT, left, limit))


def _capacity(
    methods: Sequence[Ceiling], bounds: Bounds, credit: CreditPolicy, currency: str
) -> Iterator[Ceiling]:
    """The methods times the grade's multiplier; only their combination counts on average."""
    if bounds.quick:
        fixed = Amount.of(credit.limits.default_limit[currency], currency).minor
        yield from methods
        yield Ceiling("fixed", fixed, fixed)
        return
    if not bounds.multiplier:
        yield from methods
        yield Ceiling("grade", 0, 0, note=Reason("multiplier", (0.0,)))
        return
    times = Reason("multiplier", (bounds.multiplier,)) if bounds.multiplier != 1 else None
    lowest = credit.limits.combine == "min"
    amounts = [method.amount for method in methods if method.amount is not None]
    for method in methods:
        if method.amount is None:
            yield method
        else:
            counted = _times(method.amount, bounds.multiplier) if lowest else None
            yield replace(method, counted=counted, note=times if lowest else None)
    if amounts and not lowest:
        mean = round(sum(amounts) / len(amounts))
        yield Ceiling("average", mean, _times(mean, bounds.multiplier), note=times)


def _bounds(bounds: Bounds, credit: CreditPolicy, currency: str) -> Iterator[Ceiling]:
    if bounds.need is None:
        yield Ceiling("need", None, None, note=Reason("no-data", ("annual_purchases",)))
    else:
        yield Ceiling("need", bounds.need, bounds.need)
    if bounds.asked is not None:
        yield Ceiling("asked", bounds.asked, bounds.asked)
    if bounds.no_terms:
        yield Ceiling("terms", 0, 0)
    if bounds.insurer is not None:
        appetite = _major(credit.limits.retained_appetite, currency) or 0
        # What the firm dares to carry beside a cover; no limit of its own is added to it.
        note = Reason("appetite", (appetite, currency)) if appetite else None
        yield Ceiling("insurer", bounds.insurer, bounds.insurer + appetite, note=note)
    largest = _major(credit.limits.largest, currency)
    stated = (
        ("country", bounds.country),
        ("largest", largest),
        ("group", bounds.group),
        ("post", bounds.post),
    )
    for code, amount in stated:
        if amount is not None:
            yield Ceiling(code, amount, amount)


def _reductions(
    lowest: int, bounds: Bounds, credit: CreditPolicy, currency: str
) -> Iterator[Ceiling]:
    """The parts of the lowest ceiling that a new market and a foreign currency leave."""
    left = lowest
    if bounds.new_market:
        rate = credit.new_markets.multiplier
        left = _times(left, rate)
        yield Ceiling("new-market", lowest, left, note=Reason("multiplier", (rate,)))
    held_back = held_back_rate(credit, currency)
    if held_back:
        before, left = left, _times(left, 1 - held_back)
        yield Ceiling("currency", before, left, note=Reason("held-back", (held_back,)))


def held_back_rate(credit: CreditPolicy, currency: str) -> float:
    """The part of a limit that is held back against the currency's fall; 0 at home."""
    risk = credit.currency_risk
    if not risk.home or currency in risk.home:
        return 0.0
    return risk.held_back.get(currency, risk.held_back_rate)


def _rounded_down(minor: int, credit: CreditPolicy, currency: str) -> int:
    unit = max(1, Amount.of(credit.limits.rounding_unit, currency).minor)
    return max(0, minor) // unit * unit


def _times(minor: int, factor: float) -> int:
    return round(minor * factor)


def _major(amounts: Amounts, currency: str) -> int | None:
    return Amount.of(amounts[currency], currency).minor if currency in amounts else None
