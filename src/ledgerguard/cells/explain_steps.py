"""What was watched becomes rows to read: what, with numbers, result."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Any, Final, TypeGuard

from ledgerguard.cells import values
from ledgerguard.cells.explain_numbers import cut, shown
from ledgerguard.cells.explain_source import raises_only
from ledgerguard.cells.explain_trace import NOTHING, Call, Step
from ledgerguard.cells.explain_words import Words
from ledgerguard.translation import Say
from ledgerguard.units import Cell

WIDEST: Final = 240  # characters of a cell
INDENT: Final = "    "

_TESTS_OF_PYTHON: Final = frozenset(
    {"isinstance", "hasattr", "callable", "is_blank", "is_caption", "is_number"}
)
_ORDERINGS: Final = ("sorted(range(", "list(range(")
"""Statements that only say in which order something is looked at."""

Row = tuple[str, str, Cell]
"""What is computed, the same with numbers, and the result."""


def told(call: Call, say: Say) -> tuple[list[Row], Row | None]:
    """The steps of a call and of those within it, and the last one: what the call answers."""
    answer: Row | None = None
    rows: list[Row] = []
    lent: Row | None = None
    for one, following in zip_longest(call.happened, call.happened[1:]):
        if isinstance(one, Call):
            if _names(following, one) and (given := _handed_back(one, following)):
                lent = _row("", given, one.result, following, say)
                continue  # a check: the statement says what it has answered
            inner, last = told(one, say) if _is_worth_telling(one) else ([], None)
            if last and _is_figure(one.result):
                lent = last if _names(following, one) and not one.formula else None
                inner = inner if lent else [*inner, last]
            rows += [(INDENT + what, numbers, result) for what, numbers, result in inner]
            continue
        if isinstance(one.statement, ast.Return):
            name = call.formula or call.name.strip("_")
            answer = next((_with(lent, row) for row in _rows(one, name, say)), None)
        elif _is_calculation(one):
            rows += [_with(lent, row) for row in _rows(one, "", say)]
        lent = None
    # What is said twice in a row, such as a property that is asked twice, is said once.
    return [row for row, before in zip(rows, [None, *rows], strict=False) if row != before], answer


def _names(step: Step | Call | None, call: Call) -> TypeGuard[Step]:
    """Whether a statement does nothing but give a name to what a function has just answered.

    The function's own expression then says more than its name does; a formula keeps its name.
    """
    if not isinstance(step, Step) or isinstance(step.statement, ast.AugAssign):
        return False  # adding up is more than naming
    value = getattr(step.statement, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] == call.name


def _handed_back(call: Call, step: Step) -> ast.expr | None:
    """The argument that a function has returned as it was given, as a check does.

    It is told by the function's own ``return``, not by its value: what was computed may happen to
    equal an argument.
    """
    last = call.happened[-1] if call.happened else None
    returned = getattr(last.statement, "value", None) if isinstance(last, Step) else None
    value = getattr(step.statement, "value", None)
    if call.formula or not isinstance(returned, ast.Name) or not isinstance(value, ast.Call):
        return None
    names = [*call.given][: len(value.args)]
    if returned.id not in names or call.given.get(returned.id, NOTHING) is not call.result:
        return None
    return value.args[names.index(returned.id)]


def _with(lent: Row | None, row: Row) -> Row:
    """The row of a name, with the expression of the function behind it where that is known."""
    if lent is None:
        return row
    return f"{row[0].partition(' = ')[0]} = {lent[0].partition(' = ')[2]}", lent[1], row[2]


def cell_of(value: Any, say: Say) -> Cell:
    """A value of a calculation as a cell: a number stays one, a day is written out."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date) or not isinstance(value, (bool, int, float)):
        return cut(shown(value, say), WIDEST)
    return values.to_cells(value)  # type: ignore[return-value]  # one cell in, one cell out


