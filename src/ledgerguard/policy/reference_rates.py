"""Official reference rates by name and day, from dated and sourced files; never from the network.

A file holds ``# key: value`` lines, then ``date,percent`` rows, each the first day of a rate. It
speaks up to the day ``known_until`` and no further. The user's own folder may hold a newer copy,
which ``ledgerguard rates update`` writes there.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from ledgerguard.errors import InvalidValue, NotAvailable, PolicyError

PACKAGED: Final = Path(__file__).with_name("rates")
FOLDER_VARIABLE: Final = "LEDGERGUARD_RATES"
HEADER: Final = "date,percent"
REQUIRED: Final = ("name", "title", "publisher", "page", "known_until")

_NAME = re.compile(r"[A-Z][A-Z0-9-]*")
_KEY = re.compile(r"#\s*(\w+):\s*(.*)")
_HINT = "mend the line, or delete the file and run: ledgerguard rates update"


@dataclass(frozen=True, slots=True)
class History:
    """A reference rate through time."""

    about: Mapping[str, str]
    days: Sequence[dt.date]
    percents: Sequence[Decimal]
    known_until: dt.date
    path: Path

    @property
    def name(self) -> str:
        """The name that REFERENCE_RATE knows it by."""
        return self.about["name"]

    def percent_on(self, day: dt.date) -> Decimal:
        """The published percentage on a day.

        Raises:
            NotAvailable: when the day lies outside the history.
        """
        if not self.days[0] <= day <= self.known_until:
            hint = "no rate was published under this name before"
            if day > self.known_until:
                hint = f"ledgerguard rates update {self.name}"
            raise NotAvailable(
                f"the rate {self.name} must be asked for a day from {self.days[0]} to "
                f"{self.known_until}, got {day}",
                hint=hint,
            )
        return self.percents[bisect_right(self.days, day) - 1]

    def on(self, day: dt.date) -> float:
        """The rate on a day, as a fraction."""
        return float(self.percent_on(day) / 100)

    def changes(self, after: dt.date, until: dt.date) -> list[dt.date]:
        """The days after one and up to another from which a row of the history counts."""
        return [day for day in self.days if after < day <= until]


def history(name: str) -> History:
    """The history of a rate: the file that speaks for the longest time, the user's own if even.

    Raises:
        InvalidValue: when there is no rate of that name; it lists those there are.
        PolicyError: when a file cannot be followed.
    """
    key = name.strip().upper()
    found = []
    if _NAME.fullmatch(key):
        places = [f"{folder}{os.sep}{key.lower()}.csv" for folder in _folders()]
        found = [entry for entry in map(_stored, places) if entry is not None]
    if not found:
        raise InvalidValue(
            f"name must be one of {', '.join(names())}, got {name!r}",
            hint="ledgerguard rates list",
        )
    return max(found, key=lambda entry: entry.known_until)  # the first of equals: the user's


def names() -> list[str]:
    """The names of all rates, the packaged ones and those of the user's folder."""
    return sorted({path.stem.upper() for folder in _folders() for path in folder.glob("*.csv")})


def user_folder() -> Path | None:
    """The folder of the user's own histories, which need not exist; None where there is no home."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else _usual_folder()


@cache
def _usual_folder() -> Path | None:
    try:
        home = Path.home()
    except RuntimeError:  # a sandbox without users
        return None
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    return data / "ledgerguard" / "rates"


def _folders() -> list[Path]:
    """Where histories are looked for, the user's folder first."""
    own = user_folder()
    return [PACKAGED] if own is None else [own, PACKAGED]


def parse(text: str, path: Path) -> History:
    """A history from the text of its file.

    Raises:
        PolicyError: naming the file and the line.
    """
    about: dict[str, str] = {}
    days: list[dt.date] = []
    percents: list[Decimal] = []
    for number, line in enumerate(text.splitlines(), start=1):
        entry = _KEY.fullmatch(line.strip())
        if entry:
            about[entry[1]] = entry[2].strip()
        elif line.strip() and line.strip() != HEADER:
            day, percent = _row(line, path, number)
            if days and day <= days[-1]:
                raise PolicyError(
                    f"{path.name}, line {number}: the days must rise, got {day}", hint=_HINT
                )
            days.append(day)
            percents.append(percent)
    missing = [key for key in REQUIRED if not about.get(key)]
    if missing or not days:
        raise PolicyError(
            f"{path.name} must hold {', '.join(missing) or 'rates'}, got none", hint=_HINT
        )
    return History(about, days, percents, _known_until(about, days, path), path)


def _row(line: str, path: Path, number: int) -> tuple[dt.date, Decimal]:
    day, _, percent = line.partition(",")
    try:
        return dt.date.fromisoformat(day.strip()), Decimal(percent.strip())
    except (ValueError, InvalidOperation):
        raise PolicyError(
            f"{path.name}, line {number} must read YYYY-MM-DD,percent, got {line.strip()!r}",
            hint=_HINT,
        ) from None


def _known_until(about: Mapping[str, str], days: Sequence[dt.date], path: Path) -> dt.date:
    try:
        last = dt.date.fromisoformat(about["known_until"])
    except ValueError:
        last = dt.date.min
    if last < days[-1]:
        raise PolicyError(
            f"{path.name}: known_until must be a date from {days[-1]}, the last row, "
            f"got {about['known_until']!r}",
            hint=_HINT,
        )
    return last


def _stored(place: str) -> History | None:
    try:
        changed = os.stat(place).st_mtime_ns
    except OSError:
        return None
    return _read(place, changed)


@lru_cache(maxsize=64)
def _read(place: str, _changed: int) -> History:  # an update while a host runs is seen
    path = Path(place)
    try:
        found = parse(path.read_text(encoding="utf-8"), path)
    except UnicodeDecodeError:
        raise PolicyError(
            f"{path.name} must be text in UTF-8, got other bytes", hint=_HINT
        ) from None
    if found.name.lower() != path.stem:
        raise PolicyError(
            f"{path.name} must hold the rate {path.stem.upper()}, got {found.name!r}", hint=_HINT
        )
    return found
