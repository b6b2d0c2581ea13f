"""The sample ledger: two years of a supplier's invoices, invented by a seeded generator.

The packaged ``sample.csv`` is what :func:`write` gives, byte for byte. The same generator makes
ledgers of any size for benchmarks.

Only ``random.Random(seed).random()`` and whole numbers decide, and no ``sum`` of floats: its
rounding changed with Python 3.12, as the results of ``randrange`` and ``choice`` did before.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final, Literal

from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger import sample_names
from ledgerguard.ledger.sample_defects import COLUMNS, plant

SAMPLE_AS_OF: Final = dt.date(2026, 10, 31)
"""The day of the export: no sample invoice or payment is later, typing errors apart."""

SEED: Final = 20261031

Character = Literal["prompt", "usual", "slow", "late", "worsening", "defaulting"]

_SEASON: Final = (92, 78, 104, 100, 98, 106, 94, 84, 108, 104, 112, 120)  # January first
_GROWTH: Final = 120  # further growth per month, in ten-thousandths of the first month
_WESTERN: Final = (True, False, True, True, False)  # by rank: three western to two Chinese
_TERMS: Final = (30, 45, 60, 45, 30, 90, 45, 30)  # by rank
_CHARACTERS: Final[tuple[Character, ...]] = (
    *("prompt", "usual", "slow", "worsening", "usual", "prompt", "usual", "late"),
    *("defaulting", "prompt", "usual", "worsening", "prompt", "slow", "prompt", "usual"),
    *("prompt", "usual", "slow", "prompt", "late", "usual", "prompt"),
)  # by rank, repeating; its length has no divisor in common with the terms'
_DELAYS: Final[dict[Character, tuple[int, int]]] = {
    "prompt": (-6, 7),
    "usual": (-2, 12),
    "slow": (8, 16),
    "late": (24, 36),
    "worsening": (0, 8),
    "defaulting": (3, 14),
}  # days after the due date at the earliest, and the span that chance adds

_SILENT_DAYS: Final = 160  # so long has a defaulting customer paid nothing
_STOPPED_DAYS: Final = 80  # so long has it been refused deliveries
_WORSENING_DAYS: Final = 270  # so long ago a worsening customer began to slip


@dataclass(frozen=True, slots=True)
class _Customer:
    number: str
    name: str
    currency: str
    second_currency: str  # "" for most
    terms: int
    character: Character
    mean_cents: int


@dataclass(frozen=True, slots=True)
class _Payment:
    cents: int
    day: dt.date | None


def generate(
    *,
    invoices: int = 3000,
    customers: int = 60,
    months: int = 24,
    last_month: dt.date = SAMPLE_AS_OF,
    seed: int = SEED,
    defects: bool = True,
) -> list[list[str]]:
    """The header and the rows of an invented ledger, as an English ERP would export them.

    Args:
        invoices: Number of documents, about one in fifty being a credit note.
        customers: Number of customers, from large to small.
        months: Number of calendar months, the one of ``last_month`` being the last.
        last_month: Day of the export; nothing is later.
        seed: Another seed, another ledger.
        defects: Whether to :func:`~ledgerguard.ledger.sample_defects.plant` what real exports
            suffer from.

    Raises:
        OutOfDomain: when one of the numbers is below 1.
    """
    rows = _clean(invoices, customers, months, last_month, seed)
    if defects:
        plant(rows)
    return rows


def write(path: Path, rows: Sequence[Sequence[str]] | None = None) -> None:
    """Write rows, by default those of the packaged sample, as csv in utf-8 with byte-order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(generate() if rows is None else rows)


def sample_path() -> Path:
    """Where the packaged sample ledger lies."""
    return Path(str(resources.files("ledgerguard.ledger") / "sample.csv"))


