"""Which of many days find an item open, and in which bucket: told once for all items alike.

Thousands of items enter, are paid and grow older between the same days. Each item gets two small
numbers, its span (when it enters, when it is paid, whether a rest stays) and its band (on which
days it passes the edges of the buckets). A ledger of any size then shrinks to its groups of span
and band, and only those are spread over the days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import narwhals as nw

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.aging import DEFAULT_EDGES, Basis, whole_edges
from ledgerguard.ledger.engines.small import AnyFrame, beside
from ledgerguard.ledger.measures import Measure, added_up, one_if, only
from ledgerguard.ledger.schema import NO_DAY

UNDATED: Final = -1
"""The bucket, and the band, of items without the date that buckets count from."""

MOST_DAYS: Final = 500

BEFORE, AFTER = 0, 1
"""An item before its payment, and from the day of the payment on."""

SUMS: Final = (
    *("owed_before", "unapplied_before", "items_before"),
    *("owed_after", "unapplied_after", "items_after"),
)


@dataclass(frozen=True)
class Bands:
    """Days that lead to the same buckets on all days of a history."""

    starts: list[int]  # days from which age counts, one after the other
    numbers: list[int]  # the band of each
    buckets: list[tuple[int, ...]]  # of each band, the bucket on every day


@dataclass(frozen=True)
class Places:
    """The days of a history, and how an item's own dates become span and band."""

    days: tuple[int, ...]
    uppers: tuple[int, ...]  # last day of each bucket but the oldest, in days of age
    basis: Basis

    @classmethod
    def of(
        cls,
        days: Sequence[int],
        edges: Sequence[float | None] = DEFAULT_EDGES,
        basis: Basis = "due",
    ) -> Places:
        """The places of some days.

        Args:
            days: Serial numbers, rising.
            edges: Upper edges of the buckets, as AGING has them.
            basis: Whether age counts from the due or the invoice date.

        Raises:
            OutOfDomain: when there are no days, too many, or they do not rise.
        """
        if not 1 <= len(days) <= MOST_DAYS:
            raise OutOfDomain(f"a history must have 1 to {MOST_DAYS} days, got {len(days)}")
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise OutOfDomain("the days of a history must rise, got one that does not")
        return cls(tuple(days), whole_edges(edges)[basis == "invoice" :], basis)

    @property
    def buckets(self) -> int:
        """How many buckets there are, the undated not counted."""
        return len(self.uppers) + 1

    def first(self, day: int) -> int:
        """The position of the first day on or after a day; their number when there is none."""
        return bisect_left(self.days, day)

    def span(self, enters: int, paid: int, stays: int) -> int:
        """The number of a span: positions of the entry and the payment, and whether a rest stays.

        It fits what :func:`located` computes row by row.
        """
        return (enters * (len(self.days) + 1) + paid) * 2 + stays

    def spans(self) -> list[tuple[int, int, int, int]]:
        """Every span that occurs: its number, entry, payment, and 1 where a rest stays."""
        count = len(self.days)
        return [
            (self.span(enters, paid, stays), enters, paid, stays)
            for enters in range(count)
            for paid in range(count + 1)
            for stays in (0, 1)
        ]

    def bands(self) -> Bands:
        """How the days from which age counts fall into bands."""
        oldest, newest = self.days[0] - self.uppers[-1] - 1, self.days[-1] + 1
        numbers: dict[tuple[int, ...], int] = {}
        starts = list(range(oldest, newest + 1))
        bands = [
            numbers.setdefault(tuple(self._bucket(day - start) for day in self.days), len(numbers))
            for start in starts
        ]
        return Bands(starts, bands, list(numbers))

    def _bucket(self, age: int) -> int:
        return bisect_left(self.uppers, age)


def located(frame: AnyFrame, places: Places) -> AnyFrame:
    """The rows that exist on the last day, with ``span`` and ``band`` and the sums of both states.

    Adds to the frame's columns :data:`SUMS` and ``kept``, the smaller of what is owed before and
    after the payment.
    """
    days, count = places.days, len(places.days)
    amount, paid, rest = nw.col("amount"), nw.col("paid"), nw.col("rest")
    # What lies before the first day, such as NO_DAY, counts from the first; so does NO_DAY paid.
    known = frame.filter(nw.col("issued") <= days[-1]).with_columns(
        rest=amount - paid,
        entered=_within(nw.col("issued"), days[0], days[-1]),
        settled=only(paid != 0, _within(nw.col("paid_on"), days[0], days[-1] + 1), days[-1] + 1),
    )
    calendar = list(range(days[0], days[-1] + 2))
    positions = [places.first(day) for day in calendar]
    bands: Bands = places.bands()
    start = nw.col("due" if places.basis == "due" else "issued")
    counted = known.with_columns(
        start=only(start != NO_DAY, _within(start, bands.starts[0], bands.starts[-1]), NO_DAY)
    )
    placed = (
        counted.join(_lookup(frame, "entered", calendar, "enters", positions), on="entered")
        .join(_lookup(frame, "settled", calendar, "pays", positions), on="settled")
        .join(
            _lookup(frame, "start", [NO_DAY, *bands.starts], "band", [UNDATED, *bands.numbers]),
            on="start",
        )
    )
    stays = one_if(rest != 0)
    return placed.with_columns(
        span=(nw.col("enters") * (count + 1) + nw.col("pays")) * 2 + stays,
        owed_before=only(amount > 0, amount),
        unapplied_before=only(amount < 0, amount),
        items_before=one_if(amount != 0),
        owed_after=only(rest > 0, rest),
        unapplied_after=only(rest < 0, rest),
        items_after=stays,
    ).with_columns(
        kept=only(nw.col("owed_after") < nw.col("owed_before"), nw.col("owed_after"))
        + only(nw.col("owed_after") >= nw.col("owed_before"), nw.col("owed_before"))
    )


def grouped(frame: AnyFrame, places: Places, keys: Sequence[str]) -> AnyFrame:
    """The ledger as its groups of span and band under the keys."""
    sums = [Measure(name, nw.col(name)) for name in (*SUMS, "kept")]
    return added_up(located(frame, places), (*keys, "span", "band"), sums)


def bucket_of(frame: AnyFrame, places: Places, position: str, bucket: str) -> AnyFrame:
    """A table of every band and day: columns ``band``, the position and the bucket."""
    undated = (UNDATED,) * len(places.days)
    rows = [
        (band, day, number)
        for band, buckets in [(UNDATED, undated), *enumerate(places.bands().buckets)]
        for day, number in enumerate(buckets)
    ]
    names = ("band", position, bucket)
    return beside(frame, _columns(names, rows), dict.fromkeys(names, nw.Int64))


def spread(frame: AnyFrame, names: Sequence[str], rows: Sequence[tuple[int, ...]]) -> AnyFrame:
    """A table of whole numbers on the engine of a frame."""
    return beside(frame, _columns(names, rows), dict.fromkeys(names, nw.Int64))


def _columns(names: Sequence[str], rows: Sequence[tuple[int, ...]]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _lookup(
    frame: AnyFrame, key: str, keys: Sequence[int], value: str, values: Sequence[int]
) -> AnyFrame:
    columns = {key: list(keys), value: list(values)}
    return beside(frame, columns, {key: nw.Int64, value: nw.Int64})


def _within(day: nw.Expr, first: int, last: int) -> nw.Expr:
    early, late = nw.lit(first, nw.Int64), nw.lit(last, nw.Int64)
    return nw.when(day < first).then(early).otherwise(nw.when(day > last).then(late).otherwise(day))
