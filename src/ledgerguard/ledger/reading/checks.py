"""What single cells cannot show: duplicates, dates in the wrong order, kinds of document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.columns import TEXT_FIELDS, Field
from ledgerguard.ledger.problems import Report
from ledgerguard.ledger.reading.dates import EPOCH
from ledgerguard.ledger.reading.identity import NOBODY, Customers, Texts, same
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_CREDIT = re.compile(
    r".*credit.*|c/?n|cm|cr|h|haben|dg|g2|gutschrift|avoir|abono|refund|rebate"
    r"|.*(?:贷项|红字|红冲|贷记|退款|退货|冲红).*|贷"
)


def credit_notes(table: RawTable) -> npt.NDArray[np.bool_]:
    """Where the kind of document is a credit note."""
    import numpy as np

    values = table.columns.get("kind")
    if values is None:
        return np.zeros(len(table), bool)
    known = {value: is_credit(value) for value in dict.fromkeys(values)}
    return np.array([known[value] for value in values], bool)


def is_credit(value: Cell) -> bool:
    """Whether the cell of a kind of document means a credit note."""
    return isinstance(value, str) and bool(_CREDIT.fullmatch(value.strip().casefold()))


def report_ids(table: RawTable, name: Field, found: Texts, report: Report) -> None:
    """Ids that a spreadsheet turned into numbers."""
    for code, odd in (("number_as_id", found.numbers), ("damaged_id", found.damaged)):
        if odd:
            marked = set(odd)
            count = sum(value in marked for value in table.columns[name])
            report.column(code, name, odd[0], count=count)


def report_customers(table: RawTable, who: Customers, report: Report) -> None:
    """Customers with several names, and rows without one."""
    import numpy as np

    for index, spelling, name, count in who.spellings:
        number = int(table.numbers[index])
        details = [{"customer": name, "count": count}]
        report.rows("customer_spelling", "customer", [number], [spelling], details)
    if NOBODY in who.ids:
        nobody = np.array([identity == NOBODY for identity in who.ids], bool)
        table.report(report, "missing_customer", "customer", nobody)


def report_nameless(table: RawTable, names: Mapping[str, list[str]], report: Report) -> None:
    """Rows without a customer, in a part of a ledger that has columns for them."""
    import numpy as np

    if {"customer_id", "customer"} & set(table.columns):
        pairs = zip(names["customer_id"], names["customer"], strict=True)
        nobody = np.array([not identity and not name for identity, name in pairs], bool)
        table.report(report, "missing_customer", "customer", nobody)


def check(table: RawTable, columns: Mapping[str, Any], report: Report, *, is_whole: bool) -> None:
    """Report what contradicts within a row or, in a whole ledger, between rows; all is kept."""
    import numpy as np

    issued, due, paid_on = columns["issued"], columns["due"], columns["paid_on"]
    known = issued >= 0
    _report_earlier(
        table, "due_before_issued", "due", known & (due >= 0) & (due < issued), issued, report
    )
    early = known & (paid_on >= 0) & (paid_on < issued) & (columns["paid"] != 0)
    _report_earlier(table, "paid_before_issued", "paid_on", early, issued, report)
    for name in TEXT_FIELDS:
        values = table.columns.get(name)
        if values is not None and ErrorValue in set(map(type, values)):
            errors = np.array([isinstance(value, ErrorValue) for value in values], bool)
            table.report(report, "error_cell", name, errors)
    if "invoice" in table.columns:
        _report_invoices(table, columns, report, is_whole=is_whole)


def _report_earlier(
    table: RawTable,
    code: str,
    field: Field,
    mask: npt.NDArray[np.bool_],
    issued: npt.NDArray[np.int64],
    report: Report,
) -> None:
    days = (dt.date.fromordinal(day + EPOCH) for day in issued[mask].tolist())
    table.report(report, code, field, mask, [{"day": day.isoformat()} for day in days])


def _report_invoices(
    table: RawTable, columns: Mapping[str, Any], report: Report, *, is_whole: bool
) -> None:
    """The same number twice, unless the second is a credit note or another entity's invoice."""
    import numpy as np

    invoices: list[str] = columns["invoice"]
    distinct = set(invoices)
    if len(distinct) == len(invoices) and "" not in distinct:
        return
    missing = np.array([number == "" for number in invoices], bool)
    table.report(report, "missing_invoice", "invoice", missing)
    if not is_whole:
        return
    import pandas as pd

    codes = pd.factorize(np.array(invoices, object))[0] * 2 + (columns["amount"] < 0)
    shared = pd.Series(codes).duplicated(keep=False).to_numpy() & ~missing
    if not shared.any():
        return
    found = np.flatnonzero(shared).tolist()
    entity: list[str] = columns["entity"]
    first = first_rows((i, int(table.numbers[i]), int(codes[i]), entity[i]) for i in found)
    again = np.zeros(len(table), bool)
    again[list(first)] = True
    details = [{"row": row} for row in first.values()]
    table.report(report, "duplicate_invoice", "invoice", again, details)


def first_rows(numbered: Iterable[tuple[int, int, Hashable, str]]) -> dict[int, int]:
    """Index of each repeated number, in order, and the row where it stood first.

    Each of our entities numbers its own invoices. A row that names no entity may belong to any.

    Args:
        numbered: Index, row number, invoice number and entity of each row, in order.
    """
    known: dict[str, str] = {}
    seen: dict[Hashable, dict[str, int]] = {}
    found: dict[int, int] = {}
    for index, row, number, name in numbered:
        rows = seen.setdefault(number, {})
        if name not in known:
            known[name] = same(name)
        entity = known[name]
        earlier = [rows[e] for e in rows if "" in (e, entity) or e == entity]
        if earlier:
            found[index] = earlier[0]  # rows are met in order: the first is the earliest
        rows.setdefault(entity, row)
    return found
