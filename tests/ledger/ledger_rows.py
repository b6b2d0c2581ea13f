"""Ledger rows as plain tuples, the canonical frame and the cell range made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import narwhals as nw
from hypothesis import settings
from hypothesis import strategies as st

from ledgerguard.ledger.schema import FRAME, NO_DAY

DAY = 45_350  # 28 February 2024
Drawn = TypeVar("Drawn")
HEADER = (
    *("Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date"),
    *("Amount", "Paid", "Paid on", "Disputed", "Delivered", "Entity"),
)

# Each example builds a whole frame: an eighth of the cases that cheap laws get.
law = settings(max_examples=max(6, settings().max_examples // 8))


class Row(NamedTuple):
    customer_id: str = "A"
    currency: str = "EUR"
    issued: int = DAY - 60
    due: int = DAY - 30
    amount: int = 10_000
    paid: int = 0
    paid_on: int = NO_DAY
    disputed: int = 0
    delivered: int = NO_DAY
    customer: str = "Customer"
    entity: str = ""

    def open(self, day: int) -> int:
        """Open at a day, told once more in plain words: the definition of the README."""
        if self.issued > day:
            return 0
        has_paid = self.paid_on == NO_DAY or self.paid_on <= day
        return self.amount - self.paid if has_paid else self.amount


def frame_of(rows: Sequence[Row]) -> nw.DataFrame[Any]:
    columns: dict[str, list[Any]] = {
        name: [getattr(row, name) for row in rows] for name in Row._fields
    }
    columns["row"] = list(range(2, len(rows) + 2))
    columns["invoice"] = [f"I{number}" for number in columns["row"]]
    return nw.from_dict(
        {name: columns[name] for name in FRAME}, schema=dict(FRAME), backend="pandas"
    )


def plain(table: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """A table whose cells a test may calculate with."""
    return [list(row) for row in table]


def cells_of(rows: Sequence[Row]) -> list[list[Any]]:
    """The same ledger as a range of a sheet (all currencies here have two decimals)."""

    def day(number: int) -> int | None:
        return None if number == NO_DAY else number

    return [
        list(HEADER),
        *(
            [
                f"I{number}",
                row.customer_id,
                row.customer,
                row.currency,
                day(row.issued),
                day(row.due),
                row.amount / 100,
                row.paid / 100,
                day(row.paid_on),
                True if row.disputed else None,
                day(row.delivered),
                row.entity or None,
            ]
            for number, row in enumerate(rows, 2)
        ),
    ]


_days = st.one_of(st.integers(DAY - 500, DAY + 200), st.integers(DAY - 40, DAY + 20))


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    amount = draw(st.integers(-50_000, 200_000))
    paid = draw(st.sampled_from([0, 0, amount, amount, amount // 2, amount + 500]))
    return Row(
        customer_id=draw(st.sampled_from("ABC")),
        currency=draw(st.sampled_from(["EUR", "USD"])),
        issued=draw(st.one_of(st.just(NO_DAY), _days, _days, _days)),
        due=draw(st.one_of(st.just(NO_DAY), _days, _days, _days)),
        amount=amount,
        paid=paid,
        paid_on=draw(st.one_of(st.just(NO_DAY), _days, _days)) if paid else NO_DAY,
        disputed=draw(st.sampled_from([0, 0, 0, 1])),
        delivered=draw(st.one_of(st.just(NO_DAY), _days)),
        entity=draw(st.sampled_from(["", "DE01", "FR01"])),
    )


def up_to(most: int, each: st.SearchStrategy[Drawn]) -> st.SearchStrategy[list[Drawn]]:
    """Lists of any length alike; st.lists alone makes lists of some five, however long they may be.

    Hypothesis begins with the simplest example, which is the empty list.
    """
    return st.integers(0, most).flatmap(lambda size: st.lists(each, min_size=size, max_size=size))


ledgers = up_to(40, _rows())
