"""Between Calc's values and the plain data that goes over the pipe."""

from __future__ import annotations

import struct

CODES = {
    b"#NULL!": 521,
    b"#DIV/0!": 532,
    b"#VALUE!": 519,
    b"#REF!": 524,
    b"#NAME?": 525,
    b"#NUM!": 503,
    b"#N/A": 32767,
}
"""Calc's number of each error. On the pipe an error is its text as bytes; text is never bytes."""

QUIET_NAN = 0x7FF8000000000000
ERRORS = {
    code: struct.unpack("<d", struct.pack("<Q", QUIET_NAN | number))[0]
    for code, number in CODES.items()
}
"""Calc reads a NaN whose lowest bits hold the number as that error, also inside an array."""


SHEET_HEIGHTS = (1_048_576, 65_536)
SHEET_WIDTHS = (16_384, 1_024, 256)
"""How long a reference to whole columns or rows is, in today's and in older files."""

BLOCK = 4_096  # rows that are compared at a time


def arguments(values, trims) -> list:
    """What Calc hands over, without the blanks at its end.

    An optional argument that was left out is None, and a table loses the blank rows below it: a
    reference to more rows than are filled should not cost their transfer. Columns keep theirs,
    since two columns must stay equally long; only whole ones (B:B) are cut, all to the same row.
    """
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    repeated = [trims[-1]] * (len(kept) - len(trims)) if trims else []
    return [
        _trimmed(value) if trim and isinstance(value, tuple) else value
        for value, trim in zip(in_use(kept), [*trims, *repeated])
    ]


def in_use(values) -> list:
    """The arguments with whole columns cut to the last row that any of them uses; so with rows.

    Before the pipe, which a million rows would cross for a hundred that are filled. The worker does
    the same for every host (``ledgerguard/cells/whole_columns.py``).
    """
    ranges = [value for value in values if isinstance(value, tuple)]
    tall = [rows for rows in ranges if len(rows) in SHEET_HEIGHTS]
    if tall:
        last = max(map(_last_row, tall))
        values = [v[:last] if _has_length(v, SHEET_HEIGHTS) else v for v in values]
    wide = [rows for rows in ranges if len(rows[0]) in SHEET_WIDTHS]
    if wide:
        end = max(map(_last_column, wide))
        values = [
            tuple(row[:end] for row in v)
            if isinstance(v, tuple) and _has_length(v[0], SHEET_WIDTHS)
            else v
            for v in values
        ]
    return list(values)


def _has_length(value, lengths):
    return isinstance(value, tuple) and len(value) in lengths


def _last_row(rows):
    """How many rows there are up to the last one that is not blank; at least one."""
    end = len(rows)
    if _is_blank(rows[-1]):
        empty = rows[-1:] * BLOCK
        while end > BLOCK and rows[end - BLOCK : end] == empty:
            end -= BLOCK  # compared in C: a million rows one by one would take a second
    while end > 1 and _is_blank(rows[end - 1]):
        end -= 1
    return end


def _last_column(rows):
    end = len(rows[0])
    while end > 1 and _is_blank([row[end - 1] for row in rows]):
        end -= 1
    return end


def _is_blank(cells):
    return all(cell is None or cell == "" for cell in cells)


def _trimmed(rows):
    end = _last_row(rows)
    return rows if end == len(rows) else rows[:end]


def value(answer):
    """One cell of an answer as Calc wants it."""
    if isinstance(answer, bytes):
        return ERRORS.get(answer, ERRORS[b"#VALUE!"])
    return answer if isinstance(answer, str) else float(answer)


def single(answer):
    """The one cell that a formula of texts answers; a column of them is an error in Calc."""
    return value(b"#VALUE!" if isinstance(answer, (list, tuple)) else answer)


def table(answer):
    """An answer as the rows of an array."""
    if not isinstance(answer, (list, tuple)):
        return ((value(answer),),)
    return tuple(tuple(value(cell) for cell in row) for row in answer)
