"""The sheet Today: a row a task, what to do and why, and the cells that are filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledgerguard.casework import feedback_columns as fields
from ledgerguard.casework.channels import channel_words
from ledgerguard.casework.reasons import if_she_waits, why
from ledgerguard.casework.records import Task
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.ladder_words import LETTERS, POSTS, words_of
from ledgerguard.workbooks.style import SKY
from ledgerguard.workbooks.worklist_labels import (
    DISPUTED,
    DONE,
    HELD,
    INCOMPLETE,
    OPEN,
    PROMISED,
    STATUS,
    TRACKS,
)
from ledgerguard.workbooks.worklist_sheets import inputs
from ledgerguard.workbooks.worklist_sheets.plan import Plan, heading, money
from ledgerguard.workbooks.worklist_sheets.table import FIRST, Column, Table
from ledgerguard.workbooks.writer import address

STRIP: Final = 2
"""The row above the list that counts what is left."""

SOON, NEAR = 5, 15
"""Days until cover is lost from which a cell is red, and amber."""

COLOURS: Final = {
    INCOMPLETE: "act",
    DISPUTED: "watch",
    PROMISED: "watch",
    HELD: "watch",
    DONE: "good",
}


def add(plan: Plan) -> Table[Task]:
    """Lay the sheet out."""
    sheet = plan.book.sheet(plan.text("today"))
    note = plan.text("subtitle" if plan.head else "preview")
    heading(sheet, plan.text("title"), note.format(date=plan.as_of, run=plan.worklist.run))
    columns = list(_columns(plan))
    table = Table(
        plan, sheet, columns, plan.worklist.tasks, plan.text("none.today"),
        kept=next(n for n, c in enumerate(columns) if c.header == plan.text("col.customer")) + 1,
        printed=len(columns) - 1,
    )  # fmt: skip
    table.limits = {fields.PROMISE_AMOUNT: table.place(plan.text("col.amount"))}
    status = table.place(plan.text("col.status"))
    columns[status] = Column(
        plan.text("col.status"), 11, style="cell.boxed.center", band=plan.text("band.fill"),
        formula=lambda row: _status(plan, table, row), new_page=False,
    )  # fmt: skip
    table.lay_out()
    if table.rows:
        sheet.formula(STRIP, 0, _strip(plan, table), "section")

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        if table.rows:
            _rules(plan, table, worksheet, formats)

    sheet.dress(dress)
    return table


def _columns(plan: Plan) -> Iterator[Column[Task]]:
    text, act, because = plan.text, plan.text("band.act"), plan.text("band.why")
    language = plan.language
    whole = "cell.boxed.center/whole"
    yield Column(text("col.rank"), 4.5, lambda t: t.rank, whole, band=act)
    yield Column(
        text("col.priority"), 8.5, lambda t: t.priority, "cell.boxed.center/score", band=act
    )
    yield Column(
        text("col.customer_id"), 10, lambda t: t.customer_id, "cell.boxed.center/text", band=act
    )
    yield Column(text("col.customer"), 24, lambda t: t.customer, band=act)
    if plan.has_entities:
        yield Column(text("col.entity"), 14, lambda t: t.entity, band=act)
    yield Column(
        text("col.currency"), 6.5, lambda t: t.currency, "cell.boxed.center/text", band=act
    )
    yield Column(
        text("col.amount"), 15, lambda t: to_major(t.amount, t.currency),
        lambda t: f"cell.boxed/{money(t.currency)}", band=act,
    )  # fmt: skip
    yield Column(text("col.items"), 7, lambda t: len(t.items), whole, band=act)
    yield Column(text("col.oldest"), 10, _oldest, whole, band=act)
    yield Column(text("col.track"), 11, lambda t: plan.say(TRACKS[t.track]), band=act)
    yield Column(text("col.action"), 25, lambda t: plan.say(t.action), band=act)
    yield Column(text("col.channel"), 10, lambda t: channel_words(t.channel, language), band=act)
    yield Column(text("col.letter"), 16, lambda t: words_of(t.letter, LETTERS, language), band=act)
    yield Column(text("col.owner"), 13, lambda t: words_of(t.owner, POSTS, language), band=act)
    yield Column(
        text("col.approval"), 13, lambda t: words_of(t.approval, POSTS, language), band=act
    )
    yield Column(text("col.since"), 11, lambda t: t.since, "cell.boxed.center/date", band=because)
    yield Column(text("col.waits"), 26, lambda t: if_she_waits(t, language), band=because)
    yield Column(text("col.cover"), 10, lambda t: t.days_to_cover_loss, whole, band=because)
    yield Column(text("col.why"), 44, lambda t: why(t, language), band=because, new_page=True)
    fill = text("band.fill")
    yield Column(text("col.status"), 11, band=fill)  # its formula needs the whole table
    for name in fields.OF_TASK:
        yield Column(
            plan.say(fields.FIELDS[name]), inputs.SIZES[name], field=name, band=fill,
            style=_amount_style if name == fields.PROMISE_AMOUNT else inputs.style(name),
        )  # fmt: skip
    yield Column(plan.say(fields.ID), inputs.ID_SIZE, plan.task_id, "note.boxed")


def _amount_style(task: Task) -> str:
    return f"input/{money(task.currency)}"


def _oldest(task: Task) -> int:
    return max((item.days_past_due for item in task.items), default=0)


def _status(plan: Plan, table: Table[Task], row: int) -> str:
    """What a row says by what is filled in, told by native functions alone."""
    cell = {name: table.cell(row, plan.say(fields.FIELDS[name])) for name in fields.OF_TASK}
    filled = {name: f'{where}<>""' for name, where in cell.items()}
    blank = {name: f'{where}=""' for name, where in cell.items()}
    incomplete = ",".join(
        f"AND({first},{second})"
        for first, second in (
            (filled[fields.PROMISE_AMOUNT], blank[fields.PROMISE_BY]),
            (filled[fields.HOLD_UNTIL], blank[fields.HOLD_REASON]),
            (filled[fields.HOLD_REASON], blank[fields.HOLD_UNTIL]),
            (filled[fields.CHANNEL], f"{blank[fields.DONE_ON]},{blank[fields.NOTE]}"),
        )
    )
    text = f'"{plan.status(OPEN)}"'
    for key, field in (
        (DONE, fields.DONE_ON),
        (HELD, fields.HOLD_UNTIL),
        (PROMISED, fields.PROMISE_BY),
        (DISPUTED, fields.DISPUTE),
    ):
        text = f'IF({filled[field]},"{plan.status(key)}",{text})'
    return f'IF(OR({incomplete}),"{plan.status(INCOMPLETE)}",{text})'


def _strip(plan: Plan, table: Table[Task]) -> str:
    """How many tasks are left, and what became of the others."""
    status = table.range(plan.text("col.status"))
    parts = [f'COUNTIF({status},"{plan.status(OPEN)}")']
    parts.append(f'"{plan.text("left").format(len(table.rows))}"')
    for key in list(STATUS)[1:]:
        parts += [f'" · {plan.status(key)} "', f'COUNTIF({status},"{plan.status(key)}")']
    return "&".join(parts)


def _rules(plan: Plan, table: Table[Task], worksheet: Any, formats: Any) -> None:
    status = table.place(plan.text("col.status"))
    for key, look in COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{plan.status(key)}"'}
        worksheet.conditional_format(
            FIRST, status, table.last, status, {**rule, "format": formats.rule(look)}
        )
    cover = table.place(plan.text("col.cover"))
    cell = address(FIRST, cover, absolute=False)
    for limit, look in ((SOON, "act"), (NEAR, "watch")):
        worksheet.conditional_format(
            FIRST, cover, table.last, cover,
            {
                "type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}<={limit})",
                "format": formats.rule(look), "stop_if_true": True,
            },
        )  # fmt: skip
    priority = table.place(plan.text("col.priority"))
    worksheet.conditional_format(
        FIRST, priority, table.last, priority,
        {
            "type": "data_bar", "bar_color": SKY,
            "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100,
        },
    )  # fmt: skip
