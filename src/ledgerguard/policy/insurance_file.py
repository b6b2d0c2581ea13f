"""Terms of credit-insurance policies as a file states them: the clock on which cover runs."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Literal

import attrs

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formulas.claim_deadlines import day_after, is_agreed
from ledgerguard.policy.ladder_file import not_negative
from ledgerguard.policy.schema import Wording, not_empty
from ledgerguard.policy.settings import one_line

ReportFrom = Literal["due", "mep"]
MepFrom = Literal["due", "invoice"]
WaitingFrom = Literal["due", "report"]
StopShipment = Literal["", "overdue", "mep", "report"]

UNINSURED: Final = "none"
"""The insurance of a customer of whom is known that there is none; blank: nothing is known."""

_ANY_DAY = dt.date(2024, 1, 1)


def _period(_: object, attribute: attrs.Attribute[Any], value: int | str | None) -> None:
    if value is not None:
        day_after(_ANY_DAY, value, attribute.name)


def _agreed(_: object, attribute: attrs.Attribute[Any], value: int | str | None) -> None:
    """In a cell 0 may be a blank and means: not agreed; in a file it would lose a deadline."""
    _period(_, attribute, value)
    if value is not None and not is_agreed(value, attribute.name):
        raise InvalidValue(
            f"{attribute.name} must be above 0, got {value!r}", hint="leave out what is not agreed"
        )


def _needs(term: str, words: tuple[str, ...]) -> Any:
    """A validator of attrs: these words count from a period that must be stated as well."""

    def check(terms: InsuranceEntry, attribute: attrs.Attribute[Any], value: str) -> None:
        if value in words and getattr(terms, term) is None:
            raise InvalidValue(
                f"{attribute.name} must be stated with a {term}, got {value!r} without one",
                hint=f"state {term}, or leave {attribute.name} out",
            )

    return check


def _rate(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} must be from 0 to 1, got {value:g}")


@attrs.frozen
class InsuranceEntry:
    """The terms of one insurance policy that set a date; a term left out is not agreed.

    A period is a number of days or a text such as "8 months".
    """

    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    title: Wording
    report_period: int | str | None = attrs.field(default=None, validator=_agreed)
    report_from: ReportFrom = attrs.field(
        default="due",
        validator=[_needs("mep_period", ("mep",)), _needs("report_period", ("mep",))],
    )
    mep_period: int | str | None = attrs.field(default=None, validator=_agreed)
    mep_from: MepFrom = "due"
    waiting_period: int | str | None = attrs.field(default=None, validator=_period)
    waiting_from: WaitingFrom = "due"
    filing_period: int | str | None = attrs.field(default=None, validator=_agreed)
    settlement_period: int | str | None = attrs.field(default=None, validator=_agreed)
    stop_shipment: StopShipment = attrs.field(
        default="",
        validator=[_needs("mep_period", ("mep",)), _needs("report_period", ("report",))],
    )
    lead_days: int = attrs.field(default=2, validator=not_negative)  # a step is put up so early
    insured_rate: float | None = attrs.field(default=None, validator=_rate)
    insurer: str = attrs.field(
        default="", validator=one_line
    )  # to whom overdue reports are written; blank: a place to fill in
    policy_number: str = attrs.field(default="", validator=one_line)

    def mep_end(self, due: dt.date, issued: dt.date | None = None) -> dt.date | None:
        """Last day of the maximum extension period; None when the policy has none.

        Raises:
            NotAvailable: when it counts from the invoice date, and that is not known.
        """
        if self.mep_period is None:
            return None
        if self.mep_from == "due":
            return day_after(due, self.mep_period, "mep_period")
        if issued is None:
            raise NotAvailable(
                "invoice_date must be filled where the maximum extension counts from it, "
                "got a blank",
                hint="give the date of the invoice",
            )
        return day_after(issued, self.mep_period, "mep_period")

    def report_by(self, due: dt.date, issued: dt.date | None = None) -> dt.date | None:
        """Last day to report the overdue invoice; None when the policy does not ask for it.

        Raises:
            NotAvailable: when it counts from the invoice date, and that is not known.
        """
        if self.report_period is None:
            return None
        base = due if self.report_from == "due" else self.mep_end(due, issued)
        return None if base is None else day_after(base, self.report_period, "report_period")

    def claim_by(self, due: dt.date, issued: dt.date | None = None) -> dt.date | None:
        """Last day to file the claim, counted from the due date; None when there is none."""
        if self.filing_period is None:
            return None
        return day_after(due, self.filing_period, "filing_period")

    def stop_from(self, due: dt.date, issued: dt.date | None = None) -> dt.date | None:
        """First day on which deliveries must have stopped; None when no rule says so.

        The day after the due date (overdue), the day after the maximum extension (mep), or the
        last day to report (report): who has been reported is not supplied any more.

        Raises:
            NotAvailable: when it counts from the invoice date, and that is not known.
        """
        if self.stop_shipment == "overdue":
            return due + dt.timedelta(1)
        if self.stop_shipment == "mep":
            end = self.mep_end(due, issued)
            return None if end is None else end + dt.timedelta(1)
        return self.report_by(due, issued) if self.stop_shipment == "report" else None


@attrs.frozen
class InsuranceFile:
    """A file of insurance policies."""

    insurances: dict[str, InsuranceEntry]
