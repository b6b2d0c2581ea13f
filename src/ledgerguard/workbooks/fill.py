"""Puts a person's own rows into the inputs of a template: names or labels, and their values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from ledgerguard.cells.coercion import Fault, number
from ledgerguard.errors import InvalidValue
from ledgerguard.translation import texts
from ledgerguard.units import Cell, Language, from_serial
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Day, Number, wanted
from ledgerguard.workbooks.template import Data, Rows, Template

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class FillProblem:
    """A row of the file that was not taken as it stands."""

    sheet: str
    row: int  # counted from 1
    field: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a file brought, and what of it could not be taken."""

    data: Data
    problems: tuple[FillProblem, ...]


def filled(template: Template, sheets: Mapping[str, Rows], data: Data) -> Filled:
    """The data of a template from the sheets of a file.

    A sheet that is called like a table of the template holds that table: a header of keys or
    titles, then its rows. Every other sheet holds single inputs: the name or the label of an input,
    in any of our languages, and its value beside it.

    Args:
        template: The template.
        sheets: Rows by the name of their sheet; a csv file is one sheet.
        data: What is known already, such as the as-of date.

    Raises:
        InvalidValue: when no row names an input of the template.
    """
    drafts = [template.draft(language, "desktop", template.blank()) for language in LANGUAGES]
    values: dict[str, Cell] = dict(data.values)
    tables: dict[str, Rows] = dict(data.tables)
    problems: list[FillProblem] = []
    for name, rows in sheets.items():
        if name.strip().casefold() in drafts[0].tables:
            key = name.strip().casefold()
            tables[key], wrong = _table(drafts, key, name, rows)
            problems += wrong
        else:
            problems += _singles(drafts, name, rows, values)
    if not values and not tables:
        known = ", ".join(list(_known(drafts))[:6])
        raise InvalidValue(
            f"no row names an input of {template.name}",
            hint=f"a row holds a name and its value; names are {known} ...",
        )
    made = dataclasses.replace(data, values=values, tables=tables)
    return Filled(made, tuple(problems))


def _singles(
    drafts: Sequence[Draft], sheet: str, rows: Rows, values: dict[str, Cell]
) -> Iterator[FillProblem]:
    known = _known(drafts)
    for row, cells in enumerate(rows, 1):
        label, *rest = [cell for cell in cells if cell not in (None, "")] or [""]
        if label == "":
            continue
        found = known.get(str(label).strip().casefold())
        if found is None:
            if row > 1:  # the first row may be a header
                yield FillProblem(sheet, row, str(label), _shown(rest), "no input is called so")
        elif not rest:
            yield FillProblem(sheet, row, found[0], "", "no value stands beside it")
        else:
            try:
                values[found[0]] = taken(found[1], rest[0])
            except InvalidValue as fault:
                yield FillProblem(sheet, row, found[0], str(rest[0]), str(fault))


def _table(
    drafts: Sequence[Draft], key: str, sheet: str, rows: Rows
) -> tuple[Rows, list[FillProblem]]:
    columns = [column for column in drafts[0].tables[key] if not column.formula]
    titles = {
        word.casefold(): column.key
        for draft in drafts
        for column in draft.tables[key]
        for word in (column.key, column.title)
    }
    header, *body = rows or [[]]
    at = {titles[str(cell).strip().casefold()]: place for place, cell in enumerate(header)
          if str(cell).strip().casefold() in titles}  # fmt: skip
    problems = [
        FillProblem(sheet, 1, column.key, "", "no column is called so")
        for column in columns
        if column.key not in at
    ]
    made: list[list[Cell]] = []
    for row, cells in enumerate(body, 2):
        line: list[Cell] = []
        for column in columns:
            place = at.get(column.key, len(cells))
            cell = cells[place] if place < len(cells) else None
            try:
                line.append(None if cell in (None, "") or column.accepts is None
                            else taken(column.accepts, cell))  # fmt: skip
            except InvalidValue as fault:
                problems.append(FillProblem(sheet, row, column.key, str(cell), str(fault)))
                line.append(None)
        if any(cell is not None for cell in line):
            made.append(line)
    return made, problems


def taken(accepts: Accepts, cell: Any) -> Any:
    """A value as an input accepts it.

    Raises:
        InvalidValue: when it does not.
    """
    fault = InvalidValue(f"{wanted(accepts, texts('en'))} is wanted, got {cell!r}")
    if isinstance(accepts, Number):
        try:
            found = number(cell.replace(",", "") if isinstance(cell, str) else cell)
        except Fault:
            raise fault from None
        if not accepts.least <= found <= accepts.most or (accepts.whole and found % 1):
            raise fault
        return found
    if isinstance(accepts, Day):
        try:
            day = _day(cell)
        except (ValueError, TypeError, OverflowError):
            raise fault from None
        if not accepts.earliest <= day <= accepts.latest:
            raise fault
        return day
    text = str(cell).strip()
    if isinstance(accepts, Choice):
        options = {option.casefold(): option for option in accepts.options}
        if accepts.options and accepts.strict and text.casefold() not in options:
            raise fault
        return options.get(text.casefold(), text)
    if len(text) > accepts.longest:
        raise fault
    return text


def _day(cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, str):
        return dt.date.fromisoformat(cell.strip())
    return from_serial(int(cell))


def _known(drafts: Sequence[Draft]) -> dict[str, tuple[str, Accepts]]:
    """Inputs of one cell by name and by label in every language."""
    found: dict[str, tuple[str, Accepts]] = {}
    for draft in drafts:
        for one in draft.inputs:
            if one.first == one.last:
                found.setdefault(one.name.casefold(), (one.name, one.accepts))
                found.setdefault(one.label.casefold(), (one.name, one.accepts))
    return found


def _shown(cells: Sequence[Any]) -> str:
    return ", ".join(str(cell) for cell in cells)
