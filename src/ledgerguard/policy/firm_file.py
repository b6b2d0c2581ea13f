"""The file in which a firm states its policy, table by table; every table may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.ladder_file import LadderEntry, not_negative
from ledgerguard.policy.schema import Wording, not_empty
from ledgerguard.policy.settings import (
    CustomerTable,
    InvoiceTable,
    SettingsTable,
    mail_address,
    one_line,
)


@attrs.frozen
class Tier:
    """How often customers of one kind are written to; what is left out the company decides."""

    title: Wording | None = None
    contact_gap_days: int | None = attrs.field(default=None, validator=not_negative)
    statement_days: int | None = attrs.field(default=None, validator=not_negative)

    def stated(self) -> dict[str, int]:
        """The settings for which the tier gives a default."""
        found = {"contact_gap_days": self.contact_gap_days, "statement_days": self.statement_days}
        return {key: value for key, value in found.items() if value is not None}


def _positive(_: object, attribute: attrs.Attribute[Any], value: float) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} must be above 0, got {value:g}")


@attrs.frozen
class Priority:
    """The weights by which tasks are ranked, and the days at which age and cover count in full."""

    age: float = attrs.field(default=1.0, validator=not_negative)
    amount: float = attrs.field(default=1.0, validator=not_negative)
    risk: float = attrs.field(default=1.0, validator=not_negative)
    cover: float = attrs.field(default=1.0, validator=not_negative)
    age_full_days: int = attrs.field(default=90, validator=_positive)
    # Days until cover is lost at which the cover at stake counts in full.
    cover_full_days: int = attrs.field(default=0, validator=not_negative)


@attrs.frozen
class RecoveryStep:
    """Up to this many days past due, the share of a debt that is still collected."""

    days: int = attrs.field(validator=not_negative)
    agency: float = attrs.field()
    own: float = attrs.field()

    @agency.validator
    @own.validator
    def _share(self, attribute: attrs.Attribute[Any], value: float) -> None:
        if not 0 <= value <= 1:
            raise ValueError(f"{attribute.name} must be from 0 to 1, got {value:g}")


@attrs.frozen
class Sender:
    """Who writes: the firm, one of its legal entities, its lawyer; or to whom, as its agency."""

    name: str = attrs.field(default="", validator=one_line)
    address: str = ""
    email: str = attrs.field(default="", validator=mail_address)
    phone: str = attrs.field(default="", validator=one_line)
    bank: str = ""
    signatory: str = attrs.field(default="", validator=one_line)


@attrs.frozen
class Agency(Sender):
    """A collection agency: what it takes of what it recovers, and what is recovered by age."""

    success_fee: float = attrs.field(default=0.25)
    recovery: tuple[RecoveryStep, ...] = attrs.field(default=())

    @success_fee.validator
    def _share(self, _: object, value: float) -> None:
        if not 0 <= value < 1:
            raise ValueError(f"success_fee must be from 0 to below 1, got {value:g}")

    @recovery.validator
    def _rise(self, _: object, steps: tuple[RecoveryStep, ...]) -> None:
        days = [step.days for step in steps]
        if days != sorted(set(days)):
            raise ValueError(f"recovery must be given in rising order of days, got {days}")


@attrs.frozen
class FirmFile:
    """A firm's policy as its file states it."""

    company: SettingsTable = attrs.field(factory=SettingsTable)
    groups: Mapping[str, SettingsTable] = attrs.field(factory=dict)
    customers: Mapping[str, CustomerTable] = attrs.field(factory=dict)
    invoices: Mapping[str, InvoiceTable] = attrs.field(factory=dict)
    customers_file: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(not_empty)
    )
    ladders: Mapping[str, LadderEntry] = attrs.field(factory=dict)
    insurances: Mapping[str, InsuranceEntry] = attrs.field(factory=dict)
    tiers: Mapping[str, Tier] = attrs.field(factory=dict)
    priority: Priority | None = None
    agency: Agency | None = None
    lawyer: Sender | None = None
    sender: Sender | None = None
    senders: Mapping[str, Sender] = attrs.field(factory=dict)
    # As in credit.toml, and the choice of preset, profile and country_classes_file; its parts are
    # checked where they are laid over what is packaged.
    credit: Mapping[str, Any] = attrs.field(factory=dict)
    templates: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(not_empty)
    )
