"""Records what a program asks of XlsxWriter, to ask the same again of XlsxWriter alone."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import xlsxwriter

_PLAIN = frozenset({int, float, str, bool, type(None)})


@dataclass(frozen=True, slots=True)
class _Call:
    target: int
    method: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    makes: int | None  # number of the object that it answers with


@dataclass
class Recording:
    """Every call on a workbook and on what it made: sheets, formats, charts."""

    kind: Callable[..., Any]
    options: dict[str, Any] = field(default_factory=dict)
    calls: list[_Call] = field(default_factory=list)
    made: int = 0

    def wrap(self, real: Any) -> _Recorder:
        """A stand-in that behaves like ``real`` and notes what is asked of it."""
        self.made += 1
        return _Recorder(real, self.made - 1, self)


class _Recorder:
    def __init__(self, real: Any, number: int, recording: Recording) -> None:
        self._real, self._number, self._recording = real, number, recording

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if not callable(found):
            return found

        def ask(*arguments: Any, **options: Any) -> Any:
            answer = found(*_real(arguments), **_real(options))
            makes = None
            if any(kind.__module__.startswith("xlsxwriter") for kind in type(answer).__mro__):
                answer = self._recording.wrap(answer)
                makes = answer._number
            call = _Call(self._number, name, arguments, options, makes)
            self._recording.calls.append(call)
            return answer

        return ask


@contextmanager
def recording(owner: ModuleType = xlsxwriter, name: str = "Workbook") -> Iterator[Recording]:
    """While this is open, the next workbook that is made is recorded.

    Args:
        owner: The module through which the program under test reaches the class.
        name: The class: XlsxWriter's own, or one derived from it.
    """
    original = getattr(owner, name)
    made = Recording(original)

    def workbook(path: str, options: dict[str, Any] | None = None) -> _Recorder:
        made.options = copy.deepcopy(options or {})  # XlsxWriter changes what it is given
        return made.wrap(original(path, options))

    setattr(owner, name, workbook)
    try:
        yield made
    finally:
        setattr(owner, name, original)


class Replay:
    """The same workbook by XlsxWriter alone.

    Sheets, formats and charts are made beforehand and all arguments are ready, so that
    :meth:`write` is nothing but the calls: the baseline gets no work that is not XlsxWriter's.
    """

    def __init__(self, recorded: Recording, path: Path) -> None:
        objects: dict[int, Any] = {0: recorded.kind(str(path), copy.deepcopy(recorded.options))}
        for call in recorded.calls:
            if call.makes is not None:
                method = getattr(objects[call.target], call.method)
                arguments = _replaced(call.arguments, objects)
                objects[call.makes] = method(*arguments, **_replaced(call.options, objects))
        methods: dict[tuple[int, str], Callable[..., Any]] = {}
        self._calls = []
        for call in recorded.calls:
            if call.makes is None:
                key = (call.target, call.method)
                if key not in methods:
                    methods[key] = getattr(objects[call.target], call.method)
                arguments = _replaced(call.arguments, objects)
                self._calls.append((methods[key], arguments, _replaced(call.options, objects)))

    def write(self) -> None:
        """Ask XlsxWriter for everything, closing the file included."""
        for method, arguments, options in self._calls:
            method(*arguments, **options)


def _real(value: Any) -> Any:
    return _mapped(value, lambda recorder: recorder._real)


def _replaced(value: Any, objects: dict[int, Any]) -> Any:
    return _mapped(value, lambda recorder: objects[recorder._number])


def _mapped(value: Any, change: Callable[[_Recorder], Any]) -> Any:
    """Stand-ins exchanged, also inside the dicts and lists of options."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is _Recorder:
        return change(value)
    if kind is dict:
        return {key: _mapped(item, change) for key, item in value.items()} if value else {}
    if kind is tuple or kind is list:
        return kind([_mapped(item, change) for item in value])
    return value


def same_content(one: Path, other: Path) -> bool:
    """Whether two workbooks are equal in every part but the time stamp."""
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        names = set(first.namelist())
        return names == set(second.namelist()) and all(
            first.read(name) == second.read(name) for name in names - {"docProps/core.xml"}
        )
