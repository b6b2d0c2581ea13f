"""On which line of a TOML text a key stands: tomllib forgets it, and a fault must tell it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Final

Path = tuple[str | int, ...]
"""Keys and places in lists, from the top of a file down to a value."""

_SPACE: Final = re.compile(r"[ \t]*")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRING: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """The line of every key and list item of a TOML text that tomllib has accepted."""
    return _Scan(text).lines


def line_of(lines: dict[Path, int], path: Sequence[str | int]) -> int | None:
    """The line of a path; where it is not in the text, that of the table that should hold it."""
    for length in range(len(path), 0, -1):
        found = lines.get(tuple(path[:length]))
        if found is not None:
            return found
    return None


class _Scan:
    """One walk over the text; the position never goes back."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Path, int] = {}
        self.lists: dict[Path, int] = {}  # how many tables a [[list]] has so far
        self._counted = (0, 1)  # a position and its line, so that lines are counted once
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._assignment(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        doubled = self.text.startswith("[[", self.at)
        line = self._line()
        self.at += 1 + doubled
        names = self._keys()
        self.at += 1 + doubled
        table = (*self._known(names[:-1]), names[-1])
        if doubled:
            place = self.lists.get(table, 0)
            self.lists[table] = place + 1
            self.lines.setdefault(table, line)
            table = (*table, place)
        for depth in range(1, len(table) + 1):
            self.lines.setdefault(table[:depth], line)
        return table

    def _known(self, names: Sequence[str]) -> Path:
        """A path of names with the place of the last table put in wherever a [[list]] is met."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self.lists:
                path = (*path, self.lists[path] - 1)
        return path

    def _assignment(self, table: Path) -> None:
        line = self._line()
        names = self._keys()
        self.at += 1  # the equals sign
        path = table
        for name in names:
            path = (*path, name)
            self.lines.setdefault(path, line)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        opening = self.text[self.at]
        if opening in "\"'":
            self._skip(_STRING)
        elif opening == "[":
            self.at += 1
            self._items(path)
        elif opening == "{":
            self.at += 1
            self._pairs(path)
        else:
            self._skip(_SCALAR)

    def _items(self, path: Path) -> None:
        place = 0
        while self._more("]"):
            self.lines[*path, place] = self._line()
            self._value((*path, place))
            place += 1

    def _pairs(self, path: Path) -> None:
        while self._more("}"):
            self._assignment(path)

    def _more(self, closing: str) -> bool:
        """Whether another item follows; passes the comma, or the bracket that ends the list."""
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BLANK)
        if self.text[self.at] == closing:
            self.at += 1
            return False
        return True

    def _keys(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at] in "\"'":
                names.append(_unquoted(self._skip(_STRING)))
            else:
                names.append(self._skip(_BARE))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return names
            self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"no TOML at line {self._line()}")
        self.at = match.end()
        return match[0]

    def _line(self) -> int:
        position, line = self._counted
        line += self.text.count("\n", position, self.at)
        self._counted = (self.at, line)
        return line


def _unquoted(text: str) -> str:
    found = tomllib.loads(f"key = {text}")["key"]
    return str(found)
