"""What a ledger is once it has been read: one frame, its problems, and where both came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import narwhals as nw

DateOrder = Literal["dmy", "mdy", "ymd"]

NO_DAY = -1
"""Stands for "no such day" in a column of day numbers: left joins would make a null a float."""

LAST_DAY = 73_050
"""31 December 2099: no date of a ledger lies later."""

FRAME: Mapping[str, Any] = {
    "row": nw.Int64,  # row number in the source, the header being row 1 of a csv
    "invoice": nw.String,
    "customer_id": nw.String,  # equals customer where the source has only one of the two
    "customer": nw.String,
    "currency": nw.String,  # ISO 4217 in capitals; "" where the source names none
    "issued": nw.Int64,  # serial day number (1900 system), or NO_DAY: counted at every as-of date
    "due": nw.Int64,  # NO_DAY: the amount stands in the column "undated"
    "delivered": nw.Int64,
    "amount": nw.Int64,  # minor units, signed: a credit note is negative
    "paid": nw.Int64,  # minor units paid so far, same sign as amount unless overpaid
    "paid_on": nw.Int64,  # day of the payment; NO_DAY with paid != 0: paid at every as-of date
    "disputed": nw.Int64,  # 0 or 1
    "entity": nw.String,  # the legal entity of ours that issued it; "" where the source names none
}
"""The canonical frame. Open at day t: issued <= t, amount minus paid if paid_on <= t."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a ledger, and what was done about it."""

    row: int
    column: str  # the source's own header, or "" for the whole row
    value: str
    code: str  # key of the message in problems.py; language-neutral
    problem: str
    action: str
    first_row: int = 0  # of an invoice number that stands again: the row where it stood first
    file: str = ""  # of a ledger of several files: the one whose row it is


@dataclass(frozen=True)
class Ledger:
    """A ledger that has been read and cleaned."""

    frame: nw.DataFrame[Any]
    problems: tuple[Problem, ...]
    columns: Mapping[str, str]  # canonical field -> header in the source
    rows_read: int  # data rows that hold anything
    date_order: DateOrder | None = None  # None: no text dates were met
    source: str = ""
    unreadable: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """Raw values by row and field where no clean one could be had: a workbook shows them again."""

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of the ledger in alphabetical order."""
        return tuple(sorted(self.frame.get_column("currency").unique().to_list()))
