"""The Factors sheet: what is known of customers beside their invoices; scores appear when filled.

It is always there, with one row a customer: a ledger alone carries at most half of the weight.
"""

from __future__ import annotations

import re
from typing import Any

from ledgerguard.formulas.credit_factors import BY_KEY
from ledgerguard.ledger.credit import factors_by_customer
from ledgerguard.ledger.reading.identity import NOBODY
from ledgerguard.translation import translated
from ledgerguard.units import Cell, Table
from ledgerguard.workbooks.sheets.plan import FACTORS, SPARE_CUSTOMERS, Plan, heading, printing
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import area

HEADER, HELP = 4, 3
_OR_A_RANGE = re.compile("; or a range|；或")  # not in this sheet, which is that range


def add(plan: Plan, factors: Table | None) -> None:
    """Lay the factors out, wide: customer, id, and a column for each factor."""
    sheet, text = plan.book.sheet(plan.name("factors")), plan.text
    heading(plan, sheet, "factors.title", "factors.note")
    known = {
        customer: dict(pairs)
        for customer, pairs in factors_by_customer(factors or [["customer_id"]]).items()
    }
    score = translated(plan.book.formulas["CREDIT_SCORE"], plan.language)
    helps = {p.name: p.description for p in score.parameters}
    keys = list(BY_KEY)
    sheet.put(HEADER, 0, text("col.customer"), "header")
    sheet.put(HEADER, 1, "customer_id", "header")
    for column, key in enumerate(keys, 2):
        words, *_ = _OR_A_RANGE.split(helps[key])
        sheet.put(HELP, column, words, "note.wrap")
        sheet.put(HEADER, column, key, "header")
    rows: list[list[Cell]] = [
        [name, customer, *(known.get(customer, {}).get(key) for key in keys)]
        for customer, name in _customers(plan)
    ]
    columns = 2 + len(keys)
    styles = ("cell/text", "cell/text", *("input.text/general",) * len(keys))
    sheet.block(HEADER + 1, 0, rows, styles)
    last = HEADER + len(rows) + SPARE_CUSTOMERS
    plan.book.define(FACTORS, area(HEADER, 1, last, columns - 1, sheet.name))

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        names = max((width(row[0]) for row in rows), default=12.0)
        worksheet.set_column(0, 0, min(names + 2, 44), formats("cell/text"))
        worksheet.set_column(1, 1, 16, formats("cell/text"))
        worksheet.set_column(2, columns - 1, 19)
        for row in range(HEADER + 1, last + 1):
            for column in range(2, columns):
                if row > HEADER + len(rows) or rows[row - HEADER - 1][column] is None:
                    worksheet.write_blank(row, column, None, formats("input.text/general"))
        worksheet.set_row_pixels(HELP, 92)
        worksheet.set_row_pixels(HEADER, 64)
        worksheet.freeze_panes(HEADER + 1, 2)
        worksheet.hide_gridlines(2)
        printing(plan, worksheet, repeat=(HEADER, HEADER))
        worksheet.print_area(0, 0, HEADER + len(rows), columns - 1)
        for column, key in enumerate(keys, 2):
            factor = BY_KEY[key]
            if factor.words and not factor.bands:
                rule = {"validate": "list", "source": list(factor.words), "error_type": "warning"}
                worksheet.data_validation(HEADER + 1, column, last, column, rule)

    sheet.dress(dress)


def _customers(plan: Plan) -> list[tuple[str, str]]:
    frame = plan.ledger.frame
    ids = frame.get_column("customer_id").to_list()
    names = frame.get_column("customer").to_list()
    known = dict(zip(ids, names, strict=True))
    known.pop(NOBODY, None)
    return sorted(known.items())
