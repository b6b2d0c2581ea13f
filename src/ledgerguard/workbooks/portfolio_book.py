"""The workbook of a portfolio of any size: what a sheet can hold, and what was left in the files.

The ledger's own figures are values, because a sheet cannot recompute a billion rows; what can be
told from the rows on a sheet, totals and shares, are formulas, native ones that need no add-in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledgerguard.errors import LedgerError
from ledgerguard.formulas.aging import DEFAULT_EDGES
from ledgerguard.ledger.cleaning.tally import Tally
from ledgerguard.units import Language, from_serial
from ledgerguard.workbooks import portfolio_lists as lists
from ledgerguard.workbooks import portfolio_summary as summary
from ledgerguard.workbooks.portfolio_aging import add_aging, add_months
from ledgerguard.workbooks.portfolio_plan import Plan, TableFile
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.writer import Book


@dataclass(frozen=True)
class Portfolio:
    """The result of a run. Amounts in minor units, days as serial numbers.

    ``tables`` holds rows as mappings from column to value, under the names ``customers``
    (:func:`customers.portfolio_table`, as many as the sheet shall hold), ``aging`` and
    ``aging-history`` (whole), ``exposure`` and ``worklist`` (:func:`chasing.chasing_table`). Those
    that are absent have no sheet.
    """

    as_of: int
    totals: Mapping[str, Mapping[str, int]]  # by currency: open, owed, overdue ... of the ledger
    tally: Tally
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    files: Sequence[TableFile] = ()
    source: str = ""
    edges: Sequence[float | None] = field(default=DEFAULT_EDGES)


def build(found: Portfolio, out: Path, *, language: Language = "en") -> None:
    """Write the workbook of a portfolio.

    Args:
        found: The result of a run.
        out: The .xlsx file to write.
        language: Of labels.

    Raises:
        LedgerError: when the tables do not tie out to the totals.
        HostError: when the file cannot be written.
    """
    plan = _plan(found, language)
    book = _laid_out(plan)
    save(book, out, language=language, title=plan.text("title"), created=from_serial(found.as_of))


def model(found: Portfolio, *, language: Language = "en") -> Book:
    """The same workbook as a model, before it is stored."""
    return _laid_out(_plan(found, language))


def _plan(found: Portfolio, language: Language) -> Plan:
    _tie_out(found)
    return Plan(
        Book({}),
        language,
        found.as_of,
        found.totals,
        found.tally,
        found.tables,
        tuple(found.files),
        found.source.replace("\\", "/").rsplit("/", 1)[-1],
        tuple(found.edges),
    )


def _laid_out(plan: Plan) -> Book:
    # The summary comes first but adds up the sheets behind it.
    start = plan.book.sheet(plan.text("summary"))
    adds = {
        "customers": lists.add_customers,
        "exposure": lists.add_exposure,
        "worklist": lists.add_items,
        "aging": add_aging,
        "aging-history": add_months,
    }
    made = {name: add(plan) for name, add in adds.items() if name in plan.tables}
    lists.add_problems(plan)
    summary.fill(plan, start, made)
    return plan.book


def _tie_out(found: Portfolio) -> None:
    """Whole tables must be the ledger to the last minor unit; a part must not be more rows."""
    ledger = {currency: one["open"] for currency, one in found.totals.items() if one["open"]}
    history = found.tables.get("aging-history", ())
    at_day = [row for row in history if row["day"] == found.as_of]
    whole: dict[str, tuple[str, Sequence[Mapping[str, Any]]]] = {
        "aging": ("total", found.tables.get("aging", ())),
        "aging-history": ("total", at_day),
    }
    for file in found.files:
        rows = found.tables.get(file.name, ())
        if len(rows) > file.rows:
            raise LedgerError(
                f"the table {file.name} must have at most the {file.rows} rows of its file, "
                f"got {len(rows)}",
                hint="the workbook and the file are of different runs: run again",
            )
        if file.name == "customers" and len(rows) == file.rows:
            whole["customers"] = ("open", rows)
    for name, (column, rows) in whole.items():
        if name not in found.tables or (name == "aging-history" and not history):
            continue
        added: Counter[str] = Counter()
        for row in rows:
            added[row["currency"]] += int(row[column])
        if {currency: amount for currency, amount in added.items() if amount} != ledger:
            raise LedgerError(
                f"the table {name} must tie out to the ledger, {ledger} in minor units, "
                f"got {dict(added)}",
                hint="the workbook and the totals are of different runs: run again",
            )
