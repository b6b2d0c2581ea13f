"""What each method of the policy lets a customer owe, as far as the file has data for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.statements import years
from ledgerguard.casework.decisions.figures import amount_of, is_number, others
from ledgerguard.casework.decisions.records import Ceiling
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.limits import (
    limit_net_worth,
    limit_pay_behaviour,
    limit_references,
    limit_working_capital,
    tangible_net_worth,
)
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.credit_file import LimitsEntry

Method = Callable[[CustomerFile, Behaviour | None, LimitsEntry, str, int], float | None]


def capacities(
    file: CustomerFile, behaviour: Behaviour | None, limits: LimitsEntry, currency: str, as_of: int
) -> tuple[Ceiling, ...]:
    """Each method of the policy with its amount, in the policy's order; none is left out.

    A method whose figures are missing, or stated in other currencies only, has no amount and says
    so: nothing is converted.
    """
    found = []
    for name in limits.methods:
        method, items = METHODS[name]
        major = method(file, behaviour, limits, currency, as_of)
        minor = None if major is None else Amount.of(major, currency).minor
        note = None if minor is not None else _why(file, items, currency, as_of)
        found.append(Ceiling(name, minor, None, note=note))
    return tuple(found)


def _why(file: CustomerFile, items: Sequence[str], currency: str, as_of: int) -> Reason:
    elsewhere = {other for item in items for other in others(file, item, currency, as_of)}
    if elsewhere:
        return Reason("other-currency", (", ".join(sorted(elsewhere)),))
    return Reason("no-data", (", ".join(items),))


def _net_worth(
    file: CustomerFile, _: Behaviour | None, limits: LimitsEntry, currency: str, as_of: int
) -> float | None:
    year = _newest(file, ("equity",), currency, as_of)
    if year is None:
        return None
    # Without a word on them, intangible assets are taken to be none: small firms list none.
    intangible = year.get("intangible_assets", 0.0)
    return limit_net_worth(tangible_net_worth(year["equity"], intangible), limits.net_worth_rate)


def _working_capital(
    file: CustomerFile, _: Behaviour | None, limits: LimitsEntry, currency: str, as_of: int
) -> float | None:
    year = _newest(file, ("current_assets", "current_liabilities"), currency, as_of)
    if year is None:
        return None
    working_capital = year["current_assets"] - year["current_liabilities"]
    return limit_working_capital(working_capital, limits.working_capital_rate)


def _turnover(
    file: CustomerFile, _: Behaviour | None, limits: LimitsEntry, currency: str, as_of: int
) -> float | None:
    year = _newest(file, ("revenue",), currency, as_of)
    return None if year is None else year["revenue"] * limits.turnover_rate


def _references(
    file: CustomerFile, _: Behaviour | None, __: LimitsEntry, currency: str, as_of: int
) -> float | None:
    newest: dict[str, float] = {}
    for place, fact in enumerate(file.in_currency("reference_limit", currency, as_of)):
        if is_number(fact):  # of one supplier the newest counts; nameless ones each by itself
            newest.setdefault(fact.source.strip().casefold() or f"#{place}", float(fact.value))
    return limit_references(list(newest.values())) if newest else None


def _pay_behaviour(
    file: CustomerFile,
    behaviour: Behaviour | None,
    limits: LimitsEntry,
    currency: str,
    as_of: int,
) -> float | None:
    highest = amount_of(file, "highest_paid_balance", currency, as_of)
    # Where nothing was paid within the year nobody knows; where all was paid late it is nothing.
    if highest is None and behaviour is not None and behaviour.days_beyond_terms is not None:
        highest = Amount(behaviour.highest_paid, currency)
    if highest is None:
        return None
    if not limits.pay_behaviour_factor:
        return 0.0
    # The ledger has looked already which balances were paid in time.
    return limit_pay_behaviour([highest.major], [0], 0, limits.pay_behaviour_factor)


METHODS: Final[Mapping[str, tuple[Method, tuple[str, ...]]]] = {
    "net_worth": (_net_worth, ("equity",)),
    "working_capital": (_working_capital, ("current_assets", "current_liabilities")),
    "turnover": (_turnover, ("revenue",)),
    "references": (_references, ("reference_limit",)),
    "pay_behaviour": (_pay_behaviour, ("highest_paid_balance",)),
}
"""The methods that a policy may name, each with the items that it needs."""


def _newest(
    file: CustomerFile, items: Sequence[str], currency: str, as_of: int
) -> Mapping[str, float] | None:
    """The amounts of the newest balance sheet of a currency that states all of the items."""
    for year in years(file, as_of, most=len(file.facts)):
        if year.currency == currency and all(item in year.amounts for item in items):
            return year.amounts
    return None
