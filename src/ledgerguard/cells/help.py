"""HELP: the whole help of a formula, or a list of formulas, as cells."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledgerguard.cells.spelling import bare, spell
from ledgerguard.cells.subjects import by_subject, subject_of
from ledgerguard.errors import NotAvailable
from ledgerguard.formula import Formula, Parameter, formula
from ledgerguard.translation import LANGUAGES, Say, default_language, texts, translated
from ledgerguard.units import Cell, Language, Table, Text, Unit

Formulas = Callable[[], Mapping[str, Formula]]
"""Answers all formulas: help is one of them, so they are known only afterwards."""

COLUMNS: Final = 3
_BREAK = re.compile(r"\s*\n\s*")
_BREAK_IN_CHINESE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])\n|\n(?=[\u3000-\u9fff\uff00-\uffef])"
)
_BETWEEN_CLAUSES = re.compile(r"(?<=[;；])")


def help_of(formulas: Formulas) -> Callable[..., Table]:
    """The function HELP over a catalogue."""

    @formula("HELP")
    def help(name: Text | None = None, language: Language | None = None) -> Table:  # noqa: A001  # the name of the formula
        """Help on a formula: what it computes, its arguments, errors, an example and its source.

        Three columns. Without a name all formulas are listed by subject with their summaries, with
        the name of a subject those of that subject.

        Args:
            name: A formula in any spelling (DSO, LG_DSO, lg.dso), or a subject such as
                Receivables; all formulas when left out.
            language: "en" or "zh"; left out, the environment variable LEDGERGUARD_LANGUAGE decides,
                and English where it is not set.

        Errors: #N/A when there is no formula or subject of that name; #VALUE! when the language is
            unknown.
        Example: =INDEX(HELP("DSO"), 1, 1) -> DSO
        Example: =INDEX(HELP("lg.dso", "zh"), 1, 2) -> 按期末余额法计算的应收账款周转天数（DSO）。
        Source: ledgerguard design; the texts of each formula.
        """
        language = language or default_language()
        known = formulas()
        if name is None:
            return _listed(by_subject(known), language)
        found = known.get(bare(name.strip()))
        if found is not None:
            return _sheet(found, known, language)
        title = _subject(name, known)
        if title is None:
            raise unknown(name, [*known, *by_subject(known)])
        return _listed({title: by_subject(known)[title]}, language)

    return help


def unknown(name: str, known: list[str]) -> NotAvailable:
    """The error for a name that nobody has, with those that resemble it."""
    wanted = bare(name.strip())
    names = {one.upper(): one for one in known}
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.4)
    return NotAvailable(
        f"name must be a formula, got {name}",
        hint=f"did you mean {' or '.join(names[one] for one in near)}?" if near else "see HELP()",
    )


def unit_text(unit: Unit, say: Say) -> str:
    """A unit in words: ``money: an amount in one currency``."""
    name = _named(unit, say)
    words = f"{name}{say(': ')}{say(unit.description)}"
    return f"{words} ({', '.join(unit.choices)})" if unit.choices else words


def kind_text(parameter: Parameter, say: Say) -> str:
    """What an argument takes, in few words: ``days; default 365``."""
    kinds = say(" or ").join(_kind(unit, say) for unit in parameter.units)
    if parameter.required:
        return kinds
    if parameter.repeats:
        return kinds + say("; any number of them")
    return kinds + _default(parameter.default, say)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line; Chinese is joined without a space."""
    parts = (_BREAK.sub(" ", _BREAK_IN_CHINESE.sub("", part)) for part in text.split("\n\n"))
    return [part.strip() for part in parts if part.strip()]


def error_lines(formula: Formula) -> list[str]:
    """The errors of a formula, one a line, in whichever language they are."""
    lines: list[str] = []
    for clause in _BETWEEN_CLAUSES.split(formula.errors):
        if lines and not ("#" in clause and "#" in lines[-1]):  # belongs to the one before
            lines[-1] += clause
        else:
            lines.append(clause)
    return [line.strip(" ;；") for line in lines]


def _sheet(formula: Formula, known: Mapping[str, Formula], language: Language) -> Table:
    say = texts(language)
    one = translated(formula, language)
    arguments = one.signature.removeprefix(one.name)
    rows: list[list[Cell]] = [
        [one.name, one.summary],
        [say("In Excel"), spell(one.name, "desktop") + arguments],
        [say("In Calc"), spell(one.name, "calc") + arguments],
    ]
    rows += _section(say("Formula"), [[words] for words in paragraphs(one.details)])
    if one.parameters:
        rows.append([say("Argument"), say("Meaning"), say("Unit")])
        rows += [[_bracketed(p), p.description, kind_text(p, say)] for p in one.parameters]
    rows.append([say("Answers"), unit_text(one.returns, say)])
    rows += _section(say("Errors"), [[line] for line in error_lines(one)])
    rows += _section(say("Example"), [[call, _typed(value)] for call, value in one.examples])
    rows.append([say("Source"), one.source])
    rows.append([say("Subject"), say(subject_of(one))])
    module = one.function.__module__
    related = [
        f.name for f in known.values() if f.function.__module__ == module and f.name != one.name
    ]
    if related:
        rows.append([say("See also"), ", ".join(related)])
    return [row + [""] * (COLUMNS - len(row)) for row in rows]


def _listed(subjects: Mapping[str, list[Formula]], language: Language) -> Table:
    say = texts(language)
    rows: list[list[Cell]] = [[say("Subject"), say("Formula"), say("Meaning")]]
    for title, members in subjects.items():
        rows += [[say(title), f.signature, translated(f, language).summary] for f in members]
    return rows


def _subject(name: str, known: Mapping[str, Formula]) -> str | None:
    """The subject of a name, in whichever language."""
    wanted = name.strip().casefold()
    for title in by_subject(known):
        if wanted in {texts(language)(title).casefold() for language in LANGUAGES}:
            return title
    return None


def _section(heading: str, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows with a heading before the first."""
    return [["" if number else heading, *row] for number, row in enumerate(rows)]


def _bracketed(parameter: Parameter) -> str:
    return parameter.name if parameter.required else f"[{parameter.name}]"


def _kind(unit: Unit, say: Say) -> str:
    if unit.choices:
        return ", ".join(unit.choices)
    return _named(unit, say)


def _named(unit: Unit, say: Say) -> str:
    name = say(unit.name)
    return say("range of {unit}").format(unit=name) if unit.shape == "column" else name


def _default(value: Any, say: Say) -> str:
    if value is None:
        return say("; optional")
    if isinstance(value, (list, tuple)):
        words = "; ".join(map(str, value))
    elif isinstance(value, dt.date):
        words = value.isoformat()
    else:
        words = str(value).upper() if isinstance(value, bool) else str(value)
    return say("; default {value}").format(value=words)


def _typed(printed: str) -> Cell:
    """The printed value of an example, a number where it is one."""
    try:
        return float(printed)
    except ValueError:
        return printed
