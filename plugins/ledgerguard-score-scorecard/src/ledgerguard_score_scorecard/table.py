"""A labelled table: read from a csv, taken as numbers and texts, and recognised by a fingerprint.

Rows are put into an order of their own, so that neither their order in the file nor that of the
columns changes anything that is learned.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledgerguard.errors import InvalidValue, LedgerguardError

Value = float | str | None

_DELIMITERS: Final = ",;\t|"


class TableError(LedgerguardError):
    """A table that nothing can be learned from."""


@dataclass(frozen=True)
class Table:
    """The columns that count; every column has one value a row, None where it is blank."""

    variables: Mapping[str, tuple[Value, ...]]  # by name, in alphabetical order
    bad: tuple[bool, ...]
    groups: tuple[str, ...] = ()  # the customer of each row; empty where the table names none
    times: tuple[str, ...] = ()
    sha256: str = ""
    columns: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.bad)

    @property
    def period(self) -> tuple[str, str] | None:
        """The first and the last time."""
        return (min(self.times), max(self.times)) if self.times else None

    def taken(self, places: Sequence[int]) -> Table:
        """Some of the rows; the fingerprint is left out, as it is that of all."""
        return Table(
            {name: tuple(values[n] for n in places) for name, values in self.variables.items()},
            tuple(self.bad[n] for n in places),
            tuple(self.groups[n] for n in places) if self.groups else (),
            tuple(self.times[n] for n in places) if self.times else (),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what."""

    label: str
    bad: str  # the label's value for bad
    group: str | None = None
    time: str | None = None
    variables: Collection[str] = ()  # empty: all others
    ignore: Collection[str] = ()


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a csv with a header (comma, semicolon, tab or bar; UTF-8).

    Raises:
        TableError: naming the file and what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(
            f"{path} must be a csv in UTF-8, got {error}", hint="save the sheet as CSV UTF-8"
        ) from None
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(lines) < 2:
        raise TableError(f"{path} must have a header and rows, got {len(lines)} lines")
    names = [name.strip() for name in lines[0]]
    if len(set(names)) < len(names) or not all(names):
        raise TableError(
            f"{path} must have a different name over each column, got {', '.join(names)[:200]}"
        )
    found = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(names):
            raise TableError(
                f"{path}: line {number} must have {len(names)} cells, got {len(line)}",
                hint="does a text hold the delimiter without quotation marks?",
            )
        found.append({n: cell.strip() for n, cell in zip(names, line, strict=True)})
    return found


def table_of(rows: Sequence[Mapping[str, str]], columns: Columns) -> Table:
    """The table of rows of text.

    A column whose every value is a number is one of numbers, any other one of texts.

    Raises:
        TableError: when a column is missing, or a label or a group is blank.
        InvalidValue: when no row has the label's value for bad, or every row has.
    """
    if not rows:
        raise TableError("the table must have rows, got none")
    names = _variables(rows[0], columns)
    keys = [key for key in (columns.label, columns.group, columns.time) if key]
    used = [*keys, *names]
    typed = {name: typed_column([row[name] for row in rows]) for name in used}
    order = sorted(range(len(rows)), key=lambda n: [_key(typed[name][n]) for name in sorted(used)])
    _require_filled(rows, keys)
    bad = [_is_value(rows[n][columns.label], columns.bad) for n in order]
    if all(bad) or not any(bad):
        seen = sorted({row[columns.label] for row in rows})
        raise InvalidValue(
            f"{columns.label} must be {columns.bad!r} in some rows and not in others, "
            f"got {', '.join(seen[:6])} in {len(rows)} rows",
            hint="which value does the column have where a customer was bad?",
        )
    return Table(
        {
            _plain_name(name): tuple(typed[name][n] for n in order)
            for name in sorted(names, key=_plain_name)
        },
        tuple(bad),
        tuple(rows[n][columns.group] for n in order) if columns.group else (),
        tuple(rows[n][columns.time] for n in order) if columns.time else (),
        fingerprint({name: [typed[name][n] for n in order] for name in used}),
        tuple(sorted(used)),
    )


def fingerprint(columns: Mapping[str, Sequence[Value]]) -> str:
    """SHA-256 of the content: names in alphabetical order, then each row as one line of JSON.

    Equal for two files with the same values, whatever their delimiter, the order of their rows
    and columns, or whether a number is written 1, 1.0 or 1e0.
    """
    names = sorted(columns)
    digest = hashlib.sha256(json.dumps(names, ensure_ascii=False).encode())
    for row in zip(*(columns[name] for name in names), strict=True):
        digest.update(b"\n" + json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def typed_column(cells: Sequence[str]) -> list[Value]:
    """A column as numbers where every cell that is not blank is one, otherwise as texts."""
    numbers = [_number(cell) if cell else None for cell in cells]
    if all(number is not None for number, cell in zip(numbers, cells, strict=True) if cell):
        return list(numbers)
    return [cell or None for cell in cells]


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    # "nan" and "inf" are words of Python's; and 1_000 is no number in any csv.
    return number + 0.0 if math.isfinite(number) and "_" not in cell else None


def _variables(first: Mapping[str, str], columns: Columns) -> list[str]:
    special = {columns.label, *filter(None, (columns.group, columns.time))}
    asked = [*special, *columns.variables, *columns.ignore]
    absent = [name for name in asked if name not in first]
    if absent:
        raise TableError(
            f"a column must be one of {', '.join(first)[:300]}, got {', '.join(absent)}",
            hint="is it spelled as in the header?",
        )
    twice = sorted(special & set(columns.variables))
    if twice:
        raise TableError(
            f"a variable must be no label, group or time, got {', '.join(twice)}",
            hint="the scorecard would be told the answer",
        )
    left = [n for n in columns.variables or first if n not in special and n not in columns.ignore]
    if not left:
        raise TableError("the table must have at least one column to learn from, got none")
    plain = [_plain_name(name) for name in left]
    if len(set(plain)) < len(plain) or not all(re.match("[a-z]", name) for name in plain):
        raise TableError(
            f"columns must have names that differ as inputs and begin with a letter, "
            f"got {', '.join(left)[:300]}",
            hint="rename them with lower case, digits and underscores",
        )
    return left


def _plain_name(column: str) -> str:
    """The name of an input: a column's in lower case, with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")


def _require_filled(rows: Sequence[Mapping[str, str]], names: Sequence[str]) -> None:
    for name in names:
        blank = sum(not row[name] for row in rows)
        if blank:
            raise TableError(
                f"{name} must be filled in every row, got {blank} blank ones of {len(rows)}",
                hint="leave rows out whose outcome or customer nobody knows",
            )


def _is_value(cell: str, wanted: str) -> bool:
    one, other = _number(cell), _number(wanted)
    if one is not None and other is not None:
        return one == other
    return cell.casefold() == wanted.strip().casefold()


def _key(value: Value) -> tuple[int, float, str]:
    """An order in which blanks, numbers and texts can stand together."""
    if value is None:
        return 0, 0.0, ""
    return (1, value, "") if isinstance(value, float) else (2, 0.0, value)
