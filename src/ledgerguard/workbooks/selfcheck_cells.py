"""The Cells sheet: what a host does with values on their way into a formula and out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ledgerguard.cells.spelling import Host
from ledgerguard.errors import DIV0, NA, NUM, VALUE, ErrorValue
from ledgerguard.units import Cell
from ledgerguard.workbooks import selfcheck_table as table
from ledgerguard.workbooks.selfcheck_expected import exactly
from ledgerguard.workbooks.selfcheck_inputs import Inputs
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.selfcheck_spill import spill
from ledgerguard.workbooks.selfcheck_table import Check, Placed
from ledgerguard.workbooks.writer import Sheet

Line = tuple[str, str, str, Cell]  # topic, what is checked, call, answer

_LONG_LETTER: Final = 500  # characters; some interfaces of Excel cut text at 255

LIFTED: Final = (10.8, 45, ErrorValue(DIV0), 22.5, 29.97)
"""Receivables / credit sales x 90 of the five customers; the third has no sales."""

GRID: Final = ((3.6, 10.8, 43.8), (1.35, 4.05, 16.425))
"""Receivables of two customers / 10,000,000 x 30, 90 and 365 days."""

AGED: Final[tuple[tuple[Cell, ...], ...]] = (
    ("Currency", "Current", "1–30", "31–60", "61–90", ">90", "Undated", "Unapplied", "Total"),
    ("EUR", 0, 2500.5, 1000, 0, 400, 0, 0, 3900.5),
)
"""The small ledger at 31 March 2024: 30, 60 and 121 days past due."""

NOT_IN: Final[dict[str, tuple[Host, ...]]] = {
    "blank_number": ("calc", "lite"),  # a blank cell arrives as 0, which is a number of days
    "blank_required": ("calc", "lite"),
    "range_error": ("calc",),  # Err:504, and we are never asked
}
"""What a host is known not to do: hosts.md, sections 2 and 4."""


def add(sheet: Sheet, text: Labels, inputs: Inputs) -> Placed:
    """Lay the checks out; answers where their table stands."""
    host = sheet.book.host
    checks = [
        Check(text(f"topic.{topic}"), text(f"check.{key}"), call, exactly(answer),
              skipped=host in NOT_IN.get(key, ()))
        for topic, key, call, answer in (
            *_arguments(inputs), *_blanks(inputs), *_dates(inputs), *_ids(inputs, text),
            *_booleans(inputs, text), *_words(inputs), *_errors(inputs), *_columns(inputs),
        )
    ]  # fmt: skip
    days = 90
    spills = (
        ("columns", "lift", f"LG_DSO({inputs.customers(1)},{inputs.customers(2)},{days})",
         [[cell] for cell in LIFTED]),
        ("columns", "grid", f"LG_DSO({inputs.customers(1, 0, 1)},10000000,{inputs.periods})", GRID),
        ("tables", "aging", f"LG_AGING({inputs.ledger},{inputs.single('as_of')})", AGED),
    )  # fmt: skip
    for topic, key, call, answers in spills:
        wanted = [[exactly(cell) for cell in cells] for cells in answers]
        spilled = spill(sheet, table.HEADER + 1 + len(checks), call, wanted)
        checks += spilled.checks(text(f"topic.{topic}"), text(f"check.{key}"), text)
    sheet.put(table.HEADER, table.SPILL, text("col.spill"), "note")
    return table.add(sheet, text, checks, "cells", "check")


def _arguments(inputs: Inputs) -> Iterator[Line]:
    amount, sales = inputs.customers(1, 0, 0), inputs.customers(2, 0, 0)
    due, as_of = inputs.single("due"), inputs.single("as_of")
    last = sales.rpartition("!")[2]
    dso = f"LG_DSO({amount},{sales},90)"
    yield "arguments", "cells", dso, 10.8
    yield "arguments", "one_cell", f"LG_DSO({amount},{sales}:{last},90)", 10.8
    yield "arguments", "arithmetic", f"{dso}+1", 11.8
    yield "arguments", "skipped", f'LG_AGE_BUCKET({due},{as_of},,"invoice")', "0–30"
    word = inputs.single("word")
    yield "arguments", "capitals", f"LG_AGE_BUCKET({due},{as_of},,{word})", "0–30"
    wrong = inputs.single("text_number")
    yield "arguments", "text_number", f"LG_DSO({wrong},1000,90)", ErrorValue(VALUE)
    yield "arguments", "negative", "LG_DSO(-1,1000,90)", ErrorValue(NUM)
    ours, native = inputs.edited
    yield "arguments", "edit", f"{ours}-{native}", 0


def _blanks(inputs: Inputs) -> Iterator[Line]:
    blank, due, as_of = (inputs.single(key) for key in ("blank", "due", "as_of"))
    amount, sales = inputs.customers(1, 0, 0), inputs.customers(2, 0, 0)
    yield "blanks", "blank_text", f"LG_AGE_BUCKET({due},{as_of},,{blank})", "1–30"
    yield "blanks", "blank_number", f"LG_DSO({amount},{sales},{blank})", 43.8
    yield "blanks", "blank_required", f"LG_DAYS_PAST_DUE({blank},{as_of})", ErrorValue(NA)
    for key, values in (("blank_range", "with_blank"), ("empty_range", "with_empty")):
        yield "blanks", key, f"LG_CONCENTRATION_HHI({inputs.range(values)})", 6250


def _dates(inputs: Inputs) -> Iterator[Line]:
    due, as_of = inputs.single("due"), inputs.single("as_of")
    yield "dates", "date", f"LG_DAYS_PAST_DUE({due},{as_of})", 30
    yield "dates", "date_sum", f"LG_DAYS_PAST_DUE({due}+10,{as_of})", 20
    yield "dates", "date_answer", f"LG_MEP_END({due},60)", dt.date(2024, 4, 30)
    wrong = inputs.single("text_date")
    yield "dates", "text_date", f"LG_DAYS_PAST_DUE({wrong},{as_of})", ErrorValue(VALUE)


def _ids(inputs: Inputs, text: Labels) -> Iterator[Line]:
    as_of = inputs.single("as_of")
    by_customer = f'LG_AGING({inputs.ledger},{as_of},"customer")'
    yield "ids", "id_out", f"INDEX({by_customer},2,1)", "1001"
    letter = f"LEN(LG_LETTER_TEXT({inputs.ledger},{inputs.single('id')},{as_of}))>{_LONG_LETTER}"
    whole = text("check.whole_letter")
    yield "ids", "id_in", f'IF({letter},"{whole}","{text("check.cut")}")', whole


def _booleans(inputs: Inputs, text: Labels) -> Iterator[Line]:
    values, true = inputs.range("with_blank"), inputs.single("true")
    yield "booleans", "true_in", f"LG_CONCENTRATION_HHI({values},{true})", 0.625
    yield "booleans", "true_out", "LG_BENEISH_FLAG(-1.6)", True
    yes = text("check.yes")
    yield "booleans", "true_if", f'IF(LG_BENEISH_FLAG(-1.6),"{yes}","{text("check.no")}")', yes


def _words(inputs: Inputs) -> Iterator[Line]:
    due, as_of = inputs.single("due"), inputs.single("as_of")
    yield "words", "chinese_out", f"LG_GRADE_LABEL(10,{inputs.single('language')})", "已违约或破产"
    name = f'INDEX(LG_AGING({inputs.ledger},{as_of},"customer"),3,2)'
    yield "words", "chinese_name", name, "上海远达贸易公司"
    yield "words", "dash", f"LG_AGE_BUCKET({due},{as_of})", "1–30"


def _errors(inputs: Inputs) -> Iterator[Line]:
    yield "errors", "own_error", "LG_DSO(1,0,90)", ErrorValue(DIV0)
    for key, code in (("division", DIV0), ("not_available", NA)):
        yield "errors", key, f"LG_DSO({inputs.single(key)},1000,90)", ErrorValue(code)
    values = inputs.range("with_error")
    yield "errors", "range_error", f"LG_CONCENTRATION_HHI({values})", ErrorValue(DIV0)
    # Both are ours, or without the add-in IFERROR would catch that, too, and all would seem well.
    yield "errors", "iferror", "IFERROR(LG_DSO(1,0,90),LG_DSO(1,1,90))", 90


def _columns(inputs: Inputs) -> Iterator[Line]:
    # Shares 1/8, 3/8 and 4/8: their squares add up to 26/64.
    yield "columns", "whole", f"LG_CONCENTRATION_HHI({inputs.whole_column})", 4062.5
