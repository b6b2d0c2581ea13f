"""All formulas as xlwings Lite takes them: ``from ledgerguard.hosts.lite import *`` in ``main.py``.

Lite runs in Excel's own browser part (Pyodide): there are no threads, sockets, processes or files
to write, and nothing here asks for one. A workbook's functions are named as on the desktop,
``LG_DSO``. An argument with a few allowed words becomes a drop-down; a fault becomes an error cell,
because Lite makes one of the text ``#N/A`` and its like.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final, Literal

from ledgerguard.cells import lift
from ledgerguard.cells.functions import functions
from ledgerguard.cells.ranges import Held
from ledgerguard.cells.spelling import PREFIX
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.formula import Formula, Parameter
from ledgerguard.policy.regimes import regime_names
from ledgerguard.translation import default_language, translated
from ledgerguard.units import Cell

MOST_CELLS: Final = 2_000_000  # a workbook's browser part has two gigabytes for everything
LARGE: Final = 256
ERRORS: Final = frozenset(EXCEL_ERRORS)

_held = Held(most_cells=MOST_CELLS)


def function_of(formula: Formula) -> Callable[..., Any]:
    """A formula as a plain function with a signature that Lite can read."""

    def call(*arguments: Any) -> Any:
        return outgoing(lift.call(formula, [incoming(argument) for argument in arguments]))

    name = PREFIX["desktop"] + formula.name  # Lite has no namespace: Excel shows the same name
    parameters = [_signed(parameter) for parameter in formula.parameters]
    call.__name__ = call.__qualname__ = name
    call.__doc__ = translated(formula, default_language()).summary
    call.__annotations__ = {
        parameter.name: Literal[choices]
        for parameter in formula.parameters
        if (choices := drop_down(parameter))
    }
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return call


def drop_down(parameter: Parameter) -> tuple[str, ...]:
    """The words that an argument offers; none where it may be a range or anything else."""
    if len(parameter.units) != 1 or parameter.units[0].shape != "cell" or parameter.repeats:
        return ()
    if parameter.name == "regime":
        return regime_names()
    return parameter.units[0].choices


def incoming(argument: Any) -> Argument:
    """What Lite hands over, an error cell being its text; an equal range is the same object."""
    if isinstance(argument, (list, tuple)):
        rows: Any = argument if argument and isinstance(argument[0], (list, tuple)) else [argument]
        if any(type(cell) is str and cell in ERRORS for row in rows for cell in row):
            rows = [[_cell(cell) for cell in row] for row in rows]
        if len(rows) * len(rows[0]) >= LARGE:
            rows = _held.same(rows)
        return rows  # type: ignore[no-any-return]
    return _cell(argument)


def outgoing(answer: Answer) -> Any:
    """An answer as Lite writes it: an error as its text, which becomes an error cell."""
    if isinstance(answer, list):
        return [[_sent(cell) for cell in row] for row in answer]
    return _sent(answer)


def _cell(cell: Any) -> Cell:
    if type(cell) is str and cell in ERRORS:
        return ErrorValue(cell, "the argument is an error cell")
    return cell  # type: ignore[no-any-return]


def _sent(cell: Any) -> Any:
    return cell.code if isinstance(cell, ErrorValue) else cell


def _signed(parameter: Parameter) -> inspect.Parameter:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    if parameter.repeats:
        return inspect.Parameter(parameter.name, inspect.Parameter.VAR_POSITIONAL)
    default = inspect.Parameter.empty if parameter.required else None
    return inspect.Parameter(parameter.name, kind, default=default)


def _offered() -> dict[str, Callable[..., Any]]:
    """Every function, told to xlwings where that is there."""
    made = {PREFIX["desktop"] + name: function_of(one) for name, one in functions().items()}
    try:
        from xlwings import arg, func
    except ImportError:  # outside of Lite: plain functions
        return made
    language = default_language()
    for formula in functions().values():
        function = made[PREFIX["desktop"] + formula.name]
        for parameter in translated(formula, language).parameters:
            options = {} if drop_down(parameter) else {"ndim": 2, "err_to_str": True}
            function = arg(parameter.name, doc=parameter.description, **options)(function)
        made[PREFIX["desktop"] + formula.name] = func(function)
    return made


_functions = _offered()
globals().update(_functions)
__all__ = list(_functions)
