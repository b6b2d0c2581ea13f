"""A list with columns that are shown and columns that people fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, Generic, TypeVar

from ledgerguard.units import Cell
from ledgerguard.workbooks.style import lines
from ledgerguard.workbooks.worklist_sheets import inputs
from ledgerguard.workbooks.worklist_sheets.plan import Plan, printing
from ledgerguard.workbooks.writer import Sheet, address, area

BAND, HEADER, FIRST = 3, 4, 5
"""Rows of the names of the groups, of the header, and of the first line."""

LINE: Final = {"en": 16, "zh": 18}
"""Pixels of a line of text."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column.

    ``value`` gives the cell of a row, ``formula`` the text of a formula; with neither the column
    is filled in by people. ``style`` may depend on the row: an amount on its currency.
    """

    header: str
    size: float
    value: Callable[[Row], Cell] | None = None
    style: str | Callable[[Row], str] = "cell.boxed.left/text"
    formula: Callable[[int], str] | None = None
    field: str = ""  # of feedback_columns, where people fill it in
    band: str = ""
    new_page: bool = False  # whether a printed page begins here

    def style_of(self, row: Row) -> str:
        """The style of a cell."""
        return self.style if isinstance(self.style, str) else self.style(row)


@dataclass
class Table(Generic[Row]):
    """A list on a sheet, from the band above its header down."""

    plan: Plan
    sheet: Sheet
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    empty: str  # what stands there when there is no row
    limits: Mapping[str, int] = field(default_factory=dict)  # input field -> column of its limit
    kept: int = 0  # columns that stay when one scrolls, and on every printed page
    printed: int = 0  # columns that are printed; all when 0

    @property
    def last(self) -> int:
        """The last row of the list; never above its first."""
        return FIRST + max(len(self.rows), 1) - 1

    def place(self, header: str) -> int:
        """The column with a header."""
        return next(n for n, column in enumerate(self.columns) if column.header == header)

    def range(self, header: str) -> str:
        """The cells below a header, as another sheet refers to them."""
        column = self.place(header)
        return area(FIRST, column, self.last, column, self.sheet.name)

    def cell(self, row: int, header: str) -> str:
        """A cell of a row, as a formula in the same row refers to it: sorting keeps it right."""
        return address(row, self.place(header), absolute=False)

    def lay_out(self) -> None:
        """Put header and rows, and dress the sheet."""
        for start, end in pairwise(self._band_edges()):
            self.sheet.put(BAND, start, self.columns[start].band, "header", across=end - start)
        for number, column in enumerate(self.columns):
            self.sheet.put(HEADER, number, column.header, "header")
        for number, row in enumerate(self.rows, FIRST):
            self._row(number, row)
        if not self.rows:
            self.sheet.put(FIRST, 0, self.empty, "subtitle")
        self.sheet.dress(self._dress)

    def _band_edges(self) -> list[int]:
        """Where a band begins; one that runs on over a printed page begins anew there."""
        edges = [
            place
            for place, column in enumerate(self.columns)
            if not place or column.new_page or column.band != self.columns[place - 1].band
        ]
        return [*edges, len(self.columns)]

    def _row(self, number: int, row: Row) -> None:
        for place, column in enumerate(self.columns):
            if column.formula is not None:
                self.sheet.formula(number, place, column.formula(number), column.style_of(row))
            elif column.value is not None:
                # An empty text would be no blank cell for a formula that counts blanks.
                shown = column.value(row)
                style = column.style_of(row)
                self.sheet.put(number, place, None if shown == "" else shown, style)
            else:
                self.sheet.put(number, place, None, column.style_of(row))

    def _dress(self, _workbook: Any, worksheet: Any, formats: Any) -> None:
        for place, column in enumerate(self.columns):
            worksheet.set_column(place, place, column.size)
        worksheet.set_row_pixels(HEADER, 50)
        for number, row in enumerate(self.rows, FIRST):
            worksheet.set_row_pixels(number, self._height(row))
        if self.rows:
            worksheet.autofilter(HEADER, 0, self.last, len(self.columns) - 1)
            for place, column in enumerate(self.columns):
                if column.field:
                    limit = self.limits.get(column.field)
                    cell = None if limit is None else address(FIRST, limit, absolute=False)
                    inputs.validate(
                        self.plan, worksheet, column.field, FIRST, self.last, place, cell
                    )
        worksheet.freeze_panes(FIRST, self.kept)
        worksheet.hide_gridlines(2)
        self._print(worksheet)

    def _height(self, row: Row) -> int:
        """Pixels of a row: as many lines as its longest text takes."""
        most = 1
        for column in self.columns:
            value = column.value(row) if column.value else None
            if isinstance(value, str):
                most = max(most, lines(value, column.size - 1))
        return 8 + LINE[self.plan.language] * most

    def _print(self, worksheet: Any) -> None:
        count = self.printed or len(self.columns)
        sizes = [column.size for column in self.columns[:count]]
        breaks = [n for n, column in enumerate(self.columns[:count]) if column.new_page]
        edges = [0, *breaks, count]
        kept = sizes[: self.kept]
        pages = [[*(kept if start else []), *sizes[start:end]] for start, end in pairwise(edges)]
        printing(
            self.plan,
            worksheet,
            repeat_rows=(BAND, HEADER),
            repeat_columns=(0, self.kept - 1) if breaks else None,
            pages=pages if breaks else (),
        )
        worksheet.print_area(BAND if breaks else 0, 0, self.last, count - 1)
        if breaks:
            worksheet.set_v_pagebreaks(breaks)
            worksheet.print_across()  # what a row is about, then what is filled in for it
            # The repeated columns would cut the title off: it stands above the page instead.
            title, note = (str(self.sheet.values[row, 0][0]).replace("&", "&&") for row in (0, 1))
            worksheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
            worksheet.set_header(f"&L&14 {title}&R&8 {note}")
