"""The guard against stale data: which values of a credit score are too old to stand on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import (
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.formulas.credit_factors import BY_KEY
from ledgerguard.formulas.raw_cells import is_blank, number_of, sound
from ledgerguard.formulas.scoring import HEADERS, doubled_factor, unknown_factor
from ledgerguard.units import (
    LAST_SERIAL,
    Cell,
    Date,
    Days,
    Flag,
    Language,
    Table,
    from_serial,
    serial,
)

STATEMENT_DAYS: Final = 548.0  # 18 months: a year, and half a year until the next are published
QUARTER_DAYS: Final = 92.0
HALF_YEAR_DAYS: Final = 183.0
TWO_YEARS_DAYS: Final = 731.0

MOST_DAYS: Final[Mapping[str, float]] = {
    "current_ratio": STATEMENT_DAYS,
    "liabilities_to_assets": STATEMENT_DAYS,
    "ebit_to_assets": STATEMENT_DAYS,
    "operating_cash_flow_to_current_liabilities": STATEMENT_DAYS,
    "altman_z_nonmanufacturer": STATEMENT_DAYS,
    "days_beyond_terms": QUARTER_DAYS,
    "statements": STATEMENT_DAYS,
    "bank_headroom": HALF_YEAR_DAYS,
    "litigation_to_assets": HALF_YEAR_DAYS,
    "ownership_change": HALF_YEAR_DAYS,
    "order_fulfilment": HALF_YEAR_DAYS,
    "years_trading": TWO_YEARS_DAYS,
    "country_risk": HALF_YEAR_DAYS,
}
"""How old a factor may be where nothing else is said. A ledgerguard design."""

HEADER: Final[Mapping[Language, list[Cell]]] = {
    "en": ["Factor", "Value", "Date", "Age in days", "Maximum", "Stale", "Note"],
    "zh": ["因素", "值", "日期", "数据天数", "最长有效天数", "已过期", "说明"],
}
NOTES: Final[Mapping[Language, tuple[str, str, str]]] = {
    "en": ("fresh", "{days:g} days too old: left out of the score", "no value"),
    "zh": ("有效", "超过最长有效天数 {days:g} 天，不计入评分", "无数据"),
}


@dataclass(frozen=True, slots=True)
class Aged:
    """A factor, its value, and how old it is."""

    factor: str
    value: Cell  # "" where there is none
    day: dt.date | None
    age: int | None
    most: float

    @property
    def stale(self) -> bool:
        """Whether the value is too old to stand on."""
        return self.age is not None and self.age > self.most

    @property
    def row(self) -> list[Cell]:
        """Factor and value as CREDIT_SCORE takes them, a stale value left blank."""
        return [self.factor, "" if self.stale else self.value]


@formula("FRESH_FACTORS")
def fresh_factors(factors: Table, as_of: Date, max_age_days: Days | Table | None = None) -> Table:
    """Factors of a credit score without those that are too old: a range ready for CREDIT_SCORE.

    A value older than its maximum age is left blank, so CREDIT_SCORE(FRESH_FACTORS(...)) rescales
    to what is still fresh, and answers #N/A when that weighs less than 50. Maximum ages where none
    are given: 548 days (18 months) after the date of the statements for the six factors that come
    from them; 92 days for days beyond terms; 183 days for bank headroom, litigation, ownership,
    order fulfilment and country; 731 days for years trading. A value of just the maximum age is
    fresh.

    Args:
        factors: Range of three columns: factor, value, and the date that the value speaks of.
        as_of: Day from which one looks.
        max_age_days: Maximum age of all factors; or a range of two columns, factor and days, for
            those whose maximum is not the default.

    Errors: #NUM! when a date lies after as_of or before March 1900, or a maximum age is negative;
        #VALUE! when a value has no date, a date is text, or a factor is unknown or stands twice;
        #N/A when an argument is blank.
    Example: =FRESH_FACTORS({"statements","audited",45291;"days_beyond_terms",8,45291},
        DATE(2024,6,30)) -> {"statements","audited";"days_beyond_terms",""}
    Example: =CREDIT_SCORE(FRESH_FACTORS({"statements","audited",45291}, DATE(2024,6,30))) -> #N/A
    Source: ledgerguard design.
    """
    return [aged.row for aged in ages(factors, as_of, max_age_days)]


@formula("FACTOR_AGES")
def factor_ages(
    factors: Table,
    as_of: Date,
    max_age_days: Days | Table | None = None,
    language: Language = "en",
) -> Table:
    """Age of each factor of a credit score, its maximum, and whether it is stale: the why.

    Age is as_of - date. What FRESH_FACTORS leaves blank is TRUE in the column stale.

    Args:
        factors: Range of three columns: factor, value, and the date that the value speaks of.
        as_of: Day from which one looks.
        max_age_days: Maximum age of all factors; or a range of two columns, factor and days, for
            those whose maximum is not the default.
        language: "en" or "zh", for the header and the notes.

    Errors: #NUM! when a date lies after as_of or before March 1900, or a maximum age is negative;
        #VALUE! when a value has no date, a date is text, or a factor is unknown or stands twice;
        #N/A when an argument is blank.
    Example: =INDEX(FACTOR_AGES({"days_beyond_terms",8,45291}, DATE(2024,6,30)), 2, 4) -> 182
    Example: =INDEX(FACTOR_AGES({"days_beyond_terms",8,45291}, DATE(2024,6,30)), 2, 6) -> TRUE
    Source: ledgerguard design.
    """
    return [HEADER[language], *(_aged_row(a, language) for a in ages(factors, as_of, max_age_days))]


@formula("IS_STALE")
def is_stale(data_date: Date, as_of: Date, max_age_days: Days) -> Flag:
    """Whether data is too old to decide on: as_of - data_date above max_age_days.

    Data of just the maximum age is not stale.

    Args:
        data_date: Day that the data speaks of, such as the balance sheet date.
        as_of: Day from which one looks.
        max_age_days: Days up to which the data may be used.

    Errors: #NUM! when data_date lies after as_of or max_age_days is negative; #N/A when an argument
        is blank.
    Example: =IS_STALE(DATE(2023,12,31), DATE(2024,6,30), 182) -> FALSE
    Example: =IS_STALE(DATE(2023,12,31), DATE(2024,6,30), 181) -> TRUE
    Source: ledgerguard design.
    """
    not_negative(max_age_days=max_age_days)
    age_days = _age("data_date", data_date, as_of)
    return age_days > max_age_days


def ages(
    rows: Sequence[Sequence[Cell]],
    as_of: dt.date,
    most_days: float | Sequence[Sequence[Cell]] | None,
) -> list[Aged]:
    """The factors of a range with three columns, each with its age and its maximum age.

    Raises:
        LedgerguardError: as FRESH_FACTORS states.
    """
    limits = _limits(most_days)
    found: dict[str, Aged] = {}
    for number, row in enumerate(rows, start=1):
        if len(row) != 3:
            raise InvalidValue(
                f"the range of factors must have three columns, factor, value and date, "
                f"got {len(row)}",
                hint="the date is the day that the value speaks of",
            )
        name, value, day = sound(row)
        if all(is_blank(cell) for cell in row):
            continue
        key = name.strip().casefold() if isinstance(name, str) else ""
        if not found and key in HEADERS:
            continue
        if key not in BY_KEY:
            raise unknown_factor(name, number)
        if key in found:
            raise doubled_factor(key, number)
        found[key] = _aged(key, value, day, as_of, limits[key])
    if not found:
        raise NotAvailable(
            "the range of factors must hold a factor, got none",
            hint="one row a factor: factor, value, date",
        )
    return list(found.values())


def _aged(key: str, value: Cell, day: Cell, as_of: dt.date, most: float) -> Aged:
    if is_blank(value):
        return Aged(key, "", None, None, most)
    if is_blank(day):
        raise InvalidValue(
            f"the date of {key} must be given where it has a value, got a blank",
            hint="a value without a date may be of any age",
        )
    if isinstance(day, dt.date):
        known = dt.date(day.year, day.month, day.day)
    elif isinstance(day, (int, float)) and not isinstance(day, bool):
        known = from_serial(day, f"the date of {key}")
    else:
        raise InvalidValue(
            f"the date of {key} must be a date, got {day!r}",
            hint="is the cell formatted as text?",
        )
    return Aged(key, value, known, _age(f"the date of {key}", known, as_of), most)


def _age(name: str, day: dt.date, as_of: dt.date) -> int:
    age_days = (as_of - day).days
    if age_days < 0:
        raise OutOfDomain(
            f"{name} must not be after as_of ({as_of}), got {day}",
            hint="are day and month exchanged, or is as_of an old date?",
        )
    return age_days


def _limits(most_days: float | Sequence[Sequence[Cell]] | None) -> Mapping[str, float]:
    """The maximum age of each factor."""
    if most_days is None:
        return MOST_DAYS
    if isinstance(most_days, (int, float)):
        not_negative(max_age_days=most_days)
        return dict.fromkeys(BY_KEY, most_days)
    limits: dict[str, float] = {}
    for number, row in enumerate(most_days, start=1):
        if len(row) != 2:
            raise InvalidValue(
                f"the range of maximum ages must have two columns, factor and days, got {len(row)}",
                hint="or give one number of days for all factors",
            )
        name, days = sound(row)
        key = name.strip().casefold() if isinstance(name, str) else ""
        if all(is_blank(cell) for cell in row) or (not limits and key in HEADERS):
            continue
        if key not in BY_KEY:
            raise unknown_factor(name, number)
        if key in limits:
            raise doubled_factor(key, number)
        limits[key] = MOST_DAYS[key] if is_blank(days) else _days(key, days)
    return {**MOST_DAYS, **limits}


def _days(key: str, cell: Cell) -> float:
    most = number_of(f"the maximum age of {key} in days", cell, "18 months are 548 days")
    if not 0 <= most <= LAST_SERIAL:
        raise OutOfDomain(
            f"the maximum age of {key} must be from 0 to {LAST_SERIAL:,} days, got {most:g}",
            hint="18 months are 548 days",
        )
    return most


def _aged_row(aged: Aged, language: Language) -> list[Cell]:
    fresh, stale, nothing = NOTES[language]
    if aged.age is None or aged.day is None:
        return [aged.factor, "", "", "", aged.most, False, nothing]
    note = stale.format(days=aged.age - aged.most) if aged.stale else fresh
    day = serial(aged.day)
    return [aged.factor, aged.value, day, aged.age, aged.most, aged.stale, note]
