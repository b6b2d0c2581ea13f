"""Terms of credit-insurance policies as a file states them: the clock on which cover runs."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import attrs

from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.claim_deadlines import day_after, is_agreed
from ledgerguard.policy.ladder_file import not_negative
from ledgerguard.policy.schema import Wording, not_empty

ReportFrom = Literal["due", "mep"]
MepFrom = Literal["due", "invoice"]
WaitingFrom = Literal["due", "report"]
StopShipment = Literal["", "overdue", "mep", "report"]

_ANY_DAY = dt.date(2024, 1, 1)


def _period(_: object, attribute: attrs.Attribute[Any], value: int | str | None) -> None:
    if value is not None:
        day_after(_ANY_DAY, value, attribute.name)


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
    report_period: int | str | None = attrs.field(default=None, validator=_period)
    report_from: ReportFrom = "due"
    mep_period: int | str | None = attrs.field(default=None, validator=_period)
    mep_from: MepFrom = "due"
    waiting_period: int | str | None = attrs.field(default=None, validator=_period)
    waiting_from: WaitingFrom = "due"
    filing_period: int | str | None = attrs.field(default=None, validator=_period)
    settlement_period: int | str | None = attrs.field(default=None, validator=_period)
    stop_shipment: StopShipment = ""
    lead_days: int = attrs.field(default=2, validator=not_negative)  # a step is put up so early
    insured_rate: float | None = attrs.field(default=None, validator=_rate)

    def mep_end(self, due: dt.date, issued: dt.date | None = None) -> dt.date | None:
        """Last day of the maximum extension period; None when the policy has none.

        Raises:
            NotAvailable: when it counts from the invoice date, and that is not known.
        """
        if not is_agreed(self.mep_period, "mep_period"):
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
        if not is_agreed(self.report_period, "report_period"):
            return None
        base = due if self.report_from == "due" else self.mep_end(due, issued)
        return None if base is None else day_after(base, self.report_period, "report_period")

    def claim_by(self, due: dt.date, issued: dt.date | None = None) -> dt.date | None:
        """Last day to file the claim, counted from the due date; None when there is none."""
        if not is_agreed(self.filing_period, "filing_period"):
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
