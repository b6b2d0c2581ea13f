"""Settings of a customer or an invoice: as a file states them in part, and whole with origins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.business_days import Convention
from ledgerguard.policy.ladder_file import Channel, not_negative
from ledgerguard.units import Language

PACKAGED: Final = "packaged"
COMPANY: Final = "company"
ARGUMENT: Final = "argument"

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


def one_line(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    """A validator of attrs: refuse text that runs over its line, as into the next header."""
    if value is not None and any(ord(sign) < ord(" ") for sign in value):
        raise ValueError(f"{attribute.name} must stand on one line, got {value!r}")


def mail_address(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    """A validator of attrs: refuse what is no single e-mail address; blank is none."""
    if value and not _EMAIL.fullmatch(value):
        raise ValueError(f"{attribute.name} must be one address such as a@b.example, got {value!r}")


def _share(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} must be from 0 to 1, got {value:g}")


def _by_currency(
    _: object, attribute: attrs.Attribute[Any], value: Mapping[str, float] | None
) -> None:
    for currency, amount in (value or {}).items():
        if not _CURRENCY.fullmatch(currency):
            raise ValueError(f"{attribute.name} must name currencies such as EUR, got {currency!r}")
        if amount < 0:
            raise ValueError(f"{attribute.name} must not be negative, got {amount:g} {currency}")


def _count() -> Any:
    return attrs.field(default=None, validator=not_negative)


def _line() -> Any:
    return attrs.field(default=None, validator=one_line)


@attrs.frozen
class SettingsTable:
    """Settings as one table of a file states them; what is left out is decided elsewhere."""

    ladder: str | None = None
    grace_days: int | None = _count()
    tolerance: Mapping[str, float] | None = attrs.field(default=None, validator=_by_currency)
    convention: Convention | None = None
    calendar: str | None = None
    catch_up_days: int | None = _count()
    promise_days: int | None = _count()
    contact_gap_days: int | None = _count()
    statement_days: int | None = _count()
    tier: str | None = None
    insurance: str | None = None
    regime: str | None = None
    language: Language | None = None
    channels: tuple[Channel, ...] | None = None
    email: str | None = attrs.field(default=None, validator=mail_address)
    phone: str | None = _line()
    address: str | None = None
    contact: str | None = _line()
    risk: float | None = attrs.field(default=None, validator=_share)
    owner: str | None = _line()

    def stated(self) -> dict[str, Any]:
        """The settings that the table states."""
        found = {key: getattr(self, key) for key in KEYS}
        return {key: value for key, value in found.items() if value is not None}


KEYS: Final = tuple(field.name for field in attrs.fields(SettingsTable))
"""The keys of settings, in the order in which they are shown."""


@attrs.frozen
class CustomerTable(SettingsTable):
    """Settings of one customer, and the group whose settings it shares."""

    group: str | None = None


@attrs.frozen
class InvoiceTable(SettingsTable):
    """Settings of one invoice; with a customer only where it is an invoice of that one."""

    customer: str | None = None


@attrs.frozen
class Settings:
    """What holds for a customer or an invoice: every setting, and where each one was decided."""

    ladder: str
    grace_days: int
    tolerance: Mapping[str, float]  # open amounts up to it are not chased; major units
    convention: Convention
    calendar: str  # blank: weekends only
    catch_up_days: int  # most days that a level waits for the step before, after missed days
    promise_days: int  # days after a promised date before the item is chased again
    contact_gap_days: int  # least days between two contacts with a customer
    statement_days: int  # a statement of account each so many days; 0: none
    tier: str
    insurance: str  # blank: nothing is known; none: not insured
    regime: str  # of late interest; blank: none is claimed
    language: Language
    channels: tuple[Channel, ...]  # preferred first
    email: str
    phone: str
    address: str
    contact: str
    risk: float | None  # from 0 to 1; None: not known
    owner: str
    origins: Mapping[str, str] = attrs.field(repr=False, eq=False)

    def origin(self, key: str) -> str:
        """Where a setting was decided, such as "packaged" or "customer 10023".

        A key such as tolerance.EUR asks for one currency.

        Raises:
            InvalidValue: when there is no such setting.
        """
        if key not in self.origins:
            raise InvalidValue(
                f"setting must be one of {', '.join(KEYS)}, got {key!r}",
                hint="a currency of the tolerance is asked for as tolerance.EUR",
            )
        return self.origins[key]


Layer = tuple[str, Mapping[str, Any]]
"""An origin, and the settings that it states."""


def resolved(layers: list[Layer]) -> Settings:
    """The settings that layers make together: a later one prevails; tolerances add up by currency.

    The first layer must state every setting but risk.
    """
    values: dict[str, Any] = {"risk": None}
    origins: dict[str, str] = {"risk": layers[0][0]}
    for origin, stated in layers:
        for key, value in stated.items():
            if key == "tolerance":
                values[key] = {**values.get(key, {}), **value}
                origins |= {f"tolerance.{currency}": origin for currency in value}
            else:
                values[key] = value
            origins[key] = origin
    return Settings(**values, origins=origins)
