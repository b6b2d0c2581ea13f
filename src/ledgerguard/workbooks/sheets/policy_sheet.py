"""The Policy sheet: ladder, buckets and settings, editable and used by every formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import UNINSURED
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.policy.ladder_words import CHANNELS, KINDS, LETTERS, POSTS, words_of
from ledgerguard.policy.load import ladder
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.labels import Labels
from ledgerguard.workbooks.sheets.plan import (
    EDGES,
    GRACE,
    INSURANCE,
    LADDER,
    PERIOD,
    SPARE_LEVELS,
    Plan,
    heading,
    printing,
)
from ledgerguard.workbooks.style import width
from ledgerguard.workbooks.writer import address, area

VALUE = 4  # the column of single settings
EDGE_DAYS = (0, 30, 60, 90)
STATUS = (
    ("overdue", 0.2, 0.4, "percent"),
    ("gap", 10, 20, "days"),
    ("top", 0.5, 0.75, "percent"),
    ("stage", 1, 5, "whole"),
    ("disputed", 0.02, 0.05, "percent"),
)
"""Where a tile of the dashboard turns ▲ and ■: our suggestion, editable in the sheet."""


LEVEL_COLUMNS = (
    *("policy.days", "policy.counted_from", "col.action", "policy.kind", "policy.letter"),
    *("policy.channels", "policy.owner", "policy.approval"),
)
LEVEL_STYLES = ("input/0", "input", *("input.text",) * 6)
COUNTED = ("due", "delivery", "month-end", "previous")


@dataclass(frozen=True)
class Policy:
    """Where the settings stand that other sheets refer to by address."""

    levels: int
    stage_rows: int  # stage 0, the levels, and room for further ones
    watch: dict[str, str]
    act: dict[str, str]


def add(plan: Plan) -> Policy:
    """Lay the policy out."""
    sheet, text = plan.book.sheet(plan.name("policy")), plan.text
    levels = ladder("five-stage", plan.language).entries
    heading(plan, sheet, "policy.title", "policy.note")

    sheet.put(3, 0, text("policy.ladder"), "section")
    sheet.put(4, 0, text("policy.ladder.note"), "note")
    top = 5
    for column, key in enumerate(("col.stage", *LEVEL_COLUMNS)):
        sheet.put(top, column, text(key), "header")
    rows = len(levels) + SPARE_LEVELS
    for number in range(rows):
        row = top + 1 + number
        level = levels[number] if number < len(levels) else None
        sheet.put(row, 0, number + 1, "cell.ruled.center")
        cells = level_cells(level, plan.language) if level else [None] * len(LEVEL_COLUMNS)
        for column, (cell, style) in enumerate(zip(cells, LEVEL_STYLES, strict=True), 1):
            sheet.put(row, column, cell, style)
    plan.book.define(LADDER, area(top, 1, top + rows, len(LEVEL_COLUMNS), sheet.name))
    days = (top + 1, 1, top + rows, 1)
    words = (top + 1, 2, top + rows, 2)
    kinds = (top + 1, 4, top + rows, 4)

    row = top + rows + 2
    sheet.put(row, 0, text("policy.settings"), "section")
    for number, (key, name, value) in enumerate((("grace", GRACE, 0), ("period", PERIOD, 90)), 1):
        sheet.put(row + number, 0, text(f"policy.{key}"), "cell.ruled", across=VALUE)
        sheet.put(row + number, VALUE, value, "input/0")
        plan.book.define(name, address(row + number, VALUE, sheet=sheet.name))
    settings = (row + 1, VALUE, row + 2, VALUE)
    sheet.put(row + 3, 0, text("policy.insurance"), "cell.ruled", across=VALUE)
    sheet.put(row + 3, VALUE, None, "input.text")
    plan.book.define(INSURANCE, address(row + 3, VALUE, sheet=sheet.name))
    insurance = (row + 3, VALUE)

    row += 5
    sheet.put(row, 0, text("policy.edges"), "section")
    sheet.put(row + 1, 0, text("policy.edges.note"), "note")
    for number, edge in enumerate(EDGE_DAYS, row + 2):
        sheet.put(number, 0, text("policy.edge"), "cell.ruled", across=VALUE)
        sheet.put(number, VALUE, edge, "input/0")
    edges = (row + 2, VALUE, row + 1 + len(EDGE_DAYS), VALUE)
    plan.book.define(EDGES, area(*edges, sheet.name))

    row += 3 + len(EDGE_DAYS)
    watch, act = _status(plan, row)

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        actions = max(width(level.action.in_language(plan.language)) for level in levels)
        for column, size in enumerate((8, 8, 13, max(actions + 4, 34), 20, 20, 18, 18, 18)):
            worksheet.set_column(column, column, size)
        worksheet.hide_gridlines(2)
        whole = {"validate": "integer", "criteria": "between", "minimum": -365, "maximum": 3650}
        worksheet.data_validation(*days, whole)
        worksheet.data_validation(*settings, {**whole, "minimum": 0})
        worksheet.data_validation(*edges, {**whole, "minimum": 0})
        counted = [text(word) for word in COUNTED]
        worksheet.data_validation(*words, {"validate": "list", "source": counted})
        names = [words.in_language(plan.language) for words in KINDS.values()]
        worksheet.data_validation(*kinds, {"validate": "list", "source": names})
        terms = [*load_policy().insurances, UNINSURED]
        worksheet.data_validation(*insurance, *insurance, {"validate": "list", "source": terms})
        printing(plan, worksheet, pages=(1, 1))

    sheet.dress(dress)
    return Policy(len(levels), 1 + rows, watch, act)


def level_cells(level: LevelEntry, language: Language) -> list[Cell]:
    """A level of a ladder as a row shows it: LEVEL_COLUMNS."""
    return [
        level.days,
        Labels(language)(level.counted_from),
        level.action.in_language(language),
        KINDS[level.kind].in_language(language),
        words_of(level.letter, LETTERS, language) or None,
        _listed([CHANNELS[one].in_language(language) for one in level.channels], language),
        words_of(level.owner, POSTS, language) or None,
        words_of(level.approval, POSTS, language) or None,
    ]


def _listed(words: list[str], language: Language) -> str | None:
    return ("、" if language == "zh" else ", ").join(words) or None


def _status(plan: Plan, row: int) -> tuple[dict[str, str], dict[str, str]]:
    sheet, text = plan.sheet("policy"), plan.text
    sheet.put(row, 0, text("policy.status"), "section")
    sheet.put(row + 1, 0, text("policy.status.note"), "note")
    sheet.put(row + 2, 0, text("policy.figure"), "header", across=VALUE)
    sheet.put(row + 2, VALUE, text("policy.watch"), "header")
    sheet.put(row + 2, VALUE + 1, text("policy.act"), "header")
    watch, act = {}, {}
    for number, (key, low, high, form) in enumerate(STATUS, row + 3):
        sheet.put(number, 0, text(f"status.{key}"), "cell.ruled", across=VALUE)
        sheet.put(number, VALUE, low, f"input/{form}")
        sheet.put(number, VALUE + 1, high, f"input/{form}")
        watch[key] = address(number, VALUE, sheet=sheet.name)
        act[key] = address(number, VALUE + 1, sheet=sheet.name)
    return watch, act
