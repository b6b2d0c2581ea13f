"""Checks a hand-made workbook that uses our formulas, and changes nothing in it.

Each check looks at one formula text or at what it refers to; what it finds is data.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import HOSTS, PREFIX, Host, Spelled, calls, spell
from ledgerguard.formula import Formula
from ledgerguard.translation import texts
from ledgerguard.units import Language
from ledgerguard.workbooks.stored import lint_dates, lint_inputs, lint_words
from ledgerguard.workbooks.stored.book import (
    Stored,
    StoredFormula,
    address,
    position_of,
    read_stored,
)
from ledgerguard.workbooks.stored.calls import (
    FoundCall,
    calls_of,
    is_volatile,
    is_whole,
    words_of,
)
from ledgerguard.workbooks.stored.lint_words import Code, Level, filled
from ledgerguard.workbooks.stored.ranges import area

_AS_OF: Final = "as_of"
_LONGEST: Final = 60  # characters of a formula that a finding quotes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a workbook, and what to do about it."""

    sheet: str  # empty for a name that the whole workbook knows
    cell: str  # B2, B2:B40 where it is the same in a column, or the name
    code: Code
    level: Level
    what: str
    got: str
    allowed: str
    hint: str


def lint(
    path: Path,
    *,
    host: Host | None = None,
    language: Language = "en",
    catalogue: Mapping[str, Formula] | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with the formulas of ours in a workbook, and with what feeds them.

    Args:
        path: An .xlsx or .xlsm file; it is only read.
        host: Where the workbook will live; else what most of its calls are spelled for.
        language: Of the findings.
        catalogue: The formulas that there are; else ours and those of the installed plugins.

    Raises:
        HostError: when the file is no workbook that can be read.
    """
    book = read_stored(path)
    known = functions() if catalogue is None else catalogue
    found = _Linter(book, known, _host_of(book, host), language).findings()
    order = {sheet.name: place for place, sheet in enumerate(book.sheets.values())}
    return tuple(sorted(_merged(found), key=lambda one: _key(one, order)))


class _Linter:
    def __init__(
        self, book: Stored, known: Mapping[str, Formula], host: Host, language: Language
    ) -> None:
        self._book = book
        self._known = known
        self._host: Host = host
        self._say = texts(language)

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong, in no order."""
        inputs: list[lint_inputs.Input] = []
        for formula in self._book.formulas:
            spelled = list(calls(formula.text))
            if not spelled:
                continue
            yield from self._spellings(formula, spelled)
            words = words_of(formula.text)
            if words is None:
                yield self._finding(
                    formula, "unreadable", "error", _short(formula.text), name=spelled[0].name
                )
                continue
            found = calls_of(words)
            yield from self._volatile(formula, found, spelled[0].name)
            seen: set[int] = set()  # words that an inner call has answered for
            for call in found:
                if call.ours is not None:
                    yield from self._call(formula, call, seen)
                    inputs += self._inputs(formula, call)
        yield from self._fed(inputs)

    def _call(self, formula: StoredFormula, call: FoundCall, seen: set[int]) -> Iterator[Finding]:
        name = self._name(call)
        known = self._known.get(name)
        if known is None:
            yield self._unknown(formula, name)
        else:
            yield from self._arguments(formula, call, known)
        for argument in call.arguments:
            for place, word in argument.words:
                if place not in seen and word.kind == "reference" and is_whole(word.text):
                    yield self._finding(formula, "whole-column", "warning", word.text, name=name)
        for got in lint_dates.written(call, known, seen):
            yield self._finding(formula, "date", "warning", got, name=name)
        seen.update(place for argument in call.arguments for place, _ in argument.words)

    def _unknown(self, formula: StoredFormula, name: str) -> Finding:
        near = difflib.get_close_matches(name, self._known, n=1)
        finding = self._finding(
            formula, "unknown", "error", spell(name, self._host), nearest="".join(near)
        )
        if near:
            nearest = spell(near[0], self._host)
            hint = filled(self._say, lint_words.WORDS["unknown"].hint, nearest=nearest)
            return replace(finding, hint=hint)
        return replace(finding, hint=self._say(lint_words.NO_NEAREST))

    def _arguments(
        self, formula: StoredFormula, call: FoundCall, known: Formula
    ) -> Iterator[Finding]:
        parameters, given = known.parameters, len(call.arguments)
        missing = [p.name for p in parameters[given:] if p.required]
        too_many = given > len(parameters) and not (parameters and parameters[-1].repeats)
        if too_many or (missing and missing != [_AS_OF]):
            got = filled(self._say, lint_words.COUNT, count=str(given))
            signature = PREFIX[self._host] + known.signature
            yield self._finding(
                formula, "arguments", "error", got, name=known.name, signature=signature
            )
        for place, parameter in enumerate(parameters):
            if parameter.name == _AS_OF and (got := self._no_day(formula, call, place)):
                level: Level = "error" if parameter.required else "warning"
                yield self._finding(formula, "as-of", level, got, name=known.name)

    def _no_day(self, formula: StoredFormula, call: FoundCall, place: int) -> str:
        """What stands where the day should, when it is none."""
        if place >= len(call.arguments) or call.arguments[place].is_blank:
            return self._say(lint_words.LEFT_OUT)
        reference = call.arguments[place].reference
        where = reference and area(self._book, reference, formula.sheet, _row(formula))
        if not where or not where.is_cell:
            return ""
        sheet = self._book.sheets[where.sheet]
        if not sheet.is_blank(where.first):
            return ""
        cell = f"{sheet.name}!{address(where.first)}"
        return filled(self._say, lint_words.BLANK_CELL, cell=cell)

    def _volatile(
        self, formula: StoredFormula, found: list[FoundCall], name: str
    ) -> Iterator[Finding]:
        for function in dict.fromkeys(call.name for call in found if is_volatile(call)):
            yield self._finding(formula, "volatile", "warning", f"{function}()", name=name)

    def _spellings(self, formula: StoredFormula, spelled: list[Spelled]) -> Iterator[Finding]:
        if formula.place in lint_words.PLACES:
            place = self._say(lint_words.PLACES[formula.place])
            yield self._finding(
                formula, "place", "warning", _short(formula.text), name=spelled[0].name, place=place
            )
        wrong = [call for call in spelled if call.host != self._host]
        if wrong:
            got = formula.text[wrong[0].start : wrong[0].end - 1]
            allowed = spell(wrong[0].name, self._host)
            yield self._finding(formula, "spelling", "error", got, allowed=allowed, host=self._host)
        for call in spelled:
            if call.linked:
                got = formula.text[call.start : call.end - 1]
                yield self._finding(formula, "linked", "warning", got)
                return

    def _inputs(self, formula: StoredFormula, call: FoundCall) -> Iterator[lint_inputs.Input]:
        """The ranges that a call reads, with what it takes them for."""
        name = self._name(call)
        known = self._known.get(name)
        parameters = known.parameters if known else ()
        for place, argument in enumerate(call.arguments):
            if parameters and (place < len(parameters) or parameters[-1].repeats):
                units = parameters[min(place, len(parameters) - 1)].units
            else:
                units = ()
            whole = argument.reference is not None
            for _, word in argument.words:
                if word.kind == "reference":
                    yield lint_inputs.Input(
                        word.text, formula.sheet, _row(formula), formula.where, name,
                        units if whole else (),
                    )  # fmt: skip

    def _fed(self, inputs: list[lint_inputs.Input]) -> Iterator[Finding]:
        for cell in lint_inputs.texts_as_numbers(self._book, inputs):
            yield self._at(cell.sheet, cell.where, "text-number", "warning", cell.got, cell.name)
        for cell in lint_inputs.formulas_as_texts(self._book, inputs):
            level: Level = "error" if cell.name else "warning"
            yield self._at(
                cell.sheet, cell.where, "text-formula", level, _short(cell.got), cell.name
            )
        for cell in lint_inputs.volatile_feeders(self._book, inputs):
            got = filled(self._say, lint_words.FEEDS, function=cell.got, cell=cell.reader)
            yield self._at(cell.sheet, cell.where, "volatile", "warning", got, cell.name)

    def _name(self, call: FoundCall) -> str:
        return call.ours.name if call.ours else call.name

    def _finding(
        self, formula: StoredFormula, code: Code, level: Level, got: str, **places: str
    ) -> Finding:
        return self._at(formula.sheet, formula.where, code, level, got, **places)

    def _at(
        self, sheet: str, where: str, code: Code, level: Level, got: str, name: str = "",
        **places: str,
    ) -> Finding:  # fmt: skip
        words = lint_words.WORDS[code]
        what, allowed, hint = (
            filled(self._say, text, name=name, **places) if text.count("{") else self._say(text)
            for text in (words.what, words.allowed, words.hint)
        )
        return Finding(sheet, where, code, level, what, got, allowed, hint)


def _host_of(book: Stored, host: Host | None) -> Host:
    """Where the workbook lives: as told, else what most of its calls are spelled for."""
    if host is not None:
        return host
    counts = Counter(call.host for formula in book.formulas for call in calls(formula.text))
    return max(HOSTS, key=lambda one: counts[one])


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that are the same in consecutive cells of a column become one."""
    runs: dict[Finding, list[tuple[int, int]]] = {}
    for finding in dict.fromkeys(findings):
        place = position_of(finding.cell)
        if place is None:
            yield finding
        else:
            runs.setdefault(replace(finding, cell=""), []).append((place[1], place[0]))
    for finding, places in runs.items():
        places.sort()
        first = last = places[0]
        for column, row in (*places[1:], (0, 0)):
            if (column, row) == (last[0], last[1] + 1):
                last = (column, row)
                continue
            begin, end = address((first[1], first[0])), address((last[1], last[0]))
            yield replace(finding, cell=begin if begin == end else f"{begin}:{end}")
            first = last = (column, row)


def _key(finding: Finding, order: Mapping[str, int]) -> tuple[int, int, int, str, str]:
    place = position_of(finding.cell.partition(":")[0]) or (0, 0)
    return order.get(finding.sheet, -1), *place, finding.cell, finding.code


def _row(formula: StoredFormula) -> int:
    place = position_of(formula.where) if formula.place == "cell" else None
    return place[0] if place else 0


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
