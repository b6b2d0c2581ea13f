"""A whole file of one kind: its rows under our fields, with header, trailer and their checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ledgerguard_insurer_file.cells import Cell, Unfit, cell_of, shown, value_of
from ledgerguard_insurer_file.fields import CONTROLS, FIELDS, SUMMED, Field, SectionName, Value
from ledgerguard_insurer_file.grids import Damaged, Line, pack, unpack
from ledgerguard_insurer_file.layout import Column, Form, Frame, Layout, Section

Values = Mapping[str, Value | None]

_CONSTANT: Final = Field("text")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that does not fit."""

    column: str
    field: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        field = f" ({self.field})" if self.field else ""
        return f"{self.column}{field} {self.what}"


class Misfitting(Exception):
    """A file that must not be written: every cell that does not fit."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read: what could be understood, and what could not."""

    number: int
    values: Values
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()  # columns that the layout does not know


def composed(layout: Layout, name: SectionName, rows: Sequence[Values]) -> bytes:
    """A file with these rows.

    Args:
        layout: The layout.
        name: The kind of file, which the layout knows.
        rows: What stands in each, by our fields; a header takes what it needs from the first.

    Raises:
        Misfitting: naming every cell that does not fit.
    """
    file = _File(layout, name)
    section, form = file.section, file.form
    faults: list[CellFault] = []
    summed = [row.get(SUMMED.get(name, "")) for row in rows]
    frame = {
        **rows[0],
        "count": len(rows),
        "control_sum": sum((one for one in summed if isinstance(one, Decimal)), Decimal(0)),
    }
    lines: list[list[Cell]] = []
    if form.column_names:
        lines.append([column.name for column in section.columns])
    if section.header:
        lines.append(file.line(section.header.columns, frame, faults))
    lines += [file.line(section.columns, row, faults) for row in rows]
    if section.trailer:
        lines.append(file.line(section.trailer.columns, frame, faults))
    if faults:
        raise Misfitting(faults)
    return pack(lines, form)


def parsed(
    layout: Layout, name: SectionName, data: bytes, stated: Mapping[str, str] | None = None
) -> Table:
    """The rows of a file.

    Args:
        layout: The layout.
        name: The kind of file, which the layout knows.
        data: The file.
        stated: What holds where a row states nothing: policy and currency of the connection.

    Raises:
        Damaged: when it is another file than the layout says, or not whole.
    """
    file = _File(layout, name)
    section = file.section
    lines = unpack(data, file.form)
    columns, unknown = file.names(lines)
    given: dict[str, Value | None] = dict(stated or {})
    controls: dict[str, Value | None] = {}
    for frame, at, word in ((section.header, 0, "first"), (section.trailer, -1, "last")):
        if frame is None:
            continue
        if not lines or not file.is_frame(frame, lines[at]):
            raise Damaged(
                f"the {word} line must be the {'header' if at == 0 else 'trailer'} of the "
                "layout, got another: is the file whole?"
            )
        found = file.frame(frame, lines.pop(at), given)
        given |= {key: value for key, value in found.items() if key not in CONTROLS and value}
        controls |= {key: value for key, value in found.items() if key in CONTROLS}
    rows = tuple(file.row(columns, line, given) for line in lines)
    _compare(controls, rows, SUMMED.get(name, ""))
    return Table(rows, unknown)


def _compare(controls: Values, rows: Sequence[Row], summed: str) -> None:
    """Number and sum of the rows against what header and trailer say.

    Raises:
        Damaged: when they differ.
    """
    count = controls.get("count")
    if count is not None and count != len(rows):
        raise Damaged(f"the file must have {count} rows, as it says itself, got {len(rows)}")
    total = controls.get("control_sum")
    unread = any(fault.field in ("", summed) for row in rows for fault in row.faults)
    if total is None or unread:  # what is wrong in the rows is told of the rows
        return
    amounts = [row.values.get(summed) for row in rows]
    found = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
    if found != total:
        raise Damaged(f"the rows must add up to {total}, as the file says itself, got {found}")


