"""What is to be reported of plain rows although they stay as they are: told by the engine itself.

A ledger may lack the due dates of half its rows, and every one is to be counted: that must not
make cells of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import narwhals as nw

from ledgerguard.ledger.cleaning.counting import affected
from ledgerguard.ledger.cleaning.people import pair_fields
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Collector
from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.units import Cell, from_serial


@dataclass(frozen=True)
class Note:
    """One problem that a plain row may have."""

    code: str
    field: Field
    where: nw.Expr  # of the columns of FRAME
    of_column: str = ""  # the problem instead where the ledger has no such column: reported once
    is_blank: bool = True  # whether it is the problem that the cell is blank, or stands for that
    after_issued: bool = False  # whether it says from which invoice date it differs


def notes(fields: Collection[Field], texts: str = "") -> list[Note]:
    """The problems that plain rows of a ledger with some fields may have.

    Args:
        fields: The fields.
        texts: What stands before the names of columns of text.
    """
    issued, due, amount = nw.col("issued"), nw.col("due"), nw.col("amount")
    paid, paid_on = nw.col("paid"), nw.col("paid_on")
    late = (due >= 0) & (due < issued)
    early = (paid_on >= 0) & (paid_on < issued) & (paid != 0)
    found = [
        Note("missing_issued", "issued", issued < 0, "no_issued_column"),
        Note("missing_due", "due", (due < 0) & (amount >= 0), "no_due_column"),
        Note("paid_without_date", "paid_on", (paid != 0) & (paid_on < 0), "no_payment_dates"),
        Note("due_before_issued", "due", late, is_blank=False, after_issued=True),
        Note("paid_before_issued", "paid_on", early, is_blank=False, after_issued=True),
    ]
    if "paid_on" in fields:
        unpaid = (paid == 0) & (paid_on >= 0) & (amount != 0)
        found.append(Note("date_without_payment", "paid_on", unpaid, is_blank=False))
    settled: Field = "paid" if "paid" in fields else "open"
    if settled in fields:
        over = (amount != 0) & (paid.abs() > amount.abs())
        found.append(Note("overpaid", settled, over, is_blank=False))
    if "invoice" in fields:
        found.append(Note("missing_invoice", "invoice", nw.col(f"{texts}invoice") == ""))
    who = [nw.col(f"{texts}{name}") == "" for name in pair_fields(fields)]
    if who:
        found.append(Note("missing_customer", "customer", reduce(and_, who)))
    return found


def is_noted(fields: Collection[Field]) -> nw.Expr:
    """Whether a plain row has a problem; columns of text are still ``raw_invoice`` and so on."""
    return reduce(or_, (note.where for note in notes(fields, "raw_")))


def is_shown(fields: Collection[Field], worded: Collection[Field]) -> nw.Expr:
    """Whether a plain row has a problem whose cell is not empty.

    Args:
        fields: The fields of the ledger.
        worded: Those among them where a word such as n/a (in ``raw_due`` and so on) may stand for
            a blank cell.
    """
    found = [note.where for note in notes(fields) if not note.is_blank]
    for note in notes(worded):
        if note.is_blank and note.field in worded:
            cell = nw.col(f"raw_{note.field}")
            found.append(note.where & ~cell.is_null() & (cell != ""))
    return reduce(or_, found)


def report_noted(
    engine: Engine,
    noted: LazyFrame,
    cells_of: Callable[[Sequence[nw.Expr], int], Mapping[int, Sequence[Cell]]],
    columns: Mapping[Field, int],
    report: Collector,
) -> None:
    """Report the problems of plain rows, after those of the odd ones.

    Args:
        engine: The engine.
        noted: The plain rows that have one; customers as they are written.
        cells_of: Answers the cells, by row, of the first rows that each of some conditions picks,
            at most as many of each; no cells where all that a problem shows are empty.
        columns: The place of each field that the ledger has.
        report: Takes the problems.
    """
    known = notes(columns)
    by_row = []
    found = affected(engine, noted, [note.where for note in known])
    for note, (rows, money) in zip(known, found, strict=True):
        if rows and note.of_column and note.field not in columns:
            report.column(note.of_column, note.field, count=rows)
        elif rows:
            report.counted(note.code, note.field, rows, money)
            by_row.append(note)
    if not by_row:
        return
    cells = cells_of([note.where for note in by_row], EXAMPLES)
    for note in by_row:
        place = columns.get(note.field)
        first = noted.filter(note.where).select("row", "issued").sort("row").head(EXAMPLES)
        for row, issued in engine.rows(first):
            value = "" if place is None or not cells[row] else cells[row][place]
            details = {"day": from_serial(issued).isoformat()} if note.after_issued else None
            report.example(note.code, note.field, row, value, details)
