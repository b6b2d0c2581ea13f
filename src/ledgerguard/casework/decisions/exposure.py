"""What a customer owes and is about to owe, alone and as part of a group, a currency at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.figures import amount_of
from ledgerguard.casework.decisions.records import Exposure
from ledgerguard.formulas.exposure_control import exposure as exposure_formula
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major

ORDERS = ("uninvoiced_deliveries", "order_backlog", "undelivered_goods", "uncleared_bills")
HELD = ("advance_payments", "cash_collateral")


@dataclass(frozen=True, slots=True)
class GroupExposure:
    """What all members of a group owe in one currency.

    Attributes:
        group: Name of the group.
        currency: The currency; what members owe in another one is another record.
        members: Exposure of each member by its customer id, in alphabetical order.
        ceiling: The largest limit that the policy allows one customer, if it names one.
    """

    group: str
    currency: str
    members: tuple[tuple[str, Amount], ...]
    ceiling: Amount | None = None

    @property
    def total(self) -> Amount:
        """What the group owes; a member in credit lowers it."""
        whole = Amount(0, self.currency)
        for _, amount in self.members:
            whole += amount
        return whole

    @property
    def over(self) -> Amount:
        """By how much the group passes the ceiling of one customer."""
        nothing = Amount(0, self.currency)
        if self.ceiling is None or self.total <= self.ceiling:
            return nothing
        return self.total - self.ceiling


def exposure_of(
    file: CustomerFile, behaviour: Behaviour | None, currency: str, as_of: int
) -> Exposure:
    """The exposure to one customer in one currency: facts of other currencies are no part of it.

    Args:
        file: The customer's file.
        behaviour: What the ledger says in this currency; None where it says nothing.
        currency: The currency.
        as_of: Serial number of the day.
    """
    parts = {item: _minor(file, item, currency, as_of) for item in (*ORDERS, *HELD)}
    found = Exposure(
        open=behaviour.open if behaviour else 0,
        uninvoiced=parts["uninvoiced_deliveries"],
        # Goods made for the customer are part of its orders, unless they are more than those.
        undelivered=max(parts["order_backlog"], parts["undelivered_goods"]),
        bills=parts["uncleared_bills"],
        advances=parts["advance_payments"],
        collateral=parts["cash_collateral"],
    )
    _check(found, currency)
    return found


def group_exposures(
    files: Iterable[CustomerFile],
    groups: Mapping[str, str],
    behaviours: Mapping[str, Mapping[str, Behaviour]],
    as_of: int,
    largest: Mapping[str, float] | None = None,
) -> tuple[GroupExposure, ...]:
    """The exposure of every group with each of its members, a record a currency.

    Args:
        files: Files of the customers.
        groups: Group of each customer id; a customer without one stands alone and is left out.
        behaviours: What the ledger says about each customer, by currency.
        as_of: Serial number of the day.
        largest: The largest limit of one customer by currency, in major units.
    """
    found: dict[tuple[str, str], dict[str, Amount]] = {}
    for file in files:
        group = groups.get(file.customer_id, "")
        own = behaviours.get(file.customer_id, {})
        for currency in sorted(_currencies(file, own, as_of)) if group else ():
            total = exposure_of(file, own.get(currency), currency, as_of).total
            members = found.setdefault((group, currency), {})
            members[file.customer_id] = Amount(total, currency)
    return tuple(
        GroupExposure(
            group,
            currency,
            tuple(sorted(members.items())),
            Amount.of(largest[currency], currency) if largest and currency in largest else None,
        )
        for (group, currency), members in sorted(found.items())
    )


def _currencies(
    file: CustomerFile, behaviours: Mapping[str, Behaviour], as_of: int
) -> frozenset[str]:
    stated = {fact.currency for item in (*ORDERS, *HELD) for fact in file.known(item, as_of)}
    return frozenset(stated | set(behaviours))


def _minor(file: CustomerFile, item: str, currency: str, as_of: int) -> int:
    amount = amount_of(file, item, currency, as_of)
    return 0 if amount is None else amount.minor


def _check(found: Exposure, currency: str) -> None:
    """Let the formula refuse what makes no sense; an open balance may be a credit."""
    exposure_formula(
        max(0.0, to_major(found.open, currency)),
        to_major(found.uninvoiced, currency),
        to_major(found.undelivered, currency),
        to_major(found.bills, currency),
        to_major(found.advances, currency),
        to_major(found.collateral, currency),
    )