class _File:
    """A kind of file of a layout."""

    def __init__(self, layout: Layout, name: SectionName) -> None:
        section = layout.section(name)
        assert section is not None, name  # noqa: S101 - whoever asks has looked
        self.layout = layout
        self.name = name
        self.section: Section = section
        self.form: Form = layout.form_of(section)

    def field(self, column: Column) -> Field:
        if not column.field:
            return _CONSTANT
        return FIELDS[self.name].get(column.field) or CONTROLS.get(column.field) or _CONSTANT

    def line(
        self, columns: Sequence[Column], values: Values, faults: list[CellFault]
    ) -> list[Cell]:
        cells: list[Cell] = []
        currency = str(values.get("currency") or "")
        for column in columns:
            value = values.get(column.field) if column.field else column.value
            field = self.field(column)
            try:
                cells.append(cell_of(column, field, value, currency, self.layout, self.form))
            except Unfit as error:
                faults.append(CellFault(column.name, column.field, error.what, error.hint))
        return cells

    def names(self, lines: list[Line]) -> tuple[list[Column | None], tuple[str, ...]]:
        """The columns in the order of the file, by the names in its first line where it has them.

        Raises:
            Damaged: when one that the layout knows is missing, or stands there twice.
        """
        if not self.form.column_names:
            return list(self.section.columns), ()
        if not lines:
            raise Damaged("the first line must name the columns, got an empty file")
        names = [str(cell or "").strip() for cell in lines.pop(0).cells]
        known = {column.name: column for column in self.section.columns}
        lacking = [name for name in known if name not in names]
        if lacking:
            raise Damaged(f"the columns must include {', '.join(lacking)}, got {', '.join(names)}")
        twice = sorted({name for name in names if name in known and names.count(name) > 1})
        if twice:
            raise Damaged(f"each column must stand there once, got {', '.join(twice)} twice")
        unknown = tuple(name for name in names if name and name not in known)
        return [known.get(name) for name in names], unknown

    def cells(self, columns: Sequence[Column | None], line: Line) -> tuple[Cell, ...] | None:
        """The cells of a line; None where it has another number of them than the columns."""
        if self.form.format == "xlsx":
            cells = (*line.cells, *(None,) * (len(columns) - len(line.cells)))
        elif self.form.format == "csv":
            cells = line.cells
        else:
            text, at, cut = str(line.cells[0]), 0, []
            for column in columns:
                assert column is not None  # noqa: S101 - a fixed-width file names no columns
                cut.append(text[at : at + column.width].ljust(column.width))
                at += column.width
            # An editor may have cut the blanks at the end, and a record may have been cut off:
            # what is required tells the two apart.
            cells = tuple(cut) if not text[at:].strip() else ()
        return cells if len(cells) == len(columns) else None

    def is_frame(self, frame: Frame, line: Line) -> bool:
        """Whether a line is a header or trailer: its constants stand where they must."""
        cells = self.cells(frame.columns, line)
        return cells is not None and all(
            str(cell or "").strip() == column.value
            for cell, column in zip(cells, frame.columns, strict=True)
            if column.value
        )

    def frame(self, frame: Frame, line: Line, given: Values) -> Values:
        row = self.row(frame.columns, line, given)
        if row.faults:
            raise Damaged(f"line {line.number}: {'; '.join(map(str, row.faults))}")
        return row.values

    def row(self, columns: Sequence[Column | None], line: Line, given: Values) -> Row:
        cells = self.cells(columns, line)
        if cells is None:
            width = sum(column.width for column in columns if column)
            what = f"{width} characters" if width else f"{len(columns)} columns"
            got = len(str(line.cells[0])) if width else len(line.cells)
            fault = CellFault("the row", "", f"must have {what}, got {got}")
            return Row(line.number, dict(given), (fault,))
        values: dict[str, Value | None] = dict(given)
        faults: list[CellFault] = []
        pairs = [
            (column, cell)
            for column, cell in zip(columns, cells, strict=True)
            if column is not None
        ]
        # The currency first: it says how many decimals an amount has.
        for column, cell in sorted(pairs, key=lambda pair: pair[0].field != "currency"):
            try:
                value = self.value(column, cell, str(values.get("currency") or ""))
            except Unfit as error:
                faults.append(CellFault(column.name, column.field, error.what, error.hint))
                values[column.field] = None
            else:
                if column.field and (value is not None or column.field not in values):
                    values[column.field] = value
        buyer = self.layout.buyer
        if buyer is not None and "reference" not in values:
            parts = {part: values.pop(f"reference.{part}", None) for part in buyer.parts}
            whole = all(part is not None for part in parts.values())
            values["reference"] = buyer.join.format(**parts) if whole else None
        return Row(line.number, values, tuple(faults))

    def value(self, column: Column, cell: Cell, currency: str) -> Value | None:
        value = value_of(column, self.field(column), cell, currency, self.layout, self.form)
        if column.value and value != column.value:
            raise Unfit(f"must be {shown(column.value)}, got {shown(value or '')}")
        return value


def plain(value: Value | None) -> str:
    """A value as people read it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
