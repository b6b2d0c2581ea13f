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


def arguments(values, trims) -> list:
    """What Calc hands over, without the blanks at its end.

    An optional argument that was left out is None, and a table loses the blank rows below it: a
    reference to more rows than are filled should not cost their transfer. Columns keep theirs,
    since two columns must stay equally long.
    """
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    repeated = [trims[-1]] * (len(kept) - len(trims)) if trims else []
    return [
        _trimmed(value) if trim and isinstance(value, tuple) else value
        for value, trim in zip(kept, [*trims, *repeated])
    ]


def _trimmed(rows):
    end = len(rows)
    while end > 1 and not any(cell is not None and cell != "" for cell in rows[end - 1]):
        end -= 1
    return rows if end == len(rows) else rows[:end]


def value(answer):
    """One cell of an answer as Calc wants it."""
    if isinstance(answer, bytes):
        return ERRORS.get(answer, ERRORS[b"#VALUE!"])
    return answer if isinstance(answer, str) else float(answer)


def table(answer):
    """An answer as the rows of an array."""
    if not isinstance(answer, (list, tuple)):
        return ((value(answer),),)
    return tuple(tuple(value(cell) for cell in row) for row in answer)
