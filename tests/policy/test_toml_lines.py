"""The line of every key of a TOML text, which tomllib forgets."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.policy.firm import EXAMPLE
from ledgerguard.policy.toml_lines import line_of, lines_of

TEXT = '''\
# a comment with a "quote, a [bracket and a = sign
title = "ours" # behind

[company]
"grace days" = 3
tolerance.EUR = 5
tolerance."US Dollar" = 6
note = """
[not.a.table]
key = "not a key" \\""" still """
path = \'\'\'
[neither]\'\'\'
words = \'a # b\'
channels = [ # wanted
  "email", # first
  "letter",
]
risk = 0.5 # half

[ladders."five-stage"]
levels = [
  { days = 1, action = { en = "a", zh = "甲" } },
  { days = 2, action = { en = "b", zh = "乙" } },

]
[[ladders.ours.levels]]
days = 3
[[ladders.ours.levels]]
days = 4
[ladders.ours.levels.action]
en = "c"
[ a . "b c" ]
empty = []
none = {}
day = 2024-05-01
last = true'''

BY_HAND: dict[tuple[str | int, ...], int] = {
    ("title",): 2,
    ("company",): 4,
    ("company", "grace days"): 5,
    ("company", "tolerance"): 6,
    ("company", "tolerance", "EUR"): 6,
    ("company", "tolerance", "US Dollar"): 7,
    ("company", "note"): 8,
    ("company", "path"): 11,
    ("company", "words"): 13,
    ("company", "channels"): 14,
    ("company", "channels", 0): 15,
    ("company", "channels", 1): 16,
    ("company", "risk"): 18,
    ("ladders",): 20,
    ("ladders", "five-stage"): 20,
    ("ladders", "five-stage", "levels"): 21,
    ("ladders", "five-stage", "levels", 0): 22,
    ("ladders", "five-stage", "levels", 0, "days"): 22,
    ("ladders", "five-stage", "levels", 0, "action"): 22,
    ("ladders", "five-stage", "levels", 0, "action", "en"): 22,
    ("ladders", "five-stage", "levels", 0, "action", "zh"): 22,
    ("ladders", "five-stage", "levels", 1): 23,
    ("ladders", "five-stage", "levels", 1, "days"): 23,
    ("ladders", "five-stage", "levels", 1, "action"): 23,
    ("ladders", "five-stage", "levels", 1, "action", "en"): 23,
    ("ladders", "five-stage", "levels", 1, "action", "zh"): 23,
    ("ladders", "ours"): 26,
    ("ladders", "ours", "levels"): 26,
    ("ladders", "ours", "levels", 0): 26,
    ("ladders", "ours", "levels", 0, "days"): 27,
    ("ladders", "ours", "levels", 1): 28,
    ("ladders", "ours", "levels", 1, "days"): 29,
    ("ladders", "ours", "levels", 1, "action"): 30,
    ("ladders", "ours", "levels", 1, "action", "en"): 31,
    ("a",): 32,
    ("a", "b c"): 32,
    ("a", "b c", "empty"): 33,
    ("a", "b c", "none"): 34,
    ("a", "b c", "day"): 35,
    ("a", "b c", "last"): 36,
}


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every key and list item of what tomllib reads."""
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    found = {path} if path else set()
    for key, part in parts:
        found |= paths_of(part, (*path, key))
    return found


def test_the_lines_by_hand() -> None:
    assert lines_of(TEXT) == BY_HAND
    assert paths_of(tomllib.loads(TEXT)) == set(BY_HAND)


def test_a_path_that_is_not_in_the_text_has_the_line_of_its_table() -> None:
    assert line_of(BY_HAND, ("company", "ladder")) == 4
    assert line_of(BY_HAND, ("ladders", "ours", "levels", 1, "action", "zh")) == 30
    assert line_of(BY_HAND, ("company", "grace days")) == 5
    assert line_of(BY_HAND, ("nothing", "here")) is None
    assert line_of(BY_HAND, ()) is None


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", " \t\n#\n"])
def test_a_text_without_keys(text: str) -> None:
    assert lines_of(text) == {}


PACKAGED = sorted(EXAMPLE.parent.glob("*.toml"))


@pytest.mark.parametrize("file", PACKAGED, ids=lambda file: str(file.name))
def test_every_key_of_the_packaged_files_is_found_on_a_line_that_names_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines = lines_of(text)
    assert set(lines) == paths_of(tomllib.loads(text))
    shown = text.splitlines()
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert path[-1] in shown[line - 1], path


KEYS = st.text(st.sampled_from('ab-_ #[]{}=."甲\t'), max_size=5)
VALUES = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text(st.sampled_from("ab#[]{}=,'甲 "), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


class Writer:
    """Writes TOML and remembers on which line it has put what: the other way round."""

    def __init__(self, wide: bool) -> None:
        self.text, self.lines, self.wide = "", dict[tuple[str | int, ...], int](), wide

    def line(self) -> int:
        return self.text.count("\n") + 1

    def value(self, path: tuple[str | int, ...], value: Any) -> None:
        if isinstance(value, dict):
            self.text += "{"
            for place, (key, part) in enumerate(value.items()):
                self.text += ", " if place else " "
                self.pair((*path, key), part)
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for place, part in enumerate(value):
                self.text += (
                    (", # [" if place else "# ]") + "\n" if self.wide else "," * (place > 0)
                )
                self.lines[*path, place] = self.line()
                self.value((*path, place), part)
            self.text += "\n]" if self.wide else "]"
        elif isinstance(value, bool):
            self.text += str(value).lower()
        else:
            self.text += quoted(value) if isinstance(value, str) else str(value)

    def pair(self, path: tuple[str | int, ...], value: Any) -> None:
        self.lines[path] = self.line()
        self.text += f"{quoted(str(path[-1]))} = "
        self.value(path, value)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=3), st.booleans())
def test_lines_are_those_on_which_a_writer_put_them(
    tables: dict[str, dict[str, Any]], wide: bool
) -> None:
    writer = Writer(wide)
    for name, table in tables.items():
        writer.lines[name,] = writer.line()
        writer.text += f"[ {quoted(name)} ] # {name!r}\n"
        for key, value in table.items():
            writer.pair((name, key), value)
            writer.text += "\n\n"
    assert tomllib.loads(writer.text) == tables
    assert lines_of(writer.text) == writer.lines
