"""All formulas as xlwings Lite takes them: ``from ledgerguard.hosts.lite import *`` in ``main.py``.

Lite runs in Excel's own browser part (Pyodide): there are no threads, sockets, processes or files
to write, and nothing here asks for one. A workbook's functions are named as on the desktop,
``LG_DSO``. An argument with a few allowed words becomes a drop-down; a fault becomes an error cell,
because Lite makes one of the text ``#N/A`` and its like.

xlwings itself is only touched where Lite (or xlwings Server) runs; anywhere else these are plain
functions.
"""

from __future__ import annotations

import importlib
import inspect
import os
import re
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from ledgerguard.casework.letters.template_file import letter_names
from ledgerguard.cells import lift
from ledgerguard.cells.functions import functions
from ledgerguard.cells.ranges import Held
from ledgerguard.cells.spelling import PREFIX
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue, LedgerguardError
from ledgerguard.formula import Formula, Parameter
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import UNINSURED
from ledgerguard.policy.regimes import regime_names
from ledgerguard.translation import default_language, translated
from ledgerguard.units import Cell

MOST_CELLS: Final = 2_000_000  # a workbook's browser part has two gigabytes for everything
ERRORS: Final = frozenset(EXCEL_ERRORS)

KNOWN: Final[Mapping[str, Callable[[], tuple[str, ...]]]] = MappingProxyType(
    {
        "regime": regime_names,
        "insurance": lambda: (*load_policy().insurances, UNINSURED),
        "preset": lambda: tuple(load_policy().credit_book.presets),
        "letter": lambda: letter_names("en"),
    }
)
"""Arguments that take any text, and the names that Excel suggests for them."""

FIRST_WITH_WORDS: Final = (0, 35, 3)
"""The xlwings that first made a drop-down of ``Literal``; an older one fails at such a call, and a
workbook keeps the version that its ``requirements.txt`` names."""

_held = Held(most_cells=MOST_CELLS)


def function_of(formula: Formula, words: bool = True) -> Callable[..., Any]:
    """A formula as a plain function with a signature that Lite can read.

    Args:
        formula: The formula.
        words: Whether arguments with a few allowed words say so, for a drop-down.
    """

    def call(*arguments: Any) -> Any:
        return outgoing(lift.call(formula, [incoming(argument) for argument in arguments]))

    name = PREFIX["desktop"] + formula.name  # Lite has no namespace: Excel shows the same name
    # xlwings refuses optional arguments before one that repeats: there a blank stands for them.
    strict = any(parameter.repeats for parameter in formula.parameters)
    parameters = [_signed(parameter, strict) for parameter in formula.parameters]
    call.__name__ = call.__qualname__ = name
    call.__doc__ = translated(formula, default_language()).summary
    call.__annotations__ = {
        parameter.name: Literal[choices]
        for parameter in formula.parameters
        if words and (choices := drop_down(parameter))
    }
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what inspect.signature reads
    return call


def drop_down(parameter: Parameter) -> tuple[str, ...]:
    """The words that an argument offers; none where it may be a range or anything else."""
    if len(parameter.units) != 1 or parameter.units[0].shape != "cell" or parameter.repeats:
        return ()
    unit = parameter.units[0]
    if unit.kind != "text" or unit.choices or parameter.name not in KNOWN:
        return unit.choices
    try:
        return KNOWN[parameter.name]()
    except LedgerguardError:  # a faulty file of the firm: its cells say so, the others work
        return ()


def incoming(argument: Any) -> Argument:
    """What Lite hands over, an error cell being its text; an equal range is the same object."""
    arrived: Argument = _held.arrived(argument, _cell, _cells)
    return arrived


def _cells(rows: Any) -> Any:
    if any(type(cell) is str and cell in ERRORS for row in rows for cell in row):
        return [[_cell(cell) for cell in row] for row in rows]
    return rows


def outgoing(answer: Answer) -> Any:
    """An answer as Lite writes it: an error as its text, which becomes an error cell."""
    if isinstance(answer, list):
        return [[_sent(cell) for cell in row] for row in answer]
    return _sent(answer)


def _cell(cell: Any) -> Cell:
    if type(cell) is str and cell in ERRORS:
        return ErrorValue(cell, "the argument is an error cell")
    given: Cell = cell
    return given


def _sent(cell: Any) -> Any:
    return cell.code if isinstance(cell, ErrorValue) else cell


def _signed(parameter: Parameter, strict: bool) -> inspect.Parameter:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    if parameter.repeats:
        return inspect.Parameter(parameter.name, inspect.Parameter.VAR_POSITIONAL)
    default = inspect.Parameter.empty if parameter.required or strict else None
    return inspect.Parameter(parameter.name, kind, default=default)


def _in_lite() -> bool:
    return sys.platform == "emscripten" or os.environ.get("XLWINGS_ON_SERVER") == "true"


def _settle_nulls() -> None:
    """Give xlwings the ``JsNull`` that it looks for at every cell.

    Pyodide has one from 0.28 on. Before, each look fails, and that is nine tenths of the time of a
    ledger of 10,000 rows.
    """
    try:
        proxies: Any = importlib.import_module("pyodide.ffi")
    except ImportError:
        return
    if not hasattr(proxies, "JsNull"):
        proxies.JsNull = type("JsNull", (), {})  # no cell is one


def _knows_words(version: str) -> bool:
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    return numbers >= FIRST_WITH_WORDS or version == "dev"


def _offered() -> dict[str, Callable[..., Any]]:
    """Every function, told to xlwings where that is there."""
    if not _in_lite():
        return {PREFIX["desktop"] + name: function_of(one) for name, one in functions().items()}
    import xlwings

    _settle_nulls()
    words = _knows_words(xlwings.__version__)
    language = default_language()
    offered = {}
    for formula in functions().values():
        function = function_of(formula, words)
        for parameter in translated(formula, language).parameters:
            listed = parameter.name in function.__annotations__
            options = {} if listed else {"ndim": 2, "err_to_str": True}
            function = xlwings.arg(parameter.name, doc=parameter.description, **options)(function)
        offered[PREFIX["desktop"] + formula.name] = xlwings.func(function)
    return offered


_functions = _offered()
globals().update(_functions)
__all__ = list(_functions)
