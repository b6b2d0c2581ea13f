"""What the sheets of the portfolio's workbook share: texts, formats of money, lists, printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from ledgerguard.formulas.aging import bucket_labels
from ledgerguard.ledger.cleaning.tally import Tally
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, Language, from_serial
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.portfolio_words import TEXTS
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import Book, Sheet, area

HEADER: Final = 3
FIRST: Final = 4
"""Rows of the header of a list and of its first line."""

Row = Mapping[str, Any]


class TableFile(Protocol):
    """A whole table as a file or in a database: a run's record of it will do."""

    @property
    def name(self) -> str:
        """The name of the table."""

    @property
    def rows(self) -> int:
        """How many rows the file has."""

    @property
    def where(self) -> str:
        """The path of the file, or the table's name within the database."""


@dataclass(frozen=True)
class Plan:
    """One workbook while it is being laid out; amounts in minor units."""

    book: Book
    language: Language
    as_of: int
    totals: Mapping[str, Mapping[str, int]]
    tally: Tally
    tables: Mapping[str, Sequence[Row]]
    files: tuple[TableFile, ...]
    source: str
    edges: tuple[float | None, ...]

    def text(self, key: str, **values: object) -> str:
        """The text of a key, numbers as people write them."""
        words = TEXTS[key].in_language(self.language)
        shown = {name: f"{v:,}" if isinstance(v, int) else v for name, v in values.items()}
        return words.format(**shown) if values else words

    @property
    def currencies(self) -> list[str]:
        """The currencies of the ledger in alphabetical order."""
        return sorted(self.totals)

    @property
    def buckets(self) -> list[tuple[str, str]]:
        """Column and label of every bucket, and of what has no date."""
        labels = bucket_labels(self.edges, "due", self.language)
        named = [(f"bucket_{number}", label) for number, label in enumerate(labels)]
        return [*named, ("undated", self.text("undated"))]

    def rows_of(self, name: str) -> int:
        """The rows of a table's file; those at hand where there is no file."""
        known = {file.name: file.rows for file in self.files}
        return known.get(name, len(self.tables.get(name, ())))

    @property
    def about(self) -> str:
        """The day and the source."""
        day = self.text("as_of", day=from_serial(self.as_of).isoformat())
        return " · ".join(part for part in (day, self.source) if part)


@dataclass(frozen=True)
class Column:
    """One column of a list: a value, or a formula of the row's number."""

    key: str  # of the words
    style: str  # "money": of the row's currency
    value: Callable[[Row], Cell] | None = None
    formula: Callable[[int], str] | None = None
    header: str = ""  # where it is not the words of the key


@dataclass(frozen=True)
class Listed:
    """A list as it stands on its sheet, for formulas elsewhere."""

    sheet: Sheet
    places: Mapping[str, int]  # column by key
    rows: int
    first: int = FIRST

    def range(self, key: str) -> str:
        """The cells below a header, as another sheet refers to them."""
        column = self.places[key]
        last = self.first + max(self.rows, 1) - 1
        return area(self.first, column, last, column, self.sheet.name)


def largest_first(rows: Sequence[Row]) -> list[Row]:
    """Currency by currency: amounts of two currencies cannot be compared."""
    return sorted(rows, key=lambda row: (row["currency"], -int(row["open"]), row["customer_id"]))


def money(currency: str) -> str:
    """The number format of an amount in a currency."""
    places = exponent(currency)
    whole = "#,##0" if not places else f"#,##0.{'0' * places}"
    return f"{whole};-{whole};{whole.replace('#,##', '')}"


def amount(name: str) -> Callable[[Row], Cell]:
    """An amount of a row in major units."""
    return lambda row: to_major(int(row[name]), row["currency"])


def day(name: str) -> Callable[[Row], Cell]:
    """A day of a row; nothing where there is none."""
    return lambda row: None if row[name] == NO_DAY else int(row[name])


def plain(name: str) -> Callable[[Row], Cell]:
    """A text of a row; nothing where it is blank."""
    return lambda row: str(row[name]) or None


def figure(name: str) -> Callable[[Row], Cell]:
    """A number of a row; nothing where there is none: null, or NaN as pandas has it."""

    def of(row: Row) -> Cell:
        found = row[name]
        return None if found is None or found != found else found  # only NaN is not itself

    return of


def heading(plan: Plan, sheet: Sheet, title: str, note: str) -> None:
    """Title, day and source, and what the sheet holds, in the first rows."""
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, plan.about, "subtitle")
    sheet.put(2, 0, note, "note")


def lay_out(
    plan: Plan, sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row], top: int = HEADER
) -> Listed:
    """Put a list, with its header in the row ``top``."""
    headers = [column.header or plan.text(column.key) for column in columns]
    for place, header in enumerate(headers):
        sheet.put(top, place, header, "header")
    for number, row in enumerate(rows, top + 1):
        for place, column in enumerate(columns):
            shown = money(row["currency"]) if column.style == "money" else column.style
            style = f"{'cell.ruled.left' if shown == 'text' else 'cell.ruled'}/{shown}"
            if column.formula is not None:
                sheet.formula(number, place, column.formula(number), style)
            elif column.value is not None:
                sheet.put(number, place, column.value(row), style)
    if not rows:
        sheet.put(top + 1, 0, plan.text("none"), "subtitle")
    places = {column.key: place for place, column in enumerate(columns)}
    return Listed(sheet, places, len(rows), top + 1)


def dress(
    plan: Plan, sheet: Sheet, kept: int = 0, header: int | None = HEADER, *, one_page: bool = False
) -> None:
    """Widths by what stands in the cells, and printing.

    Args:
        plan: The workbook.
        sheet: The sheet.
        kept: Columns that stay when one scrolls.
        header: The row that stays and is printed on every page, or None.
        one_page: Whether the sheet is printed on one page, upright: charts are not cut.
    """
    headers = {row for (row, _), (_, style) in sheet.values.items() if style == "header"}

    def how(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        worksheet.set_row_pixels(0, 34)
        for row in headers:
            worksheet.set_row_pixels(row, 38)
        for column, size in _sizes(sheet, header).items():
            worksheet.set_column(column, column, min(size, 46.0))
        worksheet.hide_gridlines(2)
        if header is not None:
            worksheet.freeze_panes(header + 1, kept)
            worksheet.repeat_rows(header)
        a4(worksheet, plan.text("page"), portrait=one_page, pages=(1, int(one_page)))

    sheet.dress(how)


_FREE: Final = ("title", "subtitle", "section", "note", "note.indented")
"""Styles of texts that run on over the cells beside them."""


def _sizes(sheet: Sheet, header: int | None) -> dict[int, float]:
    """The width of each column; asked when a sheet is stored, and all others are there."""
    sizes: dict[int, float] = {}
    for (row, column), (value, style) in sheet.values.items():
        if style in _FREE:
            continue
        parts = str(value or "").split() if style == "header" else [_shown(value, style)]
        size = max(map(width, parts), default=0.0) + (3 if style == "header" else 2.5)
        sizes[column] = max(sizes.get(column, 9.0), size)
        if row == header:
            sizes[column] = max(sizes[column], width(str(value)) / 2 + 3)
    for (row, column), (_, style) in sheet.formulas.items():
        size = width(_shown(sheet.book.value(sheet, row, column), style)) + 2.5
        sizes[column] = max(sizes.get(column, 9.0), size)
    return sizes


def _shown(value: Cell, style: str) -> str:
    number = style.partition("/")[2]
    if isinstance(value, int | float) and number == "date":
        return "2026-10-31"
    if isinstance(value, float):
        return "100.0%" if number == "percent" else f"{value:,.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value or "")
