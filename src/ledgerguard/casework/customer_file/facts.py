"""A customer's file: dated facts, each from a source, of which the newest of an item counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ledgerguard.ledger.schema import NO_DAY

Value = float | str | bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, of a day.

    Attributes:
        item: Key of the item, as :mod:`~ledgerguard.casework.customer_file.items` lists them.
        value: A number in major units or as the item says, a word, or TRUE and FALSE.
        day: Serial number of the day that it speaks of: the balance-sheet date of a statement, the
            day of a report. NO_DAY where nobody says; such a fact is as old as can be.
        until: Last day on which it holds, such as that of a limit; NO_DAY: no end is known.
        currency: Currency of an amount, or the one toward which a fact holds, such as an insurer's
            decision; blank where nobody says.
        source: Who says so: an agency or its rating scale, an insurer, a register.
        row: Row of the file or range that it stands in, counted from 1.
    """

    item: str
    value: Value
    day: int = NO_DAY
    until: int = NO_DAY
    currency: str = ""
    source: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A row of a customer's file that could not be taken, and why."""

    row: int
    item: str
    value: str
    problem: str
    hint: str = ""


@dataclass(frozen=True)
class CustomerFile:
    """All facts about one customer, in the order in which they were given."""

    customer_id: str
    facts: tuple[Fact, ...] = ()
    problems: tuple[FileProblem, ...] = field(default=())

    def known(self, item: str, as_of: int) -> list[Fact]:
        """The facts of an item that are in force on a day, the newest first.

        One that speaks of a later day is not known yet; one whose last day is past has ended. Of
        two of the same day the one that stands further down counts as the newer.
        """
        return [
            fact
            for fact in self._newest_first.get(item, ())
            if fact.day <= as_of and (fact.until == NO_DAY or fact.until >= as_of)
        ]

    def latest(self, item: str, as_of: int) -> Fact | None:
        """The newest fact of an item on a day."""
        return next(iter(self.known(item, as_of)), None)

    def in_currency(self, item: str, currency: str, as_of: int) -> list[Fact]:
        """The same of one currency only: amounts of others are no answer to it."""
        return [fact for fact in self.known(item, as_of) if fact.currency == currency]

    @cached_property
    def _newest_first(self) -> Mapping[str, list[Fact]]:
        """The facts of each item, the newest first: a decision asks for them hundreds of times."""
        found: dict[str, list[Fact]] = {}
        for fact in reversed(self.facts):
            found.setdefault(fact.item, []).append(fact)
        for facts in found.values():
            facts.sort(key=lambda fact: -fact.day)  # what stood further down stays before
        return found

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)
