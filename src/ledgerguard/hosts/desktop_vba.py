"""The VBA functions of the Excel add-in: one of a few lines for each formula."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from ledgerguard.cells.spelling import PREFIX
from ledgerguard.formula import Formula
from ledgerguard.hosts.fixed_files import fixed_files

EACH: Final = 80  # functions a module; a VBA module of more than 64 KB is slow to compile
LINE: Final = 100  # characters, after which a call is continued; VBA allows 1023
CATEGORY: Final = 20  # the first group of our own, after Excel's nineteen

_PLAIN: Final = str.maketrans({"–": "-", "—": "-", "×": "x", "≥": ">=", "≤": "<=", "’": "'"})


@cache
def reserved() -> frozenset[str]:
    """The reserved identifiers of the VBA language specification (MS-VBAL 3.3.5.2), lower case."""
    words = (fixed_files("desktop") / "reserved_words.txt").read_text(encoding="ascii")
    return frozenset(words.split())


def modules(formulas: Mapping[str, Formula]) -> dict[str, str]:
    """The text of the modules by name, with line ends as VBA wants them."""
    every = list(formulas.values())
    parts = [every[first : first + EACH] for first in range(0, len(every), EACH)]
    return {
        f"ledgerguard_{number}": _module(f"ledgerguard_{number}", part)
        for number, part in enumerate(parts, 1)
    }


def fingerprint(formulas: Mapping[str, Formula]) -> str:
    """A short digest of what the add-in offers: another one tells that it is out of date."""
    lines = (
        f"{formula.signature} {formula.is_table} {formula.owner} {formula.summary}"
        for formula in formulas.values()
    )
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def arguments(formula: Formula) -> list[str]:
    """The names of the parameters in VBA: what VBA reserves gets an underscore.

    A name that VBA cannot spell, such as a plugin's ``größe``, is told by its place alone, because
    one that does not compile takes every function of its module along.
    """
    return [
        f"argument_{place}"
        if not re.fullmatch(r"[A-Za-z]\w*", parameter.name, re.ASCII)
        else parameter.name + "_" * (parameter.name.lower() in reserved())
        for place, parameter in enumerate(formula.parameters, 1)
    ]


def _module(name: str, formulas: Iterable[Formula]) -> str:
    lines = [f'Attribute VB_Name = "{name}"', "Option Explicit"]
    for formula in formulas:
        lines += ["", *_function(formula)]
    return "\r\n".join(lines) + "\r\n"


def _function(formula: Formula) -> Iterator[str]:
    name = PREFIX["desktop"] + formula.name
    named = list(zip(formula.parameters, arguments(formula), strict=True))
    given = [word for p, word in named if not p.repeats]
    rest = [word for p, word in named if p.repeats]
    declared = [
        ("Optional " if not p.required and not p.repeats else "ParamArray " * p.repeats)
        + word
        + "()" * p.repeats
        for p, word in named
    ]
    yield from _continued(f"Public Function {name}(", declared, ")")
    yield f'Attribute {name}.VB_Description = "{_text(formula.summary)}"'
    yield f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{CATEGORY}"'
    if formula.is_table:
        yield "    If LgInWizard() Then Exit Function"
    if rest:
        yield "    Dim lgMore As Variant"
        yield f"    lgMore = {rest[0]}"
        yield from _continued(
            f'    {name} = LgCall("{name}", LgJoined(Array(', given, "), lgMore))"
        )
    else:
        yield from _continued(f'    {name} = LgCall("{name}", Array(', given, "))")
    yield "End Function"


def _continued(opening: str, words: list[str], closing: str) -> Iterator[str]:
    """One statement, over several lines where it is long."""
    line = opening
    for place, word in enumerate(words):
        piece = word + ("" if place == len(words) - 1 else ", ")
        if len(line) + len(piece) > LINE:
            yield line.rstrip() + " _"
            line = "        "
        line += piece
    yield line + closing


def _text(words: str) -> str:
    """Text for a VBA string: its code page knows no more than ASCII for certain."""
    plain = re.sub(r"[^\x20-\x7e]", "?", words.translate(_PLAIN))
    return plain.replace('"', '""')
