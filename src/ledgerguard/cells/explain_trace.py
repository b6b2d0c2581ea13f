"""Watches a formula while it computes, statement by statement.

A trace function of :mod:`sys` is set for the one call and for nothing else, so that a formula
that nobody explains costs what it did before. What was set (a debugger, coverage) is put back.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, Final

from ledgerguard.cells.explain_source import Source, names_in, source_of
from ledgerguard.formula import MARK

NOTHING: Final = object()
"""Stands where no value came to be."""

MOST_EVENTS: Final = 20_000  # lines that are watched before the rest of the call runs unwatched
MOST_TIMES: Final = 15  # that one statement, or one function within another, is recorded
MOST_DEEP: Final = 6
COPIED: Final = 200  # cells of a column that is kept as it was at that moment

_GENERATOR = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


@dataclass
class Step:
    """One statement that was executed: what its names held before, and what came of it."""

    statement: ast.stmt
    scope: dict[str, Any]
    known: dict[str, Any]  # the module's own names
    result: Any = NOTHING
    more: int = 0  # further times that it was executed; the result is that of the last one

    @property
    def names(self) -> frozenset[str]:
        """The names that the statement reads."""
        return names_in(self.statement)


@dataclass
class Call:
    """One function that was entered, with what happened in it in its order."""

    name: str
    formula: str | None
    known: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)  # the arguments by their names, in order
    depth: int = 0
    happened: list[Step | Call] = field(default_factory=list)
    result: Any = NOTHING


@dataclass
class _Open:
    """A function that is being executed."""

    call: Call
    source: Source
    current: Step | None = None
    raised: bool = False
    times: Counter[ast.stmt] = field(default_factory=Counter)
    last: dict[ast.stmt, Step] = field(default_factory=dict)
    entered: Counter[CodeType] = field(default_factory=Counter)


class Watch:
    """One call of a function, watched; ``first`` is what happened in it."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        """``wanted`` says of the name of a module whether its functions are watched."""
        self._watcher = _Watcher(wanted)

    @property
    def first(self) -> Call | None:
        """The outermost call; None where nothing could be watched."""
        return self._watcher.first

    def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call the function; its answer and its exceptions are its own."""
        before = sys.gettrace()
        sys.settrace(self._watcher.enter)
        try:
            return function(*arguments)
        finally:
            sys.settrace(before)


class _Watcher:  # pragma: no cover - Python does not trace a trace function
    """The trace function, and the calls that are open."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self.first: Call | None = None
        self._wanted = wanted
        self._open: dict[FrameType, _Open | None] = {}  # None: left alone with all it calls
        self._events = 0

    def enter(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Called when any function begins."""
        code = frame.f_code
        if event != "call" or self._events > MOST_EVENTS:
            return None
        if code.co_name.startswith("<") or code.co_flags & _GENERATOR:
            return None
        if not self._wanted(str(frame.f_globals.get("__name__"))):
            return None
        source = source_of(code)
        parent = self._parent(frame)
        if source is None or (self.first is not None and parent is None) or _cached(frame):
            return self._leave_alone(frame)
        named = code.co_varnames[: code.co_argcount]
        given = {name: frame.f_locals[name] for name in named if name in frame.f_locals}
        call = Call(code.co_name, _formula_of(frame), frame.f_globals, given)
        if parent is None:
            self.first = call
        else:
            parent.entered[code] += 1
            call.depth = parent.call.depth + 1
            if parent.entered[code] > MOST_TIMES or call.depth > MOST_DEEP:
                return self._leave_alone(frame)
            parent.call.happened.append(call)
        self._open[frame] = _Open(call, source)
        return self._within

    def _within(self, frame: FrameType, event: str, argument: Any) -> Any:
        opened = self._open.get(frame)
        self._events += 1
        if opened is None or self._events > MOST_EVENTS:
            self._open.clear()
            return None
        if event == "line":
            self._line(opened, frame)
        elif event == "exception" and argument[0] is not StopIteration:
            opened.raised = True
        elif event == "return":
            if not opened.raised:
                opened.call.result = _copied(argument)
                _finish(opened, frame, None, argument)
            del self._open[frame]
        return self._within

    def _line(self, opened: _Open, frame: FrameType) -> None:
        statement = opened.source.statements.get(frame.f_lineno)
        if statement is None or (opened.current and opened.current.statement is statement):
            return
        if not opened.raised:
            _finish(opened, frame, statement)
        opened.raised = False
        held = frame.f_locals if opened.times[statement] < MOST_TIMES else {}
        scope = {name: _copied(held[name]) for name in names_in(statement) if name in held}
        opened.current = Step(statement, scope, frame.f_globals)

    def _parent(self, frame: FrameType) -> _Open | None:
        """The nearest function that is watched; None also below one that is left alone."""
        above = frame.f_back
        while above is not None:
            if above in self._open:
                return self._open[above]
            above = above.f_back
        return None

    def _leave_alone(self, frame: FrameType) -> None:
        self._open[frame] = None


def _finish(  # pragma: no cover - Python does not trace a trace function
    opened: _Open, frame: FrameType, following: ast.stmt | None, returned: Any = NOTHING
) -> None:
    step, opened.current = opened.current, None
    if step is None:
        return
    statement = step.statement
    if isinstance(statement, ast.Return):
        step.result = _copied(returned)
    elif isinstance(statement, ast.If):
        first, last = statement.body[0].lineno, statement.body[-1].end_lineno or 0
        step.result = following is not None and first <= following.lineno <= last
    else:
        step.result = _assigned(statement, frame.f_locals)
    if step.result is NOTHING:
        return
    opened.times[statement] += 1
    times = opened.times[statement]
    if times > MOST_TIMES + 1:
        opened.last[statement].result = step.result
        opened.last[statement].more += 1
        return
    if times == MOST_TIMES + 1:
        step.more = 1
        opened.last[statement] = step
    opened.call.happened.append(step)


def _assigned(  # pragma: no cover - Python does not trace a trace function
    statement: ast.stmt, held: dict[str, Any]
) -> Any:
    """What an assignment has put into its names."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign) and statement.value is not None:
        target = statement.target
    else:
        return NOTHING
    names = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
    if isinstance(target, ast.Name):
        return _copied(held.get(target.id, NOTHING))
    if isinstance(target, ast.Tuple):
        return tuple(_copied(held.get(name.id)) for name in names)
    return NOTHING


def _copied(value: Any) -> Any:  # pragma: no cover - Python does not trace a trace function
    """A column as it is now: it may grow later."""
    if isinstance(value, list) and len(value) <= COPIED:
        return list(value)
    if isinstance(value, dict) and len(value) <= COPIED:
        return dict(value)
    return value


def _formula_of(frame: FrameType) -> str | None:  # pragma: no cover - as above
    function = frame.f_globals.get(frame.f_code.co_name)
    mine = getattr(function, "__code__", None) is frame.f_code
    return getattr(function, MARK, None) if mine else None


def _cached(frame: FrameType) -> bool:  # pragma: no cover - as above
    """Whether a function runs only at its first call: it would be told once and never again."""
    return hasattr(frame.f_globals.get(frame.f_code.co_name), "cache_info")
