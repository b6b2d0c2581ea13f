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
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from itertools import chain, islice
from typing import Any, Final

from ledgerguard.cells import values
from ledgerguard.errors import (
    EXCEL_ERRORS,
    NA,
    NUM,
    VALUE,
    ErrorValue,
    LedgerguardError,
    excel_code,
)
from ledgerguard.formula import Formula
from ledgerguard.plugin import output, running
from ledgerguard.plugin.journal import Kind, remember, shortened, told
from ledgerguard.units import Cell

COLUMN: Final = "__ledgerguard_column__"
"""The attribute of a guard that computes a whole column: typed columns in, cells out."""

MOST_COLUMNS: Final = 16_384
"""Columns of a sheet."""

MOST_CELLS: Final = 4 * values.MOST_ROWS
"""Cells of one answer: four full columns."""

LONGEST_TEXT: Final = 32_767
"""Characters that a cell can hold."""

LARGEST: Final = 2**1023
"""A whole number beyond is no number of a sheet."""

_PLAIN: Final = frozenset({float, str, bool, int, type(None)})
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
        faults = _Faults(self._formula)
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

    def _answers(self, columns: Sequence[Iterable[Any]], faults: _Faults) -> list[Any]:
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

    def _element(self, answer: Any, faults: _Faults) -> Cell:
        self._state[0] = next(self._calls)
        try:
            return _cell(answer, faults)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return _error_cell(self._formula, error, faults)

    def _failed(self, error: BaseException) -> ErrorValue:
        faults = _Faults(self._formula)
        try:
            return _error_cell(self._formula, error, faults)
        finally:
            faults.tell()

    def _checked(self, answer: Any) -> Any:
        """An answer of one call: a cell, or rows of cells where the formula answers a table."""
        faults = _Faults(self._formula)
        try:
            if not isinstance(answer, (list, tuple)):
                return _cell(answer, faults)
            if not self._formula.is_table:
                return _refused(VALUE, "be one cell", type(answer).__name__, faults)
            return _rows(answer, faults)
        finally:
            faults.tell()


class _Faults:
    """Counts the faults of one call, and remembers them at its end."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._counts: Counter[Kind] = Counter()
        self._texts: dict[Kind, str] = {}

    def add(self, kind: Kind, text: str) -> None:
        self._counts[kind] += 1
        self._texts[kind] = text

    def tell(self) -> None:
        for kind, number in self._counts.items():
            remember(self._formula.owner, self._formula.name, kind, self._texts[kind], number)


def _error_cell(formula: Formula, error: BaseException, faults: _Faults) -> ErrorValue:
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


def _rows(answer: Sequence[Any], faults: _Faults) -> Any:
    """A table as a sheet can take it; what is too large is refused before it is copied."""
    if len(answer) > values.MOST_ROWS:
        allowed = f"have at most {values.MOST_ROWS:,} rows"
        return _refused(NUM, allowed, f"{len(answer):,}", faults)
    rows = [row if isinstance(row, (list, tuple)) else (row,) for row in answer]
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or width * len(rows) > MOST_CELLS:
        allowed = f"have at most {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells"
        return _refused(NUM, allowed, f"{len(rows):,} x {width:,}", faults)
    if all(type(row) in (list, tuple) for row in rows) and _all_plain(rows):
        return rows
    return [[_cell(cell, faults) for cell in row] for row in rows]


def _all_plain(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether each cell is what a sheet takes as it is; most tables are."""
    cells = list(chain.from_iterable(rows))
    kinds = set(map(type, cells))
    if not kinds <= _PLAIN:
        return False
    texts = [c for c in cells if type(c) is str]
    if max(map(len, texts), default=0) > LONGEST_TEXT or not _is_text("".join(texts)):
        return False
    numbers = [c for c in cells if type(c) is float or type(c) is int]
    return all(-LARGEST < number < LARGEST for number in numbers)


def _cell(value: Any, faults: _Faults) -> Cell:
    """One value as a cell holds it, of Python's own types; any other is a fault."""
    if isinstance(value, ErrorValue):
        if value.code in EXCEL_ERRORS:
            return value
        return _refused(VALUE, "be one of Excel's errors", shortened(repr(value.code)), faults)
    try:
        cell = values.to_cell(value)
    except Exception:  # an array of numbers, a day without a date, a conversion that fails
        cell = ErrorValue(VALUE)
    if isinstance(cell, ErrorValue):
        if cell.code == NUM:
            return _refused(NUM, "be a finite number", f"{float(value)}", faults)
        return _refused(VALUE, _HELD, type(value).__name__, faults)
    if isinstance(cell, str):
        if len(cell) > LONGEST_TEXT:
            allowed = f"be a text of at most {LONGEST_TEXT:,} characters"
            return _refused(VALUE, allowed, f"{len(cell):,}", faults)
        if not _is_text(cell):
            return _refused(VALUE, "be a text", "half of a character", faults)
        return str.__str__(cell)  # a text of a class of its own does not travel
    if isinstance(cell, int) and not isinstance(cell, bool):
        if not -LARGEST < cell < LARGEST:
            return _refused(NUM, "be a number that a cell can hold", "a larger one", faults)
        return int.__index__(cell)
    return cell


def _is_text(text: str) -> bool:
    """Whether a text can be written anywhere: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_HELD: Final = "be a number, text, date, TRUE or FALSE"


def _refused(code: str, must: str, got: str, faults: _Faults) -> ErrorValue:
    text = f"the answer must {must}, got {got}"
    faults.add("answered", text)
    return ErrorValue(code, f"{text}. Hint: this is a fault of the formula, please report it.")
