"""Our own reading of a policy: what of an exposure it covers on a day."""

from __future__ import annotations

import datetime as dt

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative, share
from ledgerguard.formulas.insurance import insured_loss
from ledgerguard.units import Date, Money, Rate


@formula("POLICY_COVER")
def policy_cover(
    exposure: Money,
    as_of: Date,
    limit: Money | None = None,
    insured_rate: Rate = 0.9,
    discretionary_limit: Money = 0,
    valid_from: Date | None = None,
    valid_to: Date | None = None,
    mep_end: Date | None = None,
) -> Money:
    """Part of an exposure that the policy covers for deliveries on a day, by our own reading.

    insured_rate * the smaller of exposure and the limit in force; 0 outside the days of the limit
    and after mep_end, when deliveries must stop. The discretionary limit stands in where the
    insurer has named none. Deliveries of an earlier day keep the cover of that day. What the
    insurer itself answers goes before this reading.

    Args:
        exposure: What the buyer owes and is about to owe, without VAT; 0 or below is no exposure.
        as_of: Day of the delivery.
        limit: Limit that the insurer has named for the buyer. 0 is a refusal, which no
            discretionary limit heals; blank means that none is named. In LibreOffice Calc leave it
            out then: a blank cell arrives there as 0.
        insured_rate: Share of a loss that the insurer bears, 0.9 for 90 %.
        discretionary_limit: Limit that the policy lets the firm set by itself, at least 0.
        valid_from: First day of the limit, inclusive; blank for no bound.
        valid_to: Last day of the limit, inclusive; blank for no bound.
        mep_end: Day on which the maximum extension of the oldest unpaid invoice ends (MEP_END);
            blank when none is unpaid.

    Errors: #NUM! when a limit is negative, insured_rate outside 0 to 1 or valid_to before
        valid_from; #VALUE! when a date is text; #N/A when exposure or as_of is blank.
    Example: =POLICY_COVER(120000, DATE(2024,5,2), 100000) -> 90000
    Example: =POLICY_COVER(120000, DATE(2024,5,2), , 0.9, 20000) -> 18000
    Example: =POLICY_COVER(120000, DATE(2024,5,2), 100000, 0.9, 0, , , DATE(2024,5,1)) -> 0
    Source: ledgerguard design; discretionary limit and maximum extension period as Atradius and
        PRISMA describe them.
    """
    share(insured_rate=insured_rate)
    not_negative(discretionary_limit=discretionary_limit)
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise OutOfDomain(
            f"valid_to must not lie before valid_from ({valid_from}), got {valid_to}",
            hint="are the two dates exchanged?",
        )
    limit_in_force = discretionary_limit if limit is None else limit
    insured_exposure = insured_loss(exposure, limit_in_force)
    if not _in_force(as_of, valid_from, valid_to, mep_end):
        return 0.0
    return insured_rate * insured_exposure


def _in_force(
    day: dt.date, valid_from: dt.date | None, valid_to: dt.date | None, mep_end: dt.date | None
) -> bool:
    """Whether the day is one of the limit's, and the buyer within its maximum extension."""
    started = valid_from is None or valid_from <= day
    not_ended = valid_to is None or day <= valid_to
    within_extension = mep_end is None or day <= mep_end
    return started and not_ended and within_extension
