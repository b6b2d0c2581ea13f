"""Payment terms: "Net 30", "2/10 net 30", "30 days EOM", 月结30天, SAP codes such as NT30."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.reading.dates import EPOCH
from ledgerguard.units import Cell

LONGEST = 365

# A bare SAP key such as 0030 holds days by custom only: 0002 means 14 days in SAP's own delivery.
_USUAL_TEXT = """
7 10 14 15 20 21 25 28 30 35 40 42 45 50 55 56 60 65 70 75 80 85 90 100 105 110 120 135 150 180 210
240 270 360 365
"""
_USUAL_DAYS = frozenset(map(int, _USUAL_TEXT.split()))
_AT_ONCE = re.compile(
    r"due (?:on|upon) receipt|on receipt|upon receipt|immediate\w*|payable now|cash|cod|c\.o\.d\.?"
    r"|cia|prepaid|prepayment|in advance|advance|sofort.*"
    r"|现结|现款|现金|货到付款|款到发货|预付.*|即期|立即付款"
)
_DISCOUNT = re.compile(r"\d+(?:\.\d+)?\s*%|\d+(?:\.\d+)?\s*/\s*\d+")
_MONTH_END = re.compile(r"\beom\b|end of (?:the )?month|month[- ]end|fin de mois|月结|月底|月末")
_NET = re.compile(r"(?:net|n)\s*/?\s*(\d{1,3})\b|(\d{1,3})\s*(?:days?|d|tage|jours)?\s*net\b")
_DAYS = re.compile(r"(\d{1,3})\s*(?:days?\b|d\b|tage?\b|jours?\b|días?\b|天|日)")
_NUMBER = re.compile(r"(\d{1,3})(?:\.0+)?")
_CODE = re.compile(r"(?:nt|net|n|z|zn|zd|d|t|zb|in)\s*-?0*(\d{2,3})", re.IGNORECASE)
_BARE_CODE = re.compile(r"0+(\d{2,3})")


@dataclass(frozen=True, slots=True)
class Terms:
    """Days after the invoice, or after the end of its month."""

    days: int
    from_month_end: bool = False

    def due(self, issued: int) -> int:
        """The due day of an invoice issued on a day number."""
        return (_month_end(issued) if self.from_month_end else issued) + self.days

    def issued(self, due: int) -> int | None:
        """The invoice day that leads to a due day; unknown when counted from a month's end."""
        return None if self.from_month_end else due - self.days


def terms(value: Cell) -> Terms | None:
    """What a cell says about terms of payment; None where it holds no number of days."""
    if value is None or isinstance(value, bool | ErrorValue | dt.date):
        return None
    if isinstance(value, float | int):
        return Terms(int(value)) if 0 <= value <= LONGEST and value == int(value) else None
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    if _AT_ONCE.fullmatch(text):
        return Terms(0)
    month_end = _MONTH_END.search(text) is not None
    days = _days(_DISCOUNT.sub(" ", text))
    if days is None:
        return Terms(0, from_month_end=True) if month_end else None
    return Terms(days, month_end) if days <= LONGEST else None


def _days(text: str) -> int | None:
    net = _NET.search(text)
    if net:
        return int(net[1] or net[2])
    counted = [int(number) for number in _DAYS.findall(text)]
    if counted:
        return max(counted)  # a discount period is the shorter one
    words = text.strip()
    plain = _NUMBER.fullmatch(words)
    if plain:
        return int(plain[1]) if not words.startswith("0") or words in ("0", "0.0") else _bare(words)
    code = _CODE.fullmatch(words)
    if code:
        return int(code[1])
    if _BARE_CODE.fullmatch(words):
        return _bare(words)
    leading = re.match(r"(\d{1,3})\b", words)
    return int(leading[1]) if leading and _MONTH_END.search(words) else None


def _bare(digits: str) -> int | None:
    days = int(digits)
    return days if days in _USUAL_DAYS else None


def _month_end(day: int) -> int:
    date = dt.date.fromordinal(day + EPOCH)
    last = calendar.monthrange(date.year, date.month)[1]
    return day + last - date.day
