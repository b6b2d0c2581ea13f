"""The lists of the portfolio's workbook: customers, exposure, open items, problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Final

from ledgerguard.ledger.running.problem_report import counts
from ledgerguard.workbooks.portfolio_plan import (
    HEADER,
    Column,
    Listed,
    Plan,
    Row,
    amount,
    day,
    dress,
    figure,
    heading,
    largest_first,
    lay_out,
    plain,
)
from ledgerguard.workbooks.portfolio_summary import of_ledger
from ledgerguard.workbooks.writer import Sheet, address

_WHO: Final = (
    Column("customer_id", "text", plain("customer_id")),
    Column("customer", "text", plain("customer")),
    Column("currency", "text", plain("currency")),
)
_KEPT: Final = 2


def add_customers(plan: Plan) -> Listed:
    """The largest customers, their shares of the ledger as formulas."""
    rows, whole = largest_first(plan.tables["customers"]), plan.rows_of("customers")
    sheet = plan.book.sheet(plan.text("customers"))
    note = plan.text("customers.note", shown=len(rows), all=whole)
    heading(plan, sheet, plan.text("customers"), note)
    columns = (
        *_WHO,
        Column("count", "whole", figure("items")),
        Column("open", "money", amount("open")),
        Column("share", "percent", formula=_share(plan)),
        Column("overdue", "money", amount("overdue")),
        Column("disputed", "money", amount("disputed")),
        Column("unapplied", "money", amount("unapplied")),
        *(Column(name, "money", amount(name), header=label) for name, label in plan.buckets),
        Column("oldest", "whole", figure("oldest")),
        Column("dso", "days", figure("dso")),
        Column("pay_index", "score", figure("pay_index")),
        Column("stage", "whole", figure("stage")),
    )
    return _listed(plan, sheet, columns, rows)


def _share(plan: Plan) -> Callable[[int], str]:
    """The part of the ledger's net open amount; blank where credits outweigh."""

    def formula(row: int) -> str:
        open_cell, currency = address(row, 4, absolute=False), address(row, 2, absolute=False)
        ledger = of_ledger(plan, "open", currency)
        return f'IF({ledger}>0,{open_cell}/{ledger},"")'

    return formula


def add_exposure(plan: Plan) -> Listed:
    """The largest customers of each currency; shares are values, their whole is in no sheet."""
    found = plan.tables["exposure"]
    rows = sorted(found, key=lambda row: (row["currency"], row["rank"], row["customer_id"]))
    sheet = plan.book.sheet(plan.text("exposure"))
    heading(plan, sheet, plan.text("exposure"), plan.text("exposure.note"))
    columns = (
        *_WHO,
        Column("rank", "whole", figure("rank")),
        Column("open", "money", amount("open")),
        Column("overdue", "money", amount("overdue")),
        Column("of_positive", "percent", figure("share")),
        Column("cumulative_share", "percent", figure("cumulative_share")),
    )
    return _listed(plan, sheet, columns, rows)


def add_items(plan: Plan) -> Listed:
    """The largest open items that are to be chased."""
    rows, whole = largest_first(plan.tables["worklist"]), plan.rows_of("worklist")
    sheet = plan.book.sheet(plan.text("items"))
    heading(plan, sheet, plan.text("items"), plan.text("items.note", shown=len(rows), all=whole))
    columns = (
        *_WHO,
        Column("invoice", "text", plain("invoice")),
        Column("issued", "date", day("issued")),
        Column("due", "date", day("due")),
        Column("open", "money", amount("open")),
        Column("days_past_due", "whole", figure("days_past_due")),
        Column("stage", "whole", figure("stage")),
    )
    return _listed(plan, sheet, columns, rows)


def add_problems(plan: Plan) -> None:
    """Problems by kind, a line for each currency whose money they affect."""
    tally = plan.tally
    rows = [asdict(one) for one in counts(tally, plan.language)]
    sheet = plan.book.sheet(plan.text("problems"))
    note = plan.text("problems.note", read=tally.rows_read, counted=tally.rows_counted)
    heading(plan, sheet, plan.text("problems"), note)
    affected = amount("money")
    columns = (
        Column("problem", "text", plain("problem")),
        Column("column", "text", lambda row: row["column"] or None),
        Column("rows", "whole", figure("rows")),
        Column("currency", "text", plain("currency")),
        Column("money", "money", lambda row: None if row["money"] is None else affected(row)),
        Column("done", "text", plain("done")),
    )
    lay_out(plan, sheet, columns, rows)
    dress(plan, sheet)


def _listed(plan: Plan, sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row]) -> Listed:
    listed = lay_out(plan, sheet, columns, rows)
    dress(plan, sheet, _KEPT)
    if rows:
        last = HEADER + len(rows)
        sheet.dress(lambda _b, at, _f: at.autofilter(HEADER, 0, last, len(columns) - 1))
    return listed
