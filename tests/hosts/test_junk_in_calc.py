"""Junk in the cells of LibreOffice: every formula answers a value or an error of Excel's.

The junk lies in cells, as it would with a user: what Calc makes of it on the way (a blank that
arrives as 0, an error that never arrives) is part of what is tested. tests/cells/test_junk.py
checks the messages, which a cell of Calc does not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.utils import get_column_letter

from ledgerguard.cells.functions import functions
from ledgerguard.formula import Formula
from ledgerguard.hosts.calc import Book, Calc
from ledgerguard.testing.junk import OURS, example_arguments, literal

SHEET = "Sheet1"
JUNK_COLUMN = 27  # AA

SCALARS: tuple[Any, ...] = (
    *("", " ", "abc", "12", "=TRUE()", "=NA()", "=1/0"),
    *(1e307, -1e307, 1e-300, -1, 0, 0.5, 1e9, 59, 60, 2_958_466),
)
RANGES: tuple[list[list[Any]], ...] = (
    [["", ""], ["", ""]],
    [["abc", "=TRUE()"], ["", 1]],
    [[1e307, 1e307], [1e307, 1e307]],
    [[-1, 0], [59, 60]],
    [["a", "b", "c"], [1, 2, 3], ["", "", "x"]],
)


ERROR_IN_RANGE: list[list[Any]] = [["=1/0", 1], [1, 1]]


def lay_out(book: Book) -> list[str]:
    """Put the junk into cells; the answer is where each piece lies."""
    column = get_column_letter(JUNK_COLUMN)
    book.paste(SHEET, f"{column}1", [[junk] for junk in SCALARS])
    places = [f"{column}{row}" for row in range(1, len(SCALARS) + 1)]
    for number, rows in enumerate(RANGES):
        left = JUNK_COLUMN + 2 + 4 * number
        first, last = (get_column_letter(left), get_column_letter(left + len(rows[0]) - 1))
        book.paste(SHEET, f"{first}1", rows)
        places.append(f"{first}1:{last}{len(rows)}")
    return places


def texts(formulas: Mapping[str, Formula], places: list[str]) -> Iterator[str]:
    """Each formula with each piece of junk at each place."""
    for formula in formulas.values():
        usual = [literal(value) for value in example_arguments(formula, formulas)]
        for junk in places:
            for place in range(len(usual)):
                written = ",".join([*usual[:place], junk, *usual[place + 1 :]]).rstrip(",")
                yield f"=LG_{formula.name}({written})"


def test_junk_in_cells(calc: Calc) -> None:
    book = calc.open()
    try:
        every = list(texts(functions(), lay_out(book)))
        book.paste(SHEET, "A1", [[text] for text in every])
        answers = book.get_rows(SHEET, f"A1:A{len(every)}")
    finally:
        book.close()
    wrong = [
        f"{text} -> {answer!r}"
        for text, (answer,) in zip(every, answers, strict=True)
        if not is_answer(answer)
    ]
    assert not wrong, f"{len(wrong)} of {len(every)}, the first:\n" + "\n".join(wrong[:25])


def test_an_error_inside_a_range_never_reaches_python(calc: Calc) -> None:
    """Calc itself answers Err:504 then; the cell is an error all the same, and IFERROR takes it."""
    book = calc.open()
    try:
        book.paste(SHEET, "A1", ERROR_IN_RANGE)
        book.paste(SHEET, "D1", [["=LG_CONCENTRATION_HHI(A1:B2)", '=IFERROR(D1,"caught")']])
        assert book.get(SHEET, "D1:E1") == [["Err:504", "caught"]]
    finally:
        book.close()


def is_answer(cell: Any) -> bool:
    """A finite number, a text, or one of the four errors; Calc's own Err:5xx is none."""
    if isinstance(cell, str):
        return cell in OURS or not cell.startswith(("#", "Err:"))
    return isinstance(cell, float) and cell - cell == 0
