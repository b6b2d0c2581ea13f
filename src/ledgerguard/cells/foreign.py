"""Formulas of plugins, made safe: whatever one does costs its own cell and nothing else.

:func:`guarded` puts a guard around the function of a formula. The guard notes the call, so that a
watchdog can end one that never returns; makes an error cell of whatever is raised; lets through
only what a cell can hold; keeps what is printed; and remembers each fault for ``ledgerguard
plugins doctor``. Formulas of ledgerguard itself have no guard and pay nothing.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from itertools import islice
from typing import Any, Final

from ledgerguard.cells.foreign_answers import Faults, cell, refused, table
from ledgerguard.errors import (
    EXCEL_ERRORS,
    NA,
    VALUE,
    ErrorValue,
    LedgerguardError,
    excel_code,
)
from ledgerguard.formula import Formula
from ledgerguard.plugin import output, running
from ledgerguard.plugin.journal import told
from ledgerguard.units import Cell

COLUMN: Final = "__ledgerguard_column__"
"""The attribute of a guard that computes a whole column: typed columns in, cells out."""

_MOST_AT_ONCE: Final = 64  # elements of a column between two notes
_BRISK: Final = 0.01  # seconds; while so many elements take no longer, the next are more


def guarded(formula: Formula) -> Formula:
    """The same formula with a guard around its function."""
    return replace(formula, function=_Guard(formula).made())


class _Guard:
    """Makes the function that stands in the place of a plugin's."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._after = output.after_call()
        self._state = running.state()
        self._calls = running.numbers(formula.owner, formula.name)

    def made(self) -> Callable[..., Any]:
        """The guarded function; its attribute :data:`COLUMN` computes a column."""
        function, name, package = self._formula.function, self._formula.name, self._formula.owner
        state, calls, after = self._state, self._calls, self._after
        checked, failed = self._checked, self._failed

        @wraps(function)
        def call(*arguments: Any) -> Any:
            if sys.stdout is not output.ear:
                output.listen()
            before = state[0]
            state[0] = next(calls)
            try:
                answer = function(*arguments)
                if type(answer) is float and answer - answer == 0:
                    return answer
                return checked(answer)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # also SystemExit and what derives from nothing better
                return failed(error)
            finally:
                state[0] = before
                if after is not None:
                    after(package, name)

        setattr(call, COLUMN, self._column)
        return call

    def _column(self, columns: Sequence[Iterable[Any]]) -> list[Cell]:
        """One cell for each row of the columns; those that are repeated never end."""
        output.listen()
        state = self._state
        before = state[0]
        faults = Faults(self._formula)
        try:
            answers = self._answers(columns, faults)
            if set(map(type, answers)) != {float} or not all(map(math.isfinite, answers)):
                answers = [self._element(answer, faults) for answer in answers]
        finally:
            state[0] = before
            faults.tell()
            if self._after is not None:
                self._after(self._formula.owner, self._formula.name)
        return answers

    def _answers(self, columns: Sequence[Iterable[Any]], faults: Faults) -> list[Any]:
        """What the function answers, noted every few elements: a note costs as much as a sum."""
        function, state, calls = self._formula.function, self._state, self._calls
        rows = zip(*columns, strict=False)
        answers: list[Any] = []
        add = answers.append
        at_once, done = 1, -1
        while len(answers) > done:
            state[0] = next(calls)
            begun, done = time.perf_counter(), len(answers)
            for arguments in islice(rows, at_once):
                try:
                    add(function(*arguments))
                except KeyboardInterrupt:
                    raise
                except BaseException as error:
                    add(_error_cell(self._formula, error, faults))
            brisk = time.perf_counter() - begun < _BRISK
            at_once = min(_MOST_AT_ONCE, 2 * at_once) if brisk else 1
        return answers

    def _element(self, answer: Any, faults: Faults) -> Cell:
        self._state[0] = next(self._calls)
        try:
            return cell(answer, faults)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return _error_cell(self._formula, error, faults)

    def _failed(self, error: BaseException) -> ErrorValue:
        faults = Faults(self._formula)
        try:
            return _error_cell(self._formula, error, faults)
        finally:
            faults.tell()

    def _checked(self, answer: Any) -> Any:
        """An answer of one call: a cell, or rows of cells where the formula answers a table."""
        faults = Faults(self._formula)
        try:
            if not isinstance(answer, (list, tuple)):
                return cell(answer, faults)
            if not self._formula.is_table:
                return refused(VALUE, "be one cell", type(answer).__name__, faults)
            return table(answer, faults)
        finally:
            faults.tell()


def _error_cell(formula: Formula, error: BaseException, faults: Faults) -> ErrorValue:
    """The error cell for what a plugin raised: its own where it is one of ours, else #N/A."""
    words = told(error)
    if isinstance(error, LedgerguardError):
        code = getattr(error, "code", None) or error.excel
        if code in EXCEL_ERRORS:  # said as it should be: no fault
            return ErrorValue(code, words.partition(": ")[2])
    faults.add("raised", words)
    return ErrorValue(
        excel_code(error) if isinstance(error, ArithmeticError) else NA,
        f"{formula.name} must answer or say why not, got {words.rstrip('.')}. "
        f"Hint: this is a fault of {formula.owner}, please report it.",
    )
