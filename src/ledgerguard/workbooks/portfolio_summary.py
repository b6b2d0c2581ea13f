"""The first sheet of the portfolio's workbook: totals, whether they tie out, and the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.workbooks.portfolio_plan import HEADER, Listed, Plan, dress, heading, money
from ledgerguard.workbooks.writer import Sheet, address, area

TOP: Final = HEADER + 2
"""The first row of the totals by currency."""

_TOTALS: Final = ("count", "open", "owed", "overdue", "overdue_share", "disputed", "unapplied")
_VALUES: Final = {"count": "items"}
_SHEETS: Final = {"worklist": "items", "aging-history": "months"}
"""Words of the sheet of a table, where they are not under its own name."""

_DIGITS: Final = 15
"""A cell holds so many digits: a difference of larger amounts is rounded accordingly."""


def of_ledger(plan: Plan, total: str, currency: str) -> str:
    """The ledger's own total in the currency of a cell, as a formula on another sheet."""
    name, last = plan.text("summary"), TOP + max(len(plan.totals), 1) - 1
    column = 1 + _TOTALS.index(total)
    whole = area(TOP, column, last, column, name)
    return f"SUMIFS({whole},{area(TOP, 0, last, 0, name)},{matching(currency)})"


def matching(cell: str) -> str:
    """The criterion that is met by what a cell holds, also by nothing when it holds nothing."""
    return f'"="&{cell}'


def fill(plan: Plan, sheet: Sheet, made: Mapping[str, Listed]) -> None:
    """Lay the sheet out.

    Args:
        plan: The workbook.
        sheet: The empty sheet, there already so that it stands first.
        made: The other sheets, by the name of their table.
    """
    heading(plan, sheet, plan.text("title"), plan.text("summary.note"))
    row = _totals(plan, sheet)
    row = _ties(plan, sheet, row + 2, made)
    _files(plan, sheet, row + 2)
    dress(plan, sheet, header=None)


def _header(plan: Plan, sheet: Sheet, row: int, section: str, keys: tuple[str, ...]) -> None:
    sheet.put(row, 0, plan.text(section), "section")
    for place, key in enumerate(keys):
        sheet.put(row + 1, place, plan.text(key), "header")


def _totals(plan: Plan, sheet: Sheet) -> int:
    """A row a currency; answers the last row."""
    _header(plan, sheet, HEADER, "by_currency", ("currency", *_TOTALS))
    for row, currency in enumerate(plan.currencies, TOP):
        sheet.put(row, 0, currency or None, "cell.ruled/text")
        for column, name in enumerate(_TOTALS, 1):
            if name == "overdue_share":
                late, owed = (address(row, column - n, absolute=False) for n in (1, 2))
                sheet.formula(row, column, f'IF({owed}>0,{late}/{owed},"")', "cell.ruled/percent")
                continue
            total = plan.totals[currency][_VALUES.get(name, name)]
            is_count = name == "count"
            shown = total if is_count else to_major(total, currency)
            style = "whole" if is_count else money(currency)
            sheet.put(row, column, shown, f"cell.ruled/{style}")
    return TOP + len(plan.totals) - 1


def _ties(plan: Plan, sheet: Sheet, row: int, made: Mapping[str, Listed]) -> int:
    """What stands on the sheets and in the file, beside the ledger; answers the last row."""
    keys = ["currency"]
    keys += ["on_customers", "left", "ledger", "difference"] if "customers" in made else []
    keys += ["on_aging", "difference"] if "aging" in made else []
    keys += ["on_items", "not_on_items"] if "worklist" in made else []
    _header(plan, sheet, row, "ties", tuple(keys))
    for number, currency in enumerate(plan.currencies, row + 2):
        sheet.put(number, 0, currency or None, "cell.ruled/text")
        for column, text in enumerate(_of_currency(plan, number, currency, made), 1):
            style = f"cell.ruled/{money(currency)}"
            if isinstance(text, str):
                sheet.formula(number, column, text, style)
            else:
                sheet.put(number, column, text, style)
    last = row + 2 + len(plan.totals)
    sheet.put(last, 0, plan.text("ties.note"), "note")
    return last


def _of_currency(
    plan: Plan, row: int, currency: str, made: Mapping[str, Listed]
) -> list[str | float]:
    total = plan.totals[currency]["open"]
    place = TOP + plan.currencies.index(currency)
    ledger = address(place, 1 + _TOTALS.index("open"))
    owed = address(place, 1 + _TOTALS.index("owed"))
    digits = min(exponent(currency), _DIGITS - 1 - len(str(abs(total) // 10 ** exponent(currency))))
    found: list[str | float] = []
    if "customers" in made:
        mine = (r for r in plan.tables["customers"] if r["currency"] == currency)
        here, left = (address(row, column, absolute=False) for column in (1, 2))
        found += [
            _added(made["customers"], "open", row),
            to_major(total - sum(int(r["open"]) for r in mine), currency),
            ledger,
            f"ROUND({here}+{left}-{ledger},{digits})",
        ]
    if "aging" in made:
        here = address(row, len(found) + 1, absolute=False)
        found += [_added(made["aging"], "total", row), f"ROUND({here}-{ledger},{digits})"]
    if "worklist" in made:
        here = address(row, len(found) + 1, absolute=False)
        found += [_added(made["worklist"], "open", row), f"{owed}-{here}"]
    return found


def _added(listed: Listed, column: str, row: int) -> str:
    if not listed.rows:
        return "0"
    currency = address(row, 0, absolute=False)
    return f"SUMIFS({listed.range(column)},{listed.range('currency')},{matching(currency)})"


def _files(plan: Plan, sheet: Sheet, row: int) -> None:
    """A line for each table: its rows in the file and here, and where the file is."""
    _header(plan, sheet, row, "files", ("table", "rows_in_file", "rows_here", "rows_left", "where"))
    for number, file in enumerate(plan.files, row + 2):
        here = len(plan.tables.get(file.name, ()))
        all_cell, here_cell = (address(number, column, absolute=False) for column in (1, 2))
        sheet.put(number, 0, _named(plan, file.name), "cell.ruled/text")
        sheet.put(number, 1, file.rows, "cell.ruled/whole")
        sheet.put(number, 2, here, "cell.ruled/whole")
        sheet.formula(number, 3, f"{all_cell}-{here_cell}", "cell.ruled/whole")
        sheet.put(number, 4, file.where, "note")
    if not plan.files:
        sheet.put(row + 2, 0, plan.text("none"), "subtitle")


def _named(plan: Plan, name: str) -> str:
    """A table as its sheet is called; its own name where it has none."""
    return plan.text(_SHEETS.get(name, name)) if name in _WITH_SHEET else name


_WITH_SHEET: Final = ("customers", "exposure", "worklist", "aging", "aging-history")
