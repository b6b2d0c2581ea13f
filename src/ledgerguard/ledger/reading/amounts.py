"""Amounts as ledgers write them, read exactly into minor units of their currency."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from ledgerguard.ledger.currency import AMBIGUOUS_SIGN, code_of
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Mark = Literal[".", ","]

EXACT_FLOAT = 2**53  # above it a float cannot hold every whole number
LARGEST = 2**62  # what an int64 column takes, with room for one addition

_PLAIN: Mapping[Mark | None, re.Pattern[str]] = {
    None: re.compile(r"[+-]?\d+(?:\.\d{1,2})?"),
    ".": re.compile(r"[+-]?\d+(?:\.\d+)?"),
    ",": re.compile(r"[+-]?\d+"),
}
"""Texts that are numbers as Python reads them, by the decimal mark of the file."""

_POINT = re.compile(r"[+-]?(?:\d+\.(?:\d{1,2}|\d{4,})|(?:0\d{0,2}|\d{4,})\.\d{3})", re.ASCII)
_SILENT = re.compile(r"[+-]?\d+(?:\.\d{3})?", re.ASCII)
"""Texts whose mark is a point, and, of the others, texts that show none: nearly all."""

_BRACKETS = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
_PARTS = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<before>[^\d,+\-]*?)\s*(?P<inner>[-+]?)\s*"
    r"(?P<core>[.,]?\d[\d.,' ]*?)(?P<power>[eE][+-]?\d+)?"
    r"\s*(?P<after>[^\d.,+\-\s][^\d+\-]*?)?\s*(?P<last>[-+]?)"
)
_GROUPED = re.compile(r"\d{1,3}([., '])(?:\d{2,3}\1)*\d{3}|\d+")
_NO_AMOUNT_WORDS = "- -- – — n/a na n.a. nan null none nil 无 空 #n/a"
_BLANK_WORDS = frozenset(_NO_AMOUNT_WORDS.split())


@dataclass(frozen=True, slots=True)
class Number:
    """What a text amount says."""

    value: Decimal
    sign: str = ""  # the currency word or sign that stands with it
    ambiguous: bool = False  # its separator may be of thousands or of decimals
    against: bool = False  # its decimal mark is not the file's


@dataclass(frozen=True)
class Amounts:
    """A column of amounts: floats where plain, and what the texts among them said."""

    values: Sequence[Cell]
    number: npt.NDArray[np.float64]  # NaN where blank or unreadable
    blank: npt.NDArray[np.bool_]
    texts: dict[str, Number | None]

    @property
    def unreadable(self) -> npt.NDArray[np.bool_]:
        """Cells that hold something which is no amount."""
        import numpy as np

        return np.isnan(self.number) & ~self.blank

    def exact(self, index: int) -> Decimal:
        """One readable amount as a decimal, without the noise of a float."""
        value = self.values[index]
        if isinstance(value, str):
            known = self.texts.get(value)
            return known.value if known else Decimal(value.strip())
        return Decimal(repr(value))


def decimal_mark(columns: Iterable[Sequence[Cell]]) -> Mark | None:
    """The decimal mark of a file, as most of its telling text amounts show it."""
    votes: Counter[str] = Counter()
    for values in columns:
        for text in _texts(values):
            if _POINT.fullmatch(text):
                votes["."] += 1
                continue
            if _SILENT.fullmatch(text):
                continue
            core = _core(text)
            if core:
                votes[_mark_of(core) or ""] += 1
    comma, point = votes[","], votes["."]
    if comma == point:
        return None
    return "," if comma > point else "."


def read_column(
    values: Sequence[Cell], mark: Mark | None, *, three_decimals: bool = False
) -> Amounts:
    """Read a column of cells.

    Args:
        values: The cells.
        mark: The decimal mark of the file, where it is known.
        three_decimals: Whether every currency of the ledger has three decimals, so that 1.234
            is no thousand.
    """
    import numpy as np

    kinds = set(map(type, values))
    texts: dict[str, Number | None] = {}
    if str in kinds:
        is_plain = _PLAIN[mark].fullmatch
        odd = [text for text in _texts(values) if text and not is_plain(text)]
        texts = {text: read_number(text, mark, three_decimals) for text in odd}
    blank_texts = {text for text in texts if is_blank(text)}
    known = {text: float(number.value) if number else math.nan for text, number in texts.items()}
    if kinds <= {float, int, str, type(None)}:
        floats = [
            math.nan if v is None or v == "" else v if v.__class__ is not str else known.get(v, v)
            for v in values
        ]
    else:
        floats = [_as_float(v, known) for v in values]
    blank = np.zeros(len(values), bool)
    if kinds - {float, int}:
        blank = np.array([v is None or v == "" or v in blank_texts for v in values], bool)
    return Amounts(values, _finite(np.array(floats, np.float64)), blank, texts)


def _texts(values: Sequence[Cell]) -> set[str]:
    if str not in set(map(type, values)):
        return set()
    return {value for value in values if isinstance(value, str)}


def _as_float(value: Cell, known: Mapping[str, float]) -> float:
    """A number, or NaN for what is none; TRUE is no amount."""
    if isinstance(value, str):
        return known.get(value, float(value) if value and value not in known else math.nan)
    return value if isinstance(value, float | int) and not isinstance(value, bool) else math.nan


def read_number(text: str, mark: Mark | None = None, three_decimals: bool = False) -> Number | None:
    """One text amount; None where it is blank or not an amount."""
    plain, bracketed = _without_brackets(_plain(text))
    parts = _PARTS.fullmatch(plain)
    if not parts:
        return None
    sign = _sign(parts["before"], parts["after"] or "")
    value = _value(parts["core"].strip(), mark, three_decimals)
    if sign is None or value is None:
        return None
    number, ambiguous, against = value
    currency, is_credit = sign
    negative = bracketed or is_credit or "-" in (parts["sign"], parts["inner"], parts["last"])
    if parts["power"]:
        number = number.scaleb(int(parts["power"][1:]))
    return Number(-number if negative else number, currency, ambiguous, against)


def is_blank(text: str) -> bool:
    """Whether a text stands for no amount at all."""
    return not text.strip() or text.strip().casefold() in _BLANK_WORDS


def to_minor(
    amounts: Amounts, exponents: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whole minor units (0 where there is no amount), which were rounded, which are too large."""
    import numpy as np

    number = np.where(np.isnan(amounts.number), 0.0, amounts.number)
    scaled = number * 10.0**exponents
    nearest = np.rint(scaled)
    # Where the product is a whole number but for the noise of one multiplication, it is exact;
    # the rest, and what nears the end of a float's precision, is worked out in decimals.
    clear = (np.abs(scaled - nearest) <= 1e-4) & (np.abs(scaled) < EXACT_FLOAT / 8)
    too_large = np.abs(scaled) >= LARGEST
    minor = np.where(clear, nearest, 0).astype(np.int64)
    rounded = np.zeros(len(minor), bool)
    for index in np.flatnonzero(~clear & ~too_large).tolist():
        exact = amounts.exact(index).scaleb(int(exponents[index]))
        whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
        minor[index] = int(whole)
        rounded[index] = abs(exact - whole) > Decimal("1e-4")
    return minor, rounded, too_large


