"""Types that carry a unit.

A formula is annotated with these; :mod:`ledgerguard.formula` reads the unit, and every host
turns what a spreadsheet sends into what the type promises:

====================  ======================  =====================================================
annotation            Python sees             a spreadsheet sends
====================  ======================  =====================================================
``Money`` and so on   one ``float``           a cell
``Date``              ``datetime.date``       a cell with a serial number
``Column[Money]``     a list, blanks ``None`` a range of any shape, read row by row
``Table``             rows of raw cells, a    a range; a header row where the formula says so
                      blank ``None`` or ``""``
``Literal["a", "b"]`` one of the words        a cell with text, any case
``Anything``          what was sent           a cell or a range, not looked into
====================  ======================  =====================================================

``| None`` marks an argument that may be blank; a union (``Text | Table``) takes either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from ledgerguard.errors import ErrorValue, OutOfDomain

Kind = Literal["number", "integer", "date", "text", "flag", "any"]
Shape = Literal["cell", "column", "table", "any"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value measures, and of which kind and shape it is."""

    name: str
    kind: Kind
    description: str
    shape: Shape = "cell"
    choices: tuple[str, ...] = ()


T = TypeVar("T")
Column = Sequence[T | None]

Money = Annotated[float, Unit("money", "number", "an amount in one currency")]
Days = Annotated[float, Unit("days", "number", "a number of days")]
Rate = Annotated[float, Unit("rate", "number", "a fraction: 0.08 is 8 %")]
Ratio = Annotated[float, Unit("ratio", "number", "a plain ratio of two amounts")]
Score = Annotated[float, Unit("score", "number", "points, more is better")]
Number = Annotated[float, Unit("number", "number", "a number")]
Count = Annotated[int, Unit("count", "integer", "a whole number")]
Date = Annotated[dt.date, Unit("date", "date", "a day")]
Text = Annotated[str, Unit("text", "text", "text")]
Flag = Annotated[bool, Unit("flag", "flag", "TRUE or FALSE")]

Cell = float | int | str | bool | dt.date | ErrorValue | None
Table = Annotated[Sequence[Sequence[Cell]], Unit("table", "any", "a range of cells", shape="table")]
Anything = Annotated[
    Cell | Sequence[Sequence[Cell]], Unit("any", "any", "a cell or a range of cells", shape="any")
]

Language = Literal["en", "zh"]
"""The languages of labels, headers and action texts."""

EPOCH = dt.date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465  # below 61 Excel counts a 29 February 1900 that never was


def serial(day: dt.date) -> int:
    """The serial number of a day in the 1900 system."""
    return day.toordinal() - EPOCH.toordinal()


def from_serial(number: float, name: str = "date") -> dt.date:
    """The day of a serial number; the time of day is cut off."""
    if not FIRST_SERIAL <= number < LAST_SERIAL + 1:
        raise OutOfDomain(
            f"{name} must be a date from 1 March 1900 to 31 December 9999, got {number:g}",
            hint="is the column formatted as text, or the cell empty?",
        )
    return dt.date.fromordinal(EPOCH.toordinal() + int(number))
