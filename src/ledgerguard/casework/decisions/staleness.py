"""What old or missing data does to a decision: withhold it, lower the grade, or be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.freshness import Freshness, freshness, notches
from ledgerguard.casework.records import Reason
from ledgerguard.policy.credit_file import CreditPolicy


@dataclass(frozen=True, slots=True)
class Staleness:
    """The groups of facts that are too old or missing, by what the policy does about them."""

    withheld: tuple[Reason, ...]
    downgrading: tuple[Reason, ...]
    noted: tuple[Reason, ...]
    notches: int

    @property
    def all(self) -> tuple[Reason, ...]:
        """Everything that is to be said, the gravest first."""
        return (*self.withheld, *self.downgrading, *self.noted)


def staleness_of(
    file: CustomerFile, credit: CreditPolicy, as_of: int, behaviour: Mapping[str, Behaviour]
) -> Staleness:
    """What is too old on a day, and what follows by the policy."""
    found = freshness(file, credit, as_of, behaviour)
    stale = [each for each in found if each.stale]
    return Staleness(
        tuple(_reason(each) for each in stale if each.withholds),
        tuple(_reason(each) for each in stale if not each.withholds and each.notches),
        tuple(_reason(each) for each in stale if not each.withholds and not each.notches),
        notches(found),
    )


def _reason(each: Freshness) -> Reason:
    age = -1 if each.age is None else each.age
    return Reason("stale", (each.group, each.state, age, each.max_days, each.rule, each.notches))
