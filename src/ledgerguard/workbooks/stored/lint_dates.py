"""Dates that are written into a call: in a year from now they are still the same day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ledgerguard.cells.tokens import Token
from ledgerguard.formula import Formula
from ledgerguard.workbooks.stored.calls import Argument, FoundCall

FIRST_LIKELY, LAST_LIKELY = 25_569, 73_415  # serials of 1970 to 2100: below stand counts of days
DATE_TEXT: Final = re.compile(
    r"\s*(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))\s*"
)


def written(call: FoundCall, known: Formula | None, seen: set[int]) -> Iterator[str]:
    """The dates in a call's arguments, as they stand there.

    Args:
        call: One of ours.
        known: Its formula, whose units tell a serial from a number.
        seen: Words that belong to an inner call.
    """
    for place, argument in enumerate(call.arguments):
        fresh = [(at, word) for at, word in argument.words if at not in seen]
        for _, word in fresh:
            if word.kind == "text" and DATE_TEXT.fullmatch(word.text[1:-1]):
                yield word.text
        yield from _date_calls([word for _, word in fresh])
        if known is not None and _takes_date(known, place) and _is_serial(argument):
            yield argument.words[0][1].text


def _date_calls(words: list[Token]) -> Iterator[str]:
    """``DATE(2026,1,31)`` of three numbers."""
    kinds = ["function", "number", "argument", "number", "argument", "number", "close"]
    for start in range(len(words) - len(kinds) + 1):
        part = words[start : start + len(kinds)]
        if part[0].text.upper() == "DATE(" and [word.kind for word in part] == kinds:
            yield "".join(word.text for word in part)


def _takes_date(known: Formula, place: int) -> bool:
    return place < len(known.parameters) and any(
        unit.kind == "date" for unit in known.parameters[place].units
    )


def _is_serial(argument: Argument) -> bool:
    number = argument.number
    return number is not None and FIRST_LIKELY <= number <= LAST_LIKELY
