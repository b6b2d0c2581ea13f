"""What was read of a ledger range: its problems, and the totals that must tie out."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from ledgerguard.errors import VALUE, ErrorValue
from ledgerguard.formula import formula
from ledgerguard.ledger.aging import bucketed
from ledgerguard.ledger.captions import CAPTIONS, fitted, headers
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.portfolio import Frame, currencies, in_currency, items, known
from ledgerguard.ledger.read import from_cells
from ledgerguard.units import Cell, Count, Date, Language, Table, Text, serial


@formula("LEDGER_PROBLEMS")
def ledger_problems(ledger: Table, rows: Count | None = None, language: Language = "en") -> Table:
    """What is wrong in a ledger, and what was done about it: row, column, value, problem, action.

    Rows are counted within the range, its header being row 1.

    Args:
        ledger: Range of the ledger with its header row.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has no header that can be read; #NUM! when rows is below 1.
    Example: =INDEX(LEDGER_PROBLEMS({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        "ten"}), 2, 1) -> 2
    Source: The project's reading of ledgers: nothing is dropped silently.
    """
    body: list[list[Cell]] = [
        [problem.row, problem.column, problem.value, problem.problem, problem.action]
        for problem in from_cells(ledger, language=language).problems
    ]
    header = headers(language, "row", "column", "value", "problem", "done")
    return fitted(header, body, rows, language, text_column=1)


@formula("LEDGER_CHECK")
def ledger_check(
    ledger: Table, as_of: Date, currency: Text | None = None, language: Language = "en"
) -> Table:
    """What was read of a ledger, and the totals at a day, which must tie out to the cent.

    Sixteen rows below the header: counts of rows, problems, currencies, customers and open items;
    then invoiced, paid and open amounts, what the open amount is made of, and the difference,
    which must be 0. The first two counts and the problems are those of the whole range, everything
    else is of one currency.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        currency: Only this currency; may be left out when the ledger has only one.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has no header that can be read or not that currency; in a cell
        #VALUE! where amounts of several currencies would have to be added.
    Example: =INDEX(LEDGER_CHECK({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        100}, 45350), 11, 2) -> 100
    Source: The project's reading of ledgers: the open total ties out to the ledger.
    """
    read = from_cells(ledger, language=language)
    frame, day = in_currency(read.frame, currency), serial(as_of)
    exists = known(frame, day)
    counts = {
        "rows": read.rows_read,
        "counted": len(read.frame),
        "later": len(frame) - len(exists),
        "problems": len(read.problems),
        "currencies": len(currencies(frame)),
        "customers": exists.get_column("customer_id").n_unique(),
        "open_items": len(items(frame, day)),
    }
    body: list[list[Cell]] = [
        [CAPTIONS[language][f"check_{item}"], value]
        for item, value in (*counts.items(), *_amounts(frame, day))
    ]
    return [headers(language, "item", "value"), *body]


_AMOUNTS = (
    *("invoiced", "paid", "open", "owed", "unapplied", "overdue", "disputed", "undated"),
    "difference",
)


def _amounts(frame: Frame, day: int) -> Sequence[tuple[str, Cell]]:
    present = currencies(frame)
    if len(present) > 1:
        error = ErrorValue(VALUE, f"currency must be given: the ledger has {', '.join(present)}")
        return [(item, error) for item in _AMOUNTS]
    currency = present[0] if present else ""
    exists, opened = known(frame, day), items(frame, day)
    invoiced = _sum(exists, "amount")
    paid = _sum(exists.filter(nw.col("paid_on") <= day), "paid")
    # Two ways to the same figure: the buckets of the aging, and the ledger's own columns.
    open_ = sum(row.total for row in bucketed(frame, day))
    values = (
        invoiced,
        paid,
        open_,
        _sum(opened, "owed"),
        _sum(opened, "unapplied"),
        _sum(opened, "overdue"),
        _sum(opened, "disputed_owed"),
        sum(row.undated for row in bucketed(frame, day)),
        invoiced - paid - open_,
    )
    return [(item, to_major(v, currency)) for item, v in zip(_AMOUNTS, values, strict=True)]


def _sum(frame: Frame, column: str) -> int:
    return int(frame.get_column(column).sum())
