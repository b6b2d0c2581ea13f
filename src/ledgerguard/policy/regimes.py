"""Regimes of late-payment interest by name: their versions in time, their fees and their terms."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formulas.checks import at_least, at_most
from ledgerguard.policy.schema import Wording, read

PACKAGED: Final = Path(__file__).with_name("interest.toml")

Fixing = Literal["half-year-start", "half-year-eve", "day"]
RateMode = Literal["piecewise", "frozen"]


@attrs.frozen
class FeeStep:
    """A fixed fee and the debts for which it is due; no bound means all others."""

    fee: float
    below: float | None = None
    up_to: float | None = None

    def covers(self, amount: float) -> bool:
        """Whether a debt falls into this step."""
        if self.below is not None:
            return not at_least(amount, self.below)
        return self.up_to is None or at_most(amount, self.up_to)


@attrs.frozen
class Terms:
    """Days within which an invoice has to be paid: by law, and at most by agreement."""

    business: int | None = None
    business_agreed: int | None = None
    authority: int | None = None
    authority_agreed: int | None = None


@attrs.frozen
class Uplift:
    """The share of the reference rate that a court may add to it."""

    least: float
    most: float
    usual: float


@attrs.frozen
class Version:
    """A regime as it stands from a day on."""

    valid_from: dt.date
    source: str
    reference: str | None = None
    fixing: Fixing = "half-year-start"
    margin: float = 0.0
    uplift: Uplift | None = None
    daily_rate: float | None = None
    annual_rate: float | None = None
    agreed_floor: str | None = None
    fees: tuple[FeeStep, ...] = ()
    terms: Terms = Terms()

    def __attrs_post_init__(self) -> None:
        """Refuse a version that names no rate, or two."""
        named = [self.reference, self.daily_rate, self.annual_rate]
        if sum(entry is not None for entry in named) != 1:
            raise ValueError("one of reference, daily_rate and annual_rate must be given")

    def fee(self, amount: float) -> float:
        """The fixed fee for a debt; nothing is due where nothing is owed."""
        steps = (step.fee for step in self.fees if step.covers(amount))
        return next(steps, 0.0) if amount > 0 else 0.0


@attrs.frozen
class Regime:
    """What a legal order gives to a creditor who is paid late."""

    title: Wording
    currency: str
    dated: dt.date
    applies_by: Literal["contract", "due"]
    rate_mode: RateMode
    versions: tuple[Version, ...] = attrs.field()

    @versions.validator
    def _rise(self, _: object, versions: tuple[Version, ...]) -> None:
        days = [version.valid_from for version in versions]
        if not days or any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("versions must be given in the order of valid_from")

    def version(self, name: str, contract_date: dt.date | None, due_date: dt.date) -> Version:
        """The version that governs a debt: by its contract where the law asks for that day.

        Raises:
            NotAvailable: when the debt is older than the regime.
        """
        if self.applies_by == "contract" and contract_date is not None:
            return self.version_on(name, "contract_date", contract_date)
        return self.version_on(name, "due_date", due_date)

    def version_on(self, name: str, decisive: str, day: dt.date | None) -> Version:
        """The version that holds on a day, the newest one when no day is given.

        Raises:
            NotAvailable: when the day lies before the first version; it names the argument.
        """
        found = [v for v in self.versions if day is None or v.valid_from <= day]
        if not found:
            raise NotAvailable(
                f"{decisive} must not be before {self.versions[0].valid_from}, from which the "
                f"regime {name} is known, got {day}",
                hint="give the rates yourself: LATE_INTEREST takes a range of dated rates",
            )
        return found[-1]


@attrs.frozen
class InterestFile:
    """A file of regimes."""

    regimes: dict[str, Regime]


def regime(name: str, file: Path = PACKAGED) -> tuple[str, Regime]:
    """A regime by its name, with the name as the file writes it; capitals do not matter.

    Raises:
        InvalidValue: when there is none of that name; it lists those there are.
        PolicyError: when the file cannot be followed.
    """
    regimes = _regimes(file)
    known = {key.casefold(): key for key in regimes}
    key = known.get(name.strip().casefold())
    if key is None:
        raise InvalidValue(
            f"regime must be one of {', '.join(regimes)}, got {name!r}",
            hint="the regime of the contract's law counts, not that of the customer's seat",
        )
    return key, regimes[key]


@cache
def _regimes(file: Path) -> dict[str, Any]:
    return read(file, InterestFile).regimes


def regime_names(file: Path = PACKAGED) -> tuple[str, ...]:
    """The names of all regimes, in the order of the file."""
    return tuple(_regimes(file))
