"""A page: one sheet of a template, with its band, inputs, figures, tables and charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledgerguard import __version__
from ledgerguard.errors import DefinitionError
from ledgerguard.units import Cell
from ledgerguard.workbooks import inputs
from ledgerguard.workbooks.charts import Series, Shape, chart_of
from ledgerguard.workbooks.inputs import Accepts, Input
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.style import NUMBER_FORMATS, lines, width
from ledgerguard.workbooks.table import Column, Table, stored, table_cells
from ledgerguard.workbooks.writer import Dress, Sheet, Spill, address, area, column_letters, given

if TYPE_CHECKING:
    from ledgerguard.workbooks.draft import Draft

LINE: Final = 18  # pixels of a line of text
STATUS: Final = (("act", "■ "), ("watch", "▲ "), ("good", "● "))
"""The three states from worst to best, each with a sign: colour must not be the only difference."""
_OPEN_TO_ALL: Final = {
    "format_cells": True, "format_columns": True, "format_rows": True, "sort": True,
    "autofilter": True, "objects": False, "scenarios": False,
}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """Where the value of a tile stands."""

    value: str  # its absolute address, with the sheet
    row: int
    column: int


class Page:
    """One sheet of a template. Rows and columns count from 0; the first two rows are the band."""

    def __init__(
        self,
        draft: Draft,
        sheet: Sheet,
        widths: tuple[float, ...],
        title: str,
        about: str,
        *,
        freeze: tuple[int, int] | None,
        repeat: tuple[int, int] | None,
        portrait: bool,
        pages: tuple[int, int],
        protected: bool,
    ) -> None:
        self.draft = draft
        self.sheet = sheet
        self.widths = widths
        self.title = title
        self.about = about
        self.heights: dict[int, int] = {0: 44, 1: 24}
        _band(
            sheet,
            widths,
            title,
            f"ledgerguard {__version__}" if title == draft.title else draft.title,
        )
        if about:
            sheet.put(1, 0, about, "note.indented")
        sheet.dress(
            lambda _book, worksheet, _formats: self._dress(
                worksheet, freeze, repeat, portrait, pages, protected
            )
        )

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.sheet.name

    @property
    def free(self) -> int:
        """The first row with nothing in it or below, the band and a blank row left out."""
        return max(self.sheet.last_row + 2, 3)

    def put(
        self, row: int, column: int, value: Cell | dt.date, style: str = "plain", across: int = 1
    ) -> None:
        """Put a word or a fixed number into a cell."""
        self.sheet.put(row, column, stored(value), style, across)

    def formula(
        self,
        row: int,
        column: int,
        text: str,
        style: str = "cell",
        *,
        across: int = 1,
        needs: Sequence[str] = (),
        may_fail: str = "",
        name: str = "",
    ) -> str:
        """Put a formula that answers one cell; answers its address, with the sheet.

        Args:
            row: The row.
            column: The column.
            text: The formula; ours are written ``LG_NAME(...)``: see ``Draft.call``.
            style: How it shows, with a number format: ``"cell/days"``.
            across: So many columns merged.
            needs: Names or cells that must hold numbers: until then the cell stays empty.
            may_fail: Why it may show an error value, where it may: listed on the Notes.
            name: A defined name for the cell.
        """
        self.sheet.formula(row, column, given(text.removeprefix("="), needs), style, across)
        if may_fail:
            self.draft.fails(self.name, address(row, column, absolute=False), may_fail)
        where = address(row, column, sheet=self.name)
        if name:
            self.draft.define(name, where)
        return where

    def spill(
        self,
        row: int,
        column: int,
        text: str,
        styles: Sequence[str],
        *,
        rows: int,
        counts: int = 0,
    ) -> Spill:
        """Put a formula that answers a table, with a rule below each of at most so many rows."""
        made = self.sheet.spill(row, column, text, styles, counts)
        self.heights[row] = 32

        self.sheet.dress(spill_rules(row + 1, column, rows, len(styles)))
        return made

    def section(self, row: int, column: int, title: str) -> int:
        """A heading; answers the row below."""
        self.put(row, column, title, "section")
        self.heights.setdefault(row, 28)
        return row + 1

    def note(self, row: int, column: int, words: str, across: int, style: str = "wrap") -> int:
        """Words that break over lines, in a row as high as they need; answers the row below."""
        self.put(row, column, words, style, across)
        wide = sum(self.widths[column : column + across])
        self.heights[row] = max(self.heights.get(row, 0), LINE * lines(words, wide) + 6)
        return row + 1

    def input(
        self,
        row: int,
        column: int,
        name: str,
        accepts: Accepts,
        *,
        label: str,
        help: str,  # noqa: A002  # what it is called on the screen
        default: Cell | dt.date = None,
        unit: str = "",
        given: Mapping[str, Any] | None = None,
        labelled: int = 1,
        across: int = 1,
    ) -> int:
        """An input: its label to the left of ``column``, its unit to the right; the row below.

        Args:
            row: The row.
            column: The column of the cell itself; the label stands ``labelled`` columns before.
            name: The defined name of the cell.
            accepts: What may be typed.
            label: What it is.
            help: Shown when the cell is chosen: at most 255 characters.
            default: What stands there when nothing is given, also in a blank workbook.
            unit: What the number counts.
            given: The values that the data bring: ``data.values``.
            labelled: How many columns the label takes.
            across: How many columns the cell takes, for words that are long.
        """
        value = (given or {}).get(name, default)
        if labelled:
            self.put(row, column - labelled, label, "cell.ruled.left", across=labelled)
        self.put(row, column, value, inputs.style(accepts), across)
        if unit:
            self.put(row, column + across, unit, "note.indented")
        self.heights.setdefault(row, 22)
        self._accept(row, row, column, name, accepts, label, help, int(value is not None))
        return row + 1

    def table(
        self,
        row: int,
        column: int,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell | dt.date]],
        *,
        name: str = "",
        spare: int = 0,
        total: str = "",
    ) -> Table:
        """A table: a header, a row of cells or inputs for each of ``rows``, and spare rows.

        Args:
            row: The row of the header.
            column: The first column.
            columns: What stands in each.
            rows: The values of the columns that have no formula, in their order.
            name: Of the table: names its columns ``name_key``.
            spare: Further rows, blank but ready: formulas wait, inputs can be filled.
            total: The label of a row of totals below; none when left out.
        """
        made = table_cells(self.sheet, row, column, columns, rows, spare, total)
        if name:
            self.draft.tables[name] = tuple(columns)
        self.heights.setdefault(row, 32)
        for key, spec in zip(made.keys, columns, strict=True):
            if spec.accepts is not None:
                held = sum(
                    self.draft.book.value(self.sheet, at, made.at(key)) is not None
                    for at in range(made.first, made.last + 1)
                )
                self._accept(
                    made.first, made.last, made.at(key), f"{name}_{key}", spec.accepts,
                    spec.title, spec.help, held,
                )  # fmt: skip
            elif name:
                self.draft.define(f"{name}_{key}", made.column(key))
        return made

    def tile(
        self,
        row: int,
        column: int,
        label: str,
        text: str,
        form: str = "money",
        *,
        note: str = "",
        note_form: str = "",
        across: int = 2,
        needs: Sequence[str] = (),
        states: Mapping[str, str] | None = None,
    ) -> Tile:
        """A figure to look at: label, value and note in three rows.

        Args:
            row: The row of the label.
            column: The first column.
            label: What it is.
            text: The formula of the value.
            form: Its number format.
            note: What stands below: words, or a formula that begins with ``=``.
            note_form: The number format of such a formula; it may hold words.
            across: How many columns it takes.
            needs: Names or cells that must hold numbers first.
            states: For ``act``, ``watch`` and ``good`` the test that puts it into that state,
                written with ``{value}``; the first that holds counts.
        """
        self.put(row, column, label, "tile.label", across)
        self.formula(row + 1, column, text, f"tile.value/{form}", across=across, needs=needs)
        if note.startswith("="):
            look = f"tile.note/{note_form}" if note_form else "tile.note"
            self.formula(row + 2, column, note, look, across=across, needs=needs)
        else:
            self.put(row + 2, column, note, "tile.note", across)
        self.heights |= {row: 24, row + 1: 36, row + 2: 22}
        cell = address(row + 1, column)
        if states:
            number = NUMBER_FORMATS.get(form, form)
            tests = {
                key: f"AND(ISNUMBER({cell}),{test.format(value=cell)})"
                for key, test in states.items()
            }
            self.status((row + 1, column), tests, ink=True, number=number)
        return Tile(address(row + 1, column, sheet=self.name), row, column)

    def status(
        self,
        place: tuple[int, int] | tuple[int, int, int, int],
        tests: Mapping[str, str],
        *,
        ink: bool = False,
        number: str = "",
    ) -> None:
        """Colour cells by their state: good, watch or act.

        Args:
            place: Row and column, or top, left, bottom and right.
            tests: For ``act``, ``watch`` and ``good`` a formula as the first cell would hold it;
                the first that holds counts.
            ink: Only the letters are coloured, not the cell.
            number: A number format, before which the sign of the state is put.
        """
        top, left, bottom, right = place if len(place) == 4 else (*place, *place)

        def rules(_book: Any, worksheet: Any, formats: Any) -> None:
            for key, sign in STATUS:
                if key in tests:
                    style = f"{key}.ink" if ink else key
                    if number:  # before the minus of a negative one, too
                        parts = (f'"{sign}"{part}' for part in number.split(";"))
                        style += f"/{';'.join(parts)}"
                    rule = {
                        "type": "formula",
                        "criteria": f"={tests[key]}",
                        "format": formats.rule(style),
                        "stop_if_true": True,
                    }
                    worksheet.conditional_format(top, left, bottom, right, rule)

        self.sheet.dress(rules)

    def chart(
        self,
        row: int,
        column: int,
        shape: Shape,
        title: str,
        categories: str,
        series: Sequence[Series],
        *,
        alt: str,
        across: int,
        down: int,
        number: str = "#,##0",
        dates: str = "",
    ) -> int:
        """A chart over cells; answers the row below.

        Args:
            row: The row of its upper left corner.
            column: The column of it.
            shape: ``column``, ``stacked``, ``bar`` or ``line``.
            title: What it shows.
            categories: The address of the labels, with the sheet.
            series: What is drawn.
            alt: What it shows, for who cannot see it.
            across: How many columns it covers.
            down: How many rows of 20 pixels.
            number: The number format of the axis.
            dates: The number format of the labels, where they are dates.
        """
        wide = sum(round(size * 7 + 5) for size in self.widths[column : column + across])

        def insert(book: Any, worksheet: Any, _formats: Any) -> None:
            made = chart_of(
                book, self.draft.language, shape, title, categories, series, number, dates
            )
            made.set_size({"width": wide - 8, "height": down * 20 - 8})
            options = {"x_offset": 4, "y_offset": 4, "object_position": 1, "description": alt}
            worksheet.insert_chart(row, column, made, options)

        for covered in range(row, row + down):
            self.heights.setdefault(covered, 20)
        self.sheet.dress(insert)
        return row + down

    def link(self, row: int, column: int, target: Page) -> None:
        """The name of another page, to be clicked."""
        self.put(row, column, target.name, "link")
        place = f"internal:'{target.name}'!A1"
        self.sheet.dress(
            lambda _book, worksheet, formats: worksheet.write_url(
                row, column, place, formats("link"), target.name
            )
        )

    def _accept(
        self,
        first: int,
        last: int,
        column: int,
        name: str,
        accepts: Accepts,
        label: str,
        help_text: str,
        filled: int,
    ) -> None:
        where = (
            address(first, column, sheet=self.name)
            if first == last
            else area(first, column, last, column, self.name)
        )
        self.draft.define(name, where)
        self.draft.inputs.append(
            Input(
                name, label, help_text, accepts, self.name, (first, column), (last, column), filled
            )
        )
        if not help_text:
            raise DefinitionError(f"the input {name} must have a help text")
        rule = inputs.validation(accepts, label, help_text, self.draft.say)
        self.sheet.dress(
            lambda _book, worksheet, _formats: worksheet.data_validation(
                first, column, last, column, rule
            )
        )

    def _dress(
        self,
        worksheet: Any,
        freeze: tuple[int, int] | None,
        repeat: tuple[int, int] | None,
        portrait: bool,
        pages: tuple[int, int],
        protected: bool,
    ) -> None:
        say, day = self.draft.say, self.draft.as_of
        for column, size in enumerate(self.widths):
            worksheet.set_column(column, column, size)
        for row, pixels in self.heights.items():
            worksheet.set_row_pixels(row, pixels)
        if freeze:
            worksheet.freeze_panes(*freeze)
        worksheet.hide_gridlines(2)
        a4(
            worksheet,
            say("Page {page} of {pages}").format(page="&P", pages="&N"),
            middle=day.isoformat() if day else "",
            portrait=portrait,
            pages=pages,
            repeat=repeat,
        )
        if freeze and freeze[1] and pages[0] > 1:  # whose row it is stands on every page across
            worksheet.repeat_columns(0, freeze[1] - 1)
        if protected:
            worksheet.protect("", _OPEN_TO_ALL)


def spill_rules(top: int, left: int, rows: int, columns: int) -> Dress:
    """A rule below each of at most so many rows that holds anything."""

    def rules(_book: Any, worksheet: Any, formats: Any) -> None:
        # Text inside an add-in's array equals nothing in Calc; its length is right everywhere.
        test = f"=LEN(${column_letters(left)}{top + 1})>0"
        rule = {"type": "formula", "criteria": test, "format": formats.rule("row")}
        worksheet.conditional_format(top, left, top + rows - 1, left + columns - 1, rule)

    return rules


def _band(sheet: Sheet, widths: Sequence[float], title: str, note: str) -> None:
    """The title, and to its right a note where both have room."""
    count = len(widths)
    split = next((at for at in range(count, 0, -1) if sum(widths[at:]) >= width(note) + 3), 0)
    if note and split and sum(widths[:split]) >= 1.9 * width(title) + 3:
        sheet.put(0, 0, title, "band", across=split)
        sheet.put(0, split, note, "band.note", across=count - split)
    else:
        sheet.put(0, 0, title, "band", across=count)