def _is_worth_telling(call: Call) -> bool:
    """Whether what happened in a function is a calculation of its own, or where it failed."""
    if call.formula or call.result is NOTHING:
        return True
    is_flag = isinstance(call.result, bool)
    return is_dataclass(call.result) or (_is_cell(call.result) and not is_flag)


def _is_calculation(step: Step) -> bool:
    """Whether a statement computes anything; checks and the plumbing of Python do not."""
    statement = step.statement
    if isinstance(statement, ast.If):
        refuses = raises_only(statement) and not step.result
        return not refuses and not _is_about_python(statement.test)
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Call) and ast.unparse(value).startswith(_ORDERINGS):
        return False
    if isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, str)):
        return False
    return _is_figure(step.result)


def _is_about_python(test: ast.expr) -> bool:
    """Whether a condition asks what kind of thing an argument is, or whether it is there."""
    return any(
        (isinstance(part, ast.Constant) and part.value in (None, ""))
        or (isinstance(part, ast.Name) and part.id in _TESTS_OF_PYTHON)
        for part in ast.walk(test)
    )


def _is_figure(value: Any) -> bool:
    """Whether a value is one that a reader can follow: a cell, or a column of them."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(one is None or _is_cell(one) for one in value)
    return _is_cell(value)


def _is_cell(value: Any) -> bool:
    return isinstance(value, (int, float, str, dt.date, Decimal, Fraction))


def _rows(step: Step, name: str, say: Say) -> Iterator[Row]:
    for what, numbers, result in _said(step, name, say):
        text = _again(what, step.more, say) if step.more else what
        yield cut(text, WIDEST), cut(numbers, WIDEST), result


def _said(step: Step, name: str, say: Say) -> Iterator[Row]:
    statement = step.statement
    if isinstance(statement, ast.If):
        what, numbers = _both(statement.test, step, say)
        verdict = say("yes") if step.result else say("no")
        yield say("{condition}?").format(condition=what), numbers, verdict
    elif isinstance(statement, ast.Return) and statement.value is not None:
        yield _row(name, statement.value, step.result, step, say)
    elif isinstance(statement, ast.AugAssign):
        sum_ = ast.BinOp(_loaded(statement.target), statement.op, statement.value)
        yield _row(_target(statement.target), sum_, step.result, step, say)
    elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        for part, value, result in _pairs(target, statement.value, step.result):
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                yield _row(_target(part), value, result, step, say)


def _row(target: str, value: ast.expr, result: Any, step: Step, say: Say) -> Row:
    what, numbers = _both(value, step, say)
    if numbers == shown(result, say):
        numbers = ""  # the result stands beside it
    if isinstance(result, dt.date):
        numbers = f"{numbers} = {shown(result, say)}".removeprefix(" = ")
    return f"{target} = {what}", numbers, cell_of(result, say)


def _both(node: ast.expr, step: Step, say: Say) -> tuple[str, str]:
    """An expression in words and with numbers; without them where they say nothing new."""
    what = Words(say, step.known).write(node)
    numbers = Words(say, step.known, step.scope).write(node)
    return what, "" if numbers == what else numbers


def _pairs(
    target: ast.expr, value: ast.expr, result: Any
) -> Iterator[tuple[ast.expr, ast.expr, Any]]:
    """``a, b = c, d`` as two assignments."""
    if (
        isinstance(target, ast.Tuple)
        and isinstance(value, ast.Tuple)
        and len(target.elts) == len(value.elts) == len(result)
    ):
        yield from zip(target.elts, value.elts, result, strict=True)
    else:
        yield target, value, result


def _target(node: ast.expr) -> str:
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return ", ".join(name for name in names if name != "_")


def _loaded(target: ast.expr) -> ast.expr:
    return ast.Name(_target(target), ast.Load())


def _again(what: str, times: int, say: Say) -> str:
    return say("… {count} more times: {what}").format(count=times, what=what)
