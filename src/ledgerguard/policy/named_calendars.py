"""Calendars by name, from the holidays package: which days of a year are off, and which worked.

The package is loaded when a calendar is first named, not with the catalogue.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.units import Language

if TYPE_CHECKING:
    from holidays import HolidayBase

ALIASES: Final = {"TARGET": "XECB", "T2": "XECB"}  # the payment system runs on the ECB's days

DECREED: Final = frozenset({"BY", "CN", "RU", "UZ", "XSHE", "XSHG"})
"""Calendars whose days off are moved by a decree for each year: no decree, no calendar."""

_NEAR: Final = 4
_CODE: Final = re.compile(r"[A-Z0-9]{2,4}")


@dataclass(frozen=True, slots=True)
class CalendarName:
    """A calendar of the package: a country or a market, and perhaps a part of it."""

    code: str
    part: str | None = None

    def __str__(self) -> str:
        return f"{self.code}-{self.part}" if self.part else self.code


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a calendar.

    Days off with their names, the days of weekends, and those of them that are worked in exchange
    for a day off.
    """

    days_off: dict[dt.date, str]
    weekend_days: frozenset[dt.date]
    worked_weekend_days: frozenset[dt.date]

    def is_open(self, day: dt.date, weekend: frozenset[int] | None) -> bool:
        """Whether a day of the year is a business day, by the calendar's own weekend or another."""
        if day in self.worked_weekend_days:
            return True
        at_weekend = day in self.weekend_days if weekend is None else day.weekday() in weekend
        return not at_weekend and day not in self.days_off


@cache
def calendar_name(text: str) -> CalendarName:
    """The calendar that a text names: ``DE``, ``DE-BY``, ``GB-ENG``, ``XNYS``, ``TARGET``.

    Raises:
        InvalidValue: when there is none of that name; it lists those near it.
    """
    code, _, part = text.strip().upper().replace("_", "-").partition("-")
    code = ALIASES.get(code, code)
    if code not in _known():
        raise InvalidValue(
            f"calendar must be a country, country-part or market, got {text!r}", hint=_near(text)
        )
    code, _name = _known()[code]
    if not part:
        return CalendarName(code)
    parts = {known.upper(): meant for known, meant in _parts(code).items()}
    if part not in parts:
        raise InvalidValue(
            f"the part of calendar {code} must be one of those that it has, got {text!r}",
            hint=f"{code} has {', '.join(dict.fromkeys(parts.values())) or 'no parts'}",
        )
    return CalendarName(code, parts[part])


@cache
def year_of(name: CalendarName, year: int, language: Language = "en") -> Year:
    """One year of a calendar, names of the days in a language as far as the calendar has it.

    Raises:
        NotAvailable: when the calendar does not know the year, or its decree is not out.
    """
    own = _entity(name)
    known = range(max(own.start_year, dt.MINYEAR + 1), own.end_year + 1)
    if year not in known:
        raise NotAvailable(
            f"the calendar {name} must know the year, got {year}",
            hint=f"it reaches from {known[0]} to {known[-1]}",
        )
    # The neighbours, too: a holiday may be observed, and a weekend worked, across New Year.
    around = tuple(near for near in (year - 1, year, year + 1) if near in known)
    found = _entity(name, around, language)
    if name.code in DECREED:
        _refuse_without_decree(name, year, getattr(found, "special_public_holidays", ()))
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(d) for d in range((dt.date(year, 12, 31) - first).days + 1)]
    return Year(
        {day: found[day] for day in days if day in found},
        frozenset(day for day in days if found.is_weekend(day)),
        frozenset(day for day in days if day in found.weekend_workdays),
    )


def _refuse_without_decree(name: CalendarName, year: int, decreed: Iterable[int]) -> None:
    years = sorted(decreed)
    if not years or not years[0] <= year <= years[-1]:
        raise NotAvailable(
            f"the calendar {name} must hold the decree on the days off of the year, got {year}",
            hint=f"those known are for {f'{years[0]} to {years[-1]}' if years else 'no year'}; "
            "update the package holidays, or give a range with the days off",
        )


def _entity(
    name: CalendarName, years: tuple[int, ...] = (), language: Language = "en"
) -> HolidayBase:
    import holidays
    from holidays.registry import FINANCIAL

    market = any(name.code in codes for codes in FINANCIAL.values())
    load = holidays.financial_holidays if market else holidays.country_holidays
    bare = load(name.code, subdiv=name.part)
    if not years:
        return bare
    return load(
        name.code,
        subdiv=name.part,
        years=years,
        expand=False,
        language=_language(bare.supported_languages, language),
    )


def _language(supported: tuple[str, ...], wanted: Language) -> str | None:
    """The supported language that comes nearest: English where there is no Chinese."""
    for start in ("zh_CN", "zh", "en_US", "en") if wanted == "zh" else ("en_US", "en"):
        for code in supported:
            if code.startswith(start):
                return code
    return None


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Every code of the package in capitals, with the code that it stands for and its name."""
    from holidays.registry import COUNTRIES, FINANCIAL

    known = {}
    for names, *codes in (*FINANCIAL.values(), *COUNTRIES.values()):
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names)
        known.update({code: (codes[0], spaced) for code in codes if _CODE.fullmatch(code)})
    return known


def _parts(code: str) -> dict[str, str]:
    """The parts of a country or market: its codes and their names, each with the code it means."""
    entity = _entity(CalendarName(code))
    parts = {str(part): str(part) for part in entity.subdivisions}
    return {**parts, **{str(k): str(v) for k, v in entity.subdivisions_aliases.items()}}


def _near(text: str) -> str:
    """The calendars that an unknown text may mean, by code and by English name."""
    wanted = text.strip().casefold()
    words = {code.casefold(): code for code in [*ALIASES, *_known()]}
    words |= {name.casefold(): f"{code} ({name})" for code, name in _known().values()}
    near = get_close_matches(wanted, words, n=_NEAR, cutoff=0.5)
    if not near:
        return "such as CN, DE, DE-BY, GB-ENG, US, TARGET, XNYS; or give a range of dates"
    return f"did you mean {', '.join(words[word] for word in near)}? or give a range of dates"
