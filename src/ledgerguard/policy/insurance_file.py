"""Terms of credit-insurance policies as a file states them: the clock, the cover, the cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import attrs

from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.formulas.first_loss import Erosion
from ledgerguard.formulas.insurance import DeductibleOrder
from ledgerguard.formulas.premium import max_liability, premium
from ledgerguard.formulas.recoveries import RecoveryRule
from ledgerguard.policy.insurance_terms import (
    Amounts,
    Excluded,
    MepFrom,
    ReportFrom,
    StopShipment,
    WaitingFrom,
    a_currency,
    a_period,
    a_rate,
    agreed,
    by_currency,
    each_once,
    needs,
    one_liability,
    waiting_by_cause,
)
from ledgerguard.policy.ladder_file import not_negative
from ledgerguard.policy.loss_causes import CAUSES, COMMERCIAL, CauseName
from ledgerguard.policy.schema import Wording, not_empty
from ledgerguard.policy.settings import one_line

UNINSURED: Final = "none"
"""The insurance of a customer of whom is known that there is none; blank: nothing is known."""

MONEY_TERMS: Final = (
    *("deductible", "minimum_retention", "threshold", "first_loss", "max_liability"),
    *("discretionary_limit", "minimum_premium"),
)
"""The terms that are amounts by currency."""


@attrs.frozen
class InsuranceEntry:
    """The terms of one insurance policy; a term left out is not agreed.

    A period is a number of days or a text such as "8 months". Amounts are tables by currency, in
    major units; one that is stated in EUR says nothing about a loss in USD.
    """

    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    title: Wording
    report_period: int | str | None = attrs.field(default=None, validator=agreed)
    report_from: ReportFrom = attrs.field(
        default="due",
        validator=[needs("mep_period", ("mep",)), needs("report_period", ("mep",))],
    )
    mep_period: int | str | None = attrs.field(default=None, validator=agreed)
    mep_from: MepFrom = "due"
    waiting_period: int | str | None = attrs.field(default=None, validator=a_period)
    waiting_from: WaitingFrom = "due"
    filing_period: int | str | None = attrs.field(default=None, validator=agreed)
    settlement_period: int | str | None = attrs.field(default=None, validator=agreed)
    stop_shipment: StopShipment = attrs.field(
        default="",
        validator=[needs("mep_period", ("mep",)), needs("report_period", ("report",))],
    )
    lead_days: int = attrs.field(default=2, validator=not_negative)  # a step is put up so early
    insured_rate: float | None = attrs.field(default=None, validator=a_rate)
    insurer: str = attrs.field(
        default="", validator=one_line
    )  # to whom overdue reports are written; blank: a place to fill in
    policy_number: str = attrs.field(default="", validator=one_line)
    currency: str = attrs.field(default="", validator=a_currency)  # of the policy and its premium
    causes: tuple[CauseName, ...] = attrs.field(
        default=COMMERCIAL, validator=[not_empty, each_once]
    )
    waiting_by_cause: Mapping[str, int | str | None] = attrs.field(
        factory=dict, validator=waiting_by_cause
    )  # where it is not waiting_period; 0: none
    excluded: tuple[Excluded, ...] = attrs.field(
        default=("vat", "interest", "disputed"), validator=each_once
    )
    discretionary_limit: Amounts = attrs.field(factory=dict, validator=by_currency)
    run_off_days: int = attrs.field(
        default=0, validator=not_negative
    )  # deliveries so long after a limit was cut keep the cover of before
    deductible: Amounts = attrs.field(factory=dict, validator=by_currency)  # of each loss
    deductible_order: DeductibleOrder = "before"
    minimum_retention: Amounts = attrs.field(factory=dict, validator=by_currency)
    threshold: Amounts = attrs.field(factory=dict, validator=by_currency)
    first_loss: Amounts = attrs.field(factory=dict, validator=by_currency)  # of the year
    first_loss_erosion: Erosion = "gross"
    max_liability: Amounts = attrs.field(factory=dict, validator=by_currency)  # of the year
    liability_multiple: float | None = attrs.field(default=None, validator=one_liability)
    premium_rate: float | None = attrs.field(default=None, validator=a_rate)
    minimum_premium: Amounts = attrs.field(factory=dict, validator=by_currency)
    recovery_rule: RecoveryRule = "pro-rata"

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

    @property
    def vat_insured(self) -> bool:
        """Whether a loss counts with its VAT."""
        return "vat" not in self.excluded

    def waiting_of(self, cause: str = "protracted-default") -> int | str | None:
        """How long a cause of loss must have lasted before a claim; None or 0: no time at all."""
        if cause in self.waiting_by_cause:
            return self.waiting_by_cause[cause]
        return self.waiting_period if CAUSES[cause].waits else None

    def claim_from(
        self,
        due: dt.date,
        cause: str = "protracted-default",
        reported: dt.date | None = None,
        lost: dt.date | None = None,
    ) -> dt.date | None:
        """First day of a claim; None while the report that the waiting counts from is missing.

        Args:
            due: Due date of the invoice.
            cause: Cause of the loss.
            reported: Day on which the overdue invoice was reported.
            lost: Day of the cause itself, such as that of an insolvency: a claim is not earlier,
                and may be as early where nothing is waited for.
        """
        period = self.waiting_of(cause)
        if not CAUSES[cause].waits:
            base: dt.date | None = lost or due
        else:
            base = due if self.waiting_from == "due" or period is None else reported
        if base is None:
            return None
        first = base if period is None else day_after(base, period, "waiting_period")
        return first if lost is None else max(first, lost)

    def premium_of(self, insurable_turnover: float, currency: str) -> float | None:
        """The premium of a year in a currency, major units; None where no rate is agreed."""
        if self.premium_rate is None:
            return self.minimum_premium.get(currency)
        return premium(
            insurable_turnover, self.premium_rate, self.minimum_premium.get(currency, 0.0)
        )

    def liability_of(self, currency: str, premium: float | None = None) -> float | None:
        """The most that is paid in a year, major units; None where no maximum is known.

        A multiple of the premium counts on the minimum premium where no premium is given: the
        insurer owes at least that.
        """
        if self.liability_multiple is None:
            return self.max_liability.get(currency)
        counted = self.minimum_premium.get(currency) if premium is None else premium
        return None if counted is None else max_liability(counted, self.liability_multiple)

    def in_other_currencies(self, currency: str) -> tuple[str, ...]:
        """The amounts that are agreed in other currencies only, and so say nothing of this one."""
        return tuple(
            name
            for name in MONEY_TERMS
            if getattr(self, name) and currency not in getattr(self, name)
        )


@attrs.frozen
class InsuranceFile:
    """A file of insurance policies."""

    insurances: dict[str, InsuranceEntry]
