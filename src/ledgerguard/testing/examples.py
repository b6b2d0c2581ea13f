"""Whether what a formula answers is what its documented example prints."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.units import serial


def agrees(answer: Any, expected: str) -> bool:
    """Whether an answer is the printed one.

    A number has to agree within half a unit of its last printed digit, text exactly, a date as its
    ISO form, an error by its code, an array cell by cell.
    """
    expected = expected.strip()
    if expected.startswith("{"):
        return _rows_agree(answer, expected)
    if isinstance(answer, ErrorValue):
        return answer.code == expected
    if isinstance(answer, bool):
        return expected == str(answer).upper()
    if isinstance(answer, str):
        return answer == expected.removeprefix('"').removesuffix('"')
    if isinstance(answer, list) or expected in EXCEL_ERRORS:
        return False
    if re.fullmatch(r"\d{4}-\d\d-\d\d", expected):
        return bool(answer == serial(dt.date.fromisoformat(expected)))
    return _number_agrees(answer, expected)


def _rows_agree(answer: Any, expected: str) -> bool:
    wanted = [row.split(",") for row in expected.strip("{}").split(";")]
    return (
        isinstance(answer, list)
        and [len(row) for row in answer] == [len(row) for row in wanted]
        and all(
            agrees(cell, word)
            for row, words in zip(answer, wanted, strict=True)
            for cell, word in zip(row, words, strict=True)
        )
    )


def _number_agrees(answer: Any, expected: str) -> bool:
    try:
        printed = Decimal(expected.replace(",", ""))
    except InvalidOperation:  # text was promised, and a number came
        return False
    half_unit = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    # A whisker more: 0.125 printed as 0.13 lies exactly on the half.
    return abs(Decimal(repr(answer)) - printed) <= half_unit * (1 + Decimal("1e-9"))
