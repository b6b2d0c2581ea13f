"""The book of a self-check: a model that also knows what only this workbook asks of its host."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledgerguard.cells import coercion
from ledgerguard.cells.spelling import Host
from ledgerguard.cells.values import Argument
from ledgerguard.errors import ErrorValue, NotAvailable, OutOfDomain
from ledgerguard.formula import Formula, Parameter
from ledgerguard.units import Unit
from ledgerguard.workbooks.writer import Book, Sheet

_WHOLE_COLUMN: Final = re.compile(r"(?:(.+)!)?\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ERROR_TYPES: Final = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_ANY: Final = Unit("any", "any", "a cell", shape="any")


class CheckBook(Book):
    """A book in which whole columns can be referred to and the verdicts' functions are known.

    ERROR.TYPE, EXACT, INFO, LEN and SMALL are native to every host; nothing else of ours asks for
    them.
    """

    def __init__(self, formulas: Mapping[str, Formula], host: Host) -> None:
        super().__init__({**formulas, **_NATIVES}, host)
        self.catalogue = formulas

    def lookup(self, sheet: Sheet, reference: str) -> Argument:
        """As any book, and ``Data!$K:$K`` from the first row to the last that holds anything."""
        found = _WHOLE_COLUMN.fullmatch(reference)
        if not found:
            return super().lookup(sheet, reference)
        name, first, last = found.groups()
        target = self.sheets[name.strip("'")] if name else sheet
        bottom = 1 + max(row for row, _ in [*target.values, *target.formulas])
        return super().lookup(target, f"{first}1:{last}{bottom}")


def error_type(value: Argument = "") -> int:
    """The number of an error value, as Excel's ERROR.TYPE gives it.

    Raises:
        NotAvailable: when the value is no error.
    """
    if isinstance(value, (list, tuple)):
        value = value[0][0]
    if not isinstance(value, ErrorValue):
        raise NotAvailable(f"the value must be an error, got {value!r}")
    return 1 + _ERROR_TYPES.index(value.code)


def exact(first: Argument = "", second: Argument = "") -> bool:
    """Whether two texts are the same, capitals included."""
    return coercion.text(first) == coercion.text(second)


def length(value: Argument = "") -> int:
    """How many characters a text has."""
    return len(coercion.text(value))


def smallest(values: Argument = "", place: Argument = "") -> float:
    """The number at a place, from 1 on, of a range's numbers in ascending order.

    Raises:
        OutOfDomain: when there are fewer numbers.
    """
    cells = [cell for row in values for cell in row] if isinstance(values, (list, tuple)) else []
    numbers = sorted(cell for cell in cells if cell.__class__ in (int, float))
    wanted = coercion.whole(place)
    if not 1 <= wanted <= len(numbers):
        raise OutOfDomain(f"the place must be from 1 to {len(numbers)}, got {wanted}")
    return numbers[wanted - 1]


def info(_kind: Argument = "") -> str:
    """What a host says of itself: nothing, since a model has no host."""
    return ""


def _native(name: str, function: Callable[..., Any], *arguments: str) -> Formula:
    parameters = tuple(Parameter(argument, "", (_ANY,), False, "") for argument in arguments)
    return Formula(name, function, "", "", parameters, _ANY, "", (), "", "native")


_NATIVES: Final[Mapping[str, Formula]] = {
    "ERROR.TYPE": _native("ERROR.TYPE", error_type, "value"),
    "EXACT": _native("EXACT", exact, "first", "second"),
    "INFO": _native("INFO", info, "kind"),
    "LEN": _native("LEN", length, "text"),
    "SMALL": _native("SMALL", smallest, "values", "place"),
}
