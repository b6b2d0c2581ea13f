"""One cell of a customer's file as the value that its item asks for."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ledgerguard.casework.customer_file.facts import Value
from ledgerguard.casework.customer_file.items import Item, Kind, choice_of
from ledgerguard.casework.customer_file.problems import Unreadable
from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.currency import AMBIGUOUS_SIGN
from ledgerguard.ledger.reading.amounts import Mark, read_number
from ledgerguard.ledger.reading.dates import UNREADABLE, days
from ledgerguard.ledger.schema import NO_DAY, DateOrder
from ledgerguard.units import EPOCH

LARGEST: Final = 1e15
"""What no amount or number of a customer reaches; an id that stands there does."""

_DIGITS_KEPT: Final = 15  # of a number in a spreadsheet
_SHOWN: Final = 80  # characters of a cell in a message

_MULTIPLIERS: Final[Mapping[str, int]] = {
    "百万": 6, "千万": 7, "万": 4, "亿": 8, "千": 3, "k": 3, "tsd": 3, "thousand": 3,
    "mn": 6, "mio": 6, "million": 6, "millions": 6, "bn": 9, "billion": 9,
}  # fmt: skip
_MULTIPLIED: Final = re.compile(
    r"(?P<before>.*\d\s*)(?P<unit>百万|千万|万|亿|千|(?<![a-z])(?:k|tsd|thousand|mn|mio|millions?|bn|"
    r"billion)(?![a-z])\.?)(?P<after>.*)",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"(.*?)\s*%")
_YEAR: Final = re.compile(r"[1-9]\d{3}")
_ISO: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")

_YES: Final = frozenset({"true", "yes", "y", "1", "x", "是", "有", "真", "对", "oui", "ja", "wahr"})
_NO: Final = frozenset({"false", "no", "n", "0", "否", "无", "假", "没有", "未", "non", "nein"})


@dataclass(frozen=True, slots=True)
class Read:
    """A value, and the currency that stands beside it in its cell; blank where none does."""

    value: Value
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How a file writes numbers and dates."""

    mark: Mark | None = None
    order: DateOrder | None = None
    is_1904: bool = False


def value_of(item: Item, cell: Any, style: Style) -> Read:
    """The value in a cell that is not blank.

    Raises:
        Unreadable: saying what the item asks for.
    """
    if isinstance(cell, ErrorValue):
        raise Unreadable("error-cell", code=cell.code)
    try:
        return _READERS[item.kind](item, cell, style)
    except Unreadable:
        if item.or_text and isinstance(cell, str):
            return Read(cell.strip())
        if item.or_text and isinstance(cell, bool):
            return Read(cell)
        raise


def day_of(cell: Any, style: Style, column: str) -> int:
    """The day number in a cell of a date column; NO_DAY where it is blank.

    Raises:
        Unreadable: for what is no date, or one before 1970 or after 2099.
    """
    if cell is None or cell == "":  # as most cells of until are
        return NO_DAY
    if isinstance(cell, ErrorValue):
        raise Unreadable("error-cell", code=cell.code)
    try:
        day = int(days([cell], style.order, is_1904=style.is_1904)[0])
    except OverflowError:  # a number that no float holds
        day = UNREADABLE
    if day < NO_DAY:
        raise Unreadable("not-day", column=column, got=shown(cell))
    return day


def text_of(cell: Any) -> str:
    """A cell as text: an id such as 1001 that a sheet keeps as 1001.0 gets its form back.

    Raises:
        Unreadable: for a number of so many digits that the last of them are lost.
    """
    if isinstance(cell, ErrorValue):
        raise Unreadable("error-cell", code=cell.code)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if abs(cell) >= 10**_DIGITS_KEPT or not math.isfinite(cell):
            raise Unreadable("lost-digits")
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    return " ".join(str(cell).split())


def shown(cell: Any) -> str:
    """A cell as a problem shows it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.{_DIGITS_KEPT}g}"
    text = cell.code if isinstance(cell, ErrorValue) else str(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing that a reader would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _number(item: Item, cell: Any, style: Style) -> Read:
    read = _any_number(cell, style)
    assert isinstance(read.value, float)  # noqa: S101  # tells mypy what the line above has seen
    if abs(read.value) >= LARGEST or not math.isfinite(read.value):
        raise Unreadable("too-large")
    if read.value < 0 and not item.signed:
        raise Unreadable("negative")
    return read


def _rate(item: Item, cell: Any, style: Style) -> Read:
    try:
        read = _any_number(cell, style)
    except Unreadable as error:
        raise Unreadable("not-rate") from error
    assert isinstance(read.value, float)  # noqa: S101  # tells mypy what the line above has seen
    if not 0 <= read.value <= 1 or read.currency:
        raise Unreadable("not-rate")
    return read


def _any_number(cell: Any, style: Style) -> Read:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Unreadable("not-number")
    if not isinstance(cell, str):
        return Read(float(cell)) if abs(cell) < LARGEST else Read(math.inf)
    text, power = unicodedata.normalize("NFKC", cell).strip(), 0
    if percent := _PERCENT.fullmatch(text):
        text, power = percent[1], -2
    elif multiplied := _MULTIPLIED.fullmatch(text):
        text = f"{multiplied['before'].strip()} {multiplied['after'].strip()}".strip()
        power = _MULTIPLIERS[multiplied["unit"].casefold().rstrip(".")]
    number = read_number(text, style.mark)
    if number is None:
        raise Unreadable("not-number")
    # The yen sign alone is left to the column beside it.
    sign = "" if number.sign == AMBIGUOUS_SIGN else number.sign
    return Read(float(Decimal(number.value).scaleb(power)), sign)


def _text(item: Item, cell: Any, style: Style) -> Read:
    text = text_of(cell)
    if item.key != "country":
        return Read(text)
    if not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise Unreadable("not-country")
    return Read(text.upper())


def _flag(item: Item, cell: Any, style: Style) -> Read:
    word = text_of(cell).casefold()
    if word in _YES or word in _NO:
        return Read(word in _YES)
    raise Unreadable("not-flag")


def _choice(item: Item, cell: Any, style: Style) -> Read:
    word = choice_of(item, text_of(cell))
    if word is None:
        raise Unreadable("not-word", allowed=", ".join(item.words))
    return Read(word)


def _date(item: Item, cell: Any, style: Style) -> Read:
    """A day as its serial number; companies are older than ledgers, and a year will do."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if _YEAR.fullmatch(text):
        text += "-01-01"
    parts = _ISO.fullmatch(text)
    if not parts:
        return Read(float(day_of(cell, style, item.key)))
    try:
        day = dt.date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        raise Unreadable("not-day", column=item.key, got=text) from None
    return Read(float(day.toordinal() - EPOCH.toordinal()))


_READERS: Final[Mapping[Kind, Callable[[Item, Any, Style], Read]]] = {
    "number": _number,
    "money": _number,
    "rate": _rate,
    "text": _text,
    "flag": _flag,
    "date": _date,
    "choice": _choice,
}
