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
from ledgerguard.ledger.history.kinds import (
    KINDS,
    LESS_LEFT,
    MORE_LEFT,
    NOTHING_LEFT,
    OVERPAID,
    RESTS,
    kind_of,
)
from ledgerguard.ledger.measures import Measure, added_up, one_if, only
from ledgerguard.ledger.schema import LAST_DAY, NO_DAY

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

        It fits what :func:`grouped` computes row by row.
        """
        return (enters * (len(self.days) + 1) + paid) * 2 + stays

    @property
    def unpaid_spans(self) -> int:
        """How many spans there are, whether a rest stays or not."""
        return len(self.days) * (len(self.days) + 1)

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
        widest = max(self.uppers, default=0)
        oldest, newest = self.days[0] - widest - 1, self.days[-1] + 1
        numbers: dict[tuple[int, ...], int] = {}
        starts = list(range(oldest, newest + 1))
        bands = [
            numbers.setdefault(tuple(self._bucket(day - start) for day in self.days), len(numbers))
            for start in starts
        ]
        return Bands(starts, bands, list(numbers))

    def _bucket(self, age: int) -> int:
        return bisect_left(self.uppers, age)


def grouped(frame: AnyFrame, places: Places, keys: Sequence[str]) -> AnyFrame:
    """The ledger as its groups of span and band under the keys.

    Returns:
        The keys, ``span``, ``band``, the sums of :data:`SUMS`, and ``kept``: the smaller of what
        is owed before and after the payment. A key has several rows of one span and band.
    """
    located = _located(frame, places, keys)
    sums = [Measure(name, nw.col(name)) for name in ("amount", "paid", "items")]
    place, span, kind = nw.col("place"), nw.col("span"), nw.col("kind")
    groups = (
        added_up(located, (*keys, "place"), sums)
        .with_columns(kind=place % KINDS, place=place // KINDS)
        .with_columns(
            span=place % places.unpaid_spans,
            band=place // places.unpaid_spans + UNDATED,
            sign=kind // RESTS - 1,
            rest=kind % RESTS,
        )
    )
    amount, sign, rest = nw.col("amount"), nw.col("sign"), nw.col("rest")
    left, items = amount - nw.col("paid"), nw.col("items")
    owing = (rest == LESS_LEFT) | (rest == MORE_LEFT)
    kept = nw.when(rest == LESS_LEFT).then(left).otherwise(amount)
    return groups.select(
        *(*keys, "band"),
        span=span * 2 + one_if(rest != NOTHING_LEFT),
        owed_before=only(sign > 0, amount),
        unapplied_before=only(sign < 0, amount),
        items_before=only(sign != 0, items),
        owed_after=only(owing, left),
        unapplied_after=only(rest == OVERPAID, left),
        items_after=only(rest != NOTHING_LEFT, items),
        kept=only((sign > 0) & owing, kept),
    )


def _located(frame: AnyFrame, places: Places, keys: Sequence[str]) -> AnyFrame:
    """The rows that may be open on one of the days: the keys, amount, paid, items and ``place``.

    One number holds span, band, sign of the invoice and what its payment leaves: a group under a
    single number is found fastest, and its sums tell what is owed and what is unapplied.

    The calendars hold every day that a ledger may, and are joined to its own columns: DuckDB then
    looks a day up in an array. An expression in place of a column, an outer join or a condition
    between two joined columns costs it six times the whole aging.
    """
    days, count = places.days, len(places.days)
    amount, paid = nw.col("amount"), nw.col("paid")
    start = "due" if places.basis == "due" else "issued"
    calendar = _calendar(frame, places)
    told = frame.filter(
        (nw.col("issued") <= days[-1]) & ((amount != paid) | (nw.col("paid_on") > days[0]))
    )
    placed = (
        told.select(*dict.fromkeys((*keys, "amount", "paid", "issued", "paid_on", start)))
        .join(calendar.select(issued=nw.col("day"), enters=nw.col("position")), on="issued")
        .join(calendar.select(paid_on=nw.col("day"), pays=nw.col("position")), on="paid_on")
        .join(calendar.select("band", nw.col("day").alias(start)), on=start)
    )
    pays = only(paid != 0, nw.col("pays"), count)
    span = (nw.col("band") - UNDATED) * places.unpaid_spans + nw.col("enters") * (count + 1) + pays
    return placed.select(
        *(*keys, "amount", "paid"),
        items=nw.lit(1, nw.Int64),
        place=span * KINDS + kind_of(amount, paid),
    )


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


def _calendar(frame: AnyFrame, places: Places) -> AnyFrame:
    """Every day that a ledger may hold, NO_DAY too, with its position and its band."""
    days = range(NO_DAY, LAST_DAY + 1)
    bands: Bands = places.bands()
    before: int = bands.starts[0] - NO_DAY - 1
    after: int = LAST_DAY - bands.starts[-1]
    columns = {
        "day": days,
        # What lies before the first day, NO_DAY too, has been there from the first on.
        "position": [places.first(day) for day in days],
        "band": [UNDATED, *bands.numbers[:1] * before, *bands.numbers, *bands.numbers[-1:] * after],
    }
    return beside(frame, columns, dict.fromkeys(columns, nw.Int64))
