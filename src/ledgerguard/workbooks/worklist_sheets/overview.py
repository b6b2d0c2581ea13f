"""The sheet Overview: counts and totals by status, currency, step and owner, with two charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.casework.feedback_columns import FIELDS, PROMISE_AMOUNT
from ledgerguard.casework.records import Held, Task
from ledgerguard.policy.ladder_words import POSTS, words_of
from ledgerguard.workbooks.style import BLUE, FONT, GREY, INK, NAVY, RULE, SKY
from ledgerguard.workbooks.worklist_labels import DISPUTED, OPEN, PROMISED, STATUS, TRACKS
from ledgerguard.workbooks.worklist_sheets.plan import Plan, heading, money, printing
from ledgerguard.workbooks.worklist_sheets.table import Table
from ledgerguard.workbooks.writer import Sheet, address

TOP: Final = 3
LABEL, FIGURE = 32, 18
CHART_COLUMN: Final = 9
WIDE, BAR = 600, 30
"""Pixels: how wide a chart is, and how high one of its bars."""


_AMOUNTS: Final = (
    *("currency", "tasks", "asked", "still", "promised", "in_dispute"),
    *("insurer", "on_hold"),
)


@dataclass(frozen=True)
class _Counted:
    """A table of counts that a chart draws: its first and last row."""

    title: str
    first: int
    last: int


def add(plan: Plan, sheet: Sheet, today: Table[Task], held: Table[Held]) -> None:
    """Lay the sheet out; it is there already, so that its tab stands second."""
    heading(sheet, plan.text("overview.title"), plan.text("overview.note"))
    row = _by_status(plan, sheet, today, TOP)
    row = _by_currency(plan, sheet, today, held, row + 2)
    steps = list(dict.fromkeys(plan.say(task.action) for task in _by_level(plan.worklist.tasks)))
    counted = [_by_words(plan, sheet, today, row + 2, "step", "action", steps)]
    owners = {words_of(task.owner, POSTS, plan.language): None for task in plan.worklist.tasks}
    row = counted[0].last + 2
    counted.append(_by_words(plan, sheet, today, row, "owner", "owner", sorted(owners)))
    if plan.worklist.lapsed:
        _lapsed(plan, sheet, counted[1].last + 2)

    def dress(workbook: Any, worksheet: Any, _formats: Any) -> None:
        worksheet.set_column(0, 0, LABEL)
        worksheet.set_column(1, CHART_COLUMN - 2, FIGURE)
        worksheet.set_column(CHART_COLUMN - 1, CHART_COLUMN - 1, 2)
        worksheet.hide_gridlines(2)
        below = 0
        for one in counted:
            if one.last >= one.first:
                below += _chart(plan, workbook, worksheet, sheet.name, one, below)
        printing(plan, worksheet)

    sheet.dress(dress)


def _by_level(tasks: Sequence[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.track, task.level))


def _header(sheet: Sheet, row: int, title: str, headers: Sequence[str]) -> None:
    sheet.put(row, 0, title, "section")
    for column, header in enumerate(headers):
        sheet.put(row + 1, column, header, "header")


def _by_status(plan: Plan, sheet: Sheet, today: Table[Task], row: int) -> int:
    """A row a status; answers the last row."""
    text = plan.text
    _header(sheet, row, text("by.status"), (text("col.status"), text("col.tasks")))
    status = today.range(text("col.status"))
    for number, key in enumerate(STATUS, row + 2):
        sheet.put(number, 0, plan.status(key), "cell.ruled")
        formula = f"COUNTIF({status},{address(number, 0)})" if today.rows else "0"
        sheet.formula(number, 1, formula, "cell.ruled/whole")
    return row + 1 + len(STATUS)


def _by_currency(plan: Plan, sheet: Sheet, today: Table[Task], held: Table[Held], row: int) -> int:
    """A row a currency; answers the last row. Amounts of two currencies stand apart."""
    text = plan.text
    headers = [text(f"col.{key}") for key in _AMOUNTS]
    _header(sheet, row, text("by.currency"), headers)
    currencies = sorted(
        {task.currency for task in plan.worklist.tasks}
        | {one.item.key.currency for one in plan.worklist.held}
    )
    for number, currency in enumerate(currencies, row + 2):
        sheet.put(number, 0, currency or None, "cell.ruled")
        style = f"cell.ruled/{money(currency)}"
        for column, formula in enumerate(
            _amounts(plan, today, held, f'"="&{address(number, 0)}'), 1
        ):
            counts = _AMOUNTS[column] in ("tasks", "insurer")
            sheet.formula(number, column, formula, "cell.ruled/whole" if counts else style)
    last = row + 2 + len(currencies)
    sheet.put(last, 0, text("overview.twice"), "note")
    return last


def _amounts(plan: Plan, today: Table[Task], held: Table[Held], currency: str) -> list[str]:
    """Formulas of the columns of a currency: tasks, amounts asked of customers, and the others.

    An item may be on the list for its ladder and several times for the insurer: what is done for
    the insurer is counted, so that no amount is added twice.
    """
    text = plan.text
    found = ["0"] * 6
    if today.rows:
        amount, status = today.range(text("col.amount")), today.range(text("col.status"))
        match = f"{today.range(text('col.currency'))},{currency}"
        insurer = f'{today.range(text("col.track"))},"{plan.say(TRACKS["cover"])}"'
        asked = f'{match},{today.range(text("col.track"))},"<>{plan.say(TRACKS["cover"])}"'
        promised = today.range(plan.say(FIELDS[PROMISE_AMOUNT]))
        of = {
            key: f'SUMIFS({amount},{asked},{status},"{plan.status(key)}")'
            for key in (OPEN, PROMISED, DISPUTED)
        }
        is_promised = f'{asked},{status},"{plan.status(PROMISED)}"'
        found = [
            f"COUNTIFS({match})",
            f"SUMIFS({amount},{asked})",
            of[OPEN],
            # Where no amount is named all of it is promised.
            f'{of[PROMISED]}-SUMIFS({amount},{is_promised},{promised},">0")'
            f"+SUMIFS({promised},{is_promised})",
            of[DISPUTED],
            f"COUNTIFS({match},{insurer})",
        ]
    frozen = "0"
    if held.rows:
        frozen = (
            f"SUMIFS({held.range(text('col.open'))},{held.range(text('col.currency'))},{currency})"
        )
    return [*found, frozen]


def _by_words(
    plan: Plan, sheet: Sheet, today: Table[Task], row: int, title: str, column: str,
    words: Sequence[str],
) -> _Counted:  # fmt: skip
    """A row for each word of a column of the list: tasks, still open, filled in."""
    text = plan.text
    headers = (text(f"col.{column}"), text("col.tasks"), text("col.still"), text("col.filled"))
    _header(sheet, row, text(f"by.{title}"), headers)
    for number, word in enumerate(words, row + 2):
        sheet.put(number, 0, word, "cell.ruled")
        match = f'{today.range(text(f"col.{column}"))},"="&{address(number, 0)}'
        left = f'{today.range(text("col.status"))},"{plan.status(OPEN)}"'
        total, still = address(number, 1, absolute=False), address(number, 2, absolute=False)
        sheet.formula(number, 1, f"COUNTIFS({match})", "cell.ruled/whole")
        sheet.formula(number, 2, f"COUNTIFS({match},{left})", "cell.ruled/whole")
        sheet.formula(number, 3, f"{total}-{still}", "cell.ruled/whole")
    return _Counted(text(f"by.{title}"), row + 2, row + 1 + len(words))


def _lapsed(plan: Plan, sheet: Sheet, row: int) -> None:
    """The steps that nobody is asked to do any more, and for how many items."""
    text = plan.text
    _header(sheet, row, text("lapsed"), (text("col.action"), text("col.items")))
    for number, (name, items) in enumerate(sorted(plan.worklist.lapsed.items()), row + 2):
        ladder, _, level = name.rpartition("/")
        action = plan.say(plan.policy.ladders[ladder].levels[int(level) - 1].action)
        words = text("lapsed.step").format(action=action, ladder=ladder, level=level)
        sheet.put(number, 0, words, "cell.ruled")
        sheet.put(number, 1, items, "cell.ruled/whole")


def _chart(
    plan: Plan, workbook: Any, worksheet: Any, name: str, counted: _Counted, below: int
) -> int:
    """Bars of tasks, those still open beside those filled in; answers the room that it takes."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for key, column, colour in (("still", 2, BLUE), ("filled", 3, SKY)):
        label = {"value": True, "num_format": "0;;", "font": {**_font(plan, "#FFFFFF")}}
        if key == "filled":
            label["font"] = _font(plan, INK)
        chart.add_series(
            {
                "name": plan.text(f"col.{key}"),
                "categories": [name, counted.first, 0, counted.last, 0],
                "values": [name, counted.first, column, counted.last, column],
                "fill": {"color": colour},
                "gap": 45,
                "data_labels": label,
            }
        )
    font = {"name": FONT[plan.language], "size": 12, "bold": True, "color": NAVY}
    chart.set_title({"name": counted.title, "name_font": font, "overlay": False})
    chart.set_chartarea({"border": {"color": RULE}})
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": _font(plan, GREY),
            "line": {"color": RULE},
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"position": "bottom", "font": _font(plan, GREY)})
    high = 130 + BAR * (counted.last - counted.first + 1)
    chart.set_size({"width": WIDE, "height": high})
    worksheet.insert_chart(TOP, CHART_COLUMN, chart, {"y_offset": below, "object_position": 2})
    return high + 12


def _font(plan: Plan, colour: str) -> dict[str, Any]:
    return {"name": FONT[plan.language], "size": 9, "color": colour}
