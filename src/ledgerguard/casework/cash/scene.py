"""From the ranges of a sheet to a shock: reads them, finds the buyers that fail and their cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.cash import ranges
from ledgerguard.casework.cash.course import by_week
from ledgerguard.casework.cash.forecast import Outlook, outlook
from ledgerguard.casework.cash.shock import (
    Book,
    Indemnity,
    Setting,
    Shock,
    Weekly,
    as_told,
    book,
    expected,
    shock,
    when_due,
)
from ledgerguard.casework.cash.shock_cover import by_facts, by_limits
from ledgerguard.casework.customer_file.columns import find
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.reading import NOBODY, files_from_cells
from ledgerguard.errors import InvalidValue, LedgerError, OutOfDomain
from ledgerguard.formulas.cashflow import WEEKS
from ledgerguard.formulas.checks import LONGEST_PERIOD, not_negative, share
from ledgerguard.ledger.portfolio import Balance, Frame, in_one_currency
from ledgerguard.ledger.read import from_cells
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Language, Table, serial

INDEMNITY_DAYS: Final = 210
"""Days until the insurer pays: six months of waiting and 30 days to pay, as in its usual terms."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of a shock, in major units.

    Attributes:
        insured_rate: Share of a loss within a plain limit that the insurer bears.
        indemnity_days: Days until it pays.
        contagion_rate: Share of all other receipts that vanishes as well.
        floor: The least balance that must be kept.
        provision: What is already set aside.
    """

    insured_rate: float = 0.9
    indemnity_days: int = INDEMNITY_DAYS
    contagion_rate: float = 0.0
    floor: float = 0.0
    provision: float = 0.0


@dataclass(frozen=True)
class Scene:
    """A shock, and what it was computed from."""

    frame: Frame  # the ledger's rows of the one currency
    ahead: Outlook | None  # None where the receipts are not those of the forecast
    shock: Shock


def scene(
    ledger: Table,
    as_of: dt.date,
    opening_balance: float,
    payments: Table | None,
    spending: Table | None,
    buyers: int | Sequence[str | None],
    cover: Table | None,
    terms: Terms,
    receipts: str | Table | None,
    currency: str | None,
    language: Language,
) -> Scene:
    """Read the ranges and compute the shock; the arguments are those of the formulas.

    Raises:
        LedgerguardError: naming the argument, what it must be and what it got.
    """
    share(insured_rate=terms.insured_rate, contagion_rate=terms.contagion_rate)
    not_negative(provision=terms.provision)
    if not 0 <= terms.indemnity_days <= LONGEST_PERIOD:
        raise OutOfDomain(
            f"indemnity_days must be from 0 to {LONGEST_PERIOD:,}, got {terms.indemnity_days}",
            hint="is it a date? A number of days belongs here",
        )
    day = serial(as_of)
    whole = from_cells(ledger, language=language).frame
    frame, name = in_one_currency(whole, currency)
    ahead = outlook(frame, day, name) if _by_forecast(receipts) else None
    owed = _book(frame, day, name, ahead, receipts)
    struck = _struck(owed, buyers)
    indemnities = _indemnities(frame, owed, struck, cover, terms, language)
    setting = Setting(
        ranges.minor("opening_balance", opening_balance, name),
        _weekly_payments(payments, spending, name, day),
        ranges.minor("floor", terms.floor, name),
        ranges.minor("provision", terms.provision, name),
        terms.contagion_rate,
    )
    return Scene(frame, ahead, shock(owed, struck, setting, indemnities))


def _by_forecast(receipts: str | Table | None) -> bool:
    return not receipts or (isinstance(receipts, str) and _word(receipts) == "forecast")


def _word(receipts: str) -> str:
    word = {"预测": "forecast", "到期日": "due"}.get(receipts.strip(), receipts.strip().casefold())
    if word not in ("forecast", "due"):
        raise InvalidValue(
            f"receipts must be forecast, due or a range, got {receipts[:40]!r}",
            hint="a range holds customer, date and amount",
        )
    return word


def _book(
    frame: Frame, day: int, currency: str, ahead: Outlook | None, receipts: str | Table | None
) -> Book:
    if ahead is not None:
        return book(frame, day, currency, expected(frame, ahead))
    if receipts is None or isinstance(receipts, str):
        return book(frame, day, currency, when_due(frame, day))
    told = ranges.receipts_of(receipts, currency)
    ids = book(frame, day, currency, {}).ids
    weekly: Weekly = as_told(told, day, lambda typed: ids.get(typed.casefold(), typed))
    return book(frame, day, currency, weekly)


def _struck(owed: Book, buyers: int | Sequence[str | None]) -> list[Balance]:
    """The balances of the buyers that fail, each once."""
    if isinstance(buyers, int):
        return owed.largest(buyers) if buyers else []
    named = (owed.named(str(name)) for name in buyers if name)
    return list({balance.customer_id: balance for balance in named}.values())


def _weekly_payments(
    payments: Table | None, spending: Table | None, currency: str, day: int
) -> tuple[int, ...]:
    dated = [(one.day, one.amount) for one in ranges.payments_of(payments, currency)]
    running = sum(one.weekly for one in ranges.spending_of(spending, currency))
    return tuple(paid + running for paid in by_week(dated, day)[:WEEKS])


def _indemnities(
    frame: Frame,
    owed: Book,
    struck: list[Balance],
    cover: Table | None,
    terms: Terms,
    language: Language,
) -> dict[str, Indemnity]:
    if not cover or not struck:
        return {}
    try:
        find(cover)
    except LedgerError:
        limits = ranges.limits_of(cover, owed.currency)
        by_id: dict[str, int] = {}
        for typed, limit in limits.items():
            known = owed.ids.get(typed.casefold(), typed)
            by_id[known] = min(limit, by_id.get(known, limit))
        day = owed.as_of + terms.indemnity_days
        vat_rate = load_policy().credit.limits.vat_rate
        return by_limits(struck, by_id, terms.insured_rate, day, vat_rate)
    files = _files(cover, owed.currency, struck, language)
    return by_facts(frame, struck, files, load_policy(), owed.as_of)


def _files(
    cover: Table, currency: str, struck: list[Balance], language: Language
) -> Mapping[str, CustomerFile]:
    """The customers' files; one that names no customer is that of the only buyer that fails."""
    files = files_from_cells(cover, currency=currency, language=language)
    nameless = files.get(NOBODY)
    if nameless is None or not nameless.facts:
        return files
    if len(struck) > 1:
        raise InvalidValue(
            f"cover must name the customer of each row, got rows without one for {len(struck)} "
            "buyers",
            hint="add a column customer_id with the ids of the ledger",
        )
    return {struck[0].customer_id: nameless}
