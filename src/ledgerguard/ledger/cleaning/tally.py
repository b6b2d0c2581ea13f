"""Problems of a large ledger: counted by kind and column, with the money of their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from ledgerguard.ledger.problems import Report
from ledgerguard.ledger.schema import Problem
from ledgerguard.units import Language

EXAMPLES: Final = 1000
"""How many problems are shown one by one; all are counted."""

Money = Mapping[str, int]
"""Minor units by currency; debits and credits add up, so that they do not hide each other."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One kind of problem in one column."""

    code: str
    column: str  # the source's own header
    rows: int  # problems reported; what concerns a whole column is one
    money: Money  # of the rows that count; what a whole column says of many cells has none


@dataclass(frozen=True)
class Tally:
    """What cleaning found."""

    rows_read: int  # data rows that hold anything
    rows_counted: int  # of them in the frame
    problems: tuple[Affected, ...]  # by code and column


@dataclass
class _Kind:
    rows: int = 0
    money: Counter[str] = field(default_factory=Counter)


class Collector(Report):
    """A report that counts: it keeps the first examples of each kind only."""

    def __init__(self, language: Language, header_row: int, columns: Mapping[str, str]) -> None:
        super().__init__(language, header_row, columns)
        self._kinds: dict[tuple[str, str], _Kind] = {}
        self._columns_said: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {}
        self._unpriced: list[tuple[_Kind, Sequence[int]]] = []

    def column(self, code: str, field: str, value: Any = "", **details: Any) -> None:
        """A problem of a whole column: parts of a ledger add their counts, the first shows."""
        known = self._columns_said.get((code, field))
        if known is None:
            self._columns_said[code, field] = value, details
        elif "count" in details:
            known[1]["count"] += details["count"]

    def rows(
        self,
        code: str,
        field: str,
        rows: Iterable[int],
        values: Iterable[Any],
        details: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """The same problem in several rows; their money is added by :meth:`price`."""
        numbers = list(rows)
        kind = self._kinds.setdefault((code, field), _Kind())
        shown = numbers[: max(EXAMPLES - kind.rows, 0)]  # parts come in the order of their rows
        kind.rows += len(numbers)
        self._unpriced.append((kind, numbers))
        super().rows(
            code, field, shown, islice(values, len(shown)), details and details[: len(shown)]
        )

    def price(self, amounts: Mapping[int, tuple[str, int]]) -> None:
        """Add the money of the rows reported since the last call.

        Args:
            amounts: Currency and amount by row number, of the rows that count.
        """
        for kind, numbers in self._unpriced:
            for currency, amount in filter(None, map(amounts.get, numbers)):
                kind.money[currency] += abs(amount)
        self._unpriced.clear()

    def counted(self, code: str, field: str, rows: int, money: Money) -> None:
        """Problems that an engine has counted; their examples come by :meth:`example`."""
        kind = self._kinds.setdefault((code, field), _Kind())
        kind.rows += rows
        kind.money.update(money)

    def example(
        self, code: str, field: str, row: int, value: Any, details: Mapping[str, Any] | None = None
    ) -> None:
        """One problem that an engine has counted."""
        super().rows(code, field, [row], [value], None if details is None else [details])

    def examples(self) -> tuple[Problem, ...]:
        """The first problems in the order of the rows."""
        for (code, name), (value, details) in self._columns_said.items():
            super().rows(code, name, [self._header_row], [value], [details] if details else None)
        self._kinds.update({key: _Kind(1) for key in self._columns_said})
        self._columns_said.clear()
        return self.finish()[:EXAMPLES]

    def tally(self, rows_read: int, rows_counted: int) -> Tally:
        """The counts, once all parts have reported and examples have been taken."""
        found = (
            Affected(code, self._columns.get(name, name), k.rows, dict(sorted(k.money.items())))
            for (code, name), k in sorted(self._kinds.items())
        )
        return Tally(rows_read, rows_counted, tuple(found))
