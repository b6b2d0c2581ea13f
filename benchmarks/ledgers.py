"""Ledgers of any size as an ERP would export them to a spreadsheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from ledgerguard.ledger.sample import generate
from ledgerguard.ledger.sample_defects import AMOUNT, DELIVERED, DUE, ISSUED, PAID, PAID_ON

DATES = frozenset({ISSUED, DUE, DELIVERED, PAID_ON})
AMOUNTS = frozenset({AMOUNT, PAID})


def customers_for(rows: int) -> int:
    """A hundred invoices a customer, as at full size: 100,000 invoices of 1,000 customers."""
    return max(1, rows // 100)


def rows_of(rows: int) -> list[list[str]]:
    """Header and rows of a clean ledger of exactly so many invoices."""
    return generate(invoices=rows, customers=customers_for(rows), defects=False)


def write_xlsx(path: Path, rows: list[list[str]]) -> None:
    """Store a ledger with real dates and numbers; nothing is written where nothing is known."""
    workbook = xlsxwriter.Workbook(str(path))  # shared strings, as Excel itself stores them
    sheet = workbook.add_worksheet("Ledger")
    date = workbook.add_format({"num_format": "yyyy-mm-dd"})
    money = workbook.add_format({"num_format": "#,##0.00"})
    header = rows[0]
    sheet.write_row(0, 0, header)
    for number, row in enumerate(rows[1:], start=1):
        for column, (name, value) in enumerate(zip(header, row, strict=True)):
            if not value:
                continue
            if name in DATES:
                sheet.write_datetime(number, column, dt.datetime.fromisoformat(value), date)
            elif name in AMOUNTS:
                sheet.write_number(number, column, float(value), money)
            else:
                sheet.write_string(number, column, value)
    workbook.close()