def _finite(number: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    return np.where(np.isfinite(number), number, np.nan)


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = text.replace("−", "-").replace("’", "'").replace("–", "-")
    return text.strip()


def _without_brackets(text: str) -> tuple[str, bool]:
    found = _BRACKETS.fullmatch(text)
    return ("".join(found.groups()).strip(), True) if found else (text, False)


def _core(text: str) -> str:
    parts = _PARTS.fullmatch(_without_brackets(_plain(text))[0])
    return parts["core"].strip() if parts else ""


def _mark_of(core: str) -> Mark | None:
    """The decimal mark that a number shows beyond doubt."""
    point, comma = core.count("."), core.count(",")
    if point and comma:
        return "." if core.rfind(".") > core.rfind(",") else ","
    if point > 1 or comma > 1:
        return "," if point else "."
    if not point and not comma:
        return None
    mark: Mark = "." if point else ","
    return None if _may_be_thousands(core, mark) else mark


def _may_be_thousands(core: str, mark: Mark) -> bool:
    before, _, after = core.partition(mark)
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")


def _value(core: str, mark: Mark | None, three_decimals: bool) -> tuple[Decimal, bool, bool] | None:
    """The number, whether its separator is ambiguous, whether it goes against the file's mark."""
    own = _mark_of(core)
    ambiguous = False
    if own is None and ("." in core or "," in core):
        used: Mark = "." if "." in core else ","
        ambiguous = mark is None and not three_decimals
        if mark == used or (mark is None and three_decimals):
            own = used
    whole, _, fraction = core.rpartition(own) if own and own in core else (core, "", "")
    if not _GROUPED.fullmatch(whole or "0") or (fraction and not fraction.isdigit()):
        return None
    digits = re.sub(r"[^\d]", "", whole) or "0"
    against = own is not None and mark is not None and own != mark
    return Decimal(f"{digits}.{fraction or 0}"), ambiguous, against


def _sign(before: str, after: str) -> tuple[str, bool] | None:
    """The currency beside a number, and whether CR marks a credit; None for any other word."""
    is_credit = False
    words = []
    for word in (before.strip(), after.strip()):
        if word.upper().rstrip(".") in ("CR", "DR"):
            is_credit = word.upper().startswith("CR")
        elif word:
            words.append(word)
    codes = {code_of(word) for word in words}
    if None in codes or len(codes) > 1:
        return None
    if AMBIGUOUS_SIGN in words:
        return AMBIGUOUS_SIGN, is_credit
    return (next(iter(codes)) or "" if codes else ""), is_credit
