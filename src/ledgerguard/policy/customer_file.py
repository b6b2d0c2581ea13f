"""Settings of many customers as a csv states them: a row a customer, a column a setting."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.policy.schema import Fault, Misfits, converted, nearest
from ledgerguard.policy.settings import KEYS, CustomerTable

ID: Final = "customer_id"
NOTHING: Final = "-"
"""A cell that says: none; a blank cell says nothing, and what the group or company says holds."""

_TOLERANCE: Final = "tolerance."
_MEND: Final = "mend the cell; a blank one leaves the setting to the group or the company"


@dataclass(frozen=True, slots=True)
class CustomerRows:
    """The customers of a csv, and what is wrong with its cells: where anything is, none counts."""

    tables: Mapping[str, CustomerTable]
    stated: tuple[tuple[int, Mapping[str, Any]], ...]  # line and cells, for references that miss
    faults: tuple[Fault, ...]


def customer_rows(text: str, name: str) -> CustomerRows:
    """The customers of a csv: separated by comma, semicolon or tab, the header names settings.

    Numbers have a decimal point, channels are separated by spaces or semicolons, a tolerance has a
    column for each currency (tolerance.EUR).
    """
    records = list(_records(text))
    if not records:
        header_fault = Fault(name, ID, 1, f"must have a header with {ID}, got nothing", _MEND)
        return CustomerRows({}, (), (header_fault,))
    header = [cell.strip() for cell in records[0][1]]
    faults = list(_header_faults(header, name))
    tables: dict[str, CustomerTable] = {}
    stated: list[tuple[int, Mapping[str, Any]]] = []
    lines: dict[str, int] = {}
    for line, cells in records[1:] if ID in header else ():
        row, wrong = _row(header, cells)
        customer = row.pop(ID, "")
        wrong += _identity_faults(customer, lines)
        lines.setdefault(customer, line)
        stated.append((line, row))
        try:
            tables[customer] = converted(row, CustomerTable)
        except Misfits as misfits:
            wrong += [(".".join(map(str, m.path)), m.what, m.mend) for m in misfits.all]
        faults += [Fault(name, key, line, what, mend or _MEND) for key, what, mend in wrong]
    return CustomerRows(tables, tuple(stated), tuple(faults))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line on which each begins; blank ones are left out."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _header_faults(header: Sequence[str], name: str) -> Iterator[Fault]:
    known = (ID, "group", *KEYS)
    if ID not in header:
        yield Fault(name, ID, 1, f"must be a column of the header, got {', '.join(header)}", _MEND)
    for place, key in enumerate(header):
        if key in header[:place]:
            yield Fault(
                name, key, 1, "must be a column once, got it twice", "leave one of them out"
            )
        elif key == "tolerance":
            yield Fault(
                name, key, 1, "must have a column for each currency", "name it tolerance.EUR"
            )
        elif key not in known and not key.startswith(_TOLERANCE):
            what = f"is an unknown column: must be one of {', '.join(known)}, got {key!r}"
            mend = nearest(key, known) or "leave the column out, or name it as one of these"
            yield Fault(name, key or f"column {place + 1}", 1, what, mend)


def _identity_faults(customer: str, lines: Mapping[str, int]) -> list[tuple[str, str, str]]:
    if not customer:
        return [(ID, "must be filled, got a blank", "")]
    if customer in lines:
        what = f"must stand once, got {customer} in line {lines[customer]} as well"
        return [(ID, what, "keep one row a customer")]
    return []


def _row(
    header: Sequence[str], cells: Sequence[str]
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """The settings that a row states, and what is wrong with its cells: column, what, mend."""
    row: dict[str, Any] = {}
    wrong: list[tuple[str, str, str]] = []
    if any(cell.strip() for cell in cells[len(header) :]):
        what = f"must have at most {len(header)} cells, got {len(cells)}"
        wrong.append(("row", what, "put text that holds the separator in quotes"))
    for key, cell in zip(header, map(str.strip, cells), strict=False):
        if not cell:
            continue
        try:
            if key.startswith(_TOLERANCE):
                row.setdefault("tolerance", {})[key.removeprefix(_TOLERANCE)] = _number(cell)
            elif key in _READ:
                row[key] = _READ[key](cell)
        except ValueError as error:
            wrong.append((key, str(error), ""))
    return row, wrong


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"must be a number with a decimal point, got {cell!r}") from None


def _whole(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise ValueError(f"must be a whole number, got {cell!r}") from None


def _words(cell: str) -> list[str]:
    return [] if cell == NOTHING else cell.replace(";", " ").replace(",", " ").split()


def _text(cell: str) -> str:
    return "" if cell == NOTHING else cell


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys((ID, "group", *KEYS), _text),
    **dict.fromkeys(
        ("grace_days", "catch_up_days", "promise_days", "contact_gap_days", "statement_days"),
        _whole,
    ),
    "channels": _words,
    "risk": _number,
}
