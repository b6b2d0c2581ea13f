"""Ledgers with payments, and allocations told once more in plain loops."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, up_to

from ledgerguard.ledger.allocation.allocate import allocate
from ledgerguard.ledger.allocation.allocation import Allocation
from ledgerguard.ledger.allocation.payments import PAYMENTS
from ledgerguard.ledger.engines.engine import Engine, LazyFrame, engine
from ledgerguard.ledger.schema import NO_DAY

LOCAL_ENGINES = ("pandas", "polars", "duckdb")
SPARK = ("pyspark",) if os.environ.get("LEDGERGUARD_SPARK") == "1" else ()
"""A query of Spark takes seconds: it gets one large case where the others get many small ones."""
ENGINES = (*LOCAL_ENGINES, *SPARK)


class Payment(NamedTuple):
    paid: int = 1_000
    paid_on: int = DAY
    reference: str = ""
    payment: str = "P"
    customer_id: str = "A"
    currency: str = "EUR"


class Case(NamedTuple):
    """A ledger, the invoice number of each row, and payments; rows are numbered from 2."""

    rows: Sequence[Row]
    numbers: Sequence[str]
    payments: Sequence[Payment]


Piece = tuple[int, int, int]  # invoice row (-1: nobody's), payment row, minor units

_days = st.one_of(st.just(NO_DAY), st.integers(DAY - 6, DAY + 6), st.integers(DAY - 90, DAY + 60))
_customers, _currencies = st.sampled_from("AAB"), st.sampled_from(["EUR", "EUR", "USD"])


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    amount = draw(st.one_of(st.integers(-300, 900), st.integers(-10, 20)))
    paid = draw(st.sampled_from([0, 0, 0, amount, amount // 2, amount + 5]))
    return Row(
        customer_id=draw(_customers),
        currency=draw(_currencies),
        issued=draw(_days),
        due=draw(_days),
        amount=amount,
        paid=paid,
        paid_on=draw(_days) if paid else NO_DAY,
        customer=draw(st.sampled_from(["One", "Other"])),
        entity=draw(st.sampled_from(["", "DE01"])),
    )


_payments = st.builds(
    Payment,
    paid=st.one_of(st.integers(1, 1_500), st.integers(1, 20), st.just(-40)),
    paid_on=_days,
    reference=st.sampled_from(["", "I1", "I2", "I3", "I9"]),
    payment=st.sampled_from(["P1", "P2", "P3"]),
    customer_id=st.sampled_from("AAABC"),
    currency=_currencies,
)


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    """Few customers, days and numbers, so that they meet; also none of either."""
    rows = draw(st.lists(_rows(), max_size=8))
    names = st.sampled_from(["", "I1", "I2", "I3", "I4"])
    numbers = draw(st.lists(names, min_size=len(rows), max_size=len(rows)))
    return Case(rows, numbers, draw(st.lists(_payments, max_size=8)))


def beside_each_other(cases: Sequence[Case]) -> Case:
    """One case of many: an allocation of each customer for itself takes no longer than of one."""
    rows: list[Row] = []
    numbers: list[str] = []
    payments: list[Payment] = []
    for place, one in enumerate(cases):
        rows += [row._replace(customer_id=f"{row.customer_id}{place}") for row in one.rows]
        numbers += one.numbers
        payments += [
            paid._replace(customer_id=f"{paid.customer_id}{place}") for paid in one.payments
        ]
    return Case(rows, numbers, payments)


# The first is empty, since Hypothesis begins with the simplest.
allocation_law = settings(max_examples=max(3, settings().max_examples // 20))
cases = up_to(12, _cases()).map(beside_each_other)


def large_case(seed: int = 7) -> Case:
    """Thirty customers with a few invoices and payments each."""
    random = Random(seed)

    days: list[int] = [NO_DAY, *range(DAY - 40, DAY + 10)]

    def day() -> int:
        return random.choice(days)

    def record(customer_id: str) -> Row:
        amount = random.randint(-200, 2_000)
        paid = random.choice([0, 0, amount, amount // 3])
        return Row(
            customer_id,
            random.choice(["EUR", "USD"]),
            day(),
            day(),
            amount,
            paid,
            day() if paid else NO_DAY,
        )

    customers = [f"C{number}" for number in range(30)]
    rows = [record(random.choice(customers)) for _ in range(200)]
    payments = [
        Payment(
            random.randint(1, 2_500),
            day(),
            random.choice(["", "I1", "I2", "I3"]),
            f"P{random.randint(1, 9)}",
            random.choice(customers),
            random.choice(["EUR", "USD"]),
        )
        for _ in range(150)
    ]
    return Case(rows, [random.choice(["", "I1", "I2", "I4"]) for _ in rows], payments)


@cache
def _engines() -> dict[str, Engine]:
    return {}


def engine_of(name: str) -> Engine:
    """One engine of each kind for all tests of a process."""
    running = _engines()
    if name not in running:
        running[name] = engine(name, threads=2)
        if name == "pyspark":  # for small tables: two cores, and not 200 tasks a step
            session: Any = vars(running[name])["session"]
            session.conf.set("spark.sql.shuffle.partitions", "2")
    return running[name]


def invoices_frame(case: Case) -> pd.DataFrame:
    frame: pd.DataFrame = frame_of(case.rows).to_native()
    return frame.assign(invoice=pd.Series(list(case.numbers), dtype="str"))


def payments_frame(case: Case) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        name: [getattr(payment, name) for payment in case.payments]
        for name in PAYMENTS
        if name != "row"
    }
    columns["row"] = list(range(2, len(case.payments) + 2))
    types = {name: "int64" if name in ("row", "paid_on", "paid") else "str" for name in PAYMENTS}
    return pd.DataFrame({name: columns[name] for name in PAYMENTS}).astype(types)


def allocated(case: Case, method: Any, name: str, *, shuffled: bool = False) -> Allocation:
    found = engine_of(name)
    invoices, payments = invoices_frame(case), payments_frame(case)
    if shuffled:
        invoices, payments = invoices.iloc[::-1], payments.iloc[::-1]
        invoices, payments = invoices.reset_index(drop=True), payments.reset_index(drop=True)
    return allocate(found.own(invoices), found.own(payments), method, engine=found)


def table(name: str, frame: LazyFrame) -> list[dict[str, Any]]:
    return list(engine_of(name).all_rows(frame))


def pieces_of(name: str, allocation: Allocation) -> list[Piece]:
    frame = allocation.segments.select("row", "payment_row", "piece")
    return sorted(tuple(map(int, row)) for row in engine_of(name).rows(frame))  # type: ignore[misc]  # three numbers each


class Item:
    """An invoice while payments come in."""

    def __init__(self, row: int, number: str, record: Row) -> None:
        self.row, self.number, self.record = row, number, record
        self.left = max(0, record.amount - record.paid) if record.amount > 0 else 0

    @property
    def turn(self) -> tuple[Any, ...]:
        due = self.record.due
        return due == NO_DAY, due, self.record.issued, self.number, self.row


class Receipt:
    """A payment while it is allocated."""

    def __init__(self, row: int, record: Payment) -> None:
        self.row, self.record, self.left = row, record, max(0, record.paid)

    @property
    def turn(self) -> tuple[Any, ...]:
        return self.record.paid_on, self.record.payment, self.row


def _account(record: Row | Payment) -> tuple[str, str]:
    return record.customer_id, record.currency


def _sides(case: Case) -> tuple[list[Item], list[Receipt]]:
    pairs = zip(case.numbers, case.rows, strict=True)
    items = [Item(row, number, record) for row, (number, record) in enumerate(pairs, 2)]
    receipts = [Receipt(row, record) for row, record in enumerate(case.payments, 2)]
    return sorted(items, key=lambda i: i.turn), sorted(receipts, key=lambda r: r.turn)


def _pay(
    items: Sequence[Item], receipts: Sequence[Receipt], meet: Callable[[Item, Receipt], bool]
) -> Iterator[Piece]:
    for receipt in receipts:
        for item in items:
            piece = min(item.left, receipt.left) if meet(item, receipt) else 0
            if piece:
                item.left -= piece
                receipt.left -= piece
                yield item.row, receipt.row, piece


def _same_account(item: Item, receipt: Receipt) -> bool:
    return _account(item.record) == _account(receipt.record)


def _named(item: Item, receipt: Receipt) -> bool:
    reference = receipt.record.reference
    return _same_account(item, receipt) and reference != "" and reference == item.number


def _left_over(receipts: Sequence[Receipt]) -> Iterator[Piece]:
    return ((-1, receipt.row, receipt.left) for receipt in receipts if receipt.left)


def oldest(case: Case) -> list[Piece]:
    items, receipts = _sides(case)
    return sorted([*_pay(items, receipts, _same_account), *_left_over(receipts)])


def by_reference(case: Case) -> list[Piece]:
    items, receipts = _sides(case)
    return sorted([*_pay(items, receipts, _named), *_left_over(receipts)])


def by_reference_then_oldest(case: Case) -> list[Piece]:
    items, receipts = _sides(case)
    first = list(_pay(items, receipts, _named))
    second = list(_pay(items, receipts, _same_account))
    return sorted([*first, *second, *_left_over(receipts)])


def pro_rata(case: Case) -> list[Piece]:
    """Day by day, with fractions: what is exact needs no trick there."""
    items, receipts = _sides(case)
    found: list[Piece] = []
    days: dict[tuple[int, tuple[str, str]], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.left:
            days[receipt.record.paid_on, _account(receipt.record)].append(receipt)
    for (day, account), paying in sorted(days.items()):
        present = [
            item
            for item in items
            if _account(item.record) == account and item.left and item.record.issued <= day
        ]
        total = sum(item.left for item in present)
        pool = min(total, sum(receipt.left for receipt in paying))
        exact = [Fraction(item.left * pool, total) for item in present]
        shares = [int(share) for share in exact]
        by_remainder = sorted(
            range(len(present)), key=lambda place: (shares[place] - exact[place], place)
        )
        for place in by_remainder[: pool - sum(shares)]:
            shares[place] += 1
        for item, share in zip(present, shares, strict=True):
            item.left -= share
            for receipt in paying:
                piece = min(share, receipt.left)
                share -= piece  # what other payments of the day still pay of it
                receipt.left -= piece
                if piece:
                    found.append((item.row, receipt.row, piece))
    return sorted([*found, *_left_over(receipts)])


ORACLES: dict[str, Callable[[Case], list[Piece]]] = {
    "oldest": oldest,
    "reference": by_reference,
    "reference-then-oldest": by_reference_then_oldest,
    "pro-rata": pro_rata,
}
