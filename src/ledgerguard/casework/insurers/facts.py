"""What insurers have said, as facts of the customer's file: limit, decision and grade.

A file has one insured limit of a currency at a time, and no limit is added to another. So a line
that cannot stand for the whole is left out, and said to be: a top-up, a temporary line beside a
permanent one, the lines of several insurers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.insurers.covers import Known, borne
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.plugin.insurer import Cover, CoverKind, Grade
from ledgerguard.units import serial


@dataclass(frozen=True, slots=True)
class Said:
    """The facts of a customer, and the lines that are no fact of its file.

    Attributes:
        facts: In the form of the customer's file.
        left_out: The lines that bear something and are not among them, in words.
    """

    facts: tuple[Fact, ...]
    left_out: tuple[str, ...]


def facts_of(known: Sequence[Known], grades: Iterable[Grade] = ()) -> Said:
    """What insurers have said of one customer.

    Args:
        known: What each insurer has said of it.
        grades: Their grades of it.
    """
    lines = [_Line(one, cover) for one in known for cover in one.covers or ()]
    facts: list[Fact] = []
    left_out: list[str] = []
    for currency in dict.fromkeys(line.cover.currency for line in lines):
        mine = [line for line in lines if line.cover.currency == currency]
        named = _one(_of(mine, "permanent"), _of(mine, "temporary"))
        own = _one(_of(mine, "discretionary"))
        if named is not None:
            facts += [named.limit("insured_limit"), named.decision()]
        if own is not None:
            facts.append(own.limit("discretionary_limit"))
        left_out += [line.words for line in mine if line.bears and line not in (named, own)]
    facts += [
        Fact("insurer_grade", one.value, serial(one.as_of), source=one.scale) for one in grades
    ]
    return Said(tuple(facts), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Line:
    known: Known
    cover: Cover

    @property
    def words(self) -> str:
        cover = self.cover
        amount = f"{cover.currency} {cover.amount:f}".strip()
        return f"{cover.kind} {amount} of {self.known.insurer}"

    @property
    def bears(self) -> bool:
        return bool(borne(self.cover))

    def limit(self, item: str) -> Fact:
        """What the line bears from its first day on; 0 where nothing is covered."""
        amount, until = float(borne(self.cover)), self.cover.valid_to
        last = NO_DAY if until is None else serial(until)
        return Fact(item, amount, self._day(), last, self.cover.currency, self._source())

    def decision(self) -> Fact:
        """The decision, of the same day: the file takes both together."""
        code, currency = self.cover.decision, self.cover.currency
        return Fact("insurer_decision", code, self._day(), NO_DAY, currency, self._source())

    def _day(self) -> int:
        """The first day of the cover; of what was taken away the day on which that was told.

        Before it the earlier limit stood, of which the line says nothing.
        """
        first, told_at = self.cover.valid_from, self.known.told_at
        if first is not None and self.cover.decision in ("approved", "partly", "conditional"):
            return serial(first)
        return NO_DAY if told_at is None else serial(told_at.date())

    def _source(self) -> str:
        return self.cover.policy or self.known.insurer


def _one(*groups: Sequence[_Line]) -> _Line | None:
    """The line that stands for all: the only one that bears something in the first such group.

    Where none bears anything the first line of all tells why; None where several do.
    """
    for group in groups:
        bearing = [line for line in group if line.bears]
        if bearing:
            return bearing[0] if len(bearing) == 1 else None
    return next((line for group in groups for line in group), None)


def _of(lines: Iterable[_Line], kind: CoverKind) -> list[_Line]:
    return [line for line in lines if line.cover.kind == kind]
