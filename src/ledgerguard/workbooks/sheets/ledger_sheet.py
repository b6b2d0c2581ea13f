"""The Ledger sheet: the invoices as an Excel table, with spare rows that count when filled."""

from __future__ import annotations

from typing import Any

from ledgerguard.workbooks.sheets.plan import LEDGER, Plan, printing, set_widths, widths
from ledgerguard.workbooks.writer import area

STYLES = (
    "cell/text", "cell/text", "cell/text", "cell.center/text", "cell.center/date",
    "cell.center/date", "cell/money", "cell/money", "cell.center/date", "cell.center",
    "cell.center/date", "cell/text",
)  # fmt: skip
"""Formats of invoice, customer_id, customer, currency, issued, due, amount, paid, paid_on,
disputed, delivered, entity. Text stays text: leading zeros of an id are kept when one is typed."""

SAMPLED = 2000  # widths are read from so many rows: a few seconds less on a large ledger
CURRENCY, ISSUED, AMOUNT, PAID, PAID_ON = 3, 4, 6, 7, 8


def add(plan: Plan) -> None:
    """Lay the ledger out from A1, so that the row numbers of the problem list are the sheet's."""
    sheet = plan.book.sheet(plan.name("ledger"))
    cells = plan.ledger_cells
    sheet.block(0, 0, cells, (None,) * len(STYLES))
    plan.book.define(LEDGER, area(0, 0, plan.capacity - 1, len(STYLES) - 1, sheet.name))

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        # The format belongs to the column: rows typed below the last one show the same.
        set_widths(worksheet, widths(cells[:SAMPLED], STYLES, 11), 0, formats, STYLES)
        header = formats("header")
        worksheet.add_table(
            0,
            0,
            max(len(cells) - 1, 1),
            len(STYLES) - 1,
            {
                "name": "ledger_table",
                "style": "Table Style Light 1",
                "columns": [{"header": str(text), "header_format": header} for text in cells[0]],
            },
        )
        worksheet.set_row_pixels(0, 36)
        worksheet.freeze_panes(1, 1)
        printing(plan, worksheet, repeat=(0, 0))

    sheet.dress(dress)


def column(plan: Plan, number: int) -> str:
    """A column of the ledger range without its header, spare rows included."""
    return area(1, number, plan.capacity - 1, number, plan.name("ledger"))


def beyond(plan: Plan) -> str:
    """How many cells hold anything below the ledger range."""
    name = plan.name("ledger")
    last = 1_048_575
    columns = (area(plan.capacity, c, last, c, name) for c in (0, 1, AMOUNT))
    return f"MAX({','.join(f'COUNTA({text})' for text in columns)})"


def filled(plan: Plan) -> str:
    """How many rows of the range hold an invoice, by native functions alone."""
    return f"MAX({','.join(f'COUNTA({column(plan, c)})' for c in (0, 1, AMOUNT))})"


def open_amount(plan: Plan, as_of: str, currency: str) -> str:
    """Open receivables by SUMIFS alone, the independent side of the tie-out.

    A row without an invoice date counts at every date, and so does a payment without one:
    both fall through every ">" below.
    """
    # A blank criterion means 0; "=" alone means a blank cell, where no row names a currency.
    match = f'{column(plan, CURRENCY)},IF({currency}="","=",{currency})'
    everything = f'{column(plan, AMOUNT)},"<>"'
    # A ledger that names no currency leaves the cell blank, which SUMIFS would not match.
    return (
        f'IF({currency}="",{_open_where(plan, as_of, everything)},'
        f"{_open_where(plan, as_of, match)})"
    )


def _open_where(plan: Plan, as_of: str, match: str) -> str:
    issued, paid_on = column(plan, ISSUED), column(plan, PAID_ON)
    later_issue, later_payment = f'{issued},">"&{as_of}', f'{paid_on},">"&{as_of}'
    amount, paid = column(plan, AMOUNT), column(plan, PAID)
    return (
        f"SUMIFS({amount},{match})-SUMIFS({amount},{match},{later_issue})"
        f"-SUMIFS({paid},{match})+SUMIFS({paid},{match},{later_issue})"
        f"+SUMIFS({paid},{match},{later_payment})"
        f"-SUMIFS({paid},{match},{later_payment},{later_issue})"
    )
