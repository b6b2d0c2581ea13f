"""AGING by customer in LibreOffice Calc, against native SUMIFS that give the same table.

Timed is what a person does: change one invoice amount and read the whole table again. For the
add-in that means sending the changed ledger to Python and cleaning it anew.

Both workbooks hold the same ledger. The native one has what its author would write: a column with
the open amount beside the ledger, and one SUMIFS for each customer, currency and bucket over
customer, currency, due date and the sign of the open amount. Both tables must be equal to the
cent, or no figure is reported.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from benchmarks.measure import Measurement, Target, median, timed
from ledgerguard.cells.values import serial
from ledgerguard.hosts.calc import Book, Calc
from ledgerguard.ledger.columns import HEADERS, SHEET_FIELDS
from ledgerguard.ledger.sample import SAMPLE_AS_OF
from ledgerguard.ledger.sample_defects import (
    AMOUNT,
    CURRENCY,
    DELIVERED,
    DISPUTED,
    DUE,
    INVOICE,
    ISSUED,
    NAME,
    NUMBER,
    PAID,
    PAID_ON,
)

Rows = Sequence[Sequence[Any]]

SOURCE: Final = {
    "invoice": INVOICE,
    "customer_id": NUMBER,
    "customer": NAME,
    "currency": CURRENCY,
    "issued": ISSUED,
    "due": DUE,
    "amount": AMOUNT,
    "paid": PAID,
    "paid_on": PAID_ON,
    "disputed": DISPUTED,
    "delivered": DELIVERED,
}  # the generated ledger names no entity of ours
# Criteria on the due date by bucket; TODAY stands for the cell with the as-of date.
BUCKETS: Final = (
    ('">="&TODAY',),
    ('"<"&TODAY', '">="&TODAY-30'),
    ('"<"&TODAY-30', '">="&TODAY-60'),
    ('"<"&TODAY-60', '">="&TODAY-90'),
    ('"<"&TODAY-90',),
)
AS_OF_CELL: Final = "Aging!$L$1"
EDITED: Final = 303.0
WAIT_SECONDS: Final = 3600.0
LAST_COLUMN: Final = chr(ord("A") + len(SHEET_FIELDS) - 1)
OPEN_COLUMN: Final = chr(ord("A") + len(SHEET_FIELDS))  # of the native sheet alone: the open amount
WIDTH: Final = 3 + len(BUCKETS) + 3  # id, name, currency, buckets, undated, unapplied, total


def run(rows: list[list[str]], folder: Path) -> Iterator[Measurement]:
    """Fill both workbooks, compare their tables, and time the same edit in both."""
    ledger = list(ledger_cells(rows))
    accounts = sorted({(str(row[1]), str(row[3])) for row in ledger})
    ours_path, native_path = folder / "aging.xlsx", folder / "sumifs.xlsx"
    _write(ours_path, ledger)
    _write(native_path, ledger, accounts)
    with Calc(timeout=WAIT_SECONDS) as calc:
        ours = calc.open(ours_path)
        address = f"G{len(ledger) + 1}"  # the amount of the last invoice
        area = f"A1:{chr(64 + WIDTH)}{len(accounts) + 1}"
        source = f"Ledger!$A$1:${LAST_COLUMN}${len(ledger) + 1}"
        text = f'=LG.AGING({source},{serial(SAMPLE_AS_OF)},"customer",,,,{len(accounts)})'
        ours.array_formula("Aging", area, text)
        amounts = iter((101.0, 202.0, EDITED))  # never the same content twice: Python would know it
        seconds = median(lambda: _edited(ours, area, address, next(amounts)))
        again = median(lambda: _another_day(ours, area, text))
        ours.array_formula("Aging", area, text)
        table = ours.get("Aging", area)
        ours.close()
        native = calc.open(native_path)
        native_area = f"A1:I{len(accounts)}"
        native.get("Aging", native_area)  # the first calculation is not timed
        theirs, _ = timed(lambda: _edited(native, native_area, address, EDITED))
        _compare(table, native.get("Aging", native_area))
        native.close()
    what = f"AGING of {len(ledger):,} rows, {len(accounts):,} accounts in Calc"
    cells = len(accounts) * (len(BUCKETS) + 1)
    yield Measurement(
        f"{what}: an amount is edited",
        seconds,
        f"{cells:,} native SUMIFS, equal to the cent",
        theirs,
        Target("at least", 30),
    )
    yield Measurement(f"{what}: another as-of date", again)


def ledger_cells(rows: list[list[str]]) -> Iterator[list[Any]]:
    """The ledger as our own Ledger sheet holds it: serial days, amounts as numbers."""
    places = {field: rows[0].index(header) for field, header in SOURCE.items()}
    for row in rows[1:]:
        yield [_cell(f, row[places[f]]) if f in places else None for f in SHEET_FIELDS]


def _cell(field: str, text: str) -> Any:
    if field in ("amount", "paid"):
        return float(text)
    if field in ("issued", "due", "paid_on", "delivered"):
        return serial(dt.date.fromisoformat(text)) if text else None
    if field == "disputed":
        return True if text == "Yes" else None
    # Calc's SUMIFS would take an id of digits for a number, and find none.
    return f"C{text}" if field == "customer_id" else text


def _write(path: Path, ledger: Rows, accounts: Sequence[tuple[str, str]] = ()) -> None:
    """Store the ledger; with accounts also the native table over it."""
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = workbook.add_worksheet("Ledger")
    sheet.write_row(0, 0, [HEADERS["en"][field] for field in SHEET_FIELDS])
    for number, row in enumerate(ledger, start=1):
        sheet.write_row(number, 0, row)
        if accounts:
            line = number + 1
            paid = f"IF(AND(I{line}>0,I{line}<={AS_OF_CELL}),H{line},0)"
            sheet.write_formula(number, len(SHEET_FIELDS), f"=ROUND(G{line}-{paid},2)")
    table = workbook.add_worksheet("Aging")
    for number, account in enumerate(accounts, start=1):
        table.write_row(number - 1, 0, account)
        for column, formula in enumerate(_native_formulas(number, len(ledger) + 1), start=2):
            table.write_formula(number - 1, column, formula)
        if number == 1:
            table.write_number(0, 11, serial(SAMPLE_AS_OF))
    workbook.close()


def _native_formulas(line: int, last: int) -> Iterator[str]:
    """The buckets, the unapplied amount and the total of one account."""
    customer, currency, due, amount = (f"Ledger!${c}$2:${c}${last}" for c in f"BDF{OPEN_COLUMN}")
    account = f"{amount},{customer},$A{line},{currency},$B{line}"
    for criteria in BUCKETS:
        within = "".join(f",{due},{one.replace('TODAY', AS_OF_CELL)}" for one in criteria)
        yield f'=SUMIFS({account}{within},{amount},">0")'
    yield f'=SUMIFS({account},{amount},"<0")'
    yield f"=SUM(C{line}:H{line})"


def _edited(book: Book, area: str, address: str, amount: float) -> Any:
    """Edit an amount and read the table."""
    book.set("Ledger", address, amount)
    return book.get("Aging", area)


def _another_day(book: Book, area: str, text: str) -> Any:
    """The same ledger at another day: Python has it already."""
    book.array_formula("Aging", area, text.replace(str(serial(SAMPLE_AS_OF)), "46000"))
    return book.get("Aging", area)


def _compare(ours: list[list[Any]], native: list[list[Any]]) -> None:
    """Hold both tables to each other by customer and currency."""
    expected = {(row[0], row[1]): row[2:] for row in native}
    found = 0
    for row in ours[1:]:
        if row[0] == "":
            continue
        *buckets, undated, unapplied, total = row[3:WIDTH]
        assert undated == 0, row
        pairs = zip([*buckets, unapplied, total], expected[row[0], row[2]], strict=True)
        assert all(math.isclose(a, b, abs_tol=0.005) for a, b in pairs), row
        found += 1
    with_balance = sum(any(row[2:]) for row in native)
    assert found == with_balance, f"{found} accounts, SUMIFS has {with_balance}"
