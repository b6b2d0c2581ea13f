"""What a customer's file says on a day: events of a window, and figures that are not too old."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.decisions.figures import is_number
from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.readings import Reading
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy


def events(file: CustomerFile, item: str, as_of: int, days: int) -> list[Fact]:
    """The facts of an item within so many days up to a day, the newest first.

    One that says FALSE or 0 tells that nothing happened. One without a day is not counted: nobody
    knows whether it is of this year.
    """
    known = file.known(item, as_of)
    return [fact for fact in known if fact.day > max(as_of - days, NO_DAY) and fact.value]


@dataclass
class FreshFacts:
    """Figures of a file; what is older than the policy allows is left out, and noted.

    Days are asked for in order, the oldest first: the notes are those of the last one.
    """

    file: CustomerFile
    credit: CreditPolicy
    stale: dict[tuple[str, str], Reason] = field(default_factory=dict)  # by item and source

    def latest(self, item: str, as_of: int, currency: str | None = None) -> Fact | None:
        """The newest number of an item, of one currency where one is named."""
        known = self.file.known(item, as_of)
        fact = next(
            (f for f in known if is_number(f) and currency in (None, f.currency)),
            None,
        )
        return fact if fact is not None and self.is_fresh(fact, as_of) else None

    def is_fresh(self, fact: Fact, as_of: int) -> bool:
        """Whether a fact is young enough for the rule of its group; noted where it is not."""
        item, key = ITEMS.get(fact.item), (fact.item, fact.source)
        rule = self.credit.freshness.get(item.group) if item and item.ages else None
        if rule is None or (fact.day != NO_DAY and as_of - fact.day <= rule.max_days):
            self.stale.pop(key, None)  # what was too old at an earlier day has been renewed since
            return True
        age = as_of - fact.day if fact.day != NO_DAY else NO_DAY
        self.stale[key] = Reason("stale", (fact.item, age, rule.max_days))
        return False

    def number(self, item: str, as_of: int) -> float | None:
        """The newest number of an item that is no amount."""
        fact = self.latest(item, as_of)
        return None if fact is None else float(fact.value)

    def amount(self, item: str, currency: str, as_of: int) -> Amount | None:
        """The newest amount of an item in one currency."""
        fact = self.latest(item, as_of, currency)
        return None if fact is None else Amount.of(float(fact.value), currency)

    def noted(self, reading: Reading) -> Reading:
        """A reading that says what was too old for it; that alone is worth watching."""
        notes = tuple(self.stale.values())
        if not notes:
            return reading
        return replace(reading, facts=(*reading.facts, *notes), fixed=reading.fixed or "watch")
