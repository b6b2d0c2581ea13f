"""The yearly rate of a regime of late-payment interest: for one day, and over a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import at_least, at_most, share
from ledgerguard.formulas.interest import DatedRate
from ledgerguard.policy.reference_rates import history
from ledgerguard.policy.regimes import RateMode, Version
from ledgerguard.policy.regimes import regime as named
from ledgerguard.units import Date, Rate, Text


@formula("REFERENCE_RATE")
def reference_rate(name: Text, date: Date) -> Rate:
    """Official reference rate that is in force on a day.

    ECB: main refinancing operations of the European Central Bank. BOE: Bank Rate of the Bank of
    England. BASISZINSSATZ: base rate of section 247 of the German Civil Code. LPR: loan prime
    rate of one year in China, from its day of publication.

    The rates are files of ledgerguard, or newer ones that ledgerguard rates update has fetched;
    nothing is ever fetched from a cell.

    Args:
        name: Name of the rate: ECB, BOE, BASISZINSSATZ or LPR.
        date: Day for which the rate is asked.

    Errors: #N/A when the day lies outside the history that is known; #VALUE! when there is no
        rate of that name or its file is damaged.
    Example: =REFERENCE_RATE("ECB", DATE(2026,1,1)) -> 0.0215
    Example: =REFERENCE_RATE("BOE", DATE(2024,12,31)) -> 0.0475
    Example: =REFERENCE_RATE("LPR", DATE(1999,1,1)) -> #N/A
    Source: European Central Bank, key ECB interest rates; Bank of England, Official Bank Rate
        history; Deutsche Bundesbank, Basiszinssatz; National Interbank Funding Center, LPR.
    """
    return history(name).on(date)


@formula("STATUTORY_RATE")
def statutory_rate(
    regime: Text,
    date: Date,
    contract_date: Date | None = None,
    uplift_rate: Rate | None = None,
) -> Rate:
    """Yearly rate of statutory late-payment interest for a day.

    EU and IE: ECB rate of the 1 January or 1 July of the half-year + 8 percentage points. FR: the
    same + 10. DE: base rate + 9, + 8 for contracts before 29 July 2014. UK: Bank Rate of the
    31 December or 30 June before + 8, for interest that starts on the day. CN: one-year LPR of
    the day * (1 + uplift_rate). CN-SME: 0.05 % a day, times 365. US: 1.5 % a month, times 12.

    Args:
        regime: EU, DE, FR, IE, UK, CN-SME, CN or US.
        date: Day for which the rate is asked.
        contract_date: Day of the contract, which chooses the version of the law in EU, DE, FR, IE
            and UK; the date itself when left out.
        uplift_rate: In CN the share that a court adds, from 0.3 to 0.5; 0.5 when blank or 0.

    Errors: #N/A when the regime or its reference rate is not known for the day; #NUM! when
        uplift_rate is out of its bounds; #VALUE! when the regime is unknown or has no uplift.
    Example: =STATUTORY_RATE("IE", DATE(2026,3,31)) -> 0.1015
    Example: =STATUTORY_RATE("UK", DATE(2025,5,16)) -> 0.1275
    Source: Directive 2011/7/EU, art. 2; S.I. No. 580/2012 (Ireland) and taylorryan.ie (first
        example); S.I. 2002/1675 (United Kingdom); BGB § 288; Code de commerce L441-10; State
        Council decree 802 of 2025, art. 17; Supreme People's Court, sale contracts, art. 18.
    """
    name, entry = named(regime)
    version = entry.version(name, contract_date, date)
    uplift_share = uplift_of(name, version, uplift_rate)
    return _rate_from(version, date, uplift_share, 365)


def rates_over(
    version: Version,
    mode: RateMode,
    first_day: dt.date,
    last_day: dt.date,
    uplift: float,
    basis: int,
) -> list[DatedRate]:
    """The rates of a regime for days in a row: one, or each that the reference brings.

    Raises:
        NotAvailable: when the reference rate is not known for one of the days.
    """
    rates = [DatedRate(first_day, _rate_from(version, first_day, uplift, basis))]
    if mode == "piecewise" and version.reference is not None:
        for day in _fixings(version, version.reference, first_day, last_day):
            rate = _rate_from(version, day, uplift, basis)
            if rate != rates[-1].annual_rate:  # a half-year without a change is no new period
                rates.append(DatedRate(day, rate))
    return rates


def agreed_rate_of(
    name: str, version: Version, agreed_rate: float | None, contract_date: dt.date | None
) -> float | None:
    """The yearly rate of the contract, if one is agreed and the regime lets it stand.

    Raises:
        OutOfDomain: when it is no share, or below the floor of the regime.
        NotAvailable: when the floor cannot be told without the day of the contract.
    """
    if not agreed_rate:  # Calc sends a blank cell as 0
        return None
    share(agreed_rate=agreed_rate)
    if version.agreed_floor is not None:
        if contract_date is None:
            raise NotAvailable(
                f"contract_date must be given where {name} has an agreed_rate, got a blank",
                hint="the agreed rate must reach the one-year LPR on the day of the contract",
            )
        floor = history(version.agreed_floor).on(contract_date)
        if not at_least(agreed_rate, floor):
            raise OutOfDomain(
                f"agreed_rate must be at least {floor:g}, the {version.agreed_floor} on "
                f"{contract_date}, got {agreed_rate:g}",
                hint="leave it out for the statutory rate",
            )
    return agreed_rate


def uplift_of(name: str, version: Version, uplift_rate: float | None) -> float:
    """The share that is added to the reference rate.

    Raises:
        InvalidValue: when the regime knows no uplift.
        OutOfDomain: when it lies outside the bounds of the regime.
    """
    bounds = version.uplift
    if bounds is None:
        if uplift_rate:
            raise InvalidValue(
                f"uplift_rate must be left out in the regime {name}, got {uplift_rate:g}",
                hint="only the regime CN adds a share to the rate",
            )
        return 0.0
    if not uplift_rate:
        return bounds.usual
    if not (at_least(uplift_rate, bounds.least) and at_most(uplift_rate, bounds.most)):
        raise OutOfDomain(
            f"uplift_rate must be from {bounds.least:g} to {bounds.most:g}, got {uplift_rate:g}",
            hint="50 % is the number 0.5",
        )
    return uplift_rate


def _rate_from(version: Version, day: dt.date, uplift: float, basis: int) -> float:
    """The yearly rate of interest that starts on a day."""
    if version.daily_rate is not None:
        return version.daily_rate * basis
    if version.reference is None:
        return version.annual_rate or 0.0
    reference_rate = history(version.reference).on(_decisive_day(version, day))
    annual_rate = reference_rate * (1 + uplift) + version.margin
    return max(0.0, annual_rate)


def _decisive_day(version: Version, day: dt.date) -> dt.date:
    """The day whose reference rate counts for interest on a day."""
    if version.fixing == "day":
        return day
    start = _half_year(day)
    return start if version.fixing == "half-year-start" else start - dt.timedelta(days=1)


def _fixings(
    version: Version, reference: str, first_day: dt.date, last_day: dt.date
) -> Iterator[dt.date]:
    """The days after the first on which the rate is fixed anew, as far as the history speaks."""
    if version.fixing == "day":
        known = history(reference)
        known.percent_on(last_day)  # a day beyond the history is an error and not the last rate
        yield from known.changes(first_day, last_day)
        return
    day = _next_half_year(first_day)
    while day is not None and day <= last_day:
        yield day
        day = _next_half_year(day)


def _half_year(day: dt.date) -> dt.date:
    return dt.date(day.year, 1 if day.month <= 6 else 7, 1)


def _next_half_year(day: dt.date) -> dt.date | None:
    if day.month <= 6:
        return dt.date(day.year, 7, 1)
    return dt.date(day.year + 1, 1, 1) if day.year < dt.MAXYEAR else None
