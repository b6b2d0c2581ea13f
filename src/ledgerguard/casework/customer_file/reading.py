"""Reads customers' files: from a csv or a workbook, or from the cells of a range.

A file is one table with a row a fact. Whatever a row says that cannot be taken becomes a problem
of the customer; a row of a blank file that nobody has filled in yet is passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ledgerguard.casework.customer_file.cells import (
    Style,
    day_of,
    is_blank,
    shown,
    text_of,
    value_of,
)
from ledgerguard.casework.customer_file.columns import TITLES, Column, Header, find
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.customer_file.items import ITEMS, Item, item_of, nearest_item
from ledgerguard.casework.customer_file.problems import Unreadable
from ledgerguard.casework.customer_file.sources import Source, rows_of
from ledgerguard.errors import InvalidValue, LedgerError, NotAvailable
from ledgerguard.ledger.currency import code_of
from ledgerguard.ledger.reading.amounts import decimal_mark
from ledgerguard.ledger.reading.date_order import decide
from ledgerguard.ledger.schema import NO_DAY, DateOrder
from ledgerguard.policy.schema import nearest
from ledgerguard.units import Cell, Language, Table

NOBODY: Final = ""
"""The customer of rows that name none; its file holds nothing but problems."""

OWN: Final = "own"
"""Customer id under which a range of facts holds the firm's own file: it is no customer."""

_HELD: Final = 4
_recent: list[tuple[list[tuple[Cell, ...]], str, Language, dict[str, CustomerFile]]] = []
"""The ranges that were read last, the latest first: a sheet has many formulas over one range."""


def read_files(
    path: str | Path,
    sheet: str | None = None,
    *,
    currency: str = "",
    encoding: str | None = None,
    language: Language = "en",
) -> dict[str, CustomerFile]:
    """The customers of a csv or a workbook by their ids.

    Rows that name no customer stand under the blank id, as problems, unless the file has no column
    of customers: then all of it is about one, whose id is blank.

    Args:
        path: A csv (comma, semicolon, tab or bar; any usual encoding) or a workbook.
        sheet: Name of the sheet; otherwise the first one that holds a customer's file.
        currency: Currency of amounts that name none.
        encoding: Encoding of a csv; otherwise found by its bytes.
        language: Language of the problems.

    Raises:
        LedgerError: when the file cannot be opened, or has no header with item and value.
    """
    return _files(rows_of(Path(path), sheet, encoding), currency, language)


def files_from_cells(
    table: Table, *, currency: str = "", language: Language = "en"
) -> dict[str, CustomerFile]:
    """The customers of a range by their ids; the last few ranges are remembered.

    Raises:
        LedgerError: when no row names item and value.
    """
    cells = [row if type(row) is tuple else tuple(row) for row in table]
    for place, (known, asked, told, files) in enumerate(_recent):
        if asked == currency and told == language and known == cells:
            _recent.insert(0, _recent.pop(place))
            return dict(files)
    files = _files(Source(cells), currency, language)
    _recent.insert(0, (cells, currency, language, files))
    del _recent[_HELD:]
    return dict(files)


