"""Where the reference rates are published, and how to read what the publishers send.

The formats are those of the ECB Data Portal (csvdata), the Bank of England's database and its page
of changes, the Bundesbank's csv in both languages and the JSON of chinamoney.com.cn; and our own.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.reference_rates import HEADER, parse

Observation = tuple[dt.date, Decimal]

PLAUSIBLE: Final = (Decimal(-5), Decimal(40))
LONGEST_ANSWER: Final = 16 << 20  # bytes: forty years of daily rates are one megabyte

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_CHINAMONEY_WINDOW: Final = 360  # the publisher answers for a year at most
_MONTHLY = re.compile(r"\"?(\d{4})-(\d\d)(?:-(\d\d))?\"?[;,]\"?(-?\d+(?:[.,]\d+)?)\"?(?:[;,].*)?")
_CHANGED = re.compile(
    r"\"?(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4}|\d\d)\"?\s*,\s*\"?(-?\d+(?:\.\d+)?)\"?"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a publisher."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Source:
    """How one rate is asked for and read, and what a last observation says of the days after it."""

    requests: Callable[[dt.date, dt.date], list[Request]]
    read: Callable[[str], list[Observation]]
    holds_until: Callable[[dt.date], dt.date] = lambda day: day
    keeps: Callable[[dt.date], bool] = lambda _: False


def observations(name: str, text: str) -> list[Observation]:
    """The days and percentages in what a publisher sent, or a user downloaded.

    Raises:
        InvalidValue: when the text is of no known format, its days do not run in one direction,
            or a rate is not plausible.
    """
    if text.lstrip().startswith("<"):
        raise InvalidValue(
            f"the answer for {name} must be data, got a web page",
            hint="download the file in a browser and give it with --from",
        )
    if text.lstrip().startswith(("#", HEADER)):
        stored = parse(text, Path("the file given"))
        found = list(zip(stored.days, stored.percents, strict=True))
    elif name in SOURCES:
        found = SOURCES[name].read(text)
    else:
        raise InvalidValue(
            f"the file for {name} must hold lines of {HEADER}, got another format",
            hint="docs/interest.md shows the format",
        )
    if not found:
        raise InvalidValue(
            f"the answer for {name} must hold rates, got none",
            hint="is it the file of another rate?",
        )
    if len(found) > 1 and found[0][0] > found[-1][0]:
        found.reverse()
    return checked(name, found)


def checked(name: str, found: list[Observation]) -> list[Observation]:
    """Observations whose days rise and whose rates are plausible.

    Raises:
        InvalidValue: naming the first day that is not.
    """
    for (earlier, _), (later, _) in pairwise(found):
        if later <= earlier:
            raise InvalidValue(
                f"the days of {name} must rise, got {later} after {earlier}",
                hint="is the file whole, and one series only?",
            )
    for day, percent in found:
        if not PLAUSIBLE[0] <= percent <= PLAUSIBLE[1]:
            raise InvalidValue(
                f"a rate of {name} must be from -5 to 40 percent, got {percent} on {day}",
                hint="is it the file of another series?",
            )
    return found


def _ecb(text: str) -> list[Observation]:
    """The csvdata of the ECB Data Portal, one of its series of the main refinancing operations."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if not {"TIME_PERIOD", "OBS_VALUE"} <= set(rows.fieldnames or ()):
        raise InvalidValue(
            "the ECB's answer must have the columns TIME_PERIOD and OBS_VALUE, got none",
            hint="choose the format csvdata",
        )
    return [
        (_day(row["TIME_PERIOD"]), _percent(row["OBS_VALUE"]))
        for row in rows
        if "MRR_" in (row.get("KEY") or "MRR_") and row["OBS_VALUE"] not in ("", "NaN", None)
    ]


def _bank_of_england(text: str) -> list[Observation]:
    """The database's ``DATE,IUDBEDR`` or the page's ``Date Changed,Rate``."""
    found = []
    for line in text.splitlines():
        entry = _CHANGED.fullmatch(line.strip())
        if entry and entry[2] in _MONTHS:
            year = int(entry[3])
            year += 0 if year > 99 else 1900 if year > 70 else 2000  # the page writes "07 Aug 25"
            day = _day(f"{year}-{_MONTHS.index(entry[2]) + 1:02}-{int(entry[1]):02}")
            found.append((day, _percent(entry[4])))
    return found


