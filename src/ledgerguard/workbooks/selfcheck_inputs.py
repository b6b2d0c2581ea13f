"""The Inputs sheet: cells of every kind, which the checks of the Cells sheet refer to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.units import Cell
from ledgerguard.workbooks import selfcheck_table as table
from ledgerguard.workbooks.selfcheck_expected import exactly
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.writer import Sheet, address, area

EDIT_ROW: Final = 4  # B5: the text of step 3 names it
COLUMNS_TOP, SINGLES_TOP, RANGES_TOP, LEDGER_TOP = 8, 16, 30, 36
NUMBERS_COLUMN: Final = 11  # nothing but numbers stands in column L, so that all of it can be taken
WIDTHS: Final = (24, 20, 22, 22, 16, 16, 12)

CUSTOMERS: Final = (
    (1_200_000, 10_000_000),
    (450_000, 900_000),
    (80_000, 0),
    (300_000, 1_200_000),
    (999, 3_000),
)
"""Receivables and credit sales; the third has no sales, so that one element is an error."""

PERIODS: Final = (30, 90, 365)
NUMBERS: Final = (1, 3, 4)
LEDGER: Final[tuple[tuple[Cell, ...], ...]] = (
    ("Customer ID", "Customer", "Invoice", "Invoice date", "Due date", "Amount", "Currency"),
    (1001, "Rhein Metall GmbH", "A-1", dt.date(2024, 1, 1), dt.date(2024, 1, 31), 1000, "EUR"),
    (1001, "Rhein Metall GmbH", "A-2", dt.date(2024, 2, 1), dt.date(2024, 3, 1), 2500.5, "EUR"),
    (1002, "上海远达贸易公司", "A-3", dt.date(2023, 10, 1), dt.date(2023, 12, 1), 400, "EUR"),
)
DUE, AS_OF = dt.date(2024, 3, 1), dt.date(2024, 3, 31)

_SINGLES: Final[tuple[tuple[str, Cell | str], ...]] = (
    ("blank", None),
    ("due", DUE),
    ("as_of", AS_OF),
    ("id", 1001),
    ("true", True),
    ("language", "zh"),
    ("word", "INVOICE"),
    ("text_number", "100"),
    ("text_date", "2024-03-01"),
    ("division", "=1/0"),
    ("not_available", "=#N/A"),
)
_RANGES: Final[tuple[tuple[str, tuple[Cell, ...]], ...]] = (
    ("with_blank", (1, None, 3)),
    ("with_empty", (1, '=""', 3)),
    ("with_error", (1, "=1/0", 3)),
)


@dataclass(frozen=True)
class Inputs:
    """Where the inputs stand: references that formulas of any sheet can use."""

    sheet: str

    def single(self, key: str) -> str:
        """One of the single cells."""
        row = SINGLES_TOP + [name for name, _ in _SINGLES].index(key)
        return address(row, 1, sheet=self.sheet)

    def range(self, key: str) -> str:
        """One of the ranges of three cells in a row."""
        row = RANGES_TOP + [name for name, _ in _RANGES].index(key)
        return area(row, 1, row, 3, sheet=self.sheet)

    def customers(self, column: int, first: int = 0, last: int = len(CUSTOMERS) - 1) -> str:
        """A column of the customers, 1 receivables or 2 credit sales; one row is a cell."""
        if first == last:
            return address(COLUMNS_TOP + first, column, sheet=self.sheet)
        return area(COLUMNS_TOP + first, column, COLUMNS_TOP + last, column, sheet=self.sheet)

    @property
    def periods(self) -> str:
        """Three numbers of days in a row."""
        return area(COLUMNS_TOP, 4, COLUMNS_TOP, 3 + len(PERIODS), sheet=self.sheet)

    @property
    def ledger(self) -> str:
        """The small ledger, its header row first."""
        bottom = LEDGER_TOP + len(LEDGER) - 1
        return area(LEDGER_TOP, 0, bottom, len(LEDGER[0]) - 1, sheet=self.sheet)

    @property
    def whole_column(self) -> str:
        """A whole column that holds nothing but three numbers."""
        return address(0, NUMBERS_COLUMN, sheet=self.sheet).replace("$1", ":$L")

    @property
    def edited(self) -> tuple[str, str]:
        """Ours and the plain formula of the edit test."""
        return tuple(  # type: ignore[return-value]  # two columns are two references
            address(EDIT_ROW, column, sheet=self.sheet) for column in (2, 3)
        )


def add(sheet: Sheet, text: Labels) -> Inputs:
    """Lay the inputs out."""
    sheet.put(0, 0, text("inputs.title"), "title")
    sheet.put(1, 0, text("inputs.note"), "subtitle")
    _edit_test(sheet, text)
    _customers(sheet, text)
    _header(sheet, SINGLES_TOP, (text("inputs.single"), text("inputs.value")))
    for row, (key, value) in enumerate(_SINGLES, SINGLES_TOP):
        sheet.put(row, 0, text(f"inputs.{key}"), "cell.boxed.left")
        _cell(sheet, row, 1, value)
    _header(sheet, RANGES_TOP, (text("inputs.ranges"), *("",) * 3))
    for row, (key, cells) in enumerate(_RANGES, RANGES_TOP):
        sheet.put(row, 0, text(f"inputs.{key}"), "cell.boxed.left")
        for column, value in enumerate(cells, 1):
            _cell(sheet, row, column, value)
    sheet.put(LEDGER_TOP - 2, 0, text("inputs.ledger"), "section")
    for row, values in enumerate(LEDGER, LEDGER_TOP):
        for column, value in enumerate(values):
            if row == LEDGER_TOP:
                sheet.put(row, column, value, "header")
            else:
                _cell(sheet, row, column, value)
    sheet.put(COLUMNS_TOP, NUMBERS_COLUMN - 1, text("inputs.numbers"), "label")
    for row, number in enumerate(NUMBERS, COLUMNS_TOP):
        _cell(sheet, row, NUMBERS_COLUMN, number)
    sheet.dress(lambda _book, worksheet, formats: _dress(worksheet, formats, text))
    return Inputs(sheet.name)


def _edit_test(sheet: Sheet, text: Labels) -> None:
    captions = ("edit", "receivables", "ours", "native")
    _header(sheet, EDIT_ROW, (*(text(f"inputs.{key}") for key in captions), text("col.verdict")))
    sheet.put(EDIT_ROW, 0, "10,000,000 · 365", "cell.boxed.left")
    _cell(sheet, EDIT_ROW, 1, 1_200_000)
    edited = address(EDIT_ROW, 1, absolute=False)
    sheet.formula(EDIT_ROW, 2, f"LG_DSO({edited},10000000,365)", "cell.boxed/0.0###")
    sheet.formula(EDIT_ROW, 3, f"{edited}/10000000*365", "cell.boxed/0.0###")
    ours, native = (address(EDIT_ROW, column, absolute=False) for column in (2, 3))
    good, bad, missing = (f'"{text(key)}"' for key in ("ok", "differs", "missing"))
    same = f"IF(ABS({ours}-{native})<=0.000001,{good},{bad})"
    sheet.formula(
        EDIT_ROW,
        4,
        f"IF(ISERROR({ours}),IF(ERROR.TYPE({ours})=5,{missing},{bad}),{same})",
        "cell.boxed.center",
    )


def _customers(sheet: Sheet, text: Labels) -> None:
    names = (text("inputs.single"), text("inputs.receivables"), text("inputs.sales"))
    _header(sheet, COLUMNS_TOP, ("", *names[1:]))
    for number, amounts in enumerate(CUSTOMERS, 1):
        row = COLUMNS_TOP + number - 1
        sheet.put(row, 0, text("inputs.customer", number=number), "cell.boxed.left")
        for column, amount in enumerate(amounts, 1):
            _cell(sheet, row, column, amount)
    sheet.put(COLUMNS_TOP - 1, 4, text("inputs.days"), "header", across=len(PERIODS))
    for column, days in enumerate(PERIODS, 4):
        _cell(sheet, COLUMNS_TOP, column, days)


def _header(sheet: Sheet, top: int, captions: tuple[str, ...]) -> None:
    for column, caption in enumerate(captions):
        sheet.put(top - 1, column, caption, "header")


def _cell(sheet: Sheet, row: int, column: int, value: Cell) -> None:
    """A yellow cell; text that begins with = is a formula."""
    if isinstance(value, str) and value.startswith("="):
        sheet.formula(row, column, value, "input/general")
    elif isinstance(value, str):
        sheet.put(row, column, value, "input/text")
    else:
        whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9999
        form = "whole" if whole else exactly(value).style
        sheet.put(row, column, value, f"input/{form}")


def _dress(worksheet: Any, formats: Any, text: Labels) -> None:
    for column, size in enumerate(WIDTHS):
        worksheet.set_column(column, column, size)
    worksheet.set_row_pixels(0, 34)
    worksheet.set_row_pixels(LEDGER_TOP - 2, 24)
    worksheet.hide_gridlines(2)
    table.verdict_rules(worksheet, formats, text, EDIT_ROW, 4, EDIT_ROW)
    table.printing(worksheet, text)
