"""evaluate() against LibreOffice as an independent oracle: the same texts, the same cells.

Left out is where Calc itself differs from Excel: it has no booleans of their own (TRUE is 1, also
in text), it refuses text among the arguments of SUM and MIN, it passes an error in a criterion on,
of two errors it takes the last one, 0^-1 is #NUM!, an index out of range is its own error, a new
document compares text by case, and
1E+20 in text is written otherwise.
"""

from __future__ import annotations

from random import Random

import pytest

from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.values import Argument
from ledgerguard.errors import ErrorValue
from ledgerguard.hosts.calc import Book
from ledgerguard.units import Cell

DATA: list[list[Cell]] = [
    [3, "apple", 45352],
    [-2.5, "Banana", 45383],
    [0, "cherry", 45412],
    [7, "apple", 45444],
    [None, "", None],
    [12.25, "date", 45473],
]
CELLS = {f"{'ABC'[j]}{i}": cell for i, row in enumerate(DATA, 1) for j, cell in enumerate(row)}

FIXED = [
    *("COUNTA(A1:C6)", "COUNT(A1:C6)", "ROWS(A1:C6)", "SUM(A1:B6)", "AND(A1:A6)", "OR(A3,A5)"),
    *("EDATE(C1,-1)", "EDATE(45322,1)", "EOMONTH(C2,1)", "EOMONTH(C2,-14)", "DATE(2024,14,-3)"),
    *('1/3&""', '0.00001&""', '123456789.123456789&""', 'A6&""', 'A5&"x"', 'B5&"x"'),
    *('"a"<"B"', '"z"<1', '1<"z"', "A5=0", 'A5=""', 'B5=""', "0.1+0.2=0.3"),
    *('COUNTIF(B1:B6,"")', 'COUNTIF(A1:A6,"")', 'COUNTIF(B1:B6,"a*")', 'COUNTIF(B1:B6,"<>")'),
    *('COUNTIF(A1:A6,"<>")', 'COUNTIF(A1:A6,"=")', 'COUNTIF(B1:B6,"=")', "COUNTIF(A1:A6,A5)"),
    *("COUNTIF(B1:B6,B5)", 'COUNTIF(B1:B6,">b")', 'COUNTIF(B1:B6,"<=banana")'),
    *('COUNTIFS(A1:A6,">0",B1:B6,"<>")', 'SUMIFS(A1:A6,A1:A6,"")', 'COUNTIF(B1:B6,"?a*")'),
    *("INDEX(A1:A6,5)", "INDEX(B1:B6,5)", "INDEX(A1:C1,3)", "A5"),
    *("2^3^2", "-2^2", "2^-1", "50%^2", "-3%", "10-4-3", "100/10/5", "1+1&2+2"),
    *("ROUND(2.5,0)", "ROUND(-2.675,2)", "ROUND(1.005,2)", "ROUND(1234.5,-2)", "ROUND(A4,0)"),
    *("1/0", "1E308*10", '"3"+1', '"x"+1', '""+1', "B5+1", "A5+1", "IF(#N/A,1,2)"),
    *("IF(A1>2,)", "IF(A3,1)", 'IF(A5,1,"no")', "IFERROR(INDEX(A1:A6,9),-1)", "ISERROR(B1+1)"),
    *("ERROR.TYPE(1/0)", "ERROR.TYPE(A1)", "ERROR.TYPE(#N/A)", 'EXACT(B1,"Apple")', "EXACT(B1,B4)"),
    *("LEN(B2)", "LEN(A5)", "LEN(A6)", "SMALL(A1:A6,2)", "SMALL(A1:C6,1)"),
]


def lookup(text: str) -> Argument:
    if ":" not in text:
        return CELLS[text]
    first, last = text.split(":")
    columns = range("ABC".index(first[0]), "ABC".index(last[0]) + 1)
    return [[row[j] for j in columns] for row in DATA[int(first[1]) - 1 : int(last[1])]]


def number(random: Random, depth: int) -> str:
    """A random expression with a number for its value, or an error."""
    if depth == 0:
        return random.choice(["1", "2.5", "0", "A1", "A2", "A4", "A5", "10%", "-3", "1E-3"])

    def part() -> str:
        return number(random, depth - 1)

    pick = random.choice
    signs = [">", "<", "<=", ">=", "<>", "="]
    texts = ("apple", "<>apple", "a*", "=", "<>", "?a*", "APPLE")
    return pick(
        [
            f"({part()}{pick('+-*/')}{part()})",
            f"({part()}{pick('+-*/')}{part()})",
            f"-{part()}^{pick('23')}",
            f"IF({part()}{pick(signs)}{part()},{part()},{part()})",
            f"IFERROR({part()},{part()})",
            f"IF(NOT(ISERROR({part()})),{part()},{part()})",
            f"IF(AND({part()}>{part()},OR(B1={pick(['B2', 'B4', 'B5'])},{part()}<9)),1,{part()})",
            f"{pick(['SUM', 'MIN', 'MAX'])}(A1:A6,{part()},{part()})",
            f"ROUND({part()},{pick(['0', '2', '-1'])})",
            f"ABS({part()})",
            f'SUMIFS(A1:A6,B1:B6,"{pick(texts)}",C1:C6,"{pick(signs)}45412")',
            f'COUNTIF(A1:A6,"{pick(signs)}{pick(["0", "3", "-2.5", "9"])}")',
            f"INDEX(A1:C6,{pick('123456')},{pick('13')})",
        ]
    )


def same(ours: Cell, theirs: object) -> bool:
    if isinstance(ours, ErrorValue):
        return ours.code == theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return float(ours) == pytest.approx(float(theirs), rel=1e-12, abs=1e-9)
    return ours == theirs


def test_the_evaluator_computes_what_libreoffice_computes(probe_book: Book) -> None:
    random = Random(20240331)
    texts = [*FIXED, *(number(random, 3) for _ in range(400))]
    sheet = probe_book.sheets[0]
    for address, cell in CELLS.items():
        if cell is not None:
            probe_book.set(sheet, address, '=""' if cell == "" else cell)
    probe_book.paste(sheet, "F1", [["=" + text] for text in texts])
    probe_book.recalculate()
    theirs = [row[0] for row in probe_book.get_rows(sheet, f"F1:F{len(texts)}")]
    ours = [evaluate(text, {}, lookup) for text in texts]
    assert not [
        (text, mine, found)
        for text, mine, found in zip(texts, ours, theirs, strict=True)
        if isinstance(mine, list) or not same(mine, found)
    ]
