"""What the customer's file proves about an invoice, or about all of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact

_NOTHING = frozenset({"", "0", "no", "none", "false", "missing", "否", "无", "缺", "没有"})


class Evidence:
    """The facts of a customer's file, each about the invoices that it names.

    A fact names an invoice where its value or its source holds the number; one that names none of
    the customer's invoices is about all of them.
    """

    def __init__(self, file: CustomerFile | None, invoices: Collection[str], as_of: int) -> None:
        self._file, self._as_of = file, as_of
        # The longest number first: A-1 is not named where A-1-2 stands.
        self._invoices = sorted(filter(None, invoices), key=lambda number: (-len(number), number))
        self._named: dict[str, frozenset[str]] = {}

    def of(self, items: Sequence[str], invoice: str = "") -> Fact | None:
        """The newest fact of the items that proves something about an invoice, or about all.

        Args:
            items: Keys of items, any of which will do.
            invoice: The invoice; blank asks for what is about the whole account, or any of it.
        """
        found = [
            fact for item in items for fact in self._known(item) if self._is_about(fact, invoice)
        ]
        # The newest counts, also where it says that the proof is missing after all.
        newest = max(found, key=lambda fact: fact.day, default=None)
        return newest if newest is not None and is_given(newest) else None

    def number(self, item: str) -> float | None:
        """The newest number of an item."""
        fact = next(iter(self._known(item)), None)
        if fact is None or isinstance(fact.value, bool | str):
            return None
        return float(fact.value)

    def named_by(self, fact: Fact) -> frozenset[str]:
        """The invoices of the customer that a fact names."""
        text = f"{fact.value} {fact.source}"
        if text not in self._named:
            self._named[text] = frozenset(_named(text, self._invoices))
        return self._named[text]

    def _known(self, item: str) -> list[Fact]:
        return [] if self._file is None else self._file.known(item, self._as_of)

    def _is_about(self, fact: Fact, invoice: str) -> bool:
        named = self.named_by(fact)
        return not invoice or not named or invoice in named


def _named(text: str, numbers: Sequence[str]) -> Iterator[str]:
    """The numbers that stand in a text as words of their own; each place counts for one of them."""
    for number in numbers:
        if number in text:
            word = rf"(?<![A-Za-z0-9]){re.escape(number)}(?![A-Za-z0-9])"
            text, count = re.subn(word, "\0", text)
            if count:
                yield number


def is_given(fact: Fact) -> bool:
    """Whether a fact proves something: not where it says no, none or 0."""
    if isinstance(fact.value, str):
        return fact.value.strip().casefold() not in _NOTHING
    return bool(fact.value)


def words_of_fact(fact: Fact) -> str:
    """A fact as the evidence that it is: its value where that is a text, and its source."""
    value = fact.value.strip() if isinstance(fact.value, str) else ""
    said = "" if value.casefold() in ("true", "yes", "是") else value
    return ", ".join(filter(None, (said, fact.source.strip())))
