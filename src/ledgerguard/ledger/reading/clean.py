"""Cleans the cells of a ledger into its frame; whatever is wrong is reported, nothing dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Any

import narwhals as nw

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.columns import AMOUNT_FIELDS, DATE_FIELDS, SHEET_FIELDS, TEXT_FIELDS, Field
from ledgerguard.ledger.currency import code_of, to_major
from ledgerguard.ledger.problems import Report
from ledgerguard.ledger.reading import checks, dates, row_kinds
from ledgerguard.ledger.reading.amounts import Amounts, Mark, decimal_mark, read_column, to_minor
from ledgerguard.ledger.reading.date_order import Decision, decide
from ledgerguard.ledger.reading.disputes import disputes
from ledgerguard.ledger.reading.headers import Header, find
from ledgerguard.ledger.reading.identity import customers, entities, texts
from ledgerguard.ledger.reading.missing_dates import fill
from ledgerguard.ledger.reading.rawtable import RawTable, table
from ledgerguard.ledger.reading.row_currency import Currencies, currencies, only_three_decimals
from ledgerguard.ledger.reading.settlement import flag_column, settle
from ledgerguard.ledger.reading.swapped_dates import swapped_back
from ledgerguard.ledger.schema import FRAME, NO_DAY, DateOrder, Ledger
from ledgerguard.units import Cell, Language

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Options:
    """What the caller knows of a ledger that its cells do not say."""

    column_map: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    currency: str = ""
    language: Language = "en"
    is_1904: bool = False
    source: str = ""
    can_ask: bool = True  # whether somebody could answer a question about the date order


@dataclass(frozen=True)
class Part:
    """What the other rows of a ledger say about a part of it that is cleaned by itself."""

    mark: Mark | None
    three_decimals: bool
    others: bool  # whether rows outside the part name currencies
    mirrored: bool | None  # as for settlement.settle
    above: row_kinds.Above


@dataclass(frozen=True)
class Cleaned:
    """The clean columns of a table, and what was found on the way."""

    columns: Mapping[str, Any]
    kinds: row_kinds.RowKinds
    amounts: Amounts  # of all its rows
    unreadable: dict[int, dict[str, Any]]


def clean(rows: Sequence[Sequence[Cell]], options: Options) -> Ledger:
    """Read the cells of a ledger, header and all.

    Raises:
        LedgerError: when no column holds amounts or dates, or the date order cannot be told.
    """
    raw = with_flags(table(rows, find(rows, options.column_map)))
    header = raw.header
    report = Report(options.language, header.row + 1, header.names)
    report_spare(header, report)
    columns = {f: raw.columns[f] for f in DATE_FIELDS if f in raw.columns}
    order = order_of(columns, header.names, options)
    found = clean_table(raw, rows[header.row + 1 :], order, options, report)
    return Ledger(
        as_frame(found.columns),
        report.finish(),
        header.names,
        int((~found.kinds.blank).sum()),
        order.order,
        options.source,
        dict(sorted(found.unreadable.items())),
    )


def clean_table(
    raw: RawTable,
    rows: Sequence[Sequence[Cell]],
    order: Decision,
    options: Options,
    report: Report,
    part: Part | None = None,
) -> Cleaned:
    """Clean the rows of a table.

    Args:
        raw: The table.
        rows: Its whole rows.
        order: The order of its text dates.
        options: What the caller knows.
        report: Takes the problems.
        part: For a part of a ledger: what the rest of it says. Customers and repeated invoice
            numbers are then left to the caller, who alone sees all rows.
    """
    days = {
        f: dates.days(values, order.columns.get(f, order.order), is_1904=options.is_1904)
        for f, values in raw.columns.items()
        if f in DATE_FIELDS
    }
    for name, values in raw.columns.items():
        if name in days:
            days[name], count = swapped_back(values, days[name])
            if count:
                report.column("swapped_dates", name, count=count)
    money = _money(raw, options, report, part)
    no_dates = _none(days.get("issued"), len(raw)) & _none(days.get("due"), len(raw))
    amounts = money["amount"]
    above = part.above if part else None
    kinds = row_kinds.classify(raw, rows, no_dates, amounts, above)
    unreadable = _uncounted(raw, rows, kinds, report)
    kept = raw.take(kinds.counted)
    days = {f: column[kinds.counted] for f, column in days.items()}
    money = {f: _take(column, kinds.counted) for f, column in money.items()}
    columns = _columns(kept, days, money, options, order, report, unreadable, part)
    return Cleaned(columns, kinds, amounts, unreadable)


def with_flags(raw: RawTable) -> RawTable:
    """A "paid" column that says yes and no is a status."""
    paid = raw.columns.get("paid")
    if paid is None or "status" in raw.columns or not flag_column(paid):
        return raw

    def renamed(columns: Mapping[Field, Any]) -> dict[Field, Any]:
        kept: dict[Field, Any] = {f: value for f, value in columns.items() if f != "paid"}
        return {**kept, "status": columns["paid"]}

    header = replace(raw.header, columns=renamed(raw.header.columns))
    return replace(raw, header=header, columns=renamed(raw.columns))


def report_spare(header: Header, report: Report) -> None:
    """Report second columns for a field that has a better one."""
    names = header.names
    for name, index in header.spare:
        taken = names.get(name)
        code = "spare_column" if taken else "net_amounts"
        report.column(code, header.texts[index], wanted=name, taken=taken)


def order_of(
    columns: Mapping[Field, Sequence[Cell]],
    headers: Mapping[str, str],
    options: Options,
    rows: Mapping[Field, Sequence[Cell]] | None = None,
) -> Decision:
    """The order of the text dates, as the caller says or as the dates show.

    Raises:
        LedgerError: as :func:`decide`, where somebody can answer.
    """
    if options.date_order:
        return Decision(options.date_order, {})
    try:
        return decide(columns, headers, rows)
    except LedgerError:
        if options.can_ask:
            raise
        # One such date pasted into a sheet must not take all its figures away: it is reported.
        return Decision(None, {})


def _money(
    raw: RawTable, options: Options, report: Report, part: Part | None
) -> dict[Field, Amounts]:
    columns = {f: raw.columns[f] for f in AMOUNT_FIELDS if f in raw.columns}
    default = options.currency or code_of(raw.header.currency) or ""
    if part is None:
        mark = decimal_mark(columns.values())
        three = only_three_decimals(raw.columns.get("currency"), default)
    else:
        mark, three = part.mark, part.three_decimals
    money = {f: read_column(values, mark, three_decimals=three) for f, values in columns.items()}
    for name, column in money.items():
        for code, odd in (
            ("ambiguous_separator", [t for t, n in column.texts.items() if n and n.ambiguous]),
            ("mixed_separators", [t for t, n in column.texts.items() if n and n.against]),
        ):
            if odd:
                marked = set(odd)
                count = sum(value in marked for value in column.values)
                report.column(code, name, odd[0], count=count)
    return money


def _uncounted(
    raw: RawTable,
    rows: Sequence[Sequence[Cell]],
    kinds: row_kinds.RowKinds,
    report: Report,
) -> dict[int, dict[str, Any]]:
    """Report the rows that do not count, and keep what they hold."""
    kept: dict[int, dict[str, Any]] = {}
    for index, (code, name, value) in kinds.reasons.items():
        number = int(raw.numbers[index])
        report.rows(code, name or "", [number], [value])
        cells = {f: raw.columns[f][index] for f in SHEET_FIELDS if f in raw.columns}
        kept[number] = {f: cell for f, cell in cells.items() if cell is not None and cell != ""}
        if code in ("total_row", "note_row") and value not in kept[number].values():
            # The word stands in a column that is no field; without it the row would look real.
            kept[number]["invoice"] = value
    return kept


def _columns(
    raw: RawTable,
    days: Mapping[Field, npt.NDArray[np.int64]],
    money: Mapping[Field, Amounts],
    options: Options,
    order: Decision,
    report: Report,
    unreadable: dict[int, dict[str, Any]],
    part: Part | None,
) -> dict[str, Any]:
    is_whole = part is None
    if is_whole:
        report_orders(order, report)
    default = code_of(options.currency) or options.currency.strip().upper()
    others = part is not None and part.others
    valued = currencies(raw, money["amount"], default, report, others=others)
    amount, turned = _amount(raw, money["amount"], valued, report)
    days, bad_dates = _report_dates(raw, days, report, unreadable)
    nothing = _no_days(len(raw))
    issued, due = fill(raw, days, amount, bad_dates, report)
    paid_on = days.get("paid_on", nothing)
    mirrored = part.mirrored if part else None
    settled = settle(raw, amount, money, valued.exponents, paid_on, turned, report, mirrored)
    _keep(raw, "paid", settled.unreadable, unreadable)
    named = _names(raw, report, is_whole=is_whole)
    columns: dict[str, Any] = {
        "row": raw.numbers,
        **named,
        "currency": valued.codes,
        "issued": issued,
        "due": due,
        "delivered": days.get("delivered", nothing),
        "amount": amount,
        "paid": settled.paid,
        "paid_on": paid_on,
        "disputed": disputes(raw, report),
    }
    checks.check(raw, columns, report, is_whole=is_whole)
    return columns


def report_orders(order: Decision, report: Report) -> None:
    """Report the columns whose dates are written otherwise than the file's."""
    for name, own in order.contradicting.items():
        report.column("date_order_differs", name, order=own)


