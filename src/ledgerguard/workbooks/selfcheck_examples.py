"""The documented examples of every formula: a row each, and tables compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledgerguard.cells.subjects import by_subject
from ledgerguard.translation import texts
from ledgerguard.workbooks import selfcheck_table as table
from ledgerguard.workbooks.selfcheck_expected import Expected, expected_rows
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.selfcheck_spill import Spilled, spill
from ledgerguard.workbooks.selfcheck_table import Check, Placed
from ledgerguard.workbooks.sheets.about import as_cell
from ledgerguard.workbooks.writer import Book, Sheet, area


@dataclass(frozen=True)
class Example:
    """One documented example: the formula, its subject, the call as in a cell, and the answer."""

    subject: str
    name: str
    call: str
    words: str


def examples(book: Book, text: Labels) -> Iterator[Example]:
    """Every example of every formula, ordered by subject."""
    say = texts(text.language)
    for subject, formulas in by_subject(book.formulas).items():
        for formula in formulas:
            for call, words in formula.examples:
                yield Example(say(subject), formula.name, as_cell(call, book.formulas), words)


def add(formulas: Sheet, arrays: Sheet, text: Labels) -> Placed:
    """Lay out the sheet of all examples, and the one on which tables are compared.

    Args:
        formulas: The sheet with a row an example.
        arrays: The sheet with a row for every cell of a table.
        text: The labels.

    Returns:
        Where the table of all examples stands.
    """
    book = formulas.book
    rows: list[Check] = []
    elements: list[Check] = []
    for example in examples(book, text):
        wanted = expected_rows(example.words)
        if wanted is None:
            answer = Expected.of(example.words)
            rows.append(Check(example.subject, example.name, example.call, answer))
            continue
        spilled = spill(arrays, table.HEADER + 1 + len(elements), example.call, wanted)
        top = table.HEADER + 1 + len(elements)
        elements += spilled.checks(example.subject, example.name, text)
        rows.append(_summary(example, arrays, top, spilled, text))
    table.add(arrays, text, elements, "arrays", "formula")
    arrays.put(table.HEADER, table.SPILL, text("col.spill"), "note")
    return table.add(formulas, text, rows, "formulas", "formula")


def _summary(example: Example, arrays: Sheet, top: int, spilled: Spilled, text: Labels) -> Check:
    """The row of an example whose cells are compared on the other sheet."""
    judged = area(top, table.VERDICT, top + spilled.count - 1, table.VERDICT, sheet=arrays.name)
    agreeing = f'COUNTIF({judged},"{text("ok")}")'
    missing = f'COUNTIF({judged},"{text("missing")}")'
    good, bad, absent = (f'"{text(key)}"' for key in ("ok", "differs", "missing"))
    return Check(
        example.subject,
        example.name,
        example.call,
        Expected("number", spilled.count),
        live=agreeing,
        verdict=f"IF({agreeing}={spilled.count},{good},IF({missing}>0,{absent},{bad}))",
        form=text("cells.agree"),
    )
