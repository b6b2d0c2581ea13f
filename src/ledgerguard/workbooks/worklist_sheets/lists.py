"""The sheets Items, On hold and Re-assess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ledgerguard.casework import feedback_columns as fields
from ledgerguard.casework.reasons import held_words
from ledgerguard.casework.records import STATEMENT, Held, Item, Reassessment, Task
from ledgerguard.ledger.currency import to_major
from ledgerguard.workbooks.worklist_sheets import inputs
from ledgerguard.workbooks.worklist_sheets.plan import Plan, day, heading, money
from ledgerguard.workbooks.worklist_sheets.table import Column, Table

MOST_ITEMS: Final = 200_000
"""Rows of the sheet Items; what lies beyond is counted, and still read back by its task."""

WHOLE, DATE = "cell.boxed.center/whole", "cell.boxed.center/date"


class TaskItem(NamedTuple):
    """An item of a task, and its place in it from 1 on."""

    task: Task
    number: int
    item: Item


class Listed(NamedTuple):
    """A customer to re-assess, and its place in the list from 1 on."""

    number: int
    found: Reassessment


def add_items(plan: Plan, most: int = MOST_ITEMS) -> Table[TaskItem]:
    """Every item of the tasks, in the order of the tasks."""
    rows = [
        TaskItem(task, number, item)
        for task in plan.worklist.tasks
        for number, item in enumerate(task.items, 1)
    ]
    note = plan.text("items.note")
    if len(rows) > most:
        note += " " + plan.text("items.cut").format(len(rows) - most)
    sheet = plan.book.sheet(plan.text("items"))
    heading(sheet, plan.text("items.title"), note)
    table = Table(
        plan, sheet, list(_item_columns(plan)), rows[:most], plan.text("none.items"), kept=3
    )
    table.lay_out()
    return table


def _item_columns(plan: Plan) -> Iterator[Column[TaskItem]]:
    text, who, what = plan.text, plan.text("band.customer"), plan.text("band.invoice")
    yield Column(text("col.task"), 6.5, lambda r: r.task.rank, WHOLE, band=who)
    yield Column(
        text("col.customer_id"),
        10,
        lambda r: r.task.customer_id,
        "cell.boxed.center/text",
        band=who,
    )
    yield Column(text("col.customer"), 26, lambda r: r.task.customer, band=who)
    if plan.has_entities:
        yield Column(text("col.entity"), 14, lambda r: r.task.entity, band=who)
    yield Column(text("col.invoice"), 17, lambda r: str(r.item.key), band=what)
    yield Column(text("col.issued"), 11, lambda r: day(r.item.issued), DATE, band=what)
    yield Column(text("col.due"), 11, lambda r: day(r.item.due), DATE, band=what)
    yield Column(text("col.days"), 9, lambda r: r.item.days_past_due, WHOLE, band=what)
    yield Column(
        text("col.currency"), 6.5, lambda r: r.task.currency, "cell.boxed.center/text", band=what
    )
    yield Column(
        text("col.open"), 15, lambda r: to_major(r.item.open, r.task.currency),
        lambda r: f"cell.boxed/{money(r.task.currency)}", band=what,
    )  # fmt: skip
    yield Column(text("col.action"), 25, lambda r: plan.say(r.task.action), band=what)
    yield Column(
        text("col.level"), 7.5, lambda r: r.item.level if r.item.level < STATEMENT else None,
        WHOLE, band=what,
    )  # fmt: skip
    yield Column(text("col.before"), 9.5, lambda r: r.item.done or None, WHOLE, band=what)
    yield Column(
        text("col.disputed"), 9.5, lambda r: text("yes") if r.item.disputed else None,
        "cell.boxed.center", band=what,
    )  # fmt: skip
    for name in fields.OF_ITEM:
        yield Column(
            plan.say(fields.FIELDS[name]), inputs.SIZES[name], field=name,
            style=inputs.style(name), band=text("band.fill"),
        )  # fmt: skip
    yield Column(
        plan.say(fields.ID), inputs.ID_SIZE + 2, lambda r: plan.task_id(r.task, r.number),
        "note.boxed",
    )  # fmt: skip


def add_held(plan: Plan) -> Table[Held]:
    """What is due and yet frozen, why, and until when."""
    sheet = plan.book.sheet(plan.text("held"))
    heading(sheet, plan.text("held.title"), plan.text("held.note"))
    rows = plan.worklist.held
    table = Table(plan, sheet, list(_held_columns(plan)), rows, plan.text("none.held"), kept=2)
    table.lay_out()
    return table


def _held_columns(plan: Plan) -> Iterator[Column[Held]]:
    text, who, what = plan.text, plan.text("band.customer"), plan.text("band.invoice")
    because = text("band.why")
    yield Column(
        text("col.customer_id"),
        12,
        lambda h: h.item.key.customer_id,
        "cell.boxed.center/text",
        band=who,
    )
    yield Column(text("col.customer"), 30, lambda h: h.customer, band=who)
    if plan.has_entities:
        yield Column(text("col.entity"), 14, lambda h: h.item.key.entity, band=who)
    yield Column(text("col.invoice"), 17, lambda h: str(h.item.key), band=what)
    yield Column(text("col.due"), 11, lambda h: day(h.item.due), DATE, band=what)
    yield Column(
        text("col.days"), 9, lambda h: h.item.days_past_due if h.reason != "undated" else None,
        WHOLE, band=what,
    )  # fmt: skip
    yield Column(
        text("col.currency"),
        6.5,
        lambda h: h.item.key.currency,
        "cell.boxed.center/text",
        band=what,
    )
    yield Column(
        text("col.open"), 15, lambda h: to_major(h.item.open, h.item.key.currency),
        lambda h: f"cell.boxed/{money(h.item.key.currency)}", band=what,
    )  # fmt: skip
    yield Column(text("col.level"), 7.5, lambda h: h.level or None, WHOLE, band=what)
    yield Column(text("col.held"), 50, lambda h: held_words(h, plan.language), band=because)
    yield Column(text("col.until"), 12, lambda h: day(h.until), DATE, band=because)


def add_reassess(plan: Plan) -> Table[Listed]:
    """Overdue customers whose credit is to be looked at anew."""
    sheet = plan.book.sheet(plan.text("reassess"))
    heading(sheet, plan.text("reassess.title"), plan.text("reassess.note"))
    rows = [Listed(number, one) for number, one in enumerate(plan.worklist.reassess, 1)]
    columns = list(_reassess_columns(plan))
    table = Table(plan, sheet, columns, rows, plan.text("none.reassess"), kept=2)
    table.lay_out()
    return table


def _reassess_columns(plan: Plan) -> Iterator[Column[Listed]]:
    text, who, why = plan.text, plan.text("band.customer"), plan.text("band.why")
    yield Column(
        text("col.customer_id"),
        12,
        lambda r: r.found.customer_id,
        "cell.boxed.center/text",
        band=who,
    )
    yield Column(text("col.customer"), 32, lambda r: r.found.customer, band=who)
    if plan.has_entities:
        yield Column(text("col.entity"), 14, lambda r: r.found.entity, band=who)
    yield Column(
        text("col.currency"), 6.5, lambda r: r.found.currency, "cell.boxed.center/text", band=why
    )
    yield Column(
        text("col.overdue"), 16, lambda r: to_major(r.found.overdue, r.found.currency),
        lambda r: f"cell.boxed/{money(r.found.currency)}", band=why,
    )  # fmt: skip
    yield Column(text("col.oldest"), 11, lambda r: r.found.oldest, WHOLE, band=why)
    yield Column(text("col.last"), 13, lambda r: day(r.found.last) or text("never"), DATE, band=why)
    for name in fields.OF_CUSTOMER:
        yield Column(
            plan.say(fields.FIELDS[name]), inputs.SIZES[name], field=name,
            style=inputs.style(name), band=text("band.fill"),
        )  # fmt: skip
    yield Column(
        plan.say(fields.ID), inputs.ID_SIZE + 2, lambda r: plan.customer_id(r.number),
        "note.boxed",
    )  # fmt: skip