def _bundesbank(text: str) -> list[Observation]:
    """The csv of the time series database: months, decimal comma or point, remarks around."""
    entries = filter(None, (_MONTHLY.fullmatch(line.strip()) for line in text.splitlines()))
    return [
        (_day(f"{entry[1]}-{entry[2]}-{entry[3] or '01'}"), _percent(entry[4].replace(",", ".")))
        for entry in entries
    ]


def _chinamoney(text: str) -> list[Observation]:
    """The JSON of LprHis: records with showDateCN and 1Y."""
    try:
        answer: Any = json.loads(text)
        records = answer["records"]
        return [
            (_day(str(record["showDateCN"])[:10]), _percent(str(record["1Y"])))
            for record in records
            if record.get("1Y") not in (None, "", "--")
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InvalidValue(
            f"the answer of chinamoney must be JSON with records of showDateCN and 1Y, got {fault}",
            hint="download the history in a browser and give it with --from",
        ) from None


def _day(word: str) -> dt.date:
    try:
        return dt.date.fromisoformat(word.strip())
    except ValueError:
        raise InvalidValue(
            f"a day must be written YYYY-MM-DD, got {word!r}", hint="is the file whole?"
        ) from None


def _percent(word: str) -> Decimal:
    try:
        percent = Decimal(word.strip())
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite():
        raise InvalidValue(
            f"a rate must be a number of percent, got {word!r}", hint="is the file whole?"
        )
    return percent


def _ask_ecb(since: dt.date, _: dt.date) -> list[Request]:
    return [
        Request(
            "https://data-api.ecb.europa.eu/service/data/FM/D.U2.EUR.4F.KR.MRR_FR.LEV"
            f"?startPeriod={since}&format=csvdata&detail=dataonly",
            {"Accept": "text/csv"},
        )
    ]


def _ask_bank_of_england(since: dt.date, until: dt.date) -> list[Request]:
    first, last = (f"{d.day:02}/{_MONTHS[d.month - 1]}/{d.year}" for d in (since, until))
    return [
        Request(
            "https://www.bankofengland.co.uk/boeapps/database/_iadb-fromshowcolumns.asp"
            f"?csv.x=yes&Datefrom={first}&Dateto={last}&SeriesCodes=IUDBEDR"
            "&CSVF=TN&UsingCodes=Y&VPD=Y&VFD=N"
        )
    ]


def _ask_bundesbank(_: dt.date, __: dt.date) -> list[Request]:
    return [
        Request(
            "https://api.statistiken.bundesbank.de/rest/download/BBIN1/M.DE.BBK.BBKBAS2.EUR.ME"
            "?format=csv&lang=en"
        )
    ]


def _ask_chinamoney(since: dt.date, until: dt.date) -> list[Request]:
    site = "https://www.chinamoney.com.cn"
    headers = {
        "Accept": "application/json, text/javascript, */*; q=0.01",
        "Origin": site,
        "Referer": f"{site}/chinese/bklpr/",
        "X-Requested-With": "XMLHttpRequest",
    }
    asked = []
    while since <= until:
        last = min(until, since + dt.timedelta(days=_CHINAMONEY_WINDOW))
        address = (
            f"{site}/ags/ms/cm-u-bk-currency/LprHis?lang=CN&strStartDate={since}&strEndDate={last}"
        )
        asked.append(Request(address, headers, "POST"))
        since = last + dt.timedelta(days=1)
    return asked


def _end_of_half_year(day: dt.date) -> dt.date:
    return dt.date(day.year, 6, 30) if day.month <= 6 else dt.date(day.year, 12, 31)


def _eve_of_next_publication(day: dt.date) -> dt.date:
    """The LPR holds until the next one, on the 20th of the next month at the earliest."""
    month = day.month % 12 + 1
    return dt.date(day.year + (month == 1), month, 19)


SOURCES: Final[Mapping[str, Source]] = {
    "ECB": Source(_ask_ecb, _ecb),
    "BOE": Source(_ask_bank_of_england, _bank_of_england),
    "BASISZINSSATZ": Source(
        _ask_bundesbank, _bundesbank, _end_of_half_year, lambda day: day.month in (1, 7)
    ),
    "LPR": Source(_ask_chinamoney, _chinamoney, _eve_of_next_publication, lambda _: True),
}
"""The publishers by the name of the rate."""
