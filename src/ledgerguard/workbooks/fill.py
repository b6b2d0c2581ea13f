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


def filled(
    template: Template, sheets: Mapping[str, Rows], data: Data, language: Language = "en"
) -> Filled:
    """The data of a template from the sheets of a file.

    A sheet that is called like a table of the template holds that table: a header of keys or
    titles, then its rows. Every other sheet holds single inputs: the name or the label of an input,
    in any of our languages, and its value beside it.

    Args:
        template: The template.
        sheets: Rows by the name of their sheet; a csv file is one sheet.
        data: What is known already, such as the as-of date.
        language: Of the workbook to be filled: words of a list are said in it.

    Raises:
        InvalidValue: when no row names an input of the template.
    """
    drafts = [template.draft(one, "desktop", template.blank()) for one in LANGUAGES]
    known, tables = _known(drafts, language), _tables(drafts, language)
    values: dict[str, Cell] = {}
    rows_of: dict[str, Rows] = {}
    problems: list[FillProblem] = []
    for name, rows in sheets.items():
        table = name.strip().casefold()
        if table in tables:
            rows_of[table], wrong = _table(tables[table], name, rows)
            problems += wrong
        else:
            problems += _singles(known, name, rows, values)
    inputs = dict.fromkeys(field.name for field in known.values())
    # What is named and not accepted is a problem that says so.
    if not values and not rows_of and not any(one.field in inputs for one in problems):
        names = ", ".join(list(inputs)[:6])
        raise InvalidValue(
            f"no row names an input of {template.name}",
            hint=f"a row holds a name and its value; names are {names} ...",
        )
    made = dataclasses.replace(
        data, values={**data.values, **values}, tables={**data.tables, **rows_of}
    )
    return Filled(made, tuple(problems))


@dataclass(frozen=True)
class _Field:
    """An input, or a column of a table, and the words by which people may name it."""

    name: str
    words: tuple[str, ...]
    accepts: Accepts | None
    meant: Mapping[str, str]  # the options of a list in every language, as ours says them


def _field(
    name: str, labels: Sequence[str], accepted: Sequence[Accepts | None], language: Language
) -> _Field:
    own = accepted[LANGUAGES.index(language)]
    meant: dict[str, str] = {}
    if isinstance(own, Choice):
        for one in accepted:
            options = one.options if isinstance(one, Choice) else ()
            meant |= {o.casefold(): said for o, said in zip(options, own.options, strict=False)}
    words = tuple(word.casefold() for word in (name, *labels))
    return _Field(name, words, own, meant)


def _known(drafts: Sequence[Draft], language: Language) -> dict[str, _Field]:
    """Inputs of one cell, by every word that names them."""
    found: dict[str, _Field] = {}
    for said in zip(*(draft.inputs for draft in drafts), strict=True):
        if said[0].first == said[0].last:
            field = _field(
                said[0].name, [one.label for one in said], [one.accepts for one in said], language
            )
            for word in field.words:
                found.setdefault(word, field)
    return found


def _tables(drafts: Sequence[Draft], language: Language) -> dict[str, list[_Field]]:
    """The columns of each table that are no formula."""
    return {
        name: [
            _field(said[0].key, [c.title for c in said], [c.accepts for c in said], language)
            for said in zip(*(draft.tables[name] for draft in drafts), strict=True)
            if not said[0].formula
        ]
        for name in drafts[0].tables
    }


def _singles(
    known: Mapping[str, _Field], sheet: str, rows: Rows, values: dict[str, Cell]
) -> Iterator[FillProblem]:
    for row, cells in enumerate(rows, 1):
        label, *rest = [cell for cell in cells if cell not in (None, "")] or [""]
        if label == "":
            continue
        field = known.get(str(label).strip().casefold())
        if field is None:
            if row > 1:  # the first row may be a header
                shown = ", ".join(str(cell) for cell in rest)
                yield FillProblem(sheet, row, str(label), shown, "no input is called so")
        elif not rest:
            yield FillProblem(sheet, row, field.name, "", "no value stands beside it")
        else:
            try:
                values[field.name] = taken(field.accepts, rest[0], field.meant)
            except InvalidValue as fault:
                yield FillProblem(sheet, row, field.name, str(rest[0]), str(fault))


def _table(columns: Sequence[_Field], sheet: str, rows: Rows) -> tuple[Rows, list[FillProblem]]:
    header = [str(cell).strip().casefold() for cell in (rows[0] if rows else ())]
    places = [
        next((at for at, word in enumerate(header) if word in c.words), None) for c in columns
    ]
    problems = [
        FillProblem(sheet, 1, column.name, "", "no column is called so")
        for column, place in zip(columns, places, strict=True)
        if place is None
    ]
    made: list[list[Cell]] = []
    for row, cells in enumerate(rows[1:], 2):
        line: list[Cell] = []
        for column, place in zip(columns, places, strict=True):
            cell = cells[place] if place is not None and place < len(cells) else None
            try:
                line.append(
                    None if cell in (None, "") else taken(column.accepts, cell, column.meant)
                )
            except InvalidValue as fault:
                problems.append(FillProblem(sheet, row, column.name, str(cell), str(fault)))
                line.append(None)
        if any(cell is not None for cell in line):
            made.append(line)
    return made, problems


def taken(accepts: Accepts | None, cell: Any, meant: Mapping[str, str] | None = None) -> Any:
    """A value as an input accepts it.

    Args:
        accepts: What the input accepts; None takes anything.
        cell: The value as it stands in the file.
        meant: The options of a list in small letters, as they are to be written.

    Raises:
        InvalidValue: when it is not accepted.
    """
    if accepts is None:
        return cell
    try:
        return _taken(accepts, cell, meant or {})
    except (Fault, ValueError, TypeError, OverflowError):
        wish = wanted(accepts, texts("en"))
        raise InvalidValue(f"{wish} is wanted, got {str(cell)!r}") from None


def _taken(accepts: Accepts, cell: Any, meant: Mapping[str, str]) -> Any:
    if isinstance(accepts, Number):
        found = _number(cell)
        _require(accepts.least <= found <= accepts.most and not (accepts.whole and found % 1))
        return found
    if isinstance(accepts, Day):
        day = _day(cell)
        _require(accepts.earliest <= day <= accepts.latest)
        return day
    text = str(cell).strip()
    if isinstance(accepts, Choice):
        _require(text.casefold() in meant or not (accepts.options and accepts.strict))
        return meant.get(text.casefold(), text)
    _require(len(text) <= accepts.longest)
    return text


def _number(cell: Any) -> float:
    """A number as people write it into a file: also 1,500 and, as in a cell, 80%."""
    if not isinstance(cell, str):
        return number(cell)
    digits = cell.replace(",", "").strip()
    share = digits.removesuffix("%").removesuffix("％")
    return number(digits) if share == digits else number(share) / 100


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _day(cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, str):
        return dt.date.fromisoformat(cell.strip())
    return from_serial(int(cell))