def from_cells(
    table: Table, customer_id: str = "", *, currency: str = "", language: Language = "en"
) -> CustomerFile:
    """The one customer of a range, or the one that is named.

    Raises:
        LedgerError: when no row names item and value.
        InvalidValue: when the range is about several customers and none is named.
        NotAvailable: when it has nothing about the one that is named.
    """
    files = files_from_cells(table, currency=currency, language=language)
    named = {key: file for key, file in files.items() if key != NOBODY}
    lost = files.get(NOBODY, CustomerFile(NOBODY))
    if not named:
        return replace(lost, customer_id=customer_id)
    if not customer_id and len(named) > 1:
        raise InvalidValue(
            f"customer must be one of {', '.join(named)}, got none",
            hint="the range is about several customers: name the one that is meant",
        )
    if customer_id and customer_id not in named:
        raise NotAvailable(
            f"the file must have rows about the customer, got none about {customer_id!r}",
            hint=nearest(customer_id, named) or f"it has rows about {', '.join(named)}",
        )
    file = named[customer_id or next(iter(named))]
    # A row that names nobody may be about this one: whoever looks at the file sees it.
    return replace(file, problems=tuple(sorted(file.problems + lost.problems, key=_row_number)))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the table that holds anything."""

    number: int
    cells: Sequence[Any]
    header: Header

    def cell(self, column: Column) -> Any:
        return self.header.cell(self.cells, column)

    @property
    def is_unfilled(self) -> bool:
        """Whether nobody has written more into a row of a blank file than it came with."""
        return all(is_blank(self.cell(column)) for column in ("value", "date", "until", "source"))


def _files(source: Source, currency: str, language: Language) -> dict[str, CustomerFile]:
    header = find(source.rows)
    lines = [
        _Line(number, row, header)
        for number, row in enumerate(source.rows[header.row + 1 :], start=header.row + 2)
        if not all(map(is_blank, (header.cell(row, column) for column in header.places)))
    ]
    style = _style(lines, source.is_1904)
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    problems: defaultdict[str, list[FileProblem]] = defaultdict(list)
    for line in lines:
        customer = NOBODY
        try:
            customer = _customer(line)
            fact = _fact(line, style, language)
        except Unreadable as error:
            problems[customer].append(_problem(line, error, language))
        else:
            facts[customer] += [fact] if fact else []
    found = {}
    for customer in dict.fromkeys([*facts, *problems]):
        taken, refused = _with_currency(facts[customer], currency, language)
        told = sorted([*problems[customer], *refused], key=_row_number)
        found[customer] = CustomerFile(customer, tuple(taken), tuple(told))
    return found


def _style(lines: Sequence[_Line], is_1904: bool) -> Style:
    """How the file writes numbers and dates, by all of its rows together."""
    numbers = [
        line.cell("value")
        for line in lines
        if (item := _item(line)) and item.kind in ("number", "money", "rate")
    ]
    dates = [line.cell(column) for line in lines for column in ("date", "until")]
    order: DateOrder | None
    try:
        order = decide({"delivered": dates}, {"delivered": "date"}).order
    except LedgerError:  # each date that may be read in two ways is told as a problem of its row
        order = None
    return Style(decimal_mark([numbers]), order, is_1904)


def _item(line: _Line) -> Item | None:
    label = line.cell("item")
    return item_of(label) if isinstance(label, str) else None


def _customer(line: _Line) -> str:
    if "customer_id" not in line.header.places:
        return NOBODY
    cell = line.cell("customer_id")
    if is_blank(cell):
        raise Unreadable("no-customer")
    return text_of(cell)


def _fact(line: _Line, style: Style, language: Language) -> Fact | None:
    """The fact that a row states; None where it is still blank.

    Raises:
        Unreadable: for a row that cannot be taken.
    """
    label = line.cell("item")
    if is_blank(label):
        raise Unreadable("no-item")
    item = item_of(text_of(label))
    if item is None:
        raise Unreadable("unknown-item", near=_near(text_of(label), language))
    if is_blank(line.cell("value")):
        if line.is_unfilled:
            return None
        raise Unreadable("no-value")
    read = value_of(item, line.cell("value"), style)
    day = day_of(line.cell("date"), style, TITLES["date"].in_language(language))
    until = day_of(line.cell("until"), style, TITLES["until"].in_language(language))
    if until != NO_DAY and until < day:
        raise Unreadable("ends-before")
    currency = _currency(line, read.currency)
    source = line.cell("source")
    return Fact(
        item.key,
        read.value,
        day,
        until,
        currency,
        "" if is_blank(source) else text_of(source),
        line.number,
    )


def _near(label: str, language: Language) -> str:
    if hint := nearest_item(label):
        return (
            hint
            if language == "en"
            else hint.replace("did you mean ", "是否为 ").replace("?", "？")
        )
    return "a blank file lists all items" if language == "en" else "空白档案列出全部项目"


def _currency(line: _Line, beside: str) -> str:
    """The currency of a row: that of its column, or the one that stands beside the value."""
    cell = line.cell("currency")
    if is_blank(cell):
        return beside
    text = text_of(cell)
    code = code_of(text)
    if code is None:
        raise Unreadable("not-currency", got=text)
    if beside and beside != code:
        raise Unreadable("two-currencies", value=beside, column=code)
    return code


def _with_currency(
    facts: Sequence[Fact], currency: str, language: Language
) -> tuple[list[Fact], list[FileProblem]]:
    """The facts of one customer with the currency that goes without saying.

    An amount that names none is in the currency that is given, in the only one that the file
    names, or in the only one of the statements where it is one of theirs. Where there are several
    there is none to guess; only nothing at all needs no currency.
    """
    named = sorted({fact.currency for fact in facts if fact.currency and _is_amount(fact)})
    taken, refused = [], []
    for fact in facts:
        if not _is_amount(fact) or fact.currency:
            taken.append(fact)
            continue
        meant = currency or _only(named) or _only(_of_statements(fact, facts))
        if meant or len(named) < 2 or not fact.value:
            taken.append(replace(fact, currency=meant))
        else:
            refused.append(fact)
    told = Unreadable("no-currency", named=", ".join(named)).told(language)
    return taken, [FileProblem(f.row, f.item, shown(f.value), *told) for f in refused]


def _only(currencies: Collection[str]) -> str:
    return next(iter(currencies)) if len(currencies) == 1 else ""


def _of_statements(fact: Fact, facts: Sequence[Fact]) -> set[str]:
    """The currencies of the statements, for an amount of theirs: a company reports in one."""
    if ITEMS[fact.item].group != "statements":
        return set()
    return {f.currency for f in facts if f.currency and ITEMS[f.item].group == "statements"}


def _is_amount(fact: Fact) -> bool:
    return ITEMS[fact.item].money and isinstance(fact.value, float)


def _problem(line: _Line, error: Unreadable, language: Language) -> FileProblem:
    item = _item(line)
    label = item.key if item else shown(line.cell("item"))
    return FileProblem(line.number, label, shown(line.cell("value")), *error.told(language))


def _row_number(problem: FileProblem) -> int:
    return problem.row
