"""Country risk classes by a dated csv that a firm may replace, country by country."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.schema import Fault, FaultyPolicy, nearest, text_of

if TYPE_CHECKING:
    from ledgerguard.policy.firm import Policy

HIGH_INCOME: Final = "-"
"""Not classified: a high-income country of the OECD or of the euro area."""

UNKNOWN: Final = "?"
"""Of no known class: not reviewed by anybody, or in no file."""

CLASSES: Final = (*"01234567", HIGH_INCOME, UNKNOWN)
COLUMNS: Final = ("country", "class", "dated", "source")
FILE: Final = Path(__file__).with_name("country_classes.csv")

_CODE: Final = re.compile(r"[A-Z]{2}")
_OTHER_NAMES: Final[Mapping[str, str]] = {"UK": "GB", "EL": "GR"}  # as the European Union writes
_MEND: Final = "one row a country: ISO code of two letters, class 0 to 7, - or ?, date, source"


@dataclass(frozen=True, slots=True)
class CountryClass:
    """The class of a country, and on whose list of which day it stands.

    Attributes:
        code: "0" (lowest risk) to "7"; "-" where a high-income country is not classified; "?" where
            no class is known.
        dated: Day of the list.
        source: Whose list it is; for "?" of a country that is on none, says so.
        early: Whether the list is of a later day than one asked about: nobody knew it then.
    """

    code: str
    dated: dt.date
    source: str
    early: bool = False


@dataclass(frozen=True)
class CountryTable:
    """The classes of all countries: the rows of each one, rising by date."""

    rows: Mapping[str, tuple[CountryClass, ...]]

    @property
    def dated(self) -> dt.date:
        """The newest day that any row names."""
        return max(row.dated for rows in self.rows.values() for row in rows)

    def of(self, country: str, as_of: dt.date | None = None) -> CountryClass:
        """The class of a country on a day.

        Args:
            country: ISO code of two letters.
            as_of: The day; None: the newest row. Before the first row of the country that row is
                the answer, marked as early: there is nothing older to stand on.

        Raises:
            InvalidValue: when the code has another shape.
        """
        code = country_code(country)
        rows = self.rows.get(code)
        if not rows:
            return CountryClass(UNKNOWN, self.dated, f"no list of classes names {code}")
        known = [row for row in rows if as_of is None or row.dated <= as_of]
        if known:
            return known[-1]
        first = rows[0]
        return CountryClass(first.code, first.dated, first.source, early=True)

    def over(self, own: CountryTable | None) -> CountryTable:
        """These classes, with a firm's own: a country that is among those has their rows alone."""
        return self if own is None else CountryTable({**self.rows, **own.rows})


def country_code(country: str) -> str:
    """The ISO code of a country as it is looked up: capitals, GB for UK and GR for EL.

    Raises:
        InvalidValue: when it is not of two letters.
    """
    code = country.strip().upper()
    if not _CODE.fullmatch(code):
        raise InvalidValue(
            f"country must be an ISO code of two letters, got {country!r}",
            hint="Germany is DE, China is CN, the United Kingdom is GB",
        )
    return _OTHER_NAMES.get(code, code)


def country_class(
    country_iso2: str, as_of: dt.date | None = None, policy: Policy | None = None
) -> CountryClass:
    """The risk class of a country by the firm's own list, else by the packaged one.

    Args:
        country_iso2: ISO code of two letters.
        as_of: Day on which one looks; None: by the newest list.
        policy: The firm's policy; None: what is packaged.

    Raises:
        InvalidValue: when the code has another shape.
    """
    table = packaged_countries() if policy is None else policy.credit_book.countries
    return table.of(country_iso2, as_of)


@cache
def packaged_countries() -> CountryTable:
    """The classes that ledgerguard brings."""
    return countries_of(text_of(FILE), FILE.name)


@lru_cache(maxsize=8)
def countries_of(text: str, name: str) -> CountryTable:
    """The classes that a csv states.

    Raises:
        PolicyError: naming the file and, for every fault, line, column and mend.
    """
    table, faults = read_countries(text, name)
    if faults:
        raise FaultyPolicy(faults)
    return table


def read_countries(text: str, name: str) -> tuple[CountryTable, list[Fault]]:
    """The classes of a csv that can be read, and what is wrong with the others.

    Separated by comma, semicolon or tab; a line that begins with # is a comment.
    """
    records = list(_records(text))
    header = [cell.strip().casefold() for cell in records[0][1]] if records else []
    missing = [column for column in COLUMNS[:3] if column not in header]
    if missing:
        got = ", ".join(header) or "nothing"
        what = f"must be columns of the header: {', '.join(missing)}; got {got}"
        line = records[0][0] if records else 1
        return CountryTable({}), [Fault(name, missing[0], line, what, _MEND)]
    faults: list[Fault] = []
    found: dict[str, dict[dt.date, CountryClass]] = {}
    for line, cells in records[1:]:
        row = dict(zip(header, map(str.strip, cells), strict=False))
        wrong = list(_wrong(row, found))
        faults += [Fault(name, key, line, what, mend or _MEND) for key, what, mend in wrong]
        if not wrong:
            day = dt.date.fromisoformat(row["dated"])
            known = CountryClass(row["class"], day, row.get("source") or name)
            found.setdefault(country_code(row["country"]), {})[day] = known
    if not found and not faults:
        faults.append(Fault(name, "country", None, "must have a row, got only the header", _MEND))
    rows = {code: tuple(of[day] for day in sorted(of)) for code, of in found.items()}
    return CountryTable(rows), faults


def _wrong(
    row: Mapping[str, str], found: Mapping[str, Mapping[dt.date, CountryClass]]
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row: column, what, mend."""
    country, code, dated = (row.get(column, "") for column in COLUMNS[:3])
    try:
        country = country_code(country)
    except InvalidValue as error:
        yield "country", error.message, error.hint
    if code not in CLASSES:
        what = f"must be one of {', '.join(CLASSES)}, got {code!r}"
        yield "class", what, nearest(code, CLASSES)
    try:
        day = dt.date.fromisoformat(dated)
    except ValueError:
        yield "dated", f"must be a date such as 2026-01-30, got {dated!r}", ""
        return
    if day in found.get(country, {}):
        yield "country", f"must stand once for {day}, got {country} a second time", ""


def _records(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows with their lines; comments and blank lines are left out."""
    lines = text.splitlines()
    stated = [(place, line) for place, line in enumerate(lines, start=1) if _counts(line)]
    first = stated[0][1] if stated else ""
    separator = max(",;\t", key=first.count)
    for place, line in stated:
        yield place, next(csv.reader(io.StringIO(line), delimiter=separator))


def _counts(line: str) -> bool:
    return bool(line.strip(" ,;\t")) and not line.lstrip().startswith("#")
