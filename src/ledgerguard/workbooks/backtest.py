"""The workbook of a back-test: policies side by side, two charts, and what cannot be known.

Nothing here is a formula: a replay cannot be recalculated in a sheet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledgerguard.casework import backtest_words as words
from ledgerguard.casework.backtest_records import Backtest, CoverOutcome, Outcome
from ledgerguard.casework.records import STATEMENT
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language, from_serial
from ledgerguard.workbooks import backtest_charts as charts
from ledgerguard.workbooks.backtest_charts import Range
from ledgerguard.workbooks.paper import a4
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import Book, Sheet

LABEL_WIDTH, POLICY_WIDTH = 44, 23
HEADER_ROW: Final = 3

COVER_ROWS: Final = (
    (Wording("Cover kept", "保住的保障"), "kept"),
    (Wording("Cover lost", "丧失的保障"), "lost"),
    (Wording("Cover lost by the ladder alone", "仅按阶梯：丧失保障"), "ladder_lost"),
)


@dataclass(frozen=True)
class _Plan:
    book: Book
    found: Backtest
    source: str
    language: Language

    def say(self, wording: Wording) -> str:
        return wording.in_language(self.language)

    @property
    def names(self) -> list[str]:
        return [outcome.name for outcome in self.found.outcomes]


def build(found: Backtest, out: Path, *, source: str = "", language: Language = "en") -> None:
    """Write the workbook of a back-test.

    Args:
        found: The back-test.
        out: The .xlsx file to write.
        source: Where the ledger came from; only the name of the file is shown.
        language: Of labels and actions.

    Raises:
        HostError: when the file cannot be written.
    """
    book = model(found, source=source, language=language)
    title = words.TITLE.in_language(language)
    save(book, out, language=language, title=title, created=from_serial(found.last))


def model(found: Backtest, *, source: str = "", language: Language = "en") -> Book:
    """The same workbook as a model, before it is stored."""
    plan = _Plan(Book({}), found, source.replace("\\", "/").rsplit("/", 1)[-1], language)
    comparison = plan.book.sheet(plan.say(words.COMPARISON))
    _levels(plan, plan.book.sheet(plan.say(words.LEVELS)))
    if any(outcome.cover for outcome in found.outcomes):
        _cover(plan, plan.book.sheet(plan.say(words.COVER)))
    months, timing = _chart_data(plan, plan.book.sheet(plan.say(words.MONTHS)))
    _comparison(plan, comparison, months, timing)
    return plan.book


def _heading(plan: _Plan, sheet: Sheet, title: Wording) -> None:
    said = [words.subtitle(plan.found, plan.language), plan.source]
    sheet.put(0, 0, plan.say(title), "title")
    sheet.put(1, 0, " · ".join(part for part in said if part), "subtitle")


def _comparison(plan: _Plan, sheet: Sheet, months: Range, timing: Range) -> None:
    _heading(plan, sheet, words.TITLE)
    sheet.put(HEADER_ROW, 0, "", "header")
    for column, name in enumerate(plan.names, 1):
        sheet.put(HEADER_ROW, column, name, "header")
    row = HEADER_ROW + 1
    for figure in words.FIGURES:
        label = plan.say(figure.words)
        sheet.put(row, 0, label, "cell.ruled.left" if figure.part else "cell.ruled")
        for column, outcome in enumerate(plan.found.outcomes, 1):
            value = figure.value(outcome)
            style = "cell.wrap" if isinstance(value, str) else "cell.ruled/whole"
            sheet.put(row, column, value, style)
        row += 1
    row = _cover_rows(plan, sheet, row)
    sheet.put(row + 1, 0, plan.say(words.LIMITS_TITLE), "section")
    across = len(plan.names) + 1
    said = words.limits(plan.found, plan.language)
    for place, sentence in enumerate(said, row + 2):
        sheet.put(place, 0, sentence, "note.wrap", across=across)
    sheet.dress(_Dress(plan, row + 2, said, months, timing))


def _cover_rows(plan: _Plan, sheet: Sheet, row: int) -> int:
    """The cover of each currency, side by side; answers the next free row."""
    covers = [{cover.currency: cover for cover in outcome.cover} for outcome in plan.found.outcomes]
    for currency in sorted({currency for one in covers for currency in one}):
        for wording, name in COVER_ROWS:
            sheet.put(row, 0, f"{plan.say(wording)} {currency}".rstrip(), "cell.ruled")
            for column, one in enumerate(covers, 1):
                value, style = _money(one.get(currency), name, currency)
                sheet.put(row, column, value, style)
            row += 1
    return row


def _money(cover: CoverOutcome | None, name: str, currency: str) -> tuple[Cell, str]:
    style = f"cell.ruled/{_form(currency)}"
    return (None if cover is None else to_major(getattr(cover, name), currency)), style


def _form(currency: str) -> str:
    return "money" if exponent(currency) else "whole"


class _Dress:
    """Widths, heights, charts and printing of the comparison."""

    def __init__(
        self, plan: _Plan, first: int, limits: Sequence[str], months: Range, timing: Range
    ) -> None:
        self.plan, self.first, self.limits = plan, first, limits
        self.months, self.timing = months, timing

    def __call__(self, workbook: Any, worksheet: Any, _formats: Any) -> None:
        plan, policies = self.plan, len(self.plan.names)
        worksheet.set_row_pixels(0, 34)
        worksheet.set_column(0, 0, LABEL_WIDTH)
        worksheet.set_column(1, policies, POLICY_WIDTH)
        worksheet.set_column(policies + 1, policies + 1, 2)
        wide = (LABEL_WIDTH + POLICY_WIDTH * policies) * 1.05  # a note is set smaller
        for row, sentence in enumerate(self.limits, self.first):
            worksheet.set_row_pixels(row, 6 + 15 * math.ceil(width(sentence) / wide))
        worksheet.set_row_pixels(HEADER_ROW + len(words.FIGURES), 50)  # a long name
        worksheet.hide_gridlines(2)
        worksheet.freeze_panes(HEADER_ROW + 1, 1)
        place = (HEADER_ROW, policies + 2)
        high = charts.contacts(plan.say, plan.language, workbook, worksheet, self.months, place)
        charts.timing(plan.say, plan.language, workbook, worksheet, self.timing, place, high)
        _print(worksheet)


def _levels(plan: _Plan, sheet: Sheet) -> None:
    rows = [
        words.level_cells(outcome.name, level, plan.language)
        for outcome in plan.found.outcomes
        for level in outcome.levels
    ]
    styles = (
        *("cell.ruled", "cell.ruled", "cell.ruled.center", "cell.ruled"),
        *("cell.ruled/whole", "cell.ruled/whole", "cell.ruled/days", "cell.ruled/days"),
        "cell.ruled/whole",
    )
    _table(plan, sheet, words.LEVELS, words.LEVEL_HEADERS, rows, styles)


def _cover(plan: _Plan, sheet: Sheet) -> None:
    _heading(plan, sheet, words.COVER)
    pairs = [(outcome, cover) for outcome in plan.found.outcomes for cover in outcome.cover]
    rows = [words.cover_cells(outcome.name, cover) for outcome, cover in pairs]
    _table(plan, sheet, words.COVER, words.COVER_HEADERS, rows, ())
    for row, ((_, cover), cells) in enumerate(zip(pairs, rows, strict=True), HEADER_ROW + 1):
        for column, value in enumerate(cells):
            style = "cell.ruled"
            if column > 1:
                number = _form(cover.currency) if isinstance(value, float) else "whole"
                style = f"cell.ruled/{number}"
            sheet.put(row, column, value, style)


def _table(
    plan: _Plan,
    sheet: Sheet,
    title: Wording,
    headers: Sequence[Wording],
    rows: Sequence[Sequence[Cell]],
    styles: Sequence[str],
) -> None:
    """A table with its title; without styles the caller puts the cells."""
    _heading(plan, sheet, title)
    said = [plan.say(header) for header in headers]
    for column, header in enumerate(said):
        sheet.put(HEADER_ROW, column, header, "header")
    for row, cells in enumerate(rows if styles else (), HEADER_ROW + 1):
        for column, (value, style) in enumerate(zip(cells, styles, strict=True)):
            sheet.put(row, column, value, style)
    sizes = [
        max(
            11.0, *(_shown(cells[column]) + 2 for cells in rows),
            max(width(word) for word in header.split()) + 3 if plan.language == "en" else 0.0,
        )
        for column, header in enumerate(said)
    ]  # fmt: skip

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        worksheet.set_row_pixels(0, 34)
        worksheet.set_row_pixels(HEADER_ROW, 50)
        for column, size in enumerate(sizes):
            worksheet.set_column(column, column, min(size, 46.0))
        worksheet.hide_gridlines(2)
        worksheet.freeze_panes(HEADER_ROW + 1, 0)
        _print(worksheet)

    sheet.dress(dress)


def _shown(value: Cell) -> float:
    return width(f"{value:,.2f}" if isinstance(value, float) else str(value or ""))


def _chart_data(plan: _Plan, sheet: Sheet) -> tuple[Range, Range]:
    """Contacts by month, and to the right of them the timing of the levels, for the charts."""
    names = plan.names
    months = list(plan.found.outcomes[0].months)
    styles = ("cell.ruled", *("cell.ruled/whole" for _ in names))
    rows: list[list[Cell]] = [
        [month, *(outcome.months[month] for outcome in plan.found.outcomes)] for month in months
    ]
    header = (words.MONTH, *(Wording(name, name) for name in names))
    _table(plan, sheet, words.MONTHS, header, rows, styles)
    left = len(names) + 2
    sheet.put(HEADER_ROW, left, plan.say(words.TIMING), "header")
    for column, name in enumerate(names, left + 1):
        sheet.put(HEADER_ROW, column, name, "header")
    timed = list(_timed(plan.found.outcomes, plan.language))
    for row, (label, place, median) in enumerate(timed, HEADER_ROW + 1):
        sheet.put(row, left, label, "cell.ruled")
        for column in range(len(names)):
            value = median if column == place else None
            sheet.put(row, left + 1 + column, value, "cell.ruled/days")
    sheet.dress(lambda _workbook, worksheet, _formats: worksheet.set_column(left, left, 46))
    return (
        Range(sheet.name, HEADER_ROW, 0, len(rows), tuple(names)),
        Range(sheet.name, HEADER_ROW, left, len(timed), tuple(names)),
    )


def _timed(outcomes: Sequence[Outcome], language: Language) -> list[tuple[str, int, float]]:
    """Label, place of the policy, and median of every level of a ladder that was reached."""
    found = []
    for place, outcome in enumerate(outcomes):
        for level in outcome.levels:
            if level.median_days is None or level.level >= STATEMENT:
                continue
            # A policy that has one ladder is enough of a name; of several each is told apart.
            several: Mapping[bool, str] = {True: f"{level.ladder} ", False: ""}
            named = several[len(outcome.ladders) > 1]
            label = f"{named}{level.level} {level.action.in_language(language)}"
            found.append((label, place, level.median_days))
    return found


def _print(worksheet: Any) -> None:
    a4(worksheet, "&P / &N")
