"""What the xlwings COM server imports: ``LG_DSO`` and all the others, made when first asked for.

Our VBA (``addin/desktop``) hands over values, not Range objects, so that a date is a serial number
as in every other host and a range costs one call over COM; xlwings passes them on untouched
(its "raw" accessor). Neither annotations nor a DataFrame converter are involved: both are where
xlwings fails or is slow (its newer engines look for Pyodide once a cell, ``utils.is_jsnull``).

An error travels back as text behind a mark that no formula can answer; VBA makes an error cell of
it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from ledgerguard.casework.insurers import background
from ledgerguard.catalogue import find
from ledgerguard.cells import lift
from ledgerguard.cells.ranges import Held
from ledgerguard.cells.spelling import PREFIX
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.errors import DIV0, NA, NAME, NULL, NUM, REF, VALUE, ErrorValue
from ledgerguard.formula import Formula
from ledgerguard.hosts.xlwings_record import argument, offer
from ledgerguard.units import Cell

if sys.platform != "emscripten":  # an engine of xlwings asks for it at every cell
    sys.modules.setdefault("pyodide.ffi", None)  # type: ignore[arg-type]  # None: no such module

MARK: Final = "\ue000"
"""Stands before the code of an error on its way to VBA; a private character, in no text of ours."""

ERRORS: Final = MappingProxyType(
    {
        -2146826288: NULL,
        -2146826281: DIV0,
        -2146826273: VALUE,
        -2146826265: REF,
        -2146826259: NAME,
        -2146826252: NUM,
        -2146826246: NA,
    }
)
"""How COM sends an error cell: as an int, where every number of a cell is a float."""

FIRST_ERROR, LAST_ERROR = -2146826288, -2146826200  # newer ones, such as #SPILL!, lie between
LARGEST = 2**31  # an int beyond does not fit into what VBA knows
PLAIN: Final = frozenset((float, str, type(None)))  # what the values of a range are made of

_held = Held()


def __getattr__(name: str) -> Callable[..., Any]:
    prefix = PREFIX["desktop"]
    if name.startswith(prefix):
        formula = _formula(name.removeprefix(prefix))
        if formula is not None:
            background.allow()  # COVER asks insurers off this thread
            function = wrapper(formula)
            globals()[name] = function
            return function
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *(PREFIX["desktop"] + name for name in _all())]


def wrapper(formula: Formula) -> Callable[..., Any]:
    """The function that xlwings calls for a formula, with the record that it looks for there."""

    def call(*arguments: Any) -> Any:
        return outgoing(lift.call(formula, [incoming(given) for given in arguments]))

    call.__name__ = call.__qualname__ = PREFIX["desktop"] + formula.name
    call.__doc__ = formula.summary
    call.__annotations__ = {}  # xlwings would take them for converters
    offer(
        call,
        call.__name__,
        _arguments(formula),
        formula.summary,
        in_wizard=not formula.is_table,
    )
    return call


def incoming(given: Any) -> Argument:
    """What VBA hands over as a formula takes it; an equal range is always the same object."""
    arrived: Argument = _held.arrived(given, _cell, _cells)
    return arrived


def _cells(rows: Any) -> Any:
    if PLAIN.issuperset(map(type, chain.from_iterable(rows))):
        return rows
    return tuple(tuple(map(_cell, row)) for row in rows)


def outgoing(answer: Answer) -> Any:
    """An answer as COM can carry it: always rows, of which xlwings takes a single cell out."""
    if isinstance(answer, list):
        return [[_sent(cell) for cell in row] for row in answer]
    return [[_sent(answer)]]


def _cell(value: Any) -> Any:
    """A cell; an int among the floats is an error, or comes from somebody's VBA."""
    if type(value) is int and FIRST_ERROR <= value <= LAST_ERROR:
        return ErrorValue(ERRORS.get(value, VALUE), "the argument is an error cell")
    return float(value) if type(value) is Decimal else value  # Currency of somebody's VBA


def _sent(cell: Cell) -> Any:
    if isinstance(cell, ErrorValue):
        return MARK + cell.code
    if type(cell) is int and not -LARGEST <= cell < LARGEST:
        return float(cell)
    return "" if cell is None else cell


def _formula(name: str) -> Formula | None:
    """A formula by name; only those that are not ours make all the others be read."""
    found = find(name)
    return _all().get(name) if found is None else found


def _all() -> Mapping[str, Formula]:
    """All formulas; plugins are loaded for it, and watched from then on lest one never return."""
    from ledgerguard.cells.functions import functions
    from ledgerguard.hosts import watchdog

    watchdog.enable()
    return functions()


def _arguments(formula: Formula) -> Iterator[dict[str, Any]]:
    for place, parameter in enumerate(formula.parameters):
        yield argument(
            parameter.name,
            place,
            parameter.description,
            repeats=parameter.repeats,
            optional=not (parameter.required or parameter.repeats),
        )
