"""What the terms of an insurance policy may say: the words they use, and checks of their values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.claim_deadlines import day_after, is_agreed
from ledgerguard.policy.loss_causes import CAUSES
from ledgerguard.policy.schema import Misfit, Misfits, nearest

ReportFrom = Literal["due", "mep"]
MepFrom = Literal["due", "invoice"]
WaitingFrom = Literal["due", "report"]
StopShipment = Literal["", "overdue", "mep", "report"]
Excluded = Literal["vat", "interest", "disputed", "public", "associated"]

Amounts = Mapping[str, float]
"""Amounts by currency, in major units: a term that is stated in one holds in no other."""

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_ANY_DAY = dt.date(2024, 1, 1)


def a_period(_: object, attribute: attrs.Attribute[Any], value: int | str | None) -> None:
    """A validator of attrs: refuse what is no period; 0 is one."""
    if value is not None:
        day_after(_ANY_DAY, value, attribute.name)


def agreed(_: object, attribute: attrs.Attribute[Any], value: int | str | None) -> None:
    """A validator of attrs: refuse a period of 0 as well.

    In a cell 0 may be a blank and means: not agreed; in a file it would lose a deadline.
    """
    a_period(_, attribute, value)
    if value is not None and not is_agreed(value, attribute.name):
        raise InvalidValue(
            f"{attribute.name} must be above 0, got {value!r}", hint="leave out what is not agreed"
        )


def needs(term: str, words: tuple[str, ...]) -> Any:
    """A validator of attrs: these words count from a period that must be stated as well."""

    def check(terms: Any, attribute: attrs.Attribute[Any], value: str) -> None:
        if value in words and getattr(terms, term) is None:
            raise InvalidValue(
                f"{attribute.name} must be stated with a {term}, got {value!r} without one",
                hint=f"state {term}, or leave {attribute.name} out",
            )

    return check


def a_rate(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    """A validator of attrs: refuse what is no fraction from 0 to 1."""
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} must be from 0 to 1, got {value:g}")


def a_currency(_: object, attribute: attrs.Attribute[Any], value: str) -> None:
    """A validator of attrs: refuse what is no code of a currency; blank is none."""
    if value and not _CURRENCY.fullmatch(value):
        raise ValueError(f"{attribute.name} must be a currency such as EUR, got {value!r}")


def by_currency(_: object, attribute: attrs.Attribute[Any], value: Amounts) -> None:
    """A validator of attrs: refuse amounts that are negative or of no currency."""
    faults = []
    for currency, amount in value.items():
        if not _CURRENCY.fullmatch(currency):
            what = f"{attribute.name} must name currencies such as EUR, got {currency!r}"
            faults.append(Misfit((currency,), what))
        elif amount < 0:
            what = f"{attribute.name} must not be negative, got {amount:g} {currency}"
            faults.append(Misfit((currency,), what))
    if faults:
        raise Misfits(faults)


def each_once(_: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    """A validator of attrs: refuse a word that stands twice in a list."""
    if len(set(value)) < len(value):
        raise ValueError(f"{attribute.name} must name each word once, got {list(value)}")


def one_liability(terms: Any, attribute: attrs.Attribute[Any], value: float | None) -> None:
    """A validator of attrs: a multiple of the premium needs one, and no amount beside it."""
    if value is None:
        return
    if value <= 0:
        raise ValueError(f"{attribute.name} must be above 0, got {value:g}")
    if terms.max_liability:
        raise InvalidValue(
            f"{attribute.name} must be stated without max_liability, got both",
            hint="which of the two does the policy name?",
        )
    if terms.premium_rate is None and not terms.minimum_premium:
        raise InvalidValue(
            f"{attribute.name} must be stated with premium_rate or minimum_premium, got neither",
            hint="it is a multiple of the premium",
        )


def waiting_by_cause(terms: Any, attribute: attrs.Attribute[Any], value: Mapping[str, Any]) -> None:
    """A validator of attrs: waiting times of causes that are insured, each a period."""
    faults = []
    for cause, period in value.items():
        if cause not in terms.causes:
            insured = ", ".join(terms.causes)
            what = f"{attribute.name} must name insured causes ({insured}), got {cause!r}"
            mend = "add it to causes" if cause in CAUSES else nearest(cause, terms.causes)
            faults.append(Misfit((cause,), what, mend))
            continue
        try:
            day_after(_ANY_DAY, period, attribute.name)
        except InvalidValue as error:
            faults.append(Misfit((cause,), error.message, error.hint))
    if faults:
        raise Misfits(faults)