def _clean(
    invoices: int, customers: int, months: int, last_day: dt.date, seed: int
) -> list[list[str]]:
    for name, number in (("invoices", invoices), ("customers", customers), ("months", months)):
        if number < 1:
            raise OutOfDomain(f"{name} must be 1 or more, got {number}")
    random = Random(seed)  # noqa: S311 - an invented ledger needs no secrecy
    people = [_customer(rank) for rank in range(customers)]
    # Large customers order both more often and more at a time.
    ladder = list(accumulate(1_000_000 // (rank + 12) for rank in range(customers)))
    documents = [
        (_issued(random, month, last_day), bisect(ladder, int(random.random() * ladder[-1])))
        for month, count in _per_month(invoices, months, last_day)
        for _ in range(count)
    ]
    documents.sort()
    rows = [list(COLUMNS)]
    for number, (issued, rank) in enumerate(documents, start=1):
        customer = people[rank]
        if customer.character == "defaulting" and (last_day - issued).days < _STOPPED_DAYS:
            customer = people[rank - 1]
        rows.append(_document(random, number, customer, issued, last_day))
    return rows


def _customer(rank: int) -> _Customer:
    western = _WESTERN[rank % len(_WESTERN)]
    block, place = divmod(rank, len(_WESTERN))
    index = block * _WESTERN.count(western) + _WESTERN[:place].count(western)
    name = sample_names.english(index) if western else sample_names.chinese(index)
    mean = 900_000 if western else 7_000_000
    return _Customer(
        number=f"{10_000 + rank * 7919 % 89_989:07d}",  # 89,989 is prime: no number comes twice
        name=name,
        currency="EUR" if western else "CNY",
        second_currency="EUR" if rank % 20 == 4 else "",
        terms=_TERMS[rank % len(_TERMS)],
        character=_CHARACTERS[rank % len(_CHARACTERS)],
        mean_cents=mean * (rank + 12) * 3 // ((rank + 3) * 4),
    )


def _per_month(invoices: int, months: int, last_day: dt.date) -> Iterator[tuple[dt.date, int]]:
    """How many documents each month has: seasons on a rising trend."""
    last = last_day.year * 12 + last_day.month - 1
    firsts = [dt.date(m // 12, m % 12 + 1, 1) for m in range(last - months + 1, last + 1)]
    weights = [
        _SEASON[first.month - 1] * (10_000 + _GROWTH * step) for step, first in enumerate(firsts)
    ]
    total, before, passed = sum(weights), 0, 0
    for first, weight in zip(firsts, weights, strict=True):
        passed += weight
        upto = invoices * passed // total
        yield first, upto - before
        before = upto


def _issued(random: Random, month: dt.date, last_day: dt.date) -> dt.date:
    """A day of the month, in proportion; a weekend's invoices are written on the Monday."""
    length = calendar.monthrange(month.year, month.month)[1]
    if (month.year, month.month) == (last_day.year, last_day.month):
        length = last_day.day
    day = month + dt.timedelta(days=int(random.random() * length))
    monday = day + dt.timedelta(days=7 - day.weekday())
    in_month = monday.month == month.month and monday <= last_day
    return monday if day.weekday() >= calendar.SATURDAY and in_month else day


def _document(
    random: Random, number: int, customer: _Customer, issued: dt.date, last_day: dt.date
) -> list[str]:
    kind, size, peak = random.random(), random.random(), random.random()
    cents = int(customer.mean_cents * (0.3 + 0.8 * size + 1.2 * peak * peak * peak))
    currency = customer.currency
    if customer.second_currency and random.random() < 0.3:
        currency, cents = customer.second_currency, cents // 8
    credit = kind < 0.02
    disputed = 0.02 <= kind < 0.045
    due = issued if credit else issued + dt.timedelta(days=customer.terms)
    if credit:
        cents = -cents // 5
        payment = _settled(cents, issued + dt.timedelta(days=10 + int(size * 50)), last_day)
    else:
        payment = _payment(random, customer, cents, due, last_day, disputed)
    delivered = issued - dt.timedelta(days=int(random.random() * 5))
    known = not credit and random.random() >= 0.03
    return [
        f"{'CN' if credit else 'INV'}-{number + 100_000:06d}",
        customer.number,
        customer.name,
        currency,
        issued.isoformat(),
        due.isoformat(),
        "" if credit else f"Net {customer.terms}",
        delivered.isoformat() if known else "",
        _money(cents),
        _money(payment.cents),
        payment.day.isoformat() if payment.day else "",
        "Yes" if disputed else "No",
    ]


def _payment(
    random: Random,
    customer: _Customer,
    cents: int,
    due: dt.date,
    last_day: dt.date,
    disputed: bool,
) -> _Payment:
    """What has been paid by the day of the export, and when."""
    earliest, span = _DELAYS[customer.character]
    delay = earliest + int(random.random() * span)
    if customer.character == "worsening":
        slipping = _WORSENING_DAYS - (last_day - due).days
        delay += max(0, slipping) // 7
    if disputed:
        delay += 25 + int(random.random() * 60)
    day = due + dt.timedelta(days=delay)
    part = random.random()
    if customer.character == "defaulting" and (last_day - day).days < _SILENT_DAYS:
        return _Payment(0, None)
    if part < 0.12 and 0 <= (last_day - due).days < 40:
        # A first instalment; the rest comes later and has not come yet.
        return _settled(cents * (3 + int(part * 40)) // 10, min(day, last_day), last_day)
    return _settled(cents, day, last_day)


def _settled(cents: int, day: dt.date, last_day: dt.date) -> _Payment:
    return _Payment(cents, day) if day <= last_day else _Payment(0, None)


def _money(cents: int) -> str:
    units, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{units}.{rest:02d}"