def as_frame(columns: Mapping[str, Any]) -> nw.DataFrame[Any]:
    """The canonical frame, on pandas."""
    import pandas as pd

    series = {
        name: pd.Series(columns[name], dtype="str" if kind == nw.String else "int64")
        for name, kind in FRAME.items()
    }
    return nw.from_native(pd.DataFrame(series), eager_only=True)


def _amount(
    raw: RawTable, amounts: Amounts, valued: Currencies, report: Report
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Signed amounts in minor units, and which credit notes had to be turned."""
    import numpy as np

    minor, rounded, _ = to_minor(amounts, valued.exponents)
    details = [
        {"currency": valued.codes[i] or "money", "amount": to_major(int(minor[i]), valued.codes[i])}
        for i in np.flatnonzero(rounded).tolist()
    ]
    raw.report(report, "rounded", "amount", rounded, details)
    raw.report(report, "inexact", "amount", np.abs(minor) > 2**53)
    turned = checks.credit_notes(raw) & (minor > 0)
    raw.report(report, "credit_sign", "amount", turned)
    return np.where(turned, -minor, minor), turned


def _report_dates(
    raw: RawTable,
    days: Mapping[Field, npt.NDArray[np.int64]],
    report: Report,
    unreadable: dict[int, dict[str, Any]],
) -> tuple[dict[Field, npt.NDArray[np.int64]], dict[Field, npt.NDArray[np.bool_]]]:
    """Report the dates that cannot be used; afterwards they are blank."""
    import numpy as np

    clean_days, bad = {}, {}
    for name, column in days.items():
        bad[name] = column < NO_DAY
        if bad[name].any():
            for code, fault in (
                ("unreadable_date", dates.UNREADABLE),
                ("implausible_date", dates.IMPLAUSIBLE),
                ("error_cell", dates.ERROR),
            ):
                raw.report(report, code, name, column == fault)
            _keep(raw, name, bad[name], unreadable)
        clean_days[name] = np.where(bad[name], NO_DAY, column)
    return clean_days, bad


def _keep(
    raw: RawTable,
    name: Field,
    mask: npt.NDArray[np.bool_],
    unreadable: dict[int, dict[str, Any]],
) -> None:
    """Keep raw cells that could not be read, so that a workbook can show them again."""
    if name in SHEET_FIELDS and name in raw.columns and mask.any():
        cells = compress(raw.columns[name], mask)
        for number, cell in zip(raw.numbers[mask].tolist(), cells, strict=True):
            unreadable.setdefault(number, {})[name] = cell


def _names(raw: RawTable, report: Report, *, is_whole: bool) -> dict[str, list[str]]:
    """Invoice numbers, customer ids, customer names and our own entities."""
    blank = [""] * len(raw)
    read: dict[Field, list[str]] = {}
    for name in TEXT_FIELDS:
        if name in raw.columns:
            values = raw.columns[name]
            entity = name == "entity"
            found = entities(values) if entity else texts(values, is_id=name != "customer")
            read[name] = found.values
            checks.report_ids(raw, name, found, report)
    if not is_whole:
        named: dict[str, list[str]] = {name: read.get(name, blank) for name in TEXT_FIELDS}
        checks.report_nameless(raw, named, report)
        return named
    who = customers(read.get("customer_id"), read.get("customer"))
    if "customer_id" not in read and "customer" not in read:
        who = customers(blank, None)
    checks.report_customers(raw, who, report)
    return {
        "invoice": read.get("invoice", blank),
        "customer_id": who.ids,
        "customer": who.names,
        "entity": read.get("entity", blank),
    }


def _no_days(rows: int) -> npt.NDArray[np.int64]:
    import numpy as np

    return np.full(rows, NO_DAY, np.int64)


def _none(days: npt.NDArray[np.int64] | None, rows: int) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.ones(rows, bool) if days is None else days < 0


def _take(amounts: Amounts, mask: npt.NDArray[np.bool_]) -> Amounts:
    if mask.all():
        return amounts
    return replace(
        amounts,
        values=tuple(compress(amounts.values, mask)),
        number=amounts.number[mask],
        blank=amounts.blank[mask],
    )
